"""A concept entry as a TOML form for a text editor, with a table for each term."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from glossary.entries.entry import ConceptEntry, Relation, RelationKind, Term
from glossary.entries.entry_record import CONCEPT_FIELDS, TERM_FIELDS
from glossary.entries.notation import (
    STATUS_AND_FORBIDDEN_BY_WORD,
    clean_term_text,
    get_status_word,
    parse_concept_id,
    parse_relation_kind,
    parse_status,
)
from tm.errors import InputError, UnknownName
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import require_storable_text

_RELATION_FIELDS = ("kind", "concept", "valid_from", "valid_to")
_HEADER_TEMPLATE = """\
# Concept {id}. A field that is left empty, or taken out, has no value.
# status: {statuses}
# case_sensitive: true or false, or nothing, so that the form of the term decides
# relation: {kinds}
# Dates: 2025-03-01, 2025-03 or 2025. Save and leave the editor to store it.
"""


def write_edit_form(entry: ConceptEntry) -> str:
    """Write an entry as a form to edit."""
    header = _HEADER_TEMPLATE.format(
        id=entry.id,
        statuses=", ".join(STATUS_AND_FORBIDDEN_BY_WORD),
        kinds=", ".join(kind.value for kind in RelationKind),
    )
    return "\n".join((header, *_write_lines(entry)))


def read_edit_form(form_text: str, id: str) -> ConceptEntry:
    """Read the entry of an edited form.

    Raises InputError with the place and the reason.
    """
    require_storable_text(form_text)
    try:
        form_table = tomllib.loads(nfc(form_text).removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"the form is not valid TOML: {error}") from error
    _require_known_fields(form_table, (*CONCEPT_FIELDS, "term", "relation"), "the form")
    return ConceptEntry(
        id=id,
        terms=read_terms(_list_tables(form_table, "term")),
        relations=read_relations(_list_tables(form_table, "relation")),
        **{
            field_name: _read_text_value(form_table, field_name)
            for field_name in CONCEPT_FIELDS
        },
    )


# Any, here and below: values of TOML or JSON; each field is checked.
def read_terms(term_tables: Sequence[Mapping[str, Any]]) -> tuple[Term, ...]:
    """Read terms, each a table of fields. Raises InputError with the number."""
    return tuple(
        _read_labelled_table(f"term {term_number}", _read_term, term_table)
        for term_number, term_table in enumerate(term_tables, 1)
    )


def read_relations(
    relation_tables: Sequence[Mapping[str, Any]],
) -> tuple[Relation, ...]:
    """Read relations, each a table of fields. Raises InputError with the number."""
    return tuple(
        _read_labelled_table(
            f"relation {relation_number}", _read_relation, relation_table
        )
        for relation_number, relation_table in enumerate(relation_tables, 1)
    )


def _write_lines(entry: ConceptEntry) -> Iterator[str]:
    """Write the lines of a form below its header."""
    for field_name in CONCEPT_FIELDS:
        yield _format_line(field_name, getattr(entry, field_name))
    for term in entry.terms:
        yield "\n[[term]]"
        yield _format_line("locale", term.locale.tag)
        yield _format_line("text", term.text)
        yield _format_line("status", get_status_word(term))
        if term.shared:
            yield _format_line("shared", True)
        for field_name in TERM_FIELDS:
            yield _format_line(field_name, getattr(term, field_name))
    for relation in entry.relations:
        yield "\n[[relation]]"
        for field_name in _RELATION_FIELDS:
            yield _format_line(field_name, getattr(relation, field_name))
    yield ""


def _format_line(field_name: str, field_value: str | bool | None) -> str:
    # A JSON string is a TOML string, except for this control character.
    toml_value = json.dumps(
        "" if field_value is None else field_value, ensure_ascii=False
    )
    return f"{field_name} = {toml_value}".replace("\x7f", "\\u007f")


def _list_tables(
    form_table: Mapping[str, Any], table_name: str
) -> list[dict[str, Any]]:
    """List the tables of a name. Raises InputError."""
    named_tables = form_table.get(table_name, [])
    if not isinstance(named_tables, list) or not all(
        isinstance(named_table, dict) for named_table in named_tables
    ):
        raise InputError(
            f"{table_name} is not a list of tables; write each under [[{table_name}]]"
        )
    return named_tables


def _read_labelled_table(
    table_label: str, read_table: Any, table: Mapping[str, Any]
) -> Any:
    """Read a table with a function, and name the table in errors."""
    try:
        return read_table(table)
    except InputError as error:
        raise InputError(f"{table_label}: {error}") from error


def _read_term(term_table: Mapping[str, Any]) -> Term:
    field_names = ("locale", "text", "status", "shared", *TERM_FIELDS)
    _require_known_fields(term_table, field_names, "a term")
    status, is_forbidden = parse_status(
        _read_text_value(term_table, "status") or "preferred"
    )
    value_by_field: dict[str, Any] = {
        field_name: (
            _read_flag(term_table, field_name)
            if field_name == "case_sensitive"
            else _read_text_value(term_table, field_name)
        )
        for field_name in TERM_FIELDS
    }
    return Term(
        Locale.parse(_read_text_value(term_table, "locale") or ""),
        clean_term_text(_read_text_value(term_table, "text") or ""),
        status,
        is_forbidden,
        shared=bool(_read_flag(term_table, "shared")),
        **value_by_field,
    )


def _read_relation(relation_table: Mapping[str, Any]) -> Relation:
    _require_known_fields(relation_table, _RELATION_FIELDS, "a relation")
    return Relation(
        parse_relation_kind(_read_text_value(relation_table, "kind") or ""),
        parse_concept_id(_read_text_value(relation_table, "concept") or ""),
        _read_text_value(relation_table, "valid_from"),
        _read_text_value(relation_table, "valid_to"),
    )


def _read_text_value(table: Mapping[str, Any], field_name: str) -> Any:
    """Read a text, or a date that TOML parsed since it had no quotation marks."""
    toml_value = table.get(field_name)
    if toml_value is None:
        return None
    if isinstance(toml_value, (bool, list, dict)):
        raise InputError(f"{field_name} must be text")
    return str(toml_value).strip() or None


def _read_flag(table: Mapping[str, Any], field_name: str) -> bool | None:
    """Read true or false; None for an empty field. Raises InputError."""
    toml_value = table.get(field_name, "")
    if toml_value in ("", None):
        return None
    if not isinstance(toml_value, bool):
        raise InputError(f"{field_name} must be true or false, not {toml_value!r}")
    return toml_value


def _require_known_fields(
    table: Mapping[str, Any], known_names: tuple[str, ...], table_description: str
) -> None:
    for field_name in table:
        if field_name not in known_names:
            raise UnknownName(f"field of {table_description}", field_name, known_names)
