"""A command line that cannot be parsed is told of in the style of all errors."""

import pytest

from tests.cli.calling import call

CALLS: list[tuple[str, str]] = [
    ("--nosuch", "unknown option '--nosuch'; see `padanan --help`"),
    ("stats --nosuch", "unknown option '--nosuch'; see `padanan stats --help`"),
    ("lookup x --expain", "unknown option '--expain'; did you mean --explain?"),
    ("stats extra", "unexpected argument 'extra'; see `padanan stats --help`"),
    (
        "lookup họp báo",
        "unexpected argument 'báo'; put quotation marks around a text of several words",
    ),
    ("show", "KEY is missing; type `padanan show [OPTIONS] KEY`"),
    ("convert a.po", "OUT is missing; type `padanan convert [OPTIONS] IN OUT`"),
    ("pretranslate a.po", "-O OUT is missing; see `padanan pretranslate --help`"),
    ("lookup x -t", "-t needs a value"),
    ("stats --quiet=x", "--quiet takes no value; leave it out"),
    (
        "lookup x -t xx",
        "-t: unknown language 'xx'; give a BCP 47 language tag, such as vi, id, en or "
        "zh-Hant",
    ),
    (
        "stats --format xml",
        "--format: unknown value 'xml'; known: table, json, jsonl, tsv",
    ),
    ("lookup x --limit 0", "--limit: 0 is out of range; give 1 or more"),
    ("lookup x --min-rate 102", "--min-rate: 102 is out of range; give 0 to 101"),
    ("lookup x --min-rate a", "--min-rate: 'a' is not a number; give 0 to 101"),
    (
        "articles --since yesterday",
        "--since: 'yesterday' is not a date; give it as 2025-10-08",
    ),
]


@pytest.mark.parametrize(("line", "message"), CALLS)
def test_a_usage_error_is_one_line_that_says_what_to_do(
    line: str, message: str
) -> None:
    called = call(*line.split())
    assert (called.code, called.out) == (2, "")
    assert called.err == f"padanan: {message}\n"


@pytest.mark.parametrize("words", [(), ("terms",), ("document",)])
def test_a_group_without_a_command_prints_its_whole_help(words: tuple[str]) -> None:
    called = call(*words)
    assert called.err.startswith("Usage: padanan") and " … " not in called.err
    assert called.err == call(*words, "--help").out
