"""Exports: what is chosen, what the format cannot hold, the file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from exports.format import Feature
from exports.format_registries import formats, term_formats
from exports.importing.file_preview import FileContents
from exports.term_format import TermFeature
from web.api.jobs.job_start import ExportRequest, begin_export
from web.api.memories import read_statistics
from web.api.request_types import (
    LanguageTag,
    PartialDate,
    QueryText,
    Request,
    StateName,
)
from web.pages.exchange.export_jobs import (
    EXPORT_KINDS,
    EXPORTS_PATH,
    redirect_to_export,
)
from web.pages.exchange.shown_jobs import ShownJob, list_shown_jobs
from web.pages.page_route import N_, PageGroup, Redirect, make_memory_address
from web.people.accounts import find_author
from web.request_context import RequestContext
from web.requests import match_whole

EXPORT_PAGES = PageGroup()
_TITLE = N_("Export")
_MAX_LANGUAGE_LETTERS = 3
"""Letters of the first part of a tag."""
_SUFFIX_BY_FORMAT = {
    "xliff": ".xlf",
    "xliff1": ".xlf",
    "weblate": ".json",
    "deepl": ".tsv",
}
"""Of files in formats whose first suffix is another program's."""
_WORDS_BY_FEATURE = {
    Feature.LOCALES: N_("the languages; who reads the file must know them"),
    Feature.UNTRANSLATED: N_("texts without a translation"),
    Feature.CODES: N_("inline codes, such as tags and placeholders"),
    Feature.STATE: N_("states: translated, reviewed, final"),
    Feature.ORIGIN: N_("where a unit comes from: page, site, date, person"),
    Feature.NEIGHBOURS: N_("the sentences before and after"),
    Feature.NOTE: N_("notes"),
    TermFeature.LOCALES: N_("more than two languages"),
    TermFeature.SYNONYMS: N_("several terms of one language"),
    TermFeature.STATUS: N_("statuses of terms"),
    TermFeature.FORBIDDEN: N_("forbidden terms"),
    TermFeature.DEFINITION: N_("definitions"),
    TermFeature.TERM_DATES: N_("validity"),
    TermFeature.RELATIONS: N_("relations between concepts"),
}
"""What formats may be able to hold, as people call it."""
_MAX_CONDITION_LENGTH = 60
"""What of the conditions on units stands in the name of their file."""
ExportFormatName = Annotated[
    str, msgspec.Meta(pattern=match_whole("(units|terms):[a-z0-9]{1,20}"))
]


class ExportsRequest(Request, frozen=True):
    """What is chosen already."""

    format: ExportFormatName = "units:tmx"
    """What to export, and the format."""
    source: LanguageTag | None = None
    target: LanguageTag | None = None
    publisher: QueryText | None = None
    author: QueryText | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None
    state: StateName | None = None
    query: QueryText | None = None
    translated: Literal["true", ""] = ""
    """`true` leaves out texts of articles that have no translation."""

    @property
    def holds(self) -> FileContents:
        """Whether units or terms are exported."""
        return FileContents(self.format.partition(":")[0])

    @property
    def format_name(self) -> str:
        """The name of the format."""
        return self.format.partition(":")[2]

    def list_conditions(self) -> dict[str, str]:
        """List the conditions on units that are given."""
        conditions = {
            "publisher": self.publisher,
            "author": self.author,
            "since": self.since,
            "until": self.until,
            "state": self.state,
            "query": self.query,
        }
        return {name: value for name, value in conditions.items() if value is not None}


@dataclass(frozen=True, slots=True)
class ExportsView:
    """What can be exported, and the latest exports."""

    jobs: Sequence[ShownJob]
    unit_count: int | None
    """Units that the conditions choose; None where a condition is wrong."""
    concept_count: int
    language_pair_counts: Sequence[tuple[tuple[str, str], int]]
    """Pairs of languages with their units, the most frequent first."""
    source: str | None
    target: str | None
    has_one_pair: bool
    missing_features: Sequence[str]
    """What the chosen format cannot hold, in English."""
    file_name: str

    @property
    def unit_formats(self) -> Sequence[str]:
        """The names of formats of units that are written to one file."""
        return [
            unit_format.name
            for unit_format in formats.values()
            if unit_format.is_written and not unit_format.has_two_files
        ]

    @property
    def term_formats(self) -> Sequence[str]:
        """The names of formats of terms that are written."""
        return [
            term_format.name
            for term_format in term_formats.values()
            if term_format.is_written
        ]


@EXPORT_PAGES.add(
    *("GET", EXPORTS_PATH, "export.html"),
    title=_TITLE,
    fragment="export_losses.html",
    example={"format": "units:tsv"},
)
def show_exports(context: RequestContext, request: ExportsRequest) -> ExportsView:
    """Show what can be exported, what is chosen, and what the format cannot hold."""
    statistics = read_statistics(context)
    language_pair_counts = _sort_pairs(statistics.units)
    source, target = _choose_languages(context, request, language_pair_counts)
    exports_terms = request.holds is FileContents.TERMS
    has_one_pair, missing_feature_names = _find_limits(request)
    conditions = request.list_conditions()
    if request.author is not None:
        conditions["author"] = find_author(context.database, request.author)
    unit_count = sum(
        count
        for language_pair, count in language_pair_counts
        if not has_one_pair or {*language_pair} == {source, target}
    )
    if conditions and not exports_terms:
        unit_count = context.memory.units.count(**conditions)
    return ExportsView(
        list_shown_jobs(context, EXPORT_KINDS),
        unit_count,
        statistics.concepts,
        language_pair_counts,
        source,
        target,
        has_one_pair,
        missing_feature_names,
        _make_file_name(context, request),
    )


@EXPORT_PAGES.add("GET", "/export", None, title=_TITLE)
def redirect_to_exports(context: RequestContext, request: ExportsRequest) -> Redirect:
    """Lead from the address that people try to that of exports."""
    query_parameters = {
        **msgspec.structs.asdict(request),
        "memory": context.memory_name,
    }
    return Redirect(make_memory_address(context, EXPORTS_PATH, **query_parameters))


def _sort_pairs(
    unit_count_by_tags: Mapping[str, int],
) -> Sequence[tuple[tuple[str, str], int]]:
    sorted_counts = sorted(unit_count_by_tags.items(), key=lambda pair: -pair[1])
    return [(split_pair(tags), count) for tags, count in sorted_counts]


def split_pair(tags: str) -> tuple[str, str]:
    """Split the tags of two languages, whose own parts are not two small letters.

    >>> split_pair("vi-id"), split_pair("en-GB-id"), split_pair("zh-Hant-pt-BR")
    (('vi', 'id'), ('en-GB', 'id'), ('zh-Hant', 'pt-BR'))
    """
    tag_parts = tags.split("-")
    target_start = max(
        part_index
        for part_index, part in enumerate(tag_parts)
        if part_index and part.islower() and len(part) <= _MAX_LANGUAGE_LETTERS
    )
    return "-".join(tag_parts[:target_start]), "-".join(tag_parts[target_start:])


def _find_limits(request: ExportsRequest) -> tuple[bool, Sequence[str]]:
    """Find whether a format has one pair of languages, and what it cannot hold."""
    if request.holds is FileContents.TERMS:
        term_format = term_formats[request.format_name]
        missing_term_features = [
            feature for feature in TermFeature if feature not in term_format.features
        ]
        return term_format.has_one_pair, _list_feature_names(missing_term_features)
    unit_format = formats[request.format_name]
    missing_features = [
        feature for feature in Feature if feature not in unit_format.features
    ]
    return unit_format.has_one_pair, _list_feature_names(missing_features)


def _list_feature_names(features: Sequence[Feature | TermFeature]) -> Sequence[str]:
    return [
        _WORDS_BY_FEATURE[feature]
        for feature in features
        if feature in _WORDS_BY_FEATURE
    ]


def _choose_languages(
    context: RequestContext,
    request: ExportsRequest,
    language_pair_counts: Sequence[tuple[tuple[str, str], int]],
) -> tuple[str | None, str | None]:
    """Choose those asked for, those of the settings, or the most frequent ones."""
    settings = context.memory.settings
    source, target = request.source, request.target
    if source is None and settings.source is not None:
        source = settings.source.tag
    if target is None and settings.target is not None:
        target = settings.target.tag
    if source is None and target is None and language_pair_counts:
        return language_pair_counts[0][0]
    return source, target


def _make_file_name(context: RequestContext, request: ExportsRequest) -> str:
    format_name = request.format_name
    format_registry = term_formats if request.holds is FileContents.TERMS else formats
    suffix = _SUFFIX_BY_FORMAT.get(format_name) or next(
        iter(format_registry[format_name].suffixes), ".txt"
    )
    if request.holds is FileContents.TERMS:
        return f"{context.memory_name}-terms{suffix}"
    conditions = request.publisher, request.since, request.until, request.state
    condition_text = " ".join(filter(None, conditions))[:_MAX_CONDITION_LENGTH]
    names = [context.memory_name, "memory", *re.findall(r"[\w-]+", condition_text)]
    return "-".join(names) + suffix


@EXPORT_PAGES.add("POST", EXPORTS_PATH, "export.html", title=_TITLE)
def start_export(context: RequestContext, form: ExportsRequest) -> Redirect:
    """Begin an export of what the form chooses."""
    exports_terms = form.holds is FileContents.TERMS
    conditions = ExportsRequest() if exports_terms else form
    source, target = form.source, form.target
    if _find_limits(form)[0]:
        language_pair_counts = _sort_pairs(read_statistics(context).units)
        source, target = _choose_languages(context, form, language_pair_counts)
    export_request = ExportRequest(
        file_name=_make_file_name(context, form),
        holds=form.holds,
        format=form.format_name,
        source=source,
        target=target,
        publisher=conditions.publisher,
        author=conditions.author and find_author(context.database, conditions.author),
        since=conditions.since,
        until=conditions.until,
        state=conditions.state,
        query=conditions.query,
        translated=True if conditions.translated else None,
    )
    return redirect_to_export(context, begin_export(context, export_request).id)
