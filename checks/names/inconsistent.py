"""The check of names that the documents of a run write in two ways.

Of a million units hashes wait in files; only what is told of is read again.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, related_ids
from checks.text.capitals import Capital, cached_capitals
from tm.finding import Finding, Severity, Span
from tm.spill.array import Array
from tm.spill.partition import SpillGroups, hash_value, mark_group_starts, sort_by_unit

_TIMES = 3
"""Units with the usual form, for each unit with the other one."""
_DOCUMENTS = 2
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

_Pair = tuple[Capital, Capital]
_Usual = tuple[int, int, int]
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
    rows = map(_odd_ones, _names(units).iterate_partitions())
    for unit, odd in groupby(sort_by_unit(rows, _ODD, len(units)), key=itemgetter(0)):
        names = {name: (usual, times, rare) for _, name, usual, times, rare in odd}
        yield from _findings(units, unit, names)


def _names(units: Sequence[Unit]) -> SpillGroups:
    """The names of two words in a corpus, and where they stand."""
    names = SpillGroups(_NAME, "name", len(units))
    document, last = 0, None
    for unit, subject in enumerate(units):
        if subject.document is None or subject.document != last:
            document += 1
        last = subject.document
        for pair in _pairs(subject.target):
            names.append((_key(pair), unit, document, _is_marked(pair)))
    return names


def _odd_ones(rows: Array) -> Array:
    """The names that are written otherwise elsewhere, and in which units."""
    rows = rows[np.lexsort([rows[name] for name in ("unit", "marked", "name")])]
    fresh = (
        mark_group_starts(rows["unit"])
        | mark_group_starts(rows["marked"])
        | mark_group_starts(rows["name"])
    )
    rows = rows[fresh]
    parted = np.flatnonzero(
        mark_group_starts(rows["marked"]) & ~mark_group_starts(rows["name"])
    )
    starts = np.flatnonzero(mark_group_starts(rows["name"]))
    begin = starts[np.searchsorted(starts, parted, "right") - 1]
    end = np.append(starts, len(rows))[np.searchsorted(starts, parted, "right")]
    odd_parts = [np.zeros(0, _ODD)]
    for first, middle, last in zip(begin, parted, end, strict=True):
        plain, marked = rows[first:middle], rows[middle:last]
        rare, usual = sorted((plain, marked), key=len)
        documents = np.unique(usual["document"])
        if len(usual) < _TIMES * len(rare) or len(documents) < _DOCUMENTS:
            continue
        odd = rare[~np.isin(rare["document"], documents)]
        rows_of_name = np.zeros(len(odd), _ODD)
        rows_of_name["unit"], rows_of_name["name"] = odd["unit"], odd["name"]
        rows_of_name["usual"], rows_of_name["times"] = usual["unit"][0], len(usual)
        rows_of_name["rare"] = len(rare)
        odd_parts.append(rows_of_name)
    return np.concatenate(odd_parts)


def _pairs(text: str) -> Iterator[_Pair]:
    for first_word, second_word in pairwise(cached_capitals(text).words):
        if second_word.follows_capital:
            yield first_word, second_word


def _is_marked(pair: _Pair) -> bool:
    return not (pair[0].text.isascii() and pair[1].text.isascii())


def _key(pair: _Pair) -> int:
    return hash_value((pair[0].form, pair[1].form))


def _findings(
    units: Sequence[Unit], unit: int, odd: dict[int, _Usual]
) -> Iterator[Finding]:
    """What to say of a unit: one finding for words that stand side by side."""
    subject = units[unit]
    run: list[tuple[Capital, Capital]] = []
    for pair in _pairs(subject.target):
        if _key(pair) not in odd:
            continue
        if run and run[-1][1] is not pair[0]:
            yield from _finding(units, subject, run, odd)
            run = []
        run.append(pair)
    yield from _finding(units, subject, run, odd)


def _finding(
    units: Sequence[Unit],
    unit: Unit,
    run: Sequence[_Pair],
    odd: dict[int, _Usual],
) -> Iterator[Finding]:
    span = Span(run[0][0].start, run[-1][1].end)
    written = span.of(unit.target)
    if written.isascii() and written in (unit.source_text):
        return
    other_index, usual_count, rare_count = odd[_key(run[0])]
    usual_unit = units[other_index]
    words = cached_capitals(usual_unit.target).words
    index = next(
        index
        for index, pair in enumerate(pairwise(words))
        if _key(pair) == _key(run[0])
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
