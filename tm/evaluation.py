"""Evaluating the suggestions of a memory against known translations."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tm.match.lookup import LookupOptions, find_matches
from tm.match.match_rate import (
    NEW_BAND,
    RATE_BANDS,
    find_best_translation,
    find_rate_band,
)
from tm.match.units.units_cache import SegmentUnitsCache
from tm.metrics import make_metrics, score_metric
from tm.progress import ReportProgress
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_DEFAULT_SEED = 12345
_LOOKUP_OPTIONS = LookupOptions(min_rate=50)


@dataclass(frozen=True, slots=True)
class SuggestionQuality:
    """Quality of the best suggestions within one band of match rates."""

    segments: int
    """Segments whose best suggestion is in this band."""
    share: float
    """Share of all segments, 0 to 1."""
    chrf: float | None
    """chrF of the suggestions against the stored targets; None without suggestions."""
    ter: float | None
    """TER of the suggestions against the stored targets; less is better."""


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
    units: Iterable[TranslationUnit],
    sample_size: int | None,
    *,
    seed: int = _DEFAULT_SEED,
) -> list[TranslationUnit]:
    """Draw units at random, all equally likely; equal seeds draw equal samples."""
    if sample_size is None:
        return list(units)
    random_generator = random.Random(seed)
    drawn_units: list[TranslationUnit] = []
    for unit_index, unit in enumerate(units):
        if unit_index < sample_size:
            drawn_units.append(unit)
        elif (
            replaced_index := random_generator.randrange(unit_index + 1)
        ) < sample_size:
            drawn_units[replaced_index] = unit
    return drawn_units


def evaluate(
    unit_store: UnitStore,
    units: Sequence[TranslationUnit],
    source_locale: Locale,
    target_locale: Locale,
    *,
    options: LookupOptions = _LOOKUP_OPTIONS,
    excludes_own_unit: bool = True,
    report_progress: ReportProgress | None = None,
) -> Evaluation:
    """Compare the best suggestion for each unit's source with its own translation.

    `excludes_own_unit`: the units are from the memory, so each is left out of its own
    lookup. A suggestion is the repaired target where there is one.
    """
    # A unit is left out of its own lookup only, so that units are not ranked.
    units_cache = (
        SegmentUnitsCache(min_unit_count=None)
        if excludes_own_unit
        else SegmentUnitsCache()
    )
    text_pairs_by_band: dict[str, list[tuple[str, str]]] = {
        band_name: [] for band_name, _ in RATE_BANDS
    }
    text_pairs_by_band[NEW_BAND] = []
    for unit in units:
        source_segment, reference_segment = unit.orient(source_locale, target_locale)
        if source_segment is not None and reference_segment is not None:
            unit_options = replace(
                options,
                units_cache=units_cache,
                neighbours=unit.neighbours
                if source_segment == unit.source
                else (None, None),
                excluded_unit_keys=frozenset((unit.key,))
                if excludes_own_unit
                else frozenset(),
            )
            band_name, suggested_text = _find_suggestion(
                unit_store, source_segment, target_locale, unit_options
            )
            text_pairs_by_band[band_name].append(
                (suggested_text, reference_segment.text)
            )
        if report_progress is not None:
            report_progress(1)
    return _evaluate_pairs(text_pairs_by_band, target_locale)


def _evaluate_pairs(
    text_pairs_by_band: Mapping[str, Sequence[tuple[str, str]]], target_locale: Locale
) -> Evaluation:
    """Measure the suggestions of all bands, each with the right translation."""
    unit_count = sum(map(len, text_pairs_by_band.values()))
    metric_by_name = make_metrics(target_locale, omits_bleu=True)
    quality_by_band = {
        band_name: _measure_quality(
            band_pairs, unit_count, metric_by_name, is_suggested=band_name != NEW_BAND
        )
        for band_name, band_pairs in text_pairs_by_band.items()
    }
    suggested_pairs = [
        suggestion_pair
        for band_name, band_pairs in text_pairs_by_band.items()
        if band_name != NEW_BAND
        for suggestion_pair in band_pairs
    ]
    overall_quality = _measure_quality(suggested_pairs, unit_count, metric_by_name)
    metric_signatures = tuple(
        f"{metric_name}|{metric.get_signature().format()}"
        for metric_name, metric in metric_by_name.items()
        if suggested_pairs
    )
    return Evaluation(unit_count, quality_by_band, overall_quality, metric_signatures)


def _find_suggestion(
    unit_store: UnitStore,
    source_segment: Segment,
    target_locale: Locale,
    options: LookupOptions,
) -> tuple[str, str]:
    """Find the best suggestion for a segment: its band of rates and its text."""
    best_match = find_best_translation(
        find_matches(unit_store.database, source_segment, target_locale, options)
    )
    if best_match is None:
        return NEW_BAND, ""
    suggested_segment = best_match.repaired_target or best_match.target
    if not suggested_segment:
        return NEW_BAND, ""
    return find_rate_band(best_match.rate), suggested_segment.text


def _measure_quality(
    text_pairs: Sequence[tuple[str, str]],
    segment_count: int,
    metric_by_name: dict[str, Any],
    *,
    is_suggested: bool = True,
) -> SuggestionQuality:
    """Measure the quality of suggestions, given with their references."""
    segment_share = round(len(text_pairs) / segment_count, 4) if segment_count else 0.0
    if not text_pairs or not is_suggested:
        return SuggestionQuality(len(text_pairs), segment_share, None, None)
    hypotheses, references = (
        [
            hypothesis_and_reference[side_index]
            for hypothesis_and_reference in text_pairs
        ]
        for side_index in (0, 1)
    )
    chrf_score, ter_score = (
        score_metric(metric, hypotheses, references).score
        for metric in metric_by_name.values()
    )
    return SuggestionQuality(len(text_pairs), segment_share, chrf_score, ter_score)
