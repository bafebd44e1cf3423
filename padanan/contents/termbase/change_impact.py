"""The impact of changed concepts: units with their terms, and findings in these.

The units are checked twice, with the termbase as it is and as it would be. Of the
termbase only those concepts take part whose terms may be in these units.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from checks.engine.known_terms import KnownTerms
from checks.engine.messages import LANGUAGES, translate_finding
from checks.engine.unit import Context, Unit
from checks.inputs.translation_units import make_unit
from checks.profile import CheckPlan
from checks.session import CheckSelection, CheckSession, make_plan
from glossary.entries.entry import ConceptEntry, Term
from glossary.entries.notation import get_status_word
from glossary.seed_files import read_starter_concept_ids
from padanan.values.findings import make_text_offsets
from padanan.values.term_impact import ChangedFinding, ChangedTerm
from tm.finding import Finding
from tm.settings import Settings
from tm.store.database import Database
from tm.store.phrases.attestation import Attestation, find_attestation
from tm.text.locale import Locale
from tm.text.normal import fold_text
from tm.unit import TranslationUnit

EntryBeforeAndAfter = tuple[ConceptEntry | None, ConceptEntry | None]
"""A concept before and after a change; None where there is none."""
_TERM_CHECKS = CheckSelection(only=("term",))
_MAX_UNITS_PER_TERM = 100
_MAX_SEGMENTS = 150
"""Segments of a term that are read from the oldest on, and from the newest on."""
_MAX_SHOWN_FINDINGS = 40
_FindingKey = tuple[str, str, str]
"""Check, message and quote: what makes two findings of a unit the same."""


def list_changed_terms_and_units(
    database: Database, entry_pairs: Iterable[EntryBeforeAndAfter]
) -> tuple[list[ChangedTerm], list[TranslationUnit]]:
    """List the terms that change, and the units that contain them, each once."""
    unit_by_key: dict[bytes, TranslationUnit] = {}
    changed_term_by_tag_and_text: dict[tuple[str, str], ChangedTerm] = {}
    for old_entry, new_entry in entry_pairs:
        old_status_by_term, new_status_by_term = (
            _read_statuses(old_entry),
            _read_statuses(new_entry),
        )
        for tag_and_text in dict.fromkeys((*old_status_by_term, *new_status_by_term)):
            if old_status_by_term.get(tag_and_text) == new_status_by_term.get(
                tag_and_text
            ):
                continue
            locale, text = Locale(tag_and_text[0]), tag_and_text[1]
            attestation = find_attestation(
                database,
                text,
                locale,
                max_segment_count=_MAX_SEGMENTS,
                example_count=_MAX_UNITS_PER_TERM,
            )
            for example in attestation.examples if attestation else ():
                unit_by_key[example.unit.key] = example.unit
            changed_term_by_tag_and_text[tag_and_text] = _make_changed_term(
                tag_and_text,
                old_status_by_term.get(tag_and_text),
                new_status_by_term.get(tag_and_text),
                attestation,
            )
    return list(changed_term_by_tag_and_text.values()), list(unit_by_key.values())


def _read_statuses(entry: ConceptEntry | None) -> Mapping[tuple[str, str], str]:
    terms: Sequence[Term] = () if entry is None else entry.terms
    return {(term.locale.tag, term.text): get_status_word(term) for term in terms}


def _make_changed_term(
    tag_and_text: tuple[str, str],
    old_status: str | None,
    new_status: str | None,
    attestation: Attestation | None,
) -> ChangedTerm:
    if attestation is None:
        return ChangedTerm(
            *tag_and_text, old_status, new_status, None, False, None, None
        )
    return ChangedTerm(
        *(
            *tag_and_text,
            old_status,
            new_status,
            attestation.unit_count,
            attestation.is_complete,
        ),
        *(attestation.first_date, attestation.last_date),
    )


def find_changed_findings(
    settings: Settings,
    entries: Iterable[ConceptEntry],
    entry_pairs: Sequence[EntryBeforeAndAfter],
    units: Sequence[TranslationUnit],
) -> list[ChangedFinding]:
    """Find the findings about terms that a change lets appear or vanish.

    `entries`: the whole termbase as it is.
    """
    if not units:
        return []
    changed_ids = {
        entry.id
        for entry_pair in entry_pairs
        for entry in entry_pair
        if entry is not None
    }
    unchanged_entries = [
        entry
        for entry in _choose_entries_with_words_of_units(entries, units)
        if entry.id not in changed_ids
    ]
    old_entries = [old_entry for old_entry, _ in entry_pairs if old_entry is not None]
    new_entries = [new_entry for _, new_entry in entry_pairs if new_entry is not None]
    plan = make_plan(settings.checks, _TERM_CHECKS)
    changed_findings: list[ChangedFinding] = []
    for locales, language_units in _group_by_languages(units).items():
        old_findings_by_index, new_findings_by_index = (
            _check_units(
                _open_session(
                    plan, [*unchanged_entries, *entries_before_or_after], locales
                ),
                language_units,
            )
            for entries_before_or_after in (old_entries, new_entries)
        )
        for unit_index, unit in enumerate(language_units):
            old_findings = old_findings_by_index.get(unit_index, [])
            new_findings = new_findings_by_index.get(unit_index, [])
            changed_findings += [
                *(
                    _make_changed_finding(finding, unit, True)
                    for finding in _list_unmatched_findings(new_findings, old_findings)
                ),
                *(
                    _make_changed_finding(finding, unit, False)
                    for finding in _list_unmatched_findings(old_findings, new_findings)
                ),
            ]
    return changed_findings


def _open_session(
    plan: CheckPlan, entries: Sequence[ConceptEntry], locales: tuple[Locale, Locale]
) -> CheckSession:
    """Open a session of checks with some entries as its termbase."""
    source_locale, target_locale = locales
    known_terms = KnownTerms.build(
        entries,
        target_locale,
        source_locale,
        starter_concept_ids=read_starter_concept_ids(),
    )
    return CheckSession(
        plan, Context(target_locale, source_locale, known_terms, options=plan.options)
    )


def _list_unmatched_findings(
    findings: Iterable[Finding], other_findings: Iterable[Finding]
) -> Iterator[Finding]:
    """List the findings that have no equal among known ones, each equal once."""
    other_counts = Counter(map(_make_finding_key, other_findings))
    for finding in findings:
        finding_key = _make_finding_key(finding)
        if other_counts[finding_key]:
            other_counts[finding_key] -= 1
        else:
            yield finding


def choose_sample(findings: Sequence[ChangedFinding]) -> tuple[ChangedFinding, ...]:
    """Choose findings to show: as many that vanish as appear, if there are so many."""
    appearing_findings = [finding for finding in findings if finding.appears]
    vanishing_findings = [finding for finding in findings if not finding.appears]
    half_count = _MAX_SHOWN_FINDINGS // 2
    shown_count = max(half_count, _MAX_SHOWN_FINDINGS - len(vanishing_findings))
    shown_findings = appearing_findings[:shown_count]
    return (
        *shown_findings,
        *vanishing_findings[: _MAX_SHOWN_FINDINGS - len(shown_findings)],
    )


def _choose_entries_with_words_of_units(
    entries: Iterable[ConceptEntry], units: Sequence[TranslationUnit]
) -> Iterator[ConceptEntry]:
    """Choose the entries of which a term begins with a word of the units."""
    texts = [side.text for unit in units for side in (unit.source, unit.target) if side]
    folded_text = fold_text("\n".join(texts))
    for entry in entries:
        for term in entry.terms:
            words = fold_text(term.text).split()
            if words and words[0] in folded_text and words[-1] in folded_text:
                yield entry
                break


def _group_by_languages(
    units: Iterable[TranslationUnit],
) -> Mapping[tuple[Locale, Locale], list[TranslationUnit]]:
    units_by_languages: dict[tuple[Locale, Locale], list[TranslationUnit]] = {}
    for unit in units:
        if unit.target is not None:
            languages = (
                Locale.parse(unit.source.locale.language),
                Locale.parse(unit.target.locale.language),
            )
            if languages[0] != languages[1]:
                units_by_languages.setdefault(languages, []).append(unit)
    return units_by_languages


def _check_units(
    session: CheckSession, units: Sequence[TranslationUnit]
) -> Mapping[int, list[Finding]]:
    """Check units one by one; the findings by the index of the unit."""
    context = session.context
    units_to_check: list[Unit] = []
    for unit_index, unit in enumerate(units):
        # Out of its article, since checks of documents are not about the change.
        origin = replace(unit.origin, article=None, position=None)
        unit_to_check = make_unit(
            replace(unit, origin=origin),
            source_locale=context.source_locale,
            target_locale=context.target_locale,
            unit_id=str(unit_index),
        )
        if unit_to_check is not None:
            units_to_check.append(unit_to_check)
    findings_by_index: dict[int, list[Finding]] = {}
    for finding in session.check(units_to_check):
        findings_by_index.setdefault(int(finding.unit), []).append(finding)
    return findings_by_index


def _make_finding_key(finding: Finding) -> _FindingKey:
    return finding.check, finding.message, finding.quote


def _make_changed_finding(
    finding: Finding, unit: TranslationUnit, appears: bool
) -> ChangedFinding:
    assert unit.target is not None
    return ChangedFinding(
        appears,
        finding.check,
        finding.severity,
        {
            language: translate_finding(finding, language).message
            for language in LANGUAGES
        },
        unit.key.hex(),
        unit.source.locale.tag,
        unit.source.text,
        unit.target.locale.tag,
        unit.target.text,
        make_text_offsets(finding.source_span),
        make_text_offsets(finding.target_span),
        unit.origin,
    )
