"""The options -s and -t of a command, passed to it as one value."""

from dataclasses import dataclass

from cli.console.option_group import option_group
from cli.console.workspace import source_option, target_option
from tm.requested_locales import LocaleParameter, LocaleParameterPair
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class PairOptions:
    """The languages that -s and -t give; None where an option is absent."""

    source_locale: Locale | None
    target_locale: Locale | None


pair_options = option_group("pair_options", PairOptions, source_option, target_option)

COMMAND_LINE_PARAMETERS: LocaleParameterPair = (
    LocaleParameter("-s"),
    LocaleParameter("-t"),
)
"""The names of the languages in messages, where both options are given."""
