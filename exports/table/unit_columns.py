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
from exports.table.id_columns import NUMBERS, identifies_rows
from exports.table.locale_names import locale_named
from tm.errors import FormatError, InvalidLocale
from tm.text.locale import Locale
from tm.text.normal import nfc

SOURCE, TARGET = "source", "target"
LOCALES = ("source-locale", "target-locale")
CODES = ("source-codes", "target-codes")
FIELDS = (SOURCE, TARGET, *LOCALES, *FIELD_NAMES, *CODES)
"""Every column that we write, in this order."""
ALWAYS = (SOURCE, TARGET, *LOCALES, "state")
"""Columns that are written although nothing may be in them."""
FOREIGN = "csv:"
"""Before the name of a column that we do not know, as a property."""

_DATA = Path(__file__).parent / "data" / "columns.toml"
_SEPARATORS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=(.)")
_OF_TERMS = frozenset(("concept id", "concept", "domain", "part of speech", "term"))
_LONGEST_NAME = 60
"""Characters; a text is no name of a column."""
_TITLES = 10
"""Rows in which the names of columns are looked for."""
_NOTHING = ("ignore", "-")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_SHOWN = 200

Role: TypeAlias = "str | Locale | ForeignColumn | None"
"""A field, a language whose texts a column holds, a column of somebody's, nothing."""


@dataclass(frozen=True, slots=True)
class ForeignColumn:
    """A column that we do not know, which is kept as it is."""

    name: str


@dataclass(frozen=True, slots=True)
class UnitColumns:
    """What the columns of a table of units are."""

    roles: tuple[Role, ...]
    ours: bool
    """Whether we wrote the table, and cells are guarded as we guard them."""
    nameless: tuple[int, ...] = ()
    """Places of columns without a name, which are left out."""
    remarks: tuple[str, ...] = ()
    """What columns were taken for where their names may mean something else."""

    def locales(self) -> list[tuple[int, Locale]]:
        """Places and languages of columns that are named by a language."""
        return [
            (index, role)
            for index, role in enumerate(self.roles)
            if isinstance(role, Locale)
        ]


def columns_of(
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
    header = [_UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", name) for name in header]
    chosen_roles = {
        _plain(name): role_name for name, role_name in options.columns.items()
    }
    missing = chosen_roles.keys() - {_plain(name) for name in header}
    if missing:
        known_columns = ", ".join(filter(None, header))[:_SHOWN]
        reason = (
            f"there is no column {sorted(missing)[0]!r}; there are: {known_columns}"
        )
        raise FormatError(reason, path=path, line=line)
    fields = {_field(name, chosen_roles) for name in header} - {None}
    has_sides = {SOURCE, TARGET} <= fields
    roles = [_role(name, chosen_roles, has_sides=has_sides) for name in header]
    remarks = _told_from_numbers(roles, header, chosen_roles, rows)
    for position, role in enumerate(roles):
        if (
            role is not None
            and not isinstance(role, ForeignColumn)
            and role in roles[:position]
        ):
            roles[position] = ForeignColumn(header[position].strip())
    names = {role for role in roles if isinstance(role, str)}
    languages = [role for role in roles if isinstance(role, Locale)]
    if not has_sides and _is_of_terms(header, languages):
        raise FormatError(TERMS_NOT_UNITS, path=path)
    if not has_sides and len(languages) < 2:
        reason = "; ".join([_unknown(header, names), *remarks])
        raise FormatError(reason, path=path, line=line)
    # Texts are in two columns of sides or in those of languages, not in both.
    unused_roles = languages if has_sides else [SOURCE, TARGET]
    roles = [
        ForeignColumn(header[position].strip()) if role in unused_roles else role
        for position, role in enumerate(roles)
    ]
    is_ours = {"source-locale", "state"} <= set(header)
    if not has_sides:
        remarks += _passed(roles, header, options)
    nameless = tuple(
        position for position, name in enumerate(header) if not name.strip()
    )
    return UnitColumns(tuple(roles), is_ours, nameless, tuple(remarks))


def without_header(options: ReadOptions, width: int) -> UnitColumns:
    """The columns of a table that names none: source, target and the document."""
    roles: list[Role] = [SOURCE, TARGET, "article"]
    further_roles = [
        ForeignColumn(f"column {number}") for number in range(4, width + 1)
    ]
    return UnitColumns((*roles, *further_roles), ours=False)


def _is_header(cells: Sequence[str], options: ReadOptions) -> bool:
    """Whether the first row of a table names columns."""
    if options.columns:
        return True
    fields = {_field(cell, {}) for cell in cells} - {None}
    if {SOURCE, TARGET} <= fields:
        return True
    languages = [role for cell in cells if (role := _language(cell))]
    if len(set(languages)) < 2:
        return False
    requested = (options.source, options.target)
    if all(locale and any(map(locale.covers, languages)) for locale in requested):
        return True  # both are named, whatever else there is
    known_count = len(languages) + len(fields - {"tuid"})
    return known_count * 2 > len(cells) or _is_of_terms(cells, languages)


def header_at(rows: Sequence[Sequence[str]], options: ReadOptions) -> int | None:
    """The number, from 0, of the row that names columns, if one does.

    Above it there may be titles: rows in which no more than one cell is filled.
    """
    for number, cells in enumerate(rows[:_TITLES]):
        chosen_names = {_plain(name) for name in options.columns}
        if chosen_names <= {_plain(cell) for cell in cells} and _is_header(
            cells, options
        ):
            return number
        if sum(bool(cell.strip()) for cell in cells) > 1:
            break
    return 0 if options.columns else None


def below_titles(columns: UnitColumns, titles: Sequence[Sequence[str]]) -> UnitColumns:
    """The columns, with a word about what stands above their names."""
    title_texts = [cell.strip() for cells in titles for cell in cells if cell.strip()]
    if not title_texts:
        return columns
    quoted_titles = ", ".join(f"“{text[:_LONGEST_NAME]}”" for text in title_texts)
    remark = f"what stands above the names of columns is passed: {quoted_titles}"
    return replace(columns, remarks=(remark, *columns.remarks))


def begins_a_table(text: str) -> bool:
    """Whether text begins with the header of a table of units, and nothing else.

    >>> begins_a_table("Sumber;Terjemahan;Catatan\\nmột;satu;")
    True
    """
    cells = _first_cells(text)
    if len(cells) < 2:
        return False
    known_fields = {_field(cell, {}) for cell in cells} - {None}
    if {SOURCE, TARGET} <= known_fields:
        return True
    languages = [_language(cell) for cell in cells]
    return len(set(languages)) == len(cells) and None not in languages


def holds_units(text: str) -> bool:
    """Whether text begins with a header that only a table of units has."""
    known_fields = {_field(cell, {}) for cell in _first_cells(text)} - {None}
    telling = {*FIELDS} - {SOURCE, TARGET, "note", "state", "tuid", "author"}
    return {SOURCE, TARGET} <= known_fields and bool(known_fields & telling)


def is_foreign_name(name: str) -> bool:
    """Whether a column of that name is one that we do not know, when it is read."""
    bare = name == name.strip() and name.isprintable() and name != ""
    return bare and isinstance(_role(name, {}, has_sides=True), ForeignColumn)


def _first_cells(text: str) -> list[str]:
    """The cells of the first line, parted by what makes most of them known."""
    lines = text.split("\n", 2)
    separators = _SEPARATORS
    if match := _SEPARATOR_LINE.fullmatch(lines[0].strip()):
        separators, lines = match[1], lines[1:]
    best: tuple[int, list[str]] = (0, [])
    for separator in separators:
        try:
            cells = next(csv.reader(lines[:1], delimiter=separator), [])
        except csv.Error:  # a cell that is too long is no name
            continue
        if len(cells) < 2 or max(map(len, cells)) > _LONGEST_NAME:
            continue
        known_count = sum(bool(_field(cell, {}) or _language(cell)) for cell in cells)
        if known_count > best[0]:
            best = known_count, cells
    return best[1]


def _role(name: str, chosen_roles: Mapping[str, str], *, has_sides: bool) -> Role:
    chosen_role = chosen_roles.get(_plain(name))
    if chosen_role is not None:
        return _chosen(chosen_role, name)
    if not name.strip():
        return None
    language = None if has_sides else _language(name)
    return language or _field(name, chosen_roles) or ForeignColumn(nfc(name).strip())


def _told_from_numbers(
    roles: list[Role],
    header: Sequence[str],
    chosen_roles: Mapping[str, str],
    rows: Sequence[Sequence[str]],
) -> list[str]:
    """Make columns of languages that number rows into other ones, and say of which.

    Where all columns do, they are tables of numbers and stay as they are.
    """
    languages = [
        position for position, role in enumerate(roles) if isinstance(role, Locale)
    ]
    numbering = set()
    for position in languages:
        cells = [
            row[position] if position < len(row) else "" for row in rows if any(row)
        ]
        is_given = _plain(header[position]) in chosen_roles
        if not is_given and identifies_rows(header[position], cells):
            numbering.add(position)
    remarks = []
    for position in languages:
        name, language = header[position].strip(), roles[position]
        hint = f"--columns {name!r}" if " " in name else f"--columns {name}"
        if position in numbering and len(numbering) < len(languages):
            field = _names().get(_plain(name))
            is_free = field is not None and field not in roles
            roles[position] = field if is_free else ForeignColumn(name)
            remarks.append(
                f"column {name!r} is taken for what numbers or names the rows; "
                f"{hint}={language} says that it is a language"
            )
        elif name.lower() in NUMBERS and _plain(name) not in chosen_roles:
            remarks.append(
                f"column {name!r} is taken for Norwegian; {hint}=- leaves it out"
            )
    return remarks


def _passed(
    roles: Sequence[Role], header: Sequence[str], options: ReadOptions
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


def _chosen(role_name: str, name: str) -> Role:
    """What an option says that a column is."""
    if role_name.strip().lower() in _NOTHING:
        return None
    field = _names().get(_plain(role_name))
    language = _language(role_name)
    if field is not None and not (language and field == "tuid"):
        return field
    if language is not None:
        return language
    raise FormatError(
        f"--columns: {name!r} cannot be {role_name!r}; say source, target, a language "
        f"or a field: {', '.join(FIELDS)}"
    )


def _field(name: str, chosen_roles: Mapping[str, str]) -> str | None:
    """The field of that name, or that an option gives it."""
    plain = _plain(name)
    role_name = chosen_roles.get(plain)
    if role_name is None:
        return _names().get(plain)
    return None if _language(role_name) else _names().get(_plain(role_name))


def _language(name: str) -> Locale | None:
    return locale_named(_lower(name))


def _is_of_terms(header: Sequence[str], languages: Sequence[Locale]) -> bool:
    names = {_plain(name) for name in header}
    variants = any(name.endswith(" variants") for name in names)
    return variants or bool(names & _OF_TERMS and (languages or "concept id" in names))


def _unknown(header: Sequence[str], names: set[str]) -> str:
    column_names = ", ".join(filter(None, header))
    shown_names = f"{column_names[:_SHOWN]}{'…' if len(column_names) > _SHOWN else ''}"
    missing = TARGET if SOURCE in names else SOURCE
    return (
        f"no column is the {missing}; there are: {shown_names}; say what they are by "
        '--columns "NAME=source,NAME=target", or give -s and -t for a file without '
        "a header"
    )


def _lower(name: str) -> str:
    return nfc(name).strip().lower()


def _plain(name: str) -> str:
    return re.sub(r"[_\s-]+", " ", _lower(name))


@cache
def _names() -> dict[str, str]:
    """Names of columns and the fields that they are."""
    field_names = {_plain(field): field for field in FIELDS}
    for field, names in tomllib.loads(_DATA.read_text("utf-8")).items():
        field_names |= {_plain(name): field for name in names}
    return field_names


def demand_locale(tag: str) -> Locale:
    """The locale of a cell. Raises ValueError."""
    try:
        return Locale.parse(tag)
    except InvalidLocale as error:
        raise ValueError(str(error)) from error
