"""Texts in which terms are found; places are those of their folding."""

import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from glossary.entries.entry import TermHit, new_hit
from glossary.forms.letters import is_word_boundary
from glossary.forms.person_names import is_in_person_name
from glossary.recognition.candidate_selection import (
    Candidate,
    best,
    new_candidate,
    schedule,
    without_overridden,
    without_rivals,
)
from glossary.recognition.lexicon import COMPOSED, FORBIDDEN, Lexicon
from glossary.recognition.spans import NONE, Group, Span
from glossary.recognition.surface_judge import Judge, Meaning

_ATTEMPTS = 3


class Folded(Protocol):
    """A text or several, folded: see `glossary.forms.folding` and
    `glossary.recognition.batch_folding`.
    """

    text: str
    source: str
    begins: Sequence[int]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the source that a part of the text comes from."""


class Passage:
    """Some texts, a line each in their folding, and how terms are looked for in it."""

    def __init__(
        self,
        lexicon: Lexicon,
        judge: Judge,
        folded: Folded,
        groups: Sequence[Group],
        *,
        forbidden: bool,
        any_case: bool,
    ) -> None:
        self.text = folded.text
        self.source = folded.source
        self._lexicon = lexicon
        self._judge = judge
        self._begins = folded.begins
        self.place = folded.source_span
        """The part of the composed text that a part of the folded text comes from."""
        self._forbidden = forbidden
        self._any_case = any_case
        self._known = judge.known(suffixed=False, any_case=any_case)
        self._groups = groups

    def chosen(self) -> list[Candidate]:
        """What is found, in order, none overlapping another."""
        chosen: list[Candidate] = []
        counts = self._lexicon.counts
        for start, end, cover, spans in self._groups:
            if cover != NONE:
                # What covers all that overlap wins, unless it is no term here.
                if not counts[cover]:
                    continue
                meanings = self._meanings(start, end, cover)
                if meanings:
                    chosen.append(new_candidate((start, end, cover, meanings)))
                    continue
                if spans is not None:
                    spans = [span for span in spans if span[:2] != (start, end)]
            if spans is not None:
                chosen += self._best(spans)
        return chosen

    def hits(self, chosen: Sequence[Candidate]) -> list[list[TermHit]]:
        """What was chosen as hits of each text; forbidden ones if asked for."""
        found: list[list[TermHit]] = [[] for _ in self._begins]
        nexts = (*self._begins[1:], sys.maxsize)[: len(found)]
        lines = iter(zip(nexts, self._begins, found, strict=True))
        after = begin = 0
        forbidden = self._forbidden
        for start, end, _, meanings in chosen:
            first, last = self.place(start, end)
            while first >= after:
                after, begin, hits = next(lines)
            first -= begin
            last -= begin
            if len(meanings) != 1:
                hits += self._several(first, last, meanings, nested=False)
                continue
            term, entry, how = meanings[0]
            if forbidden or not term.forbidden:
                hits.append(new_hit((first, last, term, entry, how, (), (), False)))
        return found

    def nested(self, chosen: Sequence[Candidate]) -> Iterator[TermHit]:
        """What stands inside what was chosen of one text, as hits of it.

        A forbidden form that was not asked for hides what it contains.
        """
        outer = (one for one in chosen if self._is_shown(one))
        one = next(outer, None)
        for _, end, _, spans in self._groups:
            ordered = sorted(spans or ())
            while one is not None and one.start < end:
                first = bisect_left(ordered, (one.start,))
                last = bisect_left(ordered, (one.end,))
                for inner in self._nested(one, ordered[first:last]):
                    place = self.place(inner.start, inner.end)
                    yield from self._several(*place, inner.meanings, nested=True)
                one = next(outer, None)

    def _is_shown(self, one: Candidate) -> bool:
        return self._forbidden or any(not term.forbidden for term, *_ in one.meanings)

    def surface(self, start: int, end: int) -> str:
        """What the composed text has at a place of the folded one."""
        first, last = self.place(start, end)
        return self.source[first:last]

    def leading(self, start: int, most: int) -> str:
        """What the composed text has before a place, so many letters at most."""
        first, _ = self.place(start, start + 1)
        # In the folded text, which only lacks letters, a line end is no further away.
        end = self.text.rfind("\n", max(0, start - most), start)
        least = self.place(end, end + 1)[1] if end >= 0 else 0
        return self.source[max(least, first - most) : first]

    def understood(self, surface: str, number: int) -> tuple[Meaning, ...]:
        """What a form would mean if it stood in the text as it is given."""
        return self._judge.verdict(
            number, surface, suffixed=False, any_case=self._any_case
        ).meanings

    def _meanings(self, start: int, end: int, number: int) -> tuple[Meaning, ...]:
        first, last = self.place(start, end)
        surface = self.source[first:last]
        if (
            self._lexicon.data.suffixes
            and self.text[end : end + 1].isalnum()
            and not is_word_boundary(self.text, end)
        ):
            verdict = self._judge.verdict(
                number, surface, suffixed=True, any_case=self._any_case
            )
        else:
            known = self._known.get((number, surface))
            verdict = known or self._judge.verdict(
                number, surface, suffixed=False, any_case=self._any_case
            )
        if verdict.may_be_person_name and is_in_person_name(
            self.source, first, last, self._lexicon.locale.language
        ):
            return ()
        return verdict.meanings

    def _candidates(self, spans: Sequence[Span]) -> Iterator[Candidate]:
        for start, end, number in spans:
            if not self._lexicon.counts[number]:
                yield Candidate(start, end, number, ())
            elif meanings := self._meanings(start, end, number):
                yield Candidate(start, end, number, meanings)

    def _best(self, spans: Sequence[Span]) -> list[Candidate]:
        """Of spans that overlap, those that are terms and cover the most."""
        counts, flags = self._lexicon.counts, self._lexicon.flags
        if any(flags[n] & COMPOSED for *_, n in spans):
            composed = [bool(flags[n] & COMPOSED) for *_, n in spans]
            spans = without_overridden(spans, composed)
        if self._forbidden and any(flags[n] & FORBIDDEN for *_, n in spans):
            return self._judged(spans)
        for _ in range(_ATTEMPTS):
            # Most are what they seem: only those that would be chosen are judged.
            picked = schedule([(s, e, not counts[number]) for s, e, number in spans])
            wanted = [spans[index] for index in picked]
            found = list(self._candidates(wanted))
            if len(found) == len(wanted):
                return [one for one in found if one.meanings]
            refused = set(wanted) - {one[:3] for one in found}
            spans = [span for span in spans if span not in refused]
        return self._judged(spans)

    def _judged(self, spans: Sequence[Span]) -> list[Candidate]:
        candidates = list(self._candidates(spans))
        if self._forbidden:
            candidates = without_rivals(candidates)
        return [one for one in best(candidates) if one.meanings]

    def _nested(self, outer: Candidate, spans: Sequence[Span]) -> list[Candidate]:
        """Of spans that begin inside, those that are terms and end inside too."""
        inside = [
            span
            for span in spans
            if span[1] <= outer.end and span[:2] != (outer.start, outer.end)
        ]
        found: list[Candidate] = []
        barred = 0
        for one in sorted(self._candidates(inside), key=lambda one: (one[0], -one[1])):
            if not one.meanings:
                barred = max(barred, one.end)
            elif one.end > barred:
                found.append(one)
        return found

    def _several(
        self, first: int, last: int, meanings: Iterable[Meaning], *, nested: bool
    ) -> Iterator[TermHit]:
        """One hit of what a place may mean, if it may mean what was asked for."""
        hits = [
            TermHit(first, last, term, entry, how, nested=nested)
            for term, entry, how in meanings
            if self._forbidden or not term.forbidden
        ]
        if hits:
            yield hits[0]._replace(others=tuple(hits[1:])) if hits[1:] else hits[0]
