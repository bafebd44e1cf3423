"""Function words with a capital in headings whose other words have one."""

import re
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit
from checks.typography.headings import has_headline_shape
from tm.finding import Finding, Severity, Span

_WORD_PATTERN = re.compile(r"(?<![\w-])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w-])")
_SENTENCE_BREAK_PATTERN = re.compile(r"[.:;!?…/|–—“\"'‘(«-]\s*$")
"""What stands before a word that begins a sentence or a quotation."""
_MIN_CONTENT_WORDS = 3
_MIN_SHARE_OF_CAPITALS = 0.75
"""Of the other words, how many must have a capital for a heading in title case."""


@check("caps.heading", level=Level.DOCUMENT, severity=Severity.INFO, unsafe_fixes=True)
def find_heading_capitals(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A function word has a capital in a heading in title case.

    In a heading whose words have capitals, prepositions and conjunctions such as `di`,
    `dan` and `yang` have none, unless they are its first word. Reported is the first
    such word with all others. Ignored are headings in capitals only, and the first
    words of sentences and quotations.
    """
    small_words = context.language.small_heading_words
    if not small_words:
        return
    for unit in units:
        if not unit.is_heading or not has_headline_shape(unit.target):
            continue
        words = [*_WORD_PATTERN.finditer(unit.target)]
        content_words = [
            word[0] for word in words if word[0].lower() not in small_words
        ]
        capital_count = sum(word[0].isupper() for word in content_words)
        if (
            len(content_words) < _MIN_CONTENT_WORDS
            or capital_count < _MIN_SHARE_OF_CAPITALS * len(content_words)
            or unit.target.isupper()
        ):
            continue
        wrong_words = [
            word
            for word in words[1:]
            if word[0].istitle()
            and word[0].lower() in small_words
            and not _SENTENCE_BREAK_PATTERN.search(unit.target, 0, word.start())
        ]
        if wrong_words:
            first_word = wrong_words[0]
            yield Finding(
                "function_words",
                Span(*first_word.span()),
                fix=first_word[0].lower() if len(wrong_words) == 1 else None,
                arguments={"words": ", ".join(word[0] for word in wrong_words)},
                about=unit,
            )
