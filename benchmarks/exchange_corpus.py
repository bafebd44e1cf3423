"""The TMX file of the exchange benchmark: any number of units, the same every time.

Units are recombined: the beginning of one pair of sentences and the end of another, on
both sides, so that words and lengths are those of news and no two units are equal.
"""

import lzma
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

SEED = 20_261_125
_AUTHORS = ("siti", "minh", "an.nguyen", "budi", "translator@example.org")
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="exchange" creationtoolversion="1" segtype="sentence" \
o-tmf="none" adminlang="en" srclang="*all*" datatype="plaintext"/>
<body>
"""
_TAIL = "</body>\n</tmx>\n"
_SHORTEST = 34

Pair = tuple[str, str, str, str]
"""Source locale, target locale, source, target."""


def write_corpus(path: Path, folder: Path, count: int) -> int:
    """A TMX file of so many different units; returns its size in bytes."""
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        for number, pair in enumerate(pairs(folder, count)):
            file.write(_unit(number, *pair))
        file.write(_TAIL)
    return path.stat().st_size


def pairs(folder: Path, count: int) -> Iterator[Pair]:
    """Different pairs: of each three, two of the memories' and one from English."""
    chosen = random.Random(SEED)
    memories = [
        _halves(_read(path))
        for path in sorted((folder / "memory").glob("*_vi_id.tsv"))
        + sorted((folder / "memory").glob("ntrex*_en_vi.tsv"))
    ]
    known = [half for memory in memories[:-1] for half in memory]
    english = _lines(folder / "fuzzy" / "segments_200k.txt.xz")
    vietnamese = memories[-1]
    for number in range(count):
        if number % 3:
            one, other = chosen.choice(known), chosen.choice(known)
            source = f"{one[0]} {other[1]} {number}"
            target = f"{one[2]} {other[3]} {number}"
            yield "vi", "id", source, target
        else:
            one, other = chosen.choice(vietnamese), chosen.choice(vietnamese)
            source = f"{chosen.choice(english)} {number}"
            yield "en", "vi", source, f"{one[2]} {other[3]} {number}"


def _unit(number: int, source: str, target: str, one: str, other: str) -> str:
    moment = f"2025{number % 12 + 1:02}{number % 28 + 1:02}T{number % 24:02}0000Z"
    author = _AUTHORS[number % len(_AUTHORS)]
    return (
        f'<tu tuid="{number}" creationdate="{moment}" creationid="{author}">\n'
        f'<tuv xml:lang="{source}"><seg>{escape(one)}</seg></tuv>\n'
        f'<tuv xml:lang="{target}"><seg>{escape(other)}</seg></tuv>\n</tu>\n'
    )


def _read(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines]
    return [
        (cell[0], cell[1])
        for cell in cells
        if len(cell) > 1 and min(len(cell[0]), len(cell[1])) >= _SHORTEST
    ]


def _halves(found: Sequence[tuple[str, str]]) -> list[tuple[str, str, str, str]]:
    """First and second half of the words of either side."""
    halves = []
    for sides in found:
        cut: list[str] = []
        for side in sides:
            words = side.split()
            middle = len(words) // 2
            cut += [" ".join(words[:middle]), " ".join(words[middle:])]
        halves.append((cut[0], cut[1], cut[2], cut[3]))
    return halves


def _lines(path: Path) -> list[str]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        found = (line.split("\t")[0].strip() for line in file)
        # What XML cannot hold is not what is measured here.
        return [line for line in found if line and line.isprintable()]
