"""Judging whether a surface in a text is a term: by capitals, spelling and names."""

from typing import NamedTuple

from glossary.entries.entry import ConceptEntry, Term, TermStatus
from glossary.forms.folding import fold_term
from glossary.forms.person_names import PersonNameDetector, may_be_person_name
from glossary.recognition.form_lexicon import FormLexicon, FormReading
from tm.text.normal import nfc

TermMeaning = tuple[Term, ConceptEntry, str]
"""A term, its entry, and the kind of match (`TermHit.match_kind`)."""

_RANK_BY_STATUS = {status: rank for rank, status in enumerate(TermStatus)}
_MAX_CACHED_VERDICTS = 50_000
"""The most verdicts in a cache, since the same surfaces recur."""


class SurfaceVerdict(NamedTuple):
    """The meanings of a surface, independent of its context."""

    meanings: tuple[TermMeaning, ...]
    """The best meaning of each entry, the best entry first."""
    may_be_person_name: bool
    """Whether the surface means nothing inside a person's name."""


NO_MEANING = SurfaceVerdict((), False)


class SurfaceInterpreter:
    """Judges which terms a surface form means, and caches the verdicts."""

    def __init__(self, lexicon: FormLexicon) -> None:
        self._lexicon = lexicon
        self.person_names = PersonNameDetector(lexicon.locale.language)
        self._verdicts_by_mode: dict[
            tuple[bool, bool], dict[tuple[int, str], SurfaceVerdict]
        ] = {}

    def get_cached_verdicts(
        self, *, has_suffix: bool, ignores_case: bool
    ) -> dict[tuple[int, str], SurfaceVerdict]:
        """Get the cached verdicts by form number and surface; do not change them."""
        return self._verdicts_by_mode.setdefault((has_suffix, ignores_case), {})

    def judge(
        self, form_index: int, surface: str, *, has_suffix: bool, ignores_case: bool
    ) -> SurfaceVerdict:
        """Judge a surface of a composed text that has a form."""
        verdict_by_form_and_surface = self.get_cached_verdicts(
            has_suffix=has_suffix, ignores_case=ignores_case
        )
        verdict = verdict_by_form_and_surface.get((form_index, surface))
        if verdict is None:
            if len(verdict_by_form_and_surface) >= _MAX_CACHED_VERDICTS:
                verdict_by_form_and_surface.clear()
            verdict = self._judge_surface(form_index, surface, has_suffix, ignores_case)
            verdict_by_form_and_surface[form_index, surface] = verdict
        return verdict

    def _judge_surface(
        self, form_index: int, surface: str, has_suffix: bool, ignores_case: bool
    ) -> SurfaceVerdict:
        """Judge a surface whose verdict is not cached."""
        language = self._lexicon.locale.language
        cased_form = fold_term(surface, language)
        ranked_meanings: list[tuple[tuple[object, ...], TermMeaning]] = []
        for reading in self._lexicon.list_readings(form_index):
            term = reading.term
            if not reading.case_rule.is_met_by(cased_form, ignores_case=ignores_case):
                continue
            if (
                reading.inflection
                and "-" in cased_form
                and len(surface) != len(cased_form)
            ):
                continue  # a dash between two words, not a hyphen
            suffix_kind = self._lexicon.form_data.suffix_kind if has_suffix else ""
            match_kind = _choose_match_kind(reading, surface, suffix_kind)
            rank = (
                term.composed,
                term.shared,
                *_rank_term(term, surface),
                reading.entry_and_term_index,
            )
            ranked_meanings.append((rank, (term, reading.entry, match_kind)))
        if not ranked_meanings:
            return NO_MEANING
        ranked_meanings.sort(key=lambda ranked_meaning: ranked_meaning[0])
        best_meaning_by_entry_id: dict[str, TermMeaning] = {}
        for _, meaning in ranked_meanings:
            best_meaning_by_entry_id.setdefault(meaning[1].id, meaning)
        meanings = tuple(best_meaning_by_entry_id.values())
        return SurfaceVerdict(
            meanings,
            all(match_kind != "acronym" for _, (_, _, match_kind) in ranked_meanings)
            and self._lexicon.forms[form_index]
            not in self._lexicon.form_data.title_head_words
            and may_be_person_name(surface, language),
        )


def _rank_term(term: Term, surface: str) -> tuple[int, int, bool]:
    """Make the sort key of a term as a reading of a surface; the least is the best.

    A forbidden spelling is better than a preferred term of a similar spelling;
    otherwise the status counts more than the spelling.
    """
    is_exact = surface == term.text
    is_preferred = term.status is TermStatus.PREFERRED
    if term.forbidden:
        priority_group = 1 if is_exact else 3
    else:
        priority_group = 0 if is_exact and is_preferred else 2
    return priority_group, _RANK_BY_STATUS[term.status], not is_exact


def _choose_match_kind(reading: FormReading, surface: str, suffix_kind: str) -> str:
    """Choose the kind of match between a surface and a term."""
    term_text = nfc(reading.term.text)
    if reading.inflection:
        return reading.inflection
    if suffix_kind:
        return suffix_kind
    if reading.term.composed:
        return "composed"
    if reading.case_rule.is_acronym:
        return "acronym"
    if surface == term_text:
        return "exact"
    return "case" if surface.lower() == term_text.lower() else "variant"
