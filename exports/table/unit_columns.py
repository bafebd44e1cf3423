"""Columns of a table of units: which they are, whatever they are called."""

import csv
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeAlias

from exports.format import TERMS_NOT_UNITS, ReadOptions
from exports.provenance import FIELD_NAMES
from exports.table.id_columns import NUMBER_COLUMN_NAMES, identifies_rows
from exports.table.locale_names import find_locale
from tm.errors import FormatError, InvalidLocale
from tm.text.locale import Locale
from tm.text.normal import nfc

SOURCE, TARGET = "source", "target"
LOCALE_COLUMNS = ("source-locale", "target-locale")
CODE_COLUMNS = ("source-codes", "target-codes")
UNIT_COLUMNS = (SOURCE, TARGET, *LOCALE_COLUMNS, *FIELD_NAMES, *CODE_COLUMNS)
"""Every column that we write, in this order."""
REQUIRED_COLUMNS = (SOURCE, TARGET, *LOCALE_COLUMNS, "state")
"""Columns that are written although nothing may be in them."""
FOREIGN_PREFIX = "csv:"
"""Before the name of a column that we do not know, as a property."""

_COLUMNS_FILE = Path(__file__).parent / "data" / "columns.toml"
_SEPARATORS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=(.)")
_TERM_TABLE_COLUMNS = frozenset(
    ("concept id", "concept", "domain", "part of speech", "term")
)
_MAX_NAME_LENGTH = 60
"""Characters; a text is no name of a column."""
_MAX_TITLE_ROWS = 10
"""Rows in which the names of columns are looked for."""
_IGNORE_ROLES = ("ignore", "-")
_UNSTORABLE_CHARACTER = re.compile("[\0\ud800-\udfff]")
_MAX_SHOWN_LENGTH = 200

ColumnRole: TypeAlias = "str | Locale | ForeignColumn | None"
"""A field, a language whose texts a column holds, a column of somebody's, nothing."""


@dataclass(frozen=True, slots=True)
class ForeignColumn:
    """A column that we do not know, which is kept as it is."""

    name: str


@dataclass(frozen=True, slots=True)
class UnitColumns:
    """What the columns of a table of units are."""

    roles: tuple[ColumnRole, ...]
    is_ours: bool
    """Whether we wrote the table, and cells are guarded as we guard them."""
    nameless_columns: tuple[int, ...] = ()
    """Places of columns without a name, which are left out."""
    remarks: tuple[str, ...] = ()
    """What columns were taken for where their names may mean something else."""

    def locale_columns(self) -> list[tuple[int, Locale]]:
        """Places and languages of columns that are named by a language."""
        return [
            (index, role)
            for index, role in enumerate(self.roles)
            if isinstance(role, Locale)
        ]


def find_columns(
    header: Sequence[str],
    options: ReadOptions,
    path: str,
    *,
    rows: Sequence[Sequence[str]] = (),
    line: int = 1,
) -> UnitColumns:
    """What columns are by their names, and by the first rows below them.

    Raises FormatError where they are not those of units, saying what to do.
    """
    # What cannot be stored is no reason to refuse all rows, and only names a column.
    header = [
        _UNSTORABLE_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", name) for name in header
    ]
    chosen_roles = {
        _normalize_name(name): role_name for name, role_name in options.columns.items()
    }
    missing_names = chosen_roles.keys() - {_normalize_name(name) for name in header}
    if missing_names:
        known_columns = ", ".join(filter(None, header))[:_MAX_SHOWN_LENGTH]
        reason = (
            f"there is no column {min(missing_names)!r}; there are: {known_columns}"
        )
        raise FormatError(reason, path=path, line=line)
    fields = {_find_field(name, chosen_roles) for name in header} - {None}
    has_sides = {SOURCE, TARGET} <= fields
    roles = [_find_role(name, chosen_roles, has_sides=has_sides) for name in header]
    remarks = _reassign_id_columns(roles, header, chosen_roles, rows)
    for position, role in enumerate(roles):
        if (
            role is not None
            and not isinstance(role, ForeignColumn)
            and role in roles[:position]
        ):
            roles[position] = ForeignColumn(header[position].strip())
    role_names = {role for role in roles if isinstance(role, str)}
    languages = [role for role in roles if isinstance(role, Locale)]
    if not has_sides and _is_term_header(header, languages):
        raise FormatError(TERMS_NOT_UNITS, path=path)
    if not has_sides and len(languages) < 2:
        reason = "; ".join([_describe_missing_column(header, role_names), *remarks])
        raise FormatError(reason, path=path, line=line)
    # Texts are in two columns of sides or in those of languages, not in both.
    unused_roles = languages if has_sides else [SOURCE, TARGET]
    roles = [
        ForeignColumn(header[position].strip()) if role in unused_roles else role
        for position, role in enumerate(roles)
    ]
    is_ours = {"source-locale", "state"} <= set(header)
    if not has_sides:
        remarks += _list_unrequested_columns(roles, header, options)
    nameless_columns = tuple(
        position for position, name in enumerate(header) if not name.strip()
    )
    return UnitColumns(tuple(roles), is_ours, nameless_columns, tuple(remarks))


def default_columns(options: ReadOptions, width: int) -> UnitColumns:
    """The columns of a table that names none: source, target and the document."""
    roles: list[ColumnRole] = [SOURCE, TARGET, "article"]
    further_roles = [
        ForeignColumn(f"column {number}") for number in range(4, width + 1)
    ]
    return UnitColumns((*roles, *further_roles), is_ours=False)


def _is_header(cells: Sequence[str], options: ReadOptions) -> bool:
    """Whether the first row of a table names columns."""
    if options.columns:
        return True
    fields = {_find_field(cell, {}) for cell in cells} - {None}
    if {SOURCE, TARGET} <= fields:
        return True
    languages = [role for cell in cells if (role := _find_language(cell))]
    if len(set(languages)) < 2:
        return False
    requested = (options.source, options.target)
    if all(locale and any(map(locale.covers, languages)) for locale in requested):
        return True  # both are named, whatever else there is
    known_count = len(languages) + len(fields - {"tuid"})
    return known_count * 2 > len(cells) or _is_term_header(cells, languages)


def find_header_row(rows: Sequence[Sequence[str]], options: ReadOptions) -> int | None:
    """The number, from 0, of the row that names columns, if one does.

    Above it there may be titles: rows in which no more than one cell is filled.
    """
    for index, cells in enumerate(rows[:_MAX_TITLE_ROWS]):
        chosen_names = {_normalize_name(name) for name in options.columns}
        if chosen_names <= {_normalize_name(cell) for cell in cells} and _is_header(
            cells, options
        ):
            return index
        if sum(bool(cell.strip()) for cell in cells) > 1:
            break
    return 0 if options.columns else None


def add_title_remark(
    columns: UnitColumns, titles: Sequence[Sequence[str]]
) -> UnitColumns:
    """The columns, with a word about what stands above their names."""
    title_texts = [cell.strip() for cells in titles for cell in cells if cell.strip()]
    if not title_texts:
        return columns
    quoted_titles = ", ".join(f"“{text[:_MAX_NAME_LENGTH]}”" for text in title_texts)
    remark = f"what stands above the names of columns is passed: {quoted_titles}"
    return replace(columns, remarks=(remark, *columns.remarks))


def begins_with_unit_header(text: str) -> bool:
    """Whether text begins with the header of a table of units, and nothing else.

    >>> begins_with_unit_header("Sumber;Terjemahan;Catatan\\nmột;satu;")
    True
    """
    cells = _split_first_line(text)
    if len(cells) < 2:
        return False
    known_fields = {_find_field(cell, {}) for cell in cells} - {None}
    if {SOURCE, TARGET} <= known_fields:
        return True
    languages = [_find_language(cell) for cell in cells]
    return len(set(languages)) == len(cells) and None not in languages


def begins_with_telling_header(text: str) -> bool:
    """Whether text begins with a header that only a table of units has."""
    known_fields = {_find_field(cell, {}) for cell in _split_first_line(text)} - {None}
    telling_columns = {*UNIT_COLUMNS} - {
        SOURCE,
        TARGET,
        "note",
        "state",
        "tuid",
        "author",
    }
    return {SOURCE, TARGET} <= known_fields and bool(known_fields & telling_columns)


def is_foreign_name(name: str) -> bool:
    """Whether a column of that name is one that we do not know, when it is read."""
    is_plain_name = name == name.strip() and name.isprintable() and name != ""
    return is_plain_name and isinstance(
        _find_role(name, {}, has_sides=True), ForeignColumn
    )


def _split_first_line(text: str) -> list[str]:
    """The cells of the first line, parted by what makes most of them known."""
    lines = text.split("\n", 2)
    separators = _SEPARATORS
    if match := _SEPARATOR_LINE.fullmatch(lines[0].strip()):
        separators, lines = match[1], lines[1:]
    best_match: tuple[int, list[str]] = (0, [])
    for separator in separators:
        try:
            cells = next(csv.reader(lines[:1], delimiter=separator), [])
        except csv.Error:  # a cell that is too long is no name
            continue
        if len(cells) < 2 or max(map(len, cells)) > _MAX_NAME_LENGTH:
            continue
        known_count = sum(
            bool(_find_field(cell, {}) or _find_language(cell)) for cell in cells
        )
        if known_count > best_match[0]:
            best_match = known_count, cells
    return best_match[1]


def _find_role(
    name: str, chosen_roles: Mapping[str, str], *, has_sides: bool
) -> ColumnRole:
    chosen_role = chosen_roles.get(_normalize_name(name))
    if chosen_role is not None:
        return _parse_chosen_role(chosen_role, name)
    if not name.strip():
        return None
    language = None if has_sides else _find_language(name)
    return (
        language or _find_field(name, chosen_roles) or ForeignColumn(nfc(name).strip())
    )


def _reassign_id_columns(
    roles: list[ColumnRole],
    header: Sequence[str],
    chosen_roles: Mapping[str, str],
    rows: Sequence[Sequence[str]],
) -> list[str]:
    """Make columns of languages that number rows into other ones, and say of which.

    Where all columns do, they are tables of numbers and stay as they are.
    """
    language_columns = [
        position for position, role in enumerate(roles) if isinstance(role, Locale)
    ]
    numbering_columns = set()
    for position in language_columns:
        cells = [
            row[position] if position < len(row) else "" for row in rows if any(row)
        ]
        is_given = _normalize_name(header[position]) in chosen_roles
        if not is_given and identifies_rows(header[position], cells):
            numbering_columns.add(position)
    remarks = []
    for position in language_columns:
        name, language = header[position].strip(), roles[position]
        hint = f"--columns {name!r}" if " " in name else f"--columns {name}"
        if position in numbering_columns and len(numbering_columns) < len(
            language_columns
        ):
            field = _field_names().get(_normalize_name(name))
            is_free = field is not None and field not in roles
            roles[position] = field if is_free else ForeignColumn(name)
            remarks.append(
                f"column {name!r} is taken for what numbers or names the rows; "
                f"{hint}={language} says that it is a language"
            )
        elif (
            name.lower() in NUMBER_COLUMN_NAMES
            and _normalize_name(name) not in chosen_roles
        ):
            remarks.append(
                f"column {name!r} is taken for Norwegian; {hint}=- leaves it out"
            )
    return remarks


def _list_unrequested_columns(
    roles: Sequence[ColumnRole], header: Sequence[str], options: ReadOptions
) -> list[str]:
    """What to say of columns in languages that are not asked for."""
    if options.are_default_locales or options.target is None:
        return []
    requested = [
        locale for locale in (options.source, options.target) if locale is not None
    ]
    if options.source is None:
        requested += [next(role for role in roles if isinstance(role, Locale))]
    return [
        f"column {name.strip()!r} is in {role}, which was not requested"
        for name, role in zip(header, roles, strict=True)
        if isinstance(role, Locale)
        and not any(locale.covers(role) for locale in requested)
    ]


def _parse_chosen_role(role_name: str, name: str) -> ColumnRole:
    """What an option says that a column is."""
    if role_name.strip().lower() in _IGNORE_ROLES:
        return None
    field = _field_names().get(_normalize_name(role_name))
    language = _find_language(role_name)
    if field is not None and not (language and field == "tuid"):
        return field
    if language is not None:
        return language
    raise FormatError(
        f"--columns: {name!r} cannot be {role_name!r}; say source, target, a language "
        f"or a field: {', '.join(UNIT_COLUMNS)}"
    )


def _find_field(name: str, chosen_roles: Mapping[str, str]) -> str | None:
    """The field of that name, or that an option gives it."""
    normalized_name = _normalize_name(name)
    role_name = chosen_roles.get(normalized_name)
    if role_name is None:
        return _field_names().get(normalized_name)
    return (
        None
        if _find_language(role_name)
        else _field_names().get(_normalize_name(role_name))
    )


def _find_language(name: str) -> Locale | None:
    return find_locale(_lower_name(name))


def _is_term_header(header: Sequence[str], languages: Sequence[Locale]) -> bool:
    names = {_normalize_name(name) for name in header}
    has_variants = any(name.endswith(" variants") for name in names)
    return has_variants or bool(
        names & _TERM_TABLE_COLUMNS and (languages or "concept id" in names)
    )


def _describe_missing_column(header: Sequence[str], names: set[str]) -> str:
    columns = ", ".join(filter(None, header))
    shown = columns[:_MAX_SHOWN_LENGTH] + "…" * (len(columns) > _MAX_SHOWN_LENGTH)
    missing_side = TARGET if SOURCE in names else SOURCE
    return (
        f"no column is the {missing_side}; there are: {shown}; describe them by "
        '--columns "NAME=source,NAME=target"; without a header, give -s and -t'
    )


def _lower_name(name: str) -> str:
    return nfc(name).strip().lower()


def _normalize_name(name: str) -> str:
    return re.sub(r"[_\s-]+", " ", _lower_name(name))


@cache
def _field_names() -> dict[str, str]:
    """Names of columns and the fields that they are."""
    field_names = {_normalize_name(field): field for field in UNIT_COLUMNS}
    for field, names in tomllib.loads(_COLUMNS_FILE.read_text("utf-8")).items():
        field_names |= {_normalize_name(name): field for name in names}
    return field_names


def parse_cell_locale(tag: str) -> Locale:
    """The locale of a cell. Raises ValueError."""
    try:
        return Locale.parse(tag)
    except InvalidLocale as error:
        raise ValueError(str(error)) from error
