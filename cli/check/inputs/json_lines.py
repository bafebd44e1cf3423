"""Units of JSON lines, taken as they are, so that their characters can be judged."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.engine.unit import Place, Unit
from cli.console.languages import Languages
from exports.format import Remark, Skipped
from exports.io.lines import Unreadable, lines
from exports.plain.jsonl import codes_of
from exports.wanted_locales import Others
from tm.articles.archive.article import BlockKind
from tm.errors import InputError, InvalidLocale, OtherLocale
from tm.settings import FILE_NAME
from tm.text.input.stream import STANDARD_INPUT, told
from tm.text.locale import Locale
from tm.text.segment import CODE, Code

_LONGEST_NAME = 40
_SIDES = ("source", "target")
# What JSON may be.
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Side:
    """One text of a line; without a language it is what its name says."""

    text: str
    codes: tuple[Code, ...]


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
    looked_at = 0
    first: Skipped | None = None
    for number, line in lines(path):
        try:
            if isinstance(line, Unreadable):
                raise ValueError(line.reason)
            subject, unread = _from_object(json.loads(line), name, number, languages)
        except (ValueError, RecursionError) as error:
            skipped = Skipped(told(name), number, _reason(error))
            first = first or skipped
            yield skipped
        else:
            if subject is None:
                others.add(*unread)
                continue
            looked_at += 1
            if subject.target and (unread or (subject.source and not languages.source)):
                sourceless.add(*unread)
            yield subject
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


def short(name: str) -> str:
    """A file's name as the ids of its units begin with it."""
    return name[-_LONGEST_NAME:]


def block_kind(name: object) -> BlockKind | None:
    """The kind of block of a name; None for any other."""
    known = isinstance(name, str) and name in set(BlockKind)
    return BlockKind(str(name)) if known else None


def _from_object(
    value: object, name: str, number: int, languages: Languages
) -> tuple[Unit | None, tuple[Locale, ...]]:
    """The unit of a line, and its languages where a text of it is of another one.

    None where its target is.
    """
    if not isinstance(value, Mapping):
        raise ValueError("is not a JSON object")
    fields: Record = value
    texts = {side: text for side in _SIDES if (text := _side(fields, side)) is not None}
    if not texts:
        raise ValueError("has neither source nor target")
    placed = _placed(fields, texts, languages)
    unread: tuple[Locale, ...] = ()
    if len(placed) < len(texts):
        tags = ((fields.get(f"{side}_locale"), side) for side in texts)
        unread = tuple(_locale(tag, side) for tag, side in tags if tag is not None)
        if "target" not in placed:
            return None, unread
    target, source = placed.get("target"), placed.get("source")
    document, id = fields.get("document"), fields.get("id")
    place = document if document is not None else short(name)
    origin = fields.get("origin")
    known: Record = origin if isinstance(origin, Mapping) else {}
    subject = Unit(
        id=str(id) if id is not None else f"{place}#{number - 1}",
        target=target.text if target else "",
        source=source.text if source else None,
        document=str(document) if document is not None else None,
        kind=block_kind(known.get("kind")),
        source_headline=_known(known, "source_headline"),
        source_url=_known(known, "source_url"),
        published=_text(fields, "published") or _known(known, "published"),
        source_codes=source.codes if source else (),
        target_codes=target.codes if target else (),
        place=Place(
            place_name(name),
            number,
            _known(known, "page_url") or _known(known, "source_url"),
            _known(known, "headline") or _known(known, "source_headline"),
        ),
    )
    return subject, unread


def _placed(
    fields: Record, texts: Mapping[str, _Side], languages: Languages
) -> dict[str, _Side]:
    """The texts by the side on which they are checked, by their languages if named."""
    found = {}
    for side, one in texts.items():
        tag = fields.get(f"{side}_locale")
        if tag is None:
            found[side] = one
            continue
        locale = _locale(tag, side)
        if languages.target.covers(locale):
            found["target"] = one
        elif languages.source is not None and languages.source.covers(locale):
            found["source"] = one
    return found


def _locale(tag: object, side: str) -> Locale:
    try:
        return Locale.parse(str(tag))
    except InvalidLocale as error:
        raise ValueError(f"{side}_locale: {error}") from error


def _side(fields: Record, name: str) -> _Side | None:
    text = _text(fields, name)
    if text is None:
        return None
    return _Side(text, codes_of(fields, name) if CODE in text else ())


def _text(fields: Record, name: str) -> str | None:
    """The text of a field, which is a string, or an object with a `text`."""
    value = fields.get(name)
    if isinstance(value, Mapping):
        value = value.get("text")
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name} is not a text")
    return value


def _known(origin: Record, name: str) -> str | None:
    """What an origin says, where it is text."""
    value = origin.get(name)
    return value if isinstance(value, str) else None
