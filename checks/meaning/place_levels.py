"""Checks of the administrative level of a place: a ward became a district."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import SOURCE, TARGET
from checks.engine.unit import Context, Unit, list_related_ids
from checks.language_data import read_table
from checks.text.language_words import split_phrases
from checks.text.text_values import is_dated_since
from tm.finding import Finding, Severity, Span
from tm.language_data import LanguageFileKind
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.normal import fold_text
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.words import read_lower_words

_FILE_KIND = LanguageFileKind(
    "place_levels.toml",
    "words for levels of administration: province, district, ward",
    "place.level, place.abolished and place.mixed are silent",
)
_WORDS_AFTER_PATTERN = re.compile(r"(?: [^\W\d_][\w’'-]*){1,4}")
_WORDS_BEFORE_PATTERN = re.compile(r"(?:[^\W\d_][\w’'-]* ){1,4}$")
"""The words next to a word for a level, of which those with capitals are a name."""
_COMPARED_WORD_COUNT = 2
"""How many words of a name are compared, those next to the word for the level."""
_NUMBER_AFTER_PATTERN = re.compile(r" \d{1,2}\b(?![.,]\d)")
"""The number of an urban district."""
_EARLIER_YEAR_PATTERN = re.compile(r"\b(?:1[5-9]\d\d|20[01]\d|202[0-4])\b")


@dataclass(frozen=True, slots=True, eq=False)
class _LevelWords:
    """The words of a language for administrative levels."""

    phrase_list: PhraseList
    levels_by_word: dict[str, frozenset[str]]
    """By word, the levels that it may name."""
    follows_name: bool
    """Whether the word comes after the name: `Tan Hung ward`."""
    rival_word_groups: tuple[tuple[str, ...], ...]
    """Words that no two places of one name have, the likelier ones first."""
    reform: "_Reform"


@dataclass(frozen=True, slots=True, eq=False)
class _Reform:
    """The reform by which Vietnam abolished its districts."""

    day: str
    """The day from which there are none, in ISO format."""
    abolished_words: frozenset[str]
    """Words for the abolished levels that name no other."""
    country_pattern: re.Pattern[str]
    syllable_pattern: re.Pattern[str]
    """A syllable of a Vietnamese name without diacritics."""
    past_words: frozenset[str]
    """Words next to which a former district is meant."""
    body_phrases: PhraseList
    """Bodies of the abolished levels, without a name: polisi distrik."""


@dataclass(frozen=True, slots=True)
class _PlaceMention:
    """A place with the word for its level."""

    name: str
    """The words next to the word for the level, without diacritics, in lower case."""
    span: Span
    level_word: str
    levels: frozenset[str]


_MentionsByPlace = dict[tuple[str, int], dict[str, list[tuple[Unit, _PlaceMention]]]]
"""By name and group of rivals, and by word for the level, the mentions of places."""


@lazy_constant
def _read_level_words(locale: Locale) -> _LevelWords:
    table = read_table(locale.language, _FILE_KIND)
    levels_by_word: dict[str, set[str]] = defaultdict(set)
    for level, words_text in table["levels"].items():
        for word in split_phrases(words_text):
            levels_by_word[word].add(level)
    return _LevelWords(
        PhraseList(
            shared_prefilter(locale.language),
            "place levels",
            levels_by_word,
            is_unspaced=not locale.uses_spaces,
        ),
        {word: frozenset(levels) for word, levels in levels_by_word.items()},
        bool(table["follows_name"]),
        tuple(tuple(words.split()) for words in table["rivals"]),
        _Reform(
            table["reform"]["day"],
            frozenset(table["abolished"].split()),
            re.compile(table["reform"]["country"], re.IGNORECASE),
            re.compile(table["reform"]["syllable"]),
            frozenset(table["past"].split()),
            PhraseList(
                shared_prefilter(locale.language),
                "abolished bodies",
                split_phrases(table["bodies"]),
                is_unspaced=not locale.uses_spaces,
            ),
        ),
    )


def _read_level_phrases(locale: Locale) -> PhraseList:
    return _read_level_words(locale).phrase_list


@check(
    "place.level",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=SOURCE.has(_read_level_phrases) & TARGET.has(_read_level_phrases),
    yields_to=("term.forbidden", "sense.mistranslated"),
)
def find_changed_level(unit: Unit, context: Context) -> Iterator[Finding]:
    """A place has another administrative level than in the source.

    A `phường` is a ward (kelurahan), not a district; a `xã` a commune, not a kecamatan;
    a `đặc khu` a special zone, not a special economic zone. The check compares places
    whose name both texts have.
    """
    source_locale, target_locale = context.locales
    source_mentions = _find_places(unit.source_text, _read_level_words(source_locale))
    if not source_mentions:
        return
    mentions_by_name: dict[str, list[_PlaceMention]] = defaultdict(list)
    for mention in source_mentions:
        mentions_by_name[mention.name].append(mention)
    for mention in _find_places(unit.target, _read_level_words(target_locale)):
        mentions_of_same_name = mentions_by_name.get(mention.name, [])
        if mentions_of_same_name and not any(
            mention.levels & same_name_mention.levels
            for same_name_mention in mentions_of_same_name
        ):
            yield Finding(
                "changed",
                mention.span,
                mentions_of_same_name[0].span,
                {"source": mentions_of_same_name[0].span.of(unit.source_text)},
            )


def _find_places(text: str, level_words: _LevelWords) -> list[_PlaceMention]:
    """Find the places of a text that have a word for their level."""
    mentions: list[_PlaceMention] = []
    for word_match in level_words.phrase_list.find_matches(text):
        name_span = _find_name(text, Span(*word_match.span()), level_words)
        if name_span is None:
            continue
        level_word = " ".join(word_match[0].lower().split())
        mentions.append(
            _PlaceMention(
                _read_compared_name(text, name_span, level_words),
                Span(
                    min(word_match.start(), name_span.start),
                    max(word_match.end(), name_span.end),
                ),
                level_word,
                level_words.levels_by_word[level_word],
            )
        )
    return mentions


def _read_compared_name(text: str, name_span: Span, level_words: _LevelWords) -> str:
    """Read the words of a name that are compared, without diacritics.

    They are two, and a third one that may be a Vietnamese syllable: Duc Hoa is not
    Duc Hoa Ha.
    """
    words = fold_text(name_span.of(text)).split()
    step = -1 if level_words.follows_name else 1
    words = words[::step]
    compared_words, third_words = words[:_COMPARED_WORD_COUNT], words[2:3]
    match_syllable = level_words.reform.syllable_pattern.fullmatch
    may_open_sentence = level_words.follows_name and name_span.start == 0
    if third_words and match_syllable(third_words[0]) and not may_open_sentence:
        compared_words += third_words
    return " ".join(compared_words[::step])


def _find_name(text: str, word_span: Span, level_words: _LevelWords) -> Span | None:
    """Find the words with capitals after a word for a level, or before it."""
    if level_words.follows_name:
        words_before_match = _WORDS_BEFORE_PATTERN.search(text[: word_span.start])
        words = words_before_match[0].split() if words_before_match else []
        name = " ".join([*takewhile(_is_capitalised, reversed(words))][::-1])
        end = word_span.start - 1
        return Span(end - len(name), end) if name else None
    words_after_match = _WORDS_AFTER_PATTERN.match(text, word_span.end)
    words = words_after_match[0].split() if words_after_match else []
    name = " ".join(takewhile(_is_capitalised, words))
    start = word_span.end + 1
    return Span(start, start + len(name)) if name else None


def _is_capitalised(word: str) -> bool:
    return word[0].isupper()


@check(
    "place.abolished",
    level=Level.DOCUMENT,
    severity=Severity.INFO,
    yields_to=("term.forbidden",),
)
def find_abolished_level(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A page of July 2025 or later names a district of Vietnam, which has none since.

    Such a “district” is mostly a ward or commune that was translated as one. The check
    reports this on pages without source that name Vietnam and have a date, of the page
    or in the text, for places with a Vietnamese name, numbered districts, and bodies
    such as `polisi distrik`; ignored next to words such as `former` and earlier years.
    """
    level_words = _read_level_words(context.target_locale)
    reform = level_words.reform
    if not reform.abolished_words:
        return
    texts = [unit.target for unit in units]
    locale, cache = context.target_locale, context.cache
    is_reported: bool | None = None
    for unit in units:
        if unit.source is not None or (unit.published or reform.day) < reform.day:
            continue
        for span in _find_abolished_spans(unit.target, level_words):
            if is_reported is None:
                is_reported = any(map(reform.country_pattern.search, texts)) and bool(
                    unit.published or is_dated_since(texts, reform.day, locale, cache)
                )
            if is_reported and not _is_about_past(unit.target, reform):
                yield Finding("abolished", span, checked_unit=unit)


def _find_abolished_spans(text: str, level_words: _LevelWords) -> Iterator[Span]:
    """Find districts with a Vietnamese name or a number, and bodies of districts."""
    reform = level_words.reform
    if not level_words.phrase_list.may_be_in(text):
        return
    for mention in _find_places(text, level_words):
        if mention.level_word in reform.abolished_words and _is_vietnamese_name(
            mention.name, reform
        ):
            yield mention.span
    for body_match in reform.body_phrases.find_matches(text):
        if not text[body_match.end() + 1 : body_match.end() + 2].isupper():
            yield Span(*body_match.span())
    if not reform.country_pattern.search(text):
        return
    for word_match in level_words.phrase_list.find_matches(text):
        number_match = _NUMBER_AFTER_PATTERN.match(text, word_match.end())
        if (
            number_match
            and word_match[0][0].isupper()
            and word_match[0].lower() in reform.abolished_words
        ):
            yield Span(word_match.start(), number_match.end())


def _is_vietnamese_name(name: str, reform: _Reform) -> bool:
    """Whether a name has two or three words that may be Vietnamese syllables."""
    words = name.split()
    return len(words) >= _COMPARED_WORD_COUNT and all(
        map(reform.syllable_pattern.fullmatch, words)
    )


def _is_about_past(text: str, reform: _Reform) -> bool:
    """Whether a text names an earlier year, or says that something is former."""
    return bool(
        _EARLIER_YEAR_PATTERN.search(text)
        or reform.past_words.intersection(read_lower_words(text))
    )


@check(
    "place.mixed",
    level=Level.DOCUMENT,
    severity=Severity.INFO,
    yields_to=("place.level", "place.abolished", "term.forbidden"),
)
def find_mixed_levels(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A page gives a place of Vietnam two levels: a komune, then a kelurahan.

    One of the two is mistranslated, or two words stand for one level. The check
    compares places with a Vietnamese name on pages that name Vietnam; the rarer word of
    each name is reported once. It ignores levels that may share a name, such as a
    district and its town. Also reported, once, is a word for a level that has a capital
    in some places only: `distrik Ben Luc`, then `Distrik Ben Luc`.
    """
    level_words = _read_level_words(context.target_locale)
    if not level_words.rival_word_groups:
        return
    mentions_by_place = _group_rival_mentions(units, level_words)
    mixed_capitals_findings = [*_find_mixed_capitals(mentions_by_place)]
    if not mixed_capitals_findings and not any(
        len(mentions) > 1 for mentions in mentions_by_place.values()
    ):
        return
    if not any(
        level_words.reform.country_pattern.search(unit.target) for unit in units
    ):
        return
    yield from mixed_capitals_findings
    for (_, group_index), mentions_by_word in mentions_by_place.items():
        rival_words = level_words.rival_word_groups[group_index]
        # The first of those that are equally frequent is the likelier one.
        usual_word = max(
            sorted(mentions_by_word, key=rival_words.index),
            key=lambda word: len(mentions_by_word[word]),
        )
        for level_word, mentions in mentions_by_word.items():
            if level_word != usual_word:
                unit, mention = mentions[0]
                usual_mentions = mentions_by_word[usual_word]
                yield Finding(
                    "mixed",
                    mention.span,
                    arguments={"usual": usual_word},
                    checked_unit=unit,
                    related=list_related_ids(
                        usual_unit for usual_unit, _ in usual_mentions
                    ),
                )


def _group_rival_mentions(
    units: Sequence[Unit], level_words: _LevelWords
) -> _MentionsByPlace:
    """Group the places with a Vietnamese name by name, group of rivals and word."""
    mentions_by_place: _MentionsByPlace = defaultdict(lambda: defaultdict(list))
    for unit in units:
        if not level_words.phrase_list.may_be_in(unit.target):
            continue
        for mention in _find_places(unit.target, level_words):
            for group_index, rival_words in enumerate(level_words.rival_word_groups):
                if mention.level_word in rival_words and _is_vietnamese_name(
                    mention.name, level_words.reform
                ):
                    mentions_by_word = mentions_by_place[mention.name, group_index]
                    mentions_by_word[mention.level_word].append((unit, mention))
    return mentions_by_place


def _find_mixed_capitals(mentions_by_place: _MentionsByPlace) -> Iterator[Finding]:
    """Find the rarer of two ways to begin a word for a level before a name."""
    mentions_by_word_and_capital: dict[
        str, dict[bool, dict[int, tuple[Unit, _PlaceMention]]]
    ] = defaultdict(lambda: {False: {}, True: {}})
    """By word, and by whether it has a capital, the mentions by their own identity.

    A place of two groups of rivals is counted once.
    """
    for mentions_by_word in mentions_by_place.values():
        for level_word, mentions in mentions_by_word.items():
            for unit, mention in mentions:
                if not unit.is_heading and _stands_alone(unit.target, mention.span):
                    has_capital = unit.target[mention.span.start].isupper()
                    mentions_by_capital = mentions_by_word_and_capital[level_word]
                    mentions_by_capital[has_capital][id(mention)] = unit, mention
    for level_word, mentions_by_capital in mentions_by_word_and_capital.items():
        small_mentions, capital_mentions = mentions_by_capital.values()
        if not capital_mentions or not small_mentions:
            continue
        has_rare_capital = len(capital_mentions) < len(small_mentions)
        rare_mentions, usual_mentions = sorted(mentions_by_capital.values(), key=len)
        usual_units = (usual_unit for usual_unit, _ in usual_mentions.values())
        unit, mention = next(iter(rare_mentions.values()))
        yield Finding(
            "capital",
            Span(mention.span.start, mention.span.start + len(level_word)),
            arguments={
                "usual": level_word if has_rare_capital else level_word.capitalize(),
                "count": len(usual_mentions),
            },
            checked_unit=unit,
            related=list_related_ids(usual_units),
        )


def _stands_alone(text: str, span: Span) -> bool:
    """Whether a place is inside a sentence, and no part of a name: Polisi Distrik A."""
    words_before = text[: span.start].split()
    return bool(words_before) and (
        words_before[-1][0].islower() or words_before[-1][-1] == ","
    )
