"""How far a translation has come, in the words of XLIFF 1.2 and of its dialects."""

from tm.unit import State

_STATES = {
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
_WORDS = {
    State.INITIAL: "needs-review-translation",
    State.TRANSLATED: "translated",
    State.REVIEWED: "signed-off",
    State.FINAL: "final",
}
_PROPOSED = frozenset(("fuzzy-match", "leveraged-mt", "mt-suggestion", "tm-suggestion"))
"""Qualifiers of a translation that nobody has looked at."""
_APPROVED = (State.REVIEWED, State.FINAL)

MEMOQ_STATUS = "mq:status"
"""Where memoQ says it, of a row."""
_DIALECTS = {
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


def state_of(word: str | None, *, qualifier: str | None, approved: str | None) -> State:
    """The state of a translation that is there.

    One of which the file says nothing is translated: most files say nothing.
    """
    state = _STATES.get(word or "")
    if state is None:
        state = State.INITIAL if qualifier in _PROPOSED else State.TRANSLATED
    if state is State.TRANSLATED and approved == "yes":
        return State.REVIEWED
    return state


def dialect_state(attribute: str, value: str) -> State | None:
    """What an attribute of another tool says of the state, if it says anything."""
    return _DIALECTS.get(attribute, {}).get(value)


def word_of(state: State) -> str:
    """What XLIFF 1.2 calls a state."""
    return _WORDS[state]


def approved_of(state: State) -> str | None:
    """The `approved` that goes with a state."""
    return "yes" if state in _APPROVED else None
