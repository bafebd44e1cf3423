"""Printing the units that a change of terms affects."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from glossary.changes.renaming import Renaming
from tm.text.segment import Segment

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from glossary.changes.term_replacement import AffectedUnit, TermReplacement


class ImpactReport:
    """Prints which units a change affects."""

    def __init__(
        self,
        workspace: Workspace,
        renamings: Sequence[Renaming],
        certain_units: "Sequence[AffectedUnit]",
        uncertain_units: "Sequence[AffectedUnit]",
        listed_unit_limit: int,
    ) -> None:
        self._workspace = workspace
        self._renamings = renamings
        self._certain_units = certain_units
        self._uncertain_units = uncertain_units
        self._listed_unit_limit = listed_unit_limit

    def print_summary(self) -> None:
        """Print how many units are affected, in how many documents, from when."""
        all_units = [*self._certain_units, *self._uncertain_units]
        publication_days = sorted(
            affected_unit.old_unit.origin.published[:10]
            for affected_unit in all_units
            if affected_unit.old_unit.origin.published
        )
        summary = (
            f"Units that change: {len(self._certain_units)}; "
            f"uncertain: {len(self._uncertain_units)}"
        )
        if document_records := _list_documents(all_units):
            summary += f"; documents: {len(document_records)}"
        if publication_days:
            summary += f"; published {publication_days[0]} to {publication_days[-1]}"
        self._workspace.say(summary)

    def print_units(self, change_set_name: str | None) -> None:
        """Print the units in the format of the call."""
        unit_records = [
            *(
                _make_unit_json(affected_unit, is_changed=True)
                for affected_unit in self._certain_units
            ),
            *(
                _make_unit_json(affected_unit, is_changed=False)
                for affected_unit in self._uncertain_units
            ),
        ]
        print_result(
            self._workspace,
            {
                "changes": [
                    {
                        "concept": renaming.new_entry.id,
                        "locale": renaming.locale.tag,
                        "old": [term.text for term in renaming.old_terms],
                        "new": renaming.new_text,
                    }
                    for renaming in self._renamings
                ],
                "units": unit_records[: len(self._certain_units)],
                "uncertain": unit_records[len(self._certain_units) :],
                "documents": _list_documents(self._certain_units),
                "import": change_set_name,
            },
            json_records=unit_records,
            columns=["key", "changes", "locale", "before", "after", "why", "published"],
            rows=[
                [
                    unit_record["key"],
                    unit_record["changes"],
                    side_record["locale"],
                    side_record["before"],
                    side_record["after"],
                    "; ".join(unit_record["why"]),
                    unit_record["published"],
                ]
                for unit_record in unit_records
                for side_record in unit_record["sides"]
            ],
            draw_table=self._draw_table,
        )

    def _draw_table(self, console: "Console") -> None:
        for renaming in self._renamings:
            old_terms_text = ", ".join(term.text for term in renaming.old_terms)
            concept_id, new_text = renaming.new_entry.id, renaming.new_text
            line = f"{concept_id} {renaming.locale}: {old_terms_text} → {new_text}"
            console.print(line, style="bold", markup=False, soft_wrap=True)
        for units_title, units in (
            ("", self._certain_units),
            ("uncertain:", self._uncertain_units),
        ):
            if units_title and units:
                console.print(f"\n{units_title}", style="bold yellow")
            for affected_unit in islice(units, self._listed_unit_limit):
                _draw_unit(console, affected_unit)
            if len(units) > self._listed_unit_limit:
                hidden_count = len(units) - self._listed_unit_limit
                console.print(
                    f"\n… and {hidden_count} more; raise --limit to show them"
                )


def _list_documents(units: "Sequence[AffectedUnit]") -> list[dict[str, Any]]:
    """List the documents of units, with the number of units of each."""
    record_by_document_key: dict[str, dict[str, Any]] = {}
    for affected_unit in units:
        origin = affected_unit.old_unit.origin
        document_key = origin.article or origin.page_url
        if document_key is None:
            continue
        document_record = {
            "article": origin.article,
            "headline": origin.headline,
            "published": origin.published,
            "page_url": origin.page_url,
            "source_url": origin.source_url,
            "units": 0,
        }
        record_by_document_key.setdefault(document_key, document_record)["units"] += 1
    return list(record_by_document_key.values())


def _draw_unit(console: "Console", affected_unit: "AffectedUnit") -> None:
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
            console.print(Text(f"  {side_before.display_text}", "dim"), soft_wrap=True)
    for doubt in affected_unit.doubts:
        console.print(Text(f"  ? {doubt}", "yellow"), soft_wrap=True)


def _colour_changes(
    segment: Segment, replacements: "Sequence[TermReplacement]"
) -> "tuple[Text, Text]":
    """Draw a side before and after, with the differences in colour."""
    from rich.text import Text

    old_line, new_line, copied_end = Text(), Text(), 0
    for replacement in replacements:
        old_line.append(segment.text[copied_end : replacement.start]).append(
            segment.text[replacement.start : replacement.end], "red"
        )
        new_text = (
            replacement.new_text or segment.text[replacement.start : replacement.end]
        )
        new_line.append(segment.text[copied_end : replacement.start]).append(
            new_text, "green"
        )
        copied_end = replacement.end
    return old_line.append(segment.text[copied_end:]), new_line.append(
        segment.text[copied_end:]
    )


def _list_sides(
    affected_unit: "AffectedUnit",
) -> Iterator[tuple[str, Segment, Segment, "tuple[TermReplacement, ...]"]]:
    """List both sides of a unit before and after, with the replacements."""
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


def _make_unit_json(
    affected_unit: "AffectedUnit", *, is_changed: bool
) -> dict[str, Any]:
    origin = affected_unit.old_unit.origin
    return {
        "key": affected_unit.old_unit.key.hex(),
        "changes": is_changed,
        "why": list(affected_unit.doubts),
        "source": affected_unit.old_unit.source.display_text,
        "target": affected_unit.old_unit.target.display_text
        if affected_unit.old_unit.target
        else None,
        "sides": [
            {
                "side": side_name,
                "locale": side_before.locale.tag,
                "before": side_before.display_text,
                "after": side_after.display_text,
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
