"""The check of names that have lost their capital."""

import re
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.document_capitals import source_capitals, target_capitals
from checks.engine.unit import Context, Unit
from checks.names.name_counts import count_names, repeated
from checks.text.capitals import SHORTEST_NAME, Capitals
from tm.finding import Finding, Severity, Span
from tm.text.words import WORD

_SEARCHED = 2_000
"""Letters of a text that is looked through for each of many words."""
_ADDRESS = re.compile(r"\.[a-z]{2}")
"""What stands after a word that begins the address of a site."""


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
    kept_counts, small = count_names(units).kept, context.language.function_words
    nouns = language.offices, context.language.offices, context.language.shared_nouns
    sides = zip(units, source_capitals(units), target_capitals(units), strict=True)
    for unit, source, target in sides:
        if not unit.source:
            continue
        places: dict[str, Span] | None = None
        target_words: frozenset[str] | None = None
        # Most stand nowhere in it, which a short text tells before its words are read.
        short = unit.target if len(unit.target) <= _SEARCHED else None
        for name in source.words:
            lower = name.text.lower()
            if len(lower) < SHORTEST_NAME or (short is not None and lower not in short):
                continue
            if lower not in target.small or lower in source.small:
                continue
            if target_words is None:
                target_words = frozenset(word.text for word in target.words)
            if name.text in target_words and not (
                name in repeated(source, target)
                and kept_counts[name.form]
                and _is_small_once(lower, units)
            ):
                continue
            if name.may_start_sentence and not kept_counts[name.form]:
                continue
            if lower in small or _ADDRESS.match(unit.source, name.end):
                continue  # Weather.com
            if places is None:
                places = _first_places(unit.target)
            span = places.get(lower)
            if any(lower in noun_forms for noun_forms in nouns) and not _ends_name(
                span, target
            ):
                continue  # Senator Cantwell
            yield Finding(
                "lost",
                span,
                name.span,
                {"source": name.text},
                fix=name.text,
                about=unit,
            )


def _is_small_once(word: str, units: Sequence[Unit]) -> bool:
    """Whether only one target of a document has a word in small letters."""
    return sum(word in target.small for target in target_capitals(units)) == 1


def _ends_name(word: Span | None, target: Capitals) -> bool:
    """Whether a name stands right before a word: `Tony Macaroni arena`."""
    return word is not None and any(name.end + 1 == word.start for name in target.names)


def _first_places(text: str) -> dict[str, Span]:
    """Where each word of a text first stands."""
    first_spans: dict[str, Span] = {}
    for match in WORD.finditer(text):
        if match[0] not in first_spans:
            first_spans[match[0]] = Span(*match.span())
    return first_spans
