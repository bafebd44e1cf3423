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
    """One placeholder and where it stands."""

    kind: PlaceholderKind
    key: str
    """The part that must be equal in both texts."""
    span: Span
    text: str


MAY_BEGIN_PLACEHOLDER = re.compile(r"[%{<](?:(?<=[{<])|[\w(*#+%@-]|\.[\d*])")
"""What a text with placeholders has; most texts, `50%` too, have nothing of it.

A set comes first, since such a pattern is found fast.
"""
# HTML only: `<file>` in a text about commands is translated, and rightly.
_TAGS = (
    "a|abbr|b|big|blockquote|br|button|center|cite|code|dd|del|dfn|div|dl|dt|em|font"
    "|h[1-6]|hr|i|iframe|img|input|ins|kbd|label|li|mark|ol|option|p|pre|q|s|samp"
    "|select|small|span|strike|strong|sub|sup|table|tbody|td|textarea|tfoot|th|thead"
    "|tr|tt|u|ul|var|wbr"
)
_PLACEHOLDER = re.compile(
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
    rf"|(?P<tag></?(?P<name>{_TAGS})(?=[\s/>])[^<>]{{0,2000}}>)",
    re.IGNORECASE,
)
_ICU_HEAD = re.compile(r"\{\s*(\w{1,60})\s*,\s*(plural|select|selectordinal)\s*,")
_UNCLOSED_TAGS = frozenset({"br", "hr", "img", "input", "wbr"})
"""Tags that nothing closes."""


def find_placeholders(text: str) -> list[Placeholder]:
    """Find the placeholders of a text, in order.

    Of ICU messages, whose branches are text, only the heads are taken.

    >>> [one.key for one in find_placeholders("<b>%d</b> of {name}, 50% done")]
    ['<b>', '%d', '</b>', '{name}']
    """
    if not MAY_BEGIN_PLACEHOLDER.search(text):
        return []
    heads = [*_ICU_HEAD.finditer(text)]
    if heads:
        return [
            Placeholder(
                PlaceholderKind.NAMED,
                f"{{{head[1]}, {head[2]}}}",
                Span(*head.span()),
                head[0],
            )
            for head in heads
        ]
    return [*_read_placeholders(text)]


def _read_placeholders(text: str) -> Iterator[Placeholder]:
    for match in _PLACEHOLDER.finditer(text):
        if match["escaped"]:
            continue
        if match["tag"]:
            name = match["name"].lower()
            is_closing = match[0].startswith("</")
            key = f"<{'/' if is_closing and name not in _UNCLOSED_TAGS else ''}{name}>"
            if match[0].endswith("/>") and name not in _UNCLOSED_TAGS:
                key = f"<{name}/>"
            yield Placeholder(PlaceholderKind.TAG, key, Span(*match.span()), match[0])
            continue
        kind = next(
            kind_name
            for kind_name in PlaceholderKind
            if kind_name is not PlaceholderKind.TAG and match[kind_name.value]
        )
        yield Placeholder(kind, match[0], Span(*match.span()), match[0])


def number_printf_placeholders(placeholders: list[Placeholder]) -> list[Placeholder]:
    """Number the placeholders `%s` as `%1$s`, in their order."""
    numbered_placeholders = []
    argument_number = 0
    for placeholder in placeholders:
        if placeholder.kind is PlaceholderKind.PRINTF:
            argument_number += 1
            key = f"%{argument_number}${placeholder.key[1:]}"
            placeholder = Placeholder(
                PlaceholderKind.NUMBERED, key, placeholder.span, placeholder.text
            )
        numbered_placeholders.append(placeholder)
    return numbered_placeholders
