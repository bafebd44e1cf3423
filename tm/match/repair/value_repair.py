"""Replacing the values of a translation by the query's, where that is certain."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from tm.finding import Span
from tm.match.repair.value_rewriting import rewrite_value, takes_same_plural
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.text.values.reader import read_number_words, read_values
from tm.text.values.value import Value, ValueKey, ValueKind

_NUMERIC_KINDS = (ValueKind.NUMBER, ValueKind.ORDINAL)

ValueIdentity = tuple[ValueKind, ValueKey]


class ValueChange(NamedTuple):
    """A value of the stored source and the query's value in its place."""

    old_value: Value
    new_value: Value | None
    """None if the query has no value in its place."""


class RewrittenValue(NamedTuple):
    """A value of the translation and the text that replaces it."""

    span: Span
    new_text: str
    change: ValueChange


class ValueRepairer:
    """Rewrites the values of one translation."""

    def __init__(self, source: Segment, target: Segment, query_locale: Locale) -> None:
        self._source = source
        self._target = target
        self._query_locale = query_locale

    @cached_property
    def _target_values(self) -> list[Value]:
        return read_values(self._target.text, self._target.locale)

    def repair(
        self, value_changes: Sequence[ValueChange]
    ) -> tuple[list[RewrittenValue], list[ValueChange]]:
        """Rewrite changed values; also return the changes that are uncertain.

        `value_changes`: of all values of the stored source, equal ones too. A change is
        uncertain if the value is not in the target as often as in the source, if of
        equal values only some change, or if the new one cannot be written in the style
        of the old one, or would read as something else.
        """
        changes_by_old_value: dict[ValueIdentity, list[ValueChange]] = defaultdict(list)
        for value_change in value_changes:
            changes_by_old_value[identify_value(value_change.old_value)].append(
                value_change
            )
        uncertain_changes: list[ValueChange] = []
        change_maps: list[dict[int, ValueChange]] = []
        for equal_changes in changes_by_old_value.values():
            differing_changes = list(filter(_has_changed_value, equal_changes))
            if not differing_changes:
                continue
            value_indexes = (
                self._find_certain_indexes(equal_changes, changes_by_old_value)
                if len(differing_changes) == len(equal_changes)
                else None
            )
            if value_indexes:
                change_maps.append(dict.fromkeys(value_indexes, equal_changes[0]))
            else:
                uncertain_changes += differing_changes
        rewritten_values, failed_changes = self._rewrite_as_many_as_possible(
            change_maps
        )
        uncertain_changes += [
            value_change
            for failed_change in failed_changes
            for value_change in changes_by_old_value[
                identify_value(failed_change.old_value)
            ]
        ]
        return rewritten_values, uncertain_changes

    def _rewrite_as_many_as_possible(
        self, change_maps: Sequence[Mapping[int, ValueChange]]
    ) -> tuple[list[RewrittenValue], list[ValueChange]]:
        """Rewrite all values together, else as many as can be; return the others, too.

        `change_maps`: for each value, its change by its indexes in the target.
        """
        # The ends of a range are one value after the other, and read only together.
        combined_change_by_value_index = {
            value_index: value_change
            for change_by_value_index in change_maps
            for value_index, value_change in change_by_value_index.items()
        }
        rewritten_values = self._rewrite_all(combined_change_by_value_index)
        if rewritten_values:
            return rewritten_values, []
        accepted_change_by_value_index: dict[int, ValueChange] = {}
        failed_changes: list[ValueChange] = []
        for change_by_value_index in change_maps:
            tried_change_by_value_index = {
                **accepted_change_by_value_index,
                **change_by_value_index,
            }
            if len(change_maps) > 1 and (
                newly_rewritten_values := self._rewrite_all(tried_change_by_value_index)
            ):
                rewritten_values, accepted_change_by_value_index = (
                    newly_rewritten_values,
                    tried_change_by_value_index,
                )
            else:
                failed_changes.append(next(iter(change_by_value_index.values())))
        return rewritten_values, failed_changes

    def find_spans(self, old_value: Value) -> list[Span]:
        """Find the values of the target that are equal to an old one."""
        return [
            Span(self._target_values[index].start, self._target_values[index].end)
            for index in self._find_value_indexes(old_value, {})
        ]

    def _find_certain_indexes(
        self,
        equal_changes: Sequence[ValueChange],
        changes_by_old_value: Mapping[ValueIdentity, Sequence[ValueChange]],
    ) -> list[int] | None:
        """Find the values of the target that all change alike; None if uncertain."""
        new_identities = {
            value_change.new_value and identify_value(value_change.new_value)
            for value_change in equal_changes
        }
        if len(new_identities) > 1 or None in new_identities:
            return None
        old_value = equal_changes[0].old_value
        value_indexes = self._find_value_indexes(old_value, changes_by_old_value)
        if len(value_indexes) != len(equal_changes) or self._is_spelt_out(old_value):
            return None
        return value_indexes

    def _find_value_indexes(
        self,
        old_value: Value,
        changes_by_old_value: Mapping[ValueIdentity, Sequence[ValueChange]],
    ) -> list[int]:
        """Find the target's values equal to an old one, or its ordinal: `ke-80`."""
        equal_indexes = [
            value_index
            for value_index, value in enumerate(self._target_values)
            if identify_value(value) == identify_value(old_value)
        ]
        if equal_indexes or old_value.kind not in _NUMERIC_KINDS:
            return equal_indexes
        return [
            value_index
            for value_index, value in enumerate(self._target_values)
            if value.kind in _NUMERIC_KINDS
            and value.key == old_value.key
            and identify_value(value) not in changes_by_old_value
        ]

    def _is_spelt_out(self, old_value: Value) -> bool:
        """Whether both texts also spell the number in words: it is ambiguous."""
        if old_value.kind not in (*_NUMERIC_KINDS, ValueKind.PERCENT):
            return False
        return all(
            any(
                value.key == old_value.key
                for value in read_number_words(segment.text, segment.locale)
            )
            for segment in (self._source, self._target)
        )

    def _rewrite_all(
        self, change_by_value_index: Mapping[int, ValueChange]
    ) -> list[RewrittenValue]:
        """Rewrite values of the target; empty if one of them is uncertain.

        It is uncertain if the text then reads as other values than these.
        """
        rewritten_values: list[RewrittenValue] = []
        text = self._target.text
        for value_index in sorted(change_by_value_index, reverse=True):
            target_value = self._target_values[value_index]
            value_change = change_by_value_index[value_index]
            new_value_text = self._rewrite(target_value, value_change)
            if new_value_text is None:
                return []
            span = Span(target_value.start, target_value.end)
            text = text[: span.start] + new_value_text + text[span.end :]
            rewritten_values.append(RewrittenValue(span, new_value_text, value_change))
        if not self._reads_as_expected(text, change_by_value_index):
            return []
        return rewritten_values

    def _rewrite(self, target_value: Value, value_change: ValueChange) -> str | None:
        new_value = value_change.new_value
        assert new_value is not None
        locale = self._target.locale
        if not _keeps_plural_form(target_value, new_value, locale):
            return None
        return rewrite_value(
            target_value,
            old_value=value_change.old_value,
            new_value=new_value,
            locale=locale,
            query_locale=self._query_locale,
        )

    def _reads_as_expected(
        self, text: str, change_by_value_index: Mapping[int, ValueChange]
    ) -> bool:
        """Whether a text reads as the new values and the unchanged others."""
        expected_identities = []
        for value_index, value in enumerate(self._target_values):
            change = change_by_value_index.get(value_index)
            key = change.new_value.key if change and change.new_value else value.key
            expected_identities.append((value.kind, key))
        return [
            identify_value(value) for value in read_values(text, self._target.locale)
        ] == expected_identities


def identify_value(value: Value) -> ValueIdentity:
    """Return what is equal for equal values: kind and key."""
    return value.kind, value.key


def _has_changed_value(value_change: ValueChange) -> bool:
    return value_change.new_value is None or identify_value(
        value_change.new_value
    ) != identify_value(value_change.old_value)


def _keeps_plural_form(target_value: Value, new_value: Value, locale: Locale) -> bool:
    """Whether a noun after the value keeps its form with the new value."""
    is_amount = (
        target_value.kind is ValueKind.NUMBER
        and len(target_value.key) == len(new_value.key) == 1
    )
    return not is_amount or takes_same_plural(locale, target_value, new_value)
