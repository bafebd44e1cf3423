"""Properties of the sentences of a text that the aligner compares with another."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import regex
from numpy.typing import NDArray

from tm.align.anchors import AlignmentWord, read_alignment_words
from tm.align.dynamic_programming import ScoreArray
from tm.align.lexicon.dictionary import Phrasebook
from tm.language_data import list_languages_with_file, read_table
from tm.result_cache import lazy_constant
from tm.text.locale import Locale

_MIN_FREQUENCY, _MAX_FREQUENCY = 1 / 1500, 1 / 65
"""Bounds of the assumed frequency of a word."""
_OMISSIONS_FILE = "alignment_omissions.toml"
_MAX_LINE_LENGTH = 80
"""Characters of a line that, without an end mark, is a heading, caption or button."""
_END_MARKS = frozenset('.!?…:;,"”’»)]。！？」』）')
_BRACKETED_LINE_PATTERN = regex.compile(r"\([^()]*\)\.?")
"""A line that is nothing but a bracket: (AFP), (TTXVN/Vietnam+)."""
_CODE_BY_END_MARK = {"?": 1, "？": 1, "!": 2, "！": 2, ":": 3, "：": 3, "…": 4}


@dataclass(frozen=True, slots=True)
class AlignmentSide:
    """The sentences of one text with their words, lengths, marks and line types."""

    sentences: tuple[str, ...]
    sentence_words: tuple[tuple[AlignmentWord, ...], ...]
    """The words of each sentence."""
    lengths: ScoreArray
    """Characters of each sentence, at least 1."""
    short_line_flags: NDArray[np.bool_]
    """Whether a sentence is a short line without an end mark."""
    furniture_flags: NDArray[np.bool_]
    """Whether a sentence is a button, a credit or a link to other pages."""
    end_mark_codes: NDArray[np.int8]
    """The code of each sentence's end mark, if a translation keeps it; else 0."""
    frequency_by_form: Mapping[str, float]
    """Share of each form in the text's words, within bounds."""

    @classmethod
    def of(
        cls, sentences: Sequence[str], locale: Locale, phrasebook: Phrasebook
    ) -> "AlignmentSide":
        """Make the side of sentences, with the phrases of a phrasebook."""
        sentence_words = tuple(
            tuple(read_alignment_words(sentence, locale, phrasebook))
            for sentence in sentences
        )
        form_counts = Counter(
            word.form
            for words_of_sentence in sentence_words
            for word in words_of_sentence
        )
        word_count = max(1, form_counts.total())
        return cls(
            sentences=tuple(sentences),
            sentence_words=sentence_words,
            lengths=np.array(
                [max(1, len(sentence.strip())) for sentence in sentences],
                float,
            ),
            short_line_flags=np.array(
                [_is_short_line(sentence) for sentence in sentences], bool
            ),
            furniture_flags=np.array(
                [is_furniture(sentence, locale) for sentence in sentences],
                bool,
            ),
            end_mark_codes=np.array(
                [_find_end_mark_code(sentence) for sentence in sentences],
                np.int8,
            ),
            frequency_by_form={
                form: min(max(count / word_count, _MIN_FREQUENCY), _MAX_FREQUENCY)
                for form, count in form_counts.items()
            },
        )

    def slice_sentences(self, start: int, end: int) -> "AlignmentSide":
        """Slice successive sentences, with the frequencies of the whole text."""
        return AlignmentSide(
            self.sentences[start:end],
            self.sentence_words[start:end],
            self.lengths[start:end],
            self.short_line_flags[start:end],
            self.furniture_flags[start:end],
            self.end_mark_codes[start:end],
            self.frequency_by_form,
        )


def is_furniture(sentence: str, locale: Locale) -> bool:
    """Whether a line is page furniture: a button, a credit or a link.

    >>> is_furniture("Baca juga: Harga beras naik", Locale.parse("id"))
    True
    >>> is_furniture("Foto itu diambil tadi malam.", Locale.parse("id"))
    False
    """
    stripped_sentence = sentence.strip()
    if not stripped_sentence or len(stripped_sentence) >= _MAX_LINE_LENGTH:
        return False
    return bool(
        _make_furniture_pattern(locale.language).fullmatch(stripped_sentence)
        or _BRACKETED_LINE_PATTERN.fullmatch(stripped_sentence)
    )


def _is_short_line(sentence: str) -> bool:
    stripped_sentence = sentence.strip()
    return (
        len(stripped_sentence) < _MAX_LINE_LENGTH
        and stripped_sentence[-1:] not in _END_MARKS
    )


def _find_end_mark_code(sentence: str) -> int:
    sentence_without_closing_marks = sentence.strip().rstrip("\"”’»)]'")
    return _CODE_BY_END_MARK.get(sentence_without_closing_marks[-1:], 0)


@lazy_constant
def _make_furniture_pattern(language: str) -> regex.Pattern[str]:
    language_table = read_table(language, _OMISSIONS_FILE)
    tables = [language_table] if language_table else _read_all_furniture_tables()
    phrases = [phrase for table in tables for phrase in table["phrases"]]
    return regex.compile(
        r"\W*\L<phrases>(\s*[^\w\s,].*|\s*\d.*|)",
        regex.IGNORECASE,
        phrases=sorted(set(phrases), key=len, reverse=True),
    )


def _read_all_furniture_tables() -> list[Mapping[str, Any]]:
    return [
        read_table(language, _OMISSIONS_FILE)
        for language in list_languages_with_file(_OMISSIONS_FILE)
    ]
