"""The commands `terms add` and `terms edit`."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.console.render import emit
from cli.console.workspace import Workspace, command
from cli.terms.concept_edit import list_concept_parameters, make_edit, read_details
from cli.terms.entry_options import (
    COLUMNS,
    RoughDateType,
    clean_text,
    concept_options,
    entry_json,
    make_entry_rows,
    parse_id,
    parse_relations,
    parse_terms,
    term_options,
)
from glossary.entries.difference import FieldChange, compare_entries
from glossary.entries.entry import PERSON, ConceptEntry
from glossary.entries.notation import (
    STATUSES_BY_WORD,
    parse_concept_id,
)
from tm.errors import InputError

if TYPE_CHECKING:
    from glossary.workbench import EntryEdit

_DEMOTED_STATUSES = [word for word in STATUSES_BY_WORD if word != "preferred"]


@command(
    examples="""
    padanan terms add --term vi="Thứ trưởng" --term id="Wakil Menteri" --domain office
    padanan terms add --term vi="Bộ X" --relation "part of=state-015" --from 2025-03-01
    padanan terms add --person --term vi="Lê Văn A" --office "state-001@2021-04..2026"
    padanan check m.tmx --only term.inconsistent | padanan terms add --from-finding -
    """
)
@term_options
@concept_options
@click.option(
    "--from-finding",
    "finding",
    metavar="FINGERPRINT|-",
    help="Add the terms of a finding of term.inconsistent, from standard input.",
)
@click.option(
    "--id", "id", help="Id of the concept; default from its domain and first term."
)
@click.option(
    "--person", is_flag=True, help="The concept is a person; the terms are names."
)
@click.option(
    "--yes", is_flag=True, help="Add it even if another concept has the term."
)
def add(
    workspace: Workspace,
    id: str | None,
    person: bool,
    yes: bool,
    finding: str | None,
    relations: Sequence[str],
    offices: Sequence[str],
    **option_values: Any,  # options of terms and of the concept, converted by click
) -> None:
    """Add a concept with terms in any number of languages.

    --from-finding reads JSON lines of `padanan check` and uses the finding of
    term.inconsistent with this fingerprint, or the only one: the phrase, its usual
    translation as preferred term, and the rare translation as deprecated term.

    If another concept already has one of the terms, give a domain that distinguishes
    the two, or --yes. A person is a concept of the domain `person`, with names as
    terms; --office says which offices the person held, and when.
    """
    from glossary.termbase import Glossary
    from glossary.workbench import add_entry
    from tm.store.history.change_set import open_change_set

    if person and option_values["domain"] not in (None, PERSON):
        raise InputError(f"--person means --domain {PERSON}; give one of them")
    option_values["domain"] = PERSON if person else option_values["domain"]
    terms = parse_terms(option_values)
    if finding is not None:
        from cli.terms.from_finding import read_finding_terms

        terms = [*read_finding_terms(finding), *terms]
    term_details = read_details(option_values)
    fields: dict[str, Any] = {  # names of fields, whose values are texts
        field: clean_text(option_values[option])
        for option, field in list_concept_parameters()
        if option_values[option] is not None
    }
    entry = ConceptEntry(
        id=parse_id(id),
        terms=tuple(term_details.of(term) for term in terms),
        relations=tuple(parse_relations(relations, offices)),
        **fields,
    )
    _confirm_homonyms(workspace, entry, yes=yes)
    with open_change_set(
        workspace.database,
        command="terms add",
        author=workspace.author,
        detail=", ".join(term.text for term in entry.terms),
    ) as changes:
        added_entry, warnings = add_entry(Glossary(workspace.database), entry, changes)
    for warning in warnings:
        workspace.warn(warning)
    emit(
        workspace,
        entry_json(added_entry) | {"import": changes.name},
        columns=COLUMNS,
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
@click.argument("concept")
@term_options
@concept_options
@click.option(
    "--of", metavar="LOCALE=TEXT", help="The term that --source, --case … describe."
)
@click.option("--prefer", metavar="LOCALE=TEXT", help="New preferred term.")
@click.option(
    "--demote",
    type=click.Choice(_DEMOTED_STATUSES),
    default="superseded",
    show_default=True,
    help="Status of the previous preferred term.",
)
@click.option("--on", type=RoughDateType(), help="First day of the term of --prefer.")
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
@click.option("--editor", is_flag=True, help="Edit the whole concept in $EDITOR.")
def edit(
    workspace: Workspace,
    concept: str,
    editor: bool,
    **option_values: Any,  # the other options, converted by click
) -> None:
    """Edit a concept: its fields, its terms and their statuses.

    --term, --admitted, --deprecated, --superseded and --forbidden add a term, or change
    the status of one that exists. Options about terms (--source, --case …) apply to
    these terms, or to the one of --of.
    """
    concept = parse_concept_id(concept)
    if not editor:
        store_change(
            workspace, concept, make_edit(option_values), command_="terms edit"
        )
        return
    if any(value for name, value in option_values.items() if name != "demote"):
        raise InputError("--editor and other changes: give one of them")
    from cli.terms.editor_form import edit_in_editor
    from glossary.termbase import Glossary

    entry_before = Glossary(workspace.database).entry(concept)
    with edit_in_editor(workspace, entry_before) as entry_after:
        store_change(
            workspace,
            concept,
            lambda _: entry_after,
            command_="terms edit",
            expected=entry_before,
        )


def store_change(
    workspace: Workspace,
    concept: str,
    change_entry: "EntryEdit",
    *,
    command_: str,
    expected: ConceptEntry | None = None,
) -> None:
    """Change one concept in a change set of its own, and print the changed fields."""
    from glossary.termbase import Glossary
    from glossary.workbench import edit_entry
    from tm.store.history.change_set import open_change_set

    with open_change_set(
        workspace.database, command=command_, author=workspace.author, detail=concept
    ) as changes:
        entry_before, entry_after, warnings = edit_entry(
            Glossary(workspace.database),
            concept,
            change_entry,
            changes,
            expected_entry=expected,
        )
    for warning in warnings:
        workspace.warn(warning)
    print_changed_entry(
        workspace, entry_after, compare_entries(entry_before, entry_after), changes.name
    )


def print_changed_entry(
    workspace: Workspace,
    entry: ConceptEntry,
    field_changes: Sequence[FieldChange],
    change_set_name: str | None,
) -> None:
    """Print an entry and its changed fields."""
    emit(
        workspace,
        entry_json(entry)
        | {"changed": changes_json(field_changes), "import": change_set_name},
        columns=["concept", "field", "before", "after"],
        rows=[
            [entry.id, change.field_name, change.old_value, change.new_value]
            for change in field_changes
        ],
    )
    if change_set_name is None:
        workspace.say(f"Nothing changed: {entry.id} is already so")


def changes_json(field_changes: Sequence[FieldChange]) -> list[dict[str, str | None]]:
    """Make the JSON of changed fields."""
    return [
        {
            "field": change.field_name,
            "before": change.old_value,
            "after": change.new_value,
        }
        for change in field_changes
    ]


def _confirm_homonyms(workspace: Workspace, entry: ConceptEntry, *, yes: bool) -> None:
    """Warn of concepts with the same terms; ask if the domain is the same."""
    from glossary.workbench import Workbench, find_homonyms, has_same_subject_field

    with workspace.database.open_snapshot() as connection:
        workbench = Workbench(connection)
        homonyms = [
            (workbench.read_entry(id), terms)
            for id, terms in find_homonyms(workbench, entry).items()
        ]
    unclear_ids = []
    for other, terms in homonyms:
        term_texts = ", ".join(repr(term.text) for term in terms)
        domain = other.subject_field or "no domain"
        workspace.warn(f"{term_texts} is already a term of {other.id} ({domain})")
        if has_same_subject_field(other, entry) and len(terms) < len(entry.terms):
            unclear_ids.append(other.id)
    if not unclear_ids or yes:
        return
    if sys.stdin.isatty() and sys.stderr.isatty():
        if click.confirm("Add another concept anyway?", err=True):
            return
        raise click.Abort
    raise InputError(
        f"same terms and domain as {', '.join(unclear_ids)}; give another --domain, "
        "or --yes if it is another concept"
    )
