"""Linking the words of a text with those of its translation.

Words are linked by a dictionary, by a lexicon learned from the memory, and where both
texts write them alike. A link must be the best one of its target word.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import NamedTuple

from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.lexicon.dictionary import Phrasebook
from tm.finding import Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.normal import fold_text, match_form
from tm.text.stem import stem_word
from tm.text.tokens import Token, split_tokens

_EQUAL_WORD_PROBABILITY = 0.9
_DICTIONARY_PROBABILITY = 0.8
_ONE_WAY_FACTOR = 0.3
"""Factor for a word that the lexicon knows in one direction only."""
_MIN_LINK_PROBABILITY = 0.12
_MIN_SHARE_OF_BEST = 0.6
"""The least share of the best link of the source word."""
_NO_LINK = -1.0, 0
"""Probability and source word of the best link of a word that has none yet."""
_MIN_EQUAL_LETTERS = 4
_NAME_MARK, _FOLDED_NAME_MARK = "\0", "\1"
_MAX_COMPARED_PAIR_COUNT = 64
"""The most pairs of occurrences of two words that are all compared."""
_DISTANCE_WEIGHT = 0.1
"""How much the distance of two words counts against their link, at most."""


class WordLink(NamedTuple):
    """A word of a text and a word of its translation that stands for it."""

    source_span: Span
    target_span: Span
    probability: float


class _WordForms(NamedTuple):
    """The forms that a word is compared by; a tuple, since texts have many."""

    form: str
    stem: str
    spelling_keys: tuple[str, ...]
    """Of words that both texts write alike, at least one is the same."""


class WordLinker:
    """Links the words of pairs of texts of two locales; threads may share it.

    It keeps the forms of the latest words, since a few thousand words make up most of a
    language's texts. Speed trick: without it, and with a look at each translation of
    each word, a lookup takes 6 % longer (benchmarks/server.py).
    """

    def __init__(
        self,
        resources: AlignmentResources,
        source_locale: Locale,
        target_locale: Locale,
    ) -> None:
        self._resources = resources
        self._locales = source_locale, target_locale
        self._cache = ResultCache()

    def link(
        self,
        source_text: str,
        target_text: str,
        source_spans: Sequence[Span] | None = None,
    ) -> list[WordLink]:
        """Link the words of a text with those of its translation, in target order.

        With `source_spans` only the words in these parts of the text.
        """
        pair_linker = _TextPairLinker(
            self._resources,
            self._split_words(source_text, self._locales[0]),
            self._split_words(target_text, self._locales[1]),
        )
        return pair_linker.link(source_spans)

    def _split_words(self, text: str, locale: Locale) -> "_TextWords":
        """Split a text into words; equal ones are grouped."""
        word_tokens = [token for token in split_tokens(text) if token.is_counted]
        return _TextWords(
            word_tokens,
            [
                self._cache.call(_make_forms, token.text, locale.language)
                for token in word_tokens
            ],
        )


class _TextWords:
    """The words of a text and their forms."""

    def __init__(self, tokens: Sequence[Token], words: Sequence[_WordForms]) -> None:
        self.tokens = tokens
        self.words = words
        index_by_word: dict[_WordForms, int] = {}
        self.first_indexes = [
            index_by_word.setdefault(word, index) for index, word in enumerate(words)
        ]
        """For each word, the index of the first one that is equal in all its forms."""
        self.indexes_by_first_index: dict[int, list[int]] = defaultdict(list)
        """The indexes of equal words, in order, by the first of them."""
        for index, first_index in enumerate(self.first_indexes):
            self.indexes_by_first_index[first_index].append(index)

    @cached_property
    def first_indexes_by_stem(self) -> Mapping[str, Sequence[int]]:
        """The first indexes of the different words that have a stem."""
        first_indexes_by_stem: dict[str, list[int]] = defaultdict(list)
        for first_index in self.indexes_by_first_index:
            first_indexes_by_stem[self.words[first_index].stem].append(first_index)
        return first_indexes_by_stem

    @cached_property
    def first_indexes_by_spelling_key(self) -> Mapping[str, Sequence[int]]:
        """The first indexes of the different words that have a spelling key."""
        first_indexes_by_key: dict[str, list[int]] = defaultdict(list)
        for first_index in self.indexes_by_first_index:
            for key in self.words[first_index].spelling_keys:
                first_indexes_by_key[key].append(first_index)
        return first_indexes_by_key

    def find_indexes(self, spans: Sequence[Span]) -> set[int]:
        """Find the indexes of the words of which a span has a character."""
        return {
            index
            for index, token in enumerate(self.tokens)
            for span in spans
            if token.start < span.end and span.start < token.end
        }


class _TextPairLinker:
    """The words of a text and of its translation.

    A link is decided by all that may be linked with its two words, and by no others, so
    that those of a few words are found without the rest.
    """

    def __init__(
        self, resources: AlignmentResources, source: _TextWords, target: _TextWords
    ) -> None:
        self._resources = resources
        self._source, self._target = source, target
        self._known_phrases = _find_known_phrases(
            source, target, resources.dictionary.source_phrasebook
        )

    def link(self, source_spans: Sequence[Span] | None) -> list[WordLink]:
        """Link the words in parts of the source, or all, in target order."""
        source, target = self._source, self._target
        source_indexes = (
            range(len(source.words))
            if source_spans is None
            else source.find_indexes(source_spans)
        )
        is_partial = source_spans is not None and not self._known_phrases
        probability_by_pair = self._compute_probabilities(
            {source.first_indexes[index] for index in source_indexes}
            if is_partial
            else source.indexes_by_first_index,
            target.indexes_by_first_index,
        )
        best_probability_by_source_index: dict[int, float] = {}
        for (source_index, _), probability in probability_by_pair.items():
            if probability > best_probability_by_source_index.get(source_index, 0.0):
                best_probability_by_source_index[source_index] = probability
        if is_partial:
            # With all that the possible translations may stand for.
            probability_by_pair = self._compute_probabilities(
                source.indexes_by_first_index,
                {target.first_indexes[index] for _, index in probability_by_pair},
            )
        best_link_by_target_index: dict[int, tuple[float, int]] = {}
        for (source_index, target_index), probability in probability_by_pair.items():
            if probability > best_link_by_target_index.get(target_index, _NO_LINK)[0]:
                best_link_by_target_index[target_index] = probability, source_index
        return [
            WordLink(
                _make_span(source.tokens[source_index]),
                _make_span(target.tokens[target_index]),
                probability,
            )
            for target_index, (probability, source_index) in sorted(
                best_link_by_target_index.items()
            )
            if source_index in source_indexes
            and probability >= _MIN_LINK_PROBABILITY
            and probability
            >= _MIN_SHARE_OF_BEST * best_probability_by_source_index[source_index]
        ]

    def _compute_probabilities(
        self, source_indexes: Collection[int], target_indexes: Collection[int]
    ) -> dict[tuple[int, int], float]:
        """Compute the probability that two words translate each other, by indexes.

        It is less for distant places. Of a word that occurs again and again only the
        nearest occurrences count: the others are as probable, and farther away.
        """
        probability_by_first_indexes = self._compute_lexicon_probabilities(
            source_indexes, target_indexes
        )
        probability_by_first_indexes |= dict.fromkeys(
            self._find_words_spelt_alike(source_indexes, target_indexes),
            _EQUAL_WORD_PROBABILITY,
        )
        word_counts = len(self._source.words), len(self._target.words)
        # Only a phrase makes a link of words that the lexicon hardly knows.
        min_probability = 0 if self._known_phrases else _MIN_LINK_PROBABILITY
        # In order, since the first of equally probable links counts.
        probability_by_pair = dict(
            sorted(
                (index_pair, probability)
                for first_indexes, probability in probability_by_first_indexes.items()
                if probability >= min_probability
                for index_pair in _pair_with_nearest_words(
                    self._source.indexes_by_first_index[first_indexes[0]],
                    self._target.indexes_by_first_index[first_indexes[1]],
                    word_counts,
                )
            )
        )
        for source_word_indexes, target_word_indexes in self._known_phrases:
            for index_pair in _pair_with_nearest_words(
                source_word_indexes, target_word_indexes, word_counts
            ):
                probability_by_pair[index_pair] = max(
                    probability_by_pair.get(index_pair, 0.0), _DICTIONARY_PROBABILITY
                )
        for source_index, target_index in probability_by_pair:
            distance = abs(
                source_index / word_counts[0] - target_index / word_counts[1]
            )
            probability_by_pair[source_index, target_index] -= (
                _DISTANCE_WEIGHT * distance
            )
        return probability_by_pair

    def _compute_lexicon_probabilities(
        self, source_indexes: Collection[int], target_indexes: Collection[int]
    ) -> dict[tuple[int, int], float]:
        """Compute what the lexicon says of words, and of others with their stems."""
        lexicon = self._resources.lexicon
        if lexicon is None:
            return {}
        source_stems = {self._source.words[index].stem for index in source_indexes}
        target_stems = {self._target.words[index].stem for index in target_indexes}
        forward_probabilities = {
            (source_stem, target_stem): targets[target_stem]
            for source_stem in source_stems
            if (targets := lexicon.find_targets(source_stem))
            for target_stem in target_stems & targets.keys()
        }
        backward_probabilities = {
            (source_stem, target_stem): sources[source_stem]
            for target_stem in target_stems
            if (sources := lexicon.find_sources(target_stem))
            for source_stem in source_stems & sources.keys()
        }
        probability_by_pair: dict[tuple[int, int], float] = {}
        for stems in forward_probabilities.keys() | backward_probabilities.keys():
            forward_probability = forward_probabilities.get(stems, 0.0)
            backward_probability = backward_probabilities.get(stems, 0.0)
            probability = max(
                (forward_probability * backward_probability) ** 0.5,
                _ONE_WAY_FACTOR * max(forward_probability, backward_probability),
            )
            for index_pair in product(
                self._source.first_indexes_by_stem[stems[0]],
                self._target.first_indexes_by_stem[stems[1]],
            ):
                probability_by_pair[index_pair] = probability
        return probability_by_pair

    def _find_words_spelt_alike(
        self, source_indexes: Collection[int], target_indexes: Collection[int]
    ) -> Iterator[tuple[int, int]]:
        """Find the words that both texts write alike, with one of the given words."""
        if len(source_indexes) <= len(target_indexes):
            target_indexes_by_key = self._target.first_indexes_by_spelling_key
            for source_index in source_indexes:
                for key in self._source.words[source_index].spelling_keys:
                    for target_index in target_indexes_by_key.get(key, ()):
                        yield source_index, target_index
            return
        source_indexes_by_key = self._source.first_indexes_by_spelling_key
        for target_index in target_indexes:
            for key in self._target.words[target_index].spelling_keys:
                for source_index in source_indexes_by_key.get(key, ()):
                    yield source_index, target_index


def _make_span(token: Token) -> Span:
    return Span(token.start, token.end)


def _make_forms(word: str, language: str) -> _WordForms:
    form = match_form(word, is_vietnamese=language == "vi")
    return _WordForms(
        form, stem_word(form, language), tuple(_list_spelling_keys(word, form))
    )


def _list_spelling_keys(word: str, form: str) -> Iterator[str]:
    """List keys that words spelt alike share: numbers, long words and names."""
    if len(form) >= _MIN_EQUAL_LETTERS or form[0].isdecimal():
        yield form
    if word[0].isupper():
        yield f"{_NAME_MARK}{form}"
        yield f"{_FOLDED_NAME_MARK}{fold_text(word)}"


def _find_known_phrases(
    source: _TextWords, target: _TextWords, phrasebook: Phrasebook
) -> list[tuple[Sequence[int], Sequence[int]]]:
    """Find the phrases of a dictionary that both texts have.

    Returns the indexes of all words in an occurrence of a phrase, and of those in an
    occurrence of its translation.
    """
    if not phrasebook.translations_by_phrase:
        return []
    target_stems = [word.stem for word in target.words]
    target_indexes_by_stem: dict[str, list[int]] = defaultdict(list)
    for index, stem in enumerate(target_stems):
        target_indexes_by_stem[stem].append(index)
    source_starts_by_phrase: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for source_start, phrase in phrasebook.find_phrases(
        [word.stem for word in source.words]
    ):
        source_starts_by_phrase[tuple(phrase)].append(source_start)
    phrase_and_translation_indexes: list[tuple[Sequence[int], Sequence[int]]] = []
    for phrase, source_starts in source_starts_by_phrase.items():
        for translation in phrasebook.translations_by_phrase.get(phrase, ()):
            target_starts = [
                start
                for start in target_indexes_by_stem.get(translation[0], ())
                if tuple(target_stems[start : start + len(translation)]) == translation
            ]
            if target_starts:
                phrase_and_translation_indexes.append(
                    (
                        _list_run_indexes(source_starts, len(phrase)),
                        _list_run_indexes(target_starts, len(translation)),
                    )
                )
    return phrase_and_translation_indexes


def _list_run_indexes(starts: Iterable[int], length: int) -> list[int]:
    """List the indexes of all words in runs of a length."""
    return sorted({start + offset for start in starts for offset in range(length)})


def _pair_with_nearest_words(
    source_indexes: Sequence[int],
    target_indexes: Sequence[int],
    word_counts: tuple[int, int],
) -> Iterable[tuple[int, int]]:
    """Pair each word of one text with the nearest before and after it in the other.

    Few words are all paired. `word_counts`: of all words in the texts.
    """
    if len(source_indexes) * len(target_indexes) <= _MAX_COMPARED_PAIR_COUNT:
        return product(source_indexes, target_indexes)
    source_positions = [index / word_counts[0] for index in source_indexes]
    target_positions = [index / word_counts[1] for index in target_indexes]
    index_pairs = {
        (source_indexes[nearest_index], target_index)
        for target_index, position in zip(target_indexes, target_positions, strict=True)
        for nearest_index in _find_neighbours(source_positions, position)
    }
    index_pairs |= {
        (source_index, target_indexes[nearest_index])
        for source_index, position in zip(source_indexes, source_positions, strict=True)
        for nearest_index in _find_neighbours(target_positions, position)
    }
    return sorted(index_pairs)  # of equally near words, the first counts


def _find_neighbours(positions: Sequence[float], position: float) -> Iterator[int]:
    """Yield the indexes of the places before and after a place; one equal counts."""
    index_after = bisect_left(positions, position)
    yield from range(max(0, index_after - 1), min(len(positions), index_after + 1))
