"""The register of checks: a generator function, its id, its level and its severity.

Others add theirs under the entry-point group `padanan.checks`; each entry is a Check.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from inspect import cleandoc
from typing import Any

from checks.engine.messages import Message, described
from checks.engine.option import Option
from tm.errors import UnknownName
from tm.finding import Severity
from tm.registry import Registry

# The first argument is a Unit for checks of one unit, and a sequence of them for the
# other levels, with the Context as the second: these yield Findings. For the termbase
# it is a Termbase, and the only one: these yield Flaws. See Level.
Find = Callable[..., Iterator[Any]]
# It is given `checks.engine.batch.Batch`, and gives for each unit in turn something
# that is true if the check may find anything in it.
Likely = Callable[[Any], Iterable[object]]


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


@dataclass(frozen=True, slots=True)
class Check:
    """One check under its public id."""

    id: str
    level: Level
    severity: Severity
    find: Find
    # Any: options are of several kinds.
    options: tuple[Option[Any], ...] = ()
    """What users may set."""
    mends: bool = False
    """Whether its fixes are mechanical, so that nobody need look at each."""
    fixes: bool = False
    """Whether it has fixes, though somebody should look at each."""
    state: Callable[[], CheckState] = lambda: READY
    """Whether it can work on this machine; one that cannot is silent."""
    likely: Likely | None = None
    """Of a check of units, tells in which there may be anything to find; without it the
    check is asked about all."""

    def __reduce__(self) -> "tuple[Callable[[str, str], Check], tuple[str, str]]":
        """Its module and id: in another process it is the check of that id."""
        return _registered, (self.find.__module__, self.id)

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


def check(
    id: str,
    *,
    level: Level,
    severity: Severity,
    options: Sequence[Option[Any]] = (),
    mends: bool = False,
    fixes: bool = False,
    state: Callable[[], CheckState] = lambda: READY,
    likely: Likely | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a generator function of findings as a check."""

    def register(find: Callable[..., Any]) -> Callable[..., Any]:
        kept = tuple(options), mends, fixes, state, likely
        CHECKS.add(id, Check(id, Level(level), Severity(severity), find, *kept))
        return find

    return register


def selected(only: Iterable[str] = (), skip: Iterable[str] = ()) -> list[Check]:
    """The checks to run: all or those of `only`, less those of `skip`.

    A name is an id (`num.value`) or a family (`num`, `num.*`). Raises UnknownName.
    """
    wanted, unwanted = ids_of(only), ids_of(skip)
    return [
        entry
        for entry in CHECKS.values()
        if (not wanted or entry.id in wanted) and entry.id not in unwanted
    ]


def ids_of(names: Iterable[str]) -> set[str]:
    """The ids that names mean: an id, or a family (`num`, `num.*`).

    Raises UnknownName.
    """
    found: set[str] = set()
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
        found |= ids
    return found
