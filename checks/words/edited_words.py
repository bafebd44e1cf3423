"""Words that differ by one typing error, and doubled words whose halves do."""

import re
from collections.abc import Collection, Iterator, Sequence

from checks.engine.unit import Unit
from tm.finding import Finding, Span

_DOUBLED_WORD_PATTERN = re.compile(
    r"(?<![\w-])(?=(\w{3}))([^\W\d_]{6,})-(\1[^\W\d_]{3,})(?![\w-])", re.IGNORECASE
)
"""Two long words with a hyphen that begin alike."""
_MIN_WORD_LETTERS = 7
_LETTERS: Sequence[str] = "abcdefghijklmnopqrstuvwxyz"


def find_uneven_repeats(
    units: Sequence[Unit], frequent_words: Collection[str]
) -> Iterator[Finding]:
    """Report doubled words whose halves differ by one typing error.

    One half must be a usual word, the other not: `gerak-gerik` is a word of its own.
    """
    for unit in units:
        if "-" not in unit.target:
            continue
        for doubled_match in _DOUBLED_WORD_PATTERN.finditer(unit.target):
            halves = doubled_match[2], doubled_match[3]
            usual_halves = [half for half in halves if half.lower() in frequent_words]
            if len(usual_halves) != 1 or len(usual_halves[0]) < _MIN_WORD_LETTERS:
                continue
            usual_word = usual_halves[0].lower()
            other_index = 1 if halves[0] == usual_halves[0] else 0
            other_word = halves[other_index].lower()
            if other_word not in {
                *iterate_edited_words(usual_word, _LETTERS),
                *swap_letters(usual_word),
            }:
                continue
            yield Finding(
                "suggestion",
                Span(*doubled_match.span(other_index + 2)),
                arguments={"suggestion": usual_word},
                about=unit,
            )


def swap_letters(word: str) -> Iterator[str]:
    for letter_index in range(len(word) - 1):
        letter, next_letter = word[letter_index], word[letter_index + 1]
        if letter != next_letter:
            yield word[:letter_index] + next_letter + letter + word[letter_index + 2 :]


def swap_letters_around_another(word: str) -> Iterator[str]:
    """Swap two letters around a third one: epskor, ekspor."""
    for index, (first, second, third) in enumerate(
        zip(word, word[1:], word[2:], strict=False)
    ):
        if first != third:
            yield word[:index] + third + second + first + word[index + 3 :]


def iterate_edited_words(word: str, letters: Sequence[str]) -> Iterator[str]:
    """Iterate over words with one letter less, changed or more."""
    # Hardly anybody misses the first letter, and many words differ in it only.
    for letter_index in range(1, len(word)):
        beginning, ending, shorter_ending = (
            word[:letter_index],
            word[letter_index:],
            word[letter_index + 1 :],
        )
        yield beginning + shorter_ending
        for letter in letters:
            yield beginning + letter + shorter_ending
            yield beginning + letter + ending
    for letter in letters:
        yield word + letter
