"""Aligning an article with its original, to make translation units.

Headlines are paired with each other, and so are leads and captions, if both pages have
them and they align well; the rest is aligned as one text.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

from tm.align.aligner import AlignmentProfile, align_sentences
from tm.align.lexicon.knowledge import Knowledge
from tm.align.text_alignment import METHOD
from tm.articles.archive.article import Article, BlockKind
from tm.articles.archive.stored_article import ArticleSegment, make_origin
from tm.articles.review import join_segments
from tm.errors import UnknownName
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

_LEAST_PAIR_SCORE = 0.5
"""The least alignment score at which leads or captions are paired separately."""

_ArticleSegments: TypeAlias = Sequence[ArticleSegment]
_AlignedSegments: TypeAlias = tuple[_ArticleSegments, _ArticleSegments, float]
_Aligner: TypeAlias = Callable[
    [_ArticleSegments, _ArticleSegments], list[_AlignedSegments]
]


def align_units(
    article: Article,
    segments: Sequence[ArticleSegment],
    original: Sequence[ArticleSegment],
    *,
    profile: str,
    get_knowledge: Callable[[Locale, Locale], Knowledge] | None = None,
) -> list[TranslationUnit]:
    """Align an original and its translation, in the order of the translation.

    Raises UnknownName for a profile that does not exist.
    """
    if not segments or not original:
        return []
    locales = original[0].segment.locale, article.locale
    language_knowledge = get_knowledge(*locales) if get_knowledge is not None else None
    alignment_profile = _parse_profile(profile)

    def pair_segments(
        source: _ArticleSegments, target: _ArticleSegments
    ) -> list[_AlignedSegments]:
        ladder = align_sentences(
            [article_segment.segment.text for article_segment in source],
            [article_segment.segment.text for article_segment in target],
            source_locale=locales[0],
            target_locale=locales[1],
            profile=alignment_profile,
            knowledge=language_knowledge,
        )
        return [
            (
                source[bead.source.start : bead.source.stop],
                target[bead.target.start : bead.target.stop],
                bead.score,
            )
            for bead in ladder.list_paired_beads()
        ]

    pairs = [(original[:1], segments[:1], 1.0)]
    pairs += _align_by_kind(original[1:], segments[1:], pair_segments)
    sources = [
        join_segments([article_segment.segment for article_segment in source_segments])
        for source_segments, _, _ in pairs
    ]
    return [
        _make_unit(article, sources, index, target_segments, score)
        for index, (_, target_segments, score) in enumerate(pairs)
    ]


def _align_by_kind(
    source: _ArticleSegments, target: _ArticleSegments, pair_segments: _Aligner
) -> list[_AlignedSegments]:
    """Align two pages: leads and captions separately from the rest."""
    all_pairs = pair_segments(source, target)
    separate_pairs: list[_AlignedSegments] = []
    remaining_source, remaining_target = source, target
    for kind in (BlockKind.LEAD, BlockKind.CAPTION):
        source_segments, target_segments = (
            _select_kind(side, kind) for side in (remaining_source, remaining_target)
        )
        if (
            not source_segments
            or not target_segments
            or any(_is_mixed(pair, kind) for pair in all_pairs)
        ):
            continue
        kind_pairs = pair_segments(source_segments, target_segments)
        if _is_complete(kind_pairs, source_segments, target_segments):
            separate_pairs += kind_pairs
            remaining_source, remaining_target = (
                [
                    article_segment
                    for article_segment in side
                    if article_segment.kind is not kind
                ]
                for side in (remaining_source, remaining_target)
            )
    pairs = (
        separate_pairs + pair_segments(remaining_source, remaining_target)
        if separate_pairs
        else all_pairs
    )
    if not all(
        _are_successive(side)
        for source_segments, target_segments, _ in pairs
        for side in (source_segments, target_segments)
    ):
        # A sentence goes on behind a caption.
        pairs = all_pairs
    return sorted(pairs, key=lambda pair: pair[1][0].position)


def _is_mixed(pair: _AlignedSegments, kind: BlockKind) -> bool:
    """Whether a likely pair mixes segments of a kind with others."""
    source, target, score = pair
    segments = (*source, *target)
    return (
        score >= _LEAST_PAIR_SCORE
        and len({article_segment.kind is kind for article_segment in segments}) > 1
    )


def _select_kind(segments: _ArticleSegments, kind: BlockKind) -> _ArticleSegments:
    return [
        article_segment for article_segment in segments if article_segment.kind is kind
    ]


def _is_complete(
    pairs: Sequence[_AlignedSegments],
    source: _ArticleSegments,
    target: _ArticleSegments,
) -> bool:
    """Whether pairs cover both sides and all of them are likely."""
    counts = (
        sum(len(pair[0]) for pair in pairs),
        sum(len(pair[1]) for pair in pairs),
    )
    return counts == (len(source), len(target)) and all(
        score >= _LEAST_PAIR_SCORE for _, _, score in pairs
    )


def _are_successive(segments: _ArticleSegments) -> bool:
    return all(
        next_segment.position == article_segment.position + 1
        for article_segment, next_segment in pairwise(segments)
    )


def _make_unit(
    article: Article,
    sources: Sequence[Segment],
    index: int,
    target_segments: _ArticleSegments,
    score: float,
) -> TranslationUnit:
    origin = replace(
        make_origin(article),
        position=target_segments[0].position,
        extent=len(target_segments),
        kind=target_segments[0].kind.value,
        score=round(score, 4),
        method=METHOD,
    )
    previous_key = sources[index - 1].key if index else None
    next_key = sources[index + 1].key if index + 1 < len(sources) else None
    return TranslationUnit(
        sources[index],
        join_segments([article_segment.segment for article_segment in target_segments]),
        State.TRANSLATED,
        origin,
        neighbours=(previous_key, next_key),
    )


def _parse_profile(name: str) -> AlignmentProfile:
    try:
        return AlignmentProfile(name)
    except ValueError:
        raise UnknownName("alignment profile", name, list(AlignmentProfile)) from None
