"""Checks of doubled words, missing capitals and Vietnamese tone placement."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from checks.engine.batch import Batch
from checks.engine.check import Level, check
from checks.engine.condition import TARGET, token_row_meets
from checks.engine.option import Option
from checks.engine.traits import Trait
from checks.engine.unit import Context, Unit
from checks.text.phrase_search import contains_phrase
from checks.text.placeholders import (
    PLACEHOLDER_START_PATTERN,
    PlaceholderKind,
    find_placeholders,
)
from tm.finding import Finding, Severity, Span
from tm.text.capitals import capitalise_first
from tm.text.normal import fold_tone_style
from tm.text.word_pattern import LETTER_CLASS

if TYPE_CHECKING:
    from tm.text.phrases.token_rows import TokenRow

_DOUBLED_WORD_PATTERN = re.compile(
    rf"(?<![\w’'-])({LETTER_CLASS}{{2,}}|[aiI])(\s+)(\1)(?![\w’'-])", re.IGNORECASE
)
_DOUBLED_PHRASE_PATTERN = re.compile(
    rf"(?<![\w’'-])({LETTER_CLASS}{{2,}}) (?!\1 )({LETTER_CLASS}{{2,}}) \1 \2"
    r"(?![\w’'-]| \1)"
)
_ALLOWED_WORDS_OPTION: Option[tuple[str, ...]] = Option(
    "word.doubled", "allowed", (), "words that may stand twice in a row"
)
_FIRST_LETTER_PATTERN = re.compile(r"[^\W_]")
_TONE_PLACE_PATTERN = re.compile(
    "(?<![qQ])(?:([òóỏõọ])[ae]|([ùúủũụ])y|o([àáảãạèéẻẽẹ])|u([ỳýỷỹỵ]))(?![^\\W\\d_])",
    re.IGNORECASE,
)


def _find_doubling_units(token_row: "TokenRow", batch: Batch) -> Collection[int]:
    """Find the units whose target has a word or two words twice in a row."""
    return token_row.find_doubling_texts(1) | token_row.find_doubling_texts(2)


@check(
    "word.doubled",
    level=Level.ONE,
    severity=Severity.WARNING,
    unsafe_fixes=True,
    options=[_ALLOWED_WORDS_OPTION],
    prefilter=TARGET.has(Trait.RARE_LETTERS) | token_row_meets(_find_doubling_units),
)
def find_doubled_word(unit: Unit, context: Context) -> Iterator[Finding]:
    """The same word, or two words, twice in a row: `berasal dari berasal dari`.

    Ignored are doubled names (`Duran Duran`) and repetitions of the source. In
    Vietnamese, where syllables are doubled on purpose (`mãi mãi`) and a word may
    begin as another ends (`trở thành thành viên`), it is only advice.
    """
    text, language = unit.target, context.language
    source_doubled_words: set[str] | None = None
    for doubled_match in _DOUBLED_WORD_PATTERN.finditer(text):
        first_word, second_word = doubled_match[1], doubled_match[3]
        word = first_word.lower()
        if word in language.doublable_words or word in map(
            str.lower, _ALLOWED_WORDS_OPTION.read_value(context.options)
        ):
            continue
        if source_doubled_words is None:
            source_doubled_matches = _DOUBLED_WORD_PATTERN.finditer(unit.source_text)
            source_doubled_words = {
                source_doubled_match[1].lower()
                for source_doubled_match in source_doubled_matches
            }
        if word in source_doubled_words:
            continue
        if (
            language.allows_doubled_words
            and second_word[0].isupper()
            and (first_word.islower() or word in language.direction_words)
        ):
            continue  # the second syllable begins a name: trung Trung Bộ
        if first_word[0].isupper() and second_word[0].isupper() and unit.source is None:
            continue
        severity = Severity.INFO if language.allows_doubled_words else None
        yield Finding(
            "doubled",
            Span(*doubled_match.span()),
            arguments={"word": first_word},
            fix=first_word,
            own_severity=severity,
        )
    if not language.allows_doubled_words:
        yield from _find_doubled_phrases(unit)


def _find_doubled_phrases(unit: Unit) -> Iterator[Finding]:
    """Find two words in small letters twice in a row, unless the source has such."""
    for phrase_match in _DOUBLED_PHRASE_PATTERN.finditer(unit.target):
        first_word, second_word = phrase_match.groups()
        phrase = f"{first_word} {second_word}"
        text_before = unit.target[: phrase_match.start()].lower()
        if text_before.endswith(f"{second_word} "):
            continue  # three times on purpose: `kata demi kata demi kata`
        if phrase.islower() and not _DOUBLED_PHRASE_PATTERN.search(unit.source_text):
            yield Finding(
                "doubled",
                Span(*phrase_match.span()),
                arguments={"word": phrase},
                fix=phrase,
            )


def _starts_without_capital(text: str) -> bool:
    """Whether a text begins without a capital letter."""
    first_letter = text[:1]
    return not (first_letter.isupper() and first_letter.isalpha())


@check(
    "caps.start",
    level=Level.BOTH,
    severity=Severity.WARNING,
    unsafe_fixes=True,
    prefilter=TARGET.meets(_starts_without_capital),
    yields_to=("char.mojibake",),
)
def find_lower_case_start(unit: Unit, context: Context) -> Iterator[Finding]:
    """The source begins with a capital, the target with a lower-case letter.

    Ignored are names in lower case (`iPhone`), words that the source writes in the
    same way, and texts that begin with a placeholder.
    """
    source, target = unit.source_text, unit.target
    source_letter_match, target_letter_match = (
        _find_first_letter(source),
        _find_first_letter(target),
    )
    if (
        not source_letter_match
        or not target_letter_match
        or not target_letter_match[0].islower()
        or not source_letter_match[0].isupper()
    ):
        return
    word_match = re.match(r"[\w’'@.-]+", target[target_letter_match.start() :])
    first_word_end = target_letter_match.start() + (
        word_match.end() if word_match else 1
    )
    first_word = target[target_letter_match.start() : first_word_end]
    if any(letter.isupper() for letter in first_word):
        return
    if contains_phrase(first_word, source):
        return
    if target[: target_letter_match.start()].strip()[:1] in ("…", "@", "#", "."):
        return
    span = Span(target_letter_match.start(), first_word_end)
    yield Finding("small", span, fix=capitalise_first(first_word))


def _find_first_letter(text: str) -> "re.Match[str] | None":
    """Find the first letter after tags; None if a placeholder comes first."""
    letter_match = _FIRST_LETTER_PATTERN.search(text)
    if letter_match is None or not PLACEHOLDER_START_PATTERN.search(
        text, 0, letter_match.end() + 1
    ):
        return letter_match
    for placeholder in find_placeholders(text):
        if placeholder.span.start > letter_match.start():
            break
        if placeholder.kind is not PlaceholderKind.TAG:
            return None
        letter_match = _FIRST_LETTER_PATTERN.search(
            text, max(placeholder.span.end, letter_match.start())
        )
        if letter_match is None:
            break
    return letter_match


@check("vi.tone", level=Level.DOCUMENT, severity=Severity.INFO, safe_fixes=True)
def find_tone_style(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Old and new placement of the Vietnamese tone mark (`hòa`, `hoà`) in one document.

    Reported are the words in the rarer style; of equally frequent styles, those in
    the newer one.
    """
    if context.target_locale.language != "vi":
        return
    positions_by_style: dict[bool, list[tuple[int, Span]]] = {True: [], False: []}
    for unit_index, unit in enumerate(units):
        for tone_match in _TONE_PLACE_PATTERN.finditer(unit.target):
            is_old_style = bool(tone_match[1] or tone_match[2])
            start = tone_match.start()
            while start and unit.target[start - 1].isalpha():
                start -= 1
            positions_by_style[is_old_style].append(
                (unit_index, Span(start, tone_match.end()))
            )
    prefers_old_style = len(positions_by_style[True]) >= len(positions_by_style[False])
    for unit_index, span in positions_by_style[not prefers_old_style]:
        unit = units[unit_index]
        word = span.of(unit.target)
        fix = _to_old_tone_style(word) if prefers_old_style else fold_tone_style(word)
        yield Finding(
            "older" if prefers_old_style else "newer",
            span,
            fix=fix if fix != word else None,
            about=unit,
        )


def _to_old_tone_style(word: str) -> str:
    """Move the tone of a word to the first vowel of a final `oa`, `oe` or `uy`.

    >>> _to_old_tone_style("hoà"), _to_old_tone_style("thuý")
    ('hòa', 'thúy')
    """
    decomposed_word = unicodedata.normalize("NFD", word)
    moved_word = re.sub(
        "([oOuU])([aAeEyY])([\u0300\u0301\u0303\u0309\u0323])$",
        r"\1\3\2",
        decomposed_word,
    )
    return unicodedata.normalize("NFC", moved_word)
