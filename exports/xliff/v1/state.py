"""Translation states of XLIFF 1.2 and of its dialects."""

from tm.unit import State

_STATE_BY_NAME = {
    "new": State.INITIAL,
    "needs-translation": State.INITIAL,
    "needs-adaptation": State.INITIAL,
    "needs-l10n": State.INITIAL,
    "needs-review-translation": State.INITIAL,
    "needs-review-adaptation": State.INITIAL,
    "needs-review-l10n": State.INITIAL,
    "translated": State.TRANSLATED,
    "signed-off": State.REVIEWED,
    "final": State.FINAL,
}
_NAME_BY_STATE = {
    State.INITIAL: "needs-review-translation",
    State.TRANSLATED: "translated",
    State.REVIEWED: "signed-off",
    State.FINAL: "final",
}
_PROPOSAL_QUALIFIERS = frozenset(
    ("fuzzy-match", "leveraged-mt", "mt-suggestion", "tm-suggestion")
)
"""Qualifiers of a translation that nobody has looked at."""
_APPROVED_STATES = (State.REVIEWED, State.FINAL)

MEMOQ_STATUS = "mq:status"
"""memoQ's attribute for the state of a unit."""
_STATE_BY_VALUE_BY_ATTRIBUTE = {
    # Trados: the status of a segment.
    "sdl:conf": {
        "Unspecified": State.INITIAL,
        "Draft": State.INITIAL,
        "RejectedTranslation": State.INITIAL,
        "RejectedSignOff": State.INITIAL,
        "Translated": State.TRANSLATED,
        "ApprovedTranslation": State.REVIEWED,
        "ApprovedSignOff": State.FINAL,
    },
    MEMOQ_STATUS: {
        "NotStarted": State.INITIAL,
        "Pretranslated": State.INITIAL,
        "PartiallyEdited": State.INITIAL,
        "AssembledFromFragments": State.INITIAL,
        "MachineTranslated": State.INITIAL,
        "Rejected": State.INITIAL,
        "ManuallyConfirmed": State.TRANSLATED,
        "Confirmed": State.TRANSLATED,
        "ConfirmedTranslator": State.TRANSLATED,
        "Reviewer1Confirmed": State.REVIEWED,
        "Proofread": State.FINAL,
    },
    # Phrase (Memsource): in how many steps of the workflow a segment is confirmed.
    "m:confirmed": {
        "0": State.INITIAL,
        "false": State.INITIAL,
        "1": State.TRANSLATED,
        "true": State.TRANSLATED,
        "2": State.REVIEWED,
        "3": State.FINAL,
    },
}


def parse_state(
    state_name: str | None, *, qualifier: str | None, approved_value: str | None
) -> State:
    """Find the state of a translation.

    The default is translated, since most files name no state.
    """
    state = _STATE_BY_NAME.get(state_name or "")
    if state is None:
        state = State.INITIAL if qualifier in _PROPOSAL_QUALIFIERS else State.TRANSLATED
    if state is State.TRANSLATED and approved_value == "yes":
        return State.REVIEWED
    return state


def parse_dialect_state(attribute_name: str, value: str) -> State | None:
    """Find the state in an attribute of another tool; None if it has none."""
    return _STATE_BY_VALUE_BY_ATTRIBUTE.get(attribute_name, {}).get(value)


def find_state_name(state: State) -> str:
    """Return the name of a state in XLIFF 1.2."""
    return _NAME_BY_STATE[state]


def format_approved_value(state: State) -> str | None:
    """Return the value of `approved` for a state; None if it has none."""
    return "yes" if state in _APPROVED_STATES else None
