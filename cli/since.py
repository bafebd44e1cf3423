"""What is new: findings that an earlier report has not, units changed since then."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from checks.subject import Subject
from cli.options import DateType, Workspace
from tm.errors import InputError
from tm.issue import Issue
from tm.text.encoding import contents, decode

if TYPE_CHECKING:
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


class Reported:
    """Takes out of findings what an earlier report has, and counts it."""

    def __init__(self, file: str | None) -> None:
        self.count = 0
        self._known = _fingerprints(file) if file is not None else frozenset()

    def without(self, issues: Iterable[Issue]) -> Iterator[Issue]:
        """The findings that are new."""
        for issue in issues:
            if self.has(issue):
                self.count += 1
            else:
                yield issue

    def has(self, issue: Issue) -> bool:
        """Whether the report has a finding."""
        return issue.fingerprint in self._known


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


class Changed:
    """Tells which units of the memory were made or changed since then."""

    def __init__(self, workspace: Workspace, since: str) -> None:
        from tm.store.history import changed_since

        self._keys = changed_since(workspace.database, "unit", since)
        self._ids: set[str] = set()

    def noted(
        self, pairs: "Iterable[tuple[Subject, TranslationUnit]]"
    ) -> "Iterator[tuple[Subject, TranslationUnit]]":
        """The same pairs; what of them has changed is remembered."""
        for subject, unit in pairs:
            if unit.key.hex() in self._keys:
                self._ids.add(subject.id)
            yield subject, unit

    def judges(self, subject: Subject) -> bool:
        """Whether a unit that was noted has changed."""
        return subject.id in self._ids

    def has(self, issue: Issue) -> bool:
        """Whether a finding is about such a unit."""
        return issue.unit in self._ids
