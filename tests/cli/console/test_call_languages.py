"""The languages of a call: an option, else the file that names them, else settings."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call

_XLIFF = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="{version}" xmlns="urn:oasis:names:tc:xliff:document:{version}">
<file original="x" source-language="vi" target-language="id" datatype="plaintext">
<body><trans-unit id="1"><source>Họp báo 5 lần</source>
<target>Konferensi pers 6 kali</target></trans-unit></body></file></xliff>
"""
_FILES = {
    "a.xlf": _XLIFF.format(version="1.2"),
    "b.xlf": '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" '
    'srcLang="vi" trgLang="id"><file id="f"><unit id="1"><segment><source>Họp báo 5 '
    "lần</source><target>Konferensi pers 6 kali</target></segment></unit></file>"
    "</xliff>",
    "a.tmx": '<tmx version="1.4"><header creationtool="x" creationtoolversion="1" '
    'segtype="sentence" o-tmf="x" adminlang="en" srclang="vi" datatype="plaintext"/>'
    '<body><tu><tuv xml:lang="vi"><seg>Họp báo 5 lần</seg></tuv><tuv xml:lang="id">'
    "<seg>Konferensi pers 6 kali</seg></tuv></tu></body></tmx>",
    "a.po": 'msgid ""\nmsgstr ""\n"Language: id\\n"\n"X-Source-Language: vi\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Họp báo 5 lần"\n'
    'msgstr "Konferensi pers 6 kali"\n',
    "a.csv": "vi,id\nHọp báo 5 lần,Konferensi pers 6 kali\n",
    "a.jsonl": '{"source": "Họp báo 5 lần", "target": "Konferensi pers 6 kali", '
    '"source_locale": "vi", "target_locale": "id"}\n',
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, content in _FILES.items():
        (tmp_path / name).write_text(content, "utf-8")
    (tmp_path / "page.txt").write_text("Rapat dimulai pukul 9.\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_DATABASE", str(tmp_path / "x.db"))
    return tmp_path


@pytest.mark.parametrize("name", _FILES)
@pytest.mark.parametrize("options", ["", "-s vi", "-t id", "-s vi -t id"])
def test_a_file_that_names_its_languages_needs_no_option(
    name: str, options: str
) -> None:
    called = call("check", name, *options.split(), "--only", "num.value")
    [finding] = map(json.loads, called.out.splitlines())
    assert (finding["quote"], finding["source"]) == ("6", "Họp báo 5 lần")
    assert "warning:" not in called.err


@pytest.mark.parametrize("command", ["analyse", "evaluate", "terms extract"])
def test_every_reading_command_takes_them_from_the_file(command: str) -> None:
    assert call(*command.split(), "a.xlf").code in (0, 1)
    assert call(*command.split(), "page.txt").code == 2


def test_the_first_file_that_is_no_page_names_them() -> None:
    called = call("check", "page.txt", "a.tmx", "b.xlf", "--only", "num.value")
    assert [json.loads(line)["quote"] for line in called.out.splitlines()] == ["6"] * 2


def test_an_option_that_contradicts_the_file_wins_and_is_told_of() -> None:
    called = call("check", "a.xlf", "-t", "vi", "--only", "num.value")
    assert json.loads(called.out)["quote"] == "5"
    assert "a.xlf: read as id, as the file says; -t says vi; give -t id" in called.err
    called = call("check", "a.xlf", "-t", "en")
    assert called.code == 2
    assert "not checked: 1 unit in vi → id, because the target is en (-t)" in called.err


@pytest.mark.parametrize(
    ("settings", "quote"),
    [
        ('target = "id"', "6"),
        ('source = "id"\ntarget = "vi"', "5"),
        ('source = "en"\ntarget = "fr"', "6"),
        ('source = "en"\ntarget = "id"', "6"),
    ],
)
def test_settings_choose_the_direction_only_among_languages_of_the_file(
    folder: Path, settings: str, quote: str
) -> None:
    (folder / "padanan.toml").write_text(settings, "utf-8")
    called = call("check", "a.tmx", "--only", "num.value")
    assert json.loads(called.out)["quote"] == quote


@pytest.mark.parametrize("name", ["a.xlf", "b.xlf", "a.po"])
def test_a_catalogue_has_its_own_direction(folder: Path, name: str) -> None:
    """What is read the other way round would be found untranslated, or as its copy."""
    (folder / "padanan.toml").write_text('source = "id"\ntarget = "vi"', "utf-8")
    called = call("check", name, "--only", "num.value")
    assert json.loads(called.out)["quote"] == "6"
    call("import", name)
    bands = json.loads(call("analyse", name, output_format="json").out)["bands"]
    assert bands["85-94"]["segments"] == 1  # less for its wrong number


def test_a_second_file_in_other_languages_is_told_with_what_named_the_first(
    folder: Path,
) -> None:
    other = _FILES["a.tmx"].replace('"vi"', '"en"').replace('"id"', '"de"')
    (folder / "en.tmx").write_text(other, "utf-8")
    called = call("check", "a.tmx", "en.tmx", "--only", "num.value")
    assert "because the target is id (a.tmx)" in called.err


def test_a_page_names_no_language() -> None:
    called = call("check", "page.txt")
    assert called.code == 2 and "no target language" in called.err


def test_a_file_that_cannot_be_read_is_told_as_such() -> None:
    called = call("check", "absent.xlf")
    assert called.code == 2 and "absent.xlf" in called.err
    assert "language" not in called.err
