"""Checks of words repeated too soon, and of words with two spellings."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, compress, count
from typing import TYPE_CHECKING

from checks.engine.batch import Batch
from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.prefilter_conditions import is_among_units_found
from checks.engine.unit import Context, Unit, list_related_ids
from checks.text.language_words import Language
from tm.finding import Finding, Severity, Span
from tm.result_cache import lazy_constant
from tm.text.word_pattern import LETTER_CLASS, TOKEN_PATTERN

if TYPE_CHECKING:
    from tm.text.phrases.batch_tokens import BatchTokens

_CLAUSE_MARKS = frozenset('.!?;:…\n“”"()')
"""Marks that end a sentence or a part of it."""
_LONG_ENDING_WORD_PATTERN = re.compile(rf"{LETTER_CLASS}{{6,}}")
_MAX_DISTANCE_OPTION = Option(
    "word.repeat_near",
    "distance",
    5,
    "how many words apart a repetition is still reported",
)
_MAX_PAIR_DISTANCE = 12
"""How many words apart a repeated pair of words is still reported."""
_MIN_LETTERS = 4
"""How many letters a repeated word must have to be noticed."""
_LONG_WORD_PATTERN = re.compile(rf"{LETTER_CLASS}{{{_MIN_LETTERS},}}")
"""Adjacent letters only: `c’est` has two words, both too short."""


def _find_units_with_repetitions(
    batch_tokens: "BatchTokens", batch: Batch
) -> Collection[int]:
    """Find the units whose target may repeat a word or a pair of words too soon."""
    language, context = batch.context.language, batch.context
    if not _can_judge_repetitions(context):
        return ()
    usual_max_distance = _MAX_DISTANCE_OPTION.read_value(context.options)
    max_distances = [
        len(unit.target) if unit.is_heading else usual_max_distance
        for unit in batch.units
    ]
    pair_distances = [_MAX_PAIR_DISTANCE] * len(batch.units)
    is_searched, may_begin_pair = _make_token_tests(language)
    return batch_tokens.find_texts_with_repeated_tokens(
        is_searched, _CLAUSE_MARKS.__contains__, max_distances
    ) | batch_tokens.find_texts_with_repeated_tokens(
        is_searched,
        _CLAUSE_MARKS.__contains__,
        pair_distances,
        is_before=may_begin_pair,
    )


def _can_judge_repetitions(context: Context) -> bool:
    """Whether the words of a language are known; in some a syllable is no word."""
    return (
        bool(context.language.function_words)
        and context.target_locale.uses_spaces
        and not context.language.allows_doubled_words
    )


@lazy_constant
def _make_token_tests(
    language: Language,
) -> tuple[Callable[[str], bool], Callable[[str], bool]]:
    """Make the tests of a word that is searched, and of a word in a pair with it."""

    def is_searched(word: str) -> bool:
        return _LONG_WORD_PATTERN.search(word) is not None and _is_comparable_word(
            word, language
        )

    def may_begin_pair(word: str) -> bool:
        return _is_lower_case_word(word) and word in language.function_words

    return is_searched, may_begin_pair


@check(
    "word.repeat_near",
    level=Level.ONE,
    severity=Severity.INFO,
    options=[_MAX_DISTANCE_OPTION],
    prefilter=is_among_units_found(_find_units_with_repetitions),
)
def find_words_repeated_nearby(unit: Unit, context: Context) -> Iterator[Finding]:
    """A word is repeated within a few words, or within one heading.

    The check ignores function words, names, numbers, phrases (`dari hari ke hari`),
    parallel expressions (`rumah lama dan rumah baru`), the parts of a list (`jalan tol,
    jalan raya`), and repetitions of the source.
    """
    language = context.language
    if not _can_judge_repetitions(context):
        return
    usual_max_distance = _MAX_DISTANCE_OPTION.read_value(context.options)
    source_repeats_word: bool | None = None
    token_matches: list[re.Match[str]] | None = None
    for clause_start_index, clause_tokens in _split_clauses(unit.target):
        max_distance = len(clause_tokens) if unit.is_heading else usual_max_distance
        repeated_words = {
            *filter(_LONG_WORD_PATTERN.search, _find_repeated_words(clause_tokens))
        }
        repetition_indexes = (
            _find_first_repetition(
                clause_tokens, language, max_distance, repeated_words
            )
            if repeated_words
            else None
        )
        if repetition_indexes is None:
            continue
        if source_repeats_word is None:
            source_repeats_word = _source_repeats_word(unit.source, context)
        if source_repeats_word:
            return
        token_matches = token_matches or [*TOKEN_PATTERN.finditer(unit.target)]
        first_token_match, second_token_match = (
            token_matches[clause_start_index + token_index]
            for token_index in repetition_indexes
        )
        span = Span(first_token_match.start(), second_token_match.end())
        if unit.target.endswith(", ", 0, second_token_match.start()):
            continue  # part of a list
        yield Finding("repeated", span, None, {"word": second_token_match[0]})


@check("spell.variant", level=Level.DOCUMENT, severity=Severity.INFO)
def find_spelling_variant(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """One word has two spellings in one document: `terorganisasi`, `terorganisir`.

    The check reports the rarer form. The pairs of endings are those of the language:
    -isasi and -isir, -ise and -ize.
    """
    ending_pairs = context.language.spelling_variants
    if not ending_pairs:
        return
    positions_by_form_by_stem_key: dict[str, dict[str, list[tuple[int, Span]]]] = {}
    endings = (*chain.from_iterable(ending_pairs),)
    for unit_index, unit in enumerate(units):
        if not any(map(unit.target.lower().__contains__, endings)):
            continue
        for word_match in _LONG_ENDING_WORD_PATTERN.finditer(unit.target):
            word = word_match[0].lower()
            if not word.endswith(endings):
                continue
            for first_ending, second_ending in ending_pairs:
                for ending in (first_ending, second_ending):
                    if word.endswith(ending):
                        stem_key = f"{word.removesuffix(ending)} {first_ending}"
                        positions_by_form = positions_by_form_by_stem_key.setdefault(
                            stem_key, defaultdict(list)
                        )
                        positions_by_form[word].append(
                            (unit_index, Span(*word_match.span()))
                        )
    for positions_by_form in positions_by_form_by_stem_key.values():
        if len(positions_by_form) < 2:
            continue
        # Of equally frequent forms, the first in the document is the usual one.
        usual_form, *rare_forms = sorted(
            positions_by_form, key=lambda form: -len(positions_by_form[form])
        )
        for rare_form in rare_forms:
            unit_index, span = positions_by_form[rare_form][0]
            yield Finding(
                "elsewhere",
                span,
                arguments={
                    "usual": usual_form,
                    "usual_count": len(positions_by_form[usual_form]),
                    "count": len(positions_by_form[rare_form]),
                },
                checked_unit=units[unit_index],
                related=list_related_ids(
                    units[related_unit_index]
                    for related_unit_index, _ in positions_by_form[usual_form]
                ),
            )


def _split_clauses(text: str) -> Iterator[tuple[int, list[str]]]:
    """Split a text at its marks into lists of tokens, each with its first index."""
    tokens = _read_tokens(text)
    clause_start_index = 0
    mark_indexes = compress(count(), map(_CLAUSE_MARKS.__contains__, tokens))
    for clause_end_index in (*mark_indexes, len(tokens)):
        if clause_end_index > clause_start_index:
            yield clause_start_index, tokens[clause_start_index:clause_end_index]
        clause_start_index = clause_end_index + 1


def _read_tokens(text: str) -> list[str]:
    """Split a text into tokens, faster than by the pattern alone."""
    if "\n" in text:
        return TOKEN_PATTERN.findall(text)
    tokens: list[str] = []
    for chunk in text.split():
        if chunk.isalpha():
            tokens.append(chunk)
        else:
            tokens += TOKEN_PATTERN.findall(chunk)
    return tokens


def _find_first_repetition(
    words: Sequence[str],
    language: Language,
    max_distance: int,
    repeated_words: Iterable[str],
) -> tuple[int, int] | None:
    """Find the first word or pair of words repeated too soon; returns both indexes.

    `repeated_words`: the words that occur several times, which are searched.
    """
    comparable_words = {
        word for word in repeated_words if _is_comparable_word(word, language)
    }
    if not comparable_words:
        return None
    last_index_by_word: dict[str, int] = {}
    last_index_by_pair: dict[tuple[str, str], int] = {}
    for word_index, word in enumerate(words):
        if word not in comparable_words:
            continue
        previous_index = last_index_by_word.get(word)
        if (
            previous_index is not None
            and 2 <= word_index - previous_index <= max_distance
        ):
            words_between = words[previous_index + 1 : word_index]
            if not (
                _shows_set_phrase(words_between, language)
                or _is_coordinated(words_between, language)
            ):
                return previous_index, word_index
        last_index_by_word[word] = word_index
        if word_index and _is_lower_case_word(words[word_index - 1]):
            word_pair = (words[word_index - 1], word)
            previous_index = last_index_by_pair.get(word_pair)
            # Two content words are a term, which may be repeated.
            has_function_word = word_pair[0] in language.function_words
            if (
                has_function_word
                and previous_index is not None
                and word_index - previous_index <= _MAX_PAIR_DISTANCE
            ):
                if not _is_coordinated(
                    words[previous_index + 1 : word_index], language
                ):
                    return previous_index - 1, word_index
            last_index_by_pair[word_pair] = word_index
    return None


def _find_repeated_words(words: Iterable[str]) -> set[str]:
    """Find the words that occur several times; faster than counting all."""
    seen_words: set[str] = set()
    repeated_words: set[str] = set()
    for word in words:
        (repeated_words if word in seen_words else seen_words).add(word)
    return repeated_words


def _is_comparable_word(word: str, language: Language) -> bool:
    """Whether a word is long, in lower case and no function word."""
    return (
        # In languages that write syllables apart, short words count, too.
        (len(word) >= _MIN_LETTERS or language.allows_doubled_words)
        and _is_lower_case_word(word)
        and word not in language.function_words
    )


def _is_lower_case_word(word: str) -> bool:
    return word.islower() and "-" not in word


def _shows_set_phrase(words_between: Sequence[str], language: Language) -> bool:
    """Whether the words between two equal ones show a set phrase or a list of names."""
    if len(words_between) == 1:
        return (
            words_between[0] in language.function_words
            or not words_between[0].islower()
        )
    return any(word[0].isupper() or word[0].isdigit() for word in words_between)


def _is_coordinated(words_between: Sequence[str], language: Language) -> bool:
    """Whether only function words and numbers follow a coordinator.

    Then the two equal words are coordinated: `dan 20 dari segi`.
    """
    for word in reversed(words_between):
        if word in language.coordinators:
            return True
        if word not in language.function_words and not word[0].isdigit():
            return False
    return False


def _source_repeats_word(source: str | None, context: Context) -> bool:
    """Whether the source repeats a word too, so that the repetition is its own."""
    language = context.source_language
    if not source or language is None:
        return False
    return any(
        _find_first_repetition(
            clause_tokens,
            language,
            _MAX_DISTANCE_OPTION.read_value(context.options),
            _find_repeated_words(clause_tokens),
        )
        for _, clause_tokens in _split_clauses(source)
    )
