"""The command `terms lookup`, which finds terms as you type them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from cli.console.command import command
from cli.console.input_files import batch_option, read_batch_lines
from cli.console.options.aliased_option import AliasedOption
from cli.console.options.pair_options import locale_option
from cli.console.options.parameter_types import LocaleType
from cli.console.options.rate_and_limit_options import limit_option
from cli.console.output_formats import (
    choose_batch_format,
    format_json,
    format_tsv_row,
    print_result,
)
from cli.console.workspace import Workspace
from cli.terms.views.entry_view import (
    ShownEntry,
    choose_entry_name,
    draw_entry,
    make_shown_entry_json,
)
from cli.terms.views.unknown_terms import say_no_term
from glossary.entries.notation import get_status_word
from glossary.lookup.term_lookup import ShowProgress, TermLookup
from glossary.lookup.term_search import SearchHit
from glossary.lookup.title_lookup import find_typed_terms
from glossary.store.sql_reader import read_entries
from tm.errors import InputError
from tm.store.lookup_reader import open_lookup_reader
from tm.store.phrases.attestation import find_attestation
from tm.text.locale import Locale

if TYPE_CHECKING:
    from rich.console import Console

_SMALL_MEMORY_SEGMENT_COUNT = 100_000
"""Segments of a memory up to which all results show where they are attested."""
_MAX_SHOWN_TEXT_LENGTH = 60
_HIT_COLUMNS = ("concept", "match", "locale", "term", "status", "equivalents")


@command(
    "lookup",
    examples="""
    padanan terms lookup "thu truong cong an" -l vi -t id
    padanan terms lookup KTT -l id
    padanan terms lookup "kementrian luar negri" --limit 3
    padanan terms lookup --batch words.txt -l id -t vi > terms.tsv
    """,
)
@click.argument("text", required=False)
@locale_option("Language of TEXT; default the source of the settings, then any.")
@click.option(
    "-t",
    "--target-locale",
    "target_locale",
    cls=AliasedOption,
    aliases=("-o", "--other"),
    type=LocaleType(),
    help="Language of the translations.",
)
@limit_option("hit_limit", "Most terms to show.", default_limit=20)
@batch_option("Look up every line of a file.")
@click.option(
    "--attest/--no-attest",
    "shows_uses",
    default=None,
    help="Whether to show where each term is used in the memory; by default for all "
    f"results in a memory of up to {_SMALL_MEMORY_SEGMENT_COUNT:,} segments, else for "
    "the first.",
)
def lookup(
    workspace: Workspace,
    text: str | None,
    locale: Locale | None,
    target_locale: Locale | None,
    hit_limit: int,
    batch_path: str | None,
    shows_uses: bool | None,
) -> int:
    """Look a term up as you type it: a part, without diacritics, with a typo.

    Whole terms come first, then beginnings, words inside, abbreviations, and terms with
    typos.
    """
    if (text is None) == (batch_path is None):
        raise InputError("give a TEXT to look up, or --batch FILE")
    if text is not None and not text.strip():
        raise InputError("the text to look up is empty")
    batch_format = choose_batch_format(workspace) if batch_path is not None else None
    term_index = update_index(workspace)
    term_query = _TermQuery(
        workspace, term_index, locale, target_locale, hit_limit, shows_uses
    )
    if batch_path is not None:
        lines = read_batch_lines(workspace, batch_path)
        _print_batch(term_query, lines, writes_json=batch_format == "jsonl")
        return 0
    assert text is not None
    hits, searched_locale = term_query.find_hits(text)
    shown_entries_with_hits = term_query.make_shown_entries(hits)
    print_result(
        workspace,
        [
            make_hit_json(shown_entry, hit)
            for shown_entry, hit in shown_entries_with_hits
        ],
        columns=_HIT_COLUMNS,
        rows=[_make_hit_row(hit, term_query.choose_target_locale(hit)) for hit in hits],
        draw_table=lambda console: _draw_hits(console, shown_entries_with_hits, text),
    )
    shown_text = (
        text
        if len(text) <= _MAX_SHOWN_TEXT_LENGTH
        else text[:_MAX_SHOWN_TEXT_LENGTH] + "…"
    )
    if not hits:
        missing_term_phrase = (
            f"No {searched_locale} term"
            if searched_locale
            else "No term of any language"
        )
        say_no_term(workspace, f"{missing_term_phrase} is similar to {shown_text!r}")
    elif searched_locale is None:
        locale_tags = sorted({hit.term.locale.tag for hit in hits})
        workspace.say(f"Searched all languages; found in {', '.join(locale_tags)}")
    return 0 if hits else 1


@dataclass(frozen=True, slots=True)
class _TermQuery:
    """How texts are looked up, and what is shown of each result."""

    workspace: Workspace
    term_index: TermLookup
    locale: Locale | None
    target_locale: Locale | None
    hit_limit: int
    shows_uses: bool | None

    def find_hits(self, text: str) -> tuple[list[SearchHit], Locale | None]:
        """Find the results, and the locale searched; None for any."""
        return find_typed_terms(
            self.term_index,
            text,
            self.locale,
            default_locale=self.workspace.settings.source,
            limit=self.hit_limit,
        )

    def choose_target_locale(self, hit: SearchHit) -> Locale | None:
        """Choose the locale of the translations: that of the option or the settings."""
        if self.target_locale is not None:
            return self.target_locale
        settings = self.workspace.settings
        hit_locale = hit.term.locale
        locale_pair = (settings.source, settings.target)
        return next(
            (
                default_locale
                for default_locale in locale_pair
                if default_locale and not default_locale.covers(hit_locale)
            ),
            None,
        )

    def make_shown_entries(
        self, hits: Sequence[SearchHit]
    ) -> list[tuple[ShownEntry, SearchHit]]:
        """Collect all that is shown of the results."""
        if not hits:
            return []
        attested_hit_count = self._count_hits_with_attestation(len(hits))
        related_concept_ids = {
            relation.concept for hit in hits for relation in hit.entry.relations
        }
        with self.workspace.database.open_reader() as reader:
            entry_by_concept_id = (
                read_entries(reader, sorted(related_concept_ids))
                if related_concept_ids
                else {}
            )
        shown_entries_with_hits = []
        for hit_index, hit in enumerate(hits):
            source_locale = self.locale or Locale(hit.term.locale.language)
            target_locale = self.choose_target_locale(hit)
            shown_entry = ShownEntry(
                hit.entry,
                (source_locale, self.target_locale) if self.target_locale else (),
                name_by_concept_id={
                    concept_id: entry_name
                    for concept_id, entry in entry_by_concept_id.items()
                    if (entry_name := choose_entry_name(entry, [source_locale]))
                },
            )
            if hit_index < attested_hit_count:
                attestation_by_term = {
                    term: find_attestation(
                        self.workspace.database,
                        term.text,
                        term.locale,
                        target_locale
                        if target_locale and not target_locale.covers(term.locale)
                        else source_locale,
                    )
                    for term in shown_entry.shown_terms
                }
                shown_entry = ShownEntry(
                    hit.entry,
                    shown_entry.locales,
                    attestation_by_term,
                    shown_entry.name_by_concept_id,
                )
            shown_entries_with_hits.append((shown_entry, hit))
        return shown_entries_with_hits

    def _count_hits_with_attestation(self, hit_count: int) -> int:
        """Count the results that are shown with their uses in the memory."""
        if self.shows_uses is not None:
            return hit_count if self.shows_uses else 0
        with open_lookup_reader(self.workspace.database) as reader:
            return (
                hit_count
                if reader.find_newest_id() <= _SMALL_MEMORY_SEGMENT_COUNT
                else 1
            )


def _print_batch(
    term_query: _TermQuery, lines: Iterable[str], *, writes_json: bool
) -> None:
    """Look up every line, and print its results as JSON or tab-separated."""
    if not writes_json:
        click.echo(format_tsv_row(["query", *_HIT_COLUMNS]))
    for line in lines:
        hits, _ = term_query.find_hits(line)
        if writes_json:
            hit_records = [
                make_hit_json(shown_entry, hit)
                for shown_entry, hit in term_query.make_shown_entries(hits)
            ]
            click.echo(format_json({"query": line, "matches": hit_records}))
            continue
        # A line without results has a row too.
        hit_rows = [
            _make_hit_row(hit, term_query.choose_target_locale(hit)) for hit in hits
        ] or [[None] * len(_HIT_COLUMNS)]
        for hit_row in hit_rows:
            click.echo(format_tsv_row([line, *hit_row]))


def make_hit_json(shown_entry: ShownEntry, hit: SearchHit) -> dict[str, Any]:
    """Make the JSON of a result."""
    return {
        "concept": hit.entry.id,
        "match": hit.match.value,
        "term": hit.term.text,
        "locale": hit.term.locale.tag,
        "composed": hit.entry.composed,
        **make_shown_entry_json(shown_entry),
    }


def _make_hit_row(hit: SearchHit, target_locale: Locale | None) -> list[object]:
    return [
        hit.entry.id,
        hit.match.value,
        hit.term.locale.tag,
        hit.term.text,
        get_status_word(hit.term),
        "; ".join(hit.entry.list_preferred_texts(target_locale))
        if target_locale
        else None,
    ]


def _draw_hits(
    console: "Console",
    shown_entries_with_hits: Sequence[tuple[ShownEntry, SearchHit]],
    typed_text: str,
) -> None:
    for shown_entry, hit in shown_entries_with_hits:
        composed_label = "composed" if hit.entry.composed else None
        heading_parts = [
            hit.entry.id,
            hit.entry.termbase,
            hit.entry.subject_field,
            hit.match.value,
            composed_label,
        ]
        draw_entry(
            console,
            heading_parts,
            shown_entry,
            found_term=hit.term,
            typed_text=typed_text,
        )


def update_index(workspace: Workspace) -> TermLookup:
    """Update the index of terms, with a progress bar if it takes long."""
    show_index_progress: ShowProgress = partial(
        workspace.show_progress, "indexing terms"
    )
    term_index = TermLookup(workspace.database)
    term_index.update(show_index_progress)
    return term_index
