"""Search for a concept in a text: by its term, abbreviation or other forms."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from checks.engine.unit import Context, Unit
from checks.terms.foreign_states import split_country, strip_connectors
from checks.text.language_words import Language, read_language
from checks.text.phrase_search import contains_phrase, has_word_start
from glossary.entries.entry import PERSON_FIELD, USABLE_STATUSES, TermHit
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.normal import fold_text, match_form
from tm.text.word_pattern import WORD_END_PATTERN, WORD_START_PATTERN
from tm.text.words import read_lower_words

_DOTTED_ABBREVIATION_PATTERN = re.compile(r"(?<![\w.])(?:[^\W\d_a-z]\.){2,}")
"""An abbreviation with full stops: `U.N.`."""
_MIN_ROOT_SHARE = 0.75
"""How much of the shorter of two inflected words is in the other one."""
_MIN_BLENDED_LETTERS = 2
"""How many letters of a word are in a blend at least."""
_MIN_NAME_WORDS = 2
"""How many words a name must keep when its body is removed from it."""
_ABBREVIATION_PATTERN = re.compile(r"\b[A-Z]{3,}\b")
_MIN_JOINED_LETTERS = 20
"""How many letters a term must have to be found without spaces."""
_MIN_CONTENT_WORDS = 2
"""How many words a term must have besides words of levels and function words."""
_MIN_COMMON_LETTERS = 4
"""How many first letters the forms of a name have in common: Britania, British."""


def has_other_form(
    source_readings: Sequence[TermHit],
    names_with_country_codes: Collection[tuple[str, str]],
    target_hits: Sequence[TermHit],
    unit: Unit,
    context: Context,
) -> bool:
    """Whether the target has a concept in another form, such as without its country.

    A concept of the starter may also lack its body: `Majelis Umum` for the General
    Assembly of the United Nations.

    `names_with_country_codes`: the preferred terms without their countries, and the
    codes of these; `target_hits`: the terms of the target.
    """
    target_locale, starter_concept_ids = (
        context.target_locale,
        context.terms.starter_concept_ids,
    )
    if _is_kept_name(source_readings, unit, target_locale):
        return True
    if all(reading.entry.subject_field == PERSON_FIELD for reading in source_readings):
        source_name = unit.source_text[
            source_readings[0].start : source_readings[0].end
        ]
        if contains_phrase(source_name.split()[-1], unit.target):
            return True  # President Putin
    surfaces = [unit.target[hit.start : hit.end] for hit in target_hits]
    target = _DOTTED_ABBREVIATION_PATTERN.sub(_remove_full_stops, unit.target)
    target += f"; {target.replace('. ', '.')}"  # TP. HCM
    for reading in source_readings:
        for term in reading.entry.list_terms_in(target_locale):
            if term.status not in USABLE_STATUSES or term.forbidden:
                continue
            if contains_phrase(term.text, target) or has_words_of_term(
                target, term.text, target_locale, context.cache
            ):
                return True
            if not (reading.entry.composed or reading.entry.id in starter_concept_ids):
                continue
            for name_without_body in _iterate_names_without_body(term.text, context):
                longer_surfaces = (
                    surface
                    for surface in surfaces
                    if surface != name_without_body
                    and contains_phrase(name_without_body, surface)
                )
                if contains_phrase(name_without_body, target) and not any(
                    longer_surfaces
                ):
                    return True
    return _has_name_with_country(names_with_country_codes, target_hits, context)


def _has_name_with_country(
    names_with_country_codes: Collection[tuple[str, str]],
    target_hits: Sequence[TermHit],
    context: Context,
) -> bool:
    """Whether the target has a name with the same country, or without any."""
    target_names_with_country_codes = {
        split_country(text, context.target_locale, context.cache)
        for hit in target_hits
        for reading in (hit, *hit.other_readings)
        for text in reading.entry.list_preferred_texts(context.target_locale)
    }
    return any(
        source_name == target_name
        and (
            source_country_code == target_country_code
            or not (source_country_code and target_country_code)
        )
        for source_name, source_country_code in names_with_country_codes
        for target_name, target_country_code in target_names_with_country_codes
    )


def _is_kept_name(
    readings: Sequence[TermHit], unit: Unit, target_locale: Locale
) -> bool:
    """Whether the target keeps a name of the source to which its term adds a noun.

    Vietjet Air, for Hãng hàng không Vietjet.
    """
    name = unit.source_text[readings[0].start : readings[0].end]
    if not contains_phrase(name, unit.target):
        return False
    name_words = {word for word in name.split() if word[0].isupper()}
    return any(
        not name_words.isdisjoint(preferred_text.split())
        for reading in readings
        for preferred_text in reading.entry.list_preferred_texts(target_locale)
    )


def _remove_full_stops(abbreviation_match: re.Match[str]) -> str:
    return abbreviation_match[0].replace(".", "")


def _iterate_names_without_body(name: str, context: Context) -> Iterator[str]:
    """Remove from a name each term that it begins or ends with."""
    name_words = name.split()
    for split_index in range(1, len(name_words)):
        for body_words, remaining_words in (
            (name_words[:split_index], name_words[split_index:]),
            (name_words[split_index:], name_words[:split_index]),
        ):
            name_part = strip_connectors(
                " ".join(remaining_words), context.target_locale
            )
            if name_part.count(" ") + 1 >= _MIN_NAME_WORDS and _is_term(
                " ".join(body_words), context
            ):
                yield name_part


def _is_term(text: str, context: Context) -> bool:
    """Whether a text as a whole is a term of the target language."""
    target_finder = context.terms.target_finder
    return target_finder is not None and any(
        (hit.start, hit.end) == (0, len(text))
        for hit in target_finder.find_split_titles(text)
    )


def strip_generic_noun(name: str, term_text: str) -> str:
    """Remove the generic noun that a term begins with, if the source has none.

    >>> term = "tỉnh Hòa Bình"
    >>> strip_generic_noun("Hoa Binh", term), strip_generic_noun("Hanoi", term)
    ('Hòa Bình', '')
    >>> strip_generic_noun("Hoa Phat", "Tập đoàn Hòa Phát")
    'Hòa Phát'
    """
    term_words, name_words = term_text.split(), name.split()
    word_count = len(name_words)
    if len(term_words) <= word_count:
        return ""
    name_without_noun = " ".join(term_words[-word_count:])
    has_generic_noun = word_count > 1 or term_words[0].islower()
    return (
        name_without_noun
        if has_generic_noun and fold_text(name_without_noun) == fold_text(name)
        else ""
    )


def is_variant_form(form: str, other_form: str) -> bool:
    """Whether two forms are one term: inflected, or a blend of its first syllables.

    >>> is_variant_form("menahan sementara", "penahanan sementara")
    True
    >>> is_variant_form("negosiasi", "perundingan")
    False
    """
    shorter_form, longer_form = sorted((form, other_form), key=len)
    if shorter_form in longer_form or is_blend(shorter_form, longer_form):
        return True
    words, other_words = form.split(), other_form.split()
    if len(words) != len(other_words):
        return False
    return all(
        word == other_word or _have_same_root(word, other_word)
        for word, other_word in zip(words, other_words, strict=True)
    )


def _have_same_root(word: str, other_word: str) -> bool:
    """Whether most letters of the shorter word stand together in the other one."""
    common_length = SequenceMatcher(None, word, other_word).find_longest_match().size
    return common_length >= _MIN_ROOT_SHARE * min(len(word), len(other_word))


def is_blend(word: str, phrase: str) -> bool:
    """Whether a word joins the beginnings of the first words of a phrase.

    >>> is_blend("timnas", "tim nasional"), is_blend("kemlu", "kementerian luar negeri")
    (True, True)
    >>> is_blend("negosiasi", "perundingan damai")
    False
    """
    if " " in word or " " not in phrase:
        return False
    remainders = {word}
    for phrase_word in phrase.split():
        if "" in remainders:
            return True
        remainders = {
            remainder[length:]
            for remainder in remainders
            for length in range(_MIN_BLENDED_LETTERS, len(phrase_word) + 1)
            if phrase_word[:length] == remainder[:length]
        }
    return "" in remainders


class SearchedText:
    """A text in which terms are searched for; results are cached.

    A term is in the text if the text has it, or the abbreviation of its capitals.
    """

    def __init__(self, text: str, cache: ResultCache) -> None:
        self.text = text
        self._cache = cache
        self._match_form = match_form(text)
        self._presence_by_term: dict[str, bool] = {}

    def __contains__(self, term_text: str) -> bool:
        if term_text not in self._presence_by_term:
            term_form, abbreviation_pattern = self._cache.call(
                _read_term_patterns, term_text
            )
            self._presence_by_term[term_text] = has_word_start(
                term_form, self._match_form
            ) or bool(abbreviation_pattern and abbreviation_pattern.search(self.text))
        return self._presence_by_term[term_text]


def is_coined_name(
    text: str, preferred_texts: Iterable[str], searched_source: SearchedText
) -> bool:
    """Whether a name of a country is coined for it: Korut for Korea Utara.

    A name that contains the usual one, as Jerman Barat does, or a word that looks like
    one of the source, may name another country; so may an abbreviation: USSR.
    """
    if _ABBREVIATION_PATTERN.search(searched_source.text):
        return False
    name_form = match_form(text)
    source_beginnings = {
        word[:_MIN_COMMON_LETTERS] for word in match_form(searched_source.text).split()
    }
    return not any(
        has_word_start(match_form(preferred_text), name_form)
        for preferred_text in preferred_texts
    ) and source_beginnings.isdisjoint(
        word[:_MIN_COMMON_LETTERS] for word in name_form.split()
    )


def _read_term_patterns(term_text: str) -> tuple[str, re.Pattern[str] | None]:
    """Read the match form of a term, and a pattern for its abbreviation, if any."""
    term_parts = re.split(r"[\s-]", term_text)
    initials = [term_part[0] for term_part in term_parts if term_part[:1].isupper()]
    if len(initials) < 2:
        return match_form(term_text), None
    abbreviation_pattern_text = "\\.?".join(initials)
    return match_form(term_text), re.compile(
        rf"{WORD_START_PATTERN}{abbreviation_pattern_text}{WORD_END_PATTERN}"
    )


def has_words_of_term(
    text: str, term_text: str, locale: Locale, cache: ResultCache
) -> bool:
    """Whether a text has the words of a term side by side, in any order.

    Not counted are function words, and words for the level of a body, in whose place a
    text may name the body's province. American and British spelling are one.

    >>> english, cache = Locale("en"), ResultCache()
    >>> text = "the Health Ministry's Center for Rice, Tea, and Salt Research"
    >>> has_words_of_term(
    ...     text, "Centre for Rice, Tea and Salt Research", english, cache
    ... )
    True
    >>> has_words_of_term(text, "Ministry of Health", english, cache)
    True
    >>> has_words_of_term(text, "Tea Ministry", english, cache)
    False
    """
    language = read_language(locale)
    term_words = cache.call(_read_content_words, term_text, language)
    word_count = len(term_words)
    if word_count < _MIN_CONTENT_WORDS:
        return False
    text_words = cache.call(_read_content_words, text, language)
    if len(joined_term := "".join(term_words)) >= _MIN_JOINED_LETTERS and (
        joined_term in "".join(text_words)
    ):
        return True  # hydrometeorological, hydro-meteorological
    expected_counts = Counter(term_words)
    return any(
        Counter(text_words[start : start + word_count]) == expected_counts
        for start in range(len(text_words) - word_count + 1)
        if text_words[start] in expected_counts
    )


def _read_content_words(text: str, language: Language) -> Sequence[str]:
    """Read the words of a text that tell a body from others, in one spelling."""
    skipped_words = (
        language.level_words | language.name_connectors | language.function_words
    )
    words = read_lower_words(text.replace("-", " "))
    return [
        _unify_spelling(_strip_suffix(word, language), language)
        for word in words
        if word not in skipped_words
    ]


def _strip_suffix(word: str, language: Language) -> str:
    for suffix in language.suffixes:
        if word.endswith(suffix):
            return word.removesuffix(suffix)
    return word


def _unify_spelling(word: str, language: Language) -> str:
    """Spell a word the first of two ways: centre for center."""
    for first_ending, second_ending in language.regional_spellings:
        if word.endswith(second_ending):
            return word.removesuffix(second_ending) + first_ending
    return word
