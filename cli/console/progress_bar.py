"""A progress bar that only a long command shows."""

from collections.abc import Callable
from threading import Lock, Timer
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_DELAY_SECONDS = 0.4


class ProgressBar:
    """A bar on standard error, shown once a command takes long."""

    def __init__(
        self,
        label: str,
        total: int | Callable[[], int | None] | None,
        *,
        delay_seconds: float = _DELAY_SECONDS,
    ) -> None:
        """`total`: a number, or a function that counts, called if there is a bar."""
        self._label, self._total = label, total
        self._done_count, self._start_time = 0, monotonic()
        self._bar: Progress | None = None
        self._task_id: TaskID | None = None
        self._has_ended = False
        self._lock = Lock()
        self._timer = Timer(delay_seconds, self._show)
        self._timer.daemon = True

    def advance(self, count: int = 1) -> None:
        """Add to the number of items that are done."""
        self._done_count += count
        bar, task = self._bar, self._task_id
        if bar is None or task is None:
            return
        if callable(self._total):
            # Counting may read the database, which the timer's thread must not do.
            self._total = self._total()
            bar.update(task, total=self._total)
        bar.update(task, completed=self._done_count, speed=self._describe_speed())

    def wait_until_shown(self) -> None:
        """Wait until the bar is shown."""
        self._timer.join()

    def __enter__(self) -> "ProgressBar":
        self._timer.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._timer.cancel()
        with self._lock:
            self._has_ended = True
            if self._bar is not None:
                self._bar.stop()

    def _show(self) -> None:
        # rich takes a tenth of a second to import, and only a long command needs it.
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        with self._lock:
            if self._has_ended:
                return
            bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TaskProgressColumn(),
                TextColumn("{task.completed:,.0f} · {task.fields[speed]}"),
                TimeRemainingColumn(compact=True, elapsed_when_finished=True),
                console=Console(stderr=True),
                transient=True,
            )
            self._task_id = bar.add_task(
                self._label,
                total=None if callable(self._total) else self._total,
                completed=self._done_count,
                speed=self._describe_speed(),
            )
            bar.start()
            self._bar = bar

    def _describe_speed(self) -> str:
        return f"{self._done_count / max(monotonic() - self._start_time, 0.001):,.0f}/s"
