"""The check of names that have lost their capital."""

import re
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.document_capitals import read_capitals_by_unit, read_target_capitals
from checks.engine.unit import Context, Unit
from checks.names.name_counts import count_names, find_repeated_names
from checks.text.capitalised_words import MIN_NAME_LETTERS, CapitalisedText
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
    elsewhere. Ignored are offices and other common nouns shared by both languages
    (`senator`, `karaoke`), unless they end a name.
    """
    source_language = context.source_language
    if source_language is None or source_language.capitalises_nouns:
        return
    kept_name_counts, function_words = (
        count_names(units, context.cache).kept_name_counts,
        context.language.function_words,
    )
    common_noun_sets = (
        source_language.office_words,
        context.language.office_words,
        context.language.shared_nouns,
    )
    for unit, source_capitals, target_capitals in read_capitals_by_unit(
        units, context.cache
    ):
        if not unit.source:
            continue
        first_span_by_word: dict[str, Span] | None = None
        target_word_texts: frozenset[str] | None = None
        target_word_forms: frozenset[str] = frozenset()
        # Most names are missing from it; searching a short text is faster than reading
        # its words.
        short_target = (
            unit.target if len(unit.target) <= _MAX_SEARCHED_LETTERS else None
        )
        for source_name in source_capitals.words:
            lower_name = source_name.text.lower()
            if len(lower_name) < MIN_NAME_LETTERS or (
                short_target is not None and lower_name not in short_target
            ):
                continue
            if (
                lower_name not in target_capitals.lower_case_words
                or lower_name in source_capitals.lower_case_words
            ):
                continue
            if target_word_texts is None:
                target_word_texts = frozenset(
                    word.text for word in target_capitals.words
                )
                target_word_forms = frozenset(
                    word.form for word in target_capitals.words
                )
            if (
                source_name.text in target_word_texts
                or source_name.form in target_word_forms  # Bình Dương, binh sĩ
            ) and not (
                source_name in find_repeated_names(source_capitals, target_capitals)
                and kept_name_counts[source_name.form]
                and _is_lower_case_in_one_target(lower_name, units, context.cache)
            ):
                continue
            if (
                source_name.may_start_sentence
                and not kept_name_counts[source_name.form]
            ):
                continue
            if lower_name in function_words or _ADDRESS_END_PATTERN.match(
                unit.source, source_name.end
            ):
                continue  # Weather.com
            if not kept_name_counts[source_name.form] and not (
                _is_lower_case_in_one_target(lower_name, units, context.cache)
            ):
                continue  # a common noun of this translation: grand slam
            if first_span_by_word is None:
                first_span_by_word = _map_first_spans_by_word(unit.target)
            span = first_span_by_word.get(lower_name)
            if any(
                lower_name in noun_set for noun_set in common_noun_sets
            ) and not _ends_name(span, target_capitals):
                continue  # Senator Cantwell
            yield Finding(
                "lost",
                span,
                source_name.span,
                {"source": source_name.text},
                fix=source_name.text,
                about=unit,
            )


def _is_lower_case_in_one_target(
    word: str, units: Sequence[Unit], cache: ResultCache
) -> bool:
    """Whether only one target of a document has a word in lower case."""
    return (
        sum(
            word in target.lower_case_words
            for target in read_target_capitals(units, cache)
        )
        == 1
    )


def _ends_name(word_span: Span | None, target_capitals: CapitalisedText) -> bool:
    """Whether a word directly follows a name: `Tony Macaroni arena`."""
    return word_span is not None and any(
        target_name.end + 1 == word_span.start for target_name in target_capitals.names
    )


def _map_first_spans_by_word(text: str) -> dict[str, Span]:
    """Find the first span of each word of a text."""
    first_span_by_word: dict[str, Span] = {}
    for word_match in WORD_PATTERN.finditer(text):
        if word_match[0] not in first_span_by_word:
            first_span_by_word[word_match[0]] = Span(*word_match.span())
    return first_span_by_word
