"""Leverage: how much of a text the memory has already, in segments, words, characters.

A segment counts once, in the first of these that holds: it is in the memory (101,
100); the same segment came before in the same files (repetition); a segment before it
is at least 75 % similar, and more similar than the memory's best (internal fuzzy); the
band of the memory's best match; new.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tm.match.lookup import LookupOptions, lookup
from tm.match.match_filter import MatchFilter
from tm.match.rate_bands import LOWEST_RATE, NEW, RATE_BANDS, band_of, best_translated
from tm.match.similarity import tokens_within
from tm.settings import Penalties
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.text.tokens import match_tokens, tokens

REPETITIONS = "repetitions"
INTERNAL = "internal fuzzy"
BANDS = (*(name for name, _ in RATE_BANDS), REPETITIONS, INTERNAL, NEW)
"""Every band, in the order of a report."""
_INTERNAL_RATE = 75
_EXACT_RATE = 100


@dataclass(frozen=True, slots=True)
class TextAmount:
    """An amount of text."""

    segments: int = 0
    words: int = 0
    """Words and numbers; in scripts without spaces, characters."""
    characters: int = 0
    """Without white space and inline codes."""

    @classmethod
    def of(cls, segment: Segment) -> "TextAmount":
        """Count the words and characters of a segment."""
        all_tokens = tokens(segment.text)
        words = sum(token.is_word or token.kind == "number" for token in all_tokens)
        letters = sum(len(token.text) for token in all_tokens if token.kind != "code")
        return cls(1, words, letters)

    def __add__(self, other: "TextAmount") -> "TextAmount":
        return TextAmount(
            self.segments + other.segments,
            self.words + other.words,
            self.characters + other.characters,
        )


@dataclass(frozen=True, slots=True)
class Leverage:
    """The amounts of a text by band."""

    bands: dict[str, TextAmount]

    @property
    def total(self) -> TextAmount:
        """The amount of all bands together."""
        return sum(self.bands.values(), TextAmount())


def analyse(
    documents: Iterable[Sequence[Segment]],
    memory: UnitStore,
    target: Locale,
    *,
    penalties: Penalties | None = None,
    match_filter: Callable[[Locale], MatchFilter] | None = None,
    progress: Callable[[int], object] | None = None,
) -> Leverage:
    """Analyse the leverage of documents, whose segments are in order.

    `match_filter` gives the filter that lowers the rates of faulty translations from a
    locale; without it they count as stored. Repetitions and internal matches are
    counted over all documents.
    """
    documents = [list(segments) for segments in documents]
    rates = _internal_rates([s for segments in documents for s in segments])
    amounts = dict.fromkeys(BANDS, TextAmount())
    seen_keys: set[bytes] = set()
    number = 0
    for segments in documents:
        for place, segment in enumerate(segments):
            options = LookupOptions(
                min_rate=LOWEST_RATE,
                limit=3,
                penalties=penalties or Penalties(),
                neighbours=neighbours(segments, place),
                match_filter=match_filter and match_filter(segment.locale),
            )
            best = best_translated(lookup(memory, segment, target, options))
            rate = best.rate if best else None
            band = _band(rate, segment.key in seen_keys, rates[number])
            seen_keys.add(segment.key)
            amounts[band] += TextAmount.of(segment)
            number += 1
            if progress is not None:
                progress(1)
    return Leverage(amounts)


def neighbours(
    segments: Sequence[Segment], place: int
) -> tuple[bytes | None, bytes | None]:
    """Keys of the segments before and after a place in a document."""
    previous_key = segments[place - 1].key if place else None
    next_key = segments[place + 1].key if place + 1 < len(segments) else None
    return previous_key, next_key


def _band(rate: int | None, is_repeated: bool, internal_rate: float) -> str:
    if rate is not None and rate >= _EXACT_RATE:
        return band_of(rate)
    if is_repeated:
        return REPETITIONS
    if internal_rate >= _INTERNAL_RATE and internal_rate > (rate or 0):
        return INTERNAL
    return band_of(rate)


def _internal_rates(segments: Sequence[Segment]) -> list[float]:
    """Similarity of each segment to the most similar one before it, 0 if under 75.

    Two texts that similar share one of the few rarest tokens of each, so only segments
    that share one are compared.
    """
    forms = [match_tokens(segment.text, segment.locale) for segment in segments]
    frequencies = Counter(token for form in forms for token in form)
    postings: dict[tuple[str, int], list[int]] = defaultdict(list)
    rates = []
    for number, form in enumerate(forms):
        rare_tokens = _rarest_tokens(form, frequencies)
        candidates = {other for token in rare_tokens for other in postings[token]}
        best = 0.0
        for other in candidates:
            score = tokens_within(form, forms[other], _INTERNAL_RATE)
            best = max(best, score or 0.0)
        rates.append(best)
        for token in rare_tokens:
            postings[token].append(number)
    return rates


def _rarest_tokens(
    form: Sequence[str], frequencies: Counter[str]
) -> list[tuple[str, int]]:
    """The rarest tokens, of which one must be shared; repeated tokens are numbered."""
    counts: Counter[str] = Counter()
    numbered = []
    for token in form:
        counts[token] += 1
        numbered.append((token, counts[token]))
    numbered.sort(key=lambda pair: (frequencies[pair[0]], pair))
    min_shared = -(-len(form) * _INTERNAL_RATE // 100)
    return numbered[: len(form) - min_shared + 1]
