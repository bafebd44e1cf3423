"""Finding terms in a text: one pass of an automaton over the folded text.

What the automaton proposes is judged by word boundaries, capitals and person names;
of those that overlap, the terms that cover most of the text stay, so that the longest
title wins over the offices and bodies named inside it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import ahocorasick

from glossary.entry import ConceptEntry, Term, TermHit, TermStatus
from glossary.folding import FoldedText, fold, fold_term
from glossary.language import LanguageData, language_data
from glossary.letters import CaseRule, breaks, case_rule
from glossary.persons import in_person_name
from glossary.title_joins import TitleJoins
from glossary.titles import titles, with_titles
from tm.text.locale import Locale

_STATUS_RANK = {status: rank for rank, status in enumerate(TermStatus)}


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to understand a form: a term of an entry."""

    term: Term
    entry: ConceptEntry
    rule: CaseRule
    doubled: bool
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
    start: int
    end: int
    suffix: str

    @property
    def form(self) -> str:
        return self.folded.cased[self.start : self.end]

    @property
    def span(self) -> tuple[int, int]:
        return self.folded.span(self.start, self.end)

    @property
    def surface(self) -> str:
        first, last = self.span
        return self.folded.original[first:last]


class Recogniser:
    """Finds the terms of one locale; made by `Recogniser.build`."""

    def __init__(
        self,
        locale: Locale,
        forms: dict[str, list[_Reading]],
        data: LanguageData,
        joins: TitleJoins,
    ) -> None:
        self.locale = locale
        self._joins = joins
        self._data = data
        self._suffixes = re.compile(f"(?:{data.suffixes})(?!\\w)")
        # pyahocorasick ships no types.
        self._automaton: Any = ahocorasick.Automaton()
        for form, readings in forms.items():
            self._automaton.add_word(form, (len(form), readings))
        if forms:
            self._automaton.make_automaton()

    @classmethod
    def build(cls, entries: Iterable[ConceptEntry], locale: Locale) -> "Recogniser":
        """A recogniser of all terms of the entries that serve in a locale.

        Titles that the entries compose are found as well: `glossary.titles`.
        """
        data = language_data(locale.language)
        termbase = list(entries)
        made = list(titles(termbase))
        joins = TitleJoins.build(termbase, made, locale)
        forms: dict[str, list[_Reading]] = {}
        for word in data.words:
            forms[fold_term(word, locale.language).lower()] = []
        order = 0
        for entry in joins.widened(with_titles(termbase, made)):
            for term in entry.in_locale(locale):
                for form, reading in _forms(term, entry, order, data):
                    forms.setdefault(form, []).append(reading)
                order += 1
        return cls(locale, forms, data, joins)

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
        if not text or not len(self._automaton):
            return []
        folded = fold(text, self.locale.language)
        candidates = list(self._candidates(folded, any_case))
        if include_forbidden:
            candidates = _without_rivals(candidates)
        candidates = _without_overridden(candidates)
        found = []
        for candidate in _best(candidates):
            hits = [
                hit
                for hit in candidate.hits
                if include_forbidden or not hit.term.forbidden
            ]
            if hits:
                found.append(replace(hits[0], others=tuple(hits[1:])))
        return self._joins.applied(text, found)

    def _candidates(self, folded: FoldedText, any_case: bool) -> Iterator[_Candidate]:
        text = folded.text
        for last, (length, readings) in self._automaton.iter(text):
            start, end = last + 1 - length, last + 1
            if not breaks(text, start):
                continue
            suffix = ""
            if not breaks(text, end):
                suffix = self._suffix(text, start, end)
                if not suffix or not readings:
                    continue
            if not readings:
                yield _Candidate(start, end, ())
                continue
            place = _Place(folded, start, end, suffix)
            hits = self._judged(place, readings, any_case=any_case)
            if hits:
                yield _Candidate(start, end, hits)

    def _suffix(self, text: str, start: int, end: int) -> str:
        """What is attached to a term of more than two letters: a clitic, a plural."""
        if end - start > 2 and text[end - 1].isalpha():
            return self._data.suffix if self._suffixes.match(text, end) else ""
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
            if not rule.allows(form, any_case=any_case):
                continue
            if reading.doubled and len(surface) != len(form):
                continue  # a dash between two words, not a hyphen
            rank = (term.composed, term.shared, *_rank(term, surface), reading.order)
            how = _how(reading, place)
            ranked.append((rank, TermHit(first, last, term, reading.entry, how)))
        acronym = any(hit.how == "acronym" for _, hit in ranked)
        if ranked and not acronym and self._is_name_part(place):
            return ()
        ranked.sort(key=lambda pair: pair[0])
        best: dict[str, TermHit] = {}
        for _, hit in ranked:
            best.setdefault(hit.entry.id, hit)
        return tuple(best.values())

    def _is_name_part(self, place: _Place) -> bool:
        first, last = place.span
        if place.folded.text[place.start : place.end] in self._data.heads:
            return False
        original = place.folded.original
        return in_person_name(original, first, last, self.locale.language)


def _forms(
    term: Term, entry: ConceptEntry, order: int, data: LanguageData
) -> Iterator[tuple[str, _Reading]]:
    language = term.locale.language
    cased = fold_term(term.text, language)
    if not cased:
        return
    rule = case_rule(term, cased, language, ordinary=data.ordinary)
    yield cased.lower(), _Reading(term, entry, rule, False, order)
    first, space, rest = cased.partition(" ")
    if data.reduplicates and first.isalpha() and len(first) > 2 and not first.isupper():
        doubled = f"{first}-{first.lower()}{space}{rest}"
        rule = replace(rule, form=doubled)
        yield doubled.lower(), _Reading(term, entry, rule, True, order)


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
    if reading.doubled:
        return "reduplication"
    if place.suffix:
        return place.suffix
    if reading.term.composed:
        return "composed"
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


def _without_overridden(candidates: list[_Candidate]) -> list[_Candidate]:
    """Without composed titles that a term of the termbase overlaps and sticks out of.

    `Prime Minister of Health` holds no Minister of Health.
    """
    if not any(one.hits and one.hits[0].term.composed for one in candidates):
        return candidates
    own = sorted(
        (one.start, one.end)
        for one in candidates
        if one.hits and not one.hits[0].term.composed
    )
    longest = max((end - start for start, end in own), default=0)

    def is_overridden(one: _Candidate) -> bool:
        first = bisect_left(own, (one.start - longest, 0))
        for start, end in own[first : bisect_left(own, (one.end, 0))]:
            if start < one.start < end < one.end or one.start < start < one.end < end:
                return True
        return False

    return [
        one
        for one in candidates
        if not (one.hits and one.hits[0].term.composed and is_overridden(one))
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
