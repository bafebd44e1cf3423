"""The capitalised words of a text, in which names are looked for."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from tm.finding import Span
from tm.text.normal import folded
from tm.text.words import read_word_set

_SMALL = [
    letter
    for letter in map(chr, (*range(0x250), *range(0x1E00, 0x1F00)))
    if not letter.isupper()
]
_SIGNS = [*map(chr, (*range(0x2000, 0x2100), *range(0x2500, 0x2C00)))]
_NO_CAPITALS = "".join(map(re.escape, (*_SMALL, *_SIGNS)))
CAPITAL = f"[^{_NO_CAPITALS}]"
"""A pattern of all capitals, and of all letters of scripts that are rare here.

A pattern that begins with it is found fast, since all of it is one table.
"""
_LETTER = rf"{CAPITAL}(?<=[^\W\d_])"
"""The same without the signs of these scripts."""
_WORD = re.compile(r"[^\W\d_]+")
_APOSTROPHE = re.compile("['’]")
_LONG = 3
"""Words of a name that is a long one."""
_REST = "[^ ]{0,99}+"
"""What else a word has. Without an end each letter of one as long as a text, of which
each may be a capital, would be read to the end of the text: so is much Chinese."""
LONG_NAME = re.compile(
    # What stands before the first letter is looked at after it, since a pattern that
    # begins with a set of letters is found fast.
    rf"{_LETTER}(?<![^\W\d_].)[^\W\d_]*+(?: {_LETTER}[^\W\d_]*+){{{_LONG - 1},}}"
)
"""Runs of three and more capitalised words, and what may be one."""
_CAPITALS = re.compile(rf"{CAPITAL}{_REST}(?: {CAPITAL}{_REST}){{{_LONG - 1},}}")
"""What long names stand in, which is found faster."""
_MAYBE_CAPITAL = re.compile(rf"{_LETTER}(?<![^\W\d_].)[^\W\d_]*")
"""Words that may begin with a capital; what stands before is looked at last."""
# A full stop after a short capitalised word ends an abbreviation (`Mr.`), no sentence.
_SENTENCE_END = re.compile(
    r"(?:^|[!?:;“”\"‘(\[–—…•]|(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})\.)"
    r"[\s“\"‘(]*$"
)
SHORTEST_NAME = 4
"""Letters of a name that is judged."""
_BEFORE = 8
"""How many characters before a word tell whether it begins a sentence."""
_folded = lru_cache(maxsize=65536)(folded)
"""Most words of a corpus are among few, and folding each anew costs the most here."""


class Capital(NamedTuple):
    """A capitalised word in its place; a tuple, since texts have so many."""

    text: str
    form: str
    """Without marks and case, as it is compared."""
    start: int
    end: int
    initial: bool
    """Whether a sentence may begin with it, so that its capital says nothing."""
    joined: bool
    """Whether the word right before it is capitalised too."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


class Capitals:
    """The capitalised words of a text, and the forms of all its words."""

    def __init__(self, text: str, words: tuple[Capital, ...]) -> None:
        self.words = words
        self._text = text

    @cached_property
    def forms(self) -> frozenset[str]:
        """The forms of all words."""
        # Words in small letters have the same forms, and are read for many checks.
        words = read_word_set(self._text)
        if "'" in self._text or "’" in self._text:
            words = frozenset(
                part for word in words for part in _APOSTROPHE.split(word)
            )
        return words if self._text.isascii() else frozenset(map(_folded, words))

    @cached_property
    def small(self) -> frozenset[str]:
        """The other words, as they are written."""
        words = {*_WORD.findall(self._text)}
        return frozenset(word for word in words if not word[0].isupper())

    @property
    def names(self) -> list[Capital]:
        """Those whose capital is not that of a sentence's beginning."""
        return [word for word in self.words if not word.initial]

    def beside(self, word: Capital) -> tuple[str | None, str | None]:
        """The forms of the capitalised words right before and right after one."""
        at = bisect_left(self.words, word.start, key=lambda other: other.start)
        after = self.words[at + 1] if at + 1 < len(self.words) else None
        return (
            self.words[at - 1].form if word.joined else None,
            after.form if after is not None and after.joined else None,
        )


def may_turn_name(source: str, target: str) -> bool:
    """Whether a long name of a source may share three words with those of a target.

    Those are passed that the target has as they are.
    """
    # Few texts have such a name.
    here = _CAPITALS.search(target)
    there = here and _CAPITALS.search(source)
    if not here or not there:
        return False
    ours = long_names(target, here.start())
    theirs = long_names(source, there.start()) if ours else []
    if not theirs:
        return False
    known, kept = forms_of(ours), "|".join(map(_in_order, ours))
    return any(
        len(known & forms_of([name])) >= _LONG and _in_order(name) not in kept
        for name in theirs
    )


def long_names(text: str, start: int = 0) -> list[str]:
    """What the pattern of long names finds; `start`: where the first may begin."""
    return [
        name
        for found in _CAPITALS.finditer(text, start)
        for name in LONG_NAME.findall(text, *found.span())
    ]


def _in_order(name: str) -> str:
    """The forms of a name's capitalised words in turn, each between marks."""
    words = name.split(" ")
    forms = [_folded(word) if word[0].isupper() else "" for word in words]
    return f"|{'|'.join(forms)}|"


def forms_of(names: Iterable[str]) -> set[str]:
    """The forms of the words of names, as capitalised words have them."""
    return {_folded(word) for name in names for word in name.split(" ")}


@lru_cache(maxsize=4096)
def capitals(text: str) -> Capitals:
    """The capitalised words of a text; several checks ask for them."""
    return read_capitals(text)


def read_capitals(text: str) -> Capitals:
    """The same, read anew."""
    found: list[Capital] = []
    end_of_last = -2
    for match in _MAYBE_CAPITAL.finditer(text):
        word = match[0]
        if not word[0].isupper():
            continue
        start, end = match.span()
        spaced = start > 1 and text[start - 1] == " "
        # Most words follow another one, and no sentence can begin there.
        initial = not (spaced and text[start - 2].isalnum()) and bool(
            _SENTENCE_END.search(text[max(0, start - _BEFORE) : start])
        )
        joined = spaced and start == end_of_last + 1
        found.append(Capital(word, _folded(word), start, end, initial, joined))
        end_of_last = end
    return Capitals(text, tuple(found))


def between_capitals(marks: str) -> re.Pattern[str]:
    """A pattern for what stands between two capitalised words, if no such mark does."""
    others = "".join(re.escape(one) for one in (*_SMALL, *_SIGNS) if one not in marks)
    return re.compile(rf"{CAPITAL}[^\W\d_]{{0,99}}+([{others}]++)(?={CAPITAL})")


def runs(text: Capitals, *, least: int = 3) -> Iterator[list[Capital]]:
    """Capitalised words that stand side by side, as many as `least` and more."""
    run: list[Capital] = []
    for word in text.words:
        if word.joined:
            run.append(word)
            continue
        if len(run) >= least:
            yield run
        run = [word]
    if len(run) >= least:
        yield run


def windows(some: Sequence[list[Capital]], size: int) -> Iterator[list[Capital]]:
    """All stretches of so many words of some runs."""
    for run in some:
        for at in range(len(run) - size + 1):
            yield run[at : at + size]


def lost_names(source: Capitals, target: Capitals, *more: Capital) -> list[Capital]:
    """Names of the source that the target has in no form, each once; `more` first."""
    found: dict[str, Capital] = {name.form: name for name in more}
    for name in source.words:
        if name.form not in target.forms and len(name.form) >= SHORTEST_NAME:
            found.setdefault(name.form, name)
    return [*found.values()]
