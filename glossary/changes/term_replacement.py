"""Replacement of old terms in the text of a unit, with doubts and a note."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from glossary.changes.renaming import Renaming
from glossary.entries.entry import TermHit
from glossary.forms.recognition_data import FormData, read_form_data
from glossary.forms.replacement import fit_replacement
from tm.text.normal import nfc
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_MAX_EXAMINED_LENGTH_BEFORE_TERM = 60
"""The most characters examined before a term."""
_FIRST_HALF_OF_DOUBLED_WORD_PATTERN = re.compile(r"(?<![\w-])(\w+)-$")


@dataclass(frozen=True, slots=True)
class TermReplacement:
    """A span of a segment's text, and the text that replaces it."""

    start: int
    end: int
    new_text: str
    """Empty if no form of the new term fits; the doubts then say so."""
    concept_id: str
    doubts: tuple[str, ...] = ()
    """Why a person should look at it before it is applied."""


@dataclass(frozen=True, slots=True)
class AffectedUnit:
    """A unit that a change of terms affects."""

    old_unit: TranslationUnit
    new_unit: TranslationUnit
    source_replacements: tuple[TermReplacement, ...]
    target_replacements: tuple[TermReplacement, ...]

    @property
    def doubts(self) -> tuple[str, ...]:
        """The reasons why a person must check the replacements."""
        replacements = (*self.source_replacements, *self.target_replacements)
        return tuple(
            dict.fromkeys(
                doubt for replacement in replacements for doubt in replacement.doubts
            )
        )


def make_replacement(
    segment: Segment, hit: TermHit, renaming: Renaming, doubts: Sequence[str]
) -> TermReplacement:
    """Make the replacement of a hit, with the doubts of its new form added."""
    language = segment.locale.language
    form_data = read_form_data(language)
    start, match_kind = hit.start, hit.match_kind
    first_half_match = _FIRST_HALF_OF_DOUBLED_WORD_PATTERN.search(
        segment.text, max(0, start - _MAX_EXAMINED_LENGTH_BEFORE_TERM), start
    )
    if (
        first_half_match
        and first_half_match[1].lower()
        == segment.text[start : hit.end].split()[0].lower()
    ):
        # `Wakil-wakil menteri`, whose capitals are not those of the term.
        start, match_kind = first_half_match.start(), "reduplication"
    end_and_fitted_text = fit_replacement(
        segment.text,
        start,
        hit.end,
        old_term=hit.term.text,
        new_term=renaming.new_text,
        match_kind=match_kind,
        language=language,
    )
    all_doubts = list(doubts)
    end, fitted_text = end_and_fitted_text or (hit.end, "")
    if end_and_fitted_text is None:
        all_doubts.append(
            f"no form of {renaming.new_text!r} fits {segment.text[start:end]!r}"
        )
    elif _needs_other_indefinite_article(segment.text, start, fitted_text, form_data):
        indefinite_article_forms = (
            f"{form_data.indefinite_article_before_consonant}, "
            f"{form_data.indefinite_article_before_vowel}"
        )
        all_doubts.append(
            f"the article ({indefinite_article_forms}) before it would change"
        )
    elif word_without_capital := _find_word_without_capital(
        fitted_text, hit.term.text, renaming.new_text
    ):
        all_doubts.append(
            f"{word_without_capital!r} loses its capital and may be a name"
        )
    return TermReplacement(
        start, end, fitted_text, renaming.new_entry.id, tuple(all_doubts)
    )


def _find_word_without_capital(
    fitted_text: str, old_term: str, new_term: str
) -> str | None:
    """Find a word of the new term that lost its capital.

    Words of the old term are ignored, since the text has them in small letters.
    """
    old_words = old_term.lower().split()
    word_pairs = zip(fitted_text.split()[1:], new_term.split()[1:], strict=False)
    for text_word, new_word in word_pairs:
        if (
            text_word[:1] != new_word[:1]
            and text_word[:1].islower()
            and text_word not in old_words
        ):
            return new_word
    return None


def _needs_other_indefinite_article(
    text: str, start: int, new_text: str, form_data: FormData
) -> bool:
    """Whether the article before an offset does not fit the first sound of a text."""
    preceding_words = text[
        max(0, start - _MAX_EXAMINED_LENGTH_BEFORE_TERM) : start
    ].split(" ")
    if len(preceding_words) < 2 or preceding_words[-1]:
        return False
    indefinite_article = preceding_words[-2].lower()
    starts_with_vowel = new_text[:1].lower() in form_data.initial_vowels
    return bool(indefinite_article) and indefinite_article == (
        form_data.indefinite_article_before_consonant
        if starts_with_vowel
        else form_data.indefinite_article_before_vowel
    )


def replace_terms(segment: Segment, replacements: Sequence[TermReplacement]) -> Segment:
    """Replace the old terms of a segment that have a new form."""
    text_parts, unchanged_start = [], 0
    for replacement in replacements:
        if replacement.new_text:
            text_parts += [
                segment.text[unchanged_start : replacement.start],
                replacement.new_text,
            ]
            unchanged_start = replacement.end
    new_segment_text = "".join((*text_parts, segment.text[unchanged_start:]))
    return Segment(segment.locale, nfc(new_segment_text), segment.codes)


def make_note(
    unit: TranslationUnit,
    source_replacements: Sequence[TermReplacement],
    target_replacements: Sequence[TermReplacement],
) -> str:
    """Make the note of a unit with its replacements added."""
    assert unit.target is not None
    replacement_notes = [
        f"{segment.text[replacement.start : replacement.end]} → {replacement.new_text}"
        for segment, replacements in (
            (unit.source, source_replacements),
            (unit.target, target_replacements),
        )
        for replacement in replacements
        if replacement.new_text
    ]
    return "; ".join(filter(None, (unit.note, *dict.fromkeys(replacement_notes))))
