"""Whether a word is a slip of another: by frequencies, not by a list of right words.

A list of what people write holds their mistakes too, and no list is whole. So a word
is told when another, one slip away, is a thousand times as frequent. How frequent a
word is that no list has is estimated by the words of which it is made.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.engine.vocabulary import Vocabulary
from checks.text.word_forms import NO_FORMS, WordForms, word_forms
from checks.words.word_lists import MORE
from tm.text.locale import Locale

RATIO = 1000
"""How much more frequent the other word must be."""
USUAL = 5e-6
"""From this frequency on a word is never doubted: one in 200,000."""
_UNSEEN, _UNKNOWN = 3e-9, 1e-10
"""The frequency of a word that is nowhere: in a short list, or in a long one, too."""
_LONG = 100_000
"""Words of a list from which on hardly any word is missing."""
_MADE = 0.03
"""How frequent a word is for each time that the word comes of which it is made."""
_FOREIGN = 0.1
"""The same for a word of another language."""
_SWAPPED = 10
"""How much more likely it is that fingers swap two letters than that they miss one."""
_CERTAIN = 3
"""How much likelier than any other a word must be to be proposed."""
_AFFIXED = 7
"""Letters of a word that may be made of another which is no slip itself."""
_LONGEST = 30
"""Letters of a word that is judged; what is longer is none."""
_RAREST = 1000
"""Of so many usual words one at least has a letter which a slip may put into a word."""


@dataclass(frozen=True, slots=True)
class Slip:
    """The word that is probably meant."""

    meant: str
    is_certain: bool
    """Whether no other is nearly as likely."""


class Speller:
    """Judges the words of one language, each once."""

    def __init__(self, words: Vocabulary, forms: WordForms) -> None:
        self.forms = forms
        self.usual = frozenset(
            word for word, share in words.frequencies.items() if share >= USUAL
        )
        """Words in small letters that are never doubted."""
        is_long = len(words.frequencies) >= _LONG
        # A dictionary of English takes a second to read, and adds next to nothing.
        self._dictionary = (
            words.dictionary if forms is NO_FORMS or not is_long else None
        )
        self._listed = words.frequencies
        self._foreign = words.foreign_frequencies
        letters = Counter(letter for word in self.usual for letter in {*word})
        self._letters = [
            letter
            for letter, count in letters.items()
            if _RAREST * count >= len(self.usual) and letter.isalpha()
        ]
        is_known_well = is_long or self._dictionary is not None
        self._unseen = _UNKNOWN if is_known_well else _UNSEEN
        self._most_frequent: dict[int, float] = {}
        for word, share in words.frequencies.items():
            length = len(word)
            if share > self._most_frequent.get(length, 0.0):
                self._most_frequent[length] = share
        self._judged: dict[str, Slip | None] = {}

    def lists(self, word: str) -> bool:
        """Whether somebody writes a word, right or wrong."""
        return word in self._listed

    def slip(self, word: str) -> Slip | None:
        """The word that was meant by one in small letters; None if it is fine."""
        if word in self.usual:
            return None
        if word not in self._judged:
            self._judged[word] = self._slip(word)
        return self._judged[word]

    def _slip(self, word: str) -> Slip | None:
        if not self.forms.shortest <= len(word) <= _LONGEST:
            return None
        share = self._share(word)
        least = RATIO * share
        nearest_limit = max(
            self._most(len(word) + length_change) for length_change in (-1, 0, 1)
        )
        if share > self._unseen and least > max(
            _SWAPPED * self._most(len(word)), nearest_limit
        ):
            return None
        likely = sorted({*self._swapped(word, least)}, reverse=True)[:2]
        if least <= nearest_limit:
            likely = sorted({*likely, *self._missed(word)}, reverse=True)[:2]
        if not likely or likely[0][0] < least:
            return None
        if self._dictionary is not None and self._dictionary(word):
            return None
        second_likelihood = likely[1][0] if len(likely) > 1 else 0
        return Slip(likely[0][1], likely[0][0] >= _CERTAIN * second_likelihood)

    def _share(self, word: str) -> float:
        """How frequent a word is, as far as that can be told.

        A syllable that may be is taken for one that is, unless a dictionary knows.
        """
        syllables = self.forms.syllables
        if self._dictionary is None and syllables is not None and syllables.has(word):
            return 1.0
        return max(
            self._unseen,
            self._listed.get(word, 0.0),
            _MADE * self.forms.made_of(word, self._listed),
            *(_FOREIGN * words.get(word, 0.0) for words in self._foreign),
        )

    def _swapped(self, word: str, least: float) -> Iterator[tuple[float, str]]:
        """Words that letters or a tone in another place make, and how likely each is.

        A word that is not in the list may be made of one that is, unless the word that
        is judged might be so, too.
        """
        is_unseen = least <= RATIO * self._unseen and len(word) >= _AFFIXED
        syllables = self.forms.syllables
        retoned = syllables.retoned(word) if syllables is not None else ()
        for candidate in {*_with_swapped_letters(word), *retoned}:
            share = self._listed.get(candidate, 0.0)
            if is_unseen and not share:
                share = _MADE * self.forms.made_of(candidate, self._listed)
            if share:
                yield _SWAPPED * share, candidate

    def _missed(self, word: str) -> Iterator[tuple[float, str]]:
        """Words that a letter less, another or one more makes, and how likely."""
        for candidate in {*_with_another_letter(word, self._letters)}:
            if candidate in self._listed:
                yield self._listed[candidate], candidate

    def _most(self, length: int) -> float:
        """How frequent a word of so many letters is at most."""
        return self._most_frequent.get(length, 0.0)


def lacking(words: Vocabulary, locale: Locale) -> str:
    """What is missing to judge words of a locale, for people; empty if nothing is."""
    if not locale.uses_spaces:
        return f"words of {locale} are not parted by spaces"
    if not words.frequencies:
        return f"there is no list of words for {locale}"
    if word_forms(locale.language) is None and words.dictionary is None:
        return f"it needs a Hunspell dictionary for {locale}: {MORE}"
    return ""


def speller(words: Vocabulary, locale: Locale) -> Speller | None:
    """What judges words of a locale; None where it could only guess.

    It takes a list of words, and either data on how words are made, or a dictionary.
    """
    if lacking(words, locale):
        return None
    return Speller(words, word_forms(locale.language) or NO_FORMS)


def _with_swapped_letters(word: str) -> Iterator[str]:
    for index in range(len(word) - 1):
        letter, next_letter = word[index], word[index + 1]
        if letter != next_letter:
            yield word[:index] + next_letter + letter + word[index + 2 :]


def _with_another_letter(word: str, letters: Sequence[str]) -> Iterator[str]:
    # Hardly anybody misses the first letter, and many words differ in it only.
    for index in range(1, len(word)):
        beginning, from_here, from_next = word[:index], word[index:], word[index + 1 :]
        yield beginning + from_next
        for letter in letters:
            yield beginning + letter + from_next
            yield beginning + letter + from_here
    for letter in letters:
        yield word + letter
