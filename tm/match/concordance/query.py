"""Phrases to find: plain ones, with wildcards, or regular expressions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import regex

from tm.errors import InputError, InvalidText
from tm.finding import Span
from tm.match.concordance.folded_text import (
    SearchableText,
    fold_case,
    fold_diacritics,
    fold_diacritics_and_case,
    keep_unfolded,
)
from tm.match.concordance.regex_literals import required_literals
from tm.text.locale import Locale
from tm.text.normal import fold_tone_style, folded, nfc, remove_diacritics
from tm.text.tokens import tokens

_MAX_PATTERN_LENGTH = 1000
_SECONDS_PER_SEGMENT = 1.0
"""What a pattern may take on one segment."""
_WILDCARD = regex.compile(r"\\(.)|(\*+)|(\?)|([^\\*?]+|\\)", regex.DOTALL)
_IN_A_WORD = r"[\w\p{M}'’]*"
# In such escapes there may be marks that cannot be seen.
_NAMED_LETTERS = regex.compile(r"\\[xuUNpP\d]")

Fold = Callable[[str], SearchableText]
FindStretch = Callable[[str, int], tuple[int, int] | None]


class PhraseMode(StrEnum):
    """How a phrase is interpreted."""

    PLAIN = "plain"
    WILDCARD = "wildcard"
    """`*` is the rest of a word, `?` one letter; a backslash escapes either."""
    REGEX = "regex"


@dataclass(frozen=True, slots=True)
class SearchPhrase:
    """A phrase to find in the segments of a locale."""

    text: str
    mode: PhraseMode = PhraseMode.PLAIN
    whole_words: bool = False
    ignore_marks: bool | None = None
    """Whether `dang` finds `đang`; None: if the phrase itself has no diacritics."""


class PhraseMatcher:
    """Finds a phrase in texts. Raises InputError for one that cannot be searched.

    >>> matcher = PhraseMatcher(SearchPhrase("cong uoc"), Locale("vi"))
    >>> [(span.start, span.end) for span in matcher.spans("Lễ ký Công ước")]
    [(6, 14)]
    """

    def __init__(self, phrase: SearchPhrase, locale: Locale) -> None:
        text = nfc(phrase.text)
        if phrase.mode is not PhraseMode.REGEX:
            text = text.strip()
        _demand_searchable(text, phrase.mode)
        self.phrase = phrase
        self._is_regex = phrase.mode is PhraseMode.REGEX
        self.ignores_marks = phrase.ignore_marks
        if self.ignores_marks is None:
            self.ignores_marks = remove_diacritics(text) == text and not (
                phrase.mode is PhraseMode.REGEX and _NAMED_LETTERS.search(text)
            )
        self._folds = self._choose_folds(locale)
        self._finds = [self._choose_find(text, fold) for fold in self._folds]
        self.literals = _literals(text, phrase.mode)
        """What a segment's folded text must contain: all of one of the tuples."""

    def spans(self, text: str) -> tuple[Span, ...]:
        """List the places of the phrase in a text (NFC), none overlapping another."""
        spans: list[Span] = []
        for fold, find in zip(self._folds, self._finds, strict=True):
            spans += self._spans(text, fold, find)
        if len(self._folds) == 1:
            return tuple(spans)
        distinct: list[Span] = []
        for span in sorted(set(spans)):
            if not distinct or span.start >= distinct[-1].end:
                distinct.append(span)
        return tuple(distinct)

    def _spans(self, text: str, fold: Fold, find: FindStretch) -> Iterator[Span]:
        if self._is_regex and not self._has_literals(text):
            return
        folded_text = fold(text)
        edges: tuple[set[int], set[int]] | None = None
        place = last_end = 0
        while place <= len(folded_text.text) and (
            stretch := find(folded_text.text, place)
        ):
            start, end = stretch
            place = start + 1
            if start == end or not (self._is_regex or folded_text.is_whole(start, end)):
                continue
            span = folded_text.span(start, end)
            if span.start < last_end:  # the rest of a letter that was found by its half
                continue
            if fold is _fold_tone_style and not _has_whole_tones(
                span.of(text), folded_text.text[start:end]
            ):
                continue
            if self.phrase.whole_words:
                edges = edges or _word_edges(text)
                if span.start not in edges[0] or span.end not in edges[1]:
                    continue
            place, last_end = end, span.end
            yield span

    def _has_literals(self, text: str) -> bool:
        """Whether the text has the literals that the index would look for.

        A regular expression knows more pairs of cases than folding does: i and ı. With
        and without an index the hits must be the same.
        """
        if not all(self.literals):
            return True
        form = folded(text).replace("\0", " ")
        return any(
            all(literal in form for literal in literals) for literals in self.literals
        )

    def _choose_folds(self, locale: Locale) -> list[Fold]:
        if self.phrase.mode is PhraseMode.REGEX:
            return [fold_diacritics if self.ignores_marks else keep_unfolded]
        if self.ignores_marks:
            return [fold_diacritics_and_case]
        if locale.language == "vi":
            return [fold_case, _fold_tone_style]
        return [fold_case]

    def _choose_find(self, text: str, fold: Fold) -> FindStretch:
        if self.phrase.mode is PhraseMode.PLAIN:
            return _find_plain(fold(text).text)
        if self.phrase.mode is PhraseMode.WILDCARD:
            return _find_pattern(_wildcard_pattern(text, fold))
        bare = remove_diacritics(text) if self.ignores_marks else text
        return _find_pattern(bare, regex.IGNORECASE)


def _fold_tone_style(text: str) -> SearchableText:
    """Fold so that `hòa` and `hoà` find each other."""
    toned = fold_tone_style(text)
    return fold_case(toned if len(toned) == len(text) else text)


def _has_whole_tones(stretch: str, expected_form: str) -> bool:
    """Whether a stretch holds its tones: `ho` of `hòa` does not, though of `hoà`."""
    return _fold_tone_style(stretch).text == expected_form


def _demand_searchable(text: str, mode: PhraseMode) -> None:
    """Raise InputError for a phrase that cannot be searched."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        position = f"U+{ord(text[error.start]):04X} at position {error.start}"
        raise InvalidText(
            f"the phrase contains half of a surrogate pair ({position})"
        ) from error
    if not text:
        raise InputError("the phrase is empty; give some text to search for")
    if mode is PhraseMode.PLAIN:
        if not folded(text):
            raise InputError(
                "the phrase consists of combining marks only; add their letters"
            )
        return
    if len(text) > _MAX_PATTERN_LENGTH:
        raise InputError(
            f"the pattern has {len(text)} characters; "
            f"at most {_MAX_PATTERN_LENGTH} are allowed"
        )
    if mode is PhraseMode.WILDCARD and not any(_literals(text, mode)):
        raise InputError("the pattern consists of wildcards only; add a letter")


def _literals(text: str, mode: PhraseMode) -> tuple[tuple[str, ...], ...]:
    if mode is PhraseMode.REGEX:
        alternatives = required_literals(text)
    elif mode is PhraseMode.WILDCARD:
        runs = "".join(
            "\n" if star or question_mark else escaped or plain
            for escaped, star, question_mark, plain in _WILDCARD.findall(text)
        )
        alternatives = (tuple(folded(run) for run in runs.split("\n") if folded(run)),)
    else:
        alternatives = ((folded(text),),)
    # In the store's folded texts a NUL is a space.
    return tuple(
        tuple(question_mark.replace("\0", " ") for question_mark in each)
        for each in alternatives
    )


def _find_plain(phrase: str) -> FindStretch:
    def find(text: str, place: int) -> tuple[int, int] | None:
        start = text.find(phrase, place)
        return None if start < 0 else (start, start + len(phrase))

    return find


def _find_pattern(pattern: str, flags: int = 0) -> FindStretch:
    try:
        compiled = regex.compile(pattern, regex.V1 | flags)
    except regex.error as error:
        raise InputError(
            f"not a regular expression: {error} in {_shortened(pattern)}"
        ) from error
    except RecursionError as error:
        raise InputError("the regular expression is nested too deeply") from error
    except (ValueError, OverflowError, LookupError) as error:
        raise InputError(f"not a regular expression: {error}") from error

    def find(text: str, place: int) -> tuple[int, int] | None:
        try:
            match = compiled.search(text, place, timeout=_SECONDS_PER_SEGMENT)
        except (TimeoutError, MemoryError) as error:
            raise InputError(
                f"the pattern {_shortened(pattern)} takes more than "
                f"{_SECONDS_PER_SEGMENT:g} s on one segment; make it simpler"
            ) from error
        return match.span() if match else None

    return find


def _wildcard_pattern(text: str, fold: Fold) -> str:
    """Translate a phrase with wildcards into a regular expression on folded texts."""
    patterns = []
    for escaped, star, question_mark, plain in _WILDCARD.findall(text):
        if star:
            patterns.append(_IN_A_WORD)
        elif question_mark:
            patterns.append(r"\S")
        else:
            patterns.append(
                regex.escape(fold(escaped or plain).text, special_only=True)
            )
    return "".join(patterns)


def _word_edges(text: str) -> tuple[set[int], set[int]]:
    """The starts and the ends of words, numbers and marks."""
    all_tokens = tokens(text)
    return {token.start for token in all_tokens}, {token.end for token in all_tokens}


def _shortened(pattern: str) -> str:
    return repr(pattern if len(pattern) <= 60 else pattern[:60] + "…")
