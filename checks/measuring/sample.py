"""Random samples of units that keep documents whole."""

from collections.abc import Iterable
from heapq import heappop, heappush
from itertools import groupby
from random import Random

from checks.engine.document import make_document_key
from checks.engine.unit import Unit


def sample_units(
    all_units: Iterable[Unit], most_units: int, *, seed: int
) -> list[Unit]:
    """Draw whole documents at random, in their order, with a limit of units.

    The units are read one document after another, and no more than the sample is kept.
    If the only document of the sample is longer, its first units are taken.
    """
    random = Random(seed)
    document_heap: list[
        tuple[float, int, list[Unit]]
    ] = []  # the least likely one first
    unit_count = 0
    for document_index, (_, document_units) in enumerate(
        groupby(all_units, key=make_document_key)
    ):
        units_of_document = list(document_units)
        heappush(document_heap, (random.random(), document_index, units_of_document))
        unit_count += len(units_of_document)
        while unit_count > most_units and len(document_heap) > 1:
            unit_count -= len(heappop(document_heap)[2])
    sampled_documents = sorted(
        document_heap, key=lambda indexed_document: indexed_document[1]
    )
    return [unit for _, _, units in sampled_documents for unit in units][:most_units]
