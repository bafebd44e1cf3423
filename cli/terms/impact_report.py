"""How `padanan terms impact` shows what a change touches."""

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

    from glossary.changes.impact import TermReplacement, TouchedUnit


class ImpactReport:
    """Prints what a change touches."""

    def __init__(
        self,
        workspace: Workspace,
        changes: Sequence[Renaming],
        sure: "Sequence[TouchedUnit]",
        unsure: "Sequence[TouchedUnit]",
        limit: int,
    ) -> None:
        self._workspace = workspace
        self._changes = changes
        self._sure = sure
        self._unsure = unsure
        self._limit = limit

    def count(self) -> None:
        """Say how much is touched, in how many documents, of what time."""
        both = [*self._sure, *self._unsure]
        days = sorted(
            one.before.origin.published[:10]
            for one in both
            if one.before.origin.published
        )
        words = f"units that change: {len(self._sure)}; uncertain: {len(self._unsure)}"
        if documents := _documents(both):
            words += f"; documents: {len(documents)}"
        if days:
            words += f"; published {days[0]} to {days[-1]}"
        self._workspace.say(words)

    def show(self, name: str | None) -> None:
        """Print it in the format that is asked for."""
        lines = [
            *(_unit_json(one, changed=True) for one in self._sure),
            *(_unit_json(one, changed=False) for one in self._unsure),
        ]
        emit(
            self._workspace,
            {
                "changes": [
                    {
                        "concept": change.concept.id,
                        "locale": change.locale.tag,
                        "old": [term.text for term in change.old],
                        "new": change.new,
                    }
                    for change in self._changes
                ],
                "units": lines[: len(self._sure)],
                "uncertain": lines[len(self._sure) :],
                "documents": _documents(self._sure),
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

    def _draw(self, where: "Console") -> None:
        for change in self._changes:
            old = ", ".join(term.text for term in change.old)
            line = f"{change.concept.id} {change.locale}: {old} → {change.new}"
            where.print(line, style="bold", markup=False, soft_wrap=True)
        for title, found in (("", self._sure), ("uncertain:", self._unsure)):
            if title and found:
                where.print(f"\n{title}", style="bold yellow")
            for one in islice(found, self._limit):
                _draw_unit(where, one)
            if len(found) > self._limit:
                more = len(found) - self._limit
                where.print(f"\n… and {more} more; --limit shows them")


def _documents(found: "Sequence[TouchedUnit]") -> list[dict[str, Any]]:
    """The documents that some units are of, with how many units of each."""
    counts: dict[str, dict[str, Any]] = {}
    for one in found:
        origin = one.before.origin
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


def _draw_unit(where: "Console", one: "TouchedUnit") -> None:
    from rich.text import Text

    origin = one.before.origin
    head = [one.before.key.hex()[:8], (origin.published or "")[:10]]
    head += [origin.headline or "", origin.page_url or origin.source_url or ""]
    where.print()
    where.print(Text("  ".join(filter(None, head)), "dim"), soft_wrap=True)
    for _, before, after, replaced in _sides(one):
        if replaced:
            old, new = _coloured(before, replaced)
            where.print(Text("- ").append_text(old), soft_wrap=True)
            if before != after:
                where.print(Text("+ ").append_text(new), soft_wrap=True)
        else:
            where.print(Text(f"  {before.display}", "dim"), soft_wrap=True)
    for doubt in one.doubts:
        where.print(Text(f"  ? {doubt}", "yellow"), soft_wrap=True)


def _coloured(
    side: Segment, replaced: "Sequence[TermReplacement]"
) -> "tuple[Text, Text]":
    """A side before and after, what differs in colour."""
    from rich.text import Text

    old, new, last = Text(), Text(), 0
    for one in replaced:
        old.append(side.text[last : one.start]).append(
            side.text[one.start : one.end], "red"
        )
        kept = one.text or side.text[one.start : one.end]
        new.append(side.text[last : one.start]).append(kept, "green")
        last = one.end
    return old.append(side.text[last:]), new.append(side.text[last:])


def _sides(
    one: "TouchedUnit",
) -> Iterator[tuple[str, Segment, Segment, "tuple[TermReplacement, ...]"]]:
    assert one.before.target is not None and one.after.target is not None
    yield "source", one.before.source, one.after.source, one.source
    yield "target", one.before.target, one.after.target, one.target


def _unit_json(one: "TouchedUnit", *, changed: bool) -> dict[str, Any]:
    origin = one.before.origin
    return {
        "key": one.before.key.hex(),
        "changes": changed,
        "why": list(one.doubts),
        "source": one.before.source.display,
        "target": one.before.target.display if one.before.target else None,
        "sides": [
            {
                "side": name,
                "locale": before.locale.tag,
                "before": before.display,
                "after": after.display,
                "spans": [[part.start, part.end] for part in replaced],
                "replaced": [part.text or None for part in replaced],
            }
            for name, before, after, replaced in _sides(one)
            if replaced
        ],
        "article": origin.article,
        "published": origin.published,
        "headline": origin.headline,
        "page_url": origin.page_url,
        "source_url": origin.source_url,
        "publisher": origin.publisher,
    }
