"""Titles of one body with another rank: a minister for a deputy minister."""

from collections.abc import Iterator, Sequence

from glossary.entries.entry import TermHit


def wrong_ranks(
    source: Sequence[TermHit], target: Sequence[TermHit]
) -> dict[TermHit, TermHit]:
    """Titles of a source, and what stands for each with another office of its body.

    Only where the target lacks the title, and the source lacks the other one.
    """
    wrong_titles: dict[TermHit, TermHit] = {}
    titled = [
        (hit, {parts[1] for parts in titles})
        for hit in target
        if (hit.entry.parts or hit.others) and (titles := [*_titles(hit)])
    ]
    if not titled:
        return wrong_titles
    source_concepts = {reading.entry.id for hit in source for reading in _readings(hit)}
    strange: dict[str, list[TermHit]] = {}
    for hit, named in titled:
        if not any(reading.entry.id in source_concepts for reading in _readings(hit)):
            for body in named:
                strange.setdefault(body, []).append(hit)
    if not strange:
        return wrong_titles
    target_concepts = {reading.entry.id for hit in target for reading in _readings(hit)}
    for hit in source:
        if any(reading.entry.id in target_concepts for reading in _readings(hit)):
            continue
        for _, body, *_rest in _titles(hit):
            if strange.get(body):
                wrong_titles[hit] = strange[body].pop(0)
                break
    return wrong_titles


def _readings(hit: TermHit) -> Iterator[TermHit]:
    yield hit
    yield from hit.others


def _titles(hit: TermHit) -> Iterator[tuple[str, ...]]:
    """The parts of the titles that a hit may be: office and body at least."""
    for reading in _readings(hit):
        if not reading.term.forbidden and len(reading.entry.parts) > 1:
            yield reading.entry.parts
