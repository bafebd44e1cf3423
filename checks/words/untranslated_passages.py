"""The check of passages that are left in another language, without their source."""

import re
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import TARGET, unit_meets
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.language_data import read_own_table
from checks.text.language_words import read_language
from checks.text.phrase_search import QuotationsOfText
from tm.finding import Finding, Severity, Span
from tm.language_data import GENERAL_FOLDER
from tm.result_cache import lazy_constant
from tm.text.locale import Locale

_MIN_WORDS = 4
"""The fewest words of a passage; dishes and songs have up to three."""
_MIN_LOWER_WORDS = 2
"""The fewest of its words with such letters that are in small letters: no name."""
_MAX_PLAIN_WORDS = 2
"""How many words without such letters may stand between two with them."""
_WORD_PATTERN = re.compile(r"[^\W\d_]+")
_GAP_PATTERN = re.compile(r"[\w -]*")


@lazy_constant
def _compile_foreign_letter_pattern(locale: Locale) -> re.Pattern[str]:
    """Compile the letters that only a common language other than this one has."""
    language_tags = read_own_table(GENERAL_FOLDER, "words.toml")["common_languages"]
    letters = {
        letter
        for language_tag in language_tags
        for letter in read_language(Locale(language_tag)).distinctive_letters
    } - read_language(locale).distinctive_letters
    escaped_letters = "".join(map(re.escape, sorted(letters)))
    return re.compile(f"[{escaped_letters}]" if letters else "(?!)", re.IGNORECASE)


def _has_foreign_letters(unit: Unit, context: Context) -> bool:
    """Whether a target has letters that only another language has."""
    letter_pattern = _compile_foreign_letter_pattern(context.target_locale)
    return letter_pattern.search(unit.target) is not None


@check(
    "word.untranslated",
    level=Level.ONE,
    severity=Severity.WARNING,
    prefilter=TARGET.has(Trait.BEYOND_ASCII) & unit_meets(_has_foreign_letters),
    yields_to=("page.residue", "seg.partly", "seg.language", "seg.untranslated"),
)
def find_foreign_passage(unit: Unit, context: Context) -> Iterator[Finding]:
    """A passage is left in another language: `merayakan lễ hội mùa xuân truyền thống`.

    Only languages with letters of their own are recognised, such as Vietnamese. The
    check reports passages of four words or more that are not a name and stand outside
    of quotation marks and brackets; in each text only the first.
    """
    text = unit.target
    letter_pattern = _compile_foreign_letter_pattern(context.target_locale)
    target_language_words = context.language.function_words
    quotations = QuotationsOfText(text)
    for span in _find_passages(text, letter_pattern, target_language_words):
        if not (quotations.enclose(span) or _is_in_brackets(text, span)):
            yield Finding("foreign", span)
            return


def _find_passages(
    text: str, letter_pattern: re.Pattern[str], target_language_words: frozenset[str]
) -> Iterator[Span]:
    """Find runs of words of which most have a letter with a diacritic."""
    word_matches = [*_WORD_PATTERN.finditer(text)]
    runs_of_word_indexes: list[list[int]] = []
    for word_index, word in enumerate(word_matches):
        if word[0].isascii():
            continue
        if runs_of_word_indexes and _continues_run(
            text,
            word_matches[runs_of_word_indexes[-1][-1] : word_index + 1],
            target_language_words,
        ):
            runs_of_word_indexes[-1].append(word_index)
        else:
            runs_of_word_indexes.append([word_index])
    for word_indexes in runs_of_word_indexes:
        run_words = [word_matches[word_index][0] for word_index in word_indexes]
        if (
            word_indexes[-1] - word_indexes[0] + 1 >= _MIN_WORDS
            and sum(map(str.islower, run_words)) >= _MIN_LOWER_WORDS
            and sum(letter_pattern.search(word) is not None for word in run_words) > 1
        ):
            yield Span(
                word_matches[word_indexes[0]].start(),
                word_matches[word_indexes[-1]].end(),
            )


def _continues_run(
    text: str,
    word_matches: Sequence[re.Match[str]],
    target_language_words: frozenset[str],
) -> bool:
    """Whether the last word belongs to the passage of the first one."""
    return (
        len(word_matches) - 2 <= _MAX_PLAIN_WORDS
        and target_language_words.isdisjoint(
            word[0].lower() for word in word_matches[1:-1]
        )
        and _GAP_PATTERN.fullmatch(
            text, word_matches[0].end(), word_matches[-1].start()
        )
        is not None
    )


def _is_in_brackets(text: str, span: Span) -> bool:
    return text.count("(", 0, span.start) > text.count(")", 0, span.start)
