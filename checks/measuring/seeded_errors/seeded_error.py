"""The types of seeded errors: a kind, its changes of texts, the checks to find it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import cleandoc
from random import Random

from checks.engine.messages import translate_description
from checks.engine.unit import Unit
from checks.measuring.seeded_errors.clean_corpus import CleanUnit
from tm.finding import Span
from tm.name_registry import Registry


@dataclass(frozen=True, slots=True)
class TextEdit:
    """A replacement in one target text."""

    span: Span
    """The replaced span of the clean target."""
    replacement: str
    """The text that replaces the span."""
    unit_offset: int = 0
    """The position of the changed unit, counted from the unit of the error."""

    def apply(self, text: str) -> str:
        """Return the text after the replacement."""
        return text[: self.span.start] + self.replacement + text[self.span.end :]


@dataclass(frozen=True, slots=True)
class AddedUnit:
    """A unit that is added at the end of the document."""

    source: str
    target: str


ErrorChange = tuple[TextEdit, ...] | AddedUnit
"""The change of one error: edits of a unit and its neighbours, or an added unit."""
ProposeChanges = Callable[[CleanUnit, Random], Iterable[TextEdit | ErrorChange]]
"""Proposes every possible error of one kind in a unit."""


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """A kind of error under its public name."""

    name: str
    check_ids: tuple[str, ...]
    """The ids of the checks that should find it, the most specific check first."""
    propose_changes: ProposeChanges
    needs_source: bool
    """Whether only a unit with a source text can have it."""
    is_control: bool
    """Whether it is correct text, on which the checks must stay silent."""
    needs_termbase: bool
    """Whether its texts come from a termbase."""

    @property
    def description(self) -> str:
        """The first paragraph of the function's docstring, for users."""
        text = cleandoc(self.propose_changes.__doc__ or "").partition("\n\n")[0]
        return " ".join(text.split())

    def describe(self, message_language: str) -> str:
        """Translate the description into a language."""
        return translate_description(
            f"seeded_errors.{self.name}", self.description, message_language
        )


@dataclass(frozen=True, slots=True)
class SeededError:
    """An error of one kind in one unit of the corpus."""

    kind: ErrorKind
    unit_index: int
    """The index of the unit in the corpus; an added unit repeats this unit."""
    change: ErrorChange

    @property
    def changed_unit_indexes(self) -> tuple[int, ...]:
        """The indexes of the changed units; empty if a unit is added."""
        if isinstance(self.change, AddedUnit):
            return ()
        return tuple(self.unit_index + edit.unit_offset for edit in self.change)

    def apply(self, unit: Unit, unit_index: int) -> Unit:
        """Return the unit at an index with the changes of the error."""
        if isinstance(self.change, AddedUnit):
            return unit
        for edit in self.change:
            if self.unit_index + edit.unit_offset == unit_index:
                unit = unit._replace(target=edit.apply(unit.target))
        return unit


ERROR_KINDS: Registry[ErrorKind] = Registry("kind of error")


def error_kind(
    name: str,
    *check_ids: str,
    needs_source: bool = True,
    is_control: bool = False,
    needs_termbase: bool = False,
) -> Callable[[ProposeChanges], ProposeChanges]:
    """Register a function that proposes errors, and the checks to find them."""

    def register(propose_changes: ProposeChanges) -> ProposeChanges:
        ERROR_KINDS.add(
            name,
            ErrorKind(
                name,
                check_ids,
                propose_changes,
                needs_source,
                is_control,
                needs_termbase,
            ),
        )
        return propose_changes

    return register


def make_error_change(proposed_change: TextEdit | ErrorChange) -> ErrorChange:
    """Return a proposal as a change; a single edit becomes a tuple."""
    return (
        (proposed_change,) if isinstance(proposed_change, TextEdit) else proposed_change
    )
