"""Find the terms of a match that are wrong today, and replace them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from checks.engine.term_finder import TermFinder
from glossary.entries.entry import USABLE_STATUSES, ConceptEntry, RelationKind, TermHit
from glossary.forms.replacement import fit_replacement
from glossary.recognition.joined_titles import split_joined_titles
from glossary.store import sql_reader as reading
from glossary.store.recogniser_cache import read_or_build_recogniser
from tm.match.match_fault import MatchFault
from tm.result_cache import ResultCache
from tm.store.database import Database
from tm.text.locale import Locale
from tm.text.segment import Segment

if TYPE_CHECKING:
    from checks.match_filter.match_fault_finder import FaultFinding
    from tm.finding import Finding

_INFLECTED_MATCH_KINDS = ("clitic", "plural", "reduplication")


class WrongTermFinder:
    """Finds wrong terms of translations, by terms that are read from their files."""

    def __init__(
        self,
        database: Database,
        source_locale: Locale,
        target_locale: Locale,
        *,
        today: str,
    ) -> None:
        self._database = database
        self._source_locale, self._target_locale = source_locale, target_locale
        self._today = today
        self._cache = ResultCache()
        self._target_finder = TermFinder(
            read_or_build_recogniser(database, target_locale)
        )

    def find(self, source: str, target: str) -> Iterator["FaultFinding"]:
        """Find the wrong terms of a translation, each once."""
        if not any(map(_may_be_reported, self._find_terms(target))):
            return
        # Most terms are right, and the checks take long to import.
        from checks.match_filter.match_fault_finder import find_term_faults

        reported_spans: set[object] = set()
        term_finders = self._source_finder, self._target_finder
        for fault, finding in find_term_faults(
            source,
            target,
            term_finders,
            self._successors_by_concept,
            today=self._today,
            cache=self._cache,
        ):
            if finding.target_span in reported_spans:
                continue
            if fault is MatchFault.OUTDATED_TERM and not self._is_concept_in_source(
                finding, source, target
            ):
                continue
            reported_spans.add(finding.target_span)
            yield fault, finding

    def fix_target(self, source: str, target: Segment) -> Segment | None:
        """Return a translation with the right terms in place of the wrong ones.

        None if no term is wrong or one of them cannot be replaced for certain.
        """
        hit_by_span = {
            (hit.start, hit.end): hit
            for hit in split_joined_titles(self._find_terms(target.text))
        }
        text, next_span_start = target.text, len(target.text)
        finding_by_span = {
            finding.target_span: finding
            for _, finding in self.find(source, text)
            if finding.target_span
        }
        for span in sorted(finding_by_span, reverse=True):
            hit = hit_by_span.get((span.start, span.end))
            replacement_end_and_text = hit and self._fit_replacement(
                target.text, hit, finding_by_span[span]
            )
            if (
                not replacement_end_and_text
                or replacement_end_and_text[0] > next_span_start
            ):
                return None
            replacement_end, replacement_text = replacement_end_and_text
            text = text[: span.start] + replacement_text + text[replacement_end:]
            next_span_start = span.start
        if text == target.text or any(self.find(source, text)):
            return None
        return replace(target, text=text)

    def _fit_replacement(
        self, text: str, hit: TermHit, finding: "Finding"
    ) -> tuple[int, str] | None:
        """Return the end of the replaced text and the replacement of a wrong term."""
        wrong_hit = next(filter(_is_wrong_term, (hit, *hit.other_readings)), hit)
        new_term = finding.fix
        if (
            hit.match_kind in _INFLECTED_MATCH_KINDS
        ):  # which checks leave to people, or inflect
            preferred_terms = wrong_hit.entry.list_preferred_texts(self._target_locale)
            new_term = preferred_terms[0] if len(preferred_terms) == 1 else None
        if new_term is None:
            return None
        return fit_replacement(
            text,
            hit.start,
            hit.end,
            old_term=wrong_hit.term.text,
            new_term=new_term,
            match_kind=hit.match_kind,
            language=self._target_locale.language,
        )

    def _is_concept_in_source(
        self, finding: "Finding", source: str, target: str
    ) -> bool:
        """Whether a source names the concept of an outdated term, or its successor.

        If not, the term may name another concept: many countries have districts.
        """
        source_concept_ids = {
            hit_reading.entry.id
            for hit in split_joined_titles(self._source_finder.find(source))
            for hit_reading in (hit, *hit.other_readings)
        }
        return any(
            not source_concept_ids.isdisjoint(
                (
                    concept_id,
                    *(entry.id for entry in self._successors_by_concept[concept_id]),
                )
            )
            for hit in split_joined_titles(self._find_terms(target))
            if finding.target_span and hit.start == finding.target_span.start
            for concept_id in (
                hit_reading.entry.id for hit_reading in (hit, *hit.other_readings)
            )
        )

    def _find_terms(self, target: str) -> list[TermHit]:
        return self._target_finder.find(target, includes_wrong_forms=True)

    @cached_property
    def _source_finder(self) -> TermFinder:
        return TermFinder(read_or_build_recogniser(self._database, self._source_locale))

    @cached_property
    def _successors_by_concept(self) -> "_Successors":
        return _Successors(self._database)


class _Successors(Mapping[str, Sequence[ConceptEntry]]):
    """The succeeding concepts by concept, read from the database on demand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __getitem__(self, concept_id: str) -> list[ConceptEntry]:
        with self._database.open_reader() as reader:
            entry_by_id = reading.read_entries(
                reader, reading.find_related_ids(reader, concept_id)
            )
        return [
            entry
            for entry in entry_by_id.values()
            for relation in entry.relations
            if relation.kind is RelationKind.FORMERLY and relation.concept == concept_id
        ]

    def __iter__(self) -> Iterator[str]:
        with self._database.open_reader() as reader:
            yield from reading.read_concept_ids(reader)

    def __len__(self) -> int:
        with self._database.open_reader() as reader:
            return len(reading.read_concept_ids(reader))


def _may_be_reported(hit: TermHit) -> bool:
    """Whether a check may report a term."""
    hit_readings = chain.from_iterable(
        (hit_reading, *hit_reading.other_readings)
        for hit_reading in split_joined_titles([hit])
    )
    return any(
        _is_wrong_term(hit_reading)
        or hit_reading.term.valid_to is not None
        or hit_reading.entry.valid_to is not None
        or len(hit_reading.entry.parts) > 1  # a title, whose rank may be another
        for hit_reading in hit_readings
    )


def _is_wrong_term(hit: TermHit) -> bool:
    """Whether a term is forbidden, deprecated or superseded."""
    return hit.term.forbidden or hit.term.status not in USABLE_STATUSES
