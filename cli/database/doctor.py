"""The command `doctor`, which examines a database, and repairs what is safe."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from sqlite3 import sqlite_version
from typing import Any

import click

from cli.console.command import command
from cli.console.output_formats import format_count, print_result
from cli.console.process.gc_tuning import pause_garbage_collection
from cli.console.progress_bar import ProgressBar
from cli.console.workspace import Workspace
from cli.database.safety_copy import make_safety_copy_path, safety_copy_option
from exports.backup.backup_writer import back_up
from glossary.undo_by_record_kind import make_undoers
from tm.doctor.examination import (
    ExaminationResult,
    examine_database,
    make_error_symptom,
)
from tm.doctor.kept_history_heads import find_differences_from_heads
from tm.doctor.repair import repair_database
from tm.doctor.symptom import ExaminedDatabase, Symptom
from tm.errors import InputError, NotFound, StoreError
from tm.finding import Severity
from tm.store.database import SCHEMA_REVISION
from tm.store.history.hash_chain import HistoryHead
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.input.stream import expand_home


@command(
    examples="""
    padanan doctor
    padanan doctor --repair
    padanan doctor --against heads.txt
    padanan doctor --database postgresql://server/memory --format json
    """
)
@click.option(
    "--repair",
    "repairs",
    is_flag=True,
    help="Repair what is safe, after writing a backup.",
)
@safety_copy_option(
    "The backup that --repair writes first; default next to the database."
)
@click.option(
    "--against",
    "head_texts",
    metavar="HEAD|FILE",
    multiple=True,
    help="Compare the history with a head that `padanan history --head` printed, or "
    "with the heads in a file, one per line.",
)
@click.option(
    "--fail-on",
    "lowest_severity",
    type=click.Choice([severity.value for severity in Severity]),
    default=Severity.ERROR.value,
    show_default=True,
    help="Exit with 1 for symptoms of this severity or a higher one.",
)
@pause_garbage_collection()
def doctor(
    workspace: Workspace,
    repairs: bool,
    safety_copy_path: Path | None,
    head_texts: Sequence[str],
    lowest_severity: str,
) -> int:
    """Examine a database: damage, history, indexes, versions and rights.

    Each symptom says what is wrong, where, and what to do. Nothing is changed without
    --repair, which rebuilds indexes and never removes contents.

    `padanan history --head` prints a hash of the whole history, its head. Keep it
    elsewhere: --against then shows whether anything older was changed later without a
    record in the history.
    """
    heads = [head for text in head_texts for head in _read_heads(text)]
    if safety_copy_path is not None and not repairs:
        raise InputError("--safety-copy is for --repair only")
    if not workspace.has_database:
        raise NotFound(
            f"{workspace.database_location}: no such database; nothing to examine"
        )
    try:
        database = workspace.database
    except StoreError as error:
        symptom = make_error_symptom(workspace.database_location, error)
        results = [ExaminationResult("opening", (symptom,))]
        _print_results(workspace, results, ())
        return 1
    examined_database = ExaminedDatabase(database, make_undoers(database))
    results = list(examine_database(examined_database))
    if heads:
        results.append(_compare_with_heads(examined_database, heads))
    repaired_symptoms: list[Symptom] = []
    if repairs:
        repaired_symptoms = _repair(
            workspace, examined_database, results, safety_copy_path
        )
    _print_results(workspace, results, repaired_symptoms)
    failing_rank = Severity(lowest_severity).rank
    return int(
        any(
            symptom.severity.rank <= failing_rank and symptom not in repaired_symptoms
            for result in results
            for symptom in result.symptoms
        )
    )


def _read_heads(head_or_path: str) -> list[HistoryHead]:
    """Read a head, or those of a file: the last word of each line."""
    path = expand_home(head_or_path)
    if not path.is_file():
        try:
            return [HistoryHead.parse(head_or_path)]
        except InputError as error:
            raise InputError(f"--against: no file of this name, and {error}") from error
    heads = []
    text = decode_text(read_bytes(str(path)), path=str(path)).text
    for line_number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words:
            continue
        try:
            heads.append(HistoryHead.parse(words[-1]))
        except InputError as error:
            raise InputError(f"{path}:{line_number}: {error}") from error
    if not heads:
        raise InputError(
            f"{path}: no head in this file; append one by `padanan history --head`"
        )
    return heads


def _compare_with_heads(
    examined_database: ExaminedDatabase, heads: Sequence[HistoryHead]
) -> ExaminationResult:
    with ProgressBar("hashing the history", None) as bar:
        symptoms = find_differences_from_heads(examined_database, heads, bar.advance)
        return ExaminationResult("heads", tuple(symptoms))


def _repair(
    workspace: Workspace,
    examined_database: ExaminedDatabase,
    results: Sequence[ExaminationResult],
    safety_copy_path: Path | None,
) -> list[Symptom]:
    """Repair what can be repaired; return the symptoms that are gone."""
    symptoms = [symptom for result in results for symptom in result.symptoms]
    steps = {symptom.repair for symptom in symptoms if symptom.repair is not None}
    if not steps:
        workspace.say("Nothing to repair")
        return []
    copy_path = safety_copy_path or make_safety_copy_path(
        examined_database.database, "repair"
    )
    try:
        back_up(examined_database.database, copy_path)
        workspace.say(f"Backup written to {copy_path}")
    except StoreError as error:
        raise StoreError(
            f"{error}; nothing was repaired, since no backup can be made"
        ) from error
    repair_database(examined_database.database, steps)
    remaining_symptoms = {
        symptom
        for result in examine_database(examined_database)
        for symptom in result.symptoms
    }
    return [symptom for symptom in symptoms if symptom not in remaining_symptoms]


def _print_results(
    workspace: Workspace,
    results: Sequence[ExaminationResult],
    repaired_symptoms: Sequence[Symptom],
) -> None:
    records = [
        record
        for result in results
        for record in _make_records(result, repaired_symptoms)
    ]
    print_result(
        workspace,
        records,
        columns=["check", "result", "what", "where", "what to do"],
        rows=[
            [
                record["check"],
                "repaired" if record["repaired"] else record["severity"] or "ok",
                record["message"],
                record["place"],
                record["advice"],
            ]
            for record in records
        ],
    )
    symptom_count = sum(record["severity"] is not None for record in records)
    repairable_count = sum(
        record["can_repair"] and not record["repaired"] for record in records
    )
    workspace.say(
        f"Padanan {version('padanan')}, schema {SCHEMA_REVISION}, Python "
        f"{python_version()}, SQLite {sqlite_version}"
    )
    workspace.say(
        f"{format_count(symptom_count, 'symptom')}"
        + (f"; --repair repairs {repairable_count}" if repairable_count else "")
    )


def _make_records(
    result: ExaminationResult, repaired_symptoms: Sequence[Symptom]
) -> list[dict[str, Any]]:
    if not result.symptoms:
        return [
            {
                "check": result.name,
                "severity": None,
                "message": None,
                "place": None,
                "advice": None,
                "can_repair": False,
                "repaired": False,
            }
        ]
    return [
        {
            "check": result.name,
            "severity": symptom.severity.value,
            "message": symptom.message,
            "place": symptom.place,
            "advice": symptom.advice,
            "can_repair": symptom.repair is not None,
            "repaired": symptom in repaired_symptoms,
        }
        for symptom in result.symptoms
    ]
