"""Negations of a source that nothing in its translation renders."""

import re
from collections.abc import Sequence
from functools import cached_property

from checks.meaning.antonyms import find_opposite_starts
from checks.meaning.negation.negation_equivalents import (
    MAX_CLAUSE_DISTANCE,
    MAX_EQUIVALENT_DISTANCE,
    QUANTIFYING_SENSE,
    find_repeated_negations,
    find_unexplained_equivalents,
    has_equivalent_near,
    is_copied_to_target,
    is_echo,
    is_quantifying,
    is_second_of_joined_negations,
    may_be_paraphrased,
    negates_negative_word,
    shares_clause_with_negation,
)
from checks.meaning.negation.negation_pairs import (
    find_negated_span,
    find_unpaired_negations,
    is_part_of_not_only,
)
from checks.meaning.negation.negation_words import (
    NegationVocabulary,
    read_negation_vocabulary,
)
from checks.text.rendering_finder import RenderingFinder
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.words import read_word_set

_MIN_CLOSE_RENDERED_SHARE = 0.52
"""The share of rendered phrases from which a translation is close."""
_MAX_NEGATED_PHRASES = 3
"""How many known phrases after a negation are looked at in a close translation."""
_SHORT_SOURCE_LENGTH = 60
"""Sources of at most this many letters have too few phrases to show a paraphrase."""
_MIN_SUMMARISED_NEGATIONS = 3
"""Of so many negations, one in the target may stand for several: no A, no B, nor C."""
_NEGATING_PREFIX = "non"
"""A prefix whose word has many synonyms without a negation."""
_Match = re.Match[str]


class UnrenderedNegations:
    """The negations of a source, and what may stand for them in its target.

    With `reports_paraphrases`, a negation counts as lost even if the target may say
    the same in other words.
    """

    def __init__(
        self,
        source: str,
        target: str,
        locales: tuple[Locale, Locale],
        cache: ResultCache,
        *,
        reports_paraphrases: bool,
    ) -> None:
        self._source, self._target = source, target
        self._locales, self._cache = locales, cache
        self._source_vocabulary, self._target_vocabulary = map(
            read_negation_vocabulary, locales
        )
        self._reports_paraphrases = reports_paraphrases
        self._text_lengths = len(source), len(target)

    def find_first(self) -> _Match | None:
        """Find the first negation, or negative word, that nothing renders."""
        source, target = self._source, self._target
        has_negation = self._source_vocabulary.negating_words.may_be_in(source)
        negative_word_matches = [
            *self._source_vocabulary.negative_words.find_matches(source)
        ]
        if not has_negation and not negative_word_matches:
            return None
        target_matches = self._target_vocabulary.find_possible_negations(
            target, self._cache
        )
        if has_negation:
            if not target_matches and self._target_vocabulary.only_words.is_in(target):
                not_only_match = self._source_vocabulary.not_only_phrases.find_first(
                    source
                )
                if not_only_match is not None:
                    return not_only_match
            unrendered_match = self._find_unrendered_negation(target_matches)
            if unrendered_match is not None:
                return unrendered_match
        if (
            target_matches
            or not negative_word_matches
            or self._target_vocabulary.negation_substitutes.is_in(target)
        ):
            return None
        return _find_reversed_word(
            negative_word_matches,
            self._source_vocabulary,
            source,
            target,
            self._rendering_finder,
        )

    @property
    def _rendering_finder(self) -> RenderingFinder:
        """Finds renderings of the source in the target."""
        return self._cache.call(RenderingFinder, *self._locales)

    @property
    def _reverse_rendering_finder(self) -> RenderingFinder:
        """Finds renderings of the target in the source."""
        return self._cache.call(RenderingFinder, *self._locales[::-1])

    def _find_unrendered_negation(
        self, possible_target_matches: list[_Match]
    ) -> _Match | None:
        """Find the first sure negation without an equivalent in the target."""
        negation_matches = self._source_vocabulary.find_possible_negations(
            self._source, self._cache
        )
        if not negation_matches:
            return None
        target_matches = self._target_vocabulary.select_negations(
            possible_target_matches, self._target, is_strict=False
        )
        # Strict selection is slower, and mostly not needed.
        if len(target_matches) >= len(negation_matches):
            return None
        sure_matches = self._select_sure_negations(negation_matches)
        if len(target_matches) >= len(sure_matches):
            return None
        repeated_starts = (
            find_repeated_negations(sure_matches, self._source)
            if target_matches and not self._reports_paraphrases
            else frozenset()
        )
        for unpaired_match in find_unpaired_negations(
            sure_matches, target_matches, self._text_lengths
        ):
            if not (
                self._has_equivalent(unpaired_match)
                or self._needs_no_negation(unpaired_match)
                or (
                    target_matches
                    and (
                        unpaired_match.start() in repeated_starts
                        or self._shares_negation(unpaired_match, sure_matches)
                    )
                )
                or self._is_paraphrased(unpaired_match)
            ):
                return unpaired_match
        return None

    def _select_sure_negations(self, negation_matches: list[_Match]) -> list[_Match]:
        """Select the negations that a translation must render.

        Phrases such as `why not` count only if the target has a word of their key.
        """
        expected_keys = [
            key
            for key, expected_phrases in (
                self._source_vocabulary.expected_phrases_by_key.items()
            )
            if key in self._target_vocabulary.expecting_words_by_key
            and expected_phrases.may_be_in(self._source)
            and self._target_vocabulary.expecting_words_by_key[key].is_in(self._target)
        ]
        return self._source_vocabulary.select_negations(
            negation_matches, self._source, is_strict=True, expected_keys=expected_keys
        )

    @cached_property
    def _equivalent_starts_by_sense(self) -> dict[str, list[int]]:
        """By sense, where the target has words that no word of the source explains."""
        return find_unexplained_equivalents(
            self._source_vocabulary,
            self._target_vocabulary,
            self._source,
            self._target,
            self._reverse_rendering_finder,
        )

    def _has_equivalent(self, match: _Match) -> bool:
        """Whether the target has an equivalent near the position of a negation."""
        starts_of_senses = [
            starts
            for sense, starts in self._equivalent_starts_by_sense.items()
            if sense != QUANTIFYING_SENSE
            or is_quantifying(match, self._source_vocabulary, self._source)
        ]
        max_distance = (
            MAX_EQUIVALENT_DISTANCE
            if self._reports_paraphrases
            else MAX_CLAUSE_DISTANCE
        )
        return has_equivalent_near(
            match, starts_of_senses, self._text_lengths, max_distance=max_distance
        )

    def _needs_no_negation(self, match: _Match) -> bool:
        """Whether the target copies a negation, or need not have any.

        `not beyond` may become `only up to`, `non-regular` special.
        """
        return (
            is_copied_to_target(match, self._source, self._target)
            or (
                self._target_vocabulary.only_words.is_in(self._target)
                and not self._source_vocabulary.only_words.is_in(self._source)
            )
            or match[0].lower() == _NEGATING_PREFIX
            or negates_negative_word(
                match,
                self._source_vocabulary,
                self._target_vocabulary,
                self._source,
                self._target,
                self._rendering_finder,
            )
        )

    def _shares_negation(self, match: _Match, sure_matches: Sequence[_Match]) -> bool:
        """Whether one negation of the target may stand for this one and another.

        No, not this one; never, never; no A, no B, nor C.
        """
        if is_second_of_joined_negations(
            match, sure_matches, self._source_vocabulary, self._source
        ):
            return True
        return not self._reports_paraphrases and (
            len(sure_matches) >= _MIN_SUMMARISED_NEGATIONS
            or is_echo(match, sure_matches, self._source)
            or shares_clause_with_negation(
                match, sure_matches, self._source_vocabulary, self._source
            )
        )

    def _is_paraphrased(self, match: _Match) -> bool:
        """Whether the target says the same without a negation.

        `not limited only to` may become `not only`, not easy hard, no longer last.
        """
        if is_part_of_not_only(
            match,
            self._source_vocabulary,
            self._target_vocabulary,
            self._source,
            self._target,
        ) or _becomes_opposite(match, self._source, self._target, self._locales):
            return True
        return not self._reports_paraphrases and (
            may_be_paraphrased(
                match,
                (self._source_vocabulary, self._target_vocabulary),
                (self._source, self._target),
                self._reverse_rendering_finder,
            )
            or is_paraphrased(match, self._source, self._target, self._rendering_finder)
        )


def _find_reversed_word(
    negative_matches: Sequence[_Match],
    source_vocabulary: NegationVocabulary,
    source: str,
    target: str,
    rendering_finder: RenderingFinder,
) -> _Match | None:
    """Find a word such as unclear whose target translates clear: jelas.

    Where the source has both, the translation may be of the other: clear.
    """
    for negative_match in negative_matches:
        positive_word = source_vocabulary.affix_pattern.sub(
            "", negative_match[0].lower(), count=1
        )
        if (
            positive_word != negative_match[0].lower()
            and positive_word not in read_word_set(source)
            and rendering_finder.count_rendered_phrases(positive_word, target)
        ):
            return negative_match
    return None


def is_paraphrased(
    negation_match: _Match,
    source: str,
    target: str,
    rendering_finder: RenderingFinder,
) -> bool:
    """Whether the target does not render the first known phrase after a negation.

    Nor one of the next two, in a closer translation. True as well if the text has no
    known phrase after it: `No, …`; but not in a short text.
    """
    negated_text = find_negated_span(negation_match, source).of(source)
    rendered_flags = rendering_finder.flag_rendered_phrases(negated_text, target)
    if not rendered_flags:
        return rendering_finder.has_dictionary and (
            len(source) > _SHORT_SOURCE_LENGTH
            or not any(map(str.isalpha, negated_text))
        )
    return not rendered_flags[0] and (
        not any(rendered_flags[:_MAX_NEGATED_PHRASES])
        or rendering_finder.compute_rendered_share(source, target)
        < _MIN_CLOSE_RENDERED_SHARE
    )


def _becomes_opposite(
    negation_match: _Match, source: str, target: str, locales: tuple[Locale, Locale]
) -> bool:
    """Whether the target has the opposite of the negated word: not easy, hard."""
    opposite_starts = find_opposite_starts(
        find_negated_span(negation_match, source), source, target, locales
    )
    return has_equivalent_near(
        negation_match, [opposite_starts], (len(source), len(target))
    )
