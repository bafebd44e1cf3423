"""A cluster of Dask: what dies, differs or is full does not change the results."""

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path
from random import Random

import pytest

from tests.batch.clusters import Cluster, limit_file_size, start_cluster
from tests.batch.corpora import read_outputs, write_corpus
from tests.batch.killing import finish, kill_all, start, wait_for_output
from tests.cli.calling import call
from tests.examples import quick_first
from tests.paths import ROOT

pytest.importorskip("distributed", reason="needs the extra `cluster`")
pytestmark = pytest.mark.slow
_OPTIONS = ("-s", "vi", "-t", "id", "--only", "num,space,seg.same_source")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpus") / "a.jsonl", 400)


@pytest.fixture(scope="module")
def expected(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """What one process writes, in its own plain loop."""
    folder = tmp_path_factory.mktemp("expected")
    assert call(*make_words(corpus, folder)).code == 0
    return read_outputs(folder)


def make_words(corpus: Path, folder: Path, *words: str) -> list[str]:
    output = ("-o", str(folder), "--part-size", ".006", "--format", "json")
    database = ("--database", str(corpus.parent / "none.db"))
    return ["batch", "check", str(corpus), *output, *database, *_OPTIONS, *words]


def run(corpus: Path, folder: Path, cluster: Cluster) -> tuple[int, str, str]:
    words = make_words(corpus, folder, "--scheduler", cluster.address)
    return finish(start(*words))


@pytest.mark.parametrize("worker_count", quick_first(1, [2, 1, 5]))
def test_workers_write_what_one_machine_writes(
    corpus: Path, expected: dict[str, bytes], tmp_path: Path, worker_count: int
) -> None:
    with start_cluster(tmp_path / "cluster", worker_count) as cluster:
        code, out, err = run(corpus, tmp_path / "out", cluster)
        again = run(corpus, tmp_path / "again", cluster)
    assert code == again[0] == 0, err
    assert read_outputs(tmp_path / "again") == expected
    assert json.loads(out)["complete"] and "/status" in err  # the dashboard
    assert read_outputs(tmp_path / "out") == expected


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(8))
def test_killed_workers_and_schedulers_do_not_change_the_result(
    corpus: Path, expected: dict[str, bytes], tmp_path: Path, seed: int
) -> None:
    """A worker dies, the scheduler dies, and the same command continues."""
    chance, folder = Random(seed), tmp_path / "out"
    with start_cluster(tmp_path / "first", 2) as cluster:
        process = start(*make_words(corpus, folder, "--scheduler", cluster.address))
        wait_for_output(folder, 1 + chance.randrange(2), process)
        chance.choice(cluster.workers).kill()
        wait_for_output(folder, 2 + chance.randrange(3), process)
        cluster.scheduler.kill()
        code, _, err = finish(process)
    if code != 0:  # it may have been done by then
        assert code == 3 and "the scheduler went away" in err
    with start_cluster(tmp_path / "second", 1) as cluster:
        process = start(*make_words(corpus, folder, "--scheduler", cluster.address))
        wait_for_output(folder, 5, process)
        kill_all(process, signal.SIGINT)
        code, _, err = finish(process)
        assert code in (0, 130) and "Traceback" not in err
        code, _, err = run(corpus, folder, cluster)
    assert code == 0, err
    assert read_outputs(folder) == expected


@pytest.mark.thorough
def test_a_full_disk_on_one_worker_leaves_the_work_to_the_other(
    corpus: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    with start_cluster(tmp_path / "cluster") as cluster:
        cluster.add_worker(limit=limit_file_size)
        cluster.add_worker()
        code, _, err = run(corpus, tmp_path / "out", cluster)
    assert code == 0, err
    assert "the disk is full" in err
    assert read_outputs(tmp_path / "out") == expected


@pytest.mark.thorough
def test_a_worker_of_another_version_gets_no_tasks(
    corpus: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(ROOT / "batch", other / "batch")
    with (other / "batch" / "plan.py").open("a") as file:
        file.write("# another version\n")
    for name in ("tm", "glossary", "checks", "exports", "padanan", "seeds"):
        (other / name).symlink_to(ROOT / name)
    with start_cluster(tmp_path / "cluster") as cluster:
        cluster.add_worker(environment={"PYTHONPATH": str(other)})
        code, _, err = run(corpus, tmp_path / "out", cluster)
        assert code == 3 and "no worker of the scheduler can do the job" in err
        cluster.add_worker()
        code, _, err = run(corpus, tmp_path / "out", cluster)
    assert code == 0 and "it gets no tasks" in err, err
    assert read_outputs(tmp_path / "out") == expected


def test_a_worker_that_does_not_share_the_folder_gets_no_tasks(
    corpus: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    script = f'mount -t tmpfs none {folder} && exec "$@"'
    apart = ("unshare", "--mount", "sh", "-c", script, "sh")
    if subprocess.run([*apart, "true"], capture_output=True).returncode:
        pytest.skip("no mount namespaces here")
    with start_cluster(tmp_path / "cluster") as cluster:
        cluster.add_worker(before=apart)
        code, _, err = run(corpus, folder, cluster)
    assert code == 3 and f"does not see {folder}: share this folder" in err


@pytest.mark.thorough
def test_no_scheduler_is_said(corpus: Path, tmp_path: Path) -> None:
    words = ("--scheduler", "tcp://127.0.0.1:9")
    done = call(*make_words(corpus, tmp_path / "out", *words))
    assert done.code == 3 and "no scheduler answers; start one" in done.err
    assert os.listdir(tmp_path / "out")  # the plan, for the next try
