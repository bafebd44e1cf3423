"""Work that is shared among processes: same results, same order, same errors."""

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cli.console.process.workers import map_in_processes
from tests.cli.calling import call
from tests.examples import quick_first
from tm import errors
from tm.errors import FormatError, PadananError, StoreUnavailable, UnknownName

_PROGRAM = "from cli import main; main()"
_PAIR = ("-s", "vi", "-t", "id")


def _squared(number: int) -> int:
    if number < 0:
        raise UnknownName("number", str(number), ["0", "1"])
    return number * number


def _killed(_: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


@pytest.mark.parametrize(("jobs", "count"), [(1, 50), (2, 50), (3, 50), (7, 5)])
def test_results_come_in_order(jobs: int, count: int) -> None:
    numbers = list(range(count))
    assert list(map_in_processes(_squared, numbers, jobs)) == [n * n for n in numbers]


def test_no_pieces_are_no_results() -> None:
    assert list(map_in_processes(_squared, [], 2)) == []


def test_an_error_comes_out_as_it_was() -> None:
    with pytest.raises(UnknownName, match="unknown number '-7'") as raised:
        list(map_in_processes(_squared, [1, 2, -7, 3], 2))
    assert raised.value.noun == "number"


def test_a_process_that_is_killed_is_told() -> None:
    with pytest.raises(PadananError, match="--jobs 1"):
        list(map_in_processes(_killed, [1, 2], 2))


@pytest.mark.parametrize(
    "error",
    [
        UnknownName("check", "numm", ["num.value"]),
        FormatError("not TOML", path="a.toml", line=3),
        StoreUnavailable("x.db: is damaged"),
    ],
)
def test_every_error_passes_between_processes(error: PadananError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy)) == (type(error), str(error))
    assert vars(copy) == vars(error)
    assert type(error).__name__ in vars(errors)


def test_pieces_are_read_as_processes_are_free() -> None:
    read = 0

    def number(at: int) -> int:
        nonlocal read
        read = at
        return at

    found = map_in_processes(_squared, map(number, range(10_000)), 2)
    with closing(found):
        assert [next(found) for _ in range(10)] == [n * n for n in range(10)]
        assert read < 100


def test_an_error_of_reading_comes_out_too() -> None:
    def numbers() -> Iterator[int]:
        yield 1
        raise FormatError("not a number", path="numbers.txt")

    with pytest.raises(FormatError, match=r"numbers\.txt"):
        list(map_in_processes(_squared, numbers(), 2))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "x.db"
    call("add", "họp báo", "konferensi pers", *_PAIR, "--database", str(path))
    return path


def test_a_batch_is_the_same_with_any_number_of_jobs(place: Path) -> None:
    queries = place.with_name("queries.txt")
    texts = [f"họp báo {number}" for number in range(333)] + ["họp báo", ""]
    queries.write_text("\n".join(texts) + "\n", "utf-8")
    words = ("lookup", "--batch", str(queries), *_PAIR, "--database", str(place))
    outputs = {call(*words, "--jobs", jobs).out for jobs in ("1", "2", "3")}
    assert len(outputs) == 1
    lines = outputs.pop().split("\n")[:-1]
    assert [json.loads(line)["query"] for line in lines] == texts


def test_an_interrupted_batch_ends_at_once_and_leaves_nobody(place: Path) -> None:
    queries = place.with_name("queries.txt")
    queries.write_text("họp báo quốc tế\n" * 200_000, "utf-8")
    words = ["lookup", "--batch", str(queries), *_PAIR, "--database", str(place)]
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *words, "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    for _ in range(50):  # the others are at work now
        process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"interrupted" in said and b"Traceback" not in said
    with pytest.raises(ProcessLookupError):  # the group has no members
        os.killpg(process.pid, 0)


def _units(place: Path, count: int) -> str:
    """A file in which each unit has a wrong number, and others for its sentence."""
    file = place.with_name("units.jsonl")
    with file.open("w", encoding="utf-8") as stream:
        for at in range(count):
            target = f"Ada {at + 17}8 {'orang' if at % 9 else 'manusia'} di sana."
            source = f"Có {at + 17}7 người ở đó."
            unit = {"document": f"d{at // 3}", "source": source, "target": target}
            stream.write(json.dumps(unit) + "\n")
    return str(file)


@pytest.mark.parametrize("form", quick_first(1, ["table", "jsonl", "json"]))
def test_checks_are_the_same_with_any_number_of_jobs(place: Path, form: str) -> None:
    units = _units(place, 900)
    words = ("check", units, *_PAIR, "--database", str(place), "--format", form)
    one, two = (call(*words, "--jobs", jobs) for jobs in ("1", "3"))
    assert (one.code, one.out, one.err) == (two.code, two.out, two.err)
    assert "num.value" in one.out
    assert "seg.same_source" in one.out  # which needs all units


def test_the_memory_is_checked_by_several(place: Path) -> None:
    for number in range(5):
        pair = (f"có {number}7 người", f"ada {number}8 orang")
        call("add", *pair, *_PAIR, "--database", str(place))
    words = ("check", "--memory", *_PAIR, "--database", str(place))
    one, two = (call(*words, "--jobs", jobs) for jobs in ("1", "2"))
    assert (one.code, one.out, one.err) == (two.code, two.out, two.err)
    assert one.out.count("num.value") == 5


def test_an_interrupted_check_ends_at_once_and_leaves_nobody(place: Path) -> None:
    words = ["check", _units(place, 20_000), *_PAIR, "--database", str(place)]
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *words, "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    for _ in range(50):
        process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"interrupted" in said and b"Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
