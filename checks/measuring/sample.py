"""A sample of units that leaves documents whole."""

from collections.abc import Iterable
from heapq import heappop, heappush
from itertools import groupby
from random import Random

from checks.engine.unit import Unit


def sample_units(subjects: Iterable[Unit], most: int, *, seed: int) -> list[Unit]:
    """Whole documents by chance, in their order, of at most so many units in all.

    The units are read one document after another, and no more than the sample is kept.
    The one document that remains may be longer; then its first units are taken.
    """
    random = Random(seed)
    sample: list[tuple[float, int, list[Unit]]] = []  # the least likely one first
    count = 0
    for index, (_, group) in enumerate(groupby(subjects, key=_document_key)):
        document = list(group)
        heappush(sample, (random.random(), index, document))
        count += len(document)
        while count > most and len(sample) > 1:
            count -= len(heappop(sample)[2])
    ordered = sorted(sample, key=lambda one: one[1])
    return [unit for _, _, units in ordered for unit in units][:most]


def _document_key(unit: Unit) -> object:
    return unit if unit.document is None else unit.document
