"""The command `show`, which prints one article or one unit."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.articles.articles import (
    make_article_json,
    make_editions_json,
    print_article_head,
)
from cli.console.command import command
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article
from tm.articles.archive.stored_article import StoredArticle
from tm.articles.side_by_side import SideBySideLine, read_side_by_side
from tm.articles.unit_names import find_units
from tm.errors import InputError, NotFound
from tm.store.history.replacements import find_replacements
from tm.unit import TranslationUnit

if TYPE_CHECKING:
    from rich.console import Console


@command(
    examples="""
    padanan show 4f1c
    padanan show https://example.org/berita/konvensi-hanoi
    padanan show 836bf858c4937155
    padanan show 4f1c#12
    """
)
@click.argument("name", metavar="KEY")
def show(workspace: Workspace, name: str) -> None:
    """Show an article side by side with its translation, or one unit.

    For an article, KEY is its key or the beginning of the key, or the address of its
    page or of its original. For a unit, KEY is its key or its position in an article,
    as `padanan check` prints them; the key that it had before an edit works too.
    """
    archive = Archive(workspace.database)
    stored_article = None if "#" in name else _find_article(archive, name)
    if stored_article is None:
        named_units = find_units(workspace.database, name)
        named_units = named_units or _find_successors(workspace, name)
        _print_units(workspace, named_units, name)
        return
    editions = archive.find_editions([stored_article.article])[
        stored_article.article.key
    ]
    side_by_side_lines = read_side_by_side(
        archive, workspace.unit_store, stored_article, editions
    )
    line_records = [*map(_make_line_json, side_by_side_lines)]
    article_record = make_article_json(stored_article.article) | {
        "source_article": stored_article.original_key,
        "editions": make_editions_json(editions),
        "segments": line_records,
    }
    column_names = ["position", "kind", "text", "other", "score", "unit"]
    print_result(
        workspace,
        article_record,
        columns=column_names,
        rows=[
            [line_record[column_name] for column_name in column_names]
            for line_record in line_records
        ],
        draw_table=lambda console: _draw_article(
            console, stored_article, line_records, editions
        ),
    )


def _find_successors(workspace: Workspace, key_text: str) -> list[TranslationUnit]:
    """Find the units that replaced the unit of a key, and print their keys."""
    replacements = find_replacements(workspace.database, key_text)
    for replacement in replacements:
        workspace.say(
            f"{key_text} was replaced by {replacement.unit.key.hex()[:16]}, "
            f"{replacement.change_set_name}"
        )
    return [replacement.unit for replacement in replacements]


def _find_article(archive: Archive, key_or_address: str) -> StoredArticle | None:
    """Find the article of a key or an address; None if it may be the key of a unit."""
    if "://" in key_or_address:
        matching_articles = archive.find_by_url(key_or_address)
        if not matching_articles:
            raise NotFound(
                f"no article at {key_or_address}; `padanan articles` lists them"
            )
        if len(matching_articles) > 1:
            keys_text = ", ".join(
                f"{article.key} ({article.locale})" for article in matching_articles
            )
            raise InputError(
                f"several articles have this original; give the key of one: {keys_text}"
            )
        return archive.get(matching_articles[0].key)
    try:
        return archive.get(key_or_address)
    except NotFound:
        return None


def _print_units(
    workspace: Workspace, units: Sequence[TranslationUnit], unit_name: str
) -> None:
    """Print the units of a key, usually one. Raises NotFound without units."""
    if not units:
        raise NotFound(
            f"no article and no unit {unit_name!r}; `padanan articles` lists articles"
        )
    unit_records = [_make_unit_json(unit) for unit in units]
    column_names = ["key", "article", "state", "source", "target"]
    print_result(
        workspace,
        unit_records,
        columns=column_names,
        rows=[
            [unit_record[column_name] for column_name in column_names]
            for unit_record in unit_records
        ],
        draw_table=lambda console: _draw_units(console, unit_records),
    )


def _make_unit_json(unit: TranslationUnit) -> dict[str, Any]:
    origin = unit.origin
    return {
        "key": unit.key.hex(),
        "source_locale": unit.source.locale.tag,
        "source": unit.source.display_text,
        "target_locale": unit.target.locale.tag if unit.target else None,
        "target": unit.target.display_text if unit.target else None,
        "state": unit.state.value,
        "note": unit.note,
        "author": origin.author,
        "article": origin.article,
        "position": origin.position,
        "headline": origin.headline,
        "page_url": origin.page_url,
        "source_url": origin.source_url,
        "publisher": origin.publisher,
        "published": origin.published,
        "article_author": origin.article_author,
        "article_place": origin.article_place,
        "score": origin.score,
    }


def _draw_units(console: "Console", unit_records: Sequence[Mapping[str, Any]]) -> None:
    for unit_record in unit_records:
        console.print(unit_record["key"], markup=False, style="bold")
        for side_name in ("source", "target"):
            locale_tag, text = (
                unit_record[f"{side_name}_locale"],
                unit_record[side_name],
            )
            if text is not None:
                console.print(f"  {locale_tag:<13}{text}", markup=False, soft_wrap=True)
        side_keys = ("key", "source", "source_locale", "target", "target_locale")
        for fact_name, fact in unit_record.items():
            if fact is not None and fact_name not in side_keys:
                fact_line = f"  {fact_name.replace('_', ' '):<13}{fact}"
                console.print(fact_line, markup=False, style="dim", soft_wrap=True)


def _make_line_json(side_by_side_line: SideBySideLine) -> dict[str, Any]:
    return {
        "position": side_by_side_line.position,
        "kind": side_by_side_line.kind.value,
        "text": side_by_side_line.segment.display_text,
        "other": side_by_side_line.opposite_segment.display_text
        if side_by_side_line.opposite_segment
        else None,
        "other_locale": side_by_side_line.opposite_segment.locale.tag
        if side_by_side_line.opposite_segment
        else None,
        "joined_to": side_by_side_line.unit_start,
        "score": side_by_side_line.unit.origin.score
        if side_by_side_line.unit
        else None,
        "unit": side_by_side_line.unit.key.hex() if side_by_side_line.unit else None,
    }


def _draw_article(
    console: "Console",
    stored_article: StoredArticle,
    line_records: Sequence[dict[str, Any]],
    editions: Sequence[Article],
) -> None:
    from rich.table import Table
    from rich.text import Text

    print_article_head(console, stored_article.article)
    for edition in editions:
        edition_line = (
            f"  {'edition':<13}{edition.key} {edition.locale} {edition.headline}"
        )
        console.print(edition_line, markup=False, soft_wrap=True)
    other_locale = next(
        (
            line_record["other_locale"]
            for line_record in line_records
            if line_record["other"]
        ),
        None,
    )
    table = Table(header_style="bold", show_lines=False, box=None, padding=(0, 1))
    table.add_column("#", justify="right", style="dim")
    table.add_column(stored_article.article.locale.tag, ratio=1, overflow="fold")
    if other_locale:
        table.add_column(other_locale, ratio=1, overflow="fold")
        table.add_column("score", justify="right", style="dim")
        table.add_column("pair", style="dim")
    style_by_kind = {"headline": "bold", "heading": "bold", "lead": "italic"}
    for line_record in line_records:
        cells = [
            Text(str(line_record["position"])),
            Text(line_record["text"], style=style_by_kind.get(line_record["kind"], "")),
        ]
        if other_locale:
            other_text = (
                "〃"
                if line_record["joined_to"] is not None
                else line_record["other"] or "—"
            )
            score_text = (
                "" if line_record["score"] is None else f"{line_record['score']:.2f}"
            )
            cells += [
                Text(other_text),
                Text(score_text),
                Text((line_record["unit"] or "")[:8]),
            ]
        table.add_row(*cells)
    console.print(table, soft_wrap=False)
    if not other_locale:
        console.print(
            "No translation yet; ingest the page with --source, or import a file"
        )
