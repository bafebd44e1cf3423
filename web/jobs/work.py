"""The work of each kind of job: what it reads, writes and reports."""

from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from checks.inputs.page import parse_page, rename_unit
from exports.entry import Loss
from exports.importing.file_preview import FileContents
from exports.importing.term_import import ImportedTerms
from exports.importing.unit_import import Imported
from padanan.locales import parse_locale
from padanan.memory import Memory
from padanan.values.findings import (
    FindingInContext,
    TextFinding,
    make_text_finding,
)
from tm.errors import PadananError
from web.jobs.checked_words import CheckedWords
from web.jobs.ingestion import ingest_page, ingest_seeds
from web.jobs.job import JobKind
from web.jobs.stored_job_options import HOLD, PREVIEW
from web.requests import encode_json

_SELECTION_NAMES = ("since", "until", "publisher", "author", "state", "query")
"""What selects units of the memory to check."""
_MAX_TEXT_NAME_CHARACTERS = 120
"""Of a checked text, as the list of jobs names it."""
_MAX_LISTED_SKIPPED_ENTRY_COUNT = 100
"""Skipped entries that are listed; the rest are counted."""

JobFunction = Callable[[Memory, dict[str, Any], Path], dict[str, Any]]
"""Takes the memory, the values of the request and the path of the file that is read or
made; returns the result."""


def _import_file(
    memory: Memory, job_options: dict[str, Any], path: Path
) -> dict[str, Any]:
    for import_only_name in (HOLD, PREVIEW):
        job_options.pop(import_only_name, None)
    if job_options.pop("holds", FileContents.UNITS) == FileContents.TERMS:
        return _import_terms(memory, job_options, path)
    import_result = memory.load(path, name=path.name, **job_options)
    return {**_describe_import(import_result), "removed": import_result.removed}


def _import_terms(
    memory: Memory, job_options: dict[str, Any], path: Path
) -> dict[str, Any]:
    import_result = memory.terms.load(path, **job_options)
    return {
        **_describe_import(import_result),
        "warnings_count": len(import_result.warnings),
        "warnings": [
            warning.replace(f"{path.parent}/", "")  # a folder of the server
            for warning in import_result.warnings[:_MAX_LISTED_SKIPPED_ENTRY_COUNT]
        ],
        "duplicates_count": len(import_result.duplicates),
    }


def _describe_import(import_result: Imported | ImportedTerms) -> dict[str, Any]:
    skipped_entries = import_result.skipped
    skipped_count = len(skipped_entries)
    if isinstance(import_result, Imported):
        skipped_count = import_result.skipped_count
    return {
        "new": import_result.new,
        "known": import_result.known,
        "changed": import_result.changed,
        "change_set": import_result.change_set_name,
        "skipped_count": skipped_count,
        "unlisted_count": max(
            0, len(skipped_entries) - _MAX_LISTED_SKIPPED_ENTRY_COUNT
        ),
        "skipped": [
            {"line": entry.line, "reason": entry.reason}
            for entry in skipped_entries[:_MAX_LISTED_SKIPPED_ENTRY_COUNT]
        ],
        "lost": _count_losses(import_result.lost),
        "remarks": import_result.remarks,
    }


def _export_file(
    memory: Memory, job_options: dict[str, Any], path: Path
) -> dict[str, Any]:
    settings = replace(
        memory.settings,
        source=parse_locale(job_options.pop("source", None)) or memory.settings.source,
        target=parse_locale(job_options.pop("target", None)) or memory.settings.target,
    )
    own_memory = replace(memory, settings=settings)
    if job_options.pop("holds", FileContents.UNITS) == FileContents.TERMS:
        export_result = own_memory.terms.export(path, **job_options)
    else:
        export_result = own_memory.export(path, **job_options)
    return {
        "written": export_result.written,
        "left_out": export_result.left_out,
        "untranslated": export_result.untranslated,
        "lost": _count_losses(export_result.lost),
    }


def _write_findings(
    memory: Memory, check_options: dict[str, Any], path: Path
) -> dict[str, Any]:
    count_by_check: Counter[str] = Counter()
    count_by_text: Counter[str | None] = Counter()
    checked_words = CheckedWords()
    subject_fields = _describe_subject(memory, check_options)
    with path.open("wb") as file:
        for finding in _check_subject(
            memory, check_options, path.parent, checked_words
        ):
            count_by_check[finding.check] += 1
            if isinstance(finding, FindingInContext):
                count_by_text[finding.article] += 1
            file.write(encode_json(finding) + b"\n")
    result = {"findings": count_by_check.total(), "by_check": count_by_check}
    if subject_fields is None:
        return result
    return {
        **result,
        "about": subject_fields,
        "words": checked_words.describe(count_by_text),
    }


def _describe_subject(
    memory: Memory, check_options: Mapping[str, Any]
) -> dict[str, str] | None:
    """Describe what is checked, where the findings come with their texts."""
    names_without_selection = {"only", "skip", "source", "target", "with_texts"}
    if (
        not check_options.get("with_texts")
        and check_options.keys() <= names_without_selection
    ):
        return None
    if "text" in check_options:
        return {
            "kind": "text",
            "words": _find_headline(check_options)[:_MAX_TEXT_NAME_CHARACTERS],
        }
    if "content" in check_options:
        return {"kind": "file", "name": check_options["content_name"]}
    if "article" in check_options:
        return _describe_article(memory, check_options["article"])
    selection_names = (*_SELECTION_NAMES, "changed_since")
    selection = {
        name: check_options[name] for name in selection_names if name in check_options
    }
    return {"kind": "selection" if selection else "memory", **selection}


def _find_headline(check_options: Mapping[str, Any]) -> str:
    """Find the headline of a page, or else the beginning of a text."""
    text: str = check_options["text"]
    if "\n" in text.strip():
        try:
            page = parse_page(
                text, path="text", locale=parse_locale(check_options.get("target"))
            )
        except PadananError:
            return text.strip()
        return page.headline or text.strip()
    return text.strip()


def _describe_article(memory: Memory, article_key: str) -> dict[str, str]:
    """Name an article by its headline; without one by its key alone."""
    subject_fields = {"kind": "article", "article": article_key}
    try:
        headline = memory.articles.get(article_key).article.headline
    except PadananError:  # the check says so itself
        return subject_fields
    return {**subject_fields, "headline": headline} if headline else subject_fields


def _check_subject(
    memory: Memory,
    check_options: dict[str, Any],
    folder: Path,
    checked_words: CheckedWords,
) -> Iterator[TextFinding]:
    """Check what the values name, and yield what is found; in a folder of its own."""
    has_texts = check_options.pop("with_texts", False)
    selection = {
        name: check_options.pop(name)
        for name in _SELECTION_NAMES
        if name in check_options
    }
    if selection:
        check_options["selection"] = selection
    if "content" in check_options:
        content_path = folder / PurePath(check_options.pop("content_name")).name
        content_path.write_bytes(b64decode(check_options.pop("content")))
        check_options["file_path"] = str(content_path)
    if has_texts or not check_options.keys() <= {"only", "skip", "source", "target"}:
        for finding in memory.checks.check_in_context(
            **check_options, watch_unit=checked_words.add
        ):
            file_path = check_options.get("file_path")
            if file_path is not None:
                unit = rename_unit(finding.unit, file_path, PurePath(file_path).name)
                finding = replace(finding, unit=unit)
            yield finding
    else:
        yield from map(make_text_finding, memory.check(**check_options))


def _count_losses(losses: Iterable[Loss]) -> dict[str, int]:
    return {loss.what: loss.count for loss in losses}


FUNCTION_BY_JOB_KIND: Mapping[JobKind, JobFunction] = {
    JobKind.IMPORT: _import_file,
    JobKind.EXPORT: _export_file,
    JobKind.CHECK: _write_findings,
    JobKind.INGEST: ingest_page,
    JobKind.SEEDS: ingest_seeds,
}
