"""The command `terms impact`, which shows and applies a change of preferred terms."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from cli.console.option_group import option_group
from cli.console.pair_options import (
    COMMAND_LINE_PARAMETERS,
    PairOptions,
    pair_options,
)
from cli.console.render import format_count
from cli.console.unused_options import refuse_unused_options
from cli.console.workspace import Workspace, command
from cli.terms.entry_options import RoughDateType
from cli.terms.impact_report import ImpactReport
from glossary.changes.renaming import (
    Renaming,
    find_entries_with_old_terms,
    find_renamings,
)
from glossary.entries import editing
from glossary.entries.entry import ConceptEntry, TermStatus
from glossary.entries.notation import (
    STATUSES_BY_WORD,
    TermName,
    parse_concept_id,
    parse_status,
)
from tm.errors import InputError, NotFound
from tm.text.locale import Locale
from tm.unit import TranslationUnit

if TYPE_CHECKING:
    from exports.format import ReadOptions
    from glossary.changes.planned_changes import PlannedChanges
    from glossary.changes.term_replacement import TouchedUnit

_DEMOTED_STATUSES = [word for word in STATUSES_BY_WORD if word != "preferred"]
_MOST_NAMED = 8
"""Most concepts named in one message."""
EntryChanges = dict[str, tuple[ConceptEntry, ConceptEntry]]
"""Entries before and after, by id."""


@dataclass(frozen=True, slots=True)
class RenamingOptions:
    """Which preferred terms change, and how."""

    change: Sequence[str]
    """The id of a concept, and its new term; empty with a file."""
    from_file: str | None
    demote: str
    on: str | None
    every_form: bool

    def require_consistent(self) -> None:
        """Raise InputError unless a term or a file is given."""
        if (self.from_file is None) == (len(self.change) != 2):
            raise InputError("give CONCEPT and LOCALE=TEXT, or --from-file FILE")
        if self.from_file is not None and self.change:
            raise InputError("--from-file and CONCEPT LOCALE=TEXT: give one of them")

    @property
    def change_source(self) -> str:
        """The source of the new terms: the file, else the concept."""
        return self.from_file or self.change[0]

    @property
    def locale(self) -> Locale | None:
        """The locale of the new term; None with a file."""
        return None if self.from_file else TermName.parse(self.change[1]).locale

    def prefer(self, entry: ConceptEntry, name: TermName) -> ConceptEntry:
        """Give an entry another preferred term."""
        demoted = parse_status(self.demote)
        return editing.prefer_term(
            entry, name, former_status=demoted, first_day=self.on
        )


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """Whether the change is made, and to which uncertain units."""

    applies: bool
    include: Sequence[str]
    yes: bool


@command(
    examples="""
    padanan terms impact office-002 id="Deputi Menteri"
    padanan terms impact ministry-002 id="Kementerian Keamanan" --on 2025-03-01 --apply
    padanan terms impact --from-file new.csv --write corrected.tmx
    """
)
@option_group(
    "renaming_options",
    RenamingOptions,
    click.argument("change", nargs=-1, metavar="[CONCEPT LOCALE=TEXT]"),
    click.option(
        "--from-file", metavar="FILE", help="Read the new terms from a TBX or CSV file."
    ),
    click.option(
        "--demote",
        type=click.Choice(_DEMOTED_STATUSES),
        default="superseded",
        show_default=True,
        help="Status of the previous preferred term.",
    ),
    click.option("--on", type=RoughDateType(), help="First day of the new term."),
    click.option(
        "--every-form",
        is_flag=True,
        help="Also replace deprecated, superseded and forbidden forms.",
    ),
)
@option_group(
    "apply_options",
    ApplyOptions,
    click.option("--apply", "applies", is_flag=True, help="Apply the change."),
    click.option(
        "--include",
        multiple=True,
        metavar="KEY|all",
        help="Also change this uncertain unit, if its new text is known.",
    ),
    click.option("--yes", is_flag=True, help="Apply without asking."),
)
@click.option(
    "--write",
    "output_path",
    metavar="FILE",
    help="Write the changed units to a file: TMX, PO …",
)
@pair_options
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True)
def impact(
    workspace: Workspace,
    renaming_options: RenamingOptions,
    apply_options: ApplyOptions,
    output_path: str | None,
    pair: PairOptions,
    limit: int,
) -> int:
    """Show every unit that another preferred term would change, before and after.

    A unit is changed if its other side has the concept as well; uncertain units are
    listed separately, with the reason, and not changed. --apply changes the concept and
    the units as one change set, which `padanan undo` takes back. --limit is for tables.
    """
    from exports.format import ReadOptions
    from glossary.changes.planned_changes import PlannedChanges

    renaming_options.require_consistent()
    applies = apply_options.applies
    refuse_unused_options(applies, "--apply", "yes")
    if renaming_options.from_file is not None:
        changed_entries = _change_entries_of_file(
            workspace,
            renaming_options,
            ReadOptions(pair.source, pair.target, COMMAND_LINE_PARAMETERS),
        )
    else:
        changed_entries = _change_named_entry(workspace, renaming_options)
    renamings = [
        renaming
        for entry_before, entry_after in changed_entries.values()
        for renaming in find_renamings(
            entry_before, entry_after, includes_deprecated=renaming_options.every_form
        )
        if renaming_options.locale in (None, renaming.locale)
    ]
    affected_units = _find_affected(workspace, renamings)
    certain_units, uncertain_units = _split_uncertain(
        affected_units, apply_options.include
    )
    report = ImpactReport(workspace, renamings, certain_units, uncertain_units, limit)
    if workspace.format == "table":
        report.print_units(None)
    report.print_summary()
    change_set_name = None
    if output_path is not None:
        _write_units(
            workspace,
            output_path,
            [affected_unit.new_unit for affected_unit in certain_units],
            pair.source,
            pair.target,
        )
    if applies and _is_confirmed(workspace, yes=apply_options.yes):
        change_set_name = _apply_change(
            workspace,
            PlannedChanges(changed_entries, certain_units),
            renaming_options.change_source,
        )
    if workspace.format != "table":
        report.print_units(change_set_name)
    return 0 if affected_units or change_set_name else 1


def _change_named_entry(
    workspace: Workspace, renaming_options: RenamingOptions
) -> EntryChanges:
    from glossary.termbase import Glossary

    concept, term = renaming_options.change
    name = TermName.parse(term)
    entry_before = Glossary(workspace.database).entry(parse_concept_id(concept))
    locale, old_texts = (
        name.locale.tag,
        _list_preferred_texts(entry_before, name.locale),
    )
    if name.text in old_texts and not renaming_options.every_form:
        raise InputError(
            f"{name.text!r} is already the preferred {locale} term; --every-form "
            "replaces terms that must not be used"
        )
    if not old_texts:
        raise InputError(
            f"{entry_before.id} has no preferred {locale} term to change; "
            f"`padanan terms edit {entry_before.id} --prefer {term!r}` adds one"
        )
    if name.text in old_texts:
        return {entry_before.id: (entry_before, entry_before)}
    return {
        entry_before.id: (entry_before, renaming_options.prefer(entry_before, name))
    }


def _change_entries_of_file(
    workspace: Workspace, renaming_options: RenamingOptions, options: "ReadOptions"
) -> EntryChanges:
    """Read entries whose preferred terms differ in a file; nothing else changes."""
    from exports.term_format import collect_items
    from exports.terms.term_files import open_items
    from glossary.termbase import Glossary

    assert renaming_options.from_file is not None
    with open_items(renaming_options.from_file, options) as items:
        read = collect_items(items)
    for skipped in read.skipped:
        workspace.warn(f"{skipped.path}:{skipped.line}: skipped: {skipped.reason}")
    stored = {entry.id: entry for entry in Glossary(workspace.database).entries()}
    changed_entries: EntryChanges = {}
    for file_entry in read.entries:
        entry_before = stored.get(file_entry.id)
        if entry_before is None:
            continue
        entry_after = entry_before
        for locale in dict.fromkeys(term.locale for term in file_entry.terms):
            old_texts, new_texts = (
                _list_preferred_texts(entry_before, locale),
                _list_preferred_texts(file_entry, locale),
            )
            for text in [text for text in new_texts if text not in old_texts][:1]:
                if old_texts:
                    entry_after = renaming_options.prefer(
                        entry_after, TermName(locale, text)
                    )
        if entry_after != entry_before:
            changed_entries[file_entry.id] = entry_before, entry_after
    if not changed_entries:
        raise NotFound(
            f"all preferred terms of {renaming_options.from_file} are stored already"
        )
    return changed_entries


def _list_preferred_texts(entry: ConceptEntry, locale: Locale) -> list[str]:
    return [
        term.text
        for term in entry.terms
        if term.locale == locale and term.status is TermStatus.PREFERRED
    ]


def _find_affected(
    workspace: Workspace, renamings: Sequence[Renaming]
) -> "list[TouchedUnit]":
    from glossary.changes.planned_changes import find_touched_units
    from glossary.changes.term_impact import TermImpact
    from glossary.termbase import Glossary

    entries = list(Glossary(workspace.database).entries())
    if longer_concepts := find_entries_with_old_terms(renamings, entries):
        concept_list = ", ".join(entry.id for entry in longer_concepts[:_MOST_NAMED])
        concept_list += ", …" if len(longer_concepts) > _MOST_NAMED else ""
        workspace.say(
            "Not changed: concepts with longer terms that contain these: "
            f"{concept_list}"
        )
    impact_rules = TermImpact(renamings, entries)
    with workspace.progress("reading the memory") as progress:
        affected_units = []
        for affected_unit in find_touched_units(workspace.database, impact_rules):
            affected_units.append(affected_unit)
            progress(1)
    return affected_units


def _split_uncertain(
    affected_units: "Sequence[TouchedUnit]", included_keys: Sequence[str]
) -> "tuple[list[TouchedUnit], list[TouchedUnit]]":
    """Split affected units into those that change and the uncertain ones."""
    for key in included_keys:
        matching = [
            affected_unit
            for affected_unit in affected_units
            if affected_unit.doubts and _has_key(affected_unit, key)
        ]
        if not matching:
            raise NotFound(f"--include {key}: no uncertain unit has that key")
        if key != "all" and len(matching) > 1:
            raise InputError(
                f"--include {key}: {len(matching)} units match; give a longer key"
            )
    certain_units: list[TouchedUnit] = []
    uncertain_units: list[TouchedUnit] = []
    for affected_unit in affected_units:
        is_included = any(_has_key(affected_unit, key) for key in included_keys)
        has_new_text = affected_unit.old_unit.key != affected_unit.new_unit.key
        (
            certain_units
            if has_new_text and (is_included or not affected_unit.doubts)
            else uncertain_units
        ).append(affected_unit)
    return certain_units, uncertain_units


def _has_key(affected_unit: "TouchedUnit", key: str) -> bool:
    return key == "all" or (
        bool(key) and affected_unit.old_unit.key.hex().startswith(key)
    )


def _is_confirmed(workspace: Workspace, *, yes: bool) -> bool:
    if yes or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    if click.confirm("Apply this change?", err=True):
        return True
    workspace.say("Nothing changed")
    return False


def _apply_change(
    workspace: Workspace, rewriting: "PlannedChanges", detail: str
) -> str | None:
    from tm.store.history.change_set import open_change_set

    with open_change_set(
        workspace.database,
        command="terms impact",
        author=workspace.author,
        detail=detail,
    ) as changes:
        warnings = rewriting.apply(workspace.database, changes)
    for warning in warnings:
        workspace.warn(warning)
    workspace.say(
        f"Changed {len(rewriting.entry_pair_by_id)} concepts and "
        f"{len(rewriting.touched_units)} units; "
        f"`padanan undo {changes.name}` takes all of it back"
    )
    return changes.name


def _write_units(
    workspace: Workspace,
    file: str,
    units: Sequence[TranslationUnit],
    source: Locale | None,
    target: Locale | None,
) -> None:
    from exports.files import find_output_format, write
    from exports.format import WriteOptions

    format = find_output_format(file)
    if not units:
        raise NotFound(f"no units change; {file} not written")
    if format.has_one_pair:
        source = source or workspace.settings.source or units[0].source.locale
        first_target = units[0].target.locale if units[0].target else None
        target = target or workspace.settings.target or first_target
    write_result = write(
        file, units, WriteOptions(source, target, source), format_name=format.name
    )
    workspace.say(f"{format_count(write_result.written, 'unit')} written to {file}")
    if write_result.left_out:
        left_out_count = format_count(write_result.left_out, "unit")
        workspace.warn(f"{left_out_count} left out: not in {source} → {target}")
    for loss in write_result.lost:
        workspace.warn(f"lost: {loss.count} × {loss.what}")
