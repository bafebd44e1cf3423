"""Sources that are the same, or nearly so, and have different targets.

Texts are compared with their numbers and dates masked. Of a million units hashes are
kept; what may be alike is read again.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from checks.comparison import MASK, masked, middles
from checks.corpus import groups, hashed
from checks.subject import Finding, Subject
from tm.issue import Span
from tm.text.locale import Locale

_LIKE = 0.95
_BLOCK = 6
"""Tokens at a beginning or end that make two sources worth comparing."""
_MOST_IN_BLOCK = 50
_FEWEST_TOKENS = 3
_AT_HAND = 4096
"""Units that are kept to be compared with others."""

_Form = tuple[str, ...]


class Sources:
    """The sources of a corpus, as they are compared, and their targets."""

    def __init__(
        self, subjects: Sequence[Subject], source: Locale, target: Locale
    ) -> None:
        self._subjects = subjects
        self._locales = source, target
        self._units = array("Q")
        """Numbers of the units that count; all below is of these, in their order."""
        self._keys, self._forms = array("Q"), array("Q")
        self._lengths = array("L")
        self._blocks = array("Q")
        """The beginning and the end of each source, if it is long enough."""
        for at, subject in enumerate(subjects):
            if (subject.source or "").strip() and subject.target.strip():
                self._add(at, subject)
        self._read = lru_cache(maxsize=_AT_HAND)(self._masked)

    def inconsistent(self) -> Iterator[Finding]:
        """Findings for each source that is there twice: all but its usual target."""
        for places in groups(self._keys):
            variants: dict[int, list[int]] = defaultdict(list)
            for place in places:
                variants[self._forms[place]].append(place)
            if len(variants) < 2:
                continue
            usual = max(variants, key=lambda form: len(variants[form]))
            related = [self._subject(place) for place in variants[usual][:3]]
            times = len(variants[usual])
            for form, odd in variants.items():
                for place in odd if form != usual else ():
                    subject = self._subject(place)
                    yield Finding(
                        "the same source is translated differently elsewhere"
                        + (f" ({times} times)" if times > 1 else ""),
                        Span(0, len(subject.target)),
                        subject=subject,
                        related=related,
                    )

    def nearly_same(self) -> Iterator[Finding]:
        """Findings for long sources that differ by a word, and targets by more."""
        known: set[int] = set()
        first = []
        for place, key in enumerate(self._keys):
            if key not in known and self._lengths[place] * (1 - _LIKE) >= 1:
                known.add(key)
                first.append(place)
        shared = self._shared_blocks(first)
        blocks: dict[int, list[int]] = defaultdict(list)
        for place in first:
            seen: set[int] = set()
            for block in self._blocks[2 * place : 2 * place + 2]:
                if block not in shared:
                    continue
                for other in blocks[block]:
                    if other not in seen:
                        seen.add(other)
                        yield from self._compared(other, place)
                if len(blocks[block]) < _MOST_IN_BLOCK:
                    blocks[block].append(place)

    def _add(self, at: int, subject: Subject) -> None:
        key, form = self._masks(subject)
        if len(key) < _FEWEST_TOKENS or not form or _is_copy(subject):
            return
        self._units.append(at)
        self._keys.append(hashed(key))
        self._forms.append(hashed(form))
        self._lengths.append(len(key))
        self._blocks.append(hashed(("first", *key[:_BLOCK])))
        self._blocks.append(hashed(("last", *key[-_BLOCK:])))

    def _masks(self, subject: Subject) -> tuple[_Form, _Form]:
        source, target = self._locales
        return masked(subject.source or "", source), masked(subject.target, target)

    def _masked(self, place: int) -> tuple[_Form, _Form]:
        return self._masks(self._subject(place))

    def _subject(self, place: int) -> Subject:
        return self._subjects[self._units[place]]

    def _shared_blocks(self, places: Sequence[int]) -> set[int]:
        """Beginnings and ends that several sources have."""
        found = sorted(
            block
            for place in places
            for block in self._blocks[2 * place : 2 * place + 2]
        )
        return {one for one, other in pairwise(found) if one == other}

    def _compared(self, first: int, second: int) -> Iterator[Finding]:
        lengths = self._lengths[first], self._lengths[second]
        most = (1 - _LIKE) * max(lengths)
        if abs(lengths[0] - lengths[1]) > most:
            return
        (one, form), (two, other) = self._read(first), self._read(second)
        changed = max(middles(one, two))
        if changed > most:
            return
        if MASK in one and one.count(MASK) != two.count(MASK):
            return
        if max(middles(form, other)) > 3 * changed + 2:
            later = self._subject(second)
            yield Finding(
                "a source that is almost the same is translated differently",
                Span(0, len(later.target)),
                subject=later,
                related=[self._subject(first)],
            )


def _is_copy(subject: Subject) -> bool:
    return (subject.source or "").strip().lower() == subject.target.strip().lower()
