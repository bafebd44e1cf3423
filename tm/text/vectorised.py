"""Many texts at once as arrays of code points: match form, folded form, tokens.

The results are those of `normal` and `tokens`, many times as fast, for texts whose
letters have one form whatever stands next to them. Other texts (scripts without spaces,
combining marks, letters that fold to two) go through the functions for one text. Speed
trick: match form and tokens 80 % faster than text by text, folding 47 %
(benchmarks/text_optimisations.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tm.result_cache import lazy_constant
from tm.text.normal import fold_text, fold_tone_style, match_form, nfc
from tm.text.segment import CODE
from tm.text.tokens import INLINE_CODE_CLASS, NUMBER_CLASS, find_common_letter_kind

TEXT_END = "\0"
"""Stands after each text."""

CodePoints = NDArray[np.uint16]
"""Code points, none beyond U+FFFF."""

_TABLE_SIZE = 0x10000
_COMMON_CODE_POINT_RANGES = (
    *((0, 0x250), (0x400, 0x482), (0x1E00, 0x1F00), (0x2010, 0x2040)),
    *((0x20AB, 0x20AD), (ord(CODE), ord(CODE) + 1)),
)
(
    _SPACE_KIND,
    _LETTER_KIND,
    _DIGIT_KIND,
    _APOSTROPHE_KIND,
    _JOINER_KIND,
    _MARK_KIND,
    _CODE_KIND,
) = range(7)
_RARE_KIND = 255
_TONED_LETTERS = "òóõỏọùúũủụ"
_VOWELS = "aey"


class TokenPlaces(NamedTuple):
    """The places of the tokens of texts."""

    token_starts: NDArray[np.intp]
    """The place of each token's first letter."""
    token_counts: NDArray[np.intp]
    """The number of tokens of each text."""
    match_points: CodePoints
    """The match form, numbers and codes as their classes; 0 between tokens."""


@dataclass(frozen=True, slots=True)
class TextArray:
    """Texts as one array of code points, with U+0000 after each."""

    text_indexes: list[int]
    """The indices of the texts in the array."""
    text_ends: NDArray[np.intp]
    """The place of each text's U+0000."""
    _code_points: NDArray[np.intp]
    _letter_kinds: NDArray[np.uint8]

    @classmethod
    def of(cls, texts: Sequence[str]) -> tuple["TextArray", list[int]]:
        """Make an array of the texts that fit, and list the indices of the others."""
        kept_text_indexes = list(range(len(texts)))
        joined_text = TEXT_END.join(texts) + TEXT_END if texts else ""
        if joined_text.count(TEXT_END) != len(texts):
            kept_text_indexes = [
                text_index
                for text_index, text in enumerate(texts)
                if TEXT_END not in text
            ]
            joined_text = "".join(
                texts[text_index] + TEXT_END for text_index in kept_text_indexes
            )
        code_points = list_code_points(joined_text).astype(np.intp)
        letter_kinds = _make_letter_tables().letter_kinds.take(code_points, mode="clip")
        text_ends = np.flatnonzero(code_points == 0)
        rare_offsets = np.flatnonzero(letter_kinds == _RARE_KIND)
        if len(rare_offsets):
            rare_array_rows = np.unique(text_ends.searchsorted(rare_offsets))
            code_points, letter_kinds = (
                _remove_texts(letter_array, rare_array_rows, text_ends)
                for letter_array in (code_points, letter_kinds)
            )
            plain_array_rows = np.delete(np.arange(len(text_ends)), rare_array_rows)
            text_ends = np.cumsum(np.diff(text_ends, prepend=-1)[plain_array_rows]) - 1
            kept_text_indexes = [
                kept_text_indexes[array_row] for array_row in plain_array_rows.tolist()
            ]
        if len(kept_text_indexes) == len(texts):
            return cls(kept_text_indexes, text_ends, code_points, letter_kinds), []
        kept_index_set = set(kept_text_indexes)
        other_text_indexes = [
            text_index
            for text_index in range(len(texts))
            if text_index not in kept_index_set
        ]
        return cls(
            kept_text_indexes, text_ends, code_points, letter_kinds
        ), other_text_indexes

    def fold_texts(self) -> list[str]:
        """Compute `normal.fold_text` of each text."""
        return split_texts(_make_letter_tables().folded_letters.take(self._code_points))

    def compute_match_points(self, *, vietnamese_flags: Sequence[bool]) -> CodePoints:
        """Compute `normal.match_form` of all texts.

        `vietnamese_flags`: whether each text is Vietnamese.
        """
        match_points = _make_letter_tables().match_letters.take(self._code_points)
        if any(vietnamese_flags):
            toned_offsets = np.flatnonzero(
                _make_letter_tables().toned_flags.take(self._code_points)
            )
            toned_vietnamese_flags = np.array(vietnamese_flags)[
                self.text_ends.searchsorted(toned_offsets)
            ]
            self._move_tones(match_points, toned_offsets[toned_vietnamese_flags])
        return match_points

    def find_tokens(self, match_points: CodePoints) -> TokenPlaces:
        """Find the tokens of `tokens.list_match_tokens` in match form."""
        letter_kinds = self._letter_kinds.copy()
        for joiner_kind, neighbour_kind in (
            (_APOSTROPHE_KIND, _LETTER_KIND),
            (_JOINER_KIND, _DIGIT_KIND),
        ):
            joiner_offsets = np.flatnonzero(self._letter_kinds == joiner_kind)
            # What is before the first is the TEXT_END of the last.
            inside_token_flags = (
                self._letter_kinds[joiner_offsets - 1] == neighbour_kind
            )
            inside_token_flags &= (
                self._letter_kinds[joiner_offsets + 1] == neighbour_kind
            )
            letter_kinds[joiner_offsets[inside_token_flags]] = neighbour_kind
        token_start_flags = letter_kinds > _DIGIT_KIND
        space_character_flags = letter_kinds == _SPACE_KIND
        token_start_flags[:1] |= ~space_character_flags[:1]
        token_start_flags[1:] |= (
            letter_kinds[1:] != letter_kinds[:-1]
        ) & ~space_character_flags[1:]
        digit_offsets = np.flatnonzero(letter_kinds == _DIGIT_KIND)
        match_points = match_points & (
            space_character_flags.astype(np.uint16) - np.uint16(1)
        )
        match_points[digit_offsets] = token_start_flags[digit_offsets] * np.uint16(
            ord(NUMBER_CLASS)
        )
        match_points[np.flatnonzero(letter_kinds == _CODE_KIND)] = ord(
            INLINE_CODE_CLASS
        )
        token_starts = np.flatnonzero(token_start_flags)
        token_counts = np.diff(token_starts.searchsorted(self.text_ends), prepend=0)
        return TokenPlaces(token_starts, token_counts, match_points)

    def write_spaced_tokens(self, token_places: TokenPlaces) -> list[bytes]:
        """Write the tokens of each text with one space between them, in UTF-8."""
        # Room for a space before each letter.
        spaced_points = np.zeros(2 * len(token_places.match_points), dtype=np.uint16)
        spaced_points[1::2] = token_places.match_points
        spaced_points[token_places.token_starts * 2] = ord(" ")
        first_token_indexes = (
            np.cumsum(token_places.token_counts) - token_places.token_counts
        )
        spaced_points[
            token_places.token_starts[
                first_token_indexes[token_places.token_counts > 0]
            ]
            * 2
        ] = 0
        used_place_flags = spaced_points != 0
        used_place_flags[self.text_ends * 2 + 1] = True
        # A mask of so many takes longer than their places.
        joined_tokens = _decode_code_points(
            spaced_points.take(np.flatnonzero(used_place_flags))
        )
        return joined_tokens.encode().split(TEXT_END.encode())[:-1]

    def _move_tones(
        self, match_points: CodePoints, tone_offsets: NDArray[np.intp]
    ) -> None:
        """Move the tones of letters at some offsets to the newer style, in place."""
        letter_tables = _make_letter_tables()
        vowel_columns = letter_tables.vowel_columns.take(match_points[tone_offsets + 1])
        moved_pairs = letter_tables.moved_pairs[
            letter_tables.toned_rows.take(match_points[tone_offsets]), vowel_columns
        ]
        movable_indexes = np.flatnonzero(moved_pairs[:, 0])
        tone_offsets, moved_pairs = (
            tone_offsets[movable_indexes],
            moved_pairs[movable_indexes],
        )
        following_offsets = (tone_offsets + 2) % len(match_points)
        following_kinds = self._letter_kinds[following_offsets]
        open_syllable_flags = (
            (following_kinds != _LETTER_KIND)
            & (following_kinds != _DIGIT_KIND)
            & (match_points[following_offsets] != ord("_"))
        )
        tone_offsets, moved_pairs = (
            tone_offsets[open_syllable_flags],
            moved_pairs[open_syllable_flags],
        )
        match_points[tone_offsets], match_points[tone_offsets + 1] = (
            moved_pairs[:, 0],
            moved_pairs[:, 1],
        )


class _LetterTables(NamedTuple):
    """The properties and forms of letters, by code point."""

    letter_kinds: NDArray[np.uint8]
    match_letters: CodePoints
    folded_letters: CodePoints
    toned_flags: NDArray[np.bool_]
    """Whether the letter's match form is in `toned_rows`."""
    toned_rows: NDArray[np.uint8]
    """1 and up: the letter's row in `moved_pairs`; 0 for those whose tone never moves.
    """
    vowel_columns: NDArray[np.uint8]
    moved_pairs: CodePoints
    """The pair that a toned letter and a vowel become; zeros where they stay."""


@lazy_constant
def _make_letter_tables() -> _LetterTables:
    """Make the tables of all letters that arrays of texts may have."""
    letter_kinds = np.full(_TABLE_SIZE, _RARE_KIND, dtype=np.uint8)
    match_letters, folded_letters = (
        np.zeros(_TABLE_SIZE, dtype=np.uint16) for _ in range(2)
    )
    for code_point in (
        code_point
        for code_range in _COMMON_CODE_POINT_RANGES
        for code_point in range(*code_range)
    ):
        letter = chr(code_point)
        match_letter, folded_letter = match_form(letter), fold_text(letter)
        letter_kind = find_common_letter_kind(letter) and find_common_letter_kind(
            match_letter
        )
        if (
            letter_kind is None
            or not len(match_letter)
            == len(folded_letter)
            == len(fold_text(match_letter))
            == 1
        ):
            continue
        if nfc(letter) == letter:
            letter_kinds[code_point] = _choose_kind_number(match_letter, letter_kind)
            match_letters[code_point], folded_letters[code_point] = (
                ord(match_letter),
                ord(folded_letter),
            )
    letter_kinds[ord(TEXT_END)] = _SPACE_KIND
    toned_rows, vowel_columns = (
        np.zeros(_TABLE_SIZE, dtype=np.uint8) for _ in range(2)
    )
    moved_pairs = np.zeros(
        (len(_TONED_LETTERS) + 1, len(_VOWELS) + 1, 2), dtype=np.uint16
    )
    for toned_row, letter in enumerate(_TONED_LETTERS, start=1):
        toned_rows[ord(letter)] = toned_row
        for vowel_column, vowel in enumerate(_VOWELS, start=1):
            vowel_columns[ord(vowel)] = vowel_column
            if (moved_pair := fold_tone_style(letter + vowel)) != letter + vowel:
                moved_pairs[toned_row, vowel_column] = list(map(ord, moved_pair))
    return _LetterTables(
        letter_kinds,
        match_letters,
        folded_letters,
        toned_rows.take(match_letters) != 0,
        toned_rows,
        vowel_columns,
        moved_pairs,
    )


def _choose_kind_number(match_letter: str, letter_kind: str) -> int:
    """Choose the number of a letter's kind, by its match form."""
    if match_letter == "'":
        return _APOSTROPHE_KIND
    if match_letter in ".,:/":
        return _JOINER_KIND
    number_by_kind = {
        "space": _SPACE_KIND,
        "word": _LETTER_KIND,
        "number": _DIGIT_KIND,
        "code": _CODE_KIND,
    }
    return number_by_kind.get(letter_kind, _MARK_KIND)


def _remove_texts(
    letter_array: NDArray[Any],
    array_rows: NDArray[np.intp],
    text_ends: NDArray[np.intp],
) -> NDArray[Any]:
    """Remove texts from an array, by the places where texts end."""
    # In pieces: to choose by a mask takes many times as long.
    text_starts = np.append(-1, text_ends)[array_rows] + 1
    kept_ranges = zip(
        [0, *text_ends[array_rows] + 1], [*text_starts, len(letter_array)], strict=True
    )
    return np.concatenate(
        [letter_array[range_start:range_end] for range_start, range_end in kept_ranges]
    )


def fold_texts(texts: Sequence[str]) -> list[str]:
    """Compute `normal.fold_text` of each text."""
    text_array, other_text_indexes = TextArray.of(texts)
    if not other_text_indexes:
        return text_array.fold_texts()
    folded_texts = [""] * len(texts)
    for text_index, folded_text in zip(
        text_array.text_indexes, text_array.fold_texts(), strict=True
    ):
        folded_texts[text_index] = folded_text
    for text_index in other_text_indexes:
        folded_texts[text_index] = fold_text(texts[text_index])
    return folded_texts


def list_code_points(text: str) -> NDArray[np.uint32]:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def split_texts(code_points: CodePoints) -> list[str]:
    """The texts that end with U+0000 each."""
    return _decode_code_points(code_points).split(TEXT_END)[:-1]


def _decode_code_points(code_points: CodePoints) -> str:
    """Decode code points into a text."""
    return code_points.astype("<u2", copy=False).tobytes().decode("utf-16-le")
