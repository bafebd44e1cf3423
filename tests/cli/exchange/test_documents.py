"""Documents that are translated from the memory on the command line."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.exports.documents.building import body_of, docx, paragraph, run

TEXT = paragraph(
    run("Press conference. Nobody knows "), run("this", "<w:b/>"), run(".")
)


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """A memory, and the options that name it."""
    monkeypatch.chdir(tmp_path)
    options = ("--database", str(tmp_path / "x.db"), "-s", "en", "-t", "id")
    for source, target in (
        ("Press conference.", "Jumpa pers."),
        ("It rose by 5.5 percent in May 2024", "Naik 5,5 persen pada Mei 2024"),
    ):
        assert call("add", source, target, *options).code == 0
    return options


def test_a_word_document_is_translated(options: tuple[str, ...]) -> None:
    content = TEXT + paragraph(run("It rose by 7.5 percent in May 2025"))
    docx(Path("a.docx"), content)
    done = call("pretranslate", "a.docx", "-O", "b.docx", *options, "--format", "json")
    counts = json.loads(done.out)
    assert (counts["translated"], counts["fuzzy"], counts["empty"]) == (1, 1, 1)
    assert {band: n for band, n in counts["bands"].items() if n} == {
        "100": 1,
        "95-99": 1,
    }
    body = body_of(Path("b.docx").read_bytes())
    assert '<w:t xml:space="preserve">Jumpa pers. Nobody knows </w:t>' in body
    assert "<w:t>Naik 7,5 persen pada Mei 2025</w:t>" in body


def test_marks_are_put_on_request(options: tuple[str, ...]) -> None:
    Path("a.txt").write_bytes(b"Press conference. It is new.\r\n")
    done = call("pretranslate", "a.txt", "-O", "b.txt", *options, "--mark")
    assert Path("b.txt").read_bytes() == "Jumpa pers. ⟦It is new.⟧\r\n".encode()
    assert re.search(r"^100\s.*1", done.out, re.MULTILINE) or '"100": 1' in done.out


def test_a_document_is_not_written_over_itself(options: tuple[str, ...]) -> None:
    path = Path("a.txt")
    path.write_text("Press conference.\n", "utf-8")
    refused = call("pretranslate", "a.txt", "-O", "./a.txt", *options)
    assert refused.code == 2 and "--force" in refused.err
    assert path.read_text("utf-8") == "Press conference.\n"
    assert call("pretranslate", "a.txt", "-O", "a.txt", "--force", *options).code == 0
    assert path.read_text("utf-8") == "Jumpa pers.\n"


def test_an_option_of_documents_is_for_documents(options: tuple[str, ...]) -> None:
    Path("a.tsv").write_text("Press conference.\t\n", "utf-8")
    refused = call("pretranslate", "a.tsv", "-O", "b.tsv", "--mark", *options)
    assert refused.code == 2 and "--mark has no effect" in refused.err


@pytest.mark.parametrize("name", ["a.txt", "a.tsv"])
def test_an_output_that_was_edited_is_replaced_on_request_only(
    name: str, options: tuple[str, ...]
) -> None:
    Path(name).write_text("Press conference.\t\n", "utf-8")
    output = Path("out" + Path(name).suffix)
    output.touch()  # an empty file has nothing to lose
    call_arguments = ("pretranslate", name, "-O", str(output), *options)
    assert call(*call_arguments).code == 0
    output.write_text("edited by a person", "utf-8")
    refused = call(*call_arguments)
    assert refused.code == 2 and "out" in refused.err and "--force" in refused.err
    assert output.read_text("utf-8") == "edited by a person"
    assert call(*call_arguments, "--force").code == 0
    assert "Jumpa pers." in output.read_text("utf-8")


def test_a_file_of_units_is_filled_in_place(options: tuple[str, ...]) -> None:
    Path("a.tsv").write_text("Press conference.\t\nIt is new.\tBaru.\n", "utf-8")
    assert call("pretranslate", "a.tsv", "-O", "./a.tsv", *options).code == 0
    assert Path("a.tsv").read_text("utf-8") == (
        "Press conference.\tJumpa pers.\nIt is new.\tBaru.\n"
    )


def test_a_document_is_analysed_by_the_same_sentences(options: tuple[str, ...]) -> None:
    docx(Path("a.docx"), TEXT)
    done = call("analyse", "a.docx", *options, "--format", "json")
    bands = json.loads(done.out)["bands"]
    assert bands["100"]["segments"] == 1
    assert json.loads(done.out)["total"]["segments"] == 2


def test_a_table_that_is_called_text_stays_a_table(options: tuple[str, ...]) -> None:
    Path("a.txt").write_text("en,id\nPress conference.,\n", "utf-8")
    done = call("pretranslate", "a.txt", "-O", "b.txt", *options)
    assert done.code == 0
    assert Path("b.txt").read_text("utf-8") == "en,id\nPress conference.,Jumpa pers.\n"


def test_nothing_is_written_for_a_damaged_document(options: tuple[str, ...]) -> None:
    Path("a.docx").write_bytes(b"PK\x03\x04 and no more")
    refused = call("pretranslate", "a.docx", "-O", "b.docx", *options)
    assert refused.code == 2 and "a.docx: a damaged document" in refused.err
    assert not Path("b.docx").exists()
