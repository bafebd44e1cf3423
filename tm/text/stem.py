"""Words less their inflection, so that forms of a word are looked up as one.

Light and without a dictionary: what is left need not be a word, but forms of the same
word leave the same, as a rule.
"""

import re
from collections.abc import Callable
from functools import lru_cache

_SHORTEST = 3
"""Letters of a stem: what would leave less is no ending."""

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
_SWALLOWED = (
    # A prefix hides these, so they are hidden where there is none: kirim, mengirim.
    (re.compile("^k(?=[aeiou])"), ""),
    (re.compile("^ny(?=[aeiou])"), "s"),
    (re.compile("(?<=[aeiou])k$"), ""),
)


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """A lower-case word less its inflection; of languages without rules, the word.

    >>> stem("penandatanganan", "id") == stem("menandatangani", "id")
    True
    >>> stem("signing", "en") == stem("signed", "en")
    True
    >>> stem("ký", "vi")
    'ký'
    """
    rules = _RULES.get(language)
    return rules(word) if rules and word.isalpha() and len(word) > _SHORTEST else word


def _indonesian(word: str) -> str:
    if word.endswith(("lah", "kah", "pun", "nya")):
        word = _cut(_PARTICLE, "", word)
    shorter = _cut(_SUFFIX, "", word) if word.endswith("an") else word
    has_suffix = shorter != word
    bare = _without_prefix(shorter)
    if bare != shorter and not has_suffix and bare.endswith("i"):
        bare = _cut(_FINAL_I, "", bare)
    if bare[0] in "kn" or bare.endswith("k"):
        for pattern, sound in _SWALLOWED:
            bare = _cut(pattern, sound, bare)
    return bare


def _without_prefix(word: str) -> str:
    if word[0] not in "bdkmpst":
        return word
    nasals = _NASALS if word.startswith(("me", "pe")) else ()
    for pattern, sound in ((_PREFIX, ""), *nasals):
        shorter = _cut(pattern, sound, word)
        if shorter != word:
            return shorter
    return word


def _english(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "i"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        shorter = word.removesuffix(ending)
        if (
            shorter != word
            and len(shorter) >= _SHORTEST
            and re.search("[aeiouy]", shorter)
        ):
            word = shorter
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    word = word.removesuffix("e") if len(word) > _SHORTEST else word
    return word[:-1] + "i" if word.endswith("y") else word


def _cut(pattern: re.Pattern[str], sound: str, word: str) -> str:
    shorter = pattern.sub(sound, word)
    return shorter if len(shorter) >= _SHORTEST else word


_RULES: dict[str, Callable[[str], str]] = {
    "id": _indonesian,
    "ms": _indonesian,
    "en": _english,
}
