"""How long the stages of an answer took, as browsers show it beside a request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter


class StageTimes:
    """The stages of an answer with their milliseconds, by names without spaces.

    >>> times = StageTimes()
    >>> with times.measure("terms"):
    ...     pass
    >>> times.format_header().startswith("terms;dur=0.")
    True
    """

    def __init__(self, begin_stage: Callable[[], object] = lambda: None) -> None:
        """`begin_stage` is called before each stage, and may raise an error."""
        self._begin_stage = begin_stage
        self._milliseconds_by_stage: dict[str, float] = {}

    @property
    def total_milliseconds(self) -> float:
        """Those of all stages together."""
        return sum(self._milliseconds_by_stage.values())

    @contextmanager
    def measure(self, stage: str) -> Iterator[None]:
        """Measure what is done inside as a stage; one that comes again adds to it."""
        self._begin_stage()
        start_time = perf_counter()
        try:
            yield
        finally:
            milliseconds = 1000 * (perf_counter() - start_time)
            self._milliseconds_by_stage[stage] = (
                self._milliseconds_by_stage.get(stage, 0) + milliseconds
            )

    def format_header(self) -> str:
        """Format the stages for the header `Server-Timing`."""
        return ", ".join(
            f"{stage};dur={milliseconds:.1f}"
            for stage, milliseconds in self._milliseconds_by_stage.items()
        )
