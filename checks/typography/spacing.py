"""Checks of missing and superfluous spaces between words and punctuation marks."""

import re
from collections import Counter
from collections.abc import Iterator

import regex

from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.prefilter_conditions import TARGET
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.text.span_set import SpanSet
from tm.finding import Finding, Severity, Span

_ADDRESS_PATTERN = re.compile(
    # No part of a name is longer than 64 letters; bounds keep matching linear.
    r"(?:https?://|ftp://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,255}"
    r"|\b[\w-]{1,64}(?:\.[\w-]{1,64}){0,8}"
    r"\.(?:com|net|org|gov|edu|info|io|co|vn|id|uk|us|tv|me|go)\b(?:/\S*)?"
    r"|[@#]\w+|\b[A-Z]:\\\S*",
    re.IGNORECASE,
)
_SPACE_BEFORE_PATTERN = re.compile(
    r"(?<=\S)[ \t\u00a0\u2009\u202f]+([,.;:!?)\]}、。](?!\w)|[,;](?=[^\W\d_]))"
)
# A part of all matches of the pattern above, which is found faster.
_POSSIBLE_SPACE_BEFORE_PATTERN = re.compile(r"[ \t\u00a0\u2009\u202f][,.;:!?)\]}、。]")
_EMOTICON_PATTERN = re.compile(r"[:;]['-]?[()DPp/|\\]")
_MISSING_SPACE_PATTERN = regex.compile(
    r"""(?P<comma>[\p{L}\p{N}%)\]”"’»](?:,|;)(?=\p{L})|[\p{L}%)\]”"»],(?=\p{N}))
    |(?P<stop>(?:\p{Ll}|\p{Lu}(?=\P{ASCII}))\p{Ll}[”"’)]?[.!?](?=[“"‘(]?\p{Lu}\p{Ll}))
    |(?P<long>(?<![\p{L}\p{N}.])(?:\p{Lu}{3,5}|\p{N}{4})[”"’)]?[.](?=[“"‘(]?\p{Lu}\p{Ll}{3,}\s))
    |(?P<figure>(?:(?<=\b(?:1[89]|20))\p{N}{2}|(?<!\.)\p{Lu}{3})\.(?=\p{Lu}\p{Ll}{3}))
    |(?P<question>\p{Ll}{2}[!?](?=\p{Ll}))
    |(?P<colon>\p{L}{2}:(?=\p{L}))
    |(?P<year>\p{N}:(?=\p{Lu}\p{Ll}))""",
    regex.VERBOSE,
)
_POSSIBLE_MISSING_SPACE_PATTERN = re.compile(
    r"""[,;.!?:](?:["“‘(]?[^\W\d_]|(?<=,)(?<![0-9],)\w)"""
)
"""The marks at which the pattern above may match; most texts have none."""
_LETTERS_BEFORE_MARK = 6
"""The most letters before a mark in a match of `_MISSING_SPACE_PATTERN`."""
_SPACE_AFTER_PATTERN = re.compile(r"(?<!\S)[(“][ \u00a0]+(?=[^\W_])(?![^()“”]* [)”])")
"""A space after an opening mark whose closing mark has none before it."""
_DOUBLE_SPACE_OPTION = Option(
    "space.double",
    "as_source",
    False,
    "whether several spaces are allowed where the source has them",
)
_SPACE_BEFORE_OPTION = Option(
    "punct.space_before",
    "as_source",
    False,
    "whether a space before a mark is allowed where the source has it",
)
# Beside a bar, spaces fill the column of a table.
_DOUBLE_SPACE_PATTERN = re.compile(r"(?<=[^\s|])[ \u00a0]{2,}(?=[^\s|])")
_CLAUSE_START_PATTERN = re.compile(r"[^\W\d_]+\s")
_NON_SPACE_PATTERN = re.compile(r"\S")
_MAX_QUOTED_CHARACTERS = 24
"""The most characters of an adjacent word that a finding quotes."""


@check(
    "punct.space_before",
    level=Level.ONE,
    severity=Severity.WARNING,
    options=[_SPACE_BEFORE_OPTION],
    safe_fixes=True,
    prefilter=TARGET.has(Trait.MISPLACED_MARK),
)
def find_space_before_mark(unit: Unit, context: Context) -> Iterator[Finding]:
    """A space before a comma, full stop, colon or closing bracket.

    The check ignores marks that take one by the rules of the language (French `:`),
    ellipses, `.NET`, scores such as `2 : 1`, and emoticons.
    """
    text = unit.target
    if not _POSSIBLE_SPACE_BEFORE_PATTERN.search(text):
        return
    source_count_by_mark: Counter[str] = Counter()
    if unit.source and _SPACE_BEFORE_OPTION.read_value(context.options):
        source_count_by_mark.update(
            space_match[1]
            for space_match in _SPACE_BEFORE_PATTERN.finditer(unit.source)
        )
    for space_match in _SPACE_BEFORE_PATTERN.finditer(text):
        mark, space_start, mark_offset = (
            space_match[1],
            space_match.start(),
            space_match.start(1),
        )
        if mark in context.language.marks_after_space:
            continue
        if text[mark_offset : mark_offset + 2] in (
            "..",
            "?!",
            "![",  # an image in Markdown
        ) or _EMOTICON_PATTERN.match(text, mark_offset):
            continue
        character_before, character_after = (
            text[space_start - 1],
            text[mark_offset + 1 : mark_offset + 3].lstrip()[:1],
        )
        if mark == ":" and character_before.isdigit() and character_after.isdigit():
            continue
        if character_before in "([{“":
            continue
        if mark == "." and character_before in ".…":
            continue  # `. . .`: an ellipsis with spaces
        if source_count_by_mark[mark]:
            source_count_by_mark[mark] -= 1
            continue
        span = Span(
            _extend_to_words(text, space_start, space_start).start, mark_offset + 1
        )
        fix = text[span.start : space_start] + mark
        if (
            character_after.isalpha() and text[mark_offset + 1] == character_after
        ):  # `satu ,dua`
            if not context.target_locale.uses_spaces:
                continue
            span = Span(
                span.start, _extend_to_words(text, mark_offset, mark_offset + 1).end
            )
            fix += " " + text[mark_offset + 1 : span.end]
        yield Finding("space", span, None, {"mark": mark}, fix)


@check(
    "punct.missing_space",
    level=Level.ONE,
    severity=Severity.WARNING,
    safe_fixes=True,
    prefilter=TARGET.has(Trait.MISPLACED_MARK),
    yields_to=("char.mojibake",),
)
def find_missing_space(unit: Unit, context: Context) -> Iterator[Finding]:
    """No space after a comma, full stop, question mark or colon between two words.

    The check ignores numbers, times, web addresses, file names, abbreviations and
    handles.
    """
    text = unit.target
    if not context.target_locale.uses_spaces:
        return
    address_spans: SpanSet | None = None
    for mark_match in _find_missing_spaces(text):
        if address_spans is None:
            spans_of_addresses = (
                Span(*address_match.span())
                for address_match in _ADDRESS_PATTERN.finditer(text)
            )
            address_spans, first_space_offset = (
                SpanSet(text, spans_of_addresses),
                text.find(" "),
            )
        match_span = Span(*mark_match.span())
        if address_spans.overlaps(match_span):
            continue
        if mark_match.lastgroup == "stop" and _is_abbreviation(
            text, match_span.end - 1, context
        ):
            continue
        if mark_match.lastgroup == "colon" and not (
            0 <= first_space_offset < match_span.end
            and _CLAUSE_START_PATTERN.match(text, match_span.end)
        ):
            continue  # `re:Invent`, not `katanya:Ini adalah`
        span = _extend_to_words(text, match_span.end, match_span.end)
        fix = text[span.start : match_span.end] + " " + text[match_span.end : span.end]
        yield Finding("missing", span, None, {"mark": text[match_span.end - 1]}, fix)


@check(
    "punct.space_after",
    level=Level.ONE,
    severity=Severity.WARNING,
    safe_fixes=True,
    prefilter=TARGET.has(Trait.BRACKET, Trait.BEYOND_ASCII)
    & TARGET.meets(_SPACE_AFTER_PATTERN.search),
)
def find_space_after_bracket(unit: Unit, context: Context) -> Iterator[Finding]:
    """A space after an opening bracket or quotation mark: `( Dak Lak)`.

    The check ignores brackets that have a space on both inner sides on purpose, empty
    ones, and those that the source writes so.
    """
    text = unit.target
    if not context.target_locale.uses_spaces:
        return
    for opening_match in _SPACE_AFTER_PATTERN.finditer(text):
        mark = opening_match[0][0]
        if unit.source and opening_match[0] in unit.source:
            continue
        span = Span(
            opening_match.start(),
            _extend_to_words(text, opening_match.end(), opening_match.end()).end,
        )
        yield Finding(
            "space",
            span,
            None,
            {"mark": mark},
            mark + text[opening_match.end() : span.end],
        )


@check(
    "space.double",
    level=Level.ONE,
    severity=Severity.WARNING,
    options=[_DOUBLE_SPACE_OPTION],
    safe_fixes=True,
    prefilter=TARGET.has(Trait.UNCOMMON, Trait.EXTRA_SPACE),
    judges_sources=True,
)
def find_double_space(unit: Unit, context: Context) -> Iterator[Finding]:
    """Two or more spaces between words."""
    text = unit.target
    if "  " not in text and "\u00a0" not in text:
        return
    if unit.source and _DOUBLE_SPACE_OPTION.read_value(context.options):
        if _DOUBLE_SPACE_PATTERN.search(unit.source) or " :" in unit.source:
            return  # columns, whose width differs between languages
    for space_match in _DOUBLE_SPACE_PATTERN.finditer(text):
        span = _extend_to_words(text, *space_match.span())
        fix = (
            text[span.start : space_match.start()]
            + " "
            + text[space_match.end() : span.end]
        )
        yield Finding("double", span, fix=fix)


@check(
    "space.edge",
    level=Level.ONE,
    severity=Severity.WARNING,
    safe_fixes=True,
    prefilter=TARGET.has(Trait.EXTRA_SPACE),
)
def find_edge_space(unit: Unit, context: Context) -> Iterator[Finding]:
    """White space at the beginning or end that the source does not have."""
    text, source = unit.target, unit.source
    if not text.strip() or not (text[0].isspace() or text[-1].isspace()):
        return
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if start and not (source and source[:1].isspace()):
        span = _extend_to_words(text, 0, start)
        fix = text[start : span.end]
        yield Finding("start", span, fix=fix)
    if end < len(text) and not (source and source[-1:].isspace()):
        span = _extend_to_words(text, end, len(text))
        fix = text[span.start : end]
        yield Finding("end", span, fix=fix)


def _find_missing_spaces(text: str) -> Iterator["regex.Match[str]"]:
    """Find the matches of `_MISSING_SPACE_PATTERN`, searching only near marks, which is
    faster.
    """
    end = 0
    for mark_match in _POSSIBLE_MISSING_SPACE_PATTERN.finditer(text):
        for start in range(
            max(end, mark_match.start() - _LETTERS_BEFORE_MARK), mark_match.start()
        ):
            missing_space_match = _MISSING_SPACE_PATTERN.match(text, start)
            if missing_space_match is not None:
                yield missing_space_match
                end = missing_space_match.end()
                break


def _extend_to_words(text: str, start: int, end: int) -> Span:
    """Extend a span to the words that it touches, up to a readable length."""
    min_offset = max(0, start - _MAX_QUOTED_CHARACTERS)
    while start > min_offset and _NON_SPACE_PATTERN.match(text, start - 1):
        start -= 1
    max_offset = min(len(text), end + _MAX_QUOTED_CHARACTERS)
    while end < max_offset and _NON_SPACE_PATTERN.match(text, end):
        end += 1
    return Span(start, end)


def _is_abbreviation(text: str, stop_offset: int, context: Context) -> bool:
    word_match = re.search(
        r"[^\W\d_]+(?:\.[^\W\d_]+)*$", text[max(0, stop_offset - 20) : stop_offset]
    )
    if word_match is None:
        return False
    return (
        "." in word_match[0] or word_match[0].lower() in context.language.abbreviations
    )
