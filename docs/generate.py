"""Reference pages in Markdown, generated from the code at build time.

`python -m docs.generate` writes them to `docs/reference`, which is not in version
control: commands, settings, checks, formats, exit codes and the shapes of JSON results.
"""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import click

from checks.catalogue import CHECKS
from checks.engine.check import Check, Level
from checks.measuring.measured_checks import (
    is_in_default_profile,
    read_measured_checks,
)
from cli.commands import COMMAND_TABLE
from cli.program import choose_exit_code, padanan
from docs.clients import clients_page
from docs.folders import languages_page, layout_page
from docs.json_shapes import shape_lines
from docs.markdown import escape_markup, format_value, join_lines, table_lines
from exports.format import Feature
from exports.format_registries import document_formats, formats, term_formats
from exports.term_format import TermFeature
from tm import settings
from tm.errors import PadananError
from web.settings import ServerSettings

FOLDER = Path(__file__).parent / "reference"

_LEVELS = {
    Level.ONE: "One text",
    Level.BOTH: "Source and target",
    Level.DOCUMENT: "A document",
    Level.CORPUS: "All units of the run",
    Level.TERMBASE: "The termbase",
}


def pages() -> dict[str, Callable[[], str]]:
    """The pages by file name, each with the function that writes it."""
    return {
        "commands.md": commands_page,
        "settings.md": settings_page,
        "checks.md": checks_page,
        "formats.md": formats_page,
        "exit-codes.md": exit_codes_page,
        "json.md": json_page,
        "languages.md": languages_page,
        "layout.md": layout_page,
        "clients.md": clients_page,
    }


def write(folder: Path = FOLDER) -> None:
    """Write all pages into a folder, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in pages().items():
        (folder / name).write_text(page(), encoding="utf-8")


def commands_page() -> str:
    """Every command with its arguments, options and examples."""
    context = click.Context(padanan, info_name="padanan")
    lines = [
        "# Commands",
        "",
        "Global options are accepted before and after every command.",
        "",
        *_options(padanan, context, skipped=frozenset()),
    ]
    shared = frozenset(
        name for option in padanan.params for name in option.opts if option.opts
    )
    for name in COMMAND_TABLE:
        lines += _command(padanan, context, name, 2, shared)
    return join_lines(lines)


def _command(
    group: click.Group,
    context: click.Context,
    name: str,
    depth: int,
    skipped: frozenset[str],
) -> list[str]:
    command = group.get_command(context, name)
    assert command is not None
    own = click.Context(command, parent=context, info_name=name)
    usage = " ".join([own.command_path, *command.collect_usage_pieces(own)])
    lines = [
        f"{'#' * depth} {own.command_path.removeprefix('padanan ')}",
        "",
        f"`{usage}`",
        "",
        *_paragraphs(command.help or ""),
        *_options(command, own, skipped),
        *_examples(command.epilog or ""),
    ]
    if isinstance(command, click.Group):
        for part in command.list_commands(own):
            lines += _command(command, own, part, depth + 1, skipped)
    return lines


def _options(
    command: click.Command, context: click.Context, skipped: frozenset[str]
) -> list[str]:
    rows = [
        (f"`{record[0]}`", record[1])
        for option in command.get_params(context)
        if not skipped & {*option.opts} and "--help" not in option.opts
        if (record := option.get_help_record(context)) is not None
        if record[1] or isinstance(option, click.Option)
    ]
    return [*table_lines(("option", "what it does"), rows), ""] if rows else []


def _examples(epilog: str) -> list[str]:
    examples = [
        line.strip() for line in epilog.splitlines() if line.strip().startswith("pad")
    ]
    return ["```sh", *examples, "```", ""] if examples else []


def settings_page() -> str:
    """Every key of `padanan.toml` with its default."""
    lines = [
        "# Settings",
        "",
        "Padanan reads `padanan.toml` of the current folder or the nearest one above "
        "it, then the user's own file.",
        "Paths are relative to the file that names them.",
        "",
    ]
    top: list[Sequence[str]] = []
    tables: list[str] = []
    for field in fields(settings.Settings):
        value = default_of(field)
        if is_dataclass(value):
            tables += _settings_table(field.name, type(value))
        else:
            text = _field_docs(settings.Settings).get(field.name, "")
            top.append((f"`{field.name}`", format_value(value), text))
    tables += _settings_table("server", ServerSettings)
    heading = ("key", "default", "what it is")
    return join_lines(
        [*lines, "## Top level", "", *table_lines(heading, top), "", *tables]
    )


def _settings_table(name: str, table: type[Any]) -> list[str]:
    texts = _field_docs(table)
    rows = [
        (f"`{field.name}`", format_value(default_of(field)), texts.get(field.name, ""))
        for field in fields(table)
    ]
    summary = _first_sentence(inspect.getdoc(table) or "")
    heading = ("key", "default", "what it is")
    return [f"## \\[{name}\\]", "", summary, "", *table_lines(heading, rows), ""]


def default_of(field: Any) -> object:  # a dataclass field of any type
    """The default of a field; None where there is none, or where the machine tells."""
    if getattr(field.default_factory, "__name__", "") == "<lambda>":
        return None
    if field.default_factory is not MISSING:
        return field.default_factory()
    return None if field.default is MISSING else field.default


def _field_docs(kind: type[Any]) -> dict[str, str]:
    """The docstring below each field of a class."""
    body = ast.parse(dedent(inspect.getsource(kind))).body[0]
    assert isinstance(body, ast.ClassDef)
    texts = {}
    for field, after in zip(body.body, body.body[1:], strict=False):
        match field, after:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str() as text)),
            ):
                texts[name] = " ".join(text.split())
    return texts


def checks_page() -> str:
    """Every check by level, then the options of checks."""
    lines = [
        "# All checks",
        "",
        "`padanan checks ID` explains a check with examples from its own tests.",
        "A check with *safe fixes* is fixed by `--fix`; one with *fixes* only when it "
        "is named by `--fix-only`.",
        "*Pages* is how many findings on real pages an editor wanted, of all that were "
        "judged; *seeded* how many errors it found, of those seeded into clean text. "
        "A check marked *strict* runs in the profile `strict`, or when it is named.",
        "",
    ]
    for level, title in _LEVELS.items():
        rows = [_check_row(check) for check in CHECKS.values() if check.level is level]
        heading = ("id", "severity", "fixes", "pages", "seeded", "finds", "module")
        lines += [f"## {title}", "", *table_lines(heading, sorted(rows)), ""]
    lines += ["## Options", ""]
    option_rows = [
        (
            f"`{check.id}.{option.name}`",
            option.value_description,
            format_value(option.default),
            option.description,
        )
        for check in CHECKS.values()
        for option in check.options
    ]
    lines += table_lines(
        ("option", "kind", "default", "what it does"), sorted(option_rows)
    )
    return join_lines(lines)


def _check_row(check: Check) -> tuple[str, ...]:
    fixes = "safe fixes" if check.safe_fixes else "fixes" if check.unsafe_fixes else ""
    module = check.find.__module__.replace(".", "/")
    severity = check.severity.value
    if not is_in_default_profile(check.id):
        severity += ", strict"
    measured = read_measured_checks()
    judged = measured.judgement_counts_by_check.get(check.id)
    seeded = measured.seeding_counts_by_check.get(check.id)
    return (
        f"`{check.id}`",
        severity,
        fixes,
        f"{judged.wanted} of {judged.total}" if judged else "",
        f"{seeded.found} of {seeded.seeded}" if seeded else "",
        check.description,
        f"`{module}.py`",
    )


def formats_page() -> str:
    """What each format of units and of terms carries."""
    unit_rows = [
        (
            format.name,
            " ".join(format.suffixes),
            " ".join(format.aliases),
            *(_carried(feature in format.features) for feature in Feature),
        )
        for format in formats.values()
    ]
    unit_heading = ("format", "suffixes", "other names", *Feature)
    written = [format for format in term_formats.values() if format.is_written]
    term_rows = [
        (feature, *(_carried(feature in format.features) for format in written))
        for feature in TermFeature
    ]
    term_heading = ("of a concept", *(format.name for format in written))
    names = [
        (format.name, " ".join(format.suffixes), " ".join(format.aliases))
        for format in term_formats.values()
    ]
    document_names = [
        (format.name, " ".join(format.suffixes), " ".join(format.aliases))
        for format in document_formats.values()
    ]
    return join_lines(
        [
            "# What formats carry",
            "",
            "What a format does not carry is counted as lost when it is written.",
            "",
            "## Units",
            "",
            *table_lines(unit_heading, unit_rows),
            "",
            "## Terms",
            "",
            *table_lines(("format", "suffixes", "other names"), names),
            "",
            *table_lines(term_heading, term_rows),
            "",
            "## Documents",
            "",
            *table_lines(("format", "suffixes", "other names"), document_names),
        ]
    )


def _carried(does: bool) -> str:
    return "yes" if does else "–"


def exit_codes_page() -> str:
    """Exit codes, and the errors behind them."""
    codes = [
        ("0", "done; no finding at or above `--fail-on`"),
        ("1", "a finding at or above `--fail-on`, or nothing found"),
        ("2", "input or usage that cannot be used"),
        ("3", "the database failed"),
        ("70", "a bug in Padanan; `--debug` shows where"),
        ("130", "interrupted (Ctrl-C)"),
        ("143", "terminated by another process"),
    ]
    errors = [
        (f"`{error.__name__}`", str(choose_exit_code(error)), _docs(error))
        for error in _subclasses(PadananError)
    ]
    return join_lines(
        [
            "# Exit codes and errors",
            "",
            *table_lines(("code", "meaning"), codes),
            "",
            "## Errors",
            "",
            "From Python, every error is a `PadananError`; a command turns it into a "
            "message and an exit code.",
            "",
            *table_lines(("error", "exit code", "meaning"), errors),
        ]
    )


def _subclasses(kind: type[PadananError]) -> Iterator[type[PadananError]]:
    yield kind
    for child in kind.__subclasses__():
        if child.__module__ == PadananError.__module__:
            yield from _subclasses(child)


def json_page() -> str:
    """The keys of JSON results, taken from results on the seed articles."""
    return join_lines(
        [
            "# JSON results",
            "",
            "`--format jsonl` prints one object a line, `--format json` one value.",
            "These are the keys of the first objects that each command prints on the "
            "seed articles.",
            "Keys may be added; a key that is here keeps its name and meaning.",
            "",
            *shape_lines(),
        ]
    )


def _docs(thing: type[Any]) -> str:
    return _first_sentence(inspect.getdoc(thing) or "")


def _first_sentence(text: str) -> str:
    return " ".join(text.partition("\n\n")[0].split())


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text; one after `\\b` keeps its lines."""
    lines: list[str] = []
    for paragraph in dedent(text).strip().split("\n\n"):
        first, _, rest = paragraph.partition("\n")
        if first.strip() == "\b":
            lines += ["```text", *rest.splitlines(), "```", ""]
        else:
            lines += [escape_markup(" ".join(paragraph.split())), ""]
    return lines


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
