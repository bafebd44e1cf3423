"""Official titles composed of an office and a body, without an entry for each pair.

`Thứ trưởng` and `Bộ Ngoại giao` give `Thứ trưởng Bộ Ngoại giao`, `Wakil Menteri Luar
Negeri` and `Deputy Minister of Foreign Affairs`. What the termbase has an entry for is
not composed; instead that entry gets those parts. Rules:
`glossary.titles.title_rules`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from glossary.entries.entry import USABLE_STATUSES, ConceptEntry, Term, TermStatus
from glossary.titles.official_bodies import (
    MIN_LANGUAGE_COUNT,
    RANK_BY_STATUS,
    OfficialBody,
    find_bodies,
)
from glossary.titles.title_rules import (
    Office,
    OfficeWords,
    read_title_rules,
)
from tm.text.capitals import capitalise_first
from tm.text.locale import Locale


class Title(NamedTuple):
    """The title of an office in a body, from the termbase or composed."""

    office: Office
    body: OfficialBody
    part_ids: tuple[str, str]
    """Ids of the office and of the body."""
    terms: tuple[Term, ...]
    entry: ConceptEntry
    """The entry of the termbase, or the composed one."""


def compose_titles(entries: Iterable[ConceptEntry]) -> list[ConceptEntry]:
    """Compose the titles that no entry has yet.

    Their ids are those of office and body with a plus sign between.
    """
    return [title.entry for title in find_titles(entries) if title.entry.composed]


def compose_title(
    office: ConceptEntry,
    body: ConceptEntry,
    *,
    overriding_entries: Iterable[ConceptEntry] = (),
) -> ConceptEntry | None:
    """Compose the title of an office and a body; None if no rule joins them.

    An entry of `overriding_entries` with the same names is returned instead.
    """
    part_ids = office.id, body.id
    for title in find_titles([office, body, *overriding_entries]):
        if title.part_ids == part_ids:
            return title.entry
    return None


def find_titles(entries: Iterable[ConceptEntry]) -> Iterator[Title]:
    """Find all titles of a termbase's offices and bodies, stored or composed."""
    termbase_entries = list(entries)
    bodies_by_kind: dict[str, list[OfficialBody]] = {}
    for entry in termbase_entries:
        for body in find_bodies(entry):
            bodies_by_kind.setdefault(body.kind_name, []).append(body)
    if not bodies_by_kind:
        return
    termbase_names = _TermbaseNames(termbase_entries)
    offices_with_entries = [
        (office, termbase_names.find_office(office))
        for office in read_title_rules().offices
    ]
    # `Vụ trưởng` is an office, though it begins like the name of a Vụ.
    ids_of_offices = {
        entry.id for _, entry in offices_with_entries if entry is not None
    }
    for office, office_entry in offices_with_entries:
        bodies_of_kind = bodies_by_kind.get(office.body_kind, ())
        if not bodies_of_kind:
            continue
        office_id = office_entry.id if office_entry else office.id
        office_templates = _list_office_templates(office, office_entry)
        for body in bodies_of_kind:
            if body.entry.id in ids_of_offices:
                continue
            terms = _make_title_terms(office_templates, body)
            if len({term.locale.language for term in terms}) < MIN_LANGUAGE_COUNT:
                continue
            part_ids = office_id, body.entry.id
            stored_entry = termbase_names.find_title_entry(terms)
            entry = stored_entry or _make_composed_entry(
                part_ids, terms, office_entry, body.entry
            )
            yield Title(office, body, part_ids, terms, entry)


class _TermbaseNames:
    """The entries of a termbase, by name."""

    def __init__(self, entries: Sequence[ConceptEntry]) -> None:
        self._entry_by_id = {entry.id: entry for entry in entries}
        self._language_counts_by_office_name: dict[str, Counter[str]] = {}
        self._ids_by_name: dict[tuple[str, str], list[str]] = {}
        for entry in entries:
            for term in entry.terms:
                if term.status in USABLE_STATUSES:
                    language_and_name = term.locale.language, _normalise_name(term.text)
                    self._ids_by_name.setdefault(language_and_name, []).append(entry.id)

    def find_office(self, office: Office) -> ConceptEntry | None:
        """Find the entry of an office: the one with most of its names.

        An entry with more names of another office is ignored: `Direktur Departemen` is
        both a Cục trưởng and a Vụ trưởng.
        """
        if not self._language_counts_by_office_name:
            for other_office in read_title_rules().offices:
                office_names = [
                    (language, words.office_term)
                    for language, words in other_office.words_by_language.items()
                ]
                self._language_counts_by_office_name[other_office.name] = (
                    self._count_languages(office_names)
                )
        language_count_by_id = self._language_counts_by_office_name[office.name]
        best_id = _find_id_in_most_languages(language_count_by_id)
        if best_id is None or any(
            other_language_count_by_id[best_id] > language_count_by_id[best_id]
            for other_language_count_by_id in (
                self._language_counts_by_office_name.values()
            )
        ):
            return None
        return self._entry_by_id[best_id]

    def find_title_entry(self, terms: Iterable[Term]) -> ConceptEntry | None:
        """Find the entry that has a title's names in several languages."""
        usable_names = [
            (term.locale.language, term.text)
            for term in terms
            if term.status in USABLE_STATUSES
        ]
        language_count_by_id = self._count_languages(usable_names)
        best_id = _find_id_in_most_languages(language_count_by_id)
        return (
            self._entry_by_id[best_id]
            if best_id and language_count_by_id[best_id] >= MIN_LANGUAGE_COUNT
            else None
        )

    def _count_languages(self, names: Iterable[tuple[str, str]]) -> Counter[str]:
        """Count the languages in which each entry has one of the names, by id."""
        languages_by_id: dict[str, set[str]] = {}
        for language, text in names:
            for concept_id in self._ids_by_name.get(
                (language, _normalise_name(text)), ()
            ):
                languages_by_id.setdefault(concept_id, set()).add(language)
        return Counter(
            {
                concept_id: len(languages)
                for concept_id, languages in languages_by_id.items()
            }
        )


def _find_id_in_most_languages(language_count_by_id: Counter[str]) -> str | None:
    """Find the entry with names in most languages; of equal ones the first id."""
    return min(
        language_count_by_id,
        key=lambda id: (-language_count_by_id[id], id),
        default=None,
    )


def _normalise_name(name: str) -> str:
    return " ".join(name.split()).lower()


class _OfficeTemplate(NamedTuple):
    """A pattern of titles with one of the terms of its office in it."""

    template: str
    status: TermStatus
    """The status of the term of the office."""
    is_first_pattern: bool
    """Whether it is the first pattern of its language."""


def _list_office_templates(
    office: Office, office_entry: ConceptEntry | None
) -> dict[str, list[_OfficeTemplate]]:
    """List the patterns of an office by language, with each of its terms."""
    return {
        language: [
            _OfficeTemplate(
                title_template.replace("{office}", office_text),
                office_status,
                template_index == 0,
            )
            for template_index, title_template in enumerate(office_words.patterns)
            for office_text, office_status in _list_office_terms(
                office_words, office_entry, language, title_template
            )
        ]
        for language, office_words in office.words_by_language.items()
    }


def _make_title_terms(
    office_templates_by_language: Mapping[str, Sequence[_OfficeTemplate]],
    body: OfficialBody,
) -> tuple[Term, ...]:
    """Make the terms of a title in each language of its rule and its body."""
    terms: list[Term] = []
    for language, language_templates in office_templates_by_language.items():
        body_names = body.names_by_language.get(language, ())
        seen_texts: set[str] = set()
        for title_template, office_status, is_first_pattern in language_templates:
            for body_name in body_names:
                title_text = fill_title_template(
                    title_template,
                    office="",
                    body=body_name.term.text,
                    core=body_name.core,
                )
                if title_text in seen_texts:
                    continue
                seen_texts.add(title_text)
                title_status = choose_worse_status(office_status, body_name.term.status)
                if title_status is TermStatus.PREFERRED and (
                    not is_first_pattern or len(seen_texts) > 1
                ):
                    title_status = TermStatus.ADMITTED
                terms.append(
                    _make_composed_term(body_name.term.locale, title_text, title_status)
                )
    return tuple(terms)


def _list_office_terms(
    office_words: OfficeWords,
    office_entry: ConceptEntry | None,
    language: str,
    title_template: str,
) -> list[tuple[str, TermStatus]]:
    """List the office's terms that may fill a pattern, with their statuses."""
    if "{office}" not in title_template:
        return [(office_words.office_term, TermStatus.PREFERRED)]
    texts_and_statuses: list[tuple[str, TermStatus]] = []
    for term in office_entry.terms if office_entry else ():
        if term.locale.language != language or term.forbidden or term.shared:
            continue
        office_text = (
            office_words.office_term
            if _normalise_name(term.text) == _normalise_name(office_words.office_term)
            else term.text
        )
        texts_and_statuses.append((office_text, term.status))
    if not any(status is TermStatus.PREFERRED for _, status in texts_and_statuses):
        texts_and_statuses.insert(0, (office_words.office_term, TermStatus.PREFERRED))
    return sorted(
        texts_and_statuses,
        key=lambda text_and_status: RANK_BY_STATUS[text_and_status[1]],
    )


def fill_title_template(
    title_template: str, *, office: str, body: str, core: str
) -> str:
    """Fill a pattern of the rules with words.

    >>> fill_title_template("{office} of {core}", office="Chief", body="", core="Staff")
    'Chief of Staff'
    """
    title = title_template.replace("{office}", office)
    title = title.replace("{body}", body).replace("{core}", core)
    return title.replace("{Core}", capitalise_first(core)) if "{" in title else title


def choose_worse_status(
    first_status: TermStatus, second_status: TermStatus
) -> TermStatus:
    """Choose the worse of two statuses, for a term composed of both terms."""
    return max(first_status, second_status, key=RANK_BY_STATUS.__getitem__)


def _make_composed_term(locale: Locale, text: str, status: TermStatus) -> Term:
    return Term(locale, text, status, composed=True)


def _make_composed_entry(
    part_ids: tuple[str, str],
    terms: tuple[Term, ...],
    office_entry: ConceptEntry | None,
    body: ConceptEntry,
) -> ConceptEntry:
    """Make the entry of a title that is composed of an office and a body."""
    return ConceptEntry(
        id="+".join(part_ids),
        terms=terms,
        subject_field=(office_entry or body).subject_field,
        note=f"composed of {' and '.join(part_ids)}",
        valid_from=body.valid_from,
        valid_to=body.valid_to,
        confidence=body.confidence,
        parts=part_ids,
    )


def add_titles(
    entries: Sequence[ConceptEntry], titles: Iterable[Title]
) -> list[ConceptEntry]:
    """Add composed titles to the entries, and parts to the entries of titles.

    For recognition, both get the plural forms that begin an enumeration.
    """
    title_by_id: dict[str, Title] = {}
    composed_entries: list[ConceptEntry] = []
    for title in titles:
        if title.entry.composed:
            terms = (*title.entry.terms, *_make_plural_terms(title))
            composed_entries.append(replace(title.entry, terms=terms))
        else:
            title_by_id.setdefault(title.entry.id, title)
    return [
        _add_parts(entry, title_by_id.get(entry.id)) for entry in entries
    ] + composed_entries


def _add_parts(entry: ConceptEntry, title: Title | None) -> ConceptEntry:
    """Add to the entry of a title its parts, and the names that it lacks."""
    if title is None:
        return entry
    known_texts = {(term.locale, _normalise_name(term.text)) for term in entry.terms}
    further_terms = [
        replace(term, status=TermStatus.ADMITTED)
        for term in title.terms
        if term.status in USABLE_STATUSES
        and (term.locale, _normalise_name(term.text)) not in known_texts
    ]
    terms = (*entry.terms, *further_terms, *_make_plural_terms(title))
    return replace(entry, parts=title.part_ids, terms=terms)


def _make_plural_terms(title: Title) -> Iterator[Term]:
    """Make the plural forms of a title, which begin an enumeration."""
    for language, office_words in title.office.words_by_language.items():
        for plural_template in office_words.plural_patterns:
            for body_name in title.body.names_by_language.get(language, ()):
                if body_name.term.status in USABLE_STATUSES:
                    plural_text = fill_title_template(
                        plural_template,
                        office="",
                        body=body_name.term.text,
                        core=body_name.core,
                    )
                    yield _make_composed_term(
                        body_name.term.locale, plural_text, TermStatus.ADMITTED
                    )
