"""Listed words and phrases: the pattern that finds any of them, and their key.

A phrase may end in `*`, which is any ending of its last word, or in ` #`, a number that
follows; an apostrophe is a straight or a curly one.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

NEVER = "(?!)"
"""A pattern that matches nothing: what an empty list of words compiles to."""
WORD_END = r"(?!\w)"
"""A pattern for where a phrase ends whose last character is a letter or digit."""
_NUMBER_AFTER = r"(?=[^\d\s]{0,3}\d)"
"""What `#` stands for: `over 200` is a bound, `over` by itself much else."""
_ODD_LETTERS = str.maketrans("ſİı’", "sii'")
"""What patterns that ignore case take for plain letters, and `lower` does not."""


def alternatives(
    phrases: Iterable[str], *, end: str = WORD_END, glued: bool = False
) -> str:
    """A pattern for any of the phrases, the longest first, each whole.

    `end`: what stands after one whose last character is a letter or digit. In a
    language that puts no spaces between words (`glued`) only Latin letters need it.

    >>> bool(re.match(alternatives(["ke", "ke-"]), "ke-14"))
    True
    >>> re.findall(alternatives(["tak", "ketidak*"]), "tak, takut, ketidaktahuan")
    ['tak', 'ketidaktahuan']
    """
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    if not ordered:
        return NEVER
    if glued:
        latin = [_whole(one, end if one[-1:].isascii() else "") for one in ordered]
        return "(?:" + "|".join(latin) + ")"
    # Told by its first letter, most of a text is passed at once.
    by_letter: dict[str, list[str]] = {}
    for one in ordered:
        by_letter.setdefault(one[0], []).append(_whole(one, end))
    letters = "".join(map(re.escape, by_letter))
    groups = (_either(patterns) for patterns in by_letter.values())
    return rf"(?:(?=[{letters}])(?:{'|'.join(groups)}))"


@lru_cache(maxsize=4096)
def known(phrase: str) -> str:
    """The form in which phrases are keys of tables: lower case, single spaces.

    >>> known("Thứ  Hai")
    'thứ hai'
    """
    if not phrase.isascii():
        phrase = phrase.translate(_ODD_LETTERS)
    return " ".join(phrase.lower().split())


def _either(patterns: Sequence[str]) -> str:
    return patterns[0] if len(patterns) == 1 else f"(?:{'|'.join(patterns)})"


def _whole(phrase: str, end: str) -> str:
    if phrase.endswith(" #"):
        return _spaced(phrase[:-2]) + r"\s+" + _NUMBER_AFTER
    if phrase.endswith("*"):
        return _spaced(phrase[:-1]) + r"\w*" + end
    return _spaced(phrase) + (end if phrase[-1:].isalnum() else "")


def _spaced(phrase: str) -> str:
    pattern = r"\s+".join(map(re.escape, phrase.split()))
    return re.sub("(?<=\\w)'", "['’]", pattern)
