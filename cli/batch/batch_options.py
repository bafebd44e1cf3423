"""The options that all batch jobs have, and running a job by them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from batch.done_tasks import DoneTask
from batch.executors.executor import Executor
from batch.executors.share import ShareExecutor
from batch.jobs.stage import JobSettings
from batch.partitions.cutting import DEFAULT_PART_SIZE
from batch.run import BatchResult, open_plan, run_job, sum_counts
from batch.task import Fault, TaskRunner
from cli.console.input_files import PAGE_SUFFIXES, find_input_files
from cli.console.options.option_group import option_group
from cli.console.output_formats import format_count, print_result
from cli.console.workspace import Workspace
from tm.errors import InputError

_MEGABYTE = 1_000_000
_MAX_LISTED_COUNT = 5


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """Where a job writes, and who does the work."""

    folder: Path
    process_count: int | None
    scheduler_address: str | None
    rank: int | None
    share_count: int | None
    megabytes_per_part: float

    @contextmanager
    def open_executor(
        self, workspace: Workspace, runner: TaskRunner
    ) -> Iterator[Executor]:
        """Open the executor that the options name."""
        if self.scheduler_address is not None:
            open_cluster = _import_cluster()
            with open_cluster(
                self.scheduler_address, runner, workspace.warn
            ) as cluster:
                yield cluster
        elif self.share_count is not None and self.rank is not None:
            yield ShareExecutor(runner, self.rank, self.share_count)
        elif (self.process_count or 1) > 1:
            from batch.executors.processes import ProcessExecutor  # slow to import

            yield ProcessExecutor(self.process_count or 1)
        else:
            yield ShareExecutor(runner)

    def require_consistent(self) -> None:
        """Raise InputError for options that contradict each other."""
        if (self.rank is None) != (self.share_count is None):
            raise InputError("--rank and --of belong together: --rank 0 --of 4")
        if self.rank is not None and self.rank >= (self.share_count or 0):
            raise InputError(f"--rank is 0 to {(self.share_count or 0) - 1}")
        if (
            sum(
                option is not None
                for option in (self.rank, self.process_count, self.scheduler_address)
            )
            > 1
        ):
            raise InputError("give one of --workers, --scheduler and --rank")


inputs_argument = click.argument("paths", metavar="INPUT...", nargs=-1, required=True)
batch_options = option_group(
    "batch_options",
    BatchOptions,
    click.option(
        "-o",
        "-O",
        "--output",
        "folder",
        metavar="OUT",
        required=True,
        type=click.Path(path_type=Path),
        help="Folder for the outputs; where several machines work, a shared one.",
    ),
    click.option(
        "--workers",
        "process_count",
        type=click.IntRange(1),
        metavar="N",
        help="Processes of this machine; default 1.",
    ),
    click.option(
        "--scheduler",
        "scheduler_address",
        metavar="ADDRESS",
        help="Scheduler of Dask, such as tcp://10.0.0.1:8786, whose workers do it.",
    ),
    click.option(
        "--rank",
        type=click.IntRange(0),
        metavar="R",
        help="Do share R of the parts, from 0; --of says how many shares there are.",
    ),
    click.option(
        "--of",
        "share_count",
        type=click.IntRange(1),
        metavar="N",
        help="Number of shares, each done by a process of its own.",
    ),
    click.option(
        "--part-size",
        "megabytes_per_part",
        type=click.FloatRange(0, min_open=True),
        default=DEFAULT_PART_SIZE / _MEGABYTE,
        show_default=True,
        metavar="MB",
        help="Size of the parts of JSON lines, in megabytes.",
    ),
)


def _import_cluster() -> Any:  # untyped, since it is not installed everywhere
    """Import what Dask is needed for. Raises InputError where it is not installed."""
    try:
        from batch.executors.dask_cluster import open_cluster
    except ModuleNotFoundError as error:
        raise InputError(
            f"{error.name} is not installed; run: pip install 'padanan[cluster]'"
        ) from error
    return open_cluster


def find_inputs(paths: Sequence[str]) -> Sequence[str]:
    """Find the files that paths name, and those of folders, in order."""
    from exports.format_registries import formats

    suffixes = PAGE_SUFFIXES.union(*(format.suffixes for format in formats.values()))
    return find_input_files(paths, suffixes=suffixes).paths


def run_batch(
    workspace: Workspace,
    job_name: str,
    settings: JobSettings,
    paths: Sequence[str],
    batch_options: BatchOptions,
) -> int:
    """Run a job, print what came of it, and return the exit code."""
    batch_options.require_consistent()
    runner = open_plan(
        job_name,
        settings,
        paths,
        batch_options.folder,
        part_size=int(batch_options.megabytes_per_part * _MEGABYTE),
    )
    task_count = sum(stage.task_count for stage in runner.stages)
    with (
        batch_options.open_executor(workspace, runner) as executor,
        workspace.show_progress(f"{job_name}, parts", task_count) as report_progress,
    ):
        workspace.say(f"Running {job_name} {executor.description}")
        result = run_job(
            runner,
            executor,
            report_progress=report_progress,
            report_event=workspace.warn,
        )
    _print_result(workspace, result)
    return _choose_exit_code(workspace, result, is_share=batch_options.rank is not None)


def _print_result(workspace: Workspace, result: BatchResult) -> None:
    totals = sum_counts(result.result_tasks)
    _warn_of_notes(workspace, result.result_tasks)
    json_record: dict[str, Any] = {
        "folder": str(result.folder),
        "complete": result.is_complete,
        "tasks": result.task_count,
        "done": len(result.done_tasks),
        "outputs": [task.output_name for task in result.result_tasks],
        **totals,
    }
    rows: list[list[object]] = [
        ["tasks", result.task_count],
        ["done", len(result.done_tasks)],
    ]
    for name, value in totals.items():
        if isinstance(value, dict):
            rows += [[f"{name}: {key}", count] for key, count in value.items()]
        else:
            rows.append([name, value])
    print_result(workspace, json_record, columns=["what", "count"], rows=rows)


def _warn_of_notes(workspace: Workspace, tasks: Sequence[DoneTask]) -> None:
    """Warn of skipped entries, remarks and checks that failed, the first of each."""
    messages = [
        f"{entry['path']}{':' if entry['line'] else ''}{entry['line'] or ''}: "
        f"{entry['reason']}"
        for task in tasks
        for entry in task.counts.get("skipped", ())
    ]
    messages += [note for task in tasks for note in task.counts.get("remarks", ())]
    messages += [
        f"the check {failure['check_id']} failed: {failure['reason']}"
        for task in tasks
        for failure in task.counts.get("failures", ())
    ]
    for message in messages[:_MAX_LISTED_COUNT]:
        workspace.warn(message)
    if len(messages) > _MAX_LISTED_COUNT:
        workspace.warn(
            f"{len(messages) - _MAX_LISTED_COUNT} more messages are in the manifest"
        )


def _choose_exit_code(
    workspace: Workspace, result: BatchResult, *, is_share: bool
) -> int:
    """Choose the exit code: 0 if all was done that was to be done here."""
    if result.is_complete:
        return 0
    count = format_count(result.task_count - len(result.done_tasks), "task")
    if result.failures:
        workspace.report_error(
            f"{count} not done, {len(result.failures)} of them failed; what is done is "
            "kept, and the same command continues"
        )
        faults = {outcome.fault for outcome in result.failures}
        return 3 if Fault.MACHINE in faults else 2
    if is_share:
        workspace.say(
            f"This share is done; {count} of the whole job are not. Once all shares "
            "are done, run the same command again, without --rank if you like"
        )
    return 0
