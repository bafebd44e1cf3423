"""Parts are whole documents and together the file; cuts depend on the file alone."""

import json
from pathlib import Path

import pytest

from batch.partitions.cutting import cut_files
from batch.partitions.part import ChangedInput
from tests.batch.corpora import write_corpus
from tm.errors import InputError


@pytest.mark.parametrize("size", [1, 700, 5_000, 10**9])
def test_parts_are_whole_documents_and_together_the_file(
    tmp_path: Path, size: int
) -> None:
    path = write_corpus(tmp_path / "a.jsonl")
    content = path.read_bytes()
    parts = cut_files([str(path)], size)
    pieces = []
    for part in parts:
        with part.extract() as copy:
            pieces.append(copy.read_bytes())
        assert content[: part.start].count(b"\n") + 1 == part.line_number
    assert b"".join(pieces) == content
    assert [len(piece) >= size for piece in pieces[:-1]] == [True] * (len(parts) - 1)
    documents = [
        {json.loads(line)["document"] for line in piece.splitlines()}
        for piece in pieces
    ]
    assert sum(map(len, documents)) == len(set().union(*documents)) == 24
    assert cut_files([str(path)], size) == parts


def test_other_files_and_damaged_lines_are_cut_as_well_as_it_goes(
    tmp_path: Path,
) -> None:
    table, lines = tmp_path / "a.tsv", tmp_path / "b.jsonl"
    table.write_text("a\tb\n" * 1000)
    lines.write_text('{"document": "d", "source"\n' * 10)  # no JSON: cut anywhere
    parts = cut_files([str(table), str(lines)], 50)
    assert [part.path for part in parts if part.is_whole] == [str(table)]
    assert len(parts) == 1 + 5


def test_an_empty_file_is_a_part(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").touch()
    [part] = cut_files([str(tmp_path / "a.jsonl")], 50)
    assert (part.start, part.end) == (0, 0)


def test_a_changed_or_missing_file_is_said(tmp_path: Path) -> None:
    path = write_corpus(tmp_path / "a.jsonl")
    part = cut_files([str(path)], 5_000)[1]
    content = path.read_bytes()
    path.write_bytes(content.replace(b"Hanoi", b"Hanoy"))
    with pytest.raises(ChangedInput, match="changed while the job ran"):
        with part.extract():
            pass
    path.unlink()
    with pytest.raises(ChangedInput, match="folder that all machines share"):
        with part.extract():
            pass


def test_standard_input_and_missing_files_are_refused() -> None:
    with pytest.raises(InputError, match="standard input"):
        cut_files(["-"], 50)
    with pytest.raises(InputError, match="no such file"):
        cut_files(["missing.jsonl"], 50)
