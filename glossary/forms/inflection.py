"""Forms of a term that stand in a text and in no termbase: plurals inside a term."""

import re
from collections.abc import Iterator

from glossary.forms.language import LanguageData


def inflected(form: str, data: LanguageData) -> Iterator[tuple[str, str]]:
    """How they are made, and what they are; a form keeps its capitals.

    >>> from glossary.forms.language import language_data
    >>> list(inflected("kepala negara", language_data("id")))
    [('reduplication', 'kepala-kepala negara')]
    >>> list(inflected("Ministry of Defence", language_data("en")))
    [('plural', 'Ministries of Defence')]
    """
    first, space, rest = form.partition(" ")
    if data.reduplicates and first.isalpha() and len(first) > 2 and not first.isupper():
        yield "reduplication", f"{first}-{first.lower()}{space}{rest}"
    if data.plural_before:
        head, before, rest = _headed(form, data.plural_before)
        plural = _plural(head, data)
        if plural and (before or plural[:-1] != head):
            yield "plural", plural + before + rest


def _headed(form: str, before: str) -> tuple[str, str, str]:
    found = re.search(before, form)
    if found is None:
        return form, "", ""
    return form[: found.start()], found[0], form[found.end() :]


def _plural(head: str, data: LanguageData) -> str:
    """The plural of what ends in a noun; empty where it is not known."""
    if not head[-1:].isalpha() or head[-1:].isupper():
        return ""
    for pattern, ending in data.plurals:
        plural, count = re.subn(pattern, ending, head)
        if count:
            return plural
    return ""
