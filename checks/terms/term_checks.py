"""Checks against the termbase: missing, varying and forbidden terms."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import SOURCE, TARGET, unit_meets
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.terms.concept_presence import SearchedText, is_coined_name
from checks.terms.required_terms import (
    belongs_to_another_state,
    has_rendering,
    is_required_term,
)
from checks.terms.term_fixes import fit_term
from checks.terms.term_prefilters import (
    has_forbidden_term,
    has_unwanted_term,
    lacks_term,
)
from checks.terms.title_ranks import (
    are_both_deputies,
    find_wrong_titles,
    list_bodies,
)
from checks.text.territory_names import is_territory, mentions_same_territory
from glossary.entries.entry import (
    PERSON_FIELD,
    USABLE_STATUSES,
    ConceptEntry,
    Term,
    TermHit,
    TermStatus,
)
from glossary.entries.period import is_valid_on
from tm.finding import Finding, Severity, Span
from tm.match.match_fault import MatchFault
from tm.text.locale import Locale
from tm.text.normal import fold_text

_BRACKETED_TEXT_PATTERN = re.compile(r"\(([^()]{5,150})\)")
_CAPITALISED_NAME_PATTERN = re.compile(
    r"[^\W\d_a-z][\w-]*(?: (?:[a-z]{2,4} )?[^\W\d_a-z][\w-]*)+"
)


@check(
    "term.missing",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=SOURCE.has_term() & unit_meets(lacks_term),
    yields_to=("name.missing", "person.title", "sense.mistranslated"),
)
def find_missing_term(unit: Unit, context: Context) -> Iterator[Finding]:
    """A term of the source has no equivalent from the termbase in the target.

    The longest term counts, not those inside it; words of persons' names are no terms.
    The check accepts an abbreviation, any form that the termbase has for the concept, a
    name without its country, and other word forms of a term in lower case.

    All your own terms count, with capitals or without, except countries and an
    office right before a name, which may be left out. Of the starter termbase only
    names of several words count: its other terms are common words that may be
    translated in many ways.
    """
    if not unit.target.strip():
        return  # reported by seg.empty
    source_hits, target_hits = (
        _find_source_hits(unit, context),
        _find_target_hits(unit, context),
    )
    target_concept_ids = {
        reading.entry.id for reading in _iterate_readings(target_hits)
    }
    # Most terms are present, which is tested faster than whether they are required.
    required_hits = [
        hit
        for hit in source_hits
        if target_concept_ids.isdisjoint(
            reading.entry.id for reading in (hit, *hit.other_readings)
        )
        and is_required_term(hit, unit, context)
    ]
    if not required_hits:
        return
    wrong_title_by_source_hit = find_wrong_titles(source_hits, target_hits)
    searched_target: SearchedText | None = None
    for hit in required_hits:
        if wrong_title_by_source_hit and hit in wrong_title_by_source_hit:
            continue  # reported by term.variant
        # Terms of the user's own termbase come first.
        readings = sorted(
            (hit, *hit.other_readings),
            key=lambda reading: reading.entry.id in context.terms.starter_concept_ids,
        )
        preferred_texts = _read_preferred_texts(readings, context.target_locale)
        if not preferred_texts:
            continue
        searched_target = searched_target or SearchedText(unit.target, context.cache)
        if has_rendering(
            hit, preferred_texts, searched_target, target_hits, unit, context
        ):
            continue
        span = Span(hit.start, hit.end)
        source_name = span.of(unit.source_text)
        yield Finding(
            "unchanged" if source_name == preferred_texts[0] else "missing",
            None,
            span,
            {"source": source_name, "preferred": preferred_texts[0]},
        )


@check(
    "term.variant",
    level=Level.BOTH,
    severity=Severity.ERROR,
    unsafe_fixes=True,
    prefilter=SOURCE.has_term() & TARGET.has_term() & unit_meets(has_unwanted_term),
    yields_to=("person.title",),
    match_fault=MatchFault.FORBIDDEN_TERM,
)
def find_variant_term(unit: Unit, context: Context) -> Iterator[Finding]:
    """A non-preferred term was used, or a title of the wrong rank."""
    source_hits, target_hits = (
        _find_source_hits(unit, context),
        _find_target_hits(unit, context),
    )
    for hit, wrong_title in find_wrong_titles(source_hits, target_hits).items():
        if not are_both_deputies((hit, wrong_title), unit, context):
            yield from _report_wrong_rank(hit, wrong_title, unit, context)
    if all(
        _is_usable(target_reading.term, unit.published)
        for target_reading in _iterate_readings(target_hits)
    ):
        return
    target_hits_by_concept = _group_by_concept(target_hits)
    usable_concept_ids = {
        concept_id
        for concept_id, concept_hits in target_hits_by_concept.items()
        if any(_is_usable(hit.term, unit.published) for hit in concept_hits)
    }
    seen_concept_ids: set[str] = set()
    for hit in source_hits:
        readings = [hit, *hit.other_readings]
        if any(reading.entry.id in usable_concept_ids for reading in readings):
            continue
        for entry in (reading.entry for reading in readings):
            if entry.id in seen_concept_ids or entry.subject_field == PERSON_FIELD:
                continue  # reported by name.spelling
            seen_concept_ids.add(entry.id)
            for concept_hit in target_hits_by_concept.get(entry.id, ()):
                if concept_hit.term.forbidden or belongs_to_another_state(
                    hit, unit, context
                ):
                    continue
                yield _make_replacement_finding(concept_hit, entry, unit, context, hit)


def _is_usable(term: Term, publication_time: str | None) -> bool:
    """Whether a term may be used, or might be when the text was published."""
    if term.status is TermStatus.SUPERSEDED and term.valid_to and publication_time:
        return is_valid_on(term.valid_from, term.valid_to, publication_time)
    return term.status in USABLE_STATUSES


@check(
    "term.forbidden",
    level=Level.ONE,
    severity=Severity.ERROR,
    unsafe_fixes=True,
    prefilter=TARGET.has_term() & unit_meets(has_forbidden_term),
    match_fault=MatchFault.FORBIDDEN_TERM,
)
def find_forbidden_term(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target has a term that the termbase forbids.

    With a source, only where the source names the concept, if the termbase has a
    term for it in the source language: `Uni Soviet` is wrong for `Nga`, not for
    `Liên Xô`. Without a source, the headline of the original may tell which of two
    concepts is meant.
    """
    searched_source: SearchedText | None = None
    for hit in _find_target_hits(unit, context):
        if not unit.source and (
            named_reading := _find_headline_reading(hit, unit, context)
        ):
            yield _make_replacement_finding(
                named_reading, named_reading.entry, unit, context
            )
            continue
        readings = [hit, *hit.other_readings]
        if not any(reading.term.forbidden for reading in readings):
            continue
        if unit.source and context.source_locale:
            searched_source = searched_source or SearchedText(
                unit.source, context.cache
            )
            readings = [
                reading
                for reading in readings
                if _may_name_concept(searched_source, reading, context)
            ]
        if readings and all(reading.term.forbidden for reading in readings):
            yield _make_replacement_finding(
                readings[0], readings[0].entry, unit, context
            )


def _may_name_concept(
    searched_source: SearchedText, hit: TermHit, context: Context
) -> bool:
    """Whether a source may name a hit's concept.

    Where the termbase has no source term, any source may; but for a country the source
    must name it, unless the hit can name nothing else: the Soviet Union is not Russia.
    A source term that is shared, as the forbidden one is, tells nothing: a `ward` of a
    hospital is a `bangsal`.
    """
    source_locale = context.source_locale
    source_terms = hit.entry.list_terms_in(source_locale) if source_locale else ()
    if source_terms or source_locale is None:
        return any(
            term.text in searched_source
            for term in source_terms
            if not (term.shared and hit.term.shared)
        )
    preferred_texts = hit.entry.list_preferred_texts(context.target_locale)
    if not any(
        is_territory(preferred_text, context.target_locale, context.cache)
        for preferred_text in preferred_texts
    ):
        return True
    return mentions_same_territory(
        preferred_texts,
        context.target_locale,
        searched_source.text,
        source_locale,
        context.cache,
    ) or is_coined_name(hit.term.text, preferred_texts, searched_source)


def _find_headline_reading(
    hit: TermHit, unit: Unit, context: Context
) -> TermHit | None:
    """Find the only reading named in the source headline, if it is forbidden.

    `Upacara Pembukaan` is right for `lễ khai mạc`, and wrong for `lễ mở ký`.
    """
    if not hit.other_readings or not unit.source_headline:
        return None
    headline = f" {fold_text(unit.source_headline)} "
    named_readings = [
        reading
        for reading in (hit, *hit.other_readings)
        if any(
            " " in term.text and f" {fold_text(term.text)} " in headline
            for term in reading.entry.terms
            if not context.target_locale.covers(term.locale) and not term.forbidden
        )
    ]
    return (
        named_readings[0]
        if len(named_readings) == 1 and named_readings[0].term.forbidden
        else None
    )


@check(
    "term.self_ref",
    level=Level.ONE,
    severity=Severity.WARNING,
    prefilter=TARGET.has(Trait.BRACKET),
)
def find_self_reference(unit: Unit, context: Context) -> Iterator[Finding]:
    """A name is related to itself: `Law X (merged with Law X)`."""
    text = unit.target
    for bracket_match in _BRACKETED_TEXT_PATTERN.finditer(text):
        bracketed_text, name_end = bracket_match[1], bracket_match.start()
        while name_end and text[name_end - 1].isspace():
            name_end -= 1
        for name_match in _CAPITALISED_NAME_PATTERN.finditer(bracketed_text):
            if (
                text.endswith(name_match[0], 0, name_end)
                and name_match[0] != bracketed_text
                and not _names_place_of(bracketed_text, name_match[0], context)
            ):
                yield Finding(
                    "same",
                    Span(name_end - len(name_match[0]), bracket_match.end()),
                    arguments={"name": name_match[0]},
                )


def _names_place_of(bracketed_text: str, name: str, context: Context) -> bool:
    """Whether brackets only say the place that a body is named after: `(komune X)`."""
    other_words = bracketed_text.replace(name, "", 1).lower().split()
    language = context.language
    return not {*other_words} - language.place_type_words - language.level_words


def _find_source_hits(unit: Unit, context: Context) -> list[TermHit]:
    if context.terms.source_finder is None or not unit.source:
        return []
    hits = context.terms.source_finder.find_split_titles(unit.source)
    # A translation omits words of coordinated terms in other places.
    return [hit for hit in hits if hit.match_kind != "coordination"] if hits else hits


def _find_target_hits(unit: Unit, context: Context) -> list[TermHit]:
    if context.terms.target_finder is None:
        return []
    return context.terms.target_finder.find_split_titles(
        unit.target, includes_wrong_forms=True
    )


def _iterate_readings(hits: Iterable[TermHit]) -> Iterator[TermHit]:
    """Iterate over all concepts that the hits may mean."""
    return chain.from_iterable((hit, *hit.other_readings) for hit in hits)


def _group_by_concept(hits: Sequence[TermHit]) -> dict[str, list[TermHit]]:
    """Group all readings of hits by their concepts."""
    hits_by_concept: dict[str, list[TermHit]] = {}
    for hit in _iterate_readings(hits):
        hits_by_concept.setdefault(hit.entry.id, []).append(hit)
    return hits_by_concept


def _read_preferred_texts(readings: Sequence[TermHit], locale: Locale) -> list[str]:
    """Read the preferred terms of all readings, in order of preference."""
    preferred_texts: list[str] = []
    for reading in readings:
        preferred_texts += reading.entry.list_preferred_texts(locale)
    return list(dict.fromkeys(preferred_texts))


def _make_replacement_finding(
    hit: TermHit,
    entry: ConceptEntry,
    unit: Unit,
    context: Context,
    source_hit: TermHit | None = None,
) -> Finding:
    preferred_texts = entry.list_preferred_texts(context.target_locale)
    concept_terms: Sequence[Term] = entry.list_terms_in(context.target_locale)
    message_key = "forbidden" if hit.term.forbidden else "variant"
    arguments = {"term": hit.term.text}
    if preferred_texts:
        message_key = "forbidden_use" if hit.term.forbidden else "variant_use"
        arguments["preferred"] = preferred_texts[0]
    return Finding(
        message_key,
        Span(hit.start, hit.end),
        Span(source_hit.start, source_hit.end) if source_hit else None,
        arguments,
        fix=fit_term(hit, preferred_texts[0], unit, context)
        if len(preferred_texts) == 1 and concept_terms
        else None,
    )


def _report_wrong_rank(
    source_hit: TermHit, wrong_hit: TermHit, unit: Unit, context: Context
) -> Iterator[Finding]:
    """Report a title that has another rank than in the source."""
    bodies = list_bodies(wrong_hit)
    readings = sorted(  # the title of the same body before others of its name
        (source_hit, *source_hit.other_readings),
        key=lambda reading: not {*reading.entry.parts[1:2]} & {*bodies},
    )
    preferred_texts = _read_preferred_texts(readings, context.target_locale)
    if not preferred_texts:
        return
    span = Span(wrong_hit.start, wrong_hit.end)
    # A title that shares its rank with the one before it has no rank to replace.
    is_whole_term = wrong_hit.term in wrong_hit.entry.terms
    yield Finding(
        "rank",
        span,
        Span(source_hit.start, source_hit.end),
        {"target": span.of(unit.target), "preferred": preferred_texts[0]},
        fix=fit_term(wrong_hit, preferred_texts[0], unit, context)
        if len(preferred_texts) == 1 and is_whole_term
        else None,
    )
