"""Rules for the letters around and inside a term: word boundaries and capitals."""

import unicodedata
from typing import NamedTuple

from glossary.entries.entry import Term
from glossary.forms.recognition_data import FormData

_SPACELESS_SCRIPT_RANGES = (
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


SPACELESS_LETTER_PATTERN = (
    "["
    + "".join(f"{chr(low)}-{chr(high)}" for low, high in _SPACELESS_SCRIPT_RANGES)
    + "]"
)
"""A pattern of a letter of a script that has no spaces between words."""


def lower_letters(text: str) -> str:
    """Put letters in lower case, unless that changes their number.

    >>> lower_letters("ÉVORA, İzmir")
    'évora, İzmir'
    """
    lower_text = text.lower()
    if len(lower_text) == len(text):
        return lower_text
    # The lower case of İ has two characters, which would shift all later offsets.
    return "".join(
        lower_letter if len(lower_letter := letter.lower()) == 1 else letter
        for letter in text
    )


def is_word_boundary(text: str, offset: int) -> bool:
    """Whether a word boundary may be at an offset of a text.

    In a script without spaces it may be between any two letters.

    >>> texts = ("hợp tác xã", "kementerian", "中国人")
    >>> [is_word_boundary(text, 2) for text in texts]
    [False, False, True]
    """
    if not 0 < offset < len(text):
        return True
    next_character = text[offset]
    if not next_character.isalnum() and next_character != "_":
        return not unicodedata.category(next_character).startswith("M")
    previous_character = text[offset - 1]
    if not previous_character.isalnum() and previous_character != "_":
        # A mark that composes with nothing still belongs to the word.
        return not unicodedata.category(previous_character).startswith("M")
    return is_spaceless(previous_character) or is_spaceless(next_character)


class CaseRule(NamedTuple):
    """A rule for the capitals that a term must have in a text."""

    cased_form: str
    """The term, folded with its capitals kept."""
    is_acronym: bool = False
    is_exact: bool = False
    """Whether only the term's own capitals are accepted."""
    allows_any_case: bool = False
    """Whether any capitals are accepted."""
    needs_every_capital: bool = False
    """Whether every capital of the term is required; otherwise the first is enough."""
    allows_lower_case: bool = False
    """Whether the term is also accepted in small letters."""

    @property
    def needs_capital(self) -> bool:
        """Whether the term is never accepted with a small first letter."""
        may_begin_small = self.allows_any_case or (
            not self.is_exact and (self.allows_lower_case or " " in self.cased_form)
        )
        return self.cased_form[0].isupper() and not may_begin_small

    def is_met_by(self, surface_form: str, *, ignores_case: bool) -> bool:
        """Whether the rule accepts the capitals of a form folded with its case kept."""
        if self.allows_any_case or surface_form == self.cased_form:
            return True
        if self.is_exact:
            return (
                self.is_acronym
                and len(self.cased_form) > 4
                and surface_form == self.cased_form[0] + self.cased_form[1:].lower()
            )
        if ignores_case and " " in surface_form:
            return True
        if self.allows_lower_case and (
            surface_form[0].islower() or surface_form[1:].islower()
        ):
            return True  # at the start of a sentence, only the first is a capital
        if not self.needs_every_capital:
            return not self.cased_form[0].isupper() or surface_form[0].isupper()
        return all(
            character.isupper()
            for character, term_character in zip(
                surface_form, self.cased_form, strict=True
            )
            if term_character.isupper()
        )


def make_case_rule(term: Term, cased_form: str, form_data: FormData) -> CaseRule:
    """Make the rule that a term states or, without one, that its form suggests.

    A term in small letters is a common noun and found however it is written. An
    abbreviation keeps its capitals. Names keep all of theirs. Titles of several words
    may be in small letters, unless those are known to be another word.
    """
    words = cased_form.split(" ")
    is_abbreviation = is_acronym(term.text)
    if term.case_sensitive is not None:
        return CaseRule(
            cased_form,
            is_acronym=is_abbreviation,
            is_exact=term.case_sensitive,
            allows_any_case=not term.case_sensitive,
        )
    has_any_capital = cased_form != cased_form.lower()
    if not has_any_capital or is_abbreviation:
        return CaseRule(
            cased_form,
            is_acronym=is_abbreviation,
            is_exact=is_abbreviation,
            allows_any_case=not is_abbreviation,
        )
    if form_data.has_spaced_syllables:
        # A title has capitals at the first syllable of a word, a name at every one.
        is_name = all(word[:1].isupper() or not word[:1].isalpha() for word in words)
        may_be_lower_case = not is_name and len(words) > 1
    else:
        is_name = len(words) == 1
        may_be_lower_case = not is_name
    needs_every_capital = is_name or len(words) <= 2
    return CaseRule(
        cased_form,
        needs_every_capital=needs_every_capital,
        allows_lower_case=may_be_lower_case
        and cased_form.lower() not in form_data.lower_case_homonyms,
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
    code_point = ord(letter)
    return code_point >= 0x0E00 and any(
        first_code_point <= code_point <= last_code_point
        for first_code_point, last_code_point in _SPACELESS_SCRIPT_RANGES
    )
