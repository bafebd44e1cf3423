"""The impact of renamed terms on units: each unit before and after the change.

A recogniser of the old terms proposes hits, and one of the whole termbase judges them,
so that no longer term is split. The opposite side of the unit must have the concept,
too. Unsure replacements are reported with their reasons.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from glossary.changes.renaming import Renaming
from glossary.changes.term_replacement import (
    AffectedUnit,
    TermReplacement,
    make_note,
    make_replacement,
    replace_terms,
)
from glossary.changes.title_renaming import find_title_renamings
from glossary.entries.entry import ConceptEntry, Term, TermHit, TermStatus
from glossary.entries.period import get_first_day, get_last_day
from glossary.forms.folding import fold_term
from glossary.recognition.recogniser import Recogniser
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit


class RenamedTermFinder:
    """Finds the old terms in units, and their replacements."""

    def __init__(
        self, renamings: Sequence[Renaming], entries: Iterable[ConceptEntry]
    ) -> None:
        """`entries`: the whole termbase, before or after the change."""
        self.locales = tuple(dict.fromkeys(renaming.locale for renaming in renamings))
        changed_entry_by_id = {
            renaming.new_entry.id: renaming.new_entry for renaming in renamings
        }
        termbase_entries = [
            *changed_entry_by_id.values(),
            *(entry for entry in entries if entry.id not in changed_entry_by_id),
        ]
        title_renamings = list(find_title_renamings(renamings, termbase_entries))
        self._renamed_title_ids = {
            renaming.new_entry.id for renaming in title_renamings
        }
        self._renaming_by_old_term = {
            (renaming.new_entry.id, term.locale, term.text): renaming
            for renaming in (*renamings, *title_renamings)
            for term in renaming.old_terms
        }
        entries_of_old_terms = [
            replace(
                renaming.new_entry,
                terms=tuple(map(_make_findable_term, renaming.old_terms)),
            )
            for renaming in (*renamings, *title_renamings)
        ]
        self._old_term_recogniser_by_locale = {
            locale: Recogniser.build(
                [entry for entry in entries_of_old_terms if entry.terms],
                locale,
            )
            for locale in self.locales
        }
        findable_entries = _make_all_old_terms_findable(renamings, termbase_entries)
        self._termbase_recogniser_by_locale = {
            locale: Recogniser.build(findable_entries, locale)
            for locale in self.locales
        }
        self._rival_ids_by_concept_id = _find_rivals(
            self._renaming_by_old_term.values(), termbase_entries
        )
        changed_and_rival_ids = {
            *changed_entry_by_id,
            *(
                rival_id
                for rival_ids in self._rival_ids_by_concept_id.values()
                for rival_id in rival_ids
            ),
        }
        self._changed_and_rival_entries = [
            entry for entry in findable_entries if entry.id in changed_and_rival_ids
        ]
        self._termbase_entries = findable_entries
        self._recogniser_pair_by_language: dict[
            Locale, tuple[Recogniser, Recogniser]
        ] = {}

    def may_contain_old_term(self, text: str, locale: Locale) -> bool:
        """Whether a text of a locale may contain an old term; a fast check."""
        return bool(
            self._old_term_recogniser_by_locale[locale].find(text, ignores_case=True)
        )

    def find_affected_unit(self, unit: TranslationUnit) -> AffectedUnit | None:
        """Return the unit before and after, or None where nothing changes."""
        if unit.target is None:
            return None
        source_replacements = self._find_replacements(unit.source, unit.target, unit)
        target_replacements = self._find_replacements(unit.target, unit.source, unit)
        if not source_replacements and not target_replacements:
            return None
        changed_unit = replace(
            unit,
            source=replace_terms(unit.source, source_replacements),
            target=replace_terms(unit.target, target_replacements),
            note=make_note(unit, source_replacements, target_replacements),
        )
        return AffectedUnit(
            unit, changed_unit, source_replacements, target_replacements
        )

    def _find_replacements(
        self, segment: Segment, opposite_segment: Segment, unit: TranslationUnit
    ) -> tuple[TermReplacement, ...]:
        """Find the replacements of old terms in one side of a unit."""
        locale = next(
            (
                renamed_locale
                for renamed_locale in self.locales
                if renamed_locale.covers(segment.locale)
            ),
            None,
        )
        if locale is None or not self.may_contain_old_term(segment.text, locale):
            return ()
        hits = self._termbase_recogniser_by_locale[locale].find(
            segment.text, ignores_case=True
        )
        ordered_hits = _OrderedHits(hits)
        readings_with_renamings = [
            (termbase_hit, reading, renaming)
            for hit in self._old_term_recogniser_by_locale[locale].find(
                segment.text, ignores_case=True
            )
            for reading, renaming in self._find_readings_with_renaming(hit)
            if (termbase_hit := _find_reading_in_termbase(reading, ordered_hits))
            is not None
        ]
        if not readings_with_renamings:
            return ()
        present_concept_ids = self._find_present_concepts(
            opposite_segment, {hit.entry.id for hit in hits}
        )
        present_ids_and_term_texts = {(hit.entry.id, hit.term.text) for hit in hits}
        replacements: list[TermReplacement] = []
        for hit, reading, renaming in readings_with_renamings:
            doubts = [
                *self._list_concept_doubts(
                    hit, renaming, opposite_segment, present_concept_ids
                ),
                *_list_unit_doubts(present_ids_and_term_texts, renaming, unit),
            ]
            replacement = make_replacement(segment, reading, renaming, doubts)
            if replacements and replacement.start < replacements[-1].end:
                replacements.pop()  # the first half of a doubled word
            replacements.append(replacement)
        return tuple(replacements)

    def _find_readings_with_renaming(
        self, hit: TermHit
    ) -> list[tuple[TermHit, Renaming]]:
        """Find the reading of a hit as an old term, with its renaming: one or none."""
        for reading in (hit, *hit.other_readings):
            term_key = (reading.entry.id, reading.term.locale, reading.term.text)
            if term_key in self._renaming_by_old_term:
                return [(reading, self._renaming_by_old_term[term_key])]
        return []

    def _find_present_concepts(
        self, opposite_segment: Segment, concept_ids_in_segment: set[str]
    ) -> set[str]:
        """Find the renamed concepts and their rivals on the opposite side of a unit.

        A term inside a longer term counts, unless the longer one has its equivalent: in
        `Phó Chủ tịch nước` and `Wakil Presiden` there is no `Chủ tịch nước`.
        `concept_ids_in_segment`: the concepts on the side where the old term is.
        """
        language = Locale.parse(opposite_segment.locale.language)
        if language not in self._recogniser_pair_by_language:
            self._recogniser_pair_by_language[language] = (
                Recogniser.build(self._changed_and_rival_entries, language),
                Recogniser.build(self._termbase_entries, language),
            )
        renamed_or_rival_recogniser, termbase_recogniser = (
            self._recogniser_pair_by_language[language]
        )
        renamed_or_rival_hits = renamed_or_rival_recogniser.find(
            opposite_segment.text, ignores_case=True
        )
        all_hits = termbase_recogniser.find(opposite_segment.text, ignores_case=True)
        ordered_hits = _OrderedHits(all_hits)
        present_concept_ids = {
            hit.entry.id for hit in all_hits
        } & self._renamed_title_ids
        for hit in renamed_or_rival_hits:
            reading_concept_ids = {
                reading.entry.id for reading in (hit, *hit.other_readings)
            }
            is_part_of_other_term = any(
                reading.start <= hit.start
                and hit.end <= reading.end
                and reading.entry.id not in reading_concept_ids
                and reading.entry.id in concept_ids_in_segment
                and not (
                    reading.entry.composed
                    and reading_concept_ids & {*reading.entry.parts}
                )
                for reading in ordered_hits.find_overlapping(hit)
            )
            if not is_part_of_other_term:
                present_concept_ids |= reading_concept_ids
        return present_concept_ids

    def _list_concept_doubts(
        self,
        hit: TermHit,
        renaming: Renaming,
        opposite_segment: Segment,
        present_concept_ids: set[str],
    ) -> Iterator[str]:
        """List the doubts whether an old term names the renamed concept."""
        concept_id = renaming.new_entry.id
        language = Locale.parse(opposite_segment.locale.language)
        has_opposite_term = any(
            not term.forbidden for term in renaming.new_entry.list_terms_in(language)
        )
        if has_opposite_term and concept_id not in present_concept_ids:
            yield f"the {opposite_segment.locale} text has no term of {concept_id}"
        if not has_opposite_term and hit.match_kind == "case":
            yield "its capitals differ, and the other text cannot confirm it"
        reading_concept_ids = {
            reading.entry.id for reading in (hit, *hit.other_readings)
        }
        for rival_id in sorted(self._rival_ids_by_concept_id.get(concept_id, ())):
            if rival_id in present_concept_ids or (
                not has_opposite_term and rival_id in reading_concept_ids
            ):
                yield f"it may mean {rival_id}, which has the same name"


class _OrderedHits:
    """The hits of a text without overlaps, for searches by position."""

    def __init__(self, hits: Sequence[TermHit]) -> None:
        self._hits = hits
        self._ends = [hit.end for hit in hits]

    def find_overlapping(self, hit: TermHit) -> Iterator[TermHit]:
        """Find the hits that overlap a hit of another recogniser."""
        for hit_index in range(bisect_right(self._ends, hit.start), len(self._hits)):
            if self._hits[hit_index].start >= hit.end:
                return
            yield self._hits[hit_index]


def _find_reading_in_termbase(
    hit: TermHit, termbase_hits: _OrderedHits
) -> TermHit | None:
    """Find the reading of a hit in the whole termbase; None inside another term.

    A hit inside a title that is composed of it counts, since the title changes, too.
    """
    for termbase_hit in termbase_hits.find_overlapping(hit):
        if (termbase_hit.start, termbase_hit.end) == (hit.start, hit.end):
            is_same_concept = any(
                reading.entry.id == hit.entry.id
                for reading in (termbase_hit, *termbase_hit.other_readings)
            )
            return termbase_hit if is_same_concept else None
        is_inside_hit = hit.start <= termbase_hit.start and termbase_hit.end <= hit.end
        if not is_inside_hit and hit.entry.id not in termbase_hit.entry.parts:
            return None
        if not is_inside_hit and not termbase_hit.entry.composed:
            return None
    return hit


def _make_all_old_terms_findable(
    renamings: Sequence[Renaming], entries: Iterable[ConceptEntry]
) -> list[ConceptEntry]:
    """Make the old terms of all renamed entries findable."""
    renamings_by_concept_id: dict[str, list[Renaming]] = {}
    for renaming in renamings:
        renamings_by_concept_id.setdefault(renaming.new_entry.id, []).append(renaming)
    return [
        _make_old_terms_findable(entry, renamings_by_concept_id[entry.id])
        if entry.id in renamings_by_concept_id
        else entry
        for entry in entries
    ]


def _make_old_terms_findable(
    entry: ConceptEntry, renamings: Sequence[Renaming]
) -> ConceptEntry:
    """Make the old terms of an entry findable, even forbidden ones."""
    old_term_by_locale_and_text = {
        (term.locale, term.text): term
        for renaming in renamings
        for term in renaming.old_terms
    }
    terms = [
        term
        for term in entry.terms
        if (term.locale, term.text) not in old_term_by_locale_and_text
    ]
    return replace(
        entry,
        terms=(*terms, *map(_make_findable_term, old_term_by_locale_and_text.values())),
    )


def _make_findable_term(term: Term) -> Term:
    """Give a term a status with which a recogniser finds it."""
    return replace(term, status=TermStatus.DEPRECATED, forbidden=False)


def _find_rivals(
    renamings: Iterable[Renaming], entries: Sequence[ConceptEntry]
) -> dict[str, set[str]]:
    """Find the other concepts that have an old term, by the id of the renamed one."""
    concept_ids_by_locale_and_form: dict[tuple[Locale, str], set[str]] = {}
    for renaming in renamings:
        for term in renaming.old_terms:
            locale_and_form = (term.locale, _make_match_form(term))
            concept_ids_by_locale_and_form.setdefault(locale_and_form, set()).add(
                renaming.new_entry.id
            )
    rival_ids_by_concept_id: dict[str, set[str]] = {}
    for entry in entries:
        for term in entry.terms:
            if term.forbidden:
                continue
            for concept_id in concept_ids_by_locale_and_form.get(
                (term.locale, _make_match_form(term)), ()
            ):
                if concept_id != entry.id:
                    rival_ids_by_concept_id.setdefault(concept_id, set()).add(entry.id)
    return rival_ids_by_concept_id


def _make_match_form(term: Term) -> str:
    """Make the form by which terms that differ only in spelling are equal."""
    return fold_term(term.text, term.locale.language).lower()


def _list_unit_doubts(
    present_ids_and_term_texts: set[tuple[str, str]],
    renaming: Renaming,
    unit: TranslationUnit,
) -> Iterator[str]:
    """List the doubts that come from the text and the date of a unit."""
    if (renaming.new_entry.id, renaming.new_text) in present_ids_and_term_texts:
        yield f"the text also contains {renaming.new_text!r}"
    publication_date, valid_from = unit.origin.published, renaming.valid_from
    if (
        publication_date
        and valid_from
        and get_last_day(publication_date) < get_first_day(valid_from)
    ):
        publication_day = publication_date[:10]
        yield f"published {publication_day}; the new term is valid from {valid_from}"
