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
_SIGN = f"{_LETTER}0-9"
# Lines of most texts: all signs are of a column, and it is known where they break.
# None breaks before the line end at its end.
_PLAIN = re.compile(
    rf"""(?:
    [{_SIGN}'’“”]++
    | \ (?![\ ;:,.!?/)%]|\\n)
    | \((?!\ )
    | \\"
    | [.,;:)](?![(%\\])
    | [!?](?![{_SIGN}(%\\])
    | %(?![(%\\])
    | (?<=[{_LETTER}])(?:-(?=[{_LETTER}]) | [.,;:](?=\\"))
    | (?<=[{_SIGN}])-(?=[0-9])
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
    """An entry as it stands in a file, with the line end of its last line."""
    mark = "#~ " if entry.obsolete else ""
    return "".join((*_comments(entry), *_previous(entry), *_messages(entry, mark)))


def _wraps(entry: polib.POEntry) -> bool:
    return "no-wrap" not in entry.flags


def _comments(entry: polib.POEntry) -> Iterator[str]:
    for sign, text in (("#", entry.tcomment), ("#.", entry.comment)):
        for line in text.split("\n") if text else ():
            yield f"{sign} {line}\n" if line else f"{sign}\n"
    yield from _references(entry.occurrences)
    fuzzy = [flag for flag in entry.flags if flag == "fuzzy"]
    flags = [flag for flag in entry.flags if flag != "fuzzy"]
    if entry.flags:
        yield f"#, {', '.join(fuzzy + flags)}\n"


def _references(occurrences: Iterable[tuple[str, str]]) -> Iterator[str]:
    line = "#:"
    for name, number in occurrences:
        reference = f"{name}:{number}" if number else name
        if line != "#:" and _columns(line) + 1 + _columns(reference) > WIDTH:
            yield f"{line}\n"
            line = "#:"
        line += f" {reference}"
    if line != "#:":
        yield f"{line}\n"


def _previous(entry: polib.POEntry) -> Iterator[str]:
    mark = "#~| " if entry.obsolete else "#| "
    for keyword, text in (
        ("msgctxt", entry.previous_msgctxt),
        ("msgid", entry.previous_msgid),
        ("msgid_plural", entry.previous_msgid_plural),
    ):
        if text is not None:
            yield _message(keyword, text, mark, _wraps(entry))


def _messages(entry: polib.POEntry, mark: str) -> Iterator[str]:
    wraps = _wraps(entry)
    if entry.msgctxt is not None:
        yield _message("msgctxt", entry.msgctxt, mark, wraps)
    yield _message("msgid", entry.msgid, mark, wraps)
    if not entry.msgid_plural:
        yield _message("msgstr", entry.msgstr, mark, wraps)
        return
    yield _message("msgid_plural", entry.msgid_plural, mark, wraps)
    for number, text in sorted(entry.msgstr_plural.items()):
        yield _message(f"msgstr[{number}]", text, mark, wraps)


def escaped(text: str) -> str:
    """A text as it stands between quotation marks."""
    return text.translate(_ESCAPES) if _ESCAPED.search(text) else text


def _message(keyword: str, text: str, mark: str, wraps: bool) -> str:
    """A keyword and its text, on the same line where all of it fits there."""
    lines = _LINES.findall(text) if "\n" in text else [text]
    lines = list(map(escaped, lines))
    begun = f"{mark}{keyword} "
    fills = [_filling(line) for line in lines] if wraps else []
    if len(lines) == 1:
        room = WIDTH - len(begun) - 2
        if not wraps or len(fills[0](lines[0], room)) == 1:
            return f'{begun}"{lines[0]}"\n'
    if wraps:
        room = WIDTH - len(mark) - 2
        lines_and_fills = zip(lines, fills, strict=True)
        lines = [part for line, fill in lines_and_fills for part in fill(line, room)]
    between = f'"\n{mark}"'
    return f'{begun}""\n{mark}"{between.join(lines)}"\n'


def wrap_line(line: str, room: int) -> list[str]:
    """A line, escaped and perhaps with its end, as lines of so many columns at most.

    A part that nothing breaks is longer if need be.
    """
    return _filling(line)(line, room)


def _filling(line: str) -> Callable[[str, int], list[str]]:
    """What fills lines such as this one."""
    return _filled_plain if _PLAIN.fullmatch(line) else _filled_any


def _filled_any(line: str, room: int) -> list[str]:
    if len(line) <= room and _columns(line) <= room:
        return [line]
    parted = break_points(line)
    places = [*accumulate(map(len, parted))]
    columns = [*accumulate(map(_columns, parted))]
    parts: list[str] = []
    start = begun = first = 0
    while columns[-1] - begun > room:
        last = max(first, bisect_right(columns, begun + room, first) - 1)
        if last == len(places) - 1:
            break
        parts.append(line[start : places[last]])
        start, begun, first = places[last], columns[last], last + 1
    return [*parts, line[start:]]


def _filled_plain(line: str, room: int) -> list[str]:
    """A plain line: it is looked at only where it may break, from the right."""
    parts: list[str] = []
    start = 0
    while len(line) - start > room:
        limit = start + room
        end = line.rfind(" ", start, limit) + 1 or start
        # No further, or a text of one row after another would be looked through for
        # each of them: two characters behind a break tell that it is one.
        for match in _BREAK_IN_WORD.finditer(line, end, limit + 2):
            if match.end() > limit:
                break
            end = match.end()
        if end == start:
            beyond = _BREAK.search(line, start)
            end = beyond.end() if beyond else len(line)
        if end == len(line):
            break
        parts.append(line[start:end])
        start = end
    return [*parts, line[start:]]


def break_points(line: str) -> list[str]:
    """The parts of an escaped line between which it may break."""
    end = _LINE_END if line.endswith(_LINE_END) else ""
    points: list[str] = []
    for word in _WORDS.findall(line.removesuffix(end)):
        bare = word.rstrip(" ")
        parts = list(_parts(bare)) if bare else [""]
        parts[-1] += word[len(bare) :]
        if points and (_CLOSING.match(word) or _OPENING.search(points[-1])):
            points[-1] += parts.pop(0)
        points += parts
    # It is never by itself.
    return [*points[:-1], points[-1] + end] if points else [end]


@lru_cache(maxsize=65536)
def _parts(word: str) -> tuple[str, ...]:
    """The parts of a word between which a line may break; an escape stays whole."""
    if _PLAIN.fullmatch(word) and _BREAK.search(word) is None:
        return (word,)
    from uniseg.linebreak import line_break_units  # takes a while to import

    parts: list[str] = []
    for part in line_break_units(word):
        if parts and (len(parts[-1]) - len(parts[-1].rstrip("\\"))) % 2:
            parts[-1] += part
        else:
            parts.append(part)
    return tuple(parts)


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


@lru_cache(maxsize=65536)
def _width(character: str) -> int:
    if unicodedata.category(character) in _NO_COLUMN:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
