"""The command that brings units of other tools' files into the memory."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from cli.console.file_options import (
    files_argument,
    format_of_input,
    read_options,
    say_skipped,
    table_reading_options,
)
from cli.console.gc_tuning import uncollected
from cli.console.render import emit
from cli.console.workspace import Workspace, command, source_option, target_option
from cli.exchange.entry_stream import EntryStream
from cli.exchange.import_fingerprint import Seen, looked_through
from cli.memory.index import index_new
from exports.files import many_entries, read_many, sides
from exports.format import Entry, Lost, ReadOptions, Skipped
from exports.io.container import plain
from exports.plain.moses import together
from tm.articles.archive.restore import restore
from tm.errors import PadananError
from tm.store.history.change_set import change_set
from tm.store.imported_files import (
    FileKey,
    ImportedFile,
    demand_unmoved,
    find_file,
    half_done,
    keep_file,
)
from tm.store.phrases.pending import complete
from tm.store.units.merge import Counts
from tm.text.input.stream import is_stream, readable, told
from tm.text.locale import Locale
from tm.unit_block import UnitBlock

_MOSES = "moses"
_MOST_KEPT = 1000
"""With more skipped entries than this a file is read again."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """How files are to be imported."""

    options: ReadOptions
    format: str | None
    batch: int | None
    again: bool
    index: bool
    strict: bool

    def stream(
        self,
        path: Path,
        entries: Iterable[Entry | UnitBlock],
        report: Mapping[str, Any],
    ) -> EntryStream:
        """The entries of a file, of which a part may be done."""
        options = self.options
        asked = () if options.usual else (options.source, options.target)
        return EntryStream(path, entries, report, strict=self.strict, asked=asked)


@dataclass(slots=True)
class _Imported:
    """What the files of one call came to."""

    counts: Counts = field(default_factory=Counts)
    skipped: list[Skipped] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)


@command(
    "import",
    examples="""
    padanan import memory.tmx
    padanan import filled.po
    padanan import pairs.tsv -s vi -t id
    padanan import house.xlsx --columns "Sumber=source,Target=id,Catatan=note" -s vi
    padanan import corpus.vi corpus.id --as moses
    padanan import backup.jsonl.gz
    padanan import huge.tmx --batch 50000
    """,
)
@files_argument
@source_option
@target_option
@format_of_input
@table_reading_options
@click.option(
    "--batch",
    type=click.IntRange(min=1),
    metavar="UNITS",
    help="Keep what is done after so many units; the same command goes on.",
)
@click.option("--again", is_flag=True, help="Read a file that was imported before.")
@click.option("--strict", is_flag=True, help="Store nothing if an entry is damaged.")
@click.option(
    "--no-index",
    "index",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Leave what searching needs to `padanan index`, or the next search.",
)
def import_(
    workspace: Workspace,
    paths: Sequence[Path],
    source: Locale | None,
    target: Locale | None,
    name: str | None,
    columns: str | None,
    sheet: str | None,
    batch: int | None,
    again: bool,
    index: bool,
    strict: bool,
) -> int:
    """Store the units of TMX, PO, XLIFF, CSV, XLSX and other files in the memory.

    Segments without a translation come back into their articles, as far as the file
    tells of them.

    Packed files (.gz, .xz, .bz2, .zip) are read as what is in them; a file of an
    archive is named as if that were a folder, and `-` is standard input.

    A damaged entry is skipped and listed; the rest is stored. The exit code is 2 when
    nothing could be read, and with `--strict`, which then stores nothing, for the
    first damaged entry. Each file is stored whole or not at all, and
    `padanan undo` takes it back. With `--batch` a file may be stored in part: the same
    command goes on where it stopped, and it is one import all the same. A file that
    was imported before is recognised by its content.
    """
    options = read_options(
        workspace, source, target, columns=columns, sheet=sheet, untranslated=True
    )
    if name == _MOSES:
        paths = together(paths)
    wish = _Wish(options, name, batch, again, index, strict)
    # All files are looked at before the first of them is stored.
    opened = [(path, read_many(path, options, name=name)) for path in paths]
    done = _Imported()
    for number, (path, entries) in enumerate(opened):
        try:
            _import_file(workspace, path, entries, wish, done)
        except PadananError:
            if number:
                before = "file" if number == 1 else f"{number} files"
                workspace.warn(f"stored already: the {before} before {path}")
            raise
    _report_import(workspace, done)
    if index:
        index_new(workspace)
    damaged = any(skipped.line is not None for skipped in done.skipped)
    return 2 if damaged and done.counts == Counts() else 0


def _import_file(
    workspace: Workspace,
    path: Path,
    entries: Iterable[Entry | UnitBlock],
    wish: _Wish,
    done: _Imported,
) -> None:
    both = sides(path, wish.options, name=wish.format)
    if both is not None or path.is_file():
        _import_entries(
            workspace, path, entries, looked_through(path, both), wish, done
        )
        return
    # A stream is read once, and a file of an archive unpacked once.
    with readable(path), plain(path) as file:
        found = many_entries(file, wish.options, name=wish.format)
        seen = looked_through(file.path, None)
        _import_entries(workspace, path, found, seen, wish, done)


def _import_entries(
    workspace: Workspace,
    path: Path,
    entries: Iterable[Entry | UnitBlock],
    seen: Seen,
    wish: _Wish,
    done: _Imported,
) -> None:
    key = seen.key(wish.options, wish.format)
    known = None if wish.again else find_file(workspace.database, key)
    report = known.report if known else {}
    file = wish.stream(path, entries, report)
    file.demand_sound()
    if known is not None and known.is_finished:
        if len(file.skipped) <= _MOST_KEPT:
            _recognise(workspace, file, known, done)
            return
        known, file = None, wish.stream(path, entries, {})
    imported = known or ImportedFile.begun(key)
    if known is not None:
        workspace.say(f"going on with {told(path)} after {known.entries} entries")
    elif not is_stream(path):
        _tell_of_another(workspace, path, key)
    with uncollected(), ExitStack() as bars:
        label = f"importing {path.name}"
        progress = bars.enter_context(workspace.progress(label, seen.length))
        if known is not None:
            file.pass_by(known.entries)
            progress(known.entries)
        session = _store(workspace, file, imported, wish, progress, bars)
    for words in file.remarks:
        workspace.warn(words)
    if file.others.total:
        there = f"{told(path)}: stored as well: {file.others}"
        workspace.warn(f"{there}, which is not what -s and -t say")
    done.counts += file.counts
    done.skipped += file.skipped
    done.lost += file.lost
    if session is not None:
        done.sessions.append(session)


def _store(
    workspace: Workspace,
    file: EntryStream,
    imported: ImportedFile,
    wish: _Wish,
    progress: Any,
    bars: ExitStack,
) -> str | None:
    """Store all units that are left; the name of the session, if anything changed."""
    session = imported.session
    try:
        while not file.has_ended():
            with change_set(
                workspace.database,
                command="import",
                who=workspace.who,
                detail=str(file.path),
                number=session,
                filling=workspace.memory.holds_little(),
            ) as changes:
                connection = changes.connection
                demand_unmoved(connection, imported)
                file.counts += workspace.memory.add_blocks(
                    file.blocks(wish.batch), changes, later=True, progress=progress
                )
                file.take(restore(file.articles, file.untranslated, changes))
                if file.has_ended() and wish.index:
                    bars.close()  # a terminal has room for one
                    with workspace.progress("preparing search") as prepared:
                        complete(connection, progress=prepared)
                session = changes.number
                imported = keep_file(connection, _moved(imported, file, session))
    except KeyboardInterrupt:
        if imported.number is not None:
            given = ", given the same again," if is_stream(file.path) else ""
            workspace.warn(
                f"{imported.entries} entries of {told(file.path)} are stored; "
                f"the same command{given} goes on from there"
            )
        raise
    return None if session is None else f"i{session}"


def _tell_of_another(workspace: Workspace, path: Path, key: FileKey) -> None:
    """Say if a file is another than the one of which a part is stored."""
    before = half_done(workspace.database, str(path), key)
    if before is not None:
        workspace.warn(
            f"{path} has changed since {before.entries} entries of it were stored as "
            f"{before.name}; it is read from its beginning, and what is stored stays: "
            f"`padanan undo {before.name}` takes it back"
        )


def _moved(
    imported: ImportedFile, file: EntryStream, session: int | None
) -> ImportedFile:
    return replace(
        imported,
        session=session,
        entries=file.done,
        report=file.report,
        is_finished=file.has_ended(),
    )


def _recognise(
    workspace: Workspace, file: EntryStream, known: ImportedFile, done: _Imported
) -> None:
    """Report a file that was imported before, and has nothing new."""
    before = file.counts
    named = f" as {known.name}" if known.name else ""
    workspace.say(
        f"{file.path}: imported on {known.at[:10]}{named}, and nothing of it has "
        "changed since; `--again` reads it all the same"
    )
    there = before.new + before.known + before.changed
    done.counts += Counts(known=there, removed=before.removed)
    done.skipped += file.skipped
    done.lost += file.lost


def _report_import(workspace: Workspace, done: _Imported) -> None:
    counts = done.counts
    value = {
        "new": counts.new,
        "known": counts.known,
        "changed": counts.changed,
        "removed": counts.removed,
        "skipped": [asdict(skipped) for skipped in done.skipped],
        "lost": [asdict(lost) for lost in done.lost],
        "imports": done.sessions,
    }
    rows: list[list[object]] = [
        [name, value[name]] for name in ("new", "known", "changed")
    ]
    if counts.removed:
        rows.append(["removed before, not brought back", counts.removed])
    rows += [[f"not kept: {lost.what}", lost.count] for lost in done.lost]
    rows += [["undo with", f"padanan undo {name}"] for name in done.sessions]
    emit(workspace, value, columns=["what", "count"], rows=rows)
    if workspace.format in ("table", "tsv"):
        say_skipped(workspace, done.skipped)
