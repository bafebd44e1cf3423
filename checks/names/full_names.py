"""Full names: of some words, deprecated ones, and those left out of a target."""

import re
from collections.abc import Iterator, Sequence, Set
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from checks.engine.check import Level, check
from checks.engine.document import DocumentUnits, remember_for_document
from checks.engine.document_capitals import read_capitalised_words_of_sources
from checks.engine.prefilter_conditions import SOURCE, texts_meet
from checks.engine.unit import Context, Unit
from checks.names.name_typos import is_syllable
from checks.names.replaced_places import find_place_spans, select_places
from checks.names.vietnamese_names import (
    are_syllables,
    find_surnamed_names,
    is_addressed,
    read_address_words,
)
from checks.text.capitalised_words import (
    CapitalisedWord,
    CapitalisedWords,
    cached_capitalised_words,
    find_long_surnamed_names,
)
from checks.text.language_words import Language, read_language
from checks.text.offset_distance import calculate_relative_distance
from checks.text.rendering_finder import RenderingFinder
from checks.text.territory_names import list_named_territories
from glossary.entries.entry import PERSON_FIELD, TermStatus
from glossary.forms.person_name_data import read_person_name_data
from tm.finding import Finding, Severity, Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.normal import fold_text
from tm.text.words import read_word_set

if TYPE_CHECKING:
    from checks.engine.term_finder import TermFinder

_MIN_FULL_NAME_WORDS = 3
"""How many words a full name has; shorter names may be of places or bodies."""
_MIN_SIMILARITY = 0.6
"""How similar two spellings of one name are at least: Belgrade, Beograd."""
_MIN_TYPO_SIMILARITY = 0.8
"""How similar a misspelt name is at least: Kim, Kyim."""
_MAX_RELATIVE_DISTANCE = 0.5
"""The largest distance of a lost and an added name, as a share of a text."""
_SHORT_SOURCE_LENGTH = 100
"""Sources of at most this many letters are one clause; no distance is too large."""
_MIN_SHARED_SIMILARITY = 0.5
"""How similar two names are at least that begin alike: Venice, Venetian."""
_MIN_OFFICE_SIMILARITY = 0.85
"""How similar an office in an unusual spelling is at least: Jendral, jenderal."""
_MIN_SIMILAR_LETTERS = 5
"""How many letters both spellings have; too many shorter words are similar."""
_MIN_ACRONYM_LETTERS = 2
"""How many letters a word in capitals has that is taken for an acronym."""
_MIXED_ACRONYM_PATTERN = re.compile(r"[A-Z]+[a-z]{1,2}[A-Z]+[a-z]?")
"""An acronym with small letters: MoRA, HCoVs."""


def find_full_name_span(
    words: Sequence[CapitalisedWord],
    text: str,
    cache: ResultCache,
    *,
    locale: Locale,
    term_finder: "TermFinder | None",
) -> Span:
    """Find the span of the full name that some words of a text belong to.

    Full names are found of Vietnamese persons, countries and places of the termbase;
    otherwise it is the span of the words, since a capital next to may be of a title.
    """
    full_span = Span(words[0].start, words[-1].end)
    for name_span in (
        *_find_vietnamese_name_spans(cached_capitalised_words(text, cache)),
        *(span for _, span in list_named_territories(text, locale, cache)),
        *find_place_spans(text, term_finder),
    ):
        if name_span.start <= full_span.start and full_span.end <= name_span.end:
            full_span = name_span
    return full_span


def _find_vietnamese_name_spans(capitalised_words: CapitalisedWords) -> Iterator[Span]:
    for name_words in find_surnamed_names(capitalised_words):
        if are_syllables(*name_words):
            yield Span(name_words[0].start, name_words[-1].end)


def find_deprecated_person_names(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """Report the deprecated names of persons in the targets."""
    if context.terms.target_finder is None:
        return
    for unit in units:
        for hit in context.terms.target_finder.find(
            unit.target, includes_wrong_forms=True
        ):
            preferred_names = hit.entry.list_preferred_texts(context.target_locale)
            if (
                hit.entry.subject_field == PERSON_FIELD
                and hit.term.status is TermStatus.DEPRECATED
                and not hit.term.forbidden
                and len(preferred_names) == 1
            ):
                yield Finding(
                    "termbase",
                    Span(hit.start, hit.end),
                    arguments={"term": preferred_names[0]},
                    fix=preferred_names[0],
                    checked_unit=unit,
                )


def _may_drop_name(source: str, target: str) -> bool:
    """Whether the target may lack all words of a full name of the source."""
    surnamed_names = find_long_surnamed_names(source)
    if not surnamed_names:
        return False
    lower_target = target.lower()
    absent_names = [
        name
        for name in surnamed_names
        if not (
            _is_whole_name_in_text(name.lower(), lower_target)
            or _is_whole_name_in_text(fold_text(name), lower_target)
        )
    ]
    if not absent_names:
        return False
    target_words = read_word_set(target)
    surnames = read_person_name_data().surnames
    return any(
        _lacks_full_name(name.split(" "), target_words, surnames)
        for name in absent_names
    )


def _is_whole_name_in_text(name: str, text: str) -> bool:
    """Whether a name stands in a text with no letter or apostrophe next to it."""
    start = text.find(name)
    return start >= 0 and not any(
        character.isalpha() or character in "'’"
        for character in (
            text[max(0, start - 1) : start] + text[start + len(name) :][:1]
        )
    )


def _lacks_full_name(
    name_words: Sequence[str], target_words: Set[str], surnames: Set[str]
) -> bool:
    """Whether a target lacks a surname and two later words of a name, or more."""
    missing_word_count = 0
    for word in name_words:
        form = fold_text(word)
        if (
            (missing_word_count or form in surnames)
            and form not in target_words
            and word.lower() not in target_words
            and is_syllable(form)
        ):
            missing_word_count += 1
    return missing_word_count >= _MIN_FULL_NAME_WORDS


@check(
    "name.dropped",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=(SOURCE.has(read_address_words) | SOURCE.has_term())
    & texts_meet(_may_drop_name),
    yields_to=("seg.empty", "seg.untranslated", "seg.language", "name.translated"),
)
def find_dropped_names(unit: Unit, context: Context) -> Iterator[Finding]:
    """A Vietnamese person named in full in the source is not named in the target.

    The name follows a form of address (`ông`, `bà`) or a title of the termbase, and no
    word of it stands in the target. Another person's name is left to name.missing.
    """
    if not unit.target.strip():
        return
    source_capitalised_words = cached_capitalised_words(unit.source_text, context.cache)
    target_capitalised_words = cached_capitalised_words(unit.target, context.cache)
    dropped_names = [
        name_words
        for name_words in find_surnamed_names(source_capitalised_words)
        if len(name_words) >= _MIN_FULL_NAME_WORDS
        and are_syllables(*name_words)
        and target_capitalised_words.word_forms.isdisjoint(
            word.form for word in name_words
        )
        and (
            is_addressed(name_words[0].start, unit.source_text)
            or _follows_title(name_words[0].start, unit.source_text, context)
        )
        and read_person_name_data().is_surname(
            name_words[0].text
        )  # `Vụ Đông Nam Á` is a body
    ]
    if not dropped_names or any(
        source_capitalised_words.word_forms.isdisjoint(word.form for word in name_words)
        for name_words in find_surnamed_names(target_capitalised_words)
    ):
        return
    for name_words in dropped_names:
        span = Span(name_words[0].start, name_words[-1].end)
        yield Finding("dropped", None, span, {"source": span.of(unit.source_text)})


def _follows_title(name_start: int, text: str, context: Context) -> bool:
    """Whether a title of the termbase, not a place, stands right before a name."""
    source_finder = context.terms.source_finder
    return source_finder is not None and any(
        hit.end == name_start - 1 and not select_places([hit])
        for hit in source_finder.find_split_titles(text)
    )


@remember_for_document
def collect_adjacent_forms(
    units: DocumentUnits, cache: ResultCache
) -> frozenset[tuple[str, str]]:
    """Collect the pairs of adjacent capitalised words in the sources, by form."""
    return frozenset(
        (previous_form, word.form)
        for capitalised_words in read_capitalised_words_of_sources(units, cache)
        for word in capitalised_words.words
        if (previous_form := capitalised_words.find_neighbour_forms(word)[0])
        is not None
    )


def _are_nouns_on_two_sides(
    lost_name: Sequence[CapitalisedWord],
    added_name: Sequence[CapitalisedWord],
    unit: Unit,
    cache: ResultCache,
) -> bool:
    """Whether words are nouns on two sides of one name: Java Trench, Palung Jawa."""
    source_capitalised_words, target_capitalised_words = (
        cached_capitalised_words(unit.source_text, cache),
        cached_capitalised_words(unit.target, cache),
    )
    form_before_lost = source_capitalised_words.find_neighbour_forms(lost_name[0])[0]
    form_after_added = target_capitalised_words.find_neighbour_forms(added_name[-1])[1]
    return form_before_lost is not None and form_before_lost == form_after_added


def is_translated_name(
    name_pair: tuple[Sequence[CapitalisedWord], Sequence[CapitalisedWord]],
    unit: Unit,
    rendering_finder: RenderingFinder,
    cache: ResultCache,
) -> bool:
    """Whether a name is only translated: Borneo, Kalimantan; Java Trench, Palung Jawa.

    The dictionary knows it, or both are nouns on two sides of one name.
    """
    lost_name, added_name = name_pair
    return bool(
        rendering_finder.count_rendered_phrases(
            " ".join(word.text for word in lost_name), unit.target
        )
    ) or _are_nouns_on_two_sides(lost_name, added_name, unit, cache)


def is_doubtful_replacement(
    lost_words: Sequence[CapitalisedWord],
    added_words: Sequence[CapitalisedWord],
    unit: Unit,
    context: Context,
) -> bool:
    """Whether a lost and an added name are probably no replacement.

    They are spellings of one name (Sheikh, Syekh); an acronym stands for a name; the
    lost word is a translated noun (Horn of Africa), the added one an office (Jendral).
    """
    lost_form, added_form = (
        " ".join(word.form for word in words) for words in (lost_words, added_words)
    )
    if len(lost_words) == len(added_words) == 1 and _are_spellings_of_one_name(
        lost_form, added_form
    ):
        return True
    if any(
        text[words[-1].end :].startswith("-")
        and text[words[-1].end + 1 :][:1].islower()
        for words, text in ((lost_words, unit.source_text), (added_words, unit.target))
    ):
        return True  # Matx-cơ-va
    if _are_names_far_apart(lost_words, added_words, unit, context.cache):
        return True
    if any(
        _has_misspelt_form(form, other_form, text, context.cache)
        for form, other_form, text in (
            (added_form, lost_form, unit.source_text),
            (lost_form, added_form, unit.target),
        )
    ):
        return True
    if _is_acronym(added_words) and not _is_acronym(lost_words):
        return True
    source_language = read_language(context.source_locale or Locale("und"))
    if lost_words[0].form in source_language.numbered_words:
        return True  # Appendix VI
    if any(_MIXED_ACRONYM_PATTERN.fullmatch(word.text) for word in lost_words):
        return True  # abbreviated otherwise in each language: MoRA, Depag
    if len(lost_words) == 1 and _is_common_noun(
        lost_words[0], unit.source_text, source_language
    ):
        return True
    return any(
        _compute_similarity(added_form, office) >= _MIN_OFFICE_SIMILARITY
        and added_form[:1] == office[:1]
        for office in context.language.office_words
    )


def _are_spellings_of_one_name(form: str, other_form: str) -> bool:
    """Whether two forms are so similar that they are spellings of one name."""
    similarity = _compute_similarity(form, other_form)
    return min(len(form), len(other_form)) >= _MIN_SIMILAR_LETTERS and (
        similarity >= _MIN_SIMILARITY
        or (
            similarity >= _MIN_SHARED_SIMILARITY and form[:3] == other_form[:3]
        )  # Venice, Venetian
    )


def _are_names_far_apart(
    lost_words: Sequence[CapitalisedWord],
    added_words: Sequence[CapitalisedWord],
    unit: Unit,
    cache: ResultCache,
) -> bool:
    """Whether names stand in distant parts of a long text, without a shared word."""
    text_lengths = len(unit.source_text), len(unit.target)
    distance = calculate_relative_distance(
        lost_words[0].start, added_words[0].start, text_lengths
    )
    if text_lengths[0] <= _SHORT_SOURCE_LENGTH or distance <= _MAX_RELATIVE_DISTANCE:
        return False
    lost_neighbour_forms, added_neighbour_forms = (
        {
            form
            for word in words
            for form in cached_capitalised_words(text, cache).find_neighbour_forms(word)
            if form is not None
        }
        for words, text in ((lost_words, unit.source_text), (added_words, unit.target))
    )
    return lost_neighbour_forms.isdisjoint(added_neighbour_forms)


def _has_misspelt_form(
    form: str, other_form: str, text: str, cache: ResultCache
) -> bool:
    """Whether a text has nearly the same word, which is misspelt: Kim, Kyim.

    `other_form`: the form of the name that may be replaced.
    """
    return any(
        word.form not in (form, other_form)
        and word.form[0] == form[0]
        and _compute_similarity(form, word.form) >= _MIN_TYPO_SIMILARITY
        for word in cached_capitalised_words(text, cache).words
    )


def _compute_similarity(form: str, other_form: str) -> float:
    return SequenceMatcher(None, form, other_form, autojunk=False).ratio()


def _is_acronym(words: Sequence[CapitalisedWord]) -> bool:
    return (
        len(words) == 1
        and words[0].text.isupper()
        and len(words[0].text) >= _MIN_ACRONYM_LETTERS
    )


def _is_common_noun(word: CapitalisedWord, source: str, language: Language) -> bool:
    """Whether a word of a name is a common noun, by its ending or the word after it."""
    if word.form.endswith(language.abstract_endings):
        return True
    words_after = source[word.end :].split(maxsplit=1)
    return bool(words_after) and words_after[0] in language.genitive_words
