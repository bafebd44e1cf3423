"""`padanan people token`: what it says of a role that a person does not have."""

from pathlib import Path

import pytest

from tests.cli.calling import call


def test_a_role_that_nobody_gave_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_SERVER_DATABASE", str(tmp_path / "server.db"))
    assert call("people", "add", "Siti").code == 0
    assert call("people", "add", "Budi", "--role", "reader").code == 0
    refused = call("people", "token", "Budi", "--role", "reviewer")
    assert refused.code == 2
    assert "Budi has the role reviewer in no memory" in refused.err
    assert call("people", "token", "Budi").out.startswith("pdn_")
