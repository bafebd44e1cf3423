"""Measure alignment: quality on gold ladders, speed and memory, with peers beside it.

    python benchmarks/align.py GOLD_ROOT MEMORY_FOLDER [--pair vi-id …]

GOLD_ROOT/PAIR/LEVEL/*.gold.json with .src.txt and .tgt.txt beside them are gold
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
from tm.align.lexicon.knowledge import Knowledge
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
    chosen = parser.parse_args()
    if chosen.size:
        print(cost(chosen.memory_folder, chosen.size))
        return
    print("recipe:", " ".join(sys.argv))
    print("padanan", version("padanan"), "Python", platform.python_version())
    print("\nstrict/lax F1")
    for pair in chosen.pair:
        aligners = aligners_of(pair, chosen.memory_folder)
        for folder in sorted((chosen.gold_root / pair).iterdir()):
            ladders = list(read(folder))
            for name, aligner in aligners.items() if ladders else ():
                strict, lax = score(ladders, aligner)
                print(
                    f"{pair} {folder.name:6} {name:22} {strict:.3f}/{lax:.3f}",
                    flush=True,
                )
    print(f"\nbefore, elsewhere\n{EARLIER}\n\ncost, each in a process of its own")
    for size in SIZES:
        command = [sys.executable, *sys.argv, "--size", str(size)]
        print(
            subprocess.run(command, capture_output=True, text=True, check=True).stdout,
            end="",
        )


def aligners_of(pair: str, memory_folder: Path) -> dict[str, Aligner]:
    """What is compared, by name."""
    source, target = map(Locale.parse, pair.split("-"))
    lexicon = learn_lexicon(
        pairs(memory_folder, pair), source_locale=source, target_locale=target
    )
    known = {
        "nothing known": Knowledge(),
        "empty memory": Knowledge.of(source, target),
        "with memory": Knowledge.of(source, target, lexicon=lexicon),
    }

    def ours(what: Knowledge) -> Aligner:
        def aligned(left: Sequence[str], right: Sequence[str]) -> Iterator[Bead]:
            ladder = align_sentences(
                left, right, source_locale=source, target_locale=target, knowledge=what
            )
            return (
                (tuple(bead.source_range), tuple(bead.target_range)) for bead in ladder
            )

        return aligned

    found = {f"padanan, {name}": ours(what) for name, what in known.items()}
    if find_spec("nltk"):
        return {"Gale and Church (nltk)": gale_church, **found}
    return found


def gale_church(source: Sequence[str], target: Sequence[str]) -> Iterator[Bead]:
    """The beads of nltk's aligner, which works on lengths."""
    from nltk.translate.gale_church import align_blocks

    links = align_blocks(
        [max(1, len(sentence)) for sentence in source],
        [max(1, len(sentence)) for sentence in target],
    )
    return joined(links, len(source), len(target))


def joined(
    links: Iterable[tuple[int, int]], source_count: int, target_count: int
) -> Iterator[Bead]:
    """Beads of links: sentences that are linked to one another, and the others."""
    beads: list[tuple[set[int], set[int]]] = []
    for source, target in sorted(links):
        if beads and (source in beads[-1][0] or target in beads[-1][1]):
            beads[-1][0].add(source)
            beads[-1][1].add(target)
        else:
            beads.append(({source}, {target}))
    linked = [set().union(*(bead[side] for bead in beads)) for side in (0, 1)]
    yield from ((tuple(sorted(a)), tuple(sorted(b))) for a, b in beads)
    yield from (((n,), ()) for n in range(source_count) if n not in linked[0])
    yield from (((), (n,)) for n in range(target_count) if n not in linked[1])


def pairs(memory_folder: Path, pair: str) -> list[tuple[str, str]]:
    """Translated sentences of documents that are not in the gold."""
    path = memory_folder / f"ntrex_train_{pair.replace('-', '_')}.tsv"
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return [(row[0], row[1]) for row in rows]


def read(folder: Path) -> Iterator[tuple[list[str], list[str], list[Bead]]]:
    """The texts and ladders of a folder."""
    for path in sorted(folder.glob("*.gold.json")):
        stem = path.name.removesuffix(".gold.json")
        source, target = (
            (folder / f"{stem}.{key}.txt")
            .read_text("utf-8")
            .removesuffix("\n")
            .split("\n")
            for key in ("src", "tgt")
        )
        gold = json.loads(path.read_text("utf-8"))
        yield source, target, [(tuple(a), tuple(b)) for a, b in gold]


def score(
    ladders: Sequence[tuple[list[str], list[str], list[Bead]]], aligner: Aligner
) -> tuple[float, float]:
    """Strict and lax F1: precision counts omissions, recall does not (vecalign's)."""
    right, caught = [0, 0, 0], [0, 0, 0]
    for source, target, gold in ladders:
        beads = [bead for found in aligner(source, target) for bead in singly(found)]
        add(right, hits(beads, gold))
        add(caught, hits(filter(all, gold), list(filter(all, beads))))
    strict, lax = (
        f1(right[kind] / max(1, right[2]), caught[kind] / max(1, caught[2]))
        for kind in (0, 1)
    )
    return strict, lax


def singly(bead: Bead) -> Iterator[Bead]:
    """An omission of several sentences as one of each."""
    if all(bead):
        yield bead
        return
    yield from (((n,), ()) for n in bead[0])
    yield from (((), (n,)) for n in bead[1])


def hits(beads: Iterable[Bead], judged_by: Iterable[Bead]) -> tuple[int, int, int]:
    """How many beads are right strictly, and laxly, and how many there are."""
    known = set(judged_by)
    partners: dict[int, set[int]] = defaultdict(set)
    for source, target in known:
        for number in source:
            partners[number].update(target)
    strict = lax = total = 0
    for source, target in set(beads):
        total += 1
        reached = set().union(*(partners[number] for number in source))
        strict += (source, target) in known
        lax += (source, target) in known or bool(reached & set(target))
    return strict, lax, total


def add(sums: list[int], more: Sequence[int]) -> None:
    sums[:] = [a + b for a, b in zip(sums, more, strict=True)]


def f1(precision: float, recall: float) -> float:
    total = precision + recall
    return 2 * precision * recall / total if total else 0.0


def cost(memory_folder: Path, size: int) -> str:
    """What it costs to align so many sentences, a tenth of them left out."""
    source, target = Locale("vi"), Locale("id")
    rows = pairs(memory_folder, "vi-id")
    rows = (rows * (size // len(rows) + 1))[:size]
    texts = (
        [row[0] for row in rows],
        [row[1] for number, row in enumerate(rows) if number % 10 != 3],
    )
    began = time.process_time()
    known = Knowledge.of(source, target)
    loaded = time.process_time()
    # The first call compiles patterns, which the second does without.
    for _ in range(2):
        started = time.process_time()
        align_sentences(
            *texts, source_locale=source, target_locale=target, knowledge=known
        )
        took = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{size} × {len(texts[1])} sentences: {took:.3f} s CPU, {peak} MB at most; "
        f"starter dictionary {loaded - began:.3f} s"
    )


if __name__ == "__main__":
    main()
