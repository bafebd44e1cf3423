"""Jobs of a server: what takes longer than a request, followed until it has ended.

A connection that is lost meanwhile is made anew; the job goes on without it.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar
from uuid import uuid4

from padanan.remote.answer_values import make_value
from padanan.remote.connection import LostConnection, ServerConnection, find_error_type
from tm.errors import Conflict, InputError, PadananError, StoreUnavailable
from tm.progress import ReportProgress

_RETRY_PAUSES_SECONDS = (0.2, 0.5, 1, 2, 4, 8, 15, 30)
"""Seconds to wait before each further attempt to reach a server that was lost."""
_MAX_FINDINGS_BYTES_IN_MEMORY = 1 << 20
"""Of a file of findings; a larger one is written to disk meanwhile."""
_ENDED_STATES = ("done", "failed", "cancelled")
_AnswerT = TypeVar("_AnswerT")


@dataclass(frozen=True, slots=True)
class RemoteJob:
    """A job of a server."""

    id: str
    kind: str
    """`import`, `export` or `check`."""
    state: str
    """`waiting` (for its file), `held` (until somebody starts it), `queued`, `running`,
    `done`, `failed`, `cancelled`."""
    done: int
    """Units that are done."""
    file_name: str | None
    result: dict[str, Any] | None
    """What it came to; the `status` of the error, if it failed. Any: JSON."""
    error: str | None
    """Why it failed, and what to do."""
    created_at: int
    """Seconds since 1970."""
    ended_at: int | None
    total: int | None = None
    """About how many units there are; None where that is not known."""
    preview: dict[str, Any] | None = None
    """Of an import that is held, or was: what its file holds. Any: JSON."""


class RemoteJobs:
    """The jobs of a memory on a server: those of `load`, `export` and `check`."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    def list(self, *, limit: int = 50) -> Sequence[RemoteJob]:
        """List your jobs, the latest first; administrators see those of everybody."""
        answer = self._connection.send("GET", "jobs", query={"limit": limit})
        return [make_value(RemoteJob, job) for job in answer["jobs"]]

    def get(self, job_id: str) -> RemoteJob:
        """Read how far a job is. Raises NotFound and StoreUnavailable."""
        return make_value(RemoteJob, self._connection.send("GET", f"jobs/{job_id}"))

    def cancel(self, job_id: str) -> RemoteJob:
        """Cancel a job: an import then stores nothing. Raises Conflict if it ended."""
        return self._send_action(job_id, "cancel")

    def resume(self, job_id: str) -> RemoteJob:
        """Begin a job again that failed or was cancelled. Raises Conflict."""
        return self._send_action(job_id, "resume")

    def follow(self, job_id: str, report_progress: ReportProgress) -> RemoteJob:
        """Wait until a job has ended.

        `report_progress` takes how many more units are done; what it raises cancels the
        job. Raises StoreUnavailable for a server that stays away for a minute.
        """
        reported_count, attempt_count = 0, 0
        try:
            while True:
                try:
                    for job in self._watch(job_id):
                        attempt_count = 0
                        report_progress(max(0, job.done - reported_count))
                        reported_count = max(reported_count, job.done)
                        if job.state in _ENDED_STATES:
                            return job
                except LostConnection:
                    if attempt_count == len(_RETRY_PAUSES_SECONDS):
                        raise
                time.sleep(_RETRY_PAUSES_SECONDS[attempt_count])
                attempt_count += 1
        except StoreUnavailable:
            raise  # it may go on; `follow` it again later
        except BaseException:
            with suppress(PadananError):
                self.cancel(job_id)
            raise

    def run(
        self,
        kind: str,
        job_options: Mapping[str, object],
        report_progress: ReportProgress,
        path: Path | None = None,
    ) -> RemoteJob:
        """Run a job to its end; `path`: the file that it reads.

        Raises the error of a job that failed, and Conflict for one that was cancelled.
        """
        idempotency_key = uuid4().hex  # sent twice, it is one job
        body = {name: value for name, value in job_options.items() if value is not None}
        answer = self._repeat(
            lambda: self._connection.send(
                "POST", f"jobs/{kind}", body=body, idempotency_key=idempotency_key
            )
        )
        job = make_value(RemoteJob, answer)
        if path is not None:
            self._send_file(job, path)
        job = self.follow(job.id, report_progress)
        if job.state == "failed":
            error_type = find_error_type((job.result or {}).get("status", 500))
            raise error_type(job.error or f"job {job.id} failed")
        if job.state == "cancelled":
            raise Conflict(f"job {job.id} was cancelled; nothing was stored")
        return job

    def receive_file(self, job: RemoteJob, file: IO[bytes]) -> None:
        """Receive the file that a job made; from its beginning, if that is lost."""

        def receive() -> None:
            file.seek(0)
            file.truncate()
            with self._connection.open_stream(f"jobs/{job.id}/file") as response:
                for file_part in response.iter_bytes():
                    file.write(file_part)

        self._repeat(receive)

    def read_lines(self, job: RemoteJob) -> Iterator[Mapping[str, Any]]:  # JSON
        """Read the lines of the file that a job made, each a JSON object."""
        with SpooledTemporaryFile(_MAX_FINDINGS_BYTES_IN_MEMORY) as file:
            self.receive_file(job, file)
            file.seek(0)
            yield from map(json.loads, file)

    def _send_action(self, job_id: str, action: str) -> RemoteJob:
        answer = self._connection.send("POST", f"jobs/{job_id}/{action}", body={})
        return make_value(RemoteJob, answer)

    def _watch(self, job_id: str) -> Iterator[RemoteJob]:
        """Read the events of a job."""
        with self._connection.open_stream(f"jobs/{job_id}/events") as response:
            for line in response.iter_lines():
                if line.startswith("data: "):
                    job_fields = json.loads(line.removeprefix("data: "))
                    yield make_value(RemoteJob, job_fields)

    def _send_file(self, job: RemoteJob, path: Path) -> None:
        """Send the file of a job; again, if it did not arrive."""

        def send() -> None:
            if self.get(job.id).state != "waiting":
                return  # it arrived, but the answer was lost
            with path.open("rb") as file:
                self._connection.send_file(f"jobs/{job.id}/file", file)

        try:
            self._repeat(send)
        except OSError as error:
            self.cancel(job.id)
            raise InputError(f"{path}: {error.strerror}") from error
        except BaseException:
            with suppress(PadananError):
                self.cancel(job.id)
            raise

    def _repeat(self, call: Callable[[], _AnswerT]) -> _AnswerT:
        """Repeat a call whose connection was lost."""
        for pause in _RETRY_PAUSES_SECONDS:
            try:
                return call()
            except LostConnection as error:
                if error.was_refused:
                    raise
            time.sleep(pause)
        return call()
