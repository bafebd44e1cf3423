"""OmegaT, which gets a memory as a file where it has no field for a server."""

import shutil
import subprocess
from pathlib import Path

import pytest

import padanan
from tests.web.dialects.conftest import UNITS

_JAR = Path("/usr/share/omegat/OmegaT.jar")
_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir>
<glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>VI</source_lang><target_lang>ID</target_lang>
<source_tok>org.omegat.tokenizer.DefaultTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.DefaultTokenizer</target_tok>
<sentence_seg>true</sentence_seg>
<support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags>
</project></omegat>
"""
_UNTRANSLATED = "Tàu hoả."


@pytest.mark.slow
def test_omegat_translates_by_an_exported_memory(tmp_path: Path) -> None:
    if not _JAR.is_file() or shutil.which("java") is None:
        pytest.skip("OmegaT is not installed: on Debian, apt-get install omegat")
    project = tmp_path / "project"
    for folder in ("source", "target", "tm/auto", "glossary", "dictionary", "omegat"):
        (project / folder).mkdir(parents=True)
    (project / "omegat.project").write_text(_PROJECT, "utf-8")
    units = {text: target for text, target in UNITS.items() if text.endswith(".")}
    units["Họp báo & “cảnh sát” <1>."] = "Jumpa pers & “polisi” <1>."
    with padanan.open(tmp_path / "memory.db", source="vi", target="id") as memory:
        memory.units.add_all(list(units.items()), source="vi", target="id")
        memory.export(project / "tm" / "auto" / "memory.tmx")
    lines = [*units, _UNTRANSLATED]
    (project / "source" / "a.utf8").write_text("\n\n".join(lines), "utf-8")
    completed = subprocess.run(
        [
            *("java", f"-Duser.home={tmp_path}", "-Djava.awt.headless=true"),
            *("-jar", str(_JAR), str(project), "--mode=console-translate"),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr
    translated = (project / "target" / "a.utf8").read_text("utf-8-sig").split("\n\n")
    assert [line.strip() for line in translated] == [*units.values(), _UNTRANSLATED]
