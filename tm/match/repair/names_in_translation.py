"""Where a name or term of the source stands in its translation, and in which form.

A name stands there as it is, without its diacritics (Cao Bang), in one word (Hanoi), or
as a known translation. It is searched by words without diacritics and capitals.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from tm.finding import Span
from tm.text.capitals import capitalise_first
from tm.text.normal import fold_words, remove_diacritics
from tm.text.tokens import split_tokens

_POSSESSIVE_ENDINGS = ("'s", "’s")


class _FoldedWord(NamedTuple):
    """A word without diacritics and capitals; a tuple, since texts have many."""

    form: str
    start: int
    end: int
    is_capitalised: bool


class PhraseText:
    """The words of a text without diacritics and capitals, for finding phrases."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def words(self) -> list[_FoldedWord]:
        """The words and numbers of the text, in order."""
        tokens = [token for token in split_tokens(self.text) if token.is_counted]
        words_without_possessive = [remove_possessive(token.text) for token in tokens]
        return [
            _FoldedWord(
                form, start, start + len(word_without_possessive), text[0].isupper()
            )
            for form, word_without_possessive, (text, start, _, _) in zip(
                fold_words(words_without_possessive),
                words_without_possessive,
                tokens,
                strict=True,
            )
        ]

    def find(self, phrase: str) -> list[Span]:
        """Find a phrase as whole words, in one word or several; no overlaps.

        A phrase with a capital is only found with one.

        >>> text = PhraseText("Delegasi Hanoi dan Cao Bang")
        >>> [span.of(text.text) for span in text.find("Hà Nội") + text.find("Cao Bằng")]
        ['Hanoi', 'Cao Bang']
        """
        phrase_words = PhraseText(phrase).words
        joined_form = "".join(word.form for word in phrase_words)
        if not joined_form:
            return []
        needs_capital = phrase_words[0].is_capitalised
        spans: list[Span] = []
        next_index = 0
        for start_index, (form, start, _, is_capitalised) in enumerate(self.words):
            if (
                start_index < next_index
                or not joined_form.startswith(form)
                or (needs_capital and not is_capitalised)
            ):
                continue
            end_index = self._match_words_from(joined_form, start_index)
            if end_index is not None:
                spans.append(Span(start, self.words[end_index - 1].end))
                next_index = end_index
        return spans

    def find_any(self, phrases: Iterable[str]) -> list[Span]:
        """Find the spans of any of several phrases; longer ones win."""
        spans: list[Span] = []
        for phrase in sorted(set(phrases), key=len, reverse=True):
            spans += [
                span
                for span in self.find(phrase)
                if not any(span.overlaps(longer_span) for longer_span in spans)
            ]
        return sorted(spans)

    def _match_words_from(self, joined_form: str, word_index: int) -> int | None:
        """Return the index after the words that make up a form from an index on."""
        offset = 0
        while offset < len(joined_form):
            if word_index == len(self.words) or not joined_form.startswith(
                self.words[word_index].form, offset
            ):
                return None
            offset += len(self.words[word_index].form)
            word_index += 1
        return word_index


def remove_possessive(word: str) -> str:
    """Remove the possessive ending of a name: `Germany's`.

    >>> remove_possessive("Germany's"), remove_possessive("it's")
    ('Germany', "it's")
    """
    has_ending = word[:1].isupper() and word.endswith(_POSSESSIVE_ENDINGS)
    return word[:-2] if has_ending and len(word) > 2 else word


def fit_capitals(surface: str, form: str, new_text: str) -> str | None:
    """Give a new term the capitals that a form has in a text; None if unsure.

    >>> fit_capitals("GURU", "guru", "dokter"), fit_capitals("Guru", "guru", "dokter")
    ('DOKTER', 'Dokter')
    >>> fit_capitals("presiden", "Presiden", "Menteri") is None
    True
    """
    if surface.isupper() and len(surface) > 1 and not form.isupper():
        return new_text.upper()
    if form[:1].islower() and surface[:1].isupper():
        return capitalise_first(new_text)
    if form[:1].isupper() and surface[:1].islower():
        return None
    return new_text


def copy_transcription(old_name: str, surface: str, new_name: str) -> str | None:
    """Write a new name as the translation writes the old one; None if unsure.

    With its diacritics if the old one kept them, else without.

    >>> copy_transcription("Quảng Trị", "Quang Tri", "Quảng Ngãi")
    'Quang Ngai'
    >>> copy_transcription("Paris", "Paris", "Oslo")
    'Oslo'
    """
    if surface == old_name:
        # A name without diacritics shows nothing of what becomes of them.
        return new_name if not old_name.isascii() or new_name.isascii() else None
    if surface == remove_diacritics(old_name):
        return remove_diacritics(new_name)
    return None


def list_trimmed_names(old_name: str, new_name: str) -> Sequence[tuple[str, str]]:
    """List pairs of names: whole, and without the words that both begin with.

    >>> list_trimmed_names("Tại Hà Nội", "Tại Huế")
    [('Tại Hà Nội', 'Tại Huế'), ('Hà Nội', 'Huế')]
    """
    old_words, new_words = old_name.split(), new_name.split()
    shared_count = 0
    while (
        shared_count < min(len(old_words), len(new_words)) - 1
        and old_words[shared_count] == new_words[shared_count]
    ):
        shared_count += 1
    name_pairs = [(old_name, new_name)]
    if shared_count:
        name_pairs.append(
            (" ".join(old_words[shared_count:]), " ".join(new_words[shared_count:]))
        )
    return name_pairs
