"""Whether a word and its opposite stand in the same place of two texts."""

from collections.abc import Iterable, Mapping, Sequence

from checks.engine.unit import Context, Unit
from checks.text.rendering_finder import RenderingFinder
from checks.text.text_values import cached_number_words
from tm.finding import Span

_LARGEST_SURE_DISTANCE = 0.4
"""The largest distance of words that may stand anywhere in a sentence: this year."""
_MAX_CLAUSE_LENGTH = 100
"""Sources of at most this many letters are one clause; no distance is too large."""
BOTH_SIDES = 2
"""The side of words that mean both sides: `xuất nhập khẩu`."""
Mention = tuple[Span, int]
"""The span of a word, and its side."""


def has_inflected_side(
    side_index_by_phrase: Mapping[str, int],
    side_index: int,
    text: str,
    suffixes: Iterable[str],
) -> bool:
    """Whether a text has a word of a side with a suffix: dimulainya."""
    lower_text = text.lower()
    return any(
        f"{phrase}{suffix}" in lower_text
        for phrase, phrase_side_index in side_index_by_phrase.items()
        if phrase_side_index == side_index
        for suffix in suffixes
    )


def is_in_same_context(
    joins_clauses: bool, word_spans: tuple[Span, Span], unit: Unit, context: Context
) -> bool:
    """Whether the words around a word of the source stand around one of the target.

    `joins_clauses`: whether the word joins clauses, which may be exchanged.
    """
    rendering_finder = context.cache.call(RenderingFinder, *context.locales)
    source_span, target_span = word_spans
    if joins_clauses and rendering_finder.has_exchanged_clauses(
        source_span.start, unit.source_text, target_span.start, unit.target
    ):
        return False
    return rendering_finder.has_rendered_neighbour(
        source_span, unit.source_text, target_span, unit.target
    )


def is_sure_opposite(distance: float, unit: Unit, context: Context) -> bool:
    """Whether words at a distance contradict each other in a close translation."""
    source = unit.source_text
    return (
        distance <= _LARGEST_SURE_DISTANCE or len(source) <= _MAX_CLAUSE_LENGTH
    ) and context.cache.call(RenderingFinder, *context.locales).is_close_translation(
        source, unit.target
    )


def has_other_translation(
    word_spans: tuple[Span, Span], unit: Unit, context: Context, *, is_repeated: bool
) -> bool:
    """Whether one of two opposite words translates another word, or has another one.

    `opening` and `menutup` in `take the opening set`, `menutup set pertama`.
    `is_repeated`: whether other words of the source may have the translation.
    """
    source_span, target_span = word_spans
    source_word, target_word = (
        source_span.of(unit.source_text),
        target_span.of(unit.target),
    )
    if any(
        cached_number_words(word, locale, context.cache)
        for word, locale in zip(
            (source_word, target_word), context.locales, strict=True
        )
    ):
        return False  # such as `after nine`
    rendering_finder = context.cache.call(RenderingFinder, *context.locales)
    reversed_rendering_finder = context.cache.call(
        RenderingFinder, *context.locales[::-1]
    )
    return bool(
        (
            not is_repeated
            and rendering_finder.count_rendered_phrases(
                source_word, _replace_by_semicolon(unit.target, target_span)
            )
        )
        or reversed_rendering_finder.count_rendered_phrases(
            target_word, _replace_by_semicolon(unit.source_text, source_span)
        )
    )


def _replace_by_semicolon(text: str, span: Span) -> str:
    """Replace a span of a text by a semicolon."""
    return f"{text[: span.start]};{text[span.end :]}"


def select_opposite_mentions(
    source_mentions: Sequence[Mention], target_mentions: Sequence[Mention]
) -> tuple[Sequence[Mention], Sequence[Mention]]:
    """Select the mentions of source and target that contradict each other.

    All mentions if each text has one side only; else, of equally many mentions, the
    only pair that differs.
    """
    source_side_indexes, target_side_indexes = (
        {side_index for _, side_index in source_mentions},
        {side_index for _, side_index in target_mentions},
    )
    if BOTH_SIDES in source_side_indexes | target_side_indexes:
        return (), ()
    if len(source_side_indexes) == len(target_side_indexes) == 1:
        return (
            (source_mentions, target_mentions)
            if source_side_indexes != target_side_indexes
            else ((), ())
        )
    if len(source_mentions) == len(target_mentions):
        mention_pairs = zip(source_mentions, target_mentions, strict=True)
        differing_pairs = [
            (source_mention, target_mention)
            for source_mention, target_mention in mention_pairs
            if source_mention[1] != target_mention[1]
        ]
        if len(differing_pairs) == 1:
            return differing_pairs[0][:1], differing_pairs[0][1:]
    return (), ()
