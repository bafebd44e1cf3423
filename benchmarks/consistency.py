"""Time the search for renderings that vary, over a memory of any size.

    python benchmarks/consistency.py UNITS -s vi -t id --units 100000

UNITS is a TSV of source and target; as many units are made of it as are asked for, each
the first half of one and the second half of another, on both sides, so that phrases
recur as they do in a large memory and hardly a unit is there twice. Printed are CPU
seconds of `term.inconsistent` alone, what was found, and memory at most.
"""

import argparse
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from checks.catalogue import select_checks
from checks.engine.unit import Context, Unit
from checks.runner.run import run
from tm.text.locale import Locale

_STEP = 7919
"""A prime, so that a text meets others in an order that does not soon repeat."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("-s", "--source", type=Locale.parse, required=True)
    parser.add_argument("-t", "--target", type=Locale.parse, required=True)
    parser.add_argument("--units", type=int, default=100_000)
    options = parser.parse_args()
    rows = [
        line.split("\t")[:2]
        for line in options.texts.read_text("utf-8").splitlines()
        if "\t" in line
    ]
    units = [*_make_units(rows, options.units)]
    start_time = time.process_time()
    context = Context(options.target, options.source)
    findings = [*run(units, context, select_checks(["term.inconsistent"]))]
    seconds = time.process_time() - start_time
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(units):,} units: {seconds:.1f} s CPU, {len(findings)} findings; "
        f"{memory:,.0f} MB at most, the texts among them"
    )


def _make_units(rows: list[list[str]], unit_count: int) -> Iterator[Unit]:
    for number in range(unit_count):
        turn_number, row_index = divmod(number, len(rows))
        first_row, second_row = (
            rows[row_index],
            rows[(row_index * _STEP + turn_number) % len(rows)],
        )
        source_text, target_text = map(_join_halves, first_row, second_row)
        yield Unit(str(number), target_text, source_text, f"d{number // 30}")


def _join_halves(first_text: str, second_text: str) -> str:
    first_half = first_text[: len(first_text) // 2].rpartition(" ")[0]
    return f"{first_half} {second_text[len(second_text) // 2 :].partition(' ')[2]}"


if __name__ == "__main__":
    main()
