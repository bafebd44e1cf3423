"""Search for the words that translate a phrase where its usual rendering is missing.

The words of the target that other words of the source explain are removed; a group of
remaining words that resembles the usual rendering translates the phrase.
"""

from collections.abc import Collection, Iterator, Sequence, Set

from checks.terms.language_pair import (
    LanguagePair,
    StemmedWord,
    has_blend,
    have_shared_words_in_same_positions,
)
from glossary.extraction.phrase_renderings import PhraseRendering
from tm.finding import Span
from tm.match.similarity import compute_text_similarity
from tm.text.normal import fold_text

_MIN_PROBABILITY = 0.12
"""The smallest probability at which a source word explains a target word."""
_MAX_LENGTH_RATIO = 2.0
"""How many times longer or shorter than usual an alternative may be, in words."""
_MIN_RENDERING_SCORE = 0.4
"""The smallest score of a rendering whose words count as explained."""
_MIN_WORDS = 2
"""How many words a rendering must have; single words have too many synonyms."""
_MIN_NAME_SIMILARITY = 80
"""The similarity of two spellings of one name, of 100: `Macedonia`, `Makedonia`."""
_MIN_NAME_LETTERS = 5
"""How many letters such a name must have; too many shorter words are similar."""


def find_alternative(
    source: str,
    target: str,
    usual_rendering: PhraseRendering,
    other_renderings: Sequence[PhraseRendering],
    language_pair: LanguagePair,
) -> Span | None:
    """Find where the target translates the phrase in other words, if that is clear.

    `other_renderings`: the renderings of the other phrases of the source.
    """
    usual_words = _select_content_words(
        language_pair.read_tokens(usual_rendering.rendering_text, is_target=True),
        language_pair,
    )
    if len(usual_words) < _MIN_WORDS:
        return None
    if (
        usual_rendering.phrase_text[0].isupper()
        and usual_rendering.phrase_text not in source
    ):
        return None  # the phrase in lower case is not the name
    source_words = language_pair.read_tokens(source, is_target=False)
    source_words_without_translation = _remove_phrase(
        source_words,
        _read_forms(usual_rendering.phrase_text, language_pair, is_target=False),
    )
    if len(source_words_without_translation) == len(source_words):
        return None
    if _is_split_by_better_phrase(
        source_words, usual_rendering, other_renderings, language_pair
    ):
        return None
    target_words = _TargetWords(
        language_pair.read_tokens(target, is_target=True), language_pair
    )
    source_words_without_translation = target_words.explain_by_renderings(
        other_renderings, source_words_without_translation
    )
    target_words.explain_by_words(
        source_words_without_translation, {word.stem for word in usual_words}
    )
    if usual_rendering.rendering_text[0].isupper():
        target_words.exclude_parts_of_names()
    word_groups = _group_words_without_source(
        target_words.words,
        target_words.lacks_source_by_index,
        language_pair,
        allows_comma="," in usual_rendering.rendering_text,
    )
    source_forms = {fold_text(word.text) for word in source_words}
    return _choose_alternative(
        [*word_groups], usual_rendering, usual_words, source_forms, language_pair
    )


class _TargetWords:
    """The words of a target, and which of them no word of the source explains."""

    def __init__(
        self, words: Sequence[StemmedWord], language_pair: LanguagePair
    ) -> None:
        self.words = words
        self.lacks_source_by_index = dict.fromkeys(range(len(words)), True)
        self._language_pair = language_pair
        self._likely_word_indexes: list[int] = []
        """The words that a single word of the source explains, not for certain."""

    def explain_by_renderings(
        self,
        renderings: Sequence[PhraseRendering],
        source_words: list[StemmedWord],
    ) -> list[StemmedWord]:
        """Mark the words that known renderings explain; return the source's others."""
        for rendering in sorted(
            renderings, key=lambda rendering: -len(rendering.phrase_text)
        ):
            if rendering.score < _MIN_RENDERING_SCORE:
                continue
            remaining_source_words = _remove_phrase(
                source_words,
                _read_forms(
                    rendering.phrase_text, self._language_pair, is_target=False
                ),
            )
            word_indexes = _find_phrase_word_indexes(
                self.words,
                _read_forms(
                    rendering.rendering_text, self._language_pair, is_target=True
                ),
            )
            if len(remaining_source_words) < len(source_words) and word_indexes:
                source_words = remaining_source_words
                self.lacks_source_by_index |= dict.fromkeys(word_indexes, False)
        return source_words

    def explain_by_words(
        self, source_words: Sequence[StemmedWord], usual_stems: Set[str]
    ) -> None:
        """Mark copies of the source's words, its names and likely translations.

        `usual_stems`: those of the usual rendering, which explain themselves.
        """
        source_forms = {fold_text(word.text) for word in source_words}
        source_name_forms = [
            fold_text(word.text) for word in source_words if _may_be_name(word)
        ]
        source_stems = {word.stem for word in source_words if word.is_word}
        for word_index, word in enumerate(self.words):
            if (
                not word.is_word
                or fold_text(word.text) in source_forms
                or _is_spelt_like_name(word, source_name_forms)
            ):
                self.lacks_source_by_index[word_index] = False
            elif (
                self.lacks_source_by_index[word_index]
                and word.stem not in usual_stems
                and _is_likely_translation(word, source_stems, self._language_pair)
            ):
                self._likely_word_indexes.append(word_index)
                self.lacks_source_by_index[word_index] = False

    def exclude_parts_of_names(self) -> None:
        """Mark words next to ones without a source and with a capital: a name."""
        likely_word_indexes = self._likely_word_indexes
        for ordered_indexes in (likely_word_indexes, likely_word_indexes[::-1]):
            for word_index in ordered_indexes:
                if not self.words[word_index].text[0].isupper():
                    continue
                if any(
                    self.lacks_source_by_index.get(neighbour_index)
                    and self.words[neighbour_index].text[0].isupper()
                    for neighbour_index in (word_index - 1, word_index + 1)
                ):
                    self.lacks_source_by_index[word_index] = True


def _may_be_alternative(
    content_words: Sequence[StemmedWord],
    usual_words: Sequence[StemmedWord],
    source_forms: Set[str],
    *,
    has_capital: bool,
) -> bool:
    """Whether words may render a phrase in another way than its usual words."""
    usual_stems = {word.stem for word in usual_words}
    stems = {word.stem for word in content_words}
    if stems < usual_stems or (usual_stems <= stems and not has_capital):
        return False  # a short form, or the same words
    if any(len(word.text) > 1 and word.text.isupper() for word in content_words):
        return False  # an abbreviation
    if (
        not len(usual_words) / _MAX_LENGTH_RATIO
        <= len(content_words)
        <= len(usual_words) * _MAX_LENGTH_RATIO
    ):
        return False
    capital_count = sum(word.text[0].isupper() for word in content_words)
    if has_capital != (2 * capital_count > len(content_words)):
        return False
    if {fold_text(word.text) for word in content_words} <= source_forms:
        return False  # the same words as in the source
    return has_capital or have_shared_words_in_same_positions(
        stems & usual_stems, content_words, usual_words
    )


def _choose_alternative(
    unexplained_groups: Sequence[Sequence[StemmedWord]],
    usual_rendering: PhraseRendering,
    usual_words: Sequence[StemmedWord],
    source_forms: set[str],
    language_pair: LanguagePair,
) -> Span | None:
    """Choose the words that share most stems with the usual rendering."""
    usual_stems = {word.stem for word in usual_words}
    has_capital = usual_rendering.rendering_text[0].isupper()
    candidates = []
    for words in (
        _trim_to_capitals(word_group) if has_capital else word_group
        for word_group in unexplained_groups
    ):
        content_words = _select_content_words(words, language_pair)
        if len(content_words) == len(usual_words) + 1 and words[0].span.start == 0:
            # The first word of a text has a capital anyway.
            later_words = _select_content_words(words[1:], language_pair)
            if 2 * len({word.stem for word in later_words} & usual_stems) >= len(
                usual_words
            ):
                words, content_words = words[1:], later_words
        if not has_capital and len(words) != len(
            usual_rendering.rendering_text.split()
        ):
            continue
        if _may_be_alternative(
            content_words, usual_words, source_forms, has_capital=has_capital
        ):
            shared_stems = {word.stem for word in content_words} & usual_stems
            candidates.append((len(shared_stems), words))
    if not candidates:
        return None
    shared_stem_count, words = max(candidates, key=lambda candidate: candidate[0])
    span = Span(words[0].span.start, words[-1].span.end)
    if 2 * shared_stem_count >= len(usual_words):
        return span
    # Without a common word it must be as long, and the only group without a source.
    if has_blend(words, usual_words):
        return None
    content_word_count = sum(
        len(_select_content_words(_trim_to_capitals(word_group), language_pair))
        for word_group in unexplained_groups
    )
    is_only_remainder = (
        content_word_count <= len(words)
        and len(_select_content_words(words, language_pair)) >= _MIN_WORDS
    )
    return span if has_capital and is_only_remainder else None


def _trim_to_capitals(words: Sequence[StemmedWord]) -> Sequence[StemmedWord]:
    """Cut a group of words to those from its first capital to its last."""
    capital_indexes = [
        word_index for word_index, word in enumerate(words) if word.text[0].isupper()
    ]
    return (
        words[capital_indexes[0] : capital_indexes[-1] + 1]
        if capital_indexes
        else words[:0]
    )


def _select_content_words(
    words: Sequence[StemmedWord], language_pair: LanguagePair
) -> list[StemmedWord]:
    """Select the words that are no function words."""
    return [
        word
        for word in words
        if word.is_word and word.form not in language_pair.function_words
    ]


def _read_forms(
    text: str, language_pair: LanguagePair, *, is_target: bool
) -> list[str]:
    return [word.form for word in language_pair.read_tokens(text, is_target=is_target)]


def _find_phrase_word_indexes(
    words: Sequence[StemmedWord], phrase_forms: Sequence[str]
) -> list[int]:
    """Find the indexes of the words of a phrase, where it stands first."""
    phrase_word_count = len(phrase_forms)
    for first_word_index in range(len(words) - phrase_word_count + 1):
        if all(
            words[first_word_index + form_index].form == form
            for form_index, form in enumerate(phrase_forms)
        ):
            return [*range(first_word_index, first_word_index + phrase_word_count)]
    return []


def _is_split_by_better_phrase(
    words: Sequence[StemmedWord],
    phrase_rendering: PhraseRendering,
    other_renderings: Sequence[PhraseRendering],
    language_pair: LanguagePair,
) -> bool:
    """Whether a phrase of better rank overlaps only a part of this one."""
    phrase_word_indexes = {
        *_find_phrase_word_indexes(
            words,
            _read_forms(phrase_rendering.phrase_text, language_pair, is_target=False),
        )
    }
    for rendering in other_renderings:
        if rendering.rank > phrase_rendering.rank:
            continue
        other_word_indexes = {
            *_find_phrase_word_indexes(
                words,
                _read_forms(rendering.phrase_text, language_pair, is_target=False),
            )
        }
        if other_word_indexes & phrase_word_indexes and not (
            other_word_indexes <= phrase_word_indexes
            or phrase_word_indexes <= other_word_indexes
        ):
            return True
    return False


def _remove_phrase(
    words: list[StemmedWord], phrase_forms: Sequence[str]
) -> list[StemmedWord]:
    """Replace each occurrence of a phrase by a pilcrow."""
    phrase_word_indexes = _find_phrase_word_indexes(words, phrase_forms)
    while phrase_word_indexes and phrase_forms:
        phrase_marker = StemmedWord("¶", "¶", "¶", words[phrase_word_indexes[0]].span)
        words = [
            *words[: phrase_word_indexes[0]],
            phrase_marker,
            *words[phrase_word_indexes[-1] + 1 :],
        ]
        phrase_word_indexes = _find_phrase_word_indexes(words, phrase_forms)
    return words


def _may_be_name(word: StemmedWord) -> bool:
    """Whether a word is long and capitalised."""
    return len(word.text) >= _MIN_NAME_LETTERS and word.text[0].isupper()


def _is_spelt_like_name(word: StemmedWord, name_forms: Sequence[str]) -> bool:
    """Whether a word is spelt nearly like one of some names."""
    word_form = fold_text(word.text)
    return _may_be_name(word) and any(
        compute_text_similarity(word_form, name_form) >= _MIN_NAME_SIMILARITY
        for name_form in name_forms
    )


def _is_likely_translation(
    word: StemmedWord, source_stems: Collection[str], language_pair: LanguagePair
) -> bool:
    """Whether a word probably translates one of the source stems."""
    lexicon = language_pair.lexicon
    probability_by_source_stem = lexicon.find_sources(word.stem)
    if any(
        probability_by_source_stem.get(source_stem, 0.0) >= _MIN_PROBABILITY
        for source_stem in source_stems
    ):
        return True
    return any(
        lexicon.find_targets(source_stem).get(word.stem, 0.0) >= _MIN_PROBABILITY
        for source_stem in source_stems
    )


def _group_words_without_source(
    words: Sequence[StemmedWord],
    lacks_source_by_index: dict[int, bool],
    language_pair: LanguagePair,
    *,
    allows_comma: bool,
) -> Iterator[list[StemmedWord]]:
    """Group adjacent words without a source, and the function words between them."""
    word_group: list[StemmedWord] = []
    pending_words: list[StemmedWord] = []
    for word_index, word in enumerate(words):
        is_function_word = word.form in language_pair.function_words
        if lacks_source_by_index[word_index] and not is_function_word:
            word_group += [*pending_words, word] if word_group else [word]
            pending_words = []
        elif (
            word_group
            and (is_function_word or (allows_comma and word.text == ","))
            and len(pending_words) < 2
        ):
            pending_words.append(word)
        else:
            if word_group:
                yield word_group
            word_group, pending_words = [], []
    if word_group:
        yield word_group
