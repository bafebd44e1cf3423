"""The edit of a concept that the options of `terms edit` ask for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cli.terms.entry_options import (
    TermDetails,
    clean_text,
    make_term_details,
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
    from glossary.termbase_editing import EntryEdit

_FIELD_NAME_BY_OPTION = {
    "termbase": "termbase",
    "domain": "subject_field",
    "definition": "definition",
    "note": "note",
    "confidence": "confidence",
    "from": "valid_from",
    "to": "valid_to",
}
_TERM_FIELD_NAME_BY_OPTION = {
    "source": "source",
    "part-of-speech": "part_of_speech",
    "case": "case_sensitive",
    "term-note": "note",
    "term-from": "valid_from",
    "term-to": "valid_to",
}


def make_edit(value_by_parameter: Mapping[str, Any]) -> "EntryEdit":
    """Make the edit of the options. Raises InputError if there is none."""
    entry_edits: list[Callable[[ConceptEntry], ConceptEntry]] = [
        *_make_field_edits(value_by_parameter),
        *_make_term_edits(value_by_parameter),
        *_make_relation_edits(value_by_parameter),
    ]
    if not entry_edits:
        raise InputError("nothing to change; see `padanan terms edit --help`")

    def apply_all_edits(entry: ConceptEntry) -> ConceptEntry:
        for edit_entry in entry_edits:
            entry = edit_entry(entry)
        return entry

    return apply_all_edits


def _make_field_edits(value_by_parameter: Mapping[str, Any]) -> "list[EntryEdit]":
    """Make the edits of the fields of a concept."""
    # Any: each field has its type.
    value_by_field: dict[str, Any] = {
        field_name: clean_text(value_by_parameter[parameter_name])
        for parameter_name, field_name in list_parameters_and_fields()
        if value_by_parameter[parameter_name] is not None
    }
    for unset_option_name in value_by_parameter["unset"]:
        if unset_option_name in _FIELD_NAME_BY_OPTION:
            value_by_field[_FIELD_NAME_BY_OPTION[unset_option_name]] = None
        elif unset_option_name not in _TERM_FIELD_NAME_BY_OPTION:
            raise UnknownName(
                "field",
                unset_option_name,
                (*_FIELD_NAME_BY_OPTION, *_TERM_FIELD_NAME_BY_OPTION),
            )
    return [lambda entry: replace(entry, **value_by_field)] if value_by_field else []


def _make_term_edits(value_by_parameter: Mapping[str, Any]) -> "list[EntryEdit]":
    """Make the edits of the terms of a concept."""
    entry_edits: list[EntryEdit] = []
    if value_by_parameter["rename"]:
        term_name_text, new_text = value_by_parameter["rename"]
        entry_edits.append(
            _bind_edit(
                editing.rename_term,
                TermName.parse(term_name_text),
                clean_term_text(new_text),
            )
        )
    for term_name_text in value_by_parameter["drop"]:
        entry_edits.append(
            _bind_edit(editing.remove_term, TermName.parse(term_name_text))
        )
    term_names: list[TermName] = []
    if value_by_parameter["prefer"]:
        preferred_name = TermName.parse(value_by_parameter["prefer"])
        former_status = parse_status(value_by_parameter["demoted_status_word"])
        entry_edits.append(
            _bind_edit(
                editing.prefer_term,
                preferred_name,
                former_status=former_status,
                first_day=value_by_parameter["on"],
            )
        )
        term_names.append(preferred_name)
    elif value_by_parameter["on"]:
        raise InputError("--on needs --prefer")
    for term in parse_terms(value_by_parameter):
        status_and_forbidden = term.status, term.forbidden
        entry_edits.append(
            _bind_edit(editing.set_status, make_term_name(term), status_and_forbidden)
        )
        term_names.append(make_term_name(term))
    return [*entry_edits, *_make_detail_edits(value_by_parameter, term_names)]


def _make_detail_edits(
    value_by_parameter: Mapping[str, Any], changed_term_names: Sequence[TermName]
) -> "list[EntryEdit]":
    """Make the edits of details of the named terms, or of the one of --of."""
    term_details = read_term_details(value_by_parameter)
    cleared_field_names = [
        _TERM_FIELD_NAME_BY_OPTION[option_name]
        for option_name in value_by_parameter["unset"]
        if option_name in _TERM_FIELD_NAME_BY_OPTION
    ]
    if not term_details.value_by_field and not cleared_field_names:
        if value_by_parameter["of"]:
            raise InputError(
                "--of needs an option about the term, such as --case exact"
            )
        return []
    term_names = (
        [TermName.parse(value_by_parameter["of"])]
        if value_by_parameter["of"]
        else list(changed_term_names)
    )
    if not term_names:
        raise InputError("name the term with --of LOCALE=TEXT")
    empty_value_by_field: dict[str, Any] = dict.fromkeys(cleared_field_names)

    def apply_details(entry: ConceptEntry) -> ConceptEntry:
        for edited_term_name in term_names:
            term = editing.find_term(entry, edited_term_name)
            entry = editing.add_or_replace_term(
                entry, term_details.apply_to(replace(term, **empty_value_by_field))
            )
        return entry

    return [apply_details]


def _make_relation_edits(value_by_parameter: Mapping[str, Any]) -> "list[EntryEdit]":
    dropped_relations = map(parse_relation, value_by_parameter["drop_relation"])
    added_relations = parse_relations(
        value_by_parameter["relation_texts"], value_by_parameter["office_texts"]
    )
    return [
        *(
            _bind_edit(editing.remove_relation, relation.kind, relation.concept)
            for relation in dropped_relations
        ),
        *(_bind_edit(editing.add_relation, relation) for relation in added_relations),
    ]


def _bind_edit(
    edit_function: Callable[..., ConceptEntry],
    *arguments: object,
    **named_arguments: object,
) -> "EntryEdit":
    """Bind all arguments of a function of `editing` except the entry."""
    return lambda entry: edit_function(entry, *arguments, **named_arguments)


def list_parameters_and_fields() -> list[tuple[str, str]]:
    """List the parameters of options, and the fields that they set."""
    return [
        (
            {"from": "valid_from", "to": "valid_to"}.get(option_name, option_name),
            field_name,
        )
        for option_name, field_name in _FIELD_NAME_BY_OPTION.items()
    ]


def read_term_details(value_by_parameter: Mapping[str, Any]) -> TermDetails:
    """Read the details of terms from the values of the options."""
    parameter_names = (
        "source",
        "part_of_speech",
        "case",
        "term_note",
        "term_from",
        "term_to",
    )
    return make_term_details(
        **{
            parameter_name: value_by_parameter[parameter_name]
            for parameter_name in parameter_names
        }
    )
