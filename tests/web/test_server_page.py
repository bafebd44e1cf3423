"""The examples of docs/server.md, sent as they stand there to a real server."""

import contextlib
import io
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT
from tests.web.serving import serve
from web.settings import ServerSettings

_PAGE = (ROOT / "docs" / "server.md").read_text("utf-8")
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_ADDRESS = "http://127.0.0.1:8765"
_API = f"api={_ADDRESS}/api/v1\n"
"""The variable that stands for the address in the commands of the page."""


def _read_commands() -> Iterator[list[str]]:
    """Each curl command of the page, as its arguments."""
    for block in _BLOCK.findall(_PAGE):
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith("curl "):
                yield shlex.split(line)


def _send(arguments: list[str], folder: Path) -> tuple[int, str]:
    """Send the request of a command; return the status and the body of the answer."""
    command = [*arguments, "-s", "-w", "\n%{http_code}"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=folder
    )
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_page_has_examples_that_work(tmp_path: Path) -> None:
    commands = list(_read_commands())
    assert len(commands) > 25 and _API in _PAGE
    settings = ServerSettings(database=str(tmp_path / "server.db"))
    with serve(tmp_path / "memory.db", settings) as client:
        own_address = str(client.base_url).rstrip("/")
        for arguments in commands:
            sent = [part.replace("$api", f"{own_address}/api/v1") for part in arguments]
            status, body = _send(sent, tmp_path)
            assert status < 300, (arguments, body)


def test_the_examples_of_python_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```$", _PAGE, re.DOTALL | re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    table = "vi\tid\nhọp báo\tjumpa pers\nÔng đến Huế.\tIa tiba di  Hue.\n"
    Path("old.tsv").write_text(table, "utf-8")
    printed = io.StringIO()
    with serve(tmp_path / "memory.db") as client:
        own_address = str(client.base_url).rstrip("/")
        with contextlib.redirect_stdout(printed):
            exec(compile(code.replace(_ADDRESS, own_address), "page", "exec"), {})
    lines = [line for line in printed.getvalue().splitlines() if line != "0"]
    assert lines[0] == "2 jumpa pers"
    assert lines[-2:] == ["2", "space.double di  Hue."]
    assert Path("new.tmx").read_text("utf-8").count("<tu ") == 2
