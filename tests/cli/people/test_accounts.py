"""`padanan people forget`: that it asks first, since it cannot be undone."""

from pathlib import Path

import pytest

from tests.cli.calling import call


def test_nobody_is_forgotten_by_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_SERVER_DATABASE", str(tmp_path / "server.db"))
    for words in (("Siti",), ("Budi", "--role", "reader")):
        assert call("people", "add", *words).code == 0
    refused = call("people", "forget", "Budi", typed="")
    assert (refused.code, "--yes" in refused.err) == (2, True)
    assert "Budi" in call("people", "list").out
    assert call("people", "forget", "Budi", "--yes").code == 0
    assert "Budi" not in call("people", "list").out
