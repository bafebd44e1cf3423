"""Searches that a server prepares: the first one reads nothing that it has not read."""

import time
from pathlib import Path

import pytest

import padanan
from tests.web.test_running import Served, start_server

_HTMX = {"hx-request": "true", "accept-language": "vi"}
_TYPED = (
    *("", "h", "họp", "họp báo", "họp bao q", "Bộ trưởng Bộ Y tế", "j", "jumpa"),
    *("jumpa per", "Menteri Kesehatan", "Menteri Kesehatan jumpa zat"),
)
_NOTING_PROGRAM = """
import sys
notes = open("noted.txt", "w", buffering=1)
def note(event, arguments):
    if event in ("compile", "import", "open", "sqlite3.connect"):
        notes.write(f"{event} {arguments[0]!r}\\n")
sys.addaudithook(note)
from cli import main
main()
"""
"""Notes what is read: files that Python opens, modules, code, and connections."""


@pytest.mark.parametrize("prepares", [True, False])
def test_first_searches_read_nothing_anew(tmp_path: Path, prepares: bool) -> None:
    _fill_memory(tmp_path)
    with start_server(
        tmp_path,
        program=_NOTING_PROGRAM,
        further_settings=f"prepares_searches = {str(prepares).lower()}\n",
    ) as served:
        if prepares:
            _wait_until_prepared(served, 1)
        noted_path = tmp_path / "noted.txt"
        count_before = len(noted_path.read_text("utf-8").splitlines())
        for text in _TYPED:
            answer = served.client.get("/", params={"q": text}, headers=_HTMX)
            assert answer.status_code == 200, answer.text
        noted = noted_path.read_text("utf-8").splitlines()[count_before:]
        if prepares:
            assert not noted, "\n".join(noted)
        else:
            assert any("search_results.html" in line for line in noted)
            assert "prepared" not in served.log_path.read_text("utf-8")


def test_each_worker_prepares_searches(tmp_path: Path) -> None:
    _fill_memory(tmp_path)
    with start_server(tmp_path, "--workers", "2") as served:
        _wait_until_prepared(served, 2)
        assert served.client.get("/health").json() == {"status": "ok"}


def test_server_of_no_memory_yet_answers_and_stops(tmp_path: Path) -> None:
    with start_server(tmp_path) as served:
        (tmp_path / "memory.db").unlink()
        assert served.client.get("/", headers=_HTMX).status_code == 200
        served.process.terminate()
        assert served.process.wait(60) == 0


def _fill_memory(folder: Path) -> None:
    with padanan.open(folder / "memory.db", source="vi", target="id") as memory:
        memory.add(
            "Bộ Y tế họp báo chiều nay", "Kementerian Kesehatan jumpa pers sore ini"
        )
        for subject, vi_text, id_text in (
            ("office", "Bộ trưởng", "Menteri"),
            ("body", "Bộ Y tế", "Kementerian Kesehatan"),
        ):
            memory.terms.add(
                [
                    padanan.ConceptTerm("vi", vi_text),
                    padanan.ConceptTerm("id", id_text),
                ],
                subject_field=subject,
            )


def _wait_until_prepared(served: Served, process_count: int) -> None:
    """Wait until so many processes have said that searches are prepared."""
    for _ in range(600):
        log = served.log_path.read_text("utf-8")
        assert "could not be prepared" not in log
        if log.count("searches are prepared") == process_count:
            return
        time.sleep(0.1)
    raise AssertionError("searches were not prepared within a minute")
