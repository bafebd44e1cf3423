"""The workspace of a call: its settings, its database and its messages."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.console.usage_errors import format_parameter_name
from tm.errors import InputError, PadananError, UnknownName
from tm.settings import Settings, read_settings
from tm.text.control_characters import show_control_characters
from tm.text.locale import Locale

if TYPE_CHECKING:
    from tm.store.database import Database
    from tm.store.unit_store import UnitStore

OUTPUT_FORMAT_NAMES = ("table", "json", "jsonl", "tsv")
FORMAT_VARIABLE = "PADANAN_FORMAT"
"""The environment variable that names the format where no option does."""
LIBRARY_PARAMETER_BY_COMMAND_PARAMETER = {
    "columns_text": "columns",
    "original_location": "original",
    "original_path": "original",
    "output_path": "out",
    "sheet_name": "sheet",
    "source_locale": "source",
    "stores_incomplete": "incomplete",
    "target_locale": "target",
    "token_budget": "budget",
    "uses_encoder": "neural",
}
"""Parameters of the library by those of commands, where their names differ."""
COMMANDS_BY_NEXT_STEP = {
    "add a translation": ["add"],
    "align texts": ["align"],
    "check texts": ["check"],
    "check the termbase": ["terms lint"],
    "examine the database": ["doctor"],
    "export terms": ["terms export"],
    "extract terms": ["terms extract"],
    "import terms": ["terms import"],
    "import units": ["import"],
    "index the database": ["index"],
    "link an account": ["people link"],
    "list articles": ["articles"],
    "list changes": ["history"],
    "list checks": ["checks"],
    "list checks and rules": ["checks", "checks rules"],
    "list pairs": ["review"],
    "list people": ["people list"],
    "make a token": ["people token"],
    "migrate the database": ["migrate"],
    "print the head": ["history --head"],
    "redo a change set": ["redo CHANGE_SET"],
    "show an article": ["show"],
    "undo a change set": ["undo CHANGE_SET"],
    "write a report in JSON lines": ["check --format jsonl"],
}
"""What errors of the library advise, by commands that do it."""


class Workspace:
    """The settings, the database and the output of one call; opened on first use."""

    def __init__(self) -> None:
        self.chosen_database_location: str | None = None
        self.chosen_read_location: str | None = None
        self.chosen_output_format: str | None = None
        self.shows_tracebacks = False
        self.is_quiet = False
        self.fills_empty_file = False
        self.command: click.Command | None = None
        """The command that runs, once its options are parsed."""
        self._settings: Settings | None = None
        self._log_relay = _LogRelay()
        self._database: Database | None = None  # not imported yet

    @property
    def settings(self) -> Settings:
        """The settings that hold in the current folder."""
        if self._settings is None:
            self._settings = read_settings(Path.cwd())
        return self._settings

    @property
    def database(self) -> "Database":
        """The database that options, environment or settings name."""
        if self._database is None:
            from tm.store.database import Database

            self._log_relay.attach(self)
            self._database = Database.open(
                self.database_location,
                # Only what is written creates a file.
                creates_file=False,
                fills_empty_file=self.fills_empty_file,
                read_location=self.read_database_location,
            )
        return self._database

    @property
    def has_database(self) -> bool:
        """Whether the database exists; without it, some need not read it at all."""
        from tm.store.database import Database

        return self._database is not None or not Database.is_missing(
            self.database_location
        )

    @property
    def database_location(self) -> str:
        """The path or URL of the database that options or settings name."""
        return self.chosen_database_location or self.settings.database_location

    @property
    def read_database_location(self) -> str | None:
        """The URL of the read replica that options or settings name, if any.

        That of the settings is one of their database, not of another one.
        """
        if self.chosen_read_location or not self.chosen_database_location:
            return self.chosen_read_location or self.settings.read_database_location
        return None

    @property
    def has_written(self) -> bool:
        """Whether this call has changed the database."""
        return self._database is not None and self._database.has_written

    def verify_stored(self) -> None:
        """Raise StoreLost if what this call has stored was deleted meanwhile."""
        if self._database is not None and self._database.has_written:
            self._database.verify_stored()

    @property
    def unit_store(self) -> "UnitStore":
        """The translation memory of the database."""
        from tm.store.unit_store import UnitStore

        return UnitStore(self.database)

    @property
    def author(self) -> str:
        """The author of changes."""
        return self.settings.change_author

    @property
    def output_format(self) -> str:
        """`table` on a terminal and `tsv` elsewhere, unless a format is chosen.

        The option chooses it, or else the environment, for programs that call often.
        """
        if self.chosen_output_format is not None:
            return self.chosen_output_format
        format_name = os.environ.get(FORMAT_VARIABLE)
        if not format_name:
            return "table" if sys.stdout.isatty() else "tsv"
        if format_name not in OUTPUT_FORMAT_NAMES:
            raise UnknownName(
                f"format in {FORMAT_VARIABLE}", format_name, OUTPUT_FORMAT_NAMES
            )
        return format_name

    def choose_source_locale(self, locale: Locale | None) -> Locale:
        """Return a given source locale, or else that of the settings."""
        return _require_locale(locale or self.settings.source, "source", "-s")

    def choose_target_locale(self, locale: Locale | None) -> Locale:
        """Return a given target locale, or else that of the settings."""
        return _require_locale(locale or self.settings.target, "target", "-t")

    def say(self, text: str) -> None:
        """Print a message to standard error, unless --quiet is given."""
        if not self.is_quiet:
            click.echo(show_control_characters(text), err=True)

    def warn(self, text: str) -> None:
        """Print a warning to standard error, even with --quiet."""
        click.echo(show_control_characters(f"padanan: warning: {text}"), err=True)

    def report_error(self, text: str) -> None:
        """Print an error after which the command goes on, such as one of many files."""
        click.echo(show_control_characters(f"padanan: {text}"), err=True)

    def describe_error(self, error: PadananError) -> str:
        """Return the message of an error, with the options and commands that help."""
        remedies = [
            f"`padanan {command}`"
            for command in COMMANDS_BY_NEXT_STEP.get(error.next_step, ())
        ]
        option_name_by_parameter = {
            LIBRARY_PARAMETER_BY_COMMAND_PARAMETER.get(
                parameter.name or "", parameter.name
            ): format_parameter_name(parameter)
            for parameter in (self.command.params if self.command else ())
            if isinstance(parameter, click.Option)
        }
        remedies += [
            option_name_by_parameter[parameter]
            for parameter in error.parameters
            if parameter in option_name_by_parameter
        ]
        return f"{error} ({', '.join(remedies)})" if remedies else str(error)

    @contextmanager
    def show_progress(
        self, label: str, total: int | Callable[[], int | None] | None = None
    ) -> Iterator[Any]:
        """Show the progress of a long command; yields a function that advances it.

        The function takes the number of further items. On a terminal a bar shows the
        speed, and with a total the time left. `total`: a number, or a function that
        counts, which is called only if there is a bar.
        """
        if self.is_quiet or not sys.stderr.isatty():
            yield lambda count=1: None
            return
        # Threads take a while to import, and only a terminal needs the bar.
        from cli.console.progress_bar import ProgressBar

        with ProgressBar(label, total) as bar:
            yield bar.advance

    def release_connections(self) -> None:
        """Close the connections of the database, which are opened again on use.

        Data in memory, such as the index, stays.
        """
        if self._database is not None:
            self._database.close()

    def say_missing_database(self) -> None:
        """Say that there is no database, if it was read as an empty one."""
        if self._database is not None and self._database.awaits_creation:
            self.say(
                f"{self._database.name}: this database does not exist yet; it was "
                "read as an empty one"
            )

    def __getstate__(self) -> dict[str, object]:
        """Return the state for another process, which opens the database itself."""
        return self.__dict__ | {
            "_database": None,
            "_log_relay": _LogRelay(),
            "command": None,
        }

    def close(self) -> None:
        """Close the database."""
        self._log_relay.detach()
        if self._database is not None:
            self._database.close()
            self._database = None


class _LogRelay:
    """Prints the log messages of the index as messages of the command."""

    def __init__(self) -> None:
        self._handler: Any = None  # of logging, which --help need not import

    def attach(self, workspace: Workspace) -> None:
        import logging

        class Handler(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                workspace.warn(record.getMessage())

        self.detach()
        self._handler = Handler()
        logging.getLogger("padanan").addHandler(self._handler)

    def detach(self) -> None:
        if self._handler is not None:
            import logging

            logging.getLogger("padanan").removeHandler(self._handler)
            self._handler = None


def _require_locale(locale: Locale | None, side_name: str, option_name: str) -> Locale:
    if locale is None:
        remedy = f"give {option_name} LOCALE, or set {side_name} in padanan.toml"
        raise InputError(f"no {side_name} language; {remedy}")
    return locale
