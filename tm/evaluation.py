"""Evaluating the suggestions of a memory against known translations."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tm.match.lookup import LookupOptions, lookup
from tm.match.rate_bands import (
    NEW_BAND,
    RATE_BANDS,
    find_best_translation,
    find_rate_band,
)
from tm.metrics import make_metrics, score_metric
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.unit import TranslationUnit

_SEED = 12345
_LOOKUP = LookupOptions(min_rate=50)


@dataclass(frozen=True, slots=True)
class SuggestionQuality:
    """Quality of the best suggestions within one band of match rates."""

    segments: int
    share: float
    """Share of all segments, 0 to 1."""
    chrf: float | None
    """chrF of the suggestions against the stored targets; None without suggestions."""
    ter: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result of evaluating a memory: quality by band and in total."""

    segments: int
    bands: dict[str, SuggestionQuality]
    """Quality by band; `new` holds the segments without a suggestion."""
    suggested: SuggestionQuality
    """Quality of all suggestions."""
    signatures: tuple[str, ...] = field(default=())


def draw_sample(
    units: Iterable[TranslationUnit], count: int | None, *, seed: int = _SEED
) -> list[TranslationUnit]:
    """Draw units at random, each as likely as another; a seed draws the same ones."""
    if count is None:
        return list(units)
    generator = random.Random(seed)
    drawn: list[TranslationUnit] = []
    for number, unit in enumerate(units):
        if number < count:
            drawn.append(unit)
        elif (index := generator.randrange(number + 1)) < count:
            drawn[index] = unit
    return drawn


def evaluate(
    memory: UnitStore,
    units: Sequence[TranslationUnit],
    source: Locale,
    target: Locale,
    *,
    options: LookupOptions = _LOOKUP,
    exclude_itself: bool = True,
    report_progress: Callable[[int], object] | None = None,
) -> Evaluation:
    """Compare the best suggestion for each unit's source with its own translation.

    `exclude_itself`: the units are from the memory, so each is left out of its own
    lookup. A suggestion is the repaired target where there is one.
    """
    pairs_by_band: dict[str, list[tuple[str, str]]] = {
        name: [] for name, _ in RATE_BANDS
    }
    pairs_by_band[NEW_BAND] = []
    for unit in units:
        text, reference = unit.oriented(source, target)
        if text is not None and reference is not None:
            unit_options = replace(
                options,
                neighbours=unit.neighbours if text == unit.source else (None, None),
                excluded_units=frozenset((unit.key,))
                if exclude_itself
                else frozenset(),
            )
            match = find_best_translation(lookup(memory, text, target, unit_options))
            suggestion = (match.repaired or match.target) if match else None
            suggestion_pair = suggestion.text if suggestion else "", reference.text
            pairs_by_band[
                find_rate_band(match.rate) if match and suggestion else NEW_BAND
            ].append(suggestion_pair)
        if report_progress is not None:
            report_progress(1)
    total = sum(map(len, pairs_by_band.values()))
    metrics = make_metrics(target, plain=True)
    quality_by_band = {
        name: _measure_quality(
            band_pairs, total, metrics, is_suggested=name != NEW_BAND
        )
        for name, band_pairs in pairs_by_band.items()
    }
    suggested_pairs = [
        suggestion_pair
        for name, band_pairs in pairs_by_band.items()
        if name != NEW_BAND
        for suggestion_pair in band_pairs
    ]
    overall_quality = _measure_quality(suggested_pairs, total, metrics)
    signatures = tuple(
        f"{name}|{metric.get_signature().format()}"
        for name, metric in metrics.items()
        if suggested_pairs
    )
    return Evaluation(total, quality_by_band, overall_quality, signatures)


def _measure_quality(
    pairs: Sequence[tuple[str, str]],
    total_count: int,
    metrics: dict[str, Any],
    *,
    is_suggested: bool = True,
) -> SuggestionQuality:
    share = round(len(pairs) / total_count, 4) if total_count else 0.0
    if not pairs or not is_suggested:
        return SuggestionQuality(len(pairs), share, None, None)
    hypotheses, references = ([pair[side] for pair in pairs] for side in (0, 1))
    chrf, ter = (
        score_metric(metric, hypotheses, references).score
        for metric in metrics.values()
    )
    return SuggestionQuality(len(pairs), share, chrf, ter)
