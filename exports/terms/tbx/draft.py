"""Concept entries of TBX while they are read: facts come in any order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from exports.terms.tbx.fields import NoteFact, fact_of, status_of
from exports.terms.tbx.note_lines import categories, rank
from exports.terms.text import dates_of, made_id, relation_of
from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from tm.errors import InputError
from tm.text.locale import Locale

_STATUS = ("administrativeStatus", "normativeAuthorization")
_RELATIONS = {
    "superordinateConceptGeneric": RelationKind.BROADER,
    "broaderConceptGeneric": RelationKind.BROADER,
    "superordinateConceptPartitive": RelationKind.PART_OF,
    "broaderConceptPartitive": RelationKind.PART_OF,
}
"""Categories of TBX-Default that say what our relations say."""


def describe_fact(category: str, text: str, target: str) -> str:
    """A note that says what we have no field for; empty where there is nothing.

    >>> describe_fact("xGraphic", "the flag", "flag.png")
    'xGraphic: the flag (flag.png)'
    """
    description = " ".join(filter(None, (text, f"({target})" if target else "")))
    return f"{category}: {description}" if description else ""


@dataclass(slots=True)
class TermDraft:
    """A term of which some facts are known."""

    locale: Locale
    text: str
    status: TermStatus | None = None
    facts: dict[NoteFact, str] = field(default_factory=dict)
    lines: list[tuple[int, str]] = field(default_factory=list)
    """First lines of the note, and the place of each among them."""
    notes: list[str] = field(default_factory=list)

    def describe(self, category: str, text: str, target: str) -> None:
        """Take in what we have no field for."""
        line = describe_fact(category, text, target)
        category_rank = rank(category)
        if category_rank is not None and not target and "\n" not in text:
            self.lines.append((category_rank, line))
        else:
            self.notes.append(line)

    def put(self, category: str, text: str) -> bool:
        """Take a fact in; returns whether it is one of a term.

        Raises InputError for a status that is none.
        """
        if category in _STATUS:
            self._put(NoteFact.STATUS, text)
        elif category == "partOfSpeech":
            self.facts.setdefault(NoteFact.PART_OF_SPEECH, text)
        elif category == "source":
            self.facts.setdefault(NoteFact.SOURCE, text)
        elif category == "note":
            fact, content = fact_of(text)
            if fact is NoteFact.NOTE:
                self.notes.append(content)
            else:
                self._put(fact, content)
        else:
            return False
        return True

    def _put(self, fact: NoteFact, text: str) -> None:
        if fact is NoteFact.STATUS:
            status_and_mark = status_of(text)
            if status_and_mark is None:
                raise InputError(f"unknown status {text!r} of {self.text!r}")
            if self.status is None:
                self.status, forbidden = status_and_mark
                if forbidden:
                    self.facts[NoteFact.FORBIDDEN] = "yes"
        else:
            self.facts[fact] = text

    def term(self, status: TermStatus) -> Term:
        """The term with what is known of it."""
        facts = self.facts
        valid = dates_of(facts.get(NoteFact.VALID, ""))
        case = facts.get(NoteFact.CASE)
        forbidden = facts.get(NoteFact.FORBIDDEN) == "yes"
        return Term(
            self.locale,
            self.text,
            TermStatus.DEPRECATED if forbidden else status,
            forbidden=forbidden,
            shared=facts.get(NoteFact.SHARED) == "yes",
            part_of_speech=facts.get(NoteFact.PART_OF_SPEECH) or None,
            case_sensitive=None if case is None else case == "yes",
            valid_from=valid[0],
            valid_to=valid[1],
            note=_noted(self.lines, self.notes),
            source=facts.get(NoteFact.SOURCE) or None,
        )


@dataclass(slots=True)
class ConceptDraft:
    """A concept of which some facts are known."""

    id: str
    terms: list[TermDraft] = field(default_factory=list)
    facts: dict[NoteFact, str] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)
    lines: list[tuple[int, str]] = field(default_factory=list)
    """As those of a term."""
    notes: list[str] = field(default_factory=list)
    languages: list[Locale] = field(default_factory=list)
    """Those of its sections so far."""
    definitions: dict[str, str] = field(default_factory=dict)
    """Each with the tag of its language, if it has one."""
    relations: list[Relation] = field(default_factory=list)

    def put(
        self,
        category: str,
        text: str,
        target: str,
        *,
        locale: Locale | None = None,
    ) -> bool:
        """Take in a fact of the concept or of one of its languages.

        `target`: what the fact refers to. Returns whether we have a place for it.
        """
        if category == "note":
            self._put_note(text)
        elif category == "definition":
            if text:
                self.definitions.setdefault(text, locale.tag if locale else "")
        elif category == "subjectField":
            if text and text not in self.fields:
                self.fields.append(text)
        else:
            relation = self._relation(category, text, target)
            if relation is None:
                return False
            self.relations.append(relation)
        return True

    def describe(
        self, category: str, text: str, target: str, locale: Locale | None = None
    ) -> None:
        """Take in what we have no field for, of the concept or one of its languages."""
        category_rank = 0
        name = category
        if locale is not None:
            name = f"{category} ({locale})"
            if locale not in self.languages:
                self.languages.append(locale)
            category_rank = 1 + self.languages.index(locale)
        line = describe_fact(name, text, target)
        is_known = category in categories("TBX-Default").of_concepts
        if is_known and not target and "\n" not in text:
            self.lines.append((category_rank, line))
        else:
            self.notes.append(line)

    def entry(self, terms: Sequence[Term]) -> ConceptEntry:
        """The entry with what is known of it."""
        facts = self.facts
        valid = dates_of(facts.get(NoteFact.VALID, ""))
        id = facts.get(NoteFact.ID) or self.id or made_id(terms)
        return ConceptEntry(
            id,
            tuple(terms),
            subject_field="; ".join(self.fields) or None,
            definition=self._definition(),
            note=_noted(self.lines, self.notes),
            valid_from=valid[0],
            valid_to=valid[1],
            relations=tuple(self.relations),
            confidence=facts.get(NoteFact.CONFIDENCE),
        )

    def _put_note(self, text: str) -> None:
        fact, content = fact_of(text)
        if fact is NoteFact.NOTE:
            self.notes.append(content)
        elif fact is NoteFact.DEFINITION:
            self.definitions.setdefault(content, "")
        elif fact is NoteFact.SUBJECT_FIELD:
            self.fields.append(content)
        elif fact is NoteFact.RELATION:
            relation = relation_of(content)
            if relation is not None:
                self.relations.append(relation)
        else:
            self.facts[fact] = content

    def _relation(self, category: str, text: str, target: str) -> Relation | None:
        if not target:
            return None
        if category in _RELATIONS:
            return Relation(_RELATIONS[category], target)
        if category == "crossReference":
            return relation_of(text, target)
        return None

    def _definition(self) -> str | None:
        """One definition as it is; of several, each with its language before it."""
        if len(self.definitions) < 2:
            return next(iter(self.definitions), None)
        return "\n".join(
            f"{tag}: {text}" if tag else text for text, tag in self.definitions.items()
        )


def _noted(lines: Sequence[tuple[int, str]], notes: Sequence[str]) -> str | None:
    """A note of lines in the order of their places, and of others below them."""
    ordered_lines = [line for _, line in sorted(lines, key=itemgetter(0))]
    return "\n".join(filter(None, [*ordered_lines, *notes])) or None
