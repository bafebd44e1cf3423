"""The command `terms show`, which prints a whole concept."""

from typing import TYPE_CHECKING, Any

import click

from cli.console.parameter_types import LocaleType
from cli.console.render import emit
from cli.console.workspace import Workspace, command
from cli.terms.entry_view import (
    ShownEntry,
    choose_entry_name,
    draw_entry,
    draw_relation,
    entry_json,
    name_status,
    relation_json,
)
from glossary.entries.entry import ConceptEntry, Relation
from glossary.store import sql_reader as reading
from glossary.termbase import Glossary
from tm.store.history.change import LoggedChange
from tm.store.history.change_set import read_changes_of_record
from tm.store.phrases.attestation import find_attestation
from tm.text.locale import Locale

if TYPE_CHECKING:
    from rich.console import Console


@command(
    examples="""
    padanan terms show office-002
    padanan terms show office-002 --locale id --no-attest --format json
    """
)
@click.argument("concept")
@click.option(
    "-l",
    "--locale",
    type=LocaleType(),
    help="Language in which related concepts are named.",
)
@click.option(
    "--attest/--no-attest",
    default=True,
    help="Whether to show where each term is used in the memory.",
)
def show(
    workspace: Workspace, concept: str, locale: Locale | None, attest: bool
) -> None:
    """Show a concept: its terms, their use in the memory, relations and changes.

    Relations are shown in both directions.
    """
    entry = Glossary(workspace.database).entry(concept)
    locales = [
        locale_choice
        for locale_choice in (locale, workspace.settings.source)
        if locale_choice
    ]
    incoming_relations, other_entries = _find_related(workspace, entry)
    names = {
        id: choose_entry_name(other, locales) or id
        for id, other in other_entries.items()
    }
    attested = {}
    if attest:
        attested = {
            term: find_attestation(workspace.database, term.text, term.locale)
            for term in entry.terms
        }
    shown = ShownEntry(entry, (), attested, names)
    logged_changes = read_changes_of_record(workspace.database, "concept", concept)
    value: dict[str, Any] = {
        "concept": entry.id,
        **entry_json(shown),
        "related": [
            relation_json(
                Relation(
                    locale_choice.kind,
                    id,
                    locale_choice.valid_from,
                    locale_choice.valid_to,
                ),
                name,
            )
            for id, locale_choice in incoming_relations
            for name in [names.get(id)]
        ],
        "changes": [
            {"change": locale_choice.name, "action": locale_choice.action}
            for locale_choice in logged_changes
        ],
    }
    emit(
        workspace,
        value,
        columns=["concept", "locale", "term", "status"],
        rows=[
            [entry.id, term.locale.tag, term.text, name_status(term)]
            for term in entry.terms
        ],
        table=lambda console: _draw_entry(
            console, shown, incoming_relations, logged_changes
        ),
    )


def _find_related(
    workspace: Workspace, entry: ConceptEntry
) -> tuple[list[tuple[str, Relation]], dict[str, ConceptEntry]]:
    """Find the relations of other entries to an entry, and all related entries."""
    with workspace.database.open_reader() as reader:
        ids = reading.find_related_ids(reader, entry.id)
        related_ids = {relation.concept for relation in entry.relations} | {*ids}
        related_entries = reading.read_entries(reader, sorted(related_ids))
    incoming_relations = [
        (id, relation)
        for id in ids
        if id in related_entries
        for relation in related_entries[id].relations
        if relation.concept == entry.id
    ]
    return incoming_relations, related_entries


def _draw_entry(
    console: "Console",
    shown: ShownEntry,
    incoming_relations: list[tuple[str, Relation]],
    changes: list[LoggedChange],
) -> None:
    entry = shown.entry
    confidence = f"confidence {entry.confidence}" if entry.confidence else None
    draw_entry(console, [entry.id, entry.subject_field, confidence], shown)
    for id, relation in incoming_relations:
        reversed_relation = Relation(
            relation.kind, id, relation.valid_from, relation.valid_to
        )
        label = f"{relation.kind.value}, from:"
        draw_relation(console, reversed_relation, label, shown.names.get(id))
    if changes:
        times_text = "once" if len(changes) == 1 else f"{len(changes)} times"
        line = (
            f"  changed {times_text}, last by c{changes[-1].id}; see `padanan terms "
            "history`"
        )
        console.print(line, style="dim", markup=False, soft_wrap=True)
