"""Units of a batch that are related to stored ones or to each other.

The others are stored as they are, which is what makes adding fast.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from tm.store.rows.unit import ORIGIN_COLUMNS
from tm.store.units.pending_units import StoredPair
from tm.unit_table import UnitTable

_ARTICLE_INDEX = ORIGIN_COLUMNS.index("article")
_EMPTY_ORIGIN_VALUES = (None,) * (len(ORIGIN_COLUMNS) - 1)
_EMPTY_UNIT_VALUES = [None, 1, None, None, None, None, None, None]
"""Position, extent, kind, score, method, `tuid` and neighbours, all unknown."""


def find_known_segment_unit_indexes(
    segment_ids: tuple[Sequence[int], Sequence[int]], first_new_id: int
) -> list[int]:
    """Find the indexes of units whose segments were both stored before.

    No other unit can be stored already, nor can its pair of segments.
    """
    if all(
        min(side_ids, default=first_new_id) >= first_new_id for side_ids in segment_ids
    ):
        return []  # as usual in an import into an empty database
    return [
        unit_index
        for unit_index, id_pair in enumerate(zip(*segment_ids, strict=True))
        if max(id_pair) < first_new_id
    ]


def find_text_only_unit_indexes(
    unit_table: UnitTable, contexts: Sequence[str | None]
) -> Collection[int]:
    """Find the units that have little but two texts, as from a TSV file.

    Only article, author, dates and properties without a context may be known.
    """
    if None not in unit_table.tuid:
        return ()
    empty_document_values = {
        document_values
        for document_values in set(unit_table.document)
        if (*document_values[:_ARTICLE_INDEX], *document_values[_ARTICLE_INDEX + 1 :])
        == _EMPTY_ORIGIN_VALUES
    }
    unit_rows = zip(
        *(unit_table.position, unit_table.extent, unit_table.kind, unit_table.score),
        *(
            unit_table.method,
            unit_table.tuid,
            unit_table.previous_key,
            unit_table.next_key,
            unit_table.document,
        ),
        strict=True,
    )
    text_only_indexes = {
        unit_index
        for unit_index, (*unit_values, document) in enumerate(unit_rows)
        if unit_values == _EMPTY_UNIT_VALUES and document in empty_document_values
    }
    if text_only_indexes and contexts.count(None) < len(contexts):
        text_only_indexes = {
            unit_index
            for unit_index in text_only_indexes
            if contexts[unit_index] is None
        }
    return text_only_indexes


def find_repeated_unit_indexes(
    unit_keys: Sequence[bytes], id_by_key: Mapping[bytes, int]
) -> set[int]:
    """Find the indexes of units that are stored, or repeated in the batch."""
    if not id_by_key and len(set(unit_keys)) == len(unit_keys):
        return set()
    key_counts = Counter(unit_keys)
    return {
        unit_index
        for unit_index, key in enumerate(unit_keys)
        if key in id_by_key or key_counts[key] > 1
    }


def find_pair_sharing_unit_indexes(
    unit_table: UnitTable,
    contexts: Sequence[str | None],
    stored_pairs: Sequence[StoredPair],
    text_only_indexes: Collection[int],
    used_pairs: set[StoredPair],
) -> set[int]:
    """Find the indexes of units that share their pair of segments with a bare unit.

    Only pairs of units in use, or of units of the batch with neighbours.
    """
    if not text_only_indexes:
        return set()
    pairs_with_neighbours = {
        stored_pair
        for stored_pair, previous_key, next_key, context in zip(
            stored_pairs,
            unit_table.previous_key,
            unit_table.next_key,
            contexts,
            strict=True,
        )
        if context is None and (previous_key is not None or next_key is not None)
    }
    shared_pairs = (pairs_with_neighbours | used_pairs) & {
        stored_pairs[unit_index] for unit_index in text_only_indexes
    }
    return {
        unit_index
        for unit_index, stored_pair in enumerate(stored_pairs)
        if stored_pair in shared_pairs
    }
