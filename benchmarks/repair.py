"""How many fuzzy matches need fewer edits once they are repaired, and how many more.

    python benchmarks/repair.py DATA --glossary seeds/glossary/official_titles.csv
    python benchmarks/repair.py DATA -s en -t vi --half tune --examples 5

DATA is a folder of tab-separated files `*_vi_id.tsv`: source, target, document. Half of
its documents is for tuning the rules, the other half is reported. Queries are segments
of the data with their true translations; stored pairs differ from them by a number,
month, name, place or term, put in by rule (`tests/quality/edited_pairs.py`), and half
of them in another word too. Besides, segments are paired with the most similar other
one, unedited. A match is better if its repaired target needs fewer edits
to become the true one, by chrF or TER of sacrebleu, and not more by the other; worse if
it needs more by one of them. The peer is a repair of values alone, where nothing else
differs, as OmegaT and memoQ make it.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from checks.match_repair.resources import MatchRepairResources
from exports.terms import csv as terms_csv
from glossary.concept_store import ConceptStore
from glossary.store.recogniser_cache import read_or_build_recogniser
from tests.quality.edited_pairs import (
    DataPair,
    edit_pairs,
    pair_similar_segments,
    read_data_pairs,
)
from tests.quality.repair_scoring import (
    RepairCount,
    RepairScorer,
    make_repair,
    repair_values_only,
)
from tm.metrics import make_metrics
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_LANGUAGE_PAIRS = ("vi-id", "id-vi", "en-id", "en-vi", "de-fr")


def main() -> int:
    """Print a table of kinds for each pair of languages."""
    options = _parse_options()
    for metric in make_metrics(None, omits_bleu=True).values():
        metric.corpus_score(["a"], [["a"]])  # which its signature needs
        print(metric.get_signature())
    for pair_name in options.pairs:
        first, second = pair_name.split("-")
        with tempfile.TemporaryDirectory() as folder:
            _measure((first, second), Path(folder), options)
    return 0


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of TSV files")
    parser.add_argument("--glossary", type=Path, help="termbase, CSV")
    parser.add_argument("--pairs", nargs="+", default=_LANGUAGE_PAIRS)
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--limit", type=int, help="most matches of a kind")
    parser.add_argument("--examples", type=int, default=0, help="matches to show")
    return parser.parse_args()


def _measure(
    languages: tuple[str, str], folder: Path, options: argparse.Namespace
) -> None:
    is_for_tuning = options.half == "tune"
    locales = Locale(languages[0]), Locale(languages[1])
    pairs = read_data_pairs(options.data, languages)
    with Database.open(folder / "repair.db") as database:
        # The memory has the other half only: a repair must not find its answer there.
        _fill(database, pairs, locales, options, is_for_tuning=not is_for_tuning)
        recogniser = (
            read_or_build_recogniser(database, locales[0]) if options.glossary else None
        )
        edited_pairs = edit_pairs(
            pairs,
            languages,
            recogniser,
            is_for_tuning=is_for_tuning,
            limit=options.limit,
        )
        edited_pairs += pair_similar_segments(
            pairs, locales[0], is_for_tuning=is_for_tuning
        )
        scorer = RepairScorer(locales)
        resources = MatchRepairResources(database, *locales)
        counts = scorer.count(edited_pairs, make_repair(resources))
        peer_counts = scorer.count(edited_pairs, repair_values_only)
    print(f"\n{languages[0]} → {languages[1]}, half to {options.half}\n")
    _print_table(counts, peer_counts)
    for kind in ("number", "date", "name", "place", "term", "unedited"):
        _print_examples(kind, counts.get(kind, RepairCount()), options.examples)


def _fill(
    database: Database,
    pairs: list[DataPair],
    locales: tuple[Locale, Locale],
    options: argparse.Namespace,
    *,
    is_for_tuning: bool,
) -> None:
    with open_change_set(database, command="benchmark", author="benchmark") as changes:
        UnitStore(database).add(
            [
                TranslationUnit(
                    Segment.of(locales[0], pair.source),
                    Segment.of(locales[1], pair.target),
                )
                for pair in pairs
                if pair.is_for_tuning is is_for_tuning
            ],
            changes,
        )
        if options.glossary:
            content = terms_csv.read_content(options.glossary)
            ConceptStore(database).add(content.entries, changes)


def _print_table(
    counts: dict[str, RepairCount], peer_counts: dict[str, RepairCount]
) -> None:
    print("| kind | matches | better % | worse % | by chrF | by TER | true | peer % |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for kind in sorted(counts, key=lambda name: (name == "all", name)):
        count = counts[kind]
        chrf, ter = (
            f"{100 * better / count.total:.1f} / {100 * worse / count.total:.1f}"
            for better, worse in (
                (count.better_chrf, count.worse_chrf),
                (count.better_ter, count.worse_ter),
            )
        )
        print(
            f"| {kind} | {count.total} | {count.better_share:.1f} "
            f"| {count.worse_share:.1f} | {chrf} | {ter} "
            f"| {100 * count.perfect / count.total:.1f} "
            f"| {peer_counts[kind].better_share:.1f} |"
        )


def _print_examples(kind: str, count: RepairCount, limit: int) -> None:
    for pair, repaired_text in count.worse_examples[:limit]:
        print(f"\nworse, {kind}: {pair}\n   {repaired_text}")
    for pair in count.unchanged_examples[:limit]:
        print(f"\nunchanged, {kind}: {pair}")


if __name__ == "__main__":
    sys.exit(main())
