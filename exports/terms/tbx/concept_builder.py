"""Drafts of concept entries and terms while TBX is read, with facts in any order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from exports.terms.field_texts import make_concept_id, parse_interval, parse_relation
from exports.terms.tbx.fields import NoteFactKind, parse_fact, parse_status
from exports.terms.tbx.note_lines import load_categories, rank_term_category
from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from tm.errors import InputError
from tm.text.locale import Locale

_STATUS_CATEGORIES = ("administrativeStatus", "normativeAuthorization")
_RELATION_KIND_BY_CATEGORY = {
    "superordinateConceptGeneric": RelationKind.BROADER,
    "broaderConceptGeneric": RelationKind.BROADER,
    "superordinateConceptPartitive": RelationKind.PART_OF,
    "broaderConceptPartitive": RelationKind.PART_OF,
}
"""Categories of TBX-Default that are relations of Padanan."""


def describe_fact(category: str, text: str, target_id: str) -> str:
    """Describe a fact that has no field as a line of a note; empty without content.

    >>> describe_fact("xGraphic", "the flag", "flag.png")
    'xGraphic: the flag (flag.png)'
    """
    description = " ".join(filter(None, (text, f"({target_id})" if target_id else "")))
    return f"{category}: {description}" if description else ""


@dataclass(slots=True)
class TermBuilder:
    """A term with the facts read so far."""

    locale: Locale
    text: str
    status: TermStatus | None = None
    text_by_fact: dict[NoteFactKind, str] = field(default_factory=dict)
    ranked_note_lines: list[tuple[int, str]] = field(default_factory=list)
    """First lines of the note, with their ranks."""
    notes: list[str] = field(default_factory=list)

    def add_described_fact(self, category: str, text: str, target_id: str) -> None:
        """Add a fact that has no field to the note."""
        note_line = describe_fact(category, text, target_id)
        category_rank = rank_term_category(category)
        if category_rank is not None and not target_id and "\n" not in text:
            self.ranked_note_lines.append((category_rank, note_line))
        else:
            self.notes.append(note_line)

    def add_fact(self, category: str, text: str) -> bool:
        """Add a fact; return False if it is not a fact about a term.

        Raises InputError for an unknown status.
        """
        if category in _STATUS_CATEGORIES:
            self._add_note_fact(NoteFactKind.STATUS, text)
        elif category == "partOfSpeech":
            self.text_by_fact.setdefault(NoteFactKind.PART_OF_SPEECH, text)
        elif category == "source":
            self.text_by_fact.setdefault(NoteFactKind.SOURCE, text)
        elif category == "note":
            fact_kind, content = parse_fact(text)
            if fact_kind is NoteFactKind.NOTE:
                self.notes.append(content)
            else:
                self._add_note_fact(fact_kind, content)
        else:
            return False
        return True

    def _add_note_fact(self, fact_kind: NoteFactKind, text: str) -> None:
        """Add a fact that a note states. Raises InputError for an unknown status."""
        if fact_kind is NoteFactKind.STATUS:
            status_and_flag = parse_status(text)
            if status_and_flag is None:
                raise InputError(f"unknown status {text!r} of {self.text!r}")
            if self.status is None:
                self.status, is_forbidden = status_and_flag
                if is_forbidden:
                    self.text_by_fact[NoteFactKind.FORBIDDEN] = "yes"
        else:
            self.text_by_fact[fact_kind] = text

    def make_term(self, default_status: TermStatus) -> Term:
        """Make the term; `default_status` is used if the draft has no status."""
        text_by_fact = self.text_by_fact
        valid_from_and_to = parse_interval(text_by_fact.get(NoteFactKind.VALID, ""))
        case_text = text_by_fact.get(NoteFactKind.CASE)
        is_forbidden = text_by_fact.get(NoteFactKind.FORBIDDEN) == "yes"
        return Term(
            self.locale,
            self.text,
            TermStatus.DEPRECATED if is_forbidden else default_status,
            forbidden=is_forbidden,
            shared=text_by_fact.get(NoteFactKind.SHARED) == "yes",
            part_of_speech=text_by_fact.get(NoteFactKind.PART_OF_SPEECH) or None,
            case_sensitive=None if case_text is None else case_text == "yes",
            valid_from=valid_from_and_to[0],
            valid_to=valid_from_and_to[1],
            note=_format_note(self.ranked_note_lines, self.notes),
            source=text_by_fact.get(NoteFactKind.SOURCE) or None,
        )


@dataclass(slots=True)
class ConceptBuilder:
    """A concept with the facts read so far."""

    id: str
    term_builders: list[TermBuilder] = field(default_factory=list)
    text_by_fact: dict[NoteFactKind, str] = field(default_factory=dict)
    subject_fields: list[str] = field(default_factory=list)
    ranked_note_lines: list[tuple[int, str]] = field(default_factory=list)
    """First lines of the note, with their ranks."""
    notes: list[str] = field(default_factory=list)
    section_locales: list[Locale] = field(default_factory=list)
    """Locales of the language sections so far."""
    tag_by_definition: dict[str, str] = field(default_factory=dict)
    """Language tags by definition; empty for a definition without language."""
    relations: list[Relation] = field(default_factory=list)

    def add_fact(
        self,
        category: str,
        text: str,
        target_id: str,
        *,
        locale: Locale | None = None,
    ) -> bool:
        """Add a fact about the concept or one of its languages.

        `target_id`: id that the fact refers to. Returns False if no field can hold it.
        """
        if category == "note":
            self._add_note(text)
        elif category == "definition":
            if text:
                self.tag_by_definition.setdefault(text, locale.tag if locale else "")
        elif category == "subjectField":
            if text and text not in self.subject_fields:
                self.subject_fields.append(text)
        else:
            relation = self._parse_relation(category, text, target_id)
            if relation is None:
                return False
            self.relations.append(relation)
        return True

    def add_described_fact(
        self, category: str, text: str, target_id: str, locale: Locale | None = None
    ) -> None:
        """Add a fact that has no field to the note of the concept."""
        category_rank = 0
        described_category = category
        if locale is not None:
            described_category = f"{category} ({locale})"
            if locale not in self.section_locales:
                self.section_locales.append(locale)
            category_rank = 1 + self.section_locales.index(locale)
        note_line = describe_fact(described_category, text, target_id)
        is_concept_category = (
            category in load_categories("TBX-Default").concept_element_by_category
        )
        if is_concept_category and not target_id and "\n" not in text:
            self.ranked_note_lines.append((category_rank, note_line))
        else:
            self.notes.append(note_line)

    def make_entry(self, terms: Sequence[Term]) -> ConceptEntry:
        """Make the entry of the facts so far and the terms."""
        text_by_fact = self.text_by_fact
        valid_from_and_to = parse_interval(text_by_fact.get(NoteFactKind.VALID, ""))
        concept_id = (
            text_by_fact.get(NoteFactKind.ID) or self.id or make_concept_id(terms)
        )
        return ConceptEntry(
            concept_id,
            tuple(terms),
            subject_field="; ".join(self.subject_fields) or None,
            definition=self._format_definition(),
            note=_format_note(self.ranked_note_lines, self.notes),
            valid_from=valid_from_and_to[0],
            valid_to=valid_from_and_to[1],
            relations=tuple(self.relations),
            confidence=text_by_fact.get(NoteFactKind.CONFIDENCE),
        )

    def _add_note(self, text: str) -> None:
        """Add the fact that a note states, else the note itself."""
        fact_kind, content = parse_fact(text)
        if fact_kind is NoteFactKind.NOTE:
            self.notes.append(content)
        elif fact_kind is NoteFactKind.DEFINITION:
            self.tag_by_definition.setdefault(content, "")
        elif fact_kind is NoteFactKind.SUBJECT_FIELD:
            self.subject_fields.append(content)
        elif fact_kind is NoteFactKind.RELATION:
            relation = parse_relation(content)
            if relation is not None:
                self.relations.append(relation)
        else:
            self.text_by_fact[fact_kind] = content

    def _parse_relation(
        self, category: str, text: str, target_id: str
    ) -> Relation | None:
        """Parse the relation that a fact states; None for another fact."""
        if not target_id:
            return None
        if category in _RELATION_KIND_BY_CATEGORY:
            return Relation(_RELATION_KIND_BY_CATEGORY[category], target_id)
        if category == "crossReference":
            return parse_relation(text, target_id)
        return None

    def _format_definition(self) -> str | None:
        """Format the definition; several ones each with their language."""
        if len(self.tag_by_definition) < 2:
            return next(iter(self.tag_by_definition), None)
        return "\n".join(
            f"{language_tag}: {definition}" if language_tag else definition
            for definition, language_tag in self.tag_by_definition.items()
        )


def _format_note(
    ranked_note_lines: Sequence[tuple[int, str]], other_notes: Sequence[str]
) -> str | None:
    """Format a note: first the ranked lines in order, then the other notes."""
    ordered_lines = [line for _, line in sorted(ranked_note_lines, key=itemgetter(0))]
    return "\n".join(filter(None, [*ordered_lines, *other_notes])) or None
