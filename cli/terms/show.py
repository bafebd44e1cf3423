"""The command `terms show`, which prints a whole concept."""

from typing import TYPE_CHECKING, Any

import click

from cli.console.command import command
from cli.console.options.pair_options import locale_option
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from cli.terms.views.entry_view import (
    ShownEntry,
    choose_entry_name,
    draw_entry,
    draw_relation,
    make_relation_json,
    make_shown_entry_json,
)
from glossary.concept_store import ConceptStore
from glossary.entries.entry import ConceptEntry, Relation
from glossary.entries.notation import get_status_word
from glossary.store import sql_reader as reading
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
@click.argument("concept_id", metavar="CONCEPT")
@locale_option("Language in which related concepts are named.")
@click.option(
    "--attest/--no-attest",
    "shows_uses",
    default=True,
    help="Whether to show where each term is used in the memory.",
)
def show(
    workspace: Workspace, concept_id: str, locale: Locale | None, shows_uses: bool
) -> None:
    """Show a concept: its terms, their use in the memory, relations and changes.

    Relations are shown in both directions.
    """
    entry = ConceptStore(workspace.database).entry(concept_id)
    locales = [
        locale_choice
        for locale_choice in (locale, workspace.settings.source)
        if locale_choice
    ]
    incoming_relations, entry_by_concept_id = _find_related_entries(workspace, entry)
    name_by_concept_id = {
        related_id: choose_entry_name(other_entry, locales) or related_id
        for related_id, other_entry in entry_by_concept_id.items()
    }
    attestation_by_term = {}
    if shows_uses:
        attestation_by_term = {
            term: find_attestation(workspace.database, term.text, term.locale)
            for term in entry.terms
        }
    shown_entry = ShownEntry(entry, (), attestation_by_term, name_by_concept_id)
    logged_changes = read_changes_of_record(workspace.database, "concept", concept_id)
    concept_record: dict[str, Any] = {
        "concept": entry.id,
        **make_shown_entry_json(shown_entry),
        "related": [
            make_relation_json(
                Relation(
                    relation.kind,
                    related_id,
                    relation.valid_from,
                    relation.valid_to,
                ),
                entry_name,
            )
            for related_id, relation in incoming_relations
            for entry_name in [name_by_concept_id.get(related_id)]
        ],
        "changes": [
            {"change": logged_change.name, "action": logged_change.action}
            for logged_change in logged_changes
        ],
    }
    print_result(
        workspace,
        concept_record,
        columns=["concept", "locale", "term", "status"],
        rows=[
            [entry.id, term.locale.tag, term.text, get_status_word(term)]
            for term in entry.terms
        ],
        draw_table=lambda console: _draw_entry(
            console, shown_entry, incoming_relations, logged_changes
        ),
    )


def _find_related_entries(
    workspace: Workspace, entry: ConceptEntry
) -> tuple[list[tuple[str, Relation]], dict[str, ConceptEntry]]:
    """Find the relations of other entries to an entry, and all related entries."""
    with workspace.database.open_reader() as reader:
        incoming_ids = reading.find_related_ids(reader, entry.id)
        related_ids = {relation.concept for relation in entry.relations} | {
            *incoming_ids
        }
        entry_by_concept_id = reading.read_entries(reader, sorted(related_ids))
    incoming_relations = [
        (incoming_id, relation)
        for incoming_id in incoming_ids
        if incoming_id in entry_by_concept_id
        for relation in entry_by_concept_id[incoming_id].relations
        if relation.concept == entry.id
    ]
    return incoming_relations, entry_by_concept_id


def _draw_entry(
    console: "Console",
    shown_entry: ShownEntry,
    incoming_relations: list[tuple[str, Relation]],
    logged_changes: list[LoggedChange],
) -> None:
    entry = shown_entry.entry
    confidence_text = f"confidence {entry.confidence}" if entry.confidence else None
    draw_entry(console, [entry.id, entry.subject_field, confidence_text], shown_entry)
    for incoming_id, relation in incoming_relations:
        reversed_relation = Relation(
            relation.kind, incoming_id, relation.valid_from, relation.valid_to
        )
        relation_label = f"{relation.kind.value}, from:"
        draw_relation(
            console,
            reversed_relation,
            relation_label,
            shown_entry.name_by_concept_id.get(incoming_id),
        )
    if logged_changes:
        times_text = (
            "once" if len(logged_changes) == 1 else f"{len(logged_changes)} times"
        )
        history_line = (
            f"  changed {times_text}, last by c{logged_changes[-1].id}; see `padanan "
            "terms history`"
        )
        console.print(history_line, style="dim", markup=False, soft_wrap=True)
