"""The commands `terms add` and `terms edit`."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from cli.console.command import command
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from cli.terms.concept_edit import (
    list_parameters_and_fields,
    make_edit,
    read_term_details,
)
from cli.terms.entry_options import (
    TERM_COLUMNS,
    PartialDateType,
    add_concept_options,
    add_term_options,
    clean_text,
    make_entry_json,
    make_entry_rows,
    parse_relations,
    parse_requested_id,
    parse_terms,
)
from cli.terms.impact.renaming_options import demoted_status_option
from glossary.entries.difference import FieldChange, compare_entries
from glossary.entries.entry import PERSON_FIELD, ConceptEntry
from glossary.entries.notation import parse_concept_id
from tm.errors import InputError

if TYPE_CHECKING:
    from glossary.termbase_editing import EntryEdit


@command(
    examples="""
    padanan terms add --term vi="Trưởng bản" --term id="Kepala Dusun" --domain office
    padanan terms add --term vi="Bộ X" --relation "part of=state-015" --from 2025-03-01
    padanan terms add --person --term vi="Lê Văn A" --office "state-001@2021-04..2026"
    padanan check m.tmx --format jsonl | padanan terms add --from-finding -
    """
)
@add_term_options
@add_concept_options
@click.option(
    "--from-finding",
    "fingerprint",
    metavar="FINGERPRINT|-",
    help="Add the terms of a finding of term.inconsistent, from standard input.",
)
@click.option(
    "--id",
    "concept_id",
    help="Id of the concept; default from its domain and first term.",
)
@click.option(
    "--person",
    "is_person",
    is_flag=True,
    help="The concept is a person; the terms are names.",
)
@click.option(
    "--yes",
    "skips_confirmation",
    is_flag=True,
    help="Add the concept even if another one has the term.",
)
def add(
    workspace: Workspace,
    concept_id: str | None,
    is_person: bool,
    skips_confirmation: bool,
    fingerprint: str | None,
    relation_texts: Sequence[str],
    office_texts: Sequence[str],
    **value_by_parameter: Any,  # of terms and of the concept, converted by click
) -> None:
    """Add a concept with terms in any number of languages.

    --from-finding reads JSON lines of `padanan check` from standard input, and takes
    the finding of term.inconsistent with this fingerprint (`-`: the only one). Its
    phrase and the usual translation become preferred terms, the rare translation a
    deprecated term.

    If another concept already has one of the terms, give a domain that distinguishes
    the two, or --yes. A person is a concept of the domain `person`, with names as
    terms; --office says which offices the person held, and when.
    """
    from glossary.concept_store import ConceptStore
    from glossary.termbase_editing import add_entry
    from tm.store.history.change_set import open_change_set

    if is_person and value_by_parameter["domain"] not in (None, PERSON_FIELD):
        raise InputError("give only one of --person and --domain")
    value_by_parameter["domain"] = (
        PERSON_FIELD if is_person else value_by_parameter["domain"]
    )
    entry = replace(
        _read_new_entry(value_by_parameter, fingerprint),
        id=parse_requested_id(concept_id),
        relations=tuple(parse_relations(relation_texts, office_texts)),
    )
    _confirm_homonyms(workspace, entry, skips_confirmation=skips_confirmation)
    with open_change_set(
        workspace.database,
        command="terms add",
        author=workspace.author,
        detail=", ".join(term.text for term in entry.terms),
    ) as change_set:
        added_entry, warnings = add_entry(
            ConceptStore(workspace.database), entry, change_set
        )
    for warning in warnings:
        workspace.warn(warning)
    print_result(
        workspace,
        make_entry_json(added_entry) | {"import": change_set.name},
        columns=TERM_COLUMNS,
        rows=make_entry_rows(added_entry),
    )


@command(
    examples="""
    padanan terms edit ministry-002 --admitted id=Kemkampub --note "seen in 2025"
    padanan terms edit office-002 --prefer id="Deputi Menteri" --demote admitted
    padanan terms edit office-002 --of id="Wakil Menteri" --case exact
    padanan terms edit office-002 --unset note --drop id="Wamen"
    padanan terms edit office-002 --editor
    """
)
@click.argument("concept_id", metavar="CONCEPT")
@add_term_options
@add_concept_options
@click.option(
    "--of", metavar="LOCALE=TEXT", help="The term that --source, --case … describe."
)
@click.option("--prefer", metavar="LOCALE=TEXT", help="New preferred term.")
@demoted_status_option
@click.option(
    "--on", type=PartialDateType(), help="First day of the new preferred term."
)
@click.option(
    "--rename",
    nargs=2,
    metavar="LOCALE=TEXT NEW",
    help="Change the spelling of a term.",
)
@click.option("--drop", multiple=True, metavar="LOCALE=TEXT", help="Remove a term.")
@click.option(
    "--drop-relation",
    multiple=True,
    metavar="KIND=CONCEPT",
    help="Remove a relation.",
)
@click.option("--unset", multiple=True, metavar="FIELD", help="Clear a field.")
@click.option(
    "--editor", "uses_editor", is_flag=True, help="Edit the whole concept in $EDITOR."
)
def edit(
    workspace: Workspace,
    concept_id: str,
    uses_editor: bool,
    **value_by_parameter: Any,  # the other options, converted by click
) -> None:
    """Edit a concept: its fields, its terms and their statuses.

    --term, --admitted, --deprecated, --superseded and --forbidden add a term, or change
    the status of one that exists. Options about terms (--source, --case …) apply to
    these terms, or to the term that --of names.
    """
    concept_id = parse_concept_id(concept_id)
    if not uses_editor:
        store_change(
            workspace,
            concept_id,
            make_edit(value_by_parameter),
            command_name="terms edit",
        )
        return
    if any(
        option_value
        for parameter_name, option_value in value_by_parameter.items()
        if parameter_name != "demoted_status_word"
    ):
        raise InputError("give only one of --editor and other changes")
    from cli.terms.editor_form import edit_in_editor
    from glossary.concept_store import ConceptStore

    entry_before = ConceptStore(workspace.database).entry(concept_id)
    with edit_in_editor(workspace, entry_before) as entry_after:
        store_change(
            workspace,
            concept_id,
            lambda _: entry_after,
            command_name="terms edit",
            expected_entry=entry_before,
        )


def store_change(
    workspace: Workspace,
    concept_id: str,
    change_entry: "EntryEdit",
    *,
    command_name: str,
    expected_entry: ConceptEntry | None = None,
) -> None:
    """Change one concept in a change set of its own, and print the changed fields."""
    from glossary.concept_store import ConceptStore
    from glossary.termbase_editing import edit_entry
    from tm.store.history.change_set import open_change_set

    with open_change_set(
        workspace.database,
        command=command_name,
        author=workspace.author,
        detail=concept_id,
    ) as change_set:
        entry_before, entry_after, warnings = edit_entry(
            ConceptStore(workspace.database),
            concept_id,
            change_entry,
            change_set,
            expected_entry=expected_entry,
        )
    for warning in warnings:
        workspace.warn(warning)
    print_changed_entry(
        workspace,
        entry_after,
        compare_entries(entry_before, entry_after),
        change_set.name,
    )


def print_changed_entry(
    workspace: Workspace,
    entry: ConceptEntry,
    field_changes: Sequence[FieldChange],
    change_set_name: str | None,
) -> None:
    """Print an entry and its changed fields."""
    print_result(
        workspace,
        make_entry_json(entry)
        | {
            "changed": make_field_changes_json(field_changes),
            "import": change_set_name,
        },
        columns=["concept", "field", "before", "after"],
        rows=[
            [
                entry.id,
                field_change.field_name,
                field_change.old_value,
                field_change.new_value,
            ]
            for field_change in field_changes
        ],
    )
    if change_set_name is None:
        workspace.say(f"Nothing changed: {entry.id} has these values already")


def make_field_changes_json(
    field_changes: Sequence[FieldChange],
) -> list[dict[str, str | None]]:
    """Make the JSON of changed fields."""
    return [
        {
            "field": field_change.field_name,
            "before": field_change.old_value,
            "after": field_change.new_value,
        }
        for field_change in field_changes
    ]


def _read_new_entry(
    value_by_parameter: Mapping[str, Any], fingerprint: str | None
) -> ConceptEntry:
    """Read a concept without id and relations from options, and from a finding."""
    terms = parse_terms(value_by_parameter)
    if fingerprint is not None:
        from cli.terms.from_finding import read_finding_terms

        terms = [*read_finding_terms(fingerprint), *terms]
    term_details = read_term_details(value_by_parameter)
    value_by_field: dict[str, Any] = {  # names of fields, whose values are texts
        field_name: clean_text(value_by_parameter[parameter_name])
        for parameter_name, field_name in list_parameters_and_fields()
        if value_by_parameter[parameter_name] is not None
    }
    return ConceptEntry(
        id="",
        terms=tuple(term_details.apply_to(term) for term in terms),
        **value_by_field,
    )


def _confirm_homonyms(
    workspace: Workspace, entry: ConceptEntry, *, skips_confirmation: bool
) -> None:
    """Warn of concepts with the same terms; ask if the domain is the same."""
    from glossary.termbase_editing import EntryFinder, describe_homonyms

    with workspace.database.open_snapshot() as connection:
        warnings, ids_with_same_domain = describe_homonyms(
            EntryFinder(connection), entry
        )
    for warning in warnings:
        workspace.warn(warning)
    if not ids_with_same_domain or skips_confirmation:
        return
    if sys.stdin.isatty() and sys.stderr.isatty():
        if click.confirm("Add another concept anyway?", err=True):
            return
        raise click.Abort
    raise InputError(
        f"same terms and domain as {', '.join(ids_with_same_domain)}; give another "
        "--domain, or --yes if it is another concept"
    )
