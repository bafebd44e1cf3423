"""Units of the memory by the names that commands print: keys, places in articles."""

from cli.console.workspace import Workspace
from tm.articles.archive.archive import Archive
from tm.errors import InputError, NotFound
from tm.store.history.replacements import successors
from tm.store.units.filter import UnitFilter
from tm.unit import TranslationUnit, Withheld


def units_named(workspace: Workspace, name: str) -> list[TranslationUnit]:
    """The units in use, or waiting for review, that a name may mean.

    `3fa2` is the beginning of a key; `4f1c#12` the place 12 in the article whose key
    begins so.
    """
    article, mark, position = name.partition("#")
    if not mark:
        return list(workspace.memory.units_named(name))
    if not position.isdecimal():
        raise InputError(f"{name!r} is no place in an article, such as 4f1c#12")
    key = Archive(workspace.database).get(article).article.key
    return [
        unit
        for withheld in (None, Withheld.REVIEW)
        for unit in workspace.memory.units(
            UnitFilter(article=key, translated=True, withheld=withheld)
        )
        if unit.origin.position == int(position)
    ]


def units_instead(workspace: Workspace, name: str) -> list[TranslationUnit]:
    """The units that came instead of those in use no more that a key names; told."""
    found = successors(workspace.database, name)
    for one in found:
        workspace.say(f"{name} is {one.unit.key.hex()[:16]} since {one.since}")
    return [one.unit for one in found]


def unit_named(workspace: Workspace, name: str) -> TranslationUnit:
    """The only unit that a name means. Raises NotFound and InputError."""
    units = units_named(workspace, name)
    if not units and (now := successors(workspace.database, name)):
        keys = ", ".join(f"{one.unit.key.hex()[:16]} since {one.since}" for one in now)
        raise NotFound(f"no unit {name!r} any more: it is {keys}")
    if not units:
        raise NotFound(f"no unit {name!r}; `padanan show` lists those of an article")
    if len(units) > 1:
        keys = ", ".join(unit.key.hex()[:16] for unit in units[:3])
        raise InputError(f"{name!r} names {len(units)} units: {keys} …; give more")
    return units[0]
