"""Plurals and other spellings of terms, which no termbase lists: Viet Nam, Vietnam."""

import re
from collections.abc import Iterator

from glossary.forms.recognition_data import FormData


def inflect_form(form: str, form_data: FormData) -> Iterator[tuple[str, str]]:
    """Make the inflected forms of a term: the kind of inflection, and the form.

    Capitals are kept.

    >>> from glossary.forms.recognition_data import read_form_data
    >>> list(inflect_form("kepala negara", read_form_data("id")))
    [('reduplication', 'kepala-kepala negara')]
    >>> list(inflect_form("Ministry of Defence", read_form_data("en")))
    [('plural', 'Ministries of Defence')]
    >>> list(inflect_form("bank di Vietnam", read_form_data("id")))[:1]
    [('variant', 'bank di Viet Nam')]
    """
    for name_spelling, other_spelling in form_data.name_spellings:
        if name_spelling in form:
            yield (
                "variant",
                re.sub(rf"{name_spelling}(?!\w)", other_spelling, form),
            )
    first_word, space, remaining_words = form.partition(" ")
    if (
        form_data.has_reduplication
        and first_word.isalpha()
        and len(first_word) > 2
        and not first_word.isupper()
    ):
        yield (
            "reduplication",
            f"{first_word}-{first_word.lower()}{space}{remaining_words}",
        )
    if form_data.words_after_inflected_noun_pattern:
        head_noun, separator, remaining_words = _split_head(
            form, form_data.words_after_inflected_noun_pattern
        )
        can_inflect = head_noun[-1:].isalpha() and not head_noun[-1:].isupper()
        plural_noun = make_plural(head_noun, form_data) if can_inflect else None
        if plural_noun and (separator or plural_noun[:-1] != head_noun):
            yield "plural", plural_noun + separator + remaining_words


def _split_head(form: str, separator_pattern: str) -> tuple[str, str, str]:
    """Split a form into its head noun, the separator and the words after it."""
    separator_match = re.search(separator_pattern, form)
    if separator_match is None:
        return form, "", ""
    return (
        form[: separator_match.start()],
        separator_match[0],
        form[separator_match.end() :],
    )


def make_plural(noun: str, form_data: FormData) -> str | None:
    """Make the plural of words that end in a noun; None if no rule fits.

    >>> from glossary.forms.recognition_data import read_form_data
    >>> make_plural("chairman", read_form_data("en"))
    'chairmen'
    """
    for ending_pattern, plural_ending in form_data.plural_endings:
        plural, replacement_count = re.subn(ending_pattern, plural_ending, noun)
        if replacement_count:
            return plural
    return None
