"""Names of which a text keeps some marks and loses others: Hồ Chi Minh."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from checks.text.capitals import Capital, Capitals

_LONGEST = 6
"""Words of a name: no Vietnamese one has more, and a text in capitals is one run."""

_Name = Sequence[Capital]


def half_marked(source: Capitals, target: Capitals) -> Iterator[tuple[_Name, _Name]]:
    """Names of the target with a part of their marks, and those of the source.

    All marks are right, and so are none; a name that the source has so is, too.
    """
    if all(word.text.isascii() for word in target.words):
        return
    places: dict[tuple[str, str], dict[tuple[str, ...], int]] = defaultdict(dict)
    for at, (left, right) in enumerate(pairwise(source.words)):
        if right.follows_capital:
            same = places[left.form, right.form]
            same.setdefault(_written(source.words, at), at)
    at = 0
    while at + 1 < len(target.words):
        left, right = target.words[at : at + 2]
        same = places.get((left.form, right.form), {}) if right.follows_capital else {}
        begins = same.values()
        names = [_shared(source.words, begin, target.words, at) for begin in begins]
        longest = max(map(len, names), default=1)
        names = [name for name in names if len(name) == longest]
        ours = target.words[at : at + longest]
        if names and all(_is_half(ours, name) for name in names):
            yield _marked(ours, names[0]), _marked(names[0], names[0])
        at += longest


def _written(words: _Name, begin: int) -> tuple[str, ...]:
    """How a name is written from one of its words on."""
    others = takewhile(
        lambda word: word.follows_capital, words[begin + 1 : begin + _LONGEST]
    )
    return (words[begin].text, *(word.text for word in others))


def _shared(source: _Name, begin: int, target: _Name, at: int) -> _Name:
    """The words of a run of the source that one of the target has, too."""
    size = 2
    while (
        size < _LONGEST
        and begin + size < len(source)
        and at + size < len(target)
        and source[begin + size].follows_capital
        and target[at + size].follows_capital
        and source[begin + size].form == target[at + size].form
    ):
        size += 1
    return source[begin : begin + size]


def _is_half(ours: _Name, name: _Name) -> bool:
    pairs = [
        (one.text, other.text)
        for one, other in zip(ours, name, strict=True)
        if not other.text.isascii()
    ]
    return any(one == other for one, other in pairs) and any(
        one.isascii() for one, _ in pairs
    )


def _marked(words: _Name, name: _Name) -> _Name:
    """Some words from the first to the last that has marks in a name."""
    marked = [at for at, word in enumerate(name) if not word.text.isascii()]
    return words[marked[0] : marked[-1] + 1]
