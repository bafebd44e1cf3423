"""The corpus of a run, and running the checks of level CORPUS over it."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cached_property
from itertools import islice, takewhile

from checks.engine.check import Check
from checks.engine.unit import Context, Unit
from checks.runner.check_execution import (
    CheckFailure,
    complete_finding,
    find_reported_unit,
    make_failure,
)
from checks.runner.non_nfc_units import find_uncomposed_units
from tm.finding import Finding, Fingerprinter, Span
from tm.spill.list import SpillList
from tm.spill.value_hash import hash_value


class Corpus:
    """All units of a run, most of them in a file.

    `may_be_uncomposed`: whether texts may not be in NFC; checks see them in NFC.
    """

    def __init__(self, *, may_be_uncomposed: bool = False) -> None:
        self.units: SpillList[Unit] = SpillList()
        """The units as checks see them, in NFC."""
        self._id_hash_column = array("Q")
        self._may_be_uncomposed = may_be_uncomposed
        self._uncomposed_units: SpillList[Unit] = SpillList(block_size=1)
        """The units that are not in NFC, as they were typed."""
        self._uncomposed_id_hash_column = array("Q")

    def append(self, unit: Unit) -> None:
        """Add a unit at the end."""
        self._id_hash_column.append(hash_value(unit.id))
        for uncomposed_unit in (
            find_uncomposed_units([unit]) if self._may_be_uncomposed else ()
        ):
            self._uncomposed_units.append(unit)
            self._uncomposed_id_hash_column.append(self._id_hash_column[-1])
            unit = uncomposed_unit.composed_unit
        self.units.append(unit)

    def restore_typed_text(self, finding: Finding, unit: Unit) -> tuple[Finding, Unit]:
        """Restore a finding and its unit to the text as it was typed."""
        if not len(self._uncomposed_units):
            return finding, unit
        id_hashes, id_hash = self._uncomposed_id_hash_column, hash_value(unit.id)
        sorted_indexes = self._uncomposed_indexes_by_id_hash
        position = bisect_left(sorted_indexes, id_hash, key=id_hashes.__getitem__)
        for uncomposed_index in takewhile(
            lambda index: id_hashes[index] == id_hash,
            islice(sorted_indexes, position, None),
        ):
            for uncomposed_unit in find_uncomposed_units(
                [self._uncomposed_units[uncomposed_index]]
            ):
                if uncomposed_unit.composed_unit == unit:
                    return uncomposed_unit.restore_position(
                        finding
                    ), uncomposed_unit.unit
        return finding, unit

    @cached_property
    def _uncomposed_indexes_by_id_hash(self) -> "array[int]":
        """The indexes of the typed units, sorted by the hashes of their ids."""
        id_hashes = self._uncomposed_id_hash_column
        return array("Q", sorted(range(len(id_hashes)), key=id_hashes.__getitem__))

    def find_unit_indexes(self, searched_hashes: "array[int]") -> "array[int]":
        """Return the index of the first unit with each id hash; all must be present."""
        index_by_id_hash = dict.fromkeys(searched_hashes, -1)
        for unit_index, id_hash in enumerate(self._id_hash_column):
            if index_by_id_hash.get(id_hash) == -1:
                index_by_id_hash[id_hash] = unit_index
        return array("Q", map(index_by_id_hash.__getitem__, searched_hashes))

    def close(self) -> None:
        """Close the files of the units."""
        self.units.close()
        self._uncomposed_units.close()


def run_corpus_checks(
    corpus: Corpus,
    context: Context,
    checks: Sequence[Check],
    failures: list[CheckFailure],
) -> Iterator[tuple[Finding, Unit]]:
    """Run the checks of the corpus; yield findings and units in order of position.

    Both are of the texts as they were typed.
    """
    units = corpus.units
    if not len(units):
        return
    fingerprinter = Fingerprinter()
    text_start = Span(0, 0)
    with closing(SpillList[tuple[Finding, Unit]](block_size=1)) as findings_with_units:
        sort_columns = [array("Q") for _ in range(5)]
        for check_rank, check in enumerate(sorted(checks, key=lambda check: check.id)):
            previous_count = len(sort_columns[0])
            try:
                for incomplete_finding in check.find_in_units(units, context):
                    unit = find_reported_unit(incomplete_finding, units[0])
                    finding = complete_finding(
                        check, unit, incomplete_finding, fingerprinter
                    )
                    span = finding.target_span or finding.source_span or text_start
                    sort_key = (
                        len(findings_with_units),
                        check_rank,
                        span.end,
                        span.start,
                        hash_value(unit.id),
                    )
                    for column, number in zip(sort_columns, sort_key, strict=True):
                        column.append(number)
                    findings_with_units.append((finding, unit))
            except MemoryError:
                raise
            except Exception as error:  # see `run_check`
                failures.append(make_failure(check, units[0], error))
                for column in sort_columns:
                    del column[previous_count:]
        if not sort_columns[0]:
            return
        finding_indexes, *span_columns, unit_id_hashes = sort_columns
        sorted_indexes = [*range(len(finding_indexes))]
        for column in (*span_columns, corpus.find_unit_indexes(unit_id_hashes)):
            sorted_indexes.sort(key=column.__getitem__)
        for row_index in sorted_indexes:
            yield corpus.restore_typed_text(
                *findings_with_units[finding_indexes[row_index]]
            )
