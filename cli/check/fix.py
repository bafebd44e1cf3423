"""Fixing files or the memory for `check --fix`, after showing the changes."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import copyfileobj

import click

from checks.engine.check import CHECKS
from checks.engine.unit import Unit
from checks.fixing.fix_counter import FixCounter
from checks.fixing.fixes import (
    DocumentFixes,
    FixedUnit,
    UnfixedFinding,
    find_corpus_fixes,
    fix_documents,
)
from checks.fixing.stored_fixes import (
    FindFixes,
    StoredFixes,
    fix_article_units,
    fix_memory_units,
    store_fixes,
)
from checks.inputs.files import FileNotes
from checks.inputs.translation_units import read_memory_units
from cli.check.fix_options import FixOptions
from cli.check.fix_report import print_fixes
from cli.check.inputs.check_input import CheckInput
from cli.check.session.check_call import CheckCall
from cli.check.session.summary import print_file_notices
from cli.console.process.gc_tuning import reduce_garbage_collection
from cli.console.workspace import Workspace
from exports.edit.correction import Correction
from exports.edit.fixable_file import correct_file, require_fixable
from exports.io.replace_file import replace_file
from exports.reports.labels import ReportLabels
from tm.errors import InputError
from tm.progress import ReportProgress
from tm.unit import TranslationUnit

_SOFTWARE_SUFFIXES = (".po", ".pot")
_MAX_LISTED_UNFIXED_COUNT = 10


@dataclass(slots=True)
class _InputWithFixes:
    """A file, or units of the memory, with the fixes."""

    name: str
    fixed_units: list[FixedUnit] = field(default_factory=list)
    unfixed_findings: list[UnfixedFinding] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    """All texts of a file, in order."""
    unit_changes: list[tuple[TranslationUnit, TranslationUnit]] = field(
        default_factory=list
    )
    """Units of the memory, before and after."""

    @classmethod
    def from_memory(cls, name: str, fixes: StoredFixes) -> "_InputWithFixes":
        """Take the fixes of units of the memory."""
        return cls(
            name,
            fixes.fixed_units,
            fixes.unfixed_findings,
            unit_changes=fixes.unit_changes,
        )


def run_fixes(
    workspace: Workspace, check_call: CheckCall, fix_options: FixOptions
) -> int:
    """Show fixes, ask, and apply them; return 1 if something was not fixed."""
    check_call = replace(check_call, labels=check_call.labels.select_section("fixing"))
    check_input, labels = check_call.check_input, check_call.labels
    _require_fixable_files(check_input, fix_options)
    check_ids = fix_options.choose_check_ids(check_call.session.plan)
    if not check_ids:
        raise InputError("none of these checks has safe fixes; see --fix-only")
    for check in (CHECKS[check_id] for check_id in check_ids):
        if fix_options.named_check_names and not check.state().works:
            state_text = check.state().write_message(labels.language)
            workspace.warn(labels.fill_in("state", check.id, state_text))
    with (
        workspace.show_progress("fixing") as report_progress,
        reduce_garbage_collection(),
    ):
        fix_counter = FixCounter(
            fix_options.choose_offered_check_ids(check_call.session.plan),
            check_call.may_fix,
        )
        inputs_with_fixes = [
            *_fix_inputs(workspace, check_call, check_ids, fix_counter, report_progress)
        ]
        offered_fix_counts = fix_counter.count_all_fixes(check_call.session.context)
    if ("space.double", "as_source") not in check_call.session.plan.options and any(
        Path(path).suffix.lower() in _SOFTWARE_SUFFIXES for path in check_input.paths
    ):
        workspace.say(f"{labels['aligned_by_spaces']} (--profile software)")
    _show_fixes(workspace, inputs_with_fixes, labels)
    changed_inputs = [
        input_with_fixes
        for input_with_fixes in inputs_with_fixes
        if input_with_fixes.fixed_units
    ]
    if not changed_inputs:
        workspace.say(labels["nothing_to_fix"])
    _say_more_fixes(workspace, offered_fix_counts, labels)
    if not changed_inputs:
        if fix_options.output_path is not None:
            _copy_file(check_input.paths[0], fix_options.output_path)
        return 0
    if not _confirm_fixes(workspace, fix_options, labels):
        return 1
    are_all_applied = True
    for input_with_fixes in changed_inputs:
        if check_input.paths:
            are_all_applied &= _write_file(
                workspace, input_with_fixes, check_call, fix_options.output_path
            )
        else:
            _store_in_memory(workspace, input_with_fixes, labels)
    return int(not are_all_applied)


def _require_fixable_files(check_input: CheckInput, fix_options: FixOptions) -> None:
    """Raise InputError for files that cannot be rewritten."""
    if fix_options.output_path is not None and len(check_input.paths) != 1:
        raise InputError("-O needs exactly one FILE")
    for path in check_input.paths:
        require_fixable(path)


def _fix_inputs(
    workspace: Workspace,
    check_call: CheckCall,
    check_ids: Sequence[str],
    fix_counter: FixCounter,
    report_progress: ReportProgress,
) -> Iterator[_InputWithFixes]:
    """Fix the files, the memory or the article of a call."""
    check_input, languages = check_call.check_input, check_call.languages
    # Corpus checks must see all units before the first of them is fixed; what is
    # skipped is reported when the units are fixed.
    all_units = check_call.read_units(workspace, FileNotes())
    corpus_findings = find_corpus_fixes(
        all_units, check_call.session.context, check_ids, is_selected=check_call.may_fix
    )

    def find_fixes(
        units: Iterator[Unit],
    ) -> Iterator[tuple[Sequence[Unit], DocumentFixes]]:
        for document, fixes in fix_documents(
            units,
            check_call.session.context,
            check_ids,
            is_selected=check_call.may_fix,
            corpus_findings=corpus_findings,
            fix_counter=fix_counter,
        ):
            report_progress(len(document))
            yield document, fixes

    if check_input.uses_memory:
        unit_pairs = read_memory_units(
            workspace.database,
            source_locale=languages.source_locale,
            target_locale=languages.target_locale,
        )
        if check_call.reported_units is not None:
            unit_pairs = check_call.reported_units.filter_by_document(unit_pairs)
        memory_fixes = fix_memory_units(unit_pairs, languages, find_fixes)
        yield _InputWithFixes.from_memory("memory", memory_fixes)
    elif check_input.article_key is not None:
        article_fixes = fix_article_units(
            workspace.database, check_input.article_key, languages, find_fixes
        )
        yield _InputWithFixes.from_memory(
            f"article {check_input.article_key}", article_fixes
        )
    call_notes = FileNotes()
    for path in check_input.paths:
        yield _fix_file(workspace, path, check_call, call_notes, find_fixes)
    call_notes.require_units(len(check_input.paths))
    for message in call_notes.other_language_messages:
        workspace.warn(message)


def _fix_file(
    workspace: Workspace,
    path: str,
    check_call: CheckCall,
    call_notes: FileNotes,
    find_fixes: FindFixes,
) -> _InputWithFixes:
    """Fix a file; `call_notes` gets the message if it is left out."""
    input_with_fixes = _InputWithFixes(path)
    file_notes = FileNotes(file_numbers_by_article=call_notes.file_numbers_by_article)
    for document, fixes in find_fixes(
        check_call.file_options.read_units(path, file_notes)
    ):
        input_with_fixes.fixed_units += fixes.fixed_units
        input_with_fixes.unfixed_findings += fixes.unfixed_findings
        # Units that share an id are not fixed, so that each id has one text here.
        fixed_text_by_id = {
            fixed_unit.original_unit.id: fixed_unit.fixed_unit.target
            for fixed_unit in fixes.fixed_units
        }
        input_with_fixes.corrections += [
            Correction(
                unit.source,
                unit.target,
                fixed_text_by_id.get(unit.id, unit.target),
                unit.source_codes,
                unit.target_codes,
            )
            for unit in document
        ]
    call_notes.other_language_messages += file_notes.other_language_messages
    file_notes.other_language_messages.clear()
    print_file_notices(workspace, file_notes, check_call.labels)
    return input_with_fixes


def _show_fixes(
    workspace: Workspace,
    inputs_with_fixes: Sequence[_InputWithFixes],
    labels: ReportLabels,
) -> None:
    """Show the fixes of all inputs, and which findings they do not fix."""
    fixes_of_inputs = [
        (
            input_with_fixes.name,
            input_with_fixes.fixed_units,
            input_with_fixes.unfixed_findings,
        )
        for input_with_fixes in inputs_with_fixes
    ]
    print_fixes(workspace, fixes_of_inputs, labels.language)
    for input_with_fixes in inputs_with_fixes:
        _say_unfixed_findings(workspace, input_with_fixes, labels)


def _say_unfixed_findings(
    workspace: Workspace, input_with_fixes: _InputWithFixes, labels: ReportLabels
) -> None:
    for unfixed_finding in input_with_fixes.unfixed_findings[
        :_MAX_LISTED_UNFIXED_COUNT
    ]:
        reason = unfixed_finding.reason.write(labels.language)
        message = labels.fill_in(
            "not_fixed",
            unfixed_finding.finding.unit,
            unfixed_finding.finding.check,
            reason,
        )
        workspace.say(message)
    hidden_count = len(input_with_fixes.unfixed_findings) - _MAX_LISTED_UNFIXED_COUNT
    if hidden_count > 0:
        workspace.say(
            labels.fill_in("not_fixed_more", labels.format_number(hidden_count))
        )


def _say_more_fixes(
    workspace: Workspace, offered_fix_counts: Counter[str], labels: ReportLabels
) -> None:
    """Say which further checks have fixes, and how many."""
    if offered_fix_counts:
        counts_text = ", ".join(
            f"{check_id} {count}"
            for check_id, count in offered_fix_counts.most_common()
        )
        total_text = labels.format_count("more_fixes", offered_fix_counts.total())
        message = labels.fill_in("on_request", total_text, counts_text)
        workspace.say(f"{message} (--fix-only {','.join(sorted(offered_fix_counts))})")


def _confirm_fixes(
    workspace: Workspace, fix_options: FixOptions, labels: ReportLabels
) -> bool:
    """Ask whether to apply the fixes, unless `--yes` is given."""
    if fix_options.skips_confirmation:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        workspace.say(f"{labels['needs_yes']} (--yes)")
        return False
    if click.confirm(labels["ask"], err=True):
        return True
    workspace.say(labels["nothing_changed"])
    return False


def _write_file(
    workspace: Workspace,
    input_with_fixes: _InputWithFixes,
    check_call: CheckCall,
    output_path: str | None,
) -> bool:
    """Write a fixed file; return whether all fixes were applied."""
    labels = check_call.labels
    corrected_file = correct_file(
        input_with_fixes.name,
        input_with_fixes.corrections,
        check_call.file_options.read_options,
        allows_losses=output_path is not None,
    )
    for missed_correction in corrected_file.missed_corrections[
        :_MAX_LISTED_UNFIXED_COUNT
    ]:
        workspace.warn(
            labels.fill_in(
                "missed", input_with_fixes.name, repr(missed_correction.old_text[:60])
            )
        )
    for loss in corrected_file.lost:
        workspace.warn(
            labels.fill_in("lost", labels.format_number(loss.count), loss.what)
        )
    applied_count = len(input_with_fixes.fixed_units) - len(
        corrected_file.missed_corrections
    )
    if not applied_count and output_path is None:
        return False  # the file is as it was
    with replace_file(Path(output_path or input_with_fixes.name)) as output_stream:
        output_stream.write(corrected_file.data)
    applied_count_phrase = labels.format_count("fixed_texts", applied_count)
    workspace.say(
        labels.fill_in(
            "fixed_in", applied_count_phrase, output_path or input_with_fixes.name
        )
    )
    return not corrected_file.missed_corrections


def _copy_file(path: str, output_path: str) -> None:
    """Copy a file that has no fixes to the output file."""
    with (
        Path(path).open("rb") as source_file,
        replace_file(Path(output_path)) as output_stream,
    ):
        copyfileobj(source_file, output_stream)


def _store_in_memory(
    workspace: Workspace, input_with_fixes: _InputWithFixes, labels: ReportLabels
) -> None:
    """Store the fixed units of the memory or of an article."""
    change_set_name, logged_count = store_fixes(
        workspace.database,
        input_with_fixes.unit_changes,
        author=workspace.author,
        command="check --fix",
        detail=input_with_fixes.name,
    )
    if change_set_name is None:
        workspace.say(labels["nothing_changed"])
        return
    unit_count_phrase = labels.format_count(
        "fixed_units", len(input_with_fixes.unit_changes)
    )
    change_count_phrase = labels.format_count("logged_changes", logged_count)
    workspace.say(
        labels.fill_in(
            "fixed_memory", unit_count_phrase, change_count_phrase, change_set_name
        )
    )
    if input_with_fixes.name != "memory":
        workspace.say(labels["page_stays"])
