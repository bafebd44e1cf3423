"""Checks of punctuation marks: doubled, unpaired, lost at the end."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.condition import TARGET
from checks.engine.traits import Trait
from checks.engine.unit import Context, Unit
from checks.text.span_set import SpanSet
from tm.articles.archive.article import BlockKind
from tm.finding import CatalogueWord, Finding, Severity, Span

_DOUBLE = re.compile(
    r"(?<![.,;:])(?:,,+|;;+|(?<!:)::(?![\w:])|,\.|,;|;,|;\.|\.;|:,|:\.(?!\d)|[?!],\.)"
    r"|(?<![.…?!])\.\.(?![./\\])|(?<=[?!])\.(?![.\w])|。。|、、"
)
# A part of all matches of the patterns; most texts have none.
_MARKS = re.compile("[.,;:?!…。、][.,;:。、]")
_STOP_COMMA = re.compile(r"(?<=[^\W\d_]{5})\.,|(?<=\d)\.,(?=\s)")
_PAIRS = {"(": ")", "[": "]", "{": "}", "（": "）", "【": "】"}
_CLOSING = {close: open_ for open_, close in _PAIRS.items()}
_BRACKET = re.compile(r"[()\[\]{}（）【】]")
_LIST_MARK = re.compile(
    r"^\s*(?:\w{1,2}|[ivxIVX]{1,4})\)|(?<=\s)(?:[a-z\d]|[ivx]{2,4})\)"
)
_SMILE = re.compile(r"[:;=]['’-]?[()\[\]{}D]|[()\[\]]['’-]?[:;=](?!\w)|\^_?\^\)?")
_EMPTY = re.compile(r"(?<![\w)\]])(?:\(\s*\)|\[\s*\]|（\s*）|【\s*】)(?!\w)")
"""Brackets with nothing in them; right after a word they call a function: `main()`."""
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
_TAIL = _SPACES + "\"“”'‘’»«)]）」』*\ufffc"
"""Characters that may follow the end of a sentence, including inline codes."""
_FULL_STOPS = frozenset(".。．।॥۔։።។။")
"""Full stops, also of Hindi, Urdu, Armenian, Amharic, Khmer and Burmese."""
_SHOWN = 20
_FEWEST_TITLED = 4
"""How many units a document must have to begin with a headline."""
_LONGEST_HEADLINE = 160
"""Characters of a first unit that may be a headline."""


@check(
    "punct.double",
    level=Level.ONE,
    severity=Severity.WARNING,
    safe_fixes=True,
    prefilter=TARGET.has(Trait.UNEVEN_MARK),
)
def double_mark(unit: Unit, context: Context) -> Iterator[Finding]:
    """Two marks instead of one: `..`, `,,`, `,.`; ellipses and `?!` are right."""
    text = unit.target
    if not _MARKS.search(text):
        return
    for pattern in (_DOUBLE, _STOP_COMMA):
        for match in pattern.finditer(text):
            start, end = match.span()
            if match[0] == ".":
                start -= 1
            elif pattern is _STOP_COMMA and _abbreviated(text, start, context):
                continue
            marks = text[start:end]
            span = Span(_word_start(text, start), end)
            remaining_mark = (
                marks[0] if marks[0] in "?!.。、" or len(set(marks)) == 1 else None
            )
            fix = text[span.start : start] + remaining_mark if remaining_mark else None
            yield Finding("double", span, None, {"marks": marks}, fix)


@check(
    "bracket.pair",
    level=Level.ONE,
    severity=Severity.WARNING,
    prefilter=TARGET.has(Trait.BRACKET),
)
def bracket_pair(unit: Unit, context: Context) -> Iterator[Finding]:
    """A bracket without its partner.

    Ignored are list numbering (`a)`), emoticons, and brackets that the source
    leaves open, too, because they span several segments.
    """
    text = unit.target
    single = _unpaired(text)
    if not single:
        return
    if unit.source is not None:
        source_counts = Counter(
            unit.source[position] for position in _unpaired(unit.source)
        )
        target_brackets, single = single, []
        for position in target_brackets:
            if source_counts[text[position]]:
                source_counts[text[position]] -= 1
            else:
                single.append(position)
    for position in single:
        is_open = text[position] in _PAIRS
        start = position if is_open else _word_start(text, position)
        end = _word_end(text, position) if is_open else position + 1
        key = "not_closed" if is_open else "not_opened"
        yield Finding(key, Span(start, end), None, {"bracket": text[position]})


@check(
    "bracket.empty",
    level=Level.ONE,
    severity=Severity.WARNING,
    prefilter=TARGET.has(Trait.BRACKET),
)
def empty_bracket(unit: Unit, context: Context) -> Iterator[Finding]:
    """Empty brackets: a word or a number may be missing.

    Ignored are brackets right after a word, as in `main()`, and texts whose source has
    empty brackets, too.
    """
    if not _EMPTY.search(unit.source_text):
        for match in _EMPTY.finditer(unit.target):
            yield Finding("empty", Span(*match.span()), None, {"brackets": match[0]})


@check(
    "punct.end",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    safe_fixes=True,
    yields_to=("char.mojibake",),
)
def end_mark(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """The punctuation at the end of the sentence was added, lost or changed.

    Closing quotation marks and brackets may stand on either side of it. Ignored are
    texts that end in an abbreviation, exclamation marks, which languages use
    differently, and languages such as Thai, which do not mark the end of a
    sentence. A headline needs no full stop, even if the source has one; the first
    unit of a document is taken for one if it is short enough.
    """
    if context.source is None:
        return
    titled = units[0].document is not None and len(units) >= _FEWEST_TITLED
    for index, unit in enumerate(units):
        heading = unit.is_heading or (
            index == 0
            and titled
            and unit.kind in (None, BlockKind.HEADLINE)
            and len(unit.target) <= _LONGEST_HEADLINE
        )
        if unit.source and not (heading and _has_no_mark(unit.target)):
            yield from _end_mark(unit, context)


def _has_no_mark(text: str) -> bool:
    return not _end_kind(text.rstrip())


def _end_mark(unit: Unit, context: Context) -> Iterator[Finding]:
    source, target = unit.source_text.rstrip(), unit.target.rstrip()
    if not source or not target or _only_marks(target):
        return
    source_kind, target_kind = _end_kind(source), _end_kind(target)
    if source_kind == target_kind or (
        source_kind and "exclamation_mark" in (source_kind, target_kind)
    ):
        return
    if _is_unmarked(source_kind or target_kind, context):
        return
    core = target.rstrip(_TAIL)
    start = _word_start(target, max(0, len(core) - 1))
    span = Span(start, len(target))
    if target_kind == "full_stop" and _abbreviated(core, len(core) - 1, context):
        return
    language = context.source_language
    if source_kind == "full_stop" and language is not None:
        core_source = source.rstrip(_TAIL)
        stop = len(core_source) - 1
        word = _last_word(core_source, stop)
        if "." in word or word.lower() in language.abbreviations:
            return
    if not source_kind:
        ends_bare = target_kind != "ellipsis" and source.rstrip(_TAIL)[-1:].isalnum()
        if ends_bare or target_kind == "full_stop":
            fix = target[start : len(core) - 1] + target[len(core) :]
            yield Finding(
                "added",
                span,
                arguments={"mark": CatalogueWord(target_kind)},
                fix=fix,
                about=unit,
            )
        return
    if not target_kind and source_kind in ("full_stop", "question_mark"):
        if core[-1:] in ",;:–—-…":
            return
        fixed_end = (
            target[start:] + _mark(source_kind, context) if core == target else None
        )
        mark = CatalogueWord(source_kind)
        yield Finding("missing", span, None, {"mark": mark}, fixed_end, about=unit)


def _mark(kind: str, context: Context) -> str:
    """Read the mark of a kind in the target language."""
    language = context.language
    return language.question_mark if kind == "question_mark" else language.full_stop


def _is_unmarked(kind: str, context: Context) -> bool:
    """Whether one of the languages has no mark of this kind."""
    languages = filter(None, (context.language, context.source_language))
    if kind == "question_mark":
        return not all(language.question_mark for language in languages)
    return kind == "full_stop" and not all(
        either_language.full_stop for either_language in languages
    )


def _unpaired(text: str) -> list[int]:
    """Find the offsets of unpaired brackets, except in list marks and emoticons."""
    brackets = [*_BRACKET.finditer(text)]
    if not brackets:
        return []
    aside = SpanSet(text, (Span(*match.span()) for match in _SMILE.finditer(text)))
    stack: list[int] = []
    single: list[int] = []
    marks = {match.end() - 1 for match in _LIST_MARK.finditer(text)}
    for match in brackets:
        position, mark = match.start(), match[0]
        if mark in _PAIRS:
            stack.append(position)
        elif stack and text[stack[-1]] == _CLOSING[mark]:
            stack.pop()
        elif position not in marks:
            single.append(position)
    return [
        position
        for position in sorted(single + stack)
        if not aside.overlaps(Span(position, position + 1))
    ]


def _end_kind(text: str) -> str:
    """Name the last mark, ignoring quotation marks and brackets; empty for none."""
    core = text.rstrip(_TAIL)
    last = core[-1:]
    if core.endswith(("...", "…")):
        return "ellipsis"
    if last in _FULL_STOPS:
        return "full_stop"
    if last in "?？؟":
        return "question_mark" if last else ""
    if last in "!！":
        return "exclamation_mark"
    return ""


def _only_marks(text: str) -> bool:
    return not any(character.isalnum() for character in text)


def _last_word(text: str, stop: int) -> str:
    match = re.search(r"[^\W_]+(?:\.[^\W_]+)*$", text[max(0, stop - 20) : stop])
    return match[0] if match else ""


def _abbreviated(text: str, stop: int, context: Context) -> bool:
    """Whether the full stop at an offset belongs to an abbreviation."""
    word = _last_word(text, stop)
    is_listed = word.lower() in context.language.abbreviations
    return is_listed or "." in word or (len(word) == 1 and word.isupper())


def _word_start(text: str, position: int) -> int:
    first = max(0, position - _SHOWN)
    while position > first and not text[position - 1].isspace():
        position -= 1
    return position


def _word_end(text: str, position: int) -> int:
    last = min(len(text), position + _SHOWN)
    while position < last and not text[position].isspace():
        position += 1
    return position
