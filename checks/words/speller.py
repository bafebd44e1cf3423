"""Spelling correction by word frequencies, not by a list of correct words.

Word lists contain mistakes, and none is complete. So a word is a misspelling if another
word, one edit away, is a thousand times as frequent. The frequency of unlisted words is
estimated from the words that they are derived from.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from checks.engine.spelling_vocabulary import Vocabulary
from checks.language_data import read_own_table
from checks.text.language_words import read_language
from checks.text.word_formation import NO_WORD_FORMS, WordForms, read_word_forms
from checks.words.edited_words import (
    iterate_edited_words,
    swap_letters,
    swap_letters_around_another,
)
from checks.words.word_lists import DICTIONARY_HINT
from tm.text.locale import Locale

MIN_FREQUENCY_RATIO = 1000
"""How much more frequent the other word must be."""
MIN_USUAL_FREQUENCY = 5e-6
"""Words of at least this frequency are never misspellings: one in 200,000."""
_UNLISTED_FREQUENCY, _UNKNOWN_FREQUENCY = 3e-9, 1e-10
"""The frequency of words missing from a short list, and from a long one."""
_MIN_LONG_LIST = 100_000
"""How many words a long list has, which lacks hardly any word."""
_DERIVED_SHARE = 0.03
"""The frequency of a derived word, as a share of that of its root."""
_FOREIGN_SHARE = 0.1
"""The frequency of a foreign word, as a share of that in its own language."""
_KNOWN_FOREIGN_FREQUENCY = 5e-7
"""Foreign words of at least this frequency in their own language are accepted."""
_SWAP_FACTOR, _CHANGE_FACTOR = 10, 0.3
"""How much likelier swapped letters are than a missing one, and a wrong letter."""
_SHORT_WORD_SWAP_FACTOR, _MAX_SHORT_WORD_LETTERS = 5, 4
"""The same of short words, which resemble more words: kdua is kedua, not kuda."""
_MIN_DISTANT_SWAP_LETTERS = 6
"""How many letters a word has in which letters around another one were swapped."""
_MIN_CERTAINTY = 3
"""How much more likely than any other a correction must be to be certain."""
_MIN_DERIVED_LETTERS = 7
"""How many letters a misspelling of a derived word must have."""
_MIN_FUNCTION_WORD_LETTERS, _MIN_SEPARATE_LETTERS = 3, 4
"""How many letters a function word has at least, and a word that has lost its space."""
_MIN_SEPARATE_FREQUENCY = 1e-5  # of such a word
_MIN_LONG_WORD_LETTERS, _LONG_WORD_SHARE = 9, 0.1
"""Unlisted words of so many letters are so much rarer; few resemble another word."""
_MIN_FREQUENCY_BY_SHORT_LENGTH = {4: 2e-4, 5: 5e-5, 6: 1e-5}
"""How frequent the correction of an unlisted word of so few letters must be.

A short word resembles many others, and a short list lacks many names and loanwords.
"""
_SLIP_RATIO, _MIN_SLIP_FREQUENCY = 50, 1e-6
"""How much more frequent a word must be than one with a slip, and how frequent."""
_MAX_WORD_LETTERS = 30
"""How many letters a word has at most; longer ones are ignored."""
_WORDS_PER_LETTER = 1000
"""Letters are tried in corrections if one in so many usual words has them."""


@dataclass(frozen=True, slots=True)
class SpellingCorrection:
    """The word that was probably meant."""

    word: str
    is_certain: bool
    """Whether no other word is nearly as likely."""


class Speller:
    """Corrects the words of one language, and caches the results."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        word_forms: WordForms,
        standard_form_by_word: Mapping[str, str] | None = None,
        function_words: Collection[str] = (),
    ) -> None:
        self.word_forms = word_forms
        self._frequency_by_word = vocabulary.frequency_by_word
        self._standard_form_by_word = standard_form_by_word or {}
        """By a frequent spelling that is not the standard one, the standard one."""
        self._function_words = [
            word
            for word in sorted(function_words, key=lambda word: (-len(word), word))
            if word_forms.suffixes
            and len(word) >= _MIN_FUNCTION_WORD_LETTERS
            and word not in word_forms.clitics
        ]
        """Words that may have lost the space next to them."""
        self.frequent_words = frozenset(
            word
            for word, frequency in self._frequency_by_word.items()
            if frequency >= MIN_USUAL_FREQUENCY
        )
        """Words in lower case so frequent that they are never misspellings."""
        has_long_word_list = len(self._frequency_by_word) >= _MIN_LONG_LIST
        # Reading an English dictionary takes a second, and adds very little.
        self._is_dictionary_word = (
            vocabulary.dictionary
            if word_forms is NO_WORD_FORMS or not has_long_word_list
            else None
        )
        self._foreign_word_frequencies = vocabulary.foreign_frequency_tables
        letter_counts = Counter(
            chain.from_iterable(map(frozenset, self.frequent_words))
        )
        self._common_letters = [
            letter
            for letter, count in letter_counts.items()
            if _WORDS_PER_LETTER * count >= len(self.frequent_words)
            and letter.isalpha()
        ]
        has_complete_vocabulary = (
            has_long_word_list or self._is_dictionary_word is not None
        )
        self._has_short_word_list = (
            not has_complete_vocabulary and word_forms.syllables is None
        )
        self._unlisted_frequency = (
            _UNKNOWN_FREQUENCY if has_complete_vocabulary else _UNLISTED_FREQUENCY
        )
        self._max_frequency_by_letter_count: dict[int, float] = {}
        for word, frequency in self._frequency_by_word.items():
            letter_count = len(word)
            if frequency > self._max_frequency_by_letter_count.get(letter_count, 0.0):
                self._max_frequency_by_letter_count[letter_count] = frequency
        self._correction_by_word: dict[str, SpellingCorrection | None] = {}

    def is_listed(self, word: str) -> bool:
        """Whether the word list has a word, right or wrong."""
        return word in self._frequency_by_word

    def correct(self, word: str) -> SpellingCorrection | None:
        """Find the correction of a word in lower case; None if the word is fine."""
        if word in self.frequent_words:
            return None
        if word not in self._correction_by_word:
            self._correction_by_word[word] = self._find_correction(word)
        return self._correction_by_word[word]

    def _find_correction(self, word: str) -> SpellingCorrection | None:
        """Find the most likely correction; None if the word may be right."""
        if not self.word_forms.min_word_letters <= len(word) <= _MAX_WORD_LETTERS:
            return None
        if self.word_forms.is_known(word) or self._is_foreign(word):
            return None
        return self._find_similar_word(word) or self._correct_ending(word)

    def _find_similar_word(self, word: str) -> SpellingCorrection | None:
        """Find a far more frequent word that differs by one edit."""
        frequency = self._estimate_frequency(word)
        is_unknown = frequency == self._unlisted_frequency
        if is_unknown and self._may_be_derived(word):
            frequency *= _LONG_WORD_SHARE
        min_frequency = MIN_FREQUENCY_RATIO * frequency
        if is_unknown and self._has_short_word_list:
            min_frequency = max(
                min_frequency, _MIN_FREQUENCY_BY_SHORT_LENGTH.get(len(word), 0.0)
            )
        max_edit_frequency = max(
            self._find_max_frequency(len(word) + length_change)
            for length_change in (-1, 0, 1)
        )
        if frequency > self._unlisted_frequency and min_frequency > max(
            _SWAP_FACTOR * self._find_max_frequency(len(word)), max_edit_frequency
        ):
            return None
        ranked_candidates = sorted({*self._find_swapped_words(word)}, reverse=True)[:2]
        if min_frequency <= max_edit_frequency:
            ranked_candidates = sorted(
                {*ranked_candidates, *self._find_words_one_edit_away(word)},
                reverse=True,
            )[:2]
        if not ranked_candidates or ranked_candidates[0][0] < min_frequency:
            ranked_candidates = sorted(
                {
                    *ranked_candidates,
                    *self._find_swapped_derived_words(word, min_frequency),
                },
                reverse=True,
            )[:2]
        if not ranked_candidates and is_unknown and self._may_be_derived(word):
            ranked_candidates = sorted(
                {*self._find_words_with_edited_stem(word)}, reverse=True
            )[:2]
        if not ranked_candidates and is_unknown:
            ranked_candidates = sorted(
                {*self._find_distantly_swapped_words(word)}, reverse=True
            )[:2]
        if not ranked_candidates or ranked_candidates[0][0] < min_frequency:
            is_long = is_unknown and self._may_be_derived(word)
            return self._separate_function_word(word) if is_long else None
        if self._is_dictionary_word is not None and self._is_dictionary_word(word):
            return None
        (likelihood, suggestion), *rivals = ranked_candidates
        standard_form = self._standard_form_by_word.get(suggestion, suggestion)
        if standard_form == word or self.word_forms.is_other_form(word, suggestion):
            return None
        return SpellingCorrection(
            standard_form,
            is_certain=not rivals or likelihood >= _MIN_CERTAINTY * rivals[0][0],
        )

    def _correct_ending(self, word: str) -> SpellingCorrection | None:
        """Correct a slip in the ending of a word: meningkatan, lainya.

        An unlisted word may be meant to be one that is derived from a usual word.
        """
        frequency = self._frequency_by_word.get(word, 0.0)
        for meant_word in self.word_forms.iterate_without_slips(word):
            meant_frequency = self._frequency_by_word.get(meant_word, 0.0)
            if not frequency and len(word) >= _MIN_LONG_WORD_LETTERS:
                meant_frequency = max(
                    meant_frequency,
                    _DERIVED_SHARE
                    * self.word_forms.find_root_frequency(
                        meant_word, self._frequency_by_word
                    ),
                )
            if meant_frequency >= max(
                _MIN_SLIP_FREQUENCY, _SLIP_RATIO * frequency
            ) and not self._has_clitic(word):
                return SpellingCorrection(meant_word, is_certain=False)
        return None

    def _has_clitic(self, word: str) -> bool:
        """Whether a word is a listed word with a clitic: temanya, of tema."""
        return any(
            word.endswith(clitic)
            and self._frequency_by_word.get(word.removesuffix(clitic), 0.0)
            >= _MIN_SLIP_FREQUENCY
            for clitic in self.word_forms.clitics
        )

    def _is_foreign(self, word: str) -> bool:
        """Whether a word is used in the source language, or in English."""
        return any(
            frequency_by_word.get(word, 0.0) >= _KNOWN_FOREIGN_FREQUENCY
            for frequency_by_word in self._foreign_word_frequencies
        )

    def _estimate_frequency(self, word: str) -> float:
        """Estimate the frequency of a word.

        Without a dictionary, a possible syllable counts as an existing word.
        """
        syllables = self.word_forms.syllables
        if (
            self._is_dictionary_word is None
            and syllables is not None
            and syllables.is_possible(word)
        ):
            return 1.0
        return max(
            self._unlisted_frequency,
            self._frequency_by_word.get(word, 0.0),
            _DERIVED_SHARE
            * self.word_forms.find_root_frequency(word, self._frequency_by_word),
            *(
                _FOREIGN_SHARE * foreign_frequency_by_word.get(word, 0.0)
                for foreign_frequency_by_word in self._foreign_word_frequencies
            ),
        )

    def _find_swapped_words(self, word: str) -> Iterator[tuple[float, str]]:
        """Find words with swapped letters or a moved tone, with their likelihood."""
        swap_factor = (
            _SHORT_WORD_SWAP_FACTOR
            if self._has_short_word_list and len(word) <= _MAX_SHORT_WORD_LETTERS
            else _SWAP_FACTOR
        )
        syllables = self.word_forms.syllables
        retoned_words = (
            syllables.iterate_moved_tones(word) if syllables is not None else ()
        )
        for candidate_word in {*swap_letters(word), *retoned_words}:
            frequency = self._frequency_by_word.get(candidate_word, 0.0)
            if frequency:
                yield swap_factor * frequency, candidate_word

    def _find_swapped_derived_words(
        self, word: str, min_frequency: float
    ) -> Iterator[tuple[float, str]]:
        """Find derived words that no list has, with two letters swapped.

        None if the misspelling might be derived, too.
        """
        if (
            min_frequency > MIN_FREQUENCY_RATIO * self._unlisted_frequency
            or len(word) < _MIN_DERIVED_LETTERS
        ):
            return
        for candidate_word in {*swap_letters(word)}:
            # Swapped last letters make another suffix: residensi, residenis.
            if candidate_word[-1] == word[-1] and not self.is_listed(candidate_word):
                frequency = self.word_forms.find_root_frequency(
                    candidate_word, self._frequency_by_word
                )
                if frequency:
                    yield _SWAP_FACTOR * _DERIVED_SHARE * frequency, candidate_word

    def _find_words_one_edit_away(self, word: str) -> Iterator[tuple[float, str]]:
        """Find words with one letter less, changed or more, with their likelihood.

        A word that a short list lacks is rather another word than one with a wrong
        letter.
        """
        is_missing_from_short_list = self._has_short_word_list and not self.is_listed(
            word
        )
        change_factor = _CHANGE_FACTOR if is_missing_from_short_list else 1.0
        for candidate_word in {*iterate_edited_words(word, self._common_letters)}:
            if candidate_word in self._frequency_by_word:
                has_changed_letter = len(candidate_word) == len(word)
                likelihood = self._frequency_by_word[candidate_word] * (
                    change_factor if has_changed_letter else 1.0
                )
                yield likelihood, candidate_word

    def _find_distantly_swapped_words(self, word: str) -> Iterator[tuple[float, str]]:
        """Find frequent words with two letters swapped around another one."""
        if len(word) >= _MIN_DISTANT_SWAP_LETTERS:
            for candidate_word in swap_letters_around_another(word):
                if candidate_word in self.frequent_words:
                    yield self._frequency_by_word[candidate_word], candidate_word

    def _separate_function_word(self, word: str) -> SpellingCorrection | None:
        """Separate a function word from another word: setelahitu, masalahyang."""
        for function_word in self._function_words:
            for other_word, template in (
                (word.removesuffix(function_word), "{other} {function}"),
                (word.removeprefix(function_word), "{function} {other}"),
            ):
                if len(other_word) < len(word) and self._is_usual_word(other_word):
                    separated_words = template.format(
                        other=other_word, function=function_word
                    )
                    return SpellingCorrection(separated_words, is_certain=True)
        return None

    def _is_usual_word(self, word: str) -> bool:
        """Whether a word is long and usual, in this language or another one."""
        return len(word) >= _MIN_SEPARATE_LETTERS and any(
            frequency_by_word.get(word, 0.0) >= _MIN_SEPARATE_FREQUENCY
            for frequency_by_word in (
                self._frequency_by_word,
                *self._foreign_word_frequencies,
            )
        )

    def _may_be_derived(self, word: str) -> bool:
        """Whether an unknown word is so long that it may be a derived word's typo."""
        return self._has_short_word_list and len(word) >= _MIN_LONG_WORD_LETTERS

    def _find_words_with_edited_stem(self, word: str) -> Iterator[tuple[float, str]]:
        """Find words one edit away from a word without its clitic: reformasinya."""
        for clitic in self.word_forms.clitics:
            stem = word.removesuffix(clitic)
            if stem == word or len(stem) < _MIN_DERIVED_LETTERS - 1:
                continue
            for likelihood, candidate_stem in self._find_words_one_edit_away(stem):
                yield _DERIVED_SHARE * likelihood, candidate_stem + clitic

    def _find_max_frequency(self, letter_count: int) -> float:
        """Find the highest frequency of words with a number of letters."""
        return self._max_frequency_by_letter_count.get(letter_count, 0.0)


def describe_missing_data(vocabulary: Vocabulary, locale: Locale) -> str:
    """Say what is missing to check the spelling of a locale; empty if nothing is."""
    if not locale.uses_spaces:
        return f"words of {locale} are not separated by spaces"
    if not vocabulary.frequency_by_word:
        return f"there is no list of words for {locale}"
    if read_word_forms(locale.language) is None and vocabulary.dictionary is None:
        return f"it needs a Hunspell dictionary for {locale}: {DICTIONARY_HINT}"
    return ""


def make_speller(vocabulary: Vocabulary, locale: Locale) -> Speller | None:
    """Make the speller of a locale; None if its data are missing.

    It needs a word list, and either data on word formation or a dictionary.
    """
    if describe_missing_data(vocabulary, locale):
        return None
    return Speller(
        vocabulary,
        read_word_forms(locale.language) or NO_WORD_FORMS,
        read_own_table(locale.language, "house_style.toml").get("words"),
        read_language(locale).function_words,
    )
