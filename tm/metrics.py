"""Scoring translations with BLEU, chrF and TER, by the library sacrebleu.

A signature says exactly how a score was computed, so that it can be compared with
others. sacrebleu is imported only when needed, since that takes long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tm.errors import InputError
from tm.text.locale import Locale

DEFAULT_RESAMPLE_COUNT = 1000


@dataclass(frozen=True, slots=True)
class MetricScore:
    """A score of translations against references."""

    metric: str
    """`BLEU`, `chrF2`, `chrF2++` or `TER`, as sacrebleu names them."""
    score: float
    """0 to 100, more is better; for TER 0 or more, less is better."""
    signature: str
    """How exactly the score was computed, as sacrebleu writes it."""


@dataclass(frozen=True, slots=True)
class MetricComparison:
    """A score of a system, and that of the baseline."""

    metric: str
    score: float
    baseline: float
    p_value: float
    """Probability of the difference by chance, by paired bootstrap resampling."""
    signature: str
    """How exactly both were computed, as sacrebleu writes it."""


def score_translations(
    hypotheses: Sequence[str],
    references: Sequence[str],
    *,
    locale: Locale | None = None,
) -> list[MetricScore]:
    """Score translations with BLEU, chrF++ and TER, one reference each.

    `locale`: that of the translations, by which BLEU and TER choose their tokenizer.
    Raises InputError if the numbers of lines differ, or there are none.
    """
    _require_same_length(hypotheses, references, "the translation")
    return [
        score_metric(metric, hypotheses, references)
        for metric in make_metrics(locale).values()
    ]


def compare_systems(
    hypotheses: Sequence[str],
    baseline_hypotheses: Sequence[str],
    references: Sequence[str],
    *,
    locale: Locale | None = None,
    resample_count: int = DEFAULT_RESAMPLE_COUNT,
) -> list[MetricComparison]:
    """Compare the scores of two systems, with the significance of the difference.

    Paired bootstrap resampling has a fixed seed, so the result is reproducible.
    """
    _require_same_length(hypotheses, references, "the translation")
    _require_same_length(baseline_hypotheses, references, "the baseline")
    from sacrebleu.significance import PairedTest

    metric_by_name = make_metrics(locale)
    # Any: the list type in sacrebleu is invariant.
    named_systems: list[Any] = [
        ("baseline", list(baseline_hypotheses)),
        ("system", list(hypotheses)),
    ]
    paired_test = PairedTest(
        named_systems,
        metric_by_name,
        [list(references)],
        test_type="bs",
        n_samples=resample_count,
    )
    signature_by_metric, scores_by_metric = paired_test()
    comparisons = []
    for metric_name in metric_by_name:
        system_score: Any = scores_by_metric[metric_name][1]
        baseline_score: Any = scores_by_metric[metric_name][0]
        comparisons.append(
            MetricComparison(
                metric=metric_name,
                score=round(system_score.score, 2),
                baseline=round(baseline_score.score, 2),
                p_value=round(system_score.p_value, 4),
                signature=signature_by_metric[metric_name].format(),
            )
        )
    return comparisons


# Any: sacrebleu ships no types.
def make_metrics(locale: Locale | None, *, omits_bleu: bool = False) -> dict[str, Any]:
    """sacrebleu's metrics by name; `omits_bleu`: chrF and TER only."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    is_spaceless = locale is not None and not locale.uses_spaces
    ter_metric = TER(asian_support=is_spaceless, normalized=is_spaceless)
    if omits_bleu:
        return {"chrF2": CHRF(), "TER": ter_metric}
    tokenizer_name = "13a"
    if locale is not None and is_spaceless:
        tokenizer_name = "zh" if locale.language == "zh" else "char"
    return {
        "BLEU": BLEU(tokenize=tokenizer_name),
        "chrF2++": CHRF(word_order=2),
        "TER": ter_metric,
    }


def score_metric(
    metric: Any, hypotheses: Sequence[str], references: Sequence[str]
) -> MetricScore:
    """Score translations with one metric, one reference each."""
    corpus_score = metric.corpus_score(list(hypotheses), [list(references)])
    signature = metric.get_signature().format()
    return MetricScore(corpus_score.name, round(corpus_score.score, 2), signature)


def _require_same_length(
    hypotheses: Sequence[str], references: Sequence[str], hypotheses_name: str
) -> None:
    """Raise InputError unless there is a reference for each translation."""
    if not references:
        raise InputError(
            "the reference is empty; give a file with one reference translation a line"
        )
    if len(hypotheses) != len(references):
        raise InputError(
            f"{hypotheses_name} has {len(hypotheses)} lines, the reference "
            f"{len(references)}; give files with one line for each sentence"
        )
