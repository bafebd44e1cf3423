"""From a page to the memory: article, segments, and units where the source is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tm.align.lexicon.knowledge import Knowledge
from tm.align.sentences import sentences
from tm.align.text_alignment import METHOD
from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article, BlockKind, Dropped
from tm.articles.archive.boilerplate import remove_boilerplate
from tm.articles.archive.stored_article import ArticleSegment, StoredArticle, origin_of
from tm.articles.article_units import align_units
from tm.articles.headline.proposal import propose_headline
from tm.articles.headline.slug import headline_agreement, read_slug
from tm.articles.page.byline import choose_day
from tm.articles.page.page import Page
from tm.errors import InputError
from tm.settings import Align
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.store.units.merge import AddCounts
from tm.text.locale import Locale
from tm.text.normal import tidied
from tm.text.segment import Segment
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit, Withheld

_ANOTHER_STORY = 0.4


@dataclass(frozen=True, slots=True)
class Ingested:
    """The result of ingesting a page."""

    article: Article
    outcome: str
    """`new`, `known` or `changed`."""
    segments: tuple[ArticleSegment, ...]
    units: int
    """Pairs of the page and its original that are in the memory now."""
    counts: AddCounts
    review: int
    """Pairs that wait for review, since their alignment is uncertain."""
    dropped: tuple[Dropped, ...]
    date_agrees: bool | None
    """Whether the byline and the source address name the same day."""
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """How a page is ingested."""

    path: str
    """The name of the page in messages."""
    source: Page | None = None
    """The original, if it is at hand."""
    url: str | None = None
    """The address of the page."""
    incomplete: bool = False
    """Whether a page without a source, or without its headline, is stored too."""
    align: Align = field(default_factory=Align)
    knowledge: Callable[[Locale, Locale], Knowledge] | None = None
    """Knowledge of two languages, beyond the starter dictionary."""
    mark: Callable[[str], str | None] | None = None
    """Restores diacritics of a headline from an address; what was proposed stays."""
    realign: bool = False
    """Whether stored texts are aligned again."""


def ingest(
    page: Page, database: Database, changes: ChangeSet, options: IngestOptions
) -> Ingested:
    """Store an article, with its aligned segments if the source page is given.

    What is stored already, both texts unchanged, is left as it is, unless `realign`.
    Raises InputError for a page that names no source, or whose source address holds no
    headline, unless it may be `incomplete`.
    """
    article, date_agrees, warnings = make_article(
        page, url=options.url, source=options.source
    )
    if not options.incomplete and options.source is None:
        _demand_source(article, options.path)
    archive, memory = Archive(database), UnitStore(database)
    stored_article = archive.latest(article.key)
    if options.source is None and stored_article is not None:
        article = keep_stored_headline(article, stored_article)
    if options.mark is not None and (stored_article is None or options.realign):
        article = propose_headline(article, options.mark)
    article, boilerplate = remove_boilerplate(article, make_segments(article), archive)
    segments = make_segments(article)
    original_key, original, renewed = _original(
        archive, changes, article, options.source, stored_article
    )
    outcome = archive.add(article, segments, changes, source_article=original_key)
    stored = _stored_pairs(memory, article.key)
    unchanged = outcome == "known" and not renewed and not options.realign
    if unchanged and any(stored):
        original = ()
    pairs = align_units(
        article,
        segments,
        original,
        profile=options.align.profile,
        knowledge=options.knowledge,
    )
    # Sentences that are repeated among the same neighbours are one unit.
    unique = {unit.key: unit for unit in pairs}.values()
    sure = [unit for unit in unique if _score(unit) >= options.align.threshold]
    unsure = [unit for unit in unique if _score(unit) < options.align.threshold]
    if outcome == "changed" or renewed:
        _update_earlier_units(memory, article, segments, pairs, changes)
    counts = memory.add(sure, changes) if pairs else AddCounts(known=stored[0])
    waiting = memory.add(unsure, changes, waiting=True)
    return Ingested(
        article=article,
        outcome=outcome,
        segments=segments,
        units=len(sure) if pairs else stored[0],
        counts=counts,
        review=len(unsure) - waiting.removed if pairs else stored[1],
        dropped=tuple(sorted((*page.dropped, *boilerplate), key=lambda d: d.line)),
        date_agrees=date_agrees,
        warnings=tuple(warnings),
    )


def _stored_pairs(memory: UnitStore, article: str) -> tuple[int, int]:
    """Count the pairs of an article that are in use, and those that wait for review."""
    in_use, waiting = (
        sum(
            1
            for _ in memory.units(
                UnitFilter(article=article, translated=True, withheld=withheld)
            )
        )
        for withheld in (None, Withheld.REVIEW)
    )
    return in_use, waiting


def make_article(
    page: Page, *, url: str | None = None, source: Page | None = None
) -> tuple[Article, bool | None, list[str]]:
    """Make the article of a page; also whether its dates agree, and warnings.

    The headline of the original is that of its page when it is given, else the slug
    of its address, without marks and marked as derived.
    """
    warnings: list[str] = []
    slug = read_slug(page.source_url) if page.source_url else None
    published, agreement = None, None
    if page.byline is not None:
        day, agreement = choose_day(page.byline, slug.published if slug else None)
        published = replace(page.byline, published=day).iso or None
        if day is None:
            warnings.append("the date of its byline is no date; it was left out")
        if agreement is False and slug and slug.published:
            stamp = slug.published.date().isoformat()
            warnings.append(f"its byline says {day}, the address of its source {stamp}")
    elif slug and slug.published:
        published = slug.published.isoformat()
    headline = slug.headline if slug else None
    status = HeadlineStatus.DERIVED if headline else None
    if source is not None:
        if headline and headline_agreement(source.headline, headline) < _ANOTHER_STORY:
            warnings.append(
                f"the source page's headline, {source.headline!r}, is not that of the "
                f"source address, {headline!r}: is it another story?"
            )
        headline, status = source.headline, HeadlineStatus.CONFIRMED
    article = Article(
        locale=page.locale,
        headline=page.headline,
        lead=page.lead,
        publisher=page.byline.publisher if page.byline else None,
        published=published,
        url=url or page.url,
        source_url=page.source_url,
        source_headline=headline,
        source_headline_status=status,
        blocks=page.blocks,
    )
    return article, agreement, warnings


def make_segments(article: Article, *, tidy: bool = True) -> tuple[ArticleSegment, ...]:
    """Split an article into sentences and lines, in reading order.

    `tidy`: normalise white space, as for the memory; otherwise keep the page's, for
    checking it. The positions are the same.
    """
    segments: list[ArticleSegment] = []
    for number, block in enumerate(article.blocks):
        # A headline is one segment, whatever marks it holds.
        is_headline = block.kind is BlockKind.HEADLINE
        spans = [] if is_headline else sentences(block.text, article.locale)
        for text in [span.of(block.text) for span in spans] or [block.text]:
            segment = Segment.of(article.locale, (tidied(text) if tidy else "") or text)
            segments.append(ArticleSegment(len(segments), number, block.kind, segment))
    return tuple(segments)


def _score(unit: TranslationUnit) -> float:
    return unit.origin.score or 0.0


def keep_stored_headline(article: Article, stored_article: StoredArticle) -> Article:
    """A page that comes without its original again keeps the headline of the original
    that was read or proposed here, as long as it names the same one."""
    stored = stored_article.article
    same_source = stored.source_url == article.source_url
    kept_statuses = (HeadlineStatus.CONFIRMED, HeadlineStatus.PROPOSED)
    if (
        stored.is_part
        or not same_source
        or stored.source_headline_status not in kept_statuses
    ):
        return article
    return replace(
        article,
        source_headline=stored.source_headline,
        source_headline_status=stored.source_headline_status,
    )


def _original(
    archive: Archive,
    changes: ChangeSet,
    article: Article,
    source: Page | None,
    stored_article: StoredArticle | None,
) -> tuple[str | None, Sequence[ArticleSegment], bool]:
    """Key and segments of the original, as given now, else as given before; and
    whether its text is another than before."""
    if source is not None:
        original, _, _ = make_article(source, url=article.source_url)
        original, _ = remove_boilerplate(original, make_segments(original), archive)
        places = make_segments(original)
        outcome = archive.add(original, places, changes)
        return original.key, places, outcome == "changed"
    if stored_article is None or stored_article.source_article is None:
        return None, (), False
    return (
        stored_article.source_article,
        archive.get(stored_article.source_article).segments,
        False,
    )


def _update_earlier_units(
    memory: UnitStore,
    article: Article,
    segments: Sequence[ArticleSegment],
    pairs: Sequence[TranslationUnit],
    changes: ChangeSet,
) -> None:
    """Units of an article's earlier version: what a machine aligned gives way to the
    new alignment; what a person made moves to where its text stands now."""
    new_keys = {unit.key for unit in pairs}
    places = {place.segment.key: place.position for place in segments}
    superseded, moved = [], []
    for unit in memory.units(UnitFilter(article=article.key, translated=True)):
        if unit.key in new_keys:
            continue
        if pairs and unit.origin.method == METHOD and unit.state is State.TRANSLATED:
            superseded.append(unit)
            continue
        side = unit.side(article.locale)
        position = places.get(side.key) if side is not None else None
        if position is not None:
            origin = replace(origin_of(article), position=position)
            moved.append(unit.with_origin(_move_origin(unit.origin, origin)))
    if pairs:
        waiting = UnitFilter(
            article=article.key, translated=True, withheld=Withheld.REVIEW
        )
        superseded += [u for u in memory.units(waiting) if u.key not in new_keys]
    memory.withhold(superseded, changes, why=Withheld.SUPERSEDED)
    memory.add(moved, changes)


def _move_origin(old_origin: Origin, new_origin: Origin) -> Origin:
    kept_fields = (
        "memory",
        "extent",
        "kind",
        "score",
        "method",
        "tuid",
        "author",
        "created",
    )
    return replace(
        new_origin, **{name: getattr(old_origin, name) for name in kept_fields}
    )


def _demand_source(article: Article, path: str) -> None:
    if article.source_url is None:
        raise InputError(
            f"{path}: no source line (such as 'Sumber: https://…', 'Nguồn:', "
            "'Source:'); give the original with --source, or --incomplete to store "
            "the page without one"
        )
    if article.source_headline is None:
        raise InputError(
            f"{path}: the source address {article.source_url} holds no headline; give "
            "the original with --source, or --incomplete to store the page without it"
        )
