"""Records of units, articles and concepts in the change log, ready for JSON."""

from collections.abc import Mapping
from typing import Any

Record = dict[str, Any]
"""Changeable fields, ready for JSON; `Any` since each kind has other fields."""


def remove_empty_fields(record: Mapping[str, Any]) -> Record:
    """Remove the empty fields of a record.

    >>> remove_empty_fields({"state": "final", "note": None})
    {'state': 'final'}
    """
    return {
        field_name: value for field_name, value in record.items() if value is not None
    }
