"""The command `segment`, and the text of a file as it stands there."""

from pathlib import Path

import click

from cli.console.render import emit
from cli.console.workspace import LocaleType, Workspace, command
from exports.plain import srx
from tm.align.sentences import SentenceRules, sentences
from tm.text.input.encoding import LARGEST_PAGE, contents, decode
from tm.text.input.stream import readable
from tm.text.locale import Locale


@command(
    examples="""
    padanan segment page.txt -l id
    padanan segment page.txt -l vi --format json
    padanan segment page.txt -l fr --rules sentences.srx
    """
)
@click.argument("path", metavar="PATH")
@click.option("-l", "--locale", type=LocaleType(), required=True, help="Its language.")
@click.option(
    "--rules", "rules_path", metavar="FILE", help="Rules of an SRX file, not ours."
)
def segment(
    workspace: Workspace, path: str, locale: Locale, rules_path: str | None
) -> None:
    """Cut a text into sentences, with their places in it."""
    rules = _rules(workspace, rules_path, locale) if rules_path else None
    text = as_it_stands(workspace, path)
    segments = [
        {"start": span.start, "end": span.end, "text": span.of(text)}
        for span in sentences(text, locale, rules)
    ]
    emit(
        workspace,
        {"segments": segments},
        lines=segments,
        columns=("start", "end", "text"),
        rows=[list(segment.values()) for segment in segments],
    )


def as_it_stands(workspace: Workspace, path: str) -> str:
    """A file's text, not normalised, so that places in it are places in the file.

    Raises InputError for what cannot be read.
    """
    data = contents(path, largest=LARGEST_PAGE)
    decoded = decode(data, path=path)
    if decoded.guessed:
        workspace.warn(decoded.notice(path))
    return data.decode(decoded.encoding).removeprefix("\ufeff")


def _rules(workspace: Workspace, path: str, locale: Locale) -> SentenceRules:
    with readable(Path(path)):
        found = srx.read(Path(path))
    for skipped in found.skipped:
        workspace.warn(f"{skipped.path}:{skipped.line}: {skipped.reason}; left out")
    return found.rules(locale)
