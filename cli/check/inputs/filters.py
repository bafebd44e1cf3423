"""The options that select units of the memory whose findings are reported."""

from checks.inputs.languages import CheckedLanguages
from checks.inputs.reported_units import ReportedUnits, select_reported_units
from cli.console.workspace import Workspace
from cli.exchange.selections import FilterOptions, make_filter


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
