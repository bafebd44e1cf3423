"""Errors of placeholders, tags, links and mail addresses."""

import re
from collections.abc import Iterator
from random import Random

from checks.language_data import read_own_table
from checks.measuring.seeded_errors.clean_corpus import CleanUnit
from checks.measuring.seeded_errors.seeded_error import TextEdit, error_kind
from tm.finding import Span
from tm.language_data import GENERAL_FOLDER

_CODE_PATTERN = re.compile(r"\{[^{}\s]*\}|%\(\w+\)[a-z]|%[sdif]\b|</?\w[^<>]*>")
_LINK_PATTERN = re.compile(r"(?:https?://|www\.)[^\s<>\"”)]*[\w/]")
_MAIL_ADDRESS_PATTERN = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@error_kind("code-lost", "code.mismatch")
def drop_code(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A placeholder or tag of the source is gone."""
    source_codes = set(_CODE_PATTERN.findall(clean_unit.source))
    for code_match in _CODE_PATTERN.finditer(clean_unit.target):
        if code_match[0] in source_codes:
            yield TextEdit(Span(*code_match.span()), "")


@error_kind("url-changed", "url.mismatch")
def change_link(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A link of the source has another character."""
    yield from _change_last_letter(_LINK_PATTERN, clean_unit, random)


@error_kind("email-changed", "email.mismatch")
def change_mail_address(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A mail address of the source has another character."""
    yield from _change_last_letter(_MAIL_ADDRESS_PATTERN, clean_unit, random)


def _change_last_letter(
    address_pattern: re.Pattern[str], clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """Replace the last letter of each address that the source has, too."""
    link_letters = read_own_table(GENERAL_FOLDER, "seeded_errors.toml")["link_letters"]
    source_addresses = set(address_pattern.findall(clean_unit.source))
    for address_match in address_pattern.finditer(clean_unit.target):
        if address_match[0] in source_addresses:
            letter_offset = address_match.end() - 1
            old_letter = clean_unit.target[letter_offset]
            new_letter = random.choice(
                [letter for letter in link_letters if letter != old_letter]
            )
            yield TextEdit(Span(letter_offset, letter_offset + 1), new_letter)
