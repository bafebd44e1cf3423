"""Data files, most of them of a language: a folder for each, a file for each reader.

`tm/data/LANGUAGE/NAME.toml` holds what `tm` knows of a language; `glossary` and
`checks` have folders of the same shape. A language without a file still works, with the
general rules; `list_files` describes each file and what is lost without it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, NamedTuple

from tm.result_cache import lazy_constant

GENERAL_FOLDER = "general"
"""The folder of rules for all languages, named as in CLDR."""
_STARTER_FOLDER = "align/lexicon/data/starter"


@dataclass(frozen=True, slots=True)
class LanguageFile:
    """One file of data about a language, present or not."""

    package: str
    """The package that reads the file, such as `tm`."""
    file: str
    """Path inside the package, such as `data/vi/values.toml`."""
    is_present: bool
    purpose: str
    """What the file holds, as a noun phrase."""
    cost_of_absence: str
    """What does not work, or works worse, without the file."""


class LanguageFileKind(NamedTuple):
    """A file that each language may have: its name and purpose."""

    file_name: str
    purpose: str
    cost_of_absence: str
    empty_values: Mapping[str, object] = MappingProxyType({})
    """By key, the empty value for languages without it, if no general file has it."""


FILE_KINDS = (
    LanguageFileKind(
        "values.toml",
        "how numbers, dates, times, units and currencies are written",
        "only numbers in digits and ISO dates are read; number words, months and units "
        "are not",
    ),
    LanguageFileKind(
        "sentences.toml",
        "abbreviations and rules for where sentences end",
        "general rules and the library sentencex must agree on each sentence end",
    ),
    LanguageFileKind(
        "common_words.toml",
        "the most common words",
        "the language of a text or page is not recognised (scripts of one language "
        "are); term extraction has no stop words",
    ),
    LanguageFileKind(
        "page_labels.toml",
        "words around an article on a news page: source, photo, author, menu",
        "labels in this language stay in the article's text; the address of the "
        "original is not found",
    ),
    LanguageFileKind(
        "alignment_omissions.toml",
        "how lines begin that a translation may omit: buttons, credits, links",
        "the aligner uses those of all other languages",
    ),
    LanguageFileKind(
        "lengths.toml",
        "the length of a text in proportion to English",
        "the aligner expects texts as long as English ones",
    ),
)


def list_files(language: str) -> Iterator[LanguageFile]:
    """List the data files of a language in `tm`, including missing ones.

    >>> [data_file.file for data_file in list_files("vi") if not data_file.is_present]
    []
    >>> [data_file.is_present for data_file in list_files("tlh")][:2]
    [False, False]
    """
    yield from list_package_files("tm", language, FILE_KINDS)
    yield LanguageFile(
        "tm",
        f"{_STARTER_FOLDER}/*.tsv",
        language in _read_starter_languages(),
        "a column of words in the starter dictionary",
        "the aligner starts with names and numbers only, until the memory has learned "
        "words",
    )


def list_package_files(
    package: str, language: str, file_kinds: Sequence[LanguageFileKind]
) -> Iterator[LanguageFile]:
    """List the files of `data/LANGUAGE` in a package, by the kinds it reads."""
    for file_kind in file_kinds:
        file_path = f"data/{language}/{file_kind.file_name}"
        is_present = (files(package) / file_path).is_file()
        yield LanguageFile(
            package, file_path, is_present, file_kind.purpose, file_kind.cost_of_absence
        )


def find_file(language: str, file_name: str) -> Traversable:
    """Return the file of a language in `tm/data`; it may be missing."""
    return files("tm") / "data" / language / file_name


@lazy_constant
def read_table(language: str, file_name: str) -> Mapping[str, Any]:
    """Read a TOML file of a language; empty if it is missing.

    >>> read_table("vi", "lengths.toml"), read_table("tlh", "lengths.toml")
    ({'characters': 1.05}, {})
    """
    if not find_file(language, file_name).is_file():
        return {}
    return read_data_file("tm", f"data/{language}/{file_name}")


# Any: what TOML holds; tests of the data check what is read here.
def read_data_file(package: str, path: str) -> dict[str, Any]:
    """Read a TOML file of Padanan, whose text is in NFC; `path` is in the package.

    An installed package has it also as JSON, which takes a tenth of the time; this is
    read unless somebody changed the TOML file.
    """
    toml_file = files(package) / path
    json_file = files(package) / f"{path.removesuffix('.toml')}.json"
    toml_bytes = toml_file.read_bytes()
    if json_file.is_file():
        digest, _, json_bytes = json_file.read_bytes().partition(b"\n")
        if digest == _compute_digest(toml_bytes):
            table: dict[str, Any] = json.loads(json_bytes)
            return table
    return _parse_toml(toml_bytes)


def convert_to_json(toml_bytes: bytes) -> bytes:
    """Convert a data file to the JSON file of an installed package, with a digest."""
    json_text = json.dumps(
        _parse_toml(toml_bytes), ensure_ascii=False, separators=(",", ":")
    )
    return _compute_digest(toml_bytes) + b"\n" + json_text.encode()


def _compute_digest(toml_bytes: bytes) -> bytes:
    from hashlib import blake2b  # slow to import, and a checkout has no digests

    return blake2b(toml_bytes, digest_size=16).hexdigest().encode()


def _parse_toml(toml_bytes: bytes) -> dict[str, Any]:
    import tomllib  # seldom needed in an installed package

    return tomllib.loads(toml_bytes.decode())


def list_languages_with_file(file_name: str) -> list[str]:
    """List the languages that have a file of this name, sorted."""
    folders = (files("tm") / "data").iterdir()
    return sorted(
        folder.name
        for folder in folders
        if folder.name != GENERAL_FOLDER and (folder / file_name).is_file()
    )


def _read_starter_languages() -> frozenset[str]:
    """Read the languages of the starter dictionaries from their headers."""
    language_lists = [
        dictionary_file.read_text("utf-8").partition("\n")[0].split("\t")
        for dictionary_file in (files("tm") / _STARTER_FOLDER).iterdir()
        if dictionary_file.name.endswith(".tsv")
    ]
    return frozenset(
        language for column_languages in language_lists for language in column_languages
    )
