"""The jobs `pretranslate` and `analyse` do to parts what the commands do to files."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call

_LOCALES = ("-s", "vi", "-t", "id")


@pytest.fixture
def database(tmp_path: Path) -> tuple[str, str]:
    place = ("--database", str(tmp_path / "x.db"))
    for source, target in [
        ("Họp báo tại Hà Nội", "Konferensi pers di Hanoi"),
        ("Bộ trưởng đến thăm 12 tỉnh", "Menteri mengunjungi 12 provinsi"),
    ]:
        assert call("add", source, target, *_LOCALES, *place).code == 0
    return place


def write_queries(path: Path, first: int) -> str:
    texts = ("Họp báo tại Hà Nội", "Bộ trưởng đến thăm 15 tỉnh", "Không có gì cả")
    lines = [
        {"id": f"u{number}", "document": f"d{number}", "source": texts[number % 3]}
        for number in range(first, first + 6)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return str(path)


def test_files_are_filled_as_by_the_command(
    database: tuple[str, str], tmp_path: Path
) -> None:
    paths = [write_queries(tmp_path / f"{name}.jsonl", 6 * name) for name in range(2)]
    out = tmp_path / "out"
    words = ("batch", "pretranslate", *paths, *_LOCALES, *database, "-o", str(out))
    done = call(*words)
    assert done.code == 0, done.err
    answer = json.loads(done.out)
    assert (answer["translated"], answer["fuzzy"], answer["empty"]) == (4, 4, 4)
    for path, output in zip(paths, answer["outputs"], strict=True):
        once = tmp_path / "once.jsonl"
        once.unlink(missing_ok=True)
        call("pretranslate", path, *_LOCALES, *database, "-O", str(once))
        assert (out / output).read_bytes() == once.read_bytes()
    call("add", "Không có gì cả", "Tidak ada apa-apa", *_LOCALES, *database)
    again = json.loads(call(*words).out)  # another memory, other outputs
    assert again["translated"] == 8
    assert not {*again["outputs"]} & {*answer["outputs"]}
    assert len([*out.glob("part-*")]) == 2


def test_leverage_of_parts_adds_up(database: tuple[str, str], tmp_path: Path) -> None:
    path = write_queries(tmp_path / "a.jsonl", 0)
    words = ("batch", "analyse", path, *_LOCALES, *database)
    done = call(*words, "-o", str(tmp_path / "out"))
    assert done.code == 0, done.err
    once = json.loads(
        call("analyse", path, *_LOCALES, *database, "--format", "json").out
    )
    segments = {band: amount["segments"] for band, amount in once["bands"].items()}
    assert json.loads(done.out)["segments"] == segments


def test_a_memory_is_needed_and_kinds_are_not_mixed(
    database: tuple[str, str], tmp_path: Path
) -> None:
    path = write_queries(tmp_path / "a.jsonl", 0)
    (tmp_path / "b.tsv").write_text("Họp báo\t\n")
    out = ("-o", str(tmp_path / "out"))
    done = call("batch", "pretranslate", path, *_LOCALES, *out)
    assert done.code == 2 and "import units first" in done.err
    words = (path, str(tmp_path / "b.tsv"), *_LOCALES, *database, *out)
    done = call("batch", "pretranslate", *words)
    assert done.code == 2 and "files of several kinds" in done.err
