"""Leverage: the share of a text that the memory covers, by match rate bands.

A segment counts once, in the first band that applies: it is in the memory (101, 100);
it is equal to an earlier segment of the same files (repetition); an earlier segment is
at least 75 % similar, and more similar than the memory's best (internal fuzzy); the
band of the memory's best match; new.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tm.match.inline_tags import remove_tags
from tm.match.lookup import LookupOptions, find_matches
from tm.match.match_filter import MatchFilter
from tm.match.match_rate_bands import (
    LOWEST_RATE,
    NEW_BAND,
    RATE_BANDS,
    find_best_translation,
    find_rate_band,
)
from tm.match.similarity import compute_token_similarity_within
from tm.settings import PenaltySettings
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.text.tokens import list_match_tokens, split_tokens

REPETITIONS_BAND = "repetitions"
INTERNAL_BAND = "internal fuzzy"
LEVERAGE_BANDS = (
    *(name for name, _ in RATE_BANDS),
    REPETITIONS_BAND,
    INTERNAL_BAND,
    NEW_BAND,
)
"""Every band, in the order of a report."""
_MIN_INTERNAL_RATE = 75
_EXACT_RATE = 100


@dataclass(frozen=True, slots=True)
class TextAmount:
    """An amount of text."""

    segment_count: int = 0
    word_count: int = 0
    """Words and numbers; in scripts without spaces, characters."""
    character_count: int = 0
    """Without white space and inline codes."""

    @classmethod
    def of(cls, segment: Segment) -> "TextAmount":
        """Count the words and characters of a segment."""
        all_tokens = split_tokens(segment.text)
        word_count = sum(
            token.is_word or token.kind == "number" for token in all_tokens
        )
        character_count = sum(
            len(token.text) for token in all_tokens if token.kind != "code"
        )
        return cls(1, word_count, character_count)

    def __add__(self, other_amount: "TextAmount") -> "TextAmount":
        return TextAmount(
            self.segment_count + other_amount.segment_count,
            self.word_count + other_amount.word_count,
            self.character_count + other_amount.character_count,
        )


@dataclass(frozen=True, slots=True)
class Leverage:
    """The amounts of a text by band."""

    amount_by_band: dict[str, TextAmount]

    @property
    def total(self) -> TextAmount:
        """The amount of all bands together."""
        return sum(self.amount_by_band.values(), TextAmount())


def analyse_leverage(
    documents: Iterable[Sequence[Segment]],
    memory: UnitStore,
    target_locale: Locale,
    *,
    penalties: PenaltySettings | None = None,
    get_match_filter: Callable[[Locale], MatchFilter] | None = None,
    report_progress: Callable[[int], object] | None = None,
) -> Leverage:
    """Analyse the leverage of documents, each given as its segments in order.

    `get_match_filter` makes the filter for a source locale that lowers the rates of
    faulty translations; without it they count as stored. Repetitions and internal
    matches are counted over all documents.
    """
    documents = [list(segments) for segments in documents]
    internal_rates = _compute_internal_rates(
        [segment for segments in documents for segment in segments]
    )
    amount_by_band = dict.fromkeys(LEVERAGE_BANDS, TextAmount())
    earlier_keys: set[bytes] = set()
    segment_index = 0
    for segments in documents:
        for document_position, segment in enumerate(segments):
            options = LookupOptions(
                min_rate=LOWEST_RATE,
                limit=3,
                penalties=penalties or PenaltySettings(),
                neighbours=find_neighbour_keys(segments, document_position),
                match_filter=get_match_filter and get_match_filter(segment.locale),
            )
            best_match = find_best_translation(
                find_matches(memory.database, segment, target_locale, options)
            )
            rate = best_match.rate if best_match else None
            band = _choose_band(
                rate, segment.key in earlier_keys, internal_rates[segment_index]
            )
            earlier_keys.add(segment.key)
            amount_by_band[band] += TextAmount.of(segment)
            segment_index += 1
            if report_progress is not None:
                report_progress(1)
    return Leverage(amount_by_band)


def find_neighbour_keys(
    segments: Sequence[Segment], index: int
) -> tuple[bytes | None, bytes | None]:
    """Return the keys of the segments before and after a segment of a document."""
    previous_key = segments[index - 1].key if index else None
    next_key = segments[index + 1].key if index + 1 < len(segments) else None
    return previous_key, next_key


def _choose_band(rate: int | None, is_repeated: bool, internal_rate: float) -> str:
    if rate is not None and rate >= _EXACT_RATE:
        return find_rate_band(rate)
    if is_repeated:
        return REPETITIONS_BAND
    if internal_rate >= _MIN_INTERNAL_RATE and internal_rate > (rate or 0):
        return INTERNAL_BAND
    return find_rate_band(rate)


def _compute_internal_rates(segments: Sequence[Segment]) -> list[float]:
    """Compute each segment's similarity to the most similar earlier one; 0 if under 75.

    Texts of such similarity share one of the few rarest tokens of each, so only
    segments that share one are compared.
    """
    token_lists = [
        list_match_tokens(remove_tags(segment.text), segment.locale)
        for segment in segments
    ]
    token_frequencies = Counter(
        token for segment_tokens in token_lists for token in segment_tokens
    )
    segment_indexes_by_token: dict[tuple[str, int], list[int]] = defaultdict(list)
    internal_rates = []
    for segment_index, segment_tokens in enumerate(token_lists):
        rare_tokens = _select_rarest_tokens(segment_tokens, token_frequencies)
        candidate_indexes = {
            other_index
            for token in rare_tokens
            for other_index in segment_indexes_by_token[token]
        }
        best_similarity = 0.0
        for other_index in candidate_indexes:
            similarity = compute_token_similarity_within(
                segment_tokens, token_lists[other_index], _MIN_INTERNAL_RATE
            )
            best_similarity = max(best_similarity, similarity or 0.0)
        internal_rates.append(best_similarity)
        for token in rare_tokens:
            segment_indexes_by_token[token].append(segment_index)
    return internal_rates


def _select_rarest_tokens(
    segment_tokens: Sequence[str], token_frequencies: Counter[str]
) -> list[tuple[str, int]]:
    """Select the rarest tokens, of which one must be shared; number repeated ones."""
    token_counts: Counter[str] = Counter()
    numbered_tokens = []
    for token in segment_tokens:
        token_counts[token] += 1
        numbered_tokens.append((token, token_counts[token]))
    numbered_tokens.sort(
        key=lambda numbered: (token_frequencies[numbered[0]], numbered)
    )
    min_shared_token_count = -(-len(segment_tokens) * _MIN_INTERNAL_RATE // 100)
    return numbered_tokens[: len(segment_tokens) - min_shared_token_count + 1]
