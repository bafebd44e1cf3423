"""Layout of PO files for polib, which reads fewer variants than gettext."""

import re
from collections.abc import Iterator

import polib

from exports.po.fields import UNWRITABLE_PATTERN

_OBSOLETE_PREVIOUS_PATTERN = re.compile(r"^[ \t]*#~\|", re.MULTILINE)
_STICKY_FLAG_PATTERN = re.compile(
    r"^([ \t]*#)=(?=[ \t]*[a-z][a-z0-9:.-]*[ \t]*(?:,|$))", re.MULTILINE
)
"""Sticky flags, which gettext has on a line of their own since 1.0."""
_SIGN_WITHOUT_SPACE_PATTERN = re.compile(
    r"^([ \t]*#(?:~\||[.:,|~])?)(?![\s.:,|~#])", re.MULTILINE
)
"""The sign of a comment without a space after it."""
_KEYWORD_EXPRESSION = r"msg(?:ctxt|id_plural|id|str)"
_STRING_EXPRESSION = r'"(?:[^"\\]++|\\.)*+"'
_SINGLE_TEXT_LINE_PATTERN = re.compile(
    rf"(?:#~?\|\s*)?(?:{_KEYWORD_EXPRESSION}(?:\[\d+\])?[ \t]+)?{_STRING_EXPRESSION}"
)
_COMMENT_SIGN_PATTERN = re.compile(r"[ \t]*(#~\||#\||#~|)")
_TOKEN_PATTERN = re.compile(
    rf"\s*(?:({_KEYWORD_EXPRESSION})\s*(?:\[\s*(\d+)\s*\])?|({_STRING_EXPRESSION}))\s*"
)
_LINE_PATTERN = re.compile(r"[^\r\n]*(?:\r\n|[\r\n])|[^\r\n]+")
_DOMAIN_PATTERN = re.compile(rf"domain\s*({_STRING_EXPRESSION})\s*")
_UNDECODED_ESCAPE_PATTERN = re.compile(r"\\[0-7xabfv]")
_CHARACTER_BY_ESCAPE = {r"\a": "\a", r"\b": "\b", r"\f": "\f", r"\v": "\v"}
_BYTE_ESCAPES_PATTERN = re.compile(
    r"\\(?![0-7x]).|((?:\\(?:[0-7]{1,3}|x[0-9A-Fa-f]+))+)"
)
_TEXT_LINE_PATTERN = re.compile(r'^[ \t]*(?:#~[ \t]*)?(?:#\||msg|").*', re.MULTILINE)
"""A line with a text, where escapes of bytes are decoded."""
_SINGLE_BYTE_ESCAPE_PATTERN = re.compile(r"\\(?:x([0-9A-Fa-f]+)|([0-7]+))")


def is_single_text_line(line: str) -> bool:
    """Whether a line of an entry has one text, perhaps after its keyword.

    >>> [is_single_text_line(line) for line in ('msgid "a"', 'msgid "a" "b"', 'msgid')]
    [True, False, False]
    """
    return _SINGLE_TEXT_LINE_PATTERN.fullmatch(line) is not None


def split_line(line: str) -> str:
    """Split a line into one line for each keyword and text, each with its sign.

    A line that is something else stays as it is.

    >>> split_line('#~ msgid "a" "b" msgstr "c"')
    '#~ msgid "a"\\n#~ "b"\\n#~ msgstr "c"'
    """
    sign_match = _COMMENT_SIGN_PATTERN.match(line)
    assert sign_match is not None  # it may be empty
    sign_text = f"{sign_match[1]} " if sign_match[1] else ""
    offset = sign_match.end()
    new_lines: list[str] = []
    keyword = ""
    while offset < len(line):
        token_match = _TOKEN_PATTERN.match(line, offset)
        if token_match is None:
            return line
        keyword_name, form_number, quoted_text = token_match.groups()
        if keyword_name is not None and keyword:
            new_lines.append(f'{sign_text}{keyword}""')
        if keyword_name is None:
            new_lines.append(sign_text + keyword + quoted_text)
            keyword = ""
        else:
            keyword = (
                f"{keyword_name} "
                if form_number is None
                else f"{keyword_name}[{form_number}] "
            )
        offset = token_match.end()
    if keyword:  # its text is in the next line
        new_lines.append(f'{sign_text}{keyword}""')
    return "\n".join(new_lines)


def split_lines(entry_text: str) -> Iterator[str]:
    """Split the lines of an entry, with their ends, so that each has one text."""
    for whole_line in _LINE_PATTERN.findall(entry_text):
        line = whole_line.rstrip("\r\n")
        line_end = whole_line[len(line) :] or "\n"
        if not line.strip() or is_single_text_line(line.strip()):
            yield whole_line
        else:
            line_parts = split_line(line).split("\n")
            yield from (part + line_end for part in line_parts[:-1])
            yield line_parts[-1] + whole_line[len(line) :]


def read_domain(line: str) -> str | None:
    """Read the domain that a line sets for the entries below it.

    >>> read_domain('domain "plugin"')
    'plugin'
    """
    domain_match = _DOMAIN_PATTERN.fullmatch(line)
    return None if domain_match is None else polib.unescape(domain_match[1][1:-1])


def normalise_comment_signs(entry_text: str) -> str:
    """Rewrite the signs of comments as polib knows them."""
    entry_text = _SIGN_WITHOUT_SPACE_PATTERN.sub(
        r"\1 ", _STICKY_FLAG_PATTERN.sub(r"\1,", entry_text)
    )
    # `#~` on other lines marks the entry as obsolete.
    return _OBSOLETE_PREVIOUS_PATTERN.sub("#|", entry_text)


def decode_byte_and_letter_escapes(entry_text: str, encoding: str) -> str:
    r"""Decode the escapes in the texts of an entry that polib does not decode.

    These are numbers of their bytes, and letters for control characters.

    >>> decode_byte_and_letter_escapes(r'msgid "\303\251"', "utf-8")
    'msgid "é"'
    """
    if _UNDECODED_ESCAPE_PATTERN.search(entry_text) is None:
        return entry_text

    def decode_match(match: re.Match[str]) -> str:
        if match[1] is None:
            return _CHARACTER_BY_ESCAPE.get(match[0], match[0])
        byte_values = (
            int(hexadecimal or octal, 16 if hexadecimal else 8) & 255
            for hexadecimal, octal in _SINGLE_BYTE_ESCAPE_PATTERN.findall(match[1])
        )
        try:
            decoded_text = bytes(byte_values).decode(encoding)
        except UnicodeError:
            return match[0]
        return (
            match[0]
            if UNWRITABLE_PATTERN.search(decoded_text)
            else polib.escape(decoded_text)
        )

    return _TEXT_LINE_PATTERN.sub(
        lambda line_match: _BYTE_ESCAPES_PATTERN.sub(decode_match, line_match[0]),
        entry_text,
    )
