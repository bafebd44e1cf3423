"""The command `terms lookup`, which finds terms as you type them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from cli.console.aliased_option import AliasedOption
from cli.console.parameter_types import LocaleType
from cli.console.render import emit, format_json
from cli.console.unused_options import require_json_lines
from cli.console.workspace import Workspace, command
from cli.terms.entry_view import (
    ShownEntry,
    choose_entry_name,
    draw_entry,
    entry_json,
    name_status,
)
from glossary.lookup.term_lookup import IndexProgress, TermLookup
from glossary.lookup.term_search import SearchHit, SearchMatch
from glossary.lookup.title_lookup import find_terms_and_titles
from glossary.store import sql_reader as reading
from tm.errors import InputError
from tm.store.lookup_reader import open_lookup_reader
from tm.store.phrases.attestation import find_attestation
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.locale import Locale

if TYPE_CHECKING:
    from rich.console import Console

_SMALL_MEMORY = 100_000
"""Segments of a memory up to which all results show where they are attested."""
_LONGEST_TEXT_SHOWN = 60


@command(
    "lookup",
    examples="""
    padanan terms lookup "thu truong cong an" -l vi -t id
    padanan terms lookup KTT -l id
    padanan terms lookup "kementrian luar negri" --limit 3
    padanan terms lookup --batch words.txt -l id -t vi > terms.jsonl
    """,
)
@click.argument("text", required=False)
@click.option(
    "-l",
    "--locale",
    type=LocaleType(),
    help="Language of TEXT; default the source of the settings, then any.",
)
@click.option(
    "-t",
    "--target-locale",
    "other",
    cls=AliasedOption,
    aliases=("-o", "--other"),
    type=LocaleType(),
    help="Language of the translations.",
)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.option("--batch", metavar="FILE", help="Look up every line of a file.")
@click.option(
    "--attest/--no-attest",
    default=None,
    help="Whether to show where each term is used in the memory; default for the first "
    f"result, and for all in a memory of up to {_SMALL_MEMORY:,} segments.",
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

    Whole terms come first, then beginnings, words inside, abbreviations, and terms with
    typos.
    """
    if (text is None) == (batch is None):
        raise InputError("give a TEXT to look up, or --batch FILE")
    if text is not None and not text.strip():
        raise InputError("the text to look up is empty")
    if batch is not None:
        require_json_lines(workspace)
    term_lookup = update_index(workspace)
    query = _TermQuery(workspace, term_lookup, locale, other, limit, attest)
    if batch is not None:
        for line in _read_lines(workspace, batch):
            hits, _ = query.find_hits(line)
            matches = [
                hit_json(shown_entry, hit)
                for shown_entry, hit in query.show_entries(hits)
            ]
            click.echo(format_json({"query": line, "matches": matches}))
        return 0
    assert text is not None
    hits, searched_locale = query.find_hits(text)
    shown_entries = query.show_entries(hits)
    emit(
        workspace,
        [hit_json(shown_entry, hit) for shown_entry, hit in shown_entries],
        columns=["concept", "match", "locale", "term", "status", "equivalents"],
        rows=[_make_row(hit, query.choose_target_locale(hit)) for hit in hits],
        table=lambda console: _draw_hits(console, shown_entries, text),
    )
    shown_text = (
        text if len(text) <= _LONGEST_TEXT_SHOWN else text[:_LONGEST_TEXT_SHOWN] + "…"
    )
    if not hits:
        missing_term = (
            f"No {searched_locale} term"
            if searched_locale
            else "No term of any language"
        )
        workspace.say(f"{missing_term} is similar to {shown_text!r}")
        from glossary.termbase import Glossary

        if Glossary(workspace.database).is_empty():
            workspace.say("The termbase is empty; fill it with `padanan terms import`")
    elif searched_locale is None:
        tags = sorted({hit.term.locale.tag for hit in hits})
        workspace.say(f"Searched all languages; found in {', '.join(tags)}")
    return 0 if hits else 1


@dataclass(frozen=True, slots=True)
class _TermQuery:
    """How texts are looked up, and what is shown of each result."""

    workspace: Workspace
    term_lookup: TermLookup
    locale: Locale | None
    other: Locale | None
    limit: int
    attest: bool | None

    def find_hits(self, text: str) -> tuple[list[SearchHit], Locale | None]:
        """Find the results, and the locale searched; None for any."""
        locale = self.locale or self.workspace.settings.source
        if locale is not None:
            hits = self._find(text, locale)
            has_sure_hit = any(hit.match is not SearchMatch.FUZZY for hit in hits)
            if self.locale or has_sure_hit:
                return hits, locale
        return self._find(text, None), None

    def _find(self, text: str, locale: Locale | None) -> list[SearchHit]:
        return find_terms_and_titles(self.term_lookup, text, locale, limit=self.limit)

    def choose_target_locale(self, hit: SearchHit) -> Locale | None:
        """Choose the locale of the translations: that of the option or the settings."""
        if self.other is not None:
            return self.other
        settings = self.workspace.settings
        hit_locale = hit.term.locale
        pair = (settings.source, settings.target)
        return next(
            (
                default_locale
                for default_locale in pair
                if default_locale and not default_locale.covers(hit_locale)
            ),
            None,
        )

    def show_entries(
        self, hits: Sequence[SearchHit]
    ) -> list[tuple[ShownEntry, SearchHit]]:
        """Collect all that is shown of the results."""
        if not hits:
            return []
        attested_count = self._count_attested(len(hits))
        related_ids = {
            relation.concept for hit in hits for relation in hit.entry.relations
        }
        with self.workspace.database.open_reader() as reader:
            related_entries = (
                reading.read_entries(reader, sorted(related_ids)) if related_ids else {}
            )
        shown_entries = []
        for number, hit in enumerate(hits):
            source_locale = self.locale or Locale(hit.term.locale.language)
            target_locale = self.choose_target_locale(hit)
            shown = ShownEntry(
                hit.entry,
                (source_locale, self.other) if self.other else (),
                names={
                    id: name
                    for id, entry in related_entries.items()
                    if (name := choose_entry_name(entry, [source_locale]))
                },
            )
            if number < attested_count:
                attested = {
                    term: find_attestation(
                        self.workspace.database,
                        term.text,
                        term.locale,
                        target_locale
                        if target_locale and not target_locale.covers(term.locale)
                        else source_locale,
                    )
                    for term in shown.terms
                }
                shown = ShownEntry(hit.entry, shown.locales, attested, shown.names)
            shown_entries.append((shown, hit))
        return shown_entries

    def _count_attested(self, hit_count: int) -> int:
        """Count the results that are shown with their uses in the memory."""
        if self.attest is not None:
            return hit_count if self.attest else 0
        with open_lookup_reader(self.workspace.database) as reader:
            return hit_count if reader.find_newest_id() <= _SMALL_MEMORY else 1


def hit_json(shown: ShownEntry, hit: SearchHit) -> dict[str, Any]:
    """Make the JSON of a result."""
    return {
        "concept": hit.entry.id,
        "match": hit.match.value,
        "term": hit.term.text,
        "locale": hit.term.locale.tag,
        "composed": hit.entry.composed,
        **entry_json(shown),
    }


def _make_row(hit: SearchHit, target_locale: Locale | None) -> list[object]:
    return [
        hit.entry.id,
        hit.match.value,
        hit.term.locale.tag,
        hit.term.text,
        name_status(hit.term),
        "; ".join(hit.entry.list_preferred_texts(target_locale))
        if target_locale
        else None,
    ]


def _draw_hits(
    console: "Console", shown_entries: Sequence[tuple[ShownEntry, SearchHit]], text: str
) -> None:
    for shown_entry, hit in shown_entries:
        composed_label = "composed" if hit.entry.composed else None
        heading_parts = [
            hit.entry.id,
            hit.entry.subject_field,
            hit.match.value,
            composed_label,
        ]
        draw_entry(console, heading_parts, shown_entry, found_term=hit.term, typed=text)


def _read_lines(workspace: Workspace, batch: str) -> list[str]:
    decoded = decode_text(read_bytes(batch), path=batch)
    if decoded.is_guess:
        workspace.warn(decoded.make_guess_notice(batch))
    lines = decoded.text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def update_index(workspace: Workspace) -> TermLookup:
    """Update the index of terms, with a progress bar if it takes long."""
    progress: IndexProgress = partial(workspace.progress, "indexing terms")
    term_lookup = TermLookup(workspace.database)
    term_lookup.update(progress)
    return term_lookup
