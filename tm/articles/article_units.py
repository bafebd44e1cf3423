"""Aligning an article with its original, to make translation units.

Leads and captions are paired with each other, if both pages have them and they align
well; the rest, headlines included, is aligned as one text. A headline that only one of
the two pages has is left out.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TypeAlias

from tm.align.aligner import AlignmentProfile, align_sentences
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.text_alignment import ALIGNMENT_METHOD
from tm.articles.archive.article import Article, BlockKind
from tm.articles.archive.stored_article import ArticleSegment, make_origin
from tm.articles.pair_acceptance import (
    ArticleSegments,
    PairVerifier,
    ScoredPair,
    join_texts,
)
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

_MIN_PAIR_SCORE = 0.5
"""The least alignment score at which leads or captions are paired separately."""
_MIN_ALIGNED_SHARE = 0.3
"""The least share of aligned sentences of pages of one story: two stories have less."""

_PairSegments: TypeAlias = Callable[
    [ArticleSegments, ArticleSegments], list[ScoredPair]
]


def align_units(
    article: Article,
    segments: Sequence[ArticleSegment],
    original_segments: Sequence[ArticleSegment],
    *,
    profile: str,
    get_alignment_resources: Callable[[Locale, Locale], AlignmentResources]
    | None = None,
) -> list[TranslationUnit]:
    """Align an original and its translation, in the order of the translation.

    Raises UnknownName for a profile that does not exist.
    """
    if not segments or not original_segments:
        return []
    source_locale = original_segments[0].segment.locale
    resources = (
        get_alignment_resources(source_locale, article.locale)
        if get_alignment_resources is not None
        else None
    )
    pair_segments = partial(
        _pair_segments,
        locales=(source_locale, article.locale),
        profile=AlignmentProfile.find_by_name(profile),
        resources=resources,
    )
    pair_verifier = PairVerifier(original_segments, segments, resources)
    aligned_pairs = _align_by_kind(original_segments, segments, pair_segments)
    lone_headlines = pair_verifier.find_lone_headlines(aligned_pairs)
    if lone_headlines:
        aligned_pairs = _align_by_kind(
            _leave_out_segments(original_segments, lone_headlines),
            _leave_out_segments(segments, lone_headlines),
            pair_segments,
        )
    segment_pairs = pair_verifier.verify_pairs(aligned_pairs)
    joined_sources = [
        join_texts(source_segments) for source_segments, _, _ in segment_pairs
    ]
    return [
        _make_unit(article, joined_sources, pair_index, target_segments, score)
        for pair_index, (_, target_segments, score) in enumerate(segment_pairs)
    ]


def _pair_segments(
    source_segments: ArticleSegments,
    target_segments: ArticleSegments,
    *,
    locales: tuple[Locale, Locale],
    profile: AlignmentProfile,
    resources: AlignmentResources | None,
) -> list[ScoredPair]:
    """Align the sentences of two lists of segments; `locales`: source and target."""
    ladder = align_sentences(
        [article_segment.segment.text for article_segment in source_segments],
        [article_segment.segment.text for article_segment in target_segments],
        source_locale=locales[0],
        target_locale=locales[1],
        profile=profile,
        resources=resources,
    )
    return [
        (
            source_segments[bead.source_range.start : bead.source_range.stop],
            target_segments[bead.target_range.start : bead.target_range.stop],
            bead.score,
        )
        for bead in ladder.list_paired_beads()
    ]


def _leave_out_segments(
    page_segments: ArticleSegments, left_out_segments: ArticleSegments
) -> ArticleSegments:
    """Return the segments of a page without some of them."""
    return [
        article_segment
        for article_segment in page_segments
        if all(
            article_segment is not left_out_segment
            for left_out_segment in left_out_segments
        )
    ]


def are_likely_same_story(
    units: Sequence[TranslationUnit],
    segments: Sequence[ArticleSegment],
    original_segments: Sequence[ArticleSegment],
    *,
    min_score: float,
) -> bool:
    """Whether a page and the page given as its original are likely the same story.

    They are if enough sentences of the shorter page are aligned above the threshold.
    """
    shorter_length = min(len(segments), len(original_segments))
    aligned_count = sum(
        unit.origin.extent for unit in units if (unit.origin.score or 0.0) >= min_score
    )
    return aligned_count > 0 and aligned_count >= _MIN_ALIGNED_SHARE * shorter_length


def describe_other_story(page_headline: str, original_headline: str) -> str:
    """Ask whether two pages that do not belong together are two stories."""
    headlines = [
        repr(headline) if headline else "a page without headline"
        for headline in (original_headline, page_headline)
    ]
    return (
        f"the source page, {headlines[0]}, and {headlines[1]} have hardly a sentence "
        "in common: is it another story?"
    )


def _align_by_kind(
    source_page_segments: ArticleSegments,
    target_page_segments: ArticleSegments,
    pair_segments: _PairSegments,
) -> list[ScoredPair]:
    """Align two pages: leads and captions separately from the rest."""
    all_pairs = pair_segments(source_page_segments, target_page_segments)
    separate_pairs: list[ScoredPair] = []
    remaining_source_segments, remaining_target_segments = (
        source_page_segments,
        target_page_segments,
    )
    for kind in (BlockKind.LEAD, BlockKind.CAPTION):
        source_segments, target_segments = (
            _select_segments_of_kind(page_segments, kind)
            for page_segments in (remaining_source_segments, remaining_target_segments)
        )
        if (
            not source_segments
            or not target_segments
            or any(_mixes_kinds(pair, kind) for pair in all_pairs)
        ):
            continue
        kind_pairs = pair_segments(source_segments, target_segments)
        if _are_all_aligned(kind_pairs, source_segments, target_segments):
            separate_pairs += kind_pairs
            remaining_source_segments, remaining_target_segments = (
                [
                    article_segment
                    for article_segment in page_segments
                    if article_segment.kind is not kind
                ]
                for page_segments in (
                    remaining_source_segments,
                    remaining_target_segments,
                )
            )
    chosen_pairs = (
        separate_pairs
        + pair_segments(remaining_source_segments, remaining_target_segments)
        if separate_pairs
        else all_pairs
    )
    if not all(
        _are_successive(page_segments)
        for source_segments, target_segments, _ in chosen_pairs
        for page_segments in (source_segments, target_segments)
    ):
        # A sentence goes on behind a caption.
        chosen_pairs = all_pairs
    return sorted(chosen_pairs, key=lambda pair: pair[1][0].position)


def _mixes_kinds(pair: ScoredPair, kind: BlockKind) -> bool:
    """Whether a likely pair mixes segments of a kind with others."""
    source_segments, target_segments, score = pair
    segments = (*source_segments, *target_segments)
    return (
        score >= _MIN_PAIR_SCORE
        and len({article_segment.kind is kind for article_segment in segments}) > 1
    )


def _select_segments_of_kind(
    segments: ArticleSegments, kind: BlockKind
) -> ArticleSegments:
    """Select the segments of a kind."""
    return [
        article_segment for article_segment in segments if article_segment.kind is kind
    ]


def _are_all_aligned(
    aligned_pairs: Sequence[ScoredPair],
    source_segments: ArticleSegments,
    target_segments: ArticleSegments,
) -> bool:
    """Whether pairs cover both sides and all of them are likely."""
    covered_counts = (
        sum(len(aligned_pair[0]) for aligned_pair in aligned_pairs),
        sum(len(aligned_pair[1]) for aligned_pair in aligned_pairs),
    )
    return covered_counts == (len(source_segments), len(target_segments)) and all(
        score >= _MIN_PAIR_SCORE for _, _, score in aligned_pairs
    )


def _are_successive(article_segments: ArticleSegments) -> bool:
    """Whether no segment of the article is missing between these."""
    return all(
        next_segment.position == article_segment.position + 1
        for article_segment, next_segment in pairwise(article_segments)
    )


def _make_unit(
    article: Article,
    joined_sources: Sequence[Segment],
    source_index: int,
    target_segments: ArticleSegments,
    score: float,
) -> TranslationUnit:
    """Make the unit of a pair, with the sources before and after it."""
    origin = replace(
        make_origin(article),
        position=target_segments[0].position,
        extent=len(target_segments),
        kind=target_segments[0].kind.value,
        score=round(score, 4),
        method=ALIGNMENT_METHOD,
    )
    previous_key = joined_sources[source_index - 1].key if source_index else None
    next_key = (
        joined_sources[source_index + 1].key
        if source_index + 1 < len(joined_sources)
        else None
    )
    return TranslationUnit(
        joined_sources[source_index],
        join_texts(target_segments),
        State.TRANSLATED,
        origin,
        neighbours=(previous_key, next_key),
    )
