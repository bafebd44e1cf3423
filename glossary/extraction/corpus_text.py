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

from glossary.extraction.boundary_words import BoundaryWords, read_boundary_words
from tm.spill.array import BLOCK_SIZE, Array, SpillArray
from tm.text.locale import Locale
from tm.text.normal import match_form, nfc
from tm.text.tokens import has_common_letters
from tm.text.word_pattern import UNSPACED_LETTER_CLASS

PHRASE_BREAK_ID = 0
"""The word id that marks the end of a phrase."""
MAX_WORD_LENGTH = 80
"""In characters; a longer word is an address or a typo, and ends a phrase."""

_WORD_JOINER_CLASS = "[-‐‑'’]"
# The end of a phrase matches too, but outside the group: it becomes an empty word.
_COMMON_LETTERS_WORD_PATTERN = re.compile(
    rf"((?:[^\W\d_]\.){{2,}}(?!\w)|[^\W\d_]\w*(?:{_WORD_JOINER_CLASS}\w+)*"
    r"|,(?= )|&|(?<= )[-–](?= ))|\d\S*|\S"
)
_ANY_SCRIPT_WORD_PATTERN = regex.compile(
    rf"""({UNSPACED_LETTER_CLASS}[\p{{M}}ー]*
    |(?:(?!{UNSPACED_LETTER_CLASS})\p{{L}}\.){{2,}}(?!\w)
    |(?!{UNSPACED_LETTER_CLASS})\p{{L}}(?:(?!{UNSPACED_LETTER_CLASS})[\p{{L}}\p{{M}}\p{{N}}])*
      (?:{_WORD_JOINER_CLASS}(?:(?!{UNSPACED_LETTER_CLASS})[\p{{L}}\p{{M}}\p{{N}}])+)*
    |,(?=\s)|&|(?<=\s)[-–](?=\s))|\p{{N}}\S*|\S""",
    regex.VERBOSE,
)
_MAX_PERSON_NAME_WORDS = 4
"""The most words of a person's name."""
_MAX_NAME_SYLLABLE_LENGTH = 7
"""The most letters of a syllable of a person's name."""


@dataclass(frozen=True, slots=True)
class RunningText:
    """The texts of one language as one array of word ids, with breaks between."""

    locale: Locale
    surface_ids: SpillArray
    """The ids of the words as written; PHRASE_BREAK_ID between phrases and units."""
    surfaces: Sequence[str]
    """The words as written, by surface id."""
    form_ids: NDArray[np.int32]
    """The id of each word's match form, by surface id."""
    match_forms: Sequence[str]
    """The words in match form, by form id."""
    unit_starts: NDArray[np.int64]
    """The position where each unit starts, and the end of the last unit."""
    word_count: int
    """The number of words in all texts."""

    def read_blocks(self) -> Iterator[tuple[int, NDArray[np.int32]]]:
        """Read blocks of whole units: their start position and their form ids."""
        unit_index, unit_count = 0, len(self.unit_starts) - 1
        while unit_index < unit_count:
            start_position = int(self.unit_starts[unit_index])
            next_unit_index = int(
                np.searchsorted(self.unit_starts, start_position + BLOCK_SIZE, "right")
            )
            unit_index = min(max(next_unit_index - 1, unit_index + 1), unit_count)
            yield (
                start_position,
                self.form_ids[
                    self.surface_ids.read(
                        start_position, int(self.unit_starts[unit_index])
                    )
                ],
            )

    def find_unit_indexes(self, positions: NDArray[np.integer]) -> NDArray[np.int64]:
        """Find the units that contain the given positions."""
        return np.searchsorted(self.unit_starts, positions, side="right") - 1

    def read_surface(self, position: int, phrase_length: int) -> str:
        """Read a phrase as written."""
        return self.join_surfaces(
            self.surface_ids.read(position, position + phrase_length)
        )

    def join_surfaces(self, surface_ids: Array) -> str:
        """Join the words of some surface ids into a text."""
        return join_words([self.surfaces[surface_id] for surface_id in surface_ids])


@dataclass(slots=True)
class RunningTextBuilder:
    """Builds a running text from the texts of units."""

    locale: Locale
    _surface_ids: SpillArray = field(default_factory=lambda: SpillArray(np.int32))
    _pending_ids: "array[int]" = field(
        default_factory=lambda: array("i", [PHRASE_BREAK_ID])
    )
    """The surface ids that are not written to the spill file yet."""
    _id_by_word: "_WordIds" = field(
        default_factory=lambda: _WordIds({"": PHRASE_BREAK_ID})
    )
    _unit_starts: "array[int]" = field(default_factory=lambda: array("q"))
    _word_count: int = 0

    def add(self, text: str) -> None:
        """Add the text of the next unit."""
        if len(self._pending_ids) >= BLOCK_SIZE:
            self._spill_pending_ids()
        pending_ids = self._pending_ids
        pending_count = len(pending_ids)
        self._unit_starts.append(len(self._surface_ids) + pending_count)
        boundary_words = read_boundary_words(self.locale.language)
        words = split_phrase_words(text, boundary_words)
        pending_ids.extend([*map(self._id_by_word.__getitem__, words)])
        pending_ids.append(PHRASE_BREAK_ID)

    def build(self) -> RunningText:
        """Build the running text of all texts so far."""
        self._spill_pending_ids()
        is_vietnamese = self.locale.language == "vi"
        form_id_by_form: dict[str, int] = {"": PHRASE_BREAK_ID}
        form_ids = np.zeros(len(self._id_by_word), np.int32)
        for surface_id, word in enumerate(self._id_by_word):
            word_form = match_form(word, is_vietnamese=is_vietnamese)
            form_ids[surface_id] = form_id_by_form.setdefault(
                word_form, len(form_id_by_form)
            )
        return RunningText(
            locale=self.locale,
            surface_ids=self._surface_ids,
            surfaces=list(self._id_by_word),
            form_ids=form_ids,
            match_forms=list(form_id_by_form),
            unit_starts=np.append(
                np.asarray(self._unit_starts, np.int64), len(self._surface_ids)
            ),
            word_count=self._word_count,
        )

    def _spill_pending_ids(self) -> None:
        self._word_count += len(self._pending_ids) - self._pending_ids.count(
            PHRASE_BREAK_ID
        )
        self._surface_ids.append(np.frombuffer(self._pending_ids, np.int32))
        self._pending_ids = array("i")


class _WordIds(dict[str, int]):
    """Ids by word; a new word gets the next id."""

    def __missing__(self, word: str) -> int:
        word_id = self[word] = len(self)
        return word_id


def split_phrase_words(text: str, boundary_words: BoundaryWords) -> list[str]:
    """Split a text into words as written; an empty word ends a phrase.

    >>> boundary_words = read_boundary_words("vi")
    >>> split_phrase_words("Bộ Y tế, ông Lê Quốc Bảo (2024)", boundary_words)
    ['Bộ', 'Y', 'tế', ',', 'ông', '', '', '']
    """
    text = nfc(text)
    word_pattern = (
        _COMMON_LETTERS_WORD_PATTERN
        if has_common_letters(text)
        else _ANY_SCRIPT_WORD_PATTERN
    )
    words: list[str] = word_pattern.findall(text)
    if max(map(len, words), default=0) > MAX_WORD_LENGTH:
        words = ["" if len(word) > MAX_WORD_LENGTH else word for word in words]
    if boundary_words.surnames.isdisjoint(words):
        return words
    words_and_breaks: list[str] = []
    word_index = 0
    while word_index < len(words):
        name_word_count = _count_person_name_words(words, word_index, boundary_words)
        words_and_breaks.append("" if name_word_count else words[word_index])
        word_index += name_word_count or 1
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
    return word[0] == "ー" or regex.match(UNSPACED_LETTER_CLASS, word[0]) is not None


def _count_person_name_words(
    words: Sequence[str], word_index: int, boundary_words: BoundaryWords
) -> int:
    """Count the words of a person's name at an index; 0 without a name.

    A name has at least two words in its own language, and three in others, which
    drop the diacritics that distinguish a surname from other words.
    """
    surname = words[word_index]
    if surname not in boundary_words.surnames:
        return 0
    word_count = 1
    while (
        word_count < _MAX_PERSON_NAME_WORDS
        and word_index + word_count < len(words)
        and _may_be_name_syllable(words[word_index + word_count], boundary_words)
    ):
        word_count += 1
    name_match_form = match_form(
        " ".join(filter(None, words[word_index : word_index + word_count])),
        is_vietnamese=boundary_words.names_have_diacritics,
    )
    if name_match_form.startswith(boundary_words.non_person_names):
        return 0
    is_certain_surname = (
        boundary_words.names_have_diacritics
        and surname not in boundary_words.ambiguous_surnames
    )
    return word_count if word_count >= (2 if is_certain_surname else 3) else 0


def _may_be_name_syllable(word: str, boundary_words: BoundaryWords) -> bool:
    """Whether a word may be a syllable of a name."""
    return (
        len(word) <= _MAX_NAME_SYLLABLE_LENGTH
        and word.isalpha()
        and (word.istitle() or (len(word) == 1 and word.isupper()))
        and (boundary_words.names_have_diacritics or word.isascii())
    )
