"""Entries of PO files as text, laid out as msgcat of GNU gettext does.

So a file that came through gettext's tools, and one that comes from here, differ in
nothing but their content. Lines break where Unicode Standard Annex 14 allows it, and
are at most 79 columns wide.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

import polib

WIDTH = 79
"""Columns of a line, gettext's own default."""

_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        '"': '\\"',
        "\a": "\\a",
        "\n": "\\n",
        "\t": "\\t",
        "\r": "\\r",
        "\b": "\\b",
        "\f": "\\f",
        "\v": "\\v",
    }
)
_ESCAPED = re.compile('[\\\\"\a\n\t\r\b\f\v]')
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = re.compile(r"[^ ]+ *| +")
# Letters and digits of a column each, in a row of which no line breaks.
_LETTER = r"A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_LETTER_OR_DIGIT = f"{_LETTER}0-9"
# Lines of most texts: all signs are of a column, and it is known where they break.
# None breaks before the line end at its end.
_PLAIN_LINE = re.compile(
    rf"""(?:
    [{_LETTER_OR_DIGIT}'’“”]++
    | \ (?![\ ;:,.!?/)%]|\\n)
    | \((?!\ )
    | \\"
    | [.,;:)](?![(%\\])
    | [!?](?![{_LETTER_OR_DIGIT}(%\\])
    | %(?![(%\\])
    | (?<=[{_LETTER}])(?:-(?=[{_LETTER}]) | [.,;:](?=\\"))
    | (?<=[{_LETTER_OR_DIGIT}])-(?=[0-9])
    | (?<=\ )[-–—&](?=\ )
    )*+(?:[.,;:)!?%]?\\n)?""",
    re.VERBOSE,
)
_IN_WORD = rf"(?<=[{_LETTER}])(?:-(?=[{_LETTER}])|[.,;:](?=\\\"))"
_BREAK_IN_WORD = re.compile(_IN_WORD)
_BREAK = re.compile(f" |{_IN_WORD}")
# Rules LB13 and LB14: what holds on to the word before it, or the one after it, even
# over spaces.
_CLOSING = re.compile(r"[;:,.!?/)\]}»›…。、，！？；：）】」』%]")
_OPENING = re.compile(r"[(\[{¿¡] *\Z")
_LINE_END = r"\n"
_NO_COLUMN = ("Mn", "Me", "Cf")


def entry_text(entry: polib.POEntry) -> str:
    """Format an entry as in a file, with the line end of its last line."""
    obsolete_mark = "#~ " if entry.obsolete else ""
    return "".join(
        (
            *_comment_lines(entry),
            *_previous_texts(entry),
            *_message_texts(entry, obsolete_mark),
        )
    )


def _is_wrapped(entry: polib.POEntry) -> bool:
    return "no-wrap" not in entry.flags


def _comment_lines(entry: polib.POEntry) -> Iterator[str]:
    for sign, text in (("#", entry.tcomment), ("#.", entry.comment)):
        for line in text.split("\n") if text else ():
            yield f"{sign} {line}\n" if line else f"{sign}\n"
    yield from _reference_lines(entry.occurrences)
    fuzzy = [flag for flag in entry.flags if flag == "fuzzy"]
    flags = [flag for flag in entry.flags if flag != "fuzzy"]
    if entry.flags:
        yield f"#, {', '.join(fuzzy + flags)}\n"


def _reference_lines(occurrences: Iterable[tuple[str, str]]) -> Iterator[str]:
    line = "#:"
    for name, number in occurrences:
        reference = f"{name}:{number}" if number else name
        if (
            line != "#:"
            and _count_columns(line) + 1 + _count_columns(reference) > WIDTH
        ):
            yield f"{line}\n"
            line = "#:"
        line += f" {reference}"
    if line != "#:":
        yield f"{line}\n"


def _previous_texts(entry: polib.POEntry) -> Iterator[str]:
    line_prefix = "#~| " if entry.obsolete else "#| "
    for keyword, text in (
        ("msgctxt", entry.previous_msgctxt),
        ("msgid", entry.previous_msgid),
        ("msgid_plural", entry.previous_msgid_plural),
    ):
        if text is not None:
            yield _format_message(keyword, text, line_prefix, _is_wrapped(entry))


def _message_texts(entry: polib.POEntry, line_prefix: str) -> Iterator[str]:
    is_wrapped = _is_wrapped(entry)
    if entry.msgctxt is not None:
        yield _format_message("msgctxt", entry.msgctxt, line_prefix, is_wrapped)
    yield _format_message("msgid", entry.msgid, line_prefix, is_wrapped)
    if not entry.msgid_plural:
        yield _format_message("msgstr", entry.msgstr, line_prefix, is_wrapped)
        return
    yield _format_message("msgid_plural", entry.msgid_plural, line_prefix, is_wrapped)
    for number, text in sorted(entry.msgstr_plural.items()):
        yield _format_message(f"msgstr[{number}]", text, line_prefix, is_wrapped)


def escape(text: str) -> str:
    """Escape a text for quotation marks."""
    return text.translate(_ESCAPES) if _ESCAPED.search(text) else text


def _format_message(keyword: str, text: str, line_prefix: str, is_wrapped: bool) -> str:
    """Format a keyword and its text, on one line if it fits."""
    lines = _LINES.findall(text) if "\n" in text else [text]
    lines = list(map(escape, lines))
    line_start = f"{line_prefix}{keyword} "
    wrap_functions = [_choose_wrap(line) for line in lines] if is_wrapped else []
    if len(lines) == 1:
        width = WIDTH - len(line_start) - 2
        if not is_wrapped or len(wrap_functions[0](lines[0], width)) == 1:
            return f'{line_start}"{lines[0]}"\n'
    if is_wrapped:
        width = WIDTH - len(line_prefix) - 2
        lines_and_functions = zip(lines, wrap_functions, strict=True)
        lines = [
            part for line, wrap in lines_and_functions for part in wrap(line, width)
        ]
    separator = f'"\n{line_prefix}"'
    return f'{line_start}""\n{line_prefix}"{separator.join(lines)}"\n'


def wrap_line(line: str, width: int) -> list[str]:
    """Wrap an escaped line, perhaps with its line end, to a width in columns.

    A part that nothing breaks is longer if need be.
    """
    return _choose_wrap(line)(line, width)


def _choose_wrap(line: str) -> Callable[[str, int], list[str]]:
    """Choose the function that wraps a line."""
    return _wrap_plain if _PLAIN_LINE.fullmatch(line) else _wrap_any


def _wrap_any(line: str, width: int) -> list[str]:
    if len(line) <= width and _count_columns(line) <= width:
        return [line]
    unbreakable_parts = split_at_breaks(line)
    end_offsets = [*accumulate(map(len, unbreakable_parts))]
    end_columns = [*accumulate(map(_count_columns, unbreakable_parts))]
    parts: list[str] = []
    start = start_column = first_index = 0
    while end_columns[-1] - start_column > width:
        last_index = max(
            first_index,
            bisect_right(end_columns, start_column + width, first_index) - 1,
        )
        if last_index == len(end_offsets) - 1:
            break
        parts.append(line[start : end_offsets[last_index]])
        start, start_column, first_index = (
            end_offsets[last_index],
            end_columns[last_index],
            last_index + 1,
        )
    return [*parts, line[start:]]


def _wrap_plain(line: str, width: int) -> list[str]:
    """Wrap a plain line, searching from the right for places where it may break."""
    parts: list[str] = []
    start = 0
    while len(line) - start > width:
        limit = start + width
        end = line.rfind(" ", start, limit) + 1 or start
        # No further, or a text of one row after another would be looked through for
        # each of them: two characters behind a break tell that it is one.
        for match in _BREAK_IN_WORD.finditer(line, end, limit + 2):
            if match.end() > limit:
                break
            end = match.end()
        if end == start:
            next_break = _BREAK.search(line, start)
            end = next_break.end() if next_break else len(line)
        if end == len(line):
            break
        parts.append(line[start:end])
        start = end
    return [*parts, line[start:]]


def split_at_breaks(line: str) -> list[str]:
    """Split an escaped line into the parts between which it may break."""
    line_end = _LINE_END if line.endswith(_LINE_END) else ""
    parts_of_line: list[str] = []
    for word in _WORDS.findall(line.removesuffix(line_end)):
        word_without_spaces = word.rstrip(" ")
        parts = list(_split_word(word_without_spaces)) if word_without_spaces else [""]
        parts[-1] += word[len(word_without_spaces) :]
        if parts_of_line and (
            _CLOSING.match(word) or _OPENING.search(parts_of_line[-1])
        ):
            parts_of_line[-1] += parts.pop(0)
        parts_of_line += parts
    # It is never by itself.
    return (
        [*parts_of_line[:-1], parts_of_line[-1] + line_end]
        if parts_of_line
        else [line_end]
    )


@lru_cache(maxsize=65536)
def _split_word(word: str) -> tuple[str, ...]:
    """Split a word where a line may break; an escape stays whole."""
    if _PLAIN_LINE.fullmatch(word) and _BREAK.search(word) is None:
        return (word,)
    from uniseg.linebreak import line_break_units  # takes a while to import

    parts: list[str] = []
    for part in line_break_units(word):
        if parts and (len(parts[-1]) - len(parts[-1].rstrip("\\"))) % 2:
            parts[-1] += part
        else:
            parts.append(part)
    return tuple(parts)


def _count_columns(text: str) -> int:
    """Count the columns of a terminal that a text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


@lru_cache(maxsize=65536)
def _character_width(character: str) -> int:
    if unicodedata.category(character) in _NO_COLUMN:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
