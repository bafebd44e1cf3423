"""The people of a server on the command line: their links, and forgetting them."""

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


def test_the_link_has_the_port_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_SERVER_DATABASE", str(tmp_path / "server.db"))
    assumed = call("people", "add", "Siti")
    given = call("people", "reset-link", "Siti", "--port", "9000")
    monkeypatch.setenv("PADANAN_SERVER_PORT", "8800")
    configured = call("people", "reset-link", "Siti")
    assert [
        (answer.out.partition("/link")[0].split("#")[0], "--port" in answer.err)
        for answer in (assumed, given, configured)
    ] == [
        ("http://127.0.0.1:8765", True),
        ("http://127.0.0.1:9000", False),
        ("http://127.0.0.1:8800", False),
    ]
