"""Checks of brackets: unpaired and empty ones."""

import re
import string
from collections import Counter
from collections.abc import Iterator

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import TARGET
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.text.span_set import SpanSet
from tm.articles.page_text.page_labels import load_page_labels
from tm.finding import Finding, Severity, Span

_CLOSING_BRACKET_BY_OPENING = {"(": ")", "[": "]", "{": "}", "（": "）", "【": "】"}
_OPENING_BRACKET_BY_CLOSING = {
    closing_bracket: opening_bracket
    for opening_bracket, closing_bracket in _CLOSING_BRACKET_BY_OPENING.items()
}
_BRACKET_PATTERN = re.compile(r"[()\[\]{}（）【】]")
_LIST_MARK_PATTERN = re.compile(
    r"^\s*(?:\w{1,2}|[ivxIVX]{1,4}|\*{1,3})\)|(?<=\s)(?:[a-z\d]|[ivx]{2,4}|\*{1,3})\)"
)
_EMOTICON_PATTERN = re.compile(
    r"[:;=]['’-]?[()\[\]{}D]|[()\[\]]['’-]?[:;=](?!\w)|\^_?\^\)?"
)
_EMPTY_BRACKETS_PATTERN = re.compile(
    r"(?<![\w)\]])(?:\(\s*\)|\[\s*\]|（\s*）|【\s*】)(?!\w)"
)
"""Empty brackets, except right after a word, as in `main()`."""
_MAX_QUOTED_WORD_CHARACTERS = 20
"""How many characters of a word next to a bracket a finding quotes."""
_SENTENCES_END_PATTERN = re.compile(r"[.?!][\"”]?\)$")
"""The end of sentences between brackets."""


@check(
    "bracket.pair",
    level=Level.ONE,
    severity=Severity.WARNING,
    prefilter=TARGET.has(Trait.BRACKET),
)
def find_unpaired_brackets(unit: Unit, context: Context) -> Iterator[Finding]:
    """A bracket without its partner.

    The check ignores list numbering (`a)`) and notes (`*)`), emoticons, and brackets
    that the source leaves open, too, because they span several segments. Without a
    source, it also ignores brackets at the beginning or the end of a sentence, which
    may enclose several sentences, and at the end of a photo credit, whose caption is
    another text.
    """
    text = unit.target
    unpaired_offsets = _find_unpaired_offsets(text)
    if unit.source is None:
        # Sentences between brackets are units of their own.
        first_nonspace_offset = len(text) - len(text.lstrip())
        last_bracket_offset = _find_bracket_after_sentences(text)
        if last_bracket_offset is None and _is_end_of_credit(text):
            last_bracket_offset = len(text.rstrip()) - 1
        unpaired_offsets = [
            offset
            for offset in unpaired_offsets
            if first_nonspace_offset < offset != last_bracket_offset
        ]
    if not unpaired_offsets:
        return
    if unit.source is not None:
        source_bracket_counts = Counter(
            unit.source[offset] for offset in _find_unpaired_offsets(unit.source)
        )
        unpaired_target_offsets, unpaired_offsets = unpaired_offsets, []
        for offset in unpaired_target_offsets:
            if source_bracket_counts[text[offset]]:
                source_bracket_counts[text[offset]] -= 1
            else:
                unpaired_offsets.append(offset)
    for offset in unpaired_offsets:
        is_opening = text[offset] in _CLOSING_BRACKET_BY_OPENING
        start = offset if is_opening else find_word_start(text, offset)
        end = find_word_end(text, offset) if is_opening else offset + 1
        message_key = "not_closed" if is_opening else "not_opened"
        yield Finding(message_key, Span(start, end), None, {"bracket": text[offset]})


def _is_end_of_credit(text: str) -> bool:
    """Whether a text is the credit that ends a caption in brackets: `Foto: Lam)`."""
    credit_match = load_page_labels().photo_credit_pattern.match(text.strip())
    return credit_match is not None and text.rstrip().endswith(")")


def _find_bracket_after_sentences(text: str) -> int | None:
    """Find the bracket that closes a text of sentences between brackets."""
    text_end = len(text.rstrip(f".{string.whitespace}\xa0"))
    if _SENTENCES_END_PATTERN.search(text[max(0, text_end - 3) : text_end]):
        return text_end - 1
    return None


@check(
    "bracket.empty",
    level=Level.ONE,
    severity=Severity.WARNING,
    prefilter=TARGET.has(Trait.BRACKET),
    yields_to=("page.residue",),
)
def find_empty_brackets(unit: Unit, context: Context) -> Iterator[Finding]:
    """Empty brackets: a word or a number may be missing.

    The check ignores brackets right after a word, as in `main()`, and texts whose
    source has empty brackets, too.
    """
    if not _EMPTY_BRACKETS_PATTERN.search(unit.source_text):
        for brackets_match in _EMPTY_BRACKETS_PATTERN.finditer(unit.target):
            yield Finding(
                "empty",
                Span(*brackets_match.span()),
                None,
                {"brackets": brackets_match[0]},
            )


def _find_unpaired_offsets(text: str) -> list[int]:
    """Find the offsets of unpaired brackets, except in list marks and emoticons."""
    bracket_matches = [*_BRACKET_PATTERN.finditer(text)]
    if not bracket_matches:
        return []
    emoticon_spans = SpanSet(
        text,
        (
            Span(*emoticon_match.span())
            for emoticon_match in _EMOTICON_PATTERN.finditer(text)
        ),
    )
    open_bracket_offsets: list[int] = []
    unpaired_offsets: list[int] = []
    list_mark_offsets = {
        list_mark_match.end() - 1
        for list_mark_match in _LIST_MARK_PATTERN.finditer(text)
    }
    for bracket_match in bracket_matches:
        offset, bracket = bracket_match.start(), bracket_match[0]
        if bracket in _CLOSING_BRACKET_BY_OPENING:
            open_bracket_offsets.append(offset)
        elif (
            open_bracket_offsets
            and text[open_bracket_offsets[-1]] == _OPENING_BRACKET_BY_CLOSING[bracket]
        ):
            open_bracket_offsets.pop()
        elif offset not in list_mark_offsets:
            unpaired_offsets.append(offset)
    return [
        offset
        for offset in sorted(unpaired_offsets + open_bracket_offsets)
        if not emoticon_spans.overlaps(Span(offset, offset + 1))
    ]


def find_word_start(text: str, offset: int) -> int:
    """Find where the word before an offset begins, or a part of a long word."""
    min_offset = max(0, offset - _MAX_QUOTED_WORD_CHARACTERS)
    while offset > min_offset and not text[offset - 1].isspace():
        offset -= 1
    return offset


def find_word_end(text: str, offset: int) -> int:
    """Find where the word at an offset ends, or a part of a long word."""
    max_offset = min(len(text), offset + _MAX_QUOTED_WORD_CHARACTERS)
    while offset < max_offset and not text[offset].isspace():
        offset += 1
    return offset
