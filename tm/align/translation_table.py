"""The translation table of two texts: probabilities that words translate each other."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tm.align.anchors import ANCHOR_PROBABILITY, SOUND_PROBABILITY, AlignmentWord
from tm.align.lexicon.dictionary import Phrasebook, StemPhrase
from tm.align.lexicon.knowledge import Knowledge
from tm.align.side import AlignmentSide

WordTableArray = NDArray[np.float32]
WordsByForm = Mapping[str, AlignmentWord]
"""The words of a text, one of each form."""
_Entries = dict[tuple[int, int], float]
"""Probabilities by numbers of forms: of the sought form and of the given form."""

DICTIONARY_PROBABILITY = 0.7
"""Probability that a phrase has one of its translations in the dictionary."""
PARTIAL_PHRASE_FACTOR = 0.5
"""Factor for a word of such a translation without the rest of the phrase."""


@dataclass(frozen=True, slots=True)
class TranslationLinks:
    """Nonzero probabilities p(sought form | given form), as three columns."""

    sought: NDArray[np.int64]
    given: NDArray[np.int64]
    probability: WordTableArray

    @classmethod
    def of(cls, entries: Mapping[tuple[int, int], float]) -> "TranslationLinks":
        """Make the links of pairs of form numbers with probabilities."""
        numbers = np.array(list(entries), np.int64).reshape(-1, 2)
        probability = np.array(list(entries.values()), np.float32)
        return cls(numbers[:, 0], numbers[:, 1], probability)


def distinct_words(side: AlignmentSide) -> dict[str, AlignmentWord]:
    """Collect one word for each form of a text; keys of the same form are merged."""
    word_of_form: dict[str, AlignmentWord] = {}
    for sentence in side.words:
        for word in sentence:
            same_form = word_of_form.get(word.form)
            if same_form is None:
                word_of_form[word.form] = word
            elif same_form != word:
                word_of_form[word.form] = replace(
                    same_form,
                    keys=tuple(dict.fromkeys([*same_form.keys, *word.keys])),
                    sound=same_form.sound or word.sound,
                    expected=max(same_form.expected, word.expected),
                )
    return word_of_form


def translation_links(
    source: WordsByForm, target: WordsByForm, knowledge: Knowledge
) -> tuple[TranslationLinks, TranslationLinks]:
    """Make the links onto target forms given source forms, and those back."""
    onto_target = _anchor_entries(source, target)
    onto_source = {(row, column): p for (column, row), p in onto_target.items()}
    source_rows, target_rows = _rows_by_stem(source), _rows_by_stem(target)
    dictionary = knowledge.dictionary
    _add_dictionary_entries(onto_target, source, target_rows, dictionary.source)
    _add_dictionary_entries(onto_source, target, source_rows, dictionary.target)
    if knowledge.lexicon is not None:
        _add_lexicon_entries(
            onto_target, source, target_rows, knowledge.lexicon.targets
        )
        _add_lexicon_entries(
            onto_source, target, source_rows, knowledge.lexicon.sources
        )
    return TranslationLinks.of(onto_target), TranslationLinks.of(onto_source)


def _anchor_entries(source: WordsByForm, target: WordsByForm) -> _Entries:
    """Link words by anchors and sound, which hold in both directions."""
    entries: _Entries = {}
    by_key: dict[str, list[int]] = defaultdict(list)
    by_sound: dict[str, list[int]] = defaultdict(list)
    for column, word in enumerate(source.values()):
        for key in word.keys:
            by_key[key].append(column)
        if word.sound:
            by_sound[word.sound].append(column)
    for row, word in enumerate(target.values()):
        if word.sound in by_sound:
            entries.update(
                ((row, column), SOUND_PROBABILITY) for column in by_sound[word.sound]
            )
        for key in word.keys:
            entries.update(
                ((row, column), ANCHOR_PROBABILITY) for column in by_key.get(key, ())
            )
    return entries


def _rows_by_stem(words: WordsByForm) -> dict[str, list[tuple[int, StemPhrase]]]:
    """The rows of each stem in a table, with the phrase of each."""
    rows: dict[str, list[tuple[int, StemPhrase]]] = defaultdict(list)
    for row, word in enumerate(words.values()):
        if word.stem:
            rows[word.stem].append((row, word.phrase))
    return rows


def _add_dictionary_entries(
    entries: _Entries,
    given_words: WordsByForm,
    rows: Mapping[str, list[tuple[int, StemPhrase]]],
    book: Phrasebook,
) -> None:
    """Add the probabilities of a dictionary where they are higher."""
    for column, word in enumerate(given_words.values()):
        translations = book.translations.get(word.phrase, ()) if word.phrase else ()
        for translation in translations:
            share = (
                DICTIONARY_PROBABILITY / (len(translation) * len(translations)) ** 0.5
            )
            for stem in translation:
                for row, phrase in rows.get(stem, ()):
                    is_whole = phrase == translation or len(translation) == 1
                    probability = share if is_whole else share * PARTIAL_PHRASE_FACTOR
                    if probability > entries.get((row, column), 0.0):
                        entries[row, column] = probability


def _add_lexicon_entries(
    entries: _Entries,
    given_words: WordsByForm,
    rows: Mapping[str, list[tuple[int, StemPhrase]]],
    translations: Callable[[str], Mapping[str, float]],
) -> None:
    """Add the probabilities of a lexicon where they are higher."""
    for column, word in enumerate(given_words.values()):
        translated_stems = translations(word.stem) if word.stem else {}
        for stem, probability in translated_stems.items():
            for row, _ in rows.get(stem, ()):
                if probability > entries.get((row, column), 0.0):
                    entries[row, column] = probability
