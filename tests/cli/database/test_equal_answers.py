"""SQLite, PostgreSQL, its partitions and its replica give the same answers."""

import json
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from tests import postgres
from tests.cli.calling import call

pytestmark = pytest.mark.postgres

_PAIR = ("-s", "vi", "-t", "id")
_ARTICLES = Path(__file__).parents[3] / "seeds/articles"
_PAGE = str(_ARTICLES / "hoi-nghi-rung-ngap-man")
_EXPORTS = ("tmx", "po", "jsonl")
_FURTHER_EXPORTS = ("xliff", "xlf", "csv", "tsv", "xlsx")
_QUERIES = (
    "Việt Nam đã trồng mới 1.250 ha rừng ngập mặn trong năm 2025",
    "Hội nghị rừng ngập mặn",
    "rung ngap man",
    "khong co gi",
)
_ROOM = "Phòng số 12 của tòa nhà 5 mở cửa ngày 13/8/2025"
_COMMANDS = (
    *(("lookup", query, *_PAIR, "--min-rate", "40") for query in _QUERIES),
    ("lookup", "konferensi mangrove", "-s", "id", "-t", "vi", "--min-rate", "40"),
    ("concordance", "rừng ngập mặn", *_PAIR),
    ("concordance", "rung ngap", *_PAIR, "--limit", "3"),
    ("concordance", _ROOM, *_PAIR, "--counts"),
    ("concordance", "mở cửa ngày [0-9]+", *_PAIR, "--regex", "--limit", "20"),
    ("terms", "lookup", "thu truong bo ngoai giao", "-l", "vi", "-t", "id"),
    ("articles",),
    ("history",),
)
_LONG_COMMANDS = (
    ("terms", "find", "bộ", "-l", "vi"),
    ("terms", "lint"),
    ("check", "--memory", *_PAIR),
    ("check", "rooms.jsonl", *_PAIR),
    ("lookup", "Phòng mới số 17 của tòa nhà 3 mở cửa ngày 5/8/2025", *_PAIR),
)


def _mark_thorough(
    short_ones: Sequence[object], long_ones: Sequence[object]
) -> list[ParameterSet]:
    """Mark the long ones of some parameters."""
    return [
        *(pytest.param(value) for value in short_ones),
        *(pytest.param(value, marks=pytest.mark.thorough) for value in long_ones),
    ]


@dataclass(frozen=True)
class Place:
    """Where the same memory is, and the options by which commands find it."""

    name: str
    options: tuple[str, ...]


@pytest.fixture(name="places", scope="module")
def _fill_places(
    replicated_postgres: postgres.Replicated, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Place]]:
    """The same memory in a file, and restored from its backup at each other place."""
    folder = tmp_path_factory.mktemp("equal")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        sqlite_options = ("--database", str(folder / "memory.db"))
        _fill(folder, sqlite_options)
        _run("backup", "memory.zip", *sqlite_options)
        places = [Place("sqlite", sqlite_options)]
        for name in ("postgres", "partitions", "replica"):
            url = replicated_postgres.make_database(f"{name}_{time.monotonic_ns()}")
            options: tuple[str, ...] = ("--database", url)
            _run("restore", "memory.zip", *options)
            if name == "partitions":
                _run("migrate", "--partitions", "5", *options)
            if name == "replica":
                options += ("--read-database", replicated_postgres.on_replica(url))
            places.append(Place(name, options))
        yield places


def _fill(folder: Path, options: tuple[str, ...]) -> None:
    lines = ["vi\tid"]
    for number in range(400):
        place, day = number % 7, number % 28 + 1
        # Every tenth translation has another number.
        room = number if number % 10 else number + 1
        lines.append(
            f"Phòng số {number} của tòa nhà {place} mở cửa ngày {day}/8/2025\t"
            f"Ruang nomor {room} di gedung {place} dibuka pada {day}/8/2025"
        )
    (folder / "rooms.tsv").write_text("\n".join(lines), "utf-8")
    record = {"source": _ROOM, "target": "menteri keamanan publik  itu"}
    (folder / "rooms.jsonl").write_text(json.dumps(record), "utf-8")
    _run("ingest", f"{_PAGE}.id.txt", "--source", f"{_PAGE}.vi.txt", *options)
    _run("ingest", str(_ARTICLES / "konvensi-hanoi.id.txt"), "--no-fetch", *options)
    _run("terms", "import", "--starter", *options)
    _run("import", "rooms.tsv", *_PAIR, *options)
    _run("undo", "i1", *options)
    _run("redo", "i1", *options)


def _run(*words: str) -> str:
    called = call(*words)
    assert called.code == 0, (words, called.err)
    return called.out


@pytest.mark.parametrize("command", _mark_thorough(_COMMANDS, _LONG_COMMANDS))
def test_a_command_prints_the_same_everywhere(
    places: list[Place], command: tuple[str, ...]
) -> None:
    answers = {}
    for place in places:
        called = call(*command, *place.options)
        assert called.code in (0, 1), called.err
        answers[place.name] = called.code, called.out
    assert answers["sqlite"][1]
    assert answers == dict.fromkeys(answers, answers["sqlite"])


@pytest.mark.parametrize("suffix", _mark_thorough(_EXPORTS, _FURTHER_EXPORTS))
def test_an_export_is_the_same_everywhere(places: list[Place], suffix: str) -> None:
    contents = {}
    for place in places:
        path = Path(f"{place.name}.{suffix}")
        _run("export", str(path), *_PAIR, *place.options)
        contents[place.name] = path.read_bytes()
    assert len(contents["sqlite"]) > 10_000
    assert contents == dict.fromkeys(contents, contents["sqlite"])


def test_a_backup_is_the_same_everywhere(places: list[Place]) -> None:
    contents = {}
    for place in places:
        _run("backup", f"{place.name}.zip", *place.options)
        with zipfile.ZipFile(f"{place.name}.zip") as archive:
            contents[place.name] = {
                name: archive.read(name)
                for name in archive.namelist()
                if "manifest" not in name
            }
    assert len(contents["sqlite"]) > 5
    assert contents == dict.fromkeys(contents, contents["sqlite"])


@pytest.mark.thorough
def test_nothing_is_wrong_anywhere(places: list[Place]) -> None:
    reports = {place.name: _run("doctor", *place.options) for place in places}
    assert "error" not in reports["sqlite"]
    assert reports == dict.fromkeys(reports, reports["sqlite"])
