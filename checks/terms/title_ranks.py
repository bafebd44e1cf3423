"""Titles of one body with another rank: a minister for a deputy minister."""

from collections.abc import Iterator, Sequence

from checks.engine.unit import Context, Unit
from checks.text.language_words import read_language
from glossary.entries.entry import TermHit
from tm.text.words import read_lower_words


def find_wrong_titles(
    source_hits: Sequence[TermHit], target_hits: Sequence[TermHit]
) -> dict[TermHit, TermHit]:
    """Pair each title of a source with a target title of another rank, if it has one.

    Both are titles of the same body; the target lacks the first, the source the second.
    """
    wrong_title_by_source_hit: dict[TermHit, TermHit] = {}
    hits_with_bodies = [
        (hit, bodies)
        for hit in target_hits
        if (hit.entry.parts or hit.other_readings) and (bodies := list_bodies(hit))
    ]
    if not hits_with_bodies:
        return wrong_title_by_source_hit
    source_concept_ids = {
        reading.entry.id for hit in source_hits for reading in _iterate_readings(hit)
    }
    unmatched_titles_by_body: dict[str, list[TermHit]] = {}
    for hit, bodies in hits_with_bodies:
        if not any(
            reading.entry.id in source_concept_ids for reading in _iterate_readings(hit)
        ):
            for body in bodies:
                unmatched_titles_by_body.setdefault(body, []).append(hit)
    if not unmatched_titles_by_body:
        return wrong_title_by_source_hit
    target_concept_ids = {
        reading.entry.id for hit in target_hits for reading in _iterate_readings(hit)
    }
    for hit in source_hits:
        if any(
            reading.entry.id in target_concept_ids for reading in _iterate_readings(hit)
        ):
            continue
        for body in list_bodies(hit):
            if unmatched_titles_by_body.get(body):
                wrong_title_by_source_hit[hit] = unmatched_titles_by_body[body].pop(0)
                break
    return wrong_title_by_source_hit


def _iterate_readings(hit: TermHit) -> Iterator[TermHit]:
    """Iterate over all concepts that a hit may mean."""
    yield hit
    yield from hit.other_readings


def list_bodies(hit: TermHit) -> list[str]:
    """List the bodies of the titles that a hit may be, each once."""
    bodies = (
        reading.entry.parts[1]
        for reading in _iterate_readings(hit)
        if not reading.term.forbidden and len(reading.entry.parts) > 1
    )
    return list(dict.fromkeys(bodies))


def are_both_deputies(
    hits: tuple[TermHit, TermHit], unit: Unit, context: Context
) -> bool:
    """Whether a word for a deputy begins both titles, or stands before them.

    `Vice Health Minister` is what `Thứ trưởng Bộ Y tế` is. Two titles that begin with
    it are compared as a whole: a standing deputy is no other deputy.
    """
    begins_with_deputy_flags, follows_deputy_flags = [], []
    texts = unit.source_text, unit.target
    for hit, text, locale in zip(hits, texts, context.locales, strict=True):
        deputy_words = read_language(locale).deputy_words
        first_words = read_lower_words(text[hit.start : hit.end])[:1]
        words_before = read_lower_words(text[: hit.start])[-1:]
        begins_with_deputy_flags.append(not deputy_words.isdisjoint(first_words))
        follows_deputy_flags.append(not deputy_words.isdisjoint(words_before))
    return any(follows_deputy_flags) and all(
        begins_with_deputy or follows_deputy
        for begins_with_deputy, follows_deputy in zip(
            begins_with_deputy_flags, follows_deputy_flags, strict=True
        )
    )
