"""Folding of many texts at once, as the lines of one text, with arrays.

For texts of usual letters and signs the result is that of `glossary.forms.folding`.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from glossary.forms.folding import (
    INVISIBLE_SIGNS,
    map_usual_letters,
    respell_syllables,
)
from glossary.forms.recognition_data import read_form_data
from glossary.forms.unicode_composition import compose_letters
from glossary.recognition.form_lexicon import CAPITAL_FLAG, FormLexicon
from glossary.recognition.form_spans import FormSpan
from glossary.recognition.suffixes import is_suffix_attached
from tm.result_cache import lazy_constant
from tm.text.vectorised import CodePoints, list_code_points

_CharacterKinds = NDArray[np.uint8]
_Mask = NDArray[np.bool_]

_TABLE_SIZE = 0x10000
(
    _WORD_LETTER,
    _SPACE_SIGN,
    _HYPHEN_SIGN,
    _CAPITAL_LETTER,
    _RESPELLED_LAST_LETTER,
    _INVISIBLE_SIGN,
    _RARE_LETTER,
) = 1, 2, 4, 8, 16, 32, 64
"""Flags of the kind of a letter. The last letter of a word may be respelt; a rare
letter is not in the table.
"""
_LINE_END_POINT, _SPACE_POINT, _Q_POINT = map(ord, "\n q")
_SECOND_LAST_LETTERS, _LAST_LETTERS = "bcdghklmnprstvxđuòóõỏọùúũủụ", "aeyýỳỷỹỵ"
"""The last two letters of syllables that `glossary.forms.folding` may respell."""


class _JoinedLetters:
    """Texts joined with line ends, as folded letters with the kind of each."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.composed_text = "\n".join(["", *texts, ""])
        joined_texts = self.composed_text
        if joined_texts.count("\n") > len(texts) + 1:
            joined_texts = "\n".join(
                ["", *(text.replace("\n", "\uffff") for text in texts), ""]
            )
        packed_letters = _build_letter_table().take(
            list_code_points(joined_texts).astype(np.intp), mode="clip"
        )
        self.code_points: CodePoints = packed_letters.astype("<u2")
        self.character_kinds: _CharacterKinds = (packed_letters >> 16).astype(np.uint8)
        line_ends = np.flatnonzero(self.code_points == _LINE_END_POINT)
        self.line_starts: list[int] = (line_ends[:-1] + 1).tolist()
        """The offset of each text."""
        rare_letter_indexes = np.flatnonzero(self.character_kinds == _RARE_LETTER)
        self.rare_text_indexes: list[int] = np.unique(
            line_ends.searchsorted(rare_letter_indexes) - 1
        ).tolist()
        """The indices of the texts that contain a rare letter or a line end."""
        for text_index in self.rare_text_indexes:
            text_slice = slice(
                self.line_starts[text_index], int(line_ends[text_index + 1])
            )
            self.code_points[text_slice] = self.character_kinds[text_slice] = 0


class FoldedLines:
    """Several texts folded as the lines of one text.

    >>> FoldedLines(["Các bộ", "ở  Hà Nội"], "vi").text
    '\\nbộ\\nở hà nội\\n'
    """

    def __init__(self, texts: Sequence[str], language: str) -> None:
        joined_letters = _JoinedLetters(texts)
        self.rare_text_indexes = joined_letters.rare_text_indexes
        """The indices of texts that needed composition: they are repeated at the end.

        At their own index nothing is found.
        """
        composed_letters = _JoinedLetters(
            [
                compose_letters(texts[text_index])
                for text_index in self.rare_text_indexes
            ]
        )
        self.unsearched_text_indexes = [
            self.rare_text_indexes[text_index]
            for text_index in composed_letters.rare_text_indexes
        ]
        """The indices of rare texts in which nothing is found at the end either."""
        self.texts = [*texts, *composed_letters.texts]
        """The text of each line."""
        self.composed_text = (
            joined_letters.composed_text + composed_letters.composed_text[1:]
        )
        composed_offset = len(joined_letters.composed_text) - 1
        self.line_starts: Sequence[int] = [
            *joined_letters.line_starts,
            *(
                line_start + composed_offset
                for line_start in composed_letters.line_starts
            ),
        ]
        """The offset in `composed_text` of each line."""
        code_points = np.concatenate(
            [joined_letters.code_points, composed_letters.code_points[1:]]
        )
        character_kinds = np.concatenate(
            [joined_letters.character_kinds, composed_letters.character_kinds[1:]]
        )
        form_data = read_form_data(language)
        if form_data.has_several_spellings:
            _respell_syllables(code_points, character_kinds)
        dropped_flags = _find_dropped_signs(character_kinds)
        _mark_dropped_words(
            form_data.dropped_words, code_points, character_kinds, dropped_flags
        )
        self._kept_indexes: Sequence[int] = range(len(code_points))
        if dropped_flags.any():
            kept_letter_flags = ~dropped_flags
            code_points, character_kinds = (
                code_points[kept_letter_flags],
                character_kinds[kept_letter_flags],
            )
            self._kept_indexes = np.flatnonzero(kept_letter_flags).data
        self.text = _decode_points(code_points)
        """The folded text, in lower case."""
        self._character_kinds = character_kinds
        sign_before_word_flags = (
            (character_kinds[:-1] & (_WORD_LETTER | _SPACE_SIGN)) == 0
        ) & (character_kinds[1:] & _WORD_LETTER != 0)
        code_points[:-1][sign_before_word_flags] = _SPACE_POINT
        self._spaced_text = _decode_points(code_points)

    def find_composed_span(self, start: int, end: int) -> tuple[int, int]:
        """Find the span of the composed text that a folded span comes from."""
        return self._kept_indexes[start], self._kept_indexes[end - 1] + 1

    def find_spans(self, lexicon: FormLexicon) -> Iterator[FormSpan]:
        """Find the forms of a lexicon, like `form_spans.find_form_spans`."""
        if not lexicon.forms:
            return
        automaton_matches = chain.from_iterable(
            lexicon.word_forms.find(self._spaced_text)
        )
        span_ends, form_indexes = (
            np.fromiter(automaton_matches, np.intp).reshape(-1, 2).T
        )
        span_ends = span_ends + 1
        span_starts = (
            span_ends - np.frombuffer(lexicon.form_lengths, np.uint32)[form_indexes]
        )
        first_character_kinds = self._character_kinds[span_starts]
        form_flags = np.frombuffer(lexicon.form_flags, np.uint8).take(
            form_indexes, mode="clip"
        )
        needs_capital_flags = (form_flags >= CAPITAL_FLAG) & (
            form_indexes < len(lexicon.forms)
        )
        word_start_flags = (
            self._character_kinds[span_starts - 1]
            & first_character_kinds
            & _WORD_LETTER
            == 0
        )
        word_start_flags &= ~needs_capital_flags | (
            first_character_kinds & _CAPITAL_LETTER != 0
        )
        inside_word_flags = (
            self._character_kinds[span_ends - 1]
            & self._character_kinds[span_ends]
            & _WORD_LETTER
            != 0
        )
        match_indexes = np.flatnonzero(
            word_start_flags
            if lexicon.match_suffix
            else word_start_flags & ~inside_word_flags
        )
        span_columns = (
            column[match_indexes].tolist()
            for column in (span_starts, span_ends, form_indexes, inside_word_flags)
        )
        for start, end, form_index, is_inside_word in zip(*span_columns, strict=True):
            if not is_inside_word or is_suffix_attached(
                lexicon, self.text, start, end, form_index
            ):
                yield start, end, form_index


def _decode_points(code_points: CodePoints) -> str:
    return code_points.tobytes().decode("utf-16-le")


def _respell_syllables(
    code_points: CodePoints, character_kinds: _CharacterKinds
) -> None:
    """Write each syllable in one spelling, as `glossary.forms.folding` does."""
    row_by_letter, column_by_letter, respellings = _build_respelling_tables()
    word_end_flags = (character_kinds[:-1] & _RESPELLED_LAST_LETTER != 0) & (
        character_kinds[1:] & _WORD_LETTER == 0
    )
    last_letter_indexes = np.flatnonzero(word_end_flags)
    after_q_indexes = (code_points[last_letter_indexes - 2] == _Q_POINT).astype(np.intp)
    respelt_letters = respellings[
        after_q_indexes,
        row_by_letter[code_points[last_letter_indexes - 1]],
        column_by_letter[code_points[last_letter_indexes]],
    ]
    respelt_flags = respelt_letters[:, 1] != 0
    last_letter_indexes, respelt_letters = (
        last_letter_indexes[respelt_flags],
        respelt_letters[respelt_flags],
    )
    code_points[last_letter_indexes - 1], code_points[last_letter_indexes] = (
        respelt_letters.T
    )


def _find_dropped_signs(character_kinds: _CharacterKinds) -> _Mask:
    """Mark invisible signs, and the surplus spaces between the visible ones."""
    dropped_flags: _Mask = character_kinds == _INVISIBLE_SIGN
    if not dropped_flags.any():
        return _find_surplus_signs(character_kinds)
    visible_flags = ~dropped_flags
    dropped_flags[visible_flags] = _find_surplus_signs(character_kinds[visible_flags])
    return dropped_flags


def _find_surplus_signs(character_kinds: _CharacterKinds) -> _Mask:
    """Mark the spaces before another space or next to a hyphen."""
    dropped_flags = np.zeros(len(character_kinds), np.bool_)
    space_flags, hyphen_flags = (
        character_kinds == _SPACE_SIGN,
        character_kinds == _HYPHEN_SIGN,
    )
    dropped_flags[:-1] = space_flags[:-1] & (space_flags | hyphen_flags)[1:]
    space_indexes = np.flatnonzero(hyphen_flags[:-1] & space_flags[1:]) + 1
    while len(space_indexes):
        dropped_flags[space_indexes] = True
        space_indexes = space_indexes[space_flags[space_indexes + 1]] + 1
    return dropped_flags


def _mark_dropped_words(
    dropped_words: Sequence[str],
    code_points: CodePoints,
    character_kinds: _CharacterKinds,
    dropped_flags: _Mask,
) -> None:
    """Mark the words that folding drops before another word, and the spaces after."""
    word_letter_flags = character_kinds & _WORD_LETTER
    word_start_flags = word_letter_flags[:-1] < word_letter_flags[1:]
    for word in dropped_words:
        word_starts = (
            np.flatnonzero(word_start_flags & (code_points[1:] == ord(word[0]))) + 1
        )
        for offset, letter in enumerate(word):
            word_starts = word_starts[
                code_points.take(word_starts + offset, mode="clip") == ord(letter)
            ]
        word_ends = word_starts + len(word)
        while (
            blank_flags := character_kinds[word_ends] & (_SPACE_SIGN | _INVISIBLE_SIGN)
            != 0
        ).any():
            word_ends += blank_flags
        before_word_flags = (word_letter_flags[word_ends] != 0) & (
            word_ends > word_starts + len(word)
        )
        word_starts, word_ends = (
            word_starts[before_word_flags],
            word_ends[before_word_flags],
        )
        dropped_flags[word_starts[:, np.newaxis] + np.arange(len(word) + 1)] = True
        more_spaces_flags = word_ends > word_starts + len(word) + 1
        for start, end in zip(
            word_starts[more_spaces_flags].tolist(),
            word_ends[more_spaces_flags].tolist(),
            strict=True,
        ):
            dropped_flags[start:end] = True


@lazy_constant
def _build_letter_table() -> NDArray[np.uint32]:
    """Build a table of each letter's folded form, with its kind in the high bits."""
    letter_table = np.full(_TABLE_SIZE, _RARE_LETTER << 16, np.uint32)
    for letter, folded_letter in map_usual_letters().items():
        character_kind = (
            _WORD_LETTER * (folded_letter.isalnum() or folded_letter == "_")
            | _SPACE_SIGN * (folded_letter == " ")
            | _HYPHEN_SIGN * (folded_letter == "-")
            | _CAPITAL_LETTER * letter.isupper()
            | _RESPELLED_LAST_LETTER * (folded_letter in _LAST_LETTERS)
        )
        letter_table[ord(letter)] = ord(folded_letter) | character_kind << 16
    letter_table[[*map(ord, INVISIBLE_SIGNS)]] = _INVISIBLE_SIGN << 16
    letter_table[_LINE_END_POINT] = _LINE_END_POINT
    return letter_table


@lazy_constant
def _build_respelling_tables() -> tuple[_CharacterKinds, _CharacterKinds, CodePoints]:
    """Build the tables by which the last two letters of a word are respelt.

    The row of the second last and the column of the last letter, and by both of them,
    without and with `q` before, the two new letters; 0 if they stay.
    """
    row_by_letter, column_by_letter = np.zeros((2, _TABLE_SIZE), np.uint8)
    for index_by_letter, letters in (
        (row_by_letter, _SECOND_LAST_LETTERS),
        (column_by_letter, _LAST_LETTERS),
    ):
        index_by_letter[[*map(ord, letters)]] = range(1, len(letters) + 1)
    respellings = np.zeros(
        (2, len(_SECOND_LAST_LETTERS) + 1, len(_LAST_LETTERS) + 1, 2), "<u2"
    )
    for prefix_index, prefix in enumerate(("", "q")):
        for row_index, letter in enumerate(_SECOND_LAST_LETTERS, 1):
            for column_index, last_letter in enumerate(_LAST_LETTERS, 1):
                syllable = respell_syllables(prefix + letter + last_letter)
                if syllable != prefix + letter + last_letter:
                    respellings[prefix_index, row_index, column_index] = [
                        *map(ord, syllable[-2:])
                    ]
    return row_by_letter, column_by_letter, respellings
