"""How `padanan check --fix` shows what it would change."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from checks.fixing.fixes import Left, Mended
from cli.check.session.findings import visible
from cli.console.render import emit
from cli.console.workspace import Workspace
from tm.finding import Finding

if TYPE_CHECKING:
    from rich.console import Console

_AROUND = 40
"""Characters shown on each side of a change."""
_LONG = 2000
"""Characters from which on texts are compared at their ends only."""

Shown = tuple[str, Sequence[Mended], Sequence[Left]]
"""A file, or the memory, with what is mended there and what is not."""


def show(workspace: Workspace, found: Sequence[Shown], language: str) -> None:
    """Print what is mended, in the format that is asked for.

    Reasons why something is not are told in a language.
    """
    lines = [line for one in found for line in _lines(one, language)]
    columns = ["place", "unit", "checks", "before", "after"]
    emit(
        workspace,
        lines,
        lines=lines,
        columns=columns,
        rows=[
            [
                line["place"],
                line["unit"],
                ", ".join(dict.fromkeys(fix["check"] for fix in line["fixes"])),
                line["before"],
                line["after"],
            ]
            for line in lines
            if line["fixes"]
        ],
        table=lambda console: _draw(console, found),
    )


def _lines(found: Shown, language: str) -> Iterator[dict[str, Any]]:  # JSON
    place, mended, left = found
    by_unit: dict[str, list[Left]] = {}
    for one in left:
        by_unit.setdefault(one.finding.unit, []).append(one)
    for unit in mended:
        yield {
            "place": place,
            "unit": unit.before.id,
            "document": unit.before.document,
            "before": unit.before.target,
            "after": unit.after.target,
            "fixes": [_fix(finding) for finding in unit.fixed],
            "left": [_left(one, language) for one in by_unit.pop(unit.before.id, ())],
        }
    for id, some in by_unit.items():
        yield {
            "place": place,
            "unit": id,
            "document": some[0].finding.document,
            "before": None,
            "after": None,
            "fixes": [],
            "left": [_left(one, language) for one in some],
        }


def _fix(finding: Finding) -> dict[str, Any]:  # JSON
    return {"check": finding.check, "quote": finding.quote, "fix": finding.fix}


def _left(one: Left, language: str) -> dict[str, Any]:  # JSON
    return {**_fix(one.finding), "reason": one.reason.text(language)}


def _draw(console: "Console", found: Sequence[Shown]) -> None:
    from rich.text import Text  # only tables need it

    for place, mended, _ in found:
        if mended:
            console.print(Text(place, style="bold"), soft_wrap=True)
        for unit in mended:
            checks = ", ".join(dict.fromkeys(finding.check for finding in unit.fixed))
            console.print(Text(f"  {unit.before.id}  {checks}", "dim"), soft_wrap=True)
            old, new = Text("- "), Text("+ ")
            for before, after, same in _parts(unit.before.target, unit.after.target):
                old.append(visible(before), "dim" if same else "red")
                new.append(visible(after), "dim" if same else "green")
            console.print(old, soft_wrap=True)
            console.print(new, soft_wrap=True)


def _parts(before: str, after: str) -> Iterator[tuple[str, str, bool]]:
    """Both texts piece by piece, and whether a piece is the same; long ones are cut.

    >>> [*_parts("a  b", "a b")]
    [('a ', 'a ', True), (' ', '', False), ('b', 'b', True)]
    """
    if max(len(before), len(after)) > _LONG:
        start = _common(before, after)
        end = _common(before[start:][::-1], after[start:][::-1])
        codes = [
            (0, start, 0, start),
            (start, len(before) - end, start, len(after) - end),
            (len(before) - end, len(before), len(after) - end, len(after)),
        ]
        pieces = [(before[a:b], after[c:d]) for a, b, c, d in codes]
    else:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        pieces = [(before[a:b], after[c:d]) for _, a, b, c, d in matcher.get_opcodes()]
    for at, (old, new) in enumerate(pieces):
        if old == new:
            shown = _cut(old, first=at == 0, last=at == len(pieces) - 1)
            yield shown, shown, True
        else:
            yield old, new, False


def _common(one: str, other: str) -> int:
    length = 0
    for length, (first, second) in enumerate(zip(one, other, strict=False)):
        if first != second:
            return length
    return min(len(one), len(other))


def _cut(text: str, *, first: bool, last: bool) -> str:
    """A piece that is the same, with as much of it as a reader needs."""
    if len(text) <= 2 * _AROUND:
        return text
    start = "" if first else text[:_AROUND]
    end = "" if last else text[-_AROUND:]
    return f"{start}…{end}"
