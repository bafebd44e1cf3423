"""What a change of terms would touch, and making it: `padanan terms impact`."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from cli.console.option_group import option_group
from cli.console.unused_options import refuse_unused_options
from cli.console.workspace import Workspace, command, source_option, target_option
from cli.terms.entry_options import RoughDateType
from cli.terms.impact_report import ImpactReport
from glossary.changes.renaming import Renaming, entries_with_old_terms, find_renamings
from glossary.entries import editing
from glossary.entries.entry import ConceptEntry, TermStatus
from glossary.entries.notation import (
    STANDINGS,
    TermName,
    parse_concept_id,
    parse_status,
)
from tm.errors import InputError, NotFound
from tm.text.locale import Locale
from tm.unit import TranslationUnit

if TYPE_CHECKING:
    from exports.format import ReadOptions
    from glossary.changes.apply import Rewriting
    from glossary.changes.impact import TouchedUnit

_DEMOTED = [word for word in STANDINGS if word != "preferred"]
_NAMED = 8
"""Most concepts that are named in a line."""
Entries = dict[str, tuple[ConceptEntry, ConceptEntry]]
"""Entries before and after, by id."""


@dataclass(frozen=True, slots=True)
class RenamingOptions:
    """Which terms a command line puts in place of others."""

    change: Sequence[str]
    """Concept and term, such as `id=Deputi Menteri`; or nothing, with a file."""
    from_file: str | None
    demote: str
    on: str | None
    every_form: bool

    def demand_sense(self) -> None:
        """Raise InputError where it is not clear which terms are meant."""
        if (self.from_file is None) == (len(self.change) != 2):
            raise InputError("give CONCEPT and LOCALE=TEXT, or --from-file FILE")
        if self.from_file is not None and self.change:
            raise InputError("--from-file goes without CONCEPT and LOCALE=TEXT")

    @property
    def what(self) -> str:
        """Where the new terms come from: the file, else the concept."""
        return self.from_file or self.change[0]

    @property
    def locale(self) -> Locale | None:
        """That of the only term, if no file has them."""
        return None if self.from_file else TermName.parse(self.change[1]).locale

    def preferring(self, entry: ConceptEntry, name: TermName) -> ConceptEntry:
        """An entry with another preferred term."""
        demoted = parse_status(self.demote)
        return editing.prefer_term(entry, name, demoted=demoted, on=self.on)


@command(
    examples="""
    padanan terms impact office-002 id="Deputi Menteri"
    padanan terms impact ministry-002 id="Kementerian Keamanan" --on 2025-03-01 --apply
    padanan terms impact --from-file new.csv --write corrected.tmx
    """
)
@option_group(
    "wish",
    RenamingOptions,
    click.argument("change", nargs=-1, metavar="[CONCEPT LOCALE=TEXT]"),
    click.option(
        "--from-file", metavar="FILE", help="Take the new terms of a TBX or CSV."
    ),
    click.option(
        "--demote",
        type=click.Choice(_DEMOTED),
        default="superseded",
        show_default=True,
        help="What the preferred term of today becomes.",
    ),
    click.option(
        "--on", type=RoughDateType(), help="The day from which the new one holds."
    ),
    click.option(
        "--every-form",
        is_flag=True,
        help="Replace deprecated, superseded and forbidden forms too.",
    ),
)
@click.option("--apply", "applies", is_flag=True, help="Make the change.")
@click.option(
    "--include",
    multiple=True,
    metavar="KEY|all",
    help="Change this uncertain unit too, if its new text is known.",
)
@click.option(
    "--write", "file", metavar="FILE", help="Write the changed units: TMX, PO …"
)
@source_option
@target_option
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
def impact(
    workspace: Workspace,
    wish: RenamingOptions,
    applies: bool,
    include: Sequence[str],
    file: str | None,
    source: Locale | None,
    target: Locale | None,
    limit: int,
    yes: bool,
) -> int:
    """Show every unit that another preferred term would change, before and after.

    A unit is changed where its other side has the concept as well; what is unsure is
    listed apart, with the reason, and left as it is. --apply changes concept and
    units as one change set, which `padanan undo` takes back. --limit is for tables.
    """
    from exports.format import ReadOptions
    from glossary.changes.apply import Rewriting

    wish.demand_sense()
    refuse_unused_options(applies, "--apply", "yes")
    if wish.from_file is not None:
        entries = _of_file(workspace, wish, ReadOptions(source, target))
    else:
        entries = _of_words(workspace, wish)
    changes = [
        renaming
        for before, after in entries.values()
        for renaming in find_renamings(before, after, every_form=wish.every_form)
        if wish.locale in (None, renaming.locale)
    ]
    found = _found(workspace, changes)
    sure, unsure = _parted(found, include)
    report = ImpactReport(workspace, changes, sure, unsure, limit)
    if workspace.format == "table":
        report.show(None)
    report.count()
    name = None
    if file is not None:
        _write(workspace, file, [one.after for one in sure], source, target)
    if applies and _is_wanted(workspace, yes=yes):
        name = _apply(workspace, Rewriting(entries, sure), wish.what)
    if workspace.format != "table":
        report.show(name)
    return 0 if found or name else 1


def _of_words(workspace: Workspace, wish: RenamingOptions) -> Entries:
    from glossary.glossary import Glossary

    concept, term = wish.change
    name = TermName.parse(term)
    before = Glossary(workspace.database).entry(parse_concept_id(concept))
    locale, old = name.locale.tag, _preferred(before, name.locale)
    if name.text in old and not wish.every_form:
        raise InputError(
            f"{name.text!r} is the preferred {locale} term already; --every-form puts "
            "it in place of what is not to be used"
        )
    if not old:
        raise InputError(
            f"{before.id} has no preferred {locale} term that could change; "
            f"`padanan terms edit {before.id} --prefer {term!r}` gives it one"
        )
    if name.text in old:
        return {before.id: (before, before)}
    return {before.id: (before, wish.preferring(before, name))}


def _of_file(
    workspace: Workspace, wish: RenamingOptions, options: "ReadOptions"
) -> Entries:
    """The entries whose preferred terms are others in a file; nothing else of it."""
    from exports.term_format import collect_items
    from exports.terms.files import opened
    from glossary.glossary import Glossary

    assert wish.from_file is not None
    with opened(wish.from_file, options) as items:
        read = collect_items(items)
    for skipped in read.skipped:
        workspace.warn(f"{skipped.path}:{skipped.line}: skipped: {skipped.reason}")
    stored = {entry.id: entry for entry in Glossary(workspace.database).entries()}
    found: Entries = {}
    for new in read.entries:
        before = stored.get(new.id)
        if before is None:
            continue
        after = before
        for locale in dict.fromkeys(term.locale for term in new.terms):
            old, wanted = _preferred(before, locale), _preferred(new, locale)
            for text in [text for text in wanted if text not in old][:1]:
                if old:
                    after = wish.preferring(after, TermName(locale, text))
        if after != before:
            found[new.id] = before, after
    if not found:
        raise NotFound(
            f"no preferred term of {wish.from_file} differs from the stored one"
        )
    return found


def _preferred(entry: ConceptEntry, locale: Locale) -> list[str]:
    return [
        term.text
        for term in entry.terms
        if term.locale == locale and term.status is TermStatus.PREFERRED
    ]


def _found(workspace: Workspace, changes: Sequence[Renaming]) -> "list[TouchedUnit]":
    from glossary.changes.apply import find_touched_units
    from glossary.changes.impact import TermImpact
    from glossary.glossary import Glossary

    entries = list(Glossary(workspace.database).entries())
    if longer := entries_with_old_terms(changes, entries):
        names = ", ".join(entry.id for entry in longer[:_NAMED])
        names += ", …" if len(longer) > _NAMED else ""
        workspace.say(f"concepts with longer terms of these, which stay: {names}")
    judge = TermImpact(changes, entries)
    with workspace.progress("reading the memory") as progress:
        found = []
        for one in find_touched_units(workspace.database, judge):
            found.append(one)
            progress(1)
    return found


def _parted(
    found: "Sequence[TouchedUnit]", include: Sequence[str]
) -> "tuple[list[TouchedUnit], list[TouchedUnit]]":
    """Those that are changed, and those that are not, being unsure."""
    for key in include:
        hits = [one for one in found if one.doubts and _is_named(one, key)]
        if not hits:
            raise NotFound(f"--include {key}: no uncertain unit has that key")
        if key != "all" and len(hits) > 1:
            raise InputError(f"--include {key}: begins {len(hits)} keys; give more")
    sure: list[TouchedUnit] = []
    unsure: list[TouchedUnit] = []
    for one in found:
        chosen = any(_is_named(one, key) for key in include)
        whole = one.before.key != one.after.key
        (sure if whole and (chosen or not one.doubts) else unsure).append(one)
    return sure, unsure


def _is_named(one: "TouchedUnit", key: str) -> bool:
    return key == "all" or (bool(key) and one.before.key.hex().startswith(key))


def _is_wanted(workspace: Workspace, *, yes: bool) -> bool:
    if yes or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    if click.confirm("Make this change?", err=True):
        return True
    workspace.say("nothing is changed")
    return False


def _apply(workspace: Workspace, rewriting: "Rewriting", what: str) -> str | None:
    from tm.store.history.change_set import change_set

    with change_set(
        workspace.database, command="terms impact", who=workspace.who, detail=what
    ) as changes:
        warnings = rewriting.apply(workspace.database, changes)
    for warning in warnings:
        workspace.warn(warning)
    workspace.say(
        f"changed {len(rewriting.entries)} concepts and {len(rewriting.units)} units; "
        f"`padanan undo {changes.name}` takes all of it back"
    )
    return changes.name


def _write(
    workspace: Workspace,
    file: str,
    units: Sequence[TranslationUnit],
    source: Locale | None,
    target: Locale | None,
) -> None:
    from exports.files import named, write
    from exports.format import WriteOptions

    format = named(file)
    if not units:
        raise NotFound(f"no unit is changed, so {file} is not written")
    if format.one_pair:
        source = source or workspace.settings.source or units[0].source.locale
        other = units[0].target.locale if units[0].target else None
        target = target or workspace.settings.target or other
    written = write(file, units, WriteOptions(source, target, source), name=format.name)
    workspace.say(f"{_units(written.written)} written to {file}")
    if written.left_out:
        workspace.warn(f"{_units(written.left_out)} left out: not of {source}–{target}")
    for lost in written.lost:
        workspace.warn(f"not kept: {lost.count} × {lost.what}")


def _units(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"
