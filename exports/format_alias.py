"""What people call formats."""

import re
from collections.abc import Iterable

from exports.catalogue import formats, term_formats
from exports.format import UnitFormat

_BETWEEN = re.compile(r"[\s._-]+")


def format_name(alias: str) -> str:
    """The name of the format, of units or else of terms, that is called so.

    Case, and what stands between the parts of a name, do not count; a suffix is a name
    too. What no format is called stays as it is.

    >>> format_name("XLIFF-1.2"), format_name("tmx14"), format_name(".pot")
    ('xliff1', 'tmx', 'po')
    """
    plain_alias = _BETWEEN.sub("", alias.lower())
    if plain_alias in formats:
        return plain_alias
    for format in formats.values():
        if plain_alias in called_so(format):
            return format.name
    if plain_alias in term_formats:
        return plain_alias
    return next(
        (
            term_format.name
            for term_format in term_formats.values()
            if plain_alias in term_format.aliases
        ),
        alias,
    )


def called_so(format: UnitFormat) -> Iterable[str]:
    """All that a format is called beside its name."""
    suffixes = (suffix.removeprefix(".") for suffix in format.suffixes)
    return dict.fromkeys([*format.aliases, *suffixes])
