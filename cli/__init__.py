"""The command line `padanan`: each command parses options, calls a function, prints.

The functions that it calls are those of `checks`, `exports`, `glossary` and `tm`; there
is no other logic here. The program and its commands are imported when they are called,
so that each command starts fast.
"""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from cli.console.process.gc_tuning import collect_rarely


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; never raises, never exits.

    0 fine; 1 findings, or nothing found; 2 bad input or usage; 3 the store failed;
    130 interrupted; 143 terminated.
    """
    from cli.program import run_arguments

    return run_arguments(arguments)


def main() -> NoReturn:
    """Run the command line of this process, and exit."""
    # A background job of a shell ignores Ctrl+C, and must go on doing so.
    handles_interrupts = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if handles_interrupts:
        # An exception during an import would be printed as a traceback, or lost.
        signal.signal(signal.SIGINT, _exit_interrupted)
    sys.unraisablehook = _report_unraisable_error
    collect_rarely()
    from cli.program import handle_termination_signal, run_process_arguments

    if handles_interrupts:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, handle_termination_signal)
    process_exit_code = run_process_arguments()
    _save_patterns()
    # Otherwise Python would search all objects once more at exit.
    gc.freeze()
    sys.exit(process_exit_code)


def _save_patterns() -> None:
    """Keep the patterns that this process compiled, if it compiled any."""
    pattern_store = sys.modules.get("tm.text.pattern_store")
    if pattern_store is not None:
        pattern_store.save_patterns()


def _report_unraisable_error(error: "sys.UnraisableHookArgs") -> None:
    """Report an error that nothing can raise, but no lack of memory.

    It comes as objects end; the command itself says that memory lacks.
    """
    if error.exc_type is not MemoryError:
        sys.__unraisablehook__(error)


def _exit_interrupted(*_: object) -> NoReturn:
    os.write(2, b"padanan: interrupted\n")
    os._exit(130)
