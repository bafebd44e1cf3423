"""Search phrases: plain text, wildcards or regular expressions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter

import regex

from tm.errors import InputError
from tm.finding import Span
from tm.match.concordance.folded_text import (
    SearchableText,
    fold_case,
    fold_diacritics,
    fold_diacritics_and_case,
    make_unfolded_text,
)
from tm.match.concordance.regex_literals import list_required_literals
from tm.text.locale import Locale
from tm.text.normal import fold_text, fold_tone_style, nfc, remove_diacritics
from tm.text.segment import require_storable_text
from tm.text.tokens import split_tokens

_MAX_PATTERN_LENGTH = 1000
_SECONDS_PER_SEGMENT = 1.0
"""The most time that a pattern may take on one segment."""
_SECONDS_PER_SEARCH = 30.0
"""The most time that a pattern may take on all segments of a search together."""
_WILDCARD_PATTERN = regex.compile(r"\\(.)|(\*+)|(\?)|([^\\*?]+|\\)", regex.DOTALL)
_WORD_REST_PATTERN = r"[\w\p{M}'’]*"
_ANY_RUN_PATTERN = rf"(?:{_WORD_REST_PATTERN}|(?s:.*?))"
"""Within a word if possible, else up to the nearest place where the rest is found."""
# Such an escape may stand for a diacritic.
_CODE_POINT_ESCAPE_PATTERN = regex.compile(r"\\[xuUNpP\d]")

FoldFunction = Callable[[str], SearchableText]
FindFunction = Callable[[str, int], tuple[int, int] | None]


class PhraseMode(StrEnum):
    """How a phrase is interpreted."""

    PLAIN = "plain"
    WILDCARD = "wildcard"
    """`*` is any run of characters, at an end of the phrase the rest of a word; `?` is
    one letter; a backslash escapes either."""
    REGEX = "regex"


@dataclass(frozen=True, slots=True)
class SearchPhrase:
    """A phrase to find in the segments of a locale."""

    text: str
    mode: PhraseMode = PhraseMode.PLAIN
    matches_whole_words: bool = False
    ignores_diacritics: bool | None = None
    """Whether `dang` finds `đang`; None: only if the phrase has no diacritics."""


class PhraseMatcher:
    """Finds a phrase in texts. Raises InputError for one that cannot be searched.

    >>> matcher = PhraseMatcher(SearchPhrase("cong uoc"), Locale("vi"))
    >>> [(span.start, span.end) for span in matcher.find_spans("Lễ ký Công ước")]
    [(6, 14)]
    """

    def __init__(self, phrase: SearchPhrase, locale: Locale) -> None:
        text = nfc(phrase.text)
        if phrase.mode is not PhraseMode.REGEX:
            text = text.strip()
        _require_searchable(text, phrase.mode)
        self.phrase = phrase
        self._is_regex = phrase.mode is PhraseMode.REGEX
        self.ignores_diacritics = phrase.ignores_diacritics
        if self.ignores_diacritics is None:
            self.ignores_diacritics = remove_diacritics(text) == text and not (
                phrase.mode is PhraseMode.REGEX
                and _CODE_POINT_ESCAPE_PATTERN.search(text)
            )
        self._fold_functions = self._choose_fold_functions(locale)
        self._find_functions = [
            self._choose_find_function(text, fold) for fold in self._fold_functions
        ]
        self.literal_alternatives = _extract_literals(text, phrase.mode)
        """Alternatives of literals: a folded segment must contain all of one tuple."""

    def find_spans(self, text: str) -> tuple[Span, ...]:
        """List the spans of the phrase in a text (NFC), without overlaps."""
        spans: list[Span] = []
        for fold, find in zip(self._fold_functions, self._find_functions, strict=True):
            spans += self._find_spans(text, fold, find)
        if len(self._fold_functions) == 1:
            return tuple(spans)
        distinct_spans: list[Span] = []
        for span in sorted(set(spans)):
            if not distinct_spans or span.start >= distinct_spans[-1].end:
                distinct_spans.append(span)
        return tuple(distinct_spans)

    def _find_spans(
        self, text: str, fold: FoldFunction, find: FindFunction
    ) -> Iterator[Span]:
        if self._is_regex and not self._has_literals(text):
            return
        folded_text = fold(text)
        token_edges: tuple[set[int], set[int]] | None = None
        offset = previous_span_end = 0
        while offset <= len(folded_text.text) and (
            match_range := find(folded_text.text, offset)
        ):
            start, end = match_range
            offset = start + 1
            if start == end or not (
                self._is_regex or folded_text.has_whole_letters(start, end)
            ):
                continue
            span = folded_text.find_original_span(start, end)
            if (
                span.start < previous_span_end
            ):  # the rest of a letter whose first part was found
                continue
            if fold is _fold_tone_style and not _has_whole_tones(
                span.of(text), folded_text.text[start:end]
            ):
                continue
            if self.phrase.matches_whole_words:
                token_edges = token_edges or _find_token_edges(text)
                if span.start not in token_edges[0] or span.end not in token_edges[1]:
                    continue
            offset, previous_span_end = end, span.end
            yield span

    def _has_literals(self, text: str) -> bool:
        """Whether a text has the literals that the index would look for.

        Regular expressions ignore case for more letters than folding does: i and ı.
        The hits must be the same with and without an index.
        """
        if not all(self.literal_alternatives):
            return True
        folded_text = fold_text(text).replace("\0", " ")
        return any(
            all(literal in folded_text for literal in literals)
            for literals in self.literal_alternatives
        )

    def _choose_fold_functions(self, locale: Locale) -> list[FoldFunction]:
        if self.phrase.mode is PhraseMode.REGEX:
            return [fold_diacritics if self.ignores_diacritics else make_unfolded_text]
        if self.ignores_diacritics:
            return [fold_diacritics_and_case]
        if locale.language == "vi":
            return [fold_case, _fold_tone_style]
        return [fold_case]

    def _choose_find_function(self, text: str, fold: FoldFunction) -> FindFunction:
        if self.phrase.mode is PhraseMode.PLAIN:
            return _make_plain_finder(fold(text).text)
        if self.phrase.mode is PhraseMode.WILDCARD:
            return _make_pattern_finder(_make_wildcard_pattern(text, fold))
        pattern_text = remove_diacritics(text) if self.ignores_diacritics else text
        return _make_pattern_finder(pattern_text, regex.IGNORECASE)


def _fold_tone_style(text: str) -> SearchableText:
    """Fold so that `hòa` and `hoà` find each other."""
    normalised_text = fold_tone_style(text)
    return fold_case(normalised_text if len(normalised_text) == len(text) else text)


def _has_whole_tones(matched_text: str, expected_form: str) -> bool:
    """Whether a match contains its tone marks: `ho` is a match in `hoà`, not `hòa`."""
    return _fold_tone_style(matched_text).text == expected_form


def _require_searchable(text: str, mode: PhraseMode) -> None:
    """Raise InputError for a phrase that cannot be searched."""
    require_storable_text(text.replace("\0", ""))  # U+0000 is in no text
    if not text:
        raise InputError("the phrase is empty; give some text to search for")
    if mode is PhraseMode.PLAIN:
        if not fold_text(text):
            raise InputError(
                "the phrase consists of combining marks only; add their letters"
            )
        return
    if len(text) > _MAX_PATTERN_LENGTH:
        raise InputError(
            f"the pattern has {len(text)} characters; "
            f"at most {_MAX_PATTERN_LENGTH} are allowed"
        )
    if mode is PhraseMode.WILDCARD and not any(_extract_literals(text, mode)):
        raise InputError("the pattern consists of wildcards only; add a letter")


def _extract_literals(text: str, mode: PhraseMode) -> tuple[tuple[str, ...], ...]:
    if mode is PhraseMode.REGEX:
        literal_alternatives = list_required_literals(text)
    elif mode is PhraseMode.WILDCARD:
        wildcard_parts = _WILDCARD_PATTERN.findall(text)
        joined_plain_runs = "".join(
            "\n" if asterisk or question_mark else escaped_character or plain_text
            for escaped_character, asterisk, question_mark, plain_text in wildcard_parts
        )
        literal_alternatives = (
            tuple(
                fold_text(plain_run)
                for plain_run in joined_plain_runs.split("\n")
                if fold_text(plain_run)
            ),
        )
    else:
        literal_alternatives = ((fold_text(text),),)
    # The store replaces NUL by a space in its folded texts.
    return tuple(
        tuple(literal.replace("\0", " ") for literal in literals)
        for literals in literal_alternatives
    )


def _make_plain_finder(folded_phrase: str) -> FindFunction:
    def find(text: str, offset: int) -> tuple[int, int] | None:
        start = text.find(folded_phrase, offset)
        return None if start < 0 else (start, start + len(folded_phrase))

    return find


def _make_pattern_finder(pattern_text: str, regex_flags: int = 0) -> FindFunction:
    try:
        compiled_pattern = regex.compile(pattern_text, regex.V1 | regex_flags)
    except regex.error as error:
        raise InputError(
            f"not a regular expression: {error} in {_shorten_pattern(pattern_text)}"
        ) from error
    except RecursionError as error:
        raise InputError("the regular expression is nested too deeply") from error
    except (ValueError, OverflowError, LookupError) as error:
        raise InputError(f"not a regular expression: {error}") from error

    seconds_left = _SECONDS_PER_SEARCH

    def find(text: str, offset: int) -> tuple[int, int] | None:
        nonlocal seconds_left
        start_time = perf_counter()
        try:
            pattern_match = compiled_pattern.search(
                text, offset, timeout=min(seconds_left, _SECONDS_PER_SEGMENT)
            )
        except (TimeoutError, MemoryError) as error:
            raise _make_slow_error(
                pattern_text, is_search=seconds_left < _SECONDS_PER_SEGMENT
            ) from error
        seconds_left -= perf_counter() - start_time
        if seconds_left <= 0:
            raise _make_slow_error(pattern_text, is_search=True)
        return pattern_match.span() if pattern_match else None

    return find


def _make_slow_error(pattern_text: str, *, is_search: bool) -> InputError:
    """Say that a pattern takes too long on a whole search, or else on one segment."""
    most_seconds = _SECONDS_PER_SEARCH if is_search else _SECONDS_PER_SEGMENT
    scope_text = "all segments" if is_search else "one segment"
    return InputError(
        f"the pattern {_shorten_pattern(pattern_text)} takes more than "
        f"{most_seconds:g} s on {scope_text}; make it simpler"
    )


def _make_wildcard_pattern(text: str, fold: FoldFunction) -> str:
    """Translate a phrase with wildcards into a regular expression on folded texts."""
    pattern_parts = []
    wildcard_parts = _WILDCARD_PATTERN.findall(text)
    for part_index, part in enumerate(wildcard_parts):
        escaped_character, asterisk, question_mark, plain_text = part
        if asterisk:
            is_inside = 0 < part_index < len(wildcard_parts) - 1
            pattern_parts.append(_ANY_RUN_PATTERN if is_inside else _WORD_REST_PATTERN)
        elif question_mark:
            pattern_parts.append(r"\S")
        else:
            pattern_parts.append(
                regex.escape(
                    fold(escaped_character or plain_text).text, special_only=True
                )
            )
    return "".join(pattern_parts)


def _find_token_edges(text: str) -> tuple[set[int], set[int]]:
    """Find the starts and the ends of words, numbers and marks."""
    all_tokens = split_tokens(text)
    return {token.start for token in all_tokens}, {token.end for token in all_tokens}


def _shorten_pattern(pattern_text: str) -> str:
    return repr(pattern_text if len(pattern_text) <= 60 else pattern_text[:60] + "…")
