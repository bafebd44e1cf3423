"""The form of a concept: its fields as texts, one row a term and one a relation."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self

import msgspec

from padanan.values.concepts import StoredConcept
from web.api.request_types import Request
from web.api.termbase.concepts import ConceptEditRequest, NewConcept
from web.requests import convert_values

_BLANK_ROWS = 2
_MAX_ROWS = 1000
Column = Annotated[tuple[str, ...], msgspec.Meta(max_length=_MAX_ROWS)]
_TERM_COLUMNS = {
    "term_locale": "locale",
    "term_text": "text",
    "term_status": "status",
    "term_from": "valid_from",
    "term_to": "valid_to",
    "term_speech": "part_of_speech",
    "term_note": "note",
    "term_source": "source",
    "term_case": "case_sensitive",
    "term_shared": "shared",
}
_RELATION_COLUMNS = {
    "relation_kind": "kind",
    "relation_concept": "concept",
    "relation_from": "valid_from",
    "relation_to": "valid_to",
}
_FIELD_NAMES = (
    *("subject_field", "definition", "note", "valid_from", "valid_to", "confidence"),
)


class ConceptForm(Request, frozen=True):
    """The fields of a concept as they are typed; an empty one is none."""

    action: Literal["preview", "save"] = "preview"
    version: str | None = None
    """The version that the person has read."""
    termbase: str | None = None
    subject_field: str | None = None
    definition: str | None = None
    note: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    confidence: str | None = None
    term_locale: Column = ()
    term_text: Column = ()
    term_status: Column = ()
    term_from: Column = ()
    term_to: Column = ()
    term_speech: Column = ()
    term_note: Column = ()
    term_source: Column = ()
    term_case: Column = ()
    """`yes`, `no`, or nothing where the spelling decides."""
    term_shared: Column = ()
    """`yes` or nothing."""
    relation_kind: Column = ()
    relation_concept: Column = ()
    relation_from: Column = ()
    relation_to: Column = ()

    def list_term_rows(self) -> Sequence[Mapping[str, str]]:
        """List the rows of terms, with some blank ones."""
        return _list_rows(self, _TERM_COLUMNS)

    def list_relation_rows(self) -> Sequence[Mapping[str, str]]:
        """List the rows of relations, with some blank ones."""
        return _list_rows(self, _RELATION_COLUMNS)

    def make_edit(self, concept_id: str, memory_name: str | None) -> ConceptEditRequest:
        """Make the request to edit a concept. Raises InputError."""
        value_by_field = self._read_values()
        value_by_field |= {name: value_by_field.get(name) for name in _FIELD_NAMES}
        edit: ConceptEditRequest = convert_values(
            {**value_by_field, "concept": concept_id, "memory": memory_name},
            ConceptEditRequest,
            strict=True,
        )
        return edit

    def make_new(self, memory_name: str | None, *, homonym: bool) -> NewConcept:
        """Make the request to add a concept. Raises InputError."""
        value_by_field = {
            **self._read_values(),
            "memory": memory_name,
            "homonym": homonym,
        }
        if self.termbase:
            value_by_field["termbase"] = self.termbase
        new_concept: NewConcept = convert_values(
            value_by_field, NewConcept, strict=True
        )
        return new_concept

    def _read_values(self) -> dict[str, Any]:  # of texts, lists and truth values
        value_by_field = {name: getattr(self, name) for name in _FIELD_NAMES}
        terms = [
            _read_term(row)
            for row in _list_rows(self, _TERM_COLUMNS, blank_rows=0)
            if row["text"].strip()
        ]
        relations = [
            {name: text.strip() for name, text in row.items() if text.strip()}
            for row in _list_rows(self, _RELATION_COLUMNS, blank_rows=0)
            if row["concept"].strip()
        ]
        text_values = {
            name: text.strip() for name, text in value_by_field.items() if text
        }
        return {**text_values, "terms": terms, "relations": relations}

    @classmethod
    def read(cls, concept: StoredConcept) -> Self:
        """Read the form of a stored concept."""
        texts_by_column: dict[str, Any] = {  # texts of the columns
            column: tuple(_write_value(getattr(term, name)) for term in concept.terms)
            for column, name in _TERM_COLUMNS.items()
        }
        texts_by_column |= {
            column: tuple(
                _write_value(getattr(relation, name)) for relation in concept.relations
            )
            for column, name in _RELATION_COLUMNS.items()
        }
        texts_by_column["term_shared"] = tuple(
            "yes" if term.shared else "" for term in concept.terms
        )
        value_by_field: dict[str, Any] = {
            name: getattr(concept, name) for name in _FIELD_NAMES
        }
        return cls(
            version=concept.version,
            termbase=concept.termbase,
            **value_by_field,
            **texts_by_column,
        )


def _read_term(row: Mapping[str, str]) -> dict[str, Any]:  # of texts and truth values
    term: dict[str, Any] = {name: text.strip() for name, text in row.items() if text}
    term["shared"] = row["shared"] == "yes"
    term["case_sensitive"] = {"yes": True, "no": False}.get(row["case_sensitive"])
    return term


def _list_rows(
    form: ConceptForm, columns: Mapping[str, str], *, blank_rows: int = _BLANK_ROWS
) -> list[Mapping[str, str]]:
    """List the rows of columns that are equally long; shorter ones end in blanks."""
    texts_by_name = {name: getattr(form, column) for column, name in columns.items()}
    row_count = max(map(len, texts_by_name.values()))
    return [
        {
            name: texts[row] if row < len(texts) else ""
            for name, texts in texts_by_name.items()
        }
        for row in range(row_count + blank_rows)
    ]


def _write_value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
