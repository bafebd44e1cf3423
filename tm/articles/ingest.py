"""From a page to the memory: article, segments, and units where the source is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tm.align.lexicon.knowledge import Knowledge
from tm.align.sentences import sentences
from tm.align.text_alignment import METHOD
from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article, BlockKind, Dropped
from tm.articles.archive.boilerplate import trimmed
from tm.articles.archive.stored_article import ArticleSegment, StoredArticle, origin_of
from tm.articles.article_units import aligned
from tm.articles.headline.proposal import proposed
from tm.articles.headline.slug import agrees, slug_of
from tm.articles.page.byline import timely
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
    """What became of a page."""

    article: Article
    outcome: str
    """`new`, `known` or `changed`."""
    segments: tuple[ArticleSegment, ...]
    units: int
    """Pairs that the memory holds of it now, from its source page."""
    counts: AddCounts
    review: int
    """Pairs that wait for a person, their alignment being unsure."""
    dropped: tuple[Dropped, ...]
    date_agrees: bool | None
    """Whether the byline and the address of the source name one day."""
    warnings: tuple[str, ...]


def ingest(
    page: Page,
    database: Database,
    changes: ChangeSet,
    *,
    path: str,
    source: Page | None = None,
    url: str | None = None,
    incomplete: bool = False,
    options: Align | None = None,
    knowledge: Callable[[Locale, Locale], Knowledge] | None = None,
    mark: Callable[[str], str | None] | None = None,
    realign: bool = False,
) -> Ingested:
    """Store an article, and its aligned segments when the source page is given.

    `path` is for messages. `knowledge` says what is known of two languages, beyond the
    starter dictionary. `mark` proposes marks for the headline that an address keeps
    without them, or None; what was proposed before stays. `incomplete` allows a page
    that names no source, or one whose address holds no headline. Raises InputError
    for such pages otherwise.
    What is stored already, both texts unchanged, is left as it is, unless `realign`.
    """
    article, date_agrees, warnings = article_of(page, url=url, source=source)
    if not incomplete and source is None:
        _demand_source(article, path)
    archive, memory = Archive(database), UnitStore(database)
    known = archive.latest(article.key)
    if source is None and known is not None:
        article = as_stored(article, known)
    if mark is not None and (known is None or realign):
        article = proposed(article, mark)
    article, boilerplate = trimmed(article, segments_of(article), archive)
    segments = segments_of(article)
    original_key, original, renewed = _original(
        archive, changes, article, source, known
    )
    chosen = options or Align()
    outcome = archive.add(article, segments, changes, source_article=original_key)
    stored = _stored_pairs(memory, article.key)
    unchanged = outcome == "known" and not renewed and not realign
    if unchanged and any(stored):
        original = ()
    pairs = aligned(
        article, segments, original, profile=chosen.profile, knowledge=knowledge
    )
    # Sentences that are repeated among the same neighbours are one unit.
    unique = {unit.key: unit for unit in pairs}.values()
    sure = [unit for unit in unique if _score(unit) >= chosen.threshold]
    unsure = [unit for unit in unique if _score(unit) < chosen.threshold]
    if outcome == "changed" or renewed:
        _settle(memory, article, segments, pairs, changes)
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
    """How many pairs of an article are in use, and how many wait for review."""
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


def article_of(
    page: Page, *, url: str | None = None, source: Page | None = None
) -> tuple[Article, bool | None, list[str]]:
    """The article of a page, whether its dates agree, and what seems odd.

    The headline of the original is that of its page when it is given, else the slug
    of its address, without marks and marked as derived.
    """
    warnings: list[str] = []
    slug = slug_of(page.source_url) if page.source_url else None
    published, agreement = None, None
    if page.byline is not None:
        day, agreement = timely(page.byline, slug.published if slug else None)
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
        if headline and agrees(source.headline, headline) < _ANOTHER_STORY:
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


def segments_of(article: Article, *, tidy: bool = True) -> tuple[ArticleSegment, ...]:
    """The article's sentences and lines, in reading order.

    `tidy`: with one space between words and nothing invisible, as a memory should
    have them; else as on the page, for checking it. The places are the same.
    """
    places: list[ArticleSegment] = []
    for number, block in enumerate(article.blocks):
        # A headline is one segment, whatever marks it holds.
        whole = block.kind is BlockKind.HEADLINE
        spans = [] if whole else sentences(block.text, article.locale)
        for text in [span.of(block.text) for span in spans] or [block.text]:
            segment = Segment.of(article.locale, (tidied(text) if tidy else "") or text)
            places.append(ArticleSegment(len(places), number, block.kind, segment))
    return tuple(places)


def _score(unit: TranslationUnit) -> float:
    return unit.origin.score or 0.0


def as_stored(article: Article, known: StoredArticle) -> Article:
    """A page that comes without its original again keeps the headline of the original
    that was read or proposed here, as long as it names the same one."""
    stored = known.article
    same_source = stored.source_url == article.source_url
    kept = (HeadlineStatus.CONFIRMED, HeadlineStatus.PROPOSED)
    if stored.is_part or not same_source or stored.source_headline_status not in kept:
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
    known: StoredArticle | None,
) -> tuple[str | None, Sequence[ArticleSegment], bool]:
    """Key and segments of the original, as given now, else as given before; and
    whether its text is another than before."""
    if source is not None:
        made, _, _ = article_of(source, url=article.source_url)
        made, _ = trimmed(made, segments_of(made), archive)
        places = segments_of(made)
        outcome = archive.add(made, places, changes)
        return made.key, places, outcome == "changed"
    if known is None or known.source_article is None:
        return None, (), False
    return known.source_article, archive.get(known.source_article).segments, False


def _settle(
    memory: UnitStore,
    article: Article,
    segments: Sequence[ArticleSegment],
    pairs: Sequence[TranslationUnit],
    changes: ChangeSet,
) -> None:
    """Units of an article's earlier version: what a machine aligned gives way to the
    new alignment; what a person made moves to where its text stands now."""
    wanted = {unit.key for unit in pairs}
    places = {place.segment.key: place.position for place in segments}
    superseded, moved = [], []
    for unit in memory.units(UnitFilter(article=article.key, translated=True)):
        if unit.key in wanted:
            continue
        if pairs and unit.origin.method == METHOD and unit.state is State.TRANSLATED:
            superseded.append(unit)
            continue
        side = unit.side(article.locale)
        position = places.get(side.key) if side is not None else None
        if position is not None:
            origin = replace(origin_of(article), position=position)
            moved.append(unit.with_origin(_moved(unit.origin, origin)))
    if pairs:
        waiting = UnitFilter(
            article=article.key, translated=True, withheld=Withheld.REVIEW
        )
        superseded += [u for u in memory.units(waiting) if u.key not in wanted]
    memory.withhold(superseded, changes, why=Withheld.SUPERSEDED)
    memory.add(moved, changes)


def _moved(old: Origin, new: Origin) -> Origin:
    kept = ("memory", "extent", "kind", "score", "method", "tuid", "author", "created")
    return replace(new, **{name: getattr(old, name) for name in kept})


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
