"""The units of the memory whose findings are reported, when only some are."""

from collections.abc import Collection, Container, Iterable, Iterator
from typing import TYPE_CHECKING

from checks.engine.unit import Unit
from tm.errors import NotFound
from tm.finding import Finding
from tm.unit import TranslationUnit

if TYPE_CHECKING:
    from tm.store.database import Database
    from tm.store.units.filter import UnitFilter


class ReportedUnits:
    """The units of the memory whose findings are reported.

    Their documents are checked as wholes, since their other units are evidence.
    """

    def __init__(
        self,
        unit_keys: Collection[bytes],
        article_keys: Container[str | None] | None = None,
        *,
        since: str | None = None,
    ) -> None:
        """Report the units of some keys.

        `article_keys`: keys of the articles to read; all if None. `since`: the day or
        change set since which the units changed.
        """
        self._unit_keys = unit_keys
        self._since = since
        self._article_keys = article_keys
        self._reported_ids: set[str] = set()

    @property
    def unchanged_since(self) -> str | None:
        """The day or change set since which no unit changed; None if some did."""
        return None if self._unit_keys else self._since

    def filter_by_document(
        self, unit_pairs: Iterable[tuple[Unit, TranslationUnit]]
    ) -> Iterator[tuple[Unit, TranslationUnit]]:
        """Keep units of whole documents, and remember which of them are reported."""
        for unit, translation_unit in unit_pairs:
            if translation_unit.key in self._unit_keys:
                self._reported_ids.add(unit.id)
            elif self._article_keys is not None and (
                unit.document is None or unit.document not in self._article_keys
            ):
                continue
            yield unit, translation_unit

    def is_reported(self, unit: Unit) -> bool:
        """Whether findings about a unit are reported."""
        return unit.id in self._reported_ids

    def is_finding_reported(self, finding: Finding) -> bool:
        """Whether a finding is about a reported unit."""
        return finding.unit in self._reported_ids


def select_reported_units(
    database: "Database",
    unit_filter: "UnitFilter | None" = None,
    *,
    since: str | None = None,
) -> ReportedUnits | None:
    """Select units of the memory by a filter, and by the time of their last change.

    `since`: a day or a change set. Returns None, for all units, without either. Raises
    NotFound if no unit matches the filter.
    """
    # SQLAlchemy, which a check of files can do without.
    from tm.store.history.change_set import find_changed_keys
    from tm.store.unit_store import UnitStore

    changed_keys: set[bytes] | None = None
    if since is not None:
        changed_keys = {
            bytes.fromhex(key_hex)
            for key_hex in find_changed_keys(database, "unit", since)
        }
    if unit_filter is None:
        if changed_keys is None:
            return None
        return ReportedUnits(changed_keys, since=since)
    selected_keys: set[bytes] = set()
    article_keys: set[str | None] = set()
    for unit in UnitStore(database).read_units(unit_filter):
        selected_keys.add(unit.key)
        article_keys.add(unit.origin.article)
    if not selected_keys:
        raise NotFound("no units match these filters; nothing checked")
    if changed_keys is not None:
        selected_keys &= changed_keys
    return ReportedUnits(selected_keys, article_keys, since=since)
