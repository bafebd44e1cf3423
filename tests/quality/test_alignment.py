"""Alignment and sentence boundaries on the development set, with floors.

The figures are those of `shared/tools/align_score.py` and `segment_score.py` with an
empty memory; they are printed with `pytest -s tests/quality/test_alignment.py`.
"""

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.paths import ROOT
from tm.align.aligner import align_sentences
from tm.align.beads import Ladder
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.lexicon.lexicon import learn_lexicon
from tm.align.sentences import split_into_sentences
from tm.text.locale import Locale

_DATA = Path(os.environ.get("PADANAN_SHARED", ROOT.parent / "shared")) / "data"

# Some gold lines hold two sentences: such an end is neither right nor wrong.
_SENTENCE_END = re.compile(
    r"\b(?:[^\W\d_A-Z]{2,}|\w{4,})[.!?…]+[\"”’»)]*(?=\s+[\"“‘(]*[^\W\d_a-z])"
)

Link = tuple[tuple[int, ...], tuple[int, ...]]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("pair", "level", "strict_floor", "lax_floor"),
    [
        ("vi-id", "clean", 0.990, 0.995),
        ("vi-id", "light", 0.985, 0.990),
        ("vi-id", "news", 0.970, 0.985),
        ("vi-id", "hard", 0.960, 0.980),
        ("vi-id", "long", 0.965, 0.985),
        ("en-id", "news", 0.985, 0.990),
        ("en-vi", "news", 0.975, 0.990),
        ("de-fr", "news", 0.915, 0.960),
    ],
)
def test_an_empty_memory_aligns_at_least_this_well(
    pair: str, level: str, strict_floor: float, lax_floor: float
) -> None:
    strict, lax = _score(pair, level, memory=False)
    print(f"\n{pair} {level}: strict {strict:.3f} lax {lax:.3f}")
    assert strict >= strict_floor
    assert lax >= lax_floor


@pytest.mark.parametrize(
    ("pair", "level", "strict_floor", "lax_floor"),
    [
        ("vi-id", "clean", 0.990, 0.999),
        ("vi-id", "light", 0.990, 0.995),
        ("vi-id", "news", 0.980, 0.990),
        ("vi-id", "hard", 0.963, 0.980),
        ("vi-id", "long", 0.975, 0.990),
        ("en-id", "news", 0.985, 0.990),
        ("en-vi", "news", 0.980, 0.990),
        ("de-fr", "news", 0.942, 0.975),
    ],
)
def test_a_lexicon_learnt_from_other_news_helps(
    pair: str, level: str, strict_floor: float, lax_floor: float
) -> None:
    strict, lax = _score(pair, level, memory=True)
    print(f"\n{pair} {level}, ntrex_train: strict {strict:.3f} lax {lax:.3f}")
    assert strict >= strict_floor
    assert lax >= lax_floor


@pytest.mark.parametrize(("key", "language"), [("src", "vi"), ("tgt", "id")])
def test_sentence_boundaries_are_found_at_least_this_well(
    key: str, language: str
) -> None:
    right = wanted = found = 0
    for path in _documents("vi-id", "clean"):
        raw = path.with_name(path.name.replace(".gold.json", f".{key}.raw.txt"))
        text = raw.read_text("utf-8")
        spans = path.with_name(path.name.replace(".gold.json", ".raw.json"))
        gold = {end for _, end in json.loads(spans.read_text("utf-8"))[key]}
        ends = {span.end for span in split_into_sentences(text, Locale.parse(language))}
        ends -= {match.end() for match in _SENTENCE_END.finditer(text)} - gold
        right += len(gold & ends)
        wanted += len(gold)
        found += len(ends)
    score = _f1(right / found, right / wanted)
    print(f"\n{language}: boundaries F {score:.4f}")
    assert score >= 0.998


def _documents(pair: str, level: str) -> list[Path]:
    found = sorted((_DATA / "align" / pair / level).glob("*.gold.json"))
    if not found:
        pytest.skip("the shared development data is not beside the checkout")
    return found


@cache
def _known(pair: str, *, memory: bool) -> AlignmentResources:
    """What a memory with nothing in it knows, or one with other news."""
    source_locale, target_locale = map(Locale.parse, pair.split("-"))
    if not memory:
        return AlignmentResources.of(source_locale, target_locale)
    file = _DATA / "memory" / f"ntrex_train_{pair.replace('-', '_')}.tsv"
    if not file.is_file():
        pytest.skip("the shared development data is not beside the checkout")
    rows = [line.split("\t") for line in file.read_text("utf-8").splitlines()]
    lexicon = learn_lexicon(
        [(row[0], row[1]) for row in rows],
        source_locale=source_locale,
        target_locale=target_locale,
    )
    return AlignmentResources.of(source_locale, target_locale, lexicon=lexicon)


def _score(pair: str, level: str, *, memory: bool) -> tuple[float, float]:
    """Strict and lax F1 over all documents of a level."""
    source_locale, target_locale = map(Locale.parse, pair.split("-"))
    precision, recall = [0, 0, 0], [0, 0, 0]
    for path in _documents(pair, level):
        gold = [(tuple(a), tuple(b)) for a, b in json.loads(path.read_text("utf-8"))]
        texts = [
            path.with_name(path.name.replace(".gold.json", f".{key}.txt"))
            .read_text("utf-8")
            .removesuffix("\n")
            .split("\n")
            for key in ("src", "tgt")
        ]
        ladder = align_sentences(
            *texts,
            source_locale=source_locale,
            target_locale=target_locale,
            resources=_known(pair, memory=memory),
        )
        links = list(_links(ladder))
        _add(precision, _hits(links, gold))
        _add(recall, _hits(_pairs(gold), _pairs(links)))
    return (
        _f1(precision[0] / precision[2], recall[0] / recall[2]),
        _f1(precision[1] / precision[2], recall[1] / recall[2]),
    )


def _links(ladder: Ladder) -> Iterator[Link]:
    """The beads, with one omission for each sentence left out."""
    for bead in ladder:
        if bead.is_pair:
            yield tuple(bead.source_range), tuple(bead.target_range)
        else:
            yield from (((number,), ()) for number in bead.source_range)
            yield from (((), (number,)) for number in bead.target_range)


def _pairs(links: Iterable[Link]) -> list[Link]:
    return [link for link in links if link[0] and link[1]]


def _hits(links: Iterable[Link], judged_by: Iterable[Link]) -> tuple[int, int, int]:
    """How many links are right strictly and laxly, and how many there are."""
    known = set(judged_by)
    partners: dict[int, set[int]] = defaultdict(set)
    for source, target in known:
        for number in source:
            partners[number].update(target)
    strict = lax = total = 0
    for source, target in set(links):
        total += 1
        strict += (source, target) in known
        reached = set().union(*(partners[number] for number in source))
        lax += (source, target) in known or bool(reached & set(target))
    return strict, lax, total


def _add(sums: list[int], more: Iterable[int]) -> None:
    sums[:] = [a + b for a, b in zip(sums, more, strict=True)]


def _f1(precision: float, recall: float) -> float:
    total = precision + recall
    return 2 * precision * recall / total if total else 0.0
