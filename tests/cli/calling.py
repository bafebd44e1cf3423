"""Calling the command line in this process."""

import contextlib
import io
import os
from dataclasses import dataclass
from unittest.mock import patch

import cli
from cli.console.workspace import FORMAT_VARIABLE


@dataclass(frozen=True, slots=True)
class Called:
    """What a call came to."""

    code: int
    out: str
    err: str


def call(*words: str, typed: str | None = None, output_format: str = "jsonl") -> Called:
    """Run `padanan` with words, as from a pipe; `typed` is its standard input.

    It prints JSON lines, as programs ask for, unless the words name another format; ""
    is what a pipe gets.
    """
    out, err = io.StringIO(), io.StringIO()
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        stack.enter_context(patch.dict(os.environ, {FORMAT_VARIABLE: output_format}))
        if typed is not None:
            stdin = io.TextIOWrapper(io.BytesIO(typed.encode()), "utf-8")
            stack.enter_context(patch("sys.stdin", stdin))
        code = cli.run(words)
    return Called(code, out.getvalue(), err.getvalue())
