"""Names of which a text keeps some marks and loses others: Hồ Chi Minh."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from checks.text.capitals import Capital, Capitals

_LONGEST = 6
"""Words of a name: no Vietnamese one has more, and a text in capitals is one run."""

_Name = Sequence[Capital]


def find_partial_diacritics(
    source: Capitals, target: Capitals
) -> Iterator[tuple[_Name, _Name]]:
    """Names of the target with a part of their marks, and those of the source.

    All marks are right, and so are none; a name that the source has so is, too.
    """
    if all(word.text.isascii() for word in target.words):
        return
    places: dict[tuple[str, str], dict[tuple[str, ...], int]] = defaultdict(dict)
    for index, (first_word, second_word) in enumerate(pairwise(source.words)):
        if second_word.follows_capital:
            places_of_pair = places[first_word.form, second_word.form]
            places_of_pair.setdefault(_written(source.words, index), index)
    index = 0
    while index + 1 < len(target.words):
        first_word, second_word = target.words[index : index + 2]
        places_of_pair = (
            places.get((first_word.form, second_word.form), {})
            if second_word.follows_capital
            else {}
        )
        begins = places_of_pair.values()
        names = [_shared(source.words, begin, target.words, index) for begin in begins]
        longest = max(map(len, names), default=1)
        names = [name for name in names if len(name) == longest]
        target_words = target.words[index : index + longest]
        if names and all(_is_half(target_words, name) for name in names):
            yield _marked(target_words, names[0]), _marked(names[0], names[0])
        index += longest


def _written(words: _Name, begin: int) -> tuple[str, ...]:
    """How a name is written from one of its words on."""
    following_words = takewhile(
        lambda word: word.follows_capital, words[begin + 1 : begin + _LONGEST]
    )
    return (words[begin].text, *(word.text for word in following_words))


def _shared(
    source: _Name, source_start: int, target: _Name, target_start: int
) -> _Name:
    """The words of a run of the source that one of the target has, too."""
    shared_count = 2
    while (
        shared_count < _LONGEST
        and source_start + shared_count < len(source)
        and target_start + shared_count < len(target)
        and source[source_start + shared_count].follows_capital
        and target[target_start + shared_count].follows_capital
        and source[source_start + shared_count].form
        == target[target_start + shared_count].form
    ):
        shared_count += 1
    return source[source_start : source_start + shared_count]


def _is_half(target_words: _Name, name: _Name) -> bool:
    pairs = [
        (target_word.text, source_word.text)
        for target_word, source_word in zip(target_words, name, strict=True)
        if not source_word.text.isascii()
    ]
    return any(
        target_word == source_word for target_word, source_word in pairs
    ) and any(target_word.isascii() for target_word, _ in pairs)


def _marked(words: _Name, name: _Name) -> _Name:
    """Some words from the first to the last that has marks in a name."""
    marked = [index for index, word in enumerate(name) if not word.text.isascii()]
    return words[marked[0] : marked[-1] + 1]
