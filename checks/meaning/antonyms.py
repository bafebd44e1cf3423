"""The check of opposites: prices rise in the source, and fall in the target.

The data of a language list the words of both sides of each pair of opposites.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain

from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.prefilter_conditions import groups_are_related, unit_meets
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.meaning.antonym_words import add_number_words, map_phrases_to_side_indexes
from checks.meaning.negation.negation_pairs import are_equally_negated
from checks.meaning.opposite_context import (
    BOTH_SIDES,
    Mention,
    has_inflected_side,
    has_other_translation,
    is_in_same_context,
    is_sure_opposite,
    select_opposite_mentions,
)
from checks.text.language_words import split_phrases
from checks.text.offset_distance import calculate_relative_distance, find_nearby_indexes
from tm.finding import Finding, Severity, Span
from tm.match.match_fault import MatchFault
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import phrase_key
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.word_pattern import HYPHENATED_WORD_START_PATTERN
from tm.text.words import read_lower_words

_DIGIT_PATTERN = re.compile(r"\d")
_MAX_RELATIVE_DISTANCE = 0.18
"""The largest distance of two words that translate each other, as a share of a text."""
_SHORT_SOURCE_LENGTH = 40
"""Sources of at most this many letters are one phrase; no distance is too large."""

_MAX_WEAKENING_CHARACTERS = 12
"""The most characters of a word that weakens the next one, with its space."""
_NO_SIDE = 3
"""The side of phrases that only contain a word of a side: `công bố` contains `bố`."""

_UNSURE_OPTION = Option(
    "sense.contrary",
    "unsure",
    False,
    "whether opposites are reported, too, where the target translates less than half of"
    " the known words of the source",
)
_PairSide = tuple[str, int]
"""The name of a pair of opposites, and one of its sides."""
_PairSideWithNumeralFlag = tuple[str, int, bool]
"""Name and side, and whether a number must follow the phrase."""


@dataclass(frozen=True, slots=True, eq=False)
class OppositeWords:
    """The words of a language for both sides of one pair of opposites."""

    phrases: PhraseList
    side_index_by_phrase: Mapping[str, int]
    """By phrase in lower case, its side."""
    weakening_words: frozenset[str] = frozenset()
    """Words that turn the next word into its opposite: less severe."""

    def find_mentions(self, text: str) -> list[Mention]:
        """Find the words of either side in a text, in order.

        Left out are weakened ones: less severe.
        """
        return [
            (
                Span(
                    phrase_match.start(),
                    phrase_match.start() + len(phrase_match[0].rstrip()),
                ),
                side_index,
            )
            for phrase_match in self.phrases.find_matches(text)
            if (side_index := self.side_index_by_phrase[phrase_key(phrase_match[0])])
            != _NO_SIDE
            and not self._follows_weakening_word(text, phrase_match.start())
        ]

    def _follows_weakening_word(self, text: str, offset: int) -> bool:
        """Whether the word at an offset follows one such as `less` or `hardly`."""
        if not self.weakening_words:
            return False
        words_before = text[max(0, offset - _MAX_WEAKENING_CHARACTERS) : offset].split()
        return bool(words_before) and words_before[-1].lower() in self.weakening_words


@dataclass(frozen=True, slots=True, eq=False)
class Antonyms:
    """The opposites of one language; cached."""

    opposite_words_by_pair_name: Mapping[str, OppositeWords]
    possible_phrases: PhraseGroups[_PairSideWithNumeralFlag]
    """The phrases of both sides of each pair of opposites."""
    free_position_pair_names: frozenset[str]
    """Opposites whose words may stand anywhere in a sentence: this morning."""
    doubtful_pair_names: frozenset[str]
    """Opposites that a free translation exchanges: all for some."""
    joining_pair_names: frozenset[str]
    """Opposites whose words join clauses: before and after."""
    not_negatable_pair_names: frozenset[str]
    """Opposites that a negation does not reverse: not today does not mean tomorrow."""

    def find_possible_sides(
        self, text: str, *, has_numeral: bool | None = None
    ) -> set[_PairSide]:
        """Find the sides of opposites that a text may have.

        `has_numeral`: whether the text has a number; if not given, it is searched.
        """
        possible_sides = self.possible_phrases.find_possible_groups(text)
        if has_numeral is None:
            has_numeral = any(
                stands_before_numeral for _, _, stands_before_numeral in possible_sides
            ) and has_digit(text)
        return {
            (pair_name, side_index)
            for pair_name, side_index, stands_before_numeral in possible_sides
            if has_numeral or not stands_before_numeral
        }

    def find_mentions(self, pair_name: str, text: str) -> list[Mention]:
        """Find the words of a pair of opposites in a text, in order."""
        return self.opposite_words_by_pair_name[pair_name].find_mentions(text)


def has_digit(text: str) -> bool:
    """Whether a text has a digit of any script."""
    return _DIGIT_PATTERN.search(text) is not None


def _read_possible_phrases(locale: Locale) -> PhraseGroups[_PairSideWithNumeralFlag]:
    return read_antonyms(locale).possible_phrases


def _may_take_opposite_sides(unit: Unit, context: Context) -> bool:
    """Whether a target may have a side whose opposite side the source may have."""
    source_antonyms, target_antonyms = map(read_antonyms, context.locales)
    return bool(
        _find_opposite_sides(
            source_antonyms.find_possible_sides(unit.source_text),
            target_antonyms.find_possible_sides(unit.target),
        )
    )


def _find_opposite_sides(
    source_sides: Set[_PairSide], target_sides: Set[_PairSide]
) -> Set[_PairSide]:
    """Find the target's sides whose opposite sides the source has."""
    return {
        (pair_name, 1 - side_index) for pair_name, side_index in source_sides
    } & target_sides


@check(
    "sense.contrary",
    level=Level.BOTH,
    severity=Severity.WARNING,
    match_fault=MatchFault.OPPOSITE,
    prefilter=groups_are_related(
        _read_possible_phrases,
        lambda side: side[:2],
        lambda opposite_side: (opposite_side[0], 1 - opposite_side[1]),
    )
    & unit_meets(_may_take_opposite_sides),
    options=[_UNSURE_OPTION],
    yields_to=(
        "date.day",
        "date.month",
        "date.weekday",
        "num.unit",
        "num.value",
        "person.title",
        "term.forbidden",
        "term.variant",
    ),
)
def find_opposite_meaning(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target says the opposite of the source: prices fall instead of rise.

    The check compares pairs of opposites known in both languages: rise and fall,
    exports and imports, more and less than a number, before and after, allow and forbid
    … It reports this where the source has words of one side only, the target has words
    of the other side only, and neither negates them.
    """
    source_antonyms, target_antonyms = map(read_antonyms, context.locales)
    source, target = unit.source_text, unit.target
    reversed_sides = _find_opposite_sides(
        source_antonyms.find_possible_sides(source),
        target_antonyms.find_possible_sides(target),
    )
    for pair_name in sorted({pair_name for pair_name, _ in reversed_sides}):
        word_spans = _find_opposite_words(pair_name, unit, context)
        if word_spans is not None:
            arguments = {
                "source": word_spans[0].of(source),
                "target": word_spans[1].of(target),
            }
            yield Finding("opposite", word_spans[1], word_spans[0], arguments)


def _find_opposite_words(
    pair_name: str, unit: Unit, context: Context
) -> tuple[Span, Span] | None:
    """Find words of source and target that surely are opposites of one pair."""
    source_antonyms, target_antonyms = map(read_antonyms, context.locales)
    source, target = unit.source_text, unit.target
    source_mentions = source_antonyms.find_mentions(pair_name, source)
    if not source_mentions:
        return None
    opposite_source_mentions, opposite_target_mentions = select_opposite_mentions(
        source_mentions, target_antonyms.find_mentions(pair_name, target)
    )
    if not opposite_source_mentions:
        return None
    if (
        pair_name not in source_antonyms.not_negatable_pair_names
        and not are_equally_negated(
            (source, opposite_source_mentions),
            (target, opposite_target_mentions),
            context,
        )
    ):
        return None
    distance, word_spans = _find_nearest_opposites(
        opposite_source_mentions, opposite_target_mentions, (len(source), len(target))
    )
    is_near = distance <= _MAX_RELATIVE_DISTANCE or len(source) <= _SHORT_SOURCE_LENGTH
    source_word = word_spans[0].of(source)
    target_words = target_antonyms.opposite_words_by_pair_name[pair_name]
    are_surely_opposite = (
        (is_near or pair_name in source_antonyms.free_position_pair_names)
        and source_word.lower() not in read_lower_words(target)  # West Virginia
        and not has_inflected_side(
            target_words.side_index_by_phrase,
            opposite_source_mentions[0][1],
            target,
            context.language.suffixes,
        )
        and is_in_same_context(
            pair_name in source_antonyms.joining_pair_names, word_spans, unit, context
        )
        and not has_other_translation(
            word_spans,
            unit,
            context,
            is_repeated=_is_repeated(word_spans[0], source_mentions),
        )
        and (
            _UNSURE_OPTION.read_value(context.options)
            or (
                pair_name not in source_antonyms.doubtful_pair_names
                and is_sure_opposite(distance, unit, context)
            )
        )
    )
    return word_spans if are_surely_opposite else None


def _find_nearest_opposites(
    source_mentions: Sequence[Mention],
    target_mentions: Sequence[Mention],
    text_lengths: tuple[int, int],
) -> tuple[float, tuple[Span, Span]]:
    """Find the mentions of both texts that are the nearest, and their distance."""
    target_starts = [target_span.start for target_span, _ in target_mentions]
    distance, source_span, target_span = min(
        (
            calculate_relative_distance(
                source_span.start, target_starts[mention_index], text_lengths
            ),
            source_span,
            target_mentions[mention_index][0],
        )
        for source_span, _ in source_mentions
        for mention_index in find_nearby_indexes(
            source_span.start, target_starts, text_lengths
        )
    )
    return distance, (source_span, target_span)


def _is_repeated(word_span: Span, mentions: Sequence[Mention]) -> bool:
    """Whether a text mentions the side of one of its words again."""
    word_side = next(side for span, side in mentions if span == word_span)
    return sum(side_index == word_side for _, side_index in mentions) > 1


def find_opposite_starts(
    negated_span: Span, source: str, target: str, locales: tuple[Locale, Locale]
) -> list[int]:
    """Find where the target has the opposite of a word in a span of the source.

    The check ignores opposites for which the source has a word of its own.

    >>> texts = "Con đường không an toàn.", "Jalan itu berbahaya."
    >>> find_opposite_starts(Span(15, 23), *texts, (Locale("vi"), Locale("id")))
    [10]
    """
    source_antonyms, target_antonyms = map(read_antonyms, locales)
    # A number anywhere in the source will do.
    source_antonym_sides = source_antonyms.find_possible_sides(
        negated_span.of(source), has_numeral=has_digit(source)
    )
    opposite_starts: list[int] = []
    for pair_name, side_index in _find_opposite_sides(
        source_antonym_sides, target_antonyms.find_possible_sides(target)
    ):
        if pair_name in source_antonyms.not_negatable_pair_names:
            continue
        source_mentions = source_antonyms.find_mentions(pair_name, source)
        if not any(
            mentioned_side_index == 1 - side_index
            and negated_span.start <= span.start < negated_span.end
            for span, mentioned_side_index in source_mentions
        ):
            continue
        target_mentions = target_antonyms.find_mentions(pair_name, target)
        target_starts = [
            span.start
            for span, mentioned_side_index in target_mentions
            if mentioned_side_index == side_index
        ]
        if len(target_starts) > sum(
            mentioned_side_index == side_index
            for _, mentioned_side_index in source_mentions
        ):
            opposite_starts += target_starts
    return sorted(opposite_starts)


@lazy_constant
def read_antonyms(locale: Locale) -> Antonyms:
    """Read the opposites of a language; empty without data."""
    opposite_words_by_pair_name: dict[str, OppositeWords] = {}
    phrase_list_by_side: dict[_PairSideWithNumeralFlag, PhraseList] = {}
    phrase_prefilter = shared_prefilter(locale.language)
    table = read_table(locale.language, "antonyms.toml")
    weakening_words = frozenset(table["weakening"].split())
    for pair_name, side_texts in table["matters"].items():
        phrases_of_sides = [
            add_number_words(split_phrases(side_text), locale)
            for side_text in side_texts
        ]
        for side_index, phrases in enumerate(phrases_of_sides[:BOTH_SIDES]):
            for stands_before_numeral in (False, True):
                group_phrases = [
                    phrase
                    for phrase in phrases
                    if phrase.endswith(" #") is stands_before_numeral
                ]
                if not group_phrases:
                    continue  # a list takes a bit of each text, even an empty one
                number_note = " of a number" if stands_before_numeral else ""
                group_name = f"{side_index}{number_note} of {pair_name}"
                phrase_list_by_side[pair_name, side_index, stands_before_numeral] = (
                    PhraseList(phrase_prefilter, group_name, group_phrases)
                )
        opposite_words_by_pair_name[pair_name] = OppositeWords(
            PhraseList(
                phrase_prefilter,
                f"contrary {pair_name}",
                chain.from_iterable(phrases_of_sides),
                is_unspaced=not locale.uses_spaces,
                start_pattern=HYPHENATED_WORD_START_PATTERN,
            ),
            map_phrases_to_side_indexes(phrases_of_sides),
            weakening_words,
        )
    (
        free_position_pair_names,
        doubtful_pair_names,
        joining_pair_names,
        not_negatable_pair_names,
    ) = (
        frozenset(table[names_key].split())
        for names_key in ("moving", "doubtful", "joining", "undenied")
    )
    return Antonyms(
        opposite_words_by_pair_name,
        PhraseGroups(phrase_prefilter, phrase_list_by_side),
        free_position_pair_names,
        doubtful_pair_names,
        joining_pair_names,
        not_negatable_pair_names,
    )
