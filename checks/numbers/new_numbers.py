"""Prefilter for numbers of the target that the source lacks, by their values."""

from collections.abc import Iterable, Iterator, Sequence

from checks.engine.condition import VALUES_DIFFER, values_meet
from checks.text.text_values import has_value_of_kind
from tm.text.values.value import Value, ValueKey, ValueKind

_AMOUNT_KINDS = frozenset((ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.ORDINAL))


def may_have_new_number(
    source_values: Sequence[Value], target_values: Sequence[Value]
) -> bool:
    """Whether the target's values may have a number that the source's values lack.

    True for numbers with units in both texts, which are compared later: 40 mph, 40 °C.
    """
    if has_value_of_kind(ValueKind.UNIT, target_values) and has_value_of_kind(
        ValueKind.UNIT, source_values
    ):
        return True
    return not {*_iterate_number_keys(target_values)} <= {
        *_iterate_number_keys(source_values)
    }


def _iterate_number_keys(
    values: Iterable[Value],
) -> Iterator[tuple[bool, ValueKey]]:
    """Iterate over the numbers of values, each with a flag for percentages."""
    for value in values:
        if value.kind is ValueKind.DATE:
            if value.key[0] is not None:
                yield False, value.key[:1]
        elif value.kind in _AMOUNT_KINDS:
            yield value.kind is ValueKind.PERCENT, value.key


MAY_HAVE_NEW_NUMBER = VALUES_DIFFER & values_meet(may_have_new_number)
"""The target may have a number that the source lacks."""
