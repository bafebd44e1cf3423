"""The registry of checks: each has a function that finds, and its metadata.

Plugins add theirs under the entry-point group `padanan.checks`; each entry is a Check.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, cast, overload

from checks.engine.messages import Message, translate_description
from checks.engine.option import Option
from checks.engine.prefilter_conditions import Condition
from checks.engine.unit import Context, Unit
from tm.errors import UnknownName
from tm.finding import Finding, Severity
from tm.match.match_fault import MatchFault
from tm.name_registry import Registry

if TYPE_CHECKING:
    from checks.engine.checked_termbase import CheckedTermbase, TermbaseFinding

FindInUnit = Callable[[Unit, Context], Iterator[Finding]]
"""Checks one unit; at level BOTH the unit and the context have a source."""
FindInUnits = Callable[[Sequence[Unit], Context], Iterator[Finding]]
"""Checks a document or the corpus; each finding names its unit."""
FindInTermbase = Callable[["CheckedTermbase"], Iterator["TermbaseFinding"]]


class Level(StrEnum):
    """The scope of a check: a unit, a document, the corpus or the termbase."""

    ONE = "one"
    """The target of one unit."""
    BOTH = "both"
    """Source and target of one unit; not called without a source."""
    DOCUMENT = "document"
    """The units of one document, in order."""
    CORPUS = "corpus"
    """All units of the run."""
    TERMBASE = "termbase"
    """All concept entries; run by the termbase's linter."""


@dataclass(frozen=True, slots=True)
class CheckState:
    """Whether a check can work on this machine, and why not."""

    works: bool
    message: Message | None = None
    """The installed data of the check, or how to install missing data."""

    def write_message(self, message_language: str) -> str:
        """Write the message in a language; empty without a message."""
        return self.message.write(message_language) if self.message else ""


READY = CheckState(True)
"""The state of a check that needs nothing but Padanan."""


class CheckMetadata(TypedDict, total=False):
    """The metadata of a check besides its id, level and severity."""

    # Any: options are of several kinds.
    options: Sequence[Option[Any]]
    """The options that users may set."""
    safe_fixes: bool
    """Whether its fixes are mechanical and need no review."""
    unsafe_fixes: bool
    """Whether it has fixes that a person should review."""
    yields_to: Sequence[str]
    """Ids of more precise checks: where one of these reports the same words, the
    finding of this check is dropped."""
    judges_sources: bool
    """Whether it is precise enough to check source texts, too."""
    read_words: Callable[[Context], object]
    """Reads the listed words that the check looks for besides those of its prefilter.

    Called before any text is read: texts read earlier would be read again.
    """
    match_fault: MatchFault
    """The fault that it finds in matches of a lookup; without one it skips matches."""
    state: Callable[[], CheckState]
    """Returns whether this machine has the data and packages of the check."""


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One check under its public id; see CheckMetadata."""

    id: str
    level: Level
    severity: Severity
    find: FindInUnit | FindInUnits | FindInTermbase
    prefilter: Condition | None = None
    """The condition that a unit must meet to be checked; without one, every unit is."""
    options: tuple[Option[Any], ...] = ()
    safe_fixes: bool = False
    """Whether its fixes are mechanical and need no review."""
    unsafe_fixes: bool = False
    """Whether it has fixes that a person should review."""
    yields_to: tuple[str, ...] = ()
    """Ids of checks whose finding on the same words is shown instead."""
    judges_sources: bool = False
    """Whether it is precise enough to check source texts, too."""
    read_words: Callable[[Context], object] | None = None
    """Reads the listed words that it needs, before any text is read."""
    match_fault: MatchFault | None = None
    """The fault that it finds in matches of a lookup."""
    state: Callable[[], CheckState] = lambda: READY
    """Returns whether this machine has its data and packages."""

    def __reduce__(self) -> "tuple[Callable[[str, str], Check], tuple[str, str]]":
        """Pickle the module and id: another process looks the check up by them."""
        return _import_check, (self.find.__module__, self.id)

    # The overloads of `check` ensure that the function suits the level.

    @property
    def find_in_unit(self) -> FindInUnit:
        """The function of a check of the levels ONE and BOTH."""
        return cast(FindInUnit, self.find)

    @property
    def find_in_units(self) -> FindInUnits:
        """The function of a check of the levels DOCUMENT and CORPUS."""
        return cast(FindInUnits, self.find)

    @property
    def find_in_termbase(self) -> FindInTermbase:
        """The function of a check of the level TERMBASE."""
        return cast(FindInTermbase, self.find)

    @property
    def family(self) -> str:
        """The first part of the id: `num` of `num.value`."""
        return self.id.partition(".")[0]

    @property
    def description(self) -> str:
        """The first paragraph of the docstring, which describes the findings."""
        return self._docstring_paragraphs[0]

    @property
    def explanation(self) -> list[str]:
        """The other paragraphs of the docstring."""
        return self._docstring_paragraphs[1:]

    def describe(self, message_language: str) -> str:
        """Write the description in a language."""
        return translate_description(
            f"{self.id}.description", self.description, message_language
        )

    def explain(self, message_language: str) -> list[str]:
        """Write the paragraphs of the explanation in a language."""
        return [
            translate_description(
                f"{self.id}.explanation.{paragraph_index}", text, message_language
            )
            for paragraph_index, text in enumerate(self.explanation)
        ]

    @property
    def _docstring_paragraphs(self) -> list[str]:
        text = cleandoc(self.find.__doc__ or "")
        return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


CHECKS: Registry[Check] = Registry("check", entry_point_group="padanan.checks")


def _import_check(module: str, id: str) -> Check:
    import_module(module)
    return CHECKS[id]


@overload
def check(
    id: str,
    *,
    level: Literal[Level.ONE, Level.BOTH],
    severity: Severity,
    prefilter: Condition | None = None,
    **metadata: Unpack[CheckMetadata],
) -> Callable[[FindInUnit], FindInUnit]: ...


@overload
def check(
    id: str,
    *,
    level: Literal[Level.DOCUMENT, Level.CORPUS],
    severity: Severity,
    **metadata: Unpack[CheckMetadata],
) -> Callable[[FindInUnits], FindInUnits]: ...


@overload
def check(
    id: str, *, level: Literal[Level.TERMBASE], severity: Severity
) -> Callable[[FindInTermbase], FindInTermbase]: ...


def check(
    id: str,
    *,
    level: Level,
    severity: Severity,
    prefilter: Condition | None = None,
    **metadata: Unpack[CheckMetadata],
) -> Any:  # the overloads have the type
    """Register a generator function of findings as a check.

    Its docstring describes to users what it finds; see CheckMetadata for the rest.
    """

    def register(find: Any) -> Any:  # as above
        CHECKS.add(
            id,
            Check(
                id,
                level,
                severity,
                find,
                prefilter,
                options=tuple(metadata.get("options", ())),
                safe_fixes=metadata.get("safe_fixes", False),
                unsafe_fixes=metadata.get("unsafe_fixes", False),
                yields_to=tuple(metadata.get("yields_to", ())),
                judges_sources=metadata.get("judges_sources", False),
                read_words=metadata.get("read_words"),
                match_fault=metadata.get("match_fault"),
                state=metadata.get("state", lambda: READY),
            ),
        )
        return find

    return register


def select_checks(
    included_names: Iterable[str] = (), excluded_names: Iterable[str] = ()
) -> list[Check]:
    """Select the checks to run: all or those of `included_names`, without those of
    `excluded_names`.

    A name is an id (`num.value`) or a family (`num`, `num.*`). Raises UnknownName.
    """
    included_ids, excluded_ids = (
        resolve_check_ids(included_names),
        resolve_check_ids(excluded_names),
    )
    return [
        check
        for check in CHECKS.values()
        if (not included_ids or check.id in included_ids)
        and check.id not in excluded_ids
    ]


def resolve_check_ids(ids_or_families: Iterable[str]) -> set[str]:
    """Return the ids of named checks: a name is an id or a family (`num`, `num.*`).

    Raises UnknownName.
    """
    matching_ids: set[str] = set()
    for id_or_family in ids_or_families:
        family_name = id_or_family.removesuffix(".*")
        ids = {
            check.id
            for check in CHECKS.values()
            if check.id == id_or_family or check.family == family_name
        }
        if not ids:
            families = {check.family for check in CHECKS.values()}
            raise UnknownName(
                "check",
                id_or_family,
                {*CHECKS, *families},
                remedy="list the checks to see their ids",
                next_step="list checks",
            )
        matching_ids |= ids
    return matching_ids
