"""Concept entries as JSON and as text for people."""

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

_WORD_PATTERN = re.compile(r"\w+")
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
    """An entry to show, with the uses of its terms and the names of related entries."""

    entry: ConceptEntry
    locales: Sequence[Locale] = ()
    """The languages whose terms are shown; all languages if empty."""
    attested: Mapping[Term, Attestation | None] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of the related entries, by id."""

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
    """Make the JSON of an entry without its id."""
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
    """Make the JSON of a relation, with the name of the other entry."""
    return {
        "kind": relation.kind.value,
        "concept": relation.concept,
        "name": name,
        "valid_from": relation.valid_from,
        "valid_to": relation.valid_to,
    }


def attestation_json(attestation: Attestation | None) -> dict[str, Any] | None:
    """Make the JSON of the uses of a term in the memory; None if not searched."""
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
    attested_segment, opposite_segment = unit.source, unit.target
    if not example.is_source and opposite_segment is not None:
        attested_segment, opposite_segment = opposite_segment, attested_segment
    return {
        "text": attested_segment.text,
        "span": [example.span.start, example.span.end],
        "opposite": opposite_segment.text if opposite_segment else None,
        "other": opposite_segment.locale.tag if opposite_segment else None,
        "page_url": origin.page_url,
        "source_url": origin.source_url,
        "headline": origin.headline,
        "source_headline": origin.source_headline,
        "published": origin.published,
    }


def name_status(term: Term) -> str:
    """Return `forbidden` for a forbidden term, else its status."""
    return "forbidden" if term.forbidden else term.status.value


def choose_entry_name(entry: ConceptEntry, locales: Sequence[Locale]) -> str | None:
    """Choose the name of an entry: a preferred term in the first possible locale."""
    for locale in locales:
        for name in entry.list_preferred_texts(locale):
            return name
    return entry.terms[0].text if entry.terms else None


def draw_entry(
    console: "Console",
    heading_parts: Sequence[str | None],
    shown: ShownEntry,
    *,
    found_term: Term | None = None,
    typed: str = "",
) -> None:
    """Print an entry for people, with the typed words marked in its terms.

    With `found_term`, only that term is shown with an example.
    """
    entry = shown.entry
    heading = "  ".join(heading_part for heading_part in heading_parts if heading_part)
    console.print(heading, style="bold", markup=False, soft_wrap=True)
    for term in _order_terms(shown):
        console.print(_make_term_line(term, TypedQuery.parse(typed)), soft_wrap=True)
        term_facts = [_format_validity(term.valid_from, term.valid_to), term.note]
        _draw_note(console, "; ".join(filter(None, term_facts)), _INDENT)
        _draw_attestation(
            console, shown.attested.get(term), with_example=found_term in (None, term)
        )
    term_facts = [
        _format_validity(entry.valid_from, entry.valid_to),
        entry.definition,
        entry.note,
    ]
    sources = dict.fromkeys(term.source for term in shown.terms if term.source)
    term_facts.append("source: " + "; ".join(sources) if sources else None)
    for fact in term_facts:
        _draw_note(console, fact, 2)
    for relation in entry.relations:
        name = shown.names.get(relation.concept)
        draw_relation(console, relation, f"{relation.kind.value}:", name)


def draw_relation(
    console: "Console", relation: Relation, label: str, name: str | None
) -> None:
    """Print a relation for people."""
    validity = _format_validity(relation.valid_from, relation.valid_to)
    concept_label = f"{name} ({relation.concept})" if name else relation.concept
    _draw_note(console, "  ".join(filter(None, (label, concept_label, validity))), 2)


def _order_terms(shown: ShownEntry) -> list[Term]:
    """Order the terms by locale, and the preferred terms first."""
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


def _make_term_line(term: Term, typed: TypedQuery) -> "Text":
    from rich.text import Text

    status = name_status(term)
    line = Text(f"  {term.locale.tag:<5} ")
    line.append(f"{status:<11} ", style=_STYLES[status])
    text = Text(term.text, style="strike" if term.forbidden else "")
    for start, end in find_typed_parts(term.text, typed):
        text.stylize("bold reverse", start, end)
    return line.append_text(text)


def find_typed_parts(text: str, typed: TypedQuery) -> list[tuple[int, int]]:
    """Find the spans of typed words in a term, even if mistyped.

    >>> find_typed_parts("Bộ Ngoại giao", TypedQuery.parse("ngoai gioa"))
    [(3, 8), (9, 13)]
    """
    typed_spans = []
    for word_match in _WORD_PATTERN.finditer(text):
        folded_word = fold_text(word_match[0])
        matched_lengths = [
            len(typed_word)
            if folded_word.startswith(typed_word)
            and len(folded_word) == len(word_match[0])
            else len(folded_word)
            for typed_word in typed.words
            if folded_word.startswith(typed_word)
            or count_typos(typed_word, folded_word, count_allowed_typos(typed_word))
            <= count_allowed_typos(typed_word)
        ]
        if matched_lengths:
            end = min(word_match.start() + max(matched_lengths), word_match.end())
            typed_spans.append((word_match.start(), end))
    return typed_spans


def _format_validity(first: str | None, last: str | None) -> str | None:
    if first and last:
        return f"{first} to {last}"
    if first:
        return f"since {first}"
    return f"until {last}" if last else None


def _draw_note(console: "Console", note: str | None, indent: int) -> None:
    """Print a note in dim letters; long notes are wrapped."""
    from rich.padding import Padding
    from rich.text import Text

    if note:
        text = Text(note, style="dim")
        console.print(Padding(text, (0, 0, 0, indent), expand=False))


def _draw_attestation(
    console: "Console", attestation: Attestation | None, *, with_example: bool
) -> None:
    from rich.text import Text

    if attestation is None or not attestation.unit_count:
        return
    times_text = (
        f"{attestation.unit_count}×"
        if attestation.is_complete
        else f"{attestation.unit_count}× and more"
    )
    period = attestation.first_date or ""
    if attestation.first_date != attestation.last_date:
        period = f"{attestation.first_date} to {attestation.last_date}"
    _draw_note(
        console, "  ".join(filter(None, ("attested", times_text, period))), _INDENT
    )
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
