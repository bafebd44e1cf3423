"""Vietnamese names in a text: surnames, syllables and diacritics."""

from collections.abc import Iterator, Sequence

from checks.names.near_spellings import SYLLABLE
from checks.text.capitalised_words import (
    CapitalisedText,
    CapitalisedWord,
    capitalised_runs,
)
from glossary.forms.language import read_form_data

NameForms = tuple[str, ...]
"""The forms of the words of a name."""


def find_surnamed_names(text: CapitalisedText) -> Iterator[list[CapitalisedWord]]:
    """Find runs of two to four capitalised words that begin with a Vietnamese surname.

    Other capitals may stand before a name, a title or an office, but none after it.
    """
    surnames = read_form_data("vi").surnames
    for run in capitalised_runs(text, fewest_words=2):
        for start in range(max(0, len(run) - 4), len(run) - 1):
            if run[start].form in surnames:
                yield run[start:]
                break


def are_syllables(*words: CapitalisedWord) -> bool:
    """Whether all words may be syllables of a Vietnamese name."""
    return all(SYLLABLE.fullmatch(word.form) for word in words)


def has_diacritics(name: Sequence[CapitalisedWord]) -> bool:
    """Whether a name has diacritics, which it loses in other languages."""
    return any(word.text.lower() != word.form for word in name)


def other_forms(window: Sequence[CapitalisedWord], left_out: int) -> NameForms:
    """Return the forms of the words of a name except one."""
    return tuple(word.form for index, word in enumerate(window) if index != left_out)
