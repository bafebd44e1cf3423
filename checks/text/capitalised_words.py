"""The capitalised words of a text, among which names are found."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from tm.finding import Span
from tm.text.normal import folded
from tm.text.words import read_word_set

_NO_CAPITAL_LETTERS = [
    letter
    for letter in map(chr, (*range(0x250), *range(0x1E00, 0x1F00)))
    if not letter.isupper()
]
_SYMBOLS = [*map(chr, (*range(0x2000, 0x2100), *range(0x2500, 0x2C00)))]
_CHARACTERS_BUT_CAPITALS = "".join(map(re.escape, (*_NO_CAPITAL_LETTERS, *_SYMBOLS)))
CAPITAL = f"[^{_CHARACTERS_BUT_CAPITALS}]"
"""A pattern of all capitals, and of all letters of scripts that are rare here.

A pattern that begins with it is found fast, since all of it is one table.
"""
_LETTER = rf"{CAPITAL}(?<=[^\W\d_])"
"""The same without the signs of these scripts."""
_WORD = re.compile(r"[^\W\d_]+")
_APOSTROPHE = re.compile("['’]")
_LONG_NAME_WORDS = 3
"""The fewest words of a long name."""
_REST_OF_WORD = "[^ ]{0,99}+"
"""What else a word has. Without an end each letter of one as long as a text, of which
each may be a capital, would be read to the end of the text: so is much Chinese."""
LONG_NAME = re.compile(
    # What stands before the first letter is looked at after it, since a pattern that
    # begins with a set of letters is found fast.
    rf"{_LETTER}(?<![^\W\d_].)[^\W\d_]*+"
    rf"(?: {_LETTER}[^\W\d_]*+){{{_LONG_NAME_WORDS - 1},}}"
)
"""Runs of three and more capitalised words, and what may be one."""
_CAPITALISED_STRETCH = re.compile(
    rf"{CAPITAL}{_REST_OF_WORD}(?: {CAPITAL}{_REST_OF_WORD}){{{_LONG_NAME_WORDS - 1},}}"
)
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
_CHARACTERS_BEFORE = 8
"""How many characters before a word tell whether it begins a sentence."""
_folded = lru_cache(maxsize=65536)(folded)
"""Most words of a corpus are among few, and folding each anew costs the most here."""


class CapitalisedWord(NamedTuple):
    """A capitalised word in its place; a tuple, since texts have so many."""

    text: str
    form: str
    """The word without diacritics and case, for comparison."""
    start: int
    end: int
    may_start_sentence: bool
    """Whether a sentence may begin with it, so that its capital says nothing."""
    follows_capital: bool
    """Whether the word right before it is capitalised too."""

    @property
    def span(self) -> Span:
        """The position of the word in the text."""
        return Span(self.start, self.end)


class CapitalisedText:
    """The capitalised words of a text, and the forms of all its words."""

    def __init__(self, text: str, words: tuple[CapitalisedWord, ...]) -> None:
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
    def lower_case_words(self) -> frozenset[str]:
        """The words without a capital, as they are written."""
        words = {*_WORD.findall(self._text)}
        return frozenset(word for word in words if not word[0].isupper())

    @property
    def names(self) -> list[CapitalisedWord]:
        """The capitalised words that do not begin a sentence."""
        return [word for word in self.words if not word.may_start_sentence]

    def neighbour_forms(self, word: CapitalisedWord) -> tuple[str | None, str | None]:
        """Return the forms of the capitalised words right before and after a word."""
        index = bisect_left(self.words, word.start, key=lambda other: other.start)
        next_word = self.words[index + 1] if index + 1 < len(self.words) else None
        return (
            self.words[index - 1].form if word.follows_capital else None,
            next_word.form
            if next_word is not None and next_word.follows_capital
            else None,
        )


def may_reorder_name(source: str, target: str) -> bool:
    """Whether a long name of a source may stand in another order in the target.

    It shares three words with names of the target, which does not have it unchanged.
    """
    # Few texts have such a name.
    target_match = _CAPITALISED_STRETCH.search(target)
    source_match = target_match and _CAPITALISED_STRETCH.search(source)
    if not target_match or not source_match:
        return False
    target_names = find_long_names(target, target_match.start())
    source_names = find_long_names(source, source_match.start()) if target_names else []
    if not source_names:
        return False
    target_forms, joined_names = (
        name_forms(target_names),
        "|".join(map(_join_forms, target_names)),
    )
    return any(
        len(target_forms & name_forms([name])) >= _LONG_NAME_WORDS
        and _join_forms(name) not in joined_names
        for name in source_names
    )


def find_long_names(text: str, start: int = 0) -> list[str]:
    """Find candidates of long names, from an offset on."""
    return [
        name
        for match in _CAPITALISED_STRETCH.finditer(text, start)
        for name in LONG_NAME.findall(text, *match.span())
    ]


def _join_forms(name: str) -> str:
    """Join the forms of a name's capitalised words, each between `|`."""
    words = name.split(" ")
    forms = [_folded(word) if word[0].isupper() else "" for word in words]
    return f"|{'|'.join(forms)}|"


def name_forms(names: Iterable[str]) -> set[str]:
    """Return the forms of the words of names."""
    return {_folded(word) for name in names for word in name.split(" ")}


@lru_cache(maxsize=4096)
def cached_capitals(text: str) -> CapitalisedText:
    """Read the capitalised words of a text, cached for several checks."""
    return read_capitals(text)


def read_capitals(text: str) -> CapitalisedText:
    """Read the capitalised words of a text."""
    words: list[CapitalisedWord] = []
    previous_end = -2
    for match in _MAYBE_CAPITAL.finditer(text):
        word = match[0]
        if not word[0].isupper():
            continue
        start, end = match.span()
        follows_space = start > 1 and text[start - 1] == " "
        # Most words follow another one, and no sentence can begin there.
        may_start_sentence = not (follows_space and text[start - 2].isalnum()) and bool(
            _SENTENCE_END.search(text[max(0, start - _CHARACTERS_BEFORE) : start])
        )
        follows_capital = follows_space and start == previous_end + 1
        words.append(
            CapitalisedWord(
                word, _folded(word), start, end, may_start_sentence, follows_capital
            )
        )
        previous_end = end
    return CapitalisedText(text, tuple(words))


def pattern_between_capitals(marks: str) -> re.Pattern[str]:
    """Build a pattern for text between two capitalised words, without given marks."""
    characters = "".join(
        re.escape(character)
        for character in (*_NO_CAPITAL_LETTERS, *_SYMBOLS)
        if character not in marks
    )
    return re.compile(rf"{CAPITAL}[^\W\d_]{{0,99}}+([{characters}]++)(?={CAPITAL})")


def capitalised_runs(
    text: CapitalisedText, *, fewest_words: int = 3
) -> Iterator[list[CapitalisedWord]]:
    """Iterate over runs of adjacent capitalised words, of a minimum length."""
    word_run: list[CapitalisedWord] = []
    for word in text.words:
        if word.follows_capital:
            word_run.append(word)
            continue
        if len(word_run) >= fewest_words:
            yield word_run
        word_run = [word]
    if len(word_run) >= fewest_words:
        yield word_run


def slide_over_runs(
    word_runs: Sequence[list[CapitalisedWord]], size: int
) -> Iterator[list[CapitalisedWord]]:
    """Iterate over all windows of a size in runs of words."""
    for word_run in word_runs:
        for start in range(len(word_run) - size + 1):
            yield word_run[start : start + size]


def find_lost_names(
    source: CapitalisedText, target: CapitalisedText, *more_names: CapitalisedWord
) -> list[CapitalisedWord]:
    """Names of the source that the target has in no form, each once; `more_names`
    first.
    """
    lost_by_form: dict[str, CapitalisedWord] = {name.form: name for name in more_names}
    for name in source.words:
        if name.form not in target.forms and len(name.form) >= SHORTEST_NAME:
            lost_by_form.setdefault(name.form, name)
    return [*lost_by_form.values()]
