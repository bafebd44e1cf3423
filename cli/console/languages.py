"""From which language into which a check goes."""

from dataclasses import dataclass

from cli.console.pair_options import COMMAND_LINE_PARAMETERS
from tm.requested_locales import LocaleParameterPair
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class Languages:
    """The direction of a check; without a source only targets are judged."""

    source: Locale | None
    target: Locale
    asked_by: LocaleParameterPair = COMMAND_LINE_PARAMETERS
    """What names them."""

    @property
    def known(self) -> tuple[Locale, ...]:
        """Those that there are, the source first."""
        return (self.target,) if self.source is None else (self.source, self.target)
