"""Writing a repair into a translation: replaced text, inserted codes, written tags.

Each change of the text moves the spans of what was replaced and of what is left.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from tm.finding import Span
from tm.match.inline_tags import TAG_CODE_KIND
from tm.match.repair.code_repair import CodeInsertion
from tm.match.replacement import (
    OpenDifference,
    Repair,
    ReplacementKind,
    TargetReplacement,
)
from tm.text.segment import CODE, Code, Segment

MoveSpan = Callable[[Span], Span]
"""Moves a span of a text to the changed text."""


def apply_replacements(
    target: Segment,
    replacements: Sequence[TargetReplacement],
    open_differences: Iterable[OpenDifference],
) -> Repair:
    """Write replacements into a target, and move all spans to the new text."""
    ordered_replacements = sorted(
        replacements, key=lambda replacement: replacement.span
    )
    text_parts: list[str] = []
    moved_replacements: list[TargetReplacement] = []
    copied_end = new_offset = 0
    for replacement in ordered_replacements:
        unchanged_text = target.text[copied_end : replacement.span.start]
        text_parts += [unchanged_text, replacement.new_text]
        start = new_offset + len(unchanged_text)
        new_offset = start + len(replacement.new_text)
        copied_end = replacement.span.end
        moved_replacements.append(replace(replacement, span=Span(start, new_offset)))
    text = "".join((*text_parts, target.text[copied_end:]))

    def move_offset(offset: int) -> int:
        return offset + sum(
            len(replacement.new_text) - len(replacement.old_text)
            for replacement in ordered_replacements
            if replacement.span.end <= offset
        )

    def move_span(span: Span) -> Span:
        return Span(move_offset(span.start), move_offset(span.end))

    return Repair(
        replace(target, text=text),
        tuple(moved_replacements),
        tuple(
            sorted(
                (
                    _move_difference(difference, move_span)
                    for difference in open_differences
                ),
                key=lambda difference: difference.query_span,
            )
        ),
    )


def insert_codes(repair: Repair, insertions: Sequence[CodeInsertion]) -> Repair:
    """Insert codes into a repaired text that has none; they are in order."""
    positions = [insertion.position for insertion in insertions]
    text_parts, copied_end = [], 0
    for position in positions:
        text_parts += [repair.target.text[copied_end:position], CODE]
        copied_end = position
    text = "".join((*text_parts, repair.target.text[copied_end:]))

    def move_span(span: Span) -> Span:
        # A code before a span is left outside of it, as is one after it.
        start = span.start + bisect_right(positions, span.start)
        return Span(start, max(start, span.end + bisect_left(positions, span.end)))

    code_replacements = [
        TargetReplacement(
            ReplacementKind.CODE,
            Span(position + index, position + index + 1),
            "",
            insertion.code.data,
            "",
            insertion.code.data,
        )
        for index, (position, insertion) in enumerate(
            zip(positions, insertions, strict=True)
        )
    ]
    codes = tuple(insertion.code for insertion in insertions)
    moved_repair = _move_repair(
        repair, Segment(repair.target.locale, text, codes), move_span
    )
    return replace(
        moved_repair,
        replacements=tuple(
            sorted(
                (*moved_repair.replacements, *code_replacements),
                key=lambda replacement: replacement.span,
            )
        ),
    )


def add_open_codes(repair: Repair, query: Segment, source: Segment) -> Repair:
    """Add inline codes that differ, and whose place is uncertain, to what is left."""
    open_codes = OpenDifference(
        " ".join(code.data for code in source.codes),
        " ".join(code.data for code in query.codes),
        Span(0, 0),
        None,
    )
    return replace(repair, open_differences=(open_codes, *repair.open_differences))


def expand_tags(repair: Repair) -> Repair:
    """Write the tags of plain text as text again."""
    target = repair.target
    if not any(code.kind == TAG_CODE_KIND for code in target.codes):
        return repair
    text_parts: list[str] = []
    kept_codes: list[Code] = []
    positions: list[int] = []
    added_lengths = [0]
    codes = iter(target.codes)
    for position, character in enumerate(target.text):
        code = next(codes) if character == CODE else None
        if code is not None and code.kind == TAG_CODE_KIND:
            text_parts.append(code.data)
            positions.append(position)
            added_lengths.append(added_lengths[-1] + len(code.data) - 1)
            continue
        if code is not None:
            kept_codes.append(code)
        text_parts.append(character)

    def move_span(span: Span) -> Span:
        start, end = (
            offset + added_lengths[bisect_left(positions, offset)]
            for offset in (span.start, span.end)
        )
        return Span(start, end)

    return _move_repair(
        repair,
        Segment(target.locale, "".join(text_parts), tuple(kept_codes)),
        move_span,
    )


def _move_repair(repair: Repair, target: Segment, move_span: MoveSpan) -> Repair:
    return Repair(
        target,
        tuple(
            replace(replacement, span=move_span(replacement.span))
            for replacement in repair.replacements
        ),
        tuple(
            _move_difference(difference, move_span)
            for difference in repair.open_differences
        ),
    )


def _move_difference(difference: OpenDifference, move_span: MoveSpan) -> OpenDifference:
    if difference.target_span is None:
        return difference
    return replace(difference, target_span=move_span(difference.target_span))
