"""Records: things as the change log keeps them, ready for JSON."""

from collections.abc import Mapping
from typing import Any

Record = dict[str, Any]
"""What can change of a thing, ready for JSON; `Any` because each kind has its own."""


def forget_none(record: Mapping[str, Any]) -> Record:
    """A record without its empty fields, as the log keeps it.

    >>> forget_none({"state": "final", "note": None})
    {'state': 'final'}
    """
    return {name: value for name, value in record.items() if value is not None}
