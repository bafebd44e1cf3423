"""The command `selections`, and the options that select units."""

from dataclasses import asdict, astuple, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import click

from cli.console.command import command
from cli.console.options.aliased_option import AliasedOption
from cli.console.options.option_group import option_group
from cli.console.options.origin_options import (
    article_author_option,
    article_place_option,
    first_day_option,
    publisher_option,
    source_url_option,
)
from cli.console.options.parameter_types import DateType
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from tm.articles.web.page_host import parse_site
from tm.errors import InputError
from tm.unit import State

if TYPE_CHECKING:
    # It brings SQLAlchemy, which a check of a file can do without.
    from tm.store.units.filter import UnitFilter


@command(
    examples="""
    padanan selections
    padanan selections --remove asean
    """
)
@click.option("--remove", "removed_name", metavar="NAME", help="Delete this selection.")
def selections(workspace: Workspace, removed_name: str | None) -> None:
    """List the saved selections of units, or delete one.

    `padanan export --save-selection NAME` saves one; `--selection NAME` uses it, there
    and in `padanan check --memory`.
    """
    from tm.store.saved_filters import read_selections, remove_selection

    if removed_name is not None:
        remove_selection(workspace.database, removed_name)
        workspace.say(f"Deleted selection {removed_name!r}")
        return
    filter_by_name = read_selections(workspace.database)
    print_result(
        workspace,
        [
            {"name": selection_name, **_make_selection_json(unit_filter)}
            for selection_name, unit_filter in filter_by_name.items()
        ],
    )


class ChangeSetType(click.ParamType[str]):
    """A change set given on the command line: i3, 3, or last."""

    name = "change set"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the name that the history shows; fails as click's own types do."""
        if value == "last":
            return "last"
        number_text = str(value).removeprefix("i")
        if not number_text.isdecimal() or len(number_text) > 9:
            self.fail(f"{value!r} is not a change set; `padanan history` lists them")
        return f"i{number_text}"


class SiteType(click.ParamType[str]):
    """A site given on the command line: its host, or an address on it."""

    name = "site"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the host without `www.`; fails as click's own types do."""
        host = parse_site(str(value))
        if not host:
            self.fail(f"{value!r} is not a site; give its host, such as vietnam.vn")
        return host


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """Which units of the memory are selected."""

    source_url: str | None
    sites: tuple[str, ...]
    publisher: str | None
    article_author: str | None
    article_place: str | None
    first_day: str | None
    last_day: str | None
    state_name: str | None
    author: str | None
    query: str | None
    context: str | None
    change_set_name: str | None
    selection_name: str | None

    @property
    def are_given(self) -> bool:
        """Whether any filter is given."""
        return any(filter_value not in (None, ()) for filter_value in astuple(self))


def make_filter(
    workspace: Workspace,
    filter_options: FilterOptions,
    base_filter: "UnitFilter",
    *,
    new_selection_name: str | None = None,
) -> "UnitFilter":
    """Combine the filters with a base filter and a saved selection.

    Raises InputError for an empty query, and NotFound for an unknown change set.
    """
    query_text, change_set_name = filter_options.query, filter_options.change_set_name
    if query_text is not None and not query_text.strip():
        raise InputError("--query is empty; give a text to search for")
    if change_set_name is not None:
        from tm.store.history.change_set import resolve_change_set_name

        change_set_name = resolve_change_set_name(workspace.database, change_set_name)
    unit_filter = replace(
        base_filter,
        source_url=filter_options.source_url,
        sites=filter_options.sites,
        publisher=filter_options.publisher,
        article_author=filter_options.article_author,
        article_place=filter_options.article_place,
        since=filter_options.first_day,
        until=filter_options.last_day,
        state=State(filter_options.state_name)
        if filter_options.state_name is not None
        else None,
        author=filter_options.author,
        query=query_text,
        context=filter_options.context,
        session=change_set_name,
    )
    return _apply_selection(
        workspace,
        unit_filter,
        selection_name=filter_options.selection_name,
        new_selection_name=new_selection_name,
    )


filter_options = option_group(
    "filter_options",
    FilterOptions,
    source_url_option,
    click.option(
        "--site",
        "sites",
        metavar="HOST",
        multiple=True,
        type=SiteType(),
        help="Only units of articles on this site: vietnam.vn. May be repeated.",
    ),
    publisher_option,
    article_author_option,
    article_place_option,
    first_day_option,
    click.option(
        "--until",
        "last_day",
        type=DateType(),
        help="Only units published on this day or earlier.",
    ),
    click.option(
        "--state",
        "state_name",
        type=click.Choice([state.value for state in State]),
        help="Only units in this state.",
    ),
    click.option("--author", metavar="NAME", help="Only units made by this person."),
    click.option(
        "--query",
        metavar="TEXT",
        help="Only units with this text on a side; ignores case and diacritics.",
    ),
    click.option(
        "--context",
        metavar="CONTEXT",
        help="Only units in this context, such as a msgctxt of PO.",
    ),
    click.option(
        "--change-set",
        "change_set_name",
        cls=AliasedOption,
        aliases=("--import",),
        type=ChangeSetType(),
        metavar="CHANGE_SET",
        help="Only units added or changed by this change set: i3, or last.",
    ),
    click.option(
        "--selection",
        "selection_name",
        metavar="NAME",
        help="Only units of a saved selection.",
    ),
)


def _apply_selection(
    workspace: Workspace,
    unit_filter: "UnitFilter",
    *,
    selection_name: str | None,
    new_selection_name: str | None,
) -> "UnitFilter":
    """Refine a saved selection by a filter, and save the result if asked to."""
    from tm.store.saved_filters import read_selection, save_selection

    combined_filter = unit_filter
    if selection_name is not None:
        value_by_own_field = {
            filter_field.name: field_value
            for filter_field in fields(unit_filter)
            if (field_value := getattr(unit_filter, filter_field.name))
            not in (None, ())
        }
        combined_filter = replace(
            read_selection(workspace.database, selection_name), **value_by_own_field
        )
    if new_selection_name is not None:
        save_selection(workspace.database, new_selection_name, combined_filter)
    return combined_filter


def _make_selection_json(unit_filter: "UnitFilter") -> dict[str, Any]:
    value_by_field = asdict(unit_filter) | {
        "locales": [locale.tag for locale in unit_filter.locales]
    }
    return {
        field_name: field_value
        for field_name, field_value in value_by_field.items()
        if field_value not in (None, [], ())
    }
