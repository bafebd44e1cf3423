"""What Padanan remarks on a match never becomes part of a unit."""

from pathlib import Path

import pytest

from tests.cli.calling import call

_SOURCE = "Bộ trưởng thăm tỉnh hôm qua và ngày mai."
_XLIFF_1 = f"""<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="a" source-language="vi" target-language="id" datatype="plaintext">
<body><trans-unit id="1"><source>{_SOURCE}</source></trans-unit></body></file></xliff>
"""
_XLIFF_2 = f"""<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0"
 srcLang="vi" trgLang="id"><file id="f"><unit id="1"><segment>
<source>{_SOURCE}</source></segment></unit></file></xliff>
"""
_FILES = {
    "a.po": 'msgid ""\nmsgstr "Language: id\\n"\n\n'
    f'# catatan\nmsgid "{_SOURCE}"\nmsgstr ""\n',
    "a.xlf": _XLIFF_1,
    "b.xlf": _XLIFF_2,
    "a.csv": f"source,target,note\n{_SOURCE},,\n",
    "a.tsv": f"{_SOURCE}\t\n",
    "a.jsonl": f'{{"source": "{_SOURCE}", "target": null}}\n',
}


@pytest.mark.parametrize("name", _FILES)
def test_no_remark_on_a_match_is_imported(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pair = ("-s", "vi", "-t", "id")
    call(
        *("add", "Bộ trưởng thăm tỉnh hôm nay và ngày mai."),
        *("Menteri mengunjungi provinsi hari ini dan besok.", *pair),
        *("--database", "memory.db"),
    )
    Path(name).write_text(_FILES[name], "utf-8")
    call(
        *("pretranslate", name, "-O", f"filled-{name}", *pair),
        *("--database", "memory.db"),
    )
    filled = Path(f"filled-{name}")
    assert "Padanan: " in filled.read_text("utf-8")
    if name == "a.tsv":  # else its reader leaves the draft out
        filled.write_text(filled.read_text("utf-8").replace("fuzzy 90; ", ""), "utf-8")
    call("import", str(filled), *pair, "--database", "other.db")
    call("export", "out.jsonl", "--database", "other.db")
    exported = Path("out.jsonl").read_text("utf-8")
    assert "Menteri" in exported and "Padanan" not in exported
    assert ("catatan" in exported) == ("catatan" in _FILES[name])
