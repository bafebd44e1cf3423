"""Other names of formats, as users type them."""

import re
from collections.abc import Iterable

from exports.format import UnitFormat
from exports.format_registries import document_formats, formats, term_formats

_NAME_SEPARATOR_PATTERN = re.compile(r"[\s._-]+")


def resolve_format_alias(alias: str) -> str:
    """The registered name of a format, given any of its names.

    Case, spaces, dots, hyphens and underscores are ignored; a suffix is a name, too.
    An unknown name is returned unchanged.

    >>> [resolve_format_alias(alias) for alias in ("XLIFF-1.2", "tmx14", ".pot")]
    ['xliff1', 'tmx', 'po']
    """
    plain_alias = _NAME_SEPARATOR_PATTERN.sub("", alias.lower())
    if plain_alias in formats:
        return plain_alias
    for format in formats.values():
        if plain_alias in list_aliases(format):
            return format.name
    if plain_alias in term_formats or plain_alias in document_formats:
        return plain_alias
    for format in document_formats.values():
        if plain_alias in list_aliases(format):
            return format.name
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
