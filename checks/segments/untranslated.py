"""Checks of missing translations, and of targets that copy the source or a passage."""

import re
from collections.abc import Iterator, Mapping, Sequence

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import TARGET, texts_meet, unit_meets
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.segments.wrong_language import (
    count_frequent_words,
    read_foreign_function_words,
)
from checks.text.language_words import read_language
from checks.text.placeholders import find_placeholders
from tm.finding import Finding, Severity, Span
from tm.match.match_fault import MatchFault
from tm.text.normal import match_form
from tm.text.phrases.phrase_list import PhraseList
from tm.text.word_pattern import WORD_PATTERN
from tm.text.words import read_lower_words, read_word_set, read_words

_MIN_TITLE_WORDS = 6
"""The fewest capitalised words that may be a headline rather than a name."""
_MAX_LOAN_WORDS = 3
"""How many words a foreign phrase in common use has: margin of error."""
_MIN_LETTERS = 3
"""How many letters a word of a passage has at least: not `mm`, `ft`, `in`."""
_OPENING_MARKS = ("“", '"', "‘", "'", "«", "「")
_CLOSING_MARKS = ("”", '"', "’", "'", "»", "」")
_LIST_PATTERN = re.compile(r"\s[—–]\s|^\d{1,3}[.)] |\bft\. |^[^.!?]{2,40}: [A-Z]")
"""What a line of a list has: a dash between its parts, a number, a colon."""
_MAX_PARTICLE_LETTERS = 3
"""How many letters the small words of names and titles have: van, der, of, the."""
_THREE_SHARED_WORD_FLAGS = bytes([True] * 3)
"""Three adjacent words that both texts have."""


def _is_blank(text: str) -> bool:
    return not text or text.isspace()


def _have_equal_spaces(source: str, target: str) -> bool:
    """Whether the texts have equally many spaces, as copies have."""
    return source.strip().count(" ") == target.strip().count(" ")


@check(
    "seg.empty",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=TARGET.meets(_is_blank),
    match_fault=MatchFault.UNTRANSLATED,
)
def find_empty_target(unit: Unit, context: Context) -> Iterator[Finding]:
    """The translation is missing."""
    if unit.source_text.strip() and not unit.target.strip():
        yield Finding("empty", Span(0, len(unit.target)))


@check(
    "seg.untranslated",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=texts_meet(_have_equal_spaces),
    match_fault=MatchFault.UNTRANSLATED,
)
def find_untranslated_target(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target is a copy of the source, apart from names and numbers."""
    source, target = unit.source_text, unit.target
    if (
        context.source_locale
        and context.source_locale.language == context.target_locale.language
    ):
        return
    if source != target and match_form(source.strip()) != match_form(target.strip()):
        return
    words = read_words(_remove_placeholders(source))
    lower_case_words = [word for word in words if word[0].islower()]
    if _LIST_PATTERN.search(source) and all(
        len(word) <= _MAX_PARTICLE_LETTERS for word in lower_case_words
    ):
        return  # names and titles of works: `6 Blue Sky — Ann van Lee`
    frequent_target_word_count = count_frequent_words(target, context.target_locale)
    if len(lower_case_words) >= 2 or (len(lower_case_words) == 1 and len(words) <= 3):
        if frequent_target_word_count > len(lower_case_words) / 2:
            return  # the languages share these words
    elif (
        frequent_target_word_count
        or len(words) < _MIN_TITLE_WORDS
        or not context.source_locale
    ):
        return
    elif count_frequent_words(source, context.source_locale) < 2:
        return  # names, or the title of a work
    yield Finding("copy", Span(0, len(target)))


def _remove_placeholders(text: str) -> str:
    """Replace the placeholders of a text by spaces."""
    for placeholder in reversed(find_placeholders(text)):
        text = f"{text[: placeholder.span.start]} {text[placeholder.span.end :]}"
    return text


def _read_source_function_words(context: Context) -> PhraseList | None:
    """Read the function words of the source language that the target language lacks."""
    if context.source_locale is None:
        return None
    return read_foreign_function_words(context.source_locale, context.target_locale)


def _has_source_letters(unit: Unit, context: Context) -> bool:
    """Whether a target has a letter of the source language only."""
    source_language = context.source_language
    return source_language is not None and not (
        source_language.distinctive_letters.isdisjoint(unit.target)
    )


@check(
    "seg.partly",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=TARGET.has_in_context(_read_source_function_words)
    | TARGET.has(Trait.BEYOND_ASCII) & unit_meets(_has_source_letters),
)
def find_untranslated_part(unit: Unit, context: Context) -> Iterator[Finding]:
    """A passage of the source is left untranslated in the target.

    The check ignores names, titles of works, terms with hyphens and quotations in
    capitals.
    """
    source_words = read_lower_words(unit.source_text)
    target_words = read_lower_words(unit.target)
    if (
        len(source_words) < 4
        or len(target_words) < 4
        or not context.source_locale
        or target_words == source_words
    ):
        return
    shared_words = read_word_set(unit.source_text) & read_word_set(unit.target)
    if len(shared_words) < 3 or _THREE_SHARED_WORD_FLAGS not in bytes(
        map(shared_words.__contains__, source_words)
    ):
        return
    source_word_index_by_trigram = {
        source_words[word_index : word_index + 3]: word_index
        for word_index in range(len(source_words) - 2)
    }
    if source_word_index_by_trigram.keys().isdisjoint(
        zip(target_words, target_words[1:], target_words[2:], strict=False)
    ):
        return
    target_word_matches = [*WORD_PATTERN.finditer(unit.target)]
    for passage_range in _iterate_shared_passages(
        source_words, target_words, source_word_index_by_trigram
    ):
        passage_matches = target_word_matches[passage_range.start : passage_range.stop]
        if _is_left_untranslated(passage_matches, unit.target, context):
            span = Span(passage_matches[0].start(), passage_matches[-1].end())
            yield Finding("passage", span)


def _iterate_shared_passages(
    source_words: tuple[str, ...],
    target_words: tuple[str, ...],
    source_word_index_by_trigram: Mapping[tuple[str, ...], int],
) -> Iterator[range]:
    """Yield runs of three or more target words that the source has, by their indexes.

    `source_word_index_by_trigram`: where the source has three words.
    """
    word_index = 0
    while word_index + 3 <= len(target_words):
        source_word_index = source_word_index_by_trigram.get(
            target_words[word_index : word_index + 3]
        )
        if source_word_index is None:
            word_index += 1
            continue
        shared_word_count = 3
        for source_word, target_word in zip(
            source_words[source_word_index + 3 :],
            target_words[word_index + 3 :],
            strict=False,
        ):
            if source_word != target_word:
                break
            shared_word_count += 1
        yield range(word_index, word_index + shared_word_count)
        word_index += shared_word_count


def _is_left_untranslated(
    passage_matches: Sequence[re.Match[str]], target: str, context: Context
) -> bool:
    """Whether a passage that both texts have is in the language of the source.

    Names, titles of works and quotations may stay as they are.
    """
    lower_case_matches = [
        word_match for word_match in passage_matches if word_match[0][0].islower()
    ]
    if (
        len(lower_case_matches) < 3
        or len(passage_matches) <= _MAX_LOAN_WORDS
        or all(len(word_match[0]) < _MIN_LETTERS for word_match in lower_case_matches)
    ):
        return False
    assert context.source_locale is not None
    source_language = read_language(context.source_locale)
    target_function_words = read_language(context.target_locale).function_words
    has_source_language = any(
        (
            word_match[0] in source_language.function_words
            or not source_language.distinctive_letters.isdisjoint(word_match[0])
        )
        and word_match[0] not in target_function_words
        and "-" not in _read_adjacent_characters(target, word_match)
        for word_match in lower_case_matches
    )
    is_title_of_work = len(lower_case_matches) <= len(passage_matches) / 2 and all(
        word_match[0] in source_language.function_words
        for word_match in lower_case_matches
    )
    return (
        has_source_language
        and not is_title_of_work
        and not _is_quoted(passage_matches, target)
    )


def _is_quoted(passage_matches: Sequence[re.Match[str]], text: str) -> bool:
    """Whether a passage stands alone in quotation marks, as it was said or written."""
    start, end = passage_matches[0].start(), passage_matches[-1].end()
    return text[:start].rstrip().endswith(_OPENING_MARKS) and text[end:].lstrip(
        " .,!?…"
    ).startswith(_CLOSING_MARKS)


def _read_adjacent_characters(text: str, word_match: re.Match[str]) -> str:
    """Read the characters around a word; a hyphen makes it part of a term."""
    start, end = word_match.span()
    return text[max(0, start - 1) : start] + text[end : end + 1]
