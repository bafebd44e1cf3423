"""Checks of quotation marks in a whole document, since quotations span paragraphs.

Only double marks are judged; single ones cannot be told from apostrophes.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.prefilter_conditions import TARGET
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.typography.quotation_marks import (
    MARK_PATTERN,
    MAX_UNITS_PER_QUOTATION,
    DocumentQuotations,
    QuotationMark,
    read_quotations,
)
from tm.finding import CatalogueWord, Finding, MessageArgument, Severity, Span

_PREFERRED_STYLE_OPTION = Option(
    "quote.style",
    "preferred",
    "",
    "the house style; without it, the most frequent style of the document",
    ("", "straight", "curly", "angled", "corner"),
)
_MIN_STYLE_FREQUENCY_RATIO = 2
"""How many times as frequent as another style the usual style must be."""
_UNPAIRED_STYLE_COUNT = 1
"""The assumed count of a style without a whole quotation."""
_MAX_CHARACTERS_NEXT_TO_MARK = 30
"""How many characters next to a quotation mark a finding quotes."""

_ANY_MARK_PATTERN = re.compile(r"[\"“”„«»‘]")


@check(
    "quote.pair",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    yields_to=("char.mojibake",),
)
def find_unpaired_quotes(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A quotation that is opened and never closed, or closed and never opened.

    Quotations may span several paragraphs, each beginning with an opening mark.
    A quotation inside another one has single marks. With a source, a unit is reported
    only where its marks disagree with the source's.
    """
    target_quotations = read_quotations(unit.target for unit in units)
    if any(unit.source for unit in units):
        yield from _report_differences_from_source(units, target_quotations)
        return
    nested_marks: set[QuotationMark] = set()
    for quotation in target_quotations.find_nested_quotations():
        nested_marks.update(quotation.outer_marks)
        opening_mark, closing_mark = quotation.inner_marks
        yield Finding(
            "nested",
            Span(opening_mark.offset, closing_mark.offset + 1),
            checked_unit=units[opening_mark.unit_index],
        )
    for is_closing, marks in (
        (True, target_quotations.unopened_marks),
        (False, target_quotations.unclosed_marks),
    ):
        for mark in marks:
            if mark in nested_marks:
                continue
            unit = units[mark.unit_index]
            span = _find_span_with_word(unit.target, mark.offset, is_closing=is_closing)
            message_key = "not_opened" if is_closing else "not_closed"
            yield Finding(message_key, span, checked_unit=unit)


@check(
    "quote.style",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    options=[_PREFERRED_STYLE_OPTION],
    safe_fixes=True,
    yields_to=("char.mojibake",),
)
def find_mixed_quote_styles(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """Quotation marks of several styles in one document: curly and straight.

    The check reports quotations that begin in one style and end in another, and those
    in a style that is clearly rarer than another one in the document.
    """
    quotations = read_quotations(unit.target for unit in units)
    mark_pairs = quotations.mark_pairs
    preferred_style = _PREFERRED_STYLE_OPTION.read_value(context.options)
    usual_style = preferred_style or _find_usual_style(mark_pairs)
    message_key = "house" if preferred_style else "document"
    reported_unit_indexes: set[int] = set()
    for opening_mark, closing_mark in mark_pairs:
        if closing_mark.unit_index in reported_unit_indexes:
            continue
        if opening_mark.style != closing_mark.style:
            # Nobody types a curly mark by accident.
            is_opening_unusual = closing_mark.style == usual_style or (
                opening_mark.style == "straight" and opening_mark.style != usual_style
            )
            unusual_mark = opening_mark if is_opening_unusual else closing_mark
            reported_unit_indexes.add(unusual_mark.unit_index)
            yield _report_mixed_pair(
                (opening_mark, closing_mark),
                units[unusual_mark.unit_index],
                context,
                is_opening_unusual=is_opening_unusual,
            )
        elif usual_style and opening_mark.style != usual_style:
            reported_unit_indexes.add(closing_mark.unit_index)
            yield _report_unusual_pair(
                (opening_mark, closing_mark),
                units[closing_mark.unit_index],
                context,
                message_key=message_key,
                usual_style=usual_style,
            )
    for unit_index, (
        mark,
        is_closing,
    ) in quotations.find_first_unpaired_marks().items():
        unit = units[unit_index]
        if unit.source is None:
            continue  # reported by quote.pair
        if (
            usual_style
            and unit_index not in reported_unit_indexes
            and mark.style != usual_style
        ):
            yield Finding(
                message_key,
                _find_span_with_word(unit.target, mark.offset, is_closing=is_closing),
                arguments=_make_style_arguments(mark.style, usual_style),
                checked_unit=unit,
            )


def _report_unusual_pair(
    mark_pair: tuple[QuotationMark, QuotationMark],
    unit: Unit,
    context: Context,
    *,
    message_key: str,
    usual_style: str,
) -> Finding:
    """Report a quotation whose marks are not of the usual style."""
    opening_mark, closing_mark = mark_pair
    is_in_one_unit = opening_mark.unit_index == closing_mark.unit_index
    span = Span(opening_mark.offset if is_in_one_unit else 0, closing_mark.offset + 1)
    return Finding(
        message_key,
        span,
        arguments=_make_style_arguments(opening_mark.style, usual_style),
        fix=_restyle_quotation(span.of(unit.target), usual_style, context)
        if is_in_one_unit
        else None,
        checked_unit=unit,
    )


def _report_mixed_pair(
    mark_pair: tuple[QuotationMark, QuotationMark],
    unit: Unit,
    context: Context,
    *,
    is_opening_unusual: bool,
) -> Finding:
    """Report the odd one of two marks of different styles, in the unit that has it."""
    opening_mark, closing_mark = mark_pair
    unusual_mark = opening_mark if is_opening_unusual else closing_mark
    span = _find_span_with_word(
        unit.target, unusual_mark.offset, is_closing=not is_opening_unusual
    )
    quote = span.of(unit.target)
    return Finding(
        "mixed",
        span,
        arguments={
            "opening": CatalogueWord(opening_mark.style),
            "closing": CatalogueWord(closing_mark.style),
        },
        fix=_restyle_opening_mark(quote, closing_mark.style, context)
        if is_opening_unusual
        else _restyle_closing_mark(quote, opening_mark.style, context),
        checked_unit=unit,
    )


@check(
    "quote.missing",
    level=Level.ONE,
    severity=Severity.INFO,
    prefilter=TARGET.has(Trait.COLON),
)
def find_unquoted_speech(unit: Unit, context: Context) -> Iterator[Finding]:
    """A verb of saying and a colon before a sentence without quotation marks.

    The check ignores reported speech: a source without any quotation mark.
    """
    text = unit.target
    if unit.source and not _ANY_MARK_PATTERN.search(unit.source):
        return
    colon_offset = text.find(": ")
    if (
        colon_offset < 0
        or MARK_PATTERN.search(text, colon_offset)
        or re.search("[‘’']", text[colon_offset:])
    ):
        return
    lower_text_before = text[:colon_offset].lower()
    speech_verb = next(
        (
            verb
            for verb in context.language.speech_verbs
            if _ends_with_verb(lower_text_before, verb)
        ),
        None,
    )
    text_after = text[colon_offset + 2 :].lstrip()
    if (
        speech_verb is None
        or not text_after[:1].isupper()
        or len(text_after.split()) < 3
    ):
        return
    words_match = re.match(r"\s*\S+\s+\S+", text[colon_offset + 1 :])
    yield Finding(
        "missing",
        Span(
            colon_offset - len(speech_verb),
            colon_offset + 1 + (words_match.end() if words_match else 0),
        ),
    )


def _report_differences_from_source(
    units: Sequence[Unit], target_quotations: DocumentQuotations
) -> Iterator[Finding]:
    """Report units whose number of marks is odd on one side only."""
    source_quotations = read_quotations(unit.source_text for unit in units)
    first_unpaired_mark_by_unit = target_quotations.find_first_unpaired_marks()
    target_unpaired_count_by_unit, source_unpaired_count_by_unit = (
        target_quotations.count_unpaired_marks_by_unit(),
        source_quotations.count_unpaired_marks_by_unit(),
    )
    for unit_index, unit in enumerate(units):
        if unit.source is None:
            continue
        target_mark_count, source_mark_count = (
            target_quotations.mark_counts[unit_index],
            source_quotations.mark_counts[unit_index],
        )
        if target_mark_count % 2 == source_mark_count % 2:
            continue
        if unit_index in first_unpaired_mark_by_unit:
            mark, is_closing = first_unpaired_mark_by_unit[unit_index]
            span = _find_span_with_word(unit.target, mark.offset, is_closing=is_closing)
            message_key = "not_opened" if is_closing else "not_closed"
            yield Finding(message_key, span, checked_unit=unit)
            continue
        is_certain = (
            source_mark_count and source_mark_count % 2 == 0 and target_mark_count
        )
        if is_certain or _count_nearby_unpaired_marks(
            target_unpaired_count_by_unit, unit_index
        ) > _count_nearby_unpaired_marks(source_unpaired_count_by_unit, unit_index):
            yield Finding(
                "lost" if target_mark_count < source_mark_count else "added",
                Span(0, len(unit.target)),
                arguments={
                    "source_count": source_mark_count,
                    "target_count": target_mark_count,
                },
                checked_unit=unit,
            )


def _make_style_arguments(style: str, usual_style: str) -> dict[str, MessageArgument]:
    """Make the arguments of a finding about an unusual style."""
    return {"style": CatalogueWord(style), "usual": CatalogueWord(usual_style)}


def _count_nearby_unpaired_marks(
    unpaired_count_by_unit: Counter[int], unit_index: int
) -> int:
    """Count the marks without a partner in nearby units."""
    return sum(
        unpaired_count_by_unit[nearby_index]
        for nearby_index in range(
            unit_index - MAX_UNITS_PER_QUOTATION,
            unit_index + MAX_UNITS_PER_QUOTATION + 1,
        )
    )


def _find_usual_style(
    mark_pairs: Sequence[tuple[QuotationMark, QuotationMark]],
) -> str | None:
    """Find the style of most quotations; None without a clear majority."""
    count_by_style: dict[str, int] = {}
    for opening_mark, closing_mark in mark_pairs:
        if opening_mark.style == closing_mark.style:
            count_by_style[opening_mark.style] = (
                count_by_style.get(opening_mark.style, 0) + 1
            )
    if not count_by_style:
        return None
    most_frequent_style_and_count, *other_styles_with_counts = sorted(
        count_by_style.items(), key=lambda item: -item[1]
    )
    next_style_count = max(
        (count for _, count in other_styles_with_counts), default=_UNPAIRED_STYLE_COUNT
    )
    return (
        most_frequent_style_and_count[0]
        if most_frequent_style_and_count[1]
        >= _MIN_STYLE_FREQUENCY_RATIO * next_style_count
        else None
    )


def _restyle_closing_mark(quote: str, style: str, context: Context) -> str | None:
    """Change the style of the closing mark at the end of a quote."""
    closing_mark = {"straight": '"', "curly": context.language.curly_quotes[1]}.get(
        style
    )
    mark_matches = [*MARK_PATTERN.finditer(quote)]
    if closing_mark is None or not mark_matches:
        return None
    mark_start = mark_matches[-1].start()
    return quote[:mark_start] + closing_mark + quote[mark_start + 1 :]


def _restyle_opening_mark(quote: str, style: str, context: Context) -> str | None:
    """Change the style of the opening mark at the beginning of a quote."""
    opening_mark = {"straight": '"', "curly": context.language.curly_quotes[0]}.get(
        style
    )
    return None if opening_mark is None else opening_mark + quote[1:]


def _restyle_quotation(quote: str, style: str, context: Context) -> str | None:
    """Change the style of both marks of a whole quotation."""
    mark_pair_by_style = {
        "straight": '""',
        "curly": "".join(context.language.curly_quotes),
    }
    mark_pair = mark_pair_by_style.get(style)
    return f"{mark_pair[0]}{quote[1:-1]}{mark_pair[1]}" if mark_pair else None


def _find_span_with_word(text: str, offset: int, *, is_closing: bool) -> Span:
    """Find the span of a mark and the adjacent words of its quotation."""
    if is_closing:
        start = max(0, offset - _MAX_CHARACTERS_NEXT_TO_MARK)
        if start:
            space_offset = text.find(" ", start, offset)
            start = space_offset + 1 if space_offset >= 0 else start
        return Span(start, offset + 1)
    end = min(len(text), offset + _MAX_CHARACTERS_NEXT_TO_MARK)
    if end < len(text):
        space_offset = text.rfind(" ", offset, end)
        end = space_offset if space_offset > offset else end
    return Span(offset, end)


def _ends_with_verb(text: str, verb: str) -> bool:
    return text.endswith(verb) and not text[: -len(verb)][-1:].isalpha()
