"""Columns of a table of terms: which they are, whatever they are called."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exports.format import ReadOptions
from exports.table.locale_names import (
    NON_LOCALE_COLUMNS,
    TERM_SUFFIX,
    parse_column_locale,
    parse_tag,
    resolve_alias,
)
from exports.term_format import EntryCoverage, TermFeature
from exports.terms.cells import DETAILS
from tm.errors import FormatError
from tm.text.locale import Locale

VARIANTS = "variants"

_OF_LOCALE = (VARIANTS, "source", *DETAILS)
_SOURCES = ("source", "source term", "source text", "source language", "term")
_TARGETS = ("target", "target term", "target text", "target language", "translation")
_FEATURES = {
    "domain": TermFeature.SUBJECT_FIELD,
    "definition": TermFeature.DEFINITION,
    "note": TermFeature.NOTE,
    "confidence": TermFeature.CONFIDENCE,
    "valid_from": TermFeature.DATES,
    "valid_to": TermFeature.DATES,
    "relations": TermFeature.RELATIONS,
    "source": TermFeature.SOURCE,
}
"""Of concepts; a source is that of the terms."""
_TERM_FEATURES = {
    VARIANTS: TermFeature.SYNONYMS,
    "part_of_speech": TermFeature.PART_OF_SPEECH,
    "case_sensitive": TermFeature.CASE,
    "valid_from": TermFeature.TERM_DATES,
    "valid_to": TermFeature.TERM_DATES,
    "note": TermFeature.TERM_NOTE,
    "source": TermFeature.SOURCE,
}
_MAX_NAMES_LENGTH = 200
"""The most characters of names of columns in a message."""
POSSIBLE_HEADINGS = (
    "a language, such as vi or Vietnamese; "
    f"{', '.join(sorted(NON_LOCALE_COLUMNS))}; "
    f"or a detail of a language's terms, such as vi_{VARIANTS} or vi_note"
)
"""The headings of columns that are understood, for messages."""


class UnknownHeadings(FormatError):
    """Raised if the headings of a table name too few languages."""


@dataclass(frozen=True, slots=True)
class TermColumns:
    """What the columns of a table are."""

    locales: Mapping[str, Locale]
    """Of terms to use."""
    of_locales: Mapping[str, tuple[Locale, str]]
    """What else is said of the terms of a locale: `vi_note` is (vi, note)."""
    unknown: tuple[str, ...]
    names: frozenset[str]

    @property
    def variants(self) -> dict[str, Locale]:
        """Columns of terms that are not the ones to use."""
        return {
            name: locale
            for name, (locale, what) in self.of_locales.items()
            if what == VARIANTS
        }

    def holds(self, *, pairs: bool) -> EntryCoverage:
        """What the columns have a place for, of concepts or of pairs of terms."""
        concept_features = {
            feature for name, feature in _FEATURES.items() if name in self.names
        }
        common_features = {TermFeature.SHARED, TermFeature.FORBIDDEN}
        common_features |= concept_features & {TermFeature.SOURCE}
        features_by_locale: dict[Locale, set[TermFeature]] = defaultdict(set)
        for locale in self.locales.values():
            features_by_locale[locale] |= common_features | {TermFeature.STATUS}
            if pairs:
                features_by_locale[locale].add(TermFeature.SYNONYMS)
        for locale, detail in self.of_locales.values():
            features_by_locale[locale] |= common_features | {_TERM_FEATURES[detail]}
        coverage_by_locale = {
            locale: frozenset(features)
            for locale, features in features_by_locale.items()
        }
        return EntryCoverage(frozenset(concept_features), coverage_by_locale)


def columns_of(names: Sequence[str], path: str, *, empty: bool = False) -> TermColumns:
    """What columns are by their names.

    Raises UnknownHeadings if none is a language; an empty termbase need not have one.
    """
    locales, of_locales, unknown = {}, {}, []
    for name in names:
        if name in NON_LOCALE_COLUMNS:
            continue
        detail = _detail(name)
        locale = None if detail else parse_column_locale(name)
        if detail:
            of_locales[name] = detail
        elif locale:
            locales[name] = locale
        else:
            unknown.append(name)
    if not locales and not (empty and "concept_id" in names):
        raise UnknownHeadings(
            f"no column heading is a language: {_format_names(names)}; possible "
            f"headings: {POSSIBLE_HEADINGS}. State the meanings of the columns or, for "
            "a file without headings, its source and target languages",
            path=path,
            line=1,
        )
    return TermColumns(locales, of_locales, tuple(unknown), frozenset(names))


def demand_understood_columns(
    columns: TermColumns, unread_names: Sequence[str], path: str
) -> None:
    """Raise UnknownHeadings if there are unread columns and only one language.

    The terms of a second language would then be lost without an error.
    """
    languages = {locale.language for locale in columns.locales.values()}
    if unread_names and len(languages) < 2:
        raise UnknownHeadings(
            f"only one column heading is a language ({', '.join(columns.locales)}); "
            f"headings not understood: {_format_names(unread_names)}; possible "
            f"headings: {POSSIBLE_HEADINGS}. Rename the columns, or state their "
            "meanings",
            path=path,
            line=1,
        )


def _format_names(names: Sequence[str]) -> str:
    """Join names of columns for a message, shortened if they are many."""
    joined_names = ", ".join(names)
    if len(joined_names) > _MAX_NAMES_LENGTH:
        return f"{joined_names[:_MAX_NAMES_LENGTH]}…"
    return joined_names


def is_term_column(name: str) -> bool:
    """Whether a name is one of a column of terms."""
    return (
        name in NON_LOCALE_COLUMNS
        or bool(_detail(name))
        or parse_column_locale(name) is not None
    )


def known_names(names: Sequence[str], options: ReadOptions) -> list[str]:
    """The names of a header as they are known here."""
    chosen_names = {
        name.strip().lower(): chosen_name
        for name, chosen_name in options.columns.items()
    }
    names = [chosen_names.get(name, name) for name in names]
    if options.source and options.target and set(names) & set(_TARGETS):
        named = {*_SOURCES, *_TARGETS}
        if "concept_id" not in names:
            # Beside source and target, `id` is no language.
            names = _with_ids(names)
        for aliases, locale in (
            (_SOURCES, options.source),
            (_TARGETS, options.target),
        ):
            known_alias = next((name for name in aliases if name in names), None)
            names = [
                locale.tag.lower() if name == known_alias and name in named else name
                for name in names
            ]
    if f"id{TERM_SUFFIX}" in names and "concept_id" not in names:
        names = _with_ids(names)
    return [name if is_term_column(name) else resolve_alias(name) for name in names]


def _with_ids(names: Sequence[str]) -> list[str]:
    """The names where `id` is that of the concept, and no language."""
    return ["concept_id" if name == "id" else name for name in names]


def without_header(names: Sequence[str], options: ReadOptions) -> Sequence[str]:
    """The columns of a file of pairs whose first row names no locale."""
    if options.source is None or options.target is None:
        return ()
    if any(not _detail(name) and parse_column_locale(name) for name in names):
        return ()
    return (options.source.tag.lower(), options.target.tag.lower(), "note")


def column_of(locale: Locale) -> str:
    """The name of a column by which `parse_column_locale` knows a locale."""
    tag_locale = parse_column_locale(locale.tag.lower())
    return locale.tag if tag_locale else f"term ({locale.tag})"


def _detail(name: str) -> tuple[Locale, str] | None:
    for what in _OF_LOCALE:
        if name.endswith(f"_{what}"):
            locale = parse_tag(name.removesuffix(f"_{what}"))
            return (locale, what) if locale else None
    return None
