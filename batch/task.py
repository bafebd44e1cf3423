"""Tasks: what an executor sends to a process or a machine, and what comes back."""

import os
import socket
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from batch.code_version import read_code_version
from batch.done_tasks import DoneTask, find_done_task, record_done_task
from batch.jobs.stage import EarlierOutput, Stage, TaskInput
from batch.jobs.table import find_stage_maker
from batch.partitions.part import ChangedInput
from batch.plan import Plan, read_plan
from exports.io.replace_file import DISK_FULL_ERRORS, replace_file
from tm.errors import InputError, PadananError, StoreError, describe_system_error


@dataclass(frozen=True, slots=True)
class Task:
    """A task, by the place of its plan: all that a worker needs to be told."""

    folder: str
    """The output folder."""
    plan_key: str
    stage_index: int
    number: int
    avoided_workers: tuple[str, ...] = ()
    """Workers on which it failed."""


class Fault(StrEnum):
    """Where the cause of a failure is."""

    INPUT = "input"
    """The part cannot be read: the same anywhere."""
    MACHINE = "machine"
    """A disk is full, a folder is not shared: another worker may do it."""


@dataclass(frozen=True, slots=True)
class TaskOutcome:
    """That a task is done, or why not."""

    task: Task
    worker: str
    """Names the process or machine."""
    error: str = ""
    fault: Fault | None = None
    """None if the task is done."""


@dataclass(frozen=True)
class TaskRunner:
    """Runs tasks of one plan in this process."""

    folder: Path
    plan: Plan

    @cached_property
    def stages(self) -> list[Stage]:
        """The stages of the job."""
        return [
            *find_stage_maker(self.plan.job_name)(self.plan.settings, self.plan.parts)
        ]

    def name_output(self, stage_index: int, number: int) -> str:
        """Name the output of a task."""
        return self.plan.name_output(self.stages, stage_index, number)

    def find_done_task(self, stage_index: int, number: int) -> DoneTask | None:
        """Find out whether a task is done."""
        return find_done_task(self.folder, self.name_output(stage_index, number))

    def run(self, task: Task) -> TaskOutcome:
        """Run a task unless it is done, and list it; errors become an outcome."""
        try:
            self._run(task)
        except (PadananError, OSError) as error:
            return TaskOutcome(task, name_worker(), *describe_failure(error))
        except MemoryError:
            message = "not enough memory for this part; make smaller parts"
            return TaskOutcome(task, name_worker(), message, Fault.MACHINE)
        return TaskOutcome(task, name_worker())

    def _run(self, task: Task) -> None:
        if self.find_done_task(task.stage_index, task.number) is not None:
            return
        stage = self.stages[task.stage_index]
        output_name = self.name_output(task.stage_index, task.number)
        task_input = TaskInput(task.number, self.plan.parts, self._read_outputs)
        with replace_file(self.folder / output_name) as file:
            counts = stage.run(task_input, file)
        record_done_task(self.folder, output_name, counts)

    def _read_outputs(self, stage_name: str) -> list[EarlierOutput]:
        (stage_index,) = (
            index for index, stage in enumerate(self.stages) if stage.name == stage_name
        )
        outputs = []
        for number in range(self.stages[stage_index].task_count):
            done_task = self.find_done_task(stage_index, number)
            if done_task is None:
                output_name = self.name_output(stage_index, number)
                raise InputError(f"{self.folder / output_name}: this output is missing")
            outputs.append(
                EarlierOutput(self.folder / done_task.output_name, done_task.counts)
            )
        return outputs


def open_task_runner(folder: str, plan_key: str) -> TaskRunner:
    """Open a plan in a worker. Raises InputError if its Padanan is another one."""
    plan = read_plan(Path(folder), plan_key)
    code_version = read_code_version()
    if code_version != plan.code_version:
        raise StoreError(
            f"{name_worker()} has Padanan {code_version}, and the job was begun by "
            f"{plan.code_version}; install the same version on all machines"
        )
    return TaskRunner(Path(folder), plan)


def describe_failure(error: Exception) -> tuple[str, Fault]:
    """Describe an error, and say where its cause is."""
    is_machine_fault = isinstance(
        error, OSError | StoreError | ChangedInput
    ) or isinstance(error.__cause__, OSError)
    message = str(error)
    if isinstance(error, OSError):
        is_full = error.errno in DISK_FULL_ERRORS
        reason = "the disk is full" if is_full else describe_system_error(error)
        message = f"{error.filename or 'this machine'}: {reason}"
    return message, Fault.MACHINE if is_machine_fault else Fault.INPUT


def avoid_worker(outcome: TaskOutcome) -> Task:
    """Return the task of a failure, which its worker shall not get again."""
    task = outcome.task
    return replace(task, avoided_workers=(*task.avoided_workers, outcome.worker))


def name_worker() -> str:
    """Name this process: its machine and number."""
    return f"{socket.gethostname()}:{os.getpid()}"
