"""Which terms of a source its target must have, in what form of their words."""

import re
from functools import lru_cache

from checks.engine.unit import Context, Unit
from checks.terms.foreign_states import is_abroad
from glossary.entries.entry import PERSON, ConceptEntry, TermHit
from glossary.forms.person_names import may_be_person_name
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.stem import stem
from tm.text.words import read_lower_words

_GEOGRAPHY = "geo"
"""Subject fields of country names begin so: text refers back to them in many ways."""
_STOPS = ".!?…:;"
_WORD_AFTER = re.compile(r" ([^\W\d_]+)")


def is_required(hit: TermHit, unit: Unit, context: Context) -> bool:
    """Whether a term of a source may not be left out or paraphrased.

    Countries are named in many ways. Of a user's own termbase any other term counts,
    but for an office right before a name (`Tổng thống Trump`) and a syllable that has
    its capital from the beginning of the sentence (`Anh`). The concepts that come with
    Padanan are words of any text: of these, of derived titles and of persons only names
    of several words count, where the source writes them as names. Of the starter's
    offices and bodies, which are Vietnam's, none counts that is of another state there:
    it may have a name of its own (`Quốc hội Indonesia`, DPR); nor does an office that
    a Vietnamese source gives to a foreigner (`Bộ trưởng Y tế Jeane Freeman`).
    """
    if not may_be_required(hit, context):
        return False
    readings = (hit, *hit.others)
    if not any(_counts(reading, unit.source_text, context) for reading in readings):
        return False
    # Asked last, since it takes longest.
    return not (
        is_of_another_state(hit, unit, context)
        or _is_of_foreigner(hit, unit.source_text, context)
    )


def may_be_required(hit: TermHit, context: Context) -> bool:
    """Whether the same may be said in any text: it depends on the term alone."""
    readings = (hit, *hit.others)
    return not any(_is_country(reading.entry) for reading in readings) and any(
        _may_count(reading, context) for reading in readings
    )


def is_of_another_state(hit: TermHit, unit: Unit, context: Context) -> bool:
    """Whether a starter's office or body is, in the source, of another state."""
    if hit.entry.id not in context.terms.starter or _is_country(hit.entry):
        return False
    return _is_abroad(hit, unit.source_text)


def is_inflected_in(text: str, term: str, locale: Locale) -> bool:
    """Whether a text has another form of the words of a term: `memeriksa`, `periksa`.

    What has a capital is a name, of which a form is another one: `Menteri Luar Negeri`
    is no form of `Kementerian Luar Negeri`.
    """
    if not term.islower():
        return False
    term_stems = _stems_of_term(term, locale)
    return f" {term_stems} " in f" {_stems(text, locale)} "


@lru_cache(maxsize=256)
def _stems(text: str, locale: Locale) -> str:
    """The words less their affixes; a target is asked for once for each term."""
    return " ".join(_root(word, locale.language) for word in read_lower_words(text))


_stems_of_term = lru_cache(maxsize=1 << 14)(_stems.__wrapped__)


def _root(word: str, language: str) -> str:
    """What is left when nothing more can be taken off: of `periksa` as of others."""
    while (shorter := stem(word, language)) != word:
        word = shorter
    # Which may have been taken for a suffix: `berinvestasi`, `investasi`.
    return word.removesuffix("i")


def _counts(hit: TermHit, text: str, context: Context) -> bool:
    if _is_of_any_text(hit.entry, context):
        return _may_count(hit, context) and _is_written_as_name(hit, text)
    if not _is_single(hit):
        return True
    term = hit.term.text
    if " " not in term and _begins_with_capital(text, hit.start):
        return term[0].islower()
    return not (text[hit.end :].lstrip()[:1].isupper() and _is_office(hit, context))


def _may_count(hit: TermHit, context: Context) -> bool:
    """Whether a term is not one of any text, or a name of several words."""
    if not _is_of_any_text(hit.entry, context):
        return True
    return any(map(str.isupper, hit.term.text)) and not _is_single(hit)


def _is_of_any_text(entry: ConceptEntry, context: Context) -> bool:
    if entry.id in context.terms.starter or entry.composed:
        return True
    return entry.subject_field == PERSON


def _is_written_as_name(hit: TermHit, text: str) -> bool:
    """Whether a term has a capital other than that with which a sentence begins."""
    first = 1 if _begins_with_capital(text, hit.start) else 0
    return any(map(str.isupper, text[hit.start + first : hit.end]))


def _is_of_foreigner(hit: TermHit, text: str, context: Context) -> bool:
    """Whether a name that is not Vietnamese follows a starter's term in Vietnamese.

    Other languages write other words with capitals: `Ministry of Health Spokesperson`.
    """
    if hit.entry.id not in context.terms.starter or hit.term.locale.language != "vi":
        return False
    word_after = _WORD_AFTER.match(text, hit.end)
    name = word_after[1] if word_after else ""
    return name.istitle() and name.isascii() and not may_be_person_name(name, "vi")


def _is_abroad(hit: TermHit, text: str) -> bool:
    return is_abroad(Span(hit.start, hit.end), text, hit.term.locale)


def _is_country(entry: ConceptEntry) -> bool:
    return (entry.subject_field or "").startswith(_GEOGRAPHY) or entry.id.startswith(
        _GEOGRAPHY
    )


def _is_single(hit: TermHit) -> bool:
    """Whether a term is one word; two syllables are one word of Vietnamese."""
    most_spaces = 1 if hit.term.locale.language == "vi" else 0
    return hit.term.text.count(" ") <= most_spaces


def _begins_with_capital(text: str, start: int) -> bool:
    preceding_text = text[:start].rstrip(" \t\n\"'“‘«([")
    return text[start].isupper() and (
        not preceding_text or preceding_text[-1] in _STOPS
    )


def _is_office(hit: TermHit, context: Context) -> bool:
    """Whether either language calls an office so."""
    office_words = context.language.offices
    if context.source_language is not None:
        office_words |= context.source_language.offices
    named = (hit.term.text, *hit.entry.preferred(context.target))
    return any(word in office_words for text in named for word in text.lower().split())
