"""Linking the words of a text with those of its translation.

Words are linked by a dictionary, by a lexicon learned from the memory, and where both
texts write them alike. A link must be the best one of its target word.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
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
        probabilities: dict[tuple[int, int], float] = {}
        lexicon = self._resources.lexicon
        for source_index, source_word in enumerate(source_words):
            targets = lexicon.find_targets(source_word.stem) if lexicon else {}
            for target_index, target_word in enumerate(target_words):
                probability = 0.0
                if _are_alike(source_word, target_word):
                    probability = _EQUAL_PROBABILITY
                elif lexicon is not None:
                    forward = targets.get(target_word.stem, 0.0)
                    backward = lexicon.find_sources(target_word.stem).get(
                        source_word.stem, 0.0
                    )
                    probability = max(
                        (forward * backward) ** 0.5,
                        _ONE_WAY_FACTOR * max(forward, backward),
                    )
                if probability:
                    probabilities[source_index, target_index] = probability
        dictionary = self._resources.dictionary
        for source_run, target_run in _find_known_phrases(
            source_words, target_words, dictionary.source_phrasebook
        ):
            for source_index in source_run:
                for target_index in target_run:
                    pair = source_index, target_index
                    probabilities[pair] = max(
                        probabilities.get(pair, 0.0), _DICTIONARY_PROBABILITY
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
    source_stems = [word.stem for word in source_words]
    target_stems = [word.stem for word in target_words]
    known_phrases = []
    source_index = 0
    for phrase in phrasebook.split_phrases(source_stems):
        source_run = range(source_index, source_index + 1)
        source_index += 1
        if len(phrase) > 1 and tuple(
            source_stems[source_run.start : source_run.start + len(phrase)]
        ) == tuple(phrase):
            source_run = range(source_run.start, source_run.start + len(phrase))
        elif len(phrase) > 1:
            continue  # the phrase began at an earlier word
        for translation in phrasebook.translations_by_phrase.get(phrase, ()):
            for start in range(len(target_stems) - len(translation) + 1):
                if tuple(target_stems[start : start + len(translation)]) == translation:
                    target_run = range(start, start + len(translation))
                    known_phrases.append((source_run, target_run))
    return known_phrases
