"""When two units are duplicates, and which of them is kept."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tm.match.comparison_forms import ComparableText
from tm.text.segment import Segment, compute_content_key
from tm.unit import State, TranslationUnit

_BAND_COUNT, _HASHES_PER_BAND = 5, 3
"""Units whose words have a Jaccard index of .8 share one of five bands in 97 % of all
cases, units with one of .3 in 13 %."""
_MULTIPLIERS, _ADDENDS = np.random.default_rng(20261202).integers(
    1, 1 << 63, (2, _BAND_COUNT * _HASHES_PER_BAND, 1), dtype=np.uint64
)
_NOT_A_DIGIT_PATTERN = re.compile(r"\D")
_RANK_BY_STATE = {
    State.FINAL: 0,
    State.REVIEWED: 1,
    State.TRANSLATED: 2,
    State.INITIAL: 3,
}
_LATEST_TIME_NUMBER = 10**14
"""More than any date and time as a number: 20261202233000."""


class DuplicateKind(StrEnum):
    """How alike the texts of duplicates are."""

    EXACT = "exact"
    """Both texts are equal, with their inline codes."""
    FORM = "form"
    """They differ at most in capitals, and the style of quotation marks and dashes."""
    NEAR = "near"
    """Few words differ, and no number does."""


class KeepRule(StrEnum):
    """Which of several duplicates is kept; of equal ones the first."""

    BEST = "best"
    """The one in the furthest state, then of the surest alignment, then the newest."""
    FIRST = "first"
    """The first."""
    NEWEST = "newest"
    """The one that was changed or made last."""


@dataclass(frozen=True, slots=True)
class DedupeOptions:
    """What is a duplicate, and which one is kept."""

    kind: DuplicateKind = DuplicateKind.FORM
    keep: KeepRule = KeepRule.BEST
    min_similarity: int = 95
    """Of near duplicates: the least similarity of both texts, 1 to 100."""


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A unit under one of its keys; candidates of equal keys are compared.

    The best of some duplicates is the least.
    """

    key: str
    rank: int
    unit_number: int
    """The number of the unit, in the order of the input."""
    texts: tuple[str, str] = ("", "")
    """Of near duplicates: the tokens of source and target, a line each."""


def make_candidates(
    unit_number: int, unit: TranslationUnit, options: DedupeOptions
) -> list[Candidate]:
    """Make the candidates of a unit: one, or for near duplicates one for each band."""
    rank = _rank_unit(unit, options.keep)
    if options.kind is DuplicateKind.EXACT:
        segments = unit.source.key, unit.target.key if unit.target else b""
        return [Candidate(_make_key(unit, *segments), rank, unit_number)]
    sides = [unit.source, unit.target] if unit.target else [unit.source]
    if options.kind is DuplicateKind.FORM:
        forms = [_make_form(side) for side in sides]
        return [Candidate(_make_key(unit, *forms), rank, unit_number)]
    tokens = [ComparableText(side.text, side.locale).token_forms for side in sides]
    texts = "\n".join(tokens[0]), "\n".join(tokens[1]) if unit.target else ""
    required_equals = [_join_required_equals(side) for side in sides]
    return [
        Candidate(
            _make_key(unit, *required_equals, band_hash), rank, unit_number, texts
        )
        for band_hash in _compute_band_hashes(tokens)
    ]


def _rank_unit(unit: TranslationUnit, rule: KeepRule) -> int:
    """Rank a unit among its duplicates; the least rank is kept."""
    if rule is KeepRule.FIRST:
        return 0
    origin = unit.origin
    time_digits = _NOT_A_DIGIT_PATTERN.sub("", origin.changed or origin.created or "")
    age = _LATEST_TIME_NUMBER - int(f"{time_digits[:14]:0<14}")
    if rule is KeepRule.NEWEST:
        return age
    alignment_doubt = 0 if origin.score is None else 100 - round(100 * origin.score)
    return (
        _RANK_BY_STATE[unit.state] * 101 + alignment_doubt
    ) * 2 * _LATEST_TIME_NUMBER + age


def _make_key(unit: TranslationUnit, *parts: bytes) -> str:
    """Make a key; units of different memories and contexts are never duplicates."""
    context = (unit.context or "").encode(errors="surrogatepass")
    return compute_content_key(unit.origin.memory, context, *parts).hex()


def _make_form(segment: Segment) -> bytes:
    form = ComparableText(segment.text, segment.locale).match_form
    codes = "\0".join(code.data or code.kind for code in segment.codes)
    return "\0".join((segment.locale.tag, form, codes)).encode(errors="surrogatepass")


def _join_required_equals(segment: Segment) -> bytes:
    """Join what near duplicates must have in common: language, codes, digits."""
    codes = "\0".join(code.data or code.kind for code in segment.codes)
    digits = " ".join(re.findall(r"\d+", segment.text))
    return "\0".join((segment.locale.tag, codes, digits)).encode()


def _compute_band_hashes(tokens_of_sides: Sequence[Sequence[str]]) -> list[bytes]:
    """Compute a hash for each band: the least hashes of the words of both texts."""
    words = {
        f"{side}{token}"
        for side, tokens in enumerate(tokens_of_sides)
        for token in tokens
    }
    word_hashes = np.frombuffer(
        b"".join(
            hashlib.blake2b(word.encode(errors="surrogatepass"), digest_size=8).digest()
            for word in words
        )
        or bytes(8),
        np.uint64,
    )
    mixed_hashes = (
        word_hashes * (_MULTIPLIERS | np.uint64(1)) + _ADDENDS
    ) >> np.uint64(20)
    least_hashes = mixed_hashes.min(axis=1).reshape(_BAND_COUNT, _HASHES_PER_BAND)
    return [bytes([band]) + least_hashes[band].tobytes() for band in range(_BAND_COUNT)]
