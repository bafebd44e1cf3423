"""The command `prompt`, which builds a package for a language model."""

from dataclasses import asdict
from typing import Any

import click

from cli.console.command import command
from cli.console.input_files import text_file_option
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.output_formats import format_json
from cli.console.workspace import Workspace
from tm.errors import InputError

_JSON_INDENT_WIDTH = {"json": 2, "jsonl": None}


@command(
    examples="""
    padanan prompt "Thứ trưởng Bộ Công an thăm Luân Đôn" -s vi -t id
    padanan prompt --file berita.txt -s vi -t id --budget 4000 > prompt.txt
    padanan prompt --article 4f1c#12 -s vi -t id
    padanan prompt "họp báo" -s vi -t id --date 2023-06 --format json
    """
)
@click.argument("text", required=False)
@text_file_option
@click.option(
    "--article",
    "article_name",
    metavar="KEY[#POSITION]",
    help="Instead of a text, a stored article, or one of its sentences.",
)
@pair_options
@click.option(
    "--budget",
    "token_budget",
    type=click.IntRange(1),
    metavar="TOKENS",
    help="The most tokens, by an estimate that fits any model; default 2000.",
)
@click.option(
    "--date",
    "day",
    metavar="DATE",
    help="Day of the text, by which terms are valid; default that of the article, or "
    "today.",
)
def prompt(
    workspace: Workspace,
    text: str | None,
    text_path: str | None,
    article_name: str | None,
    pair_options: PairOptions,
    token_budget: int | None,
    day: str | None,
) -> None:
    """Build a package for a language model that translates TEXT.

    It holds the text and what the memory knows of it: similar translations with their
    numbers and names repaired, terms with the forms to use and to avoid on the day of
    the text, names, known mistranslations, the texts before and after, and house rules.
    What is most useful goes in first, until the budget is used up. No model is called,
    and the same command always prints the same package.
    """
    inputs = (text, text_path, article_name)
    if sum(value is not None for value in inputs) != 1:
        raise InputError("give TEXT, --file FILE or --article KEY")
    # They take long to import, and help needs none of them.
    from padanan.assistants.assistant import Assistant
    from padanan.assistants.prompt_requests import DEFAULT_TOKEN_BUDGET
    from padanan.memory_database import MemoryDatabase
    from tm.text.input.encoding import decode_text, read_bytes

    if text_path is not None:
        text = decode_text(read_bytes(text_path), path=text_path).text
    package = Assistant(MemoryDatabase(workspace.database), workspace.settings).prompt(
        text,
        article=article_name,
        budget=token_budget or DEFAULT_TOKEN_BUDGET,
        date=day,
        source=workspace.choose_source_locale(pair_options.source_locale),
        target=workspace.choose_target_locale(pair_options.target_locale),
    )
    if workspace.output_format in _JSON_INDENT_WIDTH:
        record: dict[str, Any] = asdict(package)  # JSON
        indent_width = _JSON_INDENT_WIDTH[workspace.output_format]
        click.echo(format_json(record, indent_width=indent_width))
    else:
        click.echo(package.text, nl=False)
