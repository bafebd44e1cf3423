"""Times of the change log in the local time of the person who reads them."""

from datetime import UTC, datetime, timedelta


def format_local_time(timestamp: str) -> str:
    """Format a stored time (ISO 8601, UTC) in local time: `2026-11-30 14:05`."""
    return f"{datetime.fromisoformat(timestamp).astimezone():%Y-%m-%d %H:%M}"


def read_first_time(local_time_text: str) -> str:
    """Convert a local date or time (ISO 8601) to the first stored time in it."""
    return _format_stored_time(datetime.fromisoformat(local_time_text))


def read_end_time(local_time_text: str) -> str:
    """Convert a local date or time to the first stored time after it.

    A date lasts a day, a time its last unit: `14:05` a minute, `14:05:07` a second.
    """
    local_time = datetime.fromisoformat(local_time_text)
    is_date = len(local_time_text) == len("2026-11-30")
    return _format_stored_time(
        local_time + (timedelta(days=1) if is_date else timedelta(seconds=1))
    )


def _format_stored_time(local_time: datetime) -> str:
    utc_time = local_time.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    return f"{utc_time.isoformat()}Z"
