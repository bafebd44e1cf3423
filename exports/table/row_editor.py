"""Which cells of a row a translation goes into, in CSV and in workbooks alike."""

from collections.abc import Sequence

from exports.editable_file import EditableSegment, Filling
from exports.entry import LossTally
from exports.format import ReadOptions
from exports.io.lines import remove_unwritable
from exports.table.unit_columns import LOCALES, TARGET, UnitColumns
from exports.table.unit_rows import guarded, source_column, units_of
from tm.errors import InputError, InvalidLocale
from tm.text.locale import Locale
from tm.unit import State

Changes = dict[int, str]
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
        named = columns.locales()
        if not named:
            self.number = columns.roles.index(TARGET)
            return
        source = source_column(named, options)
        target_columns = [
            (position, locale) for position, locale in named if position != source
        ]
        requested = options.target
        fitting = [
            column
            for column in target_columns
            if requested is not None and requested.covers(column[1])
        ]
        if not fitting and self.target is not None:
            file_locales = ", ".join(str(locale) for _, locale in target_columns)
            raise InputError(
                f"{path}: no column is in {requested}, but there is {file_locales}"
            )
        if len(fitting or target_columns) != 1:
            names = ", ".join(str(locale) for _, locale in fitting or target_columns)
            raise InputError(
                f"{path}: several columns could be filled, {names}: give -t"
            )
        ((number, self.target),) = fitting or target_columns
        self.number = number
        """Of the column to fill, from 0."""

    def segment(self, cells: Sequence[str]) -> EditableSegment | None:
        """What a row has to translate, if anything."""
        try:
            units = units_of(cells, self._columns, self._options, LossTally())
        except ValueError:
            return None
        tag = self._cell(cells, LOCALES[1]).strip()
        if tag and not self._is_target(tag):
            return None
        text = cells[self.number] if self.number < len(cells) else ""
        return EditableSegment(units[0].source, not text.strip())

    def texts(self, cells: Sequence[str]) -> tuple[str, str] | None:
        """Source and translation of a row, codes written out, if it has both."""
        try:
            units = units_of(cells, self._columns, self._options, LossTally())
        except ValueError:
            return None
        for unit in units:
            target = unit.target
            if target is not None and (
                self.target is None or self.target.covers(target.locale)
            ):
                return unit.source.display, target.display
        return None

    def corrected(self, text: str) -> Changes:
        """The cell that gets another translation; all others stay."""
        text = remove_unwritable(text)[0]
        return {self.number: guarded(text) if self._columns.ours else text}

    def changes(self, cells: Sequence[str], filling: Filling) -> Changes | None:
        """The cells that get another text; none where nothing can say it is unsure."""
        changes = self.corrected(filling.target.display)
        self._put(changes, cells, LOCALES[1], filling.target.locale.tag)
        state = self._cell(cells, "state").strip().lower()
        is_marked = filling.is_sure
        if "state" in self._columns.roles and (not state or state in _STATES):
            if state or not filling.is_sure:
                state = State.TRANSLATED if filling.is_sure else State.INITIAL
                changes[self._columns.roles.index("state")] = state.value
            is_marked = True
        if not filling.is_sure and self._put(changes, cells, "note", filling.remark):
            is_marked = True
        return changes if is_marked else None

    def _put(
        self, changes: Changes, cells: Sequence[str], role: str, text: str
    ) -> bool:
        """Fill another cell of the row, if there is one and it is empty."""
        if role not in self._columns.roles or self._cell(cells, role).strip():
            return False
        changes[self._columns.roles.index(role)] = remove_unwritable(text)[0]
        return True

    def _cell(self, cells: Sequence[str], role: str) -> str:
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
