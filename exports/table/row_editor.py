"""Which cells of a row a translation goes into, in CSV and in workbooks alike."""

from collections.abc import Sequence

from exports.editable_file import EditableSegment, Filling
from exports.entry import LossTally
from exports.format import ReadOptions
from exports.io.lines import remove_unwritable
from exports.table.unit_columns import LOCALE_COLUMNS, TARGET, UnitColumns
from exports.table.unit_rows import find_source_column, guard_cell, read_units
from tm.errors import InputError, InvalidLocale
from tm.text.locale import Locale
from tm.unit import State

CellChanges = dict[int, str]
"""Number of a column, from 0, and the new text of the cell in it."""

_STATES = frozenset(State)


class EditableColumns:
    """The columns of a table, as those that a translation is put into."""

    def __init__(self, columns: UnitColumns, options: ReadOptions, path: str) -> None:
        """Raises InputError where no column, or more than one, is to be filled."""
        self._columns = columns
        self._options = options
        self.target = None if options.are_default_locales else options.target
        """The language to translate into, as far as it is known."""
        locale_columns = columns.locale_columns()
        if not locale_columns:
            self.target_column = columns.roles.index(TARGET)
            return
        source_column_index = find_source_column(locale_columns, options)
        target_columns = [
            (position, locale)
            for position, locale in locale_columns
            if position != source_column_index
        ]
        requested = options.target
        requested_columns = [
            column
            for column in target_columns
            if requested is not None and requested.covers(column[1])
        ]
        if not requested_columns and self.target is not None:
            file_locales = ", ".join(str(locale) for _, locale in target_columns)
            raise InputError(
                f"{path}: no column is in {requested}, but there is {file_locales}"
            )
        if len(requested_columns or target_columns) != 1:
            names = ", ".join(
                str(locale) for _, locale in requested_columns or target_columns
            )
            raise InputError(
                f"{path}: several columns could be filled, {names}: give -t"
            )
        ((number, self.target),) = requested_columns or target_columns
        self.target_column = number
        """Of the column to fill, from 0."""

    def read_segment(self, cells: Sequence[str]) -> EditableSegment | None:
        """What a row has to translate, if anything."""
        try:
            units = read_units(cells, self._columns, self._options, LossTally())
        except ValueError:
            return None
        tag = self._read_cell(cells, LOCALE_COLUMNS[1]).strip()
        if tag and not self._is_target(tag):
            return None
        text = cells[self.target_column] if self.target_column < len(cells) else ""
        return EditableSegment(units[0].source, not text.strip())

    def read_texts(self, cells: Sequence[str]) -> tuple[str, str] | None:
        """Source and translation of a row, codes written out, if it has both."""
        try:
            units = read_units(cells, self._columns, self._options, LossTally())
        except ValueError:
            return None
        for unit in units:
            target = unit.target
            if target is not None and (
                self.target is None or self.target.covers(target.locale)
            ):
                return unit.source.display, target.display
        return None

    def replace_target(self, text: str) -> CellChanges:
        """The cell that gets another translation; all others stay."""
        text = remove_unwritable(text)[0]
        return {self.target_column: guard_cell(text) if self._columns.is_ours else text}

    def fill_cells(self, cells: Sequence[str], filling: Filling) -> CellChanges | None:
        """The cells that get another text; none where nothing can say it is unsure."""
        changes = self.replace_target(filling.target.display)
        self._fill_empty_cell(
            changes, cells, LOCALE_COLUMNS[1], filling.target.locale.tag
        )
        state = self._read_cell(cells, "state").strip().lower()
        is_marked = filling.is_sure
        if "state" in self._columns.roles and (not state or state in _STATES):
            if state or not filling.is_sure:
                state = State.TRANSLATED if filling.is_sure else State.INITIAL
                changes[self._columns.roles.index("state")] = state.value
            is_marked = True
        if not filling.is_sure and self._fill_empty_cell(
            changes, cells, "note", filling.remark
        ):
            is_marked = True
        return changes if is_marked else None

    def _fill_empty_cell(
        self, changes: CellChanges, cells: Sequence[str], role: str, text: str
    ) -> bool:
        """Fill another cell of the row, if there is one and it is empty."""
        if role not in self._columns.roles or self._read_cell(cells, role).strip():
            return False
        changes[self._columns.roles.index(role)] = remove_unwritable(text)[0]
        return True

    def _read_cell(self, cells: Sequence[str], role: str) -> str:
        roles = self._columns.roles
        position = roles.index(role) if role in roles else len(cells)
        return cells[position] if position < len(cells) else ""

    def _is_target(self, tag: str) -> bool:
        try:
            locale = Locale.parse(tag)
        except InvalidLocale:
            return False
        if self.target is None:
            self.target = locale
        return self.target.covers(locale)
