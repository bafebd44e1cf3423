"""Commands that change the memory and look after it."""

import click

from cli.console.render import emit
from cli.console.unused_options import demand_effect
from cli.console.workspace import Workspace, command, source_option, target_option
from cli.memory.index import index_new
from cli.memory.unit_names import unit_named
from glossary.undo import undo as undo_changes
from tm.articles.archive.archive import Archive
from tm.errors import InputError, NotFound
from tm.store.database import Database
from tm.store.history.change_set import change_set, change_set_of
from tm.store.phrases.index import has_index, make_index
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit

_SHOWN = 40
"""Characters of a text in a list."""


@command(
    examples="""
    padanan add "họp báo" "konferensi pers" -s vi -t id
    padanan add "Lễ mở ký" "upacara penandatanganan" -s vi -t id --note "seed, L5"
    """
)
@click.argument("source_text", metavar="SOURCE")
@click.argument("target_text", metavar="TARGET")
@source_option
@target_option
@click.option("--memory", default="default", show_default=True, help="Its name.")
@click.option("--note", help="A remark to keep with it.")
def add(
    workspace: Workspace,
    source_text: str,
    target_text: str,
    source: Locale | None,
    target: Locale | None,
    memory: str,
    note: str | None,
) -> None:
    """Store a segment and its translation."""
    sides = _sides(workspace, source_text, target_text, source, target)
    origin = Origin(memory=memory, author=workspace.who)
    unit = TranslationUnit(*sides, State.TRANSLATED, origin, note=note)
    with change_set(workspace.database, command="add", who=workspace.who) as changes:
        counts = workspace.memory.add([unit], changes, restore=True)
    value = {
        "new": counts.new,
        "known": counts.known,
        "changed": counts.changed,
        "import": changes.name,
    }
    emit(workspace, value)
    if changes.name is None:
        workspace.say("known already; nothing was changed")
    index_new(workspace)


@command(
    examples="""
    padanan remove "họp báo" "jumpa pers" -s vi -t id
    padanan remove --article 4f1c
    padanan remove --unit 836bf858
    """
)
@click.argument("source_text", metavar="SOURCE", required=False)
@click.argument("target_text", metavar="TARGET", required=False)
@source_option
@target_option
@click.option("--article", help="Remove all units of an article; its key.")
@click.option("--unit", metavar="KEY", help="Remove a unit, as findings name it.")
def remove(
    workspace: Workspace,
    source_text: str | None,
    target_text: str | None,
    source: Locale | None,
    target: Locale | None,
    article: str | None,
    unit: str | None,
) -> None:
    """Take units out of the memory; `padanan undo` brings them back.

    With SOURCE alone all its translations go; with TARGET just that one.
    """
    if sum(one is not None for one in (source_text, article, unit)) != 1:
        raise InputError("give a SOURCE text, --article KEY or --unit KEY")
    demand_effect(source_text is not None, "a SOURCE text", "source", "target")
    if unit is not None:
        units = [unit_named(workspace, unit)]
    elif article is not None:
        key = Archive(workspace.database).get(article).article.key
        wanted = UnitFilter(article=key, translated=True)
        units = list(workspace.memory.units(wanted))
    else:
        assert source_text is not None
        locale, other = workspace.source(source), workspace.target(target)
        units = _equal_units(workspace, source_text, target_text, locale, other)
    if not units:
        raise NotFound("no such unit; `padanan lookup` shows what there is")
    with change_set(workspace.database, command="remove", who=workspace.who) as changes:
        count = workspace.memory.withhold(units, changes)
    emit(workspace, {"removed": count, "import": changes.name})


@command(
    examples="""
    padanan undo last
    padanan undo i3
    padanan undo c57
    """
)
@click.argument("name", metavar="IMPORT|CHANGE|last")
def undo(workspace: Workspace, name: str) -> None:
    """Take back an import, any other command, or a single change.

    `last` is the latest that changed anything: the first line of `padanan history`.
    The undo is a change as well, so it can be undone.
    """
    taken = change_set_of(workspace.database, name)
    name = name.strip()
    if name in ("last", str(taken.id)):
        name = taken.name
    part = "" if name == taken.name else f"{name} of "
    did = " ".join(filter(None, (taken.command, taken.detail)))
    workspace.say(f"taking back {part}{taken.name}: {did}, {taken.at} by {taken.who}")
    made, count = undo_changes(workspace.database, name, who=workspace.who)
    value = {
        "import": made.name,
        "undoes": made.undoes,
        "command": taken.command,
        "detail": taken.detail,
        "changes": count,
    }
    emit(workspace, value)
    changes = "1 change" if count == 1 else f"{count} changes"
    workspace.say(f"took back {changes}; `padanan undo {made.name}` redoes")


@command(examples="padanan migrate --database old.db")
def migrate(workspace: Workspace) -> None:
    """Bring a database of an older Padanan up to date."""
    place = workspace.place or workspace.settings.place
    with Database.open(place, migrate=True) as database:
        made = _make_phrase_index(database)
        if not made:
            workspace.warn(
                "no index of phrases could be made (SQLite needs FTS5 of 3.34, "
                "PostgreSQL the extension pg_trgm); concordance reads all segments"
            )
        emit(
            workspace,
            {
                "database": database.name,
                "schema": database.revision,
                "phrase_index": made,
            },
        )


def _make_phrase_index(database: Database) -> bool:
    """Make the index of phrases where it could not be made before."""
    with database.reading() as connection:
        if has_index(connection) or not database.writable:
            return has_index(connection)
    with database.transaction() as connection:
        return make_index(connection)


def _sides(
    workspace: Workspace,
    source_text: str,
    target_text: str,
    source: Locale | None,
    target: Locale | None,
) -> tuple[Segment, Segment]:
    one = Segment.of(workspace.source(source), source_text)
    other = Segment.of(workspace.target(target), target_text)
    for segment, side in ((one, "SOURCE"), (other, "TARGET")):
        if segment.is_empty:
            raise InputError(f"{side} is empty")
    if one.locale == other.locale:
        raise InputError(f"both sides are {one.locale}; a unit joins two languages")
    return one, other


def _equal_units(
    workspace: Workspace,
    source_text: str,
    target_text: str | None,
    locale: Locale,
    other: Locale,
) -> list[TranslationUnit]:
    segment = Segment.of(locale, source_text)
    wanted = Segment.of(other, target_text).text if target_text is not None else None
    numbers = workspace.memory.equal_segments(segment)
    found = []
    for _, unit in workspace.memory.units_with(numbers, other):
        source, target = unit.oriented(locale, other)
        if source is None or target is None or source.text != segment.text:
            continue
        if wanted is None or target.text == wanted:
            found.append(unit)
    return found
