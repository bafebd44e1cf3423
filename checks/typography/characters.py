"""Checks of decomposed, invisible, look-alike and wrongly decoded characters."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import regex

from checks.engine.check import Level, check
from checks.engine.condition import TARGET
from checks.engine.option import Option
from checks.engine.traits import Trait
from checks.engine.unit import Context, Unit
from checks.text.invisible_characters import (
    _RIGHT_TO_LEFT_PATTERN,
    CONTROL_PATTERN,
    CYRILLIC_OR_GREEK_PATTERN,
    INVISIBLE_PATTERN,
    LATIN_LETTER_PATTERN,
    _is_needed_by_script,
)
from checks.text.span_set import SpanSet
from checks.typography.mojibake import misread
from tm.finding import Finding, Severity, Span
from tm.text.normal import nfc

_WORD = re.compile(r"\S+")
_MOST_WORDS = 3
"""With more decomposed words than this, the whole text is one finding."""

_ALLOWED: Option[tuple[str, ...]] = Option(
    "char.invisible",
    "allowed",
    (),
    "invisible characters that are allowed, such as U+200B",
)
_BESIDE: Option[tuple[str, ...]] = Option(
    "char.nbsp",
    "beside",
    (),
    "further punctuation marks that may stand next to a no-break space",
)

_NO_BREAK = re.compile("[\u00a0\u2007\u202f]")

_LATIN = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеѕіјорсухӏԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲ",
        "ABESIJKMHOPCTYXaesijopcyxldqwABEZHIKMNOPTYXoc",
        strict=True,
    )
)
_TO_LATIN = str.maketrans(_LATIN)
_FOREIGN = re.compile("[" + "".join(_LATIN) + "]")
_LETTERS = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Greek}\p{M}]+")
_FEW_LETTERS = 2
"""How many letters a word of look-alikes alone may have."""


@check(
    "char.nfc",
    level=Level.ONE,
    severity=Severity.ERROR,
    safe_fixes=True,
    prefilter=TARGET.has(Trait.UNCOMMON),
    judges_sources=True,
)
def decomposed(unit: Unit, context: Context) -> Iterator[Finding]:
    """Letters with separate diacritics (not NFC), so that equal words differ.

    Searching, matching and sorting miss such words. The fix composes them.
    """
    text = unit.target
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return
    spans = [
        Span(*word.span()) for word in _WORD.finditer(text) if nfc(word[0]) != word[0]
    ]
    if len(spans) > _MOST_WORDS:
        spans = [Span(spans[0].start, spans[-1].end)]
    for span in spans:
        yield Finding("decomposed", span, fix=nfc(span.of(text)))


@check(
    "char.invisible",
    level=Level.ONE,
    severity=Severity.WARNING,
    options=[_ALLOWED],
    safe_fixes=True,
    prefilter=TARGET.has(Trait.UNCOMMON),
    judges_sources=True,
)
def invisible(unit: Unit, context: Context) -> Iterator[Finding]:
    """Zero-width spaces, soft hyphens, byte order marks and other invisible characters.

    Ignored are joiners that a script or an emoji needs.
    """
    text = unit.target
    if text.isascii() or not INVISIBLE_PATTERN.search(text):
        return
    directed = bool(_RIGHT_TO_LEFT_PATTERN.search(text))
    allowed = _ALLOWED.read_value(context.options)
    for word, matches in _inside_words(text, INVISIBLE_PATTERN):
        odd = [
            match
            for match in matches
            if match[0] not in allowed
            and not _is_needed_by_script(text, match, directed)
        ]
        if odd:
            names = ", ".join(dict.fromkeys(_name(match[0]) for match in odd))
            yield Finding(
                "invisible",
                word,
                arguments={"characters": names},
                fix=_without(text, word, odd),
            )


@check(
    "char.control",
    level=Level.ONE,
    severity=Severity.WARNING,
    safe_fixes=True,
    prefilter=TARGET.has(Trait.UNCOMMON),
    judges_sources=True,
)
def control(unit: Unit, context: Context) -> Iterator[Finding]:
    """Control characters, and replacement characters from a failed conversion."""
    text = unit.target
    if not CONTROL_PATTERN.search(text):
        return
    taken = SpanSet(text, (span for span, _ in misread(text)))
    for word, matches in _inside_words(text, CONTROL_PATTERN):
        if taken.overlaps(word):
            continue  # reported by char.mojibake
        names = ", ".join(dict.fromkeys(_name(match[0]) for match in matches))
        is_replacement = any(match[0] == "\ufffd" for match in matches)
        yield Finding(
            "control",
            word,
            arguments={"characters": names},
            fix=None if is_replacement else _without(text, word, matches),
        )


@check(
    "char.nbsp",
    level=Level.ONE,
    severity=Severity.INFO,
    options=[_BESIDE],
    safe_fixes=True,
    prefilter=TARGET.has(Trait.UNCOMMON),
)
def no_break_space(unit: Unit, context: Context) -> Iterator[Finding]:
    """No-break spaces, except next to punctuation that takes one (French `:`)."""
    text = unit.target
    if not _NO_BREAK.search(text):
        return
    allowed_marks = {
        *context.language.marks_beside_no_break_space,
        *_BESIDE.read_value(context.options),
    }
    for match in _NO_BREAK.finditer(text):
        start, end = match.span()
        adjacent_characters = (
            text[end : end + 1] + text[start - 1 : start] if start else text[1:2]
        )
        if any(mark in allowed_marks for mark in adjacent_characters):
            continue
        text_before = re.search(r"\S*$", text[max(0, start - 30) : start])
        text_after = re.match(r"\S*", text[end : end + 30])
        span = Span(
            start - len(text_before[0] if text_before else ""),
            end + len(text_after[0] if text_after else ""),
        )
        quote = span.of(text)
        yield Finding("no_break", span, fix=_NO_BREAK.sub(" ", quote))


@check(
    "char.lookalike",
    level=Level.ONE,
    severity=Severity.ERROR,
    safe_fixes=True,
    prefilter=TARGET.has(Trait.UNCOMMON),
    judges_sources=True,
)
def lookalike(unit: Unit, context: Context) -> Iterator[Finding]:
    """Cyrillic or Greek letters in place of the Latin ones that they look like."""
    text = unit.target
    if text.isascii() or not _FOREIGN.search(text):
        return
    other_letters = CYRILLIC_OR_GREEK_PATTERN.findall(text)
    # In a Latin text, Cyrillic letters alone can only be look-alikes.
    stray = len(LATIN_LETTER_PATTERN.findall(text)) > len(other_letters) and all(
        "Ѐ" <= letter and letter in _LATIN for letter in other_letters
    )
    for match in _LETTERS.finditer(text):
        word = match[0]
        foreign = CYRILLIC_OR_GREEK_PATTERN.findall(word)
        if not foreign or not all(letter in _LATIN for letter in foreign):
            continue  # the word has a letter without a Latin look-alike
        if len(foreign) == len(word) and not (stray and len(foreign) <= _FEW_LETTERS):
            continue
        yield Finding(
            "cyrillic" if foreign[0] > "Ͽ" else "greek",
            Span(*match.span()),
            fix=word.translate(_TO_LATIN),
        )


@check(
    "char.mojibake",
    level=Level.ONE,
    severity=Severity.ERROR,
    safe_fixes=True,
    prefilter=TARGET.has(Trait.BEYOND_ASCII),
    judges_sources=True,
)
def mojibake(unit: Unit, context: Context) -> Iterator[Finding]:
    """Text read in the wrong encoding: `Ã¡` for `á`, TCVN3 or VNI Vietnamese.

    There is a fix where decoding the text again gives a meaningful result.
    """
    for span, fix in misread(unit.target):
        yield Finding("wrong_encoding", span, fix=fix)


def _inside_words(
    text: str, pattern: re.Pattern[str]
) -> Iterator[tuple[Span, list[re.Match[str]]]]:
    """Each word (or the place between words) that holds a match, with its matches."""
    matches = list(pattern.finditer(text))
    if not matches:
        return
    words = (Span(*word.span()) for word in _WORD.finditer(text))
    word = next(words, None)
    by_word: dict[Span, list[re.Match[str]]] = {}
    for match in matches:
        match_span = Span(*match.span())
        while word is not None and word.end <= match_span.start:
            word = next(words, None)
        is_inside_word = word is not None and word.overlaps(match_span)
        by_word.setdefault(word if word and is_inside_word else match_span, []).append(
            match
        )
    yield from by_word.items()


def _without(text: str, word: Span, matches: list[re.Match[str]]) -> str:
    edges = [
        word.start,
        *(edge for match in matches for edge in match.span()),
        word.end,
    ]
    return "".join(text[a:b] for a, b in [*pairwise(edges)][::2])


def _name(character: str) -> str:
    name = unicodedata.name(character, "control character").lower()
    return f"{name} (U+{ord(character):04X})"
