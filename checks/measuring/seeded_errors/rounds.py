"""Rounds of seeded errors: few in each copy of the text, so that none hides another.

A unit has at most one error in a round, a document errors in at most a third of its
units. Added units have rounds of their own, since an error in the unit
that they repeat would make them differ. So do controls, which are no errors.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random

from checks.measuring.seeded_errors.clean_corpus import CleanCorpus, CleanUnit
from checks.measuring.seeded_errors.seeded_error import (
    AddedUnit,
    ErrorKind,
    SeededError,
    make_error_change,
)

ErrorRound = Sequence[SeededError]
"""The errors that are seeded into one copy of the text."""
_MIN_UNITS_PER_ERROR = 3
"""The fewest units for each error of a round."""


def draw_errors(
    corpus: CleanCorpus, kind: ErrorKind, *, most_errors: int, seed: int
) -> list[SeededError]:
    """Draw errors of one kind, at most one a unit; equal seeds draw equal errors."""
    random = Random(f"{seed}:{kind.name}")
    unit_indexes = list(range(len(corpus.units)))
    random.shuffle(unit_indexes)
    seeded_errors: list[SeededError] = []
    for unit_index in unit_indexes:
        if len(seeded_errors) == most_errors:
            break
        unit = corpus.units[unit_index]
        if not unit.target or (kind.needs_source and not unit.source):
            continue
        possible_changes = [
            make_error_change(proposed_change)
            for proposed_change in kind.propose_changes(
                CleanUnit(corpus, unit_index), random
            )
        ]
        if possible_changes:
            seeded_error = SeededError(
                kind, unit_index, random.choice(possible_changes)
            )
            if _changes_any_text(corpus, seeded_error):
                seeded_errors.append(seeded_error)
    return seeded_errors


def plan_rounds(
    corpus: CleanCorpus,
    error_lists: Iterable[Sequence[SeededError]],
    *,
    round_count: int,
) -> list[ErrorRound]:
    """Distribute the errors of all kinds to rounds, as evenly as the text allows.

    `error_lists`: those drawn of each kind. Rare kinds come first, since they fit in
    fewer units.
    """
    sorted_error_lists = sorted(error_lists, key=len)
    longest_list_length = max(map(len, sorted_error_lists), default=0)
    edit_filler = _RoundFiller(corpus, round_count, fills_evenly=True)
    addition_filler, control_filler = (
        _RoundFiller(corpus, round_count, fills_evenly=False) for _ in range(2)
    )
    for error_index in range(longest_list_length):
        for kind_errors in sorted_error_lists:
            if error_index < len(kind_errors):
                seeded_error = kind_errors[error_index]
                if seeded_error.kind.is_control:
                    control_filler.add_error(seeded_error)
                elif isinstance(seeded_error.change, AddedUnit):
                    addition_filler.add_error(seeded_error)
                else:
                    edit_filler.add_error(seeded_error)
    return [
        *edit_filler.list_filled_rounds(),
        *addition_filler.list_filled_rounds(),
        *control_filler.list_filled_rounds(),
    ]


class _RoundFiller:
    """Fills rounds with errors: each goes into a round with room for another error.

    Into the emptiest one if rounds are to be filled evenly, else into the first.
    """

    def __init__(
        self, corpus: CleanCorpus, round_count: int, *, fills_evenly: bool
    ) -> None:
        self._corpus = corpus
        self._fills_evenly = fills_evenly
        self._rounds: list[list[SeededError]] = [[] for _ in range(round_count)]
        self._changed_indexes_of_rounds: list[set[int]] = [
            set() for _ in range(round_count)
        ]
        self._error_counts_of_rounds: list[Counter[int]] = [
            Counter() for _ in range(round_count)
        ]

    def add_error(self, seeded_error: SeededError) -> None:
        """Add an error to a round; drop it if no round has room."""
        unit_indexes = seeded_error.changed_unit_indexes or (seeded_error.unit_index,)
        document_index = self._corpus.document_indexes[seeded_error.unit_index]
        most_document_errors = max(
            1,
            len(self._corpus.document_ranges[document_index]) // _MIN_UNITS_PER_ERROR,
        )
        most_round_errors = max(1, len(self._corpus.units) // _MIN_UNITS_PER_ERROR)
        round_indexes = list(range(len(self._rounds)))
        if self._fills_evenly:
            round_indexes.sort(
                key=lambda round_index: len(
                    self._changed_indexes_of_rounds[round_index]
                )
            )
        for round_index in round_indexes:
            changed_unit_indexes, error_count_by_document = (
                self._changed_indexes_of_rounds[round_index],
                self._error_counts_of_rounds[round_index],
            )
            if len(changed_unit_indexes) + len(unit_indexes) > max(
                most_round_errors, len(unit_indexes)
            ):
                continue
            if (
                error_count_by_document[document_index]
                and error_count_by_document[document_index] + len(unit_indexes)
                > most_document_errors
            ):
                continue
            if changed_unit_indexes.isdisjoint(unit_indexes):
                changed_unit_indexes.update(unit_indexes)
                error_count_by_document[document_index] += len(unit_indexes)
                self._rounds[round_index].append(seeded_error)
                return

    def list_filled_rounds(self) -> list[ErrorRound]:
        """List the rounds that have errors."""
        return [round_errors for round_errors in self._rounds if round_errors]


def _changes_any_text(corpus: CleanCorpus, seeded_error: SeededError) -> bool:
    """Whether an error adds a unit, or changes the text of each of its units."""
    units = corpus.units
    return isinstance(seeded_error.change, AddedUnit) or all(
        seeded_error.apply(units[unit_index], unit_index).target
        != units[unit_index].target
        for unit_index in seeded_error.changed_unit_indexes
    )
