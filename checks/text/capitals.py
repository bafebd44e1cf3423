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
    may_start_sentence: bool
    """Whether a sentence may begin with it, so that its capital says nothing."""
    follows_capital: bool
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
        return [word for word in self.words if not word.may_start_sentence]

    def neighbours(self, word: Capital) -> tuple[str | None, str | None]:
        """The forms of the capitalised words right before and right after one."""
        index = bisect_left(self.words, word.start, key=lambda other: other.start)
        following = self.words[index + 1] if index + 1 < len(self.words) else None
        return (
            self.words[index - 1].form if word.follows_capital else None,
            following.form
            if following is not None and following.follows_capital
            else None,
        )


def may_reorder_name(source: str, target: str) -> bool:
    """Whether a long name of a source may share three words with those of a target.

    Those are passed that the target has as they are.
    """
    # Few texts have such a name.
    target_match = _CAPITALS.search(target)
    source_match = target_match and _CAPITALS.search(source)
    if not target_match or not source_match:
        return False
    target_names = long_names(target, target_match.start())
    source_names = long_names(source, source_match.start()) if target_names else []
    if not source_names:
        return False
    target_forms, joined_names = (
        name_forms(target_names),
        "|".join(map(_join_forms, target_names)),
    )
    return any(
        len(target_forms & name_forms([name])) >= _LONG
        and _join_forms(name) not in joined_names
        for name in source_names
    )


def long_names(text: str, start: int = 0) -> list[str]:
    """What the pattern of long names finds; `start`: where the first may begin."""
    return [
        name
        for match in _CAPITALS.finditer(text, start)
        for name in LONG_NAME.findall(text, *match.span())
    ]


def _join_forms(name: str) -> str:
    """The forms of a name's capitalised words in turn, each between marks."""
    words = name.split(" ")
    forms = [_folded(word) if word[0].isupper() else "" for word in words]
    return f"|{'|'.join(forms)}|"


def name_forms(names: Iterable[str]) -> set[str]:
    """The forms of the words of names, as capitalised words have them."""
    return {_folded(word) for name in names for word in name.split(" ")}


@lru_cache(maxsize=4096)
def cached_capitals(text: str) -> Capitals:
    """The capitalised words of a text; several checks ask for them."""
    return read_capitals(text)


def read_capitals(text: str) -> Capitals:
    """The same, read anew."""
    words: list[Capital] = []
    end_of_last = -2
    for match in _MAYBE_CAPITAL.finditer(text):
        word = match[0]
        if not word[0].isupper():
            continue
        start, end = match.span()
        follows_space = start > 1 and text[start - 1] == " "
        # Most words follow another one, and no sentence can begin there.
        initial = not (follows_space and text[start - 2].isalnum()) and bool(
            _SENTENCE_END.search(text[max(0, start - _BEFORE) : start])
        )
        joined = follows_space and start == end_of_last + 1
        words.append(Capital(word, _folded(word), start, end, initial, joined))
        end_of_last = end
    return Capitals(text, tuple(words))


def pattern_between_capitals(marks: str) -> re.Pattern[str]:
    """A pattern for what stands between two capitalised words, if no such mark does."""
    characters = "".join(
        re.escape(character)
        for character in (*_SMALL, *_SIGNS)
        if character not in marks
    )
    return re.compile(rf"{CAPITAL}[^\W\d_]{{0,99}}+([{characters}]++)(?={CAPITAL})")


def capitalised_runs(text: Capitals, *, least: int = 3) -> Iterator[list[Capital]]:
    """Capitalised words that stand side by side, as many as `least` and more."""
    run: list[Capital] = []
    for word in text.words:
        if word.follows_capital:
            run.append(word)
            continue
        if len(run) >= least:
            yield run
        run = [word]
    if len(run) >= least:
        yield run


def slide_over_runs(
    word_runs: Sequence[list[Capital]], size: int
) -> Iterator[list[Capital]]:
    """All stretches of so many words of some runs."""
    for run in word_runs:
        for start in range(len(run) - size + 1):
            yield run[start : start + size]


def lost_names(source: Capitals, target: Capitals, *more: Capital) -> list[Capital]:
    """Names of the source that the target has in no form, each once; `more` first."""
    lost_by_form: dict[str, Capital] = {name.form: name for name in more}
    for name in source.words:
        if name.form not in target.forms and len(name.form) >= SHORTEST_NAME:
            lost_by_form.setdefault(name.form, name)
    return [*lost_by_form.values()]
