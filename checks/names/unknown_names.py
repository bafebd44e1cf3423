"""Search for a replaced name that neither the dictionary nor the other text has.

Also the proof that one name replaces another.
"""

import re
from collections.abc import Callable, Iterator, Set
from functools import lru_cache

from checks.engine.document import DocumentUnits, remember_for_document
from checks.engine.document_capitals import (
    read_capitalised_words_of_sources,
    read_capitalised_words_of_targets,
)
from checks.engine.unit import Context, Unit
from checks.names.name_typos import read_name_spelling
from checks.text.capitalised_words import (
    MIN_NAME_LETTERS,
    CapitalisedWord,
    CapitalisedWords,
)
from checks.text.language_words import read_language
from checks.text.offset_distance import calculate_relative_distance
from checks.text.rendering_finder import RenderingFinder
from checks.text.territory_names import list_named_territories
from tm.result_cache import ResultCache
from tm.text.locale import Locale

_DOUBLED_LETTER_PATTERN = re.compile(r"(.)\1")

_MAX_WORDS_APART = 3
"""How far apart words of one name stand at most."""
_MAX_FOLLOWING_WORDS = 4
"""How many words after a preposition a name may stand, with words of its kind."""
_MAX_LETTERS_BEFORE_NAME = 40
"""How many letters before a name are searched for a preposition."""
_SHORT_SOURCE_LENGTH = 60
"""Sources of at most this many letters have too few phrases to be judged."""
_MIN_RENDERED_SHARE = 0.25
"""The least share of the phrases of each text that the other one renders."""
_MAX_RELATIVE_DISTANCE = 0.22
"""The largest distance of names that surely correspond, as a share of a text."""

NameWords = tuple[CapitalisedWord, ...]
"""Adjacent words of one name."""
NameWordPair = tuple[str, str]
"""The forms of two words of one name."""


def spell_phonetic_beginning(form: str) -> str:
    """Return the beginning of a name in phonetic spelling."""
    for spelling, sound in read_name_spelling().sounds_with_spellings:
        form = form.replace(spelling, sound)
    return form[:MIN_NAME_LETTERS]


class UnknownNames:
    """Finds the one name of each text that the other text lacks.

    Each word of both names is ASCII, long enough, no office, and not at the beginning
    of a sentence; the dictionary does not know it or leaves it untranslated (Bangkok).
    Without a dictionary no name is found.
    """

    def __init__(
        self, source_locale: Locale, target_locale: Locale, cache: ResultCache
    ) -> None:
        self._locales = source_locale, target_locale
        self._rendering_finders = (
            cache.call(RenderingFinder, source_locale, target_locale),
            cache.call(RenderingFinder, target_locale, source_locale),
        )
        self.make_phonetic_beginning = lru_cache(maxsize=8192)(spell_phonetic_beginning)
        """Returns the beginning of a name in phonetic spelling."""
        self._is_unknown_or_copied_word_cached = lru_cache(maxsize=8192)(
            self._is_unknown_or_copied_word
        )

    def find_name_pair(
        self,
        source_capitalised_words: CapitalisedWords,
        target_capitalised_words: CapitalisedWords,
    ) -> tuple[NameWords, NameWords] | None:
        """Find the lost and the added name, if there is exactly one each.

        None in title case, where any word has a capital.
        """
        if (
            source_capitalised_words.is_in_title_case
            or target_capitalised_words.is_in_title_case
        ):
            return None
        target_names = self._find_unknown_names(
            target_capitalised_words, source_capitalised_words, 1
        )
        if len(target_names) != 1:
            return None
        source_names = self._find_unknown_names(
            source_capitalised_words, target_capitalised_words, 0
        )
        return (source_names[0], target_names[0]) if len(source_names) == 1 else None

    def _find_unknown_names(
        self,
        capitalised_words: CapitalisedWords,
        other_capitalised_words: CapitalisedWords,
        side_index: int,
    ) -> list[NameWords]:
        other_forms = other_capitalised_words.word_forms
        # Few texts have such a word, and splitting the text into names takes longer.
        if not any(
            word.form not in other_forms
            and not word.may_start_sentence
            and self._is_unknown_or_copied_word_cached(word.text, side_index)
            for word in capitalised_words.words
        ):
            return []
        return [
            name_words
            for name_words in _split_names(
                capitalised_words, other_capitalised_words, self.make_phonetic_beginning
            )
            if all(
                self._is_unknown_or_copied_word_cached(word.text, side_index)
                for word in name_words
            )
            and not self._begins_phrase(name_words, capitalised_words, side_index)
        ]

    def _begins_phrase(
        self,
        name_words: NameWords,
        capitalised_words: CapitalisedWords,
        side_index: int,
    ) -> bool:
        """Whether known words begin a phrase of known words: `Urban Village`."""
        rendering_finder = self._rendering_finders[side_index]
        next_form = capitalised_words.find_neighbour_forms(name_words[-1])[1]
        return (
            next_form is not None
            and not rendering_finder.is_unknown_word(next_form)
            and not any(
                rendering_finder.is_unknown_word(word.text) for word in name_words
            )
        )

    def _is_unknown_or_copied_word(self, word: str, side_index: int) -> bool:
        """Whether a word is ASCII, and the dictionary lacks it or copies it."""
        if len(word) < MIN_NAME_LETTERS or not word.isascii() or word.isupper():
            return False
        language, rendering_finder = (
            read_language(self._locales[side_index]),
            self._rendering_finders[side_index],
        )
        if word.lower() in language.office_words | language.deputy_words:
            return False
        return rendering_finder.is_unknown_word(word) or bool(
            rendering_finder.count_rendered_phrases(word, word)
        )


def _split_names(
    capitalised_words: CapitalisedWords,
    other_capitalised_words: CapitalisedWords,
    make_phonetic_beginning_of: Callable[[str], str],
) -> Iterator[NameWords]:
    """Split a text into names, without the words that the other text has.

    A name at the beginning of a sentence counts only if two words are left after its
    first word: Director Reza Rahadian.
    """
    if not capitalised_words.words:
        return
    other_forms = other_capitalised_words.word_forms
    other_beginnings = {form[:MIN_NAME_LETTERS] for form in other_forms}
    other_sounds: Set[str] | None = None
    name_words: list[CapitalisedWord] = []
    min_word_count = 1
    for word in (*capitalised_words.words, None):
        if word is None or not word.follows_capital:
            if len(name_words) >= min_word_count:
                yield tuple(name_words)
            if word is None:
                return
            name_words, min_word_count = [], 1 + word.may_start_sentence
        if word.may_start_sentence or word.form[:MIN_NAME_LETTERS] in other_beginnings:
            continue
        if other_sounds is None:
            other_sounds = {
                make_phonetic_beginning_of(_undouble_letters(form))
                for form in other_forms
            }
        if make_phonetic_beginning_of(_undouble_letters(word.form)) not in other_sounds:
            name_words.append(word)


def _undouble_letters(form: str) -> str:
    """Reduce doubled letters to single ones."""
    return _DOUBLED_LETTER_PATTERN.sub(r"\1", form)


@remember_for_document
def collect_word_pairs_of_names(
    units: DocumentUnits, cache: ResultCache
) -> frozenset[NameWordPair]:
    """Collect the pairs of words that stand in one name somewhere in a document."""
    return frozenset(
        (name_forms[word_index], other_form)
        for capitalised_words in (
            *read_capitalised_words_of_sources(units, cache),
            *read_capitalised_words_of_targets(units, cache),
        )
        for name_forms in _list_long_names(capitalised_words)
        for word_index in range(len(name_forms))
        for other_form in name_forms[
            max(0, word_index - _MAX_WORDS_APART) : word_index + _MAX_WORDS_APART + 1
        ]
    )


def _list_long_names(capitalised_words: CapitalisedWords) -> Iterator[list[str]]:
    """List the forms of each name of two or more capitalised words."""
    name_forms: list[str] = []
    for word in capitalised_words.words:
        if not word.follows_capital:
            if len(name_forms) > 1:
                yield name_forms
            name_forms = []
        name_forms.append(word.form)
    if len(name_forms) > 1:
        yield name_forms


def is_sure_replacement(
    name_pair: tuple[NameWords, NameWords],
    unit: Unit,
    context: Context,
    word_pairs_of_names: Set[NameWordPair],
) -> bool:
    """Whether a name surely replaces another, and not only stands where it is left out.

    Each text renders some of the other, the names stand at about the same
    place, and the other one tells no place that was added: in Jakarta. A country is
    replaced by another country, an acronym may be written in full, and a common word
    may begin the sentence. The names are not of the same person: Karen for AbuZayd.
    `word_pairs_of_names`: words that stand in one name somewhere in the document.
    """
    lost_name, added_name = name_pair
    source, target = unit.source_text, unit.target
    rendering_finder, reversed_rendering_finder = (
        context.cache.call(RenderingFinder, *locales)
        for locales in (context.locales, context.locales[::-1])
    )
    if (
        added_name[0].may_start_sentence
        and not lost_name[0].may_start_sentence
        and not reversed_rendering_finder.is_unknown_word(added_name[0].text)
    ):
        return False
    if lost_name[0].text.isupper() and not added_name[0].text.isupper():
        return False
    lost_forms, added_forms = ({word.form for word in name} for name in name_pair)
    if any(
        (lost_form, added_form) in word_pairs_of_names
        for lost_form in lost_forms - added_forms
        for added_form in added_forms - lost_forms
    ):
        return False
    is_lost_territory, is_added_territory = (
        any(
            span.start <= name_words[0].start < span.end
            for _, span in list_named_territories(text, locale, context.cache)
        )
        for name_words, text, locale in zip(
            name_pair, (source, target), context.locales, strict=True
        )
    )
    if is_lost_territory != is_added_territory:
        return False
    if _follows_preposition(
        added_name[0].start, target, context.locales[1], max_word_count=1
    ) and not _follows_preposition(lost_name[0].start, source, context.locales[0]):
        return False
    return calculate_relative_distance(
        lost_name[0].start, added_name[0].start, (len(source), len(target))
    ) <= _MAX_RELATIVE_DISTANCE and (
        len(source) <= _SHORT_SOURCE_LENGTH
        or min(
            rendering_finder.compute_rendered_share(source, target),
            reversed_rendering_finder.compute_rendered_share(target, source),
        )
        >= _MIN_RENDERED_SHARE
    )


def _follows_preposition(
    offset: int,
    text: str,
    locale: Locale,
    *,
    max_word_count: int = _MAX_FOLLOWING_WORDS,
) -> bool:
    """Whether a name stands soon after a word that is used before places."""
    words_before = (
        text[max(0, offset - _MAX_LETTERS_BEFORE_NAME) : offset].lower().split()
    )
    return not read_language(locale).place_prepositions.isdisjoint(
        words_before[-max_word_count:]
    )
