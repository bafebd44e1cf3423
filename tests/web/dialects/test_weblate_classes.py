"""Weblate's own classes for translation services against a real server."""

import json
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.paths import ROOT

_PYTHON = ROOT / ".venv-weblate" / "bin" / "python"
_SCRIPT = Path(__file__).with_name("weblate_client.py")
_CERTAIN = {
    "Cuộc họp báo ở Hà Nội": "Jumpa pers di Hanoi",
    "Tăng 18% trong quý II": "Naik 18% pada kuartal II",
    "Thu/chi ngân sách 50%": "Penerimaan/pengeluaran anggaran 50%",
}
_LIKE_A_STORED_TEXT = "Cuộc họp báo lớn ở Hà Nội"
_UNKNOWN = "không có gì"


@pytest.mark.slow
def test_weblate_uses_every_dialect_that_it_knows(client: httpx.Client) -> None:
    if not _PYTHON.is_file():
        pytest.skip("Weblate is not installed: make weblate")
    completed = subprocess.run(
        [str(_PYTHON), str(_SCRIPT), str(client.base_url).rstrip("/")],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert completed.returncode == 0, completed.stderr
    results: dict[str, dict[str, Any]] = json.loads(completed.stdout)
    for name in ("tmserver", "amagama"):
        result = results[name]
        for text, translation in _CERTAIN.items():
            [[quality, target]] = result[text]
            assert (quality >= 99, target) == (True, translation)
        assert result[_LIKE_A_STORED_TEXT] == [[85, "Jumpa pers di Hanoi"]]
        assert result[_UNKNOWN] == []
    # Weblate makes up the quality of the others, and shows what it gets.
    for name in ("apertium", "libretranslate", "deepl"):
        targets = {
            text: match[1]
            for text, matches in results[name].items()
            if not text.startswith(("glossaries", "A &amp;"))
            for match in matches
        }
        assert targets == {**_CERTAIN, _LIKE_A_STORED_TEXT: "", _UNKNOWN: ""}
    deepl = results["deepl"]
    [[_, target]] = deepl["A &amp; B &lt;b&gt;đậm&lt;/b&gt;"]
    assert target == "A &amp; B &lt;b&gt;tebal&lt;/b&gt;"
    assert deepl["glossaries"] == ["weblate:1:VI:ID:0123"]
    assert deepl["glossaries left"] == []
