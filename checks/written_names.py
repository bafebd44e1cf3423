"""The check of names that the documents of a run write in two ways.

Of a million units hashes are kept; only what is told of is read again.
"""

from array import array
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from checks.capitals import Capital, capitals
from checks.corpus import hashed
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from tm.issue import Severity, Span

_TIMES = 3
"""Units with the usual form, for each unit with the other one."""
_DOCUMENTS = 2
"""Documents that must have the usual form."""

_Pair = tuple[Capital, Capital]
_Usual = tuple[int, int, int]
"""The number of a unit with the usual form; how many units have it, and the other."""


@check("name.inconsistent", level=Level.CORPUS, severity=Severity.WARNING)
def marked_otherwise(
    subjects: Sequence[Subject], context: Context
) -> Iterator[Finding]:
    """A document writes a name with its marks, and others do not: Võ Văn Kiệt.

    Or without them, as others do not. Names of two words or more in a language that has
    no marks itself; at least two documents, and three times as many units, must have
    the usual form. A name without marks that the source writes so is passed; what is
    mixed within one document `name.variant` tells.
    """
    language = context.language
    if language.telling_letters or language.capital_nouns:
        return
    if not context.target.uses_spaces:
        return
    names = _Names()
    for subject in subjects:
        names.add(subject)
    for unit, odd in names.odd_ones():
        yield from _findings(subjects, unit, odd)


class _Names:
    """The names of two words in a corpus, as hashes, and in which units they stand."""

    def __init__(self) -> None:
        self._documents = array("L")
        """By number of a unit, that of its document."""
        self._last: str | None = None
        self._marked, self._plain = (array("Q"), array("L")), (array("Q"), array("L"))
        """Names as hashes, and the numbers of their units."""

    def add(self, subject: Subject) -> None:
        """Read the names of the next unit."""
        unit = len(self._documents)
        number = self._documents[-1] if unit else 0
        if subject.document is None or subject.document != self._last:
            number += 1
        self._last = subject.document
        self._documents.append(number)
        for pair in _pairs(subject.target):
            keys, units = self._marked if _is_marked(pair) else self._plain
            keys.append(_key(pair))
            units.append(unit)

    def odd_ones(self) -> list[tuple[int, dict[int, _Usual]]]:
        """By unit, in order, its names that are written otherwise elsewhere."""
        found: dict[int, dict[int, _Usual]] = defaultdict(dict)
        marked = self._units_of(self._marked, {*self._marked[0]})
        plain = self._units_of(self._plain, marked.keys())
        for key, units in plain.items():
            rare, usual = sorted((units, marked[key]), key=len)
            documents = {self._documents[unit] for unit in usual}
            if len(usual) < _TIMES * len(rare) or len(documents) < _DOCUMENTS:
                continue
            for unit in rare:
                if self._documents[unit] not in documents:
                    found[unit][key] = usual[0], len(usual), len(rare)
        return sorted(found.items())

    @staticmethod
    def _units_of(
        names: tuple["array[int]", "array[int]"], wanted: Container[int]
    ) -> dict[int, list[int]]:
        """By name, the numbers of the units that have it."""
        found: dict[int, list[int]] = defaultdict(list)
        for key, unit in zip(*names, strict=True):
            if key in wanted and (key not in found or found[key][-1] != unit):
                found[key].append(unit)
        return found


def _pairs(text: str) -> Iterator[_Pair]:
    for left, right in pairwise(capitals(text).words):
        if right.joined:
            yield left, right


def _is_marked(pair: _Pair) -> bool:
    return not (pair[0].text.isascii() and pair[1].text.isascii())


def _key(pair: _Pair) -> int:
    return hashed((pair[0].form, pair[1].form))


def _findings(
    subjects: Sequence[Subject], unit: int, odd: dict[int, _Usual]
) -> Iterator[Finding]:
    """What to say of a unit: one finding for words that stand side by side."""
    subject = subjects[unit]
    run: list[tuple[Capital, Capital]] = []
    for pair in _pairs(subject.target):
        if _key(pair) not in odd:
            continue
        if run and run[-1][1] is not pair[0]:
            yield from _finding(subjects, subject, run, odd)
            run = []
        run.append(pair)
    yield from _finding(subjects, subject, run, odd)


def _finding(
    subjects: Sequence[Subject],
    subject: Subject,
    run: Sequence[_Pair],
    odd: dict[int, _Usual],
) -> Iterator[Finding]:
    span = Span(run[0][0].start, run[-1][1].end)
    written = span.of(subject.target)
    if written.isascii() and written in (subject.source or ""):
        return
    other, times, rare = odd[_key(run[0])]
    there = subjects[other]
    words = capitals(there.target).words
    at = next(
        at for at, pair in enumerate(pairwise(words)) if _key(pair) == _key(run[0])
    )
    end = words[min(at + len(run), len(words) - 1)].end
    yield Finding(
        f"elsewhere written “{there.target[words[at].start : end]}” ({times}×, this "
        f"form {rare}×)",
        span,
        subject=subject,
        related=[there],
    )
