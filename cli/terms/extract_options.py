"""The options of `terms extract`: the texts to read, the candidates, the output."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.console.options.file_options import output_option
from cli.console.options.option_group import option_group
from cli.console.options.origin_options import (
    article_author_option,
    article_place_option,
    first_day_option,
    publisher_option,
    source_url_option,
)
from cli.console.options.pair_options import locale_option
from cli.console.options.rate_and_limit_options import limit_option
from tm.text.locale import Locale

if TYPE_CHECKING:
    from glossary.extraction.term_extraction import ExtractionOptions
    from tm.store.units.filter import UnitFilter


@dataclass(frozen=True, slots=True)
class CandidateOptions:
    """Which candidates are found, and how many."""

    min_count: int | None
    max_word_count: int | None
    candidate_limit: int
    includes_known_terms: bool

    def make_extraction_options(
        self, find_concept: Callable[[str], str | None]
    ) -> "ExtractionOptions":
        """Make the options of the search, with what finds a text's concept."""
        from glossary.extraction.term_extraction import ExtractionOptions

        return ExtractionOptions(
            min_count=self.min_count,
            max_word_count=self.max_word_count,
            candidate_limit=self.candidate_limit,
            find_concept=find_concept,
            includes_known_terms=self.includes_known_terms,
        )


@dataclass(frozen=True, slots=True)
class MemoryPart:
    """Which units of the memory are read."""

    memory_name: str | None
    publisher: str | None
    article_author: str | None
    article_place: str | None
    source_url: str | None
    first_day: str | None

    @property
    def is_limited(self) -> bool:
        """Whether only some of the units are read."""
        return any(limiting_value is not None for limiting_value in astuple(self))

    def make_unit_filter(self) -> "UnitFilter":
        """Make the filter of these units."""
        from tm.store.units.filter import UnitFilter

        return UnitFilter(
            memory=self.memory_name,
            publisher=self.publisher,
            article_author=self.article_author,
            article_place=self.article_place,
            source_url=self.source_url,
            since=self.first_day,
        )


@dataclass(frozen=True, slots=True)
class TextInputs:
    """The texts that are read: files, the memory, an article; and one language."""

    paths: Sequence[Path]
    uses_memory: bool
    article_key: str | None
    locale: Locale | None


@dataclass(frozen=True, slots=True)
class TableOutput:
    """The table of candidates that is written, if any."""

    output_path: Path | None
    has_byte_order_mark: bool


text_inputs = option_group(
    "text_inputs",
    TextInputs,
    click.argument(
        "paths", metavar="[FILE…]", nargs=-1, type=click.Path(path_type=Path)
    ),
    click.option(
        "--memory", "uses_memory", is_flag=True, help="Read the units of the memory."
    ),
    click.option(
        "--article", "article_key", metavar="KEY", help="Read a stored article."
    ),
    locale_option("Language to find terms of, without translations."),
)
candidate_options = option_group(
    "candidate_options",
    CandidateOptions,
    click.option(
        "--min-count", type=click.IntRange(1), help="Lowest number of occurrences."
    ),
    click.option(
        "--max-words",
        "max_word_count",
        type=click.IntRange(1, 50),
        help="Most words of a candidate.",
    ),
    limit_option("candidate_limit", "Most candidates to show.", default_limit=200),
    click.option(
        *("--all", "includes_known_terms"),
        is_flag=True,
        help="Also list terms of the termbase.",
    ),
)
table_output = option_group(
    "table_output",
    TableOutput,
    output_option("Write a table to mark terms in: .csv or .tsv.", is_required=False),
    click.option(
        "--bom/--no-bom",
        "has_byte_order_mark",
        default=True,
        show_default=True,
        help="Byte order mark, which Excel needs.",
    ),
)
memory_part = option_group(
    "memory_part",
    MemoryPart,
    click.option(
        "--in", "memory_name", metavar="MEMORY", help="Only units of this memory."
    ),
    publisher_option,
    article_author_option,
    article_place_option,
    source_url_option,
    first_day_option,
)
