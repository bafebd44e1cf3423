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


def contradiction(named: Locale, asked: Locale | None, by: LocaleOption) -> str | None:
    """What to say where a file names another locale than the one asked for.

    A locale covers its variants, and no locale is taken for a narrower one: what a
    file calls `pt` may be Brazilian.

    >>> contradiction(Locale("pt-BR"), Locale("pt-PT"), AskedBy("-t"))
    '-t says pt-PT; give -t pt-BR, or -t pt for all of pt'
    >>> contradiction(Locale("en"), Locale("vi"), AskedBy("-s", is_set=True))
    'padanan.toml says vi; give -s en'
    """
    if asked is None or asked.covers(named):
        return None
    words = f"{by} says {asked}; give {by.name} {named}"
    if named.language == asked.language != named.tag:
        words += f", or {by.name} {named.language} for all of {named.language}"
    return words


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
        found = self._counts.most_common()
        parts = [
            f"{count} unit{'s' if count > 1 else ''}"
            + (f" in {' → '.join(map(str, locales))}" if locales else "")
            for locales, count in found[:_MOST_NAMED]
        ]
        if len(found) > _MOST_NAMED:
            parts.append(f"{len(found) - _MOST_NAMED} more")
        return ", ".join(parts)

    def hint(self, asked: Locale | None, option: str) -> str:
        """What to ask for instead, where there is the same language of another kind.

        Nothing where the locale asked for covers those that are there.

        >>> others = Others()
        >>> others.add(Locale("en"), Locale("pt-BR"))
        >>> others.hint(Locale("pt-PT"), "-t")
        '; -t pt takes all of pt'
        >>> others.hint(Locale("pt"), "-t")
        ''
        """
        if asked is None:
            return ""
        language = asked.language
        there = {one for locales in self._counts for one in locales}
        if not any(one.language == language and not asked.covers(one) for one in there):
            return ""
        return f"; {option} {language} takes all of {language}"
