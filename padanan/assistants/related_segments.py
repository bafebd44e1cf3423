"""Stored segments that together have most of the rarer words of a text.

A model learns more from several segments that each have other words of the text than
from several that have the same ones; so each is chosen by the words that the ones
before it lack, for its length.
"""

import heapq
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from tm.language_data import read_table
from tm.match.index.common_run import WordRunQuery
from tm.match.lookup import open_index
from tm.match.match_rate import Query
from tm.result_cache import lazy_constant
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_MAX_CANDIDATES = 64
"""The most segments that are read, those with the rarest words or longest runs."""
_MAX_CHOSEN_SEGMENTS = 24
_WORD_PAIR_WEIGHT = 1.5
"""The weight of two adjacent words, which often are one term, next to their own."""
_REPEATED_WORD_SHARE = 0.2
"""What a word counts that a segment before has, for the share of its weight."""
_SEGMENT_BASE_COST = 20
"""Letters that each segment costs besides its own: the line that it stands in."""
_WORD_PATTERN = re.compile(r"\w+")


def find_related_units(
    database: Database,
    text: str,
    locales: tuple[Locale, Locale],
    known_texts: Iterable[str],
) -> Iterator[TranslationUnit]:
    """Find units whose sources have the rarer words of a text, the best first.

    `known_texts`: texts that a model is shown already; their words count less.
    """
    source_locale, target_locale = locales
    query = Query.of(Segment.of(source_locale, text))
    common_words = read_common_words(source_locale.language)
    word_run_query = WordRunQuery.of(
        query.match_tokens, 1, max_segment_count=_MAX_CANDIDATES
    ).cut_at_unknown_tokens(
        [token in common_words or not token.isalnum() for token in query.match_tokens]
    )
    with open_lookup_reader(database) as reader:
        run_length_by_segment_id = open_index(database).find_segments_sharing_run(
            reader, query, word_run_query
        )
        text_by_segment_id = reader.read_texts(
            _select_candidates(run_length_by_segment_id)
        )
        chosen_segment_ids = _choose_segments(text, known_texts, text_by_segment_id)
        unit_by_segment_id: dict[int, TranslationUnit] = {}
        for segment_id, unit in reader.read_units_of_segments(
            chosen_segment_ids, target_locale
        ):
            if unit.target is not None:
                unit_by_segment_id.setdefault(segment_id, unit)
    return (
        unit_by_segment_id[segment_id]
        for segment_id in chosen_segment_ids
        if segment_id in unit_by_segment_id
    )


@lazy_constant
def read_common_words(language: str) -> frozenset[str]:
    """Read the words of a language that say nothing of a text's subject."""
    return frozenset(read_table(language, "common_words.toml").get("words", "").split())


def _select_candidates(run_length_by_segment_id: Mapping[int, int]) -> list[int]:
    """Select the segments with the longest runs, the earliest of equal ones."""
    ranked_ids = sorted(
        run_length_by_segment_id,
        key=lambda segment_id: (-run_length_by_segment_id[segment_id], segment_id),
    )
    return ranked_ids[:_MAX_CANDIDATES]


def _choose_segments(
    text: str, known_texts: Iterable[str], text_by_segment_id: Mapping[int, str]
) -> list[int]:
    """Choose segments one by one, by the weight of their new words for their length."""
    features = frozenset(_list_features(text, None))
    shared_features_by_id = {
        segment_id: frozenset(_list_features(candidate_text, features))
        for segment_id, candidate_text in text_by_segment_id.items()
    }
    segment_count_by_feature = Counter(
        feature
        for shared_features in shared_features_by_id.values()
        for feature in shared_features
    )
    weight_by_feature = {
        feature: math.log(1 + len(text_by_segment_id) / count)
        * (_WORD_PAIR_WEIGHT if " " in feature else 1)
        for feature, count in segment_count_by_feature.items()
    }
    for known_text in known_texts:
        for feature in (
            frozenset(_list_features(known_text, features)) & weight_by_feature.keys()
        ):
            weight_by_feature[feature] *= _REPEATED_WORD_SHARE
    cost_by_id = {
        segment_id: _SEGMENT_BASE_COST + len(candidate_text)
        for segment_id, candidate_text in text_by_segment_id.items()
    }
    return list(
        islice(
            _choose_greedily(shared_features_by_id, weight_by_feature, cost_by_id),
            _MAX_CHOSEN_SEGMENTS,
        )
    )


def _choose_greedily(
    shared_features_by_id: Mapping[int, frozenset[str]],
    weight_by_feature: dict[str, float],
    cost_by_id: Mapping[int, int],
) -> Iterator[int]:
    """Yield the segment with the greatest weight for its cost, again and again."""

    def compute_gain(segment_id: int) -> float:
        shared_features = shared_features_by_id[segment_id]
        return (
            math.fsum(map(weight_by_feature.__getitem__, shared_features))
            / cost_by_id[segment_id]
        )

    heap = [
        (-compute_gain(segment_id), segment_id) for segment_id in shared_features_by_id
    ]
    heapq.heapify(heap)
    while heap:
        _, segment_id = heapq.heappop(heap)
        gain = compute_gain(segment_id)
        if not gain:
            continue
        # Gains only fall: the first that is still the greatest is the best.
        if heap and gain < -heap[0][0]:
            heapq.heappush(heap, (-gain, segment_id))
            continue
        for feature in shared_features_by_id[segment_id]:
            weight_by_feature[feature] *= _REPEATED_WORD_SHARE
        yield segment_id


def _list_features(text: str, known_features: frozenset[str] | None) -> Sequence[str]:
    """List the words and the pairs of adjacent words of a text, in small letters.

    With `known_features`, only these.
    """
    features: list[str] = []
    previous_word = ""
    for word in _WORD_PATTERN.findall(text.casefold()):
        if known_features is not None and word not in known_features:
            previous_word = ""
            continue
        features.append(word)
        if previous_word:
            word_pair = f"{previous_word} {word}"
            if known_features is None or word_pair in known_features:
                features.append(word_pair)
        previous_word = word
    return features
