"""The commands `terms retire`, `remove`, `merge` and `history`."""

from collections.abc import Sequence
from typing import Any

import click

from cli.console.render import emit
from cli.console.workspace import Workspace, command
from cli.terms.edit import changes_json, print_changed_entry, store_change
from cli.terms.entry_options import RoughDateType, entry_json, get_today
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
@click.argument("what", metavar="CONCEPT|LOCALE=TERM")
@click.option(
    "--on", type=RoughDateType(), help="Last day it was valid; default today."
)
@click.option("--by", metavar="CONCEPT", help="Concept that replaces it.")
@click.option("--in", "within", metavar="CONCEPT", help="Concept that has the term.")
def retire(
    workspace: Workspace, what: str, on: str | None, by: str | None, within: str | None
) -> None:
    """Mark a concept, or one of its terms, as no longer valid; nothing is deleted.

    A concept gets a last day, and its terms stay right for earlier texts. A term
    becomes superseded. With --by, the other concept is related to this one as its
    successor.
    """
    from glossary.termbase import Glossary
    from glossary.workbench import add_predecessor, edit_entry
    from tm.store.history.change_set import open_change_set

    day = on or get_today()
    if "=" in what:
        if by is not None:
            raise InputError(
                "--by is for concepts; for a term, use `padanan terms edit --prefer`"
            )
        name = TermName.parse(what)
        concept = within or _find_owner(workspace, name)
        store_change(
            workspace,
            parse_concept_id(concept),
            lambda entry: editing.retire_term(entry, name, day),
            command_="terms retire",
        )
        return
    if within is not None:
        raise InputError("--in goes with LOCALE=TERM")
    concept, successor = (
        parse_concept_id(what),
        parse_concept_id(by) if by is not None else None,
    )
    glossary = Glossary(workspace.database)
    with open_change_set(
        workspace.database, command="terms retire", author=workspace.author, detail=what
    ) as changes:
        entry_before, entry_after, warnings = edit_entry(
            glossary, concept, lambda entry: editing.retire_concept(entry, day), changes
        )
        if successor is not None:
            warnings += add_predecessor(glossary, successor, concept, changes)
    for warning in warnings:
        workspace.warn(warning)
    print_changed_entry(
        workspace, entry_after, compare_entries(entry_before, entry_after), changes.name
    )
    if successor is not None:
        workspace.say(f"{successor} now succeeds {concept}")


@command(examples="padanan terms remove x1f2e3d4c5b6a")
@click.argument("concepts", nargs=-1, required=True, metavar="CONCEPT…")
def remove(workspace: Workspace, concepts: Sequence[str]) -> None:
    """Remove concepts from the termbase; `padanan undo` restores them.

    For a concept that was right and is no longer valid, use `padanan terms retire`.
    """
    from glossary.termbase import Glossary
    from glossary.workbench import Workbench
    from tm.store.history.change_set import open_change_set

    ids = list(dict.fromkeys(map(parse_concept_id, concepts)))
    with open_change_set(
        workspace.database,
        command="terms remove",
        author=workspace.author,
        detail=" ".join(ids),
    ) as changes:
        workbench = Workbench(changes.connection)
        orphan_warnings = [
            f"{entry.id} has a relation to {id}, which is removed"
            for id in ids
            for entry in workbench.find_entries_related_to(id)
            if entry.id not in ids
        ]
        count = Glossary(workspace.database).remove(ids, changes)
    for orphan_warning in orphan_warnings:
        workspace.warn(orphan_warning)
    emit(
        workspace,
        {"removed": count, "import": changes.name},
        columns=["removed", "change set"],
        rows=[[count, changes.name]],
    )


@command(examples="padanan terms merge office-012 x1f2e3d4c5b6a")
@click.argument("kept_id", metavar="CONCEPT")
@click.argument("other", metavar="OTHER")
def merge(workspace: Workspace, kept_id: str, other: str) -> None:
    """Merge two concepts: CONCEPT takes over the terms of OTHER.

    Where they contradict each other, CONCEPT wins, with a warning. Relations to OTHER
    are redirected to CONCEPT, and OTHER is removed.
    """
    from glossary.termbase import Glossary
    from glossary.workbench import merge_entries
    from tm.store.history.change_set import open_change_set

    glossary = Glossary(workspace.database)
    with open_change_set(
        workspace.database,
        command="terms merge",
        author=workspace.author,
        detail=f"{kept_id} {other}",
    ) as changes:
        merged, redirected_ids = merge_entries(
            glossary, parse_concept_id(kept_id), parse_concept_id(other), changes
        )
    for note in merged.notes:
        workspace.warn(note)
    value = entry_json(merged.entry)
    value |= {
        "notes": list(merged.notes),
        "redirected": redirected_ids,
        "import": changes.name,
    }
    emit(
        workspace,
        value,
        columns=["concept", "terms", "redirected", "change set"],
        rows=[
            [
                merged.entry.id,
                len(merged.entry.terms),
                " ".join(redirected_ids),
                changes.name,
            ]
        ],
    )


@command(examples="padanan terms history ministry-002")
@click.argument("concept")
def history(workspace: Workspace, concept: str) -> None:
    """List the changes of a concept: field by field, by whom and when."""
    from glossary.entries.entry_record import read_record
    from glossary.workbench import Workbench
    from tm.store.history.change_set import read_dated_changes

    def entry(record: dict[str, Any] | None) -> ConceptEntry | None:
        return None if record is None else read_record(record)

    dated_changes = read_dated_changes(
        workspace.database, "concept", parse_concept_id(concept)
    )
    if not dated_changes:
        with workspace.database.open_snapshot() as connection:
            Workbench(connection).read_entry(parse_concept_id(concept))
        raise NotFound(f"no recorded changes of {concept}")
    described_changes = [
        (dated, compare_entries(entry(dated.change.before), entry(dated.change.after)))
        for dated in dated_changes
    ]
    emit(
        workspace,
        [
            {
                "concept": dated.change.key,
                "change": dated.change.name,
                "import": dated.change_set_name,
                "at": dated.timestamp,
                "who": dated.author,
                "command": dated.command,
                "undoes": dated.undone_name,
                "action": dated.change.action,
                "fields": changes_json(fields),
            }
            for dated, fields in described_changes
        ],
        columns=["change set", "at", "who", "command", "field", "before", "after"],
        rows=[
            [
                dated.change_set_name,
                dated.timestamp,
                dated.author,
                dated.command,
                field.field_name,
                field.old_value,
                field.new_value,
            ]
            for dated, fields in described_changes
            for field in fields
        ],
    )


def _find_owner(workspace: Workspace, name: TermName) -> str:
    """Find the only concept with a term. Raises NotFound and InputError."""
    from glossary.workbench import Workbench

    with workspace.database.open_snapshot() as connection:
        owner_entries = Workbench(connection).find_entries_with_term(
            Term(name.locale, name.text)
        )
    if not owner_entries:
        raise NotFound(f"no concept has the term {name}; see `padanan terms lookup`")
    if len(owner_entries) > 1:
        ids = ", ".join(_describe_entry(entry) for entry in owner_entries)
        raise InputError(f"{name} is a term of {ids}; choose one with --in CONCEPT")
    return owner_entries[0].id


def _describe_entry(entry: ConceptEntry) -> str:
    return f"{entry.id} ({entry.subject_field})" if entry.subject_field else entry.id
