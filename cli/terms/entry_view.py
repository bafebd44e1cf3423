"""A concept entry as commands of the termbase print it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from glossary.entries.entry import ConceptEntry, Relation, Term, TermStatus
from glossary.lookup.typed_query import TypedQuery
from glossary.lookup.typos import count_allowed_typos
from tm.match.similarity import count_typos
from tm.store.phrases.attestation import Attestation, AttestedUnit
from tm.text.locale import Locale
from tm.text.normal import fold_text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_WORD = re.compile(r"\w+")
_RANK = {status: rank for rank, status in enumerate(TermStatus)}
_STYLES = {
    "preferred": "green",
    "admitted": "",
    "deprecated": "yellow",
    "superseded": "yellow",
    "forbidden": "red",
}
_INDENT = 20
"""Cells before a term."""


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry, and what else is shown of it."""

    entry: ConceptEntry
    locales: Sequence[Locale] = ()
    """Which terms are shown; all, if none is named."""
    attested: Mapping[Term, Attestation | None] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    """What the entries are called that it has relations to."""

    @property
    def terms(self) -> list[Term]:
        """The terms that are shown, in the order of the entry."""
        return [
            term
            for term in self.entry.terms
            if not self.locales
            or any(locale.covers(term.locale) for locale in self.locales)
        ]


def entry_json(shown: ShownEntry) -> dict[str, Any]:
    """All of an entry but its id, as interfaces promise it."""
    entry = shown.entry
    return {
        "subject_field": entry.subject_field,
        "definition": entry.definition,
        "note": entry.note,
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
        "confidence": entry.confidence,
        "terms": [
            {
                "locale": term.locale.tag,
                "text": term.text,
                "status": term.status.value,
                "forbidden": term.forbidden,
                "part_of_speech": term.part_of_speech,
                "note": term.note,
                "source": term.source,
                "valid_from": term.valid_from,
                "valid_to": term.valid_to,
                "attested": attestation_json(shown.attested.get(term)),
            }
            for term in shown.terms
        ],
        "relations": [
            relation_json(entry_relation, shown.names.get(entry_relation.concept))
            for entry_relation in entry.relations
        ],
    }


def relation_json(relation: Relation, name: str | None) -> dict[str, Any]:
    """A relation, and what the other entry is called."""
    return {
        "kind": relation.kind.value,
        "concept": relation.concept,
        "name": name,
        "valid_from": relation.valid_from,
        "valid_to": relation.valid_to,
    }


def attestation_json(attestation: Attestation | None) -> dict[str, Any] | None:
    """How the memory attests a term; null where nobody looked."""
    if attestation is None:
        return None
    return {
        "count": attestation.unit_count,
        "is_all": attestation.is_complete,
        "first": attestation.first_date,
        "last": attestation.last_date,
        "example": _example_json(attestation.example) if attestation.example else None,
    }


def _example_json(example: AttestedUnit) -> dict[str, Any]:
    unit = example.unit
    origin = unit.origin
    this, opposite = unit.source, unit.target
    if not example.is_source and opposite is not None:
        this, opposite = opposite, this
    return {
        "text": this.text,
        "span": [example.span.start, example.span.end],
        "opposite": opposite.text if opposite else None,
        "other": opposite.locale.tag if opposite else None,
        "page_url": origin.page_url,
        "source_url": origin.source_url,
        "headline": origin.headline,
        "source_headline": origin.source_headline,
        "published": origin.published,
    }


def status_name(term: Term) -> str:
    """The status of a term, or that it is forbidden."""
    return "forbidden" if term.forbidden else term.status.value


def entry_name(entry: ConceptEntry, locales: Sequence[Locale]) -> str | None:
    """What an entry is called, in the first locale that it has a term of."""
    for locale in locales:
        for name in entry.list_preferred_texts(locale):
            return name
    return entry.terms[0].text if entry.terms else None


def draw_entry(
    console: "Console",
    head: Sequence[str | None],
    shown: ShownEntry,
    *,
    found_term: Term | None = None,
    typed: str = "",
) -> None:
    """An entry for people; what was typed stands out in its terms.

    With `found_term`, only that term is shown with an example.
    """
    entry = shown.entry
    line = "  ".join(part for part in head if part)
    console.print(line, style="bold", markup=False, soft_wrap=True)
    for term in _order_terms(shown):
        console.print(_term_line(term, TypedQuery.parse(typed)), soft_wrap=True)
        facts = [_format_validity(term.valid_from, term.valid_to), term.note]
        _draw_note(console, "; ".join(filter(None, facts)), _INDENT)
        _draw_attestation(
            console, shown.attested.get(term), with_example=found_term in (None, term)
        )
    facts = [
        _format_validity(entry.valid_from, entry.valid_to),
        entry.definition,
        entry.note,
    ]
    sources = dict.fromkeys(term.source for term in shown.terms if term.source)
    facts.append("source: " + "; ".join(sources) if sources else None)
    for fact in facts:
        _draw_note(console, fact, 2)
    for relation in entry.relations:
        name = shown.names.get(relation.concept)
        draw_relation(console, relation, f"{relation.kind.value}:", name)


def draw_relation(
    console: "Console", relation: Relation, how: str, name: str | None
) -> None:
    """A relation for people."""
    dates = _format_validity(relation.valid_from, relation.valid_to)
    what = f"{name} ({relation.concept})" if name else relation.concept
    _draw_note(console, "  ".join(filter(None, (how, what, dates))), 2)


def _order_terms(shown: ShownEntry) -> list[Term]:
    """By locale, in the order in which those are shown; the preferred ones first."""
    tags = [locale.language for locale in shown.locales]
    tags += [term.locale.language for term in shown.terms]
    return sorted(
        shown.terms,
        key=lambda term: (
            tags.index(term.locale.language),
            term.locale.tag,
            _RANK[term.status] + term.forbidden,
        ),
    )


def _term_line(term: Term, typed: TypedQuery) -> "Text":
    from rich.text import Text

    status = status_name(term)
    line = Text(f"  {term.locale.tag:<5} ")
    line.append(f"{status:<11} ", style=_STYLES[status])
    text = Text(term.text, style="strike" if term.forbidden else "")
    for start, end in find_typed_parts(term.text, typed):
        text.stylize("bold reverse", start, end)
    return line.append_text(text)


def find_typed_parts(text: str, typed: TypedQuery) -> list[tuple[int, int]]:
    """Where the words that were typed stand in a term, if perhaps with a slip.

    >>> find_typed_parts("Bộ Ngoại giao", Typed.of("ngoai gioa"))
    [(3, 8), (9, 13)]
    """
    found = []
    for word in _WORD.finditer(text):
        bare = fold_text(word[0])
        lengths = [
            len(one)
            if bare.startswith(one) and len(bare) == len(word[0])
            else len(bare)
            for one in typed.words
            if bare.startswith(one)
            or count_typos(one, bare, count_allowed_typos(one))
            <= count_allowed_typos(one)
        ]
        if lengths:
            end = min(word.start() + max(lengths), word.end())
            found.append((word.start(), end))
    return found


def _format_validity(first: str | None, last: str | None) -> str | None:
    if first and last:
        return f"{first} to {last}"
    if first:
        return f"since {first}"
    return f"until {last}" if last else None


def _draw_note(console: "Console", words: str | None, indent: int) -> None:
    """Words in dim letters, wrapped where they are long."""
    from rich.padding import Padding
    from rich.text import Text

    if words:
        text = Text(words, style="dim")
        console.print(Padding(text, (0, 0, 0, indent), expand=False))


def _draw_attestation(
    console: "Console", attestation: Attestation | None, *, with_example: bool
) -> None:
    from rich.text import Text

    if attestation is None or not attestation.unit_count:
        return
    times = (
        f"{attestation.unit_count}×"
        if attestation.is_complete
        else f"{attestation.unit_count}× and more"
    )
    days = attestation.first_date or ""
    if attestation.first_date != attestation.last_date:
        days = f"{attestation.first_date} to {attestation.last_date}"
    _draw_note(console, "  ".join(filter(None, ("attested", times, days))), _INDENT)
    if attestation.example is None or not with_example:
        return
    example = _example_json(attestation.example)
    text = Text(" " * _INDENT + example["text"], style="dim")
    start, end = example["span"]
    text.stylize("bold", _INDENT + start, _INDENT + end)
    console.print(text, soft_wrap=True)
    address = example["source_url"] or example["page_url"]
    for line in (example["opposite"] and f"→ {example['opposite']}", address):
        if line:
            line = " " * _INDENT + line
            console.print(line, style="dim", markup=False, soft_wrap=True)
