"""Units of the memory by the names that commands print: key, position in an article."""

from cli.console.workspace import Workspace
from tm.articles.archive.archive import Archive
from tm.errors import InputError, NotFound
from tm.store.history.replacements import find_replacements
from tm.store.units.filter import UnitFilter
from tm.unit import TranslationUnit, Withheld


def find_units(workspace: Workspace, unit_name: str) -> list[TranslationUnit]:
    """Find the units in use, or waiting for review, that have a name.

    `3fa2` is the beginning of a key; `4f1c#12` is position 12 in the article whose key
    begins with 4f1c.
    """
    article_prefix, separator, position_text = unit_name.partition("#")
    if not separator:
        return list(workspace.unit_store.find_units_by_key_prefix(unit_name))
    if not position_text.isdecimal():
        raise InputError(f"{unit_name!r} must be ARTICLE#POSITION, such as 4f1c#12")
    article_key = Archive(workspace.database).get(article_prefix).article.key
    return [
        unit
        for withheld_reason in (None, Withheld.REVIEW)
        for unit in workspace.unit_store.read_units(
            UnitFilter(article=article_key, translated=True, withheld=withheld_reason)
        )
        if unit.origin.position == int(position_text)
    ]


def find_successors(workspace: Workspace, key_text: str) -> list[TranslationUnit]:
    """Find the units that replaced the unit of a key, and print their keys."""
    replacements = find_replacements(workspace.database, key_text)
    for replacement in replacements:
        workspace.say(
            f"{key_text} was replaced by {replacement.unit.key.hex()[:16]}, "
            f"{replacement.change_set_name}"
        )
    return [replacement.unit for replacement in replacements]


def find_unit(workspace: Workspace, unit_name: str) -> TranslationUnit:
    """Find the only unit of a name. Raises NotFound and InputError."""
    units = find_units(workspace, unit_name)
    if not units and (replacements := find_replacements(workspace.database, unit_name)):
        keys_text = ", ".join(
            f"{replacement.unit.key.hex()[:16]}, {replacement.change_set_name}"
            for replacement in replacements
        )
        raise NotFound(f"no unit {unit_name!r}: it was replaced by {keys_text}")
    if not units:
        raise NotFound(
            f"no unit {unit_name!r}; `padanan show` lists those of an article"
        )
    if len(units) > 1:
        keys_text = ", ".join(unit.key.hex()[:16] for unit in units[:3])
        raise InputError(
            f"{unit_name!r} names {len(units)} units: {keys_text} …; give a longer key"
        )
    return units[0]
