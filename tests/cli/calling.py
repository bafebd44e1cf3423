"""Calling the command line in this process."""

import contextlib
import io
from dataclasses import dataclass

import cli


@dataclass(frozen=True, slots=True)
class Called:
    """What a call came to."""

    code: int
    out: str
    err: str


def call(*words: str) -> Called:
    """Run `padanan` with words, as from a pipe."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.run(words)
    return Called(code, out.getvalue(), err.getvalue())
