"""The check of words that are glued together where a tag or a line break was."""

import re
from collections.abc import Collection, Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit
from checks.text.language_words import Language, is_english_text
from checks.text.word_formation import read_word_forms
from tm.articles.page_text.publishers import load_publishers
from tm.finding import Finding, Severity, Span
from tm.text.phrases.pattern import NO_MATCH_PATTERN
from tm.text.word_pattern import LETTERS_PATTERN

_INNER_CAPITAL_PATTERN = re.compile(
    r"(?<![\w@#/.&'’-])(?P<first>[^\W\d_A-Z][^\W\d_A-Z]{2,}|[A-Z][^\W\d_A-Z]{4,})"
    r"(?P<second>[A-Z][^\W\d_A-Z]{2,})(?![\w@/]|\.\w)"
)
"""Two words without a space, of which the second has a capital."""
_MIN_FIRST_WORD_LETTERS = 5
_MIN_LAST_WORD_LETTERS = 4
_MIN_MIDDLE_WORD_LETTERS = 4
_MIN_LONG_NAME_LETTERS, _MIN_AFFIXED_LETTERS = 8, 7
"""How long a name is before any function word, and a word with affixes."""
_LONG_WORD_PATTERN = re.compile(r"(?<![\w@#/.&'’-])[^\W\d_]{12,}(?![\w@/]|\.\w)")
"""A word that may consist of three."""


@check(
    "word.glued",
    level=Level.DOCUMENT,
    severity=Severity.INFO,
    unsafe_fixes=True,
    yields_to=("punct.missing_space",),
)
def find_glued_words(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Two words have no space between them: `pelayananGolden Visa`.

    The first must be a function word, a word that the page has elsewhere, or one with
    affixes, and the second have a capital. The check also finds foreign words between
    two function words (`menjadifeedbackuntuk`), and function words that end a name
    (`Loungemerupakan`) or a word with affixes (`dirayakandengan`). It ignores names
    with a capital inside: YouTube, detikJateng.
    """
    language, language_tag = context.language, context.target_locale.language
    if language.unhyphenated_pattern.pattern == NO_MATCH_PATTERN:
        return  # not known how native words are made
    long_function_words = frozenset(
        word for word in language.function_words if len(word) >= _MIN_FIRST_WORD_LETTERS
    )
    word_forms = read_word_forms(language_tag)
    swallowing_prefixes = word_forms.swallowed_letter_by_prefix if word_forms else {}
    page_words: frozenset[str] | None = None
    for unit in units:
        text = unit.target
        for glued_match in _INNER_CAPITAL_PATTERN.finditer(text):
            first_word, second_word = glued_match.group("first", "second")
            if page_words is None:
                page_words = _read_lower_case_words(units)
            if (
                _is_native(first_word, page_words, language)
                and not (unit.source and glued_match[0] in unit.source)
                and load_publishers().find_name(glued_match[0]) is None
                and not is_english_text(text, language)
            ):
                yield _make_finding(
                    unit, glued_match.start(), (first_word, second_word)
                )
        for word_match in _LONG_WORD_PATTERN.finditer(text):
            parts = _split_at_function_words(
                word_match[0], long_function_words, language, swallowing_prefixes
            )
            if parts is not None:
                yield _make_finding(unit, word_match.start(), parts)


def _is_native(word: str, page_words: frozenset[str], language: Language) -> bool:
    """Whether a word is surely a whole word of the language."""
    lower_word = word.lower()
    if lower_word in language.function_words:
        return len(word) >= _MIN_LAST_WORD_LETTERS or word.islower()
    if language.unhyphenated_pattern.fullmatch(lower_word):
        return True
    return word.islower() and lower_word in page_words


def _split_at_function_words(
    word: str,
    long_function_words: frozenset[str],
    language: Language,
    swallowing_prefixes: Collection[str],
) -> tuple[str, ...] | None:
    """Split a word that ends with a function word after a name or a foreign word."""
    for last_word in language.function_words:
        if len(last_word) < _MIN_LAST_WORD_LETTERS or not word.endswith(last_word):
            continue
        word_beginning = word.removesuffix(last_word)
        if word_beginning.lower() in swallowing_prefixes:
            continue  # a verb: Memperbanyak
        if (
            word_beginning[:1].isupper()
            and word_beginning[1:].islower()
            and last_word in long_function_words
        ):
            if (
                len(word_beginning) >= _MIN_MIDDLE_WORD_LETTERS
                and len(last_word) > _MIN_FIRST_WORD_LETTERS
            ) or len(word_beginning) >= _MIN_LONG_NAME_LETTERS:
                return word_beginning, last_word
        if (
            last_word in long_function_words
            and len(word_beginning) >= _MIN_AFFIXED_LETTERS
            and language.unhyphenated_pattern.fullmatch(word_beginning.lower())
        ):
            return word_beginning, last_word
        for first_word in long_function_words:
            middle_part = word_beginning.removeprefix(first_word)
            if (
                middle_part != word_beginning
                and len(middle_part) >= _MIN_MIDDLE_WORD_LETTERS
            ):
                return first_word, middle_part, last_word
    return None


def _read_lower_case_words(units: Sequence[Unit]) -> frozenset[str]:
    """Read the words in lower case of a page."""
    return frozenset(
        word
        for unit in units
        for word in LETTERS_PATTERN.findall(unit.target)
        if word.islower()
    )


def _make_finding(unit: Unit, start: int, parts: tuple[str, ...]) -> Finding:
    span = Span(start, start + sum(map(len, parts)))
    return Finding("space", span, fix=" ".join(parts), checked_unit=unit)
