"""Work that is shared among processes: same results, same order, same errors."""

import json
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cli.workers import shared
from tests.cli.calling import call
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


@pytest.mark.parametrize("jobs", [1, 2, 3, 100])
def test_results_come_in_order(jobs: int) -> None:
    numbers = list(range(50))
    assert list(shared(_squared, numbers, jobs)) == [n * n for n in numbers]


def test_no_pieces_are_no_results() -> None:
    assert list(shared(_squared, [], 2)) == []


def test_an_error_comes_out_as_it_was() -> None:
    with pytest.raises(UnknownName, match="unknown number '-7'") as raised:
        list(shared(_squared, [1, 2, -7, 3], 2))
    assert raised.value.noun == "number"


def test_a_process_that_is_killed_is_told() -> None:
    with pytest.raises(PadananError, match="--jobs 1"):
        list(shared(_killed, [1, 2], 2))


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
