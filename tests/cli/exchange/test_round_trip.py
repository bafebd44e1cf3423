"""What is exported comes back: articles, and segments that have no translation yet."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import Called, call
from tests.paths import ROOT

SEEDS = ROOT / "seeds" / "articles"
WAITING = SEEDS / "konvensi-hanoi.id.txt"
PAGE, ORIGINAL = (
    SEEDS / f"hoi-nghi-rung-ngap-man.{language}.txt" for language in ("id", "vi")
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder and a database of its own for each test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_DATABASE", "memory.db")


@contextmanager
def elsewhere() -> Iterator[None]:
    """Another database, which is empty."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PADANAN_DATABASE", "other.db")
        yield


def printed(called: Called) -> Any:  # whatever the command prints as JSON
    assert called.code == 0, called.err
    return json.loads(called.out)


def filled() -> None:
    """A page that waits for its original, a page with its original, and other units."""
    printed(call("ingest", str(WAITING), "--format", "json"))
    aligned = ("ingest", str(PAGE), "--source", str(ORIGINAL), "--incomplete")
    printed(call(*aligned, "--format", "json"))
    Path("a.tsv").write_text("một\tsatu\tdoc\nhai\tdua\n", encoding="utf-8")
    printed(call("import", "a.tsv", "-s", "vi", "-t", "id"))


def listed() -> list[tuple[str, str, str]]:
    lines = call("articles", "--format", "jsonl").out.splitlines()
    found = map(json.loads, lines)
    return [(one["key"], one["locale"], one["headline"]) for one in found]


@pytest.mark.parametrize(
    "batch", [(), pytest.param(("--batch", "10"), marks=pytest.mark.thorough)]
)
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.jsonl.gz", ()),
        ("a.tmx", ()),
        ("a.csv", ("-s", "id", "-t", "vi")),
        ("a.xlsx", ("-s", "id", "-t", "vi")),
        ("a.xlf", ("-s", "id", "-t", "vi")),
        ("a.xlf", ("-s", "id", "-t", "vi", "--as", "xliff1")),
        ("a.po", ("-s", "id", "-t", "vi")),
    ],
)
def test_an_export_imported_elsewhere_makes_the_same_export(
    name: str, words: tuple[str, ...], batch: tuple[str, ...]
) -> None:
    filled()
    written = printed(call("export", name, *words))
    assert (written["left_out"], written["lost"]) == (0, [])
    pages = [one for one in listed() if one[1] == "id"]
    with elsewhere():
        done = printed(call("import", name, *words, *batch))
        assert (done["new"], done["skipped"]) == (written["written"], [])
        printed(call("export", f"again-{name}", *words))
        assert listed() == pages
        again = printed(call("import", name, *words, "--again"))
        assert (again["new"], again["known"]) == (0, written["written"])
    assert Path(f"again-{name}").read_bytes() == Path(name).read_bytes()


def test_article_that_came_back_is_checked_as_it_was() -> None:
    filled()
    printed(call("export", "a.jsonl"))
    options = ("--profile", "strict", "--fail-on", "never", "--format", "jsonl")
    check = ("check", "-t", "id", *options)
    for key, _, _ in [one for one in listed() if one[1] == "id"]:
        before = call(*check, "--article", key)
        with elsewhere():
            call("import", "a.jsonl")
            after = call(*check, "--article", key)
        assert before.out and (after.code, after.out) == (0, before.out), after.err


def test_undo_takes_an_article_back_and_an_import_brings_it_again() -> None:
    filled()
    printed(call("export", "a.jsonl"))
    with elsewhere():
        once = printed(call("import", "a.jsonl"))
        assert call("undo", "i1").code == 0
        assert listed() == []
        assert call("export", "b.jsonl").code == 1
        again = printed(call("import", "a.jsonl"))
        assert again["new"] + again["changed"] == once["new"]
        printed(call("export", "b.jsonl"))
    assert Path("b.jsonl").read_bytes() == Path("a.jsonl").read_bytes()


def test_later_imports_add_to_an_article_whatever_was_undone_between() -> None:
    filled()
    printed(call("export", "a.jsonl"))
    lines = Path("a.jsonl").read_text("utf-8").splitlines(keepends=True)
    for name, some in (("b.jsonl", lines[:20]), ("c.jsonl", lines[20:])):
        Path(name).write_text("".join(some), "utf-8")
    with elsewhere():
        printed(call("import", "b.jsonl"))
        printed(call("import", "c.jsonl"))
        assert call("undo", "i2").code == 0
        printed(call("import", "c.jsonl"))
        for name in ("i4", "i5"):
            assert call("undo", name).code == 0
        printed(call("import", "c.jsonl", "--again"))
        printed(call("export", "again.jsonl"))
    assert Path("again.jsonl").read_bytes() == Path("a.jsonl").read_bytes()


def one_sentence_a_block() -> tuple[str, ...]:
    """Write a page and its original, of the same texts as units tell; its `ingest`."""
    Path("a.txt").write_text(
        "Vietnam menjadi tuan rumah konferensi\n\n"
        "Warga di wilayah pesisir merawat hutan bakau yang ditanam kembali.\n\n"
        "Sumber: https://vi.example/hoi-nghi-khu-vuc\n",
        "utf-8",
    )
    Path("b.vi.txt").write_text(
        "Việt Nam đăng cai hội nghị\n\n"
        "Người dân vùng ven biển chăm sóc rừng ngập mặn được trồng lại.\n",
        "utf-8",
    )
    return "ingest", "a.txt", "-l", "id", "--format", "json"


def test_an_article_of_the_same_blocks_is_imported_and_read_in_turn() -> None:
    page = (*one_sentence_a_block(), "--source", "b.vi.txt")
    printed(call(*page))
    printed(call("export", "a.jsonl"))
    assert call("undo", "last").code == 0
    assert printed(call("import", "a.jsonl"))["skipped"] == []
    assert len(listed()) == 1
    printed(call(*page))
    assert len(listed()) == 2
    assert call("undo", "last").code == 0
    assert len(listed()) == 1
    printed(call("export", "b.jsonl"))
    assert Path("a.jsonl").read_bytes() == Path("b.jsonl").read_bytes()


def test_an_article_that_came_back_is_read_without_its_original_first() -> None:
    page = one_sentence_a_block()
    printed(call(*page, "--source", "b.vi.txt"))
    printed(call("export", "a.jsonl"))
    with elsewhere():
        printed(call("import", "a.jsonl"))
        printed(call(*page))
        assert len(listed()) == 1
        printed(call(*page, "--source", "b.vi.txt"))
        assert len(listed()) == 2


def test_page_that_was_read_stays_whole_and_what_it_lacks_is_told() -> None:
    filled()
    printed(call("export", "a.jsonl", "--untranslated"))
    lines = Path("a.jsonl").read_text(encoding="utf-8").splitlines()
    other = json.loads(lines[-1]) | {"source": "Ini kalimat lama."}
    other["origin"]["position"] = 999
    Path("a.jsonl").write_text("\n".join([*lines, json.dumps(other)]), "utf-8")
    done = printed(call("import", "a.jsonl"))
    assert (done["new"], done["known"], done["imports"]) == (0, len(lines), [])
    assert [one["reason"] for one in done["skipped"]] == [
        "1 unit without a translation"
    ]


def test_page_that_is_read_later_takes_the_place_of_what_an_import_told() -> None:
    filled()
    printed(call("export", "a.jsonl", "--query", "Hanoi"))
    article = ("--untranslated", "--article", "39136fdca7bba3e9")
    whole = printed(call("export", "b.jsonl", *article))["written"]
    with elsewhere():
        printed(call("import", "a.jsonl"))
        assert 0 < printed(call("export", "c.jsonl", *article))["written"] < whole
        printed(call("ingest", str(WAITING), "--format", "json"))
        assert printed(call("export", "c.jsonl", *article))["written"] == whole


def test_what_a_place_in_an_article_cannot_hold_is_told() -> None:
    filled()
    printed(call("export", "a.jsonl", "--untranslated"))
    first, *rest = Path("a.jsonl").read_text(encoding="utf-8").splitlines()
    noted = json.dumps(json.loads(first) | {"note": "cek nama"})
    Path("a.jsonl").write_text("\n".join([noted, *rest]), "utf-8")
    with elsewhere():
        done = printed(call("import", "a.jsonl"))
    assert done["lost"] == [{"what": "details of untranslated text", "count": 1}]


@pytest.mark.parametrize(
    ("field", "value"),
    [("article", "berita.html"), ("headline", None), ("position", None)],
)
def test_text_that_names_no_article_of_ours_has_no_place(
    field: str, value: str | None
) -> None:
    filled()
    printed(call("export", "a.jsonl", "--untranslated"))
    lines = [*map(json.loads, Path("a.jsonl").read_text("utf-8").splitlines())]
    for line in lines:
        line["origin"][field] = value
    Path("a.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    with elsewhere():
        done = printed(call("import", "a.jsonl"))
        assert done["new"] == 0
        reason = f"{len(lines)} units without a translation"
        assert [one["reason"] for one in done["skipped"]] == [reason]
        assert listed() == []


def test_a_batch_is_full_of_segments_without_a_translation_too() -> None:
    filled()
    printed(call("export", "a.jsonl", "--untranslated"))
    count = len(Path("a.jsonl").read_text("utf-8").splitlines())
    with elsewhere():
        printed(call("import", "a.jsonl", "--batch", "5"))
        [done] = map(json.loads, call("history").out.splitlines())
    assert done["changes"] >= count // 5 > 2
