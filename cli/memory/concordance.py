"""The command `concordance`, which finds a phrase in the segments of the memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click

from cli.console.command import command
from cli.console.missing_contents import (
    describe_missing_language,
    say_matches_in_target,
)
from cli.console.options.aliased_option import AliasedOption
from cli.console.options.option_group import option_group
from cli.console.options.pair_options import PairOptions
from cli.console.options.parameter_types import LocaleType
from cli.console.options.rate_and_limit_options import limit_option
from cli.console.options.unused_options import refuse_unused_options
from cli.console.output_formats import make_console, print_result
from cli.console.workspace import Workspace
from cli.memory.kwic_view import draw_kwic
from cli.memory.matches.match_view import make_origin_json
from tm.errors import InputError
from tm.match.concordance.concordance import (
    Concordance,
    ConcordanceHit,
    ConcordanceOptions,
    HitOrder,
    count_translations,
)
from tm.match.concordance.concordance import search_concordance as find_phrase
from tm.match.concordance.query import PhraseMode, SearchPhrase
from tm.store.backend.queries.counts import count_segments
from tm.text.locale import Locale

_DEFAULT_SCANNED_SEGMENT_LIMIT = 1_000_000
_MAX_SHOWN_PHRASE_LENGTH = 60
_MAX_LINKED_HIT_COUNT = 2_000
"""The most hits of which the renderings are counted."""


@dataclass(frozen=True, slots=True)
class PhraseOptions:
    """How a phrase is read: as plain text, a wildcard or a regular expression."""

    matches_whole_words: bool
    has_wildcards: bool
    is_regex: bool
    ignores_diacritics: bool | None

    def make_search_phrase(self, text: str) -> SearchPhrase:
        """Make the query of a text. Raises InputError for --wildcard with --regex."""
        if self.has_wildcards and self.is_regex:
            raise InputError("give only one of --wildcard and --regex")
        mode = PhraseMode.REGEX if self.is_regex else PhraseMode.PLAIN
        mode = PhraseMode.WILDCARD if self.has_wildcards else mode
        return SearchPhrase(
            text,
            mode,
            matches_whole_words=self.matches_whole_words,
            ignores_diacritics=self.ignores_diacritics,
        )


@dataclass(frozen=True, slots=True)
class HitOptions:
    """How many hits are found, and how they are shown."""

    hit_limit: int
    hit_order: str | None
    shows_kwic: bool
    counts_translations: bool
    counts_renderings: bool
    scanned_segment_limit: int

    def require_consistent(self) -> None:
        """Raise InputError for options that exclude each other."""
        if self.counts_translations and self.counts_renderings:
            raise InputError("give only one of --counts and --renderings")
        refuse_unused_options(
            not self.counts_translations and not self.counts_renderings,
            "listing hits, not counting",
            "hit_order",
            "shows_kwic",
        )

    def make_search_options(self) -> ConcordanceOptions:
        """Make the options of the search; counting needs all hits."""
        return ConcordanceOptions(
            limit=None
            if self.counts_translations
            else _MAX_LINKED_HIT_COUNT
            if self.counts_renderings
            else self.hit_limit,
            hit_order=HitOrder(self.hit_order) if self.hit_order else None,
            max_scanned_segment_count=self.scanned_segment_limit,
            finds_whole_segments=self.counts_translations,
        )


@command(
    examples="""
    padanan concordance "Kejahatan Siber" -s id -t vi
    padanan concordance "thu truong" -s vi --words --sort right
    padanan concordance "penanda*an" -s id --wildcard --kwic
    padanan concordance "ngày [0-9]+/[0-9]+" -s vi --regex
    padanan concordance "họp báo" -s vi --counts
    padanan concordance "họp báo" -s vi -t id --renderings
    """
)
@click.argument("phrase")
@option_group(
    "pair_options",
    PairOptions,
    click.option(
        "-s",
        "--source-locale",
        "source_locale",
        cls=AliasedOption,
        aliases=("-l", "--locale"),
        type=LocaleType(),
        help="Language of the phrase.",
    ),
    click.option(
        "-t",
        "--target-locale",
        "target_locale",
        cls=AliasedOption,
        aliases=("-o", "--other"),
        type=LocaleType(),
        help="Language of the translations; default that of the settings, else any.",
    ),
)
@option_group(
    "phrase_options",
    PhraseOptions,
    click.option(
        "--words", "matches_whole_words", is_flag=True, help="Whole words only."
    ),
    click.option(
        "--wildcard",
        "has_wildcards",
        is_flag=True,
        help="`*` stands for any run of characters, `?` for one letter.",
    ),
    click.option(
        "--regex", "is_regex", is_flag=True, help="The phrase is a regular expression."
    ),
    click.option(
        "--ignore-diacritics/--keep-diacritics",
        "ignores_diacritics",
        cls=AliasedOption,
        aliases=("--ignore-marks",),
        off_aliases=("--keep-marks",),
        default=None,
        help="Let `dang` find `đang`; the default for a phrase without diacritics.",
    ),
)
@option_group(
    "hit_options",
    HitOptions,
    limit_option("hit_limit", "Most hits to show.", default_limit=50),
    click.option(
        "--sort",
        "hit_order",
        type=click.Choice([order.value for order in HitOrder]),
        help="Order of hits: by the words before or after, the date or the segment.",
    ),
    click.option(
        "--kwic",
        "shows_kwic",
        is_flag=True,
        help="Line the phrases up under each other (keyword in context).",
    ),
    click.option(
        "--counts",
        "counts_translations",
        is_flag=True,
        help="Count the translations of segments that consist of the phrase alone.",
    ),
    click.option(
        "--renderings",
        "counts_renderings",
        is_flag=True,
        help="Count how the phrase was translated inside segments, as found by word "
        "alignment.",
    ),
    click.option(
        "--scan",
        "scanned_segment_limit",
        type=click.IntRange(1),
        default=_DEFAULT_SCANNED_SEGMENT_LIMIT,
        show_default=True,
        help="Most segments to read one by one, if the index cannot find the phrase.",
    ),
)
def concordance(
    workspace: Workspace,
    phrase: str,
    pair_options: PairOptions,
    phrase_options: PhraseOptions,
    hit_options: HitOptions,
) -> int:
    """Find every segment that contains a phrase, with its translation.

    Upper and lower case are not distinguished. Regular expressions have the syntax of
    Python's `regex` module.
    """
    counts_translations = hit_options.counts_translations
    counts_renderings = hit_options.counts_renderings
    hit_options.require_consistent()
    source_locale = workspace.choose_source_locale(pair_options.source_locale)
    target_locale = pair_options.target_locale or _choose_default_target(
        workspace, source_locale
    )
    if target_locale is not None and target_locale.is_same_variant(source_locale):
        raise InputError(
            f"source and target are both {source_locale}; give another with -t"
        )
    if counts_renderings and target_locale is None:
        raise InputError("--renderings needs the language of the translations: -t id")
    search_phrase = phrase_options.make_search_phrase(phrase)
    found_concordance = find_phrase(
        workspace.unit_store,
        search_phrase,
        source_locale,
        target_locale,
        hit_options.make_search_options(),
    )
    if counts_translations:
        _show_counts(workspace, found_concordance.hits, hit_options.hit_limit)
    elif counts_renderings and target_locale is not None and found_concordance.hits:
        from cli.memory.rendering_view import show_renderings  # seldom needed

        show_renderings(
            workspace,
            found_concordance.hits,
            (source_locale, target_locale),
            hit_options.hit_limit,
        )
    else:
        _show_hits(workspace, found_concordance.hits, shows_kwic=hit_options.shows_kwic)
    _say_limits(workspace, found_concordance, search_phrase.mode)
    if not found_concordance.hits:
        _say_no_matches(
            workspace,
            phrase,
            (source_locale, target_locale),
            counts_translations=counts_translations,
        )
        if target_locale is not None and not counts_translations:
            say_matches_in_target(
                workspace, search_phrase, source_locale, target_locale
            )
    return 0 if found_concordance.hits else 1


def _choose_default_target(workspace: Workspace, locale: Locale) -> Locale | None:
    """Choose the other language of the settings; None if neither fits."""
    default_locales = (workspace.settings.source, workspace.settings.target)
    if not any(
        default_locale is not None and default_locale.covers(locale)
        for default_locale in default_locales
    ):
        return None  # the phrase is in neither language of the default pair
    return next(
        (
            default_locale
            for default_locale in default_locales
            if default_locale is not None and not default_locale.covers(locale)
        ),
        None,
    )


def _show_hits(
    workspace: Workspace, hits: Sequence[ConcordanceHit], *, shows_kwic: bool
) -> None:
    if shows_kwic:
        if workspace.chosen_output_format not in (None, "table"):
            raise InputError(
                "--kwic prints a table; leave out --format "
                f"{workspace.chosen_output_format}"
            )
        draw_kwic(make_console(), hits)
        return
    print_result(
        workspace,
        [_make_hit_json(hit) for hit in hits],
        columns=["source", "target", "source_url"],
        rows=[
            [
                hit.source.display_text,
                hit.target.display_text if hit.target else None,
                hit.unit.origin.source_url,
            ]
            for hit in hits
        ],
        draw_table=lambda console: draw_kwic(console, hits),
    )


def _show_counts(
    workspace: Workspace, hits: Sequence[ConcordanceHit], translation_limit: int
) -> None:
    target_counts = count_translations(hits)[:translation_limit]
    print_result(
        workspace,
        [
            {"target": target.text, "locale": target.locale.tag, "count": count}
            for target, count in target_counts
        ],
        columns=["count", "locale", "target"],
        rows=[
            [count, target.locale.tag, target.display_text]
            for target, count in target_counts
        ],
    )


def _say_limits(
    workspace: Workspace, concordance: Concordance, mode: PhraseMode
) -> None:
    """Say what was scanned instead of searched by the index, and why."""
    if concordance.scanned_count:
        if not concordance.has_index:
            reason = "the database has no phrase index; `padanan migrate` builds one"
        elif mode is PhraseMode.PLAIN:
            reason = "the phrase index needs three characters or more"
        else:
            reason = "the phrase index needs three literal characters in a row"
        workspace.say(f"Scanned {concordance.scanned_count:,} segments: {reason}")
    if concordance.is_cut_short:
        workspace.warn(
            "the scan stopped early, there may be more hits; give a longer phrase or "
            "raise --scan"
        )
    if concordance.sorted_count:
        workspace.say(f"Sorted: only the first {concordance.sorted_count:,} hits found")


def _say_no_matches(
    workspace: Workspace,
    phrase: str,
    locale_pair: tuple[Locale, Locale | None],
    *,
    counts_translations: bool,
) -> None:
    source_locale, target_locale = locale_pair
    with workspace.database.open_reader() as reader:
        stored_tags = list(count_segments(reader))
    if not any(source_locale.covers(Locale(locale_tag)) for locale_tag in stored_tags):
        workspace.say(describe_missing_language(source_locale, stored_tags))
        return
    shown_phrase = (
        phrase
        if len(phrase) <= _MAX_SHOWN_PHRASE_LENGTH
        else phrase[:_MAX_SHOWN_PHRASE_LENGTH] + "…"
    )
    direction = (
        f"{source_locale} → {target_locale}" if target_locale else str(source_locale)
    )
    if counts_translations:
        workspace.say(
            f"No segment consists of {shown_phrase!r} alone ({direction}); drop "
            "--counts to search inside segments"
        )
        return
    workspace.say(f"No matches for {shown_phrase!r} ({direction})")


def _make_hit_json(hit: ConcordanceHit) -> dict[str, Any]:
    return {
        "source": hit.source.text,
        "target": hit.target.text if hit.target else None,
        "span": [hit.span.start, hit.span.end],
        "spans": [[span.start, span.end] for span in hit.spans],
        "locale": hit.source.locale.tag,
        "other": hit.target.locale.tag if hit.target else None,
        "origin": make_origin_json(hit.unit.origin),
    }
