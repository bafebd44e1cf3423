"""Every error that Padanan raises on purpose.

    PadananError
    ├── InputError                 what was given cannot be used
    │   ├── InvalidLocale          not a BCP 47 language tag of a known language
    │   ├── InvalidText            text that no Unicode file can hold
    │   ├── UnknownName            no such check, format, profile …; names the nearest
    │   ├── FormatError            a file breaks the rules of its format
    │   │   └── OtherLocale        or is in other languages than were asked for
    │   └── FetchError             a page of the network that cannot be had
    ├── NotFound                   the thing asked for does not exist
    ├── Conflict                   the change contradicts a later one
    └── StoreError                 the database failed
        ├── SchemaOutdated         made by an older Padanan: run `padanan migrate`
        ├── SchemaTooNew           made by a newer Padanan: upgrade
        ├── StoreUnavailable       cannot be opened, reached or written
        └── StoreCorrupt           not a database, or a damaged one

A message says what is wrong, where, and what to do.
Exit codes and HTTP statuses are decided in `cli` and `web`.
"""

import difflib
from collections.abc import Iterable
from typing import Any


class PadananError(Exception):
    """Any error that a user can understand and act on."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Any: as Exception has it. Some errors make their message of several values.
        return _restored, (type(self), self.args), self.__dict__


class InputError(PadananError, ValueError):
    """What was given cannot be used as it is."""


class InvalidLocale(InputError):
    """A locale that is not a BCP 47 tag of a known language."""


class InvalidText(InputError):
    """Text that cannot be stored, such as half of a surrogate pair."""


_FEW = 15
"""Names that are all listed, even where one of them is near."""


class UnknownName(InputError, LookupError):
    """A name that stands for nothing here; the message offers the nearest."""

    def __init__(self, noun: str, name: str, names: Iterable[str]) -> None:
        choices = sorted(names)
        near = difflib.get_close_matches(name, choices, n=3, cutoff=0.5)
        words = [f"did you mean {' or '.join(near)}?"] if near else []
        if not near or len(choices) <= _FEW:
            words.append(f"known: {', '.join(choices) or 'none'}")
        super().__init__(f"unknown {noun} {name!r}; {' '.join(words)}")
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
    ) -> None:
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{place}: {reason}" if place else reason)
        self.reason = reason
        self.path = path
        self.line = line
        self.column = column


class OtherLocale(FormatError):
    """A file is in other languages than were asked for."""


class FetchError(InputError):
    """A page of the network that cannot be had: where, why, and what to do."""

    def __init__(self, url: str, reason: str, advice: str = "") -> None:
        super().__init__(f"{url}: {reason}" + (f"; {advice}" if advice else ""))
        self.url = url
        self.reason = reason
        self.advice = advice


class NotFound(PadananError, LookupError):
    """The article, change or unit asked for does not exist."""


class Conflict(PadananError):
    """A change cannot be made because of a later one."""


class StoreError(PadananError):
    """The database could not do what was asked; it is as it was before."""


class SchemaOutdated(StoreError):
    """The database was made by an older version."""


class SchemaTooNew(StoreError):
    """The database was made by a newer version."""


class StoreUnavailable(StoreError):
    """The database cannot be opened, reached or written."""


class StoreCorrupt(StoreError):
    """The file is not a Padanan database, or it is damaged."""


def _restored(kind: type[PadananError], arguments: tuple[object, ...]) -> PadananError:
    """An error that came from another process, with the message that it had."""
    return kind.__new__(kind, *arguments)
