"""What is asked for: findings that an earlier report has not, units that are chosen."""

import json
import re
from collections.abc import Collection, Container, Iterable, Iterator
from typing import TYPE_CHECKING

import click

from checks.engine.unit import Unit
from cli.console.languages import Languages
from cli.console.workspace import DateType, Workspace
from cli.exchange.selections import FilterOptions, make_filter
from tm.errors import InputError, NotFound
from tm.finding import Finding
from tm.text.input.encoding import contents, decode

if TYPE_CHECKING:
    from tm.store.units.filter import UnitFilter
    from tm.unit import TranslationUnit

_CHANGE_SET = re.compile(r"i\d{1,9}|last")


class SinceType(click.ParamType[str]):
    """A day, or a change set, given on the command line."""

    name = "since"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The day as ISO 8601, or the name; fails as click's own types do."""
        if _CHANGE_SET.fullmatch(value):
            return value
        try:
            return DateType().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(
                f"{value!r} is neither a date (2025-10-08) nor an import (i12)",
                param,
                ctx,
            )


class EarlierReport:
    """Tells what an earlier report has."""

    def __init__(self, file: str | None) -> None:
        self.count = 0
        """Of findings that were left out."""
        self._known = _fingerprints(file) if file is not None else frozenset()

    def has(self, finding: Finding) -> bool:
        """Whether the report has a finding."""
        return finding.fingerprint in self._known


def _fingerprints(file: str) -> frozenset[str]:
    """Those of a report in JSON lines. Raises InputError for any other file."""
    found = set()
    text = decode(contents(file), path=file).text
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            fingerprint = json.loads(line)["fingerprint"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise InputError(
                f"{file}:{number}: no finding of `padanan check --format jsonl`"
            ) from error
        found.add(str(fingerprint))
    return frozenset(found)


class ReportedUnits:
    """Tells of which units of the memory findings are told.

    Their documents are judged as wholes: what the other units say counts there, too.
    """

    def __init__(
        self,
        keys: Collection[bytes],
        documents: Container[str | None] | None = None,
        *,
        since: str | None = None,
    ) -> None:
        self._keys = keys
        self._since = since
        self._documents = documents
        self._ids: set[str] = set()

    @property
    def nothing_since(self) -> str | None:
        """Where no unit is chosen: the day or change set since when none changed."""
        return None if self._keys else self._since

    def noted(
        self, pairs: "Iterable[tuple[Unit, TranslationUnit]]"
    ) -> "Iterator[tuple[Unit, TranslationUnit]]":
        """The pairs of whole documents; what of them is chosen is remembered."""
        for subject, unit in pairs:
            if unit.key in self._keys:
                self._ids.add(subject.id)
            elif self._documents is not None and (
                subject.document is None or subject.document not in self._documents
            ):
                continue
            yield subject, unit

    def judges(self, subject: Unit) -> bool:
        """Whether a unit that was noted is chosen."""
        return subject.id in self._ids

    def has(self, finding: Finding) -> bool:
        """Whether a finding is about such a unit."""
        return finding.unit in self._ids


def select_units(
    workspace: Workspace,
    since: str | None,
    filters: FilterOptions,
    languages: Languages,
) -> ReportedUnits | None:
    """The units made or changed since then, and those that filters want; None: all.

    Raises NotFound where the filters want none, since nothing would be checked then.
    """
    wanted = _filter(workspace, filters, languages) if filters.are_given else None
    changed: set[bytes] | None = None
    if since is not None:
        from tm.store.history.change_set import changed_since

        found = changed_since(workspace.database, "unit", since)
        changed = {bytes.fromhex(key) for key in found}
    if wanted is None:
        return ReportedUnits(changed, since=since) if changed is not None else None
    keys: set[bytes] = set()
    documents: set[str | None] = set()
    for unit in workspace.memory.units(wanted):
        keys.add(unit.key)
        documents.add(unit.origin.article)
    if not keys:
        raise NotFound("no unit of the memory is as asked for; nothing was checked")
    keys &= keys if changed is None else changed
    return ReportedUnits(keys, documents, since=since)


def _filter(
    workspace: Workspace, filters: FilterOptions, languages: Languages
) -> "UnitFilter":
    from tm.store.units.filter import UnitFilter

    return make_filter(workspace, filters, UnitFilter(locales=languages.known))
