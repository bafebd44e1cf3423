"""Concept entries as JSON and as text for people."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from glossary.entries.entry import ConceptEntry, Relation, Term, TermStatus
from glossary.entries.notation import get_status_word
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
_RANK_BY_STATUS = {status: rank for rank, status in enumerate(TermStatus)}
_STYLE_BY_STATUS_NAME = {
    "preferred": "green",
    "admitted": "",
    "deprecated": "yellow",
    "superseded": "yellow",
    "forbidden": "red",
}
_TERM_INDENT_WIDTH = 20
"""Cells before a term."""


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry to show, with the uses of its terms and the names of related entries."""

    entry: ConceptEntry
    locales: Sequence[Locale] = ()
    """The languages whose terms are shown; all languages if empty."""
    attestation_by_term: Mapping[Term, Attestation | None] = field(default_factory=dict)
    name_by_concept_id: Mapping[str, str] = field(default_factory=dict)
    """Names of the related entries, by id."""

    @property
    def shown_terms(self) -> list[Term]:
        """The terms that are shown, in the order of the entry."""
        return [
            term
            for term in self.entry.terms
            if not self.locales
            or any(locale.covers(term.locale) for locale in self.locales)
        ]


def make_shown_entry_json(shown_entry: ShownEntry) -> dict[str, Any]:
    """Make the JSON of an entry without its id."""
    entry = shown_entry.entry
    return {
        "termbase": entry.termbase,
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
                "attested": make_attestation_json(
                    shown_entry.attestation_by_term.get(term)
                ),
            }
            for term in shown_entry.shown_terms
        ],
        "relations": [
            make_relation_json(
                relation, shown_entry.name_by_concept_id.get(relation.concept)
            )
            for relation in entry.relations
        ],
    }


def make_relation_json(relation: Relation, entry_name: str | None) -> dict[str, Any]:
    """Make the JSON of a relation, with the name of the other entry."""
    return {
        "kind": relation.kind.value,
        "concept": relation.concept,
        "name": entry_name,
        "valid_from": relation.valid_from,
        "valid_to": relation.valid_to,
    }


def make_attestation_json(attestation: Attestation | None) -> dict[str, Any] | None:
    """Make the JSON of the uses of a term in the memory; None if not searched."""
    if attestation is None:
        return None
    return {
        "count": attestation.unit_count,
        "is_all": attestation.is_complete,
        "first": attestation.first_date,
        "last": attestation.last_date,
        "example": _make_example_json(attestation.example)
        if attestation.example
        else None,
    }


def _make_example_json(example: AttestedUnit) -> dict[str, Any]:
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


def choose_entry_name(entry: ConceptEntry, locales: Sequence[Locale]) -> str | None:
    """Choose the name of an entry: a preferred term in the first possible locale."""
    for locale in locales:
        for preferred_text in entry.list_preferred_texts(locale):
            return preferred_text
    return entry.terms[0].text if entry.terms else None


def draw_entry(
    console: "Console",
    heading_parts: Sequence[str | None],
    shown_entry: ShownEntry,
    *,
    found_term: Term | None = None,
    typed_text: str = "",
) -> None:
    """Print an entry for people, with the typed words marked in its terms.

    With `found_term`, only that term is shown with an example.
    """
    entry = shown_entry.entry
    heading = "  ".join(heading_part for heading_part in heading_parts if heading_part)
    console.print(heading, style="bold", markup=False, soft_wrap=True)
    for term in _order_terms(shown_entry):
        console.print(
            _make_term_line(term, TypedQuery.parse(typed_text)), soft_wrap=True
        )
        term_facts = [_format_validity(term.valid_from, term.valid_to), term.note]
        _draw_note(console, "; ".join(filter(None, term_facts)), _TERM_INDENT_WIDTH)
        _draw_attestation(
            console,
            shown_entry.attestation_by_term.get(term),
            with_example=found_term in (None, term),
        )
    entry_facts = [
        _format_validity(entry.valid_from, entry.valid_to),
        entry.definition,
        entry.note,
    ]
    term_sources = dict.fromkeys(
        term.source for term in shown_entry.shown_terms if term.source
    )
    entry_facts.append("source: " + "; ".join(term_sources) if term_sources else None)
    for fact in entry_facts:
        _draw_note(console, fact, 2)
    for relation in entry.relations:
        related_name = shown_entry.name_by_concept_id.get(relation.concept)
        draw_relation(console, relation, f"{relation.kind.value}:", related_name)


def draw_relation(
    console: "Console", relation: Relation, label: str, entry_name: str | None
) -> None:
    """Print a relation for people."""
    validity = _format_validity(relation.valid_from, relation.valid_to)
    concept_label = (
        f"{entry_name} ({relation.concept})" if entry_name else relation.concept
    )
    _draw_note(console, "  ".join(filter(None, (label, concept_label, validity))), 2)


def _order_terms(shown_entry: ShownEntry) -> list[Term]:
    """Order the terms by locale, and the preferred terms first."""
    language_tags = [locale.language for locale in shown_entry.locales]
    language_tags += [term.locale.language for term in shown_entry.shown_terms]
    return sorted(
        shown_entry.shown_terms,
        key=lambda term: (
            language_tags.index(term.locale.language),
            term.locale.tag,
            _RANK_BY_STATUS[term.status] + term.forbidden,
        ),
    )


def _make_term_line(term: Term, typed_query: TypedQuery) -> "Text":
    from rich.text import Text

    status_name = get_status_word(term)
    term_line = Text(f"  {term.locale.tag:<5} ")
    term_line.append(f"{status_name:<11} ", style=_STYLE_BY_STATUS_NAME[status_name])
    term_text = Text(term.text, style="strike" if term.forbidden else "")
    for start, end in find_typed_spans(term.text, typed_query):
        term_text.stylize("bold reverse", start, end)
    return term_line.append_text(term_text)


def find_typed_spans(term_text: str, typed_query: TypedQuery) -> list[tuple[int, int]]:
    """Find the spans of typed words in a term, even if mistyped.

    >>> find_typed_spans("Bộ Ngoại giao", TypedQuery.parse("ngoai gioa"))
    [(3, 8), (9, 13)]
    """
    typed_spans = []
    for word_match in _WORD_PATTERN.finditer(term_text):
        folded_word = fold_text(word_match[0])
        matched_lengths = [
            len(typed_word)
            if folded_word.startswith(typed_word)
            and len(folded_word) == len(word_match[0])
            else len(folded_word)
            for typed_word in typed_query.words
            if folded_word.startswith(typed_word)
            or count_typos(typed_word, folded_word, count_allowed_typos(typed_word))
            <= count_allowed_typos(typed_word)
        ]
        if matched_lengths:
            span_end = min(word_match.start() + max(matched_lengths), word_match.end())
            typed_spans.append((word_match.start(), span_end))
    return typed_spans


def _format_validity(first_day: str | None, last_day: str | None) -> str | None:
    if first_day and last_day:
        return f"{first_day} to {last_day}"
    if first_day:
        return f"since {first_day}"
    return f"until {last_day}" if last_day else None


def _draw_note(console: "Console", note: str | None, indent_width: int) -> None:
    """Print a note in dim letters; long notes are wrapped."""
    from rich.padding import Padding
    from rich.text import Text

    if note:
        note_text = Text(note, style="dim")
        console.print(Padding(note_text, (0, 0, 0, indent_width), expand=False))


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
    period_text = attestation.first_date or ""
    if attestation.first_date != attestation.last_date:
        period_text = f"{attestation.first_date} to {attestation.last_date}"
    _draw_note(
        console,
        "  ".join(filter(None, ("attested", times_text, period_text))),
        _TERM_INDENT_WIDTH,
    )
    if attestation.example is None or not with_example:
        return
    example = _make_example_json(attestation.example)
    example_text = Text(" " * _TERM_INDENT_WIDTH + example["text"], style="dim")
    span_start, span_end = example["span"]
    example_text.stylize(
        "bold", _TERM_INDENT_WIDTH + span_start, _TERM_INDENT_WIDTH + span_end
    )
    console.print(example_text, soft_wrap=True)
    address = example["source_url"] or example["page_url"]
    for line in (example["opposite"] and f"→ {example['opposite']}", address):
        if line:
            line = " " * _TERM_INDENT_WIDTH + line
            console.print(line, style="dim", markup=False, soft_wrap=True)
