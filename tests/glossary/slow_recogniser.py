"""Finding terms the slow and obvious way, to compare the fast way with.

Every stretch of the folded text is looked up, everything found is judged, and of all
choices of what overlaps the best is taken. Titles are not joined and words not shared.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations

from glossary.entries.entry import ConceptEntry, Term, TermHit, TermStatus
from glossary.forms.folding import FoldedText, fold_for_recognition, fold_term
from glossary.forms.letters import CaseRule, is_word_boundary, make_case_rule
from glossary.forms.person_names import PersonNameDetector, may_be_person_name
from glossary.forms.plurals_and_spellings import inflect_form
from glossary.forms.recognition_data import FormData, read_form_data
from glossary.forms.unicode_composition import compose_letters, find_letter_spans
from tm.text.locale import Locale

_STATUS_RANK = {status: rank for rank, status in enumerate(TermStatus)}


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to understand a form: a term of an entry."""

    term: Term
    entry: ConceptEntry
    rule: CaseRule
    inflection: str
    order: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A stretch of the folded text that is a term, or a word that bars one."""

    start: int
    end: int
    hits: tuple[TermHit, ...]
    """The best reading first; none for a barring word."""

    def overlaps(self, other: "_Candidate") -> bool:
        """Whether the two share a letter."""
        return self.start < other.end and other.start < self.end

    @property
    def worth(self) -> tuple[int, int, int, int]:
        """What to make the most of: cover, few pieces, long pieces, caution."""
        length = self.end - self.start
        return length, -1, length * length, not self.hits


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a folded text a form of a term stands, and what is attached to it."""

    folded: FoldedText
    letters: list[tuple[int, int]]
    """Where those of the composed text stand in the text."""
    start: int
    end: int
    suffix: str
    vietnamese: bool

    @property
    def form(self) -> str:
        return fold_term(self.surface, "vi" if self.vietnamese else "xx")

    @property
    def span(self) -> tuple[int, int]:
        return self.folded.find_composed_span(self.start, self.end)

    @property
    def surface(self) -> str:
        first, last = self.span
        return self.folded.composed_text[first:last]


class SlowRecogniser:
    """Finds the terms of one locale; made by `SlowRecogniser.build`."""

    def __init__(
        self,
        locale: Locale,
        forms: dict[str, list[_Reading]],
        data: FormData,
    ) -> None:
        self.locale = locale
        self._data = data
        self._suffixes = re.compile(f"(?:{data.suffix_pattern})(?!\\w)")
        self._forms = forms

    @classmethod
    def build(cls, entries: Iterable[ConceptEntry], locale: Locale) -> "SlowRecogniser":
        """A recogniser of all terms of the entries that serve in a locale."""
        data = read_form_data(locale.language)
        forms: dict[str, list[_Reading]] = {}
        for word in data.words_containing_terms:
            forms[fold_term(word, locale.language).lower()] = []
        order = 0
        for entry in sorted(entries, key=lambda entry: entry.id):
            for term in entry.list_terms_in(locale):
                for form, reading in _forms(term, entry, order, data):
                    forms.setdefault(form, []).append(reading)
                order += 1
        return cls(locale, forms, data)

    def find(
        self, text: str, *, include_forbidden: bool = False, any_case: bool = False
    ) -> list[TermHit]:
        """The terms in a text, in order, none overlapping another.

        Forbidden forms hide what they contain, but are reported only with
        `include_forbidden`, where one that sticks out of a longer term goes before
        it. With `any_case`, terms of several words that have lost
        their capitals are found as well, as `case`. Where a form belongs to several
        entries, `others` of the hit has the rest.
        """
        if not text:
            return []
        folded = fold_for_recognition(compose_letters(text), self.locale.language)
        candidates = list(self._candidates(folded, find_letter_spans(text), any_case))
        if include_forbidden:
            candidates = _without_rivals(candidates)
        found = []
        for candidate in _best(candidates):
            hits = [
                hit
                for hit in candidate.hits
                if include_forbidden or not hit.term.forbidden
            ]
            if hits:
                found.append(hits[0]._replace(other_readings=tuple(hits[1:])))
        return found

    def _candidates(
        self, folded: FoldedText, letters: list[tuple[int, int]], any_case: bool
    ) -> Iterator[_Candidate]:
        text = folded.text
        most = max(map(len, self._forms), default=0)
        for start, end in combinations(range(len(text) + 1), 2):
            if end - start > most or text[start:end] not in self._forms:
                continue
            readings = self._forms[text[start:end]]
            if not is_word_boundary(text, start):
                continue
            suffix = ""
            if not is_word_boundary(text, end):
                suffix = self._suffix(text, start, end)
                if not suffix or not readings:
                    continue
            if not readings:
                yield _Candidate(start, end, ())
                continue
            vietnamese = self.locale.language == "vi"
            place = _Place(folded, letters, start, end, suffix, vietnamese)
            hits = self._judged(place, readings, any_case=any_case)
            if hits:
                yield _Candidate(start, end, hits)

    def _suffix(self, text: str, start: int, end: int) -> str:
        """What is attached to a term of more than two letters: a clitic, a plural."""
        if end - start > 2 and text[end - 1].isalpha():
            return self._data.suffix_kind if self._suffixes.match(text, end) else ""
        return ""

    def _judged(
        self, place: _Place, readings: list[_Reading], *, any_case: bool
    ) -> tuple[TermHit, ...]:
        """The readings that the capitals and the words around allow, best first.

        Of each entry, only the best.
        """
        form, surface = place.form, place.surface
        first, last = place.span
        ranked: list[tuple[tuple[bool | int, ...], TermHit]] = []
        for reading in readings:
            rule, term = reading.rule, reading.term
            if not rule.is_met_by(form, ignores_case=any_case):
                continue
            if reading.inflection and "-" in form and len(surface) != len(form):
                continue  # a dash between two words, not a hyphen
            rank = (term.shared, *_rank(term, surface), reading.order)
            how = _how(reading, place)
            whole = place.letters[first][0], place.letters[last - 1][1]
            ranked.append((rank, TermHit(*whole, term, reading.entry, how)))
        acronym = any(hit.match_kind == "acronym" for _, hit in ranked)
        if ranked and not acronym and self._is_name_part(place):
            return ()
        ranked.sort(key=lambda pair: pair[0])
        best: dict[str, TermHit] = {}
        for _, hit in ranked:
            best.setdefault(hit.entry.id, hit)
        return tuple(best.values())

    def _is_name_part(self, place: _Place) -> bool:
        first, last = place.span
        if place.folded.text[place.start : place.end] in self._data.title_head_words:
            return False
        source, language = place.folded.composed_text, self.locale.language
        detector = PersonNameDetector(language)
        return may_be_person_name(
            source[first:last], language
        ) and detector.is_in_person_name(source, first, last)


def _forms(
    term: Term, entry: ConceptEntry, order: int, data: FormData
) -> Iterator[tuple[str, _Reading]]:
    language = term.locale.language
    cased = fold_term(term.text, language)
    if not cased:
        return
    rule = make_case_rule(term, cased, data)
    yield cased.lower(), _Reading(term, entry, rule, "", order)
    for kind, other in inflect_form(cased, data):
        ruled = rule._replace(cased_form=other)
        yield other.lower(), _Reading(term, entry, ruled, kind, order)


def _rank(term: Term, surface: str) -> tuple[int, int, bool]:
    """How soon a term is taken for what a text has; the least is the first.

    A spelling that was forbidden on purpose goes before a preferred term that is only
    spelt like it; else the status counts more than the spelling.
    """
    exact = surface == term.text
    preferred = term.status is TermStatus.PREFERRED
    if term.forbidden:
        group = 1 if exact else 3
    else:
        group = 0 if exact and preferred else 2
    return group, _STATUS_RANK[term.status], not exact


def _how(reading: _Reading, place: _Place) -> str:
    surface, text = place.surface, reading.term.text
    if reading.inflection:
        return reading.inflection
    if place.suffix:
        return place.suffix
    if reading.rule.is_acronym:
        return "acronym"
    if surface == text:
        return "exact"
    return "case" if surface.lower() == text.lower() else "variant"


def _without_rivals(candidates: list[_Candidate]) -> list[_Candidate]:
    """Without what overlaps a forbidden form but does not contain it.

    In `Persatuan Veteran Vietnam Utara` the forbidden `Vietnam Utara` is no part of
    the longer term, so the term does not excuse it.
    """
    # No two have the same place, so that what contains another comes before it.
    forbidden: list[_Candidate] = []
    reach = 0
    for one in sorted(candidates, key=lambda one: (one.start, -one.end)):
        if one.end > reach and one.hits and one.hits[0].term.forbidden:
            forbidden.append(one)
        reach = max(reach, one.end)
    if not forbidden:
        return candidates
    starts = {one.start: one.end for one in forbidden}
    ordered = [*starts]

    def has_rival(one: _Candidate) -> bool:
        # None is inside another, so the last that starts before its end ends last.
        at = bisect_left(ordered, one.end)
        return at > 0 and one.overlaps(forbidden[at - 1])

    return [
        one
        for one in candidates
        if starts.get(one.start) == one.end or not has_rival(one)
    ]


def _best(candidates: list[_Candidate]) -> Iterator[_Candidate]:
    """Of candidates that overlap, those that together cover the most."""
    candidates.sort(key=lambda candidate: (candidate.start, candidate.end))
    cluster: list[_Candidate] = []
    reach = 0
    for candidate in chain(candidates, [None]):
        if candidate is None or candidate.start >= reach:
            yield from cluster if len(cluster) < 2 else _selected(cluster)
            cluster = []
        if candidate is not None:
            cluster.append(candidate)
            reach = max(reach, candidate.end)


def _selected(cluster: list[_Candidate]) -> list[_Candidate]:
    """Weighted interval scheduling over one cluster of overlapping candidates."""
    ordered = sorted(cluster, key=lambda candidate: (candidate.end, candidate.start))
    best: list[tuple[tuple[int, ...], int, bool]] = [((0, 0, 0, 0), 0, False)]
    for index, candidate in enumerate(ordered):
        before = index
        while before and ordered[before - 1].end > candidate.start:
            before -= 1
        taken = tuple(
            a + b for a, b in zip(best[before][0], candidate.worth, strict=True)
        )
        skipped = best[index][0]
        best.append(
            (taken, before, True) if taken > skipped else (skipped, index, False)
        )
    chosen = []
    index = len(ordered)
    while index:
        _, back, took = best[index]
        if took:
            chosen.append(ordered[index - 1])
        index = back
    return chosen[::-1]
