"""Jobs that are removed: old ones, and those of which one person has too many."""

from sqlalchemy import Connection, Select, delete, func, select

from tm.errors import Conflict
from web.database import schema
from web.database.server_database import get_time
from web.jobs.job import JobState

_RETENTION_DAYS = 14
_MAX_UNFINISHED, _MAX_ENDED = 20, 100
"""Jobs of one person, where there are accounts: more are refused, or removed."""
_SECONDS_PER_DAY = 24 * 60 * 60

_job_table = schema.job


def remove_old_jobs(connection: Connection) -> None:
    """Remove jobs, with their files, that were begun long ago."""
    oldest_kept_time = get_time() - _RETENTION_DAYS * _SECONDS_PER_DAY
    old_ids = select(_job_table.c.id).where(
        _job_table.c.created_at < oldest_kept_time,
        _job_table.c.state != JobState.RUNNING.value,
    )
    _remove_jobs(connection, old_ids)


def remove_excess_jobs(connection: Connection, person_id: str) -> None:
    """Remove what somebody has too much of, so that they do not fill the disk.

    Raises Conflict.
    """
    ended_states = [state.value for state in JobState if state.has_ended]
    is_own_job = _job_table.c.person == person_id
    unfinished_count_query = select(func.count()).where(
        is_own_job, _job_table.c.state.not_in(ended_states)
    )
    if (connection.execute(unfinished_count_query).scalar() or 0) >= _MAX_UNFINISHED:
        raise Conflict(
            f"{_MAX_UNFINISHED} of your jobs have not ended; wait, or cancel one"
        )
    latest_ids = select(_job_table.c.id).where(
        is_own_job, _job_table.c.state.in_(ended_states)
    )
    latest_ids = latest_ids.order_by(
        _job_table.c.created_at.desc(), _job_table.c.id
    ).limit(_MAX_ENDED)
    old_ids = select(_job_table.c.id).where(
        is_own_job,
        _job_table.c.state.in_(ended_states),
        _job_table.c.id.not_in(latest_ids),
    )
    _remove_jobs(connection, old_ids)


def _remove_jobs(connection: Connection, job_ids: Select[tuple[str]]) -> None:
    part_table = schema.job_part
    connection.execute(delete(part_table).where(part_table.c.job.in_(job_ids)))
    connection.execute(delete(_job_table).where(_job_table.c.id.in_(job_ids)))
