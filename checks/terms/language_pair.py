"""A pair of languages with function words, stems and the word lexicon."""

import re
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass

from checks.text.language_words import Language
from tm.align.lexicon.lexicon import AlignmentLexicon
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.stem import stem_word
from tm.text.word_pattern import HYPHENATED_WORD_PATTERN

_TOKEN_PATTERN = re.compile(
    rf"{HYPHENATED_WORD_PATTERN.pattern}|\d[\d.,]*\d|\d|[^\w\s]"
)

_MAX_BLEND_LETTERS = 7
"""The most letters of a word that is blended from the beginnings of several."""
_MIN_BLENDED_LETTERS = 2
"""How many letters of each word are in a blend at least."""


@dataclass(frozen=True, slots=True)
class StemmedWord:
    """A word, number or punctuation mark of a text, with its stem."""

    text: str
    form: str
    stem: str
    span: Span

    @property
    def is_word(self) -> bool:
        """Whether this is a word, not a number or punctuation mark."""
        return self.text[0].isalpha()


@dataclass(frozen=True, slots=True)
class LanguagePair:
    """Source and target language, with function words and the word lexicon."""

    source_locale: Locale
    target_locale: Locale
    function_words: Collection[str]
    """Function words of the target."""
    lexicon: AlignmentLexicon

    @classmethod
    def from_language(
        cls,
        source_locale: Locale,
        target_locale: Locale,
        target_language: Language,
        lexicon: AlignmentLexicon,
    ) -> "LanguagePair":
        """Build the pair with the function words of the target language."""
        function_words = (
            target_language.function_words | target_language.name_connectors
        )
        return cls(source_locale, target_locale, function_words, lexicon)

    def read_tokens(self, text: str, *, is_target: bool) -> list[StemmedWord]:
        """Split a text into words, numbers and punctuation marks."""
        language_tag = (
            self.target_locale if is_target else self.source_locale
        ).language
        tokens = []
        for token_match in _TOKEN_PATTERN.finditer(text):
            form = match_form(token_match[0], is_vietnamese=language_tag == "vi")
            stem, span = stem_word(form, language_tag), Span(*token_match.span())
            tokens.append(StemmedWord(token_match[0], form, stem, span))
        return tokens


def have_shared_words_in_same_positions(
    shared_stems: Set[str],
    words: Sequence[StemmedWord],
    usual_words: Sequence[StemmedWord],
) -> bool:
    """Whether two phrases have their shared words in the same places.

    `months ago` is no other form of `last month`.
    """
    stems, usual_stems = (
        [word.stem for word in phrase_words] for phrase_words in (words, usual_words)
    )
    return all(
        stems.index(stem) == usual_stems.index(stem)
        or stems[::-1].index(stem) == usual_stems[::-1].index(stem)
        for stem in shared_stems
    )


def has_blend(words: Sequence[StemmedWord], usual_words: Sequence[StemmedWord]) -> bool:
    """Whether a word is blended from the usual ones: Jakbar, of Jakarta Barat."""
    usual_forms = [usual_word.form for usual_word in usual_words]
    return any(
        len(word.text) <= _MAX_BLEND_LETTERS and _is_blend(word.form, usual_forms)
        for word in words
    )


def _is_blend(form: str, usual_forms: Sequence[str], part_count: int = 0) -> bool:
    """Whether a word is made of beginnings of several words, in their order.

    >>> _is_blend("jakbar", ["jakarta", "barat"]), _is_blend("mendag", ["menteri"])
    (True, False)
    """
    if not form:
        return part_count > 1
    return any(
        form.startswith(usual_form[:letter_count])
        and _is_blend(
            form[letter_count:], usual_forms[usual_form_index + 1 :], part_count + 1
        )
        for usual_form_index, usual_form in enumerate(usual_forms)
        for letter_count in range(_MIN_BLENDED_LETTERS, len(usual_form) + 1)
    )
