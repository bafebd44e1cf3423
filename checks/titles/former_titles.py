"""Search for `former` before a title in only one of two texts."""

from collections.abc import Iterator

from checks.engine.unit import Context, Unit
from checks.meaning.modifier_words import (
    FORMER,
    find_lost_modifier,
    read_modifier_words,
)
from checks.text.capitalised_words import cached_capitalised_words
from tm.finding import Finding, Span
from tm.text.locale import Locale
from tm.text.words import read_lower_words

_MIN_JOINED_LETTERS = 5
"""The fewest letters of a word that is recognised inside a longer one."""
_MAX_WORDS_TO_OFFICE = 4
"""How many words after `former` an office is searched in."""
_MAX_LETTERS_TO_NAME = 60
"""How many letters after `former` a name is searched in."""


def read_former_words(locale: Locale) -> None:
    """Read the words for `former` that `find_former_faults` looks for."""
    read_modifier_words(locale)


def find_former_faults(unit: Unit, context: Context) -> Iterator[Finding]:
    """Report `former` (mantan) that only one of the two texts has."""
    if context.source_locale is None or not unit.source:
        return
    locales = context.source_locale, context.target_locale
    lost_former_span = find_lost_modifier(FORMER, unit.source, unit.target, locales)
    if (
        lost_former_span is not None
        and not _has_joined_former(unit.target, context.target_locale)
        and _stands_before_office(unit, lost_former_span, context)
    ):
        yield Finding(
            "former_missing",
            source_span=lost_former_span,
            arguments={"source": lost_former_span.of(unit.source)},
            checked_unit=unit,
        )
    added_former_span = find_lost_modifier(
        FORMER, unit.target, unit.source, locales[::-1]
    )
    if added_former_span is not None and _may_name_person(
        unit, added_former_span, context
    ):
        yield Finding(
            "former_added",
            added_former_span,
            arguments={"target": added_former_span.of(unit.target)},
            checked_unit=unit,
        )


def _stands_before_office(unit: Unit, former_word_span: Span, context: Context) -> bool:
    """Whether an office follows `former`, or the language lists no offices.

    Not of the former of two things, former clubs and colonies, and headlines such as
    Ex Fire Location.
    """
    language = context.source_language
    if language is None or not language.office_words:
        return True
    words_after = unit.source_text[former_word_span.end :].replace("-", " ").split()
    return not language.office_words.isdisjoint(
        word.lower().strip(".,:;") for word in words_after[:_MAX_WORDS_TO_OFFICE]
    )


def _has_joined_former(text: str, locale: Locale) -> bool:
    """Whether a word begins with `former`, joined by mistake: mantanpresiden."""
    former_words = read_modifier_words(locale)[FORMER].sure_phrases.first_words
    return any(
        word.startswith(former_word)
        for word in read_lower_words(text)
        for former_word in former_words
        if len(former_word) >= _MIN_JOINED_LETTERS
    )


def _may_name_person(unit: Unit, former_word_span: Span, context: Context) -> bool:
    """Whether a source may name the person of a target's `former`, not just `she`.

    It may if it has a word for an office, or a name of the target after the word.
    """
    language = context.source_language
    if language is None or not language.office_words:
        return True
    source_words = {*read_lower_words(unit.source_text)}
    if not language.office_words.isdisjoint(source_words):
        return True
    names_after_former = {
        word.text.lower()
        for word in cached_capitalised_words(unit.target, context.cache).words
        if 0 <= word.start - former_word_span.end < _MAX_LETTERS_TO_NAME
    }
    return not names_after_former.isdisjoint(source_words)
