"""What `padanan align` prints and writes, and what it says of odd texts."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call

SOURCE = (
    "Chính phủ họp ngày 8/10 tại Hà Nội.\nGiá gạo & ngô <tăng> 5,2%.\n"
    "Bộ trưởng Quốc phòng thăm 7 bệnh viện tại Đà Nẵng hôm thứ Ba.\n"
)
TARGET = (
    "Pemerintah rapat pada 8 Oktober di Hanoi.\nHarga beras & jagung <naik> 5,2%.\n"
)
_LONG = {
    "vi": "Các nhà lãnh đạo của nhiều nước sẽ đến dự lễ ký tại Hà Nội trong năm nay.",
    "id": "Para pemimpin dari banyak negara akan hadir di Hanoi pada tahun ini.",
}


@pytest.fixture
def texts(tmp_path: Path) -> list[str]:
    return _written(tmp_path, SOURCE, TARGET)


def _written(folder: Path, source: str, target: str) -> list[str]:
    paths = [folder / "a&b.txt", folder / "b.txt"]
    for path, text in zip(paths, (source, target), strict=True):
        path.write_text(text, "utf-8")
    return [*map(str, paths), "-s", "vi", "-t", "id"]


def test_a_page_holds_both_texts_escaped_and_nothing_from_outside(
    texts: list[str],
) -> None:
    page = call("align", *texts, "--format", "html").out
    assert "Giá gạo &amp; ngô &lt;tăng&gt; 5,2%." in page
    assert "Harga beras &amp; jagung &lt;naik&gt; 5,2%." in page
    assert "<title>a&amp;b.txt – b.txt</title>" in page
    assert page.count('<tr id="b') == 3
    assert page.count('class="omission"') == 1
    assert 'lang="vi"' in page and 'lang="id"' in page
    assert "http" not in page and "src=" not in page and "<script" not in page


def test_a_page_is_written_to_a_file(texts: list[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = call("align", *texts, "--format", "html", "-O", str(page))
    assert (done.code, done.out) == (0, "")
    assert page.read_text("utf-8").endswith("</html>\n")


def test_the_suffix_of_a_file_says_what_is_written(
    texts: list[str], tmp_path: Path
) -> None:
    for suffix, sign in (("html", "<!DOCTYPE html>"), ("TMX", "<tmx")):
        path = tmp_path / f"out.{suffix}"
        assert call("align", *texts, "-O", str(path)).code == 0
        assert sign in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "word"),
    [(["-O", "out.json"], "others"), (["-O", "out.tmx", "--format", "json"], "json")],
)
def test_what_is_only_printed_is_not_written(
    texts: list[str], options: list[str], word: str
) -> None:
    done = call("align", *texts, *options)
    assert done.code == 2
    assert f"for {word}, redirect" in done.err


def test_pairs_are_written_as_a_memory_that_can_be_imported(
    texts: list[str], tmp_path: Path
) -> None:
    memory = tmp_path / "pairs.tmx"
    done = call("align", *texts, "--format", "tmx", "-O", str(memory))
    assert done.code == 0
    database = ["--database", str(tmp_path / "memory.db"), "--format", "json"]
    counts = json.loads(call("import", str(memory), *database).out)
    assert counts["new"] == 2


@pytest.mark.parametrize(("least", "variants"), [("0", 4), ("1", 0)])
def test_unsure_pairs_may_be_left_out(
    texts: list[str], tmp_path: Path, least: str, variants: int
) -> None:
    memory = tmp_path / "pairs.tmx"
    options = ["--format", "tmx", "-O", str(memory), "--min-score", least]
    assert call("align", *texts, *options).code == 0
    assert memory.read_text("utf-8").count("<tuv") == variants


def test_tsv_has_a_line_for_each_bead(texts: list[str]) -> None:
    lines = call("align", *texts, "--format", "tsv").out.splitlines()
    assert lines[0] == "score\tsource\ttarget"
    assert len(lines) == 4


def test_swapped_texts_are_pointed_out(tmp_path: Path) -> None:
    texts = _written(tmp_path, _LONG["id"], _LONG["vi"])
    done = call("align", *texts, "--format", "json")
    assert done.code == 0
    assert "the source seems to be id, not vi" in done.err
    assert "are the two files swapped?" in done.err


@pytest.mark.parametrize(
    ("source", "target"), [("", TARGET), (SOURCE, " \n"), ("", "")]
)
def test_an_empty_text_is_pointed_out(tmp_path: Path, source: str, target: str) -> None:
    done = call("align", *_written(tmp_path, source, target), "--format", "json")
    assert done.code == 0
    assert "the file is empty; nothing to align" in done.err
    beads = json.loads(done.out)["beads"]
    assert not any(bead["source"] and bead["target"] for bead in beads)


def test_a_text_aligns_with_itself(tmp_path: Path) -> None:
    text = "Chính phủ họp.\nGiá gạo tăng.\nChia sẻ\nÔng nói: “Vâng.”\n" * 3
    done = call("align", *_written(tmp_path, text, text), "--format", "json")
    beads = json.loads(done.out)["beads"]
    assert [bead["target"] for bead in beads] == [[number] for number in range(12)]
    assert all(bead["source"] == bead["target"] for bead in beads)


@pytest.mark.slow
def test_a_line_without_end_is_one_sentence(tmp_path: Path) -> None:
    text = "tăng 5,2% ở Hà Nội " * 10_000 + "x" * 800_000
    done = call("align", *_written(tmp_path, text, text), "--format", "json")
    assert [
        (bead["source"], bead["target"]) for bead in json.loads(done.out)["beads"]
    ] == [([0], [0])]


def test_what_the_memory_knows_is_kept_for_the_next_call(
    texts: list[str], tmp_path: Path
) -> None:
    database = ["--database", str(tmp_path / "memory.db")]
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("chim hót\tburung bernyanyi\n" * 3, "utf-8")
    call("import", str(pairs), "-s", "vi", "-t", "id", *database)
    assert call("align", *texts, *database, "--format", "json").code == 0
    assert list(Path.home().rglob("lexicon/*.vi.id.json"))
