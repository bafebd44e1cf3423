"""Sources that are the same, or nearly so, and have different targets.

Texts are compared with their numbers and dates masked. Of a million units hashes are
kept; only what is told of is read again.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from checks.comparison import MASK, masked, middles
from checks.corpus import groups, hashed
from checks.rows import Rows
from checks.subject import Finding, Subject
from tm.issue import Span
from tm.text.locale import Locale

_LIKE = 0.95
_LONG = 20
"""Tokens of sources that may differ by one and be nearly the same."""
_BLOCK = 6
"""Tokens at a beginning or end that make two sources worth comparing."""
_MOST_IN_BLOCK = 50
_FEWEST_TOKENS = 3

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
        self._lengths = array("I")
        self._blocks = array("Q")
        """The beginning and the end of each source."""
        self._rows = array("Q")
        """The number of the source's row, before the target's; short ones have none."""
        self._words = Rows()
        for at, subject in enumerate(subjects):
            if (subject.source or "").strip() and subject.target.strip():
                self._add(at, subject)

    def close(self) -> None:
        """Let go of what waits in a file."""
        self._words.close()

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
        first = self._first_long_ones()
        shared = self._shared_blocks(first)
        blocks: dict[int, list[int]] = defaultdict(list)
        for place, are_shared in zip(map(int, first), shared, strict=True):
            seen: set[int] = set()
            both = self._blocks[2 * place : 2 * place + 2]
            for block, is_shared in zip(both, are_shared, strict=True):
                if not is_shared:
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
        self._rows.append(len(self._words))
        if len(key) >= _LONG:
            self._words.append(key)
            self._words.append(form)

    def _masks(self, subject: Subject) -> tuple[_Form, _Form]:
        source, target = self._locales
        return masked(subject.source or "", source), masked(subject.target, target)

    def _subject(self, place: int) -> Subject:
        return self._subjects[self._units[place]]

    def _first_long_ones(self) -> NDArray[np.int64]:
        """The first place of each source that is long enough, rising."""
        long = np.flatnonzero(np.frombuffer(self._lengths, np.uint32) >= _LONG)
        keys = np.frombuffer(self._keys, np.uint64)[long]
        return np.sort(long[np.unique(keys, return_index=True)[1]])

    def _shared_blocks(self, places: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Of each source whether several have its beginning, and its end."""
        blocks = np.frombuffer(self._blocks, np.uint64).reshape(-1, 2)[places]
        found, counts = np.unique(blocks, return_counts=True)
        return np.isin(blocks, found[counts > 1])

    def _compared(self, first: int, second: int) -> Iterator[Finding]:
        lengths = self._lengths[first], self._lengths[second]
        most = (1 - _LIKE) * max(lengths)
        if abs(lengths[0] - lengths[1]) > most:
            return
        here, there = self._rows[first], self._rows[second]
        changed = self._words[here].middle(self._words[there])
        if changed > most:
            return
        if self._words[here + 1].middle(self._words[there + 1]) <= 3 * changed + 2:
            return
        earlier, later = self._subject(first), self._subject(second)
        (one, form), (two, other) = self._masks(earlier), self._masks(later)
        if MASK in one and one.count(MASK) != two.count(MASK):
            return
        # Of words the numbers were compared, which might be those of others.
        changed = max(middles(one, two))
        if changed <= most and max(middles(form, other)) > 3 * changed + 2:
            yield Finding(
                "a source that is almost the same is translated differently",
                Span(0, len(later.target)),
                subject=later,
                related=[earlier],
            )


def _is_copy(subject: Subject) -> bool:
    return (subject.source or "").strip().lower() == subject.target.strip().lower()
