"""The command `terms find`, which finds terms in a text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import click

from cli.console.command import command
from cli.console.input_files import (
    batch_option,
    read_batch_lines,
    text_file_option,
)
from cli.console.options.aliased_option import AliasedOption
from cli.console.options.option_group import option_group
from cli.console.options.pair_options import locale_option
from cli.console.options.parameter_types import LocaleType
from cli.console.output_formats import (
    choose_batch_format,
    format_json,
    format_tsv_row,
    print_result,
)
from cli.console.workspace import Workspace
from cli.terms.views.term_hit_view import TermHitView
from cli.terms.views.unknown_terms import say_no_term
from glossary.entries.entry import TermHit
from glossary.entries.period import parse_date
from glossary.recognition.recogniser import Recogniser
from glossary.store.recogniser_cache import read_or_build_recogniser
from glossary.title_phrases.title_reading import find_titles_in_context
from tm.errors import InputError
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.input.stream import is_stream
from tm.text.locale import Locale

_locale_option = locale_option("Language of TEXT.")
_target_locales_option = click.option(
    "-t",
    "--target-locale",
    "target_locales",
    cls=AliasedOption,
    aliases=("-o", "--other"),
    type=LocaleType(),
    multiple=True,
    help="Language of the translations; may be given several times.",
)


@dataclass(frozen=True, slots=True)
class TermHitOptions:
    """Which terms are shown besides the longest permitted ones, and as of which day."""

    shows_forbidden: bool
    shows_nested: bool
    day: str | None


@command(
    "find",
    examples="""
    padanan terms find "Thứ trưởng Bộ Công an Phạm Thế Tùng" -l vi -t id
    padanan terms find --file article.txt -l id -t vi -t en
    padanan terms find --batch sentences.txt -l id -t vi > terms.tsv
    padanan terms find "Presiden Vietnam" -l id -t vi --date 2023-06
    """,
)
@click.argument("text", required=False)
@text_file_option
@batch_option("Find terms in each line of a file.")
@_locale_option
@_target_locales_option
@option_group(
    "hit_options",
    TermHitOptions,
    click.option(
        "--forbidden",
        "shows_forbidden",
        is_flag=True,
        help="Also show forbidden forms.",
    ),
    click.option(
        "--nested",
        "shows_nested",
        is_flag=True,
        help="Also show terms inside longer ones.",
    ),
    click.option(
        "--date",
        "day",
        metavar="DATE",
        callback=lambda _context, _parameter, value: value and parse_date(value),
        help="Show what was valid, and who held an office, on this day, such as "
        "2025-03-01; with --file, default the day of the article.",
    ),
)
def find(
    workspace: Workspace,
    text: str | None,
    text_path: str | None,
    batch_path: str | None,
    locale: Locale | None,
    target_locales: Sequence[Locale],
    hit_options: TermHitOptions,
) -> int:
    """Find the terms in a text, with their translations.

    A title without an entry of its own is composed of its office, its body and its
    place. A term of several concepts has a line for each in the table.
    """
    if (
        sum(input_value is not None for input_value in (text, text_path, batch_path))
        != 1
    ):
        raise InputError("give TEXT, --file FILE or --batch FILE")
    batch_format = choose_batch_format(workspace) if batch_path is not None else None
    locale, target_locales = _choose_locales(workspace, locale, target_locales)
    recogniser = read_or_build_recogniser(workspace.database, locale)
    day = hit_options.day
    if day is None and text_path is not None:
        day = _read_publication_day(workspace, text_path)
    hit_view = TermHitView.make(workspace.database, target_locales, day)
    if batch_path is not None:
        _print_batch(
            hit_view,
            (
                (
                    line,
                    hit_view.order_readings(_find_hits(recogniser, line, hit_options)),
                )
                for line in read_batch_lines(workspace, batch_path)
            ),
            writes_json=batch_format == "jsonl",
        )
        return 0
    whole_text = _read_text(text_path) if text_path is not None else str(text)
    hits = hit_view.order_readings(_find_hits(recogniser, whole_text, hit_options))
    print_result(
        workspace,
        [hit_view.make_hit_json(whole_text, hit) for hit in hits],
        json_records=[hit_view.make_text_json(whole_text, hits)],
        columns=hit_view.list_columns(),
        rows=hit_view.make_rows(whole_text, hits),
    )
    if not hits:
        say_no_term(workspace, f"No {locale} terms of the termbase in this text")
    return 0 if hits else 1


def _print_batch(
    hit_view: TermHitView,
    lines_with_hits: Iterable[tuple[str, Sequence[TermHit]]],
    *,
    writes_json: bool,
) -> None:
    """Print the terms of each line, as JSON or tab-separated."""
    columns = hit_view.list_columns()
    if not writes_json:
        click.echo(format_tsv_row(["line", *columns]))
    for line_number, (line, hits) in enumerate(lines_with_hits, 1):
        if writes_json:
            click.echo(format_json(hit_view.make_text_json(line, hits)))
            continue
        for row in hit_view.make_rows(line, hits):
            click.echo(format_tsv_row([line_number, *row]))


def _choose_locales(
    workspace: Workspace, locale: Locale | None, target_locales: Sequence[Locale]
) -> tuple[Locale, tuple[Locale, ...]]:
    """Choose the locale of the text, and those of the translations."""
    settings = workspace.settings
    locale = locale or settings.source
    if locale is None:
        raise InputError("no language; give -l LOCALE, or set source in padanan.toml")
    if target_locales:
        return locale, tuple(dict.fromkeys(target_locales))
    for default_locale in (settings.source, settings.target):
        if default_locale is not None and not default_locale.covers(locale):
            return locale, (default_locale,)
    return locale, ()


def _find_hits(
    recogniser: Recogniser, text: str, hit_options: TermHitOptions
) -> list[TermHit]:
    return find_titles_in_context(
        recogniser,
        text,
        includes_forbidden=hit_options.shows_forbidden,
        includes_nested=hit_options.shows_nested,
    )


def _read_text(text_path: str) -> str:
    return decode_text(read_bytes(text_path), path=text_path).text


def _read_publication_day(workspace: Workspace, text_path: str) -> str | None:
    """Read the day of an article in a file; None if the file has none."""
    from tm.articles.page.page_loading import load_page
    from tm.articles.publication_time_choice import choose_publication_time
    from tm.articles.web.cache import PageCache

    if is_stream(text_path):
        return None  # it can be read only once
    fetch_page = PageCache(workspace.settings.fetch.cache_folder).require
    try:
        page = load_page(text_path, fetch_page).page
    except InputError:
        return None
    publication_time = choose_publication_time(page).time
    if publication_time is None:
        return None
    workspace.say(
        f"As of {publication_time[:10]}, the date of the page; --date gives another one"
    )
    return publication_time[:10]
