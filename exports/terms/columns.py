"""Recognition of the columns of a table of terms by their names."""

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
from exports.term_format import SupportedTermFeatures, TermFeature
from exports.terms.cells import DETAIL_NAMES
from tm.errors import FormatError
from tm.text.locale import Locale

VARIANTS_DETAIL_NAME = "variants"

_LOCALE_DETAIL_NAMES = (VARIANTS_DETAIL_NAME, "source", *DETAIL_NAMES)
_SOURCE_ALIASES = ("source", "source term", "source text", "source language", "term")
_TARGET_ALIASES = (
    "target",
    "target term",
    "target text",
    "target language",
    "translation",
)
_CONCEPT_FEATURE_BY_COLUMN = {
    "domain": TermFeature.SUBJECT_FIELD,
    "definition": TermFeature.DEFINITION,
    "note": TermFeature.NOTE,
    "confidence": TermFeature.CONFIDENCE,
    "valid_from": TermFeature.DATES,
    "valid_to": TermFeature.DATES,
    "relations": TermFeature.RELATIONS,
    "source": TermFeature.SOURCE,
}
"""Features of concepts by column; `source` is that of the terms."""
_TERM_FEATURE_BY_DETAIL = {
    VARIANTS_DETAIL_NAME: TermFeature.SYNONYMS,
    "part_of_speech": TermFeature.PART_OF_SPEECH,
    "case_sensitive": TermFeature.CASE,
    "valid_from": TermFeature.TERM_DATES,
    "valid_to": TermFeature.TERM_DATES,
    "note": TermFeature.TERM_NOTE,
    "source": TermFeature.SOURCE,
}
_MAX_NAMES_LENGTH = 200
"""The most characters of names of columns in a message."""
POSSIBLE_HEADINGS_TEXT = (
    "a language, such as vi or Vietnamese; "
    f"{', '.join(sorted(NON_LOCALE_COLUMNS))}; "
    f"or a detail of a language's terms, such as vi_{VARIANTS_DETAIL_NAME} or vi_note"
)
"""The headings of columns that are understood, for messages."""


@dataclass(frozen=True, slots=True)
class TermColumns:
    """The recognised columns of a table."""

    locale_by_column: Mapping[str, Locale]
    """Columns of preferred terms."""
    locale_and_detail_by_column: Mapping[str, tuple[Locale, str]]
    """Columns of details of the terms of a locale: `vi_note` is (vi, note)."""
    unknown_column_names: tuple[str, ...]
    column_names: frozenset[str]

    @property
    def variant_locale_by_column(self) -> dict[str, Locale]:
        """Columns of terms that are not preferred, with their locales."""
        return {
            column_name: locale
            for column_name, (
                locale,
                detail_name,
            ) in self.locale_and_detail_by_column.items()
            if detail_name == VARIANTS_DETAIL_NAME
        }

    def find_supported_features(self, *, has_pairs: bool) -> SupportedTermFeatures:
        """Find the features that the columns can hold, for concepts or pairs."""
        concept_features = {
            feature
            for column_name, feature in _CONCEPT_FEATURE_BY_COLUMN.items()
            if column_name in self.column_names
        }
        common_features = {TermFeature.SHARED, TermFeature.FORBIDDEN}
        common_features |= concept_features & {TermFeature.SOURCE}
        features_by_locale: dict[Locale, set[TermFeature]] = defaultdict(set)
        for locale in self.locale_by_column.values():
            features_by_locale[locale] |= common_features | {TermFeature.STATUS}
            if has_pairs:
                features_by_locale[locale].add(TermFeature.SYNONYMS)
        for locale, detail_name in self.locale_and_detail_by_column.values():
            features_by_locale[locale] |= common_features | {
                _TERM_FEATURE_BY_DETAIL[detail_name]
            }
        return SupportedTermFeatures(
            frozenset(concept_features),
            {
                locale: frozenset(features)
                for locale, features in features_by_locale.items()
            },
        )


def recognise_columns(
    column_names: Sequence[str], path: str, *, is_empty: bool = False
) -> TermColumns:
    """Recognise columns by their names.

    Raises FormatError if none is a language, unless the table is empty.
    """
    locale_by_column, locale_and_detail_by_column, unknown_column_names = {}, {}, []
    for column_name in column_names:
        if column_name in NON_LOCALE_COLUMNS:
            continue
        locale_and_detail_name = _parse_detail_column(column_name)
        locale = None if locale_and_detail_name else parse_column_locale(column_name)
        if locale_and_detail_name:
            locale_and_detail_by_column[column_name] = locale_and_detail_name
        elif locale:
            locale_by_column[column_name] = locale
        else:
            unknown_column_names.append(column_name)
    if not locale_by_column and not (is_empty and "concept_id" in column_names):
        raise FormatError(
            f"no column heading is a language: {_format_names(column_names)}; "
            f"possible headings: {POSSIBLE_HEADINGS_TEXT}. "
            "State the meanings of the columns or, for a file without headings, "
            "its source and target languages",
            path=path,
            line=1,
            parameters=["columns", "source", "target"],
        )
    return TermColumns(
        locale_by_column,
        locale_and_detail_by_column,
        tuple(unknown_column_names),
        frozenset(column_names),
    )


def require_understood_columns(
    columns: TermColumns, unread_column_names: Sequence[str], path: str
) -> None:
    """Raise FormatError if there are unread columns and only one language.

    The terms of a second language would then be lost without an error.
    """
    languages = {locale.language for locale in columns.locale_by_column.values()}
    if unread_column_names and len(languages) < 2:
        raise FormatError(
            "only one column heading is a language "
            f"({', '.join(columns.locale_by_column)}); headings not understood: "
            f"{_format_names(unread_column_names)}; possible headings: "
            f"{POSSIBLE_HEADINGS_TEXT}. Rename the columns, or state their meanings",
            path=path,
            line=1,
            parameters=["columns"],
        )


def _format_names(column_names: Sequence[str]) -> str:
    """Join names of columns for a message, shortened if they are many."""
    joined_names = ", ".join(column_names)
    if len(joined_names) > _MAX_NAMES_LENGTH:
        return f"{joined_names[:_MAX_NAMES_LENGTH]}…"
    return joined_names


def is_term_column(column_name: str) -> bool:
    """Whether a column of a table of terms can have this name."""
    return (
        column_name in NON_LOCALE_COLUMNS
        or bool(_parse_detail_column(column_name))
        or parse_column_locale(column_name) is not None
    )


def normalise_column_names(
    column_names: Sequence[str], options: ReadOptions
) -> list[str]:
    """Replace aliases and user-defined names in a header by the standard names."""
    standard_name_by_user_name = {
        name.strip().lower(): standard_name
        for name, standard_name in options.columns.items()
    }
    column_names = [standard_name_by_user_name.get(name, name) for name in column_names]
    if options.source and options.target and set(column_names) & set(_TARGET_ALIASES):
        side_aliases = {*_SOURCE_ALIASES, *_TARGET_ALIASES}
        if "concept_id" not in column_names:
            # Next to columns `source` and `target`, `id` is the id of the concept.
            column_names = _rename_id_column(column_names)
        for aliases, locale in (
            (_SOURCE_ALIASES, options.source),
            (_TARGET_ALIASES, options.target),
        ):
            used_alias = next((name for name in aliases if name in column_names), None)
            column_names = [
                locale.tag.lower()
                if name == used_alias and name in side_aliases
                else name
                for name in column_names
            ]
    if f"id{TERM_SUFFIX}" in column_names and "concept_id" not in column_names:
        column_names = _rename_id_column(column_names)
    return [
        name if is_term_column(name) else resolve_alias(name) for name in column_names
    ]


def _rename_id_column(column_names: Sequence[str]) -> list[str]:
    """Rename the column `id` to `concept_id`."""
    return [
        "concept_id" if column_name == "id" else column_name
        for column_name in column_names
    ]


def choose_default_names(
    column_names: Sequence[str], options: ReadOptions
) -> Sequence[str]:
    """Choose column names for a file of pairs without a header; else empty."""
    if options.source is None or options.target is None:
        return ()
    if any(
        not _parse_detail_column(column_name) and parse_column_locale(column_name)
        for column_name in column_names
    ):
        return ()
    return (options.source.tag.lower(), options.target.tag.lower(), "note")


def make_locale_column_name(locale: Locale) -> str:
    """Name a column for a locale so that `parse_column_locale` recognises it."""
    parsed_locale = parse_column_locale(locale.tag.lower())
    return locale.tag if parsed_locale else f"term ({locale.tag})"


def _parse_detail_column(column_name: str) -> tuple[Locale, str] | None:
    for detail_name in _LOCALE_DETAIL_NAMES:
        if column_name.endswith(f"_{detail_name}"):
            locale = parse_tag(column_name.removesuffix(f"_{detail_name}"))
            return (locale, detail_name) if locale else None
    return None
