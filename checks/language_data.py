"""The data of a language in `checks`: `data/LANGUAGE/*.toml`, one file a reader.

A module that reads such a file describes it by a `LanguageFileKind`. A language without
the file has the empty values that stand there, or the file in `data/general`: checks
that need its words are silent then.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from tm.errors import InputError
from tm.language_data import (
    GENERAL_FOLDER,
    LanguageFile,
    LanguageFileKind,
    list_package_files,
    read_data_file,
)
from tm.result_cache import lazy_constant

_FILE_KIND_PATTERN = re.compile(
    r"^\w+ = (LanguageFileKind\((?:.*\)$|\n(?:    .*\n)+\)))", re.MULTILINE
)
_OTHER_FOLDERS = (GENERAL_FOLDER, "profiles")
"""Folders of the data that are of no language."""


class LanguageTable(dict[str, Any]):
    """The keys of a file of a language; a missing one is an error that names it."""

    def __init__(self, table: Mapping[str, Any], location: str) -> None:
        super().__init__(table)
        self._location = location

    def __missing__(self, key: str) -> object:
        raise InputError(
            f"{self._location}: no key {key!r}; add it, and an empty value to the "
            f"LanguageFileKind of the file or to checks/data/{GENERAL_FOLDER}"
        )


def find_file_kinds() -> list[LanguageFileKind]:
    """Find the kinds of files that modules of `checks` describe, by their names.

    The modules are read, not imported, which would take half a second.

    >>> [kind.purpose for kind in find_file_kinds() if kind.file_name == "roles.toml"]
    ['verbs between two names, and words of the passive']
    """
    file_kinds = [
        _read_file_kind(declaration)
        for module_path in Path(__file__).parent.rglob("*.py")
        for declaration in _FILE_KIND_PATTERN.findall(module_path.read_text("utf-8"))
    ]
    return sorted(file_kinds, key=lambda kind: kind.file_name)


def _read_file_kind(declaration: str) -> LanguageFileKind:
    """Read the call that describes a file; its arguments are literals."""
    import ast  # slow to import, and only lists of files need it

    call = ast.parse(declaration, mode="eval").body
    assert isinstance(call, ast.Call)
    return LanguageFileKind(*map(ast.literal_eval, call.args))


def list_files(language_tag: str) -> Iterator[LanguageFile]:
    """List the data files of a language in `checks`, missing ones included.

    >>> [data_file.file for data_file in list_files("vi") if not data_file.is_present]
    []
    >>> {data_file.is_present for data_file in list_files("tlh")}
    {False}
    """
    yield from list_package_files("checks", language_tag, find_file_kinds())


# Any: what TOML holds; the tests of the data check what is read here.
def read_table(
    language_tag: str, file_kind: LanguageFileKind | str
) -> Mapping[str, Any]:
    """Read a file of a language, over the general file and the empty values.

    A file that another module describes may be given by its name. A key that none of
    them has raises InputError.
    """
    file_name = file_kind if isinstance(file_kind, str) else file_kind.file_name
    empty_values = {} if isinstance(file_kind, str) else file_kind.empty_values
    return LanguageTable(
        {
            **empty_values,
            **read_own_table(GENERAL_FOLDER, file_name),
            **read_own_table(language_tag, file_name),
        },
        f"checks/data/{language_tag}/{file_name}",
    )


def read_own_table(
    language_tag: str, file_kind: LanguageFileKind | str
) -> Mapping[str, Any]:
    """Read a file of a language; empty without the file."""
    if not isinstance(file_kind, str):
        file_kind = file_kind.file_name
    return _read_file(language_tag, file_kind)


@lazy_constant
def _read_file(language_tag: str, file_name: str) -> Mapping[str, Any]:
    """Read a file of a language, once; empty without the file."""
    data_path = f"data/{language_tag}/{file_name}"
    if not language_tag.isalpha() or not (files("checks") / data_path).is_file():
        return {}
    return read_data_file("checks", data_path)


def list_languages() -> list[str]:
    """List the languages that have data in `checks`.

    >>> "vi" in list_languages(), GENERAL_FOLDER in list_languages()
    (True, False)
    """
    folders = (files("checks") / "data").iterdir()
    return sorted(
        folder.name
        for folder in folders
        if folder.is_dir() and folder.name not in _OTHER_FOLDERS
    )


def has_data(language_tag: str) -> bool:
    """Whether the language has words of its own."""
    return bool(read_own_table(language_tag, "words.toml"))
