"""The translation table of two texts: probabilities that words translate each other."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tm.align.anchors import ANCHOR_PROBABILITY, SOUND_PROBABILITY, AlignmentWord
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.lexicon.dictionary import Phrasebook, StemPhrase
from tm.align.sentence_properties import AlignmentSide

WordTableArray = NDArray[np.float32]
WordByForm = Mapping[str, AlignmentWord]
"""The words of a text, one of each form."""
_ProbabilityByForms = dict[tuple[int, int], float]
"""Probabilities by the form numbers of the translation and of the original."""

DICTIONARY_PROBABILITY = 0.7
"""Probability that a phrase has one of its translations in the dictionary."""
PARTIAL_PHRASE_FACTOR = 0.5
"""Factor for a word of a translated phrase without the rest of the phrase."""


@dataclass(frozen=True, slots=True)
class TranslationLinks:
    """Nonzero probabilities p(translation form | original form), as three columns."""

    translation_form_indexes: NDArray[np.int64]
    original_form_indexes: NDArray[np.int64]
    probabilities: WordTableArray

    @classmethod
    def of(
        cls, probability_by_forms: Mapping[tuple[int, int], float]
    ) -> "TranslationLinks":
        """Make the links of pairs of form numbers with probabilities."""
        form_index_pairs = np.array(list(probability_by_forms), np.int64).reshape(-1, 2)
        probabilities = np.array(list(probability_by_forms.values()), np.float32)
        return cls(form_index_pairs[:, 0], form_index_pairs[:, 1], probabilities)


def collect_distinct_words(side: AlignmentSide) -> dict[str, AlignmentWord]:
    """Collect one word for each form of a text; keys of the same form are merged."""
    word_by_form: dict[str, AlignmentWord] = {}
    for words_of_sentence in side.sentence_words:
        for word in words_of_sentence:
            stored_word = word_by_form.get(word.form)
            if stored_word is None:
                word_by_form[word.form] = word
            elif stored_word != word:
                word_by_form[word.form] = replace(
                    stored_word,
                    anchor_keys=tuple(
                        dict.fromkeys([*stored_word.anchor_keys, *word.anchor_keys])
                    ),
                    sound_key=stored_word.sound_key or word.sound_key,
                    equal_probability=max(
                        stored_word.equal_probability, word.equal_probability
                    ),
                )
    return word_by_form


def make_translation_links(
    source_word_by_form: WordByForm,
    target_word_by_form: WordByForm,
    resources: AlignmentResources,
) -> tuple[TranslationLinks, TranslationLinks]:
    """Make the links to target forms given source forms, and the reverse links."""
    target_probability_by_forms = _find_anchor_probabilities(
        source_word_by_form, target_word_by_form
    )
    source_probability_by_forms = {
        (row, column): probability
        for (column, row), probability in target_probability_by_forms.items()
    }
    source_forms_by_stem, target_forms_by_stem = (
        _group_forms_by_stem(source_word_by_form),
        _group_forms_by_stem(target_word_by_form),
    )
    dictionary = resources.dictionary
    _add_dictionary_probabilities(
        target_probability_by_forms,
        source_word_by_form,
        target_forms_by_stem,
        dictionary.source_phrasebook,
    )
    _add_dictionary_probabilities(
        source_probability_by_forms,
        target_word_by_form,
        source_forms_by_stem,
        dictionary.target_phrasebook,
    )
    if resources.lexicon is not None:
        _add_lexicon_probabilities(
            target_probability_by_forms,
            source_word_by_form,
            target_forms_by_stem,
            resources.lexicon.find_targets,
        )
        _add_lexicon_probabilities(
            source_probability_by_forms,
            target_word_by_form,
            source_forms_by_stem,
            resources.lexicon.find_sources,
        )
    return TranslationLinks.of(target_probability_by_forms), TranslationLinks.of(
        source_probability_by_forms
    )


def _find_anchor_probabilities(
    source_word_by_form: WordByForm, target_word_by_form: WordByForm
) -> _ProbabilityByForms:
    """Link words by anchors and sound, which are valid in both directions."""
    probability_by_forms: _ProbabilityByForms = {}
    columns_by_anchor_key: dict[str, list[int]] = defaultdict(list)
    columns_by_sound_key: dict[str, list[int]] = defaultdict(list)
    for column, word in enumerate(source_word_by_form.values()):
        for anchor_key in word.anchor_keys:
            columns_by_anchor_key[anchor_key].append(column)
        if word.sound_key:
            columns_by_sound_key[word.sound_key].append(column)
    for row, word in enumerate(target_word_by_form.values()):
        if word.sound_key in columns_by_sound_key:
            probability_by_forms.update(
                ((row, column), SOUND_PROBABILITY)
                for column in columns_by_sound_key[word.sound_key]
            )
        for anchor_key in word.anchor_keys:
            probability_by_forms.update(
                ((row, column), ANCHOR_PROBABILITY)
                for column in columns_by_anchor_key.get(anchor_key, ())
            )
    return probability_by_forms


def _group_forms_by_stem(
    word_by_form: WordByForm,
) -> dict[str, list[tuple[int, StemPhrase]]]:
    """Group the numbers of forms by stem, each with the phrase of its word."""
    forms_by_stem: dict[str, list[tuple[int, StemPhrase]]] = defaultdict(list)
    for form_index, word in enumerate(word_by_form.values()):
        if word.stem:
            forms_by_stem[word.stem].append((form_index, word.phrase))
    return forms_by_stem


def _add_dictionary_probabilities(
    probability_by_forms: _ProbabilityByForms,
    word_by_form: WordByForm,
    forms_by_stem: Mapping[str, list[tuple[int, StemPhrase]]],
    phrasebook: Phrasebook,
) -> None:
    """Add the probabilities of a dictionary where they are higher."""
    for column, word in enumerate(word_by_form.values()):
        translations = (
            phrasebook.translations_by_phrase.get(word.phrase, ())
            if word.phrase
            else ()
        )
        for translation in translations:
            translation_probability = (
                DICTIONARY_PROBABILITY / (len(translation) * len(translations)) ** 0.5
            )
            for stem in translation:
                for row, phrase in forms_by_stem.get(stem, ()):
                    is_whole = phrase == translation or len(translation) == 1
                    probability = (
                        translation_probability
                        if is_whole
                        else translation_probability * PARTIAL_PHRASE_FACTOR
                    )
                    if probability > probability_by_forms.get((row, column), 0.0):
                        probability_by_forms[row, column] = probability


def _add_lexicon_probabilities(
    probability_by_forms: _ProbabilityByForms,
    word_by_form: WordByForm,
    forms_by_stem: Mapping[str, list[tuple[int, StemPhrase]]],
    read_translations: Callable[[str], Mapping[str, float]],
) -> None:
    """Add the probabilities of a lexicon where they are higher."""
    for column, word in enumerate(word_by_form.values()):
        probability_by_stem = read_translations(word.stem) if word.stem else {}
        for stem, probability in probability_by_stem.items():
            for row, _ in forms_by_stem.get(stem, ()):
                if probability > probability_by_forms.get((row, column), 0.0):
                    probability_by_forms[row, column] = probability
