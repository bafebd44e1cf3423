"""The check of names that the documents of a corpus spell in two ways.

Hashes of names are kept in files; only reported units are read again.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, list_related_ids
from checks.text.capitalised_words import CapitalisedWord, cached_capitalised_words
from tm.finding import Finding, Severity, Span
from tm.result_cache import ResultCache
from tm.spill.value_hash import hash_value

if TYPE_CHECKING:
    from tm.spill.array import Array
    from tm.spill.unit_groups import SpilledUnitRows

_MIN_USUAL_RATIO = 3
"""How many times as many units must have the usual form."""
_MIN_USUAL_DOCUMENTS = 2
"""How many documents must have the usual form."""

_NAME_ROW_COLUMNS = [
    ("name", "u8"),  # a hash
    ("unit", "i4"),  # the index of a unit with the name, and of its document
    ("document", "i4"),
    ("has_diacritics", "?"),  # whether the name is written with diacritics
]
"""The columns of a numpy array."""
_RARE_NAME_ROW_COLUMNS = [
    ("unit", "i8"),
    ("name", "u8"),
    ("usual", "i8"),  # a unit with the usual form
    ("times", "i8"),  # how many units have the usual form, and the rare one
    ("rare", "i8"),
]

_WordPair = tuple[CapitalisedWord, CapitalisedWord]
_UsualForm = tuple[int, int, int]
"""The index of a unit with the usual form; how many units have it, and the rare one."""


@check("name.inconsistent", level=Level.CORPUS, severity=Severity.WARNING)
def find_inconsistent_diacritics(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """A name has diacritics in some documents and none in others: Vo Van Kiet.

    Only for names of two words or more, in a language without diacritics of its own.
    The usual form must stand in at least two documents and three times as many units.
    The check ignores a name without diacritics that the source writes so; forms mixed
    within one document are reported by `name.variant`.
    """
    language = context.language
    if language.distinctive_letters or language.capitalises_nouns:
        return
    if not context.target_locale.uses_spaces:
        return
    if max(_number_documents(units), default=0) < _MIN_USUAL_DOCUMENTS:
        return
    from tm.spill.unit_groups import sort_by_unit  # needs numpy

    rare_row_groups = map(
        _select_rare_forms, _collect_names(units, context.cache).iterate_partitions()
    )
    for unit_index, rare_rows in groupby(
        sort_by_unit(rare_row_groups, _RARE_NAME_ROW_COLUMNS, len(units)),
        key=itemgetter(0),
    ):
        usual_form_by_rare_name_hash = {
            name_hash: (usual_unit_index, usual_count, rare_count)
            for _, name_hash, usual_unit_index, usual_count, rare_count in rare_rows
        }
        yield from _report_rare_names_of_unit(
            units, unit_index, usual_form_by_rare_name_hash, context.cache
        )


def _collect_names(units: Sequence[Unit], cache: ResultCache) -> "SpilledUnitRows":
    """Collect the names of two words in a corpus, with their units."""
    from tm.spill.unit_groups import SpilledUnitRows

    name_rows = SpilledUnitRows(_NAME_ROW_COLUMNS, "name", len(units))
    for unit_index, (unit, document_index) in enumerate(
        zip(units, _number_documents(units), strict=True)
    ):
        for word_pair in _iterate_name_pairs(unit.target, cache):
            name_rows.append(
                (
                    _hash_pair(word_pair),
                    unit_index,
                    document_index,
                    _has_diacritics(word_pair),
                )
            )
    return name_rows


def _number_documents(units: Sequence[Unit]) -> Iterator[int]:
    """Number the document of each unit, from 0; a unit of no document counts as one."""
    document_index, previous_document = -1, None
    for unit in units:
        if unit.document is None or unit.document != previous_document:
            document_index += 1
        previous_document = unit.document
        yield document_index


def _select_rare_forms(name_rows: "Array") -> "Array":
    """Select the rarer forms of names that are spelt in two ways."""
    import numpy as np

    from tm.spill.unit_groups import mark_group_starts

    name_rows = name_rows[
        np.lexsort(
            [
                name_rows[column_name]
                for column_name in ("unit", "has_diacritics", "name")
            ]
        )
    ]
    distinct_row_flags = (
        mark_group_starts(name_rows["unit"])
        | mark_group_starts(name_rows["has_diacritics"])
        | mark_group_starts(name_rows["name"])
    )
    name_rows = name_rows[distinct_row_flags]
    form_change_indexes = np.flatnonzero(
        mark_group_starts(name_rows["has_diacritics"])
        & ~mark_group_starts(name_rows["name"])
    )
    name_starts = np.flatnonzero(mark_group_starts(name_rows["name"]))
    two_form_name_starts = name_starts[
        np.searchsorted(name_starts, form_change_indexes, "right") - 1
    ]
    two_form_name_ends = np.append(name_starts, len(name_rows))[
        np.searchsorted(name_starts, form_change_indexes, "right")
    ]
    reported_row_arrays = [np.zeros(0, _RARE_NAME_ROW_COLUMNS)]
    for name_start, form_change_index, name_end in zip(
        two_form_name_starts, form_change_indexes, two_form_name_ends, strict=True
    ):
        rows_without_diacritics, rows_with_diacritics = (
            name_rows[name_start:form_change_index],
            name_rows[form_change_index:name_end],
        )
        rare_rows, usual_rows = sorted(
            (rows_without_diacritics, rows_with_diacritics), key=len
        )
        usual_documents = np.unique(usual_rows["document"])
        if (
            len(usual_rows) < _MIN_USUAL_RATIO * len(rare_rows)
            or len(usual_documents) < _MIN_USUAL_DOCUMENTS
        ):
            continue
        rows_outside_usual_documents = rare_rows[
            ~np.isin(rare_rows["document"], usual_documents)
        ]
        reported_name_rows = np.zeros(
            len(rows_outside_usual_documents), _RARE_NAME_ROW_COLUMNS
        )
        for column_name in ("unit", "name"):
            reported_name_rows[column_name] = rows_outside_usual_documents[column_name]
        reported_name_rows["usual"] = usual_rows["unit"][0]
        reported_name_rows["times"] = len(usual_rows)
        reported_name_rows["rare"] = len(rare_rows)
        reported_row_arrays.append(reported_name_rows)
    return np.concatenate(reported_row_arrays)


def _iterate_name_pairs(text: str, cache: ResultCache) -> Iterator[_WordPair]:
    """Iterate over pairs of adjacent capitalised words."""
    for first_word, second_word in pairwise(
        cached_capitalised_words(text, cache).words
    ):
        if second_word.follows_capital:
            yield first_word, second_word


def _has_diacritics(word_pair: _WordPair) -> bool:
    return not (word_pair[0].text.isascii() and word_pair[1].text.isascii())


def _hash_pair(word_pair: _WordPair) -> int:
    return hash_value((word_pair[0].form, word_pair[1].form))


def _report_rare_names_of_unit(
    units: Sequence[Unit],
    unit_index: int,
    usual_form_by_rare_name_hash: dict[int, _UsualForm],
    cache: ResultCache,
) -> Iterator[Finding]:
    """Report the rare forms of a unit: one finding for adjacent words."""
    unit = units[unit_index]
    pair_run: list[tuple[CapitalisedWord, CapitalisedWord]] = []
    for word_pair in _iterate_name_pairs(unit.target, cache):
        if _hash_pair(word_pair) not in usual_form_by_rare_name_hash:
            continue
        if pair_run and pair_run[-1][1] is not word_pair[0]:
            yield from _report_rare_name(
                units, unit, pair_run, usual_form_by_rare_name_hash, cache
            )
            pair_run = []
        pair_run.append(word_pair)
    yield from _report_rare_name(
        units, unit, pair_run, usual_form_by_rare_name_hash, cache
    )


def _report_rare_name(
    units: Sequence[Unit],
    unit: Unit,
    pair_run: Sequence[_WordPair],
    usual_form_by_rare_name_hash: dict[int, _UsualForm],
    cache: ResultCache,
) -> Iterator[Finding]:
    """Report a name of one or more pairs; copies of the source are ignored."""
    span = Span(pair_run[0][0].start, pair_run[-1][1].end)
    written_name = span.of(unit.target)
    if written_name.isascii() and written_name in (unit.source_text):
        return
    usual_unit_index, usual_count, rare_count = usual_form_by_rare_name_hash[
        _hash_pair(pair_run[0])
    ]
    usual_unit = units[usual_unit_index]
    usual_words = cached_capitalised_words(usual_unit.target, cache).words
    word_index = next(
        word_index
        for word_index, word_pair in enumerate(pairwise(usual_words))
        if _hash_pair(word_pair) == _hash_pair(pair_run[0])
    )
    usual_end = usual_words[min(word_index + len(pair_run), len(usual_words) - 1)].end
    yield Finding(
        "elsewhere",
        span,
        arguments={
            "usual": usual_unit.target[usual_words[word_index].start : usual_end],
            "usual_count": usual_count,
            "count": rare_count,
        },
        checked_unit=unit,
        related=list_related_ids([usual_unit]),
    )
