"""The check of names that have lost their capital."""

import re
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.document_capitals import source_capitals, target_capitals
from checks.engine.unit import Context, Unit
from checks.names.name_counts import count_names, find_repeated_names
from checks.text.capitalised_words import SHORTEST_NAME, CapitalisedText
from tm.finding import Finding, Severity, Span
from tm.text.word_pattern import WORD_PATTERN

_LONGEST_SEARCHED = 2_000
"""The longest text, in letters, that is searched for each of many words."""
_ADDRESS = re.compile(r"\.[a-z]{2}")
"""The end of a web address after its first word."""


@check("caps.name", level=Level.DOCUMENT, severity=Severity.WARNING, unsafe_fixes=True)
def small_name(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A name has lost the capital that it has in the source: brexit.

    A word at the beginning of a sentence counts if the document keeps it as a name
    elsewhere. Ignored are offices and other common nouns shared by both languages
    (`senator`, `karaoke`), unless they end a name.
    """
    language = context.source_language
    if language is None or language.capital_nouns:
        return
    kept_counts, function_words = (
        count_names(units).kept_names,
        context.language.function_words,
    )
    common_nouns = (
        language.offices,
        context.language.offices,
        context.language.shared_nouns,
    )
    sides = zip(units, source_capitals(units), target_capitals(units), strict=True)
    for unit, source, target in sides:
        if not unit.source:
            continue
        first_spans: dict[str, Span] | None = None
        target_words: frozenset[str] | None = None
        # Most stand nowhere in it, which a short text tells before its words are read.
        short_target = unit.target if len(unit.target) <= _LONGEST_SEARCHED else None
        for name in source.words:
            lower_name = name.text.lower()
            if len(lower_name) < SHORTEST_NAME or (
                short_target is not None and lower_name not in short_target
            ):
                continue
            if (
                lower_name not in target.lower_case_words
                or lower_name in source.lower_case_words
            ):
                continue
            if target_words is None:
                target_words = frozenset(word.text for word in target.words)
            if name.text in target_words and not (
                name in find_repeated_names(source, target)
                and kept_counts[name.form]
                and _is_lower_case_once(lower_name, units)
            ):
                continue
            if name.may_start_sentence and not kept_counts[name.form]:
                continue
            if lower_name in function_words or _ADDRESS.match(unit.source, name.end):
                continue  # Weather.com
            if first_spans is None:
                first_spans = _find_first_spans(unit.target)
            span = first_spans.get(lower_name)
            if any(
                lower_name in noun_forms for noun_forms in common_nouns
            ) and not _ends_name(span, target):
                continue  # Senator Cantwell
            yield Finding(
                "lost",
                span,
                name.span,
                {"source": name.text},
                fix=name.text,
                about=unit,
            )


def _is_lower_case_once(word: str, units: Sequence[Unit]) -> bool:
    """Whether only one target of a document has a word in lower case."""
    return (
        sum(word in target.lower_case_words for target in target_capitals(units)) == 1
    )


def _ends_name(word: Span | None, target: CapitalisedText) -> bool:
    """Whether a word directly follows a name: `Tony Macaroni arena`."""
    return word is not None and any(name.end + 1 == word.start for name in target.names)


def _find_first_spans(text: str) -> dict[str, Span]:
    """Find the first span of each word of a text."""
    first_spans: dict[str, Span] = {}
    for match in WORD_PATTERN.finditer(text):
        if match[0] not in first_spans:
            first_spans[match[0]] = Span(*match.span())
    return first_spans
