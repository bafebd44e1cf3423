"""Choosing trigrams of a phrase that few texts have, by the sizes of the index's lists.

FTS5 goes through the list of each trigram that it is asked for, and the rarest ones
find nearly as few texts as all. Speed trick: of a million units, typed phrases are
found in a quarter of the time (benchmarks/pages.py).
"""

from collections.abc import Mapping, Sequence

from tm.store.backend.sql import DatabaseReader

_MIN_TRIGRAM_COUNT = 2
_MAX_TRIGRAM_COUNT = 10
"""More do not make the choice smaller."""
_MAX_PAGE_COUNT = 110
"""Pages of 4,000 bytes that the lists of chosen trigrams may have: about 7 ms."""

# What stands between two entries of the index of terms is one leaf of terms, or the
# leaves of one list; a trigram without texts of its own has those of its neighbours.
_PAGE_COUNTS_SQL = """
    WITH RECURSIVE part (number) AS (
        SELECT min(segid) FROM segment_fts_idx
        UNION ALL
        SELECT (SELECT min(segid) FROM segment_fts_idx WHERE segid > part.number)
        FROM part WHERE part.number IS NOT NULL
    ),
    trigram (term) AS (VALUES {terms})
    SELECT trigram.term, total(
        (
            SELECT pgno / 2 FROM segment_fts_idx AS later
            WHERE later.segid = part.number AND later.term > trigram.term
            ORDER BY later.term LIMIT 1
        )
        - (
            SELECT pgno / 2 FROM segment_fts_idx AS own
            WHERE own.segid = part.number AND own.term <= trigram.term
            ORDER BY own.term DESC LIMIT 1
        )
    )
    FROM trigram, part WHERE part.number IS NOT NULL GROUP BY trigram.term
"""
_MAIN_INDEX_PREFIX = "0"


def choose_rare_trigrams(
    reader: DatabaseReader,
    trigrams: Sequence[str],
    *,
    max_page_count: int = _MAX_PAGE_COUNT,
) -> Sequence[str]:
    """Choose the rarest of some trigrams, as many as the index reads in a few ms."""
    if len(trigrams) <= _MIN_TRIGRAM_COUNT:
        return trigrams
    page_count_by_trigram = _read_page_counts(reader, trigrams)
    rarest_trigrams = sorted(trigrams, key=page_count_by_trigram.__getitem__)
    chosen_count, page_sum = 0, 0.0
    for trigram in rarest_trigrams[:_MAX_TRIGRAM_COUNT]:
        page_sum += page_count_by_trigram[trigram]
        if chosen_count >= _MIN_TRIGRAM_COUNT and page_sum > max_page_count:
            break
        chosen_count += 1
    return rarest_trigrams[:chosen_count]


def _read_page_counts(
    reader: DatabaseReader, trigrams: Sequence[str]
) -> Mapping[str, float]:
    """Read how many pages the lists of trigrams have, 0 for those in no list."""
    term_by_trigram = {
        trigram: f"{_MAIN_INDEX_PREFIX}{trigram}".encode() for trigram in trigrams
    }
    term_list = ", ".join(f"(x'{term.hex()}')" for term in term_by_trigram.values())
    rows = reader.read_rows(_PAGE_COUNTS_SQL.format(terms=term_list))
    count_by_term = {bytes(term): float(page_count) for term, page_count in rows}
    return {
        trigram: count_by_term.get(term, 0) for trigram, term in term_by_trigram.items()
    }
