"""The command `terms extract`, which finds candidates for the termbase."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.console.call_languages import (
    NO_TABLE_OPTIONS,
    ChosenLocales,
    choose_locales,
)
from cli.console.command import command
from cli.console.options.file_options import (
    TableOptions,
    table_options,
    warn_of_skipped_entries,
)
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.options.unused_options import refuse_unused_options
from cli.console.output_formats import format_count, print_result
from cli.console.workspace import Workspace
from cli.terms.extract_options import (
    CandidateOptions,
    MemoryPart,
    TableOutput,
    TextInputs,
    candidate_options,
    memory_part,
    table_output,
    text_inputs,
)
from tm.errors import InputError, UnknownName
from tm.requested_locales import LocaleParameter
from tm.text.locale import Locale

if TYPE_CHECKING:
    from exports.terms.text_sources import TermTextSources
    from glossary.extraction.term_extraction import (
        Extraction,
        TermCandidate,
    )


@command(
    "extract",
    examples="""
    padanan terms extract --memory -s vi -t id -O candidates.csv
    padanan terms extract --article KEY -l id
    padanan terms extract project.tmx pairs.tsv -s vi -t id --limit 50
    padanan terms import candidates.csv
    """,
)
@text_inputs
@pair_options
@candidate_options
@table_output
@memory_part
@table_options
def extract(
    workspace: Workspace,
    text_inputs: TextInputs,
    pair_options: PairOptions,
    candidate_options: CandidateOptions,
    table_output: TableOutput,
    memory_part: MemoryPart,
    table_options: TableOptions,
) -> int:
    """Find repeated phrases that may be terms, for a person to choose from.

    With -s and -t, each phrase is listed with its likely translations. -O writes a
    table: put an x into the first column of the terms to add, correct them, and give
    the table to `padanan terms import`. Nothing is stored before that.
    """
    from exports.terms.text_sources import TermTextSources

    _require_readable_inputs(text_inputs, memory_part)
    output_path = table_output.output_path
    refuse_unused_options(output_path is not None, "-O", "has_byte_order_mark")
    if output_path is not None and output_path.suffix.lower() not in (".csv", ".tsv"):
        raise UnknownName(
            "format of candidates", output_path.suffix or str(output_path), [".csv"]
        )
    chosen_locales = choose_languages(
        workspace,
        text_inputs.locale,
        pair_options,
        text_inputs.paths,
        table_options=table_options,
    )
    source_locale, target_locale = (
        chosen_locales.source_locale or workspace.choose_source_locale(None),
        chosen_locales.target_locale,
    )
    text_sources = TermTextSources(
        source_locale,
        target_locale,
        chosen_locales.parameters,
        table_options.meaning_by_heading,
        table_options.sheet_name,
    )
    _add_inputs(workspace, text_sources, text_inputs, memory_part)
    extraction = _extract_candidates(
        workspace, text_sources, candidate_options, source_locale, target_locale
    )
    _print_summary(workspace, extraction, text_sources)
    if output_path is not None:
        _write_table(
            workspace,
            extraction.candidates,
            output_path,
            has_byte_order_mark=table_output.has_byte_order_mark,
            text_sources=text_sources,
        )
    else:
        _print_candidates(workspace, extraction.candidates, target_locale)
    return 0 if extraction.candidates else 1


def _extract_candidates(
    workspace: Workspace,
    text_sources: "TermTextSources",
    candidate_options: CandidateOptions,
    source_locale: Locale,
    target_locale: Locale | None,
) -> "Extraction":
    """Find the candidates in the inputs; terms of the termbase are none."""
    from glossary.concept_store import ConceptStore
    from glossary.extraction.concept_finder import make_concept_finder
    from glossary.extraction.term_extraction import extract_terms
    from tm.align.lexicon.dictionary import EMPTY_DICTIONARY
    from tm.align.lexicon.starter_dictionary import load_starter_dictionary

    stored_entries = (
        ConceptStore(workspace.database).entries() if workspace.has_database else ()
    )
    extraction_options = candidate_options.make_extraction_options(
        make_concept_finder(stored_entries, source_locale)
    )
    with workspace.show_progress("reading") as report_progress:
        return extract_terms(
            text_sources.read_units,
            source_locale=source_locale,
            target_locale=target_locale,
            options=extraction_options,
            dictionary=load_starter_dictionary(source_locale, target_locale)
            if target_locale
            else EMPTY_DICTIONARY,
            report_progress=report_progress,
        )


def _add_inputs(
    workspace: Workspace,
    text_sources: "TermTextSources",
    text_inputs: TextInputs,
    memory_part: MemoryPart,
) -> None:
    """Add the files, the article and the part of the memory that options name."""
    for path in text_inputs.paths:
        text_sources.add_file(path)
    if text_inputs.article_key is not None:
        text_sources.add_article(workspace.database, text_inputs.article_key)
    if text_inputs.uses_memory:
        text_sources.add_memory(workspace.database, memory_part.make_unit_filter())


def _require_readable_inputs(text_inputs: TextInputs, memory_part: MemoryPart) -> None:
    """Raise InputError without an input, and for options that need another one."""
    if not (
        text_inputs.paths
        or text_inputs.uses_memory
        or text_inputs.article_key is not None
    ):
        raise InputError("nothing to read; give a FILE, --memory or --article KEY")
    if not text_inputs.uses_memory and memory_part.is_limited:
        raise InputError(
            "--in, --publisher, --article-author, --article-place, --source-url and "
            "--since need --memory"
        )
    refuse_unused_options(
        bool(text_inputs.paths), "a FILE", "columns_text", "sheet_name"
    )


def choose_languages(
    workspace: Workspace,
    locale: Locale | None,
    pair_options: PairOptions,
    paths: Sequence[str | Path],
    *,
    table_options: TableOptions = NO_TABLE_OPTIONS,
) -> ChosenLocales:
    """Choose one language, which -l gives, or a pair."""
    if locale is not None:
        if pair_options != PairOptions(None, None):
            raise InputError("give -l for one language, or -s and -t for two")
        parameters = (LocaleParameter("-l"), LocaleParameter("-t"))
        return ChosenLocales(locale, None, parameters)
    chosen_locales = choose_locales(
        workspace,
        pair_options,
        [str(path) for path in paths],
        table_options=table_options,
    )
    source_locale, target_locale = chosen_locales.require_pair(workspace)
    if source_locale.covers(target_locale) or target_locale.covers(source_locale):
        raise InputError(
            f"source and target are both {source_locale}; for one language, give "
            f"-l {source_locale}"
        )
    return chosen_locales


def _print_summary(
    workspace: Workspace, extraction: "Extraction", text_sources: "TermTextSources"
) -> None:
    for remark in text_sources.remarks:
        workspace.warn(remark)
    warn_of_skipped_entries(workspace, text_sources.skipped_entries)
    summary_text = (
        f"Read {format_count(extraction.unit_count, 'unit')}, "
        f"{format_count(extraction.word_count, 'word')}"
    )
    summary_text += f"; phrases with {extraction.min_count} occurrences or more"
    if extraction.known_count:
        summary_text += (
            f"; known terms left out: {extraction.known_count} (--all lists them)"
        )
    workspace.say(summary_text)
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
    output_path: Path,
    *,
    has_byte_order_mark: bool,
    text_sources: "TermTextSources",
) -> None:
    from exports.io.replace_file import replace_file
    from exports.terms import candidates_csv

    with replace_file(output_path) as table_file:
        candidates_csv.write_candidates(
            candidates,
            table_file,
            source_locale=text_sources.source_locale,
            target_locale=text_sources.target_locale,
            with_byte_order_mark=has_byte_order_mark,
            separator="\t" if output_path.suffix.lower() == ".tsv" else ",",
        )
    print_result(workspace, {"file": str(output_path), "candidates": len(candidates)})


def _print_candidates(
    workspace: Workspace,
    candidates: "Sequence[TermCandidate]",
    target_locale: Locale | None,
) -> None:
    column_names = ["term", "count", "documents", "score"]
    if target_locale is not None:
        column_names += ["translation", "together", "sure", "others"]
    if any(candidate.known_concept for candidate in candidates):
        column_names.append("known")
    print_result(
        workspace,
        [_make_candidate_json(candidate) for candidate in candidates],
        columns=column_names,
        rows=[_make_candidate_row(candidate, column_names) for candidate in candidates],
    )


def _make_candidate_json(candidate: "TermCandidate") -> dict[str, Any]:
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


def _make_candidate_row(
    candidate: "TermCandidate", column_names: Sequence[str]
) -> list[object]:
    best_equivalent, *other_equivalents = candidate.equivalents or [None]
    cell_by_column: dict[str, object] = {
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
    return [cell_by_column[column_name] for column_name in column_names]
