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


def find_variants(
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
    for split in range(max(_FRAME, len(words) - _REPLACED), len(words)):
        if all(_is_replaceable(word, common) for word in words[split:]):
            yield "frame", words[:split]


class _Stems:
    """One word for all words that differ by affixes, by way of others even."""

    def __init__(self, language: Language, words: Iterable[str]) -> None:
        self._links: dict[str, str] = {}
        for word in sorted(words):
            for form in {*_stripped(word, language)}:
                word_root, form_root = self.of(word), self.of(form)
                self._links[max(word_root, form_root)] = min(word_root, form_root)

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
    first_content, second_content = content(first, language), content(second, language)
    if first_content == second_content:
        return [w.lower() for w in first] != [w.lower() for w in second]
    if _contains_in_order(first_content, second_content) or _contains_in_order(
        second_content, first_content
    ):
        return False
    if len(first_content) == len(second_content):
        differing = [
            (a, b) for a, b in zip(first_content, second_content, strict=True) if a != b
        ]
        if all(_same_stem(a, b, language) for a, b in differing):
            return len(first_content) - len(differing) >= 2
        if sorted(first_content) == sorted(second_content):
            return len(first_content) > FEWEST
    return _word_replaced(first_content, second_content, common)


def _word_replaced(
    first_words: tuple[str, ...], second_words: tuple[str, ...], common: frozenset[str]
) -> bool:
    """Whether two long names differ at their end by a common noun.

    The words before must be the same. Words that are nowhere written small may be the
    names of different places or persons; numbers always tell things apart.
    """
    shared_count = 0
    while (
        shared_count < min(len(first_words), len(second_words))
        and first_words[shared_count] == second_words[shared_count]
    ):
        shared_count += 1
    first_end, second_end = first_words[shared_count:], second_words[shared_count:]
    if shared_count < _FRAME or not first_end or not second_end:
        return False
    if max(len(first_end), len(second_end)) > _REPLACED:
        return False
    return all(_is_replaceable(word, common) for word in (*first_end, *second_end))


def _is_replaceable(word: str, common: frozenset[str]) -> bool:
    return word in common and not _DIGIT.search(word)


def _contains_in_order(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether all words of one name stand in the other, in order."""
    remaining_words = iter(long)
    return all(word in remaining_words for word in short)


def _same_stem(first_word: str, second_word: str, language: Language) -> bool:
    """Whether two words differ by an affix that keeps a name's meaning, or a slip."""
    if first_word == second_word:
        return True
    if min(len(first_word), len(second_word)) < 4:
        return False
    for prefix in ("", *language.prefixes):
        for suffix in ("", *language.suffixes):
            for affix_free, full in (
                (first_word, second_word),
                (second_word, first_word),
            ):
                if full == prefix + affix_free + suffix:
                    return True
    for a in language.suffixes:
        for b in language.suffixes:
            if (
                first_word.endswith(a)
                and second_word.endswith(b)
                and first_word[: -len(a)] == second_word[: -len(b)]
            ):
                return True
    return False
