"""Counts and times of requests, for Prometheus."""

import os
from collections.abc import Callable
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

MULTIPROCESS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which the workers of one server add up; for several workers."""
_BUCKET_SECONDS = (
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    2.5,
    10,
    60,
)


class Metrics:
    """What a server has answered since it was started."""

    def __init__(self, count_calls: Callable[[], int]) -> None:
        """`count_calls`: counts the calls that run in threads or wait."""
        self._is_shared = bool(os.environ.get(MULTIPROCESS_VARIABLE))
        if self._is_shared:
            _forget_killed_workers(Path(os.environ[MULTIPROCESS_VARIABLE]))
        self._registry = CollectorRegistry()
        self._request_counter = Counter(
            "padanan_requests",
            "Requests that were answered",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds_histogram = Histogram(
            "padanan_request_seconds",
            "Time from a request to the end of its answer",
            ["route"],
            buckets=_BUCKET_SECONDS,
            registry=self._registry,
        )
        self._call_gauge = Gauge(
            "padanan_engine_calls",
            "Calls of the memory that run or wait",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        self._count_calls = count_calls
        self._counters_by_labels: dict[tuple[str, str, int], tuple[Counter, Histogram]]
        self._counters_by_labels = {}
        """Those of a method, a route and a status: finding them takes longer than
        counting."""

    def add(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request. `route`: the address with placeholders."""
        label_values = method, route, status
        counter_and_histogram = self._counters_by_labels.get(label_values)
        if counter_and_histogram is None:
            counter_and_histogram = (
                self._request_counter.labels(*label_values),
                self._seconds_histogram.labels(route),
            )
            self._counters_by_labels[label_values] = counter_and_histogram
        request_counter, seconds_histogram = counter_and_histogram
        request_counter.inc()
        seconds_histogram.observe(seconds)
        if self._is_shared:  # another worker may be asked
            self._call_gauge.set(self._count_calls())

    def render(self) -> bytes:
        """Return the metrics of all workers in the format of Prometheus."""
        self._call_gauge.set(self._count_calls())
        if not self._is_shared:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


def _forget_killed_workers(folder: Path) -> None:
    """Forget what workers did that were killed; what they have done stays counted."""
    if os.name != "posix":  # elsewhere, signal 0 is one
        return
    for path in folder.glob("gauge_live*_*.db"):
        process_id = int(path.stem.rpartition("_")[2])
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            multiprocess.mark_process_dead(process_id)  # type: ignore[no-untyped-call]
        except OSError:
            pass  # it lives, as somebody else
