"""How good the suggestions of a memory are, against translations that are known."""

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
from tm.metrics import metrics_for, score_metric
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.unit import TranslationUnit

_SEED = 12345
_LOOKUP = LookupOptions(min_rate=50)


@dataclass(frozen=True, slots=True)
class SuggestionQuality:
    """How good the best suggestions of a band were."""

    segments: int
    share: float
    """Of all segments, 0 to 1."""
    chrf: float | None
    """Of the suggestion against what was stored; None where there is none."""
    ter: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a memory suggests for texts whose translation is known."""

    segments: int
    bands: dict[str, SuggestionQuality]
    """By band, `new` for those without a suggestion."""
    suggested: SuggestionQuality
    """All that have a suggestion."""
    signatures: tuple[str, ...] = field(default=())


def sample(
    units: Iterable[TranslationUnit], count: int | None, *, seed: int = _SEED
) -> list[TranslationUnit]:
    """Draw units at random, each as likely as another; a seed draws the same ones."""
    if count is None:
        return list(units)
    chance = random.Random(seed)
    drawn: list[TranslationUnit] = []
    for number, unit in enumerate(units):
        if number < count:
            drawn.append(unit)
        elif (index := chance.randrange(number + 1)) < count:
            drawn[index] = unit
    return drawn


def evaluate(
    memory: UnitStore,
    units: Sequence[TranslationUnit],
    source: Locale,
    target: Locale,
    *,
    options: LookupOptions = _LOOKUP,
    leave_out: bool = True,
    progress: Callable[[int], object] | None = None,
) -> Evaluation:
    """Compare the best suggestion for each unit's source with its own translation.

    `leave_out`: the units are from the memory, so each is left out of its own lookup.
    A suggestion is the repaired target where there is one.
    """
    pairs: dict[str, list[tuple[str, str]]] = {name: [] for name, _ in RATE_BANDS}
    pairs[NEW_BAND] = []
    for unit in units:
        text, reference = unit.oriented(source, target)
        if text is not None and reference is not None:
            unit_options = replace(
                options,
                neighbours=unit.neighbours if text == unit.source else (None, None),
                excluded_units=frozenset((unit.key,)) if leave_out else frozenset(),
            )
            match = find_best_translation(lookup(memory, text, target, unit_options))
            suggestion = (match.repaired or match.target) if match else None
            pair = suggestion.text if suggestion else "", reference.text
            pairs[
                find_rate_band(match.rate) if match and suggestion else NEW_BAND
            ].append(pair)
        if progress is not None:
            progress(1)
    total = sum(map(len, pairs.values()))
    metrics = metrics_for(target, plain=True)
    bands = {
        name: _quality(pairs_of_band, total, metrics, is_suggested=name != NEW_BAND)
        for name, pairs_of_band in pairs.items()
    }
    suggested = [
        pair
        for name, pairs_of_band in pairs.items()
        if name != NEW_BAND
        for pair in pairs_of_band
    ]
    overall = _quality(suggested, total, metrics)
    signatures = tuple(
        f"{name}|{metric.get_signature().format()}"
        for name, metric in metrics.items()
        if suggested
    )
    return Evaluation(total, bands, overall, signatures)


def _quality(
    pairs: Sequence[tuple[str, str]],
    total: int,
    metrics: dict[str, Any],
    *,
    is_suggested: bool = True,
) -> SuggestionQuality:
    share = round(len(pairs) / total, 4) if total else 0.0
    if not pairs or not is_suggested:
        return SuggestionQuality(len(pairs), share, None, None)
    hypotheses, references = ([pair[side] for pair in pairs] for side in (0, 1))
    chrf, ter = (
        score_metric(metric, hypotheses, references).score
        for metric in metrics.values()
    )
    return SuggestionQuality(len(pairs), share, chrf, ter)
