"""Odd queries and spoilt index folders, through the command line.

What is answered is what was answered before, or what is wrong is said.
"""

import contextlib
import json
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.calling import Called, call
from tm.match.index.fuzzy_index import FuzzyIndex
from tm.match.lookup import scan_all_segments
from tm.match.match_rate import Query
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment

_NOBODY = 65_534

WORDS = (
    "thủ tướng thăm hà nội đà nẵng lễ mở ký công ước ở tại và của cho với thu tuong "
    "bộ ngoại giao họp báo giá gạo tăng kinh tế việt nam hòa bình , . 2025"
).split()
PAIR = ("-s", "vi", "-t", "id")
ODD_QUERIES = {
    "empty": ("", 2, "empty"),
    "white space": (" \t\u3000", 2, "empty"),
    "invisible": ("\u200b\u2060", 1, "No match of 70"),
    "punctuation": ("?!…,.«»", 1, "No match of 70"),
    "one mark": ("…", 1, "No match of 70"),
    "100,000 characters": ("x" * 100_000, 1, "No match of 70"),
    "50,000 words": ("x " * 50_000, 1, "No match of 70"),
    "control characters": ("\x01\x1b[31m\x7f\x85 x", 1, "No match of 70"),
    "half a surrogate pair": ("a\ud800b", 2, "surrogate"),
    "no Unicode": ("a\udcffb", 2, "not UTF-8 (0xFF"),
    "right to left": ("\u202eabc\u202c", 1, "No match of 70"),
    "beyond the basic plane": ("𝒜😀" * 50, 1, "No match of 70"),
}
ODD_OPTIONS = {
    "a rate below 0": (("--min-rate", "-1"), "--min-rate"),
    "a rate above 101": (("--min-rate", "102"), "--min-rate"),
    "a rate that is no number": (("--min-rate", "high"), "--min-rate"),
    "a rate between numbers": (("--min-rate", "70.5"), "--min-rate"),
    "no match": (("--limit", "0"), "--limit"),
    "less than none": (("--limit", "-1"), "--limit"),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a memory that is large enough for an index, and with another."""
    folder = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        patch.setenv("PADANAN_AUTHOR", "tester")
        for name, seed in (("memory.db", 1), ("other.db", 2)):
            chosen = random.Random(seed)
            lines = dict.fromkeys(
                " ".join(chosen.choices(WORDS, k=chosen.randint(1, 12)))
                for _ in range(2400)
            )
            units = folder / "units.tsv"
            units.write_text("".join(f"{x}\t{x} id\n" for x in lines), "utf-8")
            place = ("--database", str(folder / name))
            assert call("import", str(units), *PAIR, *place).code == 0
            assert call("index", *place).code == 0
    return folder


@pytest.fixture
def place(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of both, indexed already; nothing is cached elsewhere."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(filled, tmp_path / "copy")
    return tmp_path / "copy" / "memory.db"


def asked(place: Path, *words: str) -> Called:
    return call("lookup", *words, *PAIR, "--database", str(place))


def answers(place: Path) -> str:
    """What a batch of queries comes to."""
    chosen = random.Random(7)
    queries = place.with_name("queries.txt")
    lines = [" ".join(chosen.choices(WORDS, k=chosen.randint(1, 9))) for _ in range(30)]
    queries.unlink(missing_ok=True)  # it may be of another user
    queries.write_text("\n".join(lines), "utf-8")
    done = asked(place, "--batch", str(queries), "--min-rate", "55")
    assert done.code == 0
    return done.out


@pytest.mark.parametrize("name", ODD_QUERIES)
def test_an_odd_query_is_answered_or_refused(place: Path, name: str) -> None:
    text, code, said = ODD_QUERIES[name]
    done = asked(place, text)
    assert (done.code, said in done.err) == (code, True), done.err
    assert len(done.err) < 300 and "Traceback" not in done.err
    if code == 1:
        assert json.loads(done.out)["matches"] == []


@pytest.mark.thorough
def test_a_stored_text_of_100_000_characters_is_found(place: Path) -> None:
    text = "rất dài " * 12_500
    units = place.with_name("long.tsv")
    units.write_text(f"{text}\tpanjang\n", "utf-8")
    assert call("import", str(units), *PAIR, "--database", str(place)).code == 0
    [match] = json.loads(asked(place, text, "--format", "json").out)
    assert (match["rate"], match["target"]) == (100, "panjang")


@pytest.mark.parametrize("name", ODD_OPTIONS)
def test_options_out_of_range_are_named(place: Path, name: str) -> None:
    words, said = ODD_OPTIONS[name]
    done = asked(place, "họp báo", *words)
    assert (done.code, done.out, said in done.err) == (2, "", True)


@pytest.mark.parametrize("pair", [("sw", "id"), ("vi", "sw")])
def test_a_locale_without_segments_is_named(place: Path, pair: tuple[str, str]) -> None:
    options = ("-s", pair[0], "-t", pair[1], "--database", str(place))
    done = call("lookup", "chữ lạ", *options)
    assert done.code == 1 and "No segments in sw" in done.err


def index_of(place: Path) -> Path:
    return place.with_name(f"{place.name}.index")


def parts(place: Path) -> list[Path]:
    found = sorted(index_of(place).glob("*/*.part"))
    assert found
    return found


def truncated(place: Path) -> None:
    for path in parts(place):
        os.truncate(path, path.stat().st_size // 2)


def with_one_bit_turned(place: Path) -> None:
    for path in parts(place):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)


def without_parts(place: Path) -> None:
    for path in parts(place):
        path.unlink()


def with_a_truncated_manifest(place: Path) -> None:
    manifest = index_of(place) / "manifest"
    os.truncate(manifest, manifest.stat().st_size // 2)


def of_another_version(place: Path) -> None:
    manifest = index_of(place) / "manifest"
    name, kind, _, rest = manifest.read_bytes().split(b" ", 3)
    manifest.write_bytes(b" ".join((name, kind, b"0", rest)))


def of_another_database(place: Path) -> None:
    shutil.rmtree(index_of(place))
    shutil.copytree(index_of(place.with_name("other.db")), index_of(place))


def with_the_manifest_of_another_database(place: Path) -> None:
    other = index_of(place.with_name("other.db")) / "manifest"
    shutil.copy(other, index_of(place) / "manifest")


def emptied(place: Path) -> None:
    shutil.rmtree(index_of(place))
    index_of(place).mkdir()


def a_file(place: Path) -> None:
    shutil.rmtree(index_of(place))
    index_of(place).write_text("where a folder would be")


SPOILT: dict[Callable[[Path], None], str] = {
    truncated: "damaged",
    with_one_bit_turned: "damaged",
    without_parts: "are missing",
    with_a_truncated_manifest: "damaged, or of another version",
    of_another_version: "damaged, or of another version",
    of_another_database: "of another database",
    with_the_manifest_of_another_database: "",
    emptied: "",
    a_file: "",
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_spoilt_index_never_spoils_an_answer(
    spoil: Callable[[Path], None], place: Path
) -> None:
    before = answers(place)
    assert '"rate"' in before
    spoil(place)
    assert answers(place) == before
    assert answers(place) == before  # by what was made anew


@pytest.mark.parametrize("spoil", [one for one, said in SPOILT.items() if said])
def test_a_spoilt_index_is_said(
    spoil: Callable[[Path], None], place: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(place)
    done = asked(place, "họp báo tại hà nội")
    assert SPOILT[spoil] in done.err + caplog.text
    assert "Traceback" not in done.err


@pytest.fixture
def open_folder(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy where anybody may go; it belongs to nobody if root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="padanan-bad-"))
    shutil.copytree(filled, folder / "copy")
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, _NOBODY, -1)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    monkeypatch.chdir(folder)
    yield folder
    shutil.rmtree(folder)


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that cannot be written to, nor what is in it."""
    paths = [folder, *folder.rglob("*")]
    is_root = os.geteuid() == 0
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
        if is_root:
            os.chown(path, 0, -1)
    try:
        if is_root:  # whom rights do not stop
            os.seteuid(_NOBODY)
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for path in paths:
            path.chmod(0o755)


@pytest.mark.parametrize("spoil", [None, truncated, of_another_version])
@pytest.mark.parametrize("has_cache", [True, False])
def test_an_index_that_may_not_be_written_is_read_or_done_without(
    has_cache: bool, spoil: Callable[[Path], None] | None, open_folder: Path
) -> None:
    place = open_folder / "copy" / "memory.db"
    before = answers(place)
    if not has_cache:
        (open_folder / "cache").write_text("where a folder would be")
    if spoil is not None:
        spoil(place)
    files = {path.name for path in index_of(place).rglob("*")}
    with read_only(index_of(place)):
        assert answers(place) == before
        done = call("index", "--rebuild", "--database", str(place))
        assert answers(place) == before
    assert {path.name for path in index_of(place).rglob("*")} == files
    if has_cache:
        assert done.code == 0 and list(open_folder.glob("cache/**/*.part"))
    else:
        assert done.code == 3 and "the index cannot be written" in done.err
        assert "Traceback" not in done.err


def test_answers_are_those_of_a_scan(place: Path) -> None:
    # Else a spoilt index could agree with a wrong one.
    chosen = random.Random(11)
    with Database.open(place) as database:
        for _ in range(10):
            text = " ".join(chosen.choices(WORDS, k=chosen.randint(1, 9)))
            query = Query.of(Segment.of(Locale("vi"), text))
            wanted = dict(scan_all_segments(UnitStore(database), query, 55))
            with open_lookup_reader(database) as reading:
                found = FuzzyIndex(database).find_candidates(reading, query, 55)
            assert found == wanted
