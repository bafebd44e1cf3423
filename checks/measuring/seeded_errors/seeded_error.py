"""A fault to put into clean text: what changes where, and the checks meant for it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import cleandoc
from random import Random

from checks.engine.messages import translate_description
from checks.engine.unit import Unit
from checks.measuring.seeded_errors.clean_corpus import Site
from tm.finding import Span
from tm.registry import Registry


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one target: nothing outside the span differs."""

    span: Span
    """In the target as it was."""
    new: str
    """What stands there now."""
    unit: int = 0
    """How many units after that of the fault it is: 1 is the next."""

    def applied(self, text: str) -> str:
        """The text with the change."""
        return text[: self.span.start] + self.new + text[self.span.end :]


@dataclass(frozen=True, slots=True)
class Added:
    """A unit that is put behind the last one of the document."""

    source: str
    target: str


Change = tuple[Edit, ...] | Added
"""What one fault does: it edits a unit, perhaps a neighbour too, or adds a unit."""
Propose = Callable[[Site, Random], Iterable[Edit | Change]]
"""All ways to make a fault of one kind of a unit; none where the unit allows none."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault under its public name."""

    name: str
    checks: tuple[str, ...]
    """The checks meant for it: one of them should find it; its own comes first."""
    propose: Propose
    bilingual: bool
    """Whether only a unit with its source can have it."""
    control: bool
    """Whether it is no fault: the checks named must stay silent."""
    termbase: bool
    """Whether it is made of the forms of a termbase."""

    @property
    def description(self) -> str:
        """What is done, for people: the first paragraph of its docstring."""
        text = cleandoc(self.propose.__doc__ or "").partition("\n\n")[0]
        return " ".join(text.split())

    def describe(self, language: str) -> str:
        """The description in a language."""
        return translate_description(
            f"seeded_errors.{self.name}", self.description, language
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of one kind in its place."""

    kind: Kind
    place: int
    """The unit in the corpus; of an added one, the unit that it repeats."""
    change: Change

    @property
    def units(self) -> tuple[int, ...]:
        """The places of the units that it changes; none if it adds one."""
        if isinstance(self.change, Added):
            return ()
        return tuple(self.place + edit.unit for edit in self.change)

    def applied(self, unit: Unit, place: int) -> Unit:
        """The unit of a place with what the fault changes there."""
        if isinstance(self.change, Added):
            return unit
        for edit in self.change:
            if self.place + edit.unit == place:
                unit = unit._replace(target=edit.applied(unit.target))
        return unit


KINDS: Registry[Kind] = Registry("kind of fault")


def kind(
    name: str,
    *checks: str,
    bilingual: bool = True,
    control: bool = False,
    termbase: bool = False,
) -> Callable[[Propose], Propose]:
    """Register a function that proposes faults, with the ids of the checks for them."""

    def register(propose: Propose) -> Propose:
        KINDS.add(name, Kind(name, checks, propose, bilingual, control, termbase))
        return propose

    return register


def change_of(proposed: Edit | Change) -> Change:
    """What a proposal does; a single edit stands for itself."""
    return (proposed,) if isinstance(proposed, Edit) else proposed
