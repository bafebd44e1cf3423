"""Units of an article and its original, by alignment.

Headline is paired with headline, lead with lead and captions with captions, where both
pages have them and they agree; the rest is aligned as one text.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

from tm.align.aligner import AlignmentProfile, align
from tm.align.lexicon.knowledge import Knowledge
from tm.align.text_alignment import METHOD
from tm.articles.archive.article import Article, BlockKind
from tm.articles.archive.stored_article import ArticleSegment, origin_of
from tm.articles.review import join_segments
from tm.errors import UnknownName
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

_LIKELY = 0.5
"""The least confidence at which leads or captions are paired with each other."""

_Places: TypeAlias = Sequence[ArticleSegment]
_Pair: TypeAlias = tuple[_Places, _Places, float]
_Aligner: TypeAlias = Callable[[_Places, _Places], list[_Pair]]


def align_units(
    article: Article,
    segments: Sequence[ArticleSegment],
    original: Sequence[ArticleSegment],
    *,
    profile: str,
    knowledge: Callable[[Locale, Locale], Knowledge] | None = None,
) -> list[TranslationUnit]:
    """Align an original and its translation, in the order of the translation.

    Raises UnknownName for a profile that does not exist.
    """
    if not segments or not original:
        return []
    locales = original[0].segment.locale, article.locale
    language_knowledge = knowledge(*locales) if knowledge is not None else None
    alignment_profile = _profile(profile)

    def pairs_of(source: _Places, target: _Places) -> list[_Pair]:
        ladder = align(
            [place.segment.text for place in source],
            [place.segment.text for place in target],
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
            for bead in ladder.pairs()
        ]

    pairs = [(original[:1], segments[:1], 1.0)]
    pairs += _align_by_kind(original[1:], segments[1:], pairs_of)
    sources = [
        join_segments([place.segment for place in source_places])
        for source_places, _, _ in pairs
    ]
    return [
        _make_unit(article, sources, number, target_places, score)
        for number, (_, target_places, score) in enumerate(pairs)
    ]


def _align_by_kind(source: _Places, target: _Places, pairs_of: _Aligner) -> list[_Pair]:
    """Pair two pages, leads and captions separately from the rest."""
    all_pairs = pairs_of(source, target)
    separate_pairs: list[_Pair] = []
    remaining_source, remaining_target = source, target
    for kind in (BlockKind.LEAD, BlockKind.CAPTION):
        source_places, target_places = (
            _of_kind(side, kind) for side in (remaining_source, remaining_target)
        )
        if (
            not source_places
            or not target_places
            or any(_is_mixed(pair, kind) for pair in all_pairs)
        ):
            continue
        kind_pairs = pairs_of(source_places, target_places)
        if _is_complete(kind_pairs, source_places, target_places):
            separate_pairs += kind_pairs
            remaining_source, remaining_target = (
                [place for place in side if place.kind is not kind]
                for side in (remaining_source, remaining_target)
            )
    pairs = (
        separate_pairs + pairs_of(remaining_source, remaining_target)
        if separate_pairs
        else all_pairs
    )
    if not all(
        _are_successive(side)
        for source_places, target_places, _ in pairs
        for side in (source_places, target_places)
    ):
        # A sentence goes on behind a caption.
        pairs = all_pairs
    return sorted(pairs, key=lambda pair: pair[1][0].position)


def _is_mixed(pair: _Pair, kind: BlockKind) -> bool:
    """Whether a likely pair mixes segments of a kind with others."""
    source, target, score = pair
    places = (*source, *target)
    return score >= _LIKELY and len({place.kind is kind for place in places}) > 1


def _of_kind(places: _Places, kind: BlockKind) -> _Places:
    return [place for place in places if place.kind is kind]


def _is_complete(pairs: Sequence[_Pair], source: _Places, target: _Places) -> bool:
    """Whether pairs cover both sides and all of them are likely."""
    counts = (
        sum(len(pair[0]) for pair in pairs),
        sum(len(pair[1]) for pair in pairs),
    )
    return counts == (len(source), len(target)) and all(
        score >= _LIKELY for _, _, score in pairs
    )


def _are_successive(places: _Places) -> bool:
    return all(
        next_place.position == place.position + 1
        for place, next_place in pairwise(places)
    )


def _make_unit(
    article: Article,
    sources: Sequence[Segment],
    number: int,
    places: _Places,
    score: float,
) -> TranslationUnit:
    origin = replace(
        origin_of(article),
        position=places[0].position,
        extent=len(places),
        kind=places[0].kind.value,
        score=round(score, 4),
        method=METHOD,
    )
    previous_key = sources[number - 1].key if number else None
    next_key = sources[number + 1].key if number + 1 < len(sources) else None
    return TranslationUnit(
        sources[number],
        join_segments([place.segment for place in places]),
        State.TRANSLATED,
        origin,
        neighbours=(previous_key, next_key),
    )


def _profile(name: str) -> AlignmentProfile:
    try:
        return AlignmentProfile(name)
    except ValueError:
        raise UnknownName("alignment profile", name, list(AlignmentProfile)) from None
