"""Official titles composed of an office and a body, without an entry for each pair.

`Thứ trưởng` and `Bộ Ngoại giao` give `Thứ trưởng Bộ Ngoại giao`, `Wakil Menteri Luar
Negeri` and `Deputy Minister of Foreign Affairs`. What the termbase has an entry for is
not composed; instead that entry gets those parts. Rules:
`glossary.titles.title_rules`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from glossary.entries.entry import USABLE_STATUSES, ConceptEntry, Term, TermStatus
from glossary.titles.title_rules import (
    BodyKind,
    Office,
    OfficeWords,
    find_core,
    read_title_rules,
)
from tm.text.capitals import capitalise_first
from tm.text.locale import Locale

_STATUS_ORDER = {status: rank for rank, status in enumerate(TermStatus)}
_MIN_LANGUAGES = 2
"""The least number of languages in which a name must match a rule."""


@dataclass(frozen=True, slots=True)
class BodyName:
    """The name of a body in one language, with the core that a rule found."""

    term: Term
    core: str


@dataclass(frozen=True, slots=True)
class OfficialBody:
    """An entry that is a body of some kind."""

    entry: ConceptEntry
    kind: str
    names: Mapping[str, tuple[BodyName, ...]]
    """By language, the preferred one first."""


@dataclass(frozen=True, slots=True)
class Title:
    """The title of an office in a body, from the termbase or composed."""

    office: Office
    body: OfficialBody
    parts: tuple[str, str]
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
    office: ConceptEntry, body: ConceptEntry, *, overriding: Iterable[ConceptEntry] = ()
) -> ConceptEntry | None:
    """Compose the title of an office and a body; None if no rule joins them.

    An entry of `overriding` with the same names is returned instead.
    """
    parts = office.id, body.id
    for title in find_titles([office, body, *overriding]):
        if title.parts == parts:
            return title.entry
    return None


def find_titles(entries: Iterable[ConceptEntry]) -> Iterator[Title]:
    """Find all titles of a termbase's offices and bodies, stored or composed."""
    termbase = list(entries)
    bodies_by_kind: dict[str, list[OfficialBody]] = {}
    for entry in termbase:
        for body in find_bodies(entry):
            bodies_by_kind.setdefault(body.kind, []).append(body)
    if not bodies_by_kind:
        return
    names = _TermbaseNames(termbase)
    for office in read_title_rules().offices:
        bodies_of_kind = bodies_by_kind.get(office.body_kind, ())
        office_entry = names.find_office(office) if bodies_of_kind else None
        for body in bodies_of_kind:
            office_id = office_entry.id if office_entry else office.id
            terms = _make_title_terms(office, office_entry, body)
            if len({term.locale.language for term in terms}) < _MIN_LANGUAGES:
                continue
            parts = office_id, body.entry.id
            stored_entry = names.find_title_entry(terms)
            entry = stored_entry or _make_composed_entry(
                parts, terms, office_entry, body.entry
            )
            yield Title(office, body, parts, terms, entry)


def find_bodies(entry: ConceptEntry) -> list[OfficialBody]:
    """Match an entry with all kinds of body; normally none or one fits."""
    if not any(_may_be_body(term.text) for term in entry.terms):
        return []
    bodies: list[tuple[OfficialBody, int]] = []
    terms_by_language: dict[str, list[Term]] = {}
    for term in entry.terms:
        if not term.forbidden and not term.shared:
            terms_by_language.setdefault(term.locale.language, []).append(term)
    for kind in read_title_rules().body_kinds:
        if entry.subject_field in kind.excluded_subject_fields:
            continue
        body = _make_body(entry, kind, terms_by_language)
        if body is not None:
            length = sum(len(name.core) for (name, *_) in body.names.values())
            bodies.append((body, length))
    # `Ủy ban nhân dân tỉnh` is a people's committee, and no committee nhân dân tỉnh.
    shortest = min((length for _, length in bodies), default=0)
    return [body for body, length in bodies if length == shortest]


def _may_be_body(name: str) -> bool:
    """Whether a name begins or ends like that of a body; a fast prefilter."""
    prefixes, suffixes = _read_body_prefixes_and_suffixes()
    return capitalise_first(name).startswith(prefixes) or name.endswith(suffixes)


@lru_cache(maxsize=1)
def _read_body_prefixes_and_suffixes() -> tuple[tuple[str, ...], tuple[str, ...]]:
    split_patterns = [
        pattern.split("{core}")
        for kind in read_title_rules().body_kinds
        for patterns in kind.patterns.values()
        for pattern in patterns
    ]
    prefixes = {prefix for prefix, _ in split_patterns} - {""}
    return tuple(prefixes), tuple(
        {suffix for prefix, suffix in split_patterns if not prefix}
    )


def _make_body(
    entry: ConceptEntry, kind: BodyKind, terms: Mapping[str, Sequence[Term]]
) -> OfficialBody | None:
    names: dict[str, tuple[BodyName, ...]] = {}
    for language, patterns in kind.patterns.items():
        language_terms = sorted(
            terms.get(language, ()), key=lambda term: _STATUS_ORDER[term.status]
        )
        if not language_terms:
            continue
        fitting_names = [
            BodyName(term, core)
            for term in language_terms
            for core in [_find_shortest_core(term.text, patterns)]
            if core is not None
        ]
        if not fitting_names or fitting_names[0].term is not language_terms[0]:
            return None
        names[language] = tuple(fitting_names)
    if len(names) < _MIN_LANGUAGES:
        return None
    if kind.allowed_cores and not any(
        name.core in kind.allowed_cores for (name, *_) in names.values()
    ):
        return None
    return OfficialBody(entry, kind.name, names)


def _find_shortest_core(name: str, patterns: Sequence[str]) -> str | None:
    """Find the shortest core that any pattern leaves, ignoring an initial capital."""
    cores = [
        core
        for pattern in patterns
        for candidate in (name, capitalise_first(name))
        if (core := find_core(candidate, pattern))
    ]
    return min(cores, key=len, default=None)


class _TermbaseNames:
    """The entries of a termbase, by name."""

    def __init__(self, entries: Sequence[ConceptEntry]) -> None:
        self._entries = {entry.id: entry for entry in entries}
        self._counts_by_office: dict[str, Counter[str]] = {}
        self._ids_by_text: dict[tuple[str, str], list[str]] = {}
        for entry in entries:
            for term in entry.terms:
                if term.status in USABLE_STATUSES:
                    key = term.locale.language, _normalise(term.text)
                    self._ids_by_text.setdefault(key, []).append(entry.id)

    def find_office(self, office: Office) -> ConceptEntry | None:
        """Find the entry of an office: the one with most of its names.

        An entry with more names of another office is ignored: `Direktur Departemen` is
        both a Cục trưởng and a Vụ trưởng.
        """
        if not self._counts_by_office:
            for other_office in read_title_rules().offices:
                office_names = [
                    (lang, words.office_term)
                    for lang, words in other_office.words_by_language.items()
                ]
                self._counts_by_office[other_office.name] = self._count_languages(
                    office_names
                )
        counts = self._counts_by_office[office.name]
        best_id = _find_most_counted(counts)
        if best_id is None or any(
            other_counts[best_id] > counts[best_id]
            for other_counts in self._counts_by_office.values()
        ):
            return None
        return self._entries[best_id]

    def find_title_entry(self, terms: Iterable[Term]) -> ConceptEntry | None:
        """Find the entry that has a title's names in several languages."""
        usable_names = [
            (term.locale.language, term.text)
            for term in terms
            if term.status in USABLE_STATUSES
        ]
        counts = self._count_languages(usable_names)
        best_id = _find_most_counted(counts)
        return (
            self._entries[best_id]
            if best_id and counts[best_id] >= _MIN_LANGUAGES
            else None
        )

    def _count_languages(self, names: Iterable[tuple[str, str]]) -> Counter[str]:
        """Count the languages in which each entry has one of the names, by id."""
        languages_by_id: dict[str, set[str]] = {}
        for language, text in names:
            for id in self._ids_by_text.get((language, _normalise(text)), ()):
                languages_by_id.setdefault(id, set()).add(language)
        return Counter({id: len(where) for id, where in languages_by_id.items()})


def _find_most_counted(counts: Counter[str]) -> str | None:
    return min(counts, key=lambda id: (-counts[id], id), default=None)


def _normalise(text: str) -> str:
    return " ".join(text.split()).lower()


def _make_title_terms(
    office: Office, office_entry: ConceptEntry | None, body: OfficialBody
) -> tuple[Term, ...]:
    """Make the terms of a title in each language of its rule and its body."""
    terms: list[Term] = []
    for language, words in office.words_by_language.items():
        names = body.names.get(language, ())
        seen_texts: set[str] = set()
        for pattern_index, pattern in enumerate(words.patterns):
            for office_text, status in _list_office_terms(
                words, office_entry, language, pattern
            ):
                for name in names:
                    text = fill_pattern(
                        pattern, office=office_text, body=name.term.text, core=name.core
                    )
                    if text in seen_texts:
                        continue
                    seen_texts.add(text)
                    title_status = choose_worse_status(status, name.term.status)
                    if title_status is TermStatus.PREFERRED and (
                        pattern_index or len(seen_texts) > 1
                    ):
                        title_status = TermStatus.ADMITTED
                    terms.append(
                        _make_composed_term(name.term.locale, text, title_status)
                    )
    return tuple(terms)


def _list_office_terms(
    words: OfficeWords, office_entry: ConceptEntry | None, language: str, pattern: str
) -> list[tuple[str, TermStatus]]:
    """List the office's terms that may fill a pattern, with their statuses."""
    if "{office}" not in pattern:
        return [(words.office_term, TermStatus.PREFERRED)]
    office_texts: list[tuple[str, TermStatus]] = []
    for term in office_entry.terms if office_entry else ():
        if term.locale.language != language or term.forbidden or term.shared:
            continue
        text = (
            words.office_term
            if _normalise(term.text) == _normalise(words.office_term)
            else term.text
        )
        office_texts.append((text, term.status))
    if not any(status is TermStatus.PREFERRED for _, status in office_texts):
        office_texts.insert(0, (words.office_term, TermStatus.PREFERRED))
    return sorted(office_texts, key=lambda pair: _STATUS_ORDER[pair[1]])


def fill_pattern(pattern: str, *, office: str, body: str, core: str) -> str:
    """Fill a pattern of the rules with words.

    >>> fill_pattern("{office} of {core}", office="Minister", body="", core="Health")
    'Minister of Health'
    """
    values = {
        "{office}": office,
        "{body}": body,
        "{core}": core,
        "{Core}": capitalise_first(core),
    }
    for placeholder, value in values.items():
        pattern = pattern.replace(placeholder, value)
    return pattern


def choose_worse_status(first: TermStatus, second: TermStatus) -> TermStatus:
    """Choose the worse of two statuses, for a term composed of both terms."""
    return max(first, second, key=_STATUS_ORDER.__getitem__)


def _make_composed_term(locale: Locale, text: str, status: TermStatus) -> Term:
    return Term(locale, text, status, composed=True)


def _make_composed_entry(
    parts: tuple[str, str],
    terms: tuple[Term, ...],
    office_entry: ConceptEntry | None,
    body: ConceptEntry,
) -> ConceptEntry:
    return ConceptEntry(
        id="+".join(parts),
        terms=terms,
        subject_field=(office_entry or body).subject_field,
        note=f"composed of {' and '.join(parts)}",
        valid_from=body.valid_from,
        valid_to=body.valid_to,
        confidence=body.confidence,
        parts=parts,
    )


def add_titles(
    entries: Sequence[ConceptEntry], titles: Iterable[Title]
) -> list[ConceptEntry]:
    """Add composed titles to the entries, and parts to the entries of titles.

    For recognition, both get the plural forms that begin an enumeration.
    """
    titles_by_id: dict[str, Title] = {}
    composed_entries: list[ConceptEntry] = []
    for title in titles:
        if title.entry.composed:
            terms = (*title.entry.terms, *_make_plural_terms(title))
            composed_entries.append(replace(title.entry, terms=terms))
        else:
            titles_by_id.setdefault(title.entry.id, title)
    return [
        _add_parts(entry, titles_by_id.get(entry.id)) for entry in entries
    ] + composed_entries


def _add_parts(entry: ConceptEntry, title: Title | None) -> ConceptEntry:
    if title is None:
        return entry
    known_texts = {(term.locale, _normalise(term.text)) for term in entry.terms}
    added_terms = [
        replace(term, status=TermStatus.ADMITTED)
        for term in title.terms
        if term.status in USABLE_STATUSES
        and (term.locale, _normalise(term.text)) not in known_texts
    ]
    terms = (*entry.terms, *added_terms, *_make_plural_terms(title))
    return replace(entry, parts=title.parts, terms=terms)


def _make_plural_terms(title: Title) -> Iterator[Term]:
    for language, words in title.office.words_by_language.items():
        for pattern in words.plural_patterns:
            for name in title.body.names.get(language, ()):
                if name.term.status in USABLE_STATUSES:
                    text = fill_pattern(
                        pattern, office="", body=name.term.text, core=name.core
                    )
                    yield _make_composed_term(
                        name.term.locale, text, TermStatus.ADMITTED
                    )
