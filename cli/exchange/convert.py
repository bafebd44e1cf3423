"""`padanan convert`: from one format into another, without a database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import click

from cli.console.file_options import (
    as_json,
    demand_writing_effect,
    format_option,
    read_options,
    say_skipped,
    separator_of,
    table_reading_options,
    table_writing_options,
    term_writing_options,
)
from cli.console.progress_total import counted, length_of
from cli.console.render import emit
from cli.console.workspace import Workspace, command, source_option, target_option
from exports.catalogue import formats
from exports.direction import oriented
from exports.files import detect, entries, heading, named, read, write
from exports.format import (
    TERMS,
    Entry,
    Lost,
    ReadOptions,
    Remark,
    Skipped,
    WriteOptions,
    Written,
)
from exports.io.container import Plain, inner_name, plain
from exports.io.replace_file import STANDARD_OUTPUT
from exports.terms.files import items
from exports.terms.files import named as terms_named
from exports.terms.files import write as write_terms
from exports.terms.format import (
    Holds,
    Line,
    TermItem,
    TermReadOptions,
    TermWriteOptions,
    term_formats,
)
from exports.wanted_locales import Others
from glossary.entries.entry import ConceptEntry
from tm.errors import FormatError, InputError, NotFound, UnknownName
from tm.text.input.stream import readable
from tm.text.locale import Locale
from tm.unit import TranslationUnit


@dataclass(slots=True)
class _Heard:
    """What was read and is neither a unit nor a concept."""

    skipped: list[Skipped] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    others: Others = field(default_factory=Others)
    """Units of other languages than were asked for."""

    def takes(self, item: Entry | TermItem) -> bool:
        match item:
            case Skipped():
                self.skipped.append(item)
            case Lost():
                self.lost.append(item)
            case Remark(text):
                self.remarks.append(text)
            case Holds() | Line():
                pass
            case _:
                return False
        return True

    def demand_nothing(self, path: str) -> None:
        """Raise InputError if something was not read."""
        what = [f"{loss.count} × {loss.what}" for loss in self.lost]
        if self.others.total:
            what.insert(0, f"{self.others} left out")
        if self.skipped:
            first = self.skipped[0]
            place = "" if first.line is None else f"line {first.line}: "
            count = len(self.skipped)
            noun = "entry" if count == 1 else "entries"
            skipped = f"{count} {noun} skipped ({place}{first.reason})"
            what.insert(0, skipped)
        if what:
            raise InputError(f"not all of {path} can be read: {'; '.join(what)}")


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be converted, and how."""

    path: str
    out: str
    name_in: str | None
    name_out: str | None
    read: ReadOptions
    write: WriteOptions
    terms: TermWriteOptions

    @property
    def is_of_terms(self) -> bool:
        """Whether the formats that are named, or the suffix, are of terms only."""
        only = {"tbx", "omegat", "deepl"}
        return bool({self.name_in, self.name_out} & only) or (
            self.name_out is None and inner_name(self.out).suffix.lower() == ".tbx"
        )


@command(
    "convert",
    examples="""
    padanan convert memory.tmx memory.xlsx
    padanan convert corpus.tsv.gz memory.tmx -s vi -t id
    padanan convert memory.tmx corpus.vi-id
    padanan convert glossary.tbx glossary.csv
    cat memory.tmx | padanan convert - - --as-out jsonl
    """,
)
@click.argument("path", metavar="IN")
@click.argument("out", metavar="OUT")
@source_option
@target_option
@format_option("Format of IN; found.", "--as-in", "name_in")
@format_option("Format; by suffix.", "--as-out", "name_out")
@click.option("--strict", is_flag=True, help="Refuse to write if anything is lost.")
@table_reading_options
@table_writing_options
@term_writing_options
def convert(
    workspace: Workspace,
    path: str,
    out: str,
    source: Locale | None,
    target: Locale | None,
    name_in: str | None,
    name_out: str | None,
    strict: bool,
    columns: str | None,
    sheet: str | None,
    separator: str | None,
    formula_safe: bool,
    **how: Any,  # fields of TermWriteOptions, which click has typed
) -> int:
    """Convert a file of units, or of terms, from one format into another.

    No database is used. `-` is standard input and output. What OUT cannot hold, and
    what of IN cannot be read, is listed; --strict writes nothing then. Units that are
    still to be translated are converted too. A format that does not name its languages
    needs -s and -t; written without them, it has the languages of the first unit.
    """
    reading = read_options(
        workspace, source, target, columns=columns, sheet=sheet, untranslated=True
    )
    writing = WriteOptions(
        source,
        target,
        strict=strict,
        separator=separator_of(separator, out),
        formula_safe=formula_safe,
    )
    terms = TermWriteOptions(
        reading.source,
        reading.target,
        separator=writing.separator,
        formula_safe=formula_safe,
        **how,
    )
    job = _Job(path, out, name_in, name_out, reading, writing, terms)
    heard = _Heard()
    length = partial(length_of, Path(path))
    with workspace.progress("converting", length) as progress:
        written, format = _converted(job, heard, progress)
    _report(workspace, job, written, heard, format)
    return 2 if not written.written and heard.skipped else 0


def _converted(job: _Job, heard: _Heard, progress: Any) -> tuple[Written, str]:
    """What was written, and in which format."""
    if _is_two_files(job):
        units = read(Path(job.path), job.read, name=job.name_in)
        return _units(job, units, heard, progress)
    with readable(Path(job.path)), plain(job.path) as file:
        if job.is_of_terms:
            return _terms(job, file, heard, progress)
        try:
            job = _headed(job, file)
            found = entries(file, job.read, name=job.name_in)
            first = list(_up_to_unit(found))
        except FormatError as error:
            if error.reason != TERMS:
                raise
            return _terms(job, file, heard, progress)
        return _units(job, chain(first, found), heard, progress)


def _headed(job: _Job, file: Plain) -> _Job:
    """The job with the heading of the file, where that can be given back."""
    known = heading(file, job.out, name=job.name_in, target_name=job.name_out)
    if known is None:
        return job
    return replace(
        job,
        read=replace(job.read, heading=False),
        write=replace(job.write, heading=known),
    )


def _is_two_files(job: _Job) -> bool:
    if job.name_in is not None:
        return formats[job.name_in].two_files if job.name_in in formats else False
    path = Path(job.path)
    return "-" in path.suffix and not path.exists() and detect(path).two_files


def _up_to_unit(found: Iterator[Entry]) -> Iterator[Entry]:
    for entry in found:
        yield entry
        if isinstance(entry, TranslationUnit):
            return


def _units(
    job: _Job, found: Iterable[Entry], heard: _Heard, progress: Any
) -> tuple[Written, str]:
    format = named(job.out, job.name_out)
    demand_writing_effect(format)

    def units() -> Iterator[TranslationUnit]:
        for entry in found:
            if heard.takes(entry):
                continue
            assert isinstance(entry, TranslationUnit)
            if oriented(entry, job.write) is not None:
                yield entry
            elif entry.target is None:
                heard.others.add(entry.source.locale)
            else:
                heard.others.add(entry.source.locale, entry.target.locale)
        if job.write.strict:
            heard.demand_nothing(job.path)

    whole = counted(units(), progress)
    first = next(whole, None)
    if first is None and heard.others.total:
        raise NotFound(
            f"nothing of {job.path} is in the languages asked for, and nothing was "
            f"written; there is {heard.others}{_hints(job, heard)}"
        )
    if first is None and not heard.skipped:
        raise NotFound(f"there is no unit in {job.path}; nothing was written")
    options = _directed(job, first, one_pair=format.one_pair)
    some = () if first is None else (first,)
    written = write(job.out, chain(some, whole), options, name=format.name)
    left_out = written.left_out + heard.others.total
    return replace(written, left_out=left_out), format.name


def _hints(job: _Job, heard: _Heard) -> str:
    """What to ask for instead of -s and -t."""
    source, target = job.write.source, job.write.target
    return heard.others.hint(source, "-s") + heard.others.hint(target, "-t")


def _directed(
    job: _Job, first: TranslationUnit | None, *, one_pair: bool
) -> WriteOptions:
    """The options with the languages that the first unit has, where they are needed."""
    options = job.write
    if first is None:
        return options
    main = options.source or first.source.locale
    if one_pair:
        target = first.target.locale if first.target else job.read.target
        options = replace(
            options,
            source=options.source or first.source.locale,
            target=options.target or target,
        )
        if options.target is None:
            raise InputError(f"{job.out} needs a target language: give -t LOCALE")
    return replace(options, main=main)


def _terms(job: _Job, file: Plain, heard: _Heard, progress: Any) -> tuple[Written, str]:
    for name in filter(None, (job.name_in, job.name_out)):
        if name not in term_formats:
            raise UnknownName("format of terms", name, term_formats)
    format = terms_named(job.out, job.name_out)
    demand_writing_effect(format)
    given = job.read if not job.read.usual else ReadOptions()
    options = TermReadOptions(
        given.source, given.target, job.read.columns, job.read.sheet
    )
    if format.one_pair and None in (job.read.source, job.read.target):
        raise InputError(f"{format.name} has one pair of languages: give -s and -t")

    def concepts() -> Iterator[ConceptEntry]:
        for item in items(file, options, name=job.name_in):
            if not heard.takes(item):
                assert isinstance(item, ConceptEntry)
                yield item
        if job.write.strict:
            heard.demand_nothing(job.path)

    written = write_terms(
        job.out,
        counted(concepts(), progress),
        job.terms,
        name=format.name,
        strict=job.write.strict,
    )
    return written, format.name


def _report(
    workspace: Workspace, job: _Job, written: Written, heard: _Heard, format: str
) -> None:
    lost = (*heard.lost, *written.lost)
    for words in heard.remarks:
        workspace.say(words)
    if heard.others.total:
        workspace.say(f"in other languages: {heard.others}{_hints(job, heard)}")
    if job.out == STANDARD_OUTPUT:
        workspace.say(f"{written.written} written")
        if written.left_out:
            workspace.say(f"{written.left_out} left out")
        for loss in lost:
            workspace.say(f"not kept: {loss.count} × {loss.what}")
        say_skipped(workspace, heard.skipped)
        return
    value = {
        "path": job.out,
        "format": format,
        "written": written.written,
        "left_out": written.left_out,
        "skipped": as_json(heard.skipped),
        "lost": as_json(lost),
    }
    rows: list[list[object]] = [
        [f"written to {job.out}", written.written],
        ["left out", written.left_out],
    ]
    rows += [[f"not kept: {loss.what}", loss.count] for loss in lost]
    emit(workspace, value, columns=["what", "count"], rows=rows)
    if workspace.format in ("table", "tsv"):
        say_skipped(workspace, heard.skipped)
