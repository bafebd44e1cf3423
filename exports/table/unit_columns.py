"""Roles of the columns of a table of units, recognised by their names and cells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from exports.format import TERMS_NOT_UNITS, ReadOptions
from exports.table.column_names import (
    SOURCE,
    TARGET,
    UNIT_COLUMNS,
    find_column_locale,
    find_field,
    is_term_header,
    normalise_name,
)
from exports.table.id_columns import NUMBER_COLUMN_NAMES, identifies_rows
from tm.errors import FormatError
from tm.text.locale import Locale
from tm.text.normal import nfc

OTHER_TOOL_PREFIX = "csv:"
"""Prefix of properties that hold cells of other programs' columns."""

_IGNORE_ROLE_NAMES = ("ignore", "-")
_UNSTORABLE_CHARACTER_PATTERN = re.compile("[\0\ud800-\udfff]")
_MAX_SHOWN_NAMES_LENGTH = 200
_MAX_TITLE_LENGTH = 60

ColumnRole: TypeAlias = "str | Locale | OtherToolColumn | None"
"""A field, the language of a column's texts, a foreign column, or None: ignored."""


@dataclass(frozen=True, slots=True)
class OtherToolColumn:
    """A column of another program, whose cells are kept unchanged."""

    name: str


@dataclass(frozen=True, slots=True)
class UnitColumns:
    """The roles of the columns of a table of units."""

    roles: tuple[ColumnRole, ...]
    is_own_table: bool
    """Whether Padanan wrote the table, so that its cells have guarding apostrophes."""
    nameless_column_indexes: tuple[int, ...] = ()
    """Columns without a name, which are ignored."""
    remarks: tuple[str, ...] = ()
    """Remarks about columns with ambiguous names and about titles."""

    def list_locale_columns(self) -> list[tuple[int, Locale]]:
        """List indexes and languages of the columns that a language names."""
        return [
            (column_index, role)
            for column_index, role in enumerate(self.roles)
            if isinstance(role, Locale)
        ]


def find_columns(
    header: Sequence[str],
    options: ReadOptions,
    path: str,
    *,
    rows_below_header: Sequence[Sequence[str]] = (),
    header_line: int = 1,
) -> UnitColumns:
    """Find the roles of columns by their names and the first rows below them.

    Raises FormatError if the columns are not those of a table of units.
    """
    # An unstorable character in the name of a column is no reason to refuse the file.
    header = [
        _UNSTORABLE_CHARACTER_PATTERN.sub("\N{REPLACEMENT CHARACTER}", column_name)
        for column_name in header
    ]
    role_name_by_column = {
        normalise_name(column_name): role_name
        for column_name, role_name in options.columns.items()
    }
    _refuse_missing_columns(role_name_by_column, header, path, header_line)
    field_names = {
        find_field(column_name, role_name_by_column) for column_name in header
    } - {None}
    has_source_and_target = {SOURCE, TARGET} <= field_names
    roles = [
        _find_column_role(
            column_name,
            role_name_by_column,
            has_source_and_target=has_source_and_target,
        )
        for column_name in header
    ]
    remarks = _reassign_id_columns(
        roles, header, role_name_by_column, rows_below_header
    )
    roles = _keep_first_columns(roles, header)
    locales = [role for role in roles if isinstance(role, Locale)]
    if not has_source_and_target:
        _require_two_locales(header, roles, remarks, path, header_line)
    # Texts are in two columns of sides or in those of languages, not in both.
    unused_roles = locales if has_source_and_target else [SOURCE, TARGET]
    roles = [
        OtherToolColumn(header[column_index].strip()) if role in unused_roles else role
        for column_index, role in enumerate(roles)
    ]
    is_own_table = {"source-locale", "state"} <= set(header)
    if not has_source_and_target:
        remarks += _describe_unrequested_columns(roles, header, options)
    nameless_column_indexes = tuple(
        column_index
        for column_index, column_name in enumerate(header)
        if not column_name.strip()
    )
    return UnitColumns(
        tuple(roles), is_own_table, nameless_column_indexes, tuple(remarks)
    )


def _require_two_locales(
    header: Sequence[str],
    roles: Sequence[ColumnRole],
    remarks: Sequence[str],
    path: str,
    header_line: int,
) -> None:
    """Raise FormatError for a table without the texts of two languages."""
    locales = [role for role in roles if isinstance(role, Locale)]
    if is_term_header(header, locales):
        raise FormatError(TERMS_NOT_UNITS, path=path, next_step="import terms")
    if len(locales) < 2:
        field_roles = {role for role in roles if isinstance(role, str)}
        raise FormatError(
            "; ".join([_describe_missing_column(header, field_roles), *remarks]),
            path=path,
            line=header_line,
            parameters=["columns", "source", "target"],
        )


def _refuse_missing_columns(
    role_name_by_column: Mapping[str, str],
    header: Sequence[str],
    path: str,
    header_line: int,
) -> None:
    """Raise FormatError if an option describes a column that is not there."""
    missing_names = role_name_by_column.keys() - set(map(normalise_name, header))
    if missing_names:
        column_names_text = ", ".join(filter(None, header))[:_MAX_SHOWN_NAMES_LENGTH]
        raise FormatError(
            f"no column {min(missing_names)!r}; known: {column_names_text}",
            path=path,
            line=header_line,
            parameters=["columns"],
        )


def _keep_first_columns(
    roles: Sequence[ColumnRole], header: Sequence[str]
) -> list[ColumnRole]:
    """Let the first of several columns with one role keep it."""
    seen_roles: set[ColumnRole] = set()
    kept_roles: list[ColumnRole] = []
    for role, column_name in zip(roles, header, strict=True):
        if role in seen_roles and not isinstance(role, OtherToolColumn | None):
            role = OtherToolColumn(column_name.strip())
        seen_roles.add(role)
        kept_roles.append(role)
    return kept_roles


def make_default_columns(column_count: int) -> UnitColumns:
    """Make the columns of a table without a header: source, target, document."""
    roles: list[ColumnRole] = [SOURCE, TARGET, "article"]
    further_roles = [
        OtherToolColumn(f"column {column_number}")
        for column_number in range(4, column_count + 1)
    ]
    return UnitColumns((*roles, *further_roles), is_own_table=False)


def add_title_remark(
    columns: UnitColumns, title_rows: Sequence[Sequence[str]]
) -> UnitColumns:
    """Add a remark about the ignored titles above the header."""
    title_texts = [
        cell.strip() for cells in title_rows for cell in cells if cell.strip()
    ]
    if not title_texts:
        return columns
    quoted_titles = ", ".join(
        f"“{title_text[:_MAX_TITLE_LENGTH]}”" for title_text in title_texts
    )
    remark = f"text above the names of columns ignored: {quoted_titles}"
    return replace(columns, remarks=(remark, *columns.remarks))


def is_other_tool_column_name(column_name: str) -> bool:
    """Whether reading a column with this name makes it a foreign column."""
    is_plain_name = (
        column_name == column_name.strip()
        and column_name.isprintable()
        and column_name != ""
    )
    return is_plain_name and isinstance(
        _find_column_role(column_name, {}, has_source_and_target=True), OtherToolColumn
    )


def _find_column_role(
    column_name: str,
    role_name_by_column: Mapping[str, str],
    *,
    has_source_and_target: bool,
) -> ColumnRole:
    """Find the role of a column by the options, else by its name."""
    role_name = role_name_by_column.get(normalise_name(column_name))
    if role_name is not None:
        return _parse_role_name(role_name, column_name)
    if not column_name.strip():
        return None
    locale = None if has_source_and_target else find_column_locale(column_name)
    return (
        locale
        or find_field(column_name, role_name_by_column)
        or OtherToolColumn(nfc(column_name).strip())
    )


def _reassign_id_columns(
    roles: list[ColumnRole],
    header: Sequence[str],
    role_name_by_column: Mapping[str, str],
    rows_below_header: Sequence[Sequence[str]],
) -> list[str]:
    """Change the role of language columns that identify rows; return remarks on them.

    If all language columns look like identifiers, all of them stay: a table of numbers.
    """
    language_column_indexes = [
        column_index
        for column_index, role in enumerate(roles)
        if isinstance(role, Locale)
    ]
    id_column_indexes = set()
    for column_index in language_column_indexes:
        cells = [
            row[column_index] if column_index < len(row) else ""
            for row in rows_below_header
            if any(row)
        ]
        has_role_name = normalise_name(header[column_index]) in role_name_by_column
        if not has_role_name and identifies_rows(header[column_index], cells):
            id_column_indexes.add(column_index)
    remarks = []
    for column_index in language_column_indexes:
        column_name, locale = header[column_index].strip(), roles[column_index]
        if column_index in id_column_indexes and len(id_column_indexes) < len(
            language_column_indexes
        ):
            field_name = find_field(column_name)
            is_unused_field = field_name is not None and field_name not in roles
            roles[column_index] = (
                field_name if is_unused_field else OtherToolColumn(column_name)
            )
            remarks.append(
                f"column {column_name!r} is read as identifiers of the rows; to read "
                f"it as a language, describe it as '{column_name}={locale}'"
            )
        elif (
            column_name.lower() in NUMBER_COLUMN_NAMES
            and normalise_name(column_name) not in role_name_by_column
        ):
            remarks.append(
                f"column {column_name!r} is read as Norwegian; to ignore it, describe "
                f"it as '{column_name}=-'"
            )
    return remarks


def _describe_unrequested_columns(
    roles: Sequence[ColumnRole], header: Sequence[str], options: ReadOptions
) -> list[str]:
    """Make a remark about each column in a language that was not requested."""
    if options.are_default_locales or options.target is None:
        return []
    requested_locales = [
        locale for locale in (options.source, options.target) if locale is not None
    ]
    if options.source is None:
        requested_locales += [next(role for role in roles if isinstance(role, Locale))]
    return [
        f"column {column_name.strip()!r} is in {role}, which was not requested"
        for column_name, role in zip(header, roles, strict=True)
        if isinstance(role, Locale)
        and not any(locale.covers(role) for locale in requested_locales)
    ]


def _parse_role_name(role_name: str, column_name: str) -> ColumnRole:
    """Find the role that the options give a column. Raises FormatError."""
    if role_name.strip().lower() in _IGNORE_ROLE_NAMES:
        return None
    field_name = find_field(role_name)
    locale = find_column_locale(role_name)
    if field_name is not None and not (locale and field_name == "tuid"):
        return field_name
    if locale is not None:
        return locale
    raise FormatError(
        f"column {column_name!r} cannot be described as {role_name!r}; describe it as "
        f"source, target, a language or a field: {', '.join(UNIT_COLUMNS)}",
        parameters=["columns"],
    )


def _describe_missing_column(header: Sequence[str], field_names: set[str]) -> str:
    column_names_text = ", ".join(filter(None, header))
    shown_names_text = column_names_text[:_MAX_SHOWN_NAMES_LENGTH]
    ellipsis = "…" * (len(column_names_text) > _MAX_SHOWN_NAMES_LENGTH)
    missing_side = TARGET if SOURCE in field_names else SOURCE
    return (
        f"no column is the {missing_side}; known: {shown_names_text}{ellipsis}; "
        'describe two of them, as "NAME=source,NAME=target", or, for a file without a '
        "header, name its languages"
    )
