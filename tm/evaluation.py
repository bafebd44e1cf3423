"""Measuring translations: BLEU, chrF and TER by sacrebleu, with its signatures.

A signature says exactly how a score was computed, so that it can be compared with
others. sacrebleu is imported when something is measured: it takes a while.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tm.errors import InputError
from tm.match.bands import NEW, RATE_BANDS, band_of, best_translated
from tm.match.lookup import LookupOptions, lookup
from tm.settings import Penalties
from tm.store.memory import Memory
from tm.text.locale import Locale
from tm.unit import TranslationUnit

RESAMPLES = 1000
_SEED = 12345


@dataclass(frozen=True, slots=True)
class Score:
    """A measure of translations against references."""

    metric: str
    """`BLEU`, `chrF2`, `chrF2++` or `TER`, as sacrebleu names them."""
    score: float
    """0 to 100, of TER 0 upwards; of TER less is better."""
    signature: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A score of a system, and of the baseline it is compared with."""

    metric: str
    score: float
    baseline: float
    p_value: float
    """How likely so large a difference is by chance: paired bootstrap resampling."""
    signature: str


@dataclass(frozen=True, slots=True)
class Quality:
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
    bands: dict[str, Quality]
    """By band, `new` for those without a suggestion."""
    suggested: Quality
    """All that have a suggestion."""
    signatures: tuple[str, ...] = field(default=())


def score(
    hypotheses: Sequence[str],
    references: Sequence[str],
    *,
    locale: Locale | None = None,
) -> list[Score]:
    """BLEU, chrF++ and TER of translations, a reference each.

    `locale` of the translations, for how BLEU and TER find words. Raises InputError
    where the numbers of lines differ, or there are none.
    """
    _check(hypotheses, references, "the translation")
    return [
        _scored(metric, hypotheses, references) for metric in _metrics(locale).values()
    ]


def compare(
    hypotheses: Sequence[str],
    baseline: Sequence[str],
    references: Sequence[str],
    *,
    locale: Locale | None = None,
    resamples: int = RESAMPLES,
) -> list[Comparison]:
    """The scores of two systems, and whether they differ by more than chance.

    By paired bootstrap resampling with a fixed seed, so the answer is always the same.
    """
    _check(hypotheses, references, "the translation")
    _check(baseline, references, "the baseline")
    from sacrebleu.significance import PairedTest

    metrics = _metrics(locale)
    # A tuple of Any: sacrebleu types its systems as a list that takes no other.
    named: list[Any] = [("baseline", list(baseline)), ("system", list(hypotheses))]
    test = PairedTest(
        named, metrics, [list(references)], test_type="bs", n_samples=resamples
    )
    signatures, found = test()
    comparisons = []
    for name in metrics:
        ours: Any = found[name][1]
        theirs: Any = found[name][0]
        comparisons.append(
            Comparison(
                metric=name,
                score=round(ours.score, 2),
                baseline=round(theirs.score, 2),
                p_value=round(ours.p_value, 4),
                signature=signatures[name].format(),
            )
        )
    return comparisons


def sample(
    units: Iterable[TranslationUnit], count: int | None, *, seed: int = _SEED
) -> list[TranslationUnit]:
    """So many units, each as likely as another; the same for the same seed."""
    if count is None:
        return list(units)
    chance = random.Random(seed)
    chosen: list[TranslationUnit] = []
    for number, unit in enumerate(units):
        if number < count:
            chosen.append(unit)
        elif (place := chance.randrange(number + 1)) < count:
            chosen[place] = unit
    return chosen


def evaluate(
    memory: Memory,
    units: Sequence[TranslationUnit],
    source: Locale,
    target: Locale,
    *,
    min_rate: int = 50,
    penalties: Penalties | None = None,
    leave_out: bool = True,
    progress: Callable[[int], object] | None = None,
) -> Evaluation:
    """The best suggestion for each unit's source, against its own translation.

    `leave_out`: the units are of the memory, so each is left out while it is judged.
    A suggestion is the repaired target where there is one.
    """
    pairs: dict[str, list[tuple[str, str]]] = {name: [] for name, _ in RATE_BANDS}
    pairs[NEW] = []
    for unit in units:
        text, known = unit.oriented(source, target)
        if text is not None and known is not None:
            options = LookupOptions(
                min_rate=min_rate,
                penalties=penalties or Penalties(),
                neighbours=unit.neighbours if text == unit.source else (None, None),
                without=frozenset((unit.key,)) if leave_out else frozenset(),
            )
            found = best_translated(lookup(memory, text, target, options))
            suggestion = (found.repaired or found.target) if found else None
            pair = suggestion.text if suggestion else "", known.text
            pairs[band_of(found.rate) if found and suggestion else NEW].append(pair)
        if progress is not None:
            progress(1)
    total = sum(map(len, pairs.values()))
    metrics = _metrics(target, plain=True)
    bands = {
        name: _quality(some, total, metrics, is_suggested=name != NEW)
        for name, some in pairs.items()
    }
    suggested = [pair for name, some in pairs.items() if name != NEW for pair in some]
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
) -> Quality:
    share = round(len(pairs) / total, 4) if total else 0.0
    if not pairs or not is_suggested:
        return Quality(len(pairs), share, None, None)
    hypotheses, references = ([pair[side] for pair in pairs] for side in (0, 1))
    chrf, ter = (
        _scored(metric, hypotheses, references).score for metric in metrics.values()
    )
    return Quality(len(pairs), share, chrf, ter)


# Any: sacrebleu ships no types.
def _metrics(locale: Locale | None, *, plain: bool = False) -> dict[str, Any]:
    """sacrebleu's metrics by name; `plain`: chrF and TER only."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    spaceless = locale is not None and not locale.uses_spaces
    ter = TER(asian_support=spaceless, normalized=spaceless)
    if plain:
        return {"chrF2": CHRF(), "TER": ter}
    tokenizer = "13a"
    if locale is not None and spaceless:
        tokenizer = "zh" if locale.language == "zh" else "char"
    return {
        "BLEU": BLEU(tokenize=tokenizer),
        "chrF2++": CHRF(word_order=2),
        "TER": ter,
    }


def _scored(metric: Any, hypotheses: Sequence[str], references: Sequence[str]) -> Score:
    found = metric.corpus_score(list(hypotheses), [list(references)])
    signature = metric.get_signature().format()
    return Score(found.name, round(found.score, 2), signature)


def _check(first: Sequence[str], second: Sequence[str], what: str) -> None:
    if not second:
        raise InputError("there is nothing to score: the reference is empty")
    if len(first) != len(second):
        raise InputError(
            f"{what} has {len(first)} lines, the reference {len(second)}; they must "
            "hold the same sentences, a line each"
        )
