"""The command `terms find`, which finds terms in a text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click

from cli.console.aliased_option import AliasedOption
from cli.console.missing_contents import say_no_term
from cli.console.option_group import option_group
from cli.console.parameter_types import LocaleType
from cli.console.render import emit, format_json
from cli.console.unused_options import require_json_lines
from cli.console.workspace import Workspace, command
from glossary.entries.entry import Term, TermHit
from glossary.recognition.recogniser import Recogniser
from glossary.store.recogniser_cache import read_or_build_recogniser
from glossary.title_phrases.title_reading import find_titles_in_context
from tm.errors import InputError
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.locale import Locale

_locale_option = click.option(
    "-l", "--locale", type=LocaleType(), help="Language of TEXT."
)
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
    """Which terms are shown besides the longest permitted ones."""

    shows_forbidden: bool
    shows_nested: bool


@command(
    "find",
    examples="""
    padanan terms find "Thứ trưởng Bộ Công an Phạm Thế Tùng" -l vi -t id
    padanan terms find --file article.txt -l id -t vi -t en
    padanan terms find --batch sentences.txt -l id -t vi > terms.jsonl
    """,
)
@click.argument("text", required=False)
@click.option("--file", "text_path", metavar="FILE", help="Read the text from a file.")
@click.option(
    "--batch", "batch_path", metavar="FILE", help="Find terms in each line of a file."
)
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
    if batch_path is not None:
        require_json_lines(workspace)
    locale, target_locales = _choose_locales(workspace, locale, target_locales)
    recogniser = read_or_build_recogniser(workspace.database, locale)
    if batch_path is not None:
        for line in _read_lines(batch_path):
            hits = _find_hits(recogniser, line, hit_options)
            click.echo(format_json(_make_batch_answer(line, hits, target_locales)))
        return 0
    whole_text = _read_text(text_path) if text_path is not None else str(text)
    hits = _find_hits(recogniser, whole_text, hit_options)
    emit(
        workspace,
        [_make_hit_json(whole_text, hit, target_locales) for hit in hits],
        json_records=[_make_batch_answer(whole_text, hits, target_locales)],
        columns=[
            *("start", "end", "text", "concept", "status", "how"),
            # One column for each language; that of a single one is `preferred`.
            *(
                [target_locale.tag for target_locale in target_locales]
                if len(target_locales) > 1
                else ["preferred"]
            ),
        ],
        rows=[
            [
                hit.start,
                hit.end,
                whole_text[hit.start : hit.end],
                hit_reading.entry.id,
                _name_status(hit_reading.term),
                hit_reading.match_kind,
                *(
                    [
                        "; ".join(hit_reading.entry.list_preferred_texts(target_locale))
                        for target_locale in target_locales
                    ]
                    or [""]
                ),
            ]
            for hit in hits
            # A row for each concept, so that none is overlooked.
            for hit_reading in (hit, *hit.other_readings)
        ],
    )
    if not hits:
        say_no_term(workspace, f"No {locale} terms of the termbase in this text")
    return 0 if hits else 1


def _choose_locales(
    workspace: Workspace, locale: Locale | None, target_locales: Sequence[Locale]
) -> tuple[Locale, tuple[Locale, ...]]:
    """Choose the locale of the text, and those of the translations."""
    settings = workspace.settings
    locale = locale or settings.source
    if locale is None:
        raise InputError("no language: give -l LOCALE, or set source in padanan.toml")
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


def _read_lines(text_path: str) -> Iterator[str]:
    lines = _read_text(text_path).split("\n")
    yield from lines[:-1] if lines[-1] == "" else lines


def _make_batch_answer(
    text: str, hits: Sequence[TermHit], target_locales: Sequence[Locale]
) -> dict[str, Any]:
    return {
        "text": text,
        "hits": [_make_hit_json(text, hit, target_locales) for hit in hits],
    }


def _make_hit_json(
    text: str, hit: TermHit, target_locales: Sequence[Locale]
) -> dict[str, Any]:
    return {
        **_make_reading_json(text, hit, target_locales),
        "others": [
            _make_reading_json(text, other_hit, target_locales)
            for other_hit in hit.other_readings
        ],
        "nested": hit.is_nested,
        "composed": hit.match_kind == "composed",
        "parts": list(hit.entry.parts),
        "part_hits": _make_part_records(text, hit, target_locales),
    }


def _make_part_records(
    text: str, hit: TermHit, target_locales: Sequence[Locale]
) -> list[dict[str, Any]]:
    """Describe the parts of a title, each with its own parts."""
    return [
        {
            **_make_reading_json(text, part_hit, target_locales),
            "part_hits": _make_part_records(text, part_hit, target_locales),
        }
        for part_hit in hit.parts
    ]


def _make_reading_json(
    text: str, hit: TermHit, target_locales: Sequence[Locale]
) -> dict[str, Any]:
    """Describe a hit as a term of one concept, with its translations."""
    return {
        "start": hit.start,
        "end": hit.end,
        "text": text[hit.start : hit.end],
        "concept": hit.entry.id,
        "status": hit.term.status.value,
        "forbidden": hit.term.forbidden,
        "how": hit.match_kind,
        "preferred": list(hit.entry.list_preferred_texts(target_locales[0]))
        if target_locales
        else [],
        "equivalents": {
            target_locale.tag: list(hit.entry.list_preferred_texts(target_locale))
            for target_locale in target_locales
        },
    }


def _name_status(term: Term) -> str:
    return "forbidden" if term.forbidden else term.status.value
