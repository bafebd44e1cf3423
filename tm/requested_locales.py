"""Requested languages, and reports about files in other languages."""

from collections import Counter
from typing import NamedTuple

from tm.settings import SETTINGS_FILE_NAME
from tm.text.locale import Locale

_MAX_NAMED_PAIR_COUNT = 5


class LocaleParameter(NamedTuple):
    """The parameter that requests a language, or the file that names it instead.

    >>> str(LocaleParameter("-s")), str(LocaleParameter("-s", is_default=True))
    ('-s', 'padanan.toml')
    """

    name: str
    """The name that the caller knows, such as `-s` on the command line."""
    is_default: bool = False
    """Whether the caller gave no language, so that a file names it."""
    file_name: str = SETTINGS_FILE_NAME
    """The file that names the language: the settings, or a file that is read."""

    def __str__(self) -> str:
        return self.file_name if self.is_default else self.name


LocaleParameterPair = tuple[LocaleParameter, LocaleParameter]
"""The parameters of both languages, the source first."""
LOCALE_PARAMETERS: LocaleParameterPair = (
    LocaleParameter("source"),
    LocaleParameter("target"),
)
"""The parameters where both languages are given, the source first."""


def describe_locale_conflict(
    file_locale: Locale, requested_locale: Locale | None, parameter: LocaleParameter
) -> str | None:
    """Message about a locale of a file that was not requested; None if it was.

    A locale covers its variants, but not the reverse: text marked `pt` may be
    Brazilian.

    >>> given = LocaleParameter("-t")
    >>> describe_locale_conflict(Locale("pt-BR"), Locale("pt-PT"), given)
    '-t says pt-PT; give -t pt-BR, or -t pt for all of pt'
    >>> default = LocaleParameter("-s", is_default=True)
    >>> describe_locale_conflict(Locale("en"), Locale("vi"), default)
    'padanan.toml says vi; give -s en'
    """
    if requested_locale is None or requested_locale.covers(file_locale):
        return None
    if parameter.is_default and parameter.file_name != SETTINGS_FILE_NAME:
        return None  # nobody asked for the language of the first file
    message = (
        f"{parameter} says {requested_locale}; give {parameter.name} {file_locale}"
    )
    if file_locale.language == requested_locale.language != file_locale.tag:
        language = file_locale.language
        message += f", or {parameter.name} {language} for all of {language}"
    return message


class OtherLocales:
    """Counts of units in languages that were not requested."""

    def __init__(self) -> None:
        self._unit_counts: Counter[tuple[Locale, ...]] = Counter()

    def add(self, *locales: Locale, unit_count: int = 1) -> None:
        """Count units in these languages, the source first.

        No locales: the language of the units is unknown.
        """
        self._unit_counts[locales] += unit_count

    @property
    def total(self) -> int:
        """The number of all units counted."""
        return self._unit_counts.total()

    def __repr__(self) -> str:
        return f"OtherLocales({str(self)!r})"

    def __str__(self) -> str:
        """List the language pairs with their counts, the most frequent first.

        >>> others = OtherLocales()
        >>> others.add(Locale("en"), Locale("pt-BR"))
        >>> str(others)
        '1 unit in en → pt-BR'
        """
        counts_with_locales = self._unit_counts.most_common()
        descriptions = [
            f"{unit_count} unit{'s' if unit_count > 1 else ''}"
            + (f" in {' → '.join(map(str, locales))}" if locales else "")
            for locales, unit_count in counts_with_locales[:_MAX_NAMED_PAIR_COUNT]
        ]
        if len(counts_with_locales) > _MAX_NAMED_PAIR_COUNT:
            descriptions.append(
                f"{len(counts_with_locales) - _MAX_NAMED_PAIR_COUNT} more"
            )
        return ", ".join(descriptions)

    def suggest_locale(
        self, requested_locale: Locale | None, parameter_name: str
    ) -> str:
        """Suggest a language for all of its variants; empty if of no use.

        Useful where the file has another variant of the requested language.

        >>> others = OtherLocales()
        >>> others.add(Locale("en"), Locale("pt-BR"))
        >>> others.suggest_locale(Locale("pt-PT"), "-t")
        '; -t pt takes all of pt'
        >>> others.suggest_locale(Locale("pt"), "-t")
        ''
        """
        if requested_locale is None:
            return ""
        language = requested_locale.language
        file_locales = {locale for locales in self._unit_counts for locale in locales}
        if not any(
            locale.language == language and not requested_locale.covers(locale)
            for locale in file_locales
        ):
            return ""
        return f"; {parameter_name} {language} takes all of {language}"
