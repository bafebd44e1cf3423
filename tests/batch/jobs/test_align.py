"""The job `align` writes the pairs that `padanan align` does."""

import json
import shutil
from pathlib import Path

from tests.batch.corpora import read_outputs
from tests.cli.calling import call
from tests.paths import ROOT

_LOCALES = ("-s", "vi", "-t", "id")


def copy_articles(folder: Path) -> Path:
    folder.mkdir()
    for path in (ROOT / "seeds" / "articles").glob("*.txt"):
        shutil.copy(path, folder)
    return folder


def test_pairs_are_those_of_the_command(tmp_path: Path) -> None:
    articles = copy_articles(tmp_path / "articles")
    (articles / "alone.id.txt").write_text("Tanpa naskah asli.")
    out, once = tmp_path / "out", tmp_path / "once.tmx"
    done = call("batch", "align", str(articles), *_LOCALES, "-o", str(out))
    assert done.code == 0, done.err
    answer = json.loads(done.out)
    texts = sorted(articles.glob("*.id.txt"))
    texts = [
        path for path in texts if Path(str(path).replace(".id.txt", ".vi.txt")).exists()
    ]
    assert len(answer["outputs"]) == len(texts) > 0 and answer["units"] > 10
    original = str(texts[0]).replace(".id.txt", ".vi.txt")
    call(
        "align", original, str(texts[0]), *_LOCALES, "--format", "tmx", "-O", str(once)
    )
    call("convert", str(once), str(tmp_path / "once.jsonl"))
    units = (tmp_path / "once.jsonl").read_text("utf-8").splitlines()
    first = (out / answer["outputs"][0]).read_text("utf-8").splitlines()

    def list_texts(lines: list[str]) -> list[tuple[str, str]]:
        return [(unit["source"], unit["target"]) for unit in map(json.loads, lines)]

    assert list_texts(first) == list_texts(units) != []
    again = tmp_path / "again"
    for rank in "10":
        words = ("-o", str(again), "--rank", rank, "--of", "2")
        call("batch", "align", str(articles), *_LOCALES, *words)
    assert read_outputs(again) == read_outputs(out)


def test_a_changed_original_is_aligned_again_and_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.vi.txt").write_text("Họp báo.\n")
    (tmp_path / "a.id.txt").write_text("Konferensi pers.\n")
    out = tmp_path / "out"
    words = ("batch", "align", str(tmp_path), *_LOCALES, "-o", str(out))
    first = json.loads(call(*words).out)["outputs"]
    (tmp_path / "a.vi.txt").write_text("Cuộc họp báo.\n")
    second = json.loads(call(*words).out)["outputs"]
    assert len(first) == len(second) == 1
    (tmp_path / "a.vi.txt").unlink()
    done = call(*words)
    assert done.code == 2 and "has an original in vi next to it" in done.err
