"""The commands `terms retire`, `remove`, `merge` and `history`."""

from collections.abc import Sequence
from typing import Any

import click

from cli.console.command import command
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from cli.terms.edit import make_field_changes_json, print_changed_entry, store_change
from cli.terms.entry_options import PartialDateType, get_today, make_entry_json
from glossary.entries import editing
from glossary.entries.difference import compare_entries
from glossary.entries.entry import ConceptEntry, Term
from glossary.entries.notation import TermName, parse_concept_id
from tm.errors import InputError, NotFound


@command(
    examples="""
    padanan terms retire ministry-007 --on 2025-03-01 --by ministry-031
    padanan terms retire id="Menteri Negara" --on 2009
    padanan terms retire id=Presiden --in state-001
    """
)
@click.argument("concept_or_term", metavar="CONCEPT|LOCALE=TERM")
@click.option(
    "--on",
    "last_day",
    type=PartialDateType(),
    help="Last day of the concept or term; default today.",
)
@click.option(
    "--by", "successor_text", metavar="CONCEPT", help="Concept that succeeds CONCEPT."
)
@click.option(
    "--in", "owner_text", metavar="CONCEPT", help="Concept that has the term."
)
def retire(
    workspace: Workspace,
    concept_or_term: str,
    last_day: str | None,
    successor_text: str | None,
    owner_text: str | None,
) -> None:
    """Mark a concept, or one of its terms, as no longer valid; nothing is deleted.

    A concept gets a last day, and its terms stay right for earlier texts. A term
    becomes superseded. --by names the concept that succeeds the retired one.
    """
    retirement_day = last_day or get_today()
    if "=" in concept_or_term:
        if successor_text is not None:
            raise InputError(
                "--by is for concepts; for a term, use `padanan terms edit --prefer`"
            )
        term_name = TermName.parse(concept_or_term)
        concept_id = owner_text or _find_owner(workspace, term_name)
        store_change(
            workspace,
            parse_concept_id(concept_id),
            lambda entry: editing.retire_term(entry, term_name, retirement_day),
            command_name="terms retire",
        )
        return
    if owner_text is not None:
        raise InputError("--in goes with LOCALE=TERM")
    _retire_concept(
        workspace,
        parse_concept_id(concept_or_term),
        parse_concept_id(successor_text) if successor_text is not None else None,
        retirement_day,
    )


def _retire_concept(
    workspace: Workspace,
    concept_id: str,
    successor_id: str | None,
    retirement_day: str,
) -> None:
    """Give a concept a last day, and its successor the relation to it."""
    from glossary.concept_store import ConceptStore
    from glossary.termbase_editing import add_predecessor, edit_entry
    from tm.store.history.change_set import open_change_set

    concept_store = ConceptStore(workspace.database)
    with open_change_set(
        workspace.database,
        command="terms retire",
        author=workspace.author,
        detail=concept_id,
    ) as change_set:
        entry_before, entry_after, warnings = edit_entry(
            concept_store,
            concept_id,
            lambda entry: editing.retire_concept(entry, retirement_day),
            change_set,
        )
        if successor_id is not None:
            warnings += add_predecessor(
                concept_store, successor_id, concept_id, change_set
            )
    for warning in warnings:
        workspace.warn(warning)
    print_changed_entry(
        workspace,
        entry_after,
        compare_entries(entry_before, entry_after),
        change_set.name,
    )
    if successor_id is not None:
        workspace.say(f"{successor_id} now succeeds {concept_id}")


@command(examples="padanan terms remove x1f2e3d4c5b6a")
@click.argument("concept_texts", nargs=-1, required=True, metavar="CONCEPT…")
def remove(workspace: Workspace, concept_texts: Sequence[str]) -> None:
    """Remove concepts from the termbase; `padanan undo` restores them.

    For a concept that was right and is no longer valid, use `padanan terms retire`.
    """
    from glossary.concept_store import ConceptStore
    from glossary.termbase_editing import EntryFinder
    from tm.store.history.change_set import open_change_set

    concept_ids = list(dict.fromkeys(map(parse_concept_id, concept_texts)))
    with open_change_set(
        workspace.database,
        command="terms remove",
        author=workspace.author,
        detail=" ".join(concept_ids),
    ) as change_set:
        entry_finder = EntryFinder(change_set.connection)
        orphan_warnings = [
            f"{entry.id} has a relation to {concept_id}, which is removed"
            for concept_id in concept_ids
            for entry in entry_finder.find_entries_related_to(concept_id)
            if entry.id not in concept_ids
        ]
        removed_count = ConceptStore(workspace.database).remove(concept_ids, change_set)
    for orphan_warning in orphan_warnings:
        workspace.warn(orphan_warning)
    print_result(
        workspace,
        {"removed": removed_count, "import": change_set.name},
        columns=["removed", "change set"],
        rows=[[removed_count, change_set.name]],
    )


@command(examples="padanan terms merge office-012 x1f2e3d4c5b6a")
@click.argument("kept_id", metavar="CONCEPT")
@click.argument("removed_id", metavar="OTHER")
def merge(workspace: Workspace, kept_id: str, removed_id: str) -> None:
    """Merge two concepts: CONCEPT takes over the terms of OTHER.

    Where they contradict each other, CONCEPT wins, with a warning. Relations to OTHER
    are redirected to CONCEPT, and OTHER is removed.
    """
    from glossary.concept_store import ConceptStore
    from glossary.termbase_editing import merge_entries
    from tm.store.history.change_set import open_change_set

    concept_store = ConceptStore(workspace.database)
    with open_change_set(
        workspace.database,
        command="terms merge",
        author=workspace.author,
        detail=f"{kept_id} {removed_id}",
    ) as change_set:
        merge_result, redirected_ids = merge_entries(
            concept_store,
            parse_concept_id(kept_id),
            parse_concept_id(removed_id),
            change_set,
        )
    for note in merge_result.notes:
        workspace.warn(note)
    json_record = make_entry_json(merge_result.entry)
    json_record |= {
        "notes": list(merge_result.notes),
        "redirected": redirected_ids,
        "import": change_set.name,
    }
    print_result(
        workspace,
        json_record,
        columns=["concept", "terms", "redirected", "change set"],
        rows=[
            [
                merge_result.entry.id,
                len(merge_result.entry.terms),
                " ".join(redirected_ids),
                change_set.name,
            ]
        ],
    )


@command(examples="padanan terms history ministry-002")
@click.argument("concept_text", metavar="CONCEPT")
def history(workspace: Workspace, concept_text: str) -> None:
    """List the changes of a concept: field by field, by whom and when."""
    from glossary.entries.entry_record import read_record
    from glossary.termbase_editing import EntryFinder
    from tm.store.history.change_set import read_dated_changes

    def read_entry_or_none(record: dict[str, Any] | None) -> ConceptEntry | None:
        return None if record is None else read_record(record)

    dated_changes = read_dated_changes(
        workspace.database, "concept", parse_concept_id(concept_text)
    )
    if not dated_changes:
        with workspace.database.open_snapshot() as connection:
            EntryFinder(connection).read_entry(parse_concept_id(concept_text))
        raise NotFound(f"no recorded changes of {concept_text}")
    changes_with_field_changes = [
        (
            dated_change,
            compare_entries(
                read_entry_or_none(dated_change.change.record_before),
                read_entry_or_none(dated_change.change.record_after),
            ),
        )
        for dated_change in dated_changes
    ]
    print_result(
        workspace,
        [
            {
                "concept": dated_change.change.key,
                "change": dated_change.change.name,
                "import": dated_change.change_set_name,
                "at": dated_change.timestamp,
                "who": dated_change.author,
                "command": dated_change.command,
                "undoes": dated_change.undone_change_name,
                "action": dated_change.change.action,
                "fields": make_field_changes_json(field_changes),
            }
            for dated_change, field_changes in changes_with_field_changes
        ],
        columns=["change set", "at", "who", "command", "field", "before", "after"],
        rows=[
            [
                dated_change.change_set_name,
                dated_change.timestamp,
                dated_change.author,
                dated_change.command,
                field_change.field_name,
                field_change.old_value,
                field_change.new_value,
            ]
            for dated_change, field_changes in changes_with_field_changes
            for field_change in field_changes
        ],
    )


def _find_owner(workspace: Workspace, term_name: TermName) -> str:
    """Find the only concept with a term. Raises NotFound and InputError."""
    from glossary.termbase_editing import EntryFinder

    with workspace.database.open_snapshot() as connection:
        owner_entries = EntryFinder(connection).find_entries_with_term(
            Term(term_name.locale, term_name.text)
        )
    if not owner_entries:
        raise NotFound(
            f"no concept has the term {term_name}; see `padanan terms lookup`"
        )
    if len(owner_entries) > 1:
        owners_text = ", ".join(_describe_entry(entry) for entry in owner_entries)
        raise InputError(
            f"{term_name} is a term of {owners_text}; choose one with --in CONCEPT"
        )
    return owner_entries[0].id


def _describe_entry(entry: ConceptEntry) -> str:
    return f"{entry.id} ({entry.subject_field})" if entry.subject_field else entry.id
