"""Errors that Padanan raises on purpose.

    PadananError
    ├── InputError                 the input cannot be used
    │   ├── InvalidLocale          not a BCP 47 language tag of a known language
    │   ├── InvalidText            text that no Unicode file can hold
    │   ├── UnknownName            no such check, format, profile …; suggests names
    │   ├── FormatError            a file breaks the rules of its format
    │   │   ├── OtherLocale        or is in other languages than requested
    │   │   └── UnknownLanguage    or in a language that nobody names or recognises
    │   └── FetchError             a page cannot be fetched from the network
    ├── NotFound                   the requested object does not exist
    ├── Conflict                   the change contradicts a later one
    │   └── VersionConflict        what it changes is no longer what was read
    └── StoreError                 the database failed
        ├── SchemaOutdated         made by an older Padanan: migrate it
        ├── SchemaTooNew           made by a newer Padanan: upgrade
        ├── StoreUnavailable       cannot be opened, reached or written
        ├── StoreLost              deleted, replaced or cut off while in use
        └── StoreCorrupt           not a database, or a damaged one

A message says what is wrong, where, and what to do, but names no command and no option:
see `PadananError`.
Exit codes and HTTP statuses are decided in `cli` and `web`.
"""

import errno
from collections.abc import Iterable
from typing import Any


class PadananError(Exception):
    """Any error that a user can understand and act on.

    `parameters`: names of parameters with which a caller can solve the problem, such as
    `source`. `next_step`: what a caller can do next, such as `list changes`.

    The message says both in words; the command line appends the options and the
    command, and the server the address, so no message here names any of them.
    """

    def __init__(
        self, message: str, *, parameters: Iterable[str] = (), next_step: str = ""
    ) -> None:
        super().__init__(message)
        self.parameters = tuple(parameters)
        self.next_step = next_step

    def __reduce__(self) -> tuple[Any, ...]:
        # Any, as in Exception. Some errors build their message from several values.
        return _restore_error, (type(self), self.args), self.__dict__


class InputError(PadananError, ValueError):
    """Input that cannot be used."""


class InvalidLocale(InputError):
    """A locale that is not a BCP 47 tag of a known language."""


class InvalidText(InputError):
    """Text that cannot be stored, such as half of a surrogate pair."""


_MAX_ALWAYS_LISTED_NAME_COUNT = 15
"""If there are at most so many names, the message lists all of them."""
_MAX_LISTED_NAME_COUNT = 50
"""More names than that are not listed, even if none is similar."""


class UnknownName(InputError, LookupError):
    """A name that does not exist; the message suggests similar names.

    `remedy`: how to see the names, if they are too many for a message.
    """

    def __init__(
        self,
        noun: str,
        name: str,
        known_names: Iterable[str],
        *,
        remedy: str = "",
        next_step: str = "",
    ) -> None:
        import difflib  # most commands have no such error

        sorted_names = sorted(set(known_names))
        similar_names = difflib.get_close_matches(name, sorted_names, n=3, cutoff=0.5)
        hints = [f"did you mean {' or '.join(similar_names)}?"] if similar_names else []
        if len(sorted_names) > _MAX_LISTED_NAME_COUNT:
            hidden_count = len(sorted_names) - _MAX_LISTED_NAME_COUNT
            names_text = ", ".join(sorted_names[:_MAX_LISTED_NAME_COUNT])
            hints += (
                []
                if similar_names
                else [remedy or f"known: {names_text} … +{hidden_count}"]
            )
        elif not similar_names or len(sorted_names) <= _MAX_ALWAYS_LISTED_NAME_COUNT:
            hints.append(f"known: {', '.join(sorted_names) or 'none'}")
        super().__init__(
            f"unknown {noun} {name!r}; {' '.join(hints)}", next_step=next_step
        )
        self.noun = noun
        self.name = name


class FormatError(InputError):
    """A file breaks the rules of its format."""

    def __init__(
        self,
        reason: str,
        *,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
        parameters: Iterable[str] = (),
        next_step: str = "",
    ) -> None:
        location = ":".join(
            str(location_part)
            for location_part in (path, line, column)
            if location_part is not None
        )
        super().__init__(
            f"{location}: {reason}" if location else reason,
            parameters=parameters,
            next_step=next_step,
        )
        self.reason = reason
        self.path = path
        self.line = line
        self.column = column


class OtherLocale(FormatError):
    """A file is in other languages than requested."""


class UnknownLanguage(FormatError):
    """A page is in a language that it does not show and nobody names."""


class FetchError(InputError):
    """A page that cannot be fetched: address, reason and advice."""

    def __init__(
        self,
        url: str,
        reason: str,
        advice: str = "",
        *,
        parameters: Iterable[str] = (),
    ) -> None:
        super().__init__(
            f"{url}: {reason}" + (f"; {advice}" if advice else ""),
            parameters=parameters,
        )
        self.url = url
        self.reason = reason
        self.advice = advice


class NotFound(PadananError, LookupError):
    """The requested article, change or unit does not exist."""


class Conflict(PadananError):
    """A change cannot be made because of a later one."""


class VersionConflict(Conflict):
    """What a caller wants to change is no longer what the caller has read.

    `current`: what is stored now.
    """

    def __init__(self, message: str, current: object) -> None:
        super().__init__(message)
        self.current = current


class StoreError(PadananError):
    """The database failed; its contents are unchanged."""


class SchemaOutdated(StoreError):
    """The database was made by an older version."""


class SchemaTooNew(StoreError):
    """The database was made by a newer version."""


class StoreUnavailable(StoreError):
    """The database cannot be opened, reached or written."""


class StoreLost(StoreError):
    """Another program deleted, replaced or cut off the database during a command."""


class StoreCorrupt(StoreError):
    """The file is not a Padanan database, or it is damaged."""


def describe_system_error(error: OSError) -> str:
    """Describe an error of the system as other messages do.

    >>> describe_system_error(FileNotFoundError(errno.ENOENT, "No such file …"))
    'no such file'
    >>> describe_system_error(PermissionError(errno.EACCES, "Permission denied"))
    'permission denied'
    """
    message = _SYSTEM_MESSAGE_BY_NUMBER.get(error.errno or 0)
    if message is None:
        message = error.strerror or str(error)
        message = message[:1].lower() + message[1:]
    return message


_SYSTEM_MESSAGE_BY_NUMBER = {
    errno.ENOENT: "no such file",
    errno.EISDIR: "this is a folder",
    errno.ENOTDIR: "a part of this path is a file, not a folder",
    errno.EEXIST: "a file of this name exists",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EROFS: "this file system is read-only",
}


def _restore_error(
    error_type: type[PadananError], arguments: tuple[object, ...]
) -> PadananError:
    """Restore an error of another process with its message."""
    return error_type.__new__(error_type, *arguments)
