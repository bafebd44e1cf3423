"""The check of spaces next to hyphens, and of hyphens before enclitics."""

import re
from collections.abc import Iterator

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import TARGET
from checks.engine.unit import Context, Unit
from checks.text.language_words import Language
from tm.finding import Finding, Severity, Span
from tm.result_cache import lazy_constant

_SPACED_HYPHEN_PATTERN = re.compile(r" - | -|- ")
"""A hyphen with a space next to it."""
_WORD_BEFORE_PATTERN = re.compile(r"(?<![\w-])[^\W\d_]{2,}(?:-[^\W\d_]+)*$")
_WORD_AFTER_PATTERN = re.compile(r"[^\W\d_]{2,}(?![\w@/]|-\d)")
_MAX_WORD_LETTERS = 40
"""How many letters before a hyphen are searched for the word there."""
_MIN_REPEATED_WORD_LETTERS = 3
"""How many letters a word has that is joined to its repetition."""
_WORD_LETTERS_PATTERN = r"[^\W\d_]"


def _may_have_hyphen_fault(text: str) -> bool:
    return " nya" in text or (
        "-" in text and (" -" in text or "- " in text or "-nya" in text)
    )


@check(
    "punct.hyphen",
    level=Level.ONE,
    severity=Severity.INFO,
    unsafe_fixes=True,
    prefilter=TARGET.meets(_may_have_hyphen_fault),
    yields_to=("style.rule",),
)
def find_hyphen_fault(unit: Unit, context: Context) -> Iterator[Finding]:
    """A space next to a hyphen (`tindakan- tindakan`), or a hyphen before `-nya`.

    Between two different words only a space on one side is reported, once a text, since
    a dash has one on both sides. The check ignores shared parts (`pra- dan
    pascapanen`), dashes that enclose words, and `-nya` after acronyms, names, figures
    and foreign words.
    """
    text, language = unit.target, context.language
    if not context.target_locale.uses_spaces:
        return
    yield from _report_spaces(unit, language)
    enclitic_pattern = _compile_enclitic_pattern(language)
    if enclitic_pattern is None or not any(
        f"-{enclitic}" in text or f" {enclitic}" in text
        for enclitic in language.enclitics
    ):
        return
    for enclitic_match in enclitic_pattern.finditer(text):
        word, enclitic = enclitic_match.group("word", "enclitic")
        if enclitic_match["gap"] == " ":
            fix = word + ("" if word.islower() else "-") + enclitic
            yield _report_enclitic(enclitic_match, fix)
        elif language.unhyphenated_pattern.fullmatch(word):
            yield _report_enclitic(enclitic_match, word + enclitic)


def _report_spaces(unit: Unit, language: Language) -> Iterator[Finding]:
    """Find the hyphens with a space next to them, between different words the first."""
    text, has_reported_other_words = unit.target, False
    for spaced_hyphen_match in _SPACED_HYPHEN_PATTERN.finditer(text):
        start, spaced_hyphen = spaced_hyphen_match.start(), spaced_hyphen_match[0]
        word_after_match = _WORD_AFTER_PATTERN.match(text, spaced_hyphen_match.end())
        if word_after_match is None or not text[start - 1 : start].isalpha():
            continue
        word_search_start = max(0, start - _MAX_WORD_LETTERS)
        word_before_match = _WORD_BEFORE_PATTERN.search(text[word_search_start:start])
        if word_before_match is None:
            continue
        first_word, second_word = word_before_match[0], word_after_match[0]
        span = Span(start - len(first_word), word_after_match.end())
        fix = _join_words(first_word, second_word, language)
        if (
            spaced_hyphen == " - "
            and first_word[0].isupper() != second_word[0].isupper()
        ):
            continue  # a dash between two points of a list
        if fix is None and (
            has_reported_other_words
            or spaced_hyphen == " - "
            or second_word.lower() in language.coordinators
            or (unit.source and span.of(text) in unit.source)
            or _has_enclosing_dashes(text)
        ):
            continue
        # A list that has lost its line breaks is one fault.
        has_reported_other_words = has_reported_other_words or fix is None
        yield Finding("space", span, fix=fix)


def _report_enclitic(enclitic_match: re.Match[str], fix: str) -> Finding:
    return Finding(
        "enclitic",
        Span(*enclitic_match.span()),
        arguments={"enclitic": enclitic_match["enclitic"]},
        fix=fix,
    )


def _join_words(first_word: str, second_word: str, language: Language) -> str | None:
    """Join a repeated word, or an enclitic to its word; None for other words.

    A repeated word may have affixes on either side: `ber-angsur- angsur`.
    """
    if not language.repeats_by_hyphen:
        return None
    if second_word in language.enclitics:
        return f"{first_word}-{second_word}"
    last_word = first_word.lower().rsplit("-", 1)[-1]
    repeated_word = second_word.lower()
    for suffix in ("", *language.repetition_suffixes):
        repeated_base = repeated_word.removesuffix(suffix) if suffix else repeated_word
        if len(repeated_base) >= _MIN_REPEATED_WORD_LETTERS and (
            last_word == repeated_base
            or (len(repeated_base) > 3 and last_word.endswith(repeated_base))
        ):
            return f"{first_word}-{second_word}"
    return None


def _has_enclosing_dashes(text: str) -> bool:
    """Whether hyphens stand for dashes around words: `harga -kata dia- naik`."""
    opening_match = re.search(
        rf"{_WORD_LETTERS_PATTERN} -{_WORD_LETTERS_PATTERN}", text
    )
    return opening_match is not None and bool(
        re.search(rf"{_WORD_LETTERS_PATTERN}-[ ,.]", text[opening_match.end() :])
    )


@lazy_constant
def _compile_enclitic_pattern(language: Language) -> re.Pattern[str] | None:
    if not language.enclitics:
        return None
    enclitics_pattern = "|".join(map(re.escape, sorted(language.enclitics)))
    return re.compile(
        rf"(?<![\w-])(?P<word>{_WORD_LETTERS_PATTERN}{{2,}}"
        rf"(?:-{_WORD_LETTERS_PATTERN}+)?)(?P<gap>[ -])"
        rf"(?P<enclitic>{enclitics_pattern})(?![\w-])"
    )
