"""The match filter of lookups, which `--no-match-filter` switches off."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli.console.options.aliased_option import AliasedOption
from cli.console.workspace import Workspace
from tm.match.penalties import Penalty
from tm.text.locale import Locale
from tm.text.segment import Segment

if TYPE_CHECKING:
    from checks.match_filter.filter_by_checks import ChecksMatchFilter

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


def match_filter_option(function: FunctionT) -> FunctionT:
    """Add the option `--no-match-filter`, for translations as they are stored."""
    return click.option(
        "--match-filter/--no-match-filter",
        "uses_match_filter",
        cls=AliasedOption,
        aliases=("--screen",),
        off_aliases=("--no-screen",),
        default=True,
        help="Lower the rate of translations with a wrong term, number or date; "
        "the default.",
    )(function)


def make_match_filter_getter(
    workspace: Workspace, target_locale: Locale
) -> Callable[[Locale], "WorkspaceMatchFilter"]:
    """Make a function that returns the match filter for a source locale."""
    return cache(partial(WorkspaceMatchFilter, workspace, target_locale=target_locale))


class WorkspaceMatchFilter:
    """Filters matches by a workspace's termbase, which it opens for the first match.

    Another process builds its own.
    """

    def __init__(
        self, workspace: Workspace, source_locale: Locale, target_locale: Locale
    ) -> None:
        self._workspace = workspace
        self._locale_pair = source_locale, target_locale
        self._today = date.today().isoformat()

    def find_penalties(self, source: Segment, target: Segment) -> Sequence[Penalty]:
        """As `tm.match.match_filter.MatchFilter.find_penalties`."""
        return self._match_filter.find_penalties(source, target)

    def find_opposites(
        self, query: Segment, source: Segment, target: Segment
    ) -> Sequence[Penalty]:
        """As `tm.match.match_filter.MatchFilter.find_opposites`."""
        return self._match_filter.find_opposites(query, source, target)

    def fix_target(self, source: Segment, target: Segment) -> Segment | None:
        """As `tm.match.match_filter.MatchFilter.fix_target`."""
        return self._match_filter.fix_target(source, target)

    def can_fix(self, check_id: str) -> bool:
        """As `tm.match.match_filter.MatchFilter.can_fix`."""
        return self._match_filter.can_fix(check_id)

    @cached_property
    def _match_filter(self) -> "ChecksMatchFilter":
        # Imported late, since a lookup without matches needs no filter.
        from checks.match_filter.filter_by_checks import ChecksMatchFilter

        return ChecksMatchFilter(
            self._workspace.database,
            *self._locale_pair,
            penalty_settings=self._workspace.settings.penalties,
            today=self._today,
        )

    def __getstate__(self) -> dict[str, object]:
        return {
            attribute_name: attribute_value
            for attribute_name, attribute_value in self.__dict__.items()
            if attribute_name != "_match_filter"
        }
