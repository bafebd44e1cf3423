"""The corpus of the scale benchmark: any range of units, the same every time.

A source is made of the beginning of one English sentence and the end of another, a
target of two Indonesian ones, so that words and lengths are natural and nearly no two
units are equal. Unit n is the same whatever range it is written with.
"""

import lzma
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

_SEED = 20_261_202
_BLOCK_SIZE = 1_000
_MIN_SENTENCE_LENGTH = 20
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="scale" creationtoolversion="1" segtype="sentence" \
o-tmf="none" adminlang="en" srclang="en" datatype="plaintext"/>
<body>
"""
_TAIL = "</body>\n</tmx>\n"


@dataclass(frozen=True, slots=True)
class Sentences:
    """The words of the sentences that units are made of."""

    sources: list[list[str]]
    targets: list[list[str]]

    @classmethod
    def read(cls, folder: Path) -> "Sentences":
        """Read English sentences and Indonesian ones that XML can hold."""
        with lzma.open(
            folder / "fuzzy" / "segments_200k.txt.xz", "rt", encoding="utf-8"
        ) as file:
            source_lines = [line.split("\t")[0].strip() for line in file]
        target_lines = [
            line.split("\t")[1]
            for path in sorted((folder / "memory").glob("*_id.tsv"))
            for line in path.read_text("utf-8").splitlines()
            if "\t" in line
        ]
        return cls(
            _split_distinct(line for line in source_lines if line.isprintable()),
            _split_distinct(
                line for line in target_lines if len(line) >= _MIN_SENTENCE_LENGTH
            ),
        )


def _split_distinct(lines: Iterable[str]) -> list[list[str]]:
    return [line.split() for line in dict.fromkeys(lines)]


def make_pairs(sentences: Sentences, unit_range: range) -> Iterator[tuple[str, str]]:
    """Make the units of a range that begins at a block."""
    for first_number in range(unit_range.start, unit_range.stop, _BLOCK_SIZE):
        random_source = random.Random(f"{_SEED} {first_number}")
        for _ in range(min(_BLOCK_SIZE, unit_range.stop - first_number)):
            yield (
                _recombine(sentences.sources, random_source),
                _recombine(sentences.targets, random_source),
            )


def write_units(path: Path, sentences: Sentences, unit_range: range) -> None:
    """Write the units of a range as TMX."""
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        for source, target in make_pairs(sentences, unit_range):
            file.write(
                f'<tu>\n<tuv xml:lang="en"><seg>{escape(source)}</seg></tuv>\n'
                f'<tuv xml:lang="id"><seg>{escape(target)}</seg></tuv>\n</tu>\n'
            )
        file.write(_TAIL)


def _recombine(sentences: Sequence[Sequence[str]], random_source: random.Random) -> str:
    """Join 30 to 70 percent of the words of two sentences."""
    first, second = random_source.choice(sentences), random_source.choice(sentences)
    first_count = max(1, round(len(first) * random_source.uniform(0.3, 0.7)))
    second_start = round(len(second) * random_source.uniform(0.3, 0.7))
    return " ".join([*first[:first_count], *second[second_start:]])
