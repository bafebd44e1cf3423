"""Applying the fixes of `check --fix`: a diff, a question, then files or the memory."""

import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import copyfileobj

import click

from checks.engine.check import CHECKS
from checks.engine.messages import Message
from checks.engine.unit import Unit
from checks.fixing.fix_counter import FixCounter
from checks.fixing.fixes import (
    DocumentFixes,
    FixedUnit,
    UnfixedFinding,
    find_corpus_fixes,
    fix_documents,
)
from checks.inputs.article import read_article_units
from checks.inputs.files import FileNotes
from checks.inputs.languages import CheckedLanguages
from checks.inputs.translation_units import read_memory_units
from cli.check.fix_options import FixOptions
from cli.check.fix_report import print_fixes
from cli.check.inputs.files import FileOptions
from cli.check.inputs.inputs import CheckInput
from cli.check.session.session import CheckCall
from cli.check.session.summary import print_file_notices
from cli.console.gc_tuning import rare_garbage_collection
from cli.console.workspace import Workspace
from exports.checkable_file import find_file_kind
from exports.edit.correct import (
    CorrectedFile,
    Correction,
    correct_json_lines,
    correct_units,
    replace_segment_text,
)
from exports.edit.page import correct_page
from exports.files import find_side_files
from exports.format import ReadOptions
from exports.io.container import is_packed
from exports.io.memory_limit import refuse_large_files
from exports.io.replace_file import replace_file
from exports.reports.labels import ReportLabels
from tm.errors import InputError
from tm.file_contents import FileKind
from tm.text.input.encoding import read_bytes
from tm.text.input.stream import display_name, errors_as_input_errors, is_stream
from tm.unit import TranslationUnit

_SOFTWARE_SUFFIXES = (".po", ".pot")
_MOST_SHOWN = 10


@dataclass(slots=True)
class _FixedPlace:
    """One file, or the memory, with its fixes."""

    place: str
    mended: list[FixedUnit] = field(default_factory=list)
    left: list[UnfixedFinding] = field(default_factory=list)
    texts: list[Correction] = field(default_factory=list)
    """All texts of a file, in order."""
    units: list[tuple[TranslationUnit, TranslationUnit]] = field(default_factory=list)
    """Units of the memory, before and after."""

    def add(self, fixes: DocumentFixes) -> None:
        self.mended += fixes.fixed_units
        self.left += fixes.unfixed_findings


def run_fixes(workspace: Workspace, call: CheckCall, fix_options: FixOptions) -> int:
    """Show fixes, ask, and apply them; return 1 if something was not fixed."""
    call = replace(call, labels=call.labels.select_section("mending"))
    check_input, labels = call.check_input, call.labels
    _require_fixable(check_input, fix_options)
    ids = fix_options.ids(call.session.plan)
    if not ids:
        raise InputError("none of these checks has safe fixes; see --fix-only")
    for entry in (CHECKS[id] for id in ids):
        if fix_options.only and not entry.state().works:
            state = entry.state().text(labels.language)
            workspace.warn(labels.fill_in("state", entry.id, state))
    with workspace.progress("fixing") as progress, rare_garbage_collection():
        offers = FixCounter(fix_options.offered_ids(call.session.plan), call.is_fixed)
        fixed_places = [*_fix_places(workspace, call, ids, offers, progress)]
        offered = offers.count_all_fixes(call.session.context)
    if ("space.double", "as_source") not in call.session.plan.options and any(
        Path(path).suffix.lower() in _SOFTWARE_SUFFIXES for path in check_input.paths
    ):
        workspace.say(labels["aligned_by_spaces"])
    shown = [
        (fixed_place.place, fixed_place.mended, fixed_place.left)
        for fixed_place in fixed_places
    ]
    print_fixes(workspace, shown, labels.language)
    for fixed_place in fixed_places:
        _say_unfixed(workspace, fixed_place, labels)
    changed = [fixed_place for fixed_place in fixed_places if fixed_place.mended]
    if not changed:
        workspace.say(labels["nothing_to_mend"])
    _say_more_fixes(workspace, offered, labels)
    if not changed:
        if fix_options.out is not None:
            _copy_file(check_input.paths[0], fix_options.out)
        return 0
    if not _is_confirmed(workspace, fix_options, labels):
        return 1
    all_written = True
    for fixed_place in changed:
        if check_input.paths:
            all_written &= _write_file(workspace, fixed_place, call, fix_options.out)
        else:
            _store_in_memory(workspace, fixed_place, labels)
    return int(not all_written)


def _require_fixable(check_input: CheckInput, fix_options: FixOptions) -> None:
    """Raise InputError for files that cannot be rewritten."""
    if fix_options.out is not None and len(check_input.paths) != 1:
        raise InputError("-O needs exactly one FILE")
    for path in filter(is_stream, check_input.paths):
        raise InputError(
            f"{display_name(path)} cannot be fixed in place: save it as a file first"
        )
    for path in filter(is_packed, check_input.paths):
        raise InputError(f"{path} is packed and cannot be fixed: unpack it first")
    for path in check_input.paths:
        files = find_side_files(Path(path), ReadOptions())
        written_files = [Path(path)] if files is None else [files.source, files.target]
        with errors_as_input_errors(Path(path)):
            refuse_large_files(written_files, path, "to be fixed")


def _fix_places(
    workspace: Workspace,
    call: CheckCall,
    ids: Sequence[str],
    offers: FixCounter,
    progress: Callable[[int], object],
) -> Iterator[_FixedPlace]:
    check_input, languages = call.check_input, call.languages
    context, is_fixed = call.session.context, call.is_fixed
    # What looks at all units must see them before the first of them is mended; what
    # is skipped is told when it is.
    all_units = call.read_units(workspace, FileNotes())
    corpus_findings = find_corpus_fixes(all_units, context, ids, is_selected=is_fixed)

    def found(
        subjects: Iterator[Unit],
    ) -> Iterator[tuple[Sequence[Unit], DocumentFixes]]:
        for document, fixes in fix_documents(
            subjects,
            context,
            ids,
            is_selected=is_fixed,
            corpus_findings=corpus_findings,
            fix_counter=offers,
        ):
            progress(len(document))
            yield document, fixes

    if check_input.memory:
        yield _fix_memory(workspace, call, found)
    elif check_input.article is not None:
        yield _fix_article(workspace, check_input.article, languages, found)
    file_notes = FileNotes()
    for path in check_input.paths:
        yield _fix_file(workspace, path, call, file_notes, found)
    file_notes.require_units(len(check_input.paths))
    for words in file_notes.other_languages:
        workspace.warn(words)


_FindFixes = Callable[[Iterator[Unit]], Iterator[tuple[Sequence[Unit], DocumentFixes]]]


def _fix_memory(
    workspace: Workspace, call: CheckCall, find_fixes: _FindFixes
) -> _FixedPlace:
    fixed_place, reported_units = _FixedPlace("memory"), call.reported_units
    units: deque[TranslationUnit] = deque()
    """Translation units that were read but not fixed yet."""

    def subjects() -> Iterator[Unit]:
        languages = call.languages
        pairs = read_memory_units(
            workspace.database, source=languages.source, target=languages.target
        )
        for subject, unit in (
            reported_units.keep_documents(pairs) if reported_units else pairs
        ):
            units.append(unit)
            yield subject

    for document, fixes in find_fixes(subjects()):
        # Units that share an id, as at one position of an article, are not fixed.
        unit_by_id = {subject.id: units.popleft() for subject in document}
        for mended in fixes.fixed_units:
            _add_unit(
                fixed_place,
                mended,
                [unit_by_id[mended.original_unit.id]],
                call.languages,
            )
        fixed_place.left += fixes.unfixed_findings
    return fixed_place


def _fix_article(
    workspace: Workspace, key: str, languages: CheckedLanguages, find_fixes: _FindFixes
) -> _FixedPlace:
    """Fix an article's units; its page stays as it was published."""
    from tm.store.units.filter import UnitFilter

    fixed_place = _FixedPlace(f"article {key}")
    units_by_text: dict[str, list[TranslationUnit]] = {}
    for document, fixes in find_fixes(
        read_article_units(
            workspace.database,
            key,
            source=languages.source,
            target=languages.target,
            target_parameter=languages.parameters[1],
        )
    ):
        if not units_by_text and fixes.fixed_units:
            article_filter = UnitFilter(article=document[0].document)
            for unit in workspace.memory.units(article_filter):
                side = unit.find_side(languages.target)
                if side is not None:
                    units_by_text.setdefault(side.text, []).append(unit)
        for mended in fixes.fixed_units:
            _add_unit(
                fixed_place,
                mended,
                units_by_text.get(mended.original_unit.target, []),
                languages,
            )
        fixed_place.left += fixes.unfixed_findings
    return fixed_place


def _add_unit(
    fixed_place: _FixedPlace,
    mended: FixedUnit,
    units: Sequence[TranslationUnit],
    languages: CheckedLanguages,
) -> None:
    stored = [unit for unit in units if unit.target is not None]
    for unit in stored:
        side = unit.find_side(languages.target)
        assert side is not None
        fixed_place.units.append(
            (unit, replace_segment_text(unit, side, mended.fixed_unit.target))
        )
    if stored:
        fixed_place.mended.append(mended)
    else:
        reason = Message("fix.not_a_unit")
        fixed_place.left += [
            UnfixedFinding(finding, reason) for finding in mended.fixed_findings
        ]


def _fix_file(
    workspace: Workspace,
    path: str,
    call: CheckCall,
    file_notes: FileNotes,
    find_fixes: _FindFixes,
) -> _FixedPlace:
    """Fix a file; `file_notes` gets the message if it is left out."""
    fixed_place, notes = _FixedPlace(path), FileNotes()
    for document, fixes in find_fixes(call.file_options.read_units(path, notes)):
        fixed_place.add(fixes)
        # Units that share an id are not fixed, so that each id has one text here.
        fixed_texts = {
            mended.original_unit.id: mended.fixed_unit.target
            for mended in fixes.fixed_units
        }
        fixed_place.texts += [
            Correction(
                subject.source,
                subject.target,
                fixed_texts.get(subject.id, subject.target),
                subject.source_codes,
                subject.target_codes,
            )
            for subject in document
        ]
    file_notes.other_languages += notes.other_languages
    notes.other_languages.clear()
    print_file_notices(workspace, notes, call.labels)
    return fixed_place


def _say_unfixed(
    workspace: Workspace, fixed_place: _FixedPlace, labels: ReportLabels
) -> None:
    for unfixed in fixed_place.left[:_MOST_SHOWN]:
        reason = unfixed.reason.text(labels.language)
        message = labels.fill_in(
            "not_mended", unfixed.finding.unit, unfixed.finding.check, reason
        )
        workspace.say(message)
    more = len(fixed_place.left) - _MOST_SHOWN
    if more > 0:
        workspace.say(labels.fill_in("not_mended_more", labels.format_number(more)))


def _say_more_fixes(
    workspace: Workspace, offered: Counter[str], labels: ReportLabels
) -> None:
    if offered:
        each = ", ".join(f"{id} {count}" for id, count in offered.most_common())
        total = labels.format_count("more_fixes", offered.total())
        workspace.say(
            labels.fill_in("on_request", total, each, ",".join(sorted(offered)))
        )


def _is_confirmed(
    workspace: Workspace, fix_options: FixOptions, labels: ReportLabels
) -> bool:
    if fix_options.yes:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        workspace.say(labels["needs_yes"])
        return False
    if click.confirm(labels["ask"], err=True):
        return True
    workspace.say(labels["nothing_changed"])
    return False


def _write_file(
    workspace: Workspace, fixed_place: _FixedPlace, call: CheckCall, out: str | None
) -> bool:
    """Write the fixed file; return whether all fixes were applied."""
    labels = call.labels
    corrected = _correct_file(fixed_place, call.file_options, lossy=out is not None)
    for missed in corrected.missed_corrections[:_MOST_SHOWN]:
        workspace.warn(
            labels.fill_in("missed", fixed_place.place, repr(missed.old_text[:60]))
        )
    for lost in corrected.lost:
        workspace.warn(
            labels.fill_in("lost", labels.format_number(lost.count), lost.what)
        )
    count = len(fixed_place.mended) - len(corrected.missed_corrections)
    if not count and out is None:
        return False  # the file is as it was
    with replace_file(Path(out or fixed_place.place)) as stream:
        stream.write(corrected.data)
    texts = labels.format_count("mended_texts", count)
    workspace.say(labels.fill_in("mended_in", texts, out or fixed_place.place))
    return not corrected.missed_corrections


def _copy_file(path: str, out: str) -> None:
    """Copy a file that has no fixes to the output file."""
    with Path(path).open("rb") as source_file, replace_file(Path(out)) as stream:
        copyfileobj(source_file, stream)


def _correct_file(
    fixed_place: _FixedPlace, file_options: FileOptions, *, lossy: bool
) -> CorrectedFile:
    kind = find_file_kind(fixed_place.place)
    if kind is FileKind.JSON_LINES:
        return correct_json_lines(Path(fixed_place.place), fixed_place.texts)
    if kind is FileKind.UNITS:
        place, options = Path(fixed_place.place), file_options.read_options
        return correct_units(place, fixed_place.texts, options, allows_losses=lossy)
    return correct_page(
        read_bytes(fixed_place.place), fixed_place.texts, path=fixed_place.place
    )


def _store_in_memory(
    workspace: Workspace, fixed_place: _FixedPlace, labels: ReportLabels
) -> None:
    from glossary.changes.apply import PlannedChanges
    from glossary.changes.term_replacement import TouchedUnit
    from tm.store.history.change_set import count_changes, open_change_set

    rewritten_units = [
        TouchedUnit(before, after, (), ()) for before, after in fixed_place.units
    ]
    with open_change_set(
        workspace.database,
        command="check --fix",
        author=workspace.who,
        detail=fixed_place.place,
    ) as changes:
        PlannedChanges({}, rewritten_units).apply(workspace.database, changes)
    if changes.name is None:
        workspace.say(labels["nothing_changed"])
        return
    units = labels.format_count("mended_units", len(fixed_place.units))
    logged_count = count_changes(workspace.database, changes.name).total()
    logged_changes = labels.format_count("logged_changes", logged_count)
    workspace.say(labels.fill_in("mended_memory", units, logged_changes, changes.name))
    if fixed_place.place != "memory":
        workspace.say(labels["page_stays"])
