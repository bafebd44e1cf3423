"""Files of terms: `padanan terms import` and `export`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from cli.console.file_options import (
    choose_separator,
    format_option,
    parse_columns,
    refuse_unused_writing_options,
    table_reading_options,
    table_writing_options,
    term_writing_options,
)
from cli.console.render import emit
from cli.console.workspace import Workspace, command, source_option, target_option
from glossary.seeds import starter_termbase
from tm.errors import InputError
from tm.text.locale import Locale

if TYPE_CHECKING:
    from exports.importing.terms import ImportedTerms
    from glossary.entries.entry import ConceptEntry
    from tm.store.history.change import LoggedChange

_SHOWN = 20


@command(
    "import",
    examples="""
    padanan terms import --starter
    padanan terms import iate.tbx --dry-run
    padanan terms import glossary.txt -s vi -t id
    padanan terms import house.csv --columns "Tiếng Việt=vi,Indo=id,Remarks=note"
    """,
)
@click.argument("files", nargs=-1, metavar="FILE…")
@click.option("--starter", is_flag=True, help="The termbase that comes with Padanan.")
@source_option
@target_option
@format_option("Format: csv, tbx, xlsx, omegat or deepl; found by itself.")
@table_reading_options
@click.option("--dry-run", is_flag=True, help="Show what would change; store nothing.")
@click.option("--merge", is_flag=True, help="Join a concept to the one that it is.")
def import_(
    workspace: Workspace,
    files: Sequence[str],
    starter: bool,
    source: Locale | None,
    target: Locale | None,
    name: str | None,
    columns: str | None,
    sheet: str | None,
    dry_run: bool,
    merge: bool,
) -> int:
    """Import concepts from TBX, CSV, XLSX, OmegaT and DeepL files.

    FILE `-` is standard input; packed files are unpacked. A concept that is known takes
    over the file's content and keeps what the file has no place for; `padanan undo
    last` takes an import back.
    What makes no sense is skipped and listed, and the rest is stored; a file that is
    broken as a whole changes nothing. Two concepts of one name are said with their
    places, and both are stored. Two columns without a header need -s and -t.
    With --merge a concept that is there under another id, with the same terms in two
    languages, gets what is new; without it, that is only said.
    """
    from exports.format import ReadOptions
    from exports.importing.terms import TermImportOptions, import_terms
    from glossary.glossary import Glossary

    if source is not None and source == target:
        raise InputError(f"-s and -t are both {source}; a pair has two languages")
    if starter:
        files = (*files, str(starter_termbase()))
    if not files:
        raise InputError("name a FILE, or give --starter for the one that we bring")
    options = TermImportOptions(
        ReadOptions(source, target, columns=parse_columns(columns), sheet=sheet),
        format=name,
        source=source or workspace.settings.source,
        merge=merge,
        dry_run=dry_run,
    )
    with workspace.progress("importing terms") as progress:
        imported = import_terms(
            Glossary(workspace.database),
            files,
            options,
            who=workspace.who,
            progress=progress,
        )
    if imported.change_set is not None:
        from cli.terms.lookup import update_index

        update_index(workspace)
    _report_import(workspace, imported, dry_run=dry_run)
    stored = imported.new or imported.known or imported.changed
    return 2 if imported.skipped and not stored else 0


def _report_import(
    workspace: Workspace, imported: "ImportedTerms", *, dry_run: bool
) -> None:
    for remark in imported.remarks:
        workspace.warn(remark)
    for entry in imported.skipped[:_SHOWN]:
        line = "" if entry.line is None else f":{entry.line}"
        workspace.warn(f"{entry.path}{line}: skipped: {entry.reason}")
    _more(workspace, len(imported.skipped))
    for loss in imported.lost:
        workspace.warn(f"not kept: {loss.what} ({loss.count})")
    if any(loss.what.startswith("column ") for loss in imported.lost):
        workspace.say('--columns "NAME=note" says what a column is (vi, id, note …)')
    likes = [f"{twin.concept} is like {twin.like}" for twin in imported.duplicates]
    for warnings in (likes, imported.warnings):
        for warning in warnings[:_SHOWN]:
            workspace.warn(warning)
        _more(workspace, len(warnings))
    value = {
        "new": imported.new,
        "known": imported.known,
        "changed": imported.changed,
        "import": imported.change_set,
        "skipped": [asdict(entry) for entry in imported.skipped],
        "lost": [asdict(loss) for loss in imported.lost],
        "duplicates": [asdict(twin) for twin in imported.duplicates],
        "odd": imported.warnings,
    }
    if dry_run:
        changes = [_change_json(change) for change in imported.changes]
        workspace.say("a dry run: nothing is stored")
        emit(
            workspace,
            value | {"changes": changes},
            columns=["concept", "action", "what"],
            rows=[[c["concept"], c["action"], "; ".join(c["what"])] for c in changes],
        )
        return
    emit(
        workspace,
        value,
        columns=["new", "known", "changed", "skipped", "import"],
        rows=[
            [
                imported.new,
                imported.known,
                imported.changed,
                len(imported.skipped),
                imported.change_set,
            ]
        ],
    )


def _more(workspace: Workspace, count: int) -> None:
    if count > _SHOWN:
        workspace.warn(f"… and {count - _SHOWN} more, which --format json lists")


def _change_json(change: "LoggedChange") -> dict[str, Any]:
    """A change in words: terms and fields that come (+) and go (-)."""
    before, after = _parts(change.before), _parts(change.after)
    gone = [f"- {part}" for part in before if part not in after]
    come = [f"+ {part}" for part in after if part not in before]
    return {"concept": change.key, "action": change.action, "what": gone + come}


def _parts(record: Mapping[str, Any] | None) -> list[str]:
    parts = []
    for name, value in (record or {}).items():
        if name == "terms":
            for term in value:
                rest = {k: v for k, v in term.items() if k not in ("locale", "text")}
                said = ", ".join(v if v is not True else k for k, v in rest.items())
                parts.append(f"{term['locale']} {term['text']} ({said})")
        elif name == "relations":
            parts += [" ".join(filter(None, relation)) for relation in value]
        elif name != "id":
            parts.append(f"{name}: {value}")
    return parts


@command(
    "export",
    examples="""
    padanan terms export termbase.csv
    padanan terms export termbase.tbx --style dct
    padanan terms export glossary.txt -s vi -t id --with-admitted
    padanan terms export deepl.tsv --as deepl -s vi -t id
    """,
)
@click.argument("file")
@source_option
@target_option
@format_option("Format: csv, tbx, xlsx, omegat or deepl; by suffix.")
@term_writing_options
@table_writing_options
def export(
    workspace: Workspace,
    file: str,
    source: Locale | None,
    target: Locale | None,
    name: str | None,
    separator: str | None,
    **how: Any,  # other fields of TermWriteOptions, which click has typed
) -> None:
    """Write all concepts as TBX, CSV or XLSX, or a glossary of OmegaT or DeepL.

    FILE `-` is standard output, in CSV unless --as says otherwise. A glossary has one
    pair of languages, -s and -t, and preferred terms only unless --with-admitted.
    What a format cannot hold is counted.
    """
    from exports.io.replace_file import STANDARD_OUTPUT
    from exports.term_format import TermWriteOptions
    from exports.terms.files import named, write
    from glossary.glossary import Glossary

    format = named(file, name)
    refuse_unused_writing_options(format)
    if format.one_pair:
        source, target = workspace.source(source), workspace.target(target)
    options = TermWriteOptions(
        source, target, separator=choose_separator(separator, file), **how
    )
    with workspace.progress("exporting terms") as progress:
        entries = _counted(Glossary(workspace.database).entries(), progress)
        written = write(file, entries, options, name=format.name)
    for loss in written.lost:
        workspace.warn(f"{format.name} cannot hold: {loss.what} ({loss.count})")
    if written.left_out:
        workspace.warn(f"left out: {written.left_out} concepts without such terms")
    value = {
        "file": file,
        "format": format.name,
        "written": written.written,
        "left_out": written.left_out,
        "lost": [asdict(loss) for loss in written.lost],
    }
    if file != STANDARD_OUTPUT:
        emit(workspace, value)


def _counted(
    entries: "Iterable[ConceptEntry]", progress: Any
) -> "Iterator[ConceptEntry]":
    for entry in entries:
        progress(1)
        yield entry
