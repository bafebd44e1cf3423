"""Processes of this machine: killed ones are replaced, and results stay the same."""

import json
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.corpora import read_outputs, write_corpus
from tests.batch.killing import (
    PROGRAM,
    finish,
    kill_all,
    list_workers,
    run_with_kills,
    start,
    wait_for_output,
)
from tests.cli.calling import call
from tests.examples import quick_first

pytestmark = pytest.mark.slow
_OPTIONS = ("-s", "vi", "-t", "id", "--only", "num,space,seg.same_source")
_TASK_COUNT = 8


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpus") / "a.jsonl", 400)


@pytest.fixture(scope="module")
def expected(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """What one process writes, in its own plain loop."""
    folder = tmp_path_factory.mktemp("expected")
    done = call(*make_words(corpus, folder))
    assert json.loads(done.out)["tasks"] == _TASK_COUNT, done.err
    return read_outputs(folder)


def make_words(corpus: Path, folder: Path, *words: str) -> list[str]:
    output = ("-o", str(folder), "--part-size", ".006", "--format", "json")
    # What makes the expected outputs runs in nobody's home.
    database = ("--database", str(corpus.parent / "none.db"))
    return ["batch", "check", str(corpus), *output, *database, *_OPTIONS, *words]


@pytest.mark.parametrize("worker_count", quick_first(1, [2, 5]))
def test_any_number_of_processes_writes_the_same(
    corpus: Path, expected: dict[str, bytes], tmp_path: Path, worker_count: int
) -> None:
    words = make_words(corpus, tmp_path, "--workers", str(worker_count))
    code, _, err = finish(start(*words))
    assert (code, err) == (0, f"Running check in {worker_count} processes\n")
    assert read_outputs(tmp_path) == expected


@pytest.mark.parametrize("seed", quick_first(1, range(30)))
def test_kills_do_not_change_the_result(
    corpus: Path, expected: dict[str, bytes], tmp_path: Path, seed: int
) -> None:
    words = make_words(corpus, tmp_path, "--workers", "2")
    killed = run_with_kills(words, tmp_path, seed, task_count=_TASK_COUNT)
    assert read_outputs(tmp_path) == expected, killed


def test_the_schedules_kill_something() -> None:
    """At least most of the thirty: what chance does depends on the seed alone."""
    from random import Random

    assert sum(bool(Random(seed).randrange(3)) for seed in range(30)) >= 15


def test_ctrl_c_ends_at_once_and_leaves_no_process(
    corpus: Path, tmp_path: Path
) -> None:
    process = start(*make_words(corpus, tmp_path, "--workers", "2"))
    wait_for_output(tmp_path, 1, process)
    workers = list_workers(process.pid)
    assert all(blocks_interrupts(worker) for worker in workers)
    kill_all(process, signal.SIGINT)
    code, out, err = finish(process)
    assert (code, out) == (130, "") and "Traceback" not in err
    assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []


def blocks_interrupts(process_id: int) -> bool:
    status = Path(f"/proc/{process_id}/status").read_text()
    (mask,) = (line.split()[1] for line in status.splitlines() if "SigBlk" in line)
    return bool(int(mask, 16) & 1 << signal.SIGINT - 1)


@pytest.mark.thorough
def test_a_full_disk_is_said_and_what_is_done_is_kept(
    corpus: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    words = make_words(corpus, tmp_path, "--workers", "2")
    sizes = sorted(
        len(content)
        for name, content in expected.items()
        if name.startswith(("part", "corpus"))
    )
    limit = sizes[-1] - 1  # all but the largest output can be written

    def limit_file_size() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = subprocess.run(
        [*PROGRAM, *words],
        capture_output=True,
        text=True,
        preexec_fn=limit_file_size,
        env=None,
    )
    assert done.returncode == 3 and "the disk is full" in done.stderr, done.stderr
    assert "the same command continues" in done.stderr
    assert json.loads(done.stdout)["done"] >= 1
    assert finish(start(*words))[0] == 0
    assert read_outputs(tmp_path) == expected


def test_a_worker_of_another_version_is_refused(corpus: Path, tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from batch.plan import read_plan
from batch.task import Task, open_task_runner
from dataclasses import replace
folder = Path(sys.argv[1])
(path,) = folder.glob("plan-*.json")
plan = read_plan(folder, path.stem.removeprefix("plan-"))
other = replace(plan, code_version="0.0.1+000000000000")
other.write(folder)
open_task_runner(str(folder), other.key)
"""
    call(*make_words(corpus, tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True
    )
    assert "install the same version on all machines" in done.stderr
