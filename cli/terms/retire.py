"""Concepts over time: `padanan terms retire`, `remove`, `merge` and `history`."""

from collections.abc import Sequence
from typing import Any

import click

from cli.console.render import emit
from cli.console.workspace import Workspace, command
from cli.terms.edit import changes_json, report, store_edit
from cli.terms.entry_options import RoughDateType, entry_json, today
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
@click.option("--on", type=RoughDateType(), help="Its last day; today if absent.")
@click.option("--by", metavar="CONCEPT", help="What took the concept's place.")
@click.option("--in", "within", metavar="CONCEPT", help="Whose term it is.")
def retire(
    workspace: Workspace, what: str, on: str | None, by: str | None, within: str | None
) -> None:
    """Say that a concept, or one of its terms, is no more; nothing is deleted.

    A concept gets its last day, and its terms stay right for what was before. A term
    becomes superseded. With --by, the other concept is noted as what this one was
    formerly.
    """
    from glossary.glossary import Glossary
    from glossary.workbench import edit_entry, note_predecessor
    from tm.store.history.change_set import change_set

    day = on or today()
    if "=" in what:
        if by is not None:
            raise InputError("--by is for concepts; --prefer of `terms edit` for terms")
        name = TermName.parse(what)
        concept = within or _owner(workspace, name)
        store_edit(
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
    with change_set(
        workspace.database, command="terms retire", who=workspace.who, detail=what
    ) as changes:
        before, after, warnings = edit_entry(
            glossary, concept, lambda entry: editing.retire_concept(entry, day), changes
        )
        if successor is not None:
            warnings += note_predecessor(glossary, successor, concept, changes)
    for warning in warnings:
        workspace.warn(warning)
    report(workspace, after, compare_entries(before, after), changes.name)
    if successor is not None:
        workspace.say(f"{successor} was formerly {concept}")


@command(examples="padanan terms remove x1f2e3d4c5b6a")
@click.argument("concepts", nargs=-1, required=True, metavar="CONCEPT…")
def remove(workspace: Workspace, concepts: Sequence[str]) -> None:
    """Take concepts out of the termbase, as if they had never been right.

    What is no longer in use is better retired. `padanan undo` brings them back.
    """
    from glossary.glossary import Glossary
    from glossary.workbench import Workbench
    from tm.store.history.change_set import change_set

    ids = list(dict.fromkeys(map(parse_concept_id, concepts)))
    with change_set(
        workspace.database,
        command="terms remove",
        who=workspace.who,
        detail=" ".join(ids),
    ) as changes:
        bench = Workbench(changes.connection)
        orphans = [
            f"{entry.id} has a relation to {id}, which is no more"
            for id in ids
            for entry in bench.entries_related_to(id)
            if entry.id not in ids
        ]
        count = Glossary(workspace.database).remove(ids, changes)
    for orphan in orphans:
        workspace.warn(orphan)
    emit(workspace, {"removed": count, "import": changes.name})


@command(examples="padanan terms merge office-012 x1f2e3d4c5b6a")
@click.argument("kept", metavar="CONCEPT")
@click.argument("other", metavar="OTHER")
def merge(workspace: Workspace, kept: str, other: str) -> None:
    """Make one concept of two: CONCEPT takes over the terms of OTHER.

    Where they contradict each other, CONCEPT is right, and you are told. Relations to
    OTHER lead to CONCEPT afterwards, and OTHER is removed.
    """
    from glossary.glossary import Glossary
    from glossary.workbench import merge_entries
    from tm.store.history.change_set import change_set

    glossary = Glossary(workspace.database)
    with change_set(
        workspace.database,
        command="terms merge",
        who=workspace.who,
        detail=f"{kept} {other}",
    ) as changes:
        done, moved = merge_entries(
            glossary, parse_concept_id(kept), parse_concept_id(other), changes
        )
    for note in done.notes:
        workspace.warn(note)
    value = entry_json(done.entry)
    value |= {"notes": list(done.notes), "redirected": moved, "import": changes.name}
    emit(
        workspace,
        value,
        columns=["concept", "terms", "redirected", "import"],
        rows=[[done.entry.id, len(done.entry.terms), " ".join(moved), changes.name]],
    )


@command(examples="padanan terms history ministry-002")
@click.argument("concept")
def history(workspace: Workspace, concept: str) -> None:
    """Tell what was changed in a concept, field by field, by whom and when."""
    from glossary.entries.record import read_record
    from glossary.workbench import Workbench
    from tm.store.history.change_set import dated_changes_to

    def entry(record: dict[str, Any] | None) -> ConceptEntry | None:
        return None if record is None else read_record(record)

    found = dated_changes_to(workspace.database, "concept", parse_concept_id(concept))
    if not found:
        with workspace.database.reading() as connection:
            Workbench(connection).entry(parse_concept_id(concept))
        raise NotFound(f"nothing is known of how {concept} came to be")
    told = [
        (dated, compare_entries(entry(dated.change.before), entry(dated.change.after)))
        for dated in found
    ]
    emit(
        workspace,
        [
            {
                "concept": dated.change.key,
                "change": dated.change.name,
                "import": dated.name,
                "at": dated.at,
                "who": dated.who,
                "command": dated.command,
                "undoes": dated.undoes,
                "action": dated.change.action,
                "fields": changes_json(fields),
            }
            for dated, fields in told
        ],
        columns=["import", "at", "who", "command", "field", "before", "after"],
        rows=[
            [
                dated.name,
                dated.at,
                dated.who,
                dated.command,
                field.field,
                field.before,
                field.after,
            ]
            for dated, fields in told
            for field in fields
        ],
    )


def _owner(workspace: Workspace, name: TermName) -> str:
    """The one concept that has a term. Raises NotFound and InputError."""
    from glossary.workbench import Workbench

    with workspace.database.reading() as connection:
        owners = Workbench(connection).entries_with_term(Term(name.locale, name.text))
    if not owners:
        raise NotFound(f"no concept has the term {name}; see `padanan terms lookup`")
    if len(owners) > 1:
        ids = ", ".join(_shown(entry) for entry in owners)
        raise InputError(f"{name} is a term of {ids}; say whose, with --in CONCEPT")
    return owners[0].id


def _shown(entry: ConceptEntry) -> str:
    return f"{entry.id} ({entry.subject_field})" if entry.subject_field else entry.id
