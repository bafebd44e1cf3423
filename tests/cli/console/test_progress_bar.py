"""The progress bar: only a long command shows it."""

import io
import sys
from collections.abc import Callable

import pytest

from cli.console.progress_bar import ProgressBar


class Terminal(io.StringIO):
    """A terminal that remembers what was printed."""

    def isatty(self) -> bool:
        return True


def run_bar(
    monkeypatch: pytest.MonkeyPatch,
    total: int | Callable[[], int | None] | None,
    delay_seconds: float,
) -> str:
    """Advance a bar to 3 and return what it printed."""
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    with ProgressBar("checking", total, delay_seconds=delay_seconds) as bar:
        bar.advance(2)
        if not delay_seconds:
            bar.wait_until_shown()
        bar.advance()
    return terminal.getvalue()


def test_a_short_command_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_bar(monkeypatch, 3, delay_seconds=3600) == ""


@pytest.mark.parametrize("total", [3, lambda: 3, None])
def test_a_long_command_shows_a_bar(
    monkeypatch: pytest.MonkeyPatch, total: int | Callable[[], int | None] | None
) -> None:
    printed = run_bar(monkeypatch, total, delay_seconds=0)
    assert "checking" in printed and "3 · " in printed
    assert ("100%" in printed) is (total is not None)
