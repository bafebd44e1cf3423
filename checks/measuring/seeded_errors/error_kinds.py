"""The kinds of seeded errors; importing this module registers them."""

from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase

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
from tm.errors import InputError, UnknownName

__all__ = [
    "ERROR_KINDS",
    "KIND_MODULES",
    "ErrorKind",
    "list_error_kinds",
    "select_error_kinds",
]

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


def select_error_kinds(
    check_ids: Collection[str], kind_or_check_names: Iterable[str] = ()
) -> list[ErrorKind]:
    """Select the kinds of errors that checks should find, all or those with some names.

    A name is that of a kind (`num-changed`, `num-*`), a check or a family of
    checks. Raises UnknownName, and InputError for a kind all of whose
    checks are switched off.
    """
    usable_kinds = [
        kind for kind in list_error_kinds() if set(check_ids) & set(kind.check_ids)
    ]
    kind_or_check_names = list(kind_or_check_names)
    selected_names: set[str] = set()
    for kind_or_check_name in kind_or_check_names:
        matching_names = [
            kind.name
            for kind in usable_kinds
            if _matches_kind(kind, kind_or_check_name)
        ]
        if not matching_names:
            _require_running_check(kind_or_check_name)
            known_check_ids = {
                check_id for kind in usable_kinds for check_id in kind.check_ids
            }
            family_names = {check_id.partition(".")[0] for check_id in known_check_ids}
            raise UnknownName(
                "kind of error",
                kind_or_check_name,
                {*ERROR_KINDS, *(known_check_ids & set(check_ids)), *family_names},
            )
        selected_names.update(matching_names)
    return [
        kind
        for kind in usable_kinds
        if not kind_or_check_names or kind.name in selected_names
    ]


def _require_running_check(kind_or_check_name: str) -> None:
    """Raise InputError for a known name if none of its checks runs."""
    check_ids = {
        check_id
        for kind in list_error_kinds()
        if _matches_kind(kind, kind_or_check_name)
        for check_id in kind.check_ids
    }
    if check_ids:
        raise InputError(
            f"{kind_or_check_name} cannot be measured, since "
            f"{', '.join(sorted(check_ids))} does not run; the list of checks and "
            "padanan.toml show why",
            next_step="list checks",
        )


def _matches_kind(kind: ErrorKind, kind_or_check_name: str) -> bool:
    """Whether a name is that of a kind, or of one of its checks or families."""
    if fnmatchcase(kind.name, kind_or_check_name):
        return True
    family_name = kind_or_check_name.removesuffix(".*")
    return any(
        check_id == kind_or_check_name or check_id.partition(".")[0] == family_name
        for check_id in kind.check_ids
    )
