"""The check of targets that are in another language, and the words that show it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from checks.engine.batch import Batch
from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import TARGET, is_among_units_found, unit_meets
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.language_data import has_data, read_own_table
from checks.text.language_words import Language, read_language
from tm.align.lexicon.dictionary import stem_phrase
from tm.align.lexicon.starter_dictionary import list_known_stems
from tm.finding import Finding, Severity, Span
from tm.language_data import GENERAL_FOLDER
from tm.result_cache import lazy_constant
from tm.text.language_id import identify_language
from tm.text.locale import Locale
from tm.text.normal import fold_text
from tm.text.pattern_store import compile_pattern
from tm.text.phrases.phrase_list import PhraseList, PhraseLists
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.words import read_lower_words, read_word_set, read_words

if TYPE_CHECKING:
    from tm.text.phrases.batch_tokens import BatchTokens

_TITLE_OF_WORK_PATTERN = compile_pattern(
    r"[A-Z][^\W_]*(?:['’]s)?(?:[:,]?(?: [a-z]{1,4}){0,3} [A-Z][^\W_]*)+"
)
"""Words with capitals, with short ones in small letters between them."""
_MIN_WORDS = 3
"""The fewest words of a text whose language is judged."""
_MIN_WORDS_WITH_FUNCTION_WORD = 8
"""So many words of a language always include one of its function words."""
_MIN_DICTIONARY_WORDS = 3
"""The fewest words of another dictionary that show the language of a short text."""

_NON_LATIN_LETTER_PATTERN = compile_pattern(
    r"[\u0370-\u1cff\u2c80-\u2dff\u3041-\ud7ff\uf900-\ufaff\ufb1d-\ufefc"
    r"\U00010300-\U0001eeff\U00020000-\U0003ffff]"
)
"""Letters of other scripts; no marks, emoji or private characters."""

_MIN_NON_LATIN_LETTERS = 4
"""The fewest letters of another script that show another language."""


def _find_units_with_words_of_other_language(
    batch_tokens: "BatchTokens", batch: Batch
) -> Collection[int]:
    """Find the units whose target has many more frequent words of another language."""
    context = batch.context
    word_counts = batch_tokens.sum_by_text(_count_words)
    own_word_counts = _count_own_words(batch_tokens, batch)
    unit_indexes: set[int] = set()
    for locale in _list_other_locales(context.target_locale, context.source_locale):
        count_words = _make_frequent_word_counter(read_language(locale))
        word_counts_of_units = zip(
            batch_tokens.sum_by_text(count_words),
            own_word_counts,
            word_counts,
            strict=True,
        )
        unit_indexes.update(
            unit_index
            for unit_index, (other_word_count, own_word_count, word_count) in enumerate(
                word_counts_of_units
            )
            if other_word_count >= _compute_min_other_word_count(own_word_count)
            and other_word_count * 5 >= word_count
        )
    return unit_indexes


def _find_units_with_few_own_words(
    batch_tokens: "BatchTokens", batch: Batch
) -> Collection[int]:
    """Find units in which few words are frequent words of the target language."""
    own_and_all_word_counts = zip(
        _count_own_words(batch_tokens, batch),
        batch_tokens.sum_by_text(_count_words),
        strict=True,
    )
    return {
        unit_index
        for unit_index, (own_word_count, word_count) in enumerate(
            own_and_all_word_counts
        )
        if own_word_count * 6 < word_count or not own_word_count
    }


def _find_units_without_own_words(
    batch_tokens: "BatchTokens", batch: Batch
) -> Collection[int]:
    """Find the units whose target has no frequent word of its language."""
    own_word_counts = _count_own_words(batch_tokens, batch)
    return {unit_index for unit_index, count in enumerate(own_word_counts) if not count}


def _compute_min_other_word_count(own_word_count: int) -> int:
    """Compute how many frequent words of another language show it, next to own ones."""
    return max(2, 3 * own_word_count + 1)


def _count_own_words(batch_tokens: "BatchTokens", batch: Batch) -> Sequence[int]:
    """Count the frequent words of the target language in each target."""
    return batch_tokens.sum_by_text(_make_frequent_word_counter(batch.context.language))


@lazy_constant
def _make_frequent_word_counter(language: Language) -> Callable[[str], int]:
    """Make the function that counts the frequent words of a language in a token."""
    words = _read_distinctive_words(language)
    return lambda token: sum(map(words.__contains__, read_lower_words(token)))


def _count_words(token: str) -> int:
    return len(read_lower_words(token))


def _has_foreign_letters(unit: Unit, context: Context) -> bool:
    """Whether a target has letters that only other languages have."""
    foreign_letters = _read_other_distinctive_letters(
        context.target_locale, context.source_locale
    )
    return not foreign_letters.isdisjoint(unit.target.lower())


def _read_other_function_words(context: Context) -> PhraseLists:
    """Read the function words of all other languages that a target may be in."""
    other_locales = _list_other_locales(context.target_locale, context.source_locale)
    return PhraseLists(
        shared_prefilter(context.target_locale.language),
        [
            read_foreign_function_words(other_locale, context.target_locale)
            for other_locale in other_locales
        ],
    )


@lazy_constant
def read_foreign_function_words(
    other_locale: Locale, target_locale: Locale
) -> PhraseList:
    """Read the function words of a language that the target language lacks."""
    own_function_words = (
        read_language(other_locale).function_words
        - read_language(target_locale).function_words
    )
    return PhraseList(
        shared_prefilter(target_locale.language),
        f"words of {other_locale.tag}",
        own_function_words,
    )


@lazy_constant
def _read_other_distinctive_letters(
    target_locale: Locale, source_locale: Locale | None
) -> frozenset[str]:
    """Read the letters that only other languages have."""
    other_locales = _list_other_locales(target_locale, source_locale)
    return frozenset().union(
        *(
            read_language(other_locale).distinctive_letters
            for other_locale in other_locales
        )
    )


def _has_enough_own_words(own_word_count: int, word_count: int) -> bool:
    """Whether a text has enough words of its language to be in no other one."""
    return 3 * own_word_count + 1 > word_count and own_word_count * 6 >= word_count


@check(
    "seg.language",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=TARGET.has(Trait.UNCOMMON)
    | TARGET.has_in_context(_read_other_function_words)
    & is_among_units_found(_find_units_with_words_of_other_language)
    | TARGET.has(Trait.BEYOND_ASCII)
    & is_among_units_found(_find_units_with_few_own_words)
    & unit_meets(_has_foreign_letters)
    | is_among_units_found(_find_units_without_own_words),
    yields_to=("seg.partly", "seg.untranslated"),
)
def find_wrong_language(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target is in the wrong language, as its frequent words show."""
    function_words = read_language(context.target_locale).function_words
    if _is_in_other_script(unit, function_words):
        whole_target = Span(0, len(unit.target))
        yield Finding("script", whole_target)
        return
    words = read_lower_words(unit.target)
    if len(words) < _MIN_WORDS or not function_words:
        return
    own_word_count = count_frequent_words(unit.target, context.target_locale)
    if _has_enough_own_words(own_word_count, len(words)):
        return  # neither is possible below
    other_locales = _list_other_locales(context.target_locale, context.source_locale)
    for other_locale in other_locales:
        min_other_word_count = _compute_min_other_word_count(own_word_count)
        other_word_count = count_frequent_words(unit.target, other_locale)
        if other_word_count >= min_other_word_count:  # which it rarely is
            other_word_count = count_frequent_words(
                _drop_names(unit.target, unit.source_text), other_locale
            )
        distinctive_letters = read_language(other_locale).distinctive_letters
        if (
            other_word_count >= min_other_word_count
            and other_word_count * 5 >= len(words)
        ) or (
            own_word_count * 6 < len(words)
            and not distinctive_letters.isdisjoint(unit.target.lower())
            and _contains_letters_in_many_words(distinctive_letters, unit.target)
        ):
            yield _make_language_finding(unit, other_locale.language)
            return
        if not own_word_count and _is_in_other_dictionary(
            unit, other_locale, context.target_locale
        ):
            yield _make_language_finding(unit, other_locale.language)
            return
    # Only the most frequent words of further languages are known, so the target must
    # have no word of its own language.
    frequent_words = _read_distinctive_words(read_language(context.target_locale))
    if (
        frequent_words
        and not own_word_count
        and len(words) >= _MIN_WORDS_WITH_FUNCTION_WORD
    ):
        identified_locale = identify_language(unit.target)
        compared_languages = {
            context.target_locale.language,
            *(other_locale.language for other_locale in other_locales),
        }
        if (
            identified_locale is not None
            and identified_locale.language not in compared_languages
            and not _is_in_own_dictionary(unit.target, context)
        ):
            yield _make_language_finding(unit, identified_locale.language)


@lazy_constant
def _list_other_locales(
    target_locale: Locale, source_locale: Locale | None
) -> Sequence[Locale]:
    """List the languages that a target may be left in by mistake."""
    known_locales = {
        candidate_locale
        for candidate_locale in (*_read_frequent_leftover_locales(), source_locale)
        if candidate_locale and has_data(candidate_locale.language)
    }
    foreign_locales = (
        known_locale
        for known_locale in known_locales
        if known_locale.language != target_locale.language
    )
    return sorted(foreign_locales, key=lambda locale: locale.tag)


def _is_in_other_script(unit: Unit, function_words: Collection[str]) -> bool:
    """Whether most letters are not Latin, in a language with Latin letters.

    `function_words`: the function words of the language, which tell its letters.
    """
    if unit.target.isascii():
        return False
    non_latin_letters = _NON_LATIN_LETTER_PATTERN.findall(unit.target)
    if len(non_latin_letters) < _MIN_NON_LATIN_LETTERS or not any(
        map(str.isascii, function_words)
    ):
        return False
    if 2 * len(non_latin_letters) <= sum(map(str.isalpha, unit.target)):
        return False
    return not set(non_latin_letters).issubset(unit.source_text)


def _make_language_finding(unit: Unit, language_tag: str) -> Finding:
    return Finding(
        "language", Span(0, len(unit.target)), arguments={"language": language_tag}
    )


def _contains_letters_in_many_words(letters: Collection[str], text: str) -> bool:
    """Whether a third of the words, or of lower-case words, have certain letters."""
    words = read_words(text)
    lower_case_words = [word for word in words if word[0].islower()]
    return any(
        len(word_group) >= _MIN_WORDS
        and sum(any(map(letters.__contains__, word.lower())) for word in word_group) * 3
        >= len(word_group)
        for word_group in (words, lower_case_words)
    )


def _is_in_other_dictionary(
    unit: Unit, other_locale: Locale, target_locale: Locale
) -> bool:
    """Whether most words of a short text are in another language's dictionary only.

    Words that the source has, too, are names.
    """
    source_words = read_word_set(unit.source_text)
    target_words = [
        word for word in read_lower_words(unit.target) if word not in source_words
    ]
    other_word_count = _count_dictionary_words(
        target_words, other_locale, target_locale
    )
    if other_word_count < _MIN_DICTIONARY_WORDS or 2 * other_word_count < len(
        target_words
    ):
        return False
    return other_word_count >= 3 * _count_dictionary_words(
        target_words, target_locale, other_locale
    )


def _is_in_own_dictionary(target: str, context: Context) -> bool:
    """Whether a third of the words in lower case are words of the target language."""
    if context.source_locale is None:
        return False
    words = [word for word in read_words(target) if word[0].islower()]
    own_word_count = _count_dictionary_words(
        words, context.target_locale, context.source_locale
    )
    return own_word_count > 0 and own_word_count * 3 >= len(words)


def _count_dictionary_words(
    words: Sequence[str], locale: Locale, other_locale: Locale
) -> int:
    """Count the words that the dictionary of two languages contains."""
    known_stems = list_known_stems(locale, other_locale)
    return sum(stem in known_stems for stem in stem_phrase(" ".join(words), locale))


def _drop_names(text: str, source: str) -> str:
    """Drop the words with a capital that the source has, too: they are names.

    So are the small words in the title of a work: Lord of the Islands.

    Syllables of Vietnamese names look like English words: `To An`, `Nghe An`.
    """
    text = _TITLE_OF_WORK_PATTERN.sub(
        lambda title_match: _drop_copied_title(title_match[0], source), text
    )
    source_forms = {*fold_text(source).split()}
    return " ".join(
        word
        for word in read_words(text)
        if word[0].islower() or fold_text(word) not in source_forms
    )


def _drop_copied_title(title: str, source: str) -> str:
    """Drop a title that the source has, too, perhaps after a colon: `Winner: …`."""
    if title in source:
        return ""
    label, _, work_title = title.partition(": ")
    return label if work_title and work_title in source else title


def count_frequent_words(text: str, locale: Locale) -> int:
    """Count the words of a text that are frequent words of a language."""
    frequent_words = _read_distinctive_words(read_language(locale))
    return sum(map(frequent_words.__contains__, read_lower_words(text)))


@lazy_constant
def _read_distinctive_words(language: Language) -> frozenset[str]:
    """Read the function words, except single ASCII letters, which any language has."""
    function_words = language.function_words
    return frozenset(
        word for word in function_words if len(word) > 1 or not word.isascii()
    )


def _read_frequent_leftover_locales() -> list[Locale]:
    """Read the languages in which segments are often left, whatever the source."""
    language_tags = read_own_table(GENERAL_FOLDER, "words.toml")["common_languages"]
    return [Locale(language_tag) for language_tag in language_tags]
