"""Options that select units by the article that they come from."""

import click

from cli.console.options.parameter_types import DateType

source_url_option = click.option(
    "--source-url", metavar="URL", help="Only units of this original."
)
publisher_option = click.option(
    "--publisher", metavar="NAME", help="Only units of this publisher."
)
article_author_option = click.option(
    "--article-author", metavar="NAME", help="Only units of articles by this author."
)
article_place_option = click.option(
    "--article-place",
    metavar="PLACE",
    help="Only units of articles whose dateline names this place.",
)
first_day_option = click.option(
    "--since",
    "first_day",
    type=DateType(),
    help="Only units published on this day or later.",
)
