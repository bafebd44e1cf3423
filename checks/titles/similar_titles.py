"""Names that are one name written in two ways, found without comparing all pairs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from checks.text.language import Language

FEWEST = 3
"""Words with a meaning of their own that a name must have to be compared."""
_FRAME = 4
"""Words that two names must share before another word in one of them is suspicious."""
_REPLACED = 2
"""Words that may differ after them."""
_DIGIT = re.compile(r"\d|^[IVXL]+$")

Words = tuple[str, ...]


def content(words: Sequence[str], language: Language) -> Words:
    """The words of a name in small letters, less the small words between them."""
    lower = (word.lower() for word in words)
    return tuple(word for word in lower if word not in language.connectors)


def variants(
    contents: Mapping[Words, Words], language: Language, common: frozenset[str]
) -> Iterator[tuple[Words, Words]]:
    """Pairs of names, in order, that seem to be one; each with its content words.

    `common` are words that are no names themselves. Only names that share a key are
    compared: content words, their stems, the same words in another order, or all but
    the last ones.
    """
    names = [*contents]
    stems = _Stems(language, {word for words in contents.values() for word in words})
    sharing: dict[object, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        for key in _keys(contents[name], stems, common):
            sharing[key].append(at)
    pairs = {
        (first, second)
        for places in sharing.values()
        for index, first in enumerate(places)
        for second in places[index + 1 :]
    }
    for first, second in sorted(pairs):
        if is_variant(names[first], names[second], language, common):
            yield names[first], names[second]


def _keys(words: Words, stems: "_Stems", common: frozenset[str]) -> Iterator[object]:
    """What two names share if they may be one."""
    yield "stems", tuple(map(stems.of, words))
    if len(words) > FEWEST:
        yield "order", tuple(sorted(words))
    for at in range(max(_FRAME, len(words) - _REPLACED), len(words)):
        if all(_is_replaceable(word, common) for word in words[at:]):
            yield "frame", words[:at]


class _Stems:
    """One word for all words that differ by affixes, by way of others even."""

    def __init__(self, language: Language, words: Iterable[str]) -> None:
        self._links: dict[str, str] = {}
        for word in sorted(words):
            for form in {*_stripped(word, language)}:
                one, other = self.of(word), self.of(form)
                self._links[max(one, other)] = min(one, other)

    def of(self, word: str) -> str:
        """The word that stands for it."""
        while (shorter := self._links.get(word, word)) != word:
            self._links[word] = self._links.get(shorter, shorter)
            word = shorter
        return word


def _stripped(word: str, language: Language) -> Iterator[str]:
    """A word without each of its possible affixes."""
    for prefix in ("", *language.prefixes):
        if word.startswith(prefix):
            for suffix in ("", *language.suffixes):
                stem = word[len(prefix) : len(word) - len(suffix)]
                if stem and word.endswith(suffix):
                    yield stem


def is_variant(
    first: Words, second: Words, language: Language, common: frozenset[str]
) -> bool:
    """Whether two names are one, written in two ways."""
    one, other = content(first, language), content(second, language)
    if one == other:
        return [w.lower() for w in first] != [w.lower() for w in second]
    if _inside(one, other) or _inside(other, one):
        return False
    if len(one) == len(other):
        differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        if all(_same_stem(a, b, language) for a, b in differing):
            return len(one) - len(differing) >= 2
        if sorted(one) == sorted(other):
            return len(one) > FEWEST
    return _word_replaced(one, other, common)


def _word_replaced(
    one: tuple[str, ...], other: tuple[str, ...], common: frozenset[str]
) -> bool:
    """Whether two long names differ at their end by a common noun.

    The words before must be the same. Words that are nowhere written small may be the
    names of different places or persons; numbers always tell things apart.
    """
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    left, right = one[shared:], other[shared:]
    if shared < _FRAME or not left or not right:
        return False
    if max(len(left), len(right)) > _REPLACED:
        return False
    return all(_is_replaceable(word, common) for word in (*left, *right))


def _is_replaceable(word: str, common: frozenset[str]) -> bool:
    return word in common and not _DIGIT.search(word)


def _inside(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether all words of one name stand in the other, in order."""
    rest = iter(long)
    return all(word in rest for word in short)


def _same_stem(one: str, other: str, language: Language) -> bool:
    """Whether two words differ by an affix that keeps a name's meaning, or a slip."""
    if one == other:
        return True
    if min(len(one), len(other)) < 4:
        return False
    for prefix in ("", *language.prefixes):
        for suffix in ("", *language.suffixes):
            for affix_free, full in ((one, other), (other, one)):
                if full == prefix + affix_free + suffix:
                    return True
    for a in language.suffixes:
        for b in language.suffixes:
            if (
                one.endswith(a)
                and other.endswith(b)
                and one[: -len(a)] == other[: -len(b)]
            ):
                return True
    return False
