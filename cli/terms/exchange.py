"""The commands `terms import` and `terms export`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from cli.console.file_options import (
    TableOptions,
    add_table_writing_options,
    add_term_writing_options,
    choose_separator,
    format_option,
    refuse_unused_writing_options,
    table_options,
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

_MOST_LISTED = 20


@command(
    "import",
    examples="""
    padanan terms import --starter
    padanan terms import iate.tbx --dry-run
    padanan terms import glossary.txt -s vi -t id
    padanan terms import house.csv --columns "Tiếng Việt=vi,Indo=id,Remarks=note"
    """,
)
@click.argument("paths", nargs=-1, metavar="FILE…")
@click.option(
    "--starter",
    "imports_starter",
    is_flag=True,
    help="Import the termbase that comes with Padanan.",
)
@pair_options
@format_option("Format: csv, tbx, xlsx, omegat or deepl; recognised by default.")
@table_options
@click.option(
    "--dry-run",
    "is_dry_run",
    is_flag=True,
    help="Show what would change, but store nothing.",
)
@click.option(
    "--merge",
    "merges_duplicates",
    is_flag=True,
    help="Join a concept to a stored one with the same terms.",
)
def import_(
    workspace: Workspace,
    paths: Sequence[str],
    imports_starter: bool,
    pair_options: PairOptions,
    format_name: str | None,
    table_options: TableOptions,
    is_dry_run: bool,
    merges_duplicates: bool,
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

    source_locale, target_locale = (
        pair_options.source_locale,
        pair_options.target_locale,
    )
    if source_locale is not None and source_locale == target_locale:
        raise InputError(
            f"source and target are both {source_locale}; give two languages"
        )
    if imports_starter:
        paths = (*paths, str(find_starter_termbase()))
    if not paths:
        raise InputError("give a FILE, or --starter for the termbase of Padanan")
    import_options = TermImportOptions(
        ReadOptions(
            source_locale,
            target_locale,
            COMMAND_LINE_PARAMETERS,
            columns=table_options.meanings_by_heading,
            sheet=table_options.sheet_name,
        ),
        format=format_name,
        source=source_locale or workspace.settings.source,
        merge=merges_duplicates,
        dry_run=is_dry_run,
    )
    with workspace.show_progress("importing terms") as report_progress:
        import_result = import_terms(
            Glossary(workspace.database),
            paths,
            import_options,
            author=workspace.author,
            report_progress=report_progress,
        )
    if import_result.change_set is not None:
        from cli.terms.lookup import update_index

        update_index(workspace)
    _print_import_report(workspace, import_result, is_dry_run=is_dry_run)
    has_stored_concepts = (
        import_result.new or import_result.known or import_result.changed
    )
    return 2 if import_result.skipped and not has_stored_concepts else 0


def _print_import_report(
    workspace: Workspace, import_result: "ImportedTerms", *, is_dry_run: bool
) -> None:
    for remark in import_result.remarks:
        workspace.warn(remark)
    for skipped_entry in import_result.skipped[:_MOST_LISTED]:
        line_suffix = "" if skipped_entry.line is None else f":{skipped_entry.line}"
        workspace.warn(
            f"{skipped_entry.path}{line_suffix}: skipped: {skipped_entry.reason}"
        )
    _say_more_warnings(workspace, len(import_result.skipped))
    for loss in import_result.lost:
        workspace.warn(f"lost: {loss.what} ({loss.count})")
    if any(isinstance(loss, ColumnLoss) for loss in import_result.lost):
        workspace.say(
            'Name the meaning of a column with --columns "NAME=note" (vi, id, note …)'
        )
    duplicate_warnings = [
        f"{duplicate.concept} has the same terms as {duplicate.like}; --merge joins "
        "the two"
        for duplicate in import_result.duplicates
    ]
    for warnings in (duplicate_warnings, import_result.warnings):
        for warning in warnings[:_MOST_LISTED]:
            workspace.warn(warning)
        _say_more_warnings(workspace, len(warnings))
    json_record = {
        "new": import_result.new,
        "known": import_result.known,
        "changed": import_result.changed,
        "import": import_result.change_set,
        "skipped": [asdict(skipped_entry) for skipped_entry in import_result.skipped],
        "lost": [asdict(loss) for loss in import_result.lost],
        "duplicates": [asdict(duplicate) for duplicate in import_result.duplicates],
        "odd": import_result.warnings,
    }
    if is_dry_run:
        change_records = [_make_change_json(change) for change in import_result.changes]
        workspace.say("Dry run: nothing stored")
        emit(
            workspace,
            json_record | {"changes": change_records},
            columns=["concept", "action", "what"],
            rows=[
                [
                    change_record["concept"],
                    change_record["action"],
                    "; ".join(change_record["what"]),
                ]
                for change_record in change_records
            ],
        )
        return
    emit(
        workspace,
        json_record,
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


def _say_more_warnings(workspace: Workspace, count: int) -> None:
    if count > _MOST_LISTED:
        workspace.warn(f"… and {count - _MOST_LISTED} more; --format json lists all")


def _make_change_json(change: "LoggedChange") -> dict[str, Any]:
    """Describe a change: terms and fields added (+) and removed (-)."""
    facts_before, facts_after = (
        _describe_record(change.record_before),
        _describe_record(change.record_after),
    )
    removed_facts = [f"- {fact}" for fact in facts_before if fact not in facts_after]
    added_facts = [f"+ {fact}" for fact in facts_after if fact not in facts_before]
    return {
        "concept": change.key,
        "action": change.action,
        "what": removed_facts + added_facts,
    }


def _describe_record(record: Mapping[str, Any] | None) -> list[str]:
    """Describe the terms and fields of a logged entry, one text each."""
    record_facts = []
    for field_name, field_value in (record or {}).items():
        if field_name == "terms":
            for term in field_value:
                detail_by_name = {
                    detail_name: detail
                    for detail_name, detail in term.items()
                    if detail_name not in ("locale", "text")
                }
                details_text = ", ".join(
                    detail if detail is not True else detail_name
                    for detail_name, detail in detail_by_name.items()
                )
                record_facts.append(f"{term['locale']} {term['text']} ({details_text})")
        elif field_name == "relations":
            record_facts += [
                " ".join(filter(None, relation)) for relation in field_value
            ]
        elif field_name != "id":
            record_facts.append(f"{field_name}: {field_value}")
    return record_facts


@command(
    "export",
    examples="""
    padanan terms export termbase.csv
    padanan terms export termbase.tbx --style dct
    padanan terms export glossary.txt -s vi -t id --with-admitted
    padanan terms export deepl.tsv --as deepl -s vi -t id
    """,
)
@click.argument("output_path", metavar="FILE")
@source_option
@target_option
@format_option("Format: csv, tbx, xlsx, omegat or deepl; default by suffix.")
@add_term_writing_options
@add_table_writing_options
def export(
    workspace: Workspace,
    output_path: str,
    source_locale: Locale | None,
    target_locale: Locale | None,
    format_name: str | None,
    separator_name: str | None,
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

    output_format = find_output_format(output_path, format_name)
    refuse_unused_writing_options(output_format)
    if output_format.has_one_pair:
        source_locale, target_locale = (
            workspace.choose_source_locale(source_locale),
            workspace.choose_target_locale(target_locale),
        )
    write_options = TermWriteOptions(
        source_locale,
        target_locale,
        separator=choose_separator(separator_name, output_path),
        **writing_options,
    )
    with workspace.show_progress("exporting terms") as report_progress:
        entries = _iterate_with_progress(
            Glossary(workspace.database).entries(), report_progress
        )
        write_result = write(
            output_path, entries, write_options, format_name=output_format.name
        )
    for loss in write_result.lost:
        workspace.warn(f"{output_format.name} cannot hold: {loss.what} ({loss.count})")
    if write_result.left_out:
        left_out_phrase = format_count(write_result.left_out, "concept")
        workspace.warn(f"left out: {left_out_phrase} without such terms")
    json_record = {
        "file": output_path,
        "format": output_format.name,
        "written": write_result.written,
        "left_out": write_result.left_out,
        "lost": [asdict(loss) for loss in write_result.lost],
    }
    if output_path != STANDARD_OUTPUT:
        emit(workspace, json_record)


def _iterate_with_progress(
    entries: "Iterable[ConceptEntry]", report_progress: Any
) -> "Iterator[ConceptEntry]":
    for entry in entries:
        report_progress(1)
        yield entry
