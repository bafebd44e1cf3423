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


def make_edit(values: Mapping[str, Any]) -> "EntryEdit":
    """Make the edit of the options. Raises InputError if there is none."""
    steps: list[Callable[[ConceptEntry], ConceptEntry]] = [
        *_make_field_edits(values),
        *_make_term_edits(values),
        *_make_relation_edits(values),
    ]
    if not steps:
        raise InputError("nothing to change; see `padanan terms edit --help`")

    def change(entry: ConceptEntry) -> ConceptEntry:
        for step in steps:
            entry = step(entry)
        return entry

    return change


def _make_field_edits(options: Mapping[str, Any]) -> "list[EntryEdit]":
    # Any: each field has its type.
    values: dict[str, Any] = {
        field: clean_text(options[option])
        for option, field in concept_parameters()
        if options[option] is not None
    }
    for name in options["unset"]:
        if name in _FIELDS:
            values[_FIELDS[name]] = None
        elif name not in _TERM_FIELDS:
            raise UnknownName("field", name, (*_FIELDS, *_TERM_FIELDS))
    return [lambda entry: replace(entry, **values)] if values else []


def _make_term_edits(options: Mapping[str, Any]) -> "list[EntryEdit]":
    steps: list[EntryEdit] = []
    if options["rename"]:
        name, text = options["rename"]
        steps.append(
            _bind_edit(editing.rename_term, TermName.parse(name), clean_term_text(text))
        )
    for name in options["drop"]:
        steps.append(_bind_edit(editing.remove_term, TermName.parse(name)))
    named_terms: list[TermName] = []
    if options["prefer"]:
        new = TermName.parse(options["prefer"])
        former_status = parse_status(options["demote"])
        steps.append(
            _bind_edit(
                editing.prefer_term,
                new,
                former_status=former_status,
                first_day=options["on"],
            )
        )
        named_terms.append(new)
    elif options["on"]:
        raise InputError("--on needs --prefer")
    for term in parse_terms(options):
        word = term.status, term.forbidden
        steps.append(_bind_edit(editing.set_status, make_term_name(term), word))
        named_terms.append(make_term_name(term))
    return [*steps, *_make_detail_edits(options, named_terms)]


def _make_detail_edits(
    options: Mapping[str, Any], named_terms: Sequence[TermName]
) -> "list[EntryEdit]":
    """Make the edits of details of the named terms, or of the one of --of."""
    term_details = read_details(options)
    cleared = [_TERM_FIELDS[name] for name in options["unset"] if name in _TERM_FIELDS]
    if not term_details.facts and not cleared:
        if options["of"]:
            raise InputError(
                "--of needs an option about the term, such as --case exact"
            )
        return []
    names = [TermName.parse(options["of"])] if options["of"] else list(named_terms)
    if not names:
        raise InputError("name the term with --of LOCALE=TEXT")
    cleared_values: dict[str, Any] = dict.fromkeys(cleared)

    def change(entry: ConceptEntry) -> ConceptEntry:
        for name in names:
            term = editing.find_term(entry, name)
            entry = editing.add_or_replace_term(
                entry, term_details.of(replace(term, **cleared_values))
            )
        return entry

    return [change]


def _make_relation_edits(options: Mapping[str, Any]) -> "list[EntryEdit]":
    dropped = map(parse_relation, options["drop_relation"])
    added = parse_relations(options["relations"], options["offices"])
    return [
        *(
            _bind_edit(editing.remove_relation, changed.kind, changed.concept)
            for changed in dropped
        ),
        *(_bind_edit(editing.add_relation, changed) for changed in added),
    ]


def _bind_edit(
    change: Callable[..., ConceptEntry], *arguments: object, **named: object
) -> "EntryEdit":
    """Bind all arguments of a function of `editing` except the entry."""
    return lambda entry: change(entry, *arguments, **named)


def concept_parameters() -> list[tuple[str, str]]:
    """Names of click's parameters, and the fields that they set."""
    return [
        ({"from": "valid_from", "to": "valid_to"}.get(option, option), field)
        for option, field in _FIELDS.items()
    ]


def read_details(values: Mapping[str, Any]) -> TermDetails:
    names = ("source", "part_of_speech", "case", "term_note", "term_from", "term_to")
    return make_details(**{name: values[name] for name in names})
