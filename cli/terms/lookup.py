"""Looking terms up as one types them: `padanan terms lookup`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from cli.console.render import emit, json_text
from cli.console.unused_options import require_json_lines
from cli.console.workspace import LocaleType, Workspace, command
from cli.terms.entry_view import (
    ShownEntry,
    draw_entry,
    entry_json,
    name_of,
    status_word,
)
from glossary.lookup.composed_titles import find_with_composed
from glossary.lookup.lookup import IndexProgress, term_lookup
from glossary.lookup.search import SearchHit, SearchMatch
from glossary.store import sql_reader as reading
from tm.errors import InputError
from tm.store.lookup_reader import open_lookup_reader
from tm.store.phrases.attestation import attestation
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.locale import Locale

if TYPE_CHECKING:
    from rich.console import Console

_SMALL = 100_000
"""In a memory of so many segments all that is shown is attested unasked."""
_MOST_SAID = 60


@command(
    "lookup",
    examples="""
    padanan terms lookup "thu truong cong an" -l vi -o id
    padanan terms lookup KTT -l id
    padanan terms lookup "kementrian luar negri" --limit 3
    padanan terms lookup --batch words.txt -l id -o vi > terms.jsonl
    """,
)
@click.argument("text", required=False)
@click.option(
    "-l",
    "--locale",
    type=LocaleType(),
    help="Language of TEXT; else the source of the settings, or if nothing is there, "
    "any.",
)
@click.option("-o", "--other", type=LocaleType(), help="Language of the equivalents.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.option("--batch", metavar="FILE", help="Look up every line of a file.")
@click.option(
    "--attest/--no-attest",
    default=None,
    help="Whether to say where the memory has each term; by default it is said of the "
    f"first entry, and in a memory of up to {_SMALL:,} segments of all.",
)
def lookup(
    workspace: Workspace,
    text: str | None,
    locale: Locale | None,
    other: Locale | None,
    limit: int,
    batch: str | None,
    attest: bool | None,
) -> int:
    """Look a term up as you type it: a part, without diacritics, with a typo.

    Whole terms come first, then beginnings, words inside, abbreviations, and what has
    slips of the keys.
    """
    if (text is None) == (batch is None):
        raise InputError("give a TEXT to look up, or --batch FILE")
    if text is not None and not text.strip():
        raise InputError("the text to look up is empty")
    if batch is not None:
        require_json_lines(workspace)
    update_index(workspace)
    question = _TermQuery(workspace, locale, other, limit, attest)
    if batch is not None:
        for line in _lines(workspace, batch):
            hits, _ = question.hits(line)
            matches = [hit_json(one, hit) for one, hit in question.shown(hits)]
            click.echo(json_text({"query": line, "matches": matches}))
        return 0
    assert text is not None
    hits, searched = question.hits(text)
    shown = question.shown(hits)
    emit(
        workspace,
        [hit_json(one, hit) for one, hit in shown],
        columns=["concept", "match", "locale", "term", "status", "equivalents"],
        rows=[_row(hit, question.wanted(hit)) for hit in hits],
        table=lambda console: _draw(console, shown, text),
    )
    said = text if len(text) <= _MOST_SAID else text[:_MOST_SAID] + "…"
    if not hits:
        what = f"no {searched} term" if searched else "no term of any language"
        workspace.say(f"{what} is like {said!r}")
        from glossary.glossary import Glossary

        if Glossary(workspace.database).is_untouched():
            workspace.say("the termbase is empty; `padanan terms import` fills it")
    elif searched is None:
        tags = sorted({hit.term.locale.tag for hit in hits})
        workspace.say(f"looked in all languages; found in {', '.join(tags)}")
    return 0 if hits else 1


@dataclass(frozen=True, slots=True)
class _TermQuery:
    """What is asked of each text."""

    workspace: Workspace
    locale: Locale | None
    other: Locale | None
    limit: int
    attest: bool | None

    def hits(self, text: str) -> tuple[list[SearchHit], Locale | None]:
        """The answers, and the locale they are in; None: any."""
        locale = self.locale or self.workspace.settings.source
        if locale is not None:
            hits = self._find(text, locale)
            sure = any(hit.match is not SearchMatch.FUZZY for hit in hits)
            if self.locale or sure:
                return hits, locale
        return self._find(text, None), None

    def _find(self, text: str, locale: Locale | None) -> list[SearchHit]:
        lookups = term_lookup(self.workspace.database)
        return find_with_composed(lookups, text, locale, limit=self.limit)

    def wanted(self, hit: SearchHit) -> Locale | None:
        """The locale of the equivalents: the one given, or that of the settings."""
        if self.other is not None:
            return self.other
        settings = self.workspace.settings
        here = hit.term.locale
        pair = (settings.source, settings.target)
        return next((one for one in pair if one and not one.covers(here)), None)

    def shown(self, hits: Sequence[SearchHit]) -> list[tuple[ShownEntry, SearchHit]]:
        """The answers with all that is shown of them."""
        if not hits:
            return []
        many = self._attested_count(len(hits))
        related = {r.concept for hit in hits for r in hit.entry.relations}
        with self.workspace.database.looking() as reader:
            others = reading.read_entries(reader, sorted(related)) if related else {}
        found = []
        for number, hit in enumerate(hits):
            here = self.locale or Locale(hit.term.locale.language)
            wanted = self.wanted(hit)
            shown = ShownEntry(
                hit.entry,
                (here, self.other) if self.other else (),
                names={
                    id: name
                    for id, entry in others.items()
                    if (name := name_of(entry, [here]))
                },
            )
            if number < many:
                attested = {
                    term: attestation(
                        self.workspace.database,
                        term.text,
                        term.locale,
                        wanted if wanted and not wanted.covers(term.locale) else here,
                    )
                    for term in shown.terms
                }
                shown = ShownEntry(hit.entry, shown.locales, attested, shown.names)
            found.append((shown, hit))
        return found

    def _attested_count(self, hits: int) -> int:
        """Of how many answers it is said where the memory has them."""
        if self.attest is not None:
            return hits if self.attest else 0
        with open_lookup_reader(self.workspace.database) as found:
            return hits if found.newest() <= _SMALL else 1


def hit_json(shown: ShownEntry, hit: SearchHit) -> dict[str, Any]:
    """An answer as interfaces promise it."""
    return {
        "concept": hit.entry.id,
        "match": hit.match.value,
        "term": hit.term.text,
        "locale": hit.term.locale.tag,
        "composed": hit.entry.composed,
        **entry_json(shown),
    }


def _row(hit: SearchHit, wanted: Locale | None) -> list[object]:
    return [
        hit.entry.id,
        hit.match.value,
        hit.term.locale.tag,
        hit.term.text,
        status_word(hit.term),
        "; ".join(hit.entry.preferred(wanted)) if wanted else None,
    ]


def _draw(
    console: "Console", shown: Sequence[tuple[ShownEntry, SearchHit]], text: str
) -> None:
    for one, hit in shown:
        composed = "composed" if hit.entry.composed else None
        head = [hit.entry.id, hit.entry.subject_field, hit.match.value, composed]
        draw_entry(console, head, one, found=hit.term, typed=text)


def _lines(workspace: Workspace, batch: str) -> list[str]:
    decoded = decode_text(read_bytes(batch), path=batch)
    if decoded.is_guess:
        workspace.warn(decoded.notice(batch))
    lines = decoded.text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def update_index(workspace: Workspace) -> None:
    """Bring the index of terms up to date, with a bar where that takes long."""
    progress: IndexProgress = partial(workspace.progress, "indexing terms")
    term_lookup(workspace.database).update(progress)
