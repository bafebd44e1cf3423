"""Search for terms in folded texts; spans are offsets in the folded text."""

import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from glossary.entries.entry import TermHit, make_hit
from glossary.forms.letters import is_word_boundary
from glossary.recognition.candidate_selection import (
    HitCandidate,
    drop_overridden_titles,
    drop_rivals_of_forbidden,
    make_candidate,
    select_best_candidates,
    select_best_spans,
)
from glossary.recognition.form_lexicon import COMPOSED_FLAG, FORBIDDEN_FLAG, FormLexicon
from glossary.recognition.form_spans import NO_FORM, FormSpan, SpanGroup
from glossary.recognition.surface_meanings import SurfaceInterpreter, TermMeaning

_MAX_SELECTION_ATTEMPTS = 3
"""How often selected spans are replaced if some turn out to be no terms."""


class FoldedTextOrLines(Protocol):
    """One folded text (`FoldedText`) or several (`FoldedLines`)."""

    text: str
    composed_text: str
    line_starts: Sequence[int]

    def find_composed_span(self, start: int, end: int) -> tuple[int, int]:
        """Find the span of the composed text that a folded span comes from."""


class Passage:
    """Folded texts, one per line, and the search for terms in them."""

    def __init__(
        self,
        lexicon: FormLexicon,
        surface_interpreter: SurfaceInterpreter,
        folded_text_or_lines: FoldedTextOrLines,
        span_groups: Sequence[SpanGroup],
        *,
        includes_forbidden: bool,
        ignores_case: bool,
    ) -> None:
        self.text = folded_text_or_lines.text
        self.composed_text = folded_text_or_lines.composed_text
        self._lexicon = lexicon
        self._surface_interpreter = surface_interpreter
        self._line_starts = folded_text_or_lines.line_starts
        self.find_composed_span = folded_text_or_lines.find_composed_span
        """Finds the span of the composed text that a folded span comes from."""
        self._includes_forbidden = includes_forbidden
        self._ignores_case = ignores_case
        self._verdict_by_form_and_surface = surface_interpreter.get_cached_verdicts(
            has_suffix=False, ignores_case=ignores_case
        )
        self._span_groups = span_groups

    def find_candidates(self) -> list[HitCandidate]:
        """Find the terms of the passage, in ascending order and without overlaps."""
        candidates: list[HitCandidate] = []
        reading_counts = self._lexicon.reading_counts
        for start, end, covering_form_index, spans in self._span_groups:
            if covering_form_index != NO_FORM:
                # The form that covers all overlapping ones wins if it is a term here.
                if not reading_counts[covering_form_index]:
                    continue
                meanings = self._find_meanings(start, end, covering_form_index)
                if meanings:
                    candidates.append(
                        make_candidate((start, end, covering_form_index, meanings))
                    )
                    continue
                if spans is not None:
                    spans = [span for span in spans if span[:2] != (start, end)]
            if spans is not None:
                candidates += self._select_best_terms(spans)
        return candidates

    def make_hits(self, candidates: Sequence[HitCandidate]) -> list[list[TermHit]]:
        """Make hits of candidates, a list for each text."""
        text_hit_lists: list[list[TermHit]] = [[] for _ in self._line_starts]
        next_line_starts = (*self._line_starts[1:], sys.maxsize)[: len(text_hit_lists)]
        lines_with_hits = iter(
            zip(next_line_starts, self._line_starts, text_hit_lists, strict=True)
        )
        next_line_start = line_start = 0
        includes_forbidden = self._includes_forbidden
        for start, end, _, meanings in candidates:
            hit_start, hit_end = self.find_composed_span(start, end)
            while hit_start >= next_line_start:
                next_line_start, line_start, text_hits = next(lines_with_hits)
            hit_start -= line_start
            hit_end -= line_start
            if len(meanings) != 1:
                text_hits += self._make_hit(
                    hit_start, hit_end, meanings, is_nested=False
                )
                continue
            term, entry, match_kind = meanings[0]
            if includes_forbidden or not term.forbidden:
                text_hits.append(
                    make_hit(
                        (hit_start, hit_end, term, entry, match_kind, (), (), False)
                    )
                )
        return text_hit_lists

    def find_nested_hits(self, candidates: Sequence[HitCandidate]) -> Iterator[TermHit]:
        """Find the terms inside the candidates of a text.

        A forbidden form that was not asked for hides what it contains.
        """
        outer_candidates = (
            outer_candidate
            for outer_candidate in candidates
            if self._has_reported_term(outer_candidate)
        )
        outer_candidate = next(outer_candidates, None)
        for _, end, _, spans in self._span_groups:
            ordered_spans = sorted(spans or ())
            while outer_candidate is not None and outer_candidate.start < end:
                first_index = bisect_left(ordered_spans, (outer_candidate.start,))
                end_index = bisect_left(ordered_spans, (outer_candidate.end,))
                for inner_candidate in self._find_nested_candidates(
                    outer_candidate, ordered_spans[first_index:end_index]
                ):
                    composed_span = self.find_composed_span(
                        inner_candidate.start, inner_candidate.end
                    )
                    yield from self._make_hit(
                        *composed_span, inner_candidate.meanings, is_nested=True
                    )
                outer_candidate = next(outer_candidates, None)

    def _has_reported_term(self, candidate: HitCandidate) -> bool:
        """Whether a form has a term that is to be reported."""
        return self._includes_forbidden or any(
            not term.forbidden for term, *_ in candidate.meanings
        )

    def read_surface(self, start: int, end: int) -> str:
        """Read the composed text of a span of the folded text."""
        composed_start, composed_end = self.find_composed_span(start, end)
        return self.composed_text[composed_start:composed_end]

    def read_text_before(self, start: int, max_length: int) -> str:
        """Read the composed text before an offset of the folded text, in its line."""
        composed_start, _ = self.find_composed_span(start, start + 1)
        # Folding only removes letters, so a line end is no further away before it.
        folded_line_end = self.text.rfind("\n", max(0, start - max_length), start)
        composed_line_start = (
            self.find_composed_span(folded_line_end, folded_line_end + 1)[1]
            if folded_line_end >= 0
            else 0
        )
        return self.composed_text[
            max(composed_line_start, composed_start - max_length) : composed_start
        ]

    def find_surface_meanings(
        self, surface: str, form_index: int
    ) -> tuple[TermMeaning, ...]:
        """Judge a form as if the text contained the given surface."""
        return self._surface_interpreter.judge(
            form_index, surface, has_suffix=False, ignores_case=self._ignores_case
        ).meanings

    def _find_meanings(
        self, start: int, end: int, form_index: int
    ) -> tuple[TermMeaning, ...]:
        """Judge the form of a span; return no meanings if it is no term here."""
        composed_start, composed_end = self.find_composed_span(start, end)
        surface = self.composed_text[composed_start:composed_end]
        if (
            self._lexicon.form_data.suffix_pattern
            and self.text[end : end + 1].isalnum()
            and not is_word_boundary(self.text, end)
        ):
            verdict = self._surface_interpreter.judge(
                form_index, surface, has_suffix=True, ignores_case=self._ignores_case
            )
        else:
            cached_verdict = self._verdict_by_form_and_surface.get(
                (form_index, surface)
            )
            verdict = cached_verdict or self._surface_interpreter.judge(
                form_index, surface, has_suffix=False, ignores_case=self._ignores_case
            )
        if (
            verdict.may_be_person_name
            and self._surface_interpreter.person_names.is_in_person_name(
                self.composed_text, composed_start, composed_end
            )
        ):
            return ()
        return verdict.meanings

    def _make_candidates(self, spans: Sequence[FormSpan]) -> Iterator[HitCandidate]:
        """Make candidates of the spans that are terms, or words that contain one."""
        for start, end, form_index in spans:
            if not self._lexicon.reading_counts[form_index]:
                yield HitCandidate(start, end, form_index, ())
            elif meanings := self._find_meanings(start, end, form_index):
                yield HitCandidate(start, end, form_index, meanings)

    def _select_best_terms(self, spans: Sequence[FormSpan]) -> list[HitCandidate]:
        """Select the overlapping spans that are terms and cover most text."""
        reading_counts, form_flags = (
            self._lexicon.reading_counts,
            self._lexicon.form_flags,
        )
        if any(form_flags[form_index] & COMPOSED_FLAG for *_, form_index in spans):
            composed_flags = [
                bool(form_flags[form_index] & COMPOSED_FLAG) for *_, form_index in spans
            ]
            spans = drop_overridden_titles(spans, composed_flags)
        if self._includes_forbidden and any(
            form_flags[form_index] & FORBIDDEN_FLAG for *_, form_index in spans
        ):
            return self._select_best_judged_terms(spans)
        for _ in range(_MAX_SELECTION_ATTEMPTS):
            # Judging is slow, and most spans are terms: only selected ones are judged.
            selected_indexes = select_best_spans(
                [
                    (start, end, not reading_counts[form_index])
                    for start, end, form_index in spans
                ]
            )
            selected_spans = [spans[index] for index in selected_indexes]
            candidates = list(self._make_candidates(selected_spans))
            if len(candidates) == len(selected_spans):
                return [candidate for candidate in candidates if candidate.meanings]
            refused_spans = set(selected_spans) - {
                candidate[:3] for candidate in candidates
            }
            spans = [span for span in spans if span not in refused_spans]
        return self._select_best_judged_terms(spans)

    def _select_best_judged_terms(
        self, spans: Sequence[FormSpan]
    ) -> list[HitCandidate]:
        """Judge all spans, and select the terms that cover most text."""
        candidates = list(self._make_candidates(spans))
        if self._includes_forbidden:
            candidates = drop_rivals_of_forbidden(candidates)
        return [
            candidate
            for candidate in select_best_candidates(candidates)
            if candidate.meanings
        ]

    def _find_nested_candidates(
        self, outer_candidate: HitCandidate, spans: Sequence[FormSpan]
    ) -> list[HitCandidate]:
        """Find the terms that lie inside a candidate."""
        inner_spans = [
            span
            for span in spans
            if span[1] <= outer_candidate.end
            and span[:2] != (outer_candidate.start, outer_candidate.end)
        ]
        nested_candidates: list[HitCandidate] = []
        blocked_end = 0
        for candidate in sorted(
            self._make_candidates(inner_spans),
            key=lambda candidate: (candidate.start, -candidate.end),
        ):
            if not candidate.meanings:
                blocked_end = max(blocked_end, candidate.end)
            elif candidate.end > blocked_end:
                nested_candidates.append(candidate)
        return nested_candidates

    def _make_hit(
        self,
        hit_start: int,
        hit_end: int,
        meanings: Iterable[TermMeaning],
        *,
        is_nested: bool,
    ) -> Iterator[TermHit]:
        """Make a hit of the meanings to report, if there is any."""
        hits = [
            TermHit(hit_start, hit_end, term, entry, match_kind, is_nested=is_nested)
            for term, entry, match_kind in meanings
            if self._includes_forbidden or not term.forbidden
        ]
        if hits:
            yield (
                hits[0]._replace(other_readings=tuple(hits[1:]))
                if hits[1:]
                else hits[0]
            )
