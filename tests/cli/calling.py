"""Calling the command line in this process."""

import contextlib
import io
from dataclasses import dataclass
from unittest.mock import patch

import cli


@dataclass(frozen=True, slots=True)
class Called:
    """What a call came to."""

    code: int
    out: str
    err: str


def call(*words: str, typed: str | None = None) -> Called:
    """Run `padanan` with words, as from a pipe; `typed` is its standard input."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        if typed is not None:
            stdin = io.TextIOWrapper(io.BytesIO(typed.encode()), "utf-8")
            stack.enter_context(patch("sys.stdin", stdin))
        code = cli.run(words)
    return Called(code, out.getvalue(), err.getvalue())
