"""Phrases to find: plain ones, with wildcards, or regular expressions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import regex

from tm.errors import InputError, InvalidText
from tm.finding import Span
from tm.match.concordance.folded_text import (
    Form,
    only_without_marks,
    unchanged,
    without_case,
    without_marks_and_case,
)
from tm.match.concordance.regex_literals import needed_literals
from tm.text.locale import Locale
from tm.text.normal import folded, nfc, tone_folded, without_marks
from tm.text.tokens import tokens

_LONGEST_PATTERN = 1000
_SECONDS = 1.0
"""What a pattern may take on one segment."""
_WILDCARD = regex.compile(r"\\(.)|(\*+)|(\?)|([^\\*?]+|\\)", regex.DOTALL)
_IN_A_WORD = r"[\w\p{M}'’]*"
# In such escapes there may be marks that cannot be seen.
_NAMED_LETTERS = regex.compile(r"\\[xuUNpP\d]")

Formed = Callable[[str], Form]
Find = Callable[[str, int], tuple[int, int] | None]


class PhraseMode(StrEnum):
    """How a phrase is read."""

    PLAIN = "plain"
    WILDCARD = "wildcard"
    """`*` is the rest of a word, `?` one letter; a backslash takes that away."""
    REGEX = "regex"


@dataclass(frozen=True, slots=True)
class Phrase:
    """What to find in the segments of a locale."""

    text: str
    mode: PhraseMode = PhraseMode.PLAIN
    whole_words: bool = False
    ignore_marks: bool | None = None
    """Whether `dang` finds `đang`; when absent, if the phrase itself has no marks."""


class PhraseMatcher:
    """Finds a phrase in texts; raises InputError for one that nothing can be found by.

    >>> matcher = PhraseMatcher(Phrase("cong uoc"), Locale("vi"))
    >>> [(span.start, span.end) for span in matcher.spans("Lễ ký Công ước")]
    [(6, 14)]
    """

    def __init__(self, phrase: Phrase, locale: Locale) -> None:
        text = nfc(phrase.text)
        if phrase.mode is not PhraseMode.REGEX:
            text = text.strip()
        _refuse(text, phrase.mode)
        self.phrase = phrase
        self._is_regex = phrase.mode is PhraseMode.REGEX
        self.ignores_marks = phrase.ignore_marks
        if self.ignores_marks is None:
            self.ignores_marks = without_marks(text) == text and not (
                phrase.mode is PhraseMode.REGEX and _NAMED_LETTERS.search(text)
            )
        self._forms = self._make_forms(locale)
        self._find = [self._make_find(text, form) for form in self._forms]
        self.literals = _literals(text, phrase.mode)
        """What a segment's folded text must hold: all of one of the tuples."""

    def spans(self, text: str) -> tuple[Span, ...]:
        """Where the phrase stands in a text (NFC), none overlapping another."""
        found: list[Span] = []
        for form, find in zip(self._forms, self._find, strict=True):
            found += self._spans(text, form, find)
        if len(self._forms) == 1:
            return tuple(found)
        apart: list[Span] = []
        for span in sorted(set(found)):
            if not apart or span.start >= apart[-1].end:
                apart.append(span)
        return tuple(apart)

    def _spans(self, text: str, formed: Formed, find: Find) -> Iterator[Span]:
        if self._is_regex and not self._may_hold(text):
            return
        form = formed(text)
        edges: tuple[set[int], set[int]] | None = None
        place = last = 0
        while place <= len(form.text) and (stretch := find(form.text, place)):
            start, end = stretch
            place = start + 1
            if start == end or not (self._is_regex or form.is_whole(start, end)):
                continue
            span = form.span(start, end)
            if span.start < last:  # the rest of a letter that was found by its half
                continue
            if formed is _one_tone_style and not _keeps_tones(
                span.of(text), form.text[start:end]
            ):
                continue
            if self.phrase.whole_words:
                edges = edges or _word_edges(text)
                if span.start not in edges[0] or span.end not in edges[1]:
                    continue
            place, last = end, span.end
            yield span

    def _may_hold(self, text: str) -> bool:
        """Whether the index would propose the text: its answer must not differ.

        A regular expression knows more pairs of cases than folding does: i and ı.
        """
        if not all(self.literals):
            return True
        form = folded(text).replace("\0", " ")
        return any(all(one in form for one in each) for each in self.literals)

    def _make_forms(self, locale: Locale) -> list[Formed]:
        if self.phrase.mode is PhraseMode.REGEX:
            return [only_without_marks if self.ignores_marks else unchanged]
        if self.ignores_marks:
            return [without_marks_and_case]
        if locale.language == "vi":
            return [without_case, _one_tone_style]
        return [without_case]

    def _make_find(self, text: str, form: Formed) -> Find:
        if self.phrase.mode is PhraseMode.PLAIN:
            return _plain_find(form(text).text)
        if self.phrase.mode is PhraseMode.WILDCARD:
            return _pattern_find(_wildcard_pattern(text, form))
        bare = without_marks(text) if self.ignores_marks else text
        return _pattern_find(bare, regex.IGNORECASE)


def _one_tone_style(text: str) -> Form:
    """The form in which `hòa` and `hoà` find each other."""
    toned = tone_folded(text)
    return without_case(toned if len(toned) == len(text) else text)


def _keeps_tones(found: str, wanted: str) -> bool:
    """Whether a stretch holds its tones: `ho` of `hòa` does not, though of `hoà`."""
    return _one_tone_style(found).text == wanted


def _refuse(text: str, mode: PhraseMode) -> None:
    """Raise InputError for a phrase that nothing can be found by."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        at = f"U+{ord(text[error.start]):04X} at position {error.start}"
        raise InvalidText(
            f"the phrase holds half of a surrogate pair ({at})"
        ) from error
    if not text:
        raise InputError("the phrase to find is empty")
    if mode is PhraseMode.PLAIN:
        if not folded(text):
            raise InputError("the phrase holds combining marks only; add their letters")
        return
    if len(text) > _LONGEST_PATTERN:
        raise InputError(
            f"the pattern has {len(text)} characters; {_LONGEST_PATTERN} are the most"
        )
    if mode is PhraseMode.WILDCARD and not any(_literals(text, mode)):
        raise InputError("the pattern holds wildcards only; add a letter")


def _literals(text: str, mode: PhraseMode) -> tuple[tuple[str, ...], ...]:
    if mode is PhraseMode.REGEX:
        found = needed_literals(text)
    elif mode is PhraseMode.WILDCARD:
        runs = "".join(
            "\n" if star or one else escaped or plain
            for escaped, star, one, plain in _WILDCARD.findall(text)
        )
        found = (tuple(folded(run) for run in runs.split("\n") if folded(run)),)
    else:
        found = ((folded(text),),)
    # In the store's folded texts a NUL is a space.
    return tuple(tuple(one.replace("\0", " ") for one in each) for each in found)


def _plain_find(wanted: str) -> Find:
    def find(text: str, place: int) -> tuple[int, int] | None:
        start = text.find(wanted, place)
        return None if start < 0 else (start, start + len(wanted))

    return find


def _pattern_find(pattern: str, flags: int = 0) -> Find:
    try:
        compiled = regex.compile(pattern, regex.V1 | flags)
    except regex.error as error:
        raise InputError(
            f"not a regular expression: {error} in {_short(pattern)}"
        ) from error
    except RecursionError as error:
        raise InputError("the regular expression is nested too deeply") from error
    except (ValueError, OverflowError, LookupError) as error:
        raise InputError(f"not a regular expression: {error}") from error

    def find(text: str, place: int) -> tuple[int, int] | None:
        try:
            found = compiled.search(text, place, timeout=_SECONDS)
        except (TimeoutError, MemoryError) as error:
            raise InputError(
                f"the pattern {_short(pattern)} takes more than {_SECONDS:g} s on one "
                "segment; make it simpler"
            ) from error
        return found.span() if found else None

    return find


def _wildcard_pattern(text: str, form: Formed) -> str:
    """The regular expression of a phrase with wildcards, on texts of a form."""
    pieces = []
    for escaped, star, one, plain in _WILDCARD.findall(text):
        if star:
            pieces.append(_IN_A_WORD)
        elif one:
            pieces.append(r"\S")
        else:
            pieces.append(regex.escape(form(escaped or plain).text, special_only=True))
    return "".join(pieces)


def _word_edges(text: str) -> tuple[set[int], set[int]]:
    """Where words, numbers and marks start, and where they end."""
    found = tokens(text)
    return {token.start for token in found}, {token.end for token in found}


def _short(pattern: str) -> str:
    return repr(pattern if len(pattern) <= 60 else pattern[:60] + "…")
