"""Checks of files with the termbase of a memory, and dismissed findings."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from os import PathLike, fspath
from pathlib import Path
from typing import Unpack

from checks.baseline import DEFAULT_BASELINE, Baseline, Dismissal
from checks.engine.unit import Unit
from checks.inputs.files import FileNotes, read_file_units
from checks.inputs.languages import CheckedLanguages
from checks.missed_errors import (
    MissedError,
    MissedErrorReport,
    make_missed_error,
    make_missed_errors_path,
    sort_latest_first,
)
from checks.session import CheckSelection, CheckSession
from exports.checkable_file import find_named_locales, open_checkable_file
from exports.format import ReadOptions
from exports.lines_and_json.jsonl import read_codes
from padanan.argument_validation import require_name_lists
from padanan.change_author import get_change_author
from padanan.checking import ignore_progress, iterate_findings
from padanan.contents.findings.baseline_file import change_baseline, read_baseline_file
from padanan.contents.findings.context_checker import (
    CheckSubject,
    ContextChecker,
    ignore_unit,
)
from padanan.contents.findings.fixed_units import apply_fixes
from padanan.contents.findings.missed_errors_file import (
    add_missed_errors,
    change_missed_errors,
    read_missed_errors,
)
from padanan.contents.findings.session_cache import SessionCache
from padanan.locales import parse_locale, require_target_locale
from padanan.memory_database import MemoryDatabase
from padanan.values.findings import (
    AppliedFixes,
    CheckedFile,
    DismissedFinding,
    FindingInContext,
    FixRequest,
)
from tm.errors import InputError, NotFound
from tm.file_remarks import SkippedEntry
from tm.finding import Finding
from tm.progress import ReportProgress, report_each_item
from tm.settings import Settings
from tm.text.locale import Locale


@dataclass(slots=True, eq=False)
class Checks:
    """The checks of a memory; threads may share it, like `Memory`.

    Dismissed findings stand in the file that `padanan check` uses: that of the setting
    `checks.baseline`, else `padanan-dismissed.jsonl` in the current folder.
    """

    _memory_database: MemoryDatabase
    settings: Settings = field(repr=False)
    _report_progress: ReportProgress = field(default=ignore_progress, repr=False)

    _sessions: SessionCache = field(default_factory=SessionCache, repr=False)

    def share_sessions(self, other_checks: "Checks") -> None:
        """Share what is kept from call to call with the memory of somebody else."""
        other_checks._sessions = self._sessions

    def check_file(
        self,
        path: str | PathLike[str],
        *,
        only: Sequence[str] = (),
        skip: Sequence[str] = (),
        source: str | Locale | None = None,
        target: str | Locale | None = None,
        max_page_bytes: int | None = None,
    ) -> CheckedFile:
        """Check a file of units, a page or a document, with the termbase.

        `max_page_bytes`: the most bytes of a page, which is read as a whole.
        Without languages, those that the file names, else those of the memory. Raises
        FormatError, InputError and StoreError.
        """
        require_name_lists(only=only, skip=skip)
        file_path = fspath(path)
        languages = self._choose_languages(file_path, source, target)
        check_session = CheckSession.open(
            self.settings.checks,
            target_locale=languages.target_locale,
            source_locale=languages.source_locale,
            database=self._memory_database.open_for_reading(),
            selection=CheckSelection(only=only, skip=skip),
        )
        read_options = ReadOptions(
            languages.source_locale, languages.target_locale, with_untranslated=True
        )
        notes = FileNotes()
        with open_checkable_file(
            file_path, read_options, max_page_bytes=max_page_bytes
        ) as file:
            units = report_each_item(
                read_file_units(file, languages, notes, read_codes=read_codes),
                self._report_progress,
            )
            findings = tuple(
                iterate_findings(check_session, units, may_be_uncomposed=True)
            )
        return CheckedFile(
            findings,
            tuple(map(_describe_skipped, notes.skipped_entries)),
            tuple(notes.remarks),
        )

    def list_dismissals(self) -> tuple[DismissedFinding, ...]:
        """List the findings that are dismissed, or were until some day."""
        today = date.today()
        dismissal_by_fingerprint = self._read_baseline().dismissal_by_fingerprint
        return tuple(
            DismissedFinding(
                **asdict(dismissal), is_in_force=dismissal.is_in_force(today)
            )
            for _, dismissal in sorted(dismissal_by_fingerprint.items())
        )

    def dismiss(
        self,
        fingerprint: str,
        *,
        check: str | None = None,
        quote: str | None = None,
        reason: str | None = None,
        until: str | None = None,
    ) -> DismissedFinding:
        """Dismiss a finding: it is not reported again until its text changes.

        `check`, `quote`: those of the finding, for later readers. `until`: the last day
        of the dismissal. Raises InputError.
        """
        (dismissed_finding,) = self.dismiss_all(
            [(fingerprint, check, quote)], reason=reason, until=until
        )
        return dismissed_finding

    def dismiss_all(
        self,
        findings: Iterable[tuple[str, str | None, str | None]],
        *,
        reason: str | None = None,
        until: str | None = None,
    ) -> tuple[DismissedFinding, ...]:
        """Dismiss several findings by one decision, or none of them.

        Each is given by its fingerprint, its check and its quote. Raises InputError.
        """
        today = date.today()
        last_day = _parse_last_day(until, today)
        author = get_change_author(self.settings)
        dismissals = [
            Dismissal(*finding, reason, author, today.isoformat(), last_day)
            for finding in findings
        ]
        change_baseline(self._baseline_path, lambda baseline: baseline.add(dismissals))
        return tuple(
            DismissedFinding(**asdict(dismissal), is_in_force=True)
            for dismissal in dismissals
        )

    def restore(self, fingerprint: str) -> None:
        """Report a dismissed finding again. Raises NotFound and InputError."""
        if self.restore_all([fingerprint]) == 0:
            raise NotFound(
                f"no dismissal of {fingerprint!r}; list the dismissals to see their "
                "fingerprints"
            )

    def restore_all(self, fingerprints: Iterable[str]) -> int:
        """Report dismissed findings again; return how many of them were dismissed."""
        if not self._baseline_path.exists():
            return 0
        removed_fingerprints = set(fingerprints)
        old_baseline, new_baseline = change_baseline(
            self._baseline_path, lambda baseline: baseline.remove(removed_fingerprints)
        )
        return len(old_baseline.dismissal_by_fingerprint) - len(
            new_baseline.dismissal_by_fingerprint
        )

    def list_missed_errors(self) -> tuple[MissedError, ...]:
        """List the errors reported as missed by the checks, the latest first."""
        return tuple(sort_latest_first(read_missed_errors(self._missed_errors_path)))

    def report_missed_error(
        self, reported: MissedErrorReport, *, passage: str | None = None, start: int = 0
    ) -> MissedError:
        """Report an error that no check found, with the passage that is wrong.

        Without a passage the whole unit is meant. `start`: where in the translation it
        is searched for first. Reporting the same again changes nothing. Raises
        InputError for a passage in neither text, and UnknownName.
        """
        error = make_missed_error(
            reported,
            passage,
            start,
            author=self.settings.author or self.settings.change_author,
            day=date.today(),
        )
        add_missed_errors(self._missed_errors_path, [error])
        return error

    def withdraw_missed_error(self, error_id: str) -> None:
        """Take the report of a missed error back. Raises NotFound and InputError."""
        withdrawn_errors: list[MissedError] = []

        def leave_out(errors: Sequence[MissedError]) -> Sequence[MissedError]:
            withdrawn_errors.extend(error for error in errors if error.id == error_id)
            return [error for error in errors if error.id != error_id]

        if self._missed_errors_path.exists():
            change_missed_errors(self._missed_errors_path, leave_out)
        if not withdrawn_errors:
            raise NotFound(f"no missed error {error_id!r}")

    def check_in_context(
        self,
        *,
        only: Sequence[str] = (),
        skip: Sequence[str] = (),
        source: str | Locale | None = None,
        target: str | Locale | None = None,
        watch_unit: Callable[[Unit], object] = ignore_unit,
        **subject: Unpack[CheckSubject],
    ) -> Iterator[FindingInContext]:
        """Check a text, a file, an article, a selection or the whole memory.

        The findings come with the texts that they are about. `watch_unit` is called
        with each checked unit. Raises FormatError, InputError, NotFound and StoreError.
        """
        require_name_lists(only=only, skip=skip)
        file_path = subject.get("file_path")
        if file_path is not None:
            languages = self._choose_languages(file_path, source, target)
        else:
            languages = CheckedLanguages(
                parse_locale(source) or self.settings.source,
                require_target_locale(self.settings, target),
            )
        database = self._memory_database.open_for_reading()
        if database is None and "original_text" in subject:
            # Aligning reads the lexicon of a memory, be it empty.
            database = self._memory_database.open_for_writing()
        checker = ContextChecker(
            self.settings,
            database,
            languages,
            CheckSelection(only=tuple(only), skip=tuple(skip)),
            self._sessions,
            self._report_progress,
            watch_unit,
        )
        return checker.check(**subject)

    def apply_fixes(self, fixes: Sequence[FixRequest]) -> AppliedFixes:
        """Apply fixes to stored units, as one change set.

        A unit whose text has changed since it was checked is left as it is. Raises
        InputError and StoreError.
        """
        return apply_fixes(
            self._memory_database.open_for_reading(),
            fixes,
            author=get_change_author(self.settings),
        )

    def leave_out_dismissed(self, findings: Iterable[Finding]) -> list[Finding]:
        """Leave out the findings that are dismissed today."""
        baseline, today = self._read_baseline(), date.today()
        return [
            finding
            for finding in findings
            if (dismissal := baseline.find_dismissal(finding)) is None
            or not dismissal.is_in_force(today)
        ]

    def _choose_languages(
        self, file_name: str, source: str | Locale | None, target: str | Locale | None
    ) -> CheckedLanguages:
        """Choose those of the call, of the file, or of the settings."""
        source_locale, target_locale = parse_locale(source), parse_locale(target)
        source_named_in_file, target_named_in_file = find_named_locales(
            file_name, ReadOptions(source_locale, target_locale)
        )
        return CheckedLanguages(
            source_locale or source_named_in_file or self.settings.source,
            require_target_locale(self.settings, target_locale or target_named_in_file),
        )

    def _read_baseline(self) -> Baseline:
        return (
            read_baseline_file(self._baseline_path)
            if self._baseline_path.exists()
            else Baseline({})
        )

    @property
    def _missed_errors_path(self) -> Path:
        return make_missed_errors_path(self._baseline_path)

    @property
    def _baseline_path(self) -> Path:
        return Path(self.settings.checks.baseline or DEFAULT_BASELINE)


def _describe_skipped(entry: SkippedEntry) -> str:
    location = entry.path if entry.line is None else f"{entry.path}:{entry.line}"
    return f"{location}: {entry.reason}"


def _parse_last_day(day: str | None, today: date) -> str | None:
    """Parse the last day of a dismissal. Raises InputError for one in the past."""
    if day is None:
        return None
    try:
        last_day = date.fromisoformat(day)
    except ValueError:
        raise InputError(
            f"until is {day!r}, not a day such as 2027-01-31", parameters=["until"]
        ) from None
    if last_day < today:
        raise InputError(
            f"until {day} is in the past; give {today} or a later day",
            parameters=["until"],
        )
    return last_day.isoformat()
