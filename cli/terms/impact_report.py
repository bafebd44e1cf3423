"""Printing the units that a change of terms affects."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from cli.console.render import emit
from cli.console.workspace import Workspace
from glossary.changes.renaming import Renaming
from tm.text.segment import Segment

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from glossary.changes.term_replacement import TermReplacement, TouchedUnit


class ImpactReport:
    """Prints which units a change affects."""

    def __init__(
        self,
        workspace: Workspace,
        renamings: Sequence[Renaming],
        certain_units: "Sequence[TouchedUnit]",
        uncertain_units: "Sequence[TouchedUnit]",
        limit: int,
    ) -> None:
        self._workspace = workspace
        self._renamings = renamings
        self._certain_units = certain_units
        self._uncertain_units = uncertain_units
        self._limit = limit

    def print_summary(self) -> None:
        """Print how many units are affected, in how many documents, from when."""
        all_units = [*self._certain_units, *self._uncertain_units]
        days = sorted(
            affected_unit.old_unit.origin.published[:10]
            for affected_unit in all_units
            if affected_unit.old_unit.origin.published
        )
        summary = (
            f"Units that change: {len(self._certain_units)}; "
            f"uncertain: {len(self._uncertain_units)}"
        )
        if documents := _count_documents(all_units):
            summary += f"; documents: {len(documents)}"
        if days:
            summary += f"; published {days[0]} to {days[-1]}"
        self._workspace.say(summary)

    def print_units(self, name: str | None) -> None:
        """Print the units in the format of the call."""
        lines = [
            *(
                _unit_json(affected_unit, is_changed=True)
                for affected_unit in self._certain_units
            ),
            *(
                _unit_json(affected_unit, is_changed=False)
                for affected_unit in self._uncertain_units
            ),
        ]
        emit(
            self._workspace,
            {
                "changes": [
                    {
                        "concept": change.new_entry.id,
                        "locale": change.locale.tag,
                        "old": [term.text for term in change.old_terms],
                        "new": change.new_text,
                    }
                    for change in self._renamings
                ],
                "units": lines[: len(self._certain_units)],
                "uncertain": lines[len(self._certain_units) :],
                "documents": _count_documents(self._certain_units),
                "import": name,
            },
            lines=lines,
            columns=["key", "changes", "locale", "before", "after", "why", "published"],
            rows=[
                [
                    line["key"],
                    line["changes"],
                    side["locale"],
                    side["before"],
                    side["after"],
                    "; ".join(line["why"]),
                    line["published"],
                ]
                for line in lines
                for side in line["sides"]
            ],
            table=self._draw,
        )

    def _draw(self, console: "Console") -> None:
        for change in self._renamings:
            old_terms = ", ".join(term.text for term in change.old_terms)
            concept_id, new_text = change.new_entry.id, change.new_text
            line = f"{concept_id} {change.locale}: {old_terms} → {new_text}"
            console.print(line, style="bold", markup=False, soft_wrap=True)
        for title, units in (
            ("", self._certain_units),
            ("uncertain:", self._uncertain_units),
        ):
            if title and units:
                console.print(f"\n{title}", style="bold yellow")
            for affected_unit in islice(units, self._limit):
                _draw_unit(console, affected_unit)
            if len(units) > self._limit:
                hidden_count = len(units) - self._limit
                console.print(
                    f"\n… and {hidden_count} more; raise --limit to show them"
                )


def _count_documents(units: "Sequence[TouchedUnit]") -> list[dict[str, Any]]:
    """List the documents of units, with the number of units of each."""
    counts: dict[str, dict[str, Any]] = {}
    for affected_unit in units:
        origin = affected_unit.old_unit.origin
        key = origin.article or origin.page_url
        if key is None:
            continue
        facts = {
            "article": origin.article,
            "headline": origin.headline,
            "published": origin.published,
            "page_url": origin.page_url,
            "source_url": origin.source_url,
            "units": 0,
        }
        counts.setdefault(key, facts)["units"] += 1
    return list(counts.values())


def _draw_unit(console: "Console", affected_unit: "TouchedUnit") -> None:
    from rich.text import Text

    origin = affected_unit.old_unit.origin
    heading_parts = [
        affected_unit.old_unit.key.hex()[:8],
        (origin.published or "")[:10],
    ]
    heading_parts += [origin.headline or "", origin.page_url or origin.source_url or ""]
    console.print()
    console.print(Text("  ".join(filter(None, heading_parts)), "dim"), soft_wrap=True)
    for _, side_before, side_after, replacements in _list_sides(affected_unit):
        if replacements:
            old_line, new_line = _colour_changes(side_before, replacements)
            console.print(Text("- ").append_text(old_line), soft_wrap=True)
            if side_before != side_after:
                console.print(Text("+ ").append_text(new_line), soft_wrap=True)
        else:
            console.print(Text(f"  {side_before.display}", "dim"), soft_wrap=True)
    for doubt in affected_unit.doubts:
        console.print(Text(f"  ? {doubt}", "yellow"), soft_wrap=True)


def _colour_changes(
    side: Segment, replacements: "Sequence[TermReplacement]"
) -> "tuple[Text, Text]":
    """Draw a side before and after, with the differences in colour."""
    from rich.text import Text

    old_text, coloured_text, last_end = Text(), Text(), 0
    for replacement in replacements:
        old_text.append(side.text[last_end : replacement.start]).append(
            side.text[replacement.start : replacement.end], "red"
        )
        new_text = (
            replacement.new_text or side.text[replacement.start : replacement.end]
        )
        coloured_text.append(side.text[last_end : replacement.start]).append(
            new_text, "green"
        )
        last_end = replacement.end
    return old_text.append(side.text[last_end:]), coloured_text.append(
        side.text[last_end:]
    )


def _list_sides(
    affected_unit: "TouchedUnit",
) -> Iterator[tuple[str, Segment, Segment, "tuple[TermReplacement, ...]"]]:
    assert (
        affected_unit.old_unit.target is not None
        and affected_unit.new_unit.target is not None
    )
    yield (
        "source",
        affected_unit.old_unit.source,
        affected_unit.new_unit.source,
        affected_unit.source_replacements,
    )
    yield (
        "target",
        affected_unit.old_unit.target,
        affected_unit.new_unit.target,
        affected_unit.target_replacements,
    )


def _unit_json(affected_unit: "TouchedUnit", *, is_changed: bool) -> dict[str, Any]:
    origin = affected_unit.old_unit.origin
    return {
        "key": affected_unit.old_unit.key.hex(),
        "changes": is_changed,
        "why": list(affected_unit.doubts),
        "source": affected_unit.old_unit.source.display,
        "target": affected_unit.old_unit.target.display
        if affected_unit.old_unit.target
        else None,
        "sides": [
            {
                "side": side_name,
                "locale": side_before.locale.tag,
                "before": side_before.display,
                "after": side_after.display,
                "spans": [
                    [replacement.start, replacement.end] for replacement in replacements
                ],
                "replaced": [
                    replacement.new_text or None for replacement in replacements
                ],
            }
            for side_name, side_before, side_after, replacements in _list_sides(
                affected_unit
            )
            if replacements
        ],
        "article": origin.article,
        "published": origin.published,
        "headline": origin.headline,
        "page_url": origin.page_url,
        "source_url": origin.source_url,
        "publisher": origin.publisher,
    }
