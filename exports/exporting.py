"""Exporting units of a memory to a file of any format."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from exports.direction import orient_unit, require_locales
from exports.entry import WriteResult
from exports.files import find_output_format, find_side_files, write
from exports.format import Feature, ReadOptions, UnitFormat, WriteOptions
from tm.errors import InputError, NotFound
from tm.progress import ReportProgress
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.unit import TranslationUnit

_GETTEXT_FORMATS = ("po", "mo")


def export_file(
    unit_store: UnitStore,
    output_path: str,
    options: WriteOptions | None = None,
    *,
    unit_filter: UnitFilter | None = None,
    format_name: str | None = None,
    report_progress: ReportProgress | None = None,
) -> WriteResult:
    """Write the units that a filter chooses to a file; `-` is standard output.

    Without a filter, all units of the locales in `options` are written. The format is
    that of the `format_name`, else that of the suffix. An existing file is replaced
    once the new one is complete. `report_progress` takes how many more units were read.
    Raises NotFound where no unit matches, and InputError where the format needs
    something that the options lack; nothing is written then.
    """
    format = find_output_format(output_path, format_name)
    options = complete_options(
        unit_store, output_path, format, options or WriteOptions()
    )
    if unit_filter is None:
        unit_filter = UnitFilter(
            locales=tuple(filter(None, (options.source, options.target)))
        )
    with unit_store.open_scan(unit_filter, report_progress=report_progress) as units:
        if units.is_empty:
            raise NotFound("no units match these filters; nothing written")
        if units.has_tables:  # no unit is without a translation
            return write(output_path, units, options, format_name=format.name)
        untranslated_counter = _UntranslatedCounter(options)
        result = write(
            output_path,
            untranslated_counter.count_untranslated(units),
            options,
            format_name=format.name,
        )
        writes_untranslated_units = Feature.UNTRANSLATED in format.features
        return replace(
            result,
            untranslated=untranslated_counter.untranslated_count
            if writes_untranslated_units
            else 0,
        )


class _UntranslatedCounter:
    """Counts the units without a translation among those that are written."""

    def __init__(self, options: WriteOptions) -> None:
        self.untranslated_count = 0
        self._options = options

    def count_untranslated(
        self, units: Iterable[TranslationUnit]
    ) -> Iterator[TranslationUnit]:
        """Yield units, and count those without a translation."""
        for unit in units:
            if unit.target is None and orient_unit(unit, self._options) is not None:
                self.untranslated_count += 1
            yield unit


def complete_options(
    unit_store: UnitStore, output_path: str, format: UnitFormat, options: WriteOptions
) -> WriteOptions:
    """Complete the locales of the options from the file name and the memory.

    Raises InputError where a format of one pair of locales lacks one of them, or where
    an option does not fit the format.
    """
    if options.is_compendium and format.name not in _GETTEXT_FORMATS:
        raise InputError(f"a compendium must be a PO or MO file, not {format.name}")
    if format.has_two_files:
        read_options = ReadOptions(options.source, options.target)
        side_files = find_side_files(
            Path(output_path), read_options, format_name=format.name
        )
        assert side_files is not None
        options = replace(
            options, source=side_files.locales[0], target=side_files.locales[1]
        )
    elif format.has_one_pair:
        require_locales(options, f"a file of the format {format.name}")

    if options.main_source is None:
        main_source = options.source or unit_store.find_main_source_locale()
        options = replace(options, main_source=main_source)
    return options
