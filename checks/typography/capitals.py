"""Checks of capitals: at the beginning of a text, and in headings."""

import re
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.heading_shape import has_heading_shape
from checks.engine.prefilter_conditions import TARGET
from checks.engine.unit import Context, Unit
from checks.text.phrase_search import contains_phrase
from checks.text.placeholders import (
    PLACEHOLDER_START_PATTERN,
    PlaceholderKind,
    find_placeholders,
)
from tm.finding import Finding, Severity, Span
from tm.text.capitals import capitalise_first

_ALPHANUMERIC_PATTERN = re.compile(r"[^\W_]")
_WORD_PATTERN = re.compile(r"(?<![\w-])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w-])")
_SENTENCE_BREAK_PATTERN = re.compile(r"[.:;!?…/|–—“\"'‘(«-]\s*$")
"""What stands before a word that begins a sentence or a quotation."""
_MIN_HEADING_CONTENT_WORDS = 3
"""The fewest words of a heading besides the small ones."""
_MIN_SHARE_OF_CAPITALS = 0.75
"""Of the other words, how many must have a capital for a heading in title case."""


def _starts_without_capital(text: str) -> bool:
    """Whether a text begins without a capital letter."""
    first_letter = text[:1]
    return not (first_letter.isupper() and first_letter.isalpha())


@check(
    "caps.start",
    level=Level.BOTH,
    severity=Severity.WARNING,
    unsafe_fixes=True,
    prefilter=TARGET.meets(_starts_without_capital),
    yields_to=("char.mojibake",),
)
def find_lower_case_start(unit: Unit, context: Context) -> Iterator[Finding]:
    """The source begins with a capital, the target with a lower-case letter.

    The check ignores names in lower case (`iPhone`), words that the source writes in
    the same way, and texts that begin with a placeholder.
    """
    source, target = unit.source_text, unit.target
    source_letter_match, target_letter_match = (
        _find_first_letter(source),
        _find_first_letter(target),
    )
    if (
        not source_letter_match
        or not target_letter_match
        or not target_letter_match[0].islower()
        or not source_letter_match[0].isupper()
    ):
        return
    word_match = re.match(r"[\w’'@.-]+", target[target_letter_match.start() :])
    first_word_end = target_letter_match.start() + (
        word_match.end() if word_match else 1
    )
    first_word = target[target_letter_match.start() : first_word_end]
    if any(letter.isupper() for letter in first_word):
        return
    if contains_phrase(first_word, source):
        return
    if target[: target_letter_match.start()].strip()[:1] in ("…", "@", "#", "."):
        return
    span = Span(target_letter_match.start(), first_word_end)
    yield Finding("small", span, fix=capitalise_first(first_word))


def _find_first_letter(text: str) -> "re.Match[str] | None":
    """Find the first letter after tags; None if a placeholder comes first."""
    letter_match = _ALPHANUMERIC_PATTERN.search(text)
    if letter_match is None or not PLACEHOLDER_START_PATTERN.search(
        text, 0, letter_match.end() + 1
    ):
        return letter_match
    for placeholder in find_placeholders(text):
        if placeholder.span.start > letter_match.start():
            break
        if placeholder.kind is not PlaceholderKind.TAG:
            return None
        letter_match = _ALPHANUMERIC_PATTERN.search(
            text, max(placeholder.span.end, letter_match.start())
        )
        if letter_match is None:
            break
    return letter_match


@check("caps.heading", level=Level.DOCUMENT, severity=Severity.INFO, unsafe_fixes=True)
def find_heading_capitals(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A function word has a capital in a heading in title case.

    In a heading whose words have capitals, prepositions and conjunctions such as `di`,
    `dan` and `yang` have none, unless they are its first word. One finding quotes all
    such words of the heading. The check ignores headings in capitals only, and the
    first words of sentences and quotations.
    """
    small_words = context.language.small_heading_words
    if not small_words:
        return
    for unit in units:
        if not has_heading_shape(unit):
            continue
        word_matches = [*_WORD_PATTERN.finditer(unit.target)]
        content_words = [
            word[0] for word in word_matches if word[0].lower() not in small_words
        ]
        capital_count = sum(word[0].isupper() for word in content_words)
        if (
            len(content_words) < _MIN_HEADING_CONTENT_WORDS
            or capital_count < _MIN_SHARE_OF_CAPITALS * len(content_words)
            or unit.target.isupper()
        ):
            continue
        wrong_word_matches = [
            word
            for word in word_matches[1:]
            if word[0].istitle()
            and word[0].lower() in small_words
            and not _SENTENCE_BREAK_PATTERN.search(unit.target, 0, word.start())
        ]
        if wrong_word_matches:
            first_wrong_match = wrong_word_matches[0]
            yield Finding(
                "function_words",
                Span(*first_wrong_match.span()),
                fix=first_wrong_match[0].lower()
                if len(wrong_word_matches) == 1
                else None,
                arguments={"words": ", ".join(word[0] for word in wrong_word_matches)},
                checked_unit=unit,
            )
