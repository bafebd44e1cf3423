"""`padanan convert` and `padanan validate`, which open no database."""

import gzip
import io
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import Called, call
from tests.paths import DATA, ROOT

PAIRS = "một\tsatu\tdoc\nhai\tdua\tdoc\n"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own, and a database that cannot be opened."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_DATABASE", str(tmp_path / "no" / "folder" / "m.db"))


def printed(called: Called) -> Any:  # whatever the command prints as JSON
    assert called.code == 0, called.err
    return json.loads(called.out)


def pairs_file(text: str = PAIRS, name: str = "pairs.tsv") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def convert(*arguments: str) -> Any:
    return printed(call("convert", *arguments))


def given_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize(
    "chain",
    [
        ("a.jsonl", "a.tmx", "a.csv", "a.xlsx", "a.po"),
        ("a.xlsx", "a.csv.gz", "a.tmx.xz", "a.po.zip"),
        ("a.tmx", "a.jsonl.bz2", "a.xlsx"),
    ],
)
def test_chain_of_formats_gives_the_pairs_back(chain: tuple[str, ...]) -> None:
    before = pairs_file()
    for name in chain:
        value = convert(before, name, "-s", "vi", "-t", "id", "--strict")
        assert (value["written"], value["lost"], value["skipped"]) == (2, [], [])
        before = name
    convert(before, "end.tsv", "-s", "vi", "-t", "id")
    assert Path("end.tsv").read_text("utf-8") == PAIRS


def test_report_names_what_is_lost_and_strict_writes_nothing() -> None:
    convert(str(DATA / "tmx" / "weblate.tmx"), "a.jsonl")
    Path("a.tsv").write_text("old", encoding="utf-8")
    source = Path("a.jsonl")
    record = json.loads(source.read_text("utf-8").splitlines()[0]) | {"note": "why"}
    source.write_text(json.dumps(record), "utf-8")
    refused = call("convert", "a.jsonl", "a.tsv", "--strict")
    assert refused.code == 2
    assert "1 × notes" in refused.err
    assert Path("a.tsv").read_text("utf-8") == "old"
    value = convert("a.jsonl", "a.tsv")
    assert {"what": "notes", "count": 1} in value["lost"]


def test_strict_refuses_what_cannot_be_read_too() -> None:
    pairs_file(PAIRS + "no tab\n")
    value = convert("pairs.tsv", "a.tmx", "-s", "vi", "-t", "id")
    assert value["written"] == 2
    assert value["skipped"] == [
        {
            "path": "pairs.tsv",
            "line": 3,
            "reason": "no tab character between source and target",
        }
    ]
    done = call("convert", "pairs.tsv", "b.tmx", "-s", "vi", "-t", "id", "--strict")
    assert (done.code, Path("b.tmx").exists()) == (2, False)
    assert "line 3: no tab character between source and target" in done.err


NOTED = '{"source": "a", "source_locale": "vi", "note": "why"}\n'
LOSSY = {
    "what the target cannot hold": (NOTED, "-t id --as-in jsonl --as-out tsv"),
    "what cannot be read": (PAIRS + "no tab\n", "-t id --as-in tsv --as-out tmx"),
    "terms": ("id,vi,en\n1,một,one\n,,\n2,,\n", "-t en --as-out deepl"),
}


@pytest.mark.parametrize(("text", "words"), LOSSY.values(), ids=LOSSY)
def test_strict_writes_nothing_to_standard_output_either(text: str, words: str) -> None:
    command = ["convert", "-", "-", "-s", "vi", *words.split()]
    for options, comes in (([], True), (["--strict"], False)):
        done = subprocess.run(
            [sys.executable, "-c", "import cli; cli.main()", *command, *options],
            input=text.encode(),
            capture_output=True,
            check=False,
        )
        assert (done.returncode, bool(done.stdout)) == (0 if comes else 2, comes), done


def test_strict_output_that_lacks_nothing_comes_whole() -> None:
    words = ["convert", "-", "-", "-s", "vi", "-t", "id", "--as-in", "tsv"]
    strict, usual = (
        piped(PAIRS.encode(), *words, "--as-out", "tmx", *options)
        for options in (["--strict"], [])
    )
    assert strict == usual != b""


def test_units_without_a_translation_are_converted() -> None:
    pairs_file("một\t\nhai\tdua\n")
    for name in ("a.po", "b.csv", "c.xlsx", "d.tmx", "e.jsonl"):
        value = convert("pairs.tsv", name, "-s", "vi", "-t", "id")
        assert (value["written"], value["lost"]) == (2, []), name
        back = convert(name, "back.tsv", "-s", "vi", "-t", "id")
        assert (back["written"], back["skipped"]) == (2, []), name
        assert Path("back.tsv").read_text("utf-8") == "một\t\nhai\tdua\n", name


def test_format_of_one_pair_has_the_languages_of_the_first_unit() -> None:
    convert(pairs_file(), "a.jsonl", "-s", "vi", "-t", "id")
    Path("padanan.toml").write_text("source = 'en'\ntarget = 'fr'\n", "utf-8")
    assert convert("a.jsonl", "a.po")["written"] == 2
    assert '"Language: id' in Path("a.po").read_text("utf-8")
    untranslated = '{"source": "một", "source_locale": "vi"}\n'
    Path("b.jsonl").write_text(untranslated, "utf-8")
    Path("padanan.toml").unlink()
    done = call("convert", "b.jsonl", "b.po")
    assert (done.code, "name it (-t)" in done.err) == (2, True)


def piped(data: bytes, *arguments: str) -> bytes:
    """What a process of its own writes for what it reads."""
    code = "import cli; cli.main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        input=data,
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert b"2 units written" in done.stderr
    return done.stdout


def test_standard_input_and_output_serve_on_both_sides() -> None:
    options = ("--as-in", "tsv", "--as-out", "csv", "-s", "vi", "-t", "id")
    table = piped(gzip.compress(PAIRS.encode()), "convert", "-", "-", *options)
    assert table.decode().splitlines()[1] == "một,satu,vi,id,doc,translated"
    back = piped(table, "convert", "-", "-", "--as-out", "tsv")
    assert back.decode() == PAIRS


def test_two_files_of_parallel_text_are_one_pair() -> None:
    convert(pairs_file(), "corpus.vi-id", "-s", "vi", "-t", "id")
    assert Path("corpus.vi").read_text("utf-8") == "một\nhai\n"
    assert Path("corpus.id").read_text("utf-8") == "satu\ndua\n"
    assert convert("corpus.vi-id", "a.jsonl")["written"] == 2
    both = ("-s", "vi", "-t", "id")
    assert convert("corpus", "b.jsonl", "--as-in", "moses", *both)["written"] == 2
    assert Path("a.jsonl").read_bytes() == Path("b.jsonl").read_bytes()


def test_terms_are_converted_where_the_files_hold_terms() -> None:
    table = "concept_id,vi,id,id_variants\nc1,bộ,kementerian,!departemen\n"
    pairs_file(table, "terms.csv")
    value = convert("terms.csv", "terms.tbx", "--strict")
    assert (value["format"], value["written"], value["lost"]) == ("tbx", 1, [])
    value = convert("terms.tbx", "back.csv", "--strict")
    assert (value["format"], value["written"]) == ("csv", 1)
    assert "!departemen" in Path("back.csv").read_text("utf-8")
    value = convert("terms.tbx", "glossary.txt", "-s", "vi", "-t", "id")
    assert value["format"] == "omegat"
    refused = call(
        *("convert", "terms.tbx", "b.txt", "-s", "vi", "-t", "id", "--strict")
    )
    assert (refused.code, Path("b.txt").exists()) == (2, False)


def test_nothing_to_convert_is_said() -> None:
    Path("a.jsonl").write_text("\n", "utf-8")
    done = call("convert", "a.jsonl", "a.tmx")
    assert (done.code, Path("a.tmx").exists()) == (1, False)


@pytest.mark.parametrize("name", ["none.tmx", "-"])
def test_what_cannot_be_read_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    given_input(monkeypatch, b"words")
    done = call("convert", name, "a.tmx")
    assert (done.code, Path("a.tmx").exists()) == (2, False)
    assert "this is a bug" not in done.err


def test_file_of_the_other_kind_is_sent_to_its_command() -> None:
    terms = pairs_file("concept_id,vi,id\nc1,bộ,kementerian\n", "terms.csv")
    done = call("validate", terms)
    assert (done.code, json.loads(done.out or "[]")) == (0, []), done.err
    Path("padanan.toml").write_text("database = 'm.db'\n", "utf-8")
    wide = pairs_file("concept_id,domain,vi,vi_variants,id\nc1,a,bộ,,k\n", "wide.csv")
    for name in (terms, wide, str(DATA / "tbx" / "dct.tbx")):
        done = call("import", name, "-s", "vi", "-t", "id", "--database", "m.db")
        assert done.code == 2
        assert "the termbase (`padanan terms import`)" in done.err
    units = "source,target,source-locale,target-locale\nmột,satu,vi,id\n"
    for name in (pairs_file(units, "units.csv"), str(DATA / "tmx" / "omegat.tmx")):
        done = call("terms", "import", name, "--database", "m.db")
        assert done.code == 2
        assert "the memory (`padanan import`)" in done.err


FAULTY_PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "one"
msgstr "satu"

msgid "one"
msgstr "sebuah"

#, c-format
msgid "%d of %s\\n"
msgstr "%d dari"

#, python-format
msgid "%(n)s page"
msgid_plural "%(n)s pages"
msgstr[0] "%(m)s halaman"
msgstr[1] "%(n)s halaman"
"""


def test_faults_of_a_po_file_have_their_lines() -> None:
    pairs_file(FAULTY_PO, "a.po")
    done = call("validate", "a.po", "--format", "json")
    assert done.code == 1
    found = [(fault["line"], fault["reason"]) for fault in json.loads(done.out)]
    assert found == [
        (1, "the header does not name the Language"),
        (9, "msgid 'one' repeats the entry of line 6"),
        (12, "msgid and msgstr do not both end with \\n"),
        (12, "msgstr lacks %s of the msgid (c-format)"),
        (16, "2 plural forms, but the header has nplurals=1"),
        (16, "msgstr[0] lacks %(n)s of the msgid (python-format)"),
        (16, "msgstr[0] has %(m)s, missing in the msgid (python-format)"),
    ]


def test_first_plural_entry_is_told_where_the_header_has_no_rule() -> None:
    header, *entries = FAULTY_PO.split("\n\n")
    header = header.replace("Plural-Forms: nplurals=1; plural=0;", "Language: id")
    pairs_file("\n\n".join((header, *entries, *entries[-1:])), "a.po")
    done = call("validate", "a.po", "--format", "json")
    reasons = Counter(fault["reason"] for fault in json.loads(done.out))
    assert reasons["the entry has a plural, but the header has no Plural-Forms"] == 1


@pytest.mark.parametrize(
    ("name", "data", "line", "reason"),
    [
        ("a.csv", b'source,target\na,b\nc,"d\n', 3, "quotation mark"),
        ("a.jsonl", b'{"source": "a", "target": "b"}\n{\n', 2, "not JSON"),
        ("a.tsv", b"a\tb\nc\n", 2, "no tab"),
        ("a.tmx", b"<tmx version='1.4'>\n<header/><body>\n<tu>", 3, "ends too early"),
        ("a.po", b'msgid "a"\nneither\n', 2, "not an entry of a PO file"),
        ("a.tbx", b"<tbx>\n", 2, "ends too early"),
        ("a.xyz", b"words", None, "unknown format"),
        ("a.json", b'[{"source": "a"}]', 1, "no source_language"),
        ("a.tsv.gz", gzip.compress(b"a\tb\nc\n", mtime=0), 2, "no tab"),
        ("a.zip", b"PK\x03\x04", None, "damaged ZIP archive"),
        ("a.csv", b"", None, "empty"),
    ],
)
def test_fault_of_any_format_is_named_with_its_line(
    name: str, data: bytes, line: int | None, reason: str
) -> None:
    Path(name).write_bytes(data)
    done = call("validate", name, "-s", "vi", "-t", "id", "--format", "json")
    assert done.code == 1, done.err
    faults = json.loads(done.out)
    assert {fault["path"] for fault in faults} == {name}
    assert any(f["line"] == line and reason in f["reason"] for f in faults), faults


def test_sound_files_have_no_fault_and_every_file_is_judged() -> None:
    whole = [pairs_file(), str(DATA / "terms" / "termbase.csv")]
    for name in ("a.po", "a.csv", "a.xlsx", "a.jsonl", "a.tmx", "a.json"):
        convert("pairs.tsv", name, "-s", "vi", "-t", "id")
        whole.append(name)
    done = call("validate", *whole, "-s", "vi", "-t", "id", "--format", "json")
    assert (done.code, json.loads(done.out)) == (0, []), done.out
    assert "No errors in 8 files" in done.err
    Path("bad.tsv").write_text("a\n", "utf-8")
    done = call("validate", "bad.tsv", *whole, "-s", "vi", "-t", "id")
    assert done.code == 1


def test_a_file_keeps_its_heading_in_its_own_format() -> None:
    path = str(DATA / "po" / "heading.po")
    found = convert(path, "out.po", "--strict")
    assert found["lost"] == []
    assert Path("out.po").read_bytes() == Path(path).read_bytes()
    found = convert(str(DATA / "tmx" / "headed.tmx"), "out.tmx.gz", "--strict")
    head = gzip.decompress(Path("out.tmx.gz").read_bytes()).decode()
    assert '<map unicode="#xF8FF" code="#xF0" ent="Apple_logo"' in head
    lost = convert(str(DATA / "tmx" / "headed.tmx"), "out.jsonl")["lost"]
    assert [loss["what"] for loss in lost][:1] == ["elements <note> of the header"]


def test_memory_that_does_not_suffice_is_no_bug(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def entries(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("exports.conversion.read_unpacked_file", entries)
    done = call("convert", pairs_file(), "out.jsonl", "-s", "vi", "-t", "id")
    assert done.code == 3
    assert done.err == (
        "padanan: not enough memory for this; give it in parts; nothing was stored\n"
    )


@pytest.mark.parametrize("name", ["br.tmx", "br.csv", "br.jsonl", "br.xlf"])
def test_other_variant_of_the_language_is_not_converted_into_nothing(
    name: str,
) -> None:
    convert(pairs_file("Save\tSalvar\n"), name, "-s", "en", "-t", "pt-BR")
    Path("out.tmx").write_text("before", "utf-8")
    called = call("convert", name, "out.tmx", "-s", "en", "-t", "pt-PT")
    assert called.code == 1
    assert "1 unit in en → pt-BR; -t pt takes all of pt" in called.err
    assert Path("out.tmx").read_text("utf-8") == "before"
    assert convert(name, "out.tmx", "-s", "en", "-t", "pt")["written"] == 1


def test_po_of_another_variant_is_refused_with_the_one_to_ask_for() -> None:
    convert(pairs_file("Save\tSalvar\n"), "br.po", "-s", "en", "-t", "pt-BR")
    for command in (["convert", "br.po", "out.tmx"], ["check", "br.po"]):
        called = call(*command, "-s", "en", "-t", "pt-PT")
        assert called.code == 2
        assert "-t says pt-PT; give -t pt-BR, or -t pt for all of pt" in called.err


def test_units_of_other_languages_are_told_of_by_their_languages() -> None:
    lines = [
        {"source": text, "target": other, "source_locale": "vi", "target_locale": to}
        for text, other, to in [("một", "satu", "id"), ("hai", "two", "en")]
    ]
    Path("a.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in lines))
    called = call("convert", "a.jsonl", "b.tsv", "-s", "vi", "-t", "id")
    value = printed(called)
    assert (value["written"], value["left_out"]) == (1, 1)
    assert "in other languages: 1 unit in vi → en" in called.err
    called = call("convert", "a.jsonl", "c.tsv", "-s", "vi", "-t", "id", "--strict")
    assert called.code == 2
    assert "1 unit in vi → en left out" in called.err


@pytest.mark.parametrize(
    ("name", "tag"), [("sr@latin", "sr-Latn"), ("ca@valencia", "ca-valencia")]
)
def test_po_names_languages_as_gettext_does(name: str, tag: str) -> None:
    convert(pairs_file(), "a.po", "-s", "en", "-t", name)
    assert f'"Language: {name}\\n"' in Path("a.po").read_text("utf-8")
    convert("a.po", "a.jsonl")
    line = Path("a.jsonl").read_text("utf-8").splitlines()[0]
    assert json.loads(line)["target_locale"] == tag
