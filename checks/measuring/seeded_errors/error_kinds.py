"""The kinds of seeded errors; importing this module registers them."""

from checks.measuring.seeded_errors import (
    characters,
    codes,
    dates,
    meaning,
    names,
    numbers,
    punctuation,
    repetitions,
    segments,
    terms,
    words,
)
from checks.measuring.seeded_errors.seeded_error import ERROR_KINDS, ErrorKind

__all__ = ["ERROR_KINDS", "KIND_MODULES", "ErrorKind", "list_error_kinds"]

KIND_MODULES = (
    numbers,
    dates,
    words,
    meaning,
    names,
    terms,
    segments,
    repetitions,
    punctuation,
    characters,
    codes,
)
"""The modules whose functions propose errors, in the order of reports."""


def list_error_kinds() -> list[ErrorKind]:
    """List all kinds of errors, in the order of KIND_MODULES."""
    module_names = [module.__name__ for module in KIND_MODULES]
    return sorted(
        ERROR_KINDS.values(),
        key=lambda kind: module_names.index(kind.propose_changes.__module__),
    )
