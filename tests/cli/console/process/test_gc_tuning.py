"""Searches for garbage are put off while a job runs, and no longer."""

import gc
from weakref import ref

import pytest

from cli.console.process.gc_tuning import (
    pause_garbage_collection,
    reduce_garbage_collection,
)


class _Ring:
    """Refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_garbage_of_a_long_job_is_found_in_the_end() -> None:
    usual = gc.get_threshold()
    with reduce_garbage_collection():
        first = ref(_Ring())
        rings = [ref(_Ring()) for _ in range(2 * gc.get_threshold()[0])]
        assert first() is None and rings[0]() is None
    assert gc.get_threshold() == usual


def test_what_was_there_before_a_job_can_be_found_after_it() -> None:
    there = ref(_Ring())
    with reduce_garbage_collection():
        gc.collect()
        assert there() is not None
    gc.collect()
    assert there() is None


def test_what_a_job_has_left_is_not_searched_at_its_end() -> None:
    searches: list[str] = []

    def note_search(phase: str, info: dict[str, int]) -> None:
        searches.append(phase)

    gc.callbacks.append(note_search)
    try:
        with reduce_garbage_collection():
            left: list[list[int]] = [[] for _ in range(10_000)]
        left.append([])
    finally:
        gc.callbacks.remove(note_search)
    assert not searches


@pytest.mark.parametrize("job", [pause_garbage_collection, reduce_garbage_collection])
def test_an_error_puts_searches_back(job: type) -> None:
    before = gc.isenabled(), gc.get_threshold()
    with pytest.raises(ValueError), job():
        raise ValueError
    assert (gc.isenabled(), gc.get_threshold()) == before
