"""Names that keep only some of their diacritics: Hồ Chi Minh."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from checks.text.capitalised_words import CapitalisedText, CapitalisedWord

_MOST_WORDS = 6
"""The most words of a name; no Vietnamese name has more."""

_Name = Sequence[CapitalisedWord]


def find_partial_diacritics(
    source: CapitalisedText, target: CapitalisedText
) -> Iterator[tuple[_Name, _Name]]:
    """Find names with some of their diacritics, and the names in the source.

    All marks are right, and so are none; a name that the source has so is, too.
    """
    if all(word.text.isascii() for word in target.words):
        return
    index_by_spelling: dict[tuple[str, str], dict[tuple[str, ...], int]] = defaultdict(
        dict
    )
    for index, (first_word, second_word) in enumerate(pairwise(source.words)):
        if second_word.follows_capital:
            spellings = index_by_spelling[first_word.form, second_word.form]
            spellings.setdefault(_spell_name(source.words, index), index)
    index = 0
    while index + 1 < len(target.words):
        first_word, second_word = target.words[index : index + 2]
        spellings = (
            index_by_spelling.get((first_word.form, second_word.form), {})
            if second_word.follows_capital
            else {}
        )
        begins = spellings.values()
        names = [
            _read_shared_words(source.words, begin, target.words, index)
            for begin in begins
        ]
        longest = max(map(len, names), default=1)
        names = [name for name in names if len(name) == longest]
        target_words = target.words[index : index + longest]
        if names and all(_has_partial_diacritics(target_words, name) for name in names):
            yield (
                _cut_to_diacritics(target_words, names[0]),
                _cut_to_diacritics(names[0], names[0]),
            )
        index += longest


def _spell_name(words: _Name, begin: int) -> tuple[str, ...]:
    """Return the spelling of a name from one of its words on."""
    following_words = takewhile(
        lambda word: word.follows_capital, words[begin + 1 : begin + _MOST_WORDS]
    )
    return (words[begin].text, *(word.text for word in following_words))


def _read_shared_words(
    source: _Name, source_start: int, target: _Name, target_start: int
) -> _Name:
    """Read the words that runs of the source and the target have in common."""
    shared_count = 2
    while (
        shared_count < _MOST_WORDS
        and source_start + shared_count < len(source)
        and target_start + shared_count < len(target)
        and source[source_start + shared_count].follows_capital
        and target[target_start + shared_count].follows_capital
        and source[source_start + shared_count].form
        == target[target_start + shared_count].form
    ):
        shared_count += 1
    return source[source_start : source_start + shared_count]


def _has_partial_diacritics(target_words: _Name, name: _Name) -> bool:
    pairs = [
        (target_word.text, source_word.text)
        for target_word, source_word in zip(target_words, name, strict=True)
        if not source_word.text.isascii()
    ]
    return any(
        target_word == source_word for target_word, source_word in pairs
    ) and any(target_word.isascii() for target_word, _ in pairs)


def _cut_to_diacritics(words: _Name, name: _Name) -> _Name:
    """Cut words to the first and last that have diacritics in a name."""
    marked = [index for index, word in enumerate(name) if not word.text.isascii()]
    return words[marked[0] : marked[-1] + 1]
