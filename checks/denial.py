"""What denies in a text: words, words that hold one, and phrases that only look so."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from checks.language import table
from tm.text.locale import Locale

_NOTHING = re.compile("(?!)")
_BEFORE = r"(?<![\w-])(?<!\w['’])"
_AT_END = r"(?=\s*(?:[?!.,;:\"”’']|$))"
_NEAR_BEFORE = 45
"""Letters before a phrase within which what it needs must stand."""

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True, eq=False)
class Denial:
    """How one language denies; there is one value a language."""

    parts: tuple[str, ...]
    """A part of each word that denies, in small letters: most texts have none."""
    words: Pattern
    """Words that deny, and those that hold a negation: `ketidaksesuaian`."""
    compounds: Pattern
    """Words and phrases that only look as if they denied: `hàng không`, `or not`."""
    nothing: Pattern
    """Phrases that other languages say without a negation: `không ít`, `no doubt`."""
    asking: Pattern
    """Such words where they may only ask: `… không?`"""
    not_only: Pattern
    only: Pattern
    inside: Pattern
    """Words that other languages say with a negation: `unable`, `useless`."""
    needing: Pattern
    """Phrases that are wrong without a negation before them: `hạn như`, `senonoh`."""
    senses: tuple[tuple[str, Pattern], ...]
    """By sense, words that may stand for a negation: `gagal`, `menolak`."""

    def denials(self, text: str, *, strictly: bool) -> list[re.Match[str]]:
        """The words that deny; without `strictly` those too that perhaps do not."""
        passing = [self.compounds, self.not_only]
        if strictly:
            passing += [self.nothing, self.asking]
        passed = [one.span() for pattern in passing for one in pattern.finditer(text)]
        return [
            found
            for found in self.words.finditer(text)
            if not any(start <= found.start() < end for start, end in passed)
        ]

    def orphans(self, text: str) -> Iterator[re.Match[str]]:
        """Phrases that need a negation right before them, or in them, and have none."""
        for found in self.needing.finditer(text):
            before = text[max(0, found.start() - _NEAR_BEFORE) : found.start()]
            if not self.words.search(before) and not self.not_only.search(before):
                yield found


@lru_cache(maxsize=64)
def denial(locale: Locale) -> Denial:
    """How the language of a locale denies; without data, not at all."""
    data = table(locale, "negation")
    words = data["words"].split()
    senses = data["senses"].items()
    return Denial(
        parts=tuple(word.strip("*").replace("n't", "n").casefold() for word in words),
        words=_words(words),
        compounds=_phrases(data["compounds"]),
        nothing=_phrases(data["nothing_denied"]),
        asking=_asking(data["asking"].split()),
        not_only=_phrases(data["not_only"]),
        only=_words(data["only"].split()),
        inside=_words(data["inside"].split()),
        needing=_phrases(data["needing"]),
        senses=tuple((name, _words(listing.split())) for name, listing in senses),
    )


def _words(words: Iterable[str]) -> Pattern:
    """Any of some words; `*` stands for any ending, `·` for a space."""
    alternatives = [*map(_word, words)]
    if not alternatives:
        return _NOTHING
    return re.compile("|".join(alternatives), re.IGNORECASE)


def _word(word: str) -> str:
    """One word; one that begins with n and an apostrophe is an ending: do*n't*."""
    plain = re.escape(word.rstrip("*").replace("·", " ")).replace("'", "['’]")
    if word[1:2] == "'":
        return rf"{plain}(?!\w)"
    return rf"{_BEFORE}{plain}" + (r"\w*" if word.endswith("*") else r"(?!\w)")


def _phrases(phrases: Iterable[str]) -> Pattern:
    """Any of some phrases, the longest first, as they stand."""
    listed = sorted(phrases, key=len, reverse=True)
    if not listed:
        return _NOTHING
    return re.compile("|".join(map(_phrase, listed)), re.IGNORECASE)


def _phrase(phrase: str) -> str:
    before = "" if phrase[1:2] == "'" else r"(?<!\w)"
    after = r"(?!\w)" if phrase[-1].isalnum() else ""
    return before + re.escape(phrase).replace("'", "['’]") + after


def _asking(words: Iterable[str]) -> Pattern:
    listed = "|".join(map(re.escape, words))
    if not listed:
        return _NOTHING
    return re.compile(rf"{_BEFORE}(?:{listed}){_AT_END}", re.IGNORECASE)
