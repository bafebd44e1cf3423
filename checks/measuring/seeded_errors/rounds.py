"""Which faults go into which copy of the text: few in each, so that none hides another.

A unit has at most one fault in a round, a document faults in at most a third of its
units. Units that are added stand in rounds of their own, since a fault in the unit
that they repeat would make them differ; and so do controls, which are no faults.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random

from checks.measuring.seeded_errors.clean_corpus import Corpus, Site
from checks.measuring.seeded_errors.seeded_error import Added, Fault, Kind, change_of

Round = Sequence[Fault]
"""Faults that are put into one copy of the text."""
_SHARE = 3
"""One unit in so many has a fault at most."""


def drawn(corpus: Corpus, kind: Kind, *, most: int, seed: int) -> list[Fault]:
    """Faults of one kind, at most one a unit; the same seed gives the same ones."""
    random = Random(f"{seed}:{kind.name}")
    places = list(range(len(corpus.subjects)))
    random.shuffle(places)
    match: list[Fault] = []
    for place in places:
        if len(match) == most:
            break
        unit = corpus.subjects[place]
        if not unit.target or (kind.bilingual and not unit.source):
            continue
        changes = [
            change_of(edit) for edit in kind.propose(Site(corpus, place), random)
        ]
        if changes:
            fault = Fault(kind, place, random.choice(changes))
            if _changes_something(corpus, fault):
                match.append(fault)
    return match


def planned(
    corpus: Corpus, faults: Iterable[Sequence[Fault]], *, rounds: int
) -> list[Round]:
    """The rounds: faults of all kinds, as evenly as the text allows.

    `faults`: those drawn of each kind. Rare kinds come first, since they fit in fewer
    places.
    """
    by_kind = sorted(faults, key=len)
    most = max(map(len, by_kind), default=0)
    edits = _Rounds(corpus, rounds, spread=True)
    added, controls = (_Rounds(corpus, rounds, spread=False) for _ in range(2))
    for turn in range(most):
        for of_kind in by_kind:
            if turn < len(of_kind):
                fault = of_kind[turn]
                if fault.kind.control:
                    controls.place(fault)
                elif isinstance(fault.change, Added):
                    added.place(fault)
                else:
                    edits.place(fault)
    return [*edits.filled(), *added.filled(), *controls.filled()]


class _Rounds:
    """Rounds that are being filled: each fault goes into one that has room.

    Into the emptiest where they are to be `spread`, else into the first.
    """

    def __init__(self, corpus: Corpus, count: int, *, spread: bool) -> None:
        self._corpus = corpus
        self._spread = spread
        self._rounds: list[list[Fault]] = [[] for _ in range(count)]
        self._taken: list[set[int]] = [set() for _ in range(count)]
        self._documents: list[Counter[int]] = [Counter() for _ in range(count)]

    def place(self, fault: Fault) -> None:
        """Put a fault into a round, or leave it out where none has room."""
        units = fault.units or (fault.place,)
        document = self._corpus.document_of[fault.place]
        room = max(1, len(self._corpus.documents[document]) // _SHARE)
        whole = max(1, len(self._corpus.subjects) // _SHARE)
        order = list(range(len(self._rounds)))
        if self._spread:
            order.sort(key=lambda at: len(self._taken[at]))
        for at in order:
            taken, count = self._taken[at], self._documents[at]
            if len(taken) + len(units) > max(whole, len(units)):
                continue
            if count[document] and count[document] + len(units) > room:
                continue
            if taken.isdisjoint(units):
                taken.update(units)
                count[document] += len(units)
                self._rounds[at].append(fault)
                return

    def filled(self) -> list[Round]:
        """The rounds that have faults."""
        return [faults for faults in self._rounds if faults]


def _changes_something(corpus: Corpus, fault: Fault) -> bool:
    units = corpus.subjects
    return isinstance(fault.change, Added) or all(
        fault.applied(units[place], place).target != units[place].target
        for place in fault.units
    )
