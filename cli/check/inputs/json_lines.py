"""Units of JSON lines, taken as they are, so that their characters can be judged."""

import json
from collections.abc import Iterator
from pathlib import Path

from checks.engine.unit import Unit
from checks.inputs.records import RecordReader
from cli.console.languages import Languages
from exports.entry import Remark, Skipped
from exports.io.lines import Unreadable, lines
from exports.plain.jsonl import codes_of
from exports.requested_locales import Others
from tm.errors import InputError, OtherLocale
from tm.settings import FILE_NAME
from tm.text.input.stream import STANDARD_INPUT, told


def from_lines(
    name: str, path: Path, languages: Languages
) -> Iterator[Unit | Skipped | Remark]:
    """The units of JSON lines; those that `padanan export` wrote say their languages.

    A line of other languages is passed over and counted, and one the other way round
    is turned.
    `path`: where the file of that name can be read. Raises FormatError, OtherLocale
    where all lines are of other languages, and InputError where none can be read.
    """
    others, sourceless = Others(), Others()
    reader = RecordReader(
        languages.source, languages.target, codes_of, name, place_name(name)
    )
    looked_at = 0
    first: Skipped | None = None
    for number, line in lines(path):
        try:
            if isinstance(line, Unreadable):
                raise ValueError(line.reason)
            record = reader.read(json.loads(line), number)
        except (ValueError, RecursionError) as error:
            skipped = Skipped(told(name), number, _reason(error))
            first = first or skipped
            yield skipped
        else:
            unit, other_locales = record.unit, record.other_locales
            if unit is None:
                others.add(*other_locales)
                continue
            looked_at += 1
            if unit.target and (
                other_locales or (unit.source and not languages.source)
            ):
                sourceless.add(*other_locales)
            yield unit
    if sourceless.total:
        yield sourceless_told(name, sourceless, languages)
    if others.total:
        yield others_told(name, others, languages, looked_at=looked_at)
    elif first is not None and not looked_at:
        raise InputError(
            f"{told(name)}: no line of it is a unit to check; "
            f"the first, line {first.line}: {first.reason}"
        )


def _reason(error: Exception) -> str:
    """Why a line cannot be read."""
    if isinstance(error, json.JSONDecodeError):
        return f"is not JSON: {error.msg}, column {error.colno}"
    return str(error) or "nested too deep"


def others_told(
    name: str, others: Others, languages: Languages, *, looked_at: int
) -> Remark:
    """What to say of units in other languages. Raises OtherLocale where all are."""
    target = languages.target
    words = f"not looked at: {others}, since the target is {target}, "
    words += f"as {languages.asked_by[1]} says" + others.hint(target, "-t")
    if not looked_at:
        raise OtherLocale(words, path=told(name))
    return Remark(f"{told(name)}: {words}")


def sourceless_told(name: str, sourceless: Others, languages: Languages) -> Remark:
    """What to say of units whose targets are judged without their sources."""
    source = languages.source
    if source is None:
        why = f"no source is asked for; give -s LOCALE, or set source in {FILE_NAME}"
    else:
        why = f"the source is {source}, as {languages.asked_by[0]} says"
        why += sourceless.hint(source, "-s")
    words = f"not compared with their source: {sourceless}, since {why}"
    return Remark(f"{told(name)}: {words}")


def place_name(name: str | None) -> str | None:
    """The file that a place is in; standard input is none."""
    return None if name == STANDARD_INPUT else name
