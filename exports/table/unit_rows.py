"""Rows of a table of units: what a unit is as cells, and the cells of a file as units.

The same rows serve CSV and workbooks. Every field of a unit has its column, so that
nothing is lost.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from exports.direction import orient
from exports.entry import LossTally
from exports.format import ReadOptions, WriteOptions
from exports.io.lines import remove_unwritable
from exports.provenance import FIELD_NAMES, Fields, parse_provenance, provenance_fields
from exports.provenance_comment import format_code_positions, restore_codes
from exports.table.unit_columns import (
    CODE_COLUMNS,
    FOREIGN_PREFIX,
    LOCALE_COLUMNS,
    REQUIRED_COLUMNS,
    SOURCE,
    TARGET,
    UNIT_COLUMNS,
    ForeignColumn,
    UnitColumns,
    is_foreign_name,
    parse_cell_locale,
)
from tm.errors import InputError, OtherLocale
from tm.property import Property, Side, format_properties, parse_properties
from tm.spill.list import SpillList
from tm.text.locale import Locale
from tm.text.segment import Segment, demand_storable
from tm.unit import Origin, State, TranslationUnit

UnitRow = dict[str, str]
"""Cells by the name of their column; one that is empty is not there."""

_GUARDED_CELL = re.compile("'+(?:[=+@-]|\\Z)")
_DEFAULT_VALUES = {"memory": Origin().memory, "extent": str(Origin().extent)}
"""What goes without saying, and would be a column of its own."""
_FUZZY_COLUMN = "fuzzy"
"""The column by which translate-toolkit and Weblate say that a translation is none yet.
"""
_TRUE_VALUES = frozenset(("true", "yes", "1", "x"))
_UNSTRIPPED_FIELDS = frozenset(
    (SOURCE, TARGET, *CODE_COLUMNS, "note", *FIELD_NAMES)
) - {
    *("position", "extent", "score", "state", "before", "after", "reversed"),
    "source-headline-status",
}
"""Fields whose white space is theirs."""


def make_row(
    unit: TranslationUnit, options: WriteOptions, tally: LossTally
) -> UnitRow | None:
    """The cells of a unit; absent where it is of other locales than those wanted."""
    pair = orient(unit, options)
    if pair is None:
        return None
    source, target = pair.source, pair.target
    fields = provenance_fields(unit, reversed=pair.is_reversed)
    for name, default in _DEFAULT_VALUES.items():
        if fields.get(name) == default:
            del fields[name]
    foreign_cells = _take_foreign_cells(unit, fields)
    row: UnitRow = {SOURCE: source.display, LOCALE_COLUMNS[0]: source.locale.tag}
    if source.codes:
        row[CODE_COLUMNS[0]] = format_code_positions(source)
    if target is not None:
        row[TARGET], row[LOCALE_COLUMNS[1]] = target.display, target.locale.tag
        if target.codes:
            row[CODE_COLUMNS[1]] = format_code_positions(target)
    row |= fields
    return {
        name: _format_cell(text, tally) for name, text in row.items()
    } | foreign_cells


class UnitRows:
    """Rows on their way into a file, whose columns are known when all have come.

    Most wait outside memory, so that there may be any number of them.
    """

    def __init__(self) -> None:
        self._rows: SpillList[UnitRow] = SpillList(block_size=16)
        self._names = set(REQUIRED_COLUMNS)
        self._foreign_positions: dict[str, int] = {}
        """Columns of others, and their places."""

    def __enter__(self) -> "UnitRows":
        return self

    def __exit__(self, *_: object) -> None:
        self._rows.close()

    def add_units(
        self,
        units: Iterable[TranslationUnit],
        options: WriteOptions,
        tally: LossTally,
        fits: Callable[[UnitRow, LossTally], bool],
    ) -> int:
        """Add a row for each unit whose row the file can hold; how many have none."""
        left_out_count = 0
        for unit in units:
            row = make_row(unit, options, tally)
            if row is None or not fits(row, tally):
                left_out_count += 1
            else:
                self._add(row)
        return left_out_count

    def _add(self, row: UnitRow) -> None:
        if foreign_names := [name for name in row if name.startswith(FOREIGN_PREFIX)]:
            for name in foreign_names:
                self._foreign_positions.setdefault(name, len(self._foreign_positions))
            row = self._order_foreign_cells(row, foreign_names)
        self._names.update(row)
        self._rows.append(row)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._rows)

    @property
    def columns(self) -> list[str]:
        """The columns that have something in them, in the order of all fields."""
        return [name for name in UNIT_COLUMNS if name in self._names] + [
            *self._foreign_positions
        ]

    def __iter__(self) -> Iterator[list[str]]:
        columns = self.columns
        for row in self._rows:
            yield [row.get(name, "") for name in columns]

    def _order_foreign_cells(self, row: UnitRow, names: Sequence[str]) -> UnitRow:
        """The row; columns of others, named so, become a field if out of order."""
        positions = [self._foreign_positions[name] for name in names]
        if positions == sorted(positions):
            return row
        properties = list(parse_properties(_unguard_cell(row.get("properties", ""))))
        properties += [Property(name, _unguard_cell(row[name])) for name in names]
        own_cells = {name: cell for name, cell in row.items() if name not in names}
        return own_cells | {
            "properties": guard_cell(format_properties(properties) or "")
        }


def header_names(columns: Sequence[str]) -> list[str]:
    """The names of columns as a file has them."""
    return [name.removeprefix(FOREIGN_PREFIX) for name in columns]


def read_units(
    cells: Sequence[str], columns: UnitColumns, options: ReadOptions, tally: LossTally
) -> list[TranslationUnit]:
    """The units of a row: one, or one for each language that it is translated into.

    Raises ValueError, saying what is wrong with the row; NoLanguage where nothing
    tells its languages, and OtherLocale where they are not those asked for.
    """
    if columns.nameless_columns:
        lost_count = sum(
            bool(cells[position].strip())
            for position in columns.nameless_columns
            if position < len(cells)
        )
        tally.add("cells in columns without a name", lost_count)
    fields, properties = _read_fields(cells, columns)
    texts = _read_language_columns(cells, columns, options)
    if texts is None:
        texts = _read_sides(fields, options, tally)
    source, targets = texts
    if source is None:
        raise ValueError("no source text")
    unit_provenance = parse_provenance(fields)
    unit_provenance = replace(
        unit_provenance, properties=(*unit_provenance.properties, *properties)
    )
    if not targets:
        return [unit_provenance.make_unit(source, None)]
    return [unit_provenance.make_unit(source, target) for target in targets]


class MissingLanguage(InputError):
    """A table does not name its languages, and no option does."""


def _read_fields(
    cells: Sequence[str], columns: UnitColumns
) -> tuple[Fields, list[Property]]:
    fields: Fields = {}
    properties = []
    for role, cell in zip(columns.roles, cells, strict=False):
        if not cell or role is None or isinstance(role, Locale):
            continue
        text = _unguard_cell(cell) if columns.is_ours else cell
        if isinstance(role, ForeignColumn):
            if (
                role.name.lower() == _FUZZY_COLUMN
                and text.strip().lower() in _TRUE_VALUES
            ):
                fields.setdefault("state", State.INITIAL.value)
            demand_storable(text)
            properties.append(Property(FOREIGN_PREFIX + role.name, text))
            continue
        if not columns.is_ours:
            text = text.strip()
        if text or columns.is_ours:
            fields[role] = text if role in _UNSTRIPPED_FIELDS else text.strip()
    if not columns.is_ours:
        _move_invalid_fields(fields, properties)
    return fields, properties


def _move_invalid_fields(fields: Fields, properties: list[Property]) -> None:
    """Keep what another tool's column says as it is, where it is no value of ours."""
    for name in [name for name in fields if name in FIELD_NAMES]:
        text = fields[name]
        if name == "state":
            fields[name] = text.lower()
        try:
            parse_provenance({name: fields[name]})
        except ValueError:
            del fields[name]
            demand_storable(text)
            properties.append(Property(FOREIGN_PREFIX + name, text))


def _read_language_columns(
    cells: Sequence[str], columns: UnitColumns, options: ReadOptions
) -> tuple[Segment | None, list[Segment]] | None:
    """The texts of a table whose columns are languages; absent for any other."""
    locale_columns = columns.locale_columns()
    if not locale_columns:
        return None
    source_column, target_columns = find_requested_columns(locale_columns, options)
    texts = {
        position: _make_segment(
            locale, cells[position] if position < len(cells) else ""
        )
        for position, locale in locale_columns
    }
    target_texts = (texts[position] for position in target_columns)
    return texts[source_column], [text for text in target_texts if text is not None]


def find_requested_columns(
    locale_columns: Sequence[tuple[int, Locale]], options: ReadOptions
) -> tuple[int, list[int]]:
    """The columns of the source and of its translations. Raises OtherLocale.

    `locale_columns`: as `UnitColumns.locales`, of which there are some.
    """
    source_column = find_source_column(locale_columns, options)
    target_columns = [
        position
        for position, locale in locale_columns
        if position != source_column and _is_requested(options.target, locale, options)
    ]
    if not target_columns:
        raise OtherLocale(
            f"no column is in {options.target}, as {options.locale_options[1]} says"
        )
    return source_column, target_columns


def find_source_column(
    locale_columns: Sequence[tuple[int, Locale]], options: ReadOptions
) -> int:
    """The column of the source: the one asked for, else the first. Raises OtherLocale.

    `locale_columns`: as `UnitColumns.locales`.
    """
    requested = options.source
    for position, locale in locale_columns:
        if requested is not None and requested.covers(locale):
            return position
    if requested is not None and not options.are_default_locales:
        raise OtherLocale(
            f"no column is in {requested}, as {options.locale_options[0]} says"
        )
    return locale_columns[0][0]


def _is_requested(
    requested: Locale | None, locale: Locale, options: ReadOptions
) -> bool:
    return requested is None or options.are_default_locales or requested.covers(locale)


def _read_sides(
    fields: Fields, options: ReadOptions, tally: LossTally
) -> tuple[Segment | None, list[Segment]]:
    source = _read_side(fields, 0, options.source, tally)
    target = _read_side(fields, 1, options.target, tally)
    return source, [] if target is None else [target]


def _read_side(
    fields: Fields, side: int, default_locale: Locale | None, tally: LossTally
) -> Segment | None:
    text = fields.pop((SOURCE, TARGET)[side], None)
    tag = fields.pop(LOCALE_COLUMNS[side], None)
    codes = fields.pop(CODE_COLUMNS[side], None)
    if text is None:
        return None
    if tag is None and default_locale is None:
        option = ("-s", "-t")[side]
        side_name = (SOURCE, TARGET)[side]
        raise MissingLanguage(f"the {side_name} language is not named: give {option}")
    locale = parse_cell_locale(tag) if tag is not None else default_locale
    assert locale is not None
    if codes is not None:
        coded = restore_codes(locale, text, codes)
        if coded is not None:
            return coded
        tally.add("inline codes of texts that were edited")
    return _make_segment(locale, text)


def _make_segment(locale: Locale, text: str) -> Segment | None:
    segment = Segment.of(locale, text)
    return segment if segment.text else None


def _take_foreign_cells(unit: TranslationUnit, fields: Fields) -> UnitRow:
    """Columns of others that the unit came with; taken out of its fields.

    Only those that reading puts back in their place: after all other properties.
    """
    properties = list(unit.properties)
    own_properties: list[Property] = []
    names = set()
    while properties:
        last_property = properties[-1]
        name = last_property.name.removeprefix(FOREIGN_PREFIX)
        is_foreign = (
            last_property.name != name
            and is_foreign_name(name)
            and last_property.side is Side.UNIT
        )
        if (
            not is_foreign
            or name in names
            or not last_property.value
            or remove_unwritable(last_property.value)[1]
        ):
            break
        names.add(name)
        own_properties.insert(0, properties.pop())
    text = format_properties(properties)
    if text is None:
        fields.pop("properties", None)
    else:
        fields["properties"] = text
    return {property.name: guard_cell(property.value) for property in own_properties}


def _format_cell(text: str, tally: LossTally) -> str:
    text, removed = remove_unwritable(text)
    tally.add("characters that no text file can hold", removed)
    return guard_cell(text)


def guard_cell(cell: str) -> str:
    """A text as a cell of ours: one that is there and empty is an apostrophe."""
    return "'" + cell if not cell or _GUARDED_CELL.match(cell) else cell


def protect_formula(cell: str) -> str:
    """A cell of ours that no spreadsheet takes for a formula; read as it was.

    >>> protect_formula("=1+1"), protect_formula("'=1+1")
    ("'=1+1", "'=1+1")
    """
    return "'" + cell if cell and cell[0] in "=+@-" else cell


def _unguard_cell(cell: str) -> str:
    return cell[1:] if _GUARDED_CELL.match(cell) else cell
