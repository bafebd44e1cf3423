"""Conversion of units to rows of a table and back, for CSV and workbooks alike.

Every field of a unit has its column, so that nothing is lost.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from exports.direction import orient_unit
from exports.entry import LossTally
from exports.format import ReadOptions, WriteOptions
from exports.io.lines import remove_unwritable_characters
from exports.provenance import (
    FIELD_NAMES,
    Fields,
    format_provenance_fields,
    parse_provenance,
)
from exports.provenance_comment import format_code_positions, restore_codes
from exports.table.column_names import (
    CODE_COLUMNS,
    LOCALE_COLUMNS,
    REQUIRED_COLUMNS,
    SOURCE,
    TARGET,
    UNIT_COLUMNS,
    parse_cell_locale,
)
from exports.table.guarded_cells import guard_cell, unguard_cell
from exports.table.unit_columns import (
    OTHER_TOOL_PREFIX,
    OtherToolColumn,
    UnitColumns,
    is_other_tool_column_name,
)
from tm.errors import InputError, OtherLocale
from tm.spill.list import SpillList
from tm.text.locale import Locale
from tm.text.segment import Segment, require_storable_text
from tm.unit import Origin, State, TranslationUnit
from tm.unit_property import Property, Side, format_properties, parse_properties

UnitCells = dict[str, str]
"""Cells by the name of their column, without empty cells."""

_DEFAULT_TEXT_BY_FIELD = {"memory": Origin().memory, "extent": str(Origin().extent)}
"""Values of fields that are not written, to save their columns."""
_FUZZY_COLUMN = "fuzzy"
"""Column in which translate-toolkit and Weblate mark unfinished translations."""
_TRUE_VALUES = frozenset(("true", "yes", "1", "x"))
_FIELDS_WITH_OUTER_SPACE = frozenset(
    (SOURCE, TARGET, *CODE_COLUMNS, "note", *FIELD_NAMES)
) - {
    *("position", "extent", "score", "state", "before", "after", "reversed"),
    "source-headline-status",
}
"""Fields whose leading and trailing white space is kept."""


def make_row(
    unit: TranslationUnit, options: WriteOptions, tally: LossTally
) -> UnitCells | None:
    """Make the cells of a unit; return None if its locales were not requested."""
    oriented_pair = orient_unit(unit, options)
    if oriented_pair is None:
        return None
    source, target = oriented_pair.source, oriented_pair.target
    fields = format_provenance_fields(unit, is_reversed=oriented_pair.is_reversed)
    for field_name, default_text in _DEFAULT_TEXT_BY_FIELD.items():
        if fields.get(field_name) == default_text:
            del fields[field_name]
    other_tool_cells = _take_other_tool_cells(unit, fields)
    row: UnitCells = {SOURCE: source.display_text, LOCALE_COLUMNS[0]: source.locale.tag}
    if source.codes:
        row[CODE_COLUMNS[0]] = format_code_positions(source)
    if target is not None:
        row[TARGET], row[LOCALE_COLUMNS[1]] = target.display_text, target.locale.tag
        if target.codes:
            row[CODE_COLUMNS[1]] = format_code_positions(target)
    row |= fields
    return {
        field_name: _format_cell(text, tally) for field_name, text in row.items()
    } | other_tool_cells


class UnitRows:
    """Rows to write to a file, whose columns are known only when all rows are.

    Most rows wait on disk, so any number of them can be written.
    """

    def __init__(self) -> None:
        self._rows: SpillList[UnitCells] = SpillList(block_size=16)
        self._filled_column_names = set(REQUIRED_COLUMNS)
        self._position_by_name: dict[str, int] = {}
        """Columns of other programs, in the order in which they are written."""

    def __enter__(self) -> "UnitRows":
        return self

    def __exit__(self, *_: object) -> None:
        self._rows.close()

    def add_units(
        self,
        units: Iterable[TranslationUnit],
        options: WriteOptions,
        tally: LossTally,
        fits_file: Callable[[UnitCells, LossTally], bool],
    ) -> int:
        """Add rows of the units that the file can hold; count the others."""
        left_out_count = 0
        for unit in units:
            row = make_row(unit, options, tally)
            if row is None or not fits_file(row, tally):
                left_out_count += 1
            else:
                self._add_row(row)
        return left_out_count

    def _add_row(self, row: UnitCells) -> None:
        if columns := [name for name in row if name.startswith(OTHER_TOOL_PREFIX)]:
            for name in columns:
                self._position_by_name.setdefault(name, len(self._position_by_name))
            row = self._order_other_tool_cells(row, columns)
        self._filled_column_names.update(row)
        self._rows.append(row)

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return len(self._rows)

    @property
    def column_names(self) -> list[str]:
        """Names of the columns that are not empty, in the order of all fields."""
        return [name for name in UNIT_COLUMNS if name in self._filled_column_names] + [
            *self._position_by_name
        ]

    def __iter__(self) -> Iterator[list[str]]:
        column_names = self.column_names
        for row in self._rows:
            yield [row.get(name, "") for name in column_names]

    def _order_other_tool_cells(
        self, row: UnitCells, other_columns: Sequence[str]
    ) -> UnitCells:
        """Move foreign cells to the properties if their columns have another order."""
        column_positions = [self._position_by_name[name] for name in other_columns]
        if column_positions == sorted(column_positions):
            return row
        properties = list(parse_properties(unguard_cell(row.get("properties", ""))))
        properties += [
            Property(name, unguard_cell(row[name])) for name in other_columns
        ]
        own_cell_by_name = {
            name: cell for name, cell in row.items() if name not in other_columns
        }
        return own_cell_by_name | {
            "properties": guard_cell(format_properties(properties) or "")
        }


def format_header(column_names: Sequence[str]) -> list[str]:
    """Return the names of columns as the header of a file has them."""
    return [column_name.removeprefix(OTHER_TOOL_PREFIX) for column_name in column_names]


def read_units(
    cells: Sequence[str], columns: UnitColumns, options: ReadOptions, tally: LossTally
) -> list[TranslationUnit]:
    """Read the units of a row: one for each translation, at least one.

    Raises ValueError for a damaged row, MissingLanguage if neither the row nor the
    options name its languages, and OtherLocale if they were not requested.
    """
    if columns.nameless_column_indexes:
        nameless_cell_count = sum(
            bool(cells[column_index].strip())
            for column_index in columns.nameless_column_indexes
            if column_index < len(cells)
        )
        tally.add("cells in columns without a name", nameless_cell_count)
    fields, properties = _read_fields(cells, columns)
    source_and_targets = _read_language_columns(cells, columns, options)
    if source_and_targets is None:
        source_and_targets = _read_both_sides(fields, options, tally)
    source, targets = source_and_targets
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
    """Neither a table nor the options name the language of a text."""


def _read_fields(
    cells: Sequence[str], columns: UnitColumns
) -> tuple[Fields, list[Property]]:
    """Read the fields of a row, and the cells of other programs as properties."""
    fields: Fields = {}
    properties = []
    for role, cell in zip(columns.roles, cells, strict=False):
        if not cell or role is None or isinstance(role, Locale):
            continue
        text = unguard_cell(cell) if columns.is_own_table else cell
        if isinstance(role, OtherToolColumn):
            if (
                role.name.lower() == _FUZZY_COLUMN
                and text.strip().lower() in _TRUE_VALUES
            ):
                fields.setdefault("state", State.INITIAL.value)
            require_storable_text(text)
            properties.append(Property(OTHER_TOOL_PREFIX + role.name, text))
            continue
        if not columns.is_own_table:
            text = text.strip()
        if text or columns.is_own_table:
            fields[role] = text if role in _FIELDS_WITH_OUTER_SPACE else text.strip()
    if not columns.is_own_table:
        _move_invalid_fields(fields, properties)
    return fields, properties


def _move_invalid_fields(fields: Fields, properties: list[Property]) -> None:
    """Move cells of other tools with invalid values of fields to the properties."""
    for field_name in [
        field_name for field_name in fields if field_name in FIELD_NAMES
    ]:
        field_text = fields[field_name]
        if field_name == "state":
            fields[field_name] = field_text.lower()
        try:
            parse_provenance({field_name: fields[field_name]})
        except ValueError:
            del fields[field_name]
            require_storable_text(field_text)
            properties.append(Property(OTHER_TOOL_PREFIX + field_name, field_text))


def _read_language_columns(
    cells: Sequence[str], columns: UnitColumns, options: ReadOptions
) -> tuple[Segment | None, list[Segment]] | None:
    """Read the texts of a table whose columns are languages; None for other tables."""
    locale_columns = columns.list_locale_columns()
    if not locale_columns:
        return None
    source_column_index, target_column_indexes = find_requested_columns(
        locale_columns, options
    )
    segment_by_column = {
        column_index: _make_segment(
            locale, cells[column_index] if column_index < len(cells) else ""
        )
        for column_index, locale in locale_columns
    }
    target_segments = (
        segment_by_column[column_index] for column_index in target_column_indexes
    )
    return segment_by_column[source_column_index], [
        segment for segment in target_segments if segment is not None
    ]


def find_requested_columns(
    locale_columns: Sequence[tuple[int, Locale]], options: ReadOptions
) -> tuple[int, list[int]]:
    """Find the columns of the source and of its translations. Raises OtherLocale.

    `locale_columns`: as of `UnitColumns.list_locale_columns`, not empty.
    """
    source_column_index = find_source_column(locale_columns, options)
    target_column_indexes = [
        column_index
        for column_index, locale in locale_columns
        if column_index != source_column_index
        and _is_requested_locale(options.target, locale, options)
    ]
    if not target_column_indexes:
        raise OtherLocale(
            f"no column is in {options.target}, the requested target language",
            parameters=["target"],
        )
    return source_column_index, target_column_indexes


def find_source_column(
    locale_columns: Sequence[tuple[int, Locale]], options: ReadOptions
) -> int:
    """Find the column of the requested source, else the first. Raises OtherLocale.

    `locale_columns`: as of `UnitColumns.list_locale_columns`, not empty.
    """
    requested_locale = options.source
    for column_index, locale in locale_columns:
        if requested_locale is not None and requested_locale.covers(locale):
            return column_index
    if requested_locale is not None and not options.are_default_locales:
        raise OtherLocale(
            f"no column is in {requested_locale}, the requested source language",
            parameters=["source"],
        )
    return locale_columns[0][0]


def _is_requested_locale(
    requested_locale: Locale | None, column_locale: Locale, options: ReadOptions
) -> bool:
    return (
        requested_locale is None
        or options.are_default_locales
        or requested_locale.covers(column_locale)
    )


def _read_both_sides(
    fields: Fields, options: ReadOptions, tally: LossTally
) -> tuple[Segment | None, list[Segment]]:
    source = _read_side_segment(fields, 0, options.source, tally)
    target = _read_side_segment(fields, 1, options.target, tally)
    return source, [] if target is None else [target]


def _read_side_segment(
    fields: Fields, side_index: int, default_locale: Locale | None, tally: LossTally
) -> Segment | None:
    text = fields.pop((SOURCE, TARGET)[side_index], None)
    locale_tag = fields.pop(LOCALE_COLUMNS[side_index], None)
    code_positions = fields.pop(CODE_COLUMNS[side_index], None)
    if text is None:
        return None
    if locale_tag is None and default_locale is None:
        side_name = (SOURCE, TARGET)[side_index]
        raise MissingLanguage(
            f"the row does not name its {side_name} language; name the {side_name} "
            "language of the file",
            parameters=[side_name],
        )
    locale = parse_cell_locale(locale_tag) if locale_tag is not None else default_locale
    assert locale is not None
    if code_positions is not None:
        coded_segment = restore_codes(locale, text, code_positions)
        if coded_segment is not None:
            return coded_segment
        tally.add("inline codes of texts that were edited")
    return _make_segment(locale, text)


def _make_segment(locale: Locale, text: str) -> Segment | None:
    segment = Segment.of(locale, text)
    return segment if segment.text else None


def _take_other_tool_cells(unit: TranslationUnit, fields: Fields) -> UnitCells:
    """Take cells of other programs' columns out of the properties of a unit.

    Takes only those that follow all other properties: reading puts cells there.
    """
    properties = list(unit.properties)
    other_tool_properties: list[Property] = []
    taken_names = set()
    while properties:
        last_property = properties[-1]
        other_tool_name = last_property.name.removeprefix(OTHER_TOOL_PREFIX)
        is_of_other_tool = (
            last_property.name != other_tool_name
            and is_other_tool_column_name(other_tool_name)
            and last_property.side is Side.UNIT
        )
        if (
            not is_of_other_tool
            or other_tool_name in taken_names
            or not last_property.value
            or remove_unwritable_characters(last_property.value)[1]
        ):
            break
        taken_names.add(other_tool_name)
        other_tool_properties.insert(0, properties.pop())
    properties_text = format_properties(properties)
    if properties_text is None:
        fields.pop("properties", None)
    else:
        fields["properties"] = properties_text
    return {
        property.name: guard_cell(property.value) for property in other_tool_properties
    }


def _format_cell(text: str, tally: LossTally) -> str:
    text, removed_count = remove_unwritable_characters(text)
    tally.add("characters that no text file can hold", removed_count)
    return guard_cell(text)
