"""Phrases of a language in all their inflected forms: diadili for mengadili.

Clitics and reduplication are those of terms (`glossary.forms`); the voice of verbs and
the endings of English words come from `word_forms.toml`, `[inflection]`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from checks.language_data import read_own_table
from glossary.forms.inflection import inflect
from glossary.forms.recognition_data import read_form_data
from tm.text.phrases.pattern import any_phrase_pattern
from tm.text.word_pattern import HYPHENATED_WORD_START_PATTERN, WORD_END_PATTERN

_CLITIC = "clitic"
_MIN_ROOT_LETTERS = 3


def list_inflected_forms(phrase: str, language_tag: str) -> list[str]:
    """List the forms of a phrase, without clitics; the phrase itself comes first.

    Some may be no words, which no text has.

    >>> list_inflected_forms("mengadili perkara", "id")[:2]
    ['mengadili perkara', 'mengadili-mengadili perkara']
    >>> "diadili perkara" in list_inflected_forms("mengadili perkara", "id")
    True
    >>> list_inflected_forms("prosecute", "en")
    ['prosecute', 'prosecutes', 'prosecuted', 'prosecuting']
    >>> list_inflected_forms("khởi tố", "vi")
    ['khởi tố']
    """
    if phrase.endswith("*"):
        return [phrase]
    first_word, first_space, words_after_first = phrase.partition(" ")
    words_before_last, last_space, last_word = phrase.rpartition(" ")
    forms = [phrase]
    if read_form_data(language_tag).has_reduplication:
        forms += [form for _, form in inflect(phrase, read_form_data(language_tag))]
    forms += [
        f"{word_form}{first_space}{words_after_first}"
        for word_form in _iterate_word_forms(first_word, language_tag)
    ]
    if last_space:  # a noun as a rule: only its plural
        plurals = islice(
            _iterate_forms_with_endings(last_word, _read_inflection(language_tag)), 1
        )
        forms += [f"{words_before_last} {plural}" for plural in plurals]
    return list(dict.fromkeys(forms))


def compile_inflected_pattern(
    phrases: Iterable[str], language_tag: str, *, other_phrases: Iterable[str] = ()
) -> re.Pattern[str]:
    """Compile a pattern for the phrases in any form, and other phrases as they are.

    >>> pattern = compile_inflected_pattern(["subjek"], "id")
    >>> pattern.findall("Subjek-subjek itu, subjeknya, subjektif")
    ['Subjek-subjek', 'subjeknya']
    """
    all_forms = [
        form
        for phrase in phrases
        for form in list_inflected_forms(phrase, language_tag)
    ]
    form_data = read_form_data(language_tag)
    end_pattern = WORD_END_PATTERN
    if form_data.suffix_kind == _CLITIC:
        end_pattern = form_data.suffix_pattern + end_pattern
    return re.compile(
        HYPHENATED_WORD_START_PATTERN
        + any_phrase_pattern([*all_forms, *other_phrases], end_pattern=end_pattern),
        re.IGNORECASE,
    )


def list_prefilter_phrases(phrases: Iterable[str], language_tag: str) -> list[str]:
    """List phrases for a prefilter that cover all inflected forms of some phrases.

    >>> list_prefilter_phrases(["petenis"], "id")
    ['petenis*', 'petenis-petenis*']
    """
    has_clitics = read_form_data(language_tag).suffix_kind == _CLITIC
    return [
        f"{form.rstrip('*')}*" if has_clitics else form
        for phrase in phrases
        for form in list_inflected_forms(phrase, language_tag)
    ]


def _iterate_word_forms(word: str, language_tag: str) -> Iterator[str]:
    inflection_table = _read_inflection(language_tag)
    yield from _iterate_forms_with_endings(word, inflection_table)
    passive_prefix = inflection_table.get("passive_prefix", "")
    affix_table = read_own_table(language_tag, "word_forms.toml").get("affixes", {})
    swallowed_letter_by_prefix = affix_table.get("swallowed", {})
    for active_prefix in inflection_table.get("active_prefixes", "").split():
        root = word.removeprefix(active_prefix)
        if root == word or len(root) < _MIN_ROOT_LETTERS:
            continue
        yield passive_prefix + root
        if active_prefix in swallowed_letter_by_prefix:
            yield passive_prefix + swallowed_letter_by_prefix[active_prefix] + root


def _iterate_forms_with_endings(
    word: str, inflection_table: Mapping[str, Any]
) -> Iterator[str]:
    for ending_pattern, *replacements in inflection_table.get("endings", ()):
        if re.search(ending_pattern, word):
            for replacement in replacements:
                yield re.sub(ending_pattern, replacement, word)
            return


@lru_cache(maxsize=64)
def _read_inflection(language_tag: str) -> Mapping[str, Any]:
    inflection_table: Mapping[str, Any] = read_own_table(
        language_tag, "word_forms.toml"
    ).get("inflection", {})
    return inflection_table
