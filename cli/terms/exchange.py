"""The commands `terms import` and `terms export`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from cli.console.file_options import (
    TableOptions,
    choose_separator,
    format_option,
    refuse_unused_writing_options,
    table_options,
    table_writing_options,
    term_writing_options,
)
from cli.console.pair_options import (
    COMMAND_LINE_PARAMETERS,
    PairOptions,
    pair_options,
)
from cli.console.render import emit, format_count
from cli.console.workspace import Workspace, command, source_option, target_option
from exports.entry import ColumnLoss
from glossary.seed_files import find_starter_termbase
from tm.errors import InputError
from tm.text.locale import Locale

if TYPE_CHECKING:
    from exports.importing.term_import import ImportedTerms
    from glossary.entries.entry import ConceptEntry
    from tm.store.history.change import LoggedChange

_MOST_SHOWN = 20


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
@click.option(
    "--starter", is_flag=True, help="Import the termbase that comes with Padanan."
)
@pair_options
@format_option("Format: csv, tbx, xlsx, omegat or deepl; recognised by default.")
@table_options
@click.option(
    "--dry-run", is_flag=True, help="Show what would change, but store nothing."
)
@click.option(
    "--merge", is_flag=True, help="Join a concept to a stored one with the same terms."
)
def import_(
    workspace: Workspace,
    files: Sequence[str],
    starter: bool,
    pair: PairOptions,
    name: str | None,
    table: TableOptions,
    dry_run: bool,
    merge: bool,
) -> int:
    """Import concepts from TBX, CSV, XLSX, OmegaT and DeepL files.

    FILE `-` is standard input; packed files are unpacked. A stored concept is updated
    from the file, and keeps the fields that the file does not have; `padanan undo last`
    takes an import back.

    Invalid entries are skipped and listed, and the rest is imported; a file that is
    broken as a whole changes nothing. Concepts with the same name are both imported; a
    warning lists their lines. Two columns without a header need -s and -t. With
    --merge, a concept that is stored under another id, with the same terms in two
    languages, is joined to it; without it, a warning says so.
    """
    from exports.format import ReadOptions
    from exports.importing.term_import import TermImportOptions, import_terms
    from glossary.termbase import Glossary

    source, target = pair.source, pair.target
    if source is not None and source == target:
        raise InputError(f"source and target are both {source}; give two languages")
    if starter:
        files = (*files, str(find_starter_termbase()))
    if not files:
        raise InputError("give a FILE, or --starter for the termbase of Padanan")
    options = TermImportOptions(
        ReadOptions(
            source,
            target,
            COMMAND_LINE_PARAMETERS,
            columns=table.meanings_by_heading,
            sheet=table.sheet,
        ),
        format=name,
        source=source or workspace.settings.source,
        merge=merge,
        dry_run=dry_run,
    )
    with workspace.progress("importing terms") as progress:
        import_result = import_terms(
            Glossary(workspace.database),
            files,
            options,
            author=workspace.author,
            report_progress=progress,
        )
    if import_result.change_set is not None:
        from cli.terms.lookup import update_index

        update_index(workspace)
    _print_import_report(workspace, import_result, dry_run=dry_run)
    has_stored_concepts = (
        import_result.new or import_result.known or import_result.changed
    )
    return 2 if import_result.skipped and not has_stored_concepts else 0


def _print_import_report(
    workspace: Workspace, import_result: "ImportedTerms", *, dry_run: bool
) -> None:
    for remark in import_result.remarks:
        workspace.warn(remark)
    for entry in import_result.skipped[:_MOST_SHOWN]:
        line_suffix = "" if entry.line is None else f":{entry.line}"
        workspace.warn(f"{entry.path}{line_suffix}: skipped: {entry.reason}")
    _say_more(workspace, len(import_result.skipped))
    for loss in import_result.lost:
        workspace.warn(f"lost: {loss.what} ({loss.count})")
    if any(isinstance(loss, ColumnLoss) for loss in import_result.lost):
        workspace.say(
            'Name the meaning of a column with --columns "NAME=note" (vi, id, note …)'
        )
    duplicates = [
        f"{duplicate.concept} has the same terms as {duplicate.like}; --merge joins "
        "the two"
        for duplicate in import_result.duplicates
    ]
    for warnings in (duplicates, import_result.warnings):
        for warning in warnings[:_MOST_SHOWN]:
            workspace.warn(warning)
        _say_more(workspace, len(warnings))
    value = {
        "new": import_result.new,
        "known": import_result.known,
        "changed": import_result.changed,
        "import": import_result.change_set,
        "skipped": [asdict(entry) for entry in import_result.skipped],
        "lost": [asdict(loss) for loss in import_result.lost],
        "duplicates": [asdict(duplicate) for duplicate in import_result.duplicates],
        "odd": import_result.warnings,
    }
    if dry_run:
        changes = [_change_json(change) for change in import_result.changes]
        workspace.say("Dry run: nothing stored")
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
        columns=["new", "known", "changed", "skipped", "change set"],
        rows=[
            [
                import_result.new,
                import_result.known,
                import_result.changed,
                len(import_result.skipped),
                import_result.change_set,
            ]
        ],
    )


def _say_more(workspace: Workspace, count: int) -> None:
    if count > _MOST_SHOWN:
        workspace.warn(f"… and {count - _MOST_SHOWN} more; --format json lists all")


def _change_json(change: "LoggedChange") -> dict[str, Any]:
    """Describe a change: terms and fields added (+) and removed (-)."""
    facts_before, facts_after = (
        _describe_record(change.before),
        _describe_record(change.after),
    )
    removed = [f"- {fact}" for fact in facts_before if fact not in facts_after]
    added = [f"+ {fact}" for fact in facts_after if fact not in facts_before]
    return {"concept": change.key, "action": change.action, "what": removed + added}


def _describe_record(record: Mapping[str, Any] | None) -> list[str]:
    facts = []
    for field_name, value in (record or {}).items():
        if field_name == "terms":
            for term in value:
                other_fields = {
                    k: v for k, v in term.items() if k not in ("locale", "text")
                }
                details = ", ".join(
                    v if v is not True else k for k, v in other_fields.items()
                )
                facts.append(f"{term['locale']} {term['text']} ({details})")
        elif field_name == "relations":
            facts += [" ".join(filter(None, relation)) for relation in value]
        elif field_name != "id":
            facts.append(f"{field_name}: {value}")
    return facts


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
@format_option("Format: csv, tbx, xlsx, omegat or deepl; default by suffix.")
@term_writing_options
@table_writing_options
def export(
    workspace: Workspace,
    file: str,
    source: Locale | None,
    target: Locale | None,
    name: str | None,
    separator: str | None,
    **writing_options: Any,  # other fields of TermWriteOptions, which click has typed
) -> None:
    """Write all concepts as TBX, CSV or XLSX, or a glossary of OmegaT or DeepL.

    FILE `-` is standard output, in CSV unless --as names another format. A glossary has
    one pair of languages, -s and -t, and only preferred terms unless --with-admitted is
    given. Losses are counted.
    """
    from exports.io.replace_file import STANDARD_OUTPUT
    from exports.term_format import TermWriteOptions
    from exports.terms.term_files import find_output_format, write
    from glossary.termbase import Glossary

    format = find_output_format(file, name)
    refuse_unused_writing_options(format)
    if format.has_one_pair:
        source, target = (
            workspace.choose_source(source),
            workspace.choose_target(target),
        )
    options = TermWriteOptions(
        source, target, separator=choose_separator(separator, file), **writing_options
    )
    with workspace.progress("exporting terms") as progress:
        entries = _count_entries(Glossary(workspace.database).entries(), progress)
        write_result = write(file, entries, options, format_name=format.name)
    for loss in write_result.lost:
        workspace.warn(f"{format.name} cannot hold: {loss.what} ({loss.count})")
    if write_result.left_out:
        left_out_count = format_count(write_result.left_out, "concept")
        workspace.warn(f"left out: {left_out_count} without such terms")
    value = {
        "file": file,
        "format": format.name,
        "written": write_result.written,
        "left_out": write_result.left_out,
        "lost": [asdict(loss) for loss in write_result.lost],
    }
    if file != STANDARD_OUTPUT:
        emit(workspace, value)


def _count_entries(
    entries: "Iterable[ConceptEntry]", progress: Any
) -> "Iterator[ConceptEntry]":
    for entry in entries:
        progress(1)
        yield entry
