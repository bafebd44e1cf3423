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


def write_corpus(path: Path, folder: Path, unit_count: int) -> int:
    """A TMX file of so many different units; returns its size in bytes."""
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        for number, pair in enumerate(make_pairs(folder, unit_count)):
            file.write(_make_unit_markup(number, *pair))
        file.write(_TAIL)
    return path.stat().st_size


def make_pairs(folder: Path, pair_count: int) -> Iterator[Pair]:
    """Different pairs: of each three, two of the memories' and one from English."""
    random_source = random.Random(SEED)
    memory_halves = [
        _cut_into_halves(_read_pairs(path))
        for path in sorted((folder / "memory").glob("*_vi_id.tsv"))
        + sorted((folder / "memory").glob("ntrex*_en_vi.tsv"))
    ]
    known_halves = [unit_half for memory in memory_halves[:-1] for unit_half in memory]
    english_texts = _read_english_lines(folder / "fuzzy" / "segments_200k.txt.xz")
    vietnamese_texts = memory_halves[-1]
    for number in range(pair_count):
        if number % 3:
            first_half, second_half = (
                random_source.choice(known_halves),
                random_source.choice(known_halves),
            )
            source = f"{first_half[0]} {second_half[1]} {number}"
            target = f"{first_half[2]} {second_half[3]} {number}"
            yield "vi", "id", source, target
        else:
            first_half, second_half = (
                random_source.choice(vietnamese_texts),
                random_source.choice(vietnamese_texts),
            )
            source = f"{random_source.choice(english_texts)} {number}"
            yield "en", "vi", source, f"{first_half[2]} {second_half[3]} {number}"


def _make_unit_markup(
    unit_number: int, source: str, target: str, first_source: str, second_source: str
) -> str:
    month, day, hour = unit_number % 12 + 1, unit_number % 28 + 1, unit_number % 24
    timestamp = f"2025{month:02}{day:02}T{hour:02}0000Z"
    author = _AUTHORS[unit_number % len(_AUTHORS)]
    return (
        f'<tu tuid="{unit_number}" creationdate="{timestamp}" creationid="{author}">\n'
        f'<tuv xml:lang="{source}"><seg>{escape(first_source)}</seg></tuv>\n'
        f'<tuv xml:lang="{target}"><seg>{escape(second_source)}</seg></tuv>\n</tu>\n'
    )


def _read_pairs(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    line_cells = [line.split("\t") for line in lines]
    return [
        (cell[0], cell[1])
        for cell in line_cells
        if len(cell) > 1 and min(len(cell[0]), len(cell[1])) >= _SHORTEST
    ]


def _cut_into_halves(
    text_pairs: Sequence[tuple[str, str]],
) -> list[tuple[str, str, str, str]]:
    """First and second half of the words of either side."""
    halves = []
    for side_texts in text_pairs:
        side_halves: list[str] = []
        for side in side_texts:
            words = side.split()
            middle_index = len(words) // 2
            side_halves += [
                " ".join(words[:middle_index]),
                " ".join(words[middle_index:]),
            ]
        halves.append((side_halves[0], side_halves[1], side_halves[2], side_halves[3]))
    return halves


def _read_english_lines(path: Path) -> list[str]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        line_texts = (line.split("\t")[0].strip() for line in file)
        # What XML cannot hold is not what is measured here.
        return [line for line in line_texts if line and line.isprintable()]
