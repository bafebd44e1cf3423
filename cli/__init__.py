"""The command line: `padanan COMMAND …`.

Commands live a few to a module and are imported when they are called, since
start-up time is part of the feel of every command.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from cli.options import Workspace, global_options
from tm.errors import NotFound, PadananError, StoreError, UnknownName

COMMANDS = {
    "ingest": "cli.ingestion:ingest",
    "articles": "cli.articles:articles",
    "show": "cli.articles:show",
    "review": "cli.reviewing:review",
    "lookup": "cli.lookup:lookup",
    "concordance": "cli.concordance:concordance",
    "add": "cli.memory:add",
    "remove": "cli.memory:remove",
    "stats": "cli.memory:stats",
    "history": "cli.memory:history",
    "undo": "cli.memory:undo",
    "index": "cli.indexing:index",
    "migrate": "cli.memory:migrate",
    "terms": "cli.terms:terms",
    "check": "cli.checking:check",
    "checks": "cli.checking:checks",
    "import": "cli.exchange:import_",
    "export": "cli.exchange:export",
    "pretranslate": "cli.pretranslate:pretranslate",
    "analyse": "cli.evaluation:analyse",
    "evaluate": "cli.evaluation:evaluate",
    "score": "cli.evaluation:score",
    "segment": "cli.alignment:segment",
    "rules": "cli.rules:rules",
    "align": "cli.alignment:align",
    "demo": "cli.demo:demo",
    "completion": "cli.completion:completion",
}
"""Name of each command: the module and the function that answer it."""

_EXAMPLES = """\b
Examples:
  padanan ingest seeds/articles/*.id.txt
  padanan lookup "upacara penandatanganan Konvensi Hanoi" -s id -t vi
  padanan terms lookup "thu truong" -l vi -o id
  padanan check page.txt -t id
  padanan export memory.tmx -s vi -t id
"""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        if place is None:
            raise UnknownName("command", cmd_name, COMMANDS)
        module, _, name = place.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        # importlib.metadata is slow to import, and only this needs it.
        from importlib.metadata import version

        click.echo(f"padanan {version('padanan')}")
        ctx.exit()


@click.group(
    cls=_Commands,
    epilog=_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
    params=[
        *global_options(),
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_version,
            help="Show the version and stop.",
        ),
    ],
)
def padanan() -> None:
    """Translation memory, glossary and consistency checker."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; never raises, never exits.

    0 fine; 1 findings, or nothing found; 2 bad input or usage; 3 the store failed;
    130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    workspace = Workspace()
    try:
        return _invoke(arguments, workspace)
    except (BrokenPipeError, SystemExit):
        # The reader (head, less) has had enough, which click answers by leaving;
        # Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted; what was not finished is as it was", 130)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except PadananError as error:
        if workspace.debug:
            raise
        return _fail(str(error), _exit_code(error))
    except OSError as error:
        if workspace.debug:
            raise
        place = f"{error.filename}: " if error.filename else ""
        return _fail(f"{place}{error.strerror or error}", 2)
    except Exception as error:
        if workspace.debug:
            raise
        name = type(error).__name__
        return _fail(f"this is a bug in Padanan ({name}: {error}); see --debug", 70)
    finally:
        workspace.close()


def main() -> NoReturn:
    """The console script."""
    sys.exit(run())


def _invoke(arguments: Sequence[str] | None, workspace: Workspace) -> int:
    # Any: what a command returns is not ours to know; an int is an exit code.
    result: Any = padanan.main(
        None if arguments is None else list(arguments),
        prog_name="padanan",
        standalone_mode=False,
        obj=workspace,
    )
    sys.stdout.flush()
    return result if isinstance(result, int) else 0


def _exit_code(error: PadananError) -> int:
    if isinstance(error, NotFound):
        return 1
    if isinstance(error, StoreError):
        return 3
    return 2


def _fail(message: str, code: int) -> int:
    click.echo(f"padanan: {message}", err=True)
    return code
