"""Stemming: removing inflection, so that the forms of a word are looked up as one.

Light and without a dictionary: a stem need not be a word, but as a rule the forms of a
word have the same stem.
"""

import re
from collections.abc import Callable

_MIN_STEM_LENGTH = 3
"""Letters of the shortest stem; an ending that leaves fewer is kept."""

_PARTICLE_PATTERN = re.compile(r"(?:lah|kah|pun|nya)$")
_SUFFIX_PATTERN = re.compile(r"(?<=\w{4})(?:kan|an)$")
_PREFIX_PATTERN = re.compile(
    r"^(?:(?:memper|diper|ber|bel|ter|per|di)(?=[^aeiou]|\w{4})|(?:se|ke)(?=\w{5}))"
)
_FINAL_I_PATTERN = re.compile("(?<=[^aeiou])i$")
_NASAL_RULES = (
    # What the prefixes meN- and peN- do to the consonant that follows.
    (re.compile(r"^(?:me|pe)ny(?=[aeiou])"), "s"),
    (re.compile(r"^(?:me|pe)ngk?(?=[aeioughk])"), ""),
    (re.compile(r"^(?:me|pe)m(?=[bf])"), ""),
    (re.compile(r"^(?:me|pe)m(?=[aeiou])"), "p"),
    (re.compile(r"^(?:me|pe)n(?=[cdjz])"), ""),
    (re.compile(r"^(?:me|pe)n(?=[aeiou])"), "t"),
    (re.compile(r"^(?:me|pe)(?=[lwyr][aeiou]\w\w)"), ""),
)
_CONSONANT_RULES = (
    # A prefix hides these, so they are hidden where there is none: kirim, mengirim.
    (re.compile("^k(?=[aeiou])"), ""),
    (re.compile("^ny(?=[aeiou])"), "s"),
    (re.compile("(?<=[aeiou])k$"), ""),
)


def stem_word(word: str, language: str) -> str:
    """Stem a lower-case word; in languages without rules, return the word.

    >>> stem_word("penandatanganan", "id") == stem_word("menandatangani", "id")
    True
    >>> stem_word("signing", "en") == stem_word("signed", "en")
    True
    >>> stem_word("ký", "vi")
    'ký'
    """
    apply_rules = _STEM_FUNCTION_BY_LANGUAGE.get(language)
    return (
        apply_rules(word)
        if apply_rules and word.isalpha() and len(word) > _MIN_STEM_LENGTH
        else word
    )


def _stem_indonesian(word: str) -> str:
    """Remove particles, suffixes and prefixes of a word, in this order."""
    if word.endswith(("lah", "kah", "pun", "nya")):
        word = _replace_if_long(_PARTICLE_PATTERN, "", word)
    word_without_suffix = (
        _replace_if_long(_SUFFIX_PATTERN, "", word) if word.endswith("an") else word
    )
    has_suffix = word_without_suffix != word
    word_stem = _remove_prefix(word_without_suffix)
    if word_stem != word_without_suffix and not has_suffix and word_stem.endswith("i"):
        word_stem = _replace_if_long(_FINAL_I_PATTERN, "", word_stem)
    if word_stem[0] in "kn" or word_stem.endswith("k"):
        for consonant_pattern, consonant in _CONSONANT_RULES:
            word_stem = _replace_if_long(consonant_pattern, consonant, word_stem)
    return word_stem


def _remove_prefix(word: str) -> str:
    """Remove the first prefix, and restore the consonant that it changed."""
    if word[0] not in "bdkmpst":
        return word
    nasal_rules = _NASAL_RULES if word.startswith(("me", "pe")) else ()
    for prefix_pattern, consonant in ((_PREFIX_PATTERN, ""), *nasal_rules):
        shorter_word = _replace_if_long(prefix_pattern, consonant, word)
        if shorter_word != word:
            return shorter_word
    return word


def _stem_english(word: str) -> str:
    """Remove the endings of plurals and of verbs."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "i"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        shorter_word = word.removesuffix(ending)
        if (
            shorter_word != word
            and len(shorter_word) >= _MIN_STEM_LENGTH
            and re.search("[aeiouy]", shorter_word)
        ):
            word = shorter_word
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    word = word.removesuffix("e") if len(word) > _MIN_STEM_LENGTH else word
    return word[:-1] + "i" if word.endswith("y") else word


def _replace_if_long(
    affix_pattern: re.Pattern[str], replacement: str, word: str
) -> str:
    """Replace an affix unless the word becomes too short for a stem."""
    shorter_word = affix_pattern.sub(replacement, word)
    return shorter_word if len(shorter_word) >= _MIN_STEM_LENGTH else word


_STEM_FUNCTION_BY_LANGUAGE: dict[str, Callable[[str], str]] = {
    "id": _stem_indonesian,
    "ms": _stem_indonesian,
    "en": _stem_english,
}
