"""Reading segments and units for lookups, on one snapshot of the database."""

import contextlib
from collections.abc import Iterator, Sequence

from tm.errors import StoreError
from tm.store.backend.queries.segments import SegmentReader
from tm.store.database import Database
from tm.store.phrases.search_readiness import make_searchable
from tm.store.rows.untranslated_segments import read_untranslated_units
from tm.store.units.segment_units import read_units_of_segments
from tm.text.locale import Locale
from tm.text.segment import Segment, compute_content_key
from tm.text.tokens import list_match_tokens
from tm.unit import TranslationUnit


class LookupReader(SegmentReader):
    """Reads segments and units by id, on one snapshot of the database."""

    def read_units_of_segments(
        self, segment_ids: Sequence[int], other_locale: Locale
    ) -> Iterator[tuple[int, TranslationUnit]]:
        """As `UnitStore.read_units_of_segments`."""
        yield from read_units_of_segments(self._reader, segment_ids, other_locale)
        for id_batch in self.find_article_segment_ids(segment_ids):
            yield from read_untranslated_units(self._reader, id_batch)


@contextlib.contextmanager
def open_lookup_reader(database: Database) -> Iterator[LookupReader]:
    """Open a reader for lookups, on one snapshot of the database."""
    with database.open_reader() as reader:
        yield LookupReader(reader)


def find_equal_segments(database: Database, segment: Segment) -> list[int]:
    """Find the ids of segments with the same match form as a given one."""
    make_searchable(database)
    # No token holds a space.
    match_key = compute_content_key(
        " ".join(list_match_tokens(segment.text, segment.locale))
    )
    with open_lookup_reader(database) as reader:
        return [
            segment_id
            for segment_id, locale_tag in reader.find_segments_with_match_key(match_key)
            if segment.locale.covers(Locale(locale_tag))
        ]


def find_settled_segment_id(database: Database) -> int | None:
    """Find an id up to which no segment can be added any more; None if unknown."""
    try:
        with database.open_reader(is_settled=True) as reader:
            return LookupReader(reader).find_newest_id()
    except StoreError:
        return None
