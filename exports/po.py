"""PO, by polib: one entry a unit, for translators and their tools.

The reference of an entry is the URL of the original; its extracted comments are the
fields of exports/provenance.py; its context is the article and the position there.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import polib

from exports.format import Entry, Fault, Heading, ReadOptions, WriteOptions, Written
from exports.leftovers import temporary_folder
from exports.po_faults import faults_of
from exports.po_header import SOURCE_LANGUAGE, PoHeader, heading_of
from exports.po_reader import PoReader
from exports.po_text import entry_text
from exports.po_writer import PoWriter
from exports.text import beginning, unmarked_encoding
from tm.errors import FormatError, InputError
from tm.text.encoding import is_encoding, marked_encoding
from tm.unit import TranslationUnit

_PREVIOUS = re.compile(r"^[ \t]*#~\|", re.MULTILINE)
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?:\s|\Z)")
_LINE = re.compile(r"\(line (\d+)\)(?:: (.*))?")


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """The units of a PO file: one for each entry, and one for each plural form."""
    file = parsed(path)
    yield from entries(path, file, options)


def entries(
    path: Path, file: polib.POFile | polib.MOFile, options: ReadOptions
) -> Iterator[Entry]:
    """The units of a file that polib has read."""
    header = PoHeader(path, file, usual=options.usual)
    reader = PoReader(
        str(path),
        source=header.locale(SOURCE_LANGUAGE, options.source, "-s"),
        target=header.locale("Language", options.target, "-t"),
        untranslated=options.untranslated,
    )
    for entry in file:
        yield from reader.units(entry)
    yield from reader.skipped()
    yield from reader.tally.lost()


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> Written:
    """Write one entry a unit; msgstr is empty where a translation is to come.

    Obsolete entries stand at the end, where gettext's tools have them.
    """
    writer = writer_for(options)
    file.write(entry_text(writer.header()).encode())
    obsolete = []
    for unit in writer.chosen(units):
        for entry in writer.entries(unit):
            text = f"\n{entry_text(entry)}"
            if entry.obsolete:
                obsolete.append(text)
            else:
                file.write(text.encode())
    file.write("".join(obsolete).encode())
    return Written(writer.written, writer.left_out, writer.tally.lost())


def heading(path: Path) -> Heading:
    """The header's fields and comments."""
    return heading_of(parsed(path))


def validate(path: Path) -> Iterator[Fault]:
    """What is wrong with a file, as `msgfmt --check` would say; a template is none."""
    yield from faults_of(str(path), parsed(path), template=path.suffix == ".pot")


def writer_for(options: WriteOptions) -> PoWriter:
    """What makes entries for the pair. Raises InputError where none was chosen."""
    if options.source is None or options.target is None:
        raise InputError("a PO file holds one language pair: give -s and -t")
    return PoWriter(options, source=options.source, target=options.target)


def parsed(path: Path) -> polib.POFile:
    """The file as polib has it. Raises FormatError, with the line where it is known."""
    encoding = _encoding_of(path)
    try:
        # From a path: given a string, polib loses what holds U+0085 and its like.
        with _plainly_previous(path, encoding) as plain:
            return polib.pofile(str(plain), encoding=encoding)
    except UnicodeError as error:
        line = None
        if isinstance(error, UnicodeDecodeError):
            line = error.object[: error.start].count(b"\n") + 1
        reason = f"not {encoding}, which the file says it is"
        raise FormatError(reason, path=str(path), line=line) from error
    except OSError as error:
        found = _LINE.search(str(error))
        if found is None:
            raise
        reason = found[2] or _misplaced(path, encoding, int(found[1]))
        raise FormatError(reason, path=str(path), line=int(found[1])) from error


def _misplaced(path: Path, encoding: str, line: int) -> str:
    """Why a line is none of an entry."""
    with path.open(encoding=encoding) as file:
        text = next(islice(file, line - 1, None), "")
    if _CONFLICT.match(text):
        return "the mark of a conflict between two versions, which nobody has resolved"
    return "not an entry of a PO file"


def _encoding_of(path: Path) -> str:
    head = beginning(path)
    known = marked_encoding(head) or unmarked_encoding(head)
    if known is not None:
        return known
    declared: str = polib.detect_encoding(str(path))
    return declared if is_encoding(declared) else "utf-8"


@contextmanager
def _plainly_previous(path: Path, encoding: str) -> Iterator[Path]:
    """The file, with `#|` for `#~|`, which polib passes over, where there is any.

    That an entry is obsolete its `#~` says.
    """
    text, count = _PREVIOUS.subn("#|", path.read_bytes().decode(encoding))
    if not count:
        yield path
        return
    with temporary_folder() as folder:
        plain = folder / "plain.po"
        plain.write_bytes(text.encode(encoding))
        yield plain
