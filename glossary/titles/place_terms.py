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
    patterns_by_language = read_title_rules().country_templates_by_language
    for language, country_patterns in patterns_by_language.items():
        names = [
            *_make_country_terms(title, language),
            *list_usable_terms(entry, language),
        ]
        terms += _fill_country_patterns(
            country_patterns, names, list_usable_terms(country, language)
        )
    return make_entry_with_place(entry, country, terms)


def needs_level_word(entry: ConceptEntry) -> bool:
    """Whether a place is never called by its name alone in some language."""
    for language, level_words in read_title_rules().level_words_by_language.items():
        texts = {term.text.lower() for term in list_usable_terms(entry, language)}
        for level_word in level_words:
            names_without_level = {
                text.removeprefix(f"{level_word} ") for text in texts
            } - texts
            if names_without_level and not any(
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
        language
        for language in rules.level_words_by_language
        if language in texts_by_language
    ]
    if len(languages) < _MIN_LANGUAGES:
        return None
    for index in range(min(map(len, rules.level_words_by_language.values()))):
        level_word_by_language = {
            language: rules.level_words_by_language[language][index]
            for language in languages
        }
        if all(
            has_level_word(
                texts_by_language[language],
                level_word_by_language[language],
                language in rules.languages_with_name_before_level,
            )
            for language in level_word_by_language
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
    office_words = title.office.words_by_language.get(language)
    body_names = title.body.names_by_language.get(language, ())
    if office_words is not None and office_words.country_pattern and body_names:
        body_name = body_names[0]
        text = fill_pattern(
            office_words.country_pattern,
            office=office_words.office_term,
            body=body_name.term.text,
            core=body_name.core,
        )
        yield Term(body_name.term.locale, text)


def _fill_country_patterns(
    patterns: Sequence[str], title_terms: Sequence[Term], place_terms: Sequence[Term]
) -> Iterator[Term]:
    seen_texts: set[str] = set()
    for pattern, title_term, place_term in product(patterns, title_terms, place_terms):
        text = pattern.replace("{title}", title_term.text).replace(
            "{place}", place_term.text
        )
        if text not in seen_texts:
            status = TermStatus.ADMITTED if seen_texts else TermStatus.PREFERRED
            yield Term(title_term.locale, text, status, composed=True)
            seen_texts.add(text)


def make_terms_with_place(
    level_word_text: str,
    language: str,
    title_terms: Sequence[Term],
    place_terms: Sequence[Term],
) -> Iterator[Term]:
    """Make the terms of titles with places, after or instead of the level word."""
    seen_texts: set[str] = set()
    is_name_before_level = (
        language in read_title_rules().languages_with_name_before_level
    )
    for title_term, place_term in product(title_terms, place_terms):
        prefix, level_word, suffix = title_term.text.partition(level_word_text)
        if is_name_before_level and level_word:
            place_names = [place_term.text, f"{place_term.text} {level_word_text}"]
            texts = [f"{prefix}{place_name}{suffix}" for place_name in place_names]
        elif not is_name_before_level and title_term.text.lower().endswith(
            level_word_text
        ):
            start = title_term.text[: len(title_term.text) - len(level_word_text)]
            name_without_level = strip_level_word(
                place_term.text, title_term.text, language
            )
            texts = [f"{title_term.text} {name_without_level}"]
            if name_without_level != place_term.text:
                texts.append(f"{start}{place_term.text}")
        else:
            continue
        for text in texts:
            if text not in seen_texts:
                status = TermStatus.ADMITTED if seen_texts else TermStatus.PREFERRED
                yield Term(title_term.locale, text, status, composed=True)
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
