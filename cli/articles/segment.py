"""The command `segment`, and reading the text of a file unchanged."""

from pathlib import Path

import click

from cli.console.parameter_types import LocaleType
from cli.console.render import emit
from cli.console.workspace import Workspace, command
from exports.plain import srx
from tm.align.sentences import SentenceRules, split_into_sentences
from tm.text.input.encoding import MAX_PAGE_BYTES, decode_text, read_bytes
from tm.text.input.stream import errors_as_input_errors
from tm.text.locale import Locale


@command(
    examples="""
    padanan segment page.txt -l id
    padanan segment page.txt -l vi --format json
    padanan segment page.txt -l fr --rules sentences.srx
    """
)
@click.argument("path", metavar="PATH")
@click.option(
    "-l", "--locale", type=LocaleType(), required=True, help="Language of the text."
)
@click.option(
    "--rules", "rules_path", metavar="FILE", help="Use the rules of this SRX file."
)
def segment(
    workspace: Workspace, path: str, locale: Locale, rules_path: str | None
) -> None:
    """Split a text into sentences, and give the offsets of each."""
    rules = _read_rules(workspace, rules_path, locale) if rules_path else None
    text = read_raw_text(workspace, path)
    segments = [
        {"start": span.start, "end": span.end, "text": span.of(text)}
        for span in split_into_sentences(text, locale, rules)
    ]
    emit(
        workspace,
        {"segments": segments},
        lines=segments,
        columns=("start", "end", "text"),
        rows=[list(segment.values()) for segment in segments],
    )


def read_raw_text(workspace: Workspace, path: str) -> str:
    """Read a text without normalising it, so that offsets are those of the file.

    Raises InputError for a file that cannot be read.
    """
    data = read_bytes(path, max_bytes=MAX_PAGE_BYTES)
    decoded = decode_text(data, path=path)
    if decoded.is_guess:
        workspace.warn(decoded.make_guess_notice(path))
    return data.decode(decoded.encoding).removeprefix("\ufeff")


def _read_rules(workspace: Workspace, path: str, locale: Locale) -> SentenceRules:
    with errors_as_input_errors(Path(path)):
        rules_file = srx.read(Path(path))
    for skipped in rules_file.skipped:
        workspace.warn(f"{skipped.path}:{skipped.line}: rule skipped: {skipped.reason}")
    return rules_file.find_rules(locale)
