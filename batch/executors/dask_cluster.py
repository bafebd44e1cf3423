"""The executor for a cluster of Dask, whose workers run the tasks."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from distributed import CancelledError, Client, Future, get_worker

from batch.code_version import read_code_version
from batch.task import (
    Fault,
    Task,
    TaskOutcome,
    TaskRunner,
    describe_failure,
    open_task_runner,
)
from tm.errors import PadananError, StoreUnavailable

_POLL_SECONDS = 0.1
_SCHEDULER_TIMEOUT_SECONDS = 10
"""How long a scheduler may be away."""
_SCHEDULER_GONE_MESSAGE = (
    "the scheduler went away; what is done is kept, and the same command continues"
)
_RUNNERS_ATTRIBUTE = "padanan_runners"
"""The attribute of a worker that keeps what its threads have prepared."""


@dataclass(frozen=True)
class DaskExecutor:
    """Has the workers of a scheduler run tasks."""

    client: Client
    code_version: str
    plan_path: Path
    report_event: Callable[[str], object]
    _reported_messages: set[str] = field(default_factory=set)
    """What was reported before: each stage asks the workers again."""

    @property
    def description(self) -> str:
        """The address of the scheduler, and that of its dashboard."""
        return (
            f"on {self.client.scheduler.address}, seen at {self.client.dashboard_link}"
        )

    def selects(self, task_number: int) -> bool:
        """All tasks run on the cluster."""
        return True

    def run(self, tasks: Sequence[Task]) -> Iterator[TaskOutcome]:
        """Submit the tasks, and yield what comes of each."""
        try:
            yield from self._run(tasks)
        except (OSError, CancelledError) as error:
            raise StoreUnavailable(_SCHEDULER_GONE_MESSAGE) from error

    def _run(self, tasks: Sequence[Task]) -> Iterator[TaskOutcome]:
        unfit_workers = self._find_unfit_workers()
        task_by_future = {
            self._submit(task, {*unfit_workers, *task.avoided_workers}): task
            for task in tasks
        }
        try:
            while task_by_future:
                self._require_scheduler()
                finished_futures = [
                    future for future in task_by_future if future.status != "pending"
                ]
                for future in finished_futures:
                    yield _read_outcome(future, task_by_future.pop(future))
                if not finished_futures:
                    time.sleep(_POLL_SECONDS)
        finally:
            if task_by_future and self.client.status == "running":
                self.client.cancel([*task_by_future], force=True)

    def _submit(self, task: Task, avoided_workers: set[str]) -> Future:
        worker_addresses = {*self.client.scheduler_info(n_workers=-1)["workers"]}
        allowed_workers = sorted(worker_addresses - avoided_workers)
        return self.client.submit(
            run_in_worker,
            task,
            pure=False,
            workers=allowed_workers if avoided_workers & worker_addresses else None,
        )

    def _find_unfit_workers(self) -> set[str]:
        """Find workers that cannot do the job, and say why; others do it."""
        answers = self.client.run(
            describe_worker, str(self.plan_path), on_error="return"
        )
        unfit_workers = set()
        for address, answer in answers.items():
            if isinstance(answer, Exception):
                problem = f"cannot run Padanan ({answer})"
            elif answer[0] != self.code_version:
                problem = f"has Padanan {answer[0]}, and the job {self.code_version}"
            elif not answer[1]:
                problem = f"does not see {self.plan_path.parent}: share this folder"
            else:
                continue
            unfit_workers.add(address)
            self._report(f"worker {address} {problem}; it gets no tasks")
        if answers and len(unfit_workers) == len(answers):
            raise StoreUnavailable("no worker of the scheduler can do the job")
        if not answers:
            self._report("the scheduler has no workers yet; waiting for one")
        return unfit_workers

    def _report(self, message: str) -> None:
        if message not in self._reported_messages:
            self._reported_messages.add(message)
            self.report_event(message)

    def _require_scheduler(self) -> None:
        """Raise StoreUnavailable if the scheduler has gone away."""
        deadline = time.monotonic() + _SCHEDULER_TIMEOUT_SECONDS
        while self.client.status != "running":
            if time.monotonic() > deadline or self.client.status == "closed":
                raise StoreUnavailable(_SCHEDULER_GONE_MESSAGE)
            time.sleep(_POLL_SECONDS)


@contextmanager
def open_cluster(
    address: str, runner: TaskRunner, report_event: Callable[[str], object]
) -> Iterator[DaskExecutor]:
    """Connect to a scheduler. Raises StoreUnavailable if none answers."""
    # Tornado logs what Ctrl+C interrupts in the client's loop.
    for logger_name in ("distributed", "tornado.application"):
        logging.getLogger(logger_name).setLevel(logging.CRITICAL)
    try:
        client = Client(
            address, timeout=_SCHEDULER_TIMEOUT_SECONDS, set_as_default=False
        )
    except (OSError, ValueError) as error:
        raise StoreUnavailable(
            f"{address}: no scheduler answers; start one by `dask scheduler`"
        ) from error
    try:
        plan_path = runner.plan.make_path(runner.folder)
        yield DaskExecutor(client, runner.plan.code_version, plan_path, report_event)
    finally:
        client.close(timeout=1)


def describe_worker(plan_path: str) -> tuple[str, bool]:
    """Describe a worker: its version, and whether it sees the output folder."""
    return read_code_version(), Path(plan_path).exists()


def run_in_worker(task: Task) -> TaskOutcome:
    """Run a task in a thread of a worker, which keeps its preparations."""
    worker = get_worker()
    plan_and_runner_by_thread_id = vars(worker).setdefault(_RUNNERS_ATTRIBUTE, {})
    thread_id = threading.get_ident()
    # The same plan may be in several folders.
    folder_and_plan_key = task.folder, task.plan_key
    try:
        if (
            thread_id not in plan_and_runner_by_thread_id
            or plan_and_runner_by_thread_id[thread_id][0] != folder_and_plan_key
        ):
            plan_and_runner_by_thread_id[thread_id] = (
                folder_and_plan_key,
                open_task_runner(*folder_and_plan_key),
            )
    except (PadananError, OSError) as error:
        return TaskOutcome(task, worker.address, *describe_failure(error))
    runner: TaskRunner = plan_and_runner_by_thread_id[thread_id][1]
    return replace(runner.run(task), worker=worker.address)


def _read_outcome(future: Future, task: Task) -> TaskOutcome:
    """Read what came of a task; of a worker that died, or a lost future, why not."""
    if future.status == "finished":
        outcome: TaskOutcome = future.result()
        return outcome
    error = "" if future.status == "cancelled" else f": {future.exception()}"
    return TaskOutcome(task, "the cluster", f"the task was lost{error}", Fault.MACHINE)
