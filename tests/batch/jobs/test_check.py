"""The job `check` reports what `padanan check` does, however its parts are shared."""

import json
import shutil
from pathlib import Path

import pytest

from tests.batch.corpora import read_outputs, write_corpus
from tests.cli.calling import Called, call

_LOCALES = ("-s", "vi", "-t", "id")


def check_batch(folder: Path, *words: str) -> Called:
    return call("batch", "check", *words, "-o", str(folder), *_LOCALES)


def read_findings(folder: Path) -> list[str]:
    return [
        line
        for path in folder.glob("*.jsonl")
        for line in path.read_text("utf-8").split("\n")
        if line
    ]


def test_findings_are_those_of_the_command(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "a.jsonl")
    done = check_batch(tmp_path / "out", str(corpus), "--part-size", ".005")
    assert done.code == 0
    answer = json.loads(done.out)
    assert answer["complete"] and answer["units"] == 240
    assert len([name for name in answer["outputs"] if name.startswith("part-")]) > 3
    once = call("check", str(corpus), *_LOCALES)
    findings = once.out.splitlines()
    assert len(findings) > 100
    checks = {json.loads(finding)["check"] for finding in findings}
    assert {"seg.same_source", "space.double"} <= checks
    assert sorted(read_findings(tmp_path / "out")) == sorted(findings)


def test_shares_make_the_same_files_in_two_rounds(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "a.jsonl")
    options = (str(corpus), "--part-size", ".005", "--only", "num,seg.same_source")
    whole, shared = tmp_path / "whole", tmp_path / "shared"
    check_batch(whole, *options)
    for round_number in range(2):
        for rank in (2, 0, 1):
            done = check_batch(shared, *options, "--rank", str(rank), "--of", "3")
            assert done.code == 0
        # Checks that compare all units wait for all parts.
        assert json.loads(done.out)["complete"] is (round_number == 1)
    assert read_outputs(shared) == read_outputs(whole)


def test_only_changed_parts_are_checked_again(tmp_path: Path) -> None:
    corpus, other = tmp_path / "a.jsonl", write_corpus(tmp_path / "b.jsonl", 20)
    write_corpus(corpus, 40)
    folder = tmp_path / "out"
    options = (str(corpus), str(other), "--only", "space")
    check_batch(folder, *options)
    first = {path.name: path.stat().st_mtime_ns for path in folder.glob("part-*")}
    write_corpus(corpus, 41)
    check_batch(folder, *options)
    second = {path.name: path.stat().st_mtime_ns for path in folder.glob("part-*")}
    kept = first.keys() & second.keys()
    assert len(first) == len(second) == 2
    assert [second[name] == first[name] for name in kept] == [True]
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert {output["file"] for output in manifest["outputs"]} >= second.keys()


@pytest.mark.parametrize("damage", ["cut", "deleted", "record"])
def test_a_damaged_output_is_made_again(tmp_path: Path, damage: str) -> None:
    corpus = write_corpus(tmp_path / "a.jsonl", 40)
    folder = tmp_path / "out"
    options = (str(corpus), "--only", "space")
    check_batch(folder, *options)
    whole = read_outputs(folder)
    [output] = folder.glob("part-*")
    if damage == "cut":
        output.write_bytes(output.read_bytes()[:-1])
    elif damage == "deleted":
        output.unlink()
    else:
        (folder / "done" / f"{output.name}.json").write_bytes(b'{"output": ')
    check_batch(folder, *options)
    assert read_outputs(folder) == whole


def test_a_bad_part_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    good, bad = write_corpus(tmp_path / "a.jsonl", 40), tmp_path / "b.tmx"
    bad.write_text("<tmx version='1.4'><header/><body><tu>")
    folder = tmp_path / "out"
    options = (str(bad), str(good), "--only", "space")
    done = check_batch(folder, *options)
    assert done.code == 2
    assert f"part 0 ({bad})" in done.err and "the same command continues" in done.err
    assert len([*folder.glob("part-*")]) == 1
    assert not (folder / "manifest.json").exists()
    shutil.copy(good, bad)  # content decides, not the suffix
    assert check_batch(folder, *options).code == 0
    assert (folder / "manifest.json").exists()


def test_damaged_lines_are_skipped_and_named(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "a.jsonl", 40)
    lines = corpus.read_text("utf-8").splitlines()
    lines[30] = lines[30][:20]
    corpus.write_text("\n".join(lines), "utf-8")
    options = (str(corpus), "--only", "space", "--part-size", ".001")
    done = check_batch(tmp_path / "out", *options)
    assert done.code == 0 and f"{corpus}:31: " in done.err


def test_mistakes_are_said_at_once(tmp_path: Path) -> None:
    corpus = str(write_corpus(tmp_path / "a.jsonl", 10))
    folder = tmp_path / "out"
    for words, message in [
        (("--rank", "0"), "--rank and --of belong together"),
        (("--rank", "4", "--of", "4"), "--rank is 0 to 3"),
        (
            ("--rank", "0", "--of", "2", "--workers", "2"),
            "one of --workers, --scheduler and --rank",
        ),
        (("--only", "nosuch"), "nosuch"),
    ]:
        done = check_batch(folder, corpus, *words)
        assert done.code == 2 and message in done.err, words
    assert check_batch(Path(corpus), corpus).code == 2  # a file is no folder


def test_a_folder_of_another_job_is_refused(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "a.jsonl", 10)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "plan-0.json").write_text('{"job": "dedupe"}')
    done = check_batch(tmp_path / "out", str(corpus))
    assert done.code == 2 and "holds the outputs of batch dedupe" in done.err
