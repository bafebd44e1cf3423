"""Placeholders of software in a text: `%s`, `%(name)s`, `{name}`, `${x}`, HTML tags."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tm.finding import Span


class PlaceholderKind(StrEnum):
    """The kind of a placeholder; those of one kind may be confused."""

    PRINTF = "printf"
    """`%s`, `%5.2f`: their order is that of the arguments."""
    NUMBERED = "numbered"
    """`%1$s`: any order."""
    NAMED = "named"
    """`%(name)s`, `{name}`, `{0}`, `${x}`, `%name%`: any order, as often as needed."""
    PLAIN = "plain"
    """`{}`: like printf, but one looks like the other."""
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A placeholder and its position in a text."""

    kind: PlaceholderKind
    key: str
    """The form that must be equal in both texts."""
    span: Span
    text: str


PLACEHOLDER_START_PATTERN = re.compile(r"[%{<](?:(?<=[{<])|[\w(*#+%@-]|\.[\d*])")
"""The beginning of a placeholder, which most texts lack, `50%` too.

A pattern that begins with a set of characters is found fast.
"""
# HTML only: `<file>` in a text about commands is translated, and rightly.
_TAG_NAMES_PATTERN = (
    "a|abbr|b|big|blockquote|br|button|center|cite|code|dd|del|dfn|div|dl|dt|em|font"
    "|h[1-6]|hr|i|iframe|img|input|ins|kbd|label|li|mark|ol|option|p|pre|q|s|samp"
    "|select|small|span|strike|strong|sub|sup|table|tbody|td|textarea|tfoot|th|thead"
    "|tr|tt|u|ul|var|wbr"
)
_PLACEHOLDER_PATTERN = re.compile(
    r"(?P<escaped>%%)"
    r"|(?P<named>%\([\w.-]+\)[-#0+]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]"
    r"|\$\{[\w.:-]+\}|\{\{[\w.-]+\}\}"
    r"|\{[A-Za-z_][\w.\[\]-]*(?:![rsa])?(?::[^{}\s]*)?\}|\{\d+(?:![rsa])?(?::[^{}\s]*)?\}"
    r"|(?<![\d%])%[A-Za-z_]\w+%)"
    r"|(?P<numbered>%\d+\$[-#0+]*\d*(?:\.\d+)?(?:hh?|ll?|[qjzt])?[diouxXeEfFgGcsp@])"
    # A digit before it is a percentage; a space after the sign is a flag that nobody
    # uses, and `50 % dari` has one.
    r"|(?P<printf>(?<!\d)%[-#0+]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh?|ll?|[qjzt])?"
    r"[diouxXeEfFgGcsp@])"
    r"|(?P<plain>\{(?::[^{}\s]*)?\})"
    rf"|(?P<tag></?(?P<name>{_TAG_NAMES_PATTERN})(?=[\s/>])[^<>]{{0,2000}}>)",
    re.IGNORECASE,
)
_ICU_HEAD_PATTERN = re.compile(
    r"\{\s*(\w{1,60})\s*,\s*(plural|select|selectordinal)\s*,"
)
_VOID_TAG_NAMES = frozenset({"br", "hr", "img", "input", "wbr"})
"""Tags that have no closing tag."""


def find_placeholders(text: str) -> list[Placeholder]:
    """Find the placeholders of a text, in order.

    Of ICU messages, whose branches are text, only the head is a placeholder.

    >>> placeholders = find_placeholders("<b>%d</b> of {name}, 50% done")
    >>> [placeholder.key for placeholder in placeholders]
    ['<b>', '%d', '</b>', '{name}']
    """
    if not PLACEHOLDER_START_PATTERN.search(text):
        return []
    head_matches = [*_ICU_HEAD_PATTERN.finditer(text)]
    if head_matches:
        return [
            Placeholder(
                PlaceholderKind.NAMED,
                f"{{{head_match[1]}, {head_match[2]}}}",
                Span(*head_match.span()),
                head_match[0],
            )
            for head_match in head_matches
        ]
    return [*_read_placeholders(text)]


def _read_placeholders(text: str) -> Iterator[Placeholder]:
    for placeholder_match in _PLACEHOLDER_PATTERN.finditer(text):
        if placeholder_match["escaped"]:
            continue
        if placeholder_match["tag"]:
            tag_name = placeholder_match["name"].lower()
            is_closing_tag = placeholder_match[0].startswith("</")
            slash = "/" if is_closing_tag and tag_name not in _VOID_TAG_NAMES else ""
            placeholder_key = f"<{slash}{tag_name}>"
            if placeholder_match[0].endswith("/>") and tag_name not in _VOID_TAG_NAMES:
                placeholder_key = f"<{tag_name}/>"
            yield Placeholder(
                PlaceholderKind.TAG,
                placeholder_key,
                Span(*placeholder_match.span()),
                placeholder_match[0],
            )
            continue
        kind = next(
            candidate_kind
            for candidate_kind in PlaceholderKind
            if candidate_kind is not PlaceholderKind.TAG
            and placeholder_match[candidate_kind.value]
        )
        yield Placeholder(
            kind,
            placeholder_match[0],
            Span(*placeholder_match.span()),
            placeholder_match[0],
        )


def number_printf_placeholders(placeholders: list[Placeholder]) -> list[Placeholder]:
    """Number the placeholders `%s` as `%1$s`, in their order."""
    numbered_placeholders = []
    argument_number = 0
    for placeholder in placeholders:
        if placeholder.kind is PlaceholderKind.PRINTF:
            argument_number += 1
            placeholder_key = f"%{argument_number}${placeholder.key[1:]}"
            placeholder = Placeholder(
                PlaceholderKind.NUMBERED,
                placeholder_key,
                placeholder.span,
                placeholder.text,
            )
        numbered_placeholders.append(placeholder)
    return numbered_placeholders
