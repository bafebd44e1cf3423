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
    open_task_runner,
)
from tm.errors import PadananError

_KILLED_MESSAGE = "the process was killed, by the system if it lacked memory"


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
                idle_connections = [
                    *(process_by_connection.keys() - task_by_connection.keys())
                ]
                while waiting_tasks and (
                    idle_connections or len(process_by_connection) < self.process_count
                ):
                    worker_connection = (
                        idle_connections.pop()
                        if idle_connections
                        else _start_process(process_by_connection)
                    )
                    task_by_connection[worker_connection] = waiting_tasks.popleft()
                    with suppress(OSError):  # noticed below, when it is read
                        worker_connection.send(task_by_connection[worker_connection])
                for ready_connection in connection.wait([*task_by_connection]):
                    assert isinstance(ready_connection, Connection)
                    task = task_by_connection.pop(ready_connection)
                    try:
                        outcome = ready_connection.recv()
                    except (EOFError, OSError):
                        process = process_by_connection.pop(ready_connection)
                        process.join()
                        ready_connection.close()
                        process_name = f"process {process.pid}"
                        outcome = TaskOutcome(
                            task, process_name, _KILLED_MESSAGE, Fault.MACHINE
                        )
                    yield outcome
        finally:
            for worker_connection, process in process_by_connection.items():
                worker_connection.close()
                process.kill()
                process.join()


def _start_process(process_by_connection: dict[Connection, SpawnProcess]) -> Connection:
    """Start a process, which ends when its connection is closed."""
    context = get_context("spawn")
    parent_connection, child_connection = context.Pipe()
    process = context.Process(
        target=_run_received_tasks, args=(child_connection,), daemon=True
    )
    # Ctrl+C is for this process alone; what it starts inherits the mask. The resource
    # tracker clears the mask when it starts: it has to run before.
    resource_tracker.ensure_running()
    previous_mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous_mask)
    child_connection.close()
    process_by_connection[parent_connection] = process
    return parent_connection


def _run_received_tasks(task_connection: Connection) -> None:
    """Run tasks of a plan until no more come."""
    runner: TaskRunner | None = None
    with suppress(EOFError, OSError):
        while True:
            task: Task = task_connection.recv()
            try:
                runner = runner or open_task_runner(task.folder, task.plan_key)
            except PadananError as error:
                outcome = TaskOutcome(task, name_worker(), *describe_failure(error))
            else:
                outcome = runner.run(task)
            task_connection.send(outcome)
