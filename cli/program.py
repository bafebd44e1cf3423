"""The program: the group of all commands, and the messages of its errors."""

import errno
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from cli.commands import COMMAND_TABLE
from cli.console.command import make_global_options
from cli.console.command_group import CommandGroup
from cli.console.process.output import (
    STANDARD_OUTPUT_NAME,
    OutputFailed,
    discard_output,
    fill_closed_streams,
    open_standard_output,
)
from cli.console.usage_errors import describe_usage_error
from cli.console.workspace import Workspace
from tm.errors import (
    NotFound,
    PadananError,
    StoreError,
    StoreLost,
    describe_system_error,
)
from tm.text.control_characters import show_control_characters

_EXAMPLES = """\b
Examples:
  padanan ingest seeds/articles/*.id.txt
  padanan lookup "upacara penandatanganan Konvensi Hanoi" -s id -t vi
  padanan terms lookup "thu truong" -l vi -t id
  padanan check page.txt -t id
  padanan export memory.tmx -s vi -t id
"""
_MAX_MESSAGE_LENGTH = 4000
_CHANGES_NOTE = "; the changes of the command are stored, see `padanan history`"
_EARLIER_CHANGES_NOTE = "; `padanan history` shows what was stored before that"
_NO_CHANGES_NOTE = "; nothing was stored"
_OUT_OF_MEMORY_MESSAGE = "not enough memory for this; give it in parts"
_OUT_OF_MEMORY_PHRASES = (
    *("cannot allocate memory", "failed to map segment", "out of memory"),
    "can't start new thread",
    # Of libraries in C that got no memory and did not say so.
    "error return without exception set",
)
_DISK_FULL_MESSAGE = "the disk is full; free some space and run the command again"
_DISK_FULL_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _print_version(ctx: click.Context, _: click.Parameter, is_requested: bool) -> None:
    if is_requested and not ctx.resilient_parsing:
        # importlib.metadata is slow to import, and only this needs it.
        from importlib.metadata import version

        click.echo(f"padanan {version('padanan')}")
        ctx.exit()


@click.group(
    cls=CommandGroup,
    command_table=COMMAND_TABLE,
    replacement_by_name={"fix": "padanan check FILE --fix"},
    epilog=_EXAMPLES,
    params=[
        *make_global_options(),
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_print_version,
            help="Show the version and stop.",
        ),
    ],
)
def padanan() -> None:
    """Translation memory, glossary and consistency checker."""


def run_arguments(arguments: Sequence[str] | None = None) -> int:
    """Run the program with arguments, and return its exit code; see `cli.run`."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    workspace = Workspace()
    try:
        exit_code = _run_and_report_errors(arguments, workspace)
        if exit_code < 2:
            workspace.say_missing_database()
        return exit_code
    finally:
        workspace.close()


def _run_and_report_errors(
    arguments: Sequence[str] | None, workspace: Workspace
) -> int:
    """Run the program and print its error, if any; return the exit code."""
    try:
        return _run_click_program(arguments, workspace)
    except (BrokenPipeError, SystemExit):
        # The reader of the output (head, less) was closed; click then exits.
        discard_output()
        return 0
    except (KeyboardInterrupt, click.Abort) as error:
        return _report_interruption(error)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.message, err=True)
        return error.exit_code
    except click.ClickException as error:
        return _print_error(describe_usage_error(error), error.exit_code)
    except Exception as error:
        if workspace.shows_tracebacks:
            raise
        return _report_error(error, workspace)


class _ProcessTerminated(KeyboardInterrupt):
    """Another process asked this one to end; handled like an interruption by Ctrl+C."""


def handle_termination_signal(*_: object) -> NoReturn:
    """Handle the signal to end the process, so that it closes what is open."""
    raise _ProcessTerminated


def run_process_arguments() -> int:
    """Run the program with the arguments and the streams of this process."""
    fill_closed_streams()
    if sys.stdout is None:
        return _print_error(
            f"{STANDARD_OUTPUT_NAME} is closed; redirect it, for example to /dev/null",
            2,
        )
    sys.stdout = open_standard_output()
    return run_arguments()


def _report_error(error: Exception, workspace: Workspace) -> int:
    """Print the message of an error, and return its exit code."""
    if isinstance(error, OutputFailed) or isinstance(error.__cause__, OutputFailed):
        discard_output()
    if isinstance(error, PadananError):
        stored_suffix = (
            _EARLIER_CHANGES_NOTE
            if isinstance(error, StoreError)
            and not isinstance(error, StoreLost)
            and workspace.has_written
            else ""
        )
        return _print_error(
            workspace.describe_error(error) + stored_suffix,
            choose_exit_code(type(error)),
        )
    if isinstance(error, OutputFailed):
        stored_suffix = _CHANGES_NOTE if workspace.has_written else ""
        return _print_error(
            f"{STANDARD_OUTPUT_NAME}: {describe_system_error(error)}{stored_suffix}", 2
        )
    if _is_out_of_memory(error):
        stored_suffix = (
            _EARLIER_CHANGES_NOTE if workspace.has_written else _NO_CHANGES_NOTE
        )
        return _print_error(f"{_OUT_OF_MEMORY_MESSAGE}{stored_suffix}", 3)
    if isinstance(error, OSError):
        file_prefix = f"{error.filename}: " if error.filename else ""
        if error.errno in _DISK_FULL_ERRORS:
            return _print_error(f"{file_prefix}{_DISK_FULL_MESSAGE}", 3)
        return _print_error(f"{file_prefix}{describe_system_error(error)}", 2)
    if isinstance(error, UnicodeEncodeError) and error.reason.startswith("surrogates"):
        return _print_error(
            f"{error.object!r} is not UTF-8; pass arguments in UTF-8", 2
        )
    if isinstance(error, ValueError) and "embedded null" in str(error):
        return _print_error("the name of a file contains a NUL character", 2)
    if _is_interruption(error):
        return _report_interruption(error)
    error_name = type(error).__name__
    return _print_error(
        f"this is a bug in Padanan ({error_name}: {error}); report it with --debug", 70
    )


def _is_out_of_memory(error: BaseException) -> bool:
    """Whether an error was caused by a lack of memory.

    Threads and modules, too, need memory to begin.
    """
    if isinstance(error, MemoryError):
        return True
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    message = str(error).lower()
    return isinstance(error, ImportError | RuntimeError | SystemError) and any(
        phrase in message for phrase in _OUT_OF_MEMORY_PHRASES
    )


def _is_interruption(error: BaseException) -> bool:
    """Whether an error was caused by an interruption, such as that of an import."""
    cause = error.__cause__ or error.__context__
    return isinstance(cause, KeyboardInterrupt) or bool(
        cause and _is_interruption(cause)
    )


def _report_interruption(error: BaseException) -> int:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, _ProcessTerminated):
        cause = cause.__cause__ or cause.__context__
    event_name, interruption_exit_code = (
        ("interrupted", 130) if cause is None else ("terminated", 143)
    )
    return _print_error(
        f"{event_name}; unfinished changes were not stored", interruption_exit_code
    )


def _run_click_program(arguments: Sequence[str] | None, workspace: Workspace) -> int:
    # Any: commands return values of any type; an int is an exit code.
    command_result: Any = padanan.main(
        None if arguments is None else list(arguments),
        prog_name="padanan",
        standalone_mode=False,
        obj=workspace,
    )
    sys.stdout.flush()
    workspace.verify_stored()
    return command_result if isinstance(command_result, int) else 0


def choose_exit_code(error_type: type[PadananError]) -> int:
    """Choose the exit code for a type of error."""
    if issubclass(error_type, NotFound):
        return 1
    return 3 if issubclass(error_type, StoreError) else 2


def _print_error(message: str, exit_code: int) -> int:
    click.echo(f"padanan: {_shorten_message(message)}", err=True)
    return exit_code


def _shorten_message(message: str) -> str:
    """Cut the middle out of a long message, such as one that quotes a whole text.

    Control characters of a quoted text are shown, since a terminal would obey them.
    """
    message = show_control_characters(message)
    if len(message) <= _MAX_MESSAGE_LENGTH:
        return message
    half_length = _MAX_MESSAGE_LENGTH // 2
    return f"{message[:half_length]} … {message[-half_length:]}"
