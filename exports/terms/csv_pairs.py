"""CSV of terms with a row for each pair: two locales, `status`, perhaps `domain`.

The status is that of the second locale's term: `variant` is a deprecated one,
`forbidden` a forbidden one, and `forbidden_LOCALE` says it of the other side. Rows
with the same `concept_id` are one concept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from exports.entry import SkippedEntry
from exports.table.csv_reader import TableRow, TextTable
from exports.term_format import EntryLine
from exports.terms.columns import TermColumns
from exports.terms.text import made_id, term_text
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from tm.errors import InputError
from tm.text.locale import Locale

_STATUSES = {
    "variant": (TermStatus.DEPRECATED, False),
    "forbidden": (TermStatus.DEPRECATED, True),
    **{status.value: (status, False) for status in TermStatus},
}

_Key = tuple[Locale, str]


@dataclass(frozen=True, slots=True)
class _ConceptDraft:
    """An entry whose rows are still being read."""

    id: str
    domain: str | None
    line: int
    terms: Mapping[_Key, Term] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _PairRow:
    """A row of two terms."""

    id: str
    domain: str | None
    judged: Term
    """The one whose status the row gives."""
    named: Term
    """The other one."""


def read_pairs(
    table: TextTable, columns: TermColumns, skipped: list[SkippedEntry]
) -> Iterator[ConceptEntry | EntryLine]:
    """The concepts of a table of pairs; what makes no sense is added to `skipped`."""
    drafts: dict[str, _ConceptDraft] = {}
    for row in table.rows:
        try:
            pair = _pair(row, columns)
            draft = drafts.get(pair.id) or _ConceptDraft(pair.id, pair.domain, row.line)
            terms = _joined(draft.terms, pair)
        except InputError as error:
            skipped.append(SkippedEntry(table.path, row.line, str(error)))
            continue
        drafts[pair.id] = replace(draft, terms=terms)
    locales = list(columns.locales.values())
    for draft in drafts.values():
        ordered = sorted(
            draft.terms.values(), key=lambda term: locales.index(term.locale)
        )
        yield EntryLine(draft.line)
        yield ConceptEntry(draft.id, tuple(ordered), subject_field=draft.domain)


def _pair(row: TableRow, columns: TermColumns) -> _PairRow:
    texts = {locale: row.read_cell(name) for name, locale in columns.locales.items()}
    if len(texts) != 2:
        raise InputError("both columns are of the same locale")
    source, target = texts
    status_name = row.read_cell("status").lower() or "preferred"
    side, status, forbidden = target, TermStatus.DEPRECATED, True
    if status_name == f"forbidden_{source.tag.lower()}":
        side = source
    elif status_name != f"forbidden_{target.tag.lower()}":
        if status_name not in _STATUSES:
            known_names = ", ".join([*_STATUSES, f"forbidden_{source}"])
            raise InputError(f"unknown status {status_name!r}; known: {known_names}")
        status, forbidden = _STATUSES[status_name]
    judged = Term(side, term_text(texts[side], side), status, forbidden=forbidden)
    other_locale = target if side == source else source
    named = Term(other_locale, term_text(texts[other_locale], other_locale))
    id = row.read_cell("concept_id")
    if not id:
        if "concept_id" in columns.names:
            raise InputError("it has no concept_id")
        first_term = judged if side == source else named
        id = made_id(
            [replace(first_term, status=TermStatus.PREFERRED, forbidden=False)]
        )
    return _PairRow(id, row.read_cell("domain") or None, judged, named)


def _joined(known_terms: Mapping[_Key, Term], pair: _PairRow) -> dict[_Key, Term]:
    """The terms of a concept with those of one more pair.

    The row says nothing of the status of its other side: the first term of a
    language is the preferred one, what comes later may be used as well.
    """
    named = pair.named
    if any(
        term.locale == named.locale and term.status is TermStatus.PREFERRED
        for term in known_terms.values()
    ):
        named = replace(named, status=TermStatus.ADMITTED)
    terms = dict(known_terms)
    terms.setdefault((named.locale, named.text), named)
    judged = pair.judged
    first_term = terms.setdefault((judged.locale, judged.text), judged)
    preferred = TermStatus.PREFERRED
    if first_term.forbidden != judged.forbidden and preferred in (
        first_term.status,
        judged.status,
    ):
        raise InputError(f"{judged.text!r} is both preferred and forbidden")
    return terms
