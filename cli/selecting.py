"""The command for saved selections, and the options that choose units by them."""

from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Any

import click

from cli.options import DateType, Function, Workspace, command
from cli.render import emit
from tm.errors import InputError
from tm.unit import State

if TYPE_CHECKING:
    # It brings SQLAlchemy, which a check of a file can do without.
    from tm.store.unit_filter import UnitFilter


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
    from tm.store.selection import remove_selection
    from tm.store.selection import selections as saved

    if remove is not None:
        remove_selection(workspace.database, remove)
        workspace.say(f"the selection {remove!r} is forgotten")
        return
    found = saved(workspace.database)
    emit(workspace, [{"name": name, **_facts(one)} for name, one in found.items()])


class SessionType(click.ParamType[str]):
    """An import given on the command line: i3, or 3."""

    name = "import"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The import as the history calls it; fails as click's own types do."""
        digits = str(value).removeprefix("i")
        if not digits.isdecimal() or len(digits) > 9:
            self.fail(f"{value!r} is no import; `padanan history` lists them")
        return f"i{digits}"


def filter_options(function: Function) -> Function:
    """The options that say which units of the memory are meant: see `filter_of`."""
    for option in reversed(_FILTERS):
        function = option(function)
    return function


def filter_of(
    workspace: Workspace,
    *,
    state: str | None,
    query: str | None,
    selection: str | None,
    save_as: str | None = None,
    **others: Any,  # handed on as they are
) -> "UnitFilter":
    """What `filter_options` say, with a saved selection, which they refine.

    Raises InputError for a query without anything to look for, and NotFound for an
    import that is none.
    """
    from tm.store.unit_filter import UnitFilter

    if query is not None and not query.strip():
        raise InputError("--query needs a text to look for")
    if others.get("session") is not None:
        from tm.store.history import demand_import

        demand_import(workspace.database, others["session"])
    known = State(state) if state is not None else None
    given = UnitFilter(state=known, query=query, **others)
    return _chosen(workspace, given, name=selection, save_as=save_as)


_FILTERS = (
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
        help="Only units that this import brought or changed: i3.",
    ),
    click.option(
        "--selection", metavar="NAME", help="Only units of a saved selection."
    ),
)


def _chosen(
    workspace: Workspace, given: "UnitFilter", *, name: str | None, save_as: str | None
) -> "UnitFilter":
    """A saved selection with what was given beside it, which may be saved in turn."""
    from tm.store.selection import save_selection, selection

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
