"""What the first import of a person stored, told above the first search in it."""

from dataclasses import dataclass

from tm.errors import NotFound
from web.api.jobs.job_progress import show_job
from web.jobs.job import JobState
from web.request_context import RequestContext


@dataclass(frozen=True, slots=True)
class StoredNote:
    """What an import came to."""

    job_id: str
    unit_count: int
    concept_count: int
    known_count: int
    """Entries that were stored already."""
    skipped_count: int
    waiting_count: int
    """Pairs that wait for review."""


def read_stored_note(context: RequestContext, job_id: str | None) -> StoredNote | None:
    """Read what an import came to; None for one of others, or one that goes on.

    A colleague who opens the same address gets the search without the note.
    """
    if job_id is None:
        return None
    try:
        job = show_job(context, job_id)
    except NotFound:
        return None
    if job.state is not JobState.DONE or job.result is None:
        return None
    result = job.result
    new_count = result.get("new", 0)
    holds_terms = "duplicates_count" in result
    return StoredNote(
        job_id,
        result.get("units", 0 if holds_terms else new_count),
        result.get("concepts", new_count if holds_terms else 0),
        result.get("known", 0),
        result.get("skipped_count", 0),
        result.get("review", 0),
    )
