"""The register of checks: a generator function, and all that is known about it.

Others add theirs under the entry-point group `padanan.checks`; each entry is a Check.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from inspect import cleandoc
from typing import Any, Literal, TypedDict, Unpack, cast, overload

from checks.engine.condition import Condition
from checks.engine.messages import Message, described
from checks.engine.option import Option
from checks.engine.termbase import Termbase, TermbaseFinding
from checks.engine.unit import Context, Unit
from tm.errors import UnknownName
from tm.finding import Finding, Severity
from tm.match.match_fault import MatchFault
from tm.registry import Registry

FindInUnit = Callable[[Unit, Context], Iterator[Finding]]
"""A check of one unit; at level BOTH the unit has a source, and so has the context."""
FindInUnits = Callable[[Sequence[Unit], Context], Iterator[Finding]]
"""A check of a document or of the corpus; each finding names its unit."""
FindInTermbase = Callable[[Termbase], Iterator[TermbaseFinding]]


class Level(StrEnum):
    """How much a check must see at a time."""

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
    """Whether a check has all that it needs on this machine."""

    works: bool
    message: Message | None = None
    """What it has, or how to get what it lacks."""

    def text(self, language: str) -> str:
        """The message in a language; empty where there is none."""
        return self.message.text(language) if self.message else ""


READY = CheckState(True)
"""The state of a check that needs nothing but Padanan."""


class CheckFacts(TypedDict, total=False):
    """What is known about a check besides its id, level and severity."""

    # Any: options are of several kinds.
    options: Sequence[Option[Any]]
    """What users may set."""
    safe_fixes: bool
    """Whether its fixes are mechanical, so that nobody need look at each."""
    unsafe_fixes: bool
    """Whether it has fixes, though somebody should look at each."""
    yields_to: Sequence[str]
    """Ids of checks that tell more precisely what is wrong: of two findings about the
    same words that of this check goes."""
    judges_sources: bool
    """Whether it is sure enough to judge source texts, which nobody here has written.
    """
    match_fault: MatchFault
    """What it finds wrong with matches in a lookup; without it, it is not asked."""
    state: Callable[[], CheckState]
    """Whether this machine has the extra that it needs; one that cannot work is silent.
    """


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One check under its public id; see CheckFacts."""

    id: str
    level: Level
    severity: Severity
    find: FindInUnit | FindInUnits | FindInTermbase
    prefilter: Condition | None = None
    """What a unit must meet for the check to be asked; else it is asked about all."""
    options: tuple[Option[Any], ...] = ()
    safe_fixes: bool = False
    unsafe_fixes: bool = False
    yields_to: tuple[str, ...] = ()
    judges_sources: bool = False
    match_fault: MatchFault | None = None
    state: Callable[[], CheckState] = lambda: READY

    def __reduce__(self) -> "tuple[Callable[[str, str], Check], tuple[str, str]]":
        """Its module and id: in another process it is the check of that id."""
        return _registered, (self.find.__module__, self.id)

    # The overloads of `check` see to it that the function is of the level.

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
        """What stands before the point: `num` of `num.value`."""
        return self.id.partition(".")[0]

    @property
    def description(self) -> str:
        """What it finds, for people: the first paragraph of its docstring."""
        return self._paragraphs[0]

    @property
    def explanation(self) -> list[str]:
        """What else there is to say of it: the other paragraphs of its docstring."""
        return self._paragraphs[1:]

    def describe(self, language: str) -> str:
        """The description in a language."""
        return described(f"{self.id}.description", self.description, language)

    def explain(self, language: str) -> list[str]:
        """The explanation in a language."""
        return [
            described(f"{self.id}.explanation.{number}", text, language)
            for number, text in enumerate(self.explanation)
        ]

    @property
    def _paragraphs(self) -> list[str]:
        text = cleandoc(self.find.__doc__ or "")
        return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


CHECKS: Registry[Check] = Registry("check", group="padanan.checks")


def _registered(module: str, id: str) -> Check:
    import_module(module)
    return CHECKS[id]


@overload
def check(
    id: str,
    *,
    level: Literal[Level.ONE, Level.BOTH],
    severity: Severity,
    prefilter: Condition | None = None,
    **facts: Unpack[CheckFacts],
) -> Callable[[FindInUnit], FindInUnit]: ...


@overload
def check(
    id: str,
    *,
    level: Literal[Level.DOCUMENT, Level.CORPUS],
    severity: Severity,
    **facts: Unpack[CheckFacts],
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
    **facts: Unpack[CheckFacts],
) -> Any:  # what the overloads say
    """Register a generator function of findings as a check.

    Its docstring tells people what it finds; see CheckFacts for what else may be said.
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
                options=tuple(facts.get("options", ())),
                safe_fixes=facts.get("safe_fixes", False),
                unsafe_fixes=facts.get("unsafe_fixes", False),
                yields_to=tuple(facts.get("yields_to", ())),
                judges_sources=facts.get("judges_sources", False),
                match_fault=facts.get("match_fault"),
                state=facts.get("state", lambda: READY),
            ),
        )
        return find

    return register


def selected(only: Iterable[str] = (), skip: Iterable[str] = ()) -> list[Check]:
    """The checks to run: all or those of `only`, less those of `skip`.

    A name is an id (`num.value`) or a family (`num`, `num.*`). Raises UnknownName.
    """
    included_ids, excluded_ids = ids_of(only), ids_of(skip)
    return [
        check
        for check in CHECKS.values()
        if (not included_ids or check.id in included_ids)
        and check.id not in excluded_ids
    ]


def ids_of(names: Iterable[str]) -> set[str]:
    """The ids that names mean: an id, or a family (`num`, `num.*`).

    Raises UnknownName.
    """
    matching_ids: set[str] = set()
    for name in names:
        family = name.removesuffix(".*")
        ids = {
            entry.id
            for entry in CHECKS.values()
            if entry.id == name or entry.family == family
        }
        if not ids:
            families = {entry.family for entry in CHECKS.values()}
            raise UnknownName("check", name, {*CHECKS, *families})
        matching_ids |= ids
    return matching_ids
