"""Times of the server's database as templates write them."""

from datetime import UTC, datetime


def write_time(seconds: int) -> str:
    """Write seconds since 1970 in ISO 8601.

    >>> write_time(0)
    '1970-01-01T00:00:00+00:00'
    """
    return datetime.fromtimestamp(seconds, UTC).isoformat()
