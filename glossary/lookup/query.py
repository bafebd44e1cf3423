"""A typed query, in the forms in which it is compared with terms."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from glossary.forms.language import language_data
from glossary.forms.letters import is_spaceless
from tm.text.locale import Locale
from tm.text.normal import folded, match_form

_RUN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class TypedQuery:
    """A typed text with its words; made by `TypedQuery.of`."""

    text: str
    """The text with single spaces and none around it."""
    words: tuple[str, ...]
    """The words of the text without diacritics and case."""
    letters: int
    """The number of letters of all words together."""

    @classmethod
    def of(cls, text: str) -> "TypedQuery":
        """Make a query from a typed text."""
        plain = " ".join(text.split())
        words = split_words(folded(plain))
        return cls(plain, words, sum(map(len, words)))

    def form(self, locale: Locale) -> str:
        """Return the text in the form of `term_form`, for terms of a locale."""
        return term_form(self.text, locale)

    @property
    def spaceless(self) -> str:
        """The words joined without spaces."""
        return "".join(self.words)

    @property
    def initials(self) -> str | None:
        """The text if it may be initials, without dots: `BCA`, `b.c.a.`; otherwise None."""
        if len(self.words) > 1 and any(len(word) > 1 for word in self.words):
            return None
        return self.spaceless if self.letters > 1 else None


def term_form(text: str, locale: Locale) -> str:
    """Normalise a text for exact comparison, ignoring its case and extra spaces.

    >>> term_form("Toà  án", Locale("vi")) == term_form("tòa án", Locale("vi"))
    True
    """
    vietnamese = locale.language == "vi"
    return match_form(" ".join(text.split()), vietnamese=vietnamese)


def split_words(folded_text: str) -> tuple[str, ...]:
    """Split a folded text into words; a letter of a script without spaces is a word.

    >>> split_words("uy ban atgt & covid-19"), split_words("外交部")
    (('uy', 'ban', 'atgt', 'covid', '19'), ('外', '交', '部'))
    """
    if folded_text.isascii():
        return tuple(_RUN.findall(folded_text))
    words: list[str] = []
    is_in_word = False
    for letter in folded_text:
        if letter.isalnum():
            is_own_word = is_spaceless(letter)
            if is_in_word and not is_own_word:
                words[-1] += letter
            else:
                words.append(letter)
            is_in_word = not is_own_word
        elif words and unicodedata.category(letter).startswith("M"):
            words[-1] += letter  # a vowel sign belongs to the letter before it
        else:
            is_in_word = False
    return tuple(words)


def make_initials(words: Sequence[str], linking: Collection[str]) -> tuple[str, ...]:
    """Make the initials of words, with and without those of words such as `of`.

    >>> make_initials(["bo", "nong", "nghiep", "va", "moi", "truong"], {"va"})
    ('bnnvmt', 'bnnmt')
    """
    if len(words) < 2:
        return ()
    all_initials = "".join(word[0] for word in words)
    main_initials = "".join(word[0] for word in words if word not in linking)
    if len(main_initials) < 2 or main_initials == all_initials:
        return (all_initials,)
    return all_initials, main_initials


@lru_cache(maxsize=64)
def linking_words(locale: Locale) -> frozenset[str]:
    """Read the words that abbreviations may leave out, without diacritics."""
    return language_data(locale.language).linking
