"""The command line `padanan`: each command parses options, calls a function, prints.

What it calls lives in `checks`, `exports`, `glossary` and `tm`; no logic of translation
stands here. The program and its commands are imported when they are called, so that
each command starts fast.
"""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from cli.console.gc_tuning import collect_rarely


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; never raises, never exits.

    0 fine; 1 findings, or nothing found; 2 bad input or usage; 3 the store failed;
    130 interrupted; 143 terminated.
    """
    from cli.program import answer

    return answer(arguments)


def main() -> NoReturn:
    """The console script."""
    # A background job of a shell ignores the key, and must go on doing so.
    heeds = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if heeds:
        # Inside imports an exception would come out as a traceback, or not at all.
        signal.signal(signal.SIGINT, _leave)
    collect_rarely()
    from cli.program import answer_process, terminate

    if heeds:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, terminate)
    code = answer_process()
    # Python would look through all there is once more before it lets go of it.
    gc.freeze()
    sys.exit(code)


def _leave(*_: object) -> NoReturn:
    os.write(2, b"padanan: interrupted\n")
    os._exit(130)
