"""The runner: a thread of each server process that works on jobs, one after another."""

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import Event, Thread
from time import monotonic

from tm.errors import PadananError
from web.database.server_database import ServerDatabase
from web.jobs.file_parts import read_file, write_file
from web.jobs.job import ClaimedJob, JobKind, JobState
from web.jobs.store import SILENT_SECONDS, claim_job, end_job, report_job
from web.jobs.work import FUNCTION_BY_JOB_KIND
from web.memories import ServedMemories
from web.people.access_errors import Forbidden
from web.people.accounts import find_person
from web.people.caller_rights import Rights
from web.people.random_secrets import make_id
from web.people.role import Role
from web.problems import INTERNAL_ERROR_DETAIL, add_address, find_error_status

_log = logging.getLogger("padanan.server")
_PAUSE_SECONDS = 2
"""Between looks for jobs that another process has stored."""
_REPORT_INTERVAL_SECONDS = 0.5
_MAX_ATTEMPTS = 3
"""A job whose process died so often is given up."""
_FILE_PART_BYTES = 1 << 20


class _Stopped(BaseException):
    """The job was cancelled, or the server stops; no `except Exception` catches it."""


class JobRunner:
    """Works on jobs until it is stopped."""

    def __init__(self, database: ServerDatabase, memories: ServedMemories) -> None:
        self._database, self._memories = database, memories
        self._worker = f"{socket.gethostname()}-{os.getpid()}-{make_id('w')}"
        self._stop_event, self._wake_event = Event(), Event()
        self._thread = Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin to look for jobs."""
        self._thread.start()

    def wake(self) -> None:
        """Look for jobs at once: one was stored."""
        self._wake_event.set()

    def stop(self) -> None:
        """Stop; a job that runs is queued again, for the next start."""
        self._stop_event.set()
        self._wake_event.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop_event.is_set():
            self._wake_event.clear()
            try:
                claimed_job = claim_job(self._database, self._worker)
                if claimed_job is not None:
                    self._work_on_job(claimed_job)
                    continue
            except PadananError as error:
                # The database went away, and may come back.
                _log.warning("jobs wait: %s", error)
            except Exception:
                _log.exception("a job broke")
            self._wake_event.wait(_PAUSE_SECONDS)

    def _work_on_job(self, claimed_job: ClaimedJob) -> None:
        """Work on a job, and record how it ended."""
        job_id = claimed_job.job.id
        progress = _Progress(self, job_id)
        result: dict[str, object] | None = None
        error = None
        folder = mkdtemp(prefix="padanan-job-")
        try:
            if claimed_job.attempts > _MAX_ATTEMPTS:
                raise PadananError(
                    f"given up after {_MAX_ATTEMPTS} attempts: its process ended each "
                    "time"
                )
            with progress.keep_alive():
                result = self._run_job(claimed_job, progress, Path(folder))
            state = JobState.DONE
        except _Stopped:
            state = JobState.QUEUED if self._stop_event.is_set() else JobState.CANCELLED
        except PadananError as failure:
            # Who asked knows the name of the file, not the folder here.
            error = add_address(str(failure).replace(f"{folder}/", ""), failure)
            state = JobState.FAILED
            result = {"status": find_error_status(failure)}
        except Exception:
            _log.exception("job %s broke", job_id)
            state, error = JobState.FAILED, INTERNAL_ERROR_DETAIL
        finally:
            rmtree(folder, ignore_errors=True)
        end_job(
            self._database,
            job_id,
            self._worker,
            state,
            done_count=progress.done,
            result=result,
            error=error,
        )

    def _run_job(
        self, claimed_job: ClaimedJob, progress: "_Progress", folder: Path
    ) -> dict[str, object]:
        """Do the work of a job, with its file in a folder of its own."""
        job, memory = (
            claimed_job.job,
            self._memories.get(claimed_job.memory_name, claimed_job.person_id),
        )
        if memory is None:
            raise PadananError(
                f"the memory {claimed_job.memory_name} is no longer served"
            )
        _verify_role(self._database, claimed_job)
        path = folder / (job.file_name or "file")
        if job.kind is JobKind.IMPORT:
            with path.open("wb") as file:
                file.writelines(read_file(self._database, job.id))
        job_function = FUNCTION_BY_JOB_KIND[job.kind]
        result = job_function(
            memory.with_progress(progress.add), claimed_job.options, path
        )
        if job.kind.makes_file:
            with path.open("rb") as file:
                file_parts = iter(lambda: file.read(_FILE_PART_BYTES), b"")
                with self._database.open_transaction() as connection:
                    write_file(connection, job.id, file_parts)
        return result

    def report(self, job_id: str, done_count: int) -> bool:
        """Say how far a job is; False if it should stop."""
        return not self._stop_event.is_set() and report_job(
            self._database, job_id, self._worker, done_count
        )


def _verify_role(database: ServerDatabase, claimed_job: ClaimedJob) -> None:
    """Verify that who began a job may still do so. Raises Forbidden.

    Its file may have come, or its turn, long after their role was taken away.
    """
    if claimed_job.person_id is None:
        return
    required_role = (
        Role.TRANSLATOR if claimed_job.job.kind.changes_memory else Role.READER
    )
    person = find_person(database, claimed_job.person_id)
    role = Rights.make(person.roles).find_role(claimed_job.memory_name)
    if person.is_disabled or role is None or not role.includes(required_role):
        raise Forbidden(
            f"the person who began the job is no longer {required_role} in "
            f"{claimed_job.memory_name}; somebody else must begin it"
        )


class _Progress:
    """Counts what is done, tells the database now and then, and stops the job."""

    def __init__(self, runner: JobRunner, job_id: str) -> None:
        self.done = 0
        self._runner, self._job_id = runner, job_id
        self._reported_at = monotonic()
        self._should_stop = False

    def add(self, unit_count: int) -> None:
        """Count units that are done. Raises _Stopped."""
        self.done += unit_count
        if monotonic() - self._reported_at > _REPORT_INTERVAL_SECONDS:
            self._report()
        if self._should_stop:
            raise _Stopped

    @contextmanager
    def keep_alive(self) -> Iterator[None]:
        """Tell the database also while nothing is counted, as in a long step."""
        end_event = Event()

        def report_repeatedly() -> None:
            while not end_event.wait(SILENT_SECONDS / 6):
                try:
                    self._report()
                except PadananError as error:
                    _log.warning("job %s cannot report: %s", self._job_id, error)

        thread = Thread(target=report_repeatedly, name="job-report", daemon=True)
        thread.start()
        try:
            yield
        finally:
            end_event.set()
            thread.join()

    def _report(self) -> None:
        self._reported_at = monotonic()
        if not self._runner.report(self._job_id, self.done):
            self._should_stop = True
