"""The commands `prompt` and `judge`."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call

PAIR = ("-s", "vi", "-t", "id")


@pytest.fixture
def path(tmp_path: Path) -> str:
    path = str(tmp_path / "m.db")
    call("add", "Giá tăng 5%.", "Harga naik 5 persen.", *PAIR, "--database", path)
    call("terms", "add", "--term", "vi=họp báo", "--term", "id=jumpa pers")
    return path


def test_prompt_prints_text_or_json(path: str) -> None:
    words = ("prompt", "Giá tăng 7%.", *PAIR, "--date", "2025", "--database", path)
    text = call(*words, output_format="").out
    assert text.startswith("Translate from Vietnamese (vi) into Indonesian (id).")
    assert "= Harga naik 7 persen." in text
    package = json.loads(call(*words).out)
    assert package["text"] == text
    assert package["matches"][0]["target"] == "Harga naik 7 persen."
    assert json.loads(call(*words, output_format="json").out) == package


def test_prompt_reads_a_file_and_keeps_to_the_budget(path: str, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Giá tăng 7%. Giá giảm 3%.", "utf-8")
    words = ("prompt", "--file", str(page), *PAIR, "--database", path)
    package = json.loads(call(*words, "--budget", "110").out)
    assert len(package["segments"]) == 2
    assert package["tokens"] <= 110
    assert package["left_out"] > 0
    small = call(*words, "--budget", "10")
    assert small.code == 2
    assert "the text alone needs a budget of" in small.err
    assert "(--budget)" in small.err


@pytest.mark.parametrize(
    "words", [(), ("Giá tăng.", "--article", "4f1c"), ("Giá.", "--file", "x")]
)
def test_prompt_takes_one_text(path: str, words: tuple[str, ...]) -> None:
    called = call("prompt", *words, *PAIR, "--database", path)
    assert called.code == 2
    assert "give TEXT, --file FILE or --article KEY" in called.err


def test_judge_lists_what_to_repair(path: str, tmp_path: Path) -> None:
    texts = "Giá tăng 7%.", "Harga naik 9 persen."
    called = call("judge", *texts, *PAIR, "--database", path)
    judgement = json.loads(called.out)
    assert called.code == 1
    assert not judgement["is_accepted"]
    [repair] = judgement["repairs"]
    assert (repair["kind"], repair["right_text"]) == ("number", "7 persen")
    assert judgement["repaired"] == "Harga naik 7 persen."
    [finding] = judgement["findings"]
    assert finding["check"] == "num.percent" or finding["check"] == "num.value"
    files = [tmp_path / "source.txt", tmp_path / "answer.txt"]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, "utf-8")
    from_files = call("judge", "--files", *map(str, files), *PAIR, "--database", path)
    assert from_files.out == called.out
    good = call("judge", texts[0], "Harga naik 7 persen.", *PAIR, "--database", path)
    assert good.code == 0
    assert json.loads(good.out)["is_accepted"]
    table = call("judge", *texts, *PAIR, "--database", path, output_format="").out
    assert table.splitlines()[0] == "kind\tsource\twrong\tright\tinstruction"
