"""Aligning two texts: pairing the sentences that translate one another."""

from collections.abc import Sequence
from enum import StrEnum

from tm.align.bead_scoring import FeatureWeights, make_lattice, read_weights
from tm.align.beads import Ladder
from tm.align.dynamic_programming import LatticeStep
from tm.align.features import compute_word_scores
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.text_pair import TextPair
from tm.align.word_evidence import compute_word_evidence
from tm.errors import UnknownName
from tm.text.locale import Locale

_WINDOW_SIZE = 320
"""Sentences of a side that are aligned together; memory grows with the square."""
_MIN_SURE_POSTERIOR = 0.9
_MAX_PAIRS_TOGETHER = 100
"""Pairs whose words are judged together; the cost grows with the square."""


class AlignmentProfile(StrEnum):
    """The kind of translation that is expected."""

    NEWS = "news"
    """Freely edited: sentences and paragraphs may be missing or added."""
    FAITHFUL = "faithful"
    """Complete: omissions are rare, sentences are split and joined."""

    @classmethod
    def find_by_name(cls, name: str) -> "AlignmentProfile":
        """Find a profile by name. Raises UnknownName."""
        try:
            return cls(name)
        except ValueError:
            raise UnknownName("alignment profile", name, cls) from None


def align_sentences(
    source_sentences: Sequence[str],
    target_sentences: Sequence[str],
    *,
    source_locale: Locale,
    target_locale: Locale,
    profile: str = AlignmentProfile.NEWS,
    resources: AlignmentResources | None = None,
) -> Ladder:
    """Align two texts, given as sentences.

    Every sentence is in one bead; a text may be empty. Time grows with the length of
    the longer text. Without `resources`, the starter dictionary is used. Raises
    UnknownName for a profile that does not exist.

    >>> ladder = align_sentences(
    ...     ["Ông sống ở Hà Nội.", "Năm 2019 ông 45 tuổi."],
    ...     ["Ia tinggal di Hanoi.", "Pada 2019 usianya 45 tahun."],
    ...     source_locale=Locale.parse("vi"),
    ...     target_locale=Locale.parse("id"),
    ... )
    >>> [(list(bead.source_range), list(bead.target_range)) for bead in ladder]
    [([0], [0]), ([1], [1])]
    """
    profile = AlignmentProfile.find_by_name(profile)
    if list(source_sentences) == list(target_sentences):
        # Equal texts are aligned one to one.
        return Ladder.of((end, end, 1.0) for end in range(1, len(source_sentences) + 1))
    if resources is None:
        resources = AlignmentResources.of(source_locale, target_locale)
    text_pair = TextPair.of(
        source_sentences,
        target_sentences,
        source_locale=source_locale,
        target_locale=target_locale,
        dictionary=resources.dictionary,
        encoder=resources.encoder,
    )
    feature_weights = read_weights(profile, has_encoder=resources.encoder is not None)
    rungs: list[tuple[int, int, float]] = []
    source_index = target_index = 0
    while source_index < len(source_sentences) or target_index < len(target_sentences):
        steps = _align_window(
            text_pair, (source_index, target_index), resources, feature_weights
        )
        for step in steps:
            score = min(max(step.posterior, 0.0), 1.0)
            end_node = (
                source_index + step.source_start + step.shape[0],
                target_index + step.target_start + step.shape[1],
            )
            rungs.append((*end_node, score))
        source_index, target_index = rungs[-1][:2]
    return Ladder.of(rungs)


def measure_pair_evidence(
    text_pairs: Sequence[tuple[str, str]],
    *,
    source_locale: Locale,
    target_locale: Locale,
    resources: AlignmentResources | None = None,
) -> list[float]:
    """Measure the evidence of the words for each pair, in nats, whatever its position.

    The score of a bead also counts its neighbours: between two sure pairs, two lines
    without a common word still look like a pair.
    Of news in Vietnamese and Indonesian, 98 % of the true pairs have more than 0, and
    98 % of two arbitrary sentences less.
    """
    if resources is None:
        resources = AlignmentResources.of(source_locale, target_locale)
    evidence_values: list[float] = []
    for start in range(0, len(text_pairs), _MAX_PAIRS_TOGETHER):
        pair_batch = text_pairs[start : start + _MAX_PAIRS_TOGETHER]
        text_pair = TextPair.of(
            [source_text for source_text, _ in pair_batch],
            [target_text for _, target_text in pair_batch],
            source_locale=source_locale,
            target_locale=target_locale,
            dictionary=resources.dictionary,
        )
        word_scores = compute_word_scores(
            text_pair.sentence_counts,
            (1, 1),
            compute_word_evidence(text_pair, resources),
        )
        evidence_values += map(float, word_scores.diagonal())
    return evidence_values


def _align_window(
    text_pair: TextPair,
    start_node: tuple[int, int],
    resources: AlignmentResources,
    feature_weights: FeatureWeights,
) -> list[LatticeStep]:
    """Align a window that begins at a node; list the steps up to a sure bead."""
    sentence_counts = text_pair.sentence_counts
    end_node = (
        min(start_node[0] + _WINDOW_SIZE, sentence_counts[0]),
        min(start_node[1] + _WINDOW_SIZE, sentence_counts[1]),
    )
    window_text_pair = text_pair.slice_sentences(start_node, end_node)
    continuation_flags = (
        end_node[0] < sentence_counts[0],
        end_node[1] < sentence_counts[1],
    )
    lattice = make_lattice(
        window_text_pair,
        compute_word_evidence(window_text_pair, resources),
        feature_weights,
    )
    steps = lattice.find_best_path(continuation_flags=continuation_flags)
    return _cut_at_sure_bead(steps) if any(continuation_flags) else steps


def _cut_at_sure_bead(steps: list[LatticeStep]) -> list[LatticeStep]:
    """Cut the steps of a window at a sure bead, since its end is uncertain."""
    half_step_count = max(1, len(steps) // 2)
    for step_count in range(half_step_count, max(1, half_step_count // 2), -1):
        step = steps[step_count - 1]
        if step.shape == (1, 1) and step.posterior >= _MIN_SURE_POSTERIOR:
            return steps[:step_count]
    return steps[:half_step_count]
