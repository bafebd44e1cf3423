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

from glossary.entries.entry import USABLE, ConceptEntry, Term, TermStatus
from glossary.titles.title_rules import (
    BodyKind,
    Office,
    OfficeWords,
    find_core,
    title_rules,
)
from tm.text.capitals import capitalise_first
from tm.text.locale import Locale

_RANK = {status: rank for rank, status in enumerate(TermStatus)}
_FEWEST = 2
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


def composed_titles(entries: Iterable[ConceptEntry]) -> list[ConceptEntry]:
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
    bodies: dict[str, list[OfficialBody]] = {}
    for entry in termbase:
        for body in find_bodies(entry):
            bodies.setdefault(body.kind, []).append(body)
    if not bodies:
        return
    names = _TermbaseNames(termbase)
    for office in title_rules().offices:
        members = bodies.get(office.kind, ())
        office_entry = names.office(office) if members else None
        for body in members:
            id = office_entry.id if office_entry else office.id
            terms = _terms(office, office_entry, body)
            if len({term.locale.language for term in terms}) < _FEWEST:
                continue
            parts = id, body.entry.id
            stored_entry = names.owner(terms)
            entry = stored_entry or _composed_entry(
                parts, terms, office_entry, body.entry
            )
            yield Title(office, body, parts, terms, entry)


def find_bodies(entry: ConceptEntry) -> list[OfficialBody]:
    """Match an entry with all kinds of body; normally none or one fits."""
    if not any(_may_be_body(term.text) for term in entry.terms):
        return []
    bodies: list[tuple[OfficialBody, int]] = []
    by_language: dict[str, list[Term]] = {}
    for term in entry.terms:
        if not term.forbidden and not term.shared:
            by_language.setdefault(term.locale.language, []).append(term)
    for kind in title_rules().kinds:
        if entry.subject_field in kind.not_fields:
            continue
        body = _body(entry, kind, by_language)
        if body is not None:
            length = sum(len(name.core) for (name, *_) in body.names.values())
            bodies.append((body, length))
    # `Ủy ban nhân dân tỉnh` is a people's committee, and no committee nhân dân tỉnh.
    shortest = min((length for _, length in bodies), default=0)
    return [body for body, length in bodies if length == shortest]


def _may_be_body(name: str) -> bool:
    """Whether a name begins or ends like that of a body; a fast prefilter."""
    starts, ends = _body_name_edges()
    return capitalise_first(name).startswith(starts) or name.endswith(ends)


@lru_cache(maxsize=1)
def _body_name_edges() -> tuple[tuple[str, ...], tuple[str, ...]]:
    heads = [
        head.split("{core}")
        for kind in title_rules().kinds
        for heads in kind.heads.values()
        for head in heads
    ]
    starts = {prefix for prefix, _ in heads} - {""}
    return tuple(starts), tuple({suffix for prefix, suffix in heads if not prefix})


def _body(
    entry: ConceptEntry, kind: BodyKind, terms: Mapping[str, Sequence[Term]]
) -> OfficialBody | None:
    names: dict[str, tuple[BodyName, ...]] = {}
    for language, heads in kind.heads.items():
        language_terms = sorted(
            terms.get(language, ()), key=lambda term: _RANK[term.status]
        )
        if not language_terms:
            continue
        fitting = [
            BodyName(term, core)
            for term in language_terms
            for core in [_shortest_core(term.text, heads)]
            if core is not None
        ]
        if not fitting or fitting[0].term is not language_terms[0]:
            return None
        names[language] = tuple(fitting)
    if len(names) < _FEWEST:
        return None
    if kind.cores and not any(name.core in kind.cores for (name, *_) in names.values()):
        return None
    return OfficialBody(entry, kind.name, names)


def _shortest_core(name: str, heads: Sequence[str]) -> str | None:
    """Find the shortest core that any pattern leaves, ignoring an initial capital."""
    cores = [
        core
        for head in heads
        for candidate in (name, capitalise_first(name))
        if (core := find_core(candidate, head))
    ]
    return min(cores, key=len, default=None)


class _TermbaseNames:
    """The entries of a termbase, by name."""

    def __init__(self, entries: Sequence[ConceptEntry]) -> None:
        self._entries = {entry.id: entry for entry in entries}
        self._offices: dict[str, Counter[str]] = {}
        self._by_text: dict[tuple[str, str], list[str]] = {}
        for entry in entries:
            for term in entry.terms:
                if term.status in USABLE:
                    key = term.locale.language, _plain(term.text)
                    self._by_text.setdefault(key, []).append(entry.id)

    def office(self, office: Office) -> ConceptEntry | None:
        """Find the entry of an office: the one with most of its names.

        An entry with more names of another office is ignored: `Direktur Departemen` is both a
        Cục trưởng and a Vụ trưởng.
        """
        if not self._offices:
            for other in title_rules().offices:
                named = [(lang, words.office) for lang, words in other.words.items()]
                self._offices[other.name] = self._counts(named)
        counts = self._offices[office.name]
        best = _most_counted(counts)
        if best is None or any(
            other_counts[best] > counts[best] for other_counts in self._offices.values()
        ):
            return None
        return self._entries[best]

    def owner(self, terms: Iterable[Term]) -> ConceptEntry | None:
        """Find the entry that has a title's names in several languages."""
        usable = [
            (term.locale.language, term.text) for term in terms if term.status in USABLE
        ]
        counts = self._counts(usable)
        best = _most_counted(counts)
        return self._entries[best] if best and counts[best] >= _FEWEST else None

    def _counts(self, named: Iterable[tuple[str, str]]) -> Counter[str]:
        """Count the languages in which each entry has one of the names, by id."""
        languages: dict[str, set[str]] = {}
        for language, text in named:
            for id in self._by_text.get((language, _plain(text)), ()):
                languages.setdefault(id, set()).add(language)
        return Counter({id: len(where) for id, where in languages.items()})


def _most_counted(counts: Counter[str]) -> str | None:
    return min(counts, key=lambda id: (-counts[id], id), default=None)


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


def _terms(
    office: Office, office_entry: ConceptEntry | None, body: OfficialBody
) -> tuple[Term, ...]:
    """Make the terms of a title in each language of its rule and its body."""
    terms: list[Term] = []
    for language, words in office.words.items():
        names = body.names.get(language, ())
        seen: set[str] = set()
        for form_index, form in enumerate(words.forms):
            for rank, status in _office_terms(words, office_entry, language, form):
                for name in names:
                    text = fill_pattern(
                        form, office=rank, body=name.term.text, core=name.core
                    )
                    if text in seen:
                        continue
                    seen.add(text)
                    title_status = worse_status(status, name.term.status)
                    if title_status is TermStatus.PREFERRED and (
                        form_index or len(seen) > 1
                    ):
                        title_status = TermStatus.ADMITTED
                    terms.append(_term(name.term.locale, text, title_status))
    return tuple(terms)


def _office_terms(
    words: OfficeWords, office_entry: ConceptEntry | None, language: str, form: str
) -> list[tuple[str, TermStatus]]:
    """List the office's terms that may fill a pattern, with their statuses."""
    if "{office}" not in form:
        return [(words.office, TermStatus.PREFERRED)]
    ranks: list[tuple[str, TermStatus]] = []
    for term in office_entry.terms if office_entry else ():
        if term.locale.language != language or term.forbidden or term.shared:
            continue
        text = words.office if _plain(term.text) == _plain(words.office) else term.text
        ranks.append((text, term.status))
    if not any(status is TermStatus.PREFERRED for _, status in ranks):
        ranks.insert(0, (words.office, TermStatus.PREFERRED))
    return sorted(ranks, key=lambda pair: _RANK[pair[1]])


def fill_pattern(form: str, *, office: str, body: str, core: str) -> str:
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
    for mark, value in values.items():
        form = form.replace(mark, value)
    return form


def worse_status(first: TermStatus, second: TermStatus) -> TermStatus:
    """Choose the worse of two statuses, for a term composed of both terms."""
    return max(first, second, key=_RANK.__getitem__)


def _term(locale: Locale, text: str, status: TermStatus) -> Term:
    return Term(locale, text, status, composed=True)


def _composed_entry(
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
    composed: list[ConceptEntry] = []
    for title in titles:
        if title.entry.composed:
            terms = (*title.entry.terms, *_plural_terms(title))
            composed.append(replace(title.entry, terms=terms))
        else:
            titles_by_id.setdefault(title.entry.id, title)
    return [
        _add_parts(entry, titles_by_id.get(entry.id)) for entry in entries
    ] + composed


def _add_parts(entry: ConceptEntry, title: Title | None) -> ConceptEntry:
    if title is None:
        return entry
    known_texts = {(term.locale, _plain(term.text)) for term in entry.terms}
    added_terms = [
        replace(term, status=TermStatus.ADMITTED)
        for term in title.terms
        if term.status in USABLE and (term.locale, _plain(term.text)) not in known_texts
    ]
    terms = (*entry.terms, *added_terms, *_plural_terms(title))
    return replace(entry, parts=title.parts, terms=terms)


def _plural_terms(title: Title) -> Iterator[Term]:
    for language, words in title.office.words.items():
        for form in words.plural:
            for name in title.body.names.get(language, ()):
                if name.term.status in USABLE:
                    text = fill_pattern(
                        form, office="", body=name.term.text, core=name.core
                    )
                    yield _term(name.term.locale, text, TermStatus.ADMITTED)
