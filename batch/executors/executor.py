"""What an executor is: it has tasks run somewhere."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from batch.task import Task, TaskOutcome


class Executor(Protocol):
    """Has tasks run, in any order and place."""

    @property
    def description(self) -> str:
        """Where the tasks run, for the user."""
        ...

    def selects(self, task_number: int) -> bool:
        """Whether a task of this number is one of those to run here."""
        ...

    def run(self, tasks: Sequence[Task]) -> Iterator[TaskOutcome]:
        """Run tasks; yield what came of each as soon as it is known.

        A worker that dies is an outcome with Fault.MACHINE. Raises StoreError if no
        task can be run any more.
        """
        ...
