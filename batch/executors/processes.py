"""The executor for processes of this machine; one that is killed is replaced."""

import signal
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from batch.task import (
    Fault,
    Task,
    TaskOutcome,
    TaskRunner,
    describe_failure,
    name_worker,
    open_runner,
)
from tm.errors import PadananError

_KILLED = "the process was killed, by the system if it lacked memory"


@dataclass(frozen=True, slots=True)
class ProcessExecutor:
    """Runs tasks in processes of their own."""

    process_count: int

    @property
    def description(self) -> str:
        """How many processes."""
        return f"in {self.process_count} processes"

    def selects(self, task_number: int) -> bool:
        """All tasks run here."""
        return True

    def run(self, tasks: Sequence[Task]) -> Iterator[TaskOutcome]:
        """Run the tasks; each process gets the next one when it is done with one."""
        waiting_tasks = deque(tasks)
        process_by_connection: dict[Connection, SpawnProcess] = {}
        task_by_connection: dict[Connection, Task] = {}
        try:
            while waiting_tasks or task_by_connection:
                idle = [*(process_by_connection.keys() - task_by_connection.keys())]
                while waiting_tasks and (
                    idle or len(process_by_connection) < self.process_count
                ):
                    worker = idle.pop() if idle else _start(process_by_connection)
                    task_by_connection[worker] = waiting_tasks.popleft()
                    with suppress(OSError):  # noticed below, when it is read
                        worker.send(task_by_connection[worker])
                for ready in connection.wait([*task_by_connection]):
                    assert isinstance(ready, Connection)
                    task = task_by_connection.pop(ready)
                    try:
                        outcome = ready.recv()
                    except (EOFError, OSError):
                        process = process_by_connection.pop(ready)
                        process.join()
                        ready.close()
                        name = f"process {process.pid}"
                        outcome = TaskOutcome(task, name, _KILLED, Fault.MACHINE)
                    yield outcome
        finally:
            for worker, process in process_by_connection.items():
                worker.close()
                process.kill()
                process.join()


def _start(process_by_connection: dict[Connection, SpawnProcess]) -> Connection:
    """Start a process, which ends when its connection is closed."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,), daemon=True)
    # Ctrl+C is for this process alone; what it starts inherits the mask. The resource
    # tracker clears the mask when it starts: it has to run before.
    resource_tracker.ensure_running()
    previous_mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous_mask)
    there.close()
    process_by_connection[here] = process
    return here


def _serve(tasks: Connection) -> None:
    """Run tasks of a plan until no more come."""
    runner: TaskRunner | None = None
    with suppress(EOFError, OSError):
        while True:
            task: Task = tasks.recv()
            try:
                runner = runner or open_runner(task.folder, task.plan_key)
            except PadananError as error:
                outcome = TaskOutcome(task, name_worker(), *describe_failure(error))
            else:
                outcome = runner.run(task)
            tasks.send(outcome)
