"""Units of an article and its original: what of the two pages says the same.

Headline goes with headline, lead with lead and captions with captions, where both
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
from tm.articles.review import joined
from tm.errors import UnknownName
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

_AGREED = 0.5
"""From this confidence on, leads or captions are taken for each other's."""

_Places: TypeAlias = Sequence[ArticleSegment]
_Pair: TypeAlias = tuple[_Places, _Places, float]
_Aligner: TypeAlias = Callable[[_Places, _Places], list[_Pair]]


def aligned(
    article: Article,
    segments: Sequence[ArticleSegment],
    original: Sequence[ArticleSegment],
    *,
    profile: str,
    knowledge: Callable[[Locale, Locale], Knowledge] | None = None,
) -> list[TranslationUnit]:
    """Units of the original and its translation, in the order of the translation.

    Raises UnknownName for a profile that does not exist.
    """
    if not segments or not original:
        return []
    locales = original[0].segment.locale, article.locale
    known = knowledge(*locales) if knowledge is not None else None
    chosen = _profile(profile)

    def pairs_of(source: _Places, target: _Places) -> list[_Pair]:
        ladder = align(
            [place.segment.text for place in source],
            [place.segment.text for place in target],
            source_locale=locales[0],
            target_locale=locales[1],
            profile=chosen,
            knowledge=known,
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
    pairs += _by_kind(original[1:], segments[1:], pairs_of)
    sources = [joined([place.segment for place in left]) for left, _, _ in pairs]
    return [
        _unit(article, sources, number, right, score)
        for number, (_, right, score) in enumerate(pairs)
    ]


def _by_kind(source: _Places, target: _Places, pairs_of: _Aligner) -> list[_Pair]:
    """The pairs of two pages, those of lead and captions apart from the rest."""
    whole = pairs_of(source, target)
    apart: list[_Pair] = []
    left, right = source, target
    for kind in (BlockKind.LEAD, BlockKind.CAPTION):
        ours, theirs = (_of_kind(side, kind) for side in (left, right))
        if not ours or not theirs or any(_is_mixed(pair, kind) for pair in whole):
            continue
        found = pairs_of(ours, theirs)
        if _is_whole(found, ours, theirs):
            apart += found
            left, right = (
                [place for place in side if place.kind is not kind]
                for side in (left, right)
            )
    pairs = apart + pairs_of(left, right) if apart else whole
    if not all(_is_row(side) for ours, theirs, _ in pairs for side in (ours, theirs)):
        # A sentence goes on behind a caption.
        pairs = whole
    return sorted(pairs, key=lambda pair: pair[1][0].position)


def _is_mixed(pair: _Pair, kind: BlockKind) -> bool:
    """Whether a likely pair joins what is of a kind with what is not."""
    source, target, score = pair
    places = (*source, *target)
    return score >= _AGREED and len({place.kind is kind for place in places}) > 1


def _of_kind(places: _Places, kind: BlockKind) -> _Places:
    return [place for place in places if place.kind is kind]


def _is_whole(pairs: Sequence[_Pair], left: _Places, right: _Places) -> bool:
    """Whether pairs leave out nothing of either side, and all of them are likely."""
    counts = (
        sum(len(pair[0]) for pair in pairs),
        sum(len(pair[1]) for pair in pairs),
    )
    return counts == (len(left), len(right)) and all(
        score >= _AGREED for _, _, score in pairs
    )


def _is_row(places: _Places) -> bool:
    return all(
        after.position == before.position + 1 for before, after in pairwise(places)
    )


def _unit(
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
    before = sources[number - 1].key if number else None
    after = sources[number + 1].key if number + 1 < len(sources) else None
    return TranslationUnit(
        sources[number],
        joined([place.segment for place in places]),
        State.TRANSLATED,
        origin,
        neighbours=(before, after),
    )


def _profile(name: str) -> AlignmentProfile:
    try:
        return AlignmentProfile(name)
    except ValueError:
        raise UnknownName("alignment profile", name, list(AlignmentProfile)) from None
