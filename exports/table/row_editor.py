"""Choice of the cells of a row to fill with a translation, in CSV and XLSX alike."""

from collections.abc import Sequence

from exports.editable_file import EditableSegment, Filling
from exports.entry import LossTally
from exports.format import ReadOptions
from exports.io.lines import remove_unwritable_characters
from exports.table.column_names import LOCALE_COLUMNS, TARGET
from exports.table.guarded_cells import guard_cell
from exports.table.unit_columns import UnitColumns
from exports.table.unit_rows import find_source_column, read_units
from tm.errors import InputError, InvalidLocale
from tm.text.locale import Locale
from tm.unit import State

NewCells = dict[int, str]
"""New texts of cells by the index of their column."""

_STATE_NAMES = frozenset(State)


class EditableColumns:
    """The columns of a table in which translations are filled in place."""

    def __init__(self, columns: UnitColumns, options: ReadOptions, path: str) -> None:
        """Choose the column to fill. Raises InputError unless there is exactly one."""
        self._columns = columns
        self._options = options
        self.target_locale = None if options.are_default_locales else options.target
        """The language to translate into, if it is known."""
        locale_columns = columns.list_locale_columns()
        if not locale_columns:
            self.target_column_index = columns.roles.index(TARGET)
            return
        source_column_index = find_source_column(locale_columns, options)
        target_columns = [
            (index, locale)
            for index, locale in locale_columns
            if index != source_column_index
        ]
        requested_locale = options.target
        requested_columns = [
            locale_column
            for locale_column in target_columns
            if requested_locale is not None
            and requested_locale.covers(locale_column[1])
        ]
        if not requested_columns and self.target_locale is not None:
            file_locales_text = ", ".join(str(locale) for _, locale in target_columns)
            raise InputError(
                f"{path}: no column is in {requested_locale}, "
                f"but in {file_locales_text}",
                parameters=["target"],
            )
        if len(requested_columns or target_columns) != 1:
            locales_text = ", ".join(
                str(locale) for _, locale in requested_columns or target_columns
            )
            raise InputError(
                f"{path}: several columns could be filled; name the target language: "
                f"{locales_text}",
                parameters=["target"],
            )
        ((column_index, self.target_locale),) = requested_columns or target_columns
        self.target_column_index = column_index

    def read_segment(self, cells: Sequence[str]) -> EditableSegment | None:
        """Read the segment of a row to translate, if it has one."""
        try:
            units = read_units(cells, self._columns, self._options, LossTally())
        except ValueError:
            return None
        target_tag = self._read_cell(cells, LOCALE_COLUMNS[1]).strip()
        if target_tag and not self._is_in_target_language(target_tag):
            return None
        target_text = (
            cells[self.target_column_index]
            if self.target_column_index < len(cells)
            else ""
        )
        return EditableSegment(
            units[0].source, not target_text.strip(), units[0].context
        )

    def read_texts(self, cells: Sequence[str]) -> tuple[str, str] | None:
        """Read source and translation of a row with their codes, if it has both."""
        try:
            units = read_units(cells, self._columns, self._options, LossTally())
        except ValueError:
            return None
        for unit in units:
            target = unit.target
            if target is not None and (
                self.target_locale is None or self.target_locale.covers(target.locale)
            ):
                return unit.source.display_text, target.display_text
        return None

    def replace_target(self, new_text: str) -> NewCells:
        """Return the cell with a new translation; other cells stay unchanged."""
        new_text = remove_unwritable_characters(new_text)[0]
        return {
            self.target_column_index: guard_cell(new_text)
            if self._columns.is_own_table
            else new_text
        }

    def fill_cells(self, cells: Sequence[str], filling: Filling) -> NewCells | None:
        """Return the cells to fill, or None if no cell can mark an uncertain match."""
        new_cells = self.replace_target(filling.target.display_text)
        self._fill_empty_cell(
            new_cells, cells, LOCALE_COLUMNS[1], filling.target.locale.tag
        )
        state_text = self._read_cell(cells, "state").strip().lower()
        is_uncertainty_marked = filling.is_sure
        if "state" in self._columns.roles and (
            not state_text or state_text in _STATE_NAMES
        ):
            if state_text or not filling.is_sure:
                new_state = State.TRANSLATED if filling.is_sure else State.INITIAL
                new_cells[self._columns.roles.index("state")] = new_state.value
            is_uncertainty_marked = True
        if not filling.is_sure and self._fill_empty_cell(
            new_cells, cells, "note", filling.remark
        ):
            is_uncertainty_marked = True
        return new_cells if is_uncertainty_marked else None

    def _fill_empty_cell(
        self, new_cells: NewCells, cells: Sequence[str], column_role: str, text: str
    ) -> bool:
        """Fill a cell of the row if the table has its column and it is empty."""
        if (
            column_role not in self._columns.roles
            or self._read_cell(cells, column_role).strip()
        ):
            return False
        new_cells[self._columns.roles.index(column_role)] = (
            remove_unwritable_characters(text)[0]
        )
        return True

    def _read_cell(self, cells: Sequence[str], column_role: str) -> str:
        roles = self._columns.roles
        column_index = roles.index(column_role) if column_role in roles else len(cells)
        return cells[column_index] if column_index < len(cells) else ""

    def _is_in_target_language(self, language_tag: str) -> bool:
        """Whether a tag is that of the language to fill; the first tag decides it."""
        try:
            cell_locale = Locale.parse(language_tag)
        except InvalidLocale:
            return False
        if self.target_locale is None:
            self.target_locale = cell_locale
        return self.target_locale.covers(cell_locale)
