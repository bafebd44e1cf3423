"""Printing the changes of `padanan check --fix`."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from checks.fixing.fixes import FixedUnit, UnfixedFinding
from cli.check.session.findings import escape_invisible
from cli.console.render import emit
from cli.console.workspace import Workspace
from tm.finding import Finding

if TYPE_CHECKING:
    from rich.console import Console

_CONTEXT_LENGTH = 40
"""Characters shown on each side of a change."""
_LONGEST_DIFFED = 2000
"""Length from which texts are compared only at their start and end."""

FixedText = tuple[str, Sequence[FixedUnit], Sequence[UnfixedFinding]]
"""A file, or the memory, with its fixed units and its unfixed findings."""


def print_fixes(
    workspace: Workspace, fixed_places: Sequence[FixedText], language: str
) -> None:
    """Print fixes in the format of the call.

    `language`: of the reasons why findings are not fixed.
    """
    fix_lines = [
        line
        for fixed_place in fixed_places
        for line in _make_fix_lines(fixed_place, language)
    ]
    columns = ["place", "unit", "checks", "before", "after"]
    emit(
        workspace,
        fix_lines,
        lines=fix_lines,
        columns=columns,
        rows=[
            [
                line["place"],
                line["unit"],
                ", ".join(dict.fromkeys(fix["check"] for fix in line["fixes"])),
                line["before"],
                line["after"],
            ]
            for line in fix_lines
            if line["fixes"]
        ],
        table=lambda console: _draw_fixes(console, fixed_places),
    )


def _make_fix_lines(
    fixed_place: FixedText, language: str
) -> Iterator[dict[str, Any]]:  # JSON
    place, fixed_units, unfixed_findings = fixed_place
    unfixed_by_unit_id: dict[str, list[UnfixedFinding]] = {}
    for unfixed in unfixed_findings:
        unfixed_by_unit_id.setdefault(unfixed.finding.unit, []).append(unfixed)
    for unit in fixed_units:
        yield {
            "place": place,
            "unit": unit.original_unit.id,
            "document": unit.original_unit.document,
            "before": unit.original_unit.target,
            "after": unit.fixed_unit.target,
            "fixes": [_fix_json(finding) for finding in unit.fixed_findings],
            "left": [
                _unfixed_json(unfixed, language)
                for unfixed in unfixed_by_unit_id.pop(unit.original_unit.id, ())
            ],
        }
    for unit_id, unit_unfixed in unfixed_by_unit_id.items():
        yield {
            "place": place,
            "unit": unit_id,
            "document": unit_unfixed[0].finding.document,
            "before": None,
            "after": None,
            "fixes": [],
            "left": [_unfixed_json(unfixed, language) for unfixed in unit_unfixed],
        }


def _fix_json(finding: Finding) -> dict[str, Any]:  # JSON
    return {"check": finding.check, "quote": finding.quote, "fix": finding.fix}


def _unfixed_json(unfixed: UnfixedFinding, language: str) -> dict[str, Any]:  # JSON
    return {
        **_fix_json(unfixed.finding),
        "reason": unfixed.reason.write(language),
    }


def _draw_fixes(console: "Console", fixed_places: Sequence[FixedText]) -> None:
    from rich.text import Text  # only tables need it

    for place, fixed_units, _ in fixed_places:
        if fixed_units:
            console.print(Text(place, style="bold"), soft_wrap=True)
        for unit in fixed_units:
            checks = ", ".join(
                dict.fromkeys(finding.check for finding in unit.fixed_findings)
            )
            console.print(
                Text(f"  {unit.original_unit.id}  {checks}", "dim"), soft_wrap=True
            )
            old_line, new_line = Text("- "), Text("+ ")
            for old_text, new_text, is_same in _compare_texts(
                unit.original_unit.target, unit.fixed_unit.target
            ):
                old_line.append(escape_invisible(old_text), "dim" if is_same else "red")
                new_line.append(
                    escape_invisible(new_text), "dim" if is_same else "green"
                )
            console.print(old_line, soft_wrap=True)
            console.print(new_line, soft_wrap=True)


def _compare_texts(old_text: str, new_text: str) -> Iterator[tuple[str, str, bool]]:
    """Compare two texts piece by piece; long unchanged pieces are shortened.

    >>> [*_compare_texts("a  b", "a b")]
    [('a ', 'a ', True), (' ', '', False), ('b', 'b', True)]
    """
    if max(len(old_text), len(new_text)) > _LONGEST_DIFFED:
        prefix_length = _count_common_prefix(old_text, new_text)
        suffix_length = _count_common_prefix(
            old_text[prefix_length:][::-1], new_text[prefix_length:][::-1]
        )
        index_ranges = [
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
        pieces = [(old_text[a:b], new_text[c:d]) for a, b, c, d in index_ranges]
    else:
        matcher = SequenceMatcher(None, old_text, new_text, autojunk=False)
        pieces = [
            (old_text[a:b], new_text[c:d]) for _, a, b, c, d in matcher.get_opcodes()
        ]
    for index, (old, new) in enumerate(pieces):
        if old == new:
            shown_text = _shorten_unchanged(
                old, is_first=index == 0, is_last=index == len(pieces) - 1
            )
            yield shown_text, shown_text, True
        else:
            yield old, new, False


def _count_common_prefix(left_text: str, right_text: str) -> int:
    length = 0
    for length, (left_character, right_character) in enumerate(
        zip(left_text, right_text, strict=False)
    ):
        if left_character != right_character:
            return length
    return min(len(left_text), len(right_text))


def _shorten_unchanged(text: str, *, is_first: bool, is_last: bool) -> str:
    """Shorten an unchanged piece to what a reader needs."""
    if len(text) <= 2 * _CONTEXT_LENGTH:
        return text
    start = "" if is_first else text[:_CONTEXT_LENGTH]
    end = "" if is_last else text[-_CONTEXT_LENGTH:]
    return f"{start}…{end}"
