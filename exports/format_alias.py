"""Other names of formats, as users type them."""

import re
from collections.abc import Iterable

from exports.catalogue import formats, term_formats
from exports.format import UnitFormat

_NAME_SEPARATOR = re.compile(r"[\s._-]+")


def format_name(alias: str) -> str:
    """The registered name of a format, given any of its names.

    Case, spaces, dots, hyphens and underscores are ignored; a suffix is a name, too.
    An unknown name is returned unchanged.

    >>> format_name("XLIFF-1.2"), format_name("tmx14"), format_name(".pot")
    ('xliff1', 'tmx', 'po')
    """
    plain_alias = _NAME_SEPARATOR.sub("", alias.lower())
    if plain_alias in formats:
        return plain_alias
    for format in formats.values():
        if plain_alias in list_aliases(format):
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


def list_aliases(format: UnitFormat) -> Iterable[str]:
    """The aliases and suffixes of a format."""
    suffixes = (suffix.removeprefix(".") for suffix in format.suffixes)
    return dict.fromkeys([*format.aliases, *suffixes])
