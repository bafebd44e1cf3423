"""Checks of decomposed, invisible, look-alike and wrongly decoded characters."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import regex

from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.prefilter_conditions import TARGET
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.text.invisible_characters import (
    CONTROL_PATTERN,
    CONTROL_SEQUENCE_PATTERN,
    CYRILLIC_OR_GREEK_PATTERN,
    INVISIBLE_PATTERN,
    LATIN_LETTER_PATTERN,
    RIGHT_TO_LEFT_PATTERN,
    is_needed_by_script,
)
from checks.text.span_set import SpanSet
from checks.typography.mojibake import find_misread_parts
from tm.finding import Finding, Severity, Span
from tm.text.normal import nfc

_WORD_PATTERN = re.compile(r"\S+")
_MAX_DECOMPOSED_WORDS = 3
"""The most decomposed words that are reported one by one."""

_ALLOWED_OPTION: Option[tuple[str, ...]] = Option(
    "char.invisible",
    "allowed",
    (),
    "invisible characters that are allowed, such as U+200B",
)
_NO_BREAK_SPACE_MARKS_OPTION: Option[tuple[str, ...]] = Option(
    "char.nbsp",
    "beside",
    (),
    "further punctuation marks that may stand next to a no-break space",
)

_NO_BREAK_SPACE_PATTERN = re.compile("[\u00a0\u2007\u202f]")

_LATIN_BY_LOOKALIKE = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеѕіјорсухӏԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲ",
        "ABESIJKMHOPCTYXaesijopcyxldqwABEZHIKMNOPTYXoc",
        strict=True,
    )
)
_LOOKALIKE_TRANSLATION = str.maketrans(_LATIN_BY_LOOKALIKE)
_LOOKALIKE_PATTERN = re.compile("[" + "".join(_LATIN_BY_LOOKALIKE) + "]")
_LETTERS_PATTERN = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Greek}\p{M}]+")
_MAX_LOOKALIKE_LETTERS = 2
"""The most letters of a reported word that consists of look-alikes."""


@check(
    "char.nfc",
    level=Level.ONE,
    severity=Severity.ERROR,
    safe_fixes=True,
    prefilter=TARGET.has(Trait.UNCOMMON),
    judges_sources=True,
)
def find_decomposed_letters(unit: Unit, context: Context) -> Iterator[Finding]:
    """Letters with separate diacritics (not NFC), so that equal words differ.

    Searching, matching and sorting miss such words. The fix composes them.
    """
    text = unit.target
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return
    decomposed_spans = [
        Span(*word_match.span())
        for word_match in _WORD_PATTERN.finditer(text)
        if nfc(word_match[0]) != word_match[0]
    ]
    if len(decomposed_spans) > _MAX_DECOMPOSED_WORDS:
        decomposed_spans = [Span(decomposed_spans[0].start, decomposed_spans[-1].end)]
    for span in decomposed_spans:
        yield Finding("decomposed", span, fix=nfc(span.of(text)))


@check(
    "char.invisible",
    level=Level.ONE,
    severity=Severity.WARNING,
    options=[_ALLOWED_OPTION],
    safe_fixes=True,
    prefilter=TARGET.has(Trait.UNCOMMON),
    judges_sources=True,
)
def find_unneeded_invisible_characters(
    unit: Unit, context: Context
) -> Iterator[Finding]:
    """Zero-width spaces, soft hyphens, byte order marks and other invisible characters.

    The check ignores joiners that a script or an emoji needs.
    """
    text = unit.target
    if text.isascii() or not INVISIBLE_PATTERN.search(text):
        return
    is_right_to_left = bool(RIGHT_TO_LEFT_PATTERN.search(text))
    allowed_characters = _ALLOWED_OPTION.read_value(context.options)
    for word_span, character_matches in _group_matches_by_word(text, INVISIBLE_PATTERN):
        unneeded_matches = [
            character_match
            for character_match in character_matches
            if character_match[0] not in allowed_characters
            and not is_needed_by_script(text, character_match, is_right_to_left)
        ]
        if unneeded_matches:
            joined_descriptions = ", ".join(
                dict.fromkeys(
                    _describe_character(character_match[0])
                    for character_match in unneeded_matches
                )
            )
            yield Finding(
                "invisible",
                word_span,
                arguments={"characters": joined_descriptions},
                fix=_remove_matches(text, word_span, unneeded_matches),
            )


@check(
    "char.control",
    level=Level.ONE,
    severity=Severity.WARNING,
    safe_fixes=True,
    prefilter=TARGET.has(Trait.UNCOMMON),
    judges_sources=True,
)
def find_control_characters(unit: Unit, context: Context) -> Iterator[Finding]:
    """Control characters, and replacement characters from a failed conversion."""
    text = unit.target
    if not CONTROL_PATTERN.search(text):
        return
    mojibake_spans = SpanSet(
        text, (span for span, _ in context.cache.call(find_misread_parts, text))
    )
    for word_span, character_matches in _group_matches_by_word(
        text, CONTROL_SEQUENCE_PATTERN
    ):
        if mojibake_spans.overlaps(word_span):
            continue  # reported by char.mojibake
        joined_descriptions = ", ".join(
            dict.fromkeys(
                _describe_character(character_match[0][0])
                for character_match in character_matches
            )
        )
        has_replacement_character = any(
            character_match[0] == "\ufffd" for character_match in character_matches
        )
        yield Finding(
            "control",
            word_span,
            arguments={"characters": joined_descriptions},
            fix=None
            if has_replacement_character
            else _remove_matches(text, word_span, character_matches),
        )


@check(
    "char.nbsp",
    level=Level.ONE,
    severity=Severity.INFO,
    options=[_NO_BREAK_SPACE_MARKS_OPTION],
    safe_fixes=True,
    prefilter=TARGET.has(Trait.UNCOMMON),
)
def find_no_break_spaces(unit: Unit, context: Context) -> Iterator[Finding]:
    """No-break spaces, except next to punctuation that takes one (French `:`)."""
    text = unit.target
    if not _NO_BREAK_SPACE_PATTERN.search(text):
        return
    allowed_marks = {
        *context.language.marks_beside_no_break_space,
        *_NO_BREAK_SPACE_MARKS_OPTION.read_value(context.options),
    }
    for space_match in _NO_BREAK_SPACE_PATTERN.finditer(text):
        start, end = space_match.span()
        adjacent_characters = (
            text[end : end + 1] + text[start - 1 : start] if start else text[1:2]
        )
        if any(mark in allowed_marks for mark in adjacent_characters):
            continue
        preceding_match = re.search(r"\S*$", text[max(0, start - 30) : start])
        following_match = re.match(r"\S*", text[end : end + 30])
        span = Span(
            start - len(preceding_match[0] if preceding_match else ""),
            end + len(following_match[0] if following_match else ""),
        )
        quote = span.of(text)
        yield Finding("no_break", span, fix=_NO_BREAK_SPACE_PATTERN.sub(" ", quote))


@check(
    "char.lookalike",
    level=Level.ONE,
    severity=Severity.ERROR,
    safe_fixes=True,
    prefilter=TARGET.has(Trait.UNCOMMON),
    judges_sources=True,
)
def find_lookalikes(unit: Unit, context: Context) -> Iterator[Finding]:
    """Cyrillic or Greek letters in place of the Latin ones that they look like."""
    text = unit.target
    if text.isascii() or not _LOOKALIKE_PATTERN.search(text):
        return
    other_letters = CYRILLIC_OR_GREEK_PATTERN.findall(text)
    # In a Latin text, Cyrillic letters alone can only be look-alikes.
    are_stray_letters = len(LATIN_LETTER_PATTERN.findall(text)) > len(
        other_letters
    ) and all(
        "Ѐ" <= letter and letter in _LATIN_BY_LOOKALIKE for letter in other_letters
    )
    for letters_match in _LETTERS_PATTERN.finditer(text):
        word = letters_match[0]
        foreign_letters = CYRILLIC_OR_GREEK_PATTERN.findall(word)
        if not foreign_letters or not all(
            letter in _LATIN_BY_LOOKALIKE for letter in foreign_letters
        ):
            continue  # the word has a letter without a Latin look-alike
        if len(foreign_letters) == len(word) and not (
            are_stray_letters and len(foreign_letters) <= _MAX_LOOKALIKE_LETTERS
        ):
            continue
        yield Finding(
            "cyrillic" if foreign_letters[0] > "Ͽ" else "greek",
            Span(*letters_match.span()),
            fix=word.translate(_LOOKALIKE_TRANSLATION),
        )


@check(
    "char.mojibake",
    level=Level.ONE,
    severity=Severity.ERROR,
    safe_fixes=True,
    prefilter=TARGET.has(Trait.BEYOND_ASCII),
    judges_sources=True,
)
def find_mojibake(unit: Unit, context: Context) -> Iterator[Finding]:
    """Text read in the wrong encoding: `Ã¡` for `á`, TCVN3 or VNI Vietnamese.

    There is a fix where decoding the text again gives a meaningful result.
    """
    for span, fix in context.cache.call(find_misread_parts, unit.target):
        yield Finding("wrong_encoding", span, fix=fix)


def _group_matches_by_word(
    text: str, pattern: re.Pattern[str]
) -> Iterator[tuple[Span, list[re.Match[str]]]]:
    """Group the matches of a pattern by the word, or the gap, that contains them."""
    matches = list(pattern.finditer(text))
    if not matches:
        return
    word_spans = (
        Span(*word_match.span()) for word_match in _WORD_PATTERN.finditer(text)
    )
    word_span = next(word_spans, None)
    matches_by_span: dict[Span, list[re.Match[str]]] = {}
    for match in matches:
        match_span = Span(*match.span())
        while word_span is not None and word_span.end <= match_span.start:
            word_span = next(word_spans, None)
        is_inside_word = word_span is not None and word_span.overlaps(match_span)
        matches_by_span.setdefault(
            word_span if word_span and is_inside_word else match_span, []
        ).append(match)
    yield from matches_by_span.items()


def _remove_matches(
    text: str, word_span: Span, removed_matches: list[re.Match[str]]
) -> str:
    """Remove matched characters from a word."""
    offsets = [
        word_span.start,
        *(
            offset
            for removed_match in removed_matches
            for offset in removed_match.span()
        ),
        word_span.end,
    ]
    return "".join(
        text[part_start:part_end] for part_start, part_end in [*pairwise(offsets)][::2]
    )


def _describe_character(character: str) -> str:
    character_name = unicodedata.name(character, "control character").lower()
    return f"{character_name} (U+{ord(character):04X})"
