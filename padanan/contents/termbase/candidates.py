"""Candidates for the termbase: phrases that the memory or an article repeats."""

from collections.abc import Iterable

from exports.terms.text_sources import TermTextSources
from glossary.entries.entry import ConceptEntry
from glossary.extraction.concept_finder import make_concept_finder
from glossary.extraction.term_extraction import (
    ExtractionOptions,
    TermCandidate,
    extract_terms,
)
from padanan.values.term_impact import (
    ProposedTerm,
    ProposedTerms,
    ProposedTranslation,
)
from tm.align.lexicon.starter_dictionary import load_starter_dictionary
from tm.progress import ReportProgress
from tm.store.database import Database
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale


def find_candidates(
    database: Database,
    entries: Iterable[ConceptEntry],
    locales: tuple[Locale, Locale],
    *,
    article: str | None,
    since: str | None,
    limit: int,
    report_progress: ReportProgress,
) -> ProposedTerms:
    """Find repeated phrases of an article, or of units, that may be terms.

    `entries`: the termbase, whose terms are left out. `report_progress` takes how many
    more units were read. Raises NotFound for an unknown article.
    """
    source_locale, target_locale = locales
    text_sources = TermTextSources(source_locale, target_locale)
    if article is None:
        text_sources.add_memory(database, UnitFilter(since=since))
    else:
        text_sources.add_article(database, article)
    extraction = extract_terms(
        text_sources.read_units,
        source_locale=source_locale,
        target_locale=target_locale,
        options=ExtractionOptions(
            candidate_limit=limit,
            find_concept=make_concept_finder(entries, source_locale),
        ),
        dictionary=load_starter_dictionary(source_locale, target_locale),
        report_progress=report_progress,
    )
    return ProposedTerms(
        source_locale.tag,
        target_locale.tag,
        tuple(map(_make_proposed_term, extraction.candidates)),
        extraction.unit_count,
        extraction.min_count,
        extraction.known_count,
    )


def _make_proposed_term(candidate: TermCandidate) -> ProposedTerm:
    example = candidate.example
    return ProposedTerm(
        candidate.text,
        candidate.kind.value,
        candidate.occurrence_count,
        candidate.document_count,
        round(candidate.score, 3),
        candidate.known_concept,
        tuple(
            ProposedTranslation(
                equivalent.text,
                equivalent.unit_count,
                equivalent.common_unit_count,
                round(equivalent.score, 3),
            )
            for equivalent in candidate.equivalents
        ),
        None if example is None else example.source,
        None if example is None else example.target,
    )
