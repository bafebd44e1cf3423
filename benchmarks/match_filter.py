"""Lookups with a match filter beside lookups without one: what today's termbase costs.

    python benchmarks/match_filter.py --database memory.db --locales vi id --queries 500

The queries are the memory's own segments, so that each has a match to be judged; each
is asked with and without a match filter in turn. Prints microseconds of the processor a
query (median and mean), and how many matches were found fault with.
"""

import argparse
import random
import statistics
import sys
import time
from datetime import date
from itertools import islice
from pathlib import Path

import packages  # noqa: F401 - it orders the path

from checks.match_filter.checks_match_filter import ChecksMatchFilter
from tm.match.lookup import LookupOptions, find_matches
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale
from tm.text.segment import Segment

_MOST_READ = 100_000


def main() -> None:
    """Run what the arguments say, and print the figures."""
    options = _options()
    source, target = map(Locale.parse, options.locales)
    with Database.open(options.database) as database:
        queries = _queries(database, (source, target), options.queries)
        today = date.today().isoformat()
        match_filter = ChecksMatchFilter(
            database, source, target, penalty_settings=PenaltySettings(), today=today
        )
        ways = {
            "without a match filter": LookupOptions(),
            "with a match filter": LookupOptions(match_filter=match_filter),
        }
        taken: dict[str, list[float]] = {name: [] for name in ways}
        faulty = 0
        for warm, some in ((True, queries[:20]), (False, queries[20:])):
            for query in some:
                for name, way in ways.items():
                    started = time.process_time()
                    found = find_matches(database, query, target, way)
                    if not warm:
                        taken[name].append(time.process_time() - started)
                        faulty += any(p.check for m in found for p in m.penalties)
    for name, times in taken.items():
        median, mean = statistics.median(times), statistics.mean(times)
        print(f"{name:18} median {1e6 * median:7.0f} µs, mean {1e6 * mean:7.0f} µs")
    print(f"{len(queries) - 20} queries; faults were found for {faulty}")


def _queries(
    database: Database, locales: tuple[Locale, Locale], count: int
) -> list[Segment]:
    units = UnitStore(database).read_units(UnitFilter(locales=locales))
    found = [unit.find_side(locales[0]) for unit in islice(units, _MOST_READ)]
    known = [segment for segment in found if segment is not None]
    if not known:
        sys.exit("the memory has no unit in both languages")
    return random.Random(count).sample(known, min(len(known), count + 20))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--locales", nargs=2, default=("vi", "id"))
    parser.add_argument("--queries", type=int, default=500)
    return parser.parse_args()


if __name__ == "__main__":
    main()
