"""A concept in the user's text editor, checked when it comes back."""

import os
import tempfile
from pathlib import Path

import click

from cli.options import Workspace
from glossary.entry import ConceptEntry
from glossary.form import entry_of_form, form_of
from glossary.validity import demand_valid
from glossary.workbench import Workbench
from tm.errors import InputError, PadananError
from tm.text.encoding import contents, decode


def filled_in(workspace: Workspace, entry: ConceptEntry) -> ConceptEntry | None:
    """The entry as the user leaves it in the editor; None if it is as it was.

    A form with a fault is kept, and its place is in the InputError.
    """
    handle, name = tempfile.mkstemp(
        prefix=f"padanan-{_safe(entry.id)}-", suffix=".toml"
    )
    path = Path(name)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(form_of(entry))
    try:
        click.edit(filename=str(path))
        filled = entry_of_form(
            decode(contents(str(path)), path=str(path)).text, entry.id
        )
        with workspace.database.reading() as connection:
            demand_valid(entry, filled, Workbench(connection).relations_of)
    except (PadananError, click.ClickException) as error:
        said = error.message if isinstance(error, click.ClickException) else str(error)
        raise InputError(f"{said}; your form is kept as {path}") from error
    path.unlink()
    return None if filled == entry else filled


def _safe(id: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in id)[:30]
