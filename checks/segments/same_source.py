"""The check of sources that are translated in different ways."""

from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit
from tm.finding import Finding, Severity


@check("seg.same_source", level=Level.CORPUS, severity=Severity.WARNING)
def find_same_source(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """The same source is translated in different ways.

    Numbers and dates are masked, so sources that differ only in them count as the
    same. So do sources that are at least 95 % alike, if their targets differ much
    more than they do. Case and final punctuation are ignored.

    The check reports the rarer translation, or the later one of two that are equally
    frequent. If many sources begin or end with the same six words, each is compared
    with the first 50 only.
    """
    if context.source_locale is None:
        return
    # They need numpy, which a page without its source does not.
    from checks.segments.similar_sources import SimilarSources
    from checks.segments.source_index import SourceIndex

    source_index = SourceIndex(
        units, context.source_locale, context.target_locale, context.cache
    )
    yield from source_index.find_inconsistent_units()
    yield from SimilarSources(source_index).find_inconsistent_units()
