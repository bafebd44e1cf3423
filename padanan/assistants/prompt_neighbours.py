"""The texts before and after a text: in its article, or where a match is stored."""

from collections.abc import Iterator, Sequence

from padanan.assistants.prompt_package import PromptNeighbour
from tm.store.database import Database
from tm.store.lookup_reader import LookupReader, open_lookup_reader
from tm.text.locale import Locale
from tm.unit import TranslationUnit


def read_match_neighbours(
    database: Database, unit: TranslationUnit, locales: tuple[Locale, Locale]
) -> Iterator[PromptNeighbour]:
    """Read the stored texts before and after a unit, with their translations."""
    if not any(unit.neighbours):
        return
    with open_lookup_reader(database) as reader:
        for segment_key, is_before in zip(unit.neighbours, (True, False), strict=True):
            if segment_key is not None:
                yield from _read_neighbour(reader, segment_key, locales, is_before)


def _read_neighbour(
    reader: LookupReader,
    segment_key: bytes,
    locales: tuple[Locale, Locale],
    is_before: bool,
) -> Iterator[PromptNeighbour]:
    segment_id = reader.find_segment_id(segment_key)
    if segment_id is None:
        return
    for _, unit in reader.read_units_of_segments([segment_id], locales[1]):
        source, target = unit.orient(*locales)
        if source is not None and target is not None:
            yield PromptNeighbour(source.display_text, target.display_text, is_before)
            return


def make_article_neighbours(
    text_pairs: Sequence[tuple[str, str | None]], segment_index: int
) -> tuple[PromptNeighbour, ...]:
    """Make the neighbours of a segment of an article from its texts in order."""
    return tuple(
        PromptNeighbour(*text_pairs[neighbour_index], neighbour_index < segment_index)
        for neighbour_index in (segment_index - 1, segment_index + 1)
        if 0 <= neighbour_index < len(text_pairs)
    )
