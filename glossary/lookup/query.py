"""What a translator typed, in the forms in which terms are compared with it."""

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
class Typed:
    """A query; made by `Typed.of`."""

    plain: str
    """With single spaces, and none around."""
    words: tuple[str, ...]
    """Without marks and case."""
    letters: int
    """Of all words together."""

    @classmethod
    def of(cls, text: str) -> "Typed":
        """The query that a text is."""
        plain = " ".join(text.split())
        words = words_of(folded(plain))
        return cls(plain, words, sum(map(len, words)))

    def form(self, locale: Locale) -> str:
        """As `term_form` has a term of the locale."""
        return term_form(self.plain, locale)

    @property
    def squeezed(self) -> str:
        """Its words without the spaces."""
        return "".join(self.words)

    @property
    def initials(self) -> str | None:
        """What may be the first letters of words: `BCA`, `b.c.a.`; None: it is not."""
        if len(self.words) > 1 and any(len(word) > 1 for word in self.words):
            return None
        return self.squeezed if self.letters > 1 else None


def term_form(text: str, locale: Locale) -> str:
    """A text as it is compared letter for letter, whatever its case and spaces.

    >>> term_form("Toà  án", Locale("vi")) == term_form("tòa án", Locale("vi"))
    True
    """
    vietnamese = locale.language == "vi"
    return match_form(" ".join(text.split()), vietnamese=vietnamese)


def words_of(bare: str) -> tuple[str, ...]:
    """The words of a folded text; a letter of a script without spaces is one.

    >>> words_of("uy ban atgt & covid-19"), words_of("外交部")
    (('uy', 'ban', 'atgt', 'covid', '19'), ('外', '交', '部'))
    """
    if bare.isascii():
        return tuple(_RUN.findall(bare))
    words: list[str] = []
    inside = False
    for letter in bare:
        if letter.isalnum():
            alone = is_spaceless(letter)
            if inside and not alone:
                words[-1] += letter
            else:
                words.append(letter)
            inside = not alone
        elif words and unicodedata.category(letter).startswith("M"):
            words[-1] += letter  # a vowel sign belongs to the letter before it
        else:
            inside = False
    return tuple(words)


def initials_of(words: Sequence[str], linking: Collection[str]) -> tuple[str, ...]:
    """The first letters of words, and without those of `of` and the like.

    >>> initials_of(["bo", "nong", "nghiep", "va", "moi", "truong"], {"va"})
    ('bnnvmt', 'bnnmt')
    """
    if len(words) < 2:
        return ()
    every = "".join(word[0] for word in words)
    chief = "".join(word[0] for word in words if word not in linking)
    if len(chief) < 2 or chief == every:
        return (every,)
    return every, chief


@lru_cache(maxsize=64)
def linking_words(locale: Locale) -> frozenset[str]:
    """The words of a language that abbreviations may leave out, without marks."""
    return language_data(locale.language).linking
