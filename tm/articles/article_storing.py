"""Ingesting a page: store its article and segments, and units aligned with a source."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.text_alignment import ALIGNMENT_METHOD
from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article, DroppedLine
from tm.articles.archive.boilerplate import remove_boilerplate
from tm.articles.archive.stored_article import (
    ArticleSegment,
    StoredArticle,
    make_origin,
)
from tm.articles.article_units import (
    align_units,
    are_likely_same_story,
    describe_other_story,
)
from tm.articles.headline.proposal import propose_headline
from tm.articles.page.copied_page import Page
from tm.articles.page_article import make_article, make_segments
from tm.errors import InputError
from tm.settings import AlignSettings
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.store.units.pending_units import AddCounts
from tm.text.locale import Locale
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit, Withheld

_THRESHOLD_ABOVE_ALL_SCORES = 2.0


@dataclass(frozen=True, slots=True)
class IngestResult:
    """The result of ingesting a page."""

    article: Article
    outcome: str
    """`new`, `known` or `changed`."""
    segments: tuple[ArticleSegment, ...]
    unit_count: int
    """Number of pairs of the page and its original that are in use."""
    counts: AddCounts
    """What became of the pairs in use when they were stored."""
    review_count: int
    """Number of pairs that wait for review, since their alignment is uncertain."""
    dropped_lines: tuple[DroppedLine, ...]
    """The lines that are not text, and those that may be none but are kept."""
    dates_agree: bool | None
    """Whether the byline and the source address name the same day."""
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """Options for ingesting a page."""

    page_name: str
    """The name of the page in messages."""
    source_page: Page | None = None
    """The page of the original, if it was read."""
    url: str | None = None
    """The address of the page."""
    allow_incomplete: bool = False
    """Whether to store a page without an original, or without its headline."""
    alignment_settings: AlignSettings = field(default_factory=AlignSettings)
    get_alignment_resources: Callable[[Locale, Locale], AlignmentResources] | None = (
        None
    )
    """Returns the resources of two languages, beyond the starter dictionary."""
    restore_diacritics: Callable[[str], str | None] | None = None
    """Restores the diacritics of a headline from an address."""
    realigns: bool = False
    """Whether to align stored texts again."""


def ingest(
    page: Page, database: Database, change_set: ChangeSet, options: IngestOptions
) -> IngestResult:
    """Store an article, with its aligned segments if the source page is given.

    An article whose texts are stored unchanged is skipped, unless `realign` is set.
    Raises InputError for a page that names no source, or whose source address holds no
    headline, unless `allow_incomplete` is set.
    """
    article, dates_agree, warnings = make_article(
        page, url=options.url, source_page=options.source_page
    )
    if not options.allow_incomplete and options.source_page is None:
        _require_source(article, options.page_name)
    archive, unit_store = Archive(database), UnitStore(database)
    stored_article = archive.find_current(article.key)
    article = _complete_headline(article, stored_article, options)
    article, boilerplate_lines = remove_boilerplate(
        article, make_segments(article), archive
    )
    segments = make_segments(article)
    original_key, original_segments, has_changed_original = _store_original(
        archive, change_set, article, options.source_page, stored_article
    )
    outcome = archive.add(article, segments, change_set, original_key=original_key)
    stored_counts = _count_stored_pairs(unit_store, article.key)
    is_unchanged = (
        outcome == "known" and not has_changed_original and not options.realigns
    )
    if is_unchanged and any(stored_counts):
        original_segments = ()
    units = _align_segments(article, segments, original_segments, options)
    min_score_in_use = options.alignment_settings.threshold
    if _is_other_story(options, units, segments, original_segments):
        assert options.source_page is not None
        warnings.append(
            describe_other_story(article.headline, options.source_page.headline)
            + " Its pairs wait for review"
        )
        min_score_in_use = _THRESHOLD_ABOVE_ALL_SCORES
    if outcome == "changed" or has_changed_original:
        _update_earlier_units(unit_store, article, segments, units, change_set)
    pair_counts = (
        _store_pairs(unit_store, units, change_set, min_score=min_score_in_use)
        if units
        else _PairCounts(*stored_counts, AddCounts(known=stored_counts[0]))
    )
    return IngestResult(
        article=article,
        outcome=outcome,
        segments=segments,
        unit_count=pair_counts.used_count,
        counts=pair_counts.added,
        review_count=pair_counts.waiting_count,
        dropped_lines=_sort_lines((*page.dropped_lines, *boilerplate_lines)),
        dates_agree=dates_agree,
        warnings=tuple(warnings),
    )


def _complete_headline(
    article: Article, stored_article: StoredArticle | None, options: IngestOptions
) -> Article:
    """Take the headline of the stored article, or restore the diacritics of its own."""
    if options.source_page is None and stored_article is not None:
        article = keep_stored_headline(article, stored_article)
    if options.restore_diacritics is not None and (
        stored_article is None or options.realigns
    ):
        article = propose_headline(article, options.restore_diacritics)
    return article


def _align_segments(
    article: Article,
    segments: Sequence[ArticleSegment],
    original_segments: Sequence[ArticleSegment],
    options: IngestOptions,
) -> Sequence[TranslationUnit]:
    """Align the segments of an article with those of its original, as options say."""
    return align_units(
        article,
        segments,
        original_segments,
        profile=options.alignment_settings.profile,
        get_alignment_resources=options.get_alignment_resources,
    )


def _sort_lines(dropped_lines: Iterable[DroppedLine]) -> tuple[DroppedLine, ...]:
    """Sort dropped lines by their line numbers."""
    return tuple(sorted(dropped_lines, key=lambda line: line.line_number))


def _is_other_story(
    options: IngestOptions,
    units: Sequence[TranslationUnit],
    segments: Sequence[ArticleSegment],
    original_segments: Sequence[ArticleSegment],
) -> bool:
    """Whether the given original has hardly a sentence in common with the page."""
    return (
        options.source_page is not None
        and bool(original_segments)
        and not are_likely_same_story(
            units,
            segments,
            original_segments,
            min_score=options.alignment_settings.threshold,
        )
    )


@dataclass(frozen=True, slots=True)
class _PairCounts:
    """How many pairs of an article are in use, and how many wait for review."""

    used_count: int
    waiting_count: int
    added: AddCounts
    """What became of those in use."""


def _store_pairs(
    unit_store: UnitStore,
    units: Sequence[TranslationUnit],
    change_set: ChangeSet,
    *,
    min_score: float,
) -> _PairCounts:
    """Store aligned pairs; those with a score below the threshold wait for review."""
    # Sentences that are repeated among the same neighbours are one unit.
    distinct_units = {unit.key: unit for unit in units}.values()
    certain_units, uncertain_units = (
        [
            unit
            for unit in distinct_units
            if (_get_alignment_score(unit) >= min_score) is is_certain
        ]
        for is_certain in (True, False)
    )
    author = change_set.author
    add_counts = unit_store.add(certain_units, change_set, default_author=author)
    waiting_counts = unit_store.add(
        uncertain_units, change_set, awaits_review=True, default_author=author
    )
    return _PairCounts(
        len(certain_units), len(uncertain_units) - waiting_counts.removed, add_counts
    )


def _count_stored_pairs(unit_store: UnitStore, article_key: str) -> tuple[int, int]:
    """Count the pairs of an article: those in use, and those waiting for review."""
    used_count, waiting_count = (
        unit_store.count_units(
            UnitFilter(article=article_key, translated=True, withheld=withheld)
        )
        for withheld in (None, Withheld.REVIEW)
    )
    return used_count, waiting_count


def _get_alignment_score(unit: TranslationUnit) -> float:
    """Get the score of a unit's alignment; 0 without one."""
    return unit.origin.score or 0.0


def keep_stored_headline(article: Article, stored_article: StoredArticle) -> Article:
    """Keep the stored headline of the original when a page comes without it.

    It must have been confirmed or proposed, for the same source address.
    """
    earlier_article = stored_article.article
    has_same_source = earlier_article.source_url == article.source_url
    kept_statuses = (HeadlineStatus.CONFIRMED, HeadlineStatus.PROPOSED)
    if (
        earlier_article.is_partial
        or not has_same_source
        or earlier_article.source_headline_status not in kept_statuses
    ):
        return article
    return replace(
        article,
        source_headline=earlier_article.source_headline,
        source_headline_status=earlier_article.source_headline_status,
    )


def _store_original(
    archive: Archive,
    change_set: ChangeSet,
    article: Article,
    source_page: Page | None,
    stored_article: StoredArticle | None,
) -> tuple[str | None, Sequence[ArticleSegment], bool]:
    """Store the original, if it is given; return its key, its segments and a flag.

    If it is not given, key and segments are those stored before. The flag says whether
    the text of the original has changed.
    """
    if source_page is not None:
        original_article, _, _ = make_article(source_page, url=article.source_url)
        original_article, _ = remove_boilerplate(
            original_article, make_segments(original_article), archive
        )
        original_segments = make_segments(original_article)
        outcome = archive.add(original_article, original_segments, change_set)
        return original_article.key, original_segments, outcome == "changed"
    if stored_article is None or stored_article.original_key is None:
        return None, (), False
    return (
        stored_article.original_key,
        archive.get(stored_article.original_key).segments,
        False,
    )


def _update_earlier_units(
    unit_store: UnitStore,
    article: Article,
    segments: Sequence[ArticleSegment],
    new_units: Sequence[TranslationUnit],
    change_set: ChangeSet,
) -> None:
    """Update the units that stem from an article's earlier version.

    Units aligned by machine are superseded by the new alignment; units made by a
    person get the new positions of their texts.
    """
    new_unit_keys = {unit.key for unit in new_units}
    new_position_by_key = {
        article_segment.segment.key: article_segment.position
        for article_segment in segments
    }
    superseded_units, moved_units = [], []
    for unit in unit_store.read_units(UnitFilter(article=article.key, translated=True)):
        if unit.key in new_unit_keys:
            continue
        if (
            new_units
            and unit.origin.method == ALIGNMENT_METHOD
            and unit.state is State.TRANSLATED
        ):
            superseded_units.append(unit)
            continue
        side = unit.find_side(article.locale)
        position = new_position_by_key.get(side.key) if side is not None else None
        if position is not None:
            origin = replace(make_origin(article), position=position)
            moved_units.append(
                unit.with_origin(_keep_alignment_and_author_fields(unit.origin, origin))
            )
    if new_units:
        waiting_filter = UnitFilter(
            article=article.key, translated=True, withheld=Withheld.REVIEW
        )
        superseded_units += [
            waiting_unit
            for waiting_unit in unit_store.read_units(waiting_filter)
            if waiting_unit.key not in new_unit_keys
        ]
    unit_store.withhold(superseded_units, change_set, reason=Withheld.SUPERSEDED)
    unit_store.add(moved_units, change_set)


def _keep_alignment_and_author_fields(old_origin: Origin, new_origin: Origin) -> Origin:
    """Put the fields of an origin that say how its unit was made into a new one."""
    kept_field_names = (
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
        new_origin,
        **{
            field_name: getattr(old_origin, field_name)
            for field_name in kept_field_names
        },
    )


def _require_source(article: Article, page_name: str) -> None:
    """Raise InputError for an article that does not name its original."""
    if article.source_url is None:
        raise InputError(
            f"{page_name}: no source line (such as 'Sumber: https://…', 'Nguồn:', "
            "'Source:'); give the original, or store the page without one",
            parameters=["original", "incomplete"],
        )
    if article.source_headline is None:
        raise InputError(
            f"{page_name}: the source address {article.source_url} holds no headline; "
            "give the original, or store the page without it",
            parameters=["original", "incomplete"],
        )
