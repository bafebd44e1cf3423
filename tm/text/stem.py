"""Stemming: removing inflection, so that the forms of a word are looked up as one.

Light and without a dictionary: a stem need not be a word, but as a rule the forms of a
word have the same stem.
"""

import re
from collections.abc import Callable
from functools import lru_cache

_MIN_STEM_LENGTH = 3
"""Letters of the shortest stem; an ending that leaves fewer is kept."""

_PARTICLE = re.compile(r"(?:lah|kah|pun|nya)$")
_SUFFIX = re.compile(r"(?<=\w{4})(?:kan|an)$")
_PREFIX = re.compile(
    r"^(?:(?:memper|diper|ber|bel|ter|per|di)(?=[^aeiou]|\w{4})|(?:se|ke)(?=\w{5}))"
)
_FINAL_I = re.compile("(?<=[^aeiou])i$")
_NASALS = (
    # What the prefixes meN- and peN- do to the consonant that follows.
    (re.compile(r"^(?:me|pe)ny(?=[aeiou])"), "s"),
    (re.compile(r"^(?:me|pe)ngk?(?=[aeioughk])"), ""),
    (re.compile(r"^(?:me|pe)m(?=[bf])"), ""),
    (re.compile(r"^(?:me|pe)m(?=[aeiou])"), "p"),
    (re.compile(r"^(?:me|pe)n(?=[cdjz])"), ""),
    (re.compile(r"^(?:me|pe)n(?=[aeiou])"), "t"),
    (re.compile(r"^(?:me|pe)(?=[lwyr][aeiou]\w\w)"), ""),
)
_HIDDEN_CONSONANTS = (
    # A prefix hides these, so they are hidden where there is none: kirim, mengirim.
    (re.compile("^k(?=[aeiou])"), ""),
    (re.compile("^ny(?=[aeiou])"), "s"),
    (re.compile("(?<=[aeiou])k$"), ""),
)


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """Stem a lower-case word; in languages without rules, return the word.

    >>> stem("penandatanganan", "id") == stem("menandatangani", "id")
    True
    >>> stem("signing", "en") == stem("signed", "en")
    True
    >>> stem("ký", "vi")
    'ký'
    """
    rules = _RULES.get(language)
    return (
        rules(word)
        if rules and word.isalpha() and len(word) > _MIN_STEM_LENGTH
        else word
    )


def _stem_indonesian(word: str) -> str:
    if word.endswith(("lah", "kah", "pun", "nya")):
        word = _replace_if_long(_PARTICLE, "", word)
    shorter = _replace_if_long(_SUFFIX, "", word) if word.endswith("an") else word
    has_suffix = shorter != word
    stem = _remove_prefix(shorter)
    if stem != shorter and not has_suffix and stem.endswith("i"):
        stem = _replace_if_long(_FINAL_I, "", stem)
    if stem[0] in "kn" or stem.endswith("k"):
        for pattern, sound in _HIDDEN_CONSONANTS:
            stem = _replace_if_long(pattern, sound, stem)
    return stem


def _remove_prefix(word: str) -> str:
    if word[0] not in "bdkmpst":
        return word
    nasals = _NASALS if word.startswith(("me", "pe")) else ()
    for pattern, sound in ((_PREFIX, ""), *nasals):
        shorter = _replace_if_long(pattern, sound, word)
        if shorter != word:
            return shorter
    return word


def _stem_english(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "i"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        shorter = word.removesuffix(ending)
        if (
            shorter != word
            and len(shorter) >= _MIN_STEM_LENGTH
            and re.search("[aeiouy]", shorter)
        ):
            word = shorter
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    word = word.removesuffix("e") if len(word) > _MIN_STEM_LENGTH else word
    return word[:-1] + "i" if word.endswith("y") else word


def _replace_if_long(pattern: re.Pattern[str], replacement: str, word: str) -> str:
    shorter = pattern.sub(replacement, word)
    return shorter if len(shorter) >= _MIN_STEM_LENGTH else word


_RULES: dict[str, Callable[[str], str]] = {
    "id": _stem_indonesian,
    "ms": _stem_indonesian,
    "en": _stem_english,
}
