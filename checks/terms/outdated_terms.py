"""Checks of outdated and deprecated terms, which need no source."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, partial
from textwrap import shorten

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import unit_meets
from checks.engine.unit import Context, Unit, list_related_ids
from checks.language_data import read_table
from checks.terms.foreign_states import (
    HOME_COUNTRY,
    is_before_foreign_holder,
    is_before_vietnamese_name,
    is_foreign_title,
)
from checks.terms.term_fixes import fit_first_letter, fit_term
from checks.terms.term_prefilters import find_target_terms
from checks.text.language_words import split_phrases
from checks.text.territory_names import list_named_territories
from glossary.entries.entry import PERSON_FIELD, ConceptEntry, TermHit, TermStatus
from glossary.entries.period import get_first_day, get_last_day
from tm.finding import Finding, Severity, Span
from tm.match.match_fault import MatchFault
from tm.result_cache import lazy_constant
from tm.text.word_pattern import LETTERS_PATTERN

_YEAR_PATTERN = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_MAX_PRECEDING_LETTERS = 40
_MAX_NOTE_LENGTH = 120
_MAX_PRECEDING_WORDS = 3
"""How many words before a title are searched for `former` and the like."""

_MESSAGE_KEY_BY_REPLACEMENT_AND_NOTE = {
    (False, False): "ended",
    (True, False): "ended_use",
    (False, True): "ended_note",
    (True, True): "ended_use_note",
}
"""Keys of the message, by whether there is a replacement, and a note."""

_MIN_SPELLING_SIMILARITY = 0.75
_MIN_ACRONYM_LETTERS = 3
"""How many letters an abbreviation has at least; shorter ones mean many things."""
_PLACE_FIELD_PREFIXES = ("geo", "place", "province")
"""The beginnings of the subject fields of places."""
_STATE_FIELDS = (
    "court",
    "local",
    "military",
    "ministry",
    "office",
    "party",
    "police",
    "state",
)
"""The beginnings of the subject fields of offices and bodies of Vietnam."""


def _is_dated_with_terms(unit: Unit, context: Context) -> bool:
    """Whether the document has a date, and the target a term."""
    return bool(unit.published and find_target_terms(unit, context))


@check(
    "term.outdated",
    level=Level.ONE,
    severity=Severity.WARNING,
    unsafe_fixes=True,
    prefilter=unit_meets(_is_dated_with_terms),
    match_fault=MatchFault.OUTDATED_TERM,
)
def find_outdated_term(unit: Unit, context: Context) -> Iterator[Finding]:
    """A name or title was replaced before the document was published.

    The check needs a date of the document, and an end date of the term or its concept.
    It ignores terms after `mantan` and the like, terms with a year of their time in the
    text, a body that the source names by its old name, too, and words for levels of
    administration, such as `distrik`, which place.abolished reports.
    """
    publication_day = (unit.published or "")[:10]
    if not publication_day or context.terms.target_finder is None:
        return
    for hit in context.terms.target_finder.find(unit.target, includes_wrong_forms=True):
        if hit.term.forbidden or any(
            not _find_end_date(alternative_hit, publication_day)
            for alternative_hit in (hit, *hit.other_readings)
        ):
            continue
        if hit.term.text.lower() in _read_level_words(context.target_locale.language):
            continue  # any country has districts; place.abolished knows Vietnam's
        end_date = _find_end_date(hit, publication_day) or ""
        if _speaks_of_past(
            unit.target, hit, end_date, publication_day, context
        ) or _is_reported_elsewhere(unit, hit, publication_day, context):
            continue
        replacement = _find_replacement(hit, publication_day, context)
        note_line = _read_first_note_line(hit, publication_day)
        yield Finding(
            _MESSAGE_KEY_BY_REPLACEMENT_AND_NOTE[bool(replacement), bool(note_line)],
            Span(hit.start, hit.end),
            arguments={
                "term": hit.term.text,
                "end": end_date,
                "preferred": replacement or "",
                "note": note_line or "",
            },
            fix=fit_term(hit, replacement, unit, context)
            if replacement and hit.match_kind in ("exact", "case")
            else None,
        )


@lazy_constant
def _read_level_words(language_tag: str) -> frozenset[str]:
    """Read the words for levels of administration: province, district."""
    levels = read_table(language_tag, "place_levels.toml")["levels"]
    return frozenset(
        word for words_text in levels.values() for word in split_phrases(words_text)
    )


def _find_end_date(hit: TermHit, day: str) -> str | None:
    """Find the end of the term or its concept, if it was before a day."""
    for end_date in (hit.term.valid_to, hit.entry.valid_to):
        if end_date and get_last_day(end_date) < get_first_day(day):
            return end_date
    return None


def _speaks_of_past(
    text: str, hit: TermHit, end_date: str, publication_day: str, context: Context
) -> bool:
    """Whether the text says `former` or of a merger, or names a year of that time."""
    text_before = text[max(0, hit.start - _MAX_PRECEDING_LETTERS) : hit.start].lower()
    preceding_words, language = LETTERS_PATTERN.findall(text_before), context.language
    next_words = LETTERS_PATTERN.findall(text[hit.end :].lower())[:1]
    return (
        not language.former_words.isdisjoint(preceding_words[-_MAX_PRECEDING_WORDS:])
        or not language.following_former_words.isdisjoint(next_words)
        or language.tells_of_merger(text, hit.end)
        or any(
            year <= end_date[:4] and year < publication_day[:4]
            for year in _YEAR_PATTERN.findall(text)
        )
    )


def _is_reported_elsewhere(
    unit: Unit, hit: TermHit, publication_day: str, context: Context
) -> bool:
    """Whether another check reports the term, or the source uses it, too."""
    if not unit.source or context.terms.source_finder is None:
        return False
    source_names_concept = any(
        reading.entry.id == hit.entry.id
        for source_hit in context.terms.source_finder.find(unit.source)
        for reading in (source_hit, *source_hit.other_readings)
    )
    # Where the source names the concept, `term.variant` reports superseded terms.
    return source_names_concept and (
        _has_concept_ended(hit, publication_day)
        or hit.term.status is not TermStatus.PREFERRED
    )


def _has_concept_ended(hit: TermHit, publication_day: str) -> bool:
    return get_last_day(hit.entry.valid_to) < get_first_day(publication_day)


def _read_first_note_line(hit: TermHit, publication_day: str) -> str:
    """Read the first line of the note on the ended term or concept, if any."""
    concept_note = hit.entry.note if _has_concept_ended(hit, publication_day) else None
    note_lines = (hit.term.note or concept_note or "").splitlines()
    return (
        shorten(note_lines[0], _MAX_NOTE_LENGTH, placeholder=" …") if note_lines else ""
    )


def _find_replacement(
    hit: TermHit, publication_day: str, context: Context
) -> str | None:
    """Find the only preferred term of the concept or of its successors."""
    entries: Iterable[ConceptEntry] = (hit.entry,)
    if _has_concept_ended(hit, publication_day):
        entries = context.terms.successors_by_concept.get(hit.entry.id, ())
    preferred_texts = {
        term.text
        for entry in entries
        for term in entry.list_terms_in(context.target_locale)
        if term.status is TermStatus.PREFERRED
        and get_last_day(term.valid_to) >= get_first_day(publication_day)
    }
    return preferred_texts.pop() if len(preferred_texts) == 1 else None


@dataclass(slots=True)
class _FormUses:
    """The uses of one deprecated form in a document."""

    entry: ConceptEntry
    units_with_spans: list[tuple[Unit, Span]] = field(default_factory=list)


@check(
    "term.deprecated",
    level=Level.DOCUMENT,
    severity=Severity.INFO,
    yields_to=("style.rule", "place.mixed", "place.abolished"),
)
def find_deprecated_terms(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A deprecated term stands in a text whose source is not known.

    The check reports this once for each document and form, with its count. It ignores
    forms that are also right for another concept, offices and bodies of other states,
    any offices and bodies in a document that does not mention Vietnam, places in a
    longer name (`Viet Nam News`), and words for levels of administration alone, without
    their preferred word. With a source, `term.variant` reports the term. The severity
    is `info`, since some clients want such a form; a profile of your own may raise it.
    """
    if context.terms.target_finder is None:
        return
    uses_by_form: dict[str, _FormUses] = {}
    is_home_mentioned = cache(partial(_is_home_mentioned, units, context))
    for unit in units:
        if unit.source:
            continue
        for hit in context.terms.target_finder.find_split_titles(
            unit.target, includes_wrong_forms=True
        ):
            if (
                _is_deprecated(hit)
                and _means_concept(hit, unit, context)
                and (
                    not _is_vietnamese_starter_term(hit, context) or is_home_mentioned()
                )
                and _is_mixed_if_level_word(hit, units, context)
            ):
                uses = uses_by_form.setdefault(hit.term.text, _FormUses(hit.entry))
                uses.units_with_spans.append((unit, Span(hit.start, hit.end)))
    for form, uses in uses_by_form.items():
        first_unit, first_span = uses.units_with_spans[0]
        replacement = _choose_usable_text(form, uses.entry, context)
        if replacement is None:
            continue
        use_count = len(uses.units_with_spans)
        yield Finding(
            "once" if use_count == 1 else "several",
            first_span,
            arguments={
                "term": form,
                "preferred": fit_first_letter(
                    replacement, form, first_span.of(first_unit.target)
                ),
                "count": use_count,
            },
            checked_unit=first_unit,
            related=list_related_ids(
                unit for unit, _ in uses.units_with_spans if unit is not first_unit
            ),
        )


def _is_mixed_if_level_word(
    hit: TermHit, units: Iterable[Unit], context: Context
) -> bool:
    """Whether a term is no word for a level, or the page has the word to use, too.

    A page with `distrik` throughout follows the style of its publisher.
    """
    if (
        hit.entry.id not in context.terms.starter_concept_ids
        or hit.term.text.lower()
        not in _read_level_words(context.target_locale.language)
    ):
        return True
    page_text = " ".join(unit.target.lower() for unit in units)
    return any(
        text.lower() in page_text
        for text in hit.entry.list_preferred_texts(context.target_locale)
    )


def _is_vietnamese_starter_term(hit: TermHit, context: Context) -> bool:
    """Whether a hit is an office, body or place of the starter termbase.

    They are Vietnam's, or named as in Vietnam: Laut Timur. Words for kinds of places
    are told by the name that follows. So are other terms whose deprecated form is
    another word, and no spelling of the one to use: Arahan, Perancis.
    """
    subject_field = hit.entry.subject_field or ""
    if hit.entry.id not in context.terms.starter_concept_ids:
        return False
    if subject_field.startswith("local"):
        return False
    return subject_field.startswith((*_STATE_FIELDS, "place")) or not any(
        _is_spelling_of(hit.term.text, preferred_text)
        for preferred_text in hit.entry.list_preferred_texts(context.target_locale)
    )


def _is_spelling_of(form: str, preferred_text: str) -> bool:
    """Whether a form is nearly the term to use: Perancis for Prancis."""
    return (
        len(form.split()) == len(preferred_text.split())
        and SequenceMatcher(None, form.lower(), preferred_text.lower()).ratio()
        >= _MIN_SPELLING_SIMILARITY
    )


def _is_home_mentioned(units: Iterable[Unit], context: Context) -> bool:
    """Whether a document mentions Vietnam, so that offices may be Vietnam's."""
    return any(
        code == HOME_COUNTRY
        for unit in units
        for code, _ in list_named_territories(
            unit.target, context.target_locale, context.cache
        )
    )


def _choose_usable_text(form: str, entry: ConceptEntry, context: Context) -> str | None:
    """Choose the term to use: the preferred one, or a short one for a short form.

    `Komite Sentral` for `Komite Pusat`, not `Komite Sentral Partai`.
    """
    preferred_texts = entry.list_preferred_texts(context.target_locale)
    if not preferred_texts:
        return None
    form_words = form.split()
    admitted_texts = (
        term.text
        for term in entry.list_terms_in(context.target_locale)
        if term.status is TermStatus.ADMITTED
        # `Wamen` is short for `Wakil Menteri`, not part of it.
        and any({*term.text.split()} <= {*text.split()} for text in preferred_texts)
    )
    for text in (*preferred_texts, *admitted_texts):
        words = text.split()
        if len(words) == len(form_words) > 1 and not {*words}.isdisjoint(form_words):
            return text
    return preferred_texts[0]


def _is_deprecated(hit: TermHit) -> bool:
    """Whether a hit has a deprecated form in all its readings, and a certain one.

    Forbidden forms are reported by `term.forbidden`.
    """
    readings = (hit, *hit.other_readings)
    if any(
        reading.term.status is not TermStatus.DEPRECATED
        or reading.term.shared
        or reading.entry.subject_field == PERSON_FIELD  # reported by name.spelling
        for reading in readings
    ) or all(reading.term.forbidden for reading in readings):
        return False
    if len({reading.entry.id for reading in readings}) > 1:
        return False
    if hit.entry.subject_field == "law":
        return False  # a kind of legal document is an ordinary word: Arahan
    return not (hit.term.text.isupper() and len(hit.term.text) < _MIN_ACRONYM_LETTERS)


def _means_concept(hit: TermHit, unit: Unit, context: Context) -> bool:
    """Whether a deprecated form means its concept where it stands."""
    text = unit.target
    surface = text[hit.start : hit.end]
    if hit.match_kind == "case" and surface.islower():
        return False  # a name in lower case is a common noun
    if text[hit.start - 1 : hit.start] == "(" and text[hit.end : hit.end + 1] == ")":
        return False  # the short form that brackets give after a name
    if hit.term.text.lower() in _read_level_words(context.target_locale.language):
        return is_before_vietnamese_name(hit.end, text)
    subject_field = hit.entry.subject_field or ""
    if subject_field.startswith(_PLACE_FIELD_PREFIXES):
        return not _is_followed_by_name(text, hit.end)
    if hit.entry.id not in context.terms.starter_concept_ids:
        return True
    if not subject_field.startswith(_STATE_FIELDS):
        return True
    locale = context.target_locale
    if is_foreign_title(Span(hit.start, hit.end), text, locale, context.cache):
        return False
    office_words = context.language.office_words | context.language.deputy_words
    first_word = hit.term.text.split()[0].lower()
    if first_word in office_words and is_before_foreign_holder(hit.end, text):
        return False
    country_codes = {
        code for code, _ in list_named_territories(text, locale, context.cache)
    }
    return not country_codes or HOME_COUNTRY in country_codes


def _is_followed_by_name(text: str, end: int) -> bool:
    """Whether a word with a capital follows directly."""
    return text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()
