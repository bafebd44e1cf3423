"""Terms and entries of a title with a place, made by the rules of titles."""

from collections.abc import Iterator, Sequence
from itertools import product

from glossary.entries.entry import USABLE_STATUSES, ConceptEntry, Term, TermStatus
from glossary.titles.office_titles import Title, fill_title_template
from glossary.titles.title_rules import (
    has_level_word,
    list_level_endings,
    read_title_rules,
    strip_level_word,
)

_MIN_TITLE_LANGUAGES = 2
"""The fewest languages in which a title or a place must have a name."""


def compose_title_with_country(
    title: Title, entry: ConceptEntry, country: ConceptEntry
) -> ConceptEntry | None:
    """Compose a title, named as in an entry, with a country; None if it takes none."""
    if not title.office.takes_country:
        return None
    terms: list[Term] = []
    country_templates_by_language = read_title_rules().country_templates_by_language
    for language, country_templates in country_templates_by_language.items():
        title_terms = [
            *_make_country_terms(title, language),
            *list_usable_terms(entry, language),
        ]
        terms += _fill_country_templates(
            country_templates, title_terms, list_usable_terms(country, language)
        )
    return make_entry_with_place(entry, country, terms)


def needs_level_word(entry: ConceptEntry) -> bool:
    """Whether a place is never called by its name alone in some language."""
    for language, level_words in read_title_rules().level_words_by_language.items():
        lower_texts = {term.text.lower() for term in list_usable_terms(entry, language)}
        for level_word in level_words:
            names_without_level = {
                lower_text.removeprefix(f"{level_word} ") for lower_text in lower_texts
            } - lower_texts
            if names_without_level and not any(
                f"{level_word} {name_without_level}" in lower_texts
                for name_without_level in lower_texts
            ):
                return True
    return False


def find_needed_level_index(entry: ConceptEntry) -> int | None:
    """Find the index of the level word that an entry's names have in all languages."""
    if not any(
        term.text.lower().endswith(list_level_endings()) for term in entry.terms
    ):
        return None
    rules = read_title_rules()
    preferred_text_by_language: dict[str, str] = {}
    for term in entry.terms:
        if term.status is TermStatus.PREFERRED:
            preferred_text_by_language.setdefault(
                term.locale.language, term.text.lower()
            )
    languages = [
        language
        for language in rules.level_words_by_language
        if language in preferred_text_by_language
    ]
    if len(languages) < _MIN_TITLE_LANGUAGES:
        return None
    for level_index in range(min(map(len, rules.level_words_by_language.values()))):
        level_word_by_language = {
            language: rules.level_words_by_language[language][level_index]
            for language in languages
        }
        if all(
            has_level_word(
                preferred_text_by_language[language],
                level_word_by_language[language],
                language in rules.languages_with_name_before_level,
            )
            for language in level_word_by_language
        ):
            return level_index
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
        text = fill_title_template(
            office_words.country_pattern,
            office=office_words.office_term,
            body=body_name.term.text,
            core=body_name.core,
        )
        yield Term(body_name.term.locale, text)


def _fill_country_templates(
    country_templates: Sequence[str],
    title_terms: Sequence[Term],
    place_terms: Sequence[Term],
) -> Iterator[Term]:
    """Make the terms of a title with a country, each text once."""
    seen_texts: set[str] = set()
    for country_template, title_term, place_term in product(
        country_templates, title_terms, place_terms
    ):
        filled_text = country_template.replace("{title}", title_term.text).replace(
            "{place}", place_term.text
        )
        if title_term.text.endswith(f" {place_term.text}"):
            filled_text = title_term.text  # `Bộ Hàng hải và Nghề cá Indonesia`
        if filled_text not in seen_texts:
            status = TermStatus.ADMITTED if seen_texts else TermStatus.PREFERRED
            yield Term(title_term.locale, filled_text, status, composed=True)
            seen_texts.add(filled_text)


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
        text_before_level_word, level_word, text_after_level_word = (
            title_term.text.partition(level_word_text)
        )
        if is_name_before_level and level_word:
            place_names = [place_term.text, f"{place_term.text} {level_word_text}"]
            joined_texts = [
                f"{text_before_level_word}{place_name}{text_after_level_word}"
                for place_name in place_names
            ]
        elif not is_name_before_level and title_term.text.lower().endswith(
            level_word_text
        ):
            text_before_level = title_term.text[
                : len(title_term.text) - len(level_word_text)
            ]
            name_without_level = strip_level_word(
                place_term.text, title_term.text, language
            )
            joined_texts = [f"{title_term.text} {name_without_level}"]
            if name_without_level != place_term.text:
                joined_texts.append(f"{text_before_level}{place_term.text}")
        else:
            continue
        for joined_text in joined_texts:
            if joined_text not in seen_texts:
                status = TermStatus.ADMITTED if seen_texts else TermStatus.PREFERRED
                yield Term(title_term.locale, joined_text, status, composed=True)
                seen_texts.add(joined_text)


def make_entry_with_place(
    title: ConceptEntry, place: ConceptEntry, terms: Sequence[Term]
) -> ConceptEntry | None:
    """Make the entry of a title with a place; None with too few languages."""
    if len({term.locale.language for term in terms}) < _MIN_TITLE_LANGUAGES:
        return None
    is_single_part = not title.parts or title.parts[0].startswith("rank:")
    part_ids = (*((title.id,) if is_single_part else title.parts), place.id)
    return ConceptEntry(
        id="+".join(part_ids),
        terms=tuple(terms),
        subject_field=title.subject_field,
        note=f"composed of {' and '.join(part_ids)}",
        parts=part_ids,
    )
