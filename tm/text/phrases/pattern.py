"""Regular expressions for lists of phrases, and the keys of phrases in tables.

A phrase may end in `*`, which is any ending of its last word, or in ` #`, a number that
follows; an apostrophe is a straight or a curly one.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from tm.text.word_pattern import WORD_END

NEVER = "(?!)"
"""A pattern that matches nothing: what an empty list of words compiles to."""
_NUMBER_AFTER = r"(?=[^\d\s]{0,3}\d)"
"""The pattern of `#`: `over 200` is a bound, `over` alone has other meanings."""
_FOLDED_LETTERS = str.maketrans("ſİı’", "sii'")
"""Letters that patterns fold to plain letters if they ignore case; `lower` does not."""


def alternatives(
    phrases: Iterable[str], *, end: str = WORD_END, is_unspaced: bool = False
) -> str:
    """Make a pattern for any of the phrases, the longest first, each whole.

    `end`: what stands after one whose last character is a letter or digit. In a
    language that puts no spaces between words (`is_unspaced`) only Latin letters need
    it.

    >>> bool(re.match(alternatives(["ke", "ke-"]), "ke-14"))
    True
    >>> re.findall(alternatives(["tak", "ketidak*"]), "tak, takut, ketidaktahuan")
    ['tak', 'ketidaktahuan']
    """
    ordered_phrases = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    if not ordered_phrases:
        return NEVER
    if is_unspaced:
        latin = [
            _phrase_pattern(one, end if one[-1:].isascii() else "")
            for one in ordered_phrases
        ]
        return "(?:" + "|".join(latin) + ")"
    # Grouped by first letter, most of a text is skipped quickly.
    patterns_by_letter: dict[str, list[str]] = {}
    for one in ordered_phrases:
        patterns_by_letter.setdefault(one[0], []).append(_phrase_pattern(one, end))
    letters = "".join(map(re.escape, patterns_by_letter))
    groups = (_join_patterns(patterns) for patterns in patterns_by_letter.values())
    return rf"(?:(?=[{letters}])(?:{'|'.join(groups)}))"


@lru_cache(maxsize=4096)
def table_key(phrase: str) -> str:
    """The key of a phrase in tables: lower case, single spaces.

    >>> table_key("Thứ  Hai")
    'thứ hai'
    """
    if not phrase.isascii():
        phrase = phrase.translate(_FOLDED_LETTERS)
    return " ".join(phrase.lower().split())


def _join_patterns(patterns: Sequence[str]) -> str:
    return patterns[0] if len(patterns) == 1 else f"(?:{'|'.join(patterns)})"


def _phrase_pattern(phrase: str, end: str) -> str:
    if phrase.endswith(" #"):
        return _with_any_spaces(phrase[:-2]) + r"\s+" + _NUMBER_AFTER
    if phrase.endswith("*"):
        return _with_any_spaces(phrase[:-1]) + r"\w*" + end
    return _with_any_spaces(phrase) + (end if phrase[-1:].isalnum() else "")


def _with_any_spaces(phrase: str) -> str:
    pattern = r"\s+".join(map(re.escape, phrase.split()))
    return re.sub("(?<=\\w)'", "['’]", pattern)
