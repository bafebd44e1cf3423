"""Lookups with and without a match filter: what the termbase of today costs.

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

from checks.match_filter.filter_by_checks import ChecksMatchFilter
from tm.match.lookup import LookupOptions, find_matches
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale
from tm.text.segment import Segment

_MOST_READ_UNITS = 100_000


def main() -> None:
    """Run what the arguments say, and print the figures."""
    options = _parse_options()
    source_locale, target_locale = map(Locale.parse, options.locales)
    with Database.open(options.database) as database:
        queries = _choose_queries(
            database, (source_locale, target_locale), options.queries
        )
        today = date.today().isoformat()
        match_filter = ChecksMatchFilter(
            database,
            source_locale,
            target_locale,
            penalty_settings=PenaltySettings(),
            today=today,
        )
        options_by_name = {
            "without a match filter": LookupOptions(),
            "with a match filter": LookupOptions(match_filter=match_filter),
        }
        seconds_by_name: dict[str, list[float]] = {
            case_name: [] for case_name in options_by_name
        }
        penalised_count = 0
        for is_warming_up, some_queries in (
            (True, queries[:20]),
            (False, queries[20:]),
        ):
            for query in some_queries:
                for case_name, lookup_options in options_by_name.items():
                    start_time = time.process_time()
                    matches = find_matches(
                        database, query, target_locale, lookup_options
                    )
                    if not is_warming_up:
                        seconds_by_name[case_name].append(
                            time.process_time() - start_time
                        )
                        penalised_count += any(
                            penalty.check
                            for match in matches
                            for penalty in match.penalties
                        )
    for case_name, seconds in seconds_by_name.items():
        median, mean = statistics.median(seconds), statistics.mean(seconds)
        print(
            f"{case_name:18} median {1e6 * median:7.0f} µs, mean {1e6 * mean:7.0f} µs"
        )
    print(f"{len(queries) - 20} queries; faults were found for {penalised_count}")


def _choose_queries(
    database: Database, locales: tuple[Locale, Locale], query_count: int
) -> list[Segment]:
    units = UnitStore(database).read_units(UnitFilter(locales=locales))
    source_segments = [
        unit.find_side(locales[0]) for unit in islice(units, _MOST_READ_UNITS)
    ]
    known_segments = [segment for segment in source_segments if segment is not None]
    if not known_segments:
        sys.exit("the memory has no unit in both languages")
    return random.Random(query_count).sample(
        known_segments, min(len(known_segments), query_count + 20)
    )


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--locales", nargs=2, default=("vi", "id"))
    parser.add_argument("--queries", type=int, default=500)
    return parser.parse_args()


if __name__ == "__main__":
    main()
