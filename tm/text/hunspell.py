"""Hunspell dictionaries of this machine: the home of spylls, of the extra `spell`.

Dictionaries are under licences of their own, so none comes with Padanan; systems and
office programs bring them.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from tm.errors import FormatError
from tm.text.locale import Locale

_VARIABLE = "DICPATH"
"""Names folders, as Hunspell itself reads it."""
_SYSTEM = (
    "/usr/share/hunspell",
    "/usr/local/share/hunspell",
    "/usr/share/myspell",
    "/usr/share/myspell/dicts",
    "/Library/Spelling",
    "/opt/homebrew/share/hunspell",
)
_OWN = ("Library/Spelling", ".local/share/hunspell")
"""Below the user's home."""
_OFFICE = (
    "/usr/lib/libreoffice/share/extensions",
    "/opt/libreoffice*/share/extensions",
    "/Applications/LibreOffice.app/Contents/Resources/extensions",
)
_USUAL = ("US",)
"""Regions whose dictionary stands for a language where none is asked for."""

Knows = Callable[[str], bool]
"""Whether a word is in a dictionary, in one of its forms."""


def dictionary(locale: Locale, folders: Iterable[str] = ()) -> Path | None:
    """The `.aff` file of the best dictionary for a locale; the `.dic` is beside it.

    Folders that are given go before those of `DICPATH` and the usual ones. Of several
    dictionaries of a folder that of the locale's region is taken, else the plain one.
    """
    if find_spec("spylls") is None:
        return None
    for folder in _folders(folders):
        found = [*_inside(folder, locale.language)]
        if found:
            return min(found, key=lambda path: _rank(path.stem, locale))
    return None


@lru_cache(maxsize=4)
def opened(path: Path) -> Knows:
    """What tells the words of a dictionary. Raises FormatError for a broken one."""
    from spylls.hunspell.dictionary import Dictionary
    from spylls.hunspell.readers import read_aff, read_dic

    try:
        affixes, context = read_aff(_Lines(path))
        words = _Lines(path.with_suffix(".dic"), context.encoding)
        read = Dictionary(affixes, read_dic(words, aff=affixes, context=context))
    # spylls has no errors of its own for files that are no dictionaries.
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise FormatError(
            f"is no Hunspell dictionary that can be read: {error}", path=str(path)
        ) from error
    return lru_cache(maxsize=50_000)(lambda word: bool(read.lookup(word)))


class _Lines:
    """The lines of a file with their numbers, in an encoding that it tells itself.

    As spylls wants to be given them; its own reader leaves files open.
    """

    def __init__(self, path: Path, encoding: str = "cp1252") -> None:
        self._lines = enumerate(
            path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1
        )
        self._encoding = encoding

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        for number, line in self._lines:
            # The flags of some dictionaries are bytes of no encoding.
            text = line.decode(self._encoding, "surrogateescape").strip()
            if text:
                return number, text
        raise StopIteration

    def reset_encoding(self, encoding: str) -> None:
        """Read the lines that follow in another encoding."""
        self._encoding = encoding


def _folders(given: Iterable[str]) -> Iterator[Path]:
    for name in given:
        yield Path(name).expanduser()
    for name in os.environ.get(_VARIABLE, "").split(os.pathsep):
        if name:
            yield Path(name).expanduser()
    yield from map(Path, _SYSTEM)
    yield from (Path.home() / name for name in _OWN)
    for pattern in _OFFICE if sys.platform != "win32" else ():
        yield from sorted(Path("/").glob(f"{pattern[1:]}/dict-*"))


def _inside(folder: Path, language: str) -> Iterator[Path]:
    try:
        names = sorted(folder.glob(f"{language}*.aff"))
    except OSError:  # a folder that nobody may look into
        return
    for path in names:
        if path.stem.replace("-", "_").split("_")[0] == language:
            if path.with_suffix(".dic").is_file():
                yield path


def _rank(name: str, locale: Locale) -> tuple[int, str]:
    """How far a dictionary is from a locale, by its name: `id_ID`, `en-GB`, `fr`."""
    language, _, region = name.replace("-", "_").partition("_")
    if region and region in locale.tag.split("-"):
        return 0, name
    if not region or region == language.upper():
        return 1, name
    return (2 if region in _USUAL else 3), name
