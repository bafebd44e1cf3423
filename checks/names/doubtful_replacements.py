"""Pairs of names that are probably no replacement of one name by another."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from checks.engine.unit import Context
from checks.text.capitalised_words import CapitalisedWord
from checks.text.language_words import Language, read_language
from tm.text.locale import Locale

_LEAST_SIMILARITY = 0.6
"""How similar two spellings of one name are at least: Belgrade, Beograd."""
_LEAST_OFFICE_SIMILARITY = 0.85
"""How similar an office in an unusual spelling is at least: Jendral, jenderal."""
_FEWEST_SIMILAR_LETTERS = 5
"""How many letters both spellings have; too many shorter words are similar."""
_FEWEST_ACRONYM_LETTERS = 2


def is_doubtful_replacement(
    lost_words: Sequence[CapitalisedWord],
    added_words: Sequence[CapitalisedWord],
    source: str,
    context: Context,
) -> bool:
    """Whether a lost and an added name are probably no replacement.

    They are spellings of one name (Sheikh, Syekh), which name.spelling judges; an
    acronym stands for a name; or the lost word is a common noun in a name, which is
    translated: the Horn of Africa, the Brotherhood. So may the added one be an office
    in an unusual spelling: Jendral.
    """
    lost_form, added_form = (
        " ".join(word.form for word in words) for words in (lost_words, added_words)
    )
    if (
        len(lost_words) == len(added_words) == 1
        and min(len(lost_form), len(added_form)) >= _FEWEST_SIMILAR_LETTERS
        and _compute_similarity(lost_form, added_form) >= _LEAST_SIMILARITY
    ):
        return True
    if _is_acronym(added_words) and not _is_acronym(lost_words):
        return True
    source_language = read_language(context.source_locale or Locale("und"))
    if len(lost_words) == 1 and _is_common_noun(lost_words[0], source, source_language):
        return True
    return any(
        _compute_similarity(added_form, office) >= _LEAST_OFFICE_SIMILARITY
        and added_form[:1] == office[:1]
        for office in context.language.office_words
    )


def _compute_similarity(form: str, other_form: str) -> float:
    return SequenceMatcher(None, form, other_form, autojunk=False).ratio()


def _is_acronym(words: Sequence[CapitalisedWord]) -> bool:
    return (
        len(words) == 1
        and words[0].text.isupper()
        and len(words[0].text) >= _FEWEST_ACRONYM_LETTERS
    )


def _is_common_noun(word: CapitalisedWord, source: str, language: Language) -> bool:
    """Whether a word of a name is a common noun, by its ending or the word after it."""
    if word.form.endswith(language.abstract_endings):
        return True
    words_after = source[word.end :].split(maxsplit=1)
    return bool(words_after) and words_after[0] in language.genitive_words
