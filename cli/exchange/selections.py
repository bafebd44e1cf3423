"""The command for saved selections, and the options that choose units by them."""

from dataclasses import asdict, astuple, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import click

from cli.console.option_group import option_group
from cli.console.render import emit
from cli.console.workspace import DateType, Workspace, command
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
@click.option("--remove", metavar="NAME", help="Forget this one.")
def selections(workspace: Workspace, remove: str | None) -> None:
    """List the saved selections of units, or forget one.

    `padanan export --save-selection NAME` saves one; `--selection NAME` uses it, there
    and in `padanan check --memory`.
    """
    from tm.store.saved_filters import remove_selection
    from tm.store.saved_filters import selections as saved

    if remove is not None:
        remove_selection(workspace.database, remove)
        workspace.say(f"the selection {remove!r} is forgotten")
        return
    found = saved(workspace.database)
    emit(workspace, [{"name": name, **_facts(one)} for name, one in found.items()])


class SessionType(click.ParamType[str]):
    """An import given on the command line: i3, 3, or the last one."""

    name = "import"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The import as the history calls it; fails as click's own types do."""
        if value == "last":
            return "last"
        digits = str(value).removeprefix("i")
        if not digits.isdecimal() or len(digits) > 9:
            self.fail(f"{value!r} is no import; `padanan history` lists them")
        return f"i{digits}"


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """What a command line says of the units of the memory that are meant."""

    source_url: str | None
    publisher: str | None
    since: str | None
    until: str | None
    state: str | None
    author: str | None
    query: str | None
    session: str | None
    selection: str | None

    @property
    def are_given(self) -> bool:
        """Whether not all units are meant."""
        return any(value is not None for value in astuple(self))


def make_filter(
    workspace: Workspace,
    filters: FilterOptions,
    within: "UnitFilter",
    *,
    save_as: str | None = None,
) -> "UnitFilter":
    """The filters with what is wanted besides, as they refine a saved selection.

    Raises InputError for a query without anything to look for, and NotFound for an
    import that is none.
    """
    query, session = filters.query, filters.session
    if query is not None and not query.strip():
        raise InputError("--query needs a text to look for")
    if session is not None:
        from tm.store.history.change_set import import_named

        session = import_named(workspace.database, session)
    given = replace(
        within,
        source_url=filters.source_url,
        publisher=filters.publisher,
        since=filters.since,
        until=filters.until,
        state=State(filters.state) if filters.state is not None else None,
        author=filters.author,
        query=query,
        session=session,
    )
    return _chosen(workspace, given, name=filters.selection, save_as=save_as)


filter_options = option_group(
    "filter_options",
    FilterOptions,
    click.option("--source-url", metavar="URL", help="Only units of this original."),
    click.option("--publisher", metavar="NAME", help="Only units of this publisher."),
    click.option(
        "--since", type=DateType(), help="Only units published then or later."
    ),
    click.option(
        "--until", type=DateType(), help="Only units published then or before."
    ),
    click.option(
        "--state",
        type=click.Choice([state.value for state in State]),
        help="Only units in this state.",
    ),
    click.option("--author", metavar="NAME", help="Only units made by this person."),
    click.option(
        "--query",
        metavar="TEXT",
        help="Only units with this text on a side, whatever its case and marks.",
    ),
    click.option(
        "--import",
        "session",
        type=SessionType(),
        metavar="IMPORT",
        help="Only units that this import brought or changed: i3, or last.",
    ),
    click.option(
        "--selection", metavar="NAME", help="Only units of a saved selection."
    ),
)


def _chosen(
    workspace: Workspace, given: "UnitFilter", *, name: str | None, save_as: str | None
) -> "UnitFilter":
    """A saved selection with what was given beside it, which may be saved in turn."""
    from tm.store.saved_filters import save_selection, selection

    wanted = given
    if name is not None:
        own = {
            field.name: value
            for field in fields(given)
            if (value := getattr(given, field.name)) not in (None, ())
        }
        wanted = replace(selection(workspace.database, name), **own)
    if save_as is not None:
        save_selection(workspace.database, save_as, wanted)
    return wanted


def _facts(wanted: "UnitFilter") -> dict[str, Any]:
    facts = asdict(wanted) | {"locales": [locale.tag for locale in wanted.locales]}
    return {name: value for name, value in facts.items() if value not in (None, [])}
