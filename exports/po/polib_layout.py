"""Lines of PO files as gettext takes them and polib does not: laid out for polib."""

import re
from collections.abc import Iterator

import polib

from exports.po.fields import UNWRITABLE

_PREVIOUS = re.compile(r"^[ \t]*#~\|", re.MULTILINE)
_STICKY = re.compile(
    r"^([ \t]*#)=(?=[ \t]*[a-z][a-z0-9:.-]*[ \t]*(?:,|$))", re.MULTILINE
)
"""Flags that stay with an entry, which gettext has in a line of their own since 1.0."""
_TIGHT = re.compile(r"^([ \t]*#(?:~\||[.:,|~])?)(?![\s.:,|~#])", re.MULTILINE)
"""A sign of a comment that the text follows at once."""
_KEYWORD = r"msg(?:ctxt|id_plural|id|str)"
_STRING = r'"(?:[^"\\]++|\\.)*+"'
_PLAIN = re.compile(rf"(?:#~?\|\s*)?(?:{_KEYWORD}(?:\[\d+\])?[ \t]+)?{_STRING}")
_SIGN = re.compile(r"[ \t]*(#~\||#\||#~|)")
_TOKEN = re.compile(rf"\s*(?:({_KEYWORD})\s*(?:\[\s*(\d+)\s*\])?|({_STRING}))\s*")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|[\r\n])|[^\r\n]+")
_DOMAIN = re.compile(rf"domain\s*({_STRING})\s*")
_NUMBERED = re.compile(r"\\[0-7xa]")
_BYTES = re.compile(r"\\(?![0-7x]).|((?:\\(?:[0-7]{1,3}|x[0-9A-Fa-f]+))+)")
_OF_TEXT = re.compile(r'^[ \t]*(?:#~[ \t]*)?(?:#\||msg|").*', re.MULTILINE)
"""A line with a text; bytes have numbers in no comment or reference."""
_BYTE = re.compile(r"\\(?:x([0-9A-Fa-f]+)|([0-7]+))")


def is_plain(line: str) -> bool:
    """Whether a line of an entry has one text, and perhaps its keyword before it.

    >>> is_plain('msgid "a"'), is_plain('msgid "a" "b"'), is_plain('msgid')
    (True, False, False)
    """
    return _PLAIN.fullmatch(line) is not None


def split_line(line: str) -> str:
    """The keywords and texts of a line in lines of their own, each with its sign.

    A line that is something else stays as it is.

    >>> split_line('#~ msgid "a" "b" msgstr "c"')
    '#~ msgid "a"\\n#~ "b"\\n#~ msgstr "c"'
    """
    sign = _SIGN.match(line)
    assert sign is not None  # it may be empty
    sign_text = f"{sign[1]} " if sign[1] else ""
    position = sign.end()
    new_lines: list[str] = []
    keyword = ""
    while position < len(line):
        token = _TOKEN.match(line, position)
        if token is None:
            return line
        name, number, text = token.groups()
        if name is not None and keyword:
            new_lines.append(f'{sign_text}{keyword}""')
        if name is None:
            new_lines.append(sign_text + keyword + text)
            keyword = ""
        else:
            keyword = f"{name} " if number is None else f"{name}[{number}] "
        position = token.end()
    if keyword:  # its text is in the next line
        new_lines.append(f'{sign_text}{keyword}""')
    return "\n".join(new_lines)


def split_lines(text: str) -> Iterator[str]:
    """The lines of an entry with their ends, one text in each; others as they are."""
    for whole_line in _LINE.findall(text):
        line = whole_line.rstrip("\r\n")
        end = whole_line[len(line) :] or "\n"
        if not line.strip() or is_plain(line.strip()):
            yield whole_line
        else:
            line_parts = split_line(line).split("\n")
            yield from (part + end for part in line_parts[:-1])
            yield line_parts[-1] + whole_line[len(line) :]


def domain_of(line: str) -> str | None:
    """The domain that a line says the entries below it are of.

    >>> domain_of('domain "plugin"')
    'plugin'
    """
    match = _DOMAIN.fullmatch(line)
    return None if match is None else polib.unescape(match[1][1:-1])


def normalise_comment_signs(text: str) -> str:
    """A text with the signs of its comments as polib knows them."""
    text = _TIGHT.sub(r"\1 ", _STICKY.sub(r"\1,", text))
    # That an entry is obsolete its `#~` says.
    return _PREVIOUS.sub("#|", text)


def decode_letter_escapes(text: str, encoding: str) -> str:
    r"""An entry with letters in place of escapes in its texts that polib leaves alone.

    These are numbers of their bytes, and the bell.

    >>> decode_letter_escapes(r'msgid "\303\251"', "utf-8")
    'msgid "é"'
    """
    if _NUMBERED.search(text) is None:
        return text

    def letters(match: re.Match[str]) -> str:
        if match[1] is None:
            return "\a" if match[0] == r"\a" else match[0]
        numbers = (
            int(x or o, 16 if x else 8) & 255 for x, o in _BYTE.findall(match[1])
        )
        try:
            decoded = bytes(numbers).decode(encoding)
        except UnicodeError:
            return match[0]
        return match[0] if UNWRITABLE.search(decoded) else polib.escape(decoded)

    return _OF_TEXT.sub(lambda line: _BYTES.sub(letters, line[0]), text)
