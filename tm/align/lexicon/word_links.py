"""Linking the words of a text with those of its translation.

Words are linked by a dictionary, by a lexicon learned from the memory, and where both
texts write them alike. A link must be the best one of its target word.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from operator import attrgetter
from typing import NamedTuple, TypeVar

from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.lexicon.dictionary import Phrasebook
from tm.finding import Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.normal import fold_text, match_form
from tm.text.stem import stem_word
from tm.text.tokens import Token, split_tokens

_Form = TypeVar("_Form")
_EQUAL_PROBABILITY = 0.9
_DICTIONARY_PROBABILITY = 0.8
_ONE_WAY_FACTOR = 0.3
"""Factor for a word that the lexicon knows in one direction only."""
_MIN_PROBABILITY = 0.12
_MIN_SHARE_OF_BEST = 0.6
"""The least share of the best link of the source word."""
_NO_LINK = -1.0, 0
"""Probability and source word of the best link of a word that has none yet."""
_MIN_EQUAL_LETTERS = 4
_MAX_PAIR_COUNT = 64
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
    folded_form: str
    stem: str
    is_name: bool


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

    def link(self, source: str, target: str) -> list[WordLink]:
        """Link the words of a text with those of its translation, in target order."""
        source_tokens, source_words = self._split_words(source, self._locales[0])
        target_tokens, target_words = self._split_words(target, self._locales[1])
        probabilities = self._compute_probabilities(source_words, target_words)
        source_places, target_places = (
            [index / len(words) for index in range(len(words))]
            for words in (source_words, target_words)
        )
        best_by_source: dict[int, float] = {}
        best_by_target: dict[int, tuple[float, int]] = {}
        for (source_index, target_index), probability in probabilities.items():
            distance = abs(source_places[source_index] - target_places[target_index])
            probability -= _DISTANCE_WEIGHT * distance
            if probability > best_by_source.get(source_index, 0.0):
                best_by_source[source_index] = probability
            if probability > best_by_target.get(target_index, _NO_LINK)[0]:
                best_by_target[target_index] = probability, source_index
        return [
            WordLink(
                _make_span(source_tokens[source_index]),
                _make_span(target_tokens[target_index]),
                probability,
            )
            for target_index, (probability, source_index) in sorted(
                best_by_target.items()
            )
            if probability >= _MIN_PROBABILITY
            and probability >= _MIN_SHARE_OF_BEST * best_by_source[source_index]
        ]

    def _compute_probabilities(
        self, source_words: Sequence[_WordForms], target_words: Sequence[_WordForms]
    ) -> dict[tuple[int, int], float]:
        """Compute the probability that two words translate each other, by indexes.

        Of a word that occurs again and again only the nearest occurrences count: the
        others are as probable, and farther away.
        """
        source_indexes, target_indexes = map(_group_equal, (source_words, target_words))
        different_words = (
            [source_words[indexes[0]] for indexes in source_indexes],
            [target_words[indexes[0]] for indexes in target_indexes],
        )
        different_probabilities = self._compute_lexicon_probabilities(*different_words)
        different_probabilities |= dict.fromkeys(
            _find_similar_words(*different_words), _EQUAL_PROBABILITY
        )
        counts = len(source_words), len(target_words)
        known_phrases = _find_known_phrases(
            source_words, target_words, self._resources.dictionary.source_phrasebook
        )
        # Only a phrase makes a link of words that the lexicon hardly knows.
        least_probability = 0 if known_phrases else _MIN_PROBABILITY
        # In order, since the first of equally probable links counts.
        probabilities = dict(
            sorted(
                (pair, probability)
                for (source, target), probability in different_probabilities.items()
                if probability >= least_probability
                for pair in _pair_nearest(
                    source_indexes[source], target_indexes[target], counts
                )
            )
        )
        for source_run, target_run in known_phrases:
            for pair in _pair_nearest(source_run, target_run, counts):
                probabilities[pair] = max(
                    probabilities.get(pair, 0.0), _DICTIONARY_PROBABILITY
                )
        return probabilities

    def _compute_lexicon_probabilities(
        self, source_words: Sequence[_WordForms], target_words: Sequence[_WordForms]
    ) -> dict[tuple[int, int], float]:
        """Compute what the lexicon says of words, by their indexes."""
        lexicon = self._resources.lexicon
        if lexicon is None:
            return {}
        source_indexes_by_stem = _number_words(source_words, attrgetter("stem"))
        target_indexes_by_stem = _number_words(target_words, attrgetter("stem"))
        source_stems, target_stems = (
            set(source_indexes_by_stem),
            set(target_indexes_by_stem),
        )
        forward_by_stems = {
            (source_stem, target_stem): targets[target_stem]
            for source_stem in source_stems
            if (targets := lexicon.find_targets(source_stem))
            for target_stem in target_stems & targets.keys()
        }
        backward_by_stems = {
            (source_stem, target_stem): sources[source_stem]
            for target_stem in target_stems
            if (sources := lexicon.find_sources(target_stem))
            for source_stem in source_stems & sources.keys()
        }
        probabilities: dict[tuple[int, int], float] = {}
        for stems in forward_by_stems.keys() | backward_by_stems.keys():
            forward = forward_by_stems.get(stems, 0.0)
            backward = backward_by_stems.get(stems, 0.0)
            probability = max(
                (forward * backward) ** 0.5, _ONE_WAY_FACTOR * max(forward, backward)
            )
            for pair in product(
                source_indexes_by_stem[stems[0]], target_indexes_by_stem[stems[1]]
            ):
                probabilities[pair] = probability
        return probabilities

    def _split_words(
        self, text: str, locale: Locale
    ) -> tuple[list[Token], list[_WordForms]]:
        """Split a text into words; return them, and the forms of each."""
        word_tokens = [
            token
            for token in split_tokens(text)
            if token.kind in ("word", "number", "sign")
        ]
        return word_tokens, [
            self._cache.call(_make_forms, token.text, locale.language)
            for token in word_tokens
        ]


def _make_span(token: Token) -> Span:
    return Span(token.start, token.end)


def _make_forms(word: str, language: str) -> _WordForms:
    form = match_form(word, is_vietnamese=language == "vi")
    return _WordForms(
        form, fold_text(word), stem_word(form, language), word[0].isupper()
    )


def _number_words(
    words: Sequence[_WordForms], read_form: Callable[[_WordForms], _Form]
) -> Mapping[_Form, Sequence[int]]:
    """List the indexes of words by a form, or by several."""
    indexes_by_form: dict[_Form, list[int]] = defaultdict(list)
    for index, word in enumerate(words):
        indexes_by_form[read_form(word)].append(index)
    return indexes_by_form


def _find_similar_words(
    source_words: Sequence[_WordForms], target_words: Sequence[_WordForms]
) -> Iterator[tuple[int, int]]:
    """Find the words that both texts write alike, by their indexes."""
    for read_form in (attrgetter("form"), attrgetter("folded_form")):
        target_indexes_by_form = _number_words(target_words, read_form)
        for source_index, source_word in enumerate(source_words):
            for target_index in target_indexes_by_form.get(read_form(source_word), ()):
                if _are_alike(source_word, target_words[target_index]):
                    yield source_index, target_index


def _are_alike(first: _WordForms, second: _WordForms) -> bool:
    """Whether both texts write a word alike: a number, a name, a long word."""
    if first.form == second.form:
        return (
            len(first.form) >= _MIN_EQUAL_LETTERS
            or first.form[0].isdecimal()
            or (first.is_name and second.is_name)
        )
    return first.is_name and second.is_name and first.folded_form == second.folded_form


def _find_known_phrases(
    source_words: Sequence[_WordForms],
    target_words: Sequence[_WordForms],
    phrasebook: Phrasebook,
) -> list[tuple[Sequence[int], Sequence[int]]]:
    """Find the phrases of a dictionary that both texts have.

    Returns the indexes of all words in an occurrence of a phrase, and of those in an
    occurrence of its translation.
    """
    if not phrasebook.translations_by_phrase:
        return []
    target_stems = [word.stem for word in target_words]
    target_indexes_by_stem = _number_words(target_words, attrgetter("stem"))
    source_starts_by_phrase: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for source_start, phrase in phrasebook.find_phrases(
        [word.stem for word in source_words]
    ):
        source_starts_by_phrase[tuple(phrase)].append(source_start)
    known_phrases: list[tuple[Sequence[int], Sequence[int]]] = []
    for phrase, source_starts in source_starts_by_phrase.items():
        for translation in phrasebook.translations_by_phrase.get(phrase, ()):
            target_starts = [
                start
                for start in target_indexes_by_stem.get(translation[0], ())
                if tuple(target_stems[start : start + len(translation)]) == translation
            ]
            if target_starts:
                known_phrases.append(
                    (
                        _list_run_indexes(source_starts, len(phrase)),
                        _list_run_indexes(target_starts, len(translation)),
                    )
                )
    return known_phrases


def _list_run_indexes(starts: Iterable[int], length: int) -> list[int]:
    """List the indexes of all words in runs of a length."""
    return sorted({start + offset for start in starts for offset in range(length)})


def _group_equal(words: Sequence[_WordForms]) -> list[Sequence[int]]:
    """List the indexes of words that are equal in all their forms, in order."""
    indexes_by_word: dict[_WordForms, list[int]] = defaultdict(list)
    for index, word in enumerate(words):
        indexes_by_word[word].append(index)
    return [*indexes_by_word.values()]


def _pair_nearest(
    source_indexes: Sequence[int],
    target_indexes: Sequence[int],
    counts: tuple[int, int],
) -> Iterable[tuple[int, int]]:
    """Pair each word of one text with the nearest before and after it in the other.

    Few words are all paired. `counts`: of all words in the texts.
    """
    if len(source_indexes) * len(target_indexes) <= _MAX_PAIR_COUNT:
        return product(source_indexes, target_indexes)
    source_places, target_places = (
        [index / count for index in indexes]
        for indexes, count in zip((source_indexes, target_indexes), counts, strict=True)
    )
    pairs = {
        (source_indexes[nearest_index], target_index)
        for target_index, place in zip(target_indexes, target_places, strict=True)
        for nearest_index in _find_nearest(source_places, place)
    }
    pairs |= {
        (source_index, target_indexes[nearest_index])
        for source_index, place in zip(source_indexes, source_places, strict=True)
        for nearest_index in _find_nearest(target_places, place)
    }
    return sorted(pairs)  # of equally near words, the first counts


def _find_nearest(places: Sequence[float], place: float) -> Iterator[int]:
    """Yield the indexes of the places before and after a place; one equal counts."""
    after = bisect_left(places, place)
    yield from range(max(0, after - 1), min(len(places), after + 1))
