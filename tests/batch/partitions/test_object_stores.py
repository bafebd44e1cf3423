"""Input in object stores: the same results as from files, and no endless waiting."""

import json
from pathlib import Path
from threading import Event

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

import batch.partitions.object_stores as object_stores
from tests.batch.corpora import write_corpus
from tests.cli.calling import Called, call

_LOCALES = ("-s", "vi", "-t", "id")


class _FaultyFileSystem(MemoryFileSystem):  # type: ignore[misc] # untyped
    """A store that does not answer, or fails, once a number of objects were opened."""

    protocol = "faulty"
    store = MemoryFileSystem.store
    opened_count = 0
    sound_count = 0
    """How many may be opened."""
    hangs = False
    released = Event()

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        name = path.replace("faulty://", "memory://")
        return str(MemoryFileSystem._strip_protocol(name))

    def open(self, *arguments: object, **options: object) -> object:
        cls = type(self)
        cls.opened_count += 1
        if cls.opened_count > cls.sound_count:
            if cls.hangs:
                cls.released.wait(60)
            raise ConnectionResetError("connection reset")
        return super().open(*arguments, **options)


fsspec.register_implementation("faulty", _FaultyFileSystem)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A file whose bytes are also an object in memory."""
    path = write_corpus(tmp_path / "a.jsonl", 60)
    with fsspec.open("memory://padanan/a.jsonl", "wb") as file:
        file.write(path.read_bytes())
    return path


def dedupe(address: str, folder: Path, part_size: str = ".002") -> Called:
    options = ("--part-size", part_size, "-o", str(folder))
    return call("batch", "dedupe", address, *_LOCALES, "--by", "exact", *options)


def read_results(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("part-*.jsonl"))]


def test_results_are_those_of_the_file(corpus: Path, tmp_path: Path) -> None:
    assert dedupe(str(corpus), tmp_path / "once").code == 0
    for name, address in (
        ("memory", "memory://padanan/a.jsonl"),
        ("file", f"file://{corpus}"),
    ):
        done = dedupe(address, tmp_path / name)
        assert done.code == 0, done.err
        assert read_results(tmp_path / name) == read_results(tmp_path / "once")
        manifest = json.loads((tmp_path / name / "manifest.json").read_bytes())
        assert manifest["inputs"] == [address]
    assert len(read_results(tmp_path / "once")) > 2


@pytest.mark.parametrize("hangs", [True, False])
def test_a_store_that_fails_is_said_and_done_parts_are_kept(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hangs: bool
) -> None:
    monkeypatch.setattr(object_stores, "_STORE_TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(_FaultyFileSystem, "opened_count", 0)
    monkeypatch.setattr(_FaultyFileSystem, "sound_count", 4)  # two of them to cut
    monkeypatch.setattr(_FaultyFileSystem, "hangs", hangs)
    address, out = "faulty://padanan/a.jsonl", tmp_path / "out"
    done = dedupe(address, out)
    said = "has not answered for 0.2 seconds" if hangs else "connection reset"
    assert done.code == 3 and said in done.err
    assert json.loads(done.out)["done"] == len([*out.glob("done/*.json")]) == 2
    monkeypatch.setattr(_FaultyFileSystem, "sound_count", 1000)
    done = dedupe(address, out)
    assert done.code == 0, done.err
    dedupe(str(corpus), tmp_path / "once")
    assert read_results(out) == read_results(tmp_path / "once")
    _FaultyFileSystem.released.set()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("memory://padanan/none.jsonl", "not found in the object store"),
        ("memory://me:secret@padanan/a.jsonl", "has a password"),
        ("nostore://padanan/a.jsonl", "nostore"),
    ],
)
def test_what_cannot_be_read_is_said_at_once(
    tmp_path: Path, address: str, reason: str
) -> None:
    done = dedupe(address, tmp_path / "out")
    assert (done.code, reason in done.err) == (2, True), done.err
    assert "secret" not in done.err
