"""`padanan import` when it is interrupted, repeated, or not alone."""

import functools
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import Called, call
from tests.examples import quick_first

PROGRAM = [sys.executable, "-c", "import cli; cli.main()"]
COUNT = 4_000
BATCH = 500
FIRST = BATCH - BATCH // 50
"""Units of the first batch of `big` that have a translation."""

# Kills itself once so many units were given to the store.
_KILLED = """
import os, signal, sys
import cli
from tm.store.unit_store import UnitStore
add, left = UnitStore.add_tables, int(sys.argv[1])
how = getattr(signal, sys.argv[2])

def counted(blocks):
    global left
    for block in blocks:
        left -= len(block)
        if left <= 0 < left + len(block):
            os.kill(os.getpid(), how)
        yield block

UnitStore.add_tables = lambda self, blocks, *rest, **named: add(
    self, counted(blocks), *rest, **named
)
sys.argv[1:] = sys.argv[3:]
cli.main()
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder and a database of its own for each test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_DATABASE", str(tmp_path / "memory.db"))


def printed(called: Called) -> Any:  # whatever the command prints as JSON
    assert called.code == 0, called.err
    return json.loads(called.out)


def big(count: int = COUNT, name: str = "big.tmx") -> str:
    """A file of many units, some of which come twice, some without translation."""
    units = "".join(
        f'<tu tuid="{n % (count - 10)}"><tuv xml:lang="vi"><seg>câu {n % (count - 10)}'
        f'</seg></tuv><tuv xml:lang="id"><seg>{f"kalimat {n % 97}" if n % 50 else ""}'
        f"</seg></tuv></tu>\n"
        for n in range(count)
    )
    Path(name).write_text(
        f'<tmx version="1.4"><header srclang="vi"/><body>\n{units}</body></tmx>',
        encoding="utf-8",
    )
    return name


@pytest.mark.parametrize("suffix", ["tmx", "jsonl"])
def test_units_of_other_languages_than_were_asked_for_are_stored_and_said(
    suffix: str,
) -> None:
    tags = ("source_locale", "target_locale")
    units = [
        {"source": f"câu {n}", "target": f"x {n}"} | dict(zip(tags, pair, strict=True))
        for n, pair in enumerate([("vi", "id"), ("vi", "en"), ("en", "vi")] * 2)
    ]
    Path("all.jsonl").write_text("\n".join(map(json.dumps, units)), "utf-8")
    file = f"units.{suffix}"
    assert call("convert", "all.jsonl", file).code == 0
    done = call("import", file, "-s", "vi", "-t", "id", "--no-index")
    assert json.loads(done.out)["new"] == 6
    said = "stored as well: 2 units in vi → en, 2 units in en → vi"
    assert f"{file}: {said}" in done.err
    assert "stored as well" not in call("import", file, "--again").err
    assert "stored as well" not in call("import", file, "-t", "vi", "--again").err


def content() -> tuple[list[str], Any, Any]:
    """What the memory holds, how much was changed, and by which sessions."""
    assert call("export", "all.jsonl").code == 0
    lines = Path("all.jsonl").read_text(encoding="utf-8").splitlines()
    with sqlite3.connect("memory.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        counted = "SELECT sum(coalesce(last_id - first_id + 1, 1)) FROM change"
        changes = connection.execute(counted).fetchone()
        sets = connection.execute("SELECT id, command FROM change_set").fetchall()
    connection.close()
    return [_timeless(line) for line in lines], changes, sets


def _timeless(line: str) -> str:
    unit = json.loads(line)
    unit["origin"].pop("created", None)
    return json.dumps(unit)


def stored() -> int:
    """How many units are in the database, by plain SQL."""
    with sqlite3.connect("memory.db") as connection:
        found = connection.execute("SELECT count(*) FROM unit").fetchone()[0]
    connection.close()
    return int(found)


def killed(
    units: int, how: str, *words: str, given: str | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _KILLED, str(units), how, *words],
        input=given,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


@pytest.fixture
def whole() -> tuple[list[str], Any, Any]:
    """What an import of `big.tmx` in one go comes to; the file is there."""
    big()
    return in_one_go()


@functools.cache
def in_one_go() -> tuple[list[str], Any, Any]:
    printed(call("import", "big.tmx"))
    found = content()
    for path in Path().glob("memory.db*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return found


@pytest.mark.parametrize(
    "units", quick_first(2, [FIRST + 1, 3_900, 1, FIRST, 2 * BATCH + 230])
)
def test_killed_import_goes_on_where_it_stopped(
    units: int, whole: tuple[list[str], Any, Any]
) -> None:
    words = "import", "big.tmx", "--batch", str(BATCH)
    done = killed(units, "SIGKILL", *words)
    assert done.returncode == -signal.SIGKILL, done.stderr
    kept = stored()
    assert (kept > 0) == (units > FIRST)
    again = call(*words)
    value = printed(again)
    assert value["imports"] == ["i1"]
    assert ("Resuming" in again.err) == (units > FIRST)
    assert content() == whole
    assert value["new"] == len(whole[0])
    assert call("undo", "i1").code == 0
    assert printed(call("stats", "--format", "json"))["units"] == {}


def test_standard_input_goes_on_when_it_is_given_again(
    whole: tuple[list[str], Any, Any],
) -> None:
    words = "import", "-", "--batch", str(BATCH)
    given = Path("big.tmx").read_text("utf-8")
    done = killed(BATCH + 7, "SIGINT", *words, given=given)
    assert "entries of standard input are stored" in done.stderr
    assert "run the same command, given the same again, to resume" in done.stderr
    again = call(*words, typed=given)
    assert printed(again)["imports"] == ["i1"]
    assert "Resuming standard input after" in again.err
    assert content() == whole
    assert "imported on" in call(*words, typed=given).err


@pytest.mark.parametrize("name", ["big.vi-id", "big.zip/big.tmx"])
def test_two_files_and_a_file_of_an_archive_go_on_too(name: str) -> None:
    lines = range(3 * BATCH)
    Path("big.vi").write_text("".join(f"câu {n}\n" for n in lines), "utf-8")
    Path("big.id").write_text("".join(f"kalimat {n}\n" for n in lines), "utf-8")
    with zipfile.ZipFile("big.zip", "w") as archive:
        archive.write(big(3 * BATCH))
        archive.writestr("other.txt", "")
    words = "import", name, "--batch", str(BATCH)
    killed(BATCH + 7, "SIGKILL", *words)
    assert stored() == (FIRST if name.endswith(".tmx") else BATCH)
    again = call(*words)
    assert printed(again)["imports"] == ["i1"] and "Resuming" in again.err
    assert "imported on" in call(*words).err
    Path("big.id").write_text("".join(f"teks {n}\n" for n in lines), "utf-8")
    assert printed(call("import", "big.vi-id"))["new"] == 3 * BATCH


def test_sides_that_can_be_read_only_once_are_refused() -> None:
    os.mkfifo("a.vi")
    Path("a.id").write_text("satu\n", "utf-8")
    done = call("import", "a.vi-id")
    assert (done.code, "save it as a file" in done.err) == (2, True)
    Path("a.vi").unlink()
    done = call("import", "a.vi-id")
    assert (done.code, "a.vi: no such file" in done.err) == (2, True)


@pytest.mark.thorough
def test_import_killed_twice_is_one_session(
    whole: tuple[list[str], Any, Any],
) -> None:
    words = "import", "big.tmx", "--batch", str(BATCH)
    killed(2 * BATCH, "SIGKILL", *words)
    killed(2 * BATCH, "SIGKILL", *words)
    assert printed(call("import", "big.tmx"))["imports"] == ["i1"]
    assert content() == whole


def test_import_in_one_go_that_is_killed_leaves_nothing() -> None:
    done = killed(COUNT - 1000, "SIGKILL", "import", big())
    assert done.returncode == -signal.SIGKILL
    assert stored() == 0
    assert printed(call("import", "big.tmx"))["imports"] == ["i1"]


def test_ctrl_c_says_how_to_go_on() -> None:
    done = killed(BATCH + 7, "SIGINT", "import", big(), "--batch", str(BATCH))
    assert "run the same command to resume" in done.stderr
    assert "Traceback" not in done.stderr
    assert 0 < stored() < COUNT
    assert printed(call("import", "big.tmx", "--batch", str(BATCH)))["new"] > BATCH


def test_two_imports_at_once_are_both_stored() -> None:
    other = big(6000, "other.tmx")
    running = [
        subprocess.Popen(
            [*PROGRAM, "import", name, "--format", "jsonl"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in (big(12_000), other)
    ]
    values = []
    for process in running:
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        values.append(json.loads(out))
    assert sorted(value["imports"] for value in values) == [["i1"], ["i2"]]
    lines, _, _ = content()
    assert len(lines) == sum(value["new"] for value in values)


@pytest.mark.thorough
def test_two_that_go_on_with_one_file_do_not_do_it_twice(
    whole: tuple[list[str], Any, Any],
) -> None:
    words = ["import", "big.tmx", "--batch", str(BATCH)]
    killed(BATCH + 1, "SIGKILL", *words)
    running = [
        subprocess.Popen(
            [*PROGRAM, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    for process in running:
        process.communicate(timeout=300)
    assert 0 in {process.returncode for process in running}
    assert content() == whole


def test_full_disc_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small file system can be mounted by root only")
    try:
        database = str(place / "memory.db")
        Path("one.tsv").write_text("một\tsatu\n", encoding="utf-8")
        words = "-s", "vi", "-t", "id", "--database", database
        assert printed(call("import", "one.tsv", *words))["new"] == 1
        done = call("import", big(12_000), "--database", database)
        assert (done.code, "full" in done.err) == (3, True), done.err
        assert call("import", "big.tmx", "--batch", str(BATCH), *words[4:]).code == 3
        left = printed(call("stats", "--format", "json", "--database", database))
        assert sum(left["units"].values()) % FIRST <= 1
        with sqlite3.connect(database) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_file_that_was_imported_is_recognised() -> None:
    first = printed(call("import", big(2000)))
    Path("big.tmx").rename("renamed.tmx")
    again = call("import", "renamed.tmx")
    value = printed(again)
    assert "as i1" in again.err
    assert (value["new"], value["imports"]) == (0, [])
    assert value["known"] == first["new"] + first["known"]
    assert [one["reason"] for one in value["skipped"]] == [
        one["reason"] for one in first["skipped"]
    ]
    assert printed(call("import", "renamed.tmx", "--again"))["known"] == value["known"]


def test_what_was_undone_is_imported_again() -> None:
    printed(call("import", big(2000)))
    call("undo", "i1")
    value = printed(call("import", "big.tmx"))
    assert (value["new"] > 0, value["imports"]) == (True, ["i3"])


def test_removed_units_are_counted_though_the_file_is_known() -> None:
    Path("a.tsv").write_text("một\tsatu\nhai\tdua\n", encoding="utf-8")
    words = "import", "a.tsv", "-s", "vi", "-t", "id"
    printed(call(*words))
    printed(call("remove", "một", "satu", "-s", "vi", "-t", "id"))
    value = printed(call(*words))
    assert (value["known"], value["removed"]) == (1, 1)


def test_partial_import_that_was_undone_begins_anew() -> None:
    words = "import", big(), "--batch", str(BATCH)
    killed(BATCH + 1, "SIGKILL", *words)
    assert call("undo", "i1").code == 0
    value = printed(call(*words))
    assert value["imports"] == ["i3"]
    assert len(content()[0]) == value["new"]


def test_other_options_make_another_import() -> None:
    Path("a.tsv").write_text("một\tsatu\n", encoding="utf-8")
    assert printed(call("import", "a.tsv", "-s", "vi", "-t", "id"))["new"] == 1
    assert printed(call("import", "a.tsv", "-s", "vi", "-t", "ms"))["new"] == 1


@pytest.mark.parametrize("first", ["remove", "concordance"])
def test_import_without_index_is_found_all_the_same(first: str) -> None:
    printed(call("import", big(6000), "--no-index"))
    with sqlite3.connect("memory.db") as connection:
        query = "SELECT count(*) FROM segment WHERE match_key IS NULL"
        assert connection.execute(query).fetchone()[0] > 0
    connection.close()
    pair = "câu 4321", f"kalimat {4321 % 97}"
    if first == "remove":
        assert call("remove", *pair, "-s", "vi", "-t", "id").code == 0
    lines = call("concordance", "CAU 77", "-s", "vi").out.splitlines()
    assert json.loads(lines[0])["source"].startswith("câu 77")
    assert call("remove", *pair, "-s", "vi", "-t", "id").code == (first == "remove")


def test_read_only_database_says_that_it_is_not_ready(tmp_path: Path) -> None:
    printed(call("import", big(6000), "--no-index"))
    address = f"sqlite:///{tmp_path / 'memory.db'}?mode=ro"
    done = call("concordance", "câu 77", "-s", "vi", "--database", address)
    assert (done.code, "padanan index" in done.err) == (3, True), done
    printed(call("index", "--format", "json"))
    assert call("concordance", "câu 77", "-s", "vi", "--database", address).code == 0


SELECTED = [
    (("--state", "final"), ["c"]),
    (("--author", "siti"), ["b", "c"]),
    (("--until", "2025-10-08"), ["b"]),
    (("--since", "2025-10-08", "--until", "2025-10-09"), ["b", "c"]),
    (("--import", "i1"), ["ĐƯỜNG a"]),
    (("--import", "2"), ["b", "c"]),
    (("--import", "last"), ["b", "c"]),
    (("--query", "duong"), ["ĐƯỜNG a"]),
    (("--query", "Xé"), ["b"]),
    (("--query", "y"), ["c"]),
    (("--query", "y", "--author", "minh"), []),
]


@pytest.mark.parametrize(("filters", "found"), SELECTED)
def test_export_chooses_units(filters: tuple[str, ...], found: list[str]) -> None:
    selected_units()
    done = call("export", "out.jsonl", *filters)
    assert done.code == (0 if found else 1), done.err
    lines = Path("out.jsonl").read_text(encoding="utf-8") if found else ""
    assert [json.loads(line)["source"] for line in lines.splitlines()] == found


def selected_units() -> None:
    Path("a.tsv").write_text("ĐƯỜNG a\tsatu\n", encoding="utf-8")
    printed(call("import", "a.tsv", "-s", "vi", "-t", "id"))
    lines = [
        {
            "source": source,
            "target": target,
            "state": state,
            "origin": {"author": "siti", "published": published},
        }
        for source, target, state, published in (
            ("b", "x xe", "translated", "2025-10-08T16:45:24+07:00"),
            ("c", "y", "final", "2025-10-09"),
        )
    ]
    Path("b.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    printed(call("import", "b.jsonl", "-s", "vi", "-t", "id"))


def test_selection_is_saved_listed_used_and_forgotten() -> None:
    selected_units()
    call("export", "a.jsonl", "--author", "siti", "--save-selection", "hers")
    listed = json.loads(call("selections").out)
    assert listed == {"name": "hers", "author": "siti"}
    assert printed(call("export", "b.jsonl", "--selection", "hers"))["written"] == 2
    narrow = call("export", "c.jsonl", "--selection", "hers", "--state", "final")
    assert printed(narrow)["written"] == 1
    done = call("export", "d.jsonl", "--selection", "her")
    assert (done.code, "hers" in done.err) == (2, True)
    assert call("selections", "--remove", "hers").code == 0
    assert call("export", "e.jsonl", "--selection", "hers").code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export", "a.jsonl", "--import", "x"], "padanan history"),
        (["export", "a.jsonl", "--query", " "], "--query"),
        (["export", "a.jsonl", "--state", "done"], "--state"),
        (["import", "a.tsv", "--batch", "0"], "--batch"),
        (["selections", "--remove", "none"], "none"),
    ],
)
def test_a_bad_call_says_what_is_wrong(words: list[str], said: str) -> None:
    selected_units()
    done = call(*words)
    assert (done.code, said in done.err) == (2, True), done


def test_file_that_changed_between_batches_is_told_of() -> None:
    words = "import", big(), "--batch", str(BATCH)
    killed(BATCH + 1, "SIGKILL", *words)
    big(3000)
    again = call(*words)
    assert "big.tmx: the file has changed since" in again.err and "undo i1" in again.err
    value = printed(again)
    assert value["imports"] == ["i2"] and value["known"] > 0
    # Of the file that is there now nothing is half done.
    assert "from its beginning" not in call(*words).err


def test_file_whose_first_batches_were_undone_is_only_a_file() -> None:
    words = "import", big(), "--batch", str(BATCH)
    killed(BATCH + 1, "SIGKILL", *words)
    call("undo", "i1")
    big(3000)
    assert "from its beginning" not in call(*words).err


@pytest.mark.parametrize(
    "words",
    [
        ("undo", "i999"),
        ("history", "i999"),
        ("export", "some.tmx", "--import", "i999"),
        ("check", "--memory", "-s", "vi", "-t", "id", "--import", "i999"),
    ],
)
def test_import_that_is_none_is_told(words: tuple[str, ...]) -> None:
    call("import", big(20))
    called = call(*words)
    assert called.code == 1
    assert "to see their names (`padanan history`)" in called.err


def test_strict_import_stores_nothing_of_a_file_with_a_damaged_entry(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("source,target\na,b\nc,\nd,e,f\n", "utf-8")
    words = ["--database", str(tmp_path / "x.db"), "import", str(path)]
    words += ["-s", "vi", "-t", "id", "--format", "json"]
    refused = call(*words, "--strict")
    assert refused.code == 2
    assert f"{path}:4: 3 cells" in refused.err
    assert json.loads(call(*words).out)["new"] == 1
    again = call(*words, "--strict")
    assert (again.code, again.err) == (2, refused.err)


def test_strict_import_refuses_a_damaged_entry_of_a_file_without_lines() -> None:
    Path("a.tsv").write_text("a\tb\nc\td\n", "utf-8")
    assert call("convert", "a.tsv", "a.mo", "-s", "vi", "-t", "id").code == 0
    data = Path("a.mo").read_bytes()
    Path("a.mo").write_bytes(data.replace(b"\0d\0", b"\0\xff\0"))
    refused = call("import", "a.mo", "--strict")
    assert refused.code == 2
    assert "a.mo:3: entry 3, at byte" in refused.err
    assert printed(call("import", "a.mo", "--format", "json"))["new"] == 1


def test_strict_import_takes_a_file_in_which_something_is_not_translated_yet(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("source,target\na,b\nc,\n", "utf-8")
    words = ["--database", str(tmp_path / "x.db"), "import", str(path), "--strict"]
    done = call(*words, "-s", "vi", "-t", "id", "--format", "json")
    assert (done.code, json.loads(done.out)["new"]) == (0, 1)
