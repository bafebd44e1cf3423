"""Terms and entries of a title with a place, made by the rules of titles."""

from collections.abc import Iterator, Sequence
from itertools import product

from glossary.entries.entry import USABLE_STATUSES, ConceptEntry, Term, TermStatus
from glossary.titles.office_titles import Title, fill_pattern
from glossary.titles.title_rules import (
    has_level_word,
    list_level_endings,
    read_title_rules,
    strip_level_word,
)

_MIN_LANGUAGES = 2


def is_place(entry: ConceptEntry) -> bool:
    """Whether an entry is a place, by its subject field."""
    subject_field = entry.subject_field or ""
    return subject_field.startswith(read_title_rules().place_subject_fields)


def compose_title_with_country(
    title: Title, entry: ConceptEntry, country: ConceptEntry
) -> ConceptEntry | None:
    """Compose a title, named as in an entry, with a country; None if it takes none."""
    if not title.office.takes_country:
        return None
    terms: list[Term] = []
    for language, forms in read_title_rules().country_patterns.items():
        names = [
            *_make_country_terms(title, language),
            *list_usable_terms(entry, language),
        ]
        terms += _fill_country_patterns(
            forms, names, list_usable_terms(country, language)
        )
    return make_entry_with_place(entry, country, terms)


def needs_level_word(entry: ConceptEntry) -> bool:
    """Whether a place is never called by its name alone in some language."""
    for language, level_words in read_title_rules().level_words.items():
        texts = {term.text.lower() for term in list_usable_terms(entry, language)}
        for level_word in level_words:
            bare_names = {text.removeprefix(f"{level_word} ") for text in texts} - texts
            if bare_names and not any(
                f"{level_word} {name}" in texts for name in texts
            ):
                return True
    return False


def find_waiting_level_index(entry: ConceptEntry) -> int | None:
    """Find the index of the level word that an entry's names have in all languages."""
    if not any(
        term.text.lower().endswith(list_level_endings()) for term in entry.terms
    ):
        return None
    rules = read_title_rules()
    texts_by_language: dict[str, str] = {}
    for term in entry.terms:
        if term.status is TermStatus.PREFERRED:
            texts_by_language.setdefault(term.locale.language, term.text.lower())
    languages = [
        language for language in rules.level_words if language in texts_by_language
    ]
    if len(languages) < _MIN_LANGUAGES:
        return None
    for index in range(min(map(len, rules.level_words.values()))):
        level_words = {
            language: rules.level_words[language][index] for language in languages
        }
        if all(
            has_level_word(
                texts_by_language[tag],
                level_words[tag],
                tag in rules.languages_with_name_before_level,
            )
            for tag in level_words
        ):
            return index
    return None


def list_usable_terms(entry: ConceptEntry, language: str) -> list[Term]:
    """List the usable terms of a language, except shared ones, the preferred first."""
    terms = [
        term
        for term in entry.terms
        if term.locale.language == language
        and term.status in USABLE_STATUSES
        and not term.shared
    ]
    return sorted(terms, key=lambda term: term.status is not TermStatus.PREFERRED)


def _make_country_terms(title: Title, language: str) -> Iterator[Term]:
    """Make the term of a title before a country, if a language has its own pattern."""
    level_words = title.office.words_by_language.get(language)
    names = title.body.names_by_language.get(language, ())
    if level_words is not None and level_words.country_pattern and names:
        name = names[0]
        text = fill_pattern(
            level_words.country_pattern,
            office=level_words.office_term,
            body=name.term.text,
            core=name.core,
        )
        yield Term(name.term.locale, text)


def _fill_country_patterns(
    patterns: Sequence[str], titles: Sequence[Term], places: Sequence[Term]
) -> Iterator[Term]:
    seen_texts: set[str] = set()
    for pattern, title, place in product(patterns, titles, places):
        text = pattern.replace("{title}", title.text).replace("{place}", place.text)
        if text not in seen_texts:
            status = TermStatus.ADMITTED if seen_texts else TermStatus.PREFERRED
            yield Term(title.locale, text, status, composed=True)
            seen_texts.add(text)


def make_terms_with_place(
    word: str, language: str, titles: Sequence[Term], places: Sequence[Term]
) -> Iterator[Term]:
    """Make the terms of titles with places, after or instead of the level word."""
    seen_texts: set[str] = set()
    name_is_before = language in read_title_rules().languages_with_name_before_level
    for title, place in product(titles, places):
        prefix, level_word, suffix = title.text.partition(word)
        if name_is_before and level_word:
            place_names = [place.text, f"{place.text} {word}"]
            texts = [f"{prefix}{place_name}{suffix}" for place_name in place_names]
        elif not name_is_before and title.text.lower().endswith(word):
            start = title.text[: len(title.text) - len(word)]
            bare_name = strip_level_word(place.text, title.text, language)
            texts = [f"{title.text} {bare_name}"]
            if bare_name != place.text:
                texts.append(f"{start}{place.text}")
        else:
            continue
        for text in texts:
            if text not in seen_texts:
                status = TermStatus.ADMITTED if seen_texts else TermStatus.PREFERRED
                yield Term(title.locale, text, status, composed=True)
                seen_texts.add(text)


def make_entry_with_place(
    title: ConceptEntry, place: ConceptEntry, terms: Sequence[Term]
) -> ConceptEntry | None:
    if len({term.locale.language for term in terms}) < _MIN_LANGUAGES:
        return None
    is_title = not title.parts or title.parts[0].startswith("rank:")
    parts = (*((title.id,) if is_title else title.parts), place.id)
    return ConceptEntry(
        id="+".join(parts),
        terms=tuple(terms),
        subject_field=title.subject_field,
        note=f"composed of {' and '.join(parts)}",
        parts=parts,
    )
