"""Letters around and inside a term: word boundaries, and what capitals mean."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from glossary.entries.entry import Term

_SPACELESS = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


SPACELESS = "[" + "".join(f"{chr(low)}-{chr(high)}" for low, high in _SPACELESS) + "]"
"""A pattern of a letter of a script that has no spaces between words."""


def breaks(text: str, position: int) -> bool:
    """Whether a word may end and another begin at a place of a text.

    Between letters of a script without spaces it may everywhere.

    >>> breaks("hợp tác xã", 4), breaks("kementerian", 7), breaks("中国人", 2)
    (True, False, True)
    """
    if not 0 < position < len(text):
        return True
    after = text[position]
    if not after.isalnum() and after != "_":
        return not unicodedata.category(after).startswith("M")
    before = text[position - 1]
    if not before.isalnum() and before != "_":
        # A mark that composes with nothing still belongs to the word.
        return not unicodedata.category(before).startswith("M")
    return is_spaceless(before) or is_spaceless(after)


@dataclass(frozen=True, slots=True)
class CaseRule:
    """How a term's capitals must be met by a text."""

    form: str
    """The term folded in all but its case."""
    is_acronym: bool
    exact: bool
    """Nothing but the term's own capitals will do."""
    free: bool
    """Any capitals will do."""
    every: bool
    """Each of the term's capitals must be there; else the first is enough."""
    lower: bool
    """The term is also found in small letters."""

    @property
    def needs_capital(self) -> bool:
        """Whether nothing that begins with a small letter is the term."""
        may_be_small = self.free or (
            not self.exact and (self.lower or " " in self.form)
        )
        return self.form[0].isupper() and not may_be_small

    def allows(self, form: str, *, any_case: bool) -> bool:
        """Whether a form of a text, folded in all but its case, may be the term."""
        if self.free or form == self.form:
            return True
        if self.exact:
            return (
                self.is_acronym
                and len(self.form) > 4
                and form == self.form[0] + self.form[1:].lower()
            )
        if any_case and " " in form:
            return True
        if self.lower and (form[0].islower() or form[1:].islower()):
            return True  # the second way at the start of a sentence
        if not self.every:
            return not self.form[0].isupper() or form[0].isupper()
        return all(
            there.isupper()
            for there, wanted in zip(form, self.form, strict=True)
            if wanted.isupper()
        )


def case_rule(
    term: Term, form: str, language: str, *, ordinary: Collection[str]
) -> CaseRule:
    """The rule that a term states, or else the one its form suggests.

    A term in small letters is a common noun and found however it is written. An
    abbreviation keeps its capitals. Names keep all of theirs. Titles of several words
    may be in small letters, unless those are known to be another word.
    """
    words = form.split(" ")
    acronym = is_acronym(term.text)
    if term.case_sensitive is not None:
        return CaseRule(
            form, acronym, term.case_sensitive, not term.case_sensitive, False, False
        )
    capital = form != form.lower()
    if not capital or acronym:
        return CaseRule(form, acronym, acronym, not acronym, False, False)
    if language == "vi":
        # Titles are capitalised at the first syllable of a word; who capitalises
        # every syllable writes a name.
        name = all(word[:1].isupper() or not word[:1].isalpha() for word in words)
        lower = not name and len(words) > 1
    else:
        name = len(words) == 1
        lower = not name
    every = name or len(words) <= 2
    return CaseRule(
        form, False, False, False, every, lower and form.lower() not in ordinary
    )


def is_acronym(text: str) -> bool:
    """Whether a term is an abbreviation in capitals.

    >>> [is_acronym(text) for text in ("PBB", "A05", "Kemlu", "Bộ NN&MT")]
    [True, True, False, False]
    """
    letters = [letter for letter in text if letter.isalpha()]
    return (
        len(text) > 1
        and " " not in text
        and bool(letters)
        and all(letter.isupper() for letter in letters)
        and sum(letter.isalnum() for letter in text) > 1
    )


def is_spaceless(letter: str) -> bool:
    """Whether a letter is of a script that puts no spaces between words."""
    code = ord(letter)
    return code >= 0x0E00 and any(low <= code <= high for low, high in _SPACELESS)
