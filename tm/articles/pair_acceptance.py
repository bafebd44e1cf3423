"""Verifying the pairs of an aligned page: which are rejected, which wait for review.

The aligner scores a bead by its neighbours as well; here its own words and lengths
decide.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tm.align.aligner import measure_pair_evidence
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.articles.archive.article import BlockKind
from tm.articles.archive.stored_article import ArticleSegment
from tm.text.segment import Segment, join_segments

ArticleSegments: TypeAlias = Sequence[ArticleSegment]
ScoredPair: TypeAlias = tuple[ArticleSegments, ArticleSegments, float]
"""Segments of the source and of the target, and the score of their alignment."""

_MIN_SENTENCE_EVIDENCE = 0.0
"""The least evidence of words for sentences, in nats."""
_MIN_LINE_EVIDENCE = 2.0
"""The least evidence of words for a headline, a heading or a caption: position says
little of them."""
_SENTENCE_REJECTION_THRESHOLD = -3.3
_LINE_REJECTION_THRESHOLD = -1.5
"""The evidence below which a pair is rejected: of such, 1 in 50 is right."""
_MIN_USUAL_EVIDENCE = 5.0
"""The least median of a page's evidence; below it, the dictionary knows too little."""
_DOUBTFUL_SCORE = 0.3
"""The score of a pair that waits for review."""
_MAX_LENGTH_RATIO = 1.5
"""The most by which a headline and its translation as a sentence differ in length."""
MAX_USUAL_LENGTH_DIFFERENCE = 0.35
"""The most by which the logarithm of a pair's length ratio usually differs from the
median of its page."""
_TEXT_KINDS = (BlockKind.LEAD, BlockKind.PARAGRAPH, BlockKind.QUOTE)
_SENTENCE_ENDS = tuple('.!?…”"»’。！？」')


@dataclass(frozen=True, slots=True)
class PairVerifier:
    """Verifies the pairs of two aligned pages by their words and lengths."""

    source_page_segments: ArticleSegments
    target_page_segments: ArticleSegments
    resources: AlignmentResources | None

    def find_lone_headlines(self, pairs: Sequence[ScoredPair]) -> list[ArticleSegment]:
        """Find headlines paired with a sentence that goes better with a later one.

        The other page has no headline, or another one.
        """
        lone_headlines = []
        for source_segments, target_segments, _ in pairs:
            sides = (source_segments, target_segments)
            kinds = [segments[0].kind for segments in sides]
            if kinds.count(BlockKind.HEADLINE) != 1:
                continue
            side_index = kinds.index(BlockKind.HEADLINE)
            headline_segments, sentences = sides[side_index], sides[1 - side_index]
            page_segments = (self.source_page_segments, self.target_page_segments)[
                side_index
            ]
            start = page_segments.index(headline_segments[0]) + 1
            headline_alternatives = [
                headline_segments,
                *(
                    page_segments[start : start + count]
                    for count in range(1, len(headline_segments) + 1)
                ),
                *(
                    page_segments[index : index + 1]
                    for index in range(start + 1, start + 3)
                ),
            ]
            evidence_values = self._measure_evidence(
                [
                    (alternative, sentences)
                    if side_index == 0
                    else (sentences, alternative)
                    for alternative in headline_alternatives
                    if alternative
                ]
            )
            if max(evidence_values[1:], default=-math.inf) > evidence_values[0]:
                lone_headlines.append(headline_segments[0])
        return lone_headlines

    def verify_pairs(self, pairs: Sequence[ScoredPair]) -> list[ScoredPair]:
        """Reject pairs whose words contradict them; lower the score of doubtful ones.

        All pairs are accepted if the words of the languages are hardly known.
        """
        if not pairs:
            return []
        evidence_values = self._measure_evidence(
            [
                (source_segments, target_segments)
                for source_segments, target_segments, _ in pairs
            ]
        )
        if statistics.median(evidence_values) < _MIN_USUAL_EVIDENCE:
            return list(pairs)
        accepted_pairs = []
        for pair, evidence in zip(pairs, evidence_values, strict=True):
            source_text, target_text = (join_texts(side).text for side in pair[:2])
            is_sentence = target_text.endswith(_SENTENCE_ENDS)
            min_evidence, min_possible_evidence = (
                (_MIN_SENTENCE_EVIDENCE, _SENTENCE_REJECTION_THRESHOLD)
                if is_sentence
                else (_MIN_LINE_EVIDENCE, _LINE_REJECTION_THRESHOLD)
            )
            has_one_headline = _has_one_headline(pair)
            length_ratio = len(source_text) / len(target_text)
            are_lengths_similar = (
                _MAX_LENGTH_RATIO**-1 < length_ratio < _MAX_LENGTH_RATIO
            )
            if evidence >= min_evidence and not has_one_headline:
                accepted_pairs.append(pair)
            elif evidence >= min_possible_evidence and (
                not has_one_headline or are_lengths_similar
            ):
                accepted_pairs.append(_lower_score(pair))
        return self._lower_scores_of_incomplete_pairs(accepted_pairs)

    def _lower_scores_of_incomplete_pairs(
        self, pairs: Sequence[ScoredPair]
    ) -> list[ScoredPair]:
        """Lower the score of pairs whose shorter side may go on in the next sentence.

        It is much shorter than usual, and the sentence before or after it is in no
        likely pair.
        """
        used_positions: tuple[set[int], set[int]] = (set(), set())
        for source_segments, target_segments, score in pairs:
            if score > _DOUBTFUL_SCORE:
                used_positions[0].update(
                    segment.position for segment in source_segments
                )
                used_positions[1].update(
                    segment.position for segment in target_segments
                )
        log_length_ratios = [_compute_log_length_ratio(pair) for pair in pairs]
        usual_log_ratio = statistics.median(log_length_ratios) if pairs else 0.0
        accepted_pairs = []
        for pair, log_length_ratio in zip(pairs, log_length_ratios, strict=True):
            difference = log_length_ratio - usual_log_ratio
            shorter_side_index = 0 if difference < 0 else 1
            page_segments = (self.source_page_segments, self.target_page_segments)[
                shorter_side_index
            ]
            side_segments = pair[0] if difference < 0 else pair[1]
            is_incomplete = abs(difference) > MAX_USUAL_LENGTH_DIFFERENCE and any(
                0 <= position < len(page_segments)
                and position not in used_positions[shorter_side_index]
                and page_segments[position].kind in _TEXT_KINDS
                for position in (
                    side_segments[0].position - 1,
                    side_segments[-1].position + 1,
                )
            )
            accepted_pairs.append(_lower_score(pair) if is_incomplete else pair)
        return accepted_pairs

    def _measure_evidence(
        self, pairs: Sequence[tuple[ArticleSegments, ArticleSegments]]
    ) -> list[float]:
        """Measure the evidence of the words for each pair."""
        return measure_pair_evidence(
            [
                (join_texts(source_segments).text, join_texts(target_segments).text)
                for source_segments, target_segments in pairs
            ],
            source_locale=self.source_page_segments[0].segment.locale,
            target_locale=self.target_page_segments[0].segment.locale,
            resources=self.resources,
        )


def _lower_score(pair: ScoredPair) -> ScoredPair:
    """Lower the score of a pair, so that it waits for review."""
    return pair[0], pair[1], min(pair[2], _DOUBTFUL_SCORE)


def _compute_log_length_ratio(pair: ScoredPair) -> float:
    """Compute the logarithm of the ratio of the lengths of source and target."""
    source_length, target_length = (len(join_texts(side).text) for side in pair[:2])
    return math.log(source_length / target_length)


def _has_one_headline(pair: ScoredPair) -> bool:
    """Whether a headline is paired with a sentence of the text, which may repeat it."""
    first_source_segment, first_target_segment = pair[0][0], pair[1][0]
    are_both_first = first_source_segment.position == first_target_segment.position == 0
    is_unmarked_headline = are_both_first and not pair[1][-1].segment.text.endswith(
        _SENTENCE_ENDS
    )
    return not is_unmarked_headline and (
        first_source_segment.kind is BlockKind.HEADLINE
    ) != (first_target_segment.kind is BlockKind.HEADLINE)


def join_texts(article_segments: ArticleSegments) -> Segment:
    """Join segments of an article to one."""
    return join_segments(
        [article_segment.segment for article_segment in article_segments]
    )
