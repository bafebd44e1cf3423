"""The units of a document, in order; those of a long document wait in a file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, wraps
from itertools import chain, islice
from typing import Any, Concatenate, ParamSpec, TypeVar

from checks.engine.unit import Unit, list_related_ids
from tm.finding import Finding, Span
from tm.spill.list import SpillList

DocumentUnits = Sequence[Unit]
DocumentReadingT = TypeVar("DocumentReadingT")
_MoreArguments = ParamSpec("_MoreArguments")
_FormPosition = tuple[int, Span]
"""The index of a unit, and the span of a form in its target."""
MAX_UNITS_IN_RAM = 4096
"""The most units of a document held in memory; a book has more, hardly a page."""


class _ShortDocument(tuple[Unit, ...]):
    """The units of a document in memory, with the results of functions over them."""

    @cached_property
    def result_by_function(self) -> dict[object, Any]:
        """Results by the function that read them (names of functions may repeat)."""
        return {}

    def __reduce__(self) -> tuple[type["_ShortDocument"], tuple[tuple[Unit, ...]]]:
        """Pickle the units alone; results are not worth sending to another process."""
        return _ShortDocument, (tuple(self),)


class _SpilledDocument(SpillList[Unit]):
    """The units of a document in a file, with the results of functions over them."""

    def __init__(self) -> None:
        super().__init__()
        self.result_by_function: dict[object, Any] = {}
        """Results by the function that read them."""

    def close(self) -> None:
        """Close the file and forget the results."""
        super().close()
        self.result_by_function.clear()


def hold_document(
    units: Iterable[Unit], *, max_units_in_ram: int = MAX_UNITS_IN_RAM
) -> DocumentUnits:
    """Hold the units of a document; documents are equal if they are the same object.

    Checks read it unit by unit, and remember a unit by its index, since the unit itself
    would stay in memory. Close it with `release_document`.
    """
    remaining_units = iter(units)
    first_units = _ShortDocument(islice(remaining_units, max_units_in_ram))
    next_unit = next(remaining_units, None)
    if next_unit is None:
        return first_units
    document = _SpilledDocument()
    for unit in chain(first_units, (next_unit,), remaining_units):
        document.append(unit)
    return document


def release_document(document: DocumentUnits) -> None:
    """Close the file of a long document."""
    if isinstance(document, SpillList):
        document.close()


def remember_for_document(
    read_document: Callable[
        Concatenate[DocumentUnits, _MoreArguments], DocumentReadingT
    ],
) -> Callable[Concatenate[DocumentUnits, _MoreArguments], DocumentReadingT]:
    """Keep a function's result with the document, for the next check.

    Further arguments, such as a cache, must not change the result.
    """

    @wraps(read_document)
    def read_or_recall(
        document: DocumentUnits,
        /,
        *arguments: _MoreArguments.args,
        **named_arguments: _MoreArguments.kwargs,
    ) -> DocumentReadingT:
        if not isinstance(document, _ShortDocument | _SpilledDocument):
            return read_document(document, *arguments, **named_arguments)
        result_by_function = document.result_by_function
        if read_document not in result_by_function:
            result_by_function[read_document] = read_document(
                document, *arguments, **named_arguments
            )
        result: DocumentReadingT = result_by_function[read_document]
        return result

    return read_or_recall


def make_document_key(unit: Unit) -> object:
    """Return the key that units of one document share; else the unit itself."""
    return unit if unit.document is None else unit.document


def report_rarer_forms(
    positions_by_form: Mapping[str, Sequence[_FormPosition]],
    usual_form: str,
    units: Sequence[Unit],
) -> Iterator[Finding]:
    """Report each form but the usual one, where it comes first.

    Their message is `elsewhere`.
    """
    usual_positions = positions_by_form[usual_form]
    for form, positions in positions_by_form.items():
        if form == usual_form:
            continue
        unit_index, span = positions[0]
        yield Finding(
            "elsewhere",
            span,
            arguments={"usual": usual_form, "usual_count": len(usual_positions)},
            checked_unit=units[unit_index],
            related=list_related_ids(units[index] for index, _ in usual_positions),
        )
