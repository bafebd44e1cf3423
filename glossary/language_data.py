"""Language data of `glossary`: `data/LANGUAGE/*.toml`, one file for each reader.

A language without a file works by the general rules.
"""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from tm.language_data import (
    LanguageFile,
    LanguageFileKind,
    list_package_files,
    read_data_file,
)

LANGUAGE_FILE_KINDS = (
    LanguageFileKind(
        "forms.toml",
        "inflection of terms, words that contain a term",
        "terms are found exactly as they are written; inflected terms and names that "
        "share a word are not",
    ),
    LanguageFileKind(
        "suffixes.toml",
        "suffixes that may be attached to a term, such as -nya and -lah",
        "terms with a suffix are not found",
    ),
    LanguageFileKind(
        "person_names.toml",
        "surnames and syllables of persons' names",
        "no names of persons are recognised, unless another language has this file",
    ),
    LanguageFileKind(
        "extraction.toml",
        "words with which no candidate for a term begins or ends",
        "term extraction uses the most common words instead, or the most frequent "
        "ones of the texts",
    ),
    LanguageFileKind(
        "titles.toml",
        "official titles, made of an office, a body and a place",
        "titles are found only where the termbase has an entry of each",
    ),
)


def list_files(language: str) -> Iterator[LanguageFile]:
    """List the data files of a language in `glossary`, missing ones included.

    >>> [data_file.file for data_file in list_files("vi") if not data_file.is_present]
    []
    >>> [data_file.is_present for data_file in list_files("tlh")]
    [False, False, False, False, False]
    """
    yield from list_package_files("glossary", language, LANGUAGE_FILE_KINDS)


# Any: values of TOML; the files are part of the package.
def read_table(language: str, file_name: str) -> Mapping[str, Any] | None:
    """Read a file of a language; None if there is none."""
    data_path = f"data/{language}/{file_name}"
    if not (files("glossary") / data_path).is_file():
        return None
    return read_data_file("glossary", data_path)


def list_languages_with_file(file_name: str) -> list[str]:
    """List the languages that have a file of a name, in alphabetical order."""
    folders = (files("glossary") / "data").iterdir()
    return sorted(folder.name for folder in folders if (folder / file_name).is_file())
