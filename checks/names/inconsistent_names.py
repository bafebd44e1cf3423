"""The check of names that the documents of a run spell in two ways.

Hashes of names are kept in files; only reported units are read again.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, related_ids
from checks.text.capitalised_words import CapitalisedWord, cached_capitals
from tm.finding import Finding, Severity, Span
from tm.spill.array import Array
from tm.spill.partition import SpillGroups, hash_value, mark_group_starts, sort_by_unit

_LEAST_RATIO = 3
"""Units with the usual form, for each unit with the other one."""
_FEWEST_DOCUMENTS = 2
"""Documents that must have the usual form."""

_NAME = np.dtype(
    [
        ("name", np.uint64),  # hashed
        ("unit", np.int32),  # the numbers of a unit that has it, and of its document
        ("document", np.int32),
        ("marked", np.bool_),  # whether it is written with its marks
    ]
)
_ODD = np.dtype(
    [
        ("unit", np.int64),
        ("name", np.uint64),
        ("usual", np.int64),  # a unit with the usual form
        ("times", np.int64),  # how many units have it, and how many the other one
        ("rare", np.int64),
    ]
)

_Pair = tuple[CapitalisedWord, CapitalisedWord]
_UsualForm = tuple[int, int, int]
"""The number of a unit with the usual form; how many units have it, and the other."""


@check("name.inconsistent", level=Level.CORPUS, severity=Severity.WARNING)
def marked_otherwise(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A name has diacritics in some documents and none in others: Vo Van Kiet.

    Only for names of two words or more, in a language without diacritics of its
    own. The usual form must stand in at least two documents and three times as many
    units. Ignored is a name without diacritics that the source writes so; forms
    mixed within one document are reported by `name.variant`.
    """
    language = context.language
    if language.telling_letters or language.capital_nouns:
        return
    if not context.target.uses_spaces:
        return
    rows = map(_select_rare_forms, _collect_names(units).iterate_partitions())
    for unit_index, rare_rows in groupby(
        sort_by_unit(rows, _ODD, len(units)), key=itemgetter(0)
    ):
        usual_by_name = {
            name: (usual, times, rare) for _, name, usual, times, rare in rare_rows
        }
        yield from _report_unit(units, unit_index, usual_by_name)


def _collect_names(units: Sequence[Unit]) -> SpillGroups:
    """Collect the names of two words in a corpus, with their units."""
    names = SpillGroups(_NAME, "name", len(units))
    document, previous_document = 0, None
    for unit_index, unit in enumerate(units):
        if unit.document is None or unit.document != previous_document:
            document += 1
        previous_document = unit.document
        for pair in _iterate_name_pairs(unit.target):
            names.append((_hash_pair(pair), unit_index, document, _is_marked(pair)))
    return names


def _select_rare_forms(rows: Array) -> Array:
    """Select the rarer forms of names that are spelled in two ways."""
    rows = rows[np.lexsort([rows[name] for name in ("unit", "marked", "name")])]
    is_new_row = (
        mark_group_starts(rows["unit"])
        | mark_group_starts(rows["marked"])
        | mark_group_starts(rows["name"])
    )
    rows = rows[is_new_row]
    form_changes = np.flatnonzero(
        mark_group_starts(rows["marked"]) & ~mark_group_starts(rows["name"])
    )
    starts = np.flatnonzero(mark_group_starts(rows["name"]))
    begin = starts[np.searchsorted(starts, form_changes, "right") - 1]
    end = np.append(starts, len(rows))[np.searchsorted(starts, form_changes, "right")]
    reported_parts = [np.zeros(0, _ODD)]
    for first, middle, last in zip(begin, form_changes, end, strict=True):
        unmarked_rows, marked_rows = rows[first:middle], rows[middle:last]
        rare_rows, usual_rows = sorted((unmarked_rows, marked_rows), key=len)
        documents = np.unique(usual_rows["document"])
        if (
            len(usual_rows) < _LEAST_RATIO * len(rare_rows)
            or len(documents) < _FEWEST_DOCUMENTS
        ):
            continue
        reported_rows = rare_rows[~np.isin(rare_rows["document"], documents)]
        rows_of_name = np.zeros(len(reported_rows), _ODD)
        rows_of_name["unit"], rows_of_name["name"] = (
            reported_rows["unit"],
            reported_rows["name"],
        )
        rows_of_name["usual"], rows_of_name["times"] = (
            usual_rows["unit"][0],
            len(usual_rows),
        )
        rows_of_name["rare"] = len(rare_rows)
        reported_parts.append(rows_of_name)
    return np.concatenate(reported_parts)


def _iterate_name_pairs(text: str) -> Iterator[_Pair]:
    for first_word, second_word in pairwise(cached_capitals(text).words):
        if second_word.follows_capital:
            yield first_word, second_word


def _is_marked(pair: _Pair) -> bool:
    return not (pair[0].text.isascii() and pair[1].text.isascii())


def _hash_pair(pair: _Pair) -> int:
    return hash_value((pair[0].form, pair[1].form))


def _report_unit(
    units: Sequence[Unit], unit_index: int, usual_by_name: dict[int, _UsualForm]
) -> Iterator[Finding]:
    """Report the rare forms of a unit: one finding for adjacent words."""
    unit = units[unit_index]
    run: list[tuple[CapitalisedWord, CapitalisedWord]] = []
    for pair in _iterate_name_pairs(unit.target):
        if _hash_pair(pair) not in usual_by_name:
            continue
        if run and run[-1][1] is not pair[0]:
            yield from _report_name(units, unit, run, usual_by_name)
            run = []
        run.append(pair)
    yield from _report_name(units, unit, run, usual_by_name)


def _report_name(
    units: Sequence[Unit],
    unit: Unit,
    run: Sequence[_Pair],
    usual_by_name: dict[int, _UsualForm],
) -> Iterator[Finding]:
    span = Span(run[0][0].start, run[-1][1].end)
    written = span.of(unit.target)
    if written.isascii() and written in (unit.source_text):
        return
    other_index, usual_count, rare_count = usual_by_name[_hash_pair(run[0])]
    usual_unit = units[other_index]
    words = cached_capitals(usual_unit.target).words
    index = next(
        index
        for index, pair in enumerate(pairwise(words))
        if _hash_pair(pair) == _hash_pair(run[0])
    )
    end = words[min(index + len(run), len(words) - 1)].end
    yield Finding(
        "elsewhere",
        span,
        arguments={
            "usual": usual_unit.target[words[index].start : end],
            "usual_count": usual_count,
            "count": rare_count,
        },
        about=unit,
        related=related_ids([usual_unit]),
    )
