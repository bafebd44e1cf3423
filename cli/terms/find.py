"""Finding terms in text: `padanan terms find`."""

from collections.abc import Iterator, Sequence
from typing import Any

import click

from cli.console.render import emit, json_text
from cli.console.unused_options import require_json_lines
from cli.console.workspace import LocaleType, Workspace, command
from glossary.entries.entry import Term, TermHit
from glossary.store.recogniser_cache import read_recogniser_of
from tm.errors import InputError
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.locale import Locale

_locale = click.option("-l", "--locale", type=LocaleType(), help="Language of TEXT.")
_others = click.option(
    "-o",
    "--other",
    "others",
    type=LocaleType(),
    multiple=True,
    help="Language of the equivalents; may be given several times.",
)


@command(
    "find",
    examples="""
    padanan terms find "Thứ trưởng Bộ Công an Phạm Thế Tùng" -l vi -o id
    padanan terms find --file article.txt -l id -o vi -o en
    padanan terms find --batch sentences.txt -l id -o vi > terms.jsonl
    """,
)
@click.argument("text", required=False)
@click.option("--file", metavar="FILE", help="Take the text from a file.")
@click.option("--batch", metavar="FILE", help="Take every line of a file as a text.")
@_locale
@_others
@click.option("--forbidden", is_flag=True, help="Show forbidden forms too.")
@click.option("--nested", is_flag=True, help="Show terms inside longer ones too.")
def find(
    workspace: Workspace,
    text: str | None,
    file: str | None,
    batch: str | None,
    locale: Locale | None,
    others: Sequence[Locale],
    forbidden: bool,
    nested: bool,
) -> int:
    """Find the terms in a text, and how they are called in other languages.

    A title without an entry is composed of its office, its body and its place. A term
    of several concepts has a line for each in the table.
    """
    if sum(given is not None for given in (text, file, batch)) != 1:
        raise InputError("give one of TEXT, --file FILE and --batch FILE")
    if batch is not None:
        require_json_lines(workspace)
    locale, others = _locales(workspace, locale, others)
    recogniser = read_recogniser_of(workspace.database, locale)
    if batch is not None:
        for line in _lines(batch):
            hits = recogniser.find(line, include_forbidden=forbidden, nested=nested)
            click.echo(json_text(_answer(line, hits, others)))
        return 0
    whole = _content(file) if file is not None else str(text)
    hits = recogniser.find(whole, include_forbidden=forbidden, nested=nested)
    emit(
        workspace,
        [_hit_json(whole, hit, others) for hit in hits],
        lines=[_answer(whole, hits, others)],
        columns=[
            *("start", "end", "text", "concept", "status", "how"),
            # A column each; one alone keeps the name that it always had.
            *([each.tag for each in others] if len(others) > 1 else ["preferred"]),
        ],
        rows=[
            [
                hit.start,
                hit.end,
                whole[hit.start : hit.end],
                reading.entry.id,
                _status(reading.term),
                reading.how,
                *(
                    ["; ".join(reading.entry.preferred(each)) for each in others]
                    or [""]
                ),
            ]
            for hit in hits
            # A row each, since what looks like one concept would be taken for one.
            for reading in (hit, *hit.others)
        ],
    )
    if not hits:
        workspace.say(f"there is no {locale} term of the termbase in it")
    return 0 if hits else 1


def _locales(
    workspace: Workspace, locale: Locale | None, others: Sequence[Locale]
) -> tuple[Locale, tuple[Locale, ...]]:
    """The locale given or the default one; those of the equivalents, or the other of
    the default pair."""
    settings = workspace.settings
    locale = locale or settings.source
    if locale is None:
        raise InputError("no locale: give -l LOCALE, or set source in padanan.toml")
    if others:
        return locale, tuple(dict.fromkeys(others))
    for side in (settings.source, settings.target):
        if side is not None and not side.covers(locale):
            return locale, (side,)
    return locale, ()


def _content(file: str) -> str:
    return decode_text(read_bytes(file), path=file).text


def _lines(file: str) -> Iterator[str]:
    lines = _content(file).split("\n")
    yield from lines[:-1] if lines[-1] == "" else lines


def _answer(
    text: str, hits: Sequence[TermHit], others: Sequence[Locale]
) -> dict[str, Any]:
    return {"text": text, "hits": [_hit_json(text, hit, others) for hit in hits]}


def _hit_json(text: str, hit: TermHit, others: Sequence[Locale]) -> dict[str, Any]:
    return {
        "start": hit.start,
        "end": hit.end,
        "text": text[hit.start : hit.end],
        "concept": hit.entry.id,
        "status": hit.term.status.value,
        "forbidden": hit.term.forbidden,
        "how": hit.how,
        "preferred": list(hit.entry.preferred(others[0])) if others else [],
        "equivalents": {each.tag: list(hit.entry.preferred(each)) for each in others},
        "others": [same.entry.id for same in hit.others],
        "nested": hit.nested,
        "composed": hit.how == "composed",
        "parts": list(hit.entry.parts),
    }


def _status(term: Term) -> str:
    return "forbidden" if term.forbidden else term.status.value
