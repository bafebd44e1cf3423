"""Placeholders of software in a text: `%s`, `%(name)s`, `{name}`, `${x}`, HTML tags."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tm.finding import Span


class Kind(StrEnum):
    """What a placeholder is; those of one kind may have been put for each other."""

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

    kind: Kind
    key: str
    """What must be equal in both texts."""
    span: Span
    text: str


MAY_HOLD = re.compile(r"[%{<](?:(?<=[{<])|[\w(*#+%@-]|\.[\d*])")
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
_PLACE = re.compile(
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
_ICU = re.compile(r"\{\s*(\w{1,60})\s*,\s*(plural|select|selectordinal)\s*,")
_SINGLE = frozenset({"br", "hr", "img", "input", "wbr"})
"""Tags that nothing closes."""


def placeholders(text: str) -> list[Placeholder]:
    """The placeholders of a text, in order.

    Of messages in ICU's notation, whose branches are text, only the heads are taken.

    >>> [one.key for one in placeholders("<b>%d</b> of {name}, 50% done")]
    ['<b>', '%d', '</b>', '{name}']
    """
    if not MAY_HOLD.search(text):
        return []
    heads = [*_ICU.finditer(text)]
    if heads:
        return [
            Placeholder(Kind.NAMED, f"{{{m[1]}, {m[2]}}}", Span(*m.span()), m[0])
            for m in heads
        ]
    return [*_found(text)]


def _found(text: str) -> Iterator[Placeholder]:
    for match in _PLACE.finditer(text):
        if match["escaped"]:
            continue
        if match["tag"]:
            name = match["name"].lower()
            closing = match[0].startswith("</")
            key = f"<{'/' if closing and name not in _SINGLE else ''}{name}>"
            if match[0].endswith("/>") and name not in _SINGLE:
                key = f"<{name}/>"
            yield Placeholder(Kind.TAG, key, Span(*match.span()), match[0])
            continue
        kind = next(k for k in Kind if k is not Kind.TAG and match[k.value])
        yield Placeholder(kind, match[0], Span(*match.span()), match[0])


def numbered(found: list[Placeholder]) -> list[Placeholder]:
    """The same with each `%s` as `%1$s`, by the order in which they stand."""
    made = []
    place = 0
    for one in found:
        if one.kind is Kind.PRINTF:
            place += 1
            key = f"%{place}${one.key[1:]}"
            one = Placeholder(Kind.NUMBERED, key, one.span, one.text)
        made.append(one)
    return made
