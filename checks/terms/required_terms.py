"""The source terms that the target must have, and whether it has them."""

import re
from collections.abc import Sequence

from checks.engine.unit import Context, Unit
from checks.terms.concept_presence import (
    SearchedText,
    has_other_form,
    strip_generic_noun,
)
from checks.terms.foreign_states import HOME_COUNTRY, is_foreign_title, split_country
from checks.text.language_words import Language, read_language
from checks.text.phrase_search import contains_words
from checks.text.territory_names import list_named_territories, read_territory_names
from glossary.entries.entry import PERSON_FIELD, ConceptEntry, TermHit
from glossary.forms.person_names import may_be_person_name
from tm.finding import Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.stem import stem_word
from tm.text.word_pattern import LETTER_CLASS
from tm.text.words import read_lower_words, read_word_set

_GEOGRAPHY_PREFIX = "geo"
"""The beginning of the subject fields of countries, which texts name in many ways."""
_PLACE_PREFIX = "place"
"""The beginning of the ids of places."""
_DISTRICT_FIELD = "local"
"""The subject field of the parts of a province, and their offices."""
_SENTENCE_ENDS = ".!?…:;"
_FOREIGN_NAME_PATTERN = re.compile(r"(?<= )[A-Z][a-z]{3,}\b")
_VIETNAMESE_NAME_PATTERN = re.compile(r"(?:(?<!\w)[^\W\d_a-z]\w+ ){1,3}[^\W\d_a-z]\w+")
"""Two to four words with capitals; more than names match, as `đ` is no `a-z`."""
_MAX_LETTERS_TO_ACRONYM = 60
"""How many letters after a term the acronym of a longer name is searched in."""
_CAPITALISED_WORD_PATTERN = re.compile(r" [A-Z][a-z]| and [A-Z][a-z]+\b(?! of )")
_ACRONYM_OF_LONGER_NAME_PATTERN = re.compile(
    rf"(?: {LETTER_CLASS}+){{1,6}}\s?[,(–-]+\s?(?:the )?([A-Z]{{3,}})\b"
)
"""More words of a name, and its acronym: ` nuclear watchdog, the IAEA`."""
_ACRONYM_PATTERN = re.compile(r"\b[A-Z]{3,}\b")
_MIN_TERM_WORDS = 3
"""The fewest words of a term that show it in any order, and letters of its acronym."""
_FOLLOWING_WORD_PATTERN = re.compile(rf" ({LETTER_CLASS}+)")


def is_required_term(hit: TermHit, unit: Unit, context: Context) -> bool:
    """Whether a term of a source may not be left out or paraphrased.

    Countries are never required, since they are named in many ways. Any other term of
    a user's own termbase is, except an office right before a name (`Tổng thống Trump`)
    and a syllable with a capital at the beginning of a sentence (`Anh`). Of concepts of
    the starter termbase, derived titles and persons only names of several words are
    required, where the source writes them as names. The starter's offices and bodies
    are Vietnamese: not required are those of another state, which may have a name of
    its own (`Quốc hội Indonesia`, DPR), and an office that a Vietnamese source gives to
    a foreigner (`Bộ trưởng Y tế Jeane Freeman`).
    """
    if not may_be_required_term(hit, context):
        return False
    readings = (hit, *hit.other_readings)
    if not any(
        _is_required_meaning(reading, unit.source_text, context) for reading in readings
    ):
        return False
    # Last, since these take longest.
    return not (
        belongs_to_another_state(hit, unit, context)
        or _is_followed_by_foreign_name(hit, unit.source_text, context)
        or _is_part_of_longer_name(hit, unit, context)
        or _is_next_to_foreign_names(hit, unit.source_text, context)
    )


def may_be_required_term(hit: TermHit, context: Context) -> bool:
    """Whether a term may be required in some text, judged by the term alone."""
    readings = (hit, *hit.other_readings)
    return not any(_is_country(reading.entry) for reading in readings) and any(
        _may_be_required_reading(reading, context) for reading in readings
    )


def belongs_to_another_state(hit: TermHit, unit: Unit, context: Context) -> bool:
    """Whether the source gives an office or body of the starter to another state."""
    if hit.entry.id not in context.terms.starter_concept_ids or _is_country(hit.entry):
        return False
    if _is_foreign_district(hit, unit.source_text, context.cache):
        return True
    if _is_place_abroad(hit, unit.source_text, context.cache):
        return True
    return _is_title_of_foreign_country(hit, unit.source_text, context.cache)


def has_rendering(
    hit: TermHit,
    preferred_texts: Sequence[str],
    searched_target: SearchedText,
    target_hits: Sequence[TermHit],
    unit: Unit,
    context: Context,
) -> bool:
    """Whether the target has a term of a hit, perhaps shortened or in another form."""
    source_name = unit.source_text[hit.start : hit.end]
    accepted_texts = [
        *preferred_texts,
        *(
            text
            for preferred_text in preferred_texts
            if (text := strip_generic_noun(source_name, preferred_text))
        ),
    ]
    names_with_country_codes = {
        split_country(text, context.target_locale, context.cache)
        for text in accepted_texts
    }
    return (
        any(
            text in searched_target
            for text in (
                *accepted_texts,
                *(text for text, _ in names_with_country_codes),
            )
        )
        or has_other_form(
            (hit, *hit.other_readings),
            names_with_country_codes,
            target_hits,
            unit,
            context,
        )
        or any(
            _is_inflected_or_paraphrased(text, hit, unit, context)
            for text in accepted_texts
        )
    )


def _is_inflected_or_paraphrased(
    term_text: str, hit: TermHit, unit: Unit, context: Context
) -> bool:
    """Whether the target has a term in another form.

    Inflected; or, for a term of the starter glossary, with other words between its own.
    """
    return contains_inflected_term(
        unit.target, term_text, context.target_locale, context.cache
    ) or (
        is_exempt_concept(hit.entry, context)
        and contains_paraphrased_term(unit.target, term_text, context.language)
    )


def contains_inflected_term(
    text: str, term_text: str, locale: Locale, cache: ResultCache
) -> bool:
    """Whether a text has an inflected form of a term: `memeriksa` for `periksa`.

    Terms with capitals are names, which are not inflected: `Menteri Luar Negeri` is
    another name than `Kementerian Luar Negeri`.
    """
    if not term_text.islower():
        return False
    term_stem_text = cache.call(_join_stems, term_text, locale)
    return f" {term_stem_text} " in f" {cache.call(_join_stems, text, locale)} "


def contains_paraphrased_term(text: str, term_text: str, language: Language) -> bool:
    """Whether a text has all words of a term but general ones, or its acronym.

    `Director of the An Giang Department of Health` has those of `Director of the
    provincial Department of Health`, and `HCDC` is a `Centre for Disease Control`.
    """
    term_words = {
        word
        for word in read_lower_words(term_text)
        if word not in language.function_words
        and word not in language.general_term_words
    }
    if len(term_words) >= _MIN_TERM_WORDS and term_words <= read_word_set(text):
        return True
    initials = "".join(word[0] for word in term_text.split() if word[0].isupper())
    return len(initials) >= _MIN_TERM_WORDS and any(
        initials in acronym for acronym in _ACRONYM_PATTERN.findall(text)
    )


def _join_stems(text: str, locale: Locale) -> str:
    """Join the words of a text without their affixes."""
    return " ".join(
        _strip_affixes(word, locale.language) for word in read_lower_words(text)
    )


def _strip_affixes(word: str, language_tag: str) -> str:
    """Strip affixes from a word until none is left."""
    while (shorter_word := stem_word(word, language_tag)) != word:
        word = shorter_word
    # The stemmer may take a final `i` for a suffix: `berinvestasi`, `investasi`.
    return word.removesuffix("i")


def _is_required_meaning(hit: TermHit, text: str, context: Context) -> bool:
    """Whether one meaning of a hit must be in the target."""
    if is_exempt_concept(hit.entry, context):
        return _may_be_required_reading(hit, context) and _is_written_as_name(hit, text)
    if not _is_single_word(hit):
        return True
    term = hit.term.text
    if " " not in term and _starts_sentence_with_capital(text, hit.start):
        return term[0].islower()
    return not (text[hit.end :].lstrip()[:1].isupper() and _is_office(hit, context))


def _may_be_required_reading(hit: TermHit, context: Context) -> bool:
    """Whether a term is the user's own, or a name of several words."""
    if not is_exempt_concept(hit.entry, context):
        return True
    return any(map(str.isupper, hit.term.text)) and not _is_single_word(hit)


def is_exempt_concept(entry: ConceptEntry, context: Context) -> bool:
    """Whether a concept comes with Padanan, is composed or is a person."""
    if entry.id in context.terms.starter_concept_ids or entry.composed:
        return True
    return entry.subject_field == PERSON_FIELD


def _is_written_as_name(hit: TermHit, text: str) -> bool:
    """Whether a term has its capitals, not only that of the start of a sentence.

    `Bộ y tế` may be that of any country, `Bộ Y tế` is Vietnam's.
    """
    skipped_letter_count = 1 if _starts_sentence_with_capital(text, hit.start) else 0
    surface = text[hit.start + skipped_letter_count : hit.end]
    return any(map(str.isupper, surface)) and _count_capitals(
        surface
    ) >= _count_capitals(hit.term.text[skipped_letter_count:])


def _count_capitals(text: str) -> int:
    return sum(map(str.isupper, text))


def _is_followed_by_foreign_name(hit: TermHit, text: str, context: Context) -> bool:
    """Whether a foreign name follows a Vietnamese term of the starter.

    Other languages write other words with capitals: `Ministry of Health Spokesperson`.
    """
    if (
        hit.entry.id not in context.terms.starter_concept_ids
        or hit.term.locale.language != "vi"
    ):
        return False
    following_word_match = _FOLLOWING_WORD_PATTERN.match(text, hit.end)
    following_word = following_word_match[1] if following_word_match else ""
    return (
        following_word.istitle()
        and following_word.isascii()
        and not may_be_person_name(following_word, "vi")
    )


def _is_next_to_foreign_names(hit: TermHit, text: str, context: Context) -> bool:
    """Whether a Vietnamese text gives an office or body of the starter to foreigners.

    It has a name that is no Vietnamese one (Scotland, Brexit) or names another state,
    does not name Vietnam and has no Vietnamese person.
    """
    locale = hit.term.locale
    if hit.entry.id not in context.terms.starter_concept_ids or locale.language != "vi":
        return False
    country_codes = {
        code for code, _ in list_named_territories(text, locale, context.cache)
    }
    has_foreign_name = bool(country_codes) or not all(
        may_be_person_name(word, "vi") for word in _FOREIGN_NAME_PATTERN.findall(text)
    )
    if HOME_COUNTRY in country_codes or not has_foreign_name:
        return False
    text_without_hit = f"{text[: hit.start]};{text[hit.end :]}"
    territory_names = read_territory_names(locale)
    if territory_names is not None:
        text_without_hit = territory_names.remove_names(text_without_hit, context.cache)
    return not any(
        all(may_be_person_name(word, "vi") for word in name.split())
        for name in _VIETNAMESE_NAME_PATTERN.findall(text_without_hit)
        if not name.isascii()
    )


def _is_part_of_longer_name(hit: TermHit, unit: Unit, context: Context) -> bool:
    """Whether a body of the starter only begins the name of another one.

    An acronym after it shows that, if the target keeps it: `the United Nations nuclear
    watchdog, the IAEA`; in English a capital does: `United Nations Environment Fund`.
    """
    if hit.entry.id not in context.terms.starter_concept_ids:
        return False
    following_text = unit.source_text[hit.end : hit.end + _MAX_LETTERS_TO_ACRONYM]
    if hit.term.locale.language == "en" and _CAPITALISED_WORD_PATTERN.match(
        following_text
    ):
        return True
    acronym_match = _ACRONYM_OF_LONGER_NAME_PATTERN.match(following_text)
    return acronym_match is not None and contains_words(acronym_match[1], unit.target)


def _is_title_of_foreign_country(hit: TermHit, text: str, cache: ResultCache) -> bool:
    return is_foreign_title(Span(hit.start, hit.end), text, hit.term.locale, cache)


def _is_foreign_district(hit: TermHit, text: str, cache: ResultCache) -> bool:
    """Whether a kind of district is no Vietnamese one, as in an English source.

    The starter has Vietnam's kinds; of another language's source it is only certain
    where the text names Vietnam.
    """
    locale = hit.term.locale
    if hit.entry.subject_field != _DISTRICT_FIELD or locale.language == "vi":
        return False
    if not hit.term.text.islower():
        return False
    country_codes = {code for code, _ in list_named_territories(text, locale, cache)}
    return HOME_COUNTRY not in country_codes


def _is_place_abroad(hit: TermHit, text: str, cache: ResultCache) -> bool:
    """Whether a place of the starter is another one, since only other states are named.

    `tỉnh Hà Nam, miền Trung Trung Quốc` is Henan.
    """
    if not hit.entry.id.startswith(_PLACE_PREFIX):
        return False
    country_codes = {
        code for code, _ in list_named_territories(text, hit.term.locale, cache)
    }
    return bool(country_codes) and HOME_COUNTRY not in country_codes


def _is_country(entry: ConceptEntry) -> bool:
    return (entry.subject_field or "").startswith(
        _GEOGRAPHY_PREFIX
    ) or entry.id.startswith(_GEOGRAPHY_PREFIX)


def _is_single_word(hit: TermHit) -> bool:
    """Whether a term is one word; of at most two syllables if these are apart."""
    max_space_count = 1 if read_language(hit.term.locale).writes_syllables_apart else 0
    return hit.term.text.count(" ") <= max_space_count


def _starts_sentence_with_capital(text: str, start: int) -> bool:
    preceding_text = text[:start].rstrip(" \t\n\"'“‘«([")
    return text[start].isupper() and (
        not preceding_text or preceding_text[-1] in _SENTENCE_ENDS
    )


def _is_office(hit: TermHit, context: Context) -> bool:
    """Whether a term has a word for an office, in either language."""
    office_words = context.language.office_words
    if context.source_language is not None:
        office_words |= context.source_language.office_words
    term_texts = (hit.term.text, *hit.entry.list_preferred_texts(context.target_locale))
    return any(
        word in office_words for text in term_texts for word in text.lower().split()
    )
