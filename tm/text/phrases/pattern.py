"""Regular expressions for lists of phrases, and the keys of phrases in tables.

A phrase may end in `*`, for any ending of its last word, or in ` #`, for a number after
it; an apostrophe is a straight or a curly one.
"""

import re
from collections.abc import Iterable, Sequence

from tm.text.word_pattern import WORD_END_PATTERN

NO_MATCH_PATTERN = "(?!)"
"""A pattern that matches nothing, for an empty list of phrases."""
_FOLLOWING_NUMBER_PATTERN = r"(?=[^\d\s]{0,3}\d)"
"""The pattern of `#`: `over 200` is a bound, `over` alone has other meanings."""
_PLAIN_LETTER_TABLE = str.maketrans("ſİı’", "sii'")
"""Letters that patterns fold to plain letters if they ignore case; `lower` does not."""


def any_phrase_pattern(
    phrases: Iterable[str],
    *,
    end_pattern: str = WORD_END_PATTERN,
    is_unspaced: bool = False,
) -> str:
    """Make a pattern for any of the phrases, the longest first, each whole.

    `end_pattern`: what stands after one whose last character is a letter or digit. In a
    language that puts no spaces between words (`is_unspaced`) only Latin letters need
    it.

    >>> bool(re.match(any_phrase_pattern(["ke", "ke-"]), "ke-14"))
    True
    >>> re.findall(any_phrase_pattern(["tak", "ketidak*"]), "tak, takut, ketidaktahuan")
    ['tak', 'ketidaktahuan']
    """
    ordered_phrases = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    if not ordered_phrases:
        return NO_MATCH_PATTERN
    if is_unspaced:
        phrase_patterns = [
            _make_phrase_pattern(
                ordered_phrase, end_pattern if ordered_phrase[-1:].isascii() else ""
            )
            for ordered_phrase in ordered_phrases
        ]
        return "(?:" + "|".join(phrase_patterns) + ")"
    # Grouped by first letter, most of a text is skipped quickly.
    patterns_by_letter: dict[str, list[str]] = {}
    for ordered_phrase in ordered_phrases:
        patterns_by_letter.setdefault(ordered_phrase[0], []).append(
            _make_phrase_pattern(ordered_phrase, end_pattern)
        )
    first_letters = "".join(map(re.escape, patterns_by_letter))
    group_patterns = (
        _group_alternatives(patterns) for patterns in patterns_by_letter.values()
    )
    return rf"(?:(?=[{first_letters}])(?:{'|'.join(group_patterns)}))"


def phrase_key(phrase: str) -> str:
    """The key of a phrase in tables: lower case, single spaces.

    >>> phrase_key("Thứ  Hai")
    'thứ hai'
    """
    if not phrase.isascii():
        phrase = phrase.translate(_PLAIN_LETTER_TABLE)
    return " ".join(phrase.lower().split())


def _group_alternatives(phrase_patterns: Sequence[str]) -> str:
    return (
        phrase_patterns[0]
        if len(phrase_patterns) == 1
        else f"(?:{'|'.join(phrase_patterns)})"
    )


def _make_phrase_pattern(phrase: str, end_pattern: str) -> str:
    if phrase.endswith(" #"):
        return _allow_any_spaces(phrase[:-2]) + r"\s+" + _FOLLOWING_NUMBER_PATTERN
    if phrase.endswith("*"):
        return _allow_any_spaces(phrase[:-1]) + r"\w*" + end_pattern
    return _allow_any_spaces(phrase) + (end_pattern if phrase[-1:].isalnum() else "")


def _allow_any_spaces(phrase: str) -> str:
    pattern = r"\s+".join(map(re.escape, phrase.split()))
    return re.sub("(?<=\\w)'", "['’]", pattern)
