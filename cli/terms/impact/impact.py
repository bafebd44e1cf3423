"""The command `terms impact`, which shows and applies a change of preferred terms."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from cli.console.command import command
from cli.console.options.aliased_option import AliasedOption
from cli.console.options.file_options import warn_of_losses, warn_of_skipped_entries
from cli.console.options.pair_options import (
    COMMAND_LINE_PARAMETERS,
    PairOptions,
    pair_options,
)
from cli.console.options.rate_and_limit_options import limit_option
from cli.console.options.unused_options import refuse_unused_options
from cli.console.output_formats import format_count
from cli.console.workspace import Workspace
from cli.terms.impact.impact_report import ImpactReport
from cli.terms.impact.renaming_options import (
    ApplyOptions,
    RenamingOptions,
    apply_options,
    renaming_options,
)
from glossary.changes.renaming import (
    Renaming,
    find_entries_with_old_terms,
    find_renamings,
)
from glossary.entries.entry import ConceptEntry, TermStatus
from glossary.entries.notation import (
    TermName,
    parse_concept_id,
)
from tm.errors import InputError, NotFound
from tm.text.locale import Locale
from tm.unit import TranslationUnit

if TYPE_CHECKING:
    from exports.format import ReadOptions
    from glossary.changes.planned_changes import PlannedChanges
    from glossary.changes.term_replacement import AffectedUnit

_MAX_NAMED_CONCEPTS = 8
"""Most concepts named in one message."""
EntryChanges = dict[str, tuple[ConceptEntry, ConceptEntry]]
"""Entries before and after, by id."""


@command(
    examples="""
    padanan terms impact office-002 id="Deputi Menteri"
    padanan terms impact ministry-002 id="Kementerian Keamanan" --on 2025-03-01 --apply
    padanan terms impact --from-file new.csv -O corrected.tmx
    """
)
@renaming_options
@apply_options
@click.option(
    "-O",
    "--output",
    "output_path",
    cls=AliasedOption,
    aliases=["--write"],
    metavar="OUT",
    help="Write the changed units to a file: TMX, PO …",
)
@pair_options
@limit_option(
    "listed_unit_limit",
    "Most units to show in a table.",
    default_limit=20,
    lowest_limit=0,
)
def impact(
    workspace: Workspace,
    renaming_options: RenamingOptions,
    apply_options: ApplyOptions,
    output_path: str | None,
    pair_options: PairOptions,
    listed_unit_limit: int,
) -> int:
    """Show every unit that a new preferred term would change, before and after.

    A unit changes if both of its sides have a term of the concept. Uncertain units are
    listed separately, with the reason, and do not change. --apply changes the concept
    and the units as one change set, which `padanan undo` takes back.
    """
    from exports.format import ReadOptions
    from glossary.changes.planned_changes import PlannedChanges

    renaming_options.require_consistent()
    applies_change = apply_options.applies_change
    refuse_unused_options(applies_change, "--apply", "skips_confirmation")
    read_options = ReadOptions(
        pair_options.source_locale, pair_options.target_locale, COMMAND_LINE_PARAMETERS
    )
    entry_changes = (
        _change_named_entry(workspace, renaming_options)
        if renaming_options.terms_path is None
        else _change_entries_of_file(workspace, renaming_options, read_options)
    )
    renamings = _list_renamings(entry_changes.values(), renaming_options)
    affected_units = _find_affected_units(workspace, renamings)
    certain_units, uncertain_units = _split_affected_units(
        affected_units, apply_options.included_key_prefixes
    )
    impact_report = ImpactReport(
        workspace, renamings, certain_units, uncertain_units, listed_unit_limit
    )
    if workspace.output_format == "table":
        impact_report.print_units(None)
    impact_report.print_summary()
    change_set_name = None
    if output_path is not None:
        _write_units(
            workspace,
            output_path,
            [affected_unit.new_unit for affected_unit in certain_units],
            pair_options.source_locale,
            pair_options.target_locale,
        )
    if applies_change and _confirm_change(
        workspace, skips_confirmation=apply_options.skips_confirmation
    ):
        change_set_name = _apply_planned_changes(
            workspace,
            PlannedChanges(entry_changes, certain_units),
            renaming_options.change_detail,
        )
    if workspace.output_format != "table":
        impact_report.print_units(change_set_name)
    return 0 if affected_units or change_set_name else 1


def _list_renamings(
    entry_changes: Iterable[tuple[ConceptEntry, ConceptEntry]],
    renaming_options: RenamingOptions,
) -> list[Renaming]:
    """List the terms that entries replace, each entry before and after its change."""
    return [
        renaming
        for entry_before, entry_after in entry_changes
        for renaming in find_renamings(
            entry_before,
            entry_after,
            includes_deprecated=renaming_options.replaces_every_form,
        )
        if renaming_options.term_locale in (None, renaming.locale)
    ]


def _change_named_entry(
    workspace: Workspace, renaming_options: RenamingOptions
) -> EntryChanges:
    """Give the named concept its new preferred term."""
    from glossary.concept_store import ConceptStore

    concept_text, term_text = renaming_options.concept_and_term
    term_name = TermName.parse(term_text)
    entry_before = ConceptStore(workspace.database).entry(
        parse_concept_id(concept_text)
    )
    locale_tag, old_texts = (
        term_name.locale.tag,
        _list_preferred_texts(entry_before, term_name.locale),
    )
    if term_name.text in old_texts and not renaming_options.replaces_every_form:
        raise InputError(
            f"{term_name.text!r} is already the preferred {locale_tag} term; "
            "--every-form replaces terms that must not be used"
        )
    if not old_texts:
        raise InputError(
            f"{entry_before.id} has no preferred {locale_tag} term to change; "
            f"`padanan terms edit {entry_before.id} --prefer {term_text!r}` adds one"
        )
    if term_name.text in old_texts:
        return {entry_before.id: (entry_before, entry_before)}
    return {
        entry_before.id: (
            entry_before,
            renaming_options.prefer_term(entry_before, term_name),
        )
    }


def _change_entries_of_file(
    workspace: Workspace, renaming_options: RenamingOptions, read_options: "ReadOptions"
) -> EntryChanges:
    """Read entries whose preferred terms differ in a file; nothing else changes."""
    from exports.term_format import collect_items
    from exports.terms.term_files import open_term_items
    from glossary.concept_store import ConceptStore

    assert renaming_options.terms_path is not None
    with open_term_items(renaming_options.terms_path, read_options) as file_items:
        file_terms = collect_items(file_items)
    warn_of_skipped_entries(workspace, file_terms.skipped)
    stored_entry_by_id = {
        entry.id: entry for entry in ConceptStore(workspace.database).entries()
    }
    entry_changes: EntryChanges = {}
    for file_entry in file_terms.entries:
        entry_before = stored_entry_by_id.get(file_entry.id)
        if entry_before is None:
            continue
        entry_after = entry_before
        for locale in dict.fromkeys(term.locale for term in file_entry.terms):
            old_texts, new_texts = (
                _list_preferred_texts(entry_before, locale),
                _list_preferred_texts(file_entry, locale),
            )
            for new_text in [
                new_text for new_text in new_texts if new_text not in old_texts
            ][:1]:
                if old_texts:
                    entry_after = renaming_options.prefer_term(
                        entry_after, TermName(locale, new_text)
                    )
        if entry_after != entry_before:
            entry_changes[file_entry.id] = entry_before, entry_after
    if not entry_changes:
        raise NotFound(
            f"all preferred terms of {renaming_options.terms_path} are stored already"
        )
    return entry_changes


def _list_preferred_texts(entry: ConceptEntry, locale: Locale) -> list[str]:
    return [
        term.text
        for term in entry.terms
        if term.locale == locale and term.status is TermStatus.PREFERRED
    ]


def _find_affected_units(
    workspace: Workspace, renamings: Sequence[Renaming]
) -> "list[AffectedUnit]":
    """Find the units of the memory that the new terms affect."""
    from glossary.changes.planned_changes import find_affected_units
    from glossary.changes.term_impact import RenamedTermFinder
    from glossary.concept_store import ConceptStore

    entries = list(ConceptStore(workspace.database).entries())
    if longer_entries := find_entries_with_old_terms(renamings, entries):
        concept_ids_text = ", ".join(
            entry.id for entry in longer_entries[:_MAX_NAMED_CONCEPTS]
        )
        concept_ids_text += ", …" if len(longer_entries) > _MAX_NAMED_CONCEPTS else ""
        workspace.say(
            "Not changed: concepts with longer terms that contain these: "
            f"{concept_ids_text}"
        )
    renamed_term_finder = RenamedTermFinder(renamings, entries)
    with workspace.show_progress("reading the memory") as report_progress:
        affected_units = []
        for affected_unit in find_affected_units(
            workspace.database, renamed_term_finder
        ):
            affected_units.append(affected_unit)
            report_progress(1)
    return affected_units


def _split_affected_units(
    affected_units: "Sequence[AffectedUnit]", included_key_prefixes: Sequence[str]
) -> "tuple[list[AffectedUnit], list[AffectedUnit]]":
    """Split affected units into those that change and the uncertain ones."""
    for included_key_prefix in included_key_prefixes:
        matching_units = [
            affected_unit
            for affected_unit in affected_units
            if affected_unit.doubts
            and _has_key_prefix(affected_unit, included_key_prefix)
        ]
        if not matching_units:
            raise NotFound(
                f"--include {included_key_prefix}: no uncertain unit has that key"
            )
        if included_key_prefix != "all" and len(matching_units) > 1:
            raise InputError(
                f"--include {included_key_prefix}: {len(matching_units)} units match; "
                "give a longer key"
            )
    certain_units: list[AffectedUnit] = []
    uncertain_units: list[AffectedUnit] = []
    for affected_unit in affected_units:
        is_included = any(
            _has_key_prefix(affected_unit, included_key_prefix)
            for included_key_prefix in included_key_prefixes
        )
        has_new_text = affected_unit.old_unit.key != affected_unit.new_unit.key
        (
            certain_units
            if has_new_text and (is_included or not affected_unit.doubts)
            else uncertain_units
        ).append(affected_unit)
    return certain_units, uncertain_units


def _has_key_prefix(affected_unit: "AffectedUnit", key_prefix: str) -> bool:
    """Whether the key of a unit begins with a prefix, which may be `all`."""
    return key_prefix == "all" or (
        bool(key_prefix) and affected_unit.old_unit.key.hex().startswith(key_prefix)
    )


def _confirm_change(workspace: Workspace, *, skips_confirmation: bool) -> bool:
    if skips_confirmation or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    if click.confirm("Apply this change?", err=True):
        return True
    workspace.say("Nothing changed")
    return False


def _apply_planned_changes(
    workspace: Workspace, planned_changes: "PlannedChanges", detail: str
) -> str | None:
    from tm.store.history.change_set import open_change_set

    with open_change_set(
        workspace.database,
        command="terms impact",
        author=workspace.author,
        detail=detail,
    ) as change_set:
        warnings = planned_changes.apply(workspace.database, change_set)
    for warning in warnings:
        workspace.warn(warning)
    workspace.say(
        f"Changed {len(planned_changes.entry_pair_by_id)} concepts and "
        f"{len(planned_changes.affected_units)} units; "
        f"`padanan undo {change_set.name}` takes all of it back"
    )
    return change_set.name


def _write_units(
    workspace: Workspace,
    output_path: str,
    units: Sequence[TranslationUnit],
    source_locale: Locale | None,
    target_locale: Locale | None,
) -> None:
    from exports.files import find_output_format, write
    from exports.format import WriteOptions

    output_format = find_output_format(output_path)
    if not units:
        raise NotFound(f"no units change; {output_path} not written")
    if output_format.has_one_pair:
        source_locale = (
            source_locale or workspace.settings.source or units[0].source.locale
        )
        first_target_locale = units[0].target.locale if units[0].target else None
        target_locale = (
            target_locale or workspace.settings.target or first_target_locale
        )
    write_result = write(
        output_path,
        units,
        WriteOptions(source_locale, target_locale, source_locale),
        format_name=output_format.name,
    )
    workspace.say(
        f"{format_count(write_result.written, 'unit')} written to {output_path}"
    )
    if write_result.left_out:
        left_out_phrase = format_count(write_result.left_out, "unit")
        workspace.warn(
            f"{left_out_phrase} left out: not in {source_locale} → {target_locale}"
        )
    warn_of_losses(workspace, write_result.lost)
