"""Spelling a title that was typed without diacritics: `pho chu tich ubnd tp ha noi`.

Its words are those of the table of titles and of the terms of the termbase, the longest
first; a short word that is in neither is taken for an abbreviation.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from glossary.lookup.term_lookup import TermLookup
from glossary.lookup.term_search import SearchMatchKind
from glossary.lookup.typed_query import TypedQuery, split_words
from glossary.title_phrases.word_table import list_all_forms_with_words
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.normal import fold_text, remove_diacritics

_MAX_SPELLING_COUNT = 12
"""The most spellings of a text."""
_MAX_PHRASE_WORDS = 8
"""The most words of a typed text that are looked up as one phrase."""
_MAX_SPELLINGS_PER_PHRASE = 3
"""The most spellings of one phrase that are tried."""
_MAX_ABBREVIATION_LENGTH = 4
"""An unknown word of so many letters may be an abbreviation in capitals."""

FoldedWords = tuple[str, ...]


def spell_title(term_lookup: TermLookup, text: str, locale: Locale) -> Iterator[str]:
    """Yield spellings of a text typed without diacritics, the likeliest first."""
    if remove_diacritics(text) != text or not has_diacritics(locale.language):
        return
    words = TypedQuery.parse(text).words
    spellings = islice(_spell_words(term_lookup, words, locale), _MAX_SPELLING_COUNT)
    yield from dict.fromkeys(spellings)


@lazy_constant
def has_diacritics(language: str) -> bool:
    """Whether most words of titles in a language have diacritics."""
    spellings_by_words = _read_spellings(language)
    accented_count = sum(
        any(not form.isascii() for form in forms)
        for forms in spellings_by_words.values()
    )
    return accented_count > len(spellings_by_words) / 2


def _spell_words(
    term_lookup: TermLookup, words: Sequence[str], locale: Locale
) -> Iterator[str]:
    """Yield the spellings of words, with the longest known phrase at the start."""
    if not words:
        yield ""
        return
    has_known_phrase = False
    for word_count in range(min(len(words), _MAX_PHRASE_WORDS), 0, -1):
        for phrase in _find_spellings(term_lookup, words[:word_count], locale):
            has_known_phrase = True
            for rest_spelling in _spell_words(term_lookup, words[word_count:], locale):
                yield f"{phrase} {rest_spelling}".strip()
    if not has_known_phrase:
        first_word = words[0]
        if len(first_word) <= _MAX_ABBREVIATION_LENGTH:
            first_word = first_word.upper()
        for rest_spelling in _spell_words(term_lookup, words[1:], locale):
            yield f"{first_word} {rest_spelling}".strip()


def _find_spellings(
    term_lookup: TermLookup, words: Sequence[str], locale: Locale
) -> list[str]:
    """Find the spellings of a phrase in the table of titles and in the termbase."""
    spellings = dict.fromkeys(_read_spellings(locale.language).get(tuple(words), ()))
    hits = term_lookup.find(
        *(" ".join(words), locale),
        limit=_MAX_SPELLINGS_PER_PHRASE,
        with_typos=False,
        with_partial_matches=False,
    )
    spellings |= {
        hit.term.text: None
        for hit in hits
        if not hit.term.forbidden
        and hit.match is not SearchMatchKind.ACRONYM
        and split_words(fold_text(hit.term.text)) == tuple(words)
    }
    return list(spellings)[:_MAX_SPELLINGS_PER_PHRASE]


@lazy_constant
def _read_spellings(language: str) -> Mapping[FoldedWords, Sequence[str]]:
    """Read the words of titles in a language, by their words without diacritics."""
    spellings_by_words: dict[FoldedWords, list[str]] = {}
    for spelling, _ in list_all_forms_with_words(language):
        words = split_words(fold_text(spelling))
        spellings = spellings_by_words.setdefault(tuple(words), [])
        if spelling not in spellings:
            spellings.append(spelling)
    return spellings_by_words
