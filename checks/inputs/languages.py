"""The languages of the units to check."""

from dataclasses import dataclass

from tm.requested_locales import LOCALE_PARAMETERS, LocaleParameterPair
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class CheckedLanguages:
    """The direction of a check; without a source only targets are checked."""

    source_locale: Locale | None
    target_locale: Locale
    parameters: LocaleParameterPair = LOCALE_PARAMETERS
    """What messages call the two languages."""

    @property
    def locales(self) -> tuple[Locale, ...]:
        """The locales of the units, the source first."""
        return (
            (self.target_locale,)
            if self.source_locale is None
            else (self.source_locale, self.target_locale)
        )
