"""The checks of a memory on a server."""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from os import PathLike
from pathlib import Path
from typing import Any

from checks.missed_errors import MissedError, MissedErrorReport
from padanan.argument_validation import require_name_lists
from padanan.remote.answer_values import make_value
from padanan.remote.connection import ServerConnection
from padanan.values.findings import CheckedFile, DismissedFinding, read_text_finding
from tm.errors import InputError, describe_system_error
from tm.text.locale import Locale


class RemoteChecks:
    """The checks of a memory on a server; its methods are those of `Checks`."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    def check_file(
        self,
        path: str | PathLike[str],
        *,
        only: Sequence[str] = (),
        skip: Sequence[str] = (),
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> CheckedFile:
        """Check a file that is here, as `Checks.check_file`.

        Of more than a thousand findings the rest is left out, and a remark says so.
        """
        require_name_lists(only=only, skip=skip)
        file_path = Path(path)
        try:
            content = file_path.read_bytes()
        except OSError as error:
            raise InputError(f"{file_path}: {describe_system_error(error)}") from error
        body_fields = {
            "name": re.sub(r"[^A-Za-z0-9_.-]", "_", file_path.name)[-100:].lstrip(".-"),
            "content": b64encode(content).decode(),
            "only": [*only],
            "skip": [*skip],
            "dismissed": True,
        }
        answer = self._connection.post(
            "check/file", body_fields, source=source, target=target
        )
        remarks = [*answer["remarks"]]
        if answer["left_out"]:
            remarks.append(f"{answer['left_out']} more findings were left out")
        return CheckedFile(
            tuple(map(read_text_finding, answer["findings"])),
            tuple(answer["skipped"]),
            tuple(remarks),
        )

    def list_dismissals(self) -> tuple[DismissedFinding, ...]:
        """List the dismissed findings, as `Checks.list_dismissals`."""
        return _read_dismissals(self._connection.send("GET", "dismissals"))

    def dismiss(
        self,
        fingerprint: str,
        *,
        check: str | None = None,
        quote: str | None = None,
        reason: str | None = None,
        until: str | None = None,
    ) -> DismissedFinding:
        """Dismiss a finding, as `Checks.dismiss`."""
        body = {"check": check, "quote": quote, "reason": reason, "until": until}
        answer = self._connection.send("PUT", f"dismissals/{fingerprint}", body=body)
        return make_value(DismissedFinding, answer)

    def dismiss_all(
        self,
        findings: Iterable[tuple[str, str | None, str | None]],
        *,
        reason: str | None = None,
        until: str | None = None,
    ) -> tuple[DismissedFinding, ...]:
        """Dismiss several findings by one decision, as `Checks.dismiss_all`."""
        body = {
            "findings": [
                {"fingerprint": fingerprint, "check": check, "quote": quote}
                for fingerprint, check, quote in findings
            ],
            "reason": reason,
            "until": until,
        }
        return _read_dismissals(self._connection.send("POST", "dismissals", body=body))

    def restore(self, fingerprint: str) -> None:
        """Report a dismissed finding again, as `Checks.restore`."""
        self._connection.send("DELETE", f"dismissals/{fingerprint}")

    def restore_all(self, fingerprints: Iterable[str]) -> int:
        """Report several dismissed findings again, as `Checks.restore_all`."""
        body = {"fingerprints": [*fingerprints]}
        answer = self._connection.send("POST", "dismissals/restore", body=body)
        return int(answer["restored"])

    def list_missed_errors(self) -> tuple[MissedError, ...]:
        """List the missed errors, as `Checks.list_missed_errors`."""
        answer = self._connection.send("GET", "missed-errors")
        return tuple(
            make_value(MissedError, error) for error in answer["missed_errors"]
        )

    def report_missed_error(
        self, reported: MissedErrorReport, *, passage: str | None = None, start: int = 0
    ) -> MissedError:
        """Report a missed error, as `Checks.report_missed_error`."""
        body = {**asdict(reported), "passage": passage, "start": start}
        answer = self._connection.send("POST", "missed-errors", body=body)
        return make_value(MissedError, answer)

    def withdraw_missed_error(self, error_id: str) -> None:
        """Take a report back, as `Checks.withdraw_missed_error`."""
        self._connection.send("DELETE", f"missed-errors/{error_id}")


def _read_dismissals(answer: Any) -> tuple[DismissedFinding, ...]:
    """Read the dismissals of an answer, any JSON object."""
    return tuple(
        make_value(DismissedFinding, dismissal) for dismissal in answer["dismissals"]
    )
