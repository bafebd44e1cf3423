"""Words that are another but for a typing error, found without comparing them all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from checks.names.name_spelling import name_spelling
from checks.text.capitals import Capital

_SHORTEST = 4
_LONGEST = 64
"""Letters; what is longer is no name."""
_VOWELS = frozenset("aeiouy")
"""What an e that only parts consonants does not stand beside."""
_LONG = 5
"""Letters of a name that nobody spells otherwise by ear."""
_FEW = 8
"""So few words are compared one by one."""


class TypoCandidates:
    """Words of a text, in order, that may be slips; each is taken once."""

    def __init__(self, words: Iterable[Capital]) -> None:
        self._words = [word for word in words if len(word.form) <= _LONGEST]
        self._places: dict[str, list[int]] | None = None
        self._taken: set[int] = set()

    def take(self, name: Capital, *, is_known: bool) -> Capital | None:
        """The first word left that is a name but for a slip."""
        for index in self._candidates(name):
            word = self._words[index]
            if index not in self._taken and is_slip(
                name.form, word.form, is_known=is_known
            ):
                self._taken.add(index)
                return word
        return None

    def _candidates(self, name: Capital) -> Sequence[int]:
        """Places of words that have all but a letter of the name, or more of them."""
        if len(name.form) > _LONGEST:
            return ()
        if len(self._words) <= _FEW:
            return range(len(self._words))
        if self._places is None:
            self._places = defaultdict(list)
            for index, word in enumerate(self._words):
                for key in {*_keys(word.form)}:
                    self._places[key].append(index)
        places = self._places
        return sorted(
            {index for key in _keys(name.form) for index in places.get(key, ())}
        )


def is_slip(name: str, word: str, *, is_known: bool) -> bool:
    """Whether two words are one but for two letters swapped, or another slip.

    A letter that is changed, missing or added counts only in a `is_known` name: one
    that is kept as it is elsewhere.

    >>> is_slip("rangers", "ranegrs", is_known=False), is_slip("a", "a", is_known=True)
    (True, False)
    """
    if abs(len(name) - len(word)) > 1 or name == word:
        return False
    if len(name) == len(word):
        differing = [
            i for i, (a, b) in enumerate(zip(name, word, strict=True)) if a != b
        ]
        if len(differing) == 2 and differing[1] == differing[0] + 1:
            a, b = differing
            return name[a] == word[b] and name[b] == word[a] and len(name) >= _SHORTEST
        return is_known and len(differing) == 1
    short, long = sorted((name, word), key=len)
    return (
        is_known
        and len(short) >= _SHORTEST
        and short in _keys(long)
        and not long.endswith(("s", "a", "i", "n")) | (long[:-1] == short)
    )


def is_respelt(name: str, word: str) -> bool:
    """Whether two words may be one in the spelling of two languages.

    >>> is_respelt("center", "centre"), is_respelt("schroeder", "schroedre")
    (True, True)
    """
    return (
        name[:-2] == word[:-2]
        and {name[-2:], word[-2:]} == name_spelling().equal_endings
    )


def is_near(name: str, word: str) -> bool:
    """Whether two words are one but for any letter, or two that are swapped.

    For names that nothing inflects, such as Vietnamese ones without their marks.

    >>> is_near("quang", "quan"), is_near("tri", "try"), is_near("nam", "bac")
    (True, True, False)
    """
    if name == word or abs(len(name) - len(word)) > 1:
        return False
    if len(name) == len(word):
        off = [i for i, (a, b) in enumerate(zip(name, word, strict=True)) if a != b]
        return len(off) == 1 or is_slip(name, word, is_known=True)
    short, long = sorted((name, word), key=len)
    return short in _keys(long)


def is_one_off(name: str, word: str) -> bool:
    """Whether two words are one but for a letter, or two that are swapped.

    For names that something else tells to be the same; an s at the end is an ending.

    >>> is_one_off("brett", "bret"), is_one_off("jones", "jone")
    (True, False)
    """
    if is_slip(name, word, is_known=True):
        return True
    short, long = sorted((name, word), key=len)
    return (
        len(long) - len(short) == 1
        and len(long) >= _SHORTEST
        and short in _keys(long)
        and not (long.endswith("s") and long[:-1] == short)
    )


def misspelt_inside(name: Capital, words: Iterable[Capital]) -> Capital | None:
    """The first of some words that is a name of plain letters but for an inner one."""
    if len(name.form) < _LONG or name.may_start_sentence or not name.text.isascii():
        return None
    return next(
        (
            word
            for word in words
            if word.text.isascii() and is_slip_inside(name.form, word.form)
        ),
        None,
    )


def is_slip_inside(name: str, word: str) -> bool:
    """Whether a word is a name but for an inner letter, lost, added or changed.

    Letters that languages write for one sound are passed.

    >>> is_slip_inside("surabaya", "surabya"), is_slip_inside("bolton", "boltoon")
    (True, True)
    >>> is_slip_inside("khartoum", "khartum"), is_slip_inside("sumatra", "sumatera")
    (False, False)
    >>> is_slip_inside("renee", "renne"), is_slip_inside("marie", "mariee")
    (True, True)
    >>> is_slip_inside("damascus", "damaecus"), is_slip_inside("damascus", "damaskus")
    (True, False)
    """
    if abs(len(name) - len(word)) > 1 or name == word:
        return False
    if name[0] != word[0] or name[-1] != word[-1]:
        return False
    if len(name) == len(word):
        off = [pair for pair in zip(name, word, strict=True) if pair[0] != pair[1]]
        return (
            len(off) == 1
            and "".join(sorted(off[0])) not in name_spelling().exchanged_letters
        )
    short, long = sorted((name, word), key=len)
    position = next(i for i, letter in enumerate(long) if short[i : i + 1] != letter)
    if long[position] == "e" and _VOWELS.isdisjoint(
        long[position - 1] + long[position + 1 : position + 2]
    ):
        return False
    letter_pairs = {long[position - 1 : position + 1], long[position : position + 2]}
    return short == long[:position] + long[position + 1 :] and letter_pairs.isdisjoint(
        name_spelling().one_sound
    )


def _keys(form: str) -> Iterator[str]:
    """A word, and what is left of it without one of its letters."""
    yield form
    for position in range(len(form)):
        yield form[:position] + form[position + 1 :]
