"""Search for typos of names in a text, without comparing all words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.text.capitalised_words import CapitalisedWord, CapitalisedWords
from checks.text.rendering_finder import RenderingFinder
from glossary.forms.recognition_data import read_form_data
from tm.language_data import read_data_file
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.words import drop_each_letter

_MIN_NAME_LETTERS = 4
"""How many letters a name has at least in which a typo is recognised."""
_MAX_NAME_LETTERS = 64
"""How many letters a name has at most."""
_VOWELS = frozenset("aeiouy")
"""Vowels; an e between two consonants may be added in some languages."""
_MIN_CERTAIN_NAME_LETTERS = 5
"""The fewest letters of a name in which an inner typo is certain."""
_MAX_WORDS_COMPARED_SINGLY = 8
"""Up to this number, words are compared one by one."""
_NUMBER_AFTER_PATTERN = re.compile(r"\s[A-Z]?\.?\d")
"""A number after a word: Table 4."""


@dataclass(frozen=True, slots=True)
class NameSpelling:
    """Differences between languages in the spelling of names."""

    single_sound_pairs: frozenset[str]
    """Pairs of letters that languages with phonetic spelling write as one."""
    equal_endings: frozenset[str]
    """Endings of one word in two spellings: Center, Centre."""
    exchanged_letter_pairs: frozenset[str]
    """Pairs of letters that languages write for each other, in alphabetical order."""
    syllable_pattern: re.Pattern[str]
    """Matches a Vietnamese syllable without diacritics; Nam and Nan are two persons."""
    sounds_with_spellings: tuple[tuple[str, str], ...]
    """Letters, each with the letters of another language for the same sound."""


@lazy_constant
def read_name_spelling() -> NameSpelling:
    """Read the spelling differences from the data; cached."""
    spelling_table = read_data_file("checks", "data/name_spelling.toml")
    return NameSpelling(
        frozenset(spelling_table["one_sound"].split()),
        frozenset(spelling_table["equal_endings"].split()),
        frozenset(spelling_table["exchanged_letters"].split()),
        re.compile(spelling_table["syllable"]),
        tuple((spelling, sound) for spelling, sound in spelling_table["sounds"]),
    )


def is_syllable(form: str) -> bool:
    """Whether a word without diacritics may be a Vietnamese syllable."""
    return read_name_spelling().syllable_pattern.fullmatch(form) is not None


class TypoCandidates:
    """Words of a text, in order, that may be typos; each is taken once."""

    def __init__(self, words: Iterable[CapitalisedWord]) -> None:
        self._words = [word for word in words if len(word.form) <= _MAX_NAME_LETTERS]
        self._word_indexes_by_shortened_form: dict[str, list[int]] | None = None
        self._taken_word_indexes: set[int] = set()

    def take_typo(
        self, name: CapitalisedWord, *, is_known: bool
    ) -> CapitalisedWord | None:
        """Take the first remaining word that is a typo of a name."""
        for word_index in self._find_candidate_indexes(name):
            word = self._words[word_index]
            if word_index not in self._taken_word_indexes and is_typo(
                name.form, word.form, is_known=is_known
            ):
                self._taken_word_indexes.add(word_index)
                return word
        return None

    def _find_candidate_indexes(self, name: CapitalisedWord) -> Sequence[int]:
        """Find the indexes of words that share all letters of a name but one."""
        if len(name.form) > _MAX_NAME_LETTERS:
            return ()
        if len(self._words) <= _MAX_WORDS_COMPARED_SINGLY:
            return range(len(self._words))
        if self._word_indexes_by_shortened_form is None:
            self._word_indexes_by_shortened_form = defaultdict(list)
            for word_index, word in enumerate(self._words):
                for shortened_form in {word.form, *drop_each_letter(word.form)}:
                    self._word_indexes_by_shortened_form[shortened_form].append(
                        word_index
                    )
        indexes_by_shortened_form = self._word_indexes_by_shortened_form
        return sorted(
            {
                word_index
                for shortened_form in (name.form, *drop_each_letter(name.form))
                for word_index in indexes_by_shortened_form.get(shortened_form, ())
            }
        )


def is_typo(name: str, word: str, *, is_known: bool) -> bool:
    """Whether two words differ by two swapped letters, or by another typo.

    A changed, missing or added letter counts only if the name `is_known`: kept
    unchanged elsewhere.

    >>> is_typo("rangers", "ranegrs", is_known=False), is_typo("a", "a", is_known=True)
    (True, False)
    """
    if abs(len(name) - len(word)) > 1 or name == word:
        return False
    if len(name) == len(word):
        differing_letter_indexes = _list_differing_letters(name, word)
        if (
            len(differing_letter_indexes) == 2
            and differing_letter_indexes[1] == differing_letter_indexes[0] + 1
        ):
            first_letter_index, second_letter_index = differing_letter_indexes
            return (
                name[first_letter_index] == word[second_letter_index]
                and name[second_letter_index] == word[first_letter_index]
                and len(name) >= _MIN_NAME_LETTERS
            )
        return is_known and len(differing_letter_indexes) == 1
    short_word, long_word = sorted((name, word), key=len)
    return (
        is_known
        and len(short_word) >= _MIN_NAME_LETTERS
        and short_word in drop_each_letter(long_word)
        and not long_word.endswith(("s", "a", "i", "n"))
        and long_word[:-1] != short_word
    )


def _list_differing_letters(name: str, word: str) -> list[int]:
    """List the indexes of the letters that differ in two words of one length."""
    return [
        letter_index
        for letter_index, (name_letter, word_letter) in enumerate(
            zip(name, word, strict=True)
        )
        if name_letter != word_letter
    ]


def is_spelling_variant(name: str, word: str) -> bool:
    """Whether two words may be one name in the spelling of two languages.

    >>> is_spelling_variant("center", "centre")
    True
    >>> is_spelling_variant("schroeder", "schroedre")
    True
    """
    return (
        name[:-2] == word[:-2]
        and {name[-2:], word[-2:]} == read_name_spelling().equal_endings
    )


def is_similar_spelling(name: str, word: str) -> bool:
    """Whether two words differ by any one letter, or by two swapped letters.

    For names without inflection, such as Vietnamese ones without diacritics.

    >>> is_similar_spelling("quang", "quan")
    True
    >>> is_similar_spelling("tri", "try"), is_similar_spelling("nam", "bac")
    (True, False)
    """
    if name == word or abs(len(name) - len(word)) > 1:
        return False
    if len(name) == len(word):
        return len(_list_differing_letters(name, word)) == 1 or is_typo(
            name, word, is_known=True
        )
    short_word, long_word = sorted((name, word), key=len)
    return short_word in drop_each_letter(long_word)


def differs_by_one_letter(name: str, word: str) -> bool:
    """Whether two words differ by one letter, or by two swapped letters.

    For names that are the same by other evidence; a final s is an ending.

    >>> differs_by_one_letter("brett", "bret"), differs_by_one_letter("jones", "jone")
    (True, False)
    """
    if is_typo(name, word, is_known=True):
        return True
    short_word, long_word = sorted((name, word), key=len)
    return (
        len(long_word) - len(short_word) == 1
        and len(long_word) >= _MIN_NAME_LETTERS
        and short_word in drop_each_letter(long_word)
        and not (long_word.endswith("s") and long_word[:-1] == short_word)
    )


def find_inner_typo(
    name: CapitalisedWord, words: Iterable[CapitalisedWord]
) -> CapitalisedWord | None:
    """Find the first word that differs from a name by an inner letter."""
    if (
        len(name.form) < _MIN_CERTAIN_NAME_LETTERS
        or name.may_start_sentence
        or not name.text.isascii()
    ):
        return None
    return next(
        (
            word
            for word in words
            if word.text.isascii() and is_inner_typo(name.form, word.form)
        ),
        None,
    )


def is_inner_typo(name: str, word: str) -> bool:
    """Whether a word differs from a name by an inner letter, lost, added or changed.

    Letters that languages write for the same sound are ignored.

    >>> is_inner_typo("surabaya", "surabya"), is_inner_typo("bolton", "boltoon")
    (True, True)
    >>> is_inner_typo("khartoum", "khartum"), is_inner_typo("sumatra", "sumatera")
    (False, False)
    >>> is_inner_typo("renee", "renne"), is_inner_typo("marie", "mariee")
    (True, True)
    >>> is_inner_typo("damascus", "damaecus"), is_inner_typo("damascus", "damaskus")
    (True, False)
    """
    if abs(len(name) - len(word)) > 1 or name == word:
        return False
    if name[0] != word[0] or name[-1] != word[-1]:
        return False
    if len(name) == len(word):
        differing_letter_pairs = [
            letter_pair
            for letter_pair in zip(name, word, strict=True)
            if letter_pair[0] != letter_pair[1]
        ]
        return (
            len(differing_letter_pairs) == 1
            and "".join(sorted(differing_letter_pairs[0]))
            not in read_name_spelling().exchanged_letter_pairs
        )
    short_word, long_word = sorted((name, word), key=len)
    extra_letter_index = next(
        letter_index
        for letter_index, letter in enumerate(long_word)
        if short_word[letter_index : letter_index + 1] != letter
    )
    if long_word[extra_letter_index] == "e" and _VOWELS.isdisjoint(
        long_word[extra_letter_index - 1]
        + long_word[extra_letter_index + 1 : extra_letter_index + 2]
    ):
        return False
    letter_pairs = {
        long_word[extra_letter_index - 1 : extra_letter_index + 1],
        long_word[extra_letter_index : extra_letter_index + 2],
    }
    return short_word == long_word[:extra_letter_index] + long_word[
        extra_letter_index + 1 :
    ] and letter_pairs.isdisjoint(read_name_spelling().single_sound_pairs)


def is_translated_word(
    target_word: CapitalisedWord,
    source_name: CapitalisedWord,
    source: tuple[CapitalisedWords, str, str],
    rendering_finder: RenderingFinder | None,
    source_locale: Locale | None,
) -> bool:
    """Whether a word is no name: it translates another, or is a common noun.

    `Laut` of `Hukum Laut` is no `Luật`; `Tabel` before a number is a `Table`, and
    `SAMPLE` a `sample` of the same text. `source`: capitals and text of the source,
    and the target. In Vietnamese names and other words share syllables: `Quốc`, `Liên
    hợp quốc`.
    """
    source_capitalised_words, source_text, target = source
    form_data = read_form_data(source_locale.language if source_locale else "")
    if not form_data.has_spaced_syllables and (
        source_name.text.lower() in source_text.split()
    ):
        return True
    numbers_after = [
        number_match[0]
        for text, word in ((source_text, source_name), (target, target_word))
        if (number_match := _NUMBER_AFTER_PATTERN.match(text, word.end))
    ]
    if len(numbers_after) > 1 and source_name.text[1:].islower():
        return True
    if _is_in_translated_compound(source_name, target_word, source_text, target):
        return True
    if (
        rendering_finder is not None
        and len(source_name.text) >= _MIN_CERTAIN_NAME_LETTERS
        and rendering_finder.is_unknown_word(source_name.text)
        and rendering_finder.knows_target_word(target_word.text)
    ):
        return True  # the source has misspelt it: Indonsia
    return rendering_finder is not None and any(
        rendering_finder.count_rendered_phrases(source_word.text, target_word.text)
        for source_word in source_capitalised_words.words
        if source_word.start != source_name.start
    )


def _is_in_translated_compound(
    source_name: CapitalisedWord, target_word: CapitalisedWord, source: str, target: str
) -> bool:
    """Whether both words are in compounds with no common part: Geospasial-Intelijen."""
    source_compound, target_compound = (
        _read_compound(text, word)
        for text, word in ((source, source_name), (target, target_word))
    )
    return (
        len(source_compound) > 1
        and len(source_compound) == len(target_compound)
        and source_compound.isdisjoint(target_compound)
    )


def _read_compound(text: str, word: CapitalisedWord) -> frozenset[str]:
    """Read the parts, in lower case, of the compound that a word belongs to."""
    start, end = word.start, word.end
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return frozenset(text[start:end].strip('.,;:!?()"“”').lower().split("-"))
