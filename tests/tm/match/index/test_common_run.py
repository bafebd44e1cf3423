"""Runs that a query shares with segments, against comparing all with all."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tm.match.index.common_run import SENTENCE_END_MARKS, WordRunQuery
from tm.match.index.memtable import MemTable
from tm.match.index.shard import build_shard_in_memory
from tm.match.match_rate import Query
from tm.text.locale import Locale
from tm.text.normal import fold_text
from tm.text.segment import Segment
from tm.text.tokens import NUMBER_CLASS, find_token_kind, list_match_tokens

VIETNAMESE = Locale("vi")
_WORDS = "a a b b c d đ à bà bá hòa hoà ha 1 22 , . ; 'it ký ky".split()
sentences = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=16).map(" ".join)
memories = st.lists(sentences, max_size=12)
fewest = st.integers(3, 5)


def runs(query: list[str], stored: list[str], words: int) -> list[list[str]]:
    """Every run of two texts that is long enough and within a sentence."""
    found = []
    for start in range(len(query)):
        for end in range(start + 1, len(query) + 1):
            run = query[start:end]
            places = range(len(stored) - len(run) + 1)
            if (
                not SENTENCE_END_MARKS.intersection(run)
                and _words(run) >= words
                and any(stored[place : place + len(run)] == run for place in places)
            ):
                found.append(run)
    return found


def _words(run: list[str]) -> int:
    return sum(one == NUMBER_CLASS or find_token_kind(one) == "word" for one in run)


def tokens(text: str, *, bare: bool) -> list[str]:
    found = list_match_tokens(text, VIETNAMESE)
    return [fold_text(token) for token in found] if bare else found


def is_among_rarer_half(
    run: list[str], stored: list[str], counts: Counter[str]
) -> bool:
    """Whether the run's rarest token cannot be but in the rarer half."""
    rarest = min(counts[token] for token in run)
    at_most = sum(counts[token] <= rarest for token in stored)
    return at_most <= len(stored) // 2 + 1


@given(memories, sentences, fewest)
def test_recent_segments_share_what_a_plain_comparison_finds(
    stored: list[str], text: str, fewest: int
) -> None:
    query = Query.of(Segment.of(VIETNAMESE, text))
    recent = MemTable(VIETNAMESE)
    for number, other in enumerate(stored, start=1):
        recent.add(number, other)
    found = dict(
        recent.find_segments_sharing_run(
            query, WordRunQuery.of(query.match_tokens, fewest)
        )
    )
    for number, other in enumerate(stored, start=1):
        bare = not query.has_diacritics
        shared = runs(tokens(text, bare=bare), tokens(other, bare=bare), fewest)
        assert found.get(number, 0) == max(map(_words, shared), default=0)


@given(memories, sentences, fewest)
def test_a_part_finds_every_run_with_a_word_of_the_rarer_half(
    stored: list[str], text: str, fewest: int
) -> None:
    query = Query.of(Segment.of(VIETNAMESE, text))
    part = build_shard_in_memory([(range(1, len(stored) + 1), stored)], VIETNAMESE)
    found: dict[int, int] = {}
    for number, words in part.find_segments_sharing_run(
        query, WordRunQuery.of(query.match_tokens, fewest)
    ):
        found[number] = max(words, found.get(number, 0))
    bare = not query.has_diacritics
    asked = tokens(text, bare=bare)
    plain = [tokens(one, bare=False) for one in stored]
    every = [tokens(one, bare=bare) for one in stored]
    # Those with marks are apart when marks do not matter, with counts of their own.
    marked = [other for one, other in zip(plain, every, strict=True) if one != other]
    for number, (one, other) in enumerate(zip(plain, every, strict=True), start=1):
        lane = plain if one == other else marked
        counts = Counter(token for some in lane for token in some)
        shared = runs(asked, other, fewest)
        longest = max(map(_words, shared), default=0)
        assert found.get(number, 0) <= longest
        if any(is_among_rarer_half(run, other, counts) for run in shared):
            assert found[number] == longest
