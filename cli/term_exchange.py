"""Files of terms: `padanan terms import` and `export`."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from cli.options import Workspace, command
from cli.render import emit
from cli.term_lookup import update_index
from glossary.store import Glossary
from tm.errors import UnknownName
from tm.store.adding import Counts
from tm.store.history import change_set

_SUFFIXES = (".csv", ".tsv", ".txt")


@command(
    "import",
    examples="""
    padanan terms import seeds/glossary/official_titles.csv
    padanan terms import house-terms.csv --format json
    """,
)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
def import_(workspace: Workspace, files: Sequence[str]) -> None:
    """Read concepts from CSV files.

    A concept that is known takes over the file's content; `padanan undo last` takes
    an import back. Rows that make no sense are skipped and listed.
    """
    from exports import candidates_csv, terms_csv

    paths = [_terms_path(file) for file in files]
    # A table of candidates (`terms extract -O`) is known by its columns.
    read = [
        candidates_csv.read(path)
        if candidates_csv.is_candidates(path)
        else terms_csv.read(path)
        for path in paths
    ]
    glossary = Glossary(workspace.database)
    counts = Counts()
    with change_set(
        workspace.database,
        command="terms import",
        who=workspace.who,
        detail=" ".join(Path(file).name for file in files),
    ) as changes:
        for part in read:
            counts += glossary.add(part.entries, changes)
    if counts.new or counts.changed:
        update_index(workspace)
    for note in (note for part in read for note in part.notes):
        workspace.warn(note)
    skipped = [entry for part in read for entry in part.skipped]
    lost = [entry for part in read for entry in part.lost]
    for entry in skipped:
        workspace.warn(f"{entry.path}:{entry.line}: skipped: {entry.reason}")
    for loss in lost:
        workspace.warn(f"not kept: {loss.what} ({loss.count})")
    value = {
        "new": counts.new,
        "known": counts.known,
        "changed": counts.changed,
        "import": changes.name,
        "skipped": [
            {"path": entry.path, "line": entry.line, "reason": entry.reason}
            for entry in skipped
        ],
        "lost": [{"what": loss.what, "count": loss.count} for loss in lost],
    }
    emit(
        workspace,
        value,
        columns=["new", "known", "changed", "skipped", "import"],
        rows=[[counts.new, counts.known, counts.changed, len(skipped), changes.name]],
    )


@command("export", examples="padanan terms export termbase.csv")
@click.argument("file")
def export(workspace: Workspace, file: str) -> None:
    """Write all concepts to a CSV file; `-` is standard output."""
    from exports import terms_csv
    from exports.files import STANDARD_OUTPUT, replacing

    entries = Glossary(workspace.database).entries()
    if file == STANDARD_OUTPUT:
        terms_csv.write(entries, sys.stdout.buffer)
        return
    _terms_path(file)
    with replacing(Path(file)) as stream:
        written = terms_csv.write(entries, stream)
    for loss in written.lost:
        workspace.warn(f"CSV cannot hold: {loss.what} ({loss.count})")
    value = {
        "file": file,
        "written": written.written,
        "lost": [{"what": loss.what, "count": loss.count} for loss in written.lost],
    }
    emit(workspace, value)


def _terms_path(file: str) -> Path:
    path = Path(file)
    if path.suffix.lower() not in _SUFFIXES:
        raise UnknownName("format of terms", path.suffix or file, _SUFFIXES)
    return path
