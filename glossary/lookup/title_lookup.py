"""Lookup of titles that have no entry but are composed of an office and a body.

`thu truong bo ngoai giao` is Thứ trưởng and Bộ Ngoại giao; with a country after it, it
is that country's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from glossary.entries.entry import ConceptEntry
from glossary.lookup.term_lookup import TermLookup
from glossary.lookup.term_search import (
    SEARCH_MATCH_KINDS,
    SearchHit,
    SearchMatchKind,
    measure_nearness,
)
from glossary.lookup.typed_query import TypedQuery, split_words
from tm.text.locale import Locale
from tm.text.normal import fold_text

if TYPE_CHECKING:
    from glossary.titles.office_titles import Title

MAX_TITLE_WORDS = 16
"""A longer text is not looked up as a title."""
_MAX_COUNTRY_WORDS = 3
"""The longest country name in a title, in words: `Uni Emirat Arab`."""
_MAX_WHOLE_TERM_HITS = 3
"""The most offices or countries that the same words may name."""
_MAX_BODY_HITS = 4
"""The most bodies that the words after an office may name."""
_SURE_MATCH_KINDS = (SearchMatchKind.EXACT, SearchMatchKind.ACRONYM)


def find_typed_terms(
    term_lookup: TermLookup,
    text: str,
    locale: Locale | None,
    *,
    default_locale: Locale | None,
    limit: int | None = None,
) -> tuple[list[SearchHit], Locale | None]:
    """Find entries as `find_terms_and_titles`, and the locale that was searched.

    Without a locale, that is the default one if something surely matches there, else
    any: None.
    """
    searched_locale = locale or default_locale
    if searched_locale is not None:
        hits = find_terms_and_titles(term_lookup, text, searched_locale, limit=limit)
        has_sure_hit = any(hit.match is not SearchMatchKind.FUZZY for hit in hits)
        if locale or has_sure_hit:
            return hits, searched_locale
    return find_terms_and_titles(term_lookup, text, None, limit=limit), None


def find_terms_and_titles(
    term_lookup: TermLookup,
    text: str,
    locale: Locale | None,
    *,
    limit: int | None = None,
) -> list[SearchHit]:
    """Find entries like `TermLookup.find`, and composed titles.

    Where the text is the whole term of an entry, no title is composed. Composed entries
    have `ConceptEntry.composed`.
    """
    hits = term_lookup.find(text, locale, limit=limit)
    if any(_matches_whole_term(hit, text) for hit in hits):
        return hits
    composed_hits = list(_find_titles_with_country(term_lookup, text, locale)) or list(
        _find_composed_titles(term_lookup, text, locale)
    )
    if not composed_hits:
        from glossary.lookup.context_lookup import find_typed_titles

        composed_hits = list(find_typed_titles(term_lookup, text, locale))
    # Next to the title typed, longer ones are noise: `… Ngoại giao Nga Pháp`.
    composed_hits = [
        hit for hit in composed_hits if _matches_whole_term(hit, text)
    ] or composed_hits
    composed_ids = {hit.entry.id for hit in composed_hits}
    other_hits = [
        hit
        for hit in hits
        if hit.entry.id not in composed_ids
        and not (composed_hits and hit.match is SearchMatchKind.FUZZY)
    ]
    return [*composed_hits, *other_hits][:limit]


def _find_composed_titles(
    term_lookup: TermLookup, text: str, locale: Locale | None
) -> Iterator[SearchHit]:
    words = text.split()
    if not 1 < len(words) <= MAX_TITLE_WORDS:
        return
    from glossary.titles.office_titles import compose_title

    query, seen_ids = TypedQuery.parse(text), set[str]()
    for office_hit, body_hit, is_sure in _find_offices_and_bodies(
        term_lookup, words, locale
    ):
        entry = compose_title(office_hit.entry, body_hit.entry)
        if entry is None or entry.id in seen_ids:
            continue
        seen_ids.add(entry.id)
        composed_hit = _make_composed_hit(
            entry, query, office_hit.term.locale, is_sure=is_sure
        )
        if composed_hit is None:
            continue
        stored_hit = _find_stored_title(term_lookup, composed_hit)
        if stored_hit is None or is_sure:
            yield stored_hit or composed_hit


def _find_offices_and_bodies(
    term_lookup: TermLookup, words: Sequence[str], locale: Locale | None
) -> Iterator[tuple[SearchHit, SearchHit, bool]]:
    """Find the offices and bodies that words may name, and whether the body is sure."""
    for split_index in range(1, len(words)):
        office_hits = _find_whole_terms(
            term_lookup, words[:split_index], locale, _MAX_WHOLE_TERM_HITS
        )
        if not office_hits:
            continue
        body_text = " ".join(words[split_index:])
        for body_hit in term_lookup.find(
            body_text, locale, limit=_MAX_BODY_HITS, with_typos=False
        ):
            is_sure = body_hit.match in _SURE_MATCH_KINDS or _matches_whole_term(
                body_hit, body_text
            )
            for office_hit in office_hits:
                yield office_hit, body_hit, is_sure


def _find_titles_with_country(
    term_lookup: TermLookup, text: str, locale: Locale | None
) -> Iterator[SearchHit]:
    """Find titles with a country: `Menlu Rusia`, `bo truong ngoai giao phap`."""
    words = text.split()
    if not 1 < len(words) <= MAX_TITLE_WORDS:
        return
    from glossary.titles.place_terms import compose_title_with_country
    from glossary.titles.title_rules import is_place

    query, seen_ids = TypedQuery.parse(text), set[str]()
    for split_index in range(max(1, len(words) - _MAX_COUNTRY_WORDS), len(words)):
        country_hits = [
            country_hit
            for country_hit in _find_whole_terms(
                term_lookup, words[split_index:], locale, _MAX_WHOLE_TERM_HITS
            )
            if is_place(country_hit.entry) and not country_hit.term.forbidden
        ]
        for country_hit in country_hits:
            title_words = words[:split_index]
            if fold_text(title_words[-1]) in _read_words_before_country(
                country_hit.term.locale
            ):
                title_words = title_words[:-1]
            for title in _find_titles(
                term_lookup, title_words, country_hit.term.locale
            ):
                entry = compose_title_with_country(
                    title, title.entry, country_hit.entry
                )
                if entry is None or entry.id in seen_ids:
                    continue
                seen_ids.add(entry.id)
                composed_hit = _make_composed_hit(
                    entry, query, country_hit.term.locale, is_sure=False
                )
                if composed_hit is not None:
                    yield _find_stored_title(term_lookup, composed_hit) or composed_hit


def _find_titles(
    term_lookup: TermLookup, words: Sequence[str], locale: Locale
) -> "Iterator[Title]":
    """Find the titles that words may name, also by another term: `Menlu`."""
    from glossary.titles.office_titles import find_titles

    entries_with_title = [
        hit.entry
        for hit in _find_whole_terms(term_lookup, words, locale, _MAX_WHOLE_TERM_HITS)
    ]
    preferred_names = [
        preferred_name
        for entry in entries_with_title
        for preferred_name in entry.list_preferred_texts(locale)[:1]
    ]
    title_word_lists = [words, *map(str.split, preferred_names)]
    for title_words in title_word_lists:
        for office_hit, body_hit, _ in _find_offices_and_bodies(
            term_lookup, title_words, locale
        ):
            if _ends_with_place(term_lookup, body_hit.entry, locale):
                continue
            part_ids = office_hit.entry.id, body_hit.entry.id
            for title in find_titles(
                [office_hit.entry, body_hit.entry, *entries_with_title]
            ):
                if title.part_ids == part_ids:
                    yield title


def _ends_with_place(
    term_lookup: TermLookup, body: ConceptEntry, locale: Locale
) -> bool:
    """Whether the name of a body ends with a place: that of no other country.

    `Bộ Ngoại giao Nga` is no ministry of `Bộ trưởng Ngoại giao Pháp`.
    """
    from glossary.titles.title_rules import is_place

    return any(
        is_place(hit.entry)
        for name in body.list_preferred_texts(locale)[:1]
        for words in [name.split()]
        for word_count in range(1, min(_MAX_COUNTRY_WORDS, len(words) - 1) + 1)
        for hit in _find_whole_terms(
            term_lookup, words[-word_count:], locale, _MAX_WHOLE_TERM_HITS
        )
    )


def _read_words_before_country(locale: Locale) -> set[str]:
    """Read the words between a title and a country: `of`, `của`."""
    from glossary.titles.title_rules import read_title_rules

    country_templates = read_title_rules().country_templates_by_language.get(
        locale.language, ()
    )
    return {
        fold_text(
            country_template.removeprefix("{title}").removesuffix("{place}").strip()
        )
        for country_template in country_templates
    }


def _find_whole_terms(
    term_lookup: TermLookup, words: Sequence[str], locale: Locale | None, limit: int
) -> list[SearchHit]:
    """Find the entries with a term that consists of exactly these words."""
    text = " ".join(words)
    hits = term_lookup.find(
        text, locale, limit=limit, with_typos=False, with_partial_matches=False
    )
    return [hit for hit in hits if _matches_whole_term(hit, text)]


def _make_composed_hit(
    entry: ConceptEntry, query: TypedQuery, locale: Locale, *, is_sure: bool
) -> SearchHit | None:
    """Make a hit of a composed title: by the term typed or, if sure, by its first."""
    ranked_terms = [
        (nearness, term_index, term)
        for term_index, term in enumerate(entry.list_terms_in(locale))
        if (nearness := measure_nearness(query, term)) is not None
    ]
    if ranked_terms:
        nearness, _, term = min(ranked_terms, key=lambda ranked_term: ranked_term[:2])
        if SEARCH_MATCH_KINDS[nearness[0]] is not SearchMatchKind.FUZZY:
            return SearchHit(entry, term, SEARCH_MATCH_KINDS[nearness[0]])
    terms = entry.list_terms_in(locale)
    return (
        SearchHit(entry, terms[0], SearchMatchKind.FOLDED)
        if is_sure and terms
        else None
    )


def _find_stored_title(term_lookup: TermLookup, hit: SearchHit) -> SearchHit | None:
    """Find the stored entry that overrides a composed title."""
    hits = term_lookup.find(
        *(hit.term.text, hit.term.locale),
        limit=1,
        with_typos=False,
        with_partial_matches=False,
    )
    for stored_hit in hits:
        if stored_hit.match is SearchMatchKind.EXACT:
            return replace(stored_hit, match=hit.match)
    return None


def _matches_whole_term(hit: SearchHit, text: str) -> bool:
    """Whether a text has all words of the term of a hit, and no others."""
    if hit.match is SearchMatchKind.EXACT:
        return True
    return split_words(fold_text(hit.term.text)) == TypedQuery.parse(text).words
