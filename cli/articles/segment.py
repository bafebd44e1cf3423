"""The command `segment`, and reading the text of a file unchanged."""

from pathlib import Path

import click

from cli.console.command import command
from cli.console.options.pair_options import locale_option
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from exports.srx.rule_file import read as read_srx
from tm.align.sentences import SentenceRules, split_into_sentences
from tm.text.input.encoding import MAX_PAGE_BYTES, decode_text, read_bytes
from tm.text.input.stream import convert_read_errors
from tm.text.locale import Locale


@command(
    examples="""
    padanan segment page.txt -l id
    padanan segment page.txt -l vi --format json
    padanan segment page.txt -l fr --rules sentences.srx
    """
)
@click.argument("text_path", metavar="PATH")
@locale_option("Language of the text.", is_required=True)
@click.option(
    "--rules", "rules_path", metavar="FILE", help="Use the rules of this SRX file."
)
def segment(
    workspace: Workspace, text_path: str, locale: Locale, rules_path: str | None
) -> None:
    """Split a text into sentences, and give the offsets of each."""
    sentence_rules = _read_rules(workspace, rules_path, locale) if rules_path else None
    text = read_raw_text(workspace, text_path)
    segment_records = [
        {"start": span.start, "end": span.end, "text": span.of(text)}
        for span in split_into_sentences(text, locale, sentence_rules)
    ]
    print_result(
        workspace,
        {"segments": segment_records},
        json_records=segment_records,
        columns=("start", "end", "text"),
        rows=[list(segment_record.values()) for segment_record in segment_records],
    )


def read_raw_text(workspace: Workspace, path: str) -> str:
    """Read a text without normalising it, so that offsets are those of the file.

    Raises InputError for a file that cannot be read.
    """
    file_bytes = read_bytes(path, max_bytes=MAX_PAGE_BYTES)
    decoded_text = decode_text(file_bytes, path=path)
    if decoded_text.is_guess:
        workspace.warn(decoded_text.make_guess_notice(path))
    return file_bytes.decode(decoded_text.encoding).removeprefix("\ufeff")


def _read_rules(workspace: Workspace, rules_path: str, locale: Locale) -> SentenceRules:
    with convert_read_errors(Path(rules_path)):
        rules_file = read_srx(Path(rules_path))
    for skipped_rule in rules_file.skipped:
        workspace.warn(
            f"{skipped_rule.path}:{skipped_rule.line}: skipped: {skipped_rule.reason}"
        )
    return rules_file.find_rules(locale)
