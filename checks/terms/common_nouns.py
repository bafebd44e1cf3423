"""Recognition of titles in lower case that are common nouns."""

import re

from checks.engine.unit import Context, Unit
from checks.text.territory_names import is_territory
from glossary.entries.entry import TermHit
from glossary.forms.person_names import is_at_sentence_start
from tm.text.normal import nfc
from tm.text.values.conventions import load_conventions
from tm.text.word_pattern import LETTER_CLASS, WORD_END_PATTERN, WORD_START_PATTERN

_PRECEDING_WORD_PATTERN = re.compile(rf"({LETTER_CLASS}+)[- ]+$")
_FOLLOWING_WORD_PATTERN = re.compile(rf" ({LETTER_CLASS}+)")
_DESCRIBED_PERSON_PATTERN = re.compile(rf"({LETTER_CLASS}+) {LETTER_CLASS}+ $")
"""A determiner and a word for a person: `seorang pejabat `."""
_MAX_LETTERS_BEFORE_TERM = 30
"""How many letters before a term are searched for a determiner or an office."""
_MAX_PARTICLE_LETTERS = 3
"""How many letters a particle in a term has at most: `ad interim`, `the Fed`."""
_PLACE_FIELDS = ("geo", "place", "province")
"""The beginnings of the subject fields of places."""
_MIN_NAME_WORDS = 3
"""How many words a term has that is a name even in lower case."""


def is_common_noun(hit: TermHit, unit: Unit, context: Context) -> bool:
    """Whether a term in lower case is a common noun in the target.

    It is one after a determiner (`para duta besar`), where the source writes the term
    in lower case or lacks it, and where an office has no name after it (`menjadi
    perdana menteri`). A term with a capital left, besides that at the beginning of a
    sentence, is one only where the source lacks it: `Komite Partai kota` should be
    `Komite Partai Kota`. Without a source it is one where only words for kinds of
    places are in lower case, at its end or for several places (`kedua kepulauan`),
    or where it may be a region (`Afrika selatan`). A short term in lower case is then
    one unless a name follows; that of a place always is (`tepi barat Teluk Tonkin`).
    """
    target = unit.target
    surface = target[hit.start : hit.end]
    skipped_letter_count = 1 if is_at_sentence_start(target, hit.start) else 0
    if any(map(str.isupper, surface[skipped_letter_count:])):
        source_surfaces = _find_source_surfaces(hit, unit, context)
        if source_surfaces is None:
            return (
                surface in context.language.region_names
                or _has_only_generic_words_lowered(hit, target, context)
                or _is_indefinite(hit, target, context)
                or _has_capitals_only_in_territory(surface, context)
            )
        return source_surfaces == ()
    surface_words = surface.lower().split()
    office_words = context.language.office_words | context.language.deputy_words
    if surface_words[-1 if context.language.puts_offices_last else 0] in office_words:
        if not _is_before_name(hit, target, context):
            return True
        if _follows_coordinated_office(hit, target, context):
            return True
        if _follows_one_of_words(hit, target, context.language.former_words):
            return True
    if _follows_determiner(hit, target, context):
        return True
    source_surfaces = _find_source_surfaces(hit, unit, context)
    if source_surfaces is None and _is_indefinite(hit, target, context):
        return True
    if source_surfaces is None:
        return len(surface_words) < _MIN_NAME_WORDS and (
            (hit.entry.subject_field or "").startswith(_PLACE_FIELDS)
            or not _is_before_name(hit, target, context)
        )
    return not any(any(map(str.isupper, surface)) for surface in source_surfaces)


def _has_only_generic_words_lowered(
    hit: TermHit, target: str, context: Context
) -> bool:
    """Whether the words without their capitals are generic: `Komite Rakyat provinsi`.

    At the beginning they are so only for several places: `kedua kepulauan X dan Y`.
    """
    surface_words = target[hit.start : hit.end].split()
    term_words = hit.term.text.split()
    if len(surface_words) != len(term_words):
        return False
    lowered_word_indexes = [
        word_index
        for word_index, word in enumerate(surface_words)
        if word.islower() and not term_words[word_index].islower()
    ]
    if all(
        len(surface_words[word_index]) <= _MAX_PARTICLE_LETTERS
        for word_index in lowered_word_indexes
    ):
        return True
    place_words = context.language.place_type_words
    if not lowered_word_indexes or any(
        surface_words[word_index] not in place_words
        for word_index in lowered_word_indexes
    ):
        return False
    if lowered_word_indexes[0] > 0:
        return True
    return _follows_determiner(hit, target, context) or _is_coordinated_name(
        hit, target, context
    )


def _has_capitals_only_in_territory(surface: str, context: Context) -> bool:
    """Whether only a state has capitals: `untuk presiden maupun wakil presiden RI`."""
    first_word, _, text_after_first_word = surface.partition(" ")
    capitalised_words = [
        word for word in text_after_first_word.split() if word[0].isupper()
    ]
    return (
        first_word.islower()
        and bool(capitalised_words)
        and text_after_first_word.endswith(" ".join(capitalised_words))
        and is_territory(
            " ".join(capitalised_words), context.target_locale, context.cache
        )
    )


def _is_coordinated_name(hit: TermHit, target: str, context: Context) -> bool:
    """Whether a coordinator and another name follow: `kepulauan X dan Y`."""
    following_words = target[hit.end :].split(maxsplit=2)[:2]
    return (
        len(following_words) == 2
        and following_words[0] in context.language.coordinators
        and following_words[1][0].isupper()
    )


def _follows_determiner(hit: TermHit, target: str, context: Context) -> bool:
    """Whether a determiner stands before a hit: `para duta besar`."""
    return _follows_one_of_words(hit, target, context.language.determiners)


def _follows_one_of_words(hit: TermHit, target: str, words: frozenset[str]) -> bool:
    """Whether one of some words stands before a hit: `calon wakil presiden`."""
    preceding_word_match = _PRECEDING_WORD_PATTERN.search(
        target, max(0, hit.start - _MAX_LETTERS_BEFORE_TERM), hit.start
    )
    return preceding_word_match is not None and preceding_word_match[1].lower() in words


def _follows_coordinated_office(hit: TermHit, target: str, context: Context) -> bool:
    """Whether another office stands before: `calon presiden dan wakil presiden X`."""
    preceding_words = target[
        max(0, hit.start - _MAX_LETTERS_BEFORE_TERM) : hit.start
    ].split()
    return (
        len(preceding_words) > 1
        and preceding_words[-1] in context.language.coordinators
        and preceding_words[-2] in context.language.office_words
    )


def _is_indefinite(hit: TermHit, target: str, context: Context) -> bool:
    """Whether a determiner follows (`kementerian itu`) or describes one of its people.

    `seorang pejabat kementerian luar negeri` is an official of some ministry.
    """
    following_word_match = _FOLLOWING_WORD_PATTERN.match(target, hit.end)
    person_match = _DESCRIBED_PERSON_PATTERN.search(
        target, max(0, hit.start - _MAX_LETTERS_BEFORE_TERM), hit.start
    )
    return any(
        word_match is not None and word_match[1].lower() in context.language.determiners
        for word_match in (following_word_match, person_match)
    )


def _is_before_name(hit: TermHit, target: str, context: Context) -> bool:
    """Whether a capitalised word follows a hit that is no month or weekday."""
    following_word_match = _FOLLOWING_WORD_PATTERN.match(target, hit.end)
    if following_word_match is None:
        return target[hit.end :].lstrip()[:1].isupper()
    following_word = following_word_match[1]
    date_conventions = load_conventions(context.target_locale).dates
    return following_word[0].isupper() and following_word.lower() not in (
        *date_conventions.month_number_by_name,
        *date_conventions.weekday_number_by_name,
    )


def _find_source_surfaces(
    hit: TermHit, unit: Unit, context: Context
) -> tuple[str, ...] | None:
    """Find the term as the source writes it; None if the source is not known."""
    if not unit.source or context.source_locale is None:
        return None
    source_terms = [
        term.text for term in hit.entry.list_terms_in(context.source_locale)
    ]
    return (
        context.cache.call(_find_surfaces, nfc(unit.source), tuple(source_terms))
        if source_terms
        else None
    )


def _find_surfaces(text: str, term_texts: tuple[str, ...]) -> tuple[str, ...]:
    """Find the occurrences of terms in a text, in the text's capitals."""
    # The longest first, so that the longest of nested terms is found.
    sorted_term_texts = sorted(term_texts, key=len, reverse=True)
    term_pattern = "|".join(
        re.escape(nfc(term_text)) for term_text in sorted_term_texts
    )
    return tuple(
        re.findall(
            rf"{WORD_START_PATTERN}(?:{term_pattern}){WORD_END_PATTERN}",
            text,
            re.IGNORECASE,
        )
    )
