"""Units to check of an article that is stored in the memory."""

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from checks.engine.unit import Unit, UnitLocation
from checks.inputs.translation_units import read_sides
from tm.errors import OtherLocale
from tm.text.locale import Locale
from tm.text.segment import Segment

if TYPE_CHECKING:
    from tm.store.database import Database


def read_article_units(
    database: "Database", key: str, *, source: Locale | None, target: Locale
) -> Iterator[Unit]:
    """Read the segments of a stored article, with their sources where these are known.

    Sentences that were aligned with one sentence of the original make one unit.
    Raises NotFound; OtherLocale for an article that is not in the target locale.
    """
    from tm.articles.archive.archive import Archive  # SQLAlchemy, which files need not
    from tm.articles.review import join_segments
    from tm.store.unit_store import UnitStore
    from tm.store.units.filter import UnitFilter

    stored = Archive(database).get(key)
    article = stored.article
    if not target.covers(article.locale):
        raise OtherLocale(f"article {article.key} is in {article.locale}, not {target}")
    sources: dict[str, Segment] = {}
    extents: dict[tuple[int | None, str], int] = {}
    for unit in UnitStore(database).units(UnitFilter(article=article.key)):
        source_segment, target_segment = read_sides(unit, source=source, target=target)
        if source_segment and target_segment:
            sources[target_segment.text] = source_segment
            position = unit.origin.position
            extents[position, target_segment.text] = unit.origin.extent
    longest = {
        position: extent for (position, _), extent in extents.items() if extent > 1
    }
    remaining = iter(enumerate(stored.segments))
    for index, article_segment in remaining:
        segment, position = article_segment.segment, article_segment.position
        extent = longest.get(position, 1)
        if extent > 1:
            sentences = stored.segments[index : index + extent]
            whole = join_segments([sentence.segment for sentence in sentences])
            if extents.get((position, whole.text)) == extent:
                segment = whole
                deque(islice(remaining, extent - 1), maxlen=0)
        original = sources.get(segment.text)
        yield Unit(
            id=f"{article.key}#{position}",
            target=segment.text,
            source=original.text if original else None,
            document=article.key,
            kind=article_segment.kind,
            source_headline=article.source_headline,
            source_url=article.source_url,
            published=article.published,
            source_codes=original.codes if original else (),
            target_codes=segment.codes,
            location=UnitLocation(
                url=article.url or article.source_url,
                headline=article.headline or article.source_headline,
            ),
        )
