"""Editing a concept in the user's text editor."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from cli.console.workspace import Workspace
from glossary.entries.edit_form import read_edit_form, write_edit_form
from glossary.entries.entry import ConceptEntry
from glossary.entries.entry_faults import require_valid_edit
from glossary.termbase_editing import EntryFinder
from tm.errors import InputError
from tm.text.input.encoding import decode_text, read_bytes


@contextmanager
def edit_in_editor(workspace: Workspace, entry: ConceptEntry) -> Iterator[ConceptEntry]:
    """Let the user edit an entry in an editor; yields the edited entry.

    If an error occurs before the entry is stored, the form is kept, and a warning names
    its file.
    """
    file_descriptor, file_name = tempfile.mkstemp(
        prefix=f"padanan-{_make_file_name_part(entry.id)}-", suffix=".toml"
    )
    form_path, form_text = Path(file_name), write_edit_form(entry)
    with os.fdopen(file_descriptor, "w", encoding="utf-8", newline="\n") as form_file:
        form_file.write(form_text)
    try:
        yield _open_editor(workspace, entry, form_path)
    except BaseException:
        if form_path.exists() and form_path.read_bytes() != form_text.encode():
            workspace.warn(f"your changes are kept in {form_path}")
        else:
            form_path.unlink(missing_ok=True)
        raise
    form_path.unlink(missing_ok=True)


def _open_editor(
    workspace: Workspace, entry: ConceptEntry, form_path: Path
) -> ConceptEntry:
    try:
        click.edit(filename=str(form_path))
    except click.ClickException as error:
        raise InputError(f"{error.message}; set $EDITOR to your editor") from error
    form_text = decode_text(read_bytes(str(form_path)), path=str(form_path)).text
    edited_entry = read_edit_form(form_text, entry.id)
    with workspace.database.open_snapshot() as connection:
        require_valid_edit(entry, edited_entry, EntryFinder(connection).read_relations)
    return edited_entry


def _make_file_name_part(concept_id: str) -> str:
    return "".join(
        character if character.isalnum() else "-" for character in concept_id
    )[:30]
