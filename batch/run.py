"""Running a batch job: plan, stage after stage, and the manifest of what is done."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from batch.code_version import read_code_version
from batch.done_tasks import DoneTask, make_done_folder, remove_outdated_outputs
from batch.executors.executor import Executor
from batch.jobs.stage import JobSettings
from batch.partitions.cutting import DEFAULT_PART_SIZE, cut_files
from batch.plan import PLAN_PREFIX, Plan
from batch.task import Fault, Task, TaskOutcome, TaskRunner, avoid_worker
from exports.io.replace_file import replace_file, report_write_errors
from tm.errors import InputError

MANIFEST_NAME = "manifest.json"
_MAX_TRIES = 3
"""How often a task is tried that fails for reasons of a machine."""
ReportEvent = Callable[[str], object]
"""Takes a message for the user."""


@dataclass(slots=True)
class BatchResult:
    """What a run of a job came to."""

    folder: Path
    done_tasks: list[DoneTask] = field(default_factory=list)
    """The tasks that are done, by stage and number."""
    task_count: int = 0
    failures: list[TaskOutcome] = field(default_factory=list)
    """Tasks that could not be done."""
    is_complete: bool = False
    """Whether all tasks are done."""
    result_tasks: list[DoneTask] = field(default_factory=list)
    """Those whose outputs are the result."""


def open_plan(
    job_name: str,
    settings: JobSettings,
    paths: Sequence[str],
    folder: Path,
    *,
    part_size: int = DEFAULT_PART_SIZE,
) -> TaskRunner:
    """Cut the input and write the plan of a job into its output folder.

    Raises InputError if the folder holds another job, or cannot be written.
    """
    folder = folder.absolute()
    with report_write_errors(str(folder)):
        make_done_folder(folder)
    _refuse_other_job(folder, job_name)
    plan = Plan(job_name, settings, read_code_version(), cut_files(paths, part_size))
    plan.write(folder)
    return TaskRunner(folder, plan)


def run_job(
    runner: TaskRunner,
    executor: Executor,
    *,
    report_progress: Callable[[int], object] = lambda count: None,
    report_event: ReportEvent = lambda message: None,
) -> BatchResult:
    """Run the tasks of a job that are not done, stage after stage.

    A stage begins when all tasks of the one before are done. A task that fails for
    reasons of a machine is tried again, elsewhere if possible; one whose input is bad
    does not stop the others. Outputs of earlier runs that are out of date are removed
    once all is done.
    """
    stage_sizes = [stage.task_count for stage in runner.stages]
    result = BatchResult(runner.folder, task_count=sum(stage_sizes))
    for stage_index, stage_size in enumerate(stage_sizes):
        missing_numbers = [
            number
            for number in range(stage_size)
            if runner.find_done_task(stage_index, number) is None
        ]
        report_progress(stage_size - len(missing_numbers))
        tasks = [
            Task(str(runner.folder), runner.plan.key, stage_index, number)
            for number in missing_numbers
            if executor.selects(number)
        ]
        result.failures += _run_tasks(
            tasks, runner, executor, report_progress, report_event
        )
        found_tasks = [
            runner.find_done_task(stage_index, number) for number in range(stage_size)
        ]
        result.done_tasks += [task for task in found_tasks if task is not None]
        if runner.stages[stage_index].is_result:
            result.result_tasks += [task for task in found_tasks if task is not None]
        if None in found_tasks:
            return result
    result.is_complete = True
    remove_outdated_outputs(
        runner.folder, {task.output_name for task in result.done_tasks}
    )
    _write_manifest(runner, result)
    return result


def _run_tasks(
    tasks: Sequence[Task],
    runner: TaskRunner,
    executor: Executor,
    report_progress: Callable[[int], object],
    report_event: ReportEvent,
) -> list[TaskOutcome]:
    """Run tasks, those that fail again; return the last failure of each."""
    failures: list[TaskOutcome] = []
    for _ in range(_MAX_TRIES):
        failures = [failure for failure in failures if failure.fault is Fault.INPUT]
        failed_outcomes: list[TaskOutcome] = []
        for outcome in executor.run(tasks) if tasks else ():
            if outcome.fault is None and not _has_output(runner, outcome.task):
                outcome = _blame_unshared_folder(outcome)
            if outcome.fault is None:
                report_progress(1)
                continue
            failed_outcomes.append(outcome)
            report_event(describe_outcome(runner, outcome))
        failures += failed_outcomes
        tasks = [
            avoid_worker(outcome)
            for outcome in failed_outcomes
            if outcome.fault is Fault.MACHINE
        ]
    return failures


def describe_outcome(runner: TaskRunner, outcome: TaskOutcome) -> str:
    """Describe the failure of a task: which part, where, and why."""
    task = outcome.task
    stage = runner.stages[task.stage_index]
    description = f"{stage.name} {task.number}"
    if task.stage_index == 0:
        part = runner.plan.parts[task.number]
        first_line_text = "" if part.is_whole else f", from line {part.line_number}"
        description += f" ({part.path}{first_line_text})"
    return f"{description} failed on {outcome.worker}: {outcome.error}"


def _has_output(runner: TaskRunner, task: Task) -> bool:
    return runner.find_done_task(task.stage_index, task.number) is not None


def _blame_unshared_folder(outcome: TaskOutcome) -> TaskOutcome:
    """Turn an outcome into a failure: what was written is not in our folder."""
    return TaskOutcome(
        outcome.task,
        outcome.worker,
        f"{outcome.task.folder}: the worker wrote its output, and it is not here; "
        "name a folder that all machines share, under the same path",
        Fault.MACHINE,
    )


def _refuse_other_job(folder: Path, job_name: str) -> None:
    for path in sorted(folder.glob(f"{PLAN_PREFIX}*.json")):
        try:
            other_job_name = json.loads(path.read_bytes())["job"]
        except (ValueError, KeyError, TypeError):
            continue
        if other_job_name != job_name:
            raise InputError(
                f"{folder}: this folder holds the outputs of batch {other_job_name}; "
                "name another one"
            )


def _write_manifest(runner: TaskRunner, result: BatchResult) -> None:
    """Write the list of all outputs; the same for every way in which they were made."""
    plan = runner.plan
    record: dict[str, Any] = {
        "job": plan.job_name,
        "code": plan.code_version,
        "settings": plan.settings,
        "inputs": sorted({part.path for part in plan.parts}),
        "outputs": [_make_output_record(task) for task in result.result_tasks],
    }
    with replace_file(runner.folder / MANIFEST_NAME) as file:
        file.write(json.dumps(record, ensure_ascii=False, indent=1).encode() + b"\n")


def _make_output_record(task: DoneTask) -> dict[str, Any]:
    return {
        "file": task.output_name,
        "size": task.size,
        "hash": task.content_hash,
        **task.counts,
    }


def sum_counts(tasks: Iterable[DoneTask]) -> dict[str, Any]:
    """Add the counts of tasks up, by name; lists are left out."""
    totals: dict[str, Any] = {}
    for task in tasks:
        for name, value in task.counts.items():
            if isinstance(value, dict):
                counts = totals.setdefault(name, {})
                for key, count in value.items():
                    counts[key] = counts.get(key, 0) + count
            elif isinstance(value, int):
                totals[name] = totals.get(name, 0) + value
    return totals
