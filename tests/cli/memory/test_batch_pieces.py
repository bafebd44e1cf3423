"""A batch of lookups: in one process if little is left to do, in several if much is."""

import os
from collections.abc import Callable, Sequence, Set
from functools import partial
from time import process_time

import pytest

from cli.memory.matches.batch_pieces import answer_in_pieces

_QUERIES = [f"text {number}" for number in range(222)]
_SECONDS = 0.2


def _answer_fast(queries: Sequence[str]) -> str:
    return "\n".join(f"{query}\t{os.getpid()}" for query in queries)


def _answer_slowly(queries: Sequence[str], slow_texts: Set[str]) -> str:
    """Answer, and take long for the pieces with some texts."""
    begin = process_time()
    while not slow_texts.isdisjoint(queries) and process_time() - begin < _SECONDS:
        pass
    return _answer_fast(queries)


_read_rules = partial(_answer_slowly, slow_texts=frozenset({"text 1"}))
"""Takes long for the first piece only."""
_compare_much = partial(_answer_slowly, slow_texts=frozenset({"text 1", "text 21"}))
"""Takes long for the pieces by which the work is estimated."""


@pytest.mark.parametrize(
    ("answer", "process_limit", "has_others"),
    [
        (_answer_fast, None, False),
        (_compare_much, None, (os.cpu_count() or 1) > 1),
        (_read_rules, None, False),
        (_compare_much, 1, False),
        (_answer_fast, 2, True),
    ],
)
def test_processes_share_what_takes_long(
    answer: Callable[[Sequence[str]], str], process_limit: int | None, has_others: bool
) -> None:
    calls: list[str] = []
    pieces = answer_in_pieces(
        answer,
        _QUERIES,
        process_limit,
        prepare_for_processes=lambda: calls.append("close"),
    )
    rows = [line.split("\t") for lines in pieces for line in lines.split("\n")]
    assert [query for query, _ in rows] == _QUERIES
    assert ({process_id for _, process_id in rows} != {str(os.getpid())}) is has_others
    assert calls == ["close"] * has_others
