"""Languages that were asked for, and those that files have instead."""

from collections import Counter
from dataclasses import dataclass

from tm.settings import FILE_NAME
from tm.text.locale import Locale

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class LocaleOption:
    """What asks for a language: an option, or the settings in its place.

    >>> str(AskedBy("-s")), str(AskedBy("-s", is_set=True))
    ('-s', 'padanan.toml')
    """

    name: str
    """That which asks for another one."""
    is_default: bool = False
    """Whether the option was not given: the language is that of the settings."""

    def __str__(self) -> str:
        return FILE_NAME if self.is_default else self.name


GIVEN_LOCALE_OPTIONS = (LocaleOption("-s"), LocaleOption("-t"))
"""Both languages are given, the source first."""


def locale_options(
    source: Locale | None, target: Locale | None
) -> tuple[LocaleOption, LocaleOption]:
    """What asks for both languages, of which perhaps not both are given."""
    return LocaleOption("-s", source is None), LocaleOption("-t", target is None)


def contradiction(
    file_locale: Locale, requested: Locale | None, option: LocaleOption
) -> str | None:
    """What to say where a file names another locale than the one asked for.

    A locale covers its variants, and no locale is taken for a narrower one: what a
    file calls `pt` may be Brazilian.

    >>> contradiction(Locale("pt-BR"), Locale("pt-PT"), AskedBy("-t"))
    '-t says pt-PT; give -t pt-BR, or -t pt for all of pt'
    >>> contradiction(Locale("en"), Locale("vi"), AskedBy("-s", is_set=True))
    'padanan.toml says vi; give -s en'
    """
    if requested is None or requested.covers(file_locale):
        return None
    message = f"{option} says {requested}; give {option.name} {file_locale}"
    if file_locale.language == requested.language != file_locale.tag:
        language = file_locale.language
        message += f", or {option.name} {language} for all of {language}"
    return message


class OtherLocales:
    """Counts units that are in other languages than were asked for."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[Locale, ...]] = Counter()

    def add(self, *locales: Locale, count: int = 1) -> None:
        """Count a unit, or more, of these languages, the source first.

        None where nothing says in which it is.
        """
        self._counts[locales] += count

    @property
    def total(self) -> int:
        """How many units there are."""
        return self._counts.total()

    def __str__(self) -> str:
        """How many units are in which languages, the most frequent first.

        >>> others = Others()
        >>> others.add(Locale("en"), Locale("pt-BR"))
        >>> str(others)
        '1 unit in en → pt-BR'
        """
        counts = self._counts.most_common()
        descriptions = [
            f"{count} unit{'s' if count > 1 else ''}"
            + (f" in {' → '.join(map(str, locales))}" if locales else "")
            for locales, count in counts[:_MOST_NAMED]
        ]
        if len(counts) > _MOST_NAMED:
            descriptions.append(f"{len(counts) - _MOST_NAMED} more")
        return ", ".join(descriptions)

    def hint(self, requested: Locale | None, option: str) -> str:
        """What to ask for instead, where there is the same language of another kind.

        Nothing where the locale asked for covers those that are there.

        >>> others = Others()
        >>> others.add(Locale("en"), Locale("pt-BR"))
        >>> others.hint(Locale("pt-PT"), "-t")
        '; -t pt takes all of pt'
        >>> others.hint(Locale("pt"), "-t")
        ''
        """
        if requested is None:
            return ""
        language = requested.language
        file_locales = {locale for locales in self._counts for locale in locales}
        if not any(
            locale.language == language and not requested.covers(locale)
            for locale in file_locales
        ):
            return ""
        return f"; {option} {language} takes all of {language}"
