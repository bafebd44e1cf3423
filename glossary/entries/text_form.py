"""A concept entry as a form to fill in with a text editor: TOML, a table a term."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from glossary.entries.entry import ConceptEntry, Relation, RelationKind, Term
from glossary.entries.notation import (
    STANDINGS,
    clean_term_text,
    parse_concept_id,
    parse_relation_kind,
    parse_status,
    status_word_of,
)
from glossary.entries.record import CONCEPT_FIELDS, TERM_FIELDS
from tm.errors import InputError, UnknownName
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import demand_storable

_RELATION_FIELDS = ("kind", "concept", "valid_from", "valid_to")
_HEAD = """\
# Concept {id}. A field that is left empty, or taken out, has no value.
# status: {statuses}
# case_sensitive: true or false, or nothing, so that the form of the term decides
# relation: {kinds}
# Dates: 2025-03-01, 2025-03 or 2025. Save and leave the editor to store it.
"""


def write_form(entry: ConceptEntry) -> str:
    """Write an entry as a form to edit."""
    head = _HEAD.format(
        id=entry.id,
        statuses=", ".join(STANDINGS),
        kinds=", ".join(kind.value for kind in RelationKind),
    )
    return "\n".join((head, *_lines(entry)))


def read_form(text: str, id: str) -> ConceptEntry:
    """Read the entry of a form that was filled in.

    Raises InputError, which says where and why.
    """
    demand_storable(text)
    try:
        table = tomllib.loads(nfc(text).removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"the form is not valid TOML: {error}") from error
    _demand_known(table, (*CONCEPT_FIELDS, "term", "relation"), "the form")
    return ConceptEntry(
        id=id,
        terms=tuple(
            _read_labelled(f"term {number}", _term, item)
            for number, item in _tables(table, "term")
        ),
        relations=tuple(
            _read_labelled(f"relation {number}", _relation, item)
            for number, item in _tables(table, "relation")
        ),
        **{name: _value(table, name) for name in CONCEPT_FIELDS},
    )


def _lines(entry: ConceptEntry) -> Iterator[str]:
    for name in CONCEPT_FIELDS:
        yield _line(name, getattr(entry, name))
    for term in entry.terms:
        yield "\n[[term]]"
        yield _line("locale", term.locale.tag)
        yield _line("text", term.text)
        yield _line("status", status_word_of(term))
        if term.shared:
            yield _line("shared", True)
        for name in TERM_FIELDS:
            yield _line(name, getattr(term, name))
    for relation in entry.relations:
        yield "\n[[relation]]"
        for name in _RELATION_FIELDS:
            yield _line(name, getattr(relation, name))
    yield ""


def _line(name: str, value: str | bool | None) -> str:
    # What JSON writes as a string, TOML reads as one, but for this control character.
    shown = json.dumps("" if value is None else value, ensure_ascii=False)
    return f"{name} = {shown}".replace("\x7f", "\\u007f")


# Any, here and below: what TOML can hold; each field is looked at.
def _tables(table: Mapping[str, Any], name: str) -> list[tuple[int, dict[str, Any]]]:
    tables = table.get(name, [])
    if not isinstance(tables, list) or not all(
        isinstance(item, dict) for item in tables
    ):
        raise InputError(f"{name}: write each one under a line [[{name}]]")
    return list(enumerate(tables, 1))


def _read_labelled(label: str, read: Any, item: Mapping[str, Any]) -> Any:
    try:
        return read(item)
    except InputError as error:
        raise InputError(f"{label}: {error}") from error


def _term(item: Mapping[str, Any]) -> Term:
    fields = ("locale", "text", "status", "shared", *TERM_FIELDS)
    _demand_known(item, fields, "a term")
    status, forbidden = parse_status(_value(item, "status") or "preferred")
    facts = {name: _value(item, name) for name in TERM_FIELDS}
    facts["case_sensitive"] = _flag(item, "case_sensitive")
    return Term(
        Locale.parse(_value(item, "locale") or ""),
        clean_term_text(_value(item, "text") or ""),
        status,
        forbidden,
        shared=bool(_flag(item, "shared")),
        **facts,
    )


def _relation(item: Mapping[str, Any]) -> Relation:
    _demand_known(item, _RELATION_FIELDS, "a relation")
    return Relation(
        parse_relation_kind(_value(item, "kind") or ""),
        parse_concept_id(_value(item, "concept") or ""),
        _value(item, "valid_from"),
        _value(item, "valid_to"),
    )


def _value(table: Mapping[str, Any], name: str) -> Any:
    """A text, or the date that TOML makes of one without quotation marks."""
    value = table.get(name)
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, (list, dict)):
        raise InputError(f"{name} must be text")
    return str(value).strip() or None


def _flag(table: Mapping[str, Any], name: str) -> bool | None:
    value = table.get(name, "")
    if value in ("", None):
        return None
    if not isinstance(value, bool):
        raise InputError(f"{name} must be true or false, not {value!r}")
    return value


def _demand_known(
    table: Mapping[str, Any], known_names: tuple[str, ...], where: str
) -> None:
    for name in table:
        if name not in known_names:
            raise UnknownName(f"field of {where}", name, known_names)
