"""Texts as arrays of word ids, in which repeated phrases can be counted.

Numbers, names of persons and all punctuation but commas and dashes end a phrase. Words
joined by a hyphen or an apostrophe are one word, and so is U.S. In scripts without
spaces every character is a word.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import regex
from numpy.typing import NDArray

from glossary.extraction.boundary_words import WordKinds, read_word_kinds
from tm.spill.array import BLOCK, Array, SpillArray
from tm.text.locale import Locale
from tm.text.normal import match_form, nfc
from tm.text.tokens import has_common_letters

BREAK = 0
"""The word id that marks the end of a phrase."""
MAX_WORD_LENGTH = 80
"""In characters; a longer word is an address or a typo, and ends a phrase."""

_JOINED = "[-‐‑'’]"
# The end of a phrase matches too, but outside the group: it becomes an empty word.
_COMMON = re.compile(
    rf"((?:[^\W\d_]\.){{2,}}(?!\w)|[^\W\d_]\w*(?:{_JOINED}\w+)*"
    r"|,(?= )|&|(?<= )[-–](?= ))|\d\S*|\S"
)
_SIGNS = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_ANY = regex.compile(
    rf"""({_SIGNS}[\p{{M}}ー]*
    |(?:(?!{_SIGNS})\p{{L}}\.){{2,}}(?!\w)|(?!{_SIGNS})\p{{L}}(?:(?!{_SIGNS})[\p{{L}}\p{{M}}\p{{N}}])*
      (?:{_JOINED}(?:(?!{_SIGNS})[\p{{L}}\p{{M}}\p{{N}}])+)*
    |,(?=\s)|&|(?<=\s)[-–](?=\s))|\p{{N}}\S*|\S""",
    regex.VERBOSE,
)
_WORDS_OF_NAME = 4
_LONGEST_SYLLABLE = 7


@dataclass(frozen=True, slots=True)
class RunningText:
    """The texts of one language as one array of word ids, with breaks between."""

    locale: Locale
    cased: SpillArray
    """The ids of the words as written; BREAK between phrases and units."""
    surfaces: Sequence[str]
    """The words as written, by surface id."""
    forms: NDArray[np.int32]
    """The id of each word's match form, by surface id."""
    compared: Sequence[str]
    """The words in match form, by form id."""
    starts: NDArray[np.int64]
    """The position where each unit starts, and the end of the last unit."""
    words: int
    """The number of words in all texts."""

    def blocks(self) -> Iterator[tuple[int, NDArray[np.int32]]]:
        """Read blocks of whole units: their start position and their form ids."""
        unit, last = 0, len(self.starts) - 1
        while unit < last:
            begin = int(self.starts[unit])
            next_unit = int(np.searchsorted(self.starts, begin + BLOCK, "right"))
            unit = min(max(next_unit - 1, unit + 1), last)
            yield begin, self.forms[self.cased.read(begin, int(self.starts[unit]))]

    def units_at(self, positions: NDArray[np.integer]) -> NDArray[np.int64]:
        """Find the units that contain the given positions."""
        return np.searchsorted(self.starts, positions, side="right") - 1

    def surface(self, position: int, length: int) -> str:
        """Read a phrase as written."""
        return self.spell(self.cased.read(position, position + length))

    def spell(self, words: Array) -> str:
        """Join the words of some surface ids into a text."""
        return join_words([self.surfaces[number] for number in words])


@dataclass(slots=True)
class TextBuilder:
    """Builds a running text from the texts of units."""

    locale: Locale
    _cased: SpillArray = field(default_factory=lambda: SpillArray(np.int32))
    _waiting: "array[int]" = field(default_factory=lambda: array("i", [BREAK]))
    """The surface ids that are not written to the spill file yet."""
    _numbers: "_WordNumbers" = field(default_factory=lambda: _WordNumbers({"": BREAK}))
    _starts: "array[int]" = field(default_factory=lambda: array("q"))
    _words: int = 0

    def add(self, text: str) -> None:
        """Add the text of the next unit."""
        if len(self._waiting) >= BLOCK:
            self._write()
        cased = self._waiting
        begin = len(cased)
        self._starts.append(len(self._cased) + begin)
        kinds = read_word_kinds(self.locale.language)
        words = split_phrase_words(text, self.locale.language, kinds)
        cased.extend([*map(self._numbers.__getitem__, words)])
        cased.append(BREAK)

    def build(self) -> RunningText:
        """Build the running text of all texts so far."""
        self._write()
        vietnamese = self.locale.language == "vi"
        compared: dict[str, int] = {"": BREAK}
        forms = np.zeros(len(self._numbers), np.int32)
        for number, word in enumerate(self._numbers):
            form = match_form(word, vietnamese=vietnamese)
            forms[number] = compared.setdefault(form, len(compared))
        return RunningText(
            locale=self.locale,
            cased=self._cased,
            surfaces=list(self._numbers),
            forms=forms,
            compared=list(compared),
            starts=np.append(np.asarray(self._starts, np.int64), len(self._cased)),
            words=self._words,
        )

    def _write(self) -> None:
        self._words += len(self._waiting) - self._waiting.count(BREAK)
        self._cased.append(np.frombuffer(self._waiting, np.int32))
        self._waiting = array("i")


class _WordNumbers(dict[str, int]):
    """Ids by word; a new word gets the next id."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def split_phrase_words(text: str, language: str, kinds: WordKinds) -> list[str]:
    """Split a text into words as written; an empty word ends a phrase.

    >>> kinds = read_word_kinds("vi")
    >>> split_phrase_words("Bộ Y tế, ông Lê Quốc Bảo (2024)", "vi", kinds)
    ['Bộ', 'Y', 'tế', ',', 'ông', '', '', '']
    """
    text = nfc(text)
    pattern = _COMMON if has_common_letters(text) else _ANY
    words: list[str] = pattern.findall(text)
    if max(map(len, words), default=0) > MAX_WORD_LENGTH:
        words = ["" if len(word) > MAX_WORD_LENGTH else word for word in words]
    if kinds.surnames.isdisjoint(words):
        return words
    words_and_breaks: list[str] = []
    position = 0
    while position < len(words):
        size = _person_name_length(words, position, language, kinds)
        words_and_breaks.append("" if size else words[position])
        position += size or 1
    return words_and_breaks


def join_words(words: Sequence[str]) -> str:
    """Join words with spaces, except in scripts without spaces.

    >>> join_words(["Phòng", ",", "chống"]), join_words(["中", "国"])
    ('Phòng, chống', '中国')
    """
    text = ""
    for word in words:
        needs_no_space = (
            word == ","
            or not text
            or (is_spaceless_character(word) and is_spaceless_character(text[-1]))
        )
        text += word if needs_no_space else f" {word}"
    return text


def is_spaceless_character(word: str) -> bool:
    """Whether a word is a character of a script without spaces."""
    if word[0] < "\u0e00":
        return False
    return word[0] == "ー" or regex.match(_SIGNS, word[0]) is not None


def _person_name_length(
    words: Sequence[str], position: int, language: str, kinds: WordKinds
) -> int:
    """Count the words of a Vietnamese person's name at an index; 0 without a name.

    A name has at least two words in Vietnamese, and three in other languages, which drop
    the diacritics that distinguish a surname from other words.
    """
    first = words[position]
    if first not in kinds.surnames:
        return 0
    size = 1
    while (
        size < _WORDS_OF_NAME
        and position + size < len(words)
        and _is_name_part(words[position + size], kinds)
    ):
        size += 1
    name = match_form(" ".join(filter(None, words[position : position + size])))
    if name.startswith(kinds.not_persons):
        return 0
    is_clear = language == "vi" and first not in kinds.doubtful_surnames
    return size if size >= (2 if is_clear else 3) else 0


def _is_name_part(word: str, kinds: WordKinds) -> bool:
    """Whether a word may be a syllable of a name."""
    return (
        len(word) <= _LONGEST_SYLLABLE
        and word.isalpha()
        and (word.istitle() or (len(word) == 1 and word.isupper()))
        and (kinds.has_diacritics or word.isascii())
    )
