"""Linking the words of a text with those of its translation.

Words are linked by a dictionary, by a lexicon learned from the memory, and where both
texts write them alike. A link must be the best one of its target word.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from operator import attrgetter
from typing import NamedTuple

from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.lexicon.dictionary import Phrasebook
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.normal import fold_text, match_form
from tm.text.stem import stem_word
from tm.text.tokens import split_tokens

_EQUAL_PROBABILITY = 0.9
_DICTIONARY_PROBABILITY = 0.8
_ONE_WAY_FACTOR = 0.3
"""Factor for a word that the lexicon knows in one direction only."""
_MIN_PROBABILITY = 0.12
_MIN_SHARE_OF_BEST = 0.6
"""The least share of the best link of the source word."""
_MIN_EQUAL_LETTERS = 4
_DISTANCE_WEIGHT = 0.1
"""How much the distance of two words counts against their link, at most."""


class WordLink(NamedTuple):
    """A word of a text and a word of its translation that stands for it."""

    source_span: Span
    target_span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class _LinkedWord:
    """A word with the forms it is compared by."""

    span: Span
    form: str
    folded_form: str
    stem: str
    is_name: bool


class WordLinker:
    """Links the words of pairs of texts of two locales."""

    def __init__(
        self,
        resources: AlignmentResources,
        source_locale: Locale,
        target_locale: Locale,
    ) -> None:
        self._resources = resources
        self._locales = source_locale, target_locale

    def link(self, source: str, target: str) -> list[WordLink]:
        """Link the words of a text with those of its translation, in target order."""
        source_words = _split_words(source, self._locales[0])
        target_words = _split_words(target, self._locales[1])
        probabilities = self._compute_probabilities(source_words, target_words)
        best_by_source: dict[int, float] = defaultdict(float)
        best_by_target: dict[int, tuple[float, int]] = {}
        for (source_index, target_index), probability in probabilities.items():
            distance = abs(
                source_index / len(source_words) - target_index / len(target_words)
            )
            probability -= _DISTANCE_WEIGHT * distance
            best_by_source[source_index] = max(
                best_by_source[source_index], probability
            )
            best = best_by_target.get(target_index)
            if best is None or probability > best[0]:
                best_by_target[target_index] = probability, source_index
        return [
            WordLink(
                source_words[source_index].span,
                target_words[target_index].span,
                probability,
            )
            for target_index, (probability, source_index) in sorted(
                best_by_target.items()
            )
            if probability >= _MIN_PROBABILITY
            and probability >= _MIN_SHARE_OF_BEST * best_by_source[source_index]
        ]

    def _compute_probabilities(
        self, source_words: Sequence[_LinkedWord], target_words: Sequence[_LinkedWord]
    ) -> dict[tuple[int, int], float]:
        """Compute the probability that two words translate each other, by indexes."""
        probabilities = self._compute_lexicon_probabilities(source_words, target_words)
        probabilities |= dict.fromkeys(
            _find_similar_words(source_words, target_words), _EQUAL_PROBABILITY
        )
        probabilities = dict(sorted(probabilities.items()))
        dictionary = self._resources.dictionary
        for source_run, target_run in _find_known_phrases(
            source_words, target_words, dictionary.source_phrasebook
        ):
            for pair in product(source_run, target_run):
                probabilities[pair] = max(
                    probabilities.get(pair, 0.0), _DICTIONARY_PROBABILITY
                )
        return probabilities

    def _compute_lexicon_probabilities(
        self, source_words: Sequence[_LinkedWord], target_words: Sequence[_LinkedWord]
    ) -> dict[tuple[int, int], float]:
        """Compute what the lexicon says of words, by their indexes."""
        lexicon = self._resources.lexicon
        if lexicon is None:
            return {}
        source_indexes_by_stem = _number_words(source_words, attrgetter("stem"))
        target_indexes_by_stem = _number_words(target_words, attrgetter("stem"))
        stem_pairs = {
            (source_stem, target_stem)
            for source_stem in source_indexes_by_stem
            for target_stem in lexicon.find_targets(source_stem)
            if target_stem in target_indexes_by_stem
        } | {
            (source_stem, target_stem)
            for target_stem in target_indexes_by_stem
            for source_stem in lexicon.find_sources(target_stem)
            if source_stem in source_indexes_by_stem
        }
        probabilities: dict[tuple[int, int], float] = {}
        for source_stem, target_stem in stem_pairs:
            forward = lexicon.find_targets(source_stem).get(target_stem, 0.0)
            backward = lexicon.find_sources(target_stem).get(source_stem, 0.0)
            probability = max(
                (forward * backward) ** 0.5, _ONE_WAY_FACTOR * max(forward, backward)
            )
            if probability:
                probabilities |= dict.fromkeys(
                    product(
                        source_indexes_by_stem[source_stem],
                        target_indexes_by_stem[target_stem],
                    ),
                    probability,
                )
        return probabilities


def _split_words(text: str, locale: Locale) -> list[_LinkedWord]:
    words = []
    for token in split_tokens(text):
        if token.kind not in ("word", "number", "sign"):
            continue
        form = match_form(token.text, is_vietnamese=locale.language == "vi")
        words.append(
            _LinkedWord(
                Span(token.start, token.end),
                form,
                fold_text(token.text),
                stem_word(form, locale.language),
                token.text[0].isupper(),
            )
        )
    return words


def _number_words(
    words: Sequence[_LinkedWord], read_form: Callable[[_LinkedWord], str]
) -> Mapping[str, Sequence[int]]:
    """List the indexes of words by a form."""
    indexes_by_form: dict[str, list[int]] = defaultdict(list)
    for index, word in enumerate(words):
        indexes_by_form[read_form(word)].append(index)
    return indexes_by_form


def _find_similar_words(
    source_words: Sequence[_LinkedWord], target_words: Sequence[_LinkedWord]
) -> Iterator[tuple[int, int]]:
    """Find the words that both texts write alike, by their indexes."""
    for read_form in (attrgetter("form"), attrgetter("folded_form")):
        target_indexes_by_form = _number_words(target_words, read_form)
        for source_index, source_word in enumerate(source_words):
            for target_index in target_indexes_by_form.get(read_form(source_word), ()):
                if _are_alike(source_word, target_words[target_index]):
                    yield source_index, target_index


def _are_alike(first: _LinkedWord, second: _LinkedWord) -> bool:
    """Whether both texts write a word alike: a number, a name, a long word."""
    if first.form == second.form:
        return (
            len(first.form) >= _MIN_EQUAL_LETTERS
            or first.form[0].isdecimal()
            or (first.is_name and second.is_name)
        )
    return first.is_name and second.is_name and first.folded_form == second.folded_form


def _find_known_phrases(
    source_words: Sequence[_LinkedWord],
    target_words: Sequence[_LinkedWord],
    phrasebook: Phrasebook,
) -> list[tuple[range, range]]:
    """Find the phrases of a dictionary that both texts have, by their indexes."""
    target_stems = [word.stem for word in target_words]
    target_indexes_by_stem = _number_words(target_words, attrgetter("stem"))
    known_phrases = []
    for source_start, phrase in phrasebook.find_phrases(
        [word.stem for word in source_words]
    ):
        source_run = range(source_start, source_start + len(phrase))
        for translation in phrasebook.translations_by_phrase.get(phrase, ()):
            for start in target_indexes_by_stem.get(translation[0], ()):
                target_run = range(start, start + len(translation))
                if tuple(target_stems[start : target_run.stop]) == translation:
                    known_phrases.append((source_run, target_run))
    return known_phrases
