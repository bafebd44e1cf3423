"""A typed query, in the forms in which it is compared with terms."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from glossary.entries.entry import make_term_form
from glossary.forms.letters import is_spaceless
from glossary.forms.recognition_data import read_form_data
from tm.text.locale import Locale
from tm.text.normal import fold_text
from tm.text.word_pattern import ALPHANUMERIC_PATTERN


@dataclass(frozen=True, slots=True)
class TypedQuery:
    """A typed text with its words; made by `TypedQuery.parse`."""

    text: str
    """The text with single spaces and none around it."""
    words: tuple[str, ...]
    """The words of the text without diacritics and case."""
    letter_count: int
    """The number of letters of all words together."""

    @classmethod
    def parse(cls, text: str) -> "TypedQuery":
        """Make a query from a typed text."""
        normalised_text = " ".join(text.split())
        words = split_words(fold_text(normalised_text))
        return cls(normalised_text, words, sum(map(len, words)))

    def make_form(self, locale: Locale) -> str:
        """Return the text in the form of `make_term_form`, for terms of a locale."""
        return make_term_form(self.text, locale)

    @property
    def spaceless_text(self) -> str:
        """The words joined without spaces."""
        return "".join(self.words)

    @property
    def initials(self) -> str | None:
        """The text without dots if it may be initials: `BCA`; otherwise None."""
        if len(self.words) > 1 and any(len(word) > 1 for word in self.words):
            return None
        return self.spaceless_text if self.letter_count > 1 else None


def split_words(folded_text: str) -> tuple[str, ...]:
    """Split a folded text into words; a letter of a script without spaces is a word.

    >>> split_words("uy ban atgt & covid-19"), split_words("外交部")
    (('uy', 'ban', 'atgt', 'covid', '19'), ('外', '交', '部'))
    """
    if folded_text.isascii():
        return tuple(ALPHANUMERIC_PATTERN.findall(folded_text))
    words: list[str] = []
    is_in_word = False
    for letter in folded_text:
        if letter.isalnum():
            is_spaceless_letter = is_spaceless(letter)
            if is_in_word and not is_spaceless_letter:
                words[-1] += letter
            else:
                words.append(letter)
            is_in_word = not is_spaceless_letter
        elif words and unicodedata.category(letter).startswith("M"):
            words[-1] += letter  # a vowel sign belongs to the letter before it
        else:
            is_in_word = False
    return tuple(words)


def make_initials(
    words: Sequence[str], linking_words_to_skip: Collection[str]
) -> tuple[str, ...]:
    """Make the initials of words, with and without those of words such as `of`.

    >>> make_initials(["bo", "nong", "nghiep", "va", "moi", "truong"], {"va"})
    ('bnnvmt', 'bnnmt')
    """
    if len(words) < 2:
        return ()
    all_initials = "".join(word[0] for word in words)
    main_initials = "".join(
        word[0] for word in words if word not in linking_words_to_skip
    )
    if len(main_initials) < 2 or main_initials == all_initials:
        return (all_initials,)
    return all_initials, main_initials


def read_linking_words(locale: Locale) -> frozenset[str]:
    """Read the words that abbreviations may leave out, without diacritics."""
    return frozenset(map(fold_text, read_form_data(locale.language).linking_words))
