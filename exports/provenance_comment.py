"""Provenance fields as comments of PO entries, one field per line.

A value that a comment cannot hold, such as one with a line end, is written as a JSON
string.
"""

import json
import re

from exports.provenance import FIELD_NAMES, Fields, is_valid_field
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import CODE, Code, Segment

CODE_FIELDS = ("msgid-codes", "msgstr-codes")
"""Field names for the inline codes of source and target."""
LOCALE_FIELDS = ("msgid-locale", "msgstr-locale")
"""Field names for locales that differ from those of the header."""

_LOCALE_AND_CODE_FIELDS = frozenset((*CODE_FIELDS, *LOCALE_FIELDS))
_KNOWN_FIELDS = _LOCALE_AND_CODE_FIELDS.union(FIELD_NAMES)
_MIN_WRAP_WIDTH = 68
"""The smallest width, without `#. `, to which tools wrap a comment."""

_FIELD_PATTERN = re.compile(r"([a-z]+(?:-[a-z]+)*): (.*)")
_UNPRINTABLE_PATTERN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def format_comment(fields: Fields) -> str:
    """Format fields as a comment."""
    return "\n".join(f"{name}: {_format_value(text)}" for name, text in fields.items())


def parse_comment(comment: str) -> tuple[Fields, list[str]]:
    """Parse extracted comments into fields and the lines that are no fields."""
    fields: Fields = {}
    other_lines = []
    for line in _unwrap_lines(comment):
        field_match = _FIELD_PATTERN.fullmatch(line)
        if field_match is None:
            other_lines.append(line)
            continue
        field_name, text = field_match[1], _parse_value(field_match[2])
        if field_name in _LOCALE_AND_CODE_FIELDS or is_valid_field(field_name, text):
            fields.setdefault(field_name, text)
        else:
            other_lines.append(line)
    return fields, other_lines


def _unwrap_lines(comment: str) -> list[str]:
    """Split a comment into lines and join fields that a tool has wrapped.

    Tools wrap at a space or after a hyphen. A line is taken for wrapped if the first
    word of the next line had no room on it.
    """
    lines: list[str] = []
    last_line = (
        ""  # the line before, as it stands in the file; empty outside of a field
    )
    for line in comment.split("\n") if comment else ():
        field_match = _FIELD_PATTERN.fullmatch(line)
        is_field = field_match is not None and field_match[1] in _KNOWN_FIELDS
        first_word = re.split("[ -]", line, maxsplit=1)[0]
        if (
            last_line
            and line
            and not is_field
            and len(last_line) + len(first_word) >= _MIN_WRAP_WIDTH
        ):
            hyphen_match = re.search(r"\S-\Z", last_line)
            lines[-1] += line if hyphen_match else f" {line}"
            last_line = line
        else:
            lines.append(line)
            last_line = line if is_field else ""
    return lines


def fits_comment_line(text: str) -> bool:
    """Whether a text can be one line of a comment, unchanged."""
    return bool(text) and text == text.strip() and not _UNPRINTABLE_PATTERN.search(text)


def fits_translator_comment(text: str) -> bool:
    """Whether a text can be a translator comment, unchanged.

    Lines may begin with spaces or be empty, except the first and the last.
    """
    lines = text.split("\n")
    return bool(lines[0].strip() and lines[-1]) and not any(
        line != line.rstrip() or _UNPRINTABLE_PATTERN.search(line) for line in lines
    )


def format_code_positions(segment: Segment) -> str:
    """Format the codes of a segment as JSON, each with its offset in `display`."""
    code_positions: list[tuple[int, str, str, str]] = []
    code_offset = 0
    texts = segment.text.split(CODE)
    for text, code in zip(texts, segment.codes, strict=False):
        code_offset += len(text)
        code_positions.append((code_offset, code.kind, code.id, code.data))
        code_offset += len(code.data)
    return json.dumps(code_positions)


def restore_codes(locale: Locale, text: str, positions_json: str) -> Segment | None:
    """Make a segment of a text and its code positions; None if they do not match."""
    try:
        offsets_and_codes = [
            (int(code_offset), Code(str(kind), str(code_id), str(native_code)))
            for code_offset, kind, code_id, native_code in json.loads(positions_json)
        ]
    except (ValueError, TypeError, OverflowError):  # an offset may be Infinity
        return None
    texts = []
    copied_end = 0
    for code_offset, code in offsets_and_codes:
        if (
            code_offset < copied_end
            or text[code_offset : code_offset + len(code.data)] != code.data
        ):
            return None
        texts.append(text[copied_end:code_offset])
        copied_end = code_offset + len(code.data)
    texts.append(text[copied_end:])
    if any(CODE in text_between for text_between in texts):
        return None
    whole_text = nfc(CODE.join(texts)).strip()
    return Segment(locale, whole_text, tuple(code for _, code in offsets_and_codes))


def _format_value(text: str) -> str:
    """Format a value on one line: unchanged, or as JSON where that is impossible."""
    if fits_comment_line(text) and not text.startswith('"'):
        return text
    return json.dumps(text)


def _parse_value(text: str) -> str:
    if not text.startswith('"'):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str) else text
