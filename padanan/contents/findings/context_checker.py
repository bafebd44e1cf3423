"""Findings with the texts that they are about, of whatever is checked.

The text may be typed, a page with its original, a file, an article, or units of the
memory.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from typing import TypedDict, Unpack

from checks.engine.messages import LANGUAGES, translate_finding
from checks.engine.unit import Unit, UnitLocation
from checks.inputs.article import read_article_units
from checks.inputs.files import FileNotes, read_file_units
from checks.inputs.languages import CheckedLanguages
from checks.inputs.original import OriginalFile, read_page_file
from checks.inputs.page import Alignment
from checks.inputs.reported_units import ReportedUnits, select_reported_units
from checks.inputs.translation_units import read_memory_units
from checks.runner.document_batch import RunScope
from checks.runner.run import RunMode
from checks.session import CheckSelection, CheckSession
from exports.checkable_file import open_checkable_file
from exports.format import ReadOptions
from exports.lines_and_json.jsonl import read_codes
from glossary.article_resources import read_alignment_resources
from padanan.argument_validation import require_known_arguments
from padanan.checking import ignore_progress, log_failures
from padanan.contents.findings.session_cache import SessionCache
from padanan.selection import UnitSelection, make_unit_filter
from padanan.values.findings import FindingInContext, make_text_finding
from tm.errors import FormatError, InputError, NotFound
from tm.file_remarks import Remark
from tm.finding import Finding
from tm.progress import ReportProgress, report_each_item
from tm.settings import Settings
from tm.store.database import Database

_GIVEN_TEXT_NAME = "text"
_GIVEN_ORIGINAL_NAME = "original"


class CheckSubject(TypedDict, total=False):
    """What is checked; empty, it is the whole memory."""

    text: str
    """A sentence, a paragraph or a page."""
    original_text: str
    """What `text` was translated from."""
    segments: Sequence[tuple[str, str, str]]
    """Segments of one document: a name, the original and the translation of each."""
    file_path: str
    article: str
    """The key of a stored article."""
    selection: UnitSelection
    """Units of the memory."""
    changed_since: str
    """A day or a change set: only units that changed since then."""


def ignore_unit(unit: Unit) -> None:
    """Do nothing with a unit."""


@dataclass(frozen=True, slots=True)
class ContextChecker:
    """Checks a subject with the settings and the termbase of a memory."""

    settings: Settings
    database: Database | None
    languages: CheckedLanguages
    selection: CheckSelection
    sessions: SessionCache = field(default_factory=SessionCache)
    report_progress: ReportProgress = field(default=ignore_progress)
    watch_unit: Callable[[Unit], object] = field(default=ignore_unit)
    """Called with each unit whose findings are reported."""

    def check(self, **subject: Unpack[CheckSubject]) -> Iterator[FindingInContext]:
        """Check a subject, and yield what is found.

        Raises InputError, FormatError, NotFound and StoreError.
        """
        require_known_arguments(subject, CheckSubject)
        session = self.sessions.open(
            self.settings.checks, self.database, self.languages, self.selection
        )
        if "text" in subject:
            units = self._read_units_of_text(
                subject["text"], subject.get("original_text")
            )
            yield from self._iterate_findings(session, units, may_be_uncomposed=True)
        elif "segments" in subject:
            units = iter(_make_segment_units(subject["segments"]))
            yield from self._iterate_findings(session, units, may_be_uncomposed=True)
        elif "file_path" in subject:
            yield from self._check_file(session, subject["file_path"])
        elif self.database is None:
            if "article" in subject:
                raise NotFound("no article: nothing is stored yet")
        elif "article" in subject:
            units = read_article_units(
                self.database,
                subject["article"],
                source_locale=self.languages.source_locale,
                target_locale=self.languages.target_locale,
            )
            yield from self._iterate_findings(session, units)
        else:
            yield from self._check_memory(session, self.database, subject)

    def _check_memory(
        self, session: CheckSession, database: Database, subject: CheckSubject
    ) -> Iterator[FindingInContext]:
        unit_filter = None
        if subject.get("selection"):
            unit_filter = make_unit_filter(
                database, self.settings, subject["selection"]
            )
        reported_units = select_reported_units(
            database, unit_filter, since=subject.get("changed_since")
        )
        checked_and_stored_units = read_memory_units(
            database,
            source_locale=self.languages.source_locale,
            target_locale=self.languages.target_locale,
        )
        if reported_units is not None:
            checked_and_stored_units = reported_units.filter_by_document(
                checked_and_stored_units
            )
        yield from self._iterate_findings(
            session, (unit for unit, _ in checked_and_stored_units), reported_units
        )

    def _check_file(
        self, session: CheckSession, path: str
    ) -> Iterator[FindingInContext]:
        options = ReadOptions(
            self.languages.source_locale,
            self.languages.target_locale,
            with_untranslated=True,
        )
        with open_checkable_file(path, options) as file:
            units = read_file_units(
                file, self.languages, FileNotes(), read_codes=read_codes
            )
            yield from self._iterate_findings(session, units, may_be_uncomposed=True)

    def _read_units_of_text(
        self, text: str, original_text: str | None
    ) -> Iterator[Unit]:
        """Read a page, aligned with its original, or a text as one unit."""
        original_file = None
        if original_text is not None and self.database is not None:
            content = original_text.encode()
            original_file = OriginalFile(
                _GIVEN_ORIGINAL_NAME,
                _GIVEN_TEXT_NAME,
                Alignment(
                    self.settings.align,
                    cache(partial(read_alignment_resources, self.database)),
                ),
                read_page_bytes=lambda name: content,
            )
        try:
            units_and_remarks = list(
                read_page_file(
                    _GIVEN_TEXT_NAME, text.encode(), self.languages, original_file
                )
            )
        except (FormatError, InputError):
            # Lines, which belong together if both have as many.
            yield from _pair_lines(text, original_text)
            return
        yield from (unit for unit in units_and_remarks if not isinstance(unit, Remark))

    def _watch_units(
        self, units: Iterable[Unit], reported_units: ReportedUnits | None
    ) -> Iterator[Unit]:
        for unit in units:
            if reported_units is None or reported_units.is_reported(unit):
                self.watch_unit(unit)
            yield unit

    def _iterate_findings(
        self,
        session: CheckSession,
        units: Iterable[Unit],
        reported_units: ReportedUnits | None = None,
        *,
        may_be_uncomposed: bool = False,
    ) -> Iterator[FindingInContext]:
        scope = RunScope(
            None if reported_units is None else reported_units.is_reported,
            includes_sources=True,
            may_be_uncomposed=may_be_uncomposed,
        )
        check_run = session.check(
            self._watch_units(
                report_each_item(units, self.report_progress), reported_units
            ),
            scope=scope,
            mode=RunMode(keeps_units=True),
        )
        for finding in check_run:
            yield make_finding_in_context(
                finding, check_run.find_unit(finding), self.languages
            )
        log_failures(check_run)


def make_finding_in_context(
    finding: Finding, unit: Unit | None, languages: CheckedLanguages
) -> FindingInContext:
    """Make the plain values of a finding, with the texts of its unit if it is known."""
    location = (unit.location if unit is not None else None) or UnitLocation()
    return FindingInContext(
        **asdict(make_text_finding(finding)),
        source_text=None if unit is None else unit.source,
        target_text=finding.quote if unit is None else unit.target,
        source_locale=(
            None if languages.source_locale is None else languages.source_locale.tag
        ),
        target_locale=languages.target_locale.tag,
        messages={
            language: translate_finding(finding, language).message
            for language in LANGUAGES
        },
        article=finding.document,
        headline=location.headline if finding.document is not None else None,
    )


def _make_segment_units(segments: Sequence[tuple[str, str, str]]) -> Sequence[Unit]:
    return [
        Unit(id=name, target=target, source=source, document=_GIVEN_TEXT_NAME)
        for name, source, target in segments
    ]


def _pair_lines(text: str, original_text: str | None) -> Iterator[Unit]:
    """Make a unit of each line, with that of the original, or one of all."""
    lines: Sequence[str] = [line for line in text.splitlines() if line.strip()]
    original_lines = [
        line for line in (original_text or "").splitlines() if line.strip()
    ]
    if len(lines) != len(original_lines):
        yield Unit(id=_GIVEN_TEXT_NAME, target=text, source=original_text)
        return
    for line_number, (line, original_line) in enumerate(
        zip(lines, original_lines, strict=True), 1
    ):
        yield Unit(
            id=f"{_GIVEN_TEXT_NAME}#{line_number}",
            target=line,
            source=original_line,
            document=_GIVEN_TEXT_NAME,
        )
