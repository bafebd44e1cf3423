"""A memory of a million units of news with its queries, for the server's benchmark.

    python benchmarks/server_corpus.py DATA FOLDER --units 1000000 --terms GLOSSARY.csv

DATA has memory/*_vi_id.tsv, a pair of sentences a line. The beginning of one pair, the
middle of another and the end of a third make a unit, with other numbers, so that words
and lengths are those of news; twenty units in a row are an article with its origin.
FOLDER gets memory.db, indexed, with the terms of GLOSSARY.csv, and queries.txt: half of
them are stored segments with up to a fifth of their words changed, half are like none.
"""

import argparse
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from lookup_corpus import make_edited_queries, make_unrelated_queries

from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, TranslationUnit

_SEED = 20_261_201
_VIETNAMESE, _INDONESIAN = Locale("vi"), Locale("id")
_UNITS_PER_ARTICLE = 20
_SHORTEST = 20
_PARTS = 3
_NUMBER_PATTERN = re.compile(r"\d+")

Pair = tuple[str, str]
"""A text and its translation."""


def main() -> None:
    """Make the memory and the queries."""
    options = _parse_options()
    options.folder.mkdir(parents=True, exist_ok=True)
    path = options.folder / "memory.db"
    pairs = list(make_pairs(read_pairs(options.data), options.units))
    with (
        Database.open(path) as database,
        open_change_set(
            database, command="import", author="benchmark", is_bulk_load=True
        ) as change_set,
    ):
        UnitStore(database).add(_make_units(pairs), change_set)
    if options.terms:
        _run_command(path, "terms", "import", str(options.terms))
    _run_command(path, "index")
    sources = [source for source, _ in pairs]
    half_count = options.queries // 2
    queries = make_edited_queries(sources, half_count)
    queries += make_unrelated_queries(sources, options.queries - half_count)
    random.Random(_SEED).shuffle(queries)
    (options.folder / "queries.txt").write_text("\n".join(queries) + "\n", "utf-8")


def read_pairs(folder: Path) -> list[Pair]:
    """Read the pairs of sentences that are not just a few words long."""
    cells_by_line = (
        line.split("\t")
        for path in sorted((folder / "memory").glob("*_vi_id.tsv"))
        for line in path.read_text("utf-8").splitlines()
    )
    return [
        (cells[0], cells[1])
        for cells in cells_by_line
        if len(cells) > 1 and min(len(cells[0]), len(cells[1])) >= _SHORTEST
    ]


def make_pairs(known_pairs: Sequence[Pair], pair_count: int) -> Iterator[Pair]:
    """Make different pairs from the beginnings and the ends of known ones."""
    random_source = random.Random(_SEED)
    made_sources: set[str] = set()
    while len(made_sources) < pair_count:
        parts = random_source.sample(known_pairs, _PARTS)
        pair = _change_numbers(
            _join_parts([source for source, _ in parts]),
            _join_parts([target for _, target in parts]),
            random_source,
        )
        if pair[0] not in made_sources:
            made_sources.add(pair[0])
            yield pair


def _join_parts(texts: Sequence[str]) -> str:
    """Join the first words of the first text to the last words of the last one."""
    words: list[str] = []
    for number, text in enumerate(texts):
        text_words = text.split()
        start, end = (
            round(len(text_words) * edge / len(texts)) for edge in (number, number + 1)
        )
        words += text_words[start:end]
    return " ".join(words)


def _change_numbers(source: str, target: str, random_source: random.Random) -> Pair:
    """Replace the numbers that both texts have by others with as many digits."""
    numbers = set(_NUMBER_PATTERN.findall(source)) & set(
        _NUMBER_PATTERN.findall(target)
    )
    new_number_by_number = {
        number: str(
            random_source.randint(10 ** (len(number) - 1), 10 ** len(number) - 1)
        )
        for number in sorted(numbers)
    }

    def replace(match: re.Match[str]) -> str:
        return new_number_by_number.get(match[0], match[0])

    return _NUMBER_PATTERN.sub(replace, source), _NUMBER_PATTERN.sub(replace, target)


def _make_units(pairs: Sequence[Pair]) -> Iterator[TranslationUnit]:
    for number, (source, target) in enumerate(pairs):
        article, position = divmod(number, _UNITS_PER_ARTICLE)
        origin = Origin(
            article=f"article-{article}",
            position=position,
            kind="paragraph",
            page_url=f"https://news.example/id/{article}",
            source_url=f"https://news.example/vi/{article}",
            headline=pairs[article * _UNITS_PER_ARTICLE][1],
            source_headline=pairs[article * _UNITS_PER_ARTICLE][0],
            publisher="news.example",
            published=f"2026-{article % 12 + 1:02}-{article % 28 + 1:02}",
            score=0.9,
            method="aligner",
        )
        yield TranslationUnit(
            Segment.of(_VIETNAMESE, source),
            Segment.of(_INDONESIAN, target),
            origin=origin,
        )


def _run_command(database_path: Path, *arguments: str) -> None:
    code = "from cli import main; main()"
    command = [sys.executable, "-c", code, "--database", str(database_path), *arguments]
    subprocess.run(command, check=True, cwd=Path(__file__).parent.parent)


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--terms", type=Path, help="terms to import")
    return parser.parse_args()


if __name__ == "__main__":
    main()
