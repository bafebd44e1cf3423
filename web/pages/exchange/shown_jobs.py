"""Jobs of files as the pages show them: in lists, while they run, and their results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from web.api.jobs.job_progress import list_own_jobs
from web.jobs.job import Job, JobKind, JobState
from web.pages.forms.job_forms import read_job_of_kinds
from web.request_context import RequestContext

_MAX_JOB_COUNT = 100
_MAX_LISTED_JOB_COUNT = 12


@dataclass(frozen=True, slots=True)
class ShownJob:
    """A job, with its times as templates write them."""

    job: Job

    @property
    def began_at(self) -> str:
        """When it was begun, in ISO 8601."""
        return datetime.fromtimestamp(self.job.created_at, UTC).isoformat()

    @property
    def duration_seconds(self) -> int | None:
        """How long it took from its beginning to its end."""
        ended_at = self.job.ended_at
        return None if ended_at is None else ended_at - self.job.created_at

    @property
    def result(self) -> dict[str, Any]:
        """What it came to; empty until it is done. Any: JSON."""
        return self.job.result or {}

    @property
    def has_imported_terms(self) -> bool:
        """Whether it imported terms."""
        return "duplicates_count" in self.result

    @property
    def example_text(self) -> str | None:
        """The first text of what was stored, to search for."""
        if "example" in self.result:
            example: str | None = self.result["example"]
            return example
        samples = (self.job.preview or {}).get("samples") or [[]]
        return samples[0][0]["text"] if samples[0] else None

    @property
    def percent(self) -> int | None:
        """How much of it is done, as far as that is known."""
        if not self.job.total or self.job.state is not JobState.RUNNING:
            return None
        return min(99, 100 * self.job.done // self.job.total)


def list_shown_jobs(
    context: RequestContext, kinds: Sequence[JobKind]
) -> Sequence[ShownJob]:
    """List the latest jobs of some kinds."""
    jobs = list_own_jobs(context, limit=_MAX_JOB_COUNT)
    return [ShownJob(job) for job in jobs if job.kind in kinds][:_MAX_LISTED_JOB_COUNT]


def read_shown_job(
    context: RequestContext, job_id: str, kinds: Sequence[JobKind]
) -> ShownJob:
    """Read a job of some kinds. Raises NotFound."""
    return ShownJob(read_job_of_kinds(context, job_id, kinds))
