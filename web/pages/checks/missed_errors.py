"""Errors that the checks missed: the list, a report and its undo, and a file of all."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Literal
from urllib.parse import urlencode

import msgspec

from checks.missed_errors import MissedError
from checks.record_lines import format_record
from web.api.missed_errors import (
    MissedErrorId,
    NewMissedError,
    list_missed_errors,
    report_missed_error,
    withdraw_missed_error,
)
from web.api.request_types import Request
from web.pages.page_route import (
    N_,
    DownloadAnswer,
    PageGroup,
    Redirect,
    TemplateAnswer,
    make_table_answer,
)
from web.request_context import RequestContext
from web.route import Role

MISSED_ERROR_PAGES = PageGroup()
_TITLE = N_("Missed errors")
_MAX_ERRORS = 100


class MissedErrorsRequest(Request, frozen=True):
    """What the person has just done."""

    reported: MissedErrorId | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class MissedErrorsView:
    """The errors that the checks missed, the latest first."""

    errors: Sequence[MissedError]
    total: int
    """How many errors there are; only some are shown."""
    reported: MissedError | None
    """The one that the person has just reported."""
    may_report: bool


@MISSED_ERROR_PAGES.add("GET", "/checks/missed", "missed_errors.html", title=_TITLE)
def show_missed_errors(
    context: RequestContext, request: MissedErrorsRequest
) -> MissedErrorsView:
    """Show who found what that no check found."""
    errors = list_missed_errors(context)
    return MissedErrorsView(
        errors[:_MAX_ERRORS],
        len(errors),
        next((error for error in errors if error.id == request.reported), None),
        context.role.includes(Role.TRANSLATOR),
    )


@dataclass(frozen=True, slots=True)
class ReportedView:
    """What the person has just reported."""

    error: MissedError


@MISSED_ERROR_PAGES.add(
    *("POST", "/checks/missed", "missed_errors.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
)
def report_missed_error_from_form(
    context: RequestContext, form: NewMissedError
) -> Redirect:
    """Keep the report of an error, and show it with what takes it back."""
    # A browser sends the ends of lines of a field as two characters.
    text_by_field = {
        field_name: text.replace("\r\n", "\n")
        for field_name in ("target_text", "source_text", "passage")
        if (text := getattr(form, field_name)) is not None
    }
    error = report_missed_error(context, msgspec.structs.replace(form, **text_by_field))
    return Redirect(
        _make_address(context, reported=error.id),
        part=TemplateAnswer(ReportedView(error), "missed_error_reported.html"),
    )


class WithdrawalForm(Request, frozen=True, kw_only=True):
    """The report to take back."""

    error: MissedErrorId


@MISSED_ERROR_PAGES.add(
    *("POST", "/checks/missed/withdraw", "missed_errors.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
)
def withdraw_report(context: RequestContext, form: WithdrawalForm) -> Redirect:
    """Take a report back."""
    withdraw_missed_error(context, form.error)
    return Redirect(
        _make_address(context, withdrawn="true"),
        part=TemplateAnswer(form, "missed_error_withdrawn.html"),
    )


class MissedErrorsFileRequest(Request, frozen=True):
    """The format of the file."""

    format: Literal["csv", "jsonl"] = "jsonl"


@MISSED_ERROR_PAGES.add("GET", "/checks/missed/file", None, title=_TITLE)
def save_missed_errors(
    context: RequestContext, request: MissedErrorsFileRequest
) -> DownloadAnswer:
    """Save all reports, for those who make checks."""
    errors = list_missed_errors(context)
    file_name = f"missed-errors.{request.format}"
    if request.format == "jsonl":
        lines = [f"{format_record(asdict(error))}\n" for error in errors]
        return DownloadAnswer(
            "".join(lines).encode(), "application/x-ndjson", file_name
        )
    columns = [field.name for field in fields(MissedError)]
    rows = [
        [_write_cell(getattr(error, column)) for column in columns] for error in errors
    ]
    return make_table_answer([columns, *rows], file_name)


def _write_cell(value: str | tuple[int, int] | None) -> str:
    if isinstance(value, tuple):
        return f"{value[0]}-{value[1]}"
    return value or ""


def _make_address(context: RequestContext, **query_parameters: str) -> str:
    query = urlencode({"memory": context.memory_name, **query_parameters})
    return f"/checks/missed?{query}"
