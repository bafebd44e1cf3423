"""Printing the changes of `padanan check --fix`."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from checks.fixing.fixes import FixedUnit, UnfixedFinding
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from tm.finding import Finding
from tm.text.control_characters import show_invisible_characters

if TYPE_CHECKING:
    from rich.console import Console

_CONTEXT_LENGTH = 40
"""Characters shown on each side of a change."""
_LONGEST_COMPARED_LENGTH = 2000
"""Length from which texts are compared only at their start and end."""

InputFixes = tuple[str, Sequence[FixedUnit], Sequence[UnfixedFinding]]
"""A file, or the memory, with its fixed units and its unfixed findings."""


def print_fixes(
    workspace: Workspace, fixes_of_inputs: Sequence[InputFixes], message_language: str
) -> None:
    """Print fixes in the format of the call.

    `message_language`: of the reasons why findings are not fixed.
    """
    fix_records = [
        fix_record
        for fixes_of_input in fixes_of_inputs
        for fix_record in _make_fix_records(fixes_of_input, message_language)
    ]
    column_names = ["place", "unit", "checks", "before", "after"]
    print_result(
        workspace,
        fix_records,
        json_records=fix_records,
        columns=column_names,
        rows=[
            [
                fix_record["place"],
                fix_record["unit"],
                ", ".join(dict.fromkeys(fix["check"] for fix in fix_record["fixes"])),
                fix_record["before"],
                fix_record["after"],
            ]
            for fix_record in fix_records
            if fix_record["fixes"]
        ],
        draw_table=lambda console: _draw_fixes(console, fixes_of_inputs),
    )


def _make_fix_records(
    fixes_of_input: InputFixes, message_language: str
) -> Iterator[dict[str, Any]]:  # JSON
    input_name, fixed_units, unfixed_findings = fixes_of_input
    findings_by_unit_id: dict[str, list[UnfixedFinding]] = {}
    for unfixed_finding in unfixed_findings:
        findings_by_unit_id.setdefault(unfixed_finding.finding.unit, []).append(
            unfixed_finding
        )
    for fixed_unit in fixed_units:
        yield {
            "place": input_name,
            "unit": fixed_unit.original_unit.id,
            "document": fixed_unit.original_unit.document,
            "before": fixed_unit.original_unit.target,
            "after": fixed_unit.fixed_unit.target,
            "fixes": [_make_fix_json(finding) for finding in fixed_unit.fixed_findings],
            "left": [
                _make_unfixed_json(unfixed_finding, message_language)
                for unfixed_finding in findings_by_unit_id.pop(
                    fixed_unit.original_unit.id, ()
                )
            ],
        }
    for unit_id, unit_findings in findings_by_unit_id.items():
        yield {
            "place": input_name,
            "unit": unit_id,
            "document": unit_findings[0].finding.document,
            "before": None,
            "after": None,
            "fixes": [],
            "left": [
                _make_unfixed_json(unfixed_finding, message_language)
                for unfixed_finding in unit_findings
            ],
        }


def _make_fix_json(finding: Finding) -> dict[str, Any]:  # JSON
    return {"check": finding.check, "quote": finding.quote, "fix": finding.fix}


def _make_unfixed_json(
    unfixed_finding: UnfixedFinding, message_language: str
) -> dict[str, Any]:  # JSON
    return {
        **_make_fix_json(unfixed_finding.finding),
        "reason": unfixed_finding.reason.write(message_language),
    }


def _draw_fixes(console: "Console", fixes_of_inputs: Sequence[InputFixes]) -> None:
    from rich.text import Text  # only tables need it

    for input_name, fixed_units, _ in fixes_of_inputs:
        if fixed_units:
            console.print(Text(input_name, style="bold"), soft_wrap=True)
        for fixed_unit in fixed_units:
            check_ids_text = ", ".join(
                dict.fromkeys(finding.check for finding in fixed_unit.fixed_findings)
            )
            console.print(
                Text(f"  {fixed_unit.original_unit.id}  {check_ids_text}", "dim"),
                soft_wrap=True,
            )
            old_line, new_line = Text("- "), Text("+ ")
            for old_text, new_text, is_same in _compare_texts(
                fixed_unit.original_unit.target, fixed_unit.fixed_unit.target
            ):
                old_line.append(
                    show_invisible_characters(old_text), "dim" if is_same else "red"
                )
                new_line.append(
                    show_invisible_characters(new_text), "dim" if is_same else "green"
                )
            console.print(old_line, soft_wrap=True)
            console.print(new_line, soft_wrap=True)


def _compare_texts(old_text: str, new_text: str) -> Iterator[tuple[str, str, bool]]:
    """Compare two texts piece by piece; long unchanged pieces are shortened.

    >>> [*_compare_texts("a  b", "a b")]
    [('a ', 'a ', True), (' ', '', False), ('b', 'b', True)]
    """
    if max(len(old_text), len(new_text)) > _LONGEST_COMPARED_LENGTH:
        prefix_length = _count_common_prefix(old_text, new_text)
        suffix_length = _count_common_prefix(
            old_text[prefix_length:][::-1], new_text[prefix_length:][::-1]
        )
        piece_bound_rows = [
            (0, prefix_length, 0, prefix_length),
            (
                prefix_length,
                len(old_text) - suffix_length,
                prefix_length,
                len(new_text) - suffix_length,
            ),
            (
                len(old_text) - suffix_length,
                len(old_text),
                len(new_text) - suffix_length,
                len(new_text),
            ),
        ]
        piece_pairs = [
            (old_text[old_start:old_end], new_text[new_start:new_end])
            for old_start, old_end, new_start, new_end in piece_bound_rows
        ]
    else:
        matcher = SequenceMatcher(None, old_text, new_text, autojunk=False)
        piece_pairs = [
            (old_text[old_start:old_end], new_text[new_start:new_end])
            for _, old_start, old_end, new_start, new_end in matcher.get_opcodes()
        ]
    for piece_index, (old_piece, new_piece) in enumerate(piece_pairs):
        if old_piece == new_piece:
            shown_text = _shorten_unchanged_piece(
                old_piece,
                is_first=piece_index == 0,
                is_last=piece_index == len(piece_pairs) - 1,
            )
            yield shown_text, shown_text, True
        else:
            yield old_piece, new_piece, False


def _count_common_prefix(left_text: str, right_text: str) -> int:
    length = 0
    for length, (left_character, right_character) in enumerate(
        zip(left_text, right_text, strict=False)
    ):
        if left_character != right_character:
            return length
    return min(len(left_text), len(right_text))


def _shorten_unchanged_piece(piece: str, *, is_first: bool, is_last: bool) -> str:
    """Shorten an unchanged piece to what a reader needs."""
    if len(piece) <= 2 * _CONTEXT_LENGTH:
        return piece
    start_text = "" if is_first else piece[:_CONTEXT_LENGTH]
    end_text = "" if is_last else piece[-_CONTEXT_LENGTH:]
    return f"{start_text}…{end_text}"
