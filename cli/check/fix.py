"""Mending what `check --fix` finds: a diff, a question, and one change set or file."""

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
from checks.fixing.fixes import Left, Mended, Mending, mending, of_corpus
from checks.fixing.offers import Offers
from checks.inputs.translation_units import read_memory_units
from cli.check.fix_options import FixOptions
from cli.check.fix_report import show
from cli.check.inputs.files import FileReading, from_article, from_file, kind_of
from cli.check.inputs.inputs import CheckInput
from cli.check.session.session import CheckCall
from cli.check.session.summary import tell_heard
from cli.console.gc_tuning import rare_garbage_collection
from cli.console.languages import Languages
from cli.console.workspace import Workspace
from exports.edit.correct import (
    CorrectedFile,
    Correction,
    correct_lines,
    correct_units,
    with_text,
)
from exports.edit.page import correct_page
from exports.files import sides
from exports.format import ReadOptions
from exports.io.container import is_packed
from exports.io.memory_limit import demand_holdable
from exports.io.replace_file import replacing
from exports.reports.words import Words
from tm.errors import InputError
from tm.text.input.encoding import contents
from tm.text.input.stream import is_stream, readable, told
from tm.unit import TranslationUnit

_OF_PROGRAMS = (".po", ".pot")
_MOST_TOLD = 10


@dataclass(slots=True)
class _Job:
    """One file, or the memory, and what becomes of it."""

    place: str
    mended: list[Mended] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    texts: list[Correction] = field(default_factory=list)
    """Of a file, all its texts in order."""
    units: list[tuple[TranslationUnit, TranslationUnit]] = field(default_factory=list)
    """Of the memory, units before and after."""

    def take(self, one: Mending) -> None:
        self.mended += one.units
        self.left += one.left


def mend(workspace: Workspace, inspection: CheckCall, fixing: FixOptions) -> int:
    """Show what would be mended, ask, and mend it; 1 if something was not mended."""
    inspection = replace(inspection, words=inspection.words.part("mending"))
    given, words = inspection.given, inspection.words
    _demand_mendable(given, fixing)
    ids = fixing.ids(inspection.session.plan)
    if not ids:
        raise InputError("none of these checks has fixes that are safe; see --fix-only")
    for entry in (CHECKS[id] for id in ids):
        if fixing.only and not entry.state().works:
            state = entry.state().text(words.language)
            workspace.warn(words.of("state", entry.id, state))
    with workspace.progress("mending") as progress, rare_garbage_collection():
        offers = Offers(fixing.others(inspection.session.plan), inspection.mends)
        jobs = [*_jobs(workspace, inspection, ids, offers, progress)]
        more = offers.total(inspection.session.context)
    if ("space.double", "as_source") not in inspection.session.plan.options and any(
        Path(path).suffix.lower() in _OF_PROGRAMS for path in given.paths
    ):
        workspace.say(words["aligned_by_spaces"])
    shown = [(job.place, job.mended, job.left) for job in jobs]
    show(workspace, shown, words.language)
    for job in jobs:
        _tell_left(workspace, job, words)
    changed = [job for job in jobs if job.mended]
    if not changed:
        workspace.say(words["nothing_to_mend"])
    _tell_more(workspace, more, words)
    if not changed:
        if fixing.out is not None:
            _write_as_it_is(given.paths[0], fixing.out)
        return 0
    if not _is_wanted(workspace, fixing, words):
        return 1
    whole = True
    for job in changed:
        if given.paths:
            whole &= _write(workspace, job, inspection, fixing.out)
        else:
            _store(workspace, job, words)
    return int(not whole)


def _demand_mendable(given: CheckInput, fixing: FixOptions) -> None:
    """Raise InputError for files that cannot be written again."""
    if fixing.out is not None and len(given.paths) != 1:
        raise InputError("-O goes with one file")
    for path in filter(is_stream, given.paths):
        raise InputError(f"{told(path)} cannot be mended: save it as a file first")
    for path in filter(is_packed, given.paths):
        raise InputError(f"{path} is packed and cannot be mended: unpack it first")
    for path in given.paths:
        files = sides(Path(path), ReadOptions())
        both = [Path(path)] if files is None else [files.source, files.target]
        with readable(Path(path)):
            demand_holdable(both, path, "to be mended")


def _jobs(
    workspace: Workspace,
    inspection: CheckCall,
    ids: Sequence[str],
    offers: Offers,
    progress: Callable[[int], object],
) -> Iterator[_Job]:
    given, languages = inspection.given, inspection.languages
    context, wanted = inspection.session.context, inspection.mends
    # What looks at all units must see them before the first of them is mended; what
    # is skipped is told when it is.
    everything = inspection.subjects(workspace, inspection.reading())
    known = of_corpus(everything, context, ids, wanted=wanted)

    def found(
        subjects: Iterator[Unit],
    ) -> Iterator[tuple[Sequence[Unit], Mending]]:
        for document, one in mending(
            subjects, context, ids, wanted=wanted, given=known, offers=offers
        ):
            progress(len(document))
            yield document, one

    if given.memory:
        yield _of_memory(workspace, inspection, found)
    elif given.article is not None:
        yield _of_article(workspace, given.article, languages, found)
    heard = inspection.reading()
    for path in given.paths:
        yield _of_file(workspace, path, inspection, heard, found)
    heard.demand_some(len(given.paths))
    for words in heard.passed_over:
        workspace.warn(words)


_Find = Callable[[Iterator[Unit]], Iterator[tuple[Sequence[Unit], Mending]]]


def _of_memory(workspace: Workspace, inspection: CheckCall, found: _Find) -> _Job:
    job, chosen = _Job("memory"), inspection.chosen
    units: deque[TranslationUnit] = deque()
    """Those that are read and not mended yet."""

    def subjects() -> Iterator[Unit]:
        languages = inspection.languages
        pairs = read_memory_units(
            workspace.database, source=languages.source, target=languages.target
        )
        for subject, unit in chosen.noted(pairs) if chosen else pairs:
            units.append(unit)
            yield subject

    for document, one in found(subjects()):
        # Of units with one id, as at one place of an article, none is mended.
        own = {subject.id: units.popleft() for subject in document}
        for mended in one.units:
            _add_unit(job, mended, [own[mended.before.id]], inspection.languages)
        job.left += one.left
    return job


def _of_article(
    workspace: Workspace, key: str, languages: Languages, found: _Find
) -> _Job:
    """An article's units; its page stays as it was read, being what was published."""
    from tm.store.units.filter import UnitFilter

    job = _Job(f"article {key}")
    known: dict[str, list[TranslationUnit]] = {}
    for document, one in found(from_article(workspace.database, key, languages)):
        if not known and one.units:
            wanted = UnitFilter(article=document[0].document)
            for unit in workspace.memory.units(wanted):
                side = unit.side(languages.target)
                if side is not None:
                    known.setdefault(side.text, []).append(unit)
        for mended in one.units:
            _add_unit(job, mended, known.get(mended.before.target, []), languages)
        job.left += one.left
    return job


def _add_unit(
    job: _Job, mended: Mended, units: Sequence[TranslationUnit], languages: Languages
) -> None:
    stored = [unit for unit in units if unit.target is not None]
    for unit in stored:
        side = unit.side(languages.target)
        assert side is not None
        job.units.append((unit, with_text(unit, side, mended.after.target)))
    if stored:
        job.mended.append(mended)
    else:
        reason = Message("fix.not_a_unit")
        job.left += [Left(finding, reason) for finding in mended.fixed]


def _of_file(
    workspace: Workspace,
    path: str,
    inspection: CheckCall,
    heard: FileReading,
    found: _Find,
) -> _Job:
    """The file; in `heard` it is noted if it is left out."""
    job, reading = _Job(path), inspection.reading()
    for document, one in found(from_file(path, reading)):
        job.take(one)
        # Of units with one id none is mended, so that each has its own text here.
        after = {mended.before.id: mended.after.target for mended in one.units}
        job.texts += [
            Correction(
                subject.source,
                subject.target,
                after.get(subject.id, subject.target),
                subject.source_codes,
                subject.target_codes,
            )
            for subject in document
        ]
    heard.passed_over += reading.passed_over
    reading.passed_over.clear()
    tell_heard(workspace, reading, inspection.words)
    return job


def _tell_left(workspace: Workspace, job: _Job, words: Words) -> None:
    for one in job.left[:_MOST_TOLD]:
        reason = one.reason.text(words.language)
        told = words.of("not_mended", one.finding.unit, one.finding.check, reason)
        workspace.say(told)
    more = len(job.left) - _MOST_TOLD
    if more > 0:
        workspace.say(words.of("not_mended_more", words.number(more)))


def _tell_more(workspace: Workspace, more: Counter[str], words: Words) -> None:
    if more:
        each = ", ".join(f"{id} {count}" for id, count in more.most_common())
        total = words.count("more_fixes", more.total())
        workspace.say(words.of("on_request", total, each, ",".join(sorted(more))))


def _is_wanted(workspace: Workspace, fixing: FixOptions, words: Words) -> bool:
    if fixing.yes:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        workspace.say(words["needs_yes"])
        return False
    if click.confirm(words["ask"], err=True):
        return True
    workspace.say(words["nothing_changed"])
    return False


def _write(
    workspace: Workspace, job: _Job, inspection: CheckCall, out: str | None
) -> bool:
    """Write the file; whether all that was to be mended in it was."""
    words = inspection.words
    made = _corrected(job, inspection.reading(), lossy=out is not None)
    for one in made.missed[:_MOST_TOLD]:
        workspace.warn(words.of("missed", job.place, repr(one.before[:60])))
    for lost in made.lost:
        workspace.warn(words.of("lost", words.number(lost.count), lost.what))
    count = len(job.mended) - len(made.missed)
    if not count and out is None:
        return False  # the file is as it was
    with replacing(Path(out or job.place)) as stream:
        stream.write(made.data)
    texts = words.count("mended_texts", count)
    workspace.say(words.of("mended_in", texts, out or job.place))
    return not made.missed


def _write_as_it_is(path: str, out: str) -> None:
    """Write the file that is asked for where nothing in it is mended."""
    with Path(path).open("rb") as given, replacing(Path(out)) as stream:
        copyfileobj(given, stream)


def _corrected(job: _Job, reading: FileReading, *, lossy: bool) -> CorrectedFile:
    kind = kind_of(job.place)
    if kind == "lines":
        return correct_lines(Path(job.place), job.texts)
    if kind == "units":
        place, options = Path(job.place), reading.options()
        return correct_units(place, job.texts, options, lossy=lossy)
    return correct_page(contents(job.place), job.texts, path=job.place)


def _store(workspace: Workspace, job: _Job, words: Words) -> None:
    from glossary.changes.apply import Rewriting
    from glossary.changes.impact import Touched
    from tm.store.history.change_set import change_counts, change_set

    touched = [Touched(before, after, (), ()) for before, after in job.units]
    with change_set(
        workspace.database, command="check --fix", who=workspace.who, detail=job.place
    ) as changes:
        Rewriting({}, touched).apply(workspace.database, changes)
    if changes.name is None:
        workspace.say(words["nothing_changed"])
        return
    units = words.count("mended_units", len(job.units))
    logged = change_counts(workspace.database, changes.name).total()
    logged_changes = words.count("logged_changes", logged)
    workspace.say(words.of("mended_memory", units, logged_changes, changes.name))
    if job.place != "memory":
        workspace.say(words["page_stays"])
