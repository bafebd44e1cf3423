"""The check of words that a page writes joined, apart and with a hyphen."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, list_related_ids
from checks.language_data import read_own_table
from glossary.entries.entry import USABLE_STATUSES
from tm.finding import Finding, Severity, Span
from tm.result_cache import lazy_constant

_WORD_PATTERN = re.compile(
    r"(?<![\w@#/.’'-])[^\W\d_]+(?:-[^\W\d_]+)?(?![\w@/’'-]|\.\w)"
)
_MIN_LETTERS = 8
"""How many letters a word must have, joined, unless it is a name."""
_MIN_PART_LETTERS = 4
"""How many letters each part of a word must have, unless it is a name."""
_MIN_NAME_LETTERS = 5
"""How many letters a name must have, joined."""

_PositionsBySpelling = dict[str, list[tuple[int, Span]]]
"""By spelling, where it stands."""


@check(
    "word.joined",
    level=Level.DOCUMENT,
    severity=Severity.INFO,
    yields_to=("style.rule", "term.mixed", "term.variant", "term.deprecated"),
)
def find_joined_words(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A word or name is written joined in one place, apart or hyphenated in another.

    Antarparlemen and antar-parlemen, Daklak and Dak Lak on one page. Each rarer
    spelling is reported once. The check ignores short words and function words, which
    may be other words apart.
    """
    if context.language.writes_syllables_apart or not context.target_locale.uses_spaces:
        return
    if not context.language.function_words:
        return
    positions_by_joined_word = _read_joined_words(units)
    correct_spellings = _read_correct_spellings(context.target_locale.language)
    separate_spellings_by_joined_word: dict[str, _PositionsBySpelling] = defaultdict(
        dict
    )
    for unit_index, unit in enumerate(units):
        for spelling, span in _iterate_separate_words(
            unit.target, context.language.function_words
        ):
            joined_word = re.sub("[ -]", "", spelling).lower()
            if joined_word in positions_by_joined_word:
                separate_spellings_by_joined_word[joined_word].setdefault(
                    spelling.lower(), []
                ).append((unit_index, span))
    for joined_word, positions_by_spelling in separate_spellings_by_joined_word.items():
        positions_by_spelling[joined_word] = positions_by_joined_word[joined_word]
        usual_spelling = max(
            positions_by_spelling,
            key=lambda spelling: len(positions_by_spelling[spelling]),
        )
        usual_positions = positions_by_spelling[usual_spelling]
        usual_unit_index, usual_span = usual_positions[0]
        if _is_unwanted_term(usual_span.of(units[usual_unit_index].target), context):
            continue  # term.deprecated reports it: Ha Noi, beside a single Hanoi
        for spelling, positions in positions_by_spelling.items():
            if spelling == usual_spelling:
                continue
            if spelling in correct_spellings:
                continue  # the other one is reported by style.rule
            unit_index, span = positions[0]
            text = units[unit_index].target
            if usual_span.of(units[usual_unit_index].target).islower() and (
                _is_in_name(span, text)
            ):
                continue  # a body may write its name in its own way
            yield Finding(
                "elsewhere",
                span,
                arguments={
                    "usual": usual_span.of(units[usual_unit_index].target),
                    "usual_count": len(usual_positions),
                },
                checked_unit=units[unit_index],
                related=list_related_ids(
                    units[other_unit_index] for other_unit_index, _ in usual_positions
                ),
            )


def _is_unwanted_term(text: str, context: Context) -> bool:
    """Whether a spelling is a term that the termbase advises against."""
    finder = context.terms.target_finder
    return finder is not None and any(
        hit.end - hit.start == len(text) and hit.term.status not in USABLE_STATUSES
        for hit in finder.find(text, includes_wrong_forms=True)
    )


@lazy_constant
def _read_correct_spellings(language_tag: str) -> frozenset[str]:
    """Read the right spellings of the words that style.rule knows."""
    table = read_own_table(language_tag, "house_style.toml")
    return frozenset(table.get("words", {}).values())


def _read_joined_words(units: Sequence[Unit]) -> _PositionsBySpelling:
    """Read the words without a hyphen that are long enough, in lower case."""
    positions_by_joined_word: _PositionsBySpelling = {}
    for unit_index, unit in enumerate(units):
        for word_match in _WORD_PATTERN.finditer(unit.target):
            word = word_match[0]
            is_name = word[0].isupper() and len(word) >= _MIN_NAME_LETTERS
            if "-" not in word and (len(word) >= _MIN_LETTERS or is_name):
                positions_by_joined_word.setdefault(word.lower(), []).append(
                    (unit_index, Span(*word_match.span()))
                )
    return positions_by_joined_word


def _iterate_separate_words(
    text: str, function_words: frozenset[str]
) -> Iterator[tuple[str, Span]]:
    """Iterate over words with a hyphen, and over pairs of words."""
    previous_match: re.Match[str] | None = None
    for word_match in _WORD_PATTERN.finditer(text):
        if "-" in word_match[0]:
            first_word, second_word = word_match[0].split("-")
            if _may_be_joined(first_word, second_word, function_words):
                yield word_match[0], Span(*word_match.span())
        elif (
            previous_match is not None
            and word_match.start() == previous_match.end() + 1
            and text[previous_match.end()] == " "
            and _may_be_joined(previous_match[0], word_match[0], function_words)
        ):
            span = Span(previous_match.start(), word_match.end())
            yield span.of(text), span
        previous_match = word_match


def _is_in_name(span: Span, text: str) -> bool:
    """Whether a word with a capital stands next to another one."""
    neighbours = text[: span.start].split()[-1:] + text[span.end :].split()[:1]
    return span.of(text)[0].isupper() and any(
        neighbour[0].isupper() for neighbour in neighbours
    )


def _may_be_joined(
    first_word: str, second_word: str, function_words: frozenset[str]
) -> bool:
    """Whether two words are long enough to be one; parts of a name may be short.

    Function words mean another thing alone: `some times` is not `sometimes`.
    """
    if first_word.lower() == second_word.lower():
        return False
    if first_word[0].isupper() and second_word[0].isupper():
        return first_word[1:].islower() and second_word[1:].islower()
    return (
        min(len(first_word), len(second_word)) >= _MIN_PART_LETTERS
        and second_word.islower()
        and first_word[1:].islower()
        and first_word.lower() not in function_words
        and second_word not in function_words
    )
