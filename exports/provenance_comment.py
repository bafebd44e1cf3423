"""Comments of PO entries: fields of provenance, one a line, as text for people.

A value that a comment cannot hold as it is, such as one with a line end, is written
as a JSON string.
"""

import json
import re

from exports.provenance import NAMES, Fields, says_something
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import CODE, Code, Segment

CODES = ("msgid-codes", "msgstr-codes")
"""Fields for the inline codes of both sides."""
LOCALES = ("msgid-locale", "msgstr-locale")
"""Fields for locales that differ from those of the header."""

_SIDES = frozenset((*CODES, *LOCALES))
_KNOWN = _SIDES.union(NAMES)
_NARROWEST = 68
"""The fewest characters to which tools wrap a comment, without its mark."""

_FIELD = re.compile(r"([a-z]+(?:-[a-z]+)*): (.*)")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def comment_of(fields: Fields) -> str:
    """The comment that says fields."""
    return "\n".join(f"{name}: {_printed(text)}" for name, text in fields.items())


def fields_of_comment(comment: str) -> tuple[Fields, list[str]]:
    """The fields in extracted comments, and the lines that are something else."""
    fields: Fields = {}
    other_lines = []
    for line in _unwrapped(comment):
        match = _FIELD.fullmatch(line)
        if match is None:
            other_lines.append(line)
            continue
        name, text = match[1], _unprinted(match[2])
        if name in _SIDES or says_something(name, text):
            fields.setdefault(name, text)
        else:
            other_lines.append(line)
    return fields, other_lines


def _unwrapped(comment: str) -> list[str]:
    """The lines of a comment, those of a field joined that a tool has wrapped.

    Tools wrap at a space, or behind the hyphen of a word. A line goes on with the
    next where the first word of that had no room on it.
    """
    lines: list[str] = []
    last_line = (
        ""  # the line before, as it stands in the file; empty outside of a field
    )
    for line in comment.split("\n") if comment else ():
        match = _FIELD.fullmatch(line)
        is_field = match is not None and match[1] in _KNOWN
        word = re.split("[ -]", line, maxsplit=1)[0]
        if (
            last_line
            and line
            and not is_field
            and len(last_line) + len(word) >= _NARROWEST
        ):
            inside = re.search(r"\S-\Z", last_line)
            lines[-1] += line if inside else f" {line}"
            last_line = line
        else:
            lines.append(line)
            last_line = line if is_field else ""
    return lines


def is_printable(text: str) -> bool:
    """Whether a line of a comment holds a text as it is."""
    return bool(text) and text == text.strip() and not _UNPRINTABLE.search(text)


def is_remark(text: str) -> bool:
    """Whether the comment of a translator holds a text as it is.

    Lines may begin with spaces and be empty, but for the first and the last one.
    """
    lines = text.split("\n")
    return bool(lines[0].strip() and lines[-1]) and not any(
        line != line.rstrip() or _UNPRINTABLE.search(line) for line in lines
    )


def places_of(segment: Segment) -> str:
    """The codes of a segment as JSON, each with its place in `display`."""
    code_positions: list[tuple[int, str, str, str]] = []
    position = 0
    texts = segment.text.split(CODE)
    for text, code in zip(texts, segment.codes, strict=False):
        position += len(text)
        code_positions.append((position, code.kind, code.id, code.data))
        position += len(code.data)
    return json.dumps(code_positions)


def coded_segment(locale: Locale, text: str, positions_json: str) -> Segment | None:
    """The segment whose codes stood at these places; absent if they no longer do."""
    try:
        codes = [
            (int(position), Code(str(kind), str(id), str(data)))
            for position, kind, id, data in json.loads(positions_json)
        ]
    except (ValueError, TypeError, OverflowError):  # a place may be Infinity
        return None
    texts = []
    end = 0
    for position, code in codes:
        if position < end or text[position : position + len(code.data)] != code.data:
            return None
        texts.append(text[end:position])
        end = position + len(code.data)
    texts.append(text[end:])
    if any(CODE in text_between for text_between in texts):
        return None
    whole_text = nfc(CODE.join(texts)).strip()
    return Segment(locale, whole_text, tuple(code for _, code in codes))


def _printed(text: str) -> str:
    """A text on one line: itself, or where that would change it, as JSON."""
    if is_printable(text) and not text.startswith('"'):
        return text
    return json.dumps(text)


def _unprinted(text: str) -> str:
    if not text.startswith('"'):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str) else text
