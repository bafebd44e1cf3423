"""Measure alignment: quality on gold ladders, speed and memory, compared with peers.

    python benchmarks/align.py GOLD_ROOT MEMORY_FOLDER [--pair vi-id …]

GOLD_ROOT/PAIR/LEVEL/*.gold.json with .src.txt and .tgt.txt next to them are gold
ladders; MEMORY_FOLDER/ntrex_train_*.tsv are pairs of other documents, which stand for
a memory. Gale and Church's aligner is that of nltk, where it is installed. hunalign and
vecalign are not run: their figures are printed as they were measured before.
"""

import argparse
import json
import platform
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from tm.align.aligner import align_sentences
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.lexicon.lexicon import learn_lexicon
from tm.text.locale import Locale

Bead = tuple[tuple[int, ...], tuple[int, ...]]
Aligner = Callable[[Sequence[str], Sequence[str]], Iterable[Bead]]

SIZES = (40, 120, 1000)
EARLIER = """\
hunalign, no dictionary     vi-id news .742/.905  hard .475/.724  long .728/.873
hunalign, from a memory     vi-id news .779/.930  hard .523/.776  long .770/.921
vecalign (published)        Text+Berg de-fr strict .902
bertalign (published)       Text+Berg de-fr strict .936
(vi-id: other documents of NTREX-128, disturbed in the same way)"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold_root", type=Path)
    parser.add_argument("memory_folder", type=Path)
    parser.add_argument(
        "--pair", nargs="+", default=["vi-id", "en-id", "en-vi", "de-fr"]
    )
    parser.add_argument("--size", type=int, help="Only the cost of so many sentences.")
    options = parser.parse_args()
    if options.size:
        print(measure_cost(options.memory_folder, options.size))
        return
    print("recipe:", " ".join(sys.argv))
    print("padanan", version("padanan"), "Python", platform.python_version())
    print("\nstrict/lax F1")
    for locale_pair_name in options.pair:
        aligners = make_aligners(locale_pair_name, options.memory_folder)
        for folder in sorted((options.gold_root / locale_pair_name).iterdir()):
            ladders = list(read_gold_ladders(folder))
            for name, aligner in aligners.items() if ladders else ():
                strict_score, lax_score = score_aligner(ladders, aligner)
                print(
                    f"{locale_pair_name} {folder.name:6} {name:22} "
                    f"{strict_score:.3f}/{lax_score:.3f}",
                    flush=True,
                )
    print(f"\nbefore, elsewhere\n{EARLIER}\n\ncost, each in a process of its own")
    for text_size in SIZES:
        command = [sys.executable, *sys.argv, "--size", str(text_size)]
        print(
            subprocess.run(command, capture_output=True, text=True, check=True).stdout,
            end="",
        )


def make_aligners(pair: str, memory_folder: Path) -> dict[str, Aligner]:
    """What is compared, by name."""
    source_locale, target_locale = map(Locale.parse, pair.split("-"))
    lexicon = learn_lexicon(
        read_sentence_pairs(memory_folder, pair),
        source_locale=source_locale,
        target_locale=target_locale,
    )
    resources_by_name = {
        "nothing known": AlignmentResources(),
        "empty memory": AlignmentResources.of(source_locale, target_locale),
        "with memory": AlignmentResources.of(
            source_locale, target_locale, lexicon=lexicon
        ),
    }

    def make_aligner(what: AlignmentResources) -> Aligner:
        def align_texts(left: Sequence[str], right: Sequence[str]) -> Iterator[Bead]:
            ladder = align_sentences(
                left,
                right,
                source_locale=source_locale,
                target_locale=target_locale,
                resources=what,
            )
            return (
                (tuple(bead.source_range), tuple(bead.target_range)) for bead in ladder
            )

        return align_texts

    aligner_by_name = {
        f"padanan, {name}": make_aligner(resources)
        for name, resources in resources_by_name.items()
    }
    if find_spec("nltk"):
        return {"Gale and Church (nltk)": align_by_gale_church, **aligner_by_name}
    return aligner_by_name


def align_by_gale_church(
    source_sentences: Sequence[str], target_sentences: Sequence[str]
) -> Iterator[Bead]:
    """The beads of nltk's aligner, which works on lengths."""
    from nltk.translate.gale_church import align_blocks

    index_links = align_blocks(
        [max(1, len(sentence)) for sentence in source_sentences],
        [max(1, len(sentence)) for sentence in target_sentences],
    )
    return join_links(index_links, len(source_sentences), len(target_sentences))


def join_links(
    index_links: Iterable[tuple[int, int]], source_count: int, target_count: int
) -> Iterator[Bead]:
    """Beads of links: sentences that are linked to one another, and the others."""
    beads: list[tuple[set[int], set[int]]] = []
    for source_index, target_index in sorted(index_links):
        if beads and (source_index in beads[-1][0] or target_index in beads[-1][1]):
            beads[-1][0].add(source_index)
            beads[-1][1].add(target_index)
        else:
            beads.append(({source_index}, {target_index}))
    linked_indexes = [set().union(*(bead[side] for bead in beads)) for side in (0, 1)]
    yield from (
        (tuple(sorted(source_indexes)), tuple(sorted(target_indexes)))
        for source_indexes, target_indexes in beads
    )
    yield from (
        ((index,), ())
        for index in range(source_count)
        if index not in linked_indexes[0]
    )
    yield from (
        ((), (index,))
        for index in range(target_count)
        if index not in linked_indexes[1]
    )


def read_sentence_pairs(
    memory_folder: Path, locale_pair_name: str
) -> list[tuple[str, str]]:
    """Translated sentences of documents that are not in the gold."""
    path = memory_folder / f"ntrex_train_{locale_pair_name.replace('-', '_')}.tsv"
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return [(row[0], row[1]) for row in rows]


def read_gold_ladders(
    folder: Path,
) -> Iterator[tuple[list[str], list[str], list[Bead]]]:
    """The texts and ladders of a folder."""
    for path in sorted(folder.glob("*.gold.json")):
        stem = path.name.removesuffix(".gold.json")
        source_sentences, target_sentences = (
            (folder / f"{stem}.{side_name}.txt")
            .read_text("utf-8")
            .removesuffix("\n")
            .split("\n")
            for side_name in ("src", "tgt")
        )
        gold_beads = json.loads(path.read_text("utf-8"))
        yield (
            source_sentences,
            target_sentences,
            [
                (tuple(source_indexes), tuple(target_indexes))
                for source_indexes, target_indexes in gold_beads
            ],
        )


def score_aligner(
    ladders: Sequence[tuple[list[str], list[str], list[Bead]]], aligner: Aligner
) -> tuple[float, float]:
    """Strict and lax F1: precision counts omissions, recall does not (vecalign's)."""
    right_counts, caught_counts = [0, 0, 0], [0, 0, 0]
    for source_sentences, target_sentences, gold in ladders:
        beads = [
            bead
            for found_bead in aligner(source_sentences, target_sentences)
            for bead in split_bead(found_bead)
        ]
        add_counts(right_counts, count_hits(beads, gold))
        add_counts(
            caught_counts, count_hits(filter(all, gold), list(filter(all, beads)))
        )
    strict, lax = (
        compute_f1(
            right_counts[measure_index] / max(1, right_counts[2]),
            caught_counts[measure_index] / max(1, caught_counts[2]),
        )
        for measure_index in (0, 1)
    )
    return strict, lax


def split_bead(bead: Bead) -> Iterator[Bead]:
    """An omission of several sentences as one of each."""
    if all(bead):
        yield bead
        return
    yield from (((source_index,), ()) for source_index in bead[0])
    yield from (((), (source_index,)) for source_index in bead[1])


def count_hits(
    beads: Iterable[Bead], reference_beads: Iterable[Bead]
) -> tuple[int, int, int]:
    """How many beads are right strictly, and laxly, and how many there are."""
    known_beads = set(reference_beads)
    target_indexes_by_source: dict[int, set[int]] = defaultdict(set)
    for source, target in known_beads:
        for number in source:
            target_indexes_by_source[number].update(target)
    strict_count = lax_count = bead_count = 0
    for source, target in set(beads):
        bead_count += 1
        reached_indexes = set().union(
            *(target_indexes_by_source[number] for number in source)
        )
        strict_count += (source, target) in known_beads
        lax_count += (source, target) in known_beads or bool(
            reached_indexes & set(target)
        )
    return strict_count, lax_count, bead_count


def add_counts(sums: list[int], added_counts: Sequence[int]) -> None:
    sums[:] = [a + b for a, b in zip(sums, added_counts, strict=True)]


def compute_f1(precision: float, recall: float) -> float:
    total = precision + recall
    return 2 * precision * recall / total if total else 0.0


def measure_cost(memory_folder: Path, text_size: int) -> str:
    """What it costs to align so many sentences, a tenth of them left out."""
    source_locale, target_locale = Locale("vi"), Locale("id")
    rows = read_sentence_pairs(memory_folder, "vi-id")
    rows = (rows * (text_size // len(rows) + 1))[:text_size]
    texts = (
        [row[0] for row in rows],
        [row[1] for number, row in enumerate(rows) if number % 10 != 3],
    )
    start_time = time.process_time()
    resources = AlignmentResources.of(source_locale, target_locale)
    loaded_time = time.process_time()
    # The first call compiles patterns, which the second does without.
    for _ in range(2):
        align_start = time.process_time()
        align_sentences(
            *texts,
            source_locale=source_locale,
            target_locale=target_locale,
            resources=resources,
        )
        align_seconds = time.process_time() - align_start
    peak_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{text_size} × {len(texts[1])} sentences: {align_seconds:.3f} s CPU, "
        f"{peak_memory} MB at most; starter dictionary {loaded_time - start_time:.3f} s"
    )


if __name__ == "__main__":
    main()
