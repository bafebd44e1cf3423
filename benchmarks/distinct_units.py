"""As many different units as wanted, made of those of files by other names and numbers.

A unit is repeated with a name that both texts have changed in both, and with other last
digits; where they share no name, `according to` another one stands before them. So no
text comes twice, and sentences, documents and errors are as people wrote them.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path

from checks.engine.unit import Unit
from tm.text.locale import Locale

_NAMES = (
    "Hartono Wibisono Rustandi Prasetyo Gunawan Marlina Sutrisno Halim Budiman Rahayu "
    "Delacroix Okafor Lindqvist Moreau Tanaka Castillo Novak Petrov Andersen Rossi "
    "Fischer Kowalski Haddad Mbeki Silva Nakamura Ferreira Jansen Varga Popescu"
).split()
_ACCORDING = {"vi": "Theo", "id": "Menurut", "en": "According to"}
_CAPITALISED = re.compile(r"(?<![^\W\d_])[A-Z][a-z]{3,}")
_LAST_DIGIT = re.compile(r"\d(?![\d.,])")


def distinct_units(
    paths: Iterable[Path], source: Locale, target: Locale, wanted: int
) -> Iterator[Unit]:
    """So many units of JSON lines and TSV files, no two of which are the same."""
    units = list(dict.fromkeys(one for path in paths for one in _units(path)))
    return islice(_varied(units, source, target), wanted)


def _units(path: Path) -> Iterator[tuple[str, str, str]]:
    for line in path.read_text("utf-8").split("\n"):
        if not line.strip():
            continue
        if path.suffix == ".tsv":
            source, target, document = [*line.split("\t"), path.name][:3]
            yield source, target, document
        else:
            unit = json.loads(line)
            yield unit["source"], unit["target"], str(unit["document"])


def _varied(
    units: Sequence[tuple[str, str, str]], source: Locale, target: Locale
) -> Iterator[Unit]:
    seen: set[int] = set()
    for turn in count():
        for at, (theirs, ours, document) in enumerate(units):
            if turn:
                name = _name(at + turn, turn)
                theirs, ours = _renamed(theirs, ours, name, source, target)
                theirs, ours = (_counted(text, turn) for text in (theirs, ours))
            if (key := hash((theirs, ours))) not in seen:
                seen.add(key)
                yield Unit(f"{turn}-{at}", ours, theirs, f"{document}-{turn}")


def _renamed(
    theirs: str, ours: str, name: str, source: Locale, target: Locale
) -> tuple[str, str]:
    for word in _CAPITALISED.findall(theirs):
        if word in ours:
            return theirs.replace(word, name), ours.replace(word, name)
    return (
        f"{_ACCORDING[source.language]} {name}, {theirs[:1].lower()}{theirs[1:]}",
        f"{_ACCORDING[target.language]} {name}, {ours[:1].lower()}{ours[1:]}",
    )


def _name(number: int, turn: int) -> str:
    """A name; those of later turns have another end."""
    name, later = _NAMES[number % len(_NAMES)], turn // len(_NAMES)
    while later:
        later, letter = divmod(later, 26)
        name += chr(ord("a") + letter)
    return name


def _counted(text: str, turn: int) -> str:
    return _LAST_DIGIT.sub(lambda digit: str((int(digit[0]) + turn) % 10), text)
