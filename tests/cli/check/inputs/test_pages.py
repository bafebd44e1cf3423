"""`padanan check PAGE --source ORIGINAL`: a page beside what it was translated from."""

import json
from pathlib import Path

import pytest

from glossary.seed_files import find_starter_termbase
from tests.cli.calling import Called, call

ARTICLES = find_starter_termbase().parents[1] / "articles"
NAME = "hoi-nghi-rung-ngap-man"


@pytest.fixture(autouse=True)
def _pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The original, and a translation with a wrong number and a space too many."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_DATABASE", str(tmp_path / "x.db"))
    original = (ARTICLES / f"{NAME}.vi.txt").read_text("utf-8")
    Path("original.txt").write_text(original, "utf-8")
    page = (ARTICLES / f"{NAME}.id.txt").read_text("utf-8")
    assert "sekitar 12.500 hektare" in page
    wrong = page.replace("sekitar 12.500 hektare", "sekitar  12.800 hektare")
    Path("page.txt").write_text(wrong, "utf-8")


def check(*words: str) -> Called:
    return call("check", *words)


def found(called: Called) -> set[str]:
    return {json.loads(line)["check"] for line in called.out.splitlines()}


@pytest.mark.parametrize("pair", [("-t", "id"), ("-s", "vi", "-t", "id")])
def test_a_page_is_compared_with_its_original(pair: tuple[str, ...]) -> None:
    alone = check("page.txt", *pair)
    assert "num.value" not in found(alone) and "space.double" in found(alone)
    words = ("--source", "original.txt", "--fail-on", "info")
    beside = check("page.txt", *words, *pair)
    assert {"num.value", "space.double"} <= found(beside)
    assert beside.code == 1
    assert "28 of 29 segments aligned with original.txt" in beside.err
    assert not Path("x.db").exists()


def test_a_page_of_html_has_an_original_too() -> None:
    lines = Path("page.txt").read_text("utf-8").splitlines()
    head, *body = [line for line in lines if line.strip()]
    paragraphs = "".join(f"<p>{line}</p>" for line in body)
    html = f"<!DOCTYPE html><html lang=id><body><article><h1>{head}</h1>{paragraphs}"
    Path("page.html").write_text(html, "utf-8")
    called = check("page.html", "--source", "original.txt", "-t", "id")
    assert "num.value" in found(called)


def test_what_is_safe_is_mended_beside_the_original() -> None:
    words = ("page.txt", "--source", "original.txt", "-t", "id", "--fix", "--yes")
    called = check(*words)
    assert "Fixed 1 text in page.txt" in called.err
    assert "sekitar 12.800 hektare" in Path("page.txt").read_text("utf-8")


def test_sentences_that_are_one_of_the_original_are_judged_and_mended_as_one() -> None:
    call("ingest", "page.txt", "--source", "original.txt", "--no-fetch")
    listed = call("articles", "-l", "id", "--format", "json").out
    (article,) = json.loads(listed)
    words = ("--article", article["key"], "-s", "vi", "-t", "id")
    assert "num.value" in found(check(*words))
    page = Path("page.txt").read_text("utf-8")
    Path("page.txt").write_text(page.replace(" hektare hutan.", " hektare hutan .", 1))
    call("ingest", "page.txt", "--source", "original.txt", "--no-fetch")
    assert "punct.space_before" in found(check(*words))
    called = check(*words, "--fix", "--yes")
    assert "Fixed 1 unit" in called.err and "to no unit of the memory" not in called.err


def residue(called: Called) -> list[tuple[str, str]]:
    findings = map(json.loads, called.out.splitlines())
    return [
        (finding["quote"].strip(), finding["unit"].partition("#line")[2])
        for finding in findings
        if finding["check"] == "page.residue"
    ]


def test_residue_on_a_page_is_a_finding() -> None:
    lines = Path("page.txt").read_text("utf-8").split("\n")
    body = [number for number, line in enumerate(lines) if line.endswith(".")]
    lines[body[1]] = f"Bahasa Indonesia: {lines[body[1]]}"
    lines[body[2]] = lines[body[2]].replace(". ", ". [iklan_2] ", 1)
    lines.insert(body[2], "![]() |")
    Path("page.txt").write_text("\n".join(lines), "utf-8")
    called = check("page.txt", "-t", "id", "--profile", "strict")
    assert residue(called) == [
        ("Bahasa Indonesia:", ""),
        ("![]()", str(body[2] + 1)),
        ("[iklan_2]", ""),
    ]
    numbers = [json.loads(line)["line"] for line in called.out.splitlines()]
    assert numbers == sorted(numbers)
    assert "bracket.empty" not in found(called)


def test_residue_inside_a_page_is_fixed_in_place() -> None:
    page = Path("page.txt").read_text("utf-8")
    Path("page.txt").write_text(page.replace(". ", ". [iklan_2] ", 1), "utf-8")
    check("page.txt", "-t", "id", "--fix-only", "page.residue", "--fix", "--yes")
    assert Path("page.txt").read_text("utf-8") == page


def test_lines_that_were_left_out_and_may_be_text_are_named() -> None:
    lines = Path("page.txt").read_text("utf-8").split("\n")
    lines.insert(6, "Ikuti berita kami di WhatsApp Channel")
    Path("page.txt").write_text("\n".join(lines), "utf-8")
    called = check("page.txt", "-t", "id")
    assert "line 7 “Ikuti berita kami di WhatsApp Channel” (promotion)" in called.err


def test_another_story_is_pointed_out() -> None:
    page = ARTICLES / "konvensi-hanoi.id.txt"
    called = check(str(page), "--source", "original.txt", "-t", "id")
    assert "is it another story?" in called.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["page.txt", "page.txt"], "--source has no effect here: it is for one FILE"),
        (["--memory"], "--source has no effect here: it is for one FILE, a page"),
        (["units.jsonl"], "units.jsonl: a file of units"),
        (["units.tsv"], "units.tsv: a file of units"),
        (["short.txt"], "align original.txt with short.txt, and"),
    ],
)
def test_what_is_no_page_is_told_with_what_to_do(words: list[str], said: str) -> None:
    Path("units.jsonl").write_text('{"target": "Ia datang."}\n', "utf-8")
    Path("units.tsv").write_text("Ông đến.\tIa datang.\n", "utf-8")
    Path("short.txt").write_text("Ia datang.\n", "utf-8")
    called = check(*words, "--source", "original.txt", "-s", "vi", "-t", "id")
    assert (called.code, called.out) == (2, "")
    assert said in called.err


def test_an_original_in_another_language_than_is_asked_for_is_told() -> None:
    words = ("page.txt", "--source", "original.txt", "-t", "id")
    said = "original.txt: the page seems to be in vi; -s says en; give -s vi\n"
    assert said in check(*words, "-s", "en").err
    for given in ((), ("-s", "vi")):
        assert "seems to be" not in check(*words, *given).err


def test_an_original_that_is_damaged_is_not_said_to_be_no_page() -> None:
    with Path("original.txt").open("ab") as file:
        file.write(b"\xff")
    called = check("page.txt", "--source", "original.txt", "-t", "id")
    assert called.code == 2
    assert "original.txt:" in called.err and "padanan align" not in called.err


@pytest.mark.parametrize(
    ("original", "said"),
    [
        (
            "page.txt",
            "page.txt: this page is in id, and so is page.txt, as -t says; give",
        ),
        ("short.txt", "align short.txt with page.txt, and"),
        ("none.txt", "none.txt: no such file"),
        ("-", "--source: standard input cannot be the original"),
    ],
)
def test_an_original_that_is_of_no_use_is_told(original: str, said: str) -> None:
    Path("short.txt").write_text("Ông đến.\n", "utf-8")
    called = check("page.txt", "--source", original, "-t", "id")
    assert (called.code, called.out) == (2, "")
    assert said in called.err


def test_an_original_in_another_language_than_that_of_the_settings() -> None:
    """The language of its name or of its text goes before that of `padanan.toml`."""
    Path("padanan.toml").write_text('source = "vi"\ntarget = "id"\n', "utf-8")
    Path("news").mkdir()
    english = (
        "Fishery ministers meet in Hanoi",
        "The minister said that 16,700 boats were registered this year.",
        "Both sides will meet again in Hanoi next month.",
    )
    translation = (
        "Para menteri perikanan bertemu di Hanoi",
        "Menteri mengatakan bahwa 16.900 kapal telah terdaftar tahun ini.",
        "Kedua pihak akan bertemu lagi di Hanoi bulan depan.",
    )
    Path("news/a.en.txt").write_text("\n".join(english), "utf-8")
    Path("news/a.id.txt").write_text("\n".join(translation), "utf-8")
    Path("original.txt").write_text("\n".join(english), "utf-8")
    for words in (("news",), ("news/a.id.txt", "--source", "original.txt")):
        called = check(*words, "--only", "num")
        assert "num.value" in found(called)
        assert "are read as en" in called.err and "-s vi overrides" in called.err
    assert "seems to be in en" in check(*words, "-s", "vi").err
    (article,) = json.loads(call("ingest", "news").out)["articles"]
    assert article["units"] == 3


def test_two_files_of_one_article_are_checked_each_in_its_place() -> None:
    Path("copies/deep").mkdir(parents=True)
    for name in ("copies/a.txt", "copies/deep/b.txt"):
        Path(name).write_text("Menteri  tiba.\nIni berita.\n", "utf-8")
    findings = [
        json.loads(line)
        for line in check(
            "copies", "-t", "id", "--format", "jsonl", "--only", "space.double"
        ).out.splitlines()
    ]
    assert [(found["file"], found["line"]) for found in findings] == [
        ("copies/a.txt", 1),
        ("copies/deep/b.txt", 1),
    ]
    assert len({found["unit"] for found in findings}) == 2
    assert check("copies", "-t", "id", "--fix", "--yes").code == 0
    for name in ("copies/a.txt", "copies/deep/b.txt"):
        assert Path(name).read_text("utf-8").startswith("Menteri tiba.")
