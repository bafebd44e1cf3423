"""Forms of a term that stand in a text and in no termbase: plurals inside a term."""

import re
from collections.abc import Iterator

from glossary.forms.language import LanguageData


def inflect(form: str, data: LanguageData) -> Iterator[tuple[str, str]]:
    """How they are made, and what they are; a form keeps its capitals.

    >>> from glossary.forms.language import language_data
    >>> list(inflect("kepala negara", language_data("id")))
    [('reduplication', 'kepala-kepala negara')]
    >>> list(inflect("Ministry of Defence", language_data("en")))
    [('plural', 'Ministries of Defence')]
    """
    first, space, rest = form.partition(" ")
    if data.reduplicates and first.isalpha() and len(first) > 2 and not first.isupper():
        yield "reduplication", f"{first}-{first.lower()}{space}{rest}"
    if data.plural_before:
        head, separator, rest = _split_head(form, data.plural_before)
        can_inflect = head[-1:].isalpha() and not head[-1:].isupper()
        plural = plural_of(head, data) if can_inflect else None
        if plural and (separator or plural[:-1] != head):
            yield "plural", plural + separator + rest


def _split_head(form: str, separator_pattern: str) -> tuple[str, str, str]:
    match = re.search(separator_pattern, form)
    if match is None:
        return form, "", ""
    return form[: match.start()], match[0], form[match.end() :]


def plural_of(head: str, data: LanguageData) -> str | None:
    """Make the plural of what ends in a noun; None if no rule of the language fits.

    >>> from glossary.forms.language import language_data
    >>> plural_of("chairman", language_data("en"))
    'chairmen'
    """
    for pattern, ending in data.plurals:
        plural, count = re.subn(pattern, ending, head)
        if count:
            return plural
    return None
