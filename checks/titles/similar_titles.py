"""Search for two spellings of one name, without comparing all pairs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from checks.text.language_words import Language

MIN_CONTENT_WORDS = 3
"""How many content words a name must have to be compared."""
_MIN_SHARED_WORDS = 4
"""How many words two names must share before their replaced words."""
_MAX_REPLACED_WORDS = 2
"""How many words at the end may be replaced."""
_NUMBER = re.compile(r"\d|^[IVXL]+$")

Words = tuple[str, ...]


def content_words(words: Sequence[str], language: Language) -> Words:
    """Select the words of a name except connectors, in lower case."""
    lower_words = (word.lower() for word in words)
    return tuple(word for word in lower_words if word not in language.connectors)


def find_variants(
    contents: Mapping[Words, Words], language: Language, common_words: frozenset[str]
) -> Iterator[tuple[Words, Words]]:
    """Find pairs of names that seem to be one name, in order.

    `contents`: by name, its content words. `common_words`: words that are not names.
    Only names that share a key are compared: the stems of their content words, these
    words in another order, or all but the last ones.
    """
    names = [*contents]
    stems = _StemGroups(
        language, {word for words in contents.values() for word in words}
    )
    indices_by_key: dict[object, list[int]] = defaultdict(list)
    for name_index, name in enumerate(names):
        for key in _comparison_keys(contents[name], stems, common_words):
            indices_by_key[key].append(name_index)
    pairs = {
        (first, second)
        for indices in indices_by_key.values()
        for index, first in enumerate(indices)
        for second in indices[index + 1 :]
    }
    for first, second in sorted(pairs):
        if is_variant(names[first], names[second], language, common_words):
            yield names[first], names[second]


def _comparison_keys(
    words: Words, stems: "_StemGroups", common_words: frozenset[str]
) -> Iterator[object]:
    """Yield the keys of a name; possible variants have a key in common."""
    yield "stems", tuple(map(stems.find_root, words))
    if len(words) > MIN_CONTENT_WORDS:
        yield "order", tuple(sorted(words))
    for split in range(
        max(_MIN_SHARED_WORDS, len(words) - _MAX_REPLACED_WORDS), len(words)
    ):
        if all(_is_replaceable(word, common_words) for word in words[split:]):
            yield "frame", words[:split]


class _StemGroups:
    """Groups of words that differ only by affixes, each with one root (union-find)."""

    def __init__(self, language: Language, words: Iterable[str]) -> None:
        self._links: dict[str, str] = {}
        for word in sorted(words):
            for form in {*_strip_affixes(word, language)}:
                word_root, form_root = self.find_root(word), self.find_root(form)
                self._links[max(word_root, form_root)] = min(word_root, form_root)

    def find_root(self, word: str) -> str:
        """Find the word that stands for the group of a word."""
        while (linked_word := self._links.get(word, word)) != word:
            self._links[word] = self._links.get(linked_word, linked_word)
            word = linked_word
        return word


def _strip_affixes(word: str, language: Language) -> Iterator[str]:
    """Strip each possible pair of prefix and suffix from a word."""
    for prefix in ("", *language.prefixes):
        if word.startswith(prefix):
            for suffix in ("", *language.suffixes):
                stem = word[len(prefix) : len(word) - len(suffix)]
                if stem and word.endswith(suffix):
                    yield stem


def is_variant(
    first_name: Words,
    second_name: Words,
    language: Language,
    common_words: frozenset[str],
) -> bool:
    """Whether two names are spellings of one name."""
    first_content, second_content = (
        content_words(first_name, language),
        content_words(second_name, language),
    )
    if first_content == second_content:
        return [w.lower() for w in first_name] != [w.lower() for w in second_name]
    if _contains_in_order(first_content, second_content) or _contains_in_order(
        second_content, first_content
    ):
        return False
    if len(first_content) == len(second_content):
        differing_words = [
            (a, b) for a, b in zip(first_content, second_content, strict=True) if a != b
        ]
        if all(_have_same_stem(a, b, language) for a, b in differing_words):
            return len(first_content) - len(differing_words) >= 2
        if sorted(first_content) == sorted(second_content):
            return len(first_content) > MIN_CONTENT_WORDS
    return _has_replaced_end(first_content, second_content, common_words)


def _has_replaced_end(
    first_words: tuple[str, ...],
    second_words: tuple[str, ...],
    common_words: frozenset[str],
) -> bool:
    """Whether two long names differ only by common nouns at their end.

    Words that never occur in lower case may be names of different places or persons;
    numbers always distinguish names.
    """
    shared_count = 0
    while (
        shared_count < min(len(first_words), len(second_words))
        and first_words[shared_count] == second_words[shared_count]
    ):
        shared_count += 1
    first_end, second_end = first_words[shared_count:], second_words[shared_count:]
    if shared_count < _MIN_SHARED_WORDS or not first_end or not second_end:
        return False
    if max(len(first_end), len(second_end)) > _MAX_REPLACED_WORDS:
        return False
    return all(
        _is_replaceable(word, common_words) for word in (*first_end, *second_end)
    )


def _is_replaceable(word: str, common_words: frozenset[str]) -> bool:
    return word in common_words and not _NUMBER.search(word)


def _contains_in_order(short_name: Sequence[str], long_name: Sequence[str]) -> bool:
    """Whether a name contains all words of a shorter one, in order."""
    remaining_words = iter(long_name)
    return all(word in remaining_words for word in short_name)


def _have_same_stem(first_word: str, second_word: str, language: Language) -> bool:
    """Whether two words differ only by affixes that keep the meaning of a name."""
    if first_word == second_word:
        return True
    if min(len(first_word), len(second_word)) < 4:
        return False
    for prefix in ("", *language.prefixes):
        for suffix in ("", *language.suffixes):
            for short_word, long_word in (
                (first_word, second_word),
                (second_word, first_word),
            ):
                if long_word == prefix + short_word + suffix:
                    return True
    for first_suffix in language.suffixes:
        for second_suffix in language.suffixes:
            if (
                first_word.endswith(first_suffix)
                and second_word.endswith(second_suffix)
                and first_word[: -len(first_suffix)]
                == second_word[: -len(second_suffix)]
            ):
                return True
    return False
