"""The differences of a query and a stored source, item by item.

Items of one class take each other's place: a number that of a number, a name that of a
name. Whatever else differs is left to a person.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from tm.finding import Span
from tm.match.repair.names_in_translation import PhraseText
from tm.match.repair.text_items import ItemClass, TextItem
from tm.match.similarity import SequenceEdit, list_edits

_NEAR_WORD_COUNT = 2
"""Words on each side of a name that stand next to it."""


class ItemChange(NamedTuple):
    """An item of the stored source and the query's item in its place."""

    old_item: TextItem
    new_item: TextItem


class WordChange(NamedTuple):
    """Items of the stored source and those of the query in their place."""

    old_items: tuple[TextItem, ...]
    new_items: tuple[TextItem, ...]
    query_position: int
    """Where the query has none, the place where they would stand."""

    @property
    def source_span(self) -> Span:
        """The span of the old items; empty if there are none."""
        return _find_span(self.old_items, 0)

    @property
    def query_span(self) -> Span:
        """The span of the new items; empty if there are none."""
        return _find_span(self.new_items, self.query_position)


class Differences(NamedTuple):
    """All differences of two texts, in the order of the query."""

    item_changes: tuple[ItemChange, ...]
    """Pairs of items in the same place that differ, and those that are equal."""
    word_changes: tuple[WordChange, ...]


def find_differences(
    source_items: Sequence[TextItem], query_items: Sequence[TextItem]
) -> Differences:
    """Find the differences of two texts, given by their items.

    `item_changes` also has the pairs of equal items.
    """
    # What both have is compared by its form, other names and values by their class.
    shared_forms = {item.comparison_key for item in source_items} & {
        item.comparison_key for item in query_items
    }
    source_symbols, query_symbols = (
        [
            item.comparison_key
            if item.comparison_key in shared_forms or item.item_class is ItemClass.WORD
            else item.class_symbol
            for item in items
        ]
        for items in (source_items, query_items)
    )
    item_changes: list[ItemChange] = []
    word_changes: list[WordChange] = []
    for is_equal, source_start, source_end, query_start, query_end in _merge_edits(
        list_edits(source_symbols, query_symbols)
    ):
        old_items = source_items[source_start:source_end]
        new_items = query_items[query_start:query_end]
        if is_equal:
            item_changes += map(ItemChange, old_items, new_items)
            continue
        query_position = query_items[query_start - 1].end if query_start else 0
        paired_changes = list(_pair_items_of_one_class(old_items, new_items))
        item_changes += paired_changes
        word_changes += _list_remaining_changes(
            old_items, new_items, paired_changes, query_position
        )
    return Differences(tuple(item_changes), tuple(word_changes))


def has_different_names(differences: Differences) -> bool:
    """Whether a name differs, or stands among words that do."""
    return any(
        change.old_item.item_class is ItemClass.NAME
        and change.old_item.comparison_key != change.new_item.comparison_key
        for change in differences.item_changes
    ) or any(
        item.item_class is ItemClass.NAME
        for change in differences.word_changes
        for item in (*change.old_items, *change.new_items)
    )


def has_moved_word(
    old_text_and_item: tuple[str, TextItem], new_text_and_item: tuple[str, TextItem]
) -> bool:
    """Whether a word of one name stands elsewhere in the other text.

    Of a name that is known, a word that stands next to the other name. Each side is a
    text with its name.
    """
    if ItemClass.TERM in (
        old_text_and_item[1].item_class,
        new_text_and_item[1].item_class,
    ):
        return False
    is_known_term = (
        old_text_and_item[1].term is not None or new_text_and_item[1].term is not None
    )
    for (text, item), (other_text, other_item) in (
        (old_text_and_item, new_text_and_item),
        (new_text_and_item, old_text_and_item),
    ):
        name, other_name = item.span.of(text), other_item.span.of(other_text)
        if is_known_term:
            words_before = other_text[: other_item.start].split()[-_NEAR_WORD_COUNT:]
            words_after = other_text[other_item.end :].split()[:_NEAR_WORD_COUNT]
            other_text = " ".join((*words_before, other_name, *words_after))
        if " " not in name:
            continue
        other_phrase_text, other_name_phrase_text = (
            PhraseText(other_text),
            PhraseText(other_name),
        )
        if any(
            len(other_phrase_text.find(word)) > len(other_name_phrase_text.find(word))
            for word in name.split()
            if word[:1].isupper()
        ):
            return True
    return False


def _merge_edits(
    edits: Sequence[SequenceEdit],
) -> Iterator[tuple[bool, int, int, int, int]]:
    """Merge successive edits that are not `equal` into one."""
    for is_equal, edit_group in groupby(edits, key=lambda edit: edit[0] == "equal"):
        merged_edits = list(edit_group)
        _, first_start, _, second_start, _ = merged_edits[0]
        _, _, first_end, _, second_end = merged_edits[-1]
        yield is_equal, first_start, first_end, second_start, second_end


def _pair_items_of_one_class(
    old_items: Sequence[TextItem], new_items: Sequence[TextItem]
) -> Iterator[ItemChange]:
    """Pair the items of a replaced run whose class has as many on both sides.

    Words are not paired; pairs that would cross others are left out.
    """
    old_indexes_by_class, new_indexes_by_class = map(
        _list_indexes_by_class, (old_items, new_items)
    )
    index_pairs = sorted(
        pair
        for class_symbol, old_indexes in old_indexes_by_class.items()
        if len(old_indexes) == len(new_indexes_by_class.get(class_symbol, ()))
        for pair in zip(old_indexes, new_indexes_by_class[class_symbol], strict=True)
    )
    last_new_index = -1
    for old_index, new_index in index_pairs:
        if new_index > last_new_index:
            last_new_index = new_index
            yield ItemChange(old_items[old_index], new_items[new_index])


def _list_indexes_by_class(items: Sequence[TextItem]) -> Mapping[str, Sequence[int]]:
    """List the indexes of the items of each class, but not of words."""
    indexes_by_class: dict[str, list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        if item.item_class is not ItemClass.WORD:
            indexes_by_class[item.class_symbol].append(index)
    return indexes_by_class


def _list_remaining_changes(
    old_items: Sequence[TextItem],
    new_items: Sequence[TextItem],
    paired_changes: Sequence[ItemChange],
    query_position: int,
) -> Iterator[WordChange]:
    """List what stands before, between and after the paired items of a run."""
    old_start = new_start = 0
    for change in (*paired_changes, None):
        old_end = (
            old_items.index(change.old_item, old_start) if change else len(old_items)
        )
        new_end = (
            new_items.index(change.new_item, new_start) if change else len(new_items)
        )
        if old_start < old_end or new_start < new_end:
            yield WordChange(
                tuple(old_items[old_start:old_end]),
                tuple(new_items[new_start:new_end]),
                query_position,
            )
        if change is not None:
            query_position = change.new_item.end
        old_start, new_start = old_end + 1, new_end + 1


def _find_span(items: Sequence[TextItem], position: int) -> Span:
    if not items:
        return Span(position, position)
    return Span(items[0].start, items[-1].end)
