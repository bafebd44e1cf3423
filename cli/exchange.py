"""Commands that exchange units with other tools: import and export."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import click

from cli.exchange_options import (
    SEPARATORS,
    read_options,
    say_skipped,
    table_reading_options,
    table_writing_options,
)
from cli.indexing import index_new
from cli.options import (
    DateType,
    Workspace,
    command,
    source_option,
    target_option,
)
from cli.render import emit
from exports.files import STANDARD_OUTPUT, named, read, write
from exports.format import (
    Entry,
    Format,
    Lost,
    Skipped,
    WriteOptions,
    Written,
)
from exports.moses import together
from tm.articles.archive import Archive
from tm.errors import InputError, NotFound, PadananError
from tm.store.adding import Counts
from tm.store.history import change_set
from tm.store.unit_filter import UnitFilter
from tm.text.locale import Locale
from tm.unit import TranslationUnit

_GETTEXT = ("po", "mo")


@dataclass(slots=True)
class _Imported:
    """What the files of one call came to."""

    counts: Counts = field(default_factory=Counts)
    skipped: list[Skipped] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)

    def units(self, path: Path, entries: Iterable[Entry]) -> Iterator[TranslationUnit]:
        """The units that can be stored; the rest is noted."""
        untranslated = 0
        for entry in entries:
            if isinstance(entry, Skipped):
                self.skipped.append(entry)
            elif isinstance(entry, Lost):
                self.lost.append(entry)
            elif entry.target is None:
                untranslated += 1
            else:
                yield entry
        if untranslated:
            noun = "unit" if untranslated == 1 else "units"
            reason = f"{untranslated} {noun} without a translation"
            self.skipped.append(Skipped(str(path), None, reason))


@command(
    "import",
    examples="""
    padanan import memory.tmx
    padanan import filled.po
    padanan import pairs.tsv -s vi -t id
    padanan import house.xlsx --columns "Sumber=source,Target=id,Catatan=note" -s vi
    padanan import corpus.vi corpus.id --as moses
    padanan import backup.jsonl.gz
    """,
)
@click.argument(
    "paths",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
@source_option
@target_option
@click.option("--as", "name", metavar="FORMAT", help="Format; found by itself.")
@table_reading_options
def import_(
    workspace: Workspace,
    paths: Sequence[Path],
    source: Locale | None,
    target: Locale | None,
    name: str | None,
    columns: str | None,
    sheet: str | None,
) -> int:
    """Store the units of TMX, PO, XLIFF, CSV, XLSX and other files in the memory.

    Packed files (.gz, .xz, .bz2, .zip) are read as what is in them; a file of an
    archive is named as if that were a folder, and `-` is standard input.

    A damaged entry is skipped and listed; the rest is stored. The exit code is 2 when
    nothing could be read. Each file is stored
    whole or not at all, and `padanan undo` takes it back.
    """
    options = read_options(workspace, source, target, columns=columns, sheet=sheet)
    if name == "moses":
        paths = together(paths)
    # All files are looked at before the first of them is stored.
    opened = [(path, read(path, options, name=name)) for path in paths]
    done = _Imported()
    for number, (path, entries) in enumerate(opened):
        try:
            _import_file(workspace, path, entries, done)
        except PadananError:
            if number:
                workspace.warn(f"the {number} files before {path} are stored")
            raise
    _report_import(workspace, done)
    index_new(workspace)
    damaged = any(skipped.line is not None for skipped in done.skipped)
    return 2 if damaged and done.counts == Counts() else 0


def _import_file(
    workspace: Workspace, path: Path, entries: Iterable[Entry], done: _Imported
) -> None:
    with (
        change_set(
            workspace.database, command="import", who=workspace.who, detail=str(path)
        ) as changes,
        workspace.progress(f"importing {path.name}") as progress,
    ):
        done.counts += workspace.memory.add(
            done.units(path, entries), changes, progress=progress
        )
    if changes.name is not None:
        done.sessions.append(changes.name)


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
        ["new", counts.new],
        ["known", counts.known],
        ["changed", counts.changed],
    ]
    if counts.removed:
        rows.append(["removed before, not brought back", counts.removed])
    rows += [[f"not kept: {lost.what}", lost.count] for lost in done.lost]
    rows += [["undo with", f"padanan undo {name}"] for name in done.sessions]
    emit(workspace, value, columns=["what", "count"], rows=rows)
    if workspace.format in ("table", "tsv"):
        say_skipped(workspace, done.skipped)


@command(
    examples="""
    padanan export memory.tmx
    padanan export compendium.po -s en -t id --compendium
    padanan export to-fill.po -s id -t vi --article 4f1c --untranslated
    padanan export - --as tsv -s vi -t id > pairs.tsv
    """
)
@click.argument("path", metavar="FILE")
@source_option
@target_option
@click.option("--as", "name", metavar="FORMAT", help="Format; default by suffix.")
@click.option("--article", metavar="KEY", help="Only units of this article.")
@click.option("--source-url", metavar="URL", help="Only units of this original.")
@click.option("--publisher", metavar="NAME", help="Only units of this publisher.")
@click.option("--since", type=DateType(), help="Only units published then or later.")
@click.option("--memory", metavar="NAME", help="Only units of this memory.")
@click.option(
    "--translated/--untranslated",
    default=None,
    help="Only units with a translation, or only those without.",
)
@click.option(
    "--compendium",
    is_flag=True,
    help="PO: the best translation of each source, for `msgmerge --compendium`.",
)
@click.option("--strict", is_flag=True, help="Refuse to write if anything is lost.")
@table_writing_options
def export(
    workspace: Workspace,
    path: str,
    source: Locale | None,
    target: Locale | None,
    name: str | None,
    compendium: bool,
    strict: bool,
    separator: str,
    formula_safe: bool,
    **wanted: Any,  # the filters, which click has typed
) -> None:
    """Write units of the memory to a TMX, PO, XLIFF, CSV, XLSX or other file.

    FILE `-` is standard output. Segments that have no translation yet are among the
    units: a PO file of them is what a translator fills. An existing file is replaced
    once the new one is complete; a suffix such as .gz packs it.
    """
    format = named(path, name)
    if format.one_pair:
        source, target = workspace.source(source), workspace.target(target)
    main = source or _main_source(workspace)
    if compendium and format.name not in _GETTEXT:
        raise InputError(f"--compendium is for {' and '.join(_GETTEXT)} files")
    options = WriteOptions(
        source,
        target,
        main,
        strict,
        separator=SEPARATORS[separator],
        formula_safe=formula_safe,
        compendium=compendium,
    )
    wish = _filter(workspace, options, **wanted)
    with (
        _units(workspace, wish) as units,
        workspace.progress("exporting") as progress,
    ):
        written = write(path, _counted(units, progress), options, name=format.name)
    _report_export(workspace, path, format, written, source)


def _main_source(workspace: Workspace) -> Locale | None:
    """The locale that most units are translated from; the usual one is asked first."""
    if workspace.settings.source is not None:
        return workspace.settings.source
    counts: Counter[str] = Counter()
    for (tag, _), count in workspace.memory.pairs().items():
        counts[tag] += count
    return Locale.parse(counts.most_common(1)[0][0]) if counts else None


def _filter(
    workspace: Workspace,
    options: WriteOptions,
    *,
    article: str | None,
    since: str | None,
    **others: Any,  # handed on as they are
) -> UnitFilter:
    locales = tuple(
        locale for locale in (options.source, options.target) if locale is not None
    )
    if article is not None:
        article = _article_key(workspace, article)
    return UnitFilter(locales=locales, article=article, since=since, **others)


def _article_key(workspace: Workspace, given: str) -> str:
    """The whole key, of which the beginning may be given."""
    try:
        return Archive(workspace.database).get(given).article.key
    except NotFound:
        return given  # units of an imported file may name a document of their own


@contextmanager
def _units(
    workspace: Workspace, wanted: UnitFilter
) -> Iterator[Iterator[TranslationUnit]]:
    """The units, of which there must be one."""
    # Closed where nothing can be written too, or its connection would stay open.
    with closing(workspace.memory.units(wanted)) as units:
        first = next(units, None)
        if first is None:
            raise NotFound("no unit is as asked for; nothing was written")
        yield chain((first,), units)


def _counted(units: Iterable[TranslationUnit], progress: Any) -> Iterator[Any]:
    for unit in units:
        progress(1)
        yield unit


def _report_export(
    workspace: Workspace,
    path: str,
    format: Format,
    written: Written,
    source: Locale | None,
) -> None:
    value = {
        "path": path,
        "format": format.name,
        "written": written.written,
        "left_out": written.left_out,
        "lost": [asdict(lost) for lost in written.lost],
        "skipped": [],
    }
    if written.left_out:
        side = f" in {source}" if source else ""
        workspace.say(f"{written.left_out} units left out: they have no text{side}")
    if path == STANDARD_OUTPUT:
        workspace.say(f"{written.written} units written")
        for lost in written.lost:
            workspace.say(f"not kept: {lost.count} × {lost.what}")
        return
    rows: list[list[object]] = [
        [f"written to {path}", written.written],
        ["left out", written.left_out],
    ]
    rows += [[f"not kept: {lost.what}", lost.count] for lost in written.lost]
    emit(workspace, value, columns=["what", "count"], rows=rows)
