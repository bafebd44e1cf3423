"""Search for two spellings of one title or body, without comparing all pairs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from checks.text.language_words import Language
from checks.titles.contradicting_titles import TitleWords

MIN_CONTENT_WORDS = 3
"""How many content words a name must have to be compared."""
_MIN_SHARED_WORDS = 4
"""How many words two names must share before their replaced words."""
_MAX_REPLACED_WORDS = 2
"""How many words at the end may be replaced."""
_NUMBER_PATTERN = re.compile(r"\d|^[IVXL]+$")


def select_content_words(words: Sequence[str], language: Language) -> TitleWords:
    """Select the words of a name except connectors, in lower case."""
    lower_words = (word.lower() for word in words)
    return tuple(word for word in lower_words if word not in language.name_connectors)


def find_title_variants(
    content_words_by_name: Mapping[TitleWords, TitleWords],
    language: Language,
    common_words: frozenset[str],
) -> Iterator[tuple[TitleWords, TitleWords]]:
    """Find pairs of names that seem to be one name, in order.

    `content_words_by_name`: by name, its content words. `common_words`: words that are
    not names. Only names that share a key are compared: the stems of their content
    words, these words in another order, or all but the last ones.
    """
    names = [*content_words_by_name]
    stem_groups = _StemGroups(
        language, {word for words in content_words_by_name.values() for word in words}
    )
    name_indexes_by_key: dict[object, list[int]] = defaultdict(list)
    for name_index, name_words in enumerate(names):
        for comparison_key in _iterate_comparison_keys(
            content_words_by_name[name_words], stem_groups, common_words
        ):
            name_indexes_by_key[comparison_key].append(name_index)
    name_index_pairs = {
        (first_index, second_index)
        for name_indexes in name_indexes_by_key.values()
        for list_index, first_index in enumerate(name_indexes)
        for second_index in name_indexes[list_index + 1 :]
    }
    for first_index, second_index in sorted(name_index_pairs):
        if are_variants(
            names[first_index], names[second_index], language, common_words
        ):
            yield names[first_index], names[second_index]


def _iterate_comparison_keys(
    words: TitleWords, stem_groups: "_StemGroups", common_words: frozenset[str]
) -> Iterator[object]:
    """Yield the keys of a name; possible variants have a key in common."""
    yield "stems", tuple(map(stem_groups.find_root, words))
    if len(words) > MIN_CONTENT_WORDS:
        yield "order", tuple(sorted(words))
    for split_index in range(
        max(_MIN_SHARED_WORDS, len(words) - _MAX_REPLACED_WORDS), len(words)
    ):
        if all(
            _may_differ_between_titles(word, common_words)
            for word in words[split_index:]
        ):
            yield "frame", words[:split_index]


class _StemGroups:
    """Groups of words that differ only by affixes, each with one root (union-find)."""

    def __init__(self, language: Language, words: Iterable[str]) -> None:
        self._linked_word_by_word: dict[str, str] = {}
        for word in sorted(words):
            for form in {*_strip_affixes(word, language)}:
                word_root, form_root = self.find_root(word), self.find_root(form)
                self._linked_word_by_word[max(word_root, form_root)] = min(
                    word_root, form_root
                )

    def find_root(self, word: str) -> str:
        """Find the word that stands for the group of a word."""
        while (linked_word := self._linked_word_by_word.get(word, word)) != word:
            self._linked_word_by_word[word] = self._linked_word_by_word.get(
                linked_word, linked_word
            )
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


def are_variants(
    first_name_words: TitleWords,
    second_name_words: TitleWords,
    language: Language,
    common_words: frozenset[str],
) -> bool:
    """Whether two names are spellings of one name."""
    first_content_words, second_content_words = (
        select_content_words(first_name_words, language),
        select_content_words(second_name_words, language),
    )
    if first_content_words == second_content_words:
        # A connector more may join the name and another phrase: `Hotel X pada Tahun Y`.
        return len(first_name_words) == len(
            second_name_words
        ) and _differ_in_small_words(first_name_words, second_name_words, language)
    if _contains_in_order(
        first_content_words, second_content_words
    ) or _contains_in_order(second_content_words, first_content_words):
        return False
    if len(first_content_words) == len(second_content_words):
        differing_word_pairs = [
            (first_word, second_word)
            for first_word, second_word in zip(
                first_content_words, second_content_words, strict=True
            )
            if first_word != second_word
        ]
        if all(
            _have_same_stem(first_word, second_word, language)
            for first_word, second_word in differing_word_pairs
        ):
            return len(first_content_words) - len(differing_word_pairs) >= 2
        if sorted(first_content_words) == sorted(second_content_words):
            return len(first_content_words) > MIN_CONTENT_WORDS
    return _has_replaced_end(first_content_words, second_content_words, common_words)


def _differ_in_small_words(
    first_name_words: TitleWords, second_name_words: TitleWords, language: Language
) -> bool:
    """Whether names of equal content words differ, and in the same kinds of words.

    `X dan Y` is another thing than `X di Y`, and `X dari Y` than `X di Y`.
    """
    differing_word_pairs = [
        word_pair
        for word_pair in zip(
            map(str.lower, first_name_words),
            map(str.lower, second_name_words),
            strict=True,
        )
        if word_pair[0] != word_pair[1]
    ]
    return bool(differing_word_pairs) and not any(
        (first_word in language.coordinators) != (second_word in language.coordinators)
        or {first_word, second_word} <= language.place_prepositions
        for first_word, second_word in differing_word_pairs
    )


def _has_replaced_end(
    first_words: tuple[str, ...],
    second_words: tuple[str, ...],
    common_words: frozenset[str],
) -> bool:
    """Whether two long names differ only by common nouns at their end.

    Words that never occur in lower case may be names of different places or persons;
    numbers always distinguish names.
    """
    shared_word_count = 0
    while (
        shared_word_count < min(len(first_words), len(second_words))
        and first_words[shared_word_count] == second_words[shared_word_count]
    ):
        shared_word_count += 1
    first_end_words, second_end_words = (
        first_words[shared_word_count:],
        second_words[shared_word_count:],
    )
    if (
        shared_word_count < _MIN_SHARED_WORDS
        or not first_end_words
        or not second_end_words
    ):
        return False
    if max(len(first_end_words), len(second_end_words)) > _MAX_REPLACED_WORDS:
        return False
    return all(
        _may_differ_between_titles(word, common_words)
        for word in (*first_end_words, *second_end_words)
    )


def _may_differ_between_titles(word: str, common_words: frozenset[str]) -> bool:
    """Whether a word is a common noun, and no number."""
    return word in common_words and not _NUMBER_PATTERN.search(word)


def _contains_in_order(
    shorter_words: Sequence[str], longer_words: Sequence[str]
) -> bool:
    """Whether a name contains all words of a shorter one, in order."""
    remaining_words = iter(longer_words)
    return all(word in remaining_words for word in shorter_words)


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
