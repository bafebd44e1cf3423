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
from tm.match.match_rate import (
    LOWEST_RATE,
    NEW_BAND,
    RATE_BANDS,
    find_best_translation,
    find_rate_band,
)
from tm.match.similarity import find_highest_similarity
from tm.match.units.units_cache import SegmentUnitsCache
from tm.progress import ReportProgress
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
_FIRST_CHUNK_SIZE = 16
_FIRST_SURROGATE, _SURROGATE_COUNT = 0xD800, 0x800


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
        word_count = sum(token.is_counted for token in all_tokens)
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
    unit_store: UnitStore,
    target_locale: Locale,
    *,
    penalties: PenaltySettings | None = None,
    get_match_filter: Callable[[Locale], MatchFilter] | None = None,
    report_progress: ReportProgress | None = None,
) -> Leverage:
    """Analyse the leverage of documents, each given as its segments in order.

    `get_match_filter` makes the filter for a source locale that lowers the rates of
    faulty translations; without it they count as stored. Repetitions and internal
    matches are counted over all documents.
    """
    documents = [list(segments) for segments in documents]
    earlier_texts = EarlierTexts(
        segment for segments in documents for segment in segments
    )
    units_cache = SegmentUnitsCache()
    amount_by_band = dict.fromkeys(LEVERAGE_BANDS, TextAmount())
    earlier_keys: set[bytes] = set()
    for segments in documents:
        for segment_index, segment in enumerate(segments):
            options = LookupOptions(
                min_rate=LOWEST_RATE,
                limit=3,
                penalties=penalties or PenaltySettings(),
                neighbours=find_neighbour_keys(segments, segment_index),
                match_filter=get_match_filter and get_match_filter(segment.locale),
                units_cache=units_cache,
            )
            best_match = find_best_translation(
                find_matches(unit_store.database, segment, target_locale, options)
            )
            rate = best_match.rate if best_match else None
            if segment.key not in earlier_keys:
                band = _choose_band(segment, rate, earlier_texts)
                earlier_keys.add(segment.key)
                earlier_texts.add(segment)
            elif rate is None or rate < _EXACT_RATE:
                band = REPETITIONS_BAND
            else:
                band = find_rate_band(rate)
            amount_by_band[band] += TextAmount.of(segment)
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


def _choose_band(
    segment: Segment, rate: int | None, earlier_texts: "EarlierTexts"
) -> str:
    """Choose the band of a segment that is no repetition."""
    if (rate is None or rate < _EXACT_RATE) and earlier_texts.has_more_similar(
        segment, rate or 0
    ):
        return INTERNAL_BAND
    return find_rate_band(rate)


class EarlierTexts:
    """The different texts so far, among which similar ones are looked for.

    Texts of such similarity share one of the few rarest tokens of each, so only texts
    that share one are compared, each as a string with a character for each token.
    """

    def __init__(self, segments: Iterable[Segment]) -> None:
        self._token_frequencies: Counter[str] = Counter()
        for segment in segments:
            self._token_frequencies.update(_list_tokens(segment))
        self._character_by_token = {
            token: _make_character(token_index)
            for token_index, token in enumerate(self._token_frequencies)
        }
        self._known_texts: set[str] = set()
        self._texts_by_rare_token: dict[tuple[str, int], list[str]] = defaultdict(list)

    def add(self, segment: Segment) -> None:
        """Add one of the segments."""
        segment_tokens = _list_tokens(segment)
        encoded_text = self._encode_tokens(segment_tokens)
        if encoded_text in self._known_texts:
            return
        self._known_texts.add(encoded_text)
        for token in _select_rarest_tokens(segment_tokens, self._token_frequencies):
            self._texts_by_rare_token[token].append(encoded_text)

    def has_more_similar(self, segment: Segment, rate: int) -> bool:
        """Whether a text is at least 75 % similar to a segment, and more than a rate.

        The latest are compared first: near texts are often alike.
        """
        segment_tokens = _list_tokens(segment)
        encoded_text = self._encode_tokens(segment_tokens)
        if encoded_text in self._known_texts:
            return rate < _EXACT_RATE
        min_similarity = max(_MIN_INTERNAL_RATE, rate)
        for token in _select_rarest_tokens(segment_tokens, self._token_frequencies):
            earlier_texts = self._texts_by_rare_token.get(token, [])
            end_index, chunk_size = len(earlier_texts), _FIRST_CHUNK_SIZE
            while end_index > 0:
                similarity = find_highest_similarity(
                    encoded_text,
                    earlier_texts[max(0, end_index - chunk_size) : end_index],
                    min_similarity,
                )
                if similarity >= _MIN_INTERNAL_RATE and similarity > rate:
                    return True
                end_index, chunk_size = end_index - chunk_size, 2 * chunk_size
        return False

    def _encode_tokens(self, tokens: Sequence[str]) -> str:
        return "".join(map(self._character_by_token.__getitem__, tokens))


def _list_tokens(segment: Segment) -> list[str]:
    return list_match_tokens(remove_tags(segment.text), segment.locale)


def _make_character(token_index: int) -> str:
    """Make a character for a number of up to a million, without halves of pairs."""
    return chr(
        token_index
        if token_index < _FIRST_SURROGATE
        else token_index + _SURROGATE_COUNT
    )


def _select_rarest_tokens(
    segment_tokens: Sequence[str], token_frequencies: Counter[str]
) -> list[tuple[str, int]]:
    """Select the rarest tokens, of which one must be shared; number repeated ones."""
    token_counts: Counter[str] = Counter()
    numbered_tokens = []
    for token in segment_tokens:
        token_counts[token] += 1
        numbered_tokens.append((token, token_counts[token]))
    numbered_tokens.sort(key=lambda token: (token_frequencies[token[0]], token))
    min_shared_token_count = -(-len(segment_tokens) * _MIN_INTERNAL_RATE // 100)
    return numbered_tokens[: len(segment_tokens) - min_shared_token_count + 1]
