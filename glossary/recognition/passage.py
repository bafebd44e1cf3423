"""Texts in which terms are found; places are those of their folding."""

import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from glossary.entries.entry import TermHit, new_hit
from glossary.forms.letters import is_word_boundary
from glossary.forms.person_names import is_in_person_name
from glossary.recognition.candidate_selection import (
    HitCandidate,
    drop_overridden_titles,
    drop_rivals_of_forbidden,
    new_candidate,
    schedule,
    select_best,
)
from glossary.recognition.lexicon import COMPOSED, FORBIDDEN, FormLexicon
from glossary.recognition.spans import NONE, FormSpan, SpanGroup
from glossary.recognition.surface_judge import SurfaceJudge, TermMeaning

_ATTEMPTS = 3


class FoldedSource(Protocol):
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
        lexicon: FormLexicon,
        judge: SurfaceJudge,
        folded: FoldedSource,
        groups: Sequence[SpanGroup],
        *,
        forbidden: bool,
        any_case: bool,
    ) -> None:
        self.text = folded.text
        self.source = folded.source
        self._lexicon = lexicon
        self._judge = judge
        self._begins = folded.begins
        self.source_span = folded.source_span
        """The part of the composed text that a part of the folded text comes from."""
        self._forbidden = forbidden
        self._any_case = any_case
        self._known = judge.known_verdicts(suffixed=False, any_case=any_case)
        self._groups = groups

    def find_candidates(self) -> list[HitCandidate]:
        """Find the terms of the passage, in order and without overlaps."""
        candidates: list[HitCandidate] = []
        counts = self._lexicon.counts
        for start, end, cover, spans in self._groups:
            if cover != NONE:
                # What covers all that overlap wins, unless it is no term here.
                if not counts[cover]:
                    continue
                meanings = self._meanings(start, end, cover)
                if meanings:
                    candidates.append(new_candidate((start, end, cover, meanings)))
                    continue
                if spans is not None:
                    spans = [span for span in spans if span[:2] != (start, end)]
            if spans is not None:
                candidates += self._select_best(spans)
        return candidates

    def hits(self, candidates: Sequence[HitCandidate]) -> list[list[TermHit]]:
        """Make hits of candidates, a list for each text."""
        hits_by_text: list[list[TermHit]] = [[] for _ in self._begins]
        next_begins = (*self._begins[1:], sys.maxsize)[: len(hits_by_text)]
        lines = iter(zip(next_begins, self._begins, hits_by_text, strict=True))
        next_begin = begin = 0
        forbidden = self._forbidden
        for start, end, _, meanings in candidates:
            first, last = self.source_span(start, end)
            while first >= next_begin:
                next_begin, begin, hits = next(lines)
            first -= begin
            last -= begin
            if len(meanings) != 1:
                hits += self._make_hit(first, last, meanings, nested=False)
                continue
            term, entry, how = meanings[0]
            if forbidden or not term.forbidden:
                hits.append(new_hit((first, last, term, entry, how, (), (), False)))
        return hits_by_text

    def nested(self, candidates: Sequence[HitCandidate]) -> Iterator[TermHit]:
        """Find the terms inside the candidates of a text.

        A forbidden form that was not asked for hides what it contains.
        """
        outer = (candidate for candidate in candidates if self._is_shown(candidate))
        candidate = next(outer, None)
        for _, end, _, spans in self._groups:
            ordered = sorted(spans or ())
            while candidate is not None and candidate.start < end:
                first = bisect_left(ordered, (candidate.start,))
                last = bisect_left(ordered, (candidate.end,))
                for inner in self._nested(candidate, ordered[first:last]):
                    source_span = self.source_span(inner.start, inner.end)
                    yield from self._make_hit(*source_span, inner.meanings, nested=True)
                candidate = next(outer, None)

    def _is_shown(self, candidate: HitCandidate) -> bool:
        return self._forbidden or any(
            not term.forbidden for term, *_ in candidate.meanings
        )

    def surface(self, start: int, end: int) -> str:
        """The composed text of a span of the folded text."""
        first, last = self.source_span(start, end)
        return self.source[first:last]

    def text_before(self, start: int, max_length: int) -> str:
        """What the composed text has before a place, so many letters at most."""
        first, _ = self.source_span(start, start + 1)
        # In the folded text, which only lacks letters, a line end is no further away.
        end = self.text.rfind("\n", max(0, start - max_length), start)
        line_start = self.source_span(end, end + 1)[1] if end >= 0 else 0
        return self.source[max(line_start, first - max_length) : first]

    def meanings_of(self, surface: str, number: int) -> tuple[TermMeaning, ...]:
        """What a form would mean if it stood in the text as it is given."""
        return self._judge.verdict(
            number, surface, suffixed=False, any_case=self._any_case
        ).meanings

    def _meanings(self, start: int, end: int, number: int) -> tuple[TermMeaning, ...]:
        first, last = self.source_span(start, end)
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
            known_verdict = self._known.get((number, surface))
            verdict = known_verdict or self._judge.verdict(
                number, surface, suffixed=False, any_case=self._any_case
            )
        if verdict.may_be_person_name and is_in_person_name(
            self.source, first, last, self._lexicon.locale.language
        ):
            return ()
        return verdict.meanings

    def _candidates(self, spans: Sequence[FormSpan]) -> Iterator[HitCandidate]:
        for start, end, number in spans:
            if not self._lexicon.counts[number]:
                yield HitCandidate(start, end, number, ())
            elif meanings := self._meanings(start, end, number):
                yield HitCandidate(start, end, number, meanings)

    def _select_best(self, spans: Sequence[FormSpan]) -> list[HitCandidate]:
        """Of spans that overlap, those that are terms and cover the most."""
        counts, flags = self._lexicon.counts, self._lexicon.flags
        if any(flags[n] & COMPOSED for *_, n in spans):
            composed = [bool(flags[n] & COMPOSED) for *_, n in spans]
            spans = drop_overridden_titles(spans, composed)
        if self._forbidden and any(flags[n] & FORBIDDEN for *_, n in spans):
            return self._judge_all(spans)
        for _ in range(_ATTEMPTS):
            # Most are what they seem: only those that would be chosen are judged.
            picked = schedule([(s, e, not counts[number]) for s, e, number in spans])
            picked_spans = [spans[index] for index in picked]
            candidates = list(self._candidates(picked_spans))
            if len(candidates) == len(picked_spans):
                return [candidate for candidate in candidates if candidate.meanings]
            refused = set(picked_spans) - {candidate[:3] for candidate in candidates}
            spans = [span for span in spans if span not in refused]
        return self._judge_all(spans)

    def _judge_all(self, spans: Sequence[FormSpan]) -> list[HitCandidate]:
        candidates = list(self._candidates(spans))
        if self._forbidden:
            candidates = drop_rivals_of_forbidden(candidates)
        return [
            candidate for candidate in select_best(candidates) if candidate.meanings
        ]

    def _nested(
        self, outer: HitCandidate, spans: Sequence[FormSpan]
    ) -> list[HitCandidate]:
        """Of spans that begin inside, those that are terms and end inside too."""
        inside = [
            span
            for span in spans
            if span[1] <= outer.end and span[:2] != (outer.start, outer.end)
        ]
        nested: list[HitCandidate] = []
        barred_until = 0
        for candidate in sorted(
            self._candidates(inside), key=lambda one: (one[0], -one[1])
        ):
            if not candidate.meanings:
                barred_until = max(barred_until, candidate.end)
            elif candidate.end > barred_until:
                nested.append(candidate)
        return nested

    def _make_hit(
        self, first: int, last: int, meanings: Iterable[TermMeaning], *, nested: bool
    ) -> Iterator[TermHit]:
        """One hit of what a place may mean, if it may mean what was asked for."""
        hits = [
            TermHit(first, last, term, entry, how, nested=nested)
            for term, entry, how in meanings
            if self._forbidden or not term.forbidden
        ]
        if hits:
            yield hits[0]._replace(others=tuple(hits[1:])) if hits[1:] else hits[0]
