"""Measuring translations: BLEU, chrF and TER by sacrebleu, with its signatures.

A signature says exactly how a score was computed, so that it can be compared with
others. sacrebleu is imported when something is measured: it takes a while.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tm.errors import InputError
from tm.text.locale import Locale

RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class MetricScore:
    """A measure of translations against references."""

    metric: str
    """`BLEU`, `chrF2`, `chrF2++` or `TER`, as sacrebleu names them."""
    score: float
    """0 to 100, of TER 0 upwards; of TER less is better."""
    signature: str


@dataclass(frozen=True, slots=True)
class MetricComparison:
    """A score of a system, and of the baseline it is compared with."""

    metric: str
    score: float
    baseline: float
    p_value: float
    """How likely so large a difference is by chance: paired bootstrap resampling."""
    signature: str


def score(
    hypotheses: Sequence[str],
    references: Sequence[str],
    *,
    locale: Locale | None = None,
) -> list[MetricScore]:
    """BLEU, chrF++ and TER of translations, a reference each.

    `locale` of the translations, for how BLEU and TER find words. Raises InputError
    where the numbers of lines differ, or there are none.
    """
    _check(hypotheses, references, "the translation")
    return [
        score_metric(metric, hypotheses, references)
        for metric in metrics_for(locale).values()
    ]


def compare(
    hypotheses: Sequence[str],
    baseline: Sequence[str],
    references: Sequence[str],
    *,
    locale: Locale | None = None,
    resamples: int = RESAMPLES,
) -> list[MetricComparison]:
    """The scores of two systems, and whether they differ by more than chance.

    By paired bootstrap resampling with a fixed seed, so the answer is always the same.
    """
    _check(hypotheses, references, "the translation")
    _check(baseline, references, "the baseline")
    from sacrebleu.significance import PairedTest

    metrics = metrics_for(locale)
    # A tuple of Any: sacrebleu types its systems as a list that takes no other.
    named: list[Any] = [("baseline", list(baseline)), ("system", list(hypotheses))]
    test = PairedTest(
        named, metrics, [list(references)], test_type="bs", n_samples=resamples
    )
    signatures, scores = test()
    comparisons = []
    for name in metrics:
        system_score: Any = scores[name][1]
        baseline_score: Any = scores[name][0]
        comparisons.append(
            MetricComparison(
                metric=name,
                score=round(system_score.score, 2),
                baseline=round(baseline_score.score, 2),
                p_value=round(system_score.p_value, 4),
                signature=signatures[name].format(),
            )
        )
    return comparisons


# Any: sacrebleu ships no types.
def metrics_for(locale: Locale | None, *, plain: bool = False) -> dict[str, Any]:
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


def score_metric(
    metric: Any, hypotheses: Sequence[str], references: Sequence[str]
) -> MetricScore:
    """What a metric says of translations, a reference each."""
    result = metric.corpus_score(list(hypotheses), [list(references)])
    signature = metric.get_signature().format()
    return MetricScore(result.name, round(result.score, 2), signature)


def _check(first: Sequence[str], second: Sequence[str], what: str) -> None:
    if not second:
        raise InputError("there is nothing to score: the reference is empty")
    if len(first) != len(second):
        raise InputError(
            f"{what} has {len(first)} lines, the reference {len(second)}; they must "
            "hold the same sentences, a line each"
        )
