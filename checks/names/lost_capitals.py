"""The check of names that have lost their capital."""

import re
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.document_capitals import (
    read_capitalised_words_of_targets,
    read_units_with_capitalised_words,
)
from checks.engine.unit import Context, Unit
from checks.names.name_counts import count_names, find_repeated_names
from checks.text.capitalised_words import (
    MIN_NAME_LETTERS,
    CapitalisedWord,
    CapitalisedWords,
)
from tm.finding import Finding, Severity, Span
from tm.result_cache import ResultCache
from tm.text.word_pattern import WORD_PATTERN

_MAX_SEARCHED_LETTERS = 2_000
"""How many letters a text may have to be searched for each of many words."""
_ADDRESS_END_PATTERN = re.compile(r"\.[a-z]{2}")
"""The end of a web address after its first word."""


@check("caps.name", level=Level.DOCUMENT, severity=Severity.WARNING, unsafe_fixes=True)
def find_lost_name_capital(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """A name has lost the capital that it has in the source: brexit.

    A word at the beginning of a sentence counts if the document keeps it as a name
    elsewhere. The check ignores offices and other common nouns shared by both languages
    (`senator`, `karaoke`), unless they end a name.
    """
    source_language = context.source_language
    if source_language is None or source_language.capitalises_nouns:
        return
    common_nouns = (
        source_language.office_words
        | context.language.office_words
        | context.language.shared_nouns
    )
    for (
        unit,
        source_capitalised_words,
        target_capitalised_words,
    ) in read_units_with_capitalised_words(units, context.cache):
        if not unit.source:
            continue
        names_without_capital = [
            source_name
            for source_name in _find_words_without_capital(
                source_capitalised_words, target_capitalised_words, unit.target
            )
            if _is_missing_name(
                source_name,
                source_capitalised_words,
                target_capitalised_words,
                units,
                context,
            )
            and not _ADDRESS_END_PATTERN.match(unit.source, source_name.end)
        ]
        first_span_by_word = (
            _map_first_spans_by_word(unit.target) if names_without_capital else {}
        )
        for source_name in names_without_capital:
            lower_name = source_name.text.lower()
            span = first_span_by_word.get(lower_name)
            if lower_name in common_nouns and not _ends_name(
                span, target_capitalised_words
            ):
                continue  # Senator Cantwell
            yield Finding(
                "lost",
                span,
                source_name.span,
                {"source": source_name.text},
                fix=source_name.text,
                checked_unit=unit,
            )


def _find_words_without_capital(
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
    target: str,
) -> Iterator[CapitalisedWord]:
    """Find capitalised words of a source that only its target has in lower case."""
    # Most names are missing from it; searching a short text is faster than reading its
    # words.
    short_target = target if len(target) <= _MAX_SEARCHED_LETTERS else None
    for source_word in source_capitalised_words.words:
        lower_word = source_word.text.lower()
        if (
            len(lower_word) >= MIN_NAME_LETTERS
            and (short_target is None or lower_word in short_target)
            and lower_word in target_capitalised_words.lower_case_words
            and lower_word not in source_capitalised_words.lower_case_words
        ):
            yield source_word


def _is_missing_name(
    source_name: CapitalisedWord,
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
    units: Sequence[Unit],
    context: Context,
) -> bool:
    """Whether a word is a name that the target lacks, or has less often.

    A word in lower case in several targets is a common noun of this translation,
    unless the document also keeps it as a name: grand slam.
    """
    lower_name = source_name.text.lower()
    if lower_name in context.language.function_words:
        return False
    is_kept_elsewhere = (
        count_names(units, context.cache).unit_count_by_kept_name[source_name.form] > 0
    )
    is_in_target = any(
        source_name.text == word.text or source_name.form == word.form
        for word in target_capitalised_words.words  # Bình Dương, binh sĩ
    )
    if is_in_target and not (
        is_kept_elsewhere
        and source_name
        in find_repeated_names(source_capitalised_words, target_capitalised_words)
        and _is_lower_case_in_one_target(lower_name, units, context.cache)
    ):
        return False
    if is_kept_elsewhere:
        return True
    return not source_name.may_start_sentence and _is_lower_case_in_one_target(
        lower_name, units, context.cache
    )


def _is_lower_case_in_one_target(
    word: str, units: Sequence[Unit], cache: ResultCache
) -> bool:
    """Whether only one target of a document has a word in lower case."""
    return (
        sum(
            word in capitalised_words.lower_case_words
            for capitalised_words in read_capitalised_words_of_targets(units, cache)
        )
        == 1
    )


def _ends_name(
    word_span: Span | None, target_capitalised_words: CapitalisedWords
) -> bool:
    """Whether a word directly follows a name: `Tony Macaroni arena`."""
    return word_span is not None and any(
        target_name.end + 1 == word_span.start
        for target_name in target_capitalised_words.names
    )


def _map_first_spans_by_word(text: str) -> dict[str, Span]:
    """Find the first span of each word of a text."""
    first_span_by_word: dict[str, Span] = {}
    for word_match in WORD_PATTERN.finditer(text):
        if word_match[0] not in first_span_by_word:
            first_span_by_word[word_match[0]] = Span(*word_match.span())
    return first_span_by_word
