"""The languages of a call: of its options, of the files that it reads, or settings."""

from collections.abc import Sequence
from dataclasses import dataclass

from cli.console.input_files import PAGE_SUFFIXES
from cli.console.options.file_options import TableOptions
from cli.console.options.pair_options import PairOptions
from cli.console.workspace import Workspace
from exports.format import FileLocales, ReadOptions
from exports.io.compression_kinds import remove_packing_suffix
from tm.requested_locales import LocaleParameter, LocaleParameterPair
from tm.settings import SETTINGS_FILE_NAME
from tm.text.input.stream import is_stream
from tm.text.locale import Locale

NO_TABLE_OPTIONS = TableOptions()


@dataclass(frozen=True, slots=True)
class ChosenLocales:
    """The languages of a call, and what named each of them."""

    source_locale: Locale | None
    target_locale: Locale | None
    parameters: LocaleParameterPair

    def require_pair(self, workspace: Workspace) -> tuple[Locale, Locale]:
        """Return both languages. Raises InputError if one is unknown."""
        return (
            workspace.choose_source_locale(self.source_locale),
            workspace.choose_target_locale(self.target_locale),
        )


def choose_locales(
    workspace: Workspace,
    pair_options: PairOptions,
    paths: Sequence[str] = (),
    *,
    table_options: TableOptions = NO_TABLE_OPTIONS,
) -> ChosenLocales:
    """Choose the languages of a call: of the options, a file, or the settings.

    An option has the last word. The first of the files that is no page names what no
    option does, unless the languages of the settings are among those of the file. The
    direction is that of the settings, unless the format has its own.
    """
    given_locales = (pair_options.source_locale, pair_options.target_locale)
    settings_locales = (workspace.settings.source, workspace.settings.target)
    file_path = next(filter(_may_name_locales, paths), None)
    file_locales: FileLocales = (None, None)
    if file_path is not None and None in given_locales:
        # Few calls need it.
        from exports.checkable_file import find_named_locales, has_fixed_direction

        file_locales = find_named_locales(
            file_path,
            ReadOptions(
                columns=table_options.meaning_by_heading,
                sheet=table_options.sheet_name,
            ),
        )
        is_reversed = _is_reversed(settings_locales, file_locales)
        if is_reversed and has_fixed_direction(file_path):
            settings_locales = settings_locales[::-1]
    is_named_by_file = any(file_locales)
    if given_locales == (None, None):
        if not is_named_by_file or _have_file_languages(settings_locales, file_locales):
            given_locales, is_named_by_file = settings_locales, False
        else:
            given_locales = file_locales
    source_locale, target_locale = given_locales
    return ChosenLocales(
        source_locale
        or _find_other_locale(target_locale, *file_locales, *settings_locales),
        target_locale
        or _find_other_locale(
            source_locale, *file_locales[::-1], *settings_locales[::-1]
        ),
        _make_parameter_names(pair_options, file_path if is_named_by_file else None),
    )


def _may_name_locales(path: str) -> bool:
    return not is_stream(path) and (
        remove_packing_suffix(path).suffix.lower() not in PAGE_SUFFIXES
    )


def _have_file_languages(
    settings_locales: FileLocales, file_locales: FileLocales
) -> bool:
    """Whether the settings name languages of a file, in either direction."""
    given_locales = [locale for locale in settings_locales if locale]
    named_file_locales = [locale for locale in file_locales if locale]
    fitting_locales = [
        locale
        for locale in given_locales
        if any(map(locale.covers, named_file_locales))
    ]
    return 0 < len(fitting_locales) == min(len(given_locales), len(named_file_locales))


def _is_reversed(settings_locales: FileLocales, file_locales: FileLocales) -> bool:
    """Whether a file translates from the target language of the settings."""
    return any(
        settings_locale is not None
        and file_locale is not None
        and settings_locale.covers(file_locale)
        for settings_locale, file_locale in zip(
            settings_locales, file_locales[::-1], strict=True
        )
    )


def _find_other_locale(
    known_locale: Locale | None, *likely_locales: Locale | None
) -> Locale | None:
    """Find the language of a side by that of the other, the likeliest first."""
    for locale in likely_locales:
        if locale and known_locale and known_locale.language != locale.language:
            return locale
    return None


def _make_parameter_names(
    pair_options: PairOptions, file_path: str | None
) -> LocaleParameterPair:
    """Name what gives each language: an option, or else a file."""
    file_name = SETTINGS_FILE_NAME if file_path is None else file_path
    return (
        LocaleParameter("-s", pair_options.source_locale is None, file_name),
        LocaleParameter("-t", pair_options.target_locale is None, file_name),
    )
