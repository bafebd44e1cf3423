"""CSV of terms: a row a concept, or a row a pair of terms with its status.

A row a concept: `concept_id`, `domain`, `note` …; every column that is a locale tag
holds the preferred term, `LOCALE_variants` the others. Several in a cell are parted by
`;`. Marks before a text: `!` known error, forbidden; `~` also the name of another
concept; `&` may be used as well; `<` superseded. A variant without a mark is
deprecated: known, but not to be used.

A row a pair: `concept_id`, two locales, `status` and perhaps `domain`. `variant` is a
deprecated target term, `forbidden` a forbidden one, `forbidden_LOCALE` one of that
side.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from exports.format import Lost, Skipped, Tally, Written
from exports.table import Row, Table, read_table
from glossary.entry import ConceptEntry, Term, TermStatus
from tm.errors import FormatError, InputError, InvalidLocale
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import content_key

LONGEST = 500
"""Characters; what is longer is a sentence that slipped into a cell."""

_FIELDS = ("definition", "note", "confidence", "valid_from", "valid_to")
_ALWAYS = ("note", "confidence")
_OTHERS = ("concept_id", "domain", "status", "source", *_FIELDS)
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_VARIANTS = "_variants"
_MARKS = "!~&<"
_STATUSES = {
    "variant": (TermStatus.DEPRECATED, False),
    "forbidden": (TermStatus.DEPRECATED, True),
    **{status.value: (status, False) for status in TermStatus},
}


_Key = tuple[Locale, str]


@dataclass(frozen=True, slots=True)
class TermsRead:
    """The entries of a file, and what of it could not be read."""

    entries: list[ConceptEntry]
    skipped: list[Skipped]
    lost: list[Lost]
    notes: list[str]
    """Words for the user: the encoding was guessed."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the columns of a table are."""

    locales: dict[str, Locale]
    variants: dict[str, Locale]
    unknown: tuple[str, ...]
    has_status: bool
    has_id: bool


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entry whose rows are still being read."""

    id: str
    domain: str | None
    terms: Mapping[_Key, Term] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A row of two terms."""

    id: str
    domain: str | None
    judged: Term
    """The one whose status the row gives."""
    named: Term
    """The other one."""


def read(path: Path) -> TermsRead:
    """The entries of a file; rows that make no sense are skipped, with the reason.

    Raises FormatError where the columns are not those of terms.
    """
    table = read_table(path, recognises=_recognises)
    columns = _columns(table)
    skipped = [Skipped(table.path, row, reason) for row, reason in table.damaged]
    tally = Tally()
    pairs = columns.has_status and len(columns.locales) == 2 and not columns.variants
    reader = _read_pairs if pairs else _read_concepts
    entries = list(reader(table, columns, skipped))
    for row in table.rows:
        for name in columns.unknown:
            tally.add(f"column {name!r}, which is not known", bool(row.cell(name)))
    skipped.sort(key=lambda entry: entry.line or 0)
    return TermsRead(entries, skipped, list(tally.lost()), list(table.notes))


def write(entries: Iterable[ConceptEntry], file: BinaryIO) -> Written:
    """A row a concept, with a column for every locale there is."""
    whole = list(entries)
    locales = list(dict.fromkeys(term.locale for e in whole for term in e.terms))
    used = [name for name in _FIELDS if any(getattr(e, name) for e in whole)]
    fields = [name for name in _FIELDS if name in used or name in _ALWAYS]
    tally = Tally()
    rows = [_cells(entry, locales, fields, tally) for entry in whole]
    names = list(dict.fromkeys(name for row in rows for name in row))
    order = ["concept_id", "domain"]
    for locale in locales:
        order += [locale.tag, locale.tag + _VARIANTS]
    order = [
        name for name in [*order, *fields, "source"] if name in names or name in _ALWAYS
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, order, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    file.write(text.getvalue().encode())
    return Written(len(whole), 0, tally.lost())


def _recognises(name: str) -> bool:
    return name in _OTHERS or _locale(name.removesuffix(_VARIANTS)) is not None


def _columns(table: Table) -> _Columns:
    locales, variants, unknown = {}, {}, []
    for name in table.columns:
        if name in _OTHERS:
            continue
        locale = _locale(name.removesuffix(_VARIANTS))
        if locale is None:
            unknown.append(name)
        elif name.endswith(_VARIANTS):
            variants[name] = locale
        else:
            locales[name] = locale
    if not locales:
        raise FormatError(
            "no column has a locale (vi, id, en …) for its name; there are: "
            + ", ".join(table.columns),
            path=table.path,
            line=1,
        )
    return _Columns(
        locales,
        variants,
        tuple(unknown),
        has_status="status" in table.columns,
        has_id="concept_id" in table.columns,
    )


def _read_concepts(
    table: Table, columns: _Columns, skipped: list[Skipped]
) -> Iterator[ConceptEntry]:
    seen: dict[str, int] = {}
    for row in table.rows:
        try:
            entry = _entry(row, columns)
            if entry.id in seen:
                raise InputError(f"{entry.id} is in line {seen[entry.id]} already")
        except InputError as error:
            skipped.append(Skipped(table.path, row.line, str(error)))
            continue
        seen[entry.id] = row.line
        yield entry


def _entry(row: Row, columns: _Columns) -> ConceptEntry:
    terms: dict[_Key, Term] = {}
    source = row.cell("source") or None
    for names, status in (
        (columns.locales, TermStatus.PREFERRED),
        (columns.variants, TermStatus.DEPRECATED),
    ):
        for name, locale in names.items():
            for text in row.cell(name).split(";"):
                if text.strip():
                    term = _marked(text, locale, status)
                    _put(terms, replace(term, source=source))
    if not terms:
        raise InputError("there is no term in it")
    # In the order of the columns, so that writing gives the same file back.
    places = list(
        dict.fromkeys([*columns.locales.values(), *columns.variants.values()])
    )
    ordered = sorted(terms.values(), key=lambda term: places.index(term.locale))
    return ConceptEntry(
        id=_id(row, columns, ordered),
        terms=tuple(ordered),
        subject_field=row.cell("domain") or None,
        definition=row.cell("definition") or None,
        note=row.cell("note") or None,
        confidence=row.cell("confidence") or None,
        valid_from=_date(row, "valid_from"),
        valid_to=_date(row, "valid_to"),
    )


def _id(row: Row, columns: _Columns, terms: Iterable[Term]) -> str:
    if columns.has_id:
        id = row.cell("concept_id")
        if not id:
            raise InputError("it has no concept_id")
        return id
    return _made_id([t for t in terms if t.status is TermStatus.PREFERRED])


def _made_id(terms: Iterable[Term]) -> str:
    """Without an id, the terms to use say which concept it is."""
    parts = [part for term in terms for part in (term.locale.tag, term.text)]
    return "x" + content_key(*parts).hex()[:12]


def _marked(text: str, locale: Locale, status: TermStatus) -> Term:
    """A term of a cell, with the marks before it."""
    text = text.strip()
    bare = text.lstrip(_MARKS)
    marks = text[: len(text) - len(bare)]
    if "!" in marks:
        status = TermStatus.DEPRECATED
    elif "<" in marks:
        status = TermStatus.SUPERSEDED
    elif "&" in marks:
        status = TermStatus.ADMITTED
    return _term(bare, locale, status, forbidden="!" in marks, shared="~" in marks)


def _term(
    text: str,
    locale: Locale,
    status: TermStatus,
    *,
    forbidden: bool = False,
    shared: bool = False,
) -> Term:
    plain = " ".join(nfc(text).split())
    if not plain:
        raise InputError(f"an empty term in {locale}")
    if len(plain) > LONGEST:
        raise InputError(
            f"a term of {len(plain):,} characters in {locale}; at most {LONGEST}"
        )
    return Term(locale, plain, status, forbidden=forbidden, shared=shared)


def _put(terms: dict[_Key, Term], term: Term) -> None:
    """Add a term to those of its concept; the first of equal texts stays."""
    known = terms.setdefault((term.locale, term.text), term)
    preferred = TermStatus.PREFERRED
    if known.forbidden != term.forbidden and preferred in (known.status, term.status):
        raise InputError(f"{term.text!r} is both preferred and forbidden")


def _read_pairs(
    table: Table, columns: _Columns, skipped: list[Skipped]
) -> Iterator[ConceptEntry]:
    drafts: dict[str, _Draft] = {}
    for row in table.rows:
        try:
            pair = _pair(row, columns)
            draft = drafts.get(pair.id) or _Draft(pair.id, pair.domain)
            terms = _joined(draft.terms, pair)
        except InputError as error:
            skipped.append(Skipped(table.path, row.line, str(error)))
            continue
        drafts[pair.id] = replace(draft, terms=terms)
    locales = list(columns.locales.values())
    for draft in drafts.values():
        ordered = sorted(
            draft.terms.values(), key=lambda term: locales.index(term.locale)
        )
        yield ConceptEntry(draft.id, tuple(ordered), subject_field=draft.domain)


def _pair(row: Row, columns: _Columns) -> _Pair:
    texts = {locale: row.cell(name) for name, locale in columns.locales.items()}
    source, target = texts
    given = row.cell("status").lower() or "preferred"
    side, status, forbidden = target, TermStatus.DEPRECATED, True
    if given == f"forbidden_{source.tag.lower()}":
        side = source
    elif given != f"forbidden_{target.tag.lower()}":
        if given not in _STATUSES:
            known = ", ".join([*_STATUSES, f"forbidden_{source}"])
            raise InputError(f"unknown status {given!r}; known: {known}")
        status, forbidden = _STATUSES[given]
    judged = _term(texts[side], side, status, forbidden=forbidden)
    other = target if side == source else source
    named = _term(texts[other], other, TermStatus.PREFERRED)
    id = row.cell("concept_id")
    if not id:
        if columns.has_id:
            raise InputError("it has no concept_id")
        id = _made_id([judged if side == source else named])
    return _Pair(id, row.cell("domain") or None, judged, named)


def _joined(known: Mapping[_Key, Term], pair: _Pair) -> dict[_Key, Term]:
    """The terms of a concept with those of one more pair.

    The row says nothing of the status of its other side: the first term of a
    language is the preferred one, what comes later may be used as well.
    """
    named = pair.named
    if any(
        term.locale == named.locale and term.status is TermStatus.PREFERRED
        for term in known.values()
    ):
        named = replace(named, status=TermStatus.ADMITTED)
    terms = dict(known)
    terms.setdefault((named.locale, named.text), named)
    _put(terms, pair.judged)
    return terms


def _date(row: Row, name: str) -> str | None:
    value = row.cell(name)
    if value and not _DATE.fullmatch(value):
        raise InputError(f"{name} is {value!r}, not a date such as 2025-03-01")
    return value or None


def _locale(name: str) -> Locale | None:
    try:
        return Locale.parse(name)
    except InvalidLocale:
        return None


def _cells(
    entry: ConceptEntry, locales: Iterable[Locale], fields: Iterable[str], tally: Tally
) -> dict[str, str]:
    """The row of a concept, counting what it has no place for."""
    cells = {"concept_id": entry.id, "domain": entry.subject_field or ""}
    terms = [term for term in entry.terms if _fits(term)]
    tally.add("terms with `;` or a mark in them", len(entry.terms) - len(terms))
    for locale in locales:
        here = [term for term in terms if term.locale == locale]
        preferred = [t for t in here if t.status is TermStatus.PREFERRED]
        others = [t for t in here if t.status is not TermStatus.PREFERRED]
        cells[locale.tag] = ";".join(map(_with_marks, preferred))
        if others:
            cells[locale.tag + _VARIANTS] = ";".join(map(_with_marks, others))
    cells |= {name: getattr(entry, name) or "" for name in fields}
    sources = {term.source for term in entry.terms}
    if len(sources) == 1 and (source := sources.pop()):
        cells["source"] = source
    tally.add("sources of single terms", len(sources) > 1)
    tally.add("relations", len(entry.relations))
    for term in entry.terms:
        tally.add("parts of speech", term.part_of_speech is not None)
        tally.add("case rules", term.case_sensitive is not None)
        tally.add("dates of single terms", bool(term.valid_from or term.valid_to))
        tally.add("notes of single terms", term.note is not None)
    return cells


def _with_marks(term: Term) -> str:
    marks = "~" if term.shared else ""
    if term.forbidden:
        marks += "!"
    elif term.status is TermStatus.ADMITTED:
        marks += "&"
    elif term.status is TermStatus.SUPERSEDED:
        marks += "<"
    return marks + term.text


def _fits(term: Term) -> bool:
    return ";" not in term.text and term.text[0] not in _MARKS
