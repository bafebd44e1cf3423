"""A job, its kinds and its states."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class JobKind(StrEnum):
    """What a job does."""

    IMPORT = "import"
    EXPORT = "export"
    CHECK = "check"
    INGEST = "ingest"
    """It reads the page of an article by its address."""
    SEEDS = "seeds"
    """It reads the articles and the termbase that come with Padanan."""

    @property
    def changes_memory(self) -> bool:
        """Whether it stores something in the memory."""
        return self in (JobKind.IMPORT, JobKind.INGEST, JobKind.SEEDS)

    @property
    def makes_file(self) -> bool:
        """Whether it makes a file, to be fetched once it is done."""
        return not self.changes_memory


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    """For the file that is to be imported."""
    HELD = "held"
    """The file has come; somebody looks at it, and starts its import."""
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens by itself."""
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Job:
    """A job, and what became of it."""

    id: str
    kind: JobKind
    state: JobState
    done: int
    """Units that are done."""
    file_name: str | None
    """The file that is read, or made: GET /api/v1/jobs/ID/file."""
    result: dict[str, Any] | None
    """What it came to; of a job that failed, the `status` of its error."""
    error: str | None
    """Why it failed, and what to do."""
    created_at: int
    """Seconds since 1970."""
    ended_at: int | None
    """Seconds since 1970."""
    total: int | None = None
    """About how many units there are; null where that is not known."""
    preview: dict[str, Any] | None = None
    """Of an import that is held, or was: what its file holds."""


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job with what a process needs to work on it."""

    job: Job
    memory_name: str
    person_id: str | None
    options: dict[str, Any]
    attempts: int
    """How often it was begun, this time included."""
