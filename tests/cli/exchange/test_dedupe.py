"""The command `dedupe`: what it counts, writes, removes and refuses."""

import json
from pathlib import Path

from tests.cli.calling import call

_PAIR = ("-s", "vi", "-t", "id")


def write_pairs(path: Path, *pairs: tuple[str, str]) -> str:
    path.write_text("".join(f"{source}\t{target}\n" for source, target in pairs))
    return str(path)


def test_files_are_read_as_one_and_written_without_duplicates(tmp_path: Path) -> None:
    first = write_pairs(tmp_path / "a.tsv", ("họp báo", "konferensi pers"), ("a", "b"))
    second = write_pairs(tmp_path / "b.tsv", ("Họp báo", "Konferensi pers"))
    out, report = tmp_path / "out.tmx", tmp_path / "report.jsonl"
    dry = call("dedupe", first, second, *_PAIR, "--report", str(report))
    assert json.loads(dry.out) == {"units": 3, "duplicates": 1}
    [line] = map(json.loads, report.read_text("utf-8").splitlines())
    assert line["removed"]["source"] == "Họp báo"
    assert (line["kept"]["source"], line["similarity"]) == ("họp báo", 100.0)
    done = call("dedupe", first, second, *_PAIR, "-O", str(out))
    assert json.loads(done.out)["written"] == 2
    rest = call("dedupe", str(out), *_PAIR, "-O", str(tmp_path / "out.po"))
    assert json.loads(rest.out) == {"units": 2, "duplicates": 0, "written": 2}
    exact = call("dedupe", first, second, *_PAIR, "--by", "exact")
    assert json.loads(exact.out) == {"units": 3, "duplicates": 0}


def test_the_memory_changes_only_when_told_and_undo_restores_it(
    tmp_path: Path,
) -> None:
    database = ("--database", str(tmp_path / "x.db"))
    for source in ("họp báo", "Họp báo", "khác"):
        call("add", source, "konferensi pers", *_PAIR, *database)
    dry = call("dedupe", "--memory", *database)
    assert json.loads(dry.out) == {"units": 3, "duplicates": 1}
    report = tmp_path / "report.jsonl"
    words = ("dedupe", "--memory", "--keep", "newest", "--report", str(report))
    done = json.loads(call(*words, "--apply", *database).out)
    assert (done["removed"], done["import"]) == (1, "i4")
    assert json.loads(report.read_text("utf-8"))["removed"]["source"] != "khác"
    assert json.loads(call("stats", *database).out)["units"] == {"vi-id": 2}
    call("undo", "i4", *database)
    assert json.loads(call("stats", *database).out)["units"] == {"vi-id": 3}


def test_mistakes_are_refused(tmp_path: Path) -> None:
    pairs = write_pairs(tmp_path / "a.tsv", ("a", "b"))
    for words, message in [
        ((), "give FILES or --memory"),
        ((pairs, "--memory"), "give FILES or --memory"),
        ((pairs, "--apply"), "--apply has no effect here"),
        ((pairs, "--min-similarity", "90"), "--min-similarity needs --by near"),
        (("--memory", "-O", "x.tmx"), "--output has no effect here"),
    ]:
        done = call("dedupe", *words, *_PAIR)
        assert done.code == 2 and message in done.err, done.err
    (tmp_path / "empty.jsonl").write_text("{}\n")
    assert call("dedupe", str(tmp_path / "empty.jsonl"), *_PAIR).code in (1, 2)
