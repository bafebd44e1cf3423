"""Tells titles and bodies that end before a word of their name that was not read."""

import re
from collections.abc import Container

from glossary.entries.entry import TermHit
from glossary.title_phrases.phrase import TitlePhrase
from glossary.title_phrases.phrase_chart import PhraseChart
from glossary.title_phrases.phrase_rules import (
    ALONE,
    FIELD_CATEGORIES,
    list_body_words,
    list_field_words,
    list_forms_of,
)

_FOLLOWING_WORD_PATTERN = re.compile(r"(?:,? (?:dan|và|and))? ([^\W\d_]+)")
_NEXT_FIELD_PATTERN = re.compile(r"(?:, [A-Z]\w+(?: [A-Z]\w+)*)*,? dan ([A-Z]\w+)")
_OFFICE_CATEGORIES = frozenset(("director-general", "directorate-general", "so"))
"""Offices with a field that may go on: `Ditjen Sumber Daya | dan Perangkat Pos`."""
_NAMED_CATEGORIES = frozenset(("university-body", "club"))
_NEXT_CATEGORIES = frozenset(("title", "body", "person"))
"""What may follow an office after a conjunction."""


def is_bare_office(
    hit: TermHit, text: str, starts: Container[int], language: str, *, is_title: bool
) -> bool:
    """Whether a word of a body that was not read follows: `Direktur Jenderal | Grup`.

    A person's name may follow, but not after a word of a body: `Ketua Komite | Front`.
    """
    following_match = _FOLLOWING_WORD_PATTERN.match(text, hit.end)
    if (
        following_match is None
        or not following_match[1][0].isupper()
        or following_match.start(1) in starts
    ):
        return False
    if is_title and following_match[1].isupper() and len(following_match[1]) > 2:
        return not text[hit.start : hit.end].isupper()
    first_words, _, last_word = text[hit.start : hit.end].rpartition(" ")
    if first_words and last_word in list_forms_of("party-commission-word", language):
        return True
    return is_title and following_match[1].lower() in list_body_words(language)


def is_chair_of_unread_body(phrase: TitlePhrase, text: str, language: str) -> bool:
    """Whether the body of a title alone was not read: `Ketua Umum | Sekretariat`."""
    if phrase.parts or not {"title", ALONE} <= phrase.categories:
        return False
    next_match = _FOLLOWING_WORD_PATTERN.match(text, phrase.end)
    if next_match is None or next_match.start(1) != phrase.end + 1:
        return False
    return next_match[1].istitle() and next_match[1].lower() in list_body_words(
        language
    )


def is_cut_short(phrase: TitlePhrase, chart: PhraseChart) -> bool:
    """Whether a title ends within a name: `Menteri Perencanaan | Kota`.

    So does a university or club of a single syllable before another name:
    `Universitas Sao | Paulo`.
    """
    last = phrase
    while last.parts:
        last = last.parts[-1]
    following_match = _FOLLOWING_WORD_PATTERN.match(chart.text, phrase.end)
    if following_match is None:
        return False
    following_word = following_match[1]
    if any(part.categories & _OFFICE_CATEGORIES for part in phrase.parts):
        field_match = _NEXT_FIELD_PATTERN.match(chart.text, phrase.end)
        if field_match and not any(
            next_phrase.categories & _NEXT_CATEGORIES
            for next_phrase in chart.phrases_by_start.get(field_match.start(1), ())
        ):
            return True
    if phrase.categories & _NAMED_CATEGORIES and "vnname" in last.categories:
        return following_word[0].isupper() and not chart.text[
            last.start : last.end
        ].count(" ")
    return bool(
        last.categories & FIELD_CATEGORIES
    ) and following_word.lower() in list_field_words(chart.language)
