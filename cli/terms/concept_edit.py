"""The edit of a concept that the options of `terms edit` ask for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cli.terms.entry_options import (
    TermDetails,
    clean_text,
    make_details,
    parse_relations,
    parse_terms,
)
from glossary.entries import editing
from glossary.entries.entry import ConceptEntry
from glossary.entries.notation import (
    TermName,
    clean_term_text,
    make_term_name,
    parse_relation,
    parse_status,
)
from tm.errors import InputError, UnknownName

if TYPE_CHECKING:
    from glossary.workbench import EntryEdit

_FIELDS = {
    "domain": "subject_field",
    "definition": "definition",
    "note": "note",
    "confidence": "confidence",
    "from": "valid_from",
    "to": "valid_to",
}
_TERM_FIELDS = {
    "source": "source",
    "part-of-speech": "part_of_speech",
    "case": "case_sensitive",
    "term-note": "note",
    "term-from": "valid_from",
    "term-to": "valid_to",
}


def make_edit(option_values: Mapping[str, Any]) -> "EntryEdit":
    """Make the edit of the options. Raises InputError if there is none."""
    steps: list[Callable[[ConceptEntry], ConceptEntry]] = [
        *_make_field_edits(option_values),
        *_make_term_edits(option_values),
        *_make_relation_edits(option_values),
    ]
    if not steps:
        raise InputError("nothing to change; see `padanan terms edit --help`")

    def apply_steps(entry: ConceptEntry) -> ConceptEntry:
        for step in steps:
            entry = step(entry)
        return entry

    return apply_steps


def _make_field_edits(option_values: Mapping[str, Any]) -> "list[EntryEdit]":
    # Any: each field has its type.
    field_values: dict[str, Any] = {
        field: clean_text(option_values[option])
        for option, field in list_concept_parameters()
        if option_values[option] is not None
    }
    for field_name in option_values["unset"]:
        if field_name in _FIELDS:
            field_values[_FIELDS[field_name]] = None
        elif field_name not in _TERM_FIELDS:
            raise UnknownName("field", field_name, (*_FIELDS, *_TERM_FIELDS))
    return [lambda entry: replace(entry, **field_values)] if field_values else []


def _make_term_edits(option_values: Mapping[str, Any]) -> "list[EntryEdit]":
    steps: list[EntryEdit] = []
    if option_values["rename"]:
        name, text = option_values["rename"]
        steps.append(
            _bind_edit(editing.rename_term, TermName.parse(name), clean_term_text(text))
        )
    for name in option_values["drop"]:
        steps.append(_bind_edit(editing.remove_term, TermName.parse(name)))
    named_terms: list[TermName] = []
    if option_values["prefer"]:
        new_term = TermName.parse(option_values["prefer"])
        former_status = parse_status(option_values["demote"])
        steps.append(
            _bind_edit(
                editing.prefer_term,
                new_term,
                former_status=former_status,
                first_day=option_values["on"],
            )
        )
        named_terms.append(new_term)
    elif option_values["on"]:
        raise InputError("--on needs --prefer")
    for term in parse_terms(option_values):
        status = term.status, term.forbidden
        steps.append(_bind_edit(editing.set_status, make_term_name(term), status))
        named_terms.append(make_term_name(term))
    return [*steps, *_make_detail_edits(option_values, named_terms)]


def _make_detail_edits(
    option_values: Mapping[str, Any], named_terms: Sequence[TermName]
) -> "list[EntryEdit]":
    """Make the edits of details of the named terms, or of the one of --of."""
    term_details = read_details(option_values)
    cleared_fields = [
        _TERM_FIELDS[term_name_]
        for term_name_ in option_values["unset"]
        if term_name_ in _TERM_FIELDS
    ]
    if not term_details.facts and not cleared_fields:
        if option_values["of"]:
            raise InputError(
                "--of needs an option about the term, such as --case exact"
            )
        return []
    term_names = (
        [TermName.parse(option_values["of"])]
        if option_values["of"]
        else list(named_terms)
    )
    if not term_names:
        raise InputError("name the term with --of LOCALE=TEXT")
    cleared_values: dict[str, Any] = dict.fromkeys(cleared_fields)

    def apply_details(entry: ConceptEntry) -> ConceptEntry:
        for term_name_ in term_names:
            term = editing.find_term(entry, term_name_)
            entry = editing.add_or_replace_term(
                entry, term_details.of(replace(term, **cleared_values))
            )
        return entry

    return [apply_details]


def _make_relation_edits(option_values: Mapping[str, Any]) -> "list[EntryEdit]":
    dropped_relations = map(parse_relation, option_values["drop_relation"])
    added_relations = parse_relations(
        option_values["relations"], option_values["offices"]
    )
    return [
        *(
            _bind_edit(editing.remove_relation, relation.kind, relation.concept)
            for relation in dropped_relations
        ),
        *(_bind_edit(editing.add_relation, relation) for relation in added_relations),
    ]


def _bind_edit(
    edit_function: Callable[..., ConceptEntry], *arguments: object, **keywords: object
) -> "EntryEdit":
    """Bind all arguments of a function of `editing` except the entry."""
    return lambda entry: edit_function(entry, *arguments, **keywords)


def list_concept_parameters() -> list[tuple[str, str]]:
    """List the parameters of options, and the fields that they set."""
    return [
        ({"from": "valid_from", "to": "valid_to"}.get(option, option), field)
        for option, field in _FIELDS.items()
    ]


def read_details(option_values: Mapping[str, Any]) -> TermDetails:
    parameter_names = (
        "source",
        "part_of_speech",
        "case",
        "term_note",
        "term_from",
        "term_to",
    )
    return make_details(**{name: option_values[name] for name in parameter_names})
