"""The commands segment and align."""

import json
from pathlib import Path

import pytest

from cli import run


def _files(folder: Path, source: str, target: str) -> list[str]:
    paths = [folder / "source.txt", folder / "target.txt"]
    for path, text in zip(paths, (source, target), strict=True):
        path.write_bytes(text.encode())
    return [str(path) for path in paths]


def test_segment_by_the_rules_that_were_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _files(tmp_path, "Letjen. An tiba. Ia pulang.", "")[0]
    rules = str(tmp_path / "rules.srx")
    assert run(["rules", rules, "-l", "id", "-l", "vi"]) == 0
    capsys.readouterr()
    wish = ["segment", path, "-l", "id", "--rules", rules, "--format", "json"]
    assert run(wish) == 0
    segments = json.loads(capsys.readouterr().out)["segments"]
    assert [part["text"] for part in segments] == ["Letjen. An tiba.", "Ia pulang."]


@pytest.mark.parametrize(
    ("content", "locale", "reason"),
    [
        (None, "id", "no such file"),
        ("<tmx/>", "id", "<srx> expected"),
        ("", "id", "ends too early"),
    ],
)
def test_rules_that_cannot_be_read_are_named(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: str | None,
    locale: str,
    reason: str,
) -> None:
    path = _files(tmp_path, "Ia pulang.", "")[0]
    rules = tmp_path / "rules.srx"
    if content is not None:
        rules.write_text(content, "utf-8")
    assert run(["segment", path, "-l", locale, "--rules", str(rules)]) == 2
    assert reason in capsys.readouterr().err


def test_segment_gives_places_in_the_raw_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Letjen. An tiba.\r\n\r\nIa pulang. \u201cYa.\u201d\r\n"
    path = _files(tmp_path, text, "")[0]
    assert run(["segment", path, "-l", "id", "--format", "json"]) == 0
    segments = json.loads(capsys.readouterr().out)["segments"]
    assert [text[part["start"] : part["end"]] for part in segments] == [
        "Letjen. An tiba.",
        "Ia pulang.",
        "\u201cYa.\u201d",
    ]


def test_align_prints_beads_and_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = "Ông An đến Jakarta ngày 8/10.\nGiá tăng 5,2%.\n"
    target = "Tuan An tiba di Jakarta pada 8 Oktober.\nHarga naik 5,2 persen.\n"
    paths = _files(tmp_path, source, target)
    options = ["-s", "vi", "-t", "id", "--sentences", "--format", "json"]
    assert run(["align", *paths, *options]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [(bead["source"], bead["target"]) for bead in answer["beads"]] == [
        ([0], [0]),
        ([1], [1]),
    ]
    assert source[slice(*answer["source_spans"][1])] == "Giá tăng 5,2%."
    assert all(0 <= bead["score"] <= 1 for bead in answer["beads"])


def test_align_counts_empty_lines_when_lines_are_sentences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = _files(tmp_path, "Satu.\n\nDua.\n", "")
    options = ["-s", "id", "-t", "vi", "--sentences", "--format", "json"]
    assert run(["align", *paths, *options]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert len(answer["source_spans"]) == 3
    assert answer["target_spans"] == []


def test_align_shows_texts_beside_each_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = _files(tmp_path, "Một câu ở Hà Nội.", "Satu kalimat di Hanoi.")
    options = ["-s", "vi", "-t", "id", "--format", "table"]
    assert run(["align", *paths, *options]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("câu ở Hà Nội." in line and "di Hanoi." in line for line in lines)


def test_a_text_in_another_language_is_pointed_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Các nhà lãnh đạo của nhiều nước sẽ đến dự lễ ký tại Hà Nội trong năm nay."
    paths = _files(tmp_path, text, text)
    assert run(["align", *paths, "-s", "vi", "-t", "id", "--format", "json"]) == 0
    assert "seems to be in vi, but is read as id" in capsys.readouterr().err


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"a\0b"])
def test_a_binary_file_is_bad_input(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(data)
    assert run(["segment", str(path), "-l", "id"]) == 2


def test_a_missing_file_is_bad_input(tmp_path: Path) -> None:
    assert run(["segment", str(tmp_path / "none.txt"), "-l", "id"]) == 2


def test_a_guessed_encoding_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Il est arrivé à Hanoï. Été.".encode("cp1252"))
    assert run(["segment", str(path), "-l", "fr"]) == 0
    assert "which is a guess" in capsys.readouterr().err
