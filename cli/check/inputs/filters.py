"""The options that select units of the memory whose findings are reported."""

import re

import click

from checks.inputs.languages import CheckedLanguages
from checks.inputs.reported_units import ReportedUnits, select_reported_units
from cli.console.parameter_types import DateType
from cli.console.workspace import Workspace
from cli.exchange.selections import FilterOptions, make_filter

_CHANGE_SET_PATTERN = re.compile(r"i\d{1,9}|last")


class SinceType(click.ParamType[str]):
    """A date or a change set, given on the command line."""

    name = "since"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Parse a date or a change set; fails as click's own types do."""
        if _CHANGE_SET_PATTERN.fullmatch(value):
            return value
        try:
            return DateType().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(
                f"{value!r} is neither a date (2025-10-08) nor a change set (i12)",
                param,
                ctx,
            )


def select_units(
    workspace: Workspace,
    changed_since: str | None,
    filter_options: FilterOptions,
    languages: CheckedLanguages,
) -> ReportedUnits | None:
    """Select the units that --changed-since and the filters name; None for all units.

    Raises NotFound if no unit matches the filters.
    """
    if changed_since is None and not filter_options.are_given:
        return None  # no database is made for a check of files
    unit_filter = None
    if filter_options.are_given:
        from tm.store.units.filter import UnitFilter

        base_filter = UnitFilter(locales=languages.locales)
        unit_filter = make_filter(workspace, filter_options, base_filter)
    return select_reported_units(workspace.database, unit_filter, since=changed_since)
