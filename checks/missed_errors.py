"""Errors that people found and the checks did not, in a file for version control.

Each line is a JSON object with the texts, so that whoever writes checks has a test
case even when the unit has changed since.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from checks.catalogue import CHECKS
from checks.record_lines import DamagedLine, format_record, parse_records
from tm.errors import InputError, UnknownName


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedErrorReport:
    """What a person says of an error in a translation that no check found."""

    target_text: str
    target_locale: str
    description: str
    """What is wrong, in a few words."""
    source_text: str | None = None
    source_locale: str | None = None
    check: str | None = None
    """The id of the check that should have found it."""
    unit: str | None = None
    """The key of the unit, if the text is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedError(MissedErrorReport):
    """A report as it is kept: with its passage, its person and its day."""

    id: str
    """The same for the same texts, passage and description."""
    quote: str | None = None
    """The passage that is wrong; None: the whole unit."""
    target_span: tuple[int, int] | None = None
    """Where the passage is, in code points, half-open."""
    source_span: tuple[int, int] | None = None
    """Where it is in the source text, if the translation lacks it."""
    who: str | None = None
    """The person who reports it."""
    at: str | None = None
    """The day of the report."""


def make_missed_errors_path(baseline_path: Path) -> Path:
    """Make the path of the missed errors from that of the dismissed findings.

    >>> make_missed_errors_path(Path("padanan-dismissed.jsonl")).name
    'padanan-missed.jsonl'
    >>> make_missed_errors_path(Path("news.db.dismissed.jsonl")).name
    'news.db.missed.jsonl'
    >>> make_missed_errors_path(Path("house.jsonl")).name
    'house.missed.jsonl'
    """
    stem = baseline_path.stem
    if stem.endswith("dismissed"):
        stem = stem.removesuffix("dismissed") + "missed"
    else:
        stem += ".missed"
    return baseline_path.with_name(stem + baseline_path.suffix)


def make_missed_error(
    report: MissedErrorReport,
    passage: str | None,
    start: int,
    *,
    author: str,
    day: date,
) -> MissedError:
    """Make the record of a report; `start`: where its passage is searched for first.

    Raises InputError for a passage that is in neither text, and UnknownName.
    """
    if report.check is not None and report.check not in CHECKS:
        raise UnknownName(
            "check",
            report.check,
            CHECKS,
            remedy="list the checks to see their ids",
            next_step="list checks",
        )
    target_span, source_span = _locate_passage(report, passage or "", start)
    identifying_texts = (
        *(report.target_locale, report.target_text, report.source_text or ""),
        *(passage or "", str(target_span), report.description),
    )
    digest = hashlib.blake2b(
        "\0".join(identifying_texts).encode("utf-8", "surrogatepass"), digest_size=8
    )
    return MissedError(
        **asdict(report),
        id=digest.hexdigest(),
        quote=passage or None,
        target_span=target_span,
        source_span=source_span,
        who=author,
        at=day.isoformat(),
    )


def _locate_passage(
    report: MissedErrorReport, passage: str, start: int
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Locate a passage in the translation of a report, or else in its source text."""
    if not passage:
        return None, None
    start_offset = report.target_text.find(passage, start)
    if start_offset < 0:
        start_offset = report.target_text.find(passage)
    if start_offset >= 0:
        return (start_offset, start_offset + len(passage)), None
    start_offset = (report.source_text or "").find(passage)
    if start_offset >= 0:
        return None, (start_offset, start_offset + len(passage))
    raise InputError(
        f"{passage!r} is neither in the translation nor in the source text; copy the "
        "passage from one of them, or leave it out"
    )


def parse_missed_errors(text: str) -> tuple[list[MissedError], tuple[DamagedLine, ...]]:
    """Parse the text of a file of missed errors; damaged lines are listed."""
    return parse_records(text, _make_missed_error)


def format_missed_errors(errors: Iterable[MissedError]) -> str:
    """Format the text of a file of missed errors; equal ones have equal texts."""
    sorted_errors = sorted(errors, key=lambda error: error.id)
    return "".join(f"{format_record(asdict(error))}\n" for error in sorted_errors)


_FIELD_NAMES = [field.name for field in fields(MissedError)]
_REQUIRED_FIELD_NAMES = ("id", "target_text", "target_locale", "description")


def _make_missed_error(json_record: Mapping[str, Any]) -> MissedError:
    value_by_field: dict[str, Any] = {
        field_name: json_record.get(field_name) for field_name in _FIELD_NAMES
    }
    for field_name, value in value_by_field.items():
        if field_name.endswith("_span"):
            value_by_field[field_name] = (
                None if value is None else _read_span(field_name, value)
            )
        elif not isinstance(value, str | None):
            raise ValueError(f"{field_name} is not text")
        elif field_name in _REQUIRED_FIELD_NAMES and not value:
            raise ValueError(f"no {field_name}")
    return MissedError(**value_by_field)


def _read_span(name: str, value: Any) -> tuple[int, int]:  # what JSON may be
    match value:
        case [int(start), int(end)] if 0 <= start < end:
            return start, end
    raise ValueError(f"{name} is not a pair of places such as [0, 5]")


def count_by_check(errors: Iterable[MissedError]) -> Mapping[str, int]:
    """Count the errors that each check should have found."""
    error_count_by_check: dict[str, int] = {}
    for error in errors:
        if error.check is not None:
            error_count_by_check[error.check] = (
                error_count_by_check.get(error.check, 0) + 1
            )
    return error_count_by_check


def sort_latest_first(errors: Iterable[MissedError]) -> Sequence[MissedError]:
    """Sort errors by day, the latest first."""
    return sorted(errors, key=lambda error: (error.at or "", error.id), reverse=True)
