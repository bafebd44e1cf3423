"""The executor for one process, alone or as one of an array of jobs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from batch.task import Task, TaskOutcome, TaskRunner


@dataclass(frozen=True)
class ShareExecutor:
    """Runs each `share_count`-th task in this process, beginning with number `rank`."""

    runner: TaskRunner
    rank: int = 0
    share_count: int = 1

    @property
    def description(self) -> str:
        """Which share of the tasks."""
        if self.share_count == 1:
            return "in this process"
        return f"share {self.rank} of {self.share_count}"

    def selects(self, task_number: int) -> bool:
        """Whether a task belongs to the share."""
        return task_number % self.share_count == self.rank

    def run(self, tasks: Sequence[Task]) -> Iterator[TaskOutcome]:
        """Run the tasks one after the other."""
        return map(self.runner.run, tasks)
