"""Lookup of a typed title that is read in context: `presiden china`, `sekjen pkv`."""

from collections.abc import Iterator

from glossary.language_data import list_languages_with_file
from glossary.lookup.term_lookup import TermLookup
from glossary.lookup.term_search import SearchHit, SearchMatchKind
from glossary.lookup.title_spelling import spell_title
from glossary.store.recogniser_cache import RecogniserCache
from glossary.title_phrases.phrase_words import find_title_words
from glossary.title_phrases.title_reading import find_titles_in_context
from tm.text.capitals import capitalise_first
from tm.text.locale import Locale

_MAX_TYPED_WORDS = 16
"""A longer text is not read as a title."""
_MAX_ACRONYM_LENGTH = 4
"""A typed word of so many letters may be an acronym."""


def find_typed_titles(
    term_lookup: TermLookup, text: str, locale: Locale | None
) -> Iterator[SearchHit]:
    """Find the titles that a typed text is as a whole.

    With or without capitals, and with or without diacritics.
    """
    if not 1 < len(text.split()) <= _MAX_TYPED_WORDS:
        return
    locales = (
        [locale]
        if locale is not None
        else [
            Locale.parse(language)
            for language in list_languages_with_file("titles.toml")
        ]
    )
    recogniser_cache = term_lookup.database.get_companion(RecogniserCache)
    for title_locale in locales:
        spellings = [*spell_title(term_lookup, text, title_locale)]
        if not spellings and not any(find_title_words(text, title_locale.language)):
            continue
        recogniser = recogniser_cache.get(title_locale)
        for spelling in (*_spell_with_capitals(text), *spellings):
            hits = find_titles_in_context(recogniser, spelling)
            if len(hits) != 1 or not hits[0].parts:
                continue
            (hit,) = hits
            if (hit.start, hit.end) != (0, len(spelling)):
                continue
            terms = hit.entry.list_terms_in(title_locale)
            match_kind = (
                SearchMatchKind.EXACT if spelling == text else SearchMatchKind.FOLDED
            )
            if terms:
                yield SearchHit(hit.entry, terms[0], match_kind)
                break


def _spell_with_capitals(text: str) -> Iterator[str]:
    """Yield a text as typed, then with capitals and with acronyms."""
    yield text
    words = text.split()
    yield " ".join(map(capitalise_first, words))
    yield " ".join(
        word.upper() if len(word) <= _MAX_ACRONYM_LENGTH else capitalise_first(word)
        for word in words
    )
