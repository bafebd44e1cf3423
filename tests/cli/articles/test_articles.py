"""The commands about articles, and what they do with bad pages."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.paths import DATA, ROOT

SEED = ROOT / "seeds" / "articles" / "konvensi-hanoi.id.txt"
PAIR = ROOT / "seeds" / "articles" / "hoi-nghi-rung-ngap-man"
PAGES = DATA / "pages"


def place(folder: Path) -> tuple[str, str]:
    return "--database", str(folder / "memory.db")


def test_ingest_prints_what_interfaces_promise(tmp_path: Path) -> None:
    done = call("ingest", str(SEED), "--no-fetch", "--format", "json", *place(tmp_path))
    assert done.code == 0
    [article] = json.loads(done.out)["articles"]
    promised = {
        *("key", "locale", "headline", "lead", "publisher", "published", "source_url"),
        *("source_headline", "source_headline_status", "segments", "units", "review"),
        *("kept", "dropped", "uncertain", "author", "place"),
    }
    assert promised <= set(article)
    assert article["source_headline_status"] == "derived"
    assert [place["position"] for place in article["kept"]] == list(
        range(article["segments"])
    )
    assert set(article["dropped"][0]) == {"line", "text", "why", "certainty"}


def test_ingesting_twice_says_that_nothing_is_new(tmp_path: Path) -> None:
    call("ingest", str(SEED), *place(tmp_path))
    again = call("ingest", str(SEED), *place(tmp_path))
    assert again.code == 0 and "Nothing new" in again.err
    assert json.loads(again.out)["import"] is None


def test_articles_are_listed_and_shown(tmp_path: Path) -> None:
    pages = [f"{PAIR}.id.txt", "--source", f"{PAIR}.vi.txt"]
    call("ingest", *pages, *place(tmp_path))
    listed = call(
        "articles", "--headline", "mangrove", "--format", "json", *place(tmp_path)
    )
    [article] = json.loads(listed.out)
    shown = call("show", article["key"][:5], "--format", "json", *place(tmp_path))
    segments = json.loads(shown.out)["segments"]
    assert segments[0]["other"].startswith("Việt Nam đăng cai")
    assert sum(line["other"] is not None for line in segments) > 20
    table = call("show", article["key"], "--format", "table", *place(tmp_path))
    assert "Việt Nam đăng cai" in table.out and "1.00" in table.out


def test_nothing_found_is_exit_1(tmp_path: Path) -> None:
    assert call("articles", *place(tmp_path)).code == 1


def test_a_source_goes_with_the_page_of_the_same_call(tmp_path: Path) -> None:
    done = call(
        "ingest",
        str(SEED),
        "--source",
        f"{PAIR}.vi.txt",
        "--format",
        "json",
        *place(tmp_path),
    )
    assert "another story" in done.err
    assert json.loads(done.out)["articles"][0]["source_headline_status"] == "confirmed"


BAD_PAGES = {
    "empty": (b"", "is empty"),
    "blank": (b"\xef\xbb\xbf \r\n\r\n", "is empty"),
    "binary": (bytes(range(256)) * 20, "binary"),
    "pdf": (b"%PDF-1.7\n1 0 obj\n", "binary"),
    "zip": (b"PK\x03\x04" + b"x" * 100, "binary"),
}


@pytest.mark.parametrize("kind", sorted(BAD_PAGES))
def test_a_file_that_is_no_page_is_refused(tmp_path: Path, kind: str) -> None:
    data, said = BAD_PAGES[kind]
    (tmp_path / "page.txt").write_bytes(data)
    done = call("ingest", str(tmp_path / "page.txt"), *place(tmp_path))
    assert done.code == 2 and said in done.err and "page.txt" in done.err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no_body.id", "no body"),
        ("no_source_line.id", "no source line"),
        ("no_slug.id", "holds no headline"),
        ("number_slug.id", "holds no headline"),
    ],
)
def test_a_page_that_lacks_something_is_refused(
    tmp_path: Path, name: str, said: str
) -> None:
    done = call("ingest", str(PAGES / f"{name}.txt"), *place(tmp_path))
    assert done.code == 2 and said in done.err
    assert (
        json.loads(call("stats", "--format", "json", *place(tmp_path)).out)["articles"]
        == 0
    )


@pytest.mark.parametrize("name", ["no_source_line.id", "no_slug.id"])
def test_an_incomplete_page_is_stored_when_that_is_meant(
    tmp_path: Path, name: str
) -> None:
    page = str(PAGES / f"{name}.txt")
    done = call("ingest", page, "--incomplete", *place(tmp_path))
    assert done.code == 0, done.err


def test_one_bad_page_does_not_stop_the_others(tmp_path: Path) -> None:
    done = call(
        "ingest",
        str(SEED),
        "absent.txt",
        str(PAGES / "lung_sen.id.txt"),
        *place(tmp_path),
    )
    assert done.code == 2 and "absent.txt" in done.err
    value = json.loads(done.out)
    assert len(value["articles"]) == 2 and value["failed"][0]["path"] == "absent.txt"


def test_an_unknown_locale_is_refused(tmp_path: Path) -> None:
    done = call("ingest", str(SEED), "-l", "xx", *place(tmp_path))
    assert done.code == 2 and "unknown language" in done.err


def test_a_page_given_in_another_form_is_the_same_page(tmp_path: Path) -> None:
    text = SEED.read_text("utf-8")
    forms = {
        "bom.txt": text.encode("utf-8-sig"),
        "crlf.txt": text.replace("\n", "\r\n").encode(),
        "nfd.txt": unicodedata.normalize("NFD", text).encode(),
        "utf16.txt": text.encode("utf-16"),
    }
    call("ingest", str(SEED), *place(tmp_path))
    for name, data in forms.items():
        (tmp_path / name).write_bytes(data)
        again = call("ingest", str(tmp_path / name), *place(tmp_path))
        assert json.loads(again.out)["import"] is None, name


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
def test_an_interrupted_ingest_leaves_the_database_as_it_was(
    tmp_path: Path, how: signal.Signals
) -> None:
    call("ingest", str(PAGES / "lung_sen.id.txt"), *place(tmp_path))
    before = call("stats", "--format", "json", *place(tmp_path)).out
    # Reading a named pipe blocks, so the signal comes after the first page.
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    words = ["ingest", str(SEED), str(pipe), *place(tmp_path)]
    process = subprocess.Popen(
        [sys.executable, "-c", "import cli; cli.main()", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    writer = _opened(pipe, process)
    assert process.stderr is not None
    process.send_signal(how)
    said = process.stderr.read().decode()
    process.stderr.close()
    code = process.wait(30)
    os.close(writer)
    assert "Traceback" not in said
    if how is signal.SIGINT:
        assert code == 130 and "interrupted" in said
    assert call("stats", "--format", "json", *place(tmp_path)).out == before
    assert call("ingest", str(SEED), *place(tmp_path)).code == 0


def _opened(pipe: Path, reader: "subprocess.Popen[bytes]") -> int:
    """The writing end of a pipe, once the process reads it."""
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads yet
            with contextlib.suppress(subprocess.TimeoutExpired):
                assert reader.wait(0.02) is None, "it ended before it read the pipe"


def test_a_page_without_headline_has_one_key(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Warga desa Lung Sen memanen padi yang tumbuh di atas air pada Senin pagi.\n\n"
        "Sawah itu dibuat dari bambu dan tanah, sehingga naik bersama air sungai.\n",
        "utf-8",
    )
    options = ("--format", "json", *place(tmp_path))
    done = call("ingest", str(page), "-l", "id", "--incomplete", *options)
    [article] = json.loads(done.out)["articles"]
    assert article["headline"] is None
    [listed] = json.loads(call("articles", *options).out)
    assert listed["key"] == article["key"]
