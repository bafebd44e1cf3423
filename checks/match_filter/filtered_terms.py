"""The terms of a translation by today's termbase: wrong ones, and their fixes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from checks.engine.term_finder import TermFinder
from glossary.entries.entry import USABLE_STATUSES, ConceptEntry, RelationKind, TermHit
from glossary.forms.replacement import fit_replacement
from glossary.recognition.hits import split_joined_titles
from glossary.store import sql_reader as reading
from glossary.store.recogniser_cache import read_or_build_recogniser
from tm.match.match_fault import MatchFault
from tm.store.database import Database
from tm.text.locale import Locale
from tm.text.segment import Segment

if TYPE_CHECKING:
    from checks.match_filter.judgement import FaultFinding
    from tm.finding import Finding

_INFLECTED = ("clitic", "plural", "reduplication")


class FilteredTerms:
    """Judges the terms of translations; reads the termbase's terms from their files."""

    def __init__(
        self, database: Database, source: Locale, target: Locale, *, today: str
    ) -> None:
        self._database = database
        self._source, self._target = source, target
        self._today = today
        self._target_terms = TermFinder(read_or_build_recogniser(database, target))

    def judge(self, source: str, target: str) -> Iterator["FaultFinding"]:
        """The wrong terms of a translation, each once."""
        if not any(map(_may_be_wrong, self._find_terms(target))):
            return
        # Most terms are right, and the checks take long to import.
        from checks.match_filter.judgement import judge_terms

        spans: set[object] = set()
        terms = self._target_terms, self._source_terms
        for fault, finding in judge_terms(
            source, target, terms, self._successors, today=self._today
        ):
            if finding.target_span in spans:
                continue
            if fault is MatchFault.OUTDATED_TERM and not self._is_named(
                finding, source, target
            ):
                continue
            spans.add(finding.target_span)
            yield fault, finding

    def fix_target(self, source: str, target: Segment) -> Segment | None:
        """A translation with the right terms in place of the wrong ones.

        None where none is wrong, or one of them cannot be replaced for certain.
        """
        places = {
            (hit.start, hit.end): hit
            for hit in split_joined_titles(self._find_terms(target.text))
        }
        text, last = target.text, len(target.text)
        finding_by_span = {
            finding.target_span: finding
            for _, finding in self.judge(source, text)
            if finding.target_span
        }
        for span in sorted(finding_by_span, reverse=True):
            hit = places.get((span.start, span.end))
            replacement = hit and self._fit_replacement(
                target.text, hit, finding_by_span[span]
            )
            if not replacement or replacement[0] > last:
                return None
            end, new = replacement
            text = text[: span.start] + new + text[end:]
            last = span.start
        if text == target.text or any(self.judge(source, text)):
            return None
        return replace(target, text=text)

    def _fit_replacement(
        self, text: str, hit: TermHit, finding: "Finding"
    ) -> tuple[int, str] | None:
        """What stands in place of a wrong term, and where that ends."""
        wrong = next(filter(_is_wrong, (hit, *hit.others)), hit)
        new = finding.fix
        if hit.how in _INFLECTED:  # which checks leave to people, or inflect
            usual = wrong.entry.list_preferred_texts(self._target)
            new = usual[0] if len(usual) == 1 else None
        if new is None:
            return None
        return fit_replacement(
            text,
            hit.start,
            hit.end,
            old_term=wrong.term.text,
            new_term=new,
            how=hit.how,
            language=self._target.language,
        )

    def _is_named(self, finding: "Finding", source: str, target: str) -> bool:
        """Whether a source names the concept of an outdated term, or what it became.

        Else it may well be another one: districts there are in many countries.
        """
        named = {
            reading.entry.id
            for hit in split_joined_titles(self._source_terms.find(source))
            for reading in (hit, *hit.others)
        }
        return any(
            not named.isdisjoint((id, *(entry.id for entry in self._successors[id])))
            for hit in split_joined_titles(self._find_terms(target))
            if finding.target_span and hit.start == finding.target_span.start
            for id in (reading.entry.id for reading in (hit, *hit.others))
        )

    def _find_terms(self, target: str) -> list[TermHit]:
        return self._target_terms.find(target, include_wrong=True)

    @cached_property
    def _source_terms(self) -> TermFinder:
        return TermFinder(read_or_build_recogniser(self._database, self._source))

    @cached_property
    def _successors(self) -> "_Successors":
        return _Successors(self._database)


class _Successors(Mapping[str, Sequence[ConceptEntry]]):
    """By concept, those that it became; read when they are asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __getitem__(self, id: str) -> list[ConceptEntry]:
        with self._database.open_reader() as reader:
            entries = reading.read_entries(reader, reading.find_related_ids(reader, id))
        return [
            entry
            for entry in entries.values()
            for relation in entry.relations
            if relation.kind is RelationKind.FORMERLY and relation.concept == id
        ]

    def __iter__(self) -> Iterator[str]:
        with self._database.open_reader() as reader:
            yield from reading.read_concept_ids(reader)

    def __len__(self) -> int:
        with self._database.open_reader() as reader:
            return len(reading.read_concept_ids(reader))


def _may_be_wrong(hit: TermHit) -> bool:
    """Whether a check can have anything to say of a term."""
    parts = chain.from_iterable(
        (hit_reading, *hit_reading.others) for hit_reading in split_joined_titles([hit])
    )
    return any(
        _is_wrong(hit_reading)
        or hit_reading.term.valid_to is not None
        or hit_reading.entry.valid_to is not None
        or len(hit_reading.entry.parts) > 1  # a title, whose rank may be another
        for hit_reading in parts
    )


def _is_wrong(hit: TermHit) -> bool:
    return hit.term.forbidden or hit.term.status not in USABLE_STATUSES
