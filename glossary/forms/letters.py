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


def is_word_boundary(text: str, position: int) -> bool:
    """Whether a word may end and another begin at a place of a text.

    Between letters of a script without spaces it may everywhere.

    >>> texts = ("hợp tác xã", "kementerian", "中国人")
    >>> [is_word_boundary(text, 2) for text in texts]
    [False, False, True]
    """
    if not 0 < position < len(text):
        return True
    next_character = text[position]
    if not next_character.isalnum() and next_character != "_":
        return not unicodedata.category(next_character).startswith("M")
    previous_character = text[position - 1]
    if not previous_character.isalnum() and previous_character != "_":
        # A mark that composes with nothing still belongs to the word.
        return not unicodedata.category(previous_character).startswith("M")
    return is_spaceless(previous_character) or is_spaceless(next_character)


@dataclass(frozen=True, slots=True)
class CaseRule:
    """How a term's capitals must be met by a text."""

    form: str
    """The term folded in all but its case."""
    is_acronym: bool
    is_exact: bool
    """Nothing but the term's own capitals will do."""
    allows_any_case: bool
    """Any capitals will do."""
    needs_every_capital: bool
    """Each of the term's capitals must be there; else the first is enough."""
    allows_lower_case: bool
    """The term is also found in small letters."""

    @property
    def needs_capital(self) -> bool:
        """Whether nothing that begins with a small letter is the term."""
        may_be_small = self.allows_any_case or (
            not self.is_exact and (self.allows_lower_case or " " in self.form)
        )
        return self.form[0].isupper() and not may_be_small

    def allows(self, form: str, *, any_case: bool) -> bool:
        """Whether a form of a text, folded in all but its case, may be the term."""
        if self.allows_any_case or form == self.form:
            return True
        if self.is_exact:
            return (
                self.is_acronym
                and len(self.form) > 4
                and form == self.form[0] + self.form[1:].lower()
            )
        if any_case and " " in form:
            return True
        if self.allows_lower_case and (form[0].islower() or form[1:].islower()):
            return True  # the second way at the start of a sentence
        if not self.needs_every_capital:
            return not self.form[0].isupper() or form[0].isupper()
        return all(
            character.isupper()
            for character, rule_character in zip(form, self.form, strict=True)
            if rule_character.isupper()
        )


def make_case_rule(
    term: Term, form: str, language: str, *, ordinary: Collection[str]
) -> CaseRule:
    """The rule that a term states, or else the one its form suggests.

    A term in small letters is a common noun and found however it is written. An
    abbreviation keeps its capitals. Names keep all of theirs. Titles of several words
    may be in small letters, unless those are known to be another word.
    """
    words = form.split(" ")
    is_abbreviation = is_acronym(term.text)
    if term.case_sensitive is not None:
        return CaseRule(
            form,
            is_abbreviation,
            term.case_sensitive,
            not term.case_sensitive,
            False,
            False,
        )
    has_capital = form != form.lower()
    if not has_capital or is_abbreviation:
        return CaseRule(
            form, is_abbreviation, is_abbreviation, not is_abbreviation, False, False
        )
    if language == "vi":
        # Titles are capitalised at the first syllable of a word; who capitalises
        # every syllable writes a name.
        is_name = all(word[:1].isupper() or not word[:1].isalpha() for word in words)
        may_be_lower = not is_name and len(words) > 1
    else:
        is_name = len(words) == 1
        may_be_lower = not is_name
    needs_every_capital = is_name or len(words) <= 2
    return CaseRule(
        form,
        False,
        False,
        False,
        needs_every_capital,
        may_be_lower and form.lower() not in ordinary,
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
