"""Hunspell dictionaries of this machine; the only module that uses spylls.

Dictionaries have licences of their own, so Padanan brings none; systems and office
programs do. spylls comes with the extra `spell`.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from tm.errors import FormatError
from tm.text.input.stream import expand_home
from tm.text.locale import Locale

_FOLDER_VARIABLE = "DICPATH"
"""Names folders, as Hunspell itself reads it."""
_SYSTEM_FOLDERS = (
    "/usr/share/hunspell",
    "/usr/local/share/hunspell",
    "/usr/share/myspell",
    "/usr/share/myspell/dicts",
    "/Library/Spelling",
    "/opt/homebrew/share/hunspell",
)
_USER_FOLDERS = ("Library/Spelling", ".local/share/hunspell")
"""Below the user's home."""
_OFFICE_FOLDERS = (
    "/usr/lib/libreoffice/share/extensions",
    "/opt/libreoffice*/share/extensions",
    "/Applications/LibreOffice.app/Contents/Resources/extensions",
)
_DEFAULT_REGIONS = ("US",)
"""Regions whose dictionary serves where a locale names no region."""

IsWord = Callable[[str], bool]
"""Whether a word is in a dictionary, in one of its forms."""


def find_dictionary(locale: Locale, folder_names: Iterable[str] = ()) -> Path | None:
    """Find the `.aff` file of the best dictionary for a locale; its `.dic` is next to
    it.

    The folders given come before those of `DICPATH` and the usual ones. Of several
    dictionaries in a folder, that of the locale's region is taken, else the plain one.
    """
    if find_spec("spylls") is None:
        return None
    for folder in _list_folders(folder_names):
        dictionary_paths = [*_find_dictionaries(folder, locale.language)]
        if dictionary_paths:
            return min(
                dictionary_paths, key=lambda path: _rank_dictionary(path.stem, locale)
            )
    return None


# Speed trick: reading a dictionary takes longer than checking a page, and each run of
# the checks in one process would read it again.
@lru_cache(maxsize=4)
def open_dictionary(affix_path: Path) -> IsWord:
    """Open a dictionary as a test of words. Raises FormatError for a broken one."""
    from spylls.hunspell.dictionary import Dictionary
    from spylls.hunspell.readers import read_aff, read_dic

    try:
        affixes, context = read_aff(_LineReader(affix_path))
        word_line_reader = _LineReader(affix_path.with_suffix(".dic"), context.encoding)
        dictionary = Dictionary(
            affixes, read_dic(word_line_reader, aff=affixes, context=context)
        )
    # spylls has no errors of its own for files that are no dictionaries.
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise FormatError(
            f"this is not a readable Hunspell dictionary: {error}", path=str(affix_path)
        ) from error
    return lru_cache(maxsize=50_000)(lambda word: bool(dictionary.lookup(word)))


class _LineReader:
    """The numbered lines of a file in the encoding that the file names.

    It has the interface of spylls' reader, which leaves files open.
    """

    def __init__(self, path: Path, encoding: str = "cp1252") -> None:
        self._lines = enumerate(
            path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1
        )
        self._encoding = encoding

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        for line_number, line in self._lines:
            # The flags of some dictionaries are bytes of no encoding.
            line_text = line.decode(self._encoding, "surrogateescape").strip()
            if line_text:
                return line_number, line_text
        raise StopIteration

    def reset_encoding(self, encoding: str) -> None:
        """Read the following lines in another encoding."""
        self._encoding = encoding


def _list_folders(folder_names: Iterable[str]) -> Iterator[Path]:
    """List the folders to search, those of the user first."""
    for folder_name in folder_names:
        yield expand_home(folder_name)
    for folder_name in os.environ.get(_FOLDER_VARIABLE, "").split(os.pathsep):
        if folder_name:
            yield expand_home(folder_name)
    yield from map(Path, _SYSTEM_FOLDERS)
    yield from (Path.home() / folder_name for folder_name in _USER_FOLDERS)
    for folder_pattern in _OFFICE_FOLDERS if sys.platform != "win32" else ():
        yield from sorted(Path("/").glob(f"{folder_pattern[1:]}/dict-*"))


def _find_dictionaries(folder: Path, language: str) -> Iterator[Path]:
    """Find the `.aff` files of a language that have a `.dic` file."""
    try:
        affix_paths = sorted(folder.glob(f"{language}*.aff"))
    except OSError:  # a folder that nobody may look into
        return
    for affix_path in affix_paths:
        if affix_path.stem.replace("-", "_").split("_")[0] == language:
            if affix_path.with_suffix(".dic").is_file():
                yield affix_path


def _rank_dictionary(dictionary_name: str, locale: Locale) -> tuple[int, str]:
    """Distance of a dictionary from a locale, by its name: `id_ID`, `en-GB`, `fr`."""
    language, _, region = dictionary_name.replace("-", "_").partition("_")
    if region and region in locale.tag.split("-"):
        return 0, dictionary_name
    if not region or region == language.upper():
        return 1, dictionary_name
    return (2 if region in _DEFAULT_REGIONS else 3), dictionary_name
