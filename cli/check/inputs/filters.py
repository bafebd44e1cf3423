"""Which findings are reported: new ones only, or those about selected units."""

import json
import re
from collections.abc import Collection, Container, Iterable, Iterator
from typing import TYPE_CHECKING

import click

from checks.engine.unit import Unit
from checks.inputs.languages import CheckedLanguages
from cli.console.parameter_types import DateType
from cli.console.workspace import Workspace
from cli.exchange.selections import FilterOptions, make_filter
from tm.errors import InputError, NotFound
from tm.finding import Finding
from tm.text.input.encoding import decode_text, read_bytes

if TYPE_CHECKING:
    from tm.store.units.filter import UnitFilter
    from tm.unit import TranslationUnit

_CHANGE_SET = re.compile(r"i\d{1,9}|last")


class SinceType(click.ParamType[str]):
    """A date or a change set, given on the command line."""

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
                f"{value!r} is neither a date (2025-10-08) nor a change set (i12)",
                param,
                ctx,
            )


class EarlierReport:
    """The findings of an earlier report, which are not reported again."""

    def __init__(self, file: str | None) -> None:
        self.count = 0
        """How many findings were left out."""
        self._known_fingerprints = (
            _fingerprints(file) if file is not None else frozenset()
        )

    def contains(self, finding: Finding) -> bool:
        """Whether the report has a finding."""
        return finding.fingerprint in self._known_fingerprints


def _fingerprints(file: str) -> frozenset[str]:
    """Read the fingerprints of a report in JSON lines. Raises InputError."""
    fingerprints = set()
    text = decode_text(read_bytes(file), path=file).text
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            fingerprint = json.loads(line)["fingerprint"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise InputError(
                f"{file}:{number}: not a finding of `padanan check --format jsonl`"
            ) from error
        fingerprints.add(str(fingerprint))
    return frozenset(fingerprints)


class ReportedUnits:
    """The units of the memory whose findings are reported.

    Their documents are checked as wholes, since their other units are evidence.
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
    def unchanged_since(self) -> str | None:
        """The day or change set since which no unit changed; None if some did."""
        return None if self._keys else self._since

    def keep_documents(
        self, pairs: "Iterable[tuple[Unit, TranslationUnit]]"
    ) -> "Iterator[tuple[Unit, TranslationUnit]]":
        """Keep units of whole documents, and remember which of them are reported."""
        for subject, unit in pairs:
            if unit.key in self._keys:
                self._ids.add(subject.id)
            elif self._documents is not None and (
                subject.document is None or subject.document not in self._documents
            ):
                continue
            yield subject, unit

    def is_reported(self, subject: Unit) -> bool:
        """Whether findings about a unit are reported."""
        return subject.id in self._ids

    def has_finding(self, finding: Finding) -> bool:
        """Whether a finding is about a reported unit."""
        return finding.unit in self._ids


def select_units(
    workspace: Workspace,
    since: str | None,
    filters: FilterOptions,
    languages: CheckedLanguages,
) -> ReportedUnits | None:
    """Select the units changed since then that match the filters; None for all units.

    Raises NotFound if no unit matches the filters.
    """
    unit_filter = (
        _make_unit_filter(workspace, filters, languages) if filters.are_given else None
    )
    changed: set[bytes] | None = None
    if since is not None:
        from tm.store.history.change_set import find_keys_changed_since

        changed_keys = find_keys_changed_since(workspace.database, "unit", since)
        changed = {bytes.fromhex(key) for key in changed_keys}
    if unit_filter is None:
        return ReportedUnits(changed, since=since) if changed is not None else None
    keys: set[bytes] = set()
    documents: set[str | None] = set()
    for unit in workspace.memory.read_units(unit_filter):
        keys.add(unit.key)
        documents.add(unit.origin.article)
    if not keys:
        raise NotFound("no units match these filters; nothing checked")
    keys &= keys if changed is None else changed
    return ReportedUnits(keys, documents, since=since)


def _make_unit_filter(
    workspace: Workspace, filters: FilterOptions, languages: CheckedLanguages
) -> "UnitFilter":
    from tm.store.units.filter import UnitFilter

    return make_filter(workspace, filters, UnitFilter(locales=languages.locales))
