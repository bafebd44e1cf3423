"""The table of server.py's figures, and whether they reach the bars."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

RATE = 300
"""Requests a second."""
AT_ONCE = 1000
"""Requests that are sent at the same time."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    name: str
    requests_per_second: float
    processor_microseconds: float
    note: str = ""
    """What stands in place of the figures of a server."""
    at_rate: tuple[float, float] | None = None
    """The median and the 99th percentile at a fixed rate, in milliseconds."""
    at_once: Mapping[str, int] = field(default_factory=dict)
    """How many of the requests sent at once had which outcome."""
    memory: tuple[int, int] | None = None
    """Megabytes before and after."""

    def describe(self) -> str:
        """Describe the figures of a server."""
        if self.at_rate is None or self.memory is None:
            return self.note
        median, slow = self.at_rate
        at_rate = f"{median:.2f} / {slow:.2f} ms ({slow / median:.1f})"
        before, after = self.memory
        return f"{at_rate:26} {count_outcomes(self.at_once):28} {before} → {after} MB"


def count_outcomes(outcomes: Mapping[str, int]) -> str:
    """Write how many requests had which outcome."""
    return ", ".join(f"{count} × {outcome}" for outcome, count in outcomes.items())


def print_table(rows: Sequence[Row]) -> None:
    """Print the figures of lookups in one thread and a pool, of servers, and verdicts.

    The third is that of the server.
    """
    print("$ python", shlex.join(sys.argv))
    print(
        f"{'':20} {'requests/s':>10} {'CPU µs':>8}  {f'at {RATE}/s p50 / p99':26} "
        f"{f'{AT_ONCE:,} at once':28} memory"
    )
    for row in rows:
        print(
            f"{row.name:20} {row.requests_per_second:10,.0f} "
            f"{row.processor_microseconds:8,.0f}  {row.describe()}"
        )
    pool, served = rows[1], rows[2]
    throughput = served.requests_per_second / pool.requests_per_second
    _print_verdict(
        throughput >= 0.8, f"throughput {throughput:.2f} of {pool.name}; at least 0.8"
    )
    assert served.at_rate is not None and served.memory is not None
    spread = served.at_rate[1] / served.at_rate[0]
    keeps_up = served.requests_per_second > RATE
    _print_verdict(
        keeps_up and spread <= 6,
        f"p99 is {spread:.1f} times p50 at {RATE}/s; at most 6, and the server must "
        f"keep up: it answers {served.requests_per_second:,.0f}/s",
    )
    answered = sum(served.at_once.get(status, 0) for status in ("200", "503"))
    _print_verdict(
        answered == AT_ONCE,
        f"{answered:,} of {AT_ONCE:,} at once were answered or refused by 503",
    )
    before, after = served.memory
    _print_verdict(
        after <= before * 1.1, f"memory {before} → {after} MB; at most a tenth more"
    )


def _print_verdict(is_reached: bool, text: str) -> None:
    print("reached:" if is_reached else "MISSED: ", text)
