"""Options that come to a command as one value."""

from dataclasses import dataclass

import click
import pytest
from click.testing import CliRunner

from cli.console.options.option_group import option_group


@dataclass(frozen=True)
class Pages:
    first: int
    last: int
    heading: str = "none"


pages = option_group(
    "pages",
    Pages,
    click.argument("first", type=int),
    click.option("--last", type=int, default=9),
)


@click.command()
@pages
@click.option("--loud", is_flag=True)
def with_some(pages: Pages, loud: bool) -> None:
    click.echo(f"{pages} {loud}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["3"], "Pages(first=3, last=9, heading='none') False"),
        (["3", "--last", "4", "--loud"], "Pages(first=3, last=4, heading='none') True"),
    ],
)
def test_a_command_gets_a_value_whose_other_fields_have_their_defaults(
    words: list[str], said: str
) -> None:
    assert CliRunner().invoke(with_some, words).output.strip() == said


def test_options_stand_in_the_help_as_they_are_declared() -> None:
    help = CliRunner().invoke(with_some, ["--help"]).output
    assert "[OPTIONS] FIRST" in help
    assert help.index("--last") < help.index("--loud")


def test_what_is_wrong_is_told_as_of_any_option() -> None:
    done = CliRunner().invoke(with_some, ["three"])
    assert done.exit_code == 2
    assert "'three' is not a valid integer" in done.output
