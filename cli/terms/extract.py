"""The command `terms extract`, which finds candidates for the termbase."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.console.file_options import TableOptions, table_options
from cli.console.option_group import option_group
from cli.console.pair_options import PairOptions, name_locale_parameters, pair_options
from cli.console.parameter_types import DateType, LocaleType
from cli.console.render import emit
from cli.console.unused_options import refuse_unused_options
from cli.console.workspace import Workspace, command
from tm.errors import InputError, UnknownName
from tm.requested_locales import LocaleParameter
from tm.text.locale import Locale

if TYPE_CHECKING:
    from exports.terms.text_sources import TermTextSources
    from glossary.extraction.term_extraction import (
        Extraction,
        ExtractionOptions,
        TermCandidate,
    )
    from tm.store.units.filter import UnitFilter

_MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class CandidateOptions:
    """Which candidates are found, and how many."""

    min_count: int | None
    max_words: int | None
    limit: int
    with_known: bool

    def extraction_options(
        self, find_concept: Callable[[str], str | None]
    ) -> "ExtractionOptions":
        """Make the options of the search, with what finds a text's concept."""
        from glossary.extraction.term_extraction import ExtractionOptions

        return ExtractionOptions(
            min_count=self.min_count,
            max_word_count=self.max_words,
            candidate_limit=self.limit,
            find_concept=find_concept,
            includes_known=self.with_known,
        )


@dataclass(frozen=True, slots=True)
class MemoryPart:
    """Which units of the memory are read."""

    name: str | None
    publisher: str | None
    source_url: str | None
    since: str | None

    @property
    def is_limited(self) -> bool:
        """Whether only some of the units are read."""
        return any(value is not None for value in astuple(self))

    def unit_filter(self) -> "UnitFilter":
        """Make the filter of these units."""
        from tm.store.units.filter import UnitFilter

        return UnitFilter(
            memory=self.name,
            publisher=self.publisher,
            source_url=self.source_url,
            since=self.since,
        )


@dataclass(frozen=True, slots=True)
class TextInputs:
    """The texts that are read: files, the memory, an article; and one language."""

    files: Sequence[Path]
    memory: bool
    article: str | None
    locale: Locale | None


@dataclass(frozen=True, slots=True)
class TableOutput:
    """The table of candidates that is written, if any."""

    output: Path | None
    bom: bool


@command(
    "extract",
    examples="""
    padanan terms extract --memory -s vi -t id -O candidates.csv
    padanan terms extract --article KEY -l id
    padanan terms extract project.tmx pairs.tsv -s vi -t id --limit 50
    padanan terms import candidates.csv
    """,
)
@option_group(
    "inputs",
    TextInputs,
    click.argument(
        "files", metavar="[FILE…]", nargs=-1, type=click.Path(path_type=Path)
    ),
    click.option("--memory", is_flag=True, help="Read the units of the memory."),
    click.option("--article", metavar="KEY", help="Read a stored article."),
    click.option(
        "-l",
        "--locale",
        type=LocaleType(),
        help="Language to find terms of, without translations.",
    ),
)
@pair_options
@option_group(
    "candidate_options",
    CandidateOptions,
    click.option(
        "--min-count", type=click.IntRange(1), help="Lowest number of occurrences."
    ),
    click.option(
        "--max-words", type=click.IntRange(1, 50), help="Most words of a candidate."
    ),
    click.option("--limit", type=click.IntRange(1), default=200, show_default=True),
    click.option(
        "--all", "with_known", is_flag=True, help="Also list terms of the termbase."
    ),
)
@option_group(
    "table_output",
    TableOutput,
    click.option(
        "-O",
        "--output",
        type=click.Path(path_type=Path),
        help="Write a table to mark terms in: .csv or .tsv.",
    ),
    click.option(
        "--bom/--no-bom",
        default=True,
        show_default=True,
        help="Byte order mark, which Excel needs.",
    ),
)
@option_group(
    "memory_part",
    MemoryPart,
    click.option("--in", "name", metavar="MEMORY", help="Only units of this memory."),
    click.option("--publisher", help="Only units of this publisher."),
    click.option("--source-url", metavar="URL", help="Only units of this original."),
    click.option(
        "--since", type=DateType(), help="Only units published then or later."
    ),
)
@table_options
def extract(
    workspace: Workspace,
    inputs: TextInputs,
    pair: PairOptions,
    candidate_options: CandidateOptions,
    table_output: TableOutput,
    memory_part: MemoryPart,
    table: TableOptions,
) -> int:
    """Find repeated phrases that may be terms, for a person to choose from.

    With -s and -t each comes with its likely translations. -O writes a table: put an x
    before the terms to add, correct what is wrong, and run `padanan terms import` on
    it. Nothing is stored before that.
    """
    from exports.terms.text_sources import TermTextSources
    from glossary.extraction.known_terms import make_concept_finder
    from glossary.extraction.term_extraction import extract_terms as find
    from glossary.termbase import Glossary
    from tm.align.lexicon.dictionary import EMPTY_DICTIONARY
    from tm.align.lexicon.starter_dictionary import load_starter_dictionary

    files, memory, article = inputs.files, inputs.memory, inputs.article
    output, bom = table_output.output, table_output.bom
    if not files and not memory and article is None:
        raise InputError("nothing to read: give FILE, --memory or --article KEY")
    if not memory and memory_part.is_limited:
        raise InputError("--in, --publisher, --source-url and --since need --memory")
    refuse_unused_options(bool(files), "a FILE", "columns", "sheet")
    refuse_unused_options(output is not None, "-O", "bom")
    if output is not None and output.suffix.lower() not in (".csv", ".tsv"):
        raise UnknownName(
            "format of candidates", output.suffix or str(output), [".csv"]
        )
    locale = inputs.locale
    source_locale, target_locale = _choose_languages(workspace, locale, pair)
    locale_parameters = name_locale_parameters(pair)
    if locale is not None:
        locale_parameters = LocaleParameter("-l"), locale_parameters[1]
    text_sources = TermTextSources(
        source_locale,
        target_locale,
        locale_parameters,
        table.meanings_by_heading,
        table.sheet,
    )
    for file in files:
        text_sources.add_file(file)
    if article is not None:
        text_sources.add_article(workspace.database, article)
    if memory:
        text_sources.add_memory(workspace.database, memory_part.unit_filter())
    stored_entries = (
        Glossary(workspace.database).entries() if workspace.has_database else ()
    )
    options = candidate_options.extraction_options(
        make_concept_finder(stored_entries, source_locale)
    )
    with workspace.progress("reading") as advance:
        extraction = find(
            text_sources.read_units,
            source_locale=source_locale,
            target_locale=target_locale,
            options=options,
            dictionary=load_starter_dictionary(source_locale, target_locale)
            if target_locale
            else EMPTY_DICTIONARY,
            progress=advance,
        )
    _print_summary(workspace, extraction, text_sources)
    if output is not None:
        _write_table(
            workspace, extraction.candidates, output, bom=bom, text_sources=text_sources
        )
    else:
        _print_candidates(workspace, extraction.candidates, target_locale)
    return 0 if extraction.candidates else 1


def _choose_languages(
    workspace: Workspace, locale: Locale | None, pair: PairOptions
) -> tuple[Locale, Locale | None]:
    """Choose one language, or a pair: those of the options, else the default pair."""
    if locale is not None:
        if pair.source is not None or pair.target is not None:
            raise InputError("give -l for one language, or -s and -t for two")
        return locale, None
    source_locale, target_locale = (
        workspace.choose_source(pair.source),
        workspace.choose_target(pair.target),
    )
    if source_locale.covers(target_locale) or target_locale.covers(source_locale):
        raise InputError(
            f"source and target are both {source_locale}; for one language, give "
            f"-l {source_locale}"
        )
    return source_locale, target_locale


def _print_summary(
    workspace: Workspace, extraction: "Extraction", text_sources: "TermTextSources"
) -> None:
    for remark in text_sources.remarks:
        workspace.warn(remark)
    for entry in text_sources.skipped_entries[:_MOST_SHOWN]:
        location = f"{entry.path}:{entry.line}" if entry.line else entry.path
        workspace.warn(f"{location}: skipped: {entry.reason}")
    if len(text_sources.skipped_entries) > _MOST_SHOWN:
        workspace.warn(
            f"{len(text_sources.skipped_entries) - _MOST_SHOWN} more entries skipped"
        )
    summary = f"Read {extraction.unit_count:,} units, {extraction.word_count:,} words"
    summary += f"; phrases with {extraction.min_count} occurrences or more"
    if extraction.known_count:
        summary += (
            f"; known terms left out: {extraction.known_count} (--all lists them)"
        )
    workspace.say(summary)
    if text_sources.target_locale is not None and not extraction.pair_count:
        workspace.say(
            "No translations proposed: no unit has both "
            f"{text_sources.source_locale} and {text_sources.target_locale}"
        )
    if not extraction.candidates:
        workspace.say("No candidates: no repeated phrase looks like a term")


def _write_table(
    workspace: Workspace,
    candidates: "Sequence[TermCandidate]",
    output: Path,
    *,
    bom: bool,
    text_sources: "TermTextSources",
) -> None:
    from exports.io.replace_file import replace_file
    from exports.terms import candidates_csv

    with replace_file(output) as file:
        candidates_csv.write_candidates(
            candidates,
            file,
            source_locale=text_sources.source_locale,
            target_locale=text_sources.target_locale,
            with_byte_order_mark=bom,
            separator="\t" if output.suffix.lower() == ".tsv" else ",",
        )
    emit(workspace, {"file": str(output), "candidates": len(candidates)})


def _print_candidates(
    workspace: Workspace, candidates: "Sequence[TermCandidate]", target: Locale | None
) -> None:
    columns = ["term", "count", "documents", "score"]
    if target is not None:
        columns += ["translation", "together", "sure", "others"]
    if any(candidate.known_concept for candidate in candidates):
        columns.append("known")
    emit(
        workspace,
        [_candidate_json(candidate) for candidate in candidates],
        columns=columns,
        rows=[_make_row(candidate, columns) for candidate in candidates],
    )


def _candidate_json(candidate: "TermCandidate") -> dict[str, Any]:
    example = candidate.example
    return {
        "term": candidate.text,
        "kind": candidate.kind.value,
        "count": candidate.occurrence_count,
        "documents": candidate.document_count,
        "score": round(candidate.score, 2),
        "known": candidate.known_concept,
        "translation": candidate.equivalents[0].text if candidate.equivalents else None,
        "translations": [
            {
                "text": equivalent.text,
                "count": equivalent.unit_count,
                "together": equivalent.common_unit_count,
                "score": round(equivalent.score, 2),
            }
            for equivalent in candidate.equivalents
        ],
        "example": {
            "source": example.source,
            "target": example.target,
            "document": example.document,
        }
        if example is not None
        else None,
    }


def _make_row(candidate: "TermCandidate", columns: Sequence[str]) -> list[object]:
    best_equivalent, *other_equivalents = candidate.equivalents or [None]
    cells: dict[str, object] = {
        "term": candidate.text,
        "count": candidate.occurrence_count,
        "documents": candidate.document_count,
        "score": round(candidate.score, 2),
        "translation": best_equivalent.text if best_equivalent else None,
        "together": best_equivalent.common_unit_count if best_equivalent else None,
        "sure": round(best_equivalent.score, 2) if best_equivalent else None,
        "others": "; ".join(
            equivalent.text for equivalent in other_equivalents if equivalent
        ),
        "known": candidate.known_concept,
    }
    return [cells[column] for column in columns]
