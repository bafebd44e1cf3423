"""Phrases of a language in all their inflected forms: diadili for mengadili.

Reduplication is that of terms (`glossary.forms`); clitics, the passive of verbs and the
endings of English words come from `word_forms.toml`, `[inflection]`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from checks.language_data import read_own_table
from glossary.forms.plurals_and_spellings import inflect_form
from glossary.forms.recognition_data import read_form_data
from tm.result_cache import lazy_constant
from tm.text.pattern_store import compile_pattern
from tm.text.phrases.pattern import any_phrase_pattern
from tm.text.word_pattern import HYPHENATED_WORD_START_PATTERN, WORD_END_PATTERN

_MIN_LONG_PHRASE_WORDS = 3
"""The fewest words of a phrase of which the prefilter needs only the first ones."""


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
        forms += [
            form for _, form in inflect_form(phrase, read_form_data(language_tag))
        ]
    forms += [
        f"{word_form}{first_space}{words_after_first}"
        for word_form in _iterate_word_forms(first_word, language_tag)
    ]
    if last_space:  # a noun as a rule: only its plural
        plurals = islice(_iterate_word_forms(last_word, language_tag), 1)
        forms += [f"{words_before_last} {plural}" for plural in plurals]
    return list(dict.fromkeys(forms))


def compile_inflected_pattern(
    phrases: Iterable[str],
    language_tag: str,
    *,
    uninflected_phrases: Iterable[str] = (),
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
    clitics = _read_clitics(language_tag)
    end_pattern = WORD_END_PATTERN
    if clitics:
        end_pattern = f"(?:{'|'.join(clitics)})?{end_pattern}"
    return compile_pattern(
        HYPHENATED_WORD_START_PATTERN
        + any_phrase_pattern(
            [*all_forms, *uninflected_phrases], end_pattern=end_pattern
        ),
        re.IGNORECASE,
    )


def list_prefilter_phrases(phrases: Iterable[str], language_tag: str) -> list[str]:
    """List phrases for a prefilter that cover all inflected forms of some phrases.

    Of long ones the beginning is enough, and without a clitic.

    >>> list_prefilter_phrases(["petenis"], "id")
    ['petenis', 'petenisnya', 'petenislah', 'petenispun', 'peteniskah']
    >>> list_prefilter_phrases(["pemain bola voli"], "id")
    ['pemain bola']
    """
    clitics = ("", *_read_clitics(language_tag))
    prefilter_phrases: dict[str, None] = {}
    for form in (
        form
        for phrase in phrases
        for form in list_inflected_forms(phrase, language_tag)
        if "-" not in form or "-" in phrase  # else covered by the single word
    ):
        words = form.split()
        if len(words) >= _MIN_LONG_PHRASE_WORDS:
            prefilter_phrases[" ".join(words[: _MIN_LONG_PHRASE_WORDS - 1])] = None
        else:
            prefilter_phrases.update(dict.fromkeys(form + clitic for clitic in clitics))
    return list(prefilter_phrases)


def _iterate_word_forms(word: str, language_tag: str) -> Iterator[str]:
    for pattern, replacements in _read_form_patterns(language_tag):
        if pattern.search(word):
            for replacement in replacements:
                yield pattern.sub(replacement, word)
            return


@lazy_constant
def _read_form_patterns(
    language_tag: str,
) -> Sequence[tuple[re.Pattern[str], Sequence[str]]]:
    """Read the patterns of words with the replacements that make their forms."""
    return [
        (compile_pattern(pattern), replacements)
        for pattern, *replacements in _read_inflection(language_tag).get("forms", ())
    ]


def _read_clitics(language_tag: str) -> tuple[str, ...]:
    return tuple(_read_inflection(language_tag).get("clitics", "").split())


@lazy_constant
def _read_inflection(language_tag: str) -> Mapping[str, Any]:
    """Read the table `[inflection]` of the word forms of a language."""
    inflection_table: Mapping[str, Any] = read_own_table(
        language_tag, "word_forms.toml"
    ).get("inflection", {})
    return inflection_table
