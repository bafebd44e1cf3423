"""XLIFF on the command line: in, out, judged, filled and mended."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.paths import DATA

FOLDER = DATA / "xliff"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    monkeypatch.chdir(tmp_path)
    return ("--database", str(tmp_path / "x.db"), "--format", "json")


def test_other_tools_units_are_stored_and_exported_as_either_version(
    database: tuple[str, ...],
) -> None:
    done = call("import", str(FOLDER / "weblate.xlf"), *database)
    assert json.loads(done.out)["new"] == 3
    pair = ("-s", "en", "-t", "id")
    done = call("export", "two.xlf", *pair, *database)
    assert json.loads(done.out)["format"] == "xliff"
    done = call("export", "one.xliff", "--as", "xliff1", *pair, *database)
    assert json.loads(done.out)["lost"] == []
    assert b'version="2.1"' in Path("two.xlf").read_bytes()
    assert b'version="1.2"' in Path("one.xliff").read_bytes()
    # Whatever way they went, they are the units that are there.
    done = call("import", "two.xlf", "one.xliff", *database)
    assert json.loads(done.out)["known"] == 6
    before = Path("two.xlf").read_bytes()
    call("export", "two.xlf", *pair, *database)
    assert Path("two.xlf").read_bytes() == before


def test_a_translator_fills_what_was_exported_and_it_comes_back(
    database: tuple[str, ...],
) -> None:
    Path("bai.txt").write_text("Tiêu đề của bài\n\nMột câu chưa ai dịch.\n", "utf-8")
    call("ingest", "bai.txt", "-l", "vi", "--no-fetch", "--incomplete", *database)
    done = call(
        "export", "fill.xlf", "-s", "vi", "-t", "id", "--untranslated", *database
    )
    assert json.loads(done.out)["written"] == 2
    text = Path("fill.xlf").read_text("utf-8")
    filled = text.replace(
        "bài</source>", "bài</source>\n<target>Judul artikel</target>"
    )
    Path("fill.xlf").write_text(filled, "utf-8")
    done = call("import", "fill.xlf", *database)
    assert json.loads(done.out)["new"] == 1
    words = ("lookup", "Tiêu đề của bài", "-s", "vi", "-t", "id")
    [match] = json.loads(call(*words, *database).out)
    assert match["target"] == "Judul artikel" and match["state"] == "translated"
    assert match["origin"]["position"] == 0


def test_a_file_is_checked_and_mended_in_its_place(database: tuple[str, ...]) -> None:
    text = (FOLDER / "trados.sdlxliff").read_text("utf-8")
    bad = text.replace("Konferensi pers.", "Konferensi pers .")
    Path("a.sdlxliff").write_text(bad, "utf-8")
    options = ("-s", "vi", "-t", "id", "--only", "char.*,punct.*", *database)
    found = json.loads(call("check", "a.sdlxliff", *options).out)
    assert {finding["unit"].partition("#")[0] for finding in found} == {"a.sdlxliff"}
    call("check", "a.sdlxliff", "--fix", "--yes", *options)
    assert Path("a.sdlxliff").read_text("utf-8") == text


def test_an_entity_is_refused_with_its_line(database: tuple[str, ...]) -> None:
    Path("a.xlf").write_text(
        '<!DOCTYPE xliff [\n<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'
        '<xliff version="1.2"/>',
        "utf-8",
    )
    for words in (("import", "a.xlf"), ("pretranslate", "a.xlf", "-O", "b.xlf")):
        done = call(*words, *database)
        assert done.code == 2 and "a.xlf:2" in done.err and "entity" in done.err
    assert not Path("b.xlf").exists()


def test_file_in_another_variant_is_read_as_it_says_and_that_is_told(
    tmp_path: Path,
) -> None:
    one = (
        '<file original="{}" source-language="en" target-language="pt-BR"'
        ' datatype="plaintext"><body><trans-unit id="1"><source>Save</source>'
        "<target>Salvar</target></trans-unit></body></file>"
    )
    path = tmp_path / "a.xlf"
    files = "".join(map(one.format, "abc"))
    head = '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
    path.write_text(f"{head}{files}</xliff>", "utf-8")
    database = ("--database", str(tmp_path / "memory.db"))
    done = call("import", str(path), "-s", "en", "-t", "pt-PT", *database)
    assert done.code == 0
    assert done.err.count("read as pt-BR, as the file says; -t says pt-PT") == 1
    assert "read as" not in call("validate", str(path), "-t", "pt").err


@pytest.mark.parametrize(
    "command",
    [("check",), ("check", "--fix", "--yes"), ("terms", "extract"), ("evaluate",)],
    ids=" ".join,
)
def test_of_a_language_that_a_file_has_not_is_said_what_asks_for_it(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    database = ("--database", "memory.db")
    Path("a.xlf").write_text(
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
        '<file original="a" source-language="en" target-language="id"'
        ' datatype="plaintext"><body><trans-unit id="1"><source>Save .</source>'
        "<target>Simpan .</target></trans-unit></body></file></xliff>",
        "utf-8",
    )
    done = call(*command, "a.xlf", "-s", "vi", "-t", "id", *database)
    assert "-s says vi; give -s en" in done.err
    Path("padanan.toml").write_text('source = "vi"\ntarget = "id"\n', "utf-8")
    for given in ((), ("-t", "id")):
        done = call(*command, "a.xlf", *given, *database)
        assert "give -s" not in done.err  # the file has the last word over settings


def test_words_about_a_file_do_not_change_what_its_units_are_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("u.jsonl").write_text('{"source": "Save", "target": "Simpan ."}\n', "utf-8")
    assert call("convert", "u.jsonl", "a.xlf", "-s", "en", "-t", "id").code == 0
    words = ("check", "a.xlf", "-t", "id", "--format", "jsonl")
    called = call(*words, "-s", "en")
    other = call(*words, "-s", "vi")
    assert "give -s en" in other.err and "give -s" not in called.err
    for done in (called, other):
        assert '"unit": "a.xlf#0"' in done.out
