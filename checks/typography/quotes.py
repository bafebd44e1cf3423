"""Checks of quotation marks in a whole document, since quotations span paragraphs.

Only double marks are judged; single ones cannot be told from apostrophes.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from checks.engine.check import Level, check
from checks.engine.condition import TARGET
from checks.engine.option import Option
from checks.engine.traits import Trait
from checks.engine.unit import Context, Unit
from tm.finding import Argument, CatalogueWord, Finding, Severity, Span
from tm.spill.list import SpillList

_MARK = re.compile('["“”„‟«»＂「」『』]')
_STYLES = {
    '"': "straight", "＂": "straight",
    "“": "curly", "”": "curly", "„": "curly", "‟": "curly",
    "«": "angled", "»": "angled",
    "「": "corner", "」": "corner", "『": "white_corner", "』": "white_corner",
}  # fmt: skip
_OPENING = frozenset("“„‟«「『")
_CLOSING = frozenset("”»」』")
_BEFORE_OPENING = frozenset("([{—–‘'“„«¿¡/（《〈「『【：")
_OPENED = frozenset("“‘'([$£€（《〈「『【")
"""Characters that may begin a quotation."""
_INCHES = re.compile(r"\d+\s?['′]\s?\d+\Z")
_PREFERRED = Option(
    "quote.style",
    "preferred",
    "",
    "the house style; without it, the most frequent style of the document",
    ("", "straight", "curly", "angled", "corner"),
)
_CLEAR_MAJORITY = 2
"""How many times as frequent the usual style must be to outvote another."""
_ALONE = 1
"""The count of a style that no whole quotation has."""
_SHOWN = 30
_RUN = 8
"""How many units a quotation rarely exceeds."""


@dataclass(frozen=True, slots=True)
class _Mark:
    unit: int
    at: int
    style: str
    opens: bool | None
    """None if neither the mark nor its neighbours show it."""


@dataclass(slots=True)
class _Stack:
    """The open marks, and their counts by style."""

    marks: list[_Mark] = field(default_factory=list)
    styles: Counter[str] = field(default_factory=Counter)

    @property
    def last(self) -> _Mark | None:
        return self.marks[-1] if self.marks else None

    def push(self, mark: _Mark) -> None:
        self.marks.append(mark)
        self.styles[mark.style] += 1

    def pop(self) -> _Mark:
        mark = self.marks.pop()
        self.styles[mark.style] -= 1
        return mark


@dataclass(slots=True)
class _QuoteReading:
    """The quotation marks of a document: pairs, and marks without a partner."""

    pairs: SpillList[tuple[_Mark, _Mark]] = field(default_factory=SpillList)
    unopened: list[_Mark] = field(default_factory=list)
    unclosed: list[_Mark] = field(default_factory=list)
    reopened: list[_Mark] = field(default_factory=list)
    """Opening marks at the start of a unit, while a quotation was open."""
    counts: "array[int]" = field(default_factory=lambda: array("L"))
    """Marks of each unit."""

    def single(self) -> dict[int, tuple[_Mark, bool]]:
        """By unit, its first mark without a partner, and whether it closes."""
        first_marks: dict[int, tuple[_Mark, bool]] = {}
        for closing, marks in ((True, self.unopened), (False, self.unclosed)):
            for mark in marks:
                earlier_mark = first_marks.get(mark.unit)
                if earlier_mark is None or mark.at < earlier_mark[0].at:
                    first_marks[mark.unit] = mark, closing
        return first_marks

    def breaks(self) -> Counter[int]:
        """By unit, how many of its marks have no partner or open again."""
        marks = (*self.unopened, *self.unclosed, *self.reopened)
        return Counter(mark.unit for mark in marks)


@check(
    "quote.pair",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    yields_to=("char.mojibake",),
)
def unpaired(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A quotation that is opened and never closed, or closed and never opened.

    Quotations may span several paragraphs, each beginning with an opening mark.
    With a source, a unit is reported only where its marks disagree with the
    source's.
    """
    target = _read(unit.target for unit in units)
    if any(unit.source for unit in units):
        yield from _compare_with_source(units, target)
        return
    for closing, marks in ((True, target.unopened), (False, target.unclosed)):
        for mark in marks:
            unit = units[mark.unit]
            span = _around(unit.target, mark.at, closing=closing)
            key = "not_opened" if closing else "not_closed"
            yield Finding(key, span, about=unit)


@check(
    "quote.style",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    options=[_PREFERRED],
    safe_fixes=True,
    yields_to=("char.mojibake",),
)
def mixed_styles(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Quotation marks of several styles in one document: curly and straight.

    Reported are quotations that begin in one style and end in another, and those in
    a style that is clearly rarer than another one in the document.
    """
    reading = _read(subject.target for subject in units)
    pairs = reading.pairs
    preferred = _PREFERRED.read_value(context.options)
    usual = preferred or _usual_style(pairs)
    named: set[int] = set()
    for opening, closing in pairs:
        if closing.unit in named:
            continue
        if opening.style != closing.style:
            subject = units[closing.unit]
            named.add(closing.unit)
            span = _around(subject.target, closing.at, closing=True)
            yield Finding(
                "mixed",
                span,
                arguments={
                    "opening": CatalogueWord(opening.style),
                    "closing": CatalogueWord(closing.style),
                },
                fix=_restyled(span.of(subject.target), opening.style, context),
                about=subject,
            )
        elif usual and opening.style != usual:
            named.add(closing.unit)
            subject = units[closing.unit]
            is_in_one_unit = opening.unit == closing.unit
            span = Span(opening.at if is_in_one_unit else 0, closing.at + 1)
            yield Finding(
                "house" if preferred else "document",
                span,
                arguments=_styles(opening.style, usual),
                fix=_requoted(span.of(subject.target), usual, context)
                if is_in_one_unit
                else None,
                about=subject,
            )
    for unit, (mark, closes) in reading.single().items():
        subject = units[unit]
        if subject.source is None:
            continue  # quote.pair tells of it
        if usual and unit not in named and mark.style != usual:
            yield Finding(
                "house" if preferred else "document",
                _around(subject.target, mark.at, closing=closes),
                arguments=_styles(mark.style, usual),
                about=subject,
            )


@check(
    "quote.missing",
    level=Level.ONE,
    severity=Severity.INFO,
    prefilter=TARGET.has(Trait.COLON),
)
def unquoted_speech(unit: Unit, context: Context) -> Iterator[Finding]:
    """A verb of saying and a colon before a sentence without quotation marks."""
    text = unit.target
    colon = text.find(": ")
    if colon < 0 or _MARK.search(text, colon) or re.search("[‘’']", text[colon:]):
        return
    text_before = text[:colon].lower()
    verb = next(
        (v for v in context.language.speech_verbs if _ends_with(text_before, v)), None
    )
    text_after = text[colon + 2 :].lstrip()
    if verb is None or not text_after[:1].isupper() or len(text_after.split()) < 3:
        return
    end = re.match(r"\s*\S+\s+\S+", text[colon + 1 :])
    yield Finding(
        "missing",
        Span(colon - len(verb), colon + 1 + (end.end() if end else 0)),
    )


def _compare_with_source(
    units: Sequence[Unit], target: _QuoteReading
) -> Iterator[Finding]:
    source = _read(subject.source_text for subject in units)
    single = target.single()
    our_breaks, their_breaks = target.breaks(), source.breaks()
    for unit, subject in enumerate(units):
        if subject.source is None:
            continue
        target_count, source_count = target.counts[unit], source.counts[unit]
        if target_count % 2 == source_count % 2:
            continue
        if unit in single:
            mark, closing = single[unit]
            span = _around(subject.target, mark.at, closing=closing)
            key = "not_opened" if closing else "not_closed"
            yield Finding(key, span, about=subject)
            continue
        certain = source_count and source_count % 2 == 0 and target_count
        if certain or _near(our_breaks, unit) > _near(their_breaks, unit):
            yield Finding(
                "lost" if target_count < source_count else "added",
                Span(0, len(subject.target)),
                arguments={"source_count": source_count, "target_count": target_count},
                about=subject,
            )


def _styles(style: str, usual: str) -> dict[str, Argument]:
    """The arguments of a finding about another style than the usual one."""
    return {"style": CatalogueWord(style), "usual": CatalogueWord(usual)}


def _near(breaks: Counter[int], unit: int) -> int:
    """Count the marks without a partner in the units nearby."""
    return sum(
        breaks[unit_number] for unit_number in range(unit - _RUN, unit + _RUN + 1)
    )


def _read(texts: Iterable[str]) -> _QuoteReading:
    reading = _QuoteReading()
    stack = _Stack()
    for unit, text in enumerate(texts):
        marks = [*_marks(unit, text, bool(stack.marks))] if _MARK.search(text) else []
        reading.counts.append(len(marks))
        first = len(text) - len(text.lstrip()) if marks else 0
        for mark in marks:
            _take(mark, stack, reading, at_start=mark.at <= first)
    reading.unclosed += stack.marks
    return reading


def _take(
    mark: _Mark, stack: _Stack, reading: _QuoteReading, *, at_start: bool
) -> None:
    opens, last = mark.opens, stack.last
    if opens is None:
        opens = not stack.styles[mark.style]
    if not opens:
        if last is None:
            reading.unopened.append(mark)
        elif last.style == mark.style or len(stack.marks) == 1:
            reading.pairs.append((stack.pop(), mark))
        else:
            reading.unclosed.append(stack.pop())
            reading.pairs.append((stack.pop(), mark))
        return
    if last is not None and (at_start or last.style == mark.style):
        # Each paragraph of a long quotation is opened again.
        goes_on = at_start and mark.unit - last.unit <= _RUN
        (reading.reopened if goes_on else reading.unclosed).append(stack.pop())
    stack.push(mark)


def _marks(unit: int, text: str, quoting: bool) -> Iterator[_Mark]:
    seen = quoting
    for match in _MARK.finditer(text):
        position, mark = match.start(), match[0]
        if mark in _OPENING and _STYLES[mark] != "curly":
            opens: bool | None = True
        elif mark in _CLOSING and _STYLES[mark] != "curly":
            opens = False
        else:
            if mark == '"' and _INCHES.search(text[max(0, position - 8) : position]):
                continue
            opens = _direction(text, position, mark)
            if (
                mark == '"'
                and text[position - 1 : position].isdigit()
                and not seen
                and position
            ):
                continue  # inches or seconds
        seen = True
        yield _Mark(unit, position, _STYLES[mark], opens)


def _direction(text: str, position: int, mark: str) -> bool | None:
    """Whether a mark opens; the typographic form decides, else the neighbours.

    `“` closes in German (`„…“`) and `”` opens in Swedish: where form and neighbours
    contradict each other clearly, the neighbours are believed.
    """
    character_before, character_after = (
        text[position - 1 : position],
        text[position + 1 : position + 2],
    )
    free_before = (
        not character_before
        or character_before.isspace()
        or character_before in _BEFORE_OPENING
    )
    free_after = (
        not character_after
        or character_after.isspace()
        or not (character_after.isalnum() or character_after in _OPENED)
    )
    by_place = None if free_before == free_after else free_before
    if mark in "„‟":
        return True
    if mark == "“":
        return (
            False
            if by_place is False and not character_before.isalnum()
            else by_place is not False
        )
    if mark == "”":
        return by_place is True
    return by_place


def _usual_style(pairs: Sequence[tuple[_Mark, _Mark]]) -> str | None:
    counts: dict[str, int] = {}
    for opening, closing in pairs:
        if opening.style == closing.style:
            counts[opening.style] = counts.get(opening.style, 0) + 1
    if not counts:
        return None
    first, *other_styles = sorted(counts.items(), key=lambda item: -item[1])
    least = max((count for _, count in other_styles), default=_ALONE)
    return first[0] if first[1] >= _CLEAR_MAJORITY * least else None


def _restyled(quote: str, style: str, context: Context) -> str | None:
    """Change the style of the closing mark at the end of a quote."""
    closing = {"straight": '"', "curly": context.language.curly_quotes[1]}.get(style)
    marks = [*_MARK.finditer(quote)]
    if closing is None or not marks:
        return None
    mark_start = marks[-1].start()
    return quote[:mark_start] + closing + quote[mark_start + 1 :]


def _requoted(quote: str, style: str, context: Context) -> str | None:
    """Change the style of both marks of a whole quotation."""
    marks = {"straight": '""', "curly": "".join(context.language.curly_quotes)}
    pair = marks.get(style)
    return f"{pair[0]}{quote[1:-1]}{pair[1]}" if pair else None


def _around(text: str, position: int, *, closing: bool) -> Span:
    """Find the span of a mark and the adjacent words of its quotation."""
    if closing:
        start = max(0, position - _SHOWN)
        if start:
            space = text.find(" ", start, position)
            start = space + 1 if space >= 0 else start
        return Span(start, position + 1)
    end = min(len(text), position + _SHOWN)
    if end < len(text):
        space = text.rfind(" ", position, end)
        end = space if space > position else end
    return Span(position, end)


def _ends_with(text: str, verb: str) -> bool:
    return text.endswith(verb) and not text[: -len(verb)][-1:].isalpha()
