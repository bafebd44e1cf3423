"""Checks of missing and superfluous spaces between words and punctuation marks."""

import re
from collections import Counter
from collections.abc import Iterator

import regex

from checks.engine.check import Level, check
from checks.engine.condition import TARGET
from checks.engine.option import Option
from checks.engine.traits import Trait
from checks.engine.unit import Context, Unit
from checks.text.span_set import SpanSet
from tm.finding import Finding, Severity, Span

_ADDRESS = re.compile(
    # No part of a name is longer than 64 letters; bounds keep matching linear.
    r"(?:https?://|ftp://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,255}"
    r"|\b[\w-]{1,64}(?:\.[\w-]{1,64}){0,8}"
    r"\.(?:com|net|org|gov|edu|info|io|co|vn|id|uk|us|tv|me|go)\b(?:/\S*)?"
    r"|[@#]\w+|\b[A-Z]:\\\S*",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?<=\S)[ \t\u00a0\u2009\u202f]+([,.;:!?)\]}、。](?!\w)|[,;](?=[^\W\d_]))"
)
# A part of all matches of the pattern above, which is found faster.
_MAY_STAND_BEFORE = re.compile(r"[ \t\u00a0\u2009\u202f][,.;:!?)\]}、。]")
_EMOTICON = re.compile(r"[:;]['-]?[()DPp/|\\]")
_GLUED = regex.compile(
    r"""(?P<comma>[\p{L}\p{N}%)\]”"’»](?:,|;)(?=\p{L})|[\p{L}%)\]”"»],(?=\p{N}))
    |(?P<stop>(?:\p{Ll}|\p{Lu}(?=\P{ASCII}))\p{Ll}[”"’)]?[.!?](?=[“"‘(]?\p{Lu}\p{Ll}))
    |(?P<question>\p{Ll}{2}[!?](?=\p{Ll}))
    |(?P<colon>\p{L}{2}:(?=\p{L}))
    |(?P<year>\p{N}:(?=\p{Lu}\p{Ll}))""",
    regex.VERBOSE,
)
_MAY_BE_GLUED = re.compile(r"""[,;.!?:](?:["“‘(]?[^\W\d_]|(?<=,)(?<![0-9],)\w)""")
"""The marks at which the pattern above may match; most texts have none."""
_BEFORE_MARK = 3
"""How many letters before a mark a match of `_GLUED` may begin."""
_WIDE_AS_SOURCE = Option(
    "space.double",
    "as_source",
    False,
    "whether several spaces are allowed where the source has them",
)
_BEFORE_AS_SOURCE = Option(
    "punct.space_before",
    "as_source",
    False,
    "whether a space before a mark is allowed where the source has it",
)
_WIDE = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_CLAUSE = re.compile(r"[^\W\d_]+\s")
_PIECE = re.compile(r"\S")
_SHOWN = 24
"""How many characters of a neighbouring word a finding quotes at most."""


@check(
    "punct.space_before",
    level=Level.ONE,
    severity=Severity.WARNING,
    options=[_BEFORE_AS_SOURCE],
    safe_fixes=True,
    prefilter=TARGET.has(Trait.UNEVEN_MARK),
)
def space_before(unit: Unit, context: Context) -> Iterator[Finding]:
    """A space before a comma, full stop, colon or closing bracket.

    Ignored are marks that take one by the rules of the language (French `:`),
    ellipses, `.NET`, scores such as `2 : 1`, and emoticons.
    """
    text = unit.target
    if not _MAY_STAND_BEFORE.search(text):
        return
    source_counts: Counter[str] = Counter()
    if unit.source and _BEFORE_AS_SOURCE.read_value(context.options):
        source_counts.update(match[1] for match in _BEFORE.finditer(unit.source))
    for match in _BEFORE.finditer(text):
        mark, start, mark_position = match[1], match.start(), match.start(1)
        if mark in context.language.marks_after_space:
            continue
        if text[mark_position : mark_position + 2] in ("..", "?!") or _EMOTICON.match(
            text, mark_position
        ):
            continue
        character_before, character_after = (
            text[start - 1],
            text[mark_position + 1 : mark_position + 3].lstrip()[:1],
        )
        if mark == ":" and character_before.isdigit() and character_after.isdigit():
            continue
        if character_before in "([{“":
            continue
        if mark == "." and character_before in ".…":
            continue  # `. . .`: an ellipsis with spaces
        if source_counts[mark]:
            source_counts[mark] -= 1
            continue
        span = Span(_with_words(text, start, start).start, mark_position + 1)
        fix = text[span.start : start] + mark
        if (
            character_after.isalpha() and text[mark_position + 1] == character_after
        ):  # `satu ,dua`
            if not context.target.uses_spaces:
                continue
            span = Span(
                span.start, _with_words(text, mark_position, mark_position + 1).end
            )
            fix += " " + text[mark_position + 1 : span.end]
        yield Finding("space", span, None, {"mark": mark}, fix)


@check(
    "punct.missing_space",
    level=Level.ONE,
    severity=Severity.WARNING,
    safe_fixes=True,
    prefilter=TARGET.has(Trait.UNEVEN_MARK),
    yields_to=("char.mojibake",),
)
def missing_space(unit: Unit, context: Context) -> Iterator[Finding]:
    """No space after a comma, full stop, question mark or colon between two words.

    Ignored are numbers, times, web addresses, file names, abbreviations and
    handles.
    """
    text = unit.target
    if not context.target.uses_spaces:
        return
    addresses: SpanSet | None = None
    for match in _glued(text):
        if addresses is None:
            address = (Span(*address.span()) for address in _ADDRESS.finditer(text))
            addresses, first_space = SpanSet(text, address), text.find(" ")
        match_span = Span(*match.span())
        if addresses.overlaps(match_span):
            continue
        if match.lastgroup == "stop" and _is_abbreviation(
            text, match_span.end - 1, context
        ):
            continue
        if match.lastgroup == "colon" and not (
            0 <= first_space < match_span.end and _CLAUSE.match(text, match_span.end)
        ):
            continue  # `re:Invent`, not `katanya:Ini adalah`
        span = _with_words(text, match_span.end, match_span.end)
        fix = text[span.start : match_span.end] + " " + text[match_span.end : span.end]
        yield Finding("missing", span, None, {"mark": text[match_span.end - 1]}, fix)


@check(
    "space.double",
    level=Level.ONE,
    severity=Severity.WARNING,
    options=[_WIDE_AS_SOURCE],
    safe_fixes=True,
    prefilter=TARGET.has(Trait.UNCOMMON, Trait.EXTRA_SPACE),
    judges_sources=True,
)
def double_space(unit: Unit, context: Context) -> Iterator[Finding]:
    """Two or more spaces between words."""
    text = unit.target
    if "  " not in text and "\u00a0" not in text:
        return
    if unit.source and _WIDE_AS_SOURCE.read_value(context.options):
        if _WIDE.search(unit.source) or " :" in unit.source:
            return  # columns, whose width is another in each language
    for match in _WIDE.finditer(text):
        span = _with_words(text, *match.span())
        fix = text[span.start : match.start()] + " " + text[match.end() : span.end]
        yield Finding("double", span, fix=fix)


@check(
    "space.edge",
    level=Level.ONE,
    severity=Severity.WARNING,
    safe_fixes=True,
    prefilter=TARGET.has(Trait.EXTRA_SPACE),
)
def edge_space(unit: Unit, context: Context) -> Iterator[Finding]:
    """White space at the beginning or end that the source does not have."""
    text, source = unit.target, unit.source
    if not text.strip() or not (text[0].isspace() or text[-1].isspace()):
        return
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if start and not (source and source[:1].isspace()):
        span = _with_words(text, 0, start)
        fix = text[start : span.end]
        yield Finding("start", span, fix=fix)
    if end < len(text) and not (source and source[-1:].isspace()):
        span = _with_words(text, end, len(text))
        fix = text[span.start : end]
        yield Finding("end", span, fix=fix)


def _glued(text: str) -> Iterator["regex.Match[str]"]:
    """Find the matches of `_GLUED`, searching only near marks, which is faster."""
    end = 0
    for mark in _MAY_BE_GLUED.finditer(text):
        for start in range(max(end, mark.start() - _BEFORE_MARK), mark.start()):
            match = _GLUED.match(text, start)
            if match is not None:
                yield match
                end = match.end()
                break


def _with_words(text: str, start: int, end: int) -> Span:
    """Extend a span to the words that it touches, up to a readable length."""
    first = max(0, start - _SHOWN)
    while start > first and _PIECE.match(text, start - 1):
        start -= 1
    last = min(len(text), end + _SHOWN)
    while end < last and _PIECE.match(text, end):
        end += 1
    return Span(start, end)


def _is_abbreviation(text: str, stop: int, context: Context) -> bool:
    word = re.search(r"[^\W\d_]+(?:\.[^\W\d_]+)*$", text[max(0, stop - 20) : stop])
    if word is None:
        return False
    return "." in word[0] or word[0].lower() in context.language.abbreviations
