"""The check of names that were translated as words: Trần Thị Hoa, Tran Thi Bunga."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from checks.engine.batch import Batch
from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import TARGET, is_among_units_found, unit_meets
from checks.engine.unit import Context, Unit
from checks.text.capitalised_words import (
    CapitalisedWord,
    CapitalisedWords,
    cached_capitalised_words,
    find_long_names,
    iterate_capitalised_runs,
)
from checks.titles.name_meanings import (
    NameMeanings,
    read_meaning_phrases,
    read_name_meanings,
)
from glossary.forms.person_name_data import read_person_name_data
from tm.finding import Finding, Severity, Span
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.pattern_store import compile_pattern
from tm.text.word_pattern import LETTER_CLASS

if TYPE_CHECKING:
    from tm.text.phrases.batch_tokens import BatchTokens

_MIN_PERSON_WORDS = 3
"""How many words the full name of a person has."""
_MAX_NAME_WORDS = 4
"""How many words a name has at most."""
_MAX_MEANING_WORDS = 2
_MAX_LETTERS_BEFORE_NAME = 20
"""How many letters before a name are searched for the words before it."""
_WORDS_BEFORE_PATTERN = compile_pattern(
    rf"(?<!{LETTER_CLASS})({LETTER_CLASS}+ )?({LETTER_CLASS}+)\.? \Z"
)
"""The one or two words right before a name."""


@dataclass(frozen=True, slots=True)
class _SourceName:
    """A name of the source that a machine may have translated."""

    span: Span
    words: Sequence[CapitalisedWord]
    is_place: bool


class _Rendering(NamedTuple):
    """The meaning of some words of a name (`name_word_indexes`) in a run of words."""

    first_word_index: int
    last_word_index: int
    name_word_indexes: frozenset[int]


def _find_units_with_capitalised_meanings(
    batch_tokens: "BatchTokens", batch: Batch
) -> Collection[int]:
    """Find the units whose target has a word that may begin a capitalised meaning."""
    return batch_tokens.find_texts_with_token(
        _make_capitalised_meaning_test(batch.context.target_locale)
    )


@lazy_constant
def _make_capitalised_meaning_test(locale: Locale) -> Callable[[str], bool]:
    """Make the test of a token for a word that begins a capitalised meaning."""
    search = read_name_meanings(locale).capitalised_pattern.search
    return lambda token: search(token) is not None


def _may_translate_name(unit: Unit, context: Context) -> bool:
    """Whether a target has a capitalised meaning of a word of a name of its source.

    Without a source, whether it has a capitalised meaning at all.
    """
    name_meanings = read_name_meanings(context.target_locale)
    meaning_words = name_meanings.capitalised_pattern.findall(unit.target)
    if not unit.source or context.source_locale is None or not meaning_words:
        return not unit.source and bool(meaning_words)
    syllables_by_word = name_meanings.syllables_by_meaning_word.get(
        context.source_locale.language, {}
    )
    syllables = frozenset[str]().union(
        *map(syllables_by_word.get, meaning_words, repeat(frozenset()))
    )
    # Few sources have such a syllable and a name, and only of these capitals are read.
    words_before_names = read_name_meanings(context.source_locale).words_before_names
    if not any(map(unit.source.lower().__contains__, syllables)) or not (
        words_before_names.may_be_in(unit.source) or find_long_names(unit.source)
    ):
        return False
    source_capitalised_words = cached_capitalised_words(unit.source, context.cache)
    return any(
        word.text.lower() in syllables
        for word_run in iterate_capitalised_runs(
            source_capitalised_words, min_word_count=1
        )
        # In most texts no run has such a syllable, and names need not be found.
        if any(word.text.lower() in syllables for word in word_run)
        for name in _find_names(unit.source, [word_run], context.source_locale)
        for word in name.words
    )


@check(
    "name.translated",
    level=Level.ONE,
    severity=Severity.WARNING,
    prefilter=TARGET.has(read_meaning_phrases)
    & is_among_units_found(_find_units_with_capitalised_meanings)
    & unit_meets(_may_translate_name),
)
def find_translated_names(unit: Unit, context: Context) -> Iterator[Finding]:
    """A Vietnamese name is translated as a word: Tran Thi Bunga for Trần Thị Hoa.

    Names of persons, and of communes, wards and other units, keep their syllables. The
    check reports this where the target has the meaning of a syllable, with a capital,
    in place of the syllable: next to the rest of the name, after a form of address or a
    word such as `komune`, or of several syllables together. Without a source, only
    names after the surname and the middle name of a person are reported.
    """
    name_meanings = read_name_meanings(context.target_locale)
    target_capitalised_words = cached_capitalised_words(unit.target, context.cache)
    if not unit.source:
        yield from _find_translated_given_names(target_capitalised_words, name_meanings)
        return
    source_locale = context.source_locale
    meanings_by_syllable = name_meanings.meanings_by_language.get(
        source_locale.language if source_locale else "", {}
    )
    if source_locale is None or not meanings_by_syllable:
        return
    word_runs = [
        word_run
        for word_run in iterate_capitalised_runs(
            target_capitalised_words, min_word_count=1
        )
        if any(word.form in name_meanings.phrase_list.first_words for word in word_run)
    ]
    if not word_runs:
        return
    source_runs = iterate_capitalised_runs(
        cached_capitalised_words(unit.source, context.cache), min_word_count=1
    )
    for name in _find_names(unit.source, source_runs, source_locale):
        span = next(
            (
                span
                for word_run in word_runs
                if (
                    span := _find_certain_rendering(
                        name, word_run, unit.target, target_capitalised_words, context
                    )
                )
            ),
            None,
        )
        if span is not None:
            source_text = name.span.of(unit.source)
            yield Finding("pair", span, name.span, {"source": source_text})


def _find_names(
    source: str, word_runs: Iterable[Sequence[CapitalisedWord]], locale: Locale
) -> Iterator[_SourceName]:
    """Find names of persons and places in runs of capitalised words of a source."""
    source_meanings = read_name_meanings(locale)
    person_data = read_person_name_data()
    for word_run in word_runs:
        words_before = _read_words_before(source, word_run[0])
        words: Sequence[CapitalisedWord] = word_run
        is_place = False
        first_word = word_run[0].text.lower()
        if first_word in source_meanings.address_words | source_meanings.level_words:
            words, words_before = word_run[1:], frozenset({first_word})
        if not words_before.isdisjoint(source_meanings.level_words):
            is_place = True
        elif words_before.isdisjoint(source_meanings.address_words):
            words = _cut_to_full_name(word_run)
        if 0 < len(words) <= _MAX_NAME_WORDS and all(
            person_data.syllable_pattern.fullmatch(word.form) for word in words
        ):
            yield _SourceName(Span(words[0].start, words[-1].end), words, is_place)


def _cut_to_full_name(
    word_run: Sequence[CapitalisedWord],
) -> Sequence[CapitalisedWord]:
    """Cut a run of words to the full name of a person at its end; else to nothing."""
    surnames = read_person_name_data().surnames
    for name_word_count in range(_MAX_NAME_WORDS, _MIN_PERSON_WORDS - 1, -1):
        name_words = word_run[-name_word_count:]
        if len(name_words) == name_word_count and name_words[0].form in surnames:
            return name_words
    return ()


def _read_words_before(text: str, word: CapitalisedWord) -> frozenset[str]:
    """Read the word and the two words right before a word, in lower case."""
    words_before_match = _WORDS_BEFORE_PATTERN.search(
        text[max(0, word.start - _MAX_LETTERS_BEFORE_NAME) : word.start]
    )
    if words_before_match is None:
        return frozenset()
    last_word = words_before_match[2].lower()
    return frozenset({last_word, f"{words_before_match[1] or ''}{last_word}".lower()})


def _find_certain_rendering(
    name: _SourceName,
    word_run: Sequence[CapitalisedWord],
    target: str,
    target_capitalised_words: CapitalisedWords,
    context: Context,
) -> Span | None:
    """Find the words of a run that certainly translate a name."""
    lost_name_indexes = {
        word_index
        for word_index, word in enumerate(name.words)
        if word.form not in target_capitalised_words.word_forms
    }
    renderings = [*_find_renderings(name, lost_name_indexes, word_run, context)]
    if not renderings:
        return None
    name_forms = {word.form for word in name.words}
    rendered_word_indexes = {
        name_index
        for rendering in renderings
        for name_index in rendering.name_word_indexes
    }
    for first_index, last_index, _ in renderings:
        neighbours = (
            *word_run[max(0, first_index - 1) : first_index],
            *word_run[last_index + 1 : last_index + 2],
        )
        if any(word.form in name_forms for word in neighbours) and not name.is_place:
            return Span(word_run[first_index].start, word_run[last_index].end)
    if len(lost_name_indexes) < len(name.words):
        return None
    span = Span(
        word_run[min(rendering.first_word_index for rendering in renderings)].start,
        word_run[max(rendering.last_word_index for rendering in renderings)].end,
    )
    if len(rendered_word_indexes) < len(name.words):
        is_certain = len(rendered_word_indexes) >= _MIN_PERSON_WORDS - 1
        return span if is_certain and not name.is_place else None
    is_certain = _follows_name_word(name, renderings, word_run, target, context)
    return span if is_certain else None


def _follows_name_word(
    name: _SourceName,
    renderings: Sequence[_Rendering],
    word_run: Sequence[CapitalisedWord],
    target: str,
    context: Context,
) -> bool:
    """Whether a whole name is translated, after a word for a place or a person."""
    name_meanings = read_name_meanings(context.target_locale)
    expected_words_before = name_meanings.address_words
    if name.is_place:
        expected_words_before = name_meanings.level_words
    elif len(name.words) > 1:
        return True
    first_word = word_run[min(rendering.first_word_index for rendering in renderings)]
    return not _read_words_before(target, first_word).isdisjoint(expected_words_before)


def _find_renderings(
    name: _SourceName,
    lost_name_indexes: set[int],
    word_run: Sequence[CapitalisedWord],
    context: Context,
) -> Iterator[_Rendering]:
    """Find the meanings of the lost syllables of a name in a run of words."""
    name_meanings = read_name_meanings(context.target_locale)
    meanings_by_syllable = name_meanings.meanings_by_language[
        context.locales[0].language
    ]
    for name_index in sorted(lost_name_indexes):
        for syllable_count in (_MAX_MEANING_WORDS, 1):
            syllable_indexes = range(name_index, name_index + syllable_count)
            if not lost_name_indexes.issuperset(syllable_indexes):
                continue
            joined_syllables = " ".join(
                name.words[syllable_index].text.lower()
                for syllable_index in syllable_indexes
            )
            meanings = meanings_by_syllable.get(joined_syllables, frozenset())
            for first_index, last_index in _find_meaning_ranges(meanings, word_run):
                yield _Rendering(first_index, last_index, frozenset(syllable_indexes))


def _find_meaning_ranges(
    meanings: frozenset[str], word_run: Sequence[CapitalisedWord]
) -> Iterator[tuple[int, int]]:
    """Find the first and last words of meanings in a run of words."""
    for first_index in range(len(word_run)):
        for word_count in range(1, _MAX_MEANING_WORDS + 1):
            forms = [word.form for word in word_run[first_index:][:word_count]]
            if len(forms) == word_count and " ".join(forms) in meanings:
                yield first_index, first_index + word_count - 1


def _find_translated_given_names(
    target_capitalised_words: CapitalisedWords, name_meanings: NameMeanings
) -> Iterator[Finding]:
    """Find a meaning after a surname and a middle name: Tran Thi Bunga."""
    person_data = read_person_name_data()
    for word_run in iterate_capitalised_runs(target_capitalised_words):
        for first_index in range(len(word_run) - _MIN_PERSON_WORDS + 1):
            surname, middle_name, given_name = word_run[first_index:][:3]
            if (
                surname.form in person_data.surnames
                and middle_name.form in name_meanings.middle_names
                and given_name.form in name_meanings.all_meanings
                and not person_data.syllable_pattern.fullmatch(given_name.form)
            ):
                yield Finding("alone", given_name.span)
