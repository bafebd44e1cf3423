"""Cache of markup that many units share.

Saves 78 % of writing TMX (`benchmarks/export_tricks.py`).
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

MarkupColumn = bytes | Sequence[bytes]
"""The markup of one field in each of many units, or the one that all share."""

Markup = TypeVar("Markup")

_CACHE_LIMIT = 1 << 12
_VARYING = object()
"""Placeholder of a field's value where it varies between entries."""


class MarkupCache(Generic[Markup]):
    """Cache of the markup of some fields of an entry."""

    def __init__(
        self, make: Callable[..., Markup], *, limit: int = _CACHE_LIMIT
    ) -> None:
        """`make` takes the fields; `limit` is how many results are kept."""
        self._make = make
        self._limit = limit
        self._count = 0
        # Keys are short by what all entries have the same, as they do most fields.
        self._markup_by_fields: dict[
            tuple[Any, ...], dict[tuple[Any, ...], Markup]
        ] = {}

    def make_column(self, fields: Sequence[Sequence[Any]]) -> Sequence[Markup]:
        """Make the markup of each entry from a column for each field."""
        shared_values = tuple(map(_find_shared_value, fields))
        cached_markup = self._markup_by_fields.setdefault(shared_values, {})
        varying_columns = [
            column
            for column, shared_value in zip(fields, shared_values, strict=True)
            if shared_value is _VARYING
        ]
        if not varying_columns:
            return [self._find_or_make(shared_values, ())] * len(fields[0])
        try:
            # Keys that nobody holds are made in the place of the one before.
            return list(
                map(cached_markup.__getitem__, zip(*varying_columns, strict=True))
            )
        except KeyError:
            return [
                self._find_or_make(shared_values, key)
                for key in zip(*varying_columns, strict=True)
            ]

    def _find_or_make(
        self, shared_values: tuple[Any, ...], key: tuple[Any, ...]
    ) -> Markup:
        cached_markup = self._markup_by_fields.setdefault(shared_values, {})
        if key in cached_markup:
            return cached_markup[key]
        if self._count >= self._limit:
            self._markup_by_fields.clear()
            self._count = 0
            cached_markup = self._markup_by_fields[shared_values] = {}
        varying_values = iter(key)
        fields = (
            next(varying_values) if value is _VARYING else value
            for value in shared_values
        )
        markup = cached_markup[key] = self._make(*fields)
        self._count += 1
        return markup


def _find_shared_value(column: Sequence[Any]) -> Any:
    first_value = column[0]
    # The last one mostly tells at once that they are not the same.
    if first_value == column[-1] and column.count(first_value) == len(column):
        return first_value
    return _VARYING
