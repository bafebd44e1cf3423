"""All of a concept: `padanan terms show`."""

from typing import TYPE_CHECKING, Any

import click

from cli.console.render import emit
from cli.console.workspace import LocaleType, Workspace, command
from cli.terms.entry_view import (
    ShownEntry,
    draw_entry,
    draw_relation,
    entry_json,
    name_of,
    relation_json,
    status_word,
)
from glossary.entries.entry import ConceptEntry, Relation
from glossary.glossary import Glossary
from glossary.store import sql_reader as reading
from tm.store.history.change import LoggedChange
from tm.store.history.change_set import changes_to
from tm.store.phrases.attestation import attestation
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
    "-l", "--locale", type=LocaleType(), help="Language of the names of other concepts."
)
@click.option(
    "--attest/--no-attest",
    default=True,
    help="Whether to say where the memory has each term.",
)
def show(
    workspace: Workspace, concept: str, locale: Locale | None, attest: bool
) -> None:
    """Show all of a concept: terms, relations, where they are attested, changes.

    Relations are those that it has to others, and those that others have to it.
    """
    entry = Glossary(workspace.database).entry(concept)
    locales = [one for one in (locale, workspace.settings.source) if one]
    to_it, others = _related(workspace, entry)
    names = {id: name_of(other, locales) or id for id, other in others.items()}
    attested = {}
    if attest:
        attested = {
            term: attestation(workspace.database, term.text, term.locale)
            for term in entry.terms
        }
    shown = ShownEntry(entry, (), attested, names)
    changes = changes_to(workspace.database, "concept", concept)
    value: dict[str, Any] = {
        "concept": entry.id,
        **entry_json(shown),
        "related": [
            relation_json(Relation(one.kind, id, one.valid_from, one.valid_to), name)
            for id, one in to_it
            for name in [names.get(id)]
        ],
        "changes": [{"change": one.name, "action": one.action} for one in changes],
    }
    emit(
        workspace,
        value,
        columns=["concept", "locale", "term", "status"],
        rows=[
            [entry.id, term.locale.tag, term.text, status_word(term)]
            for term in entry.terms
        ],
        table=lambda console: _draw(console, shown, to_it, changes),
    )


def _related(
    workspace: Workspace, entry: ConceptEntry
) -> tuple[list[tuple[str, Relation]], dict[str, ConceptEntry]]:
    """The relations that others have to an entry, and all entries it has to do with."""
    with workspace.database.looking() as reader:
        ids = reading.ids_relating_to(reader, entry.id)
        known = {relation.concept for relation in entry.relations} | {*ids}
        others = reading.read_entries(reader, sorted(known))
    to_it = [
        (id, relation)
        for id in ids
        if id in others
        for relation in others[id].relations
        if relation.concept == entry.id
    ]
    return to_it, others


def _draw(
    console: "Console",
    shown: ShownEntry,
    to_it: list[tuple[str, Relation]],
    changes: list[LoggedChange],
) -> None:
    entry = shown.entry
    confidence = f"confidence {entry.confidence}" if entry.confidence else None
    draw_entry(console, [entry.id, entry.subject_field, confidence], shown)
    for id, relation in to_it:
        other = Relation(relation.kind, id, relation.valid_from, relation.valid_to)
        how = f"it is what another is {relation.kind.value}:"
        draw_relation(console, other, how, shown.names.get(id))
    if changes:
        times = "once" if len(changes) == 1 else f"{len(changes)} times"
        line = (
            f"  changed {times}, last by c{changes[-1].id}; see `padanan terms history`"
        )
        console.print(line, style="dim", markup=False, soft_wrap=True)
