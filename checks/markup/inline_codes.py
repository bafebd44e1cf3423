"""Inline codes of a unit: which of the source the target has, and in what order.

Many tools leave the native code out (`<x id="1"/>`), and some number the codes of each
side for themselves. So codes are known by what they are where all say it, else by what
they do and their id where the ids of one side are those of the other, else they are
only counted.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tm.finding import Span
from tm.text.segment import CODE, Code

_NAME = re.compile(r"/?\w*")
_OPENING = frozenset(("bpt", "bx", "sc", "sm", "g", "hi", "mrk", "pc"))
_CLOSING = frozenset(("ept", "ex", "ec", "em"))

Placed = tuple[Code, Span]
"""A code and where it stands."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a target lacks of its source's codes, what it has more, and how."""

    missing: Sequence[Placed]
    """In the source."""
    added: Sequence[Placed]
    """In the target."""


def placed(text: str, codes: Sequence[Code]) -> list[Placed]:
    """The codes of a text; without any that fit, each is one that nobody knows."""
    places = [Span(at, at + 1) for at, letter in enumerate(text) if letter == CODE]
    if len(codes) != len(places):
        codes = [Code("ph", "", "")] * len(places)
    return [*zip(codes, places, strict=True)]


def compared(theirs: Sequence[Placed], ours: Sequence[Placed]) -> Comparison:
    """What only one side has; of several that look alike, the last ones."""
    name = _naming([code for code, _ in theirs], [code for code, _ in ours])
    return Comparison(_more(theirs, ours, name), _more(ours, theirs, name))


def wrongly_closed(found: Sequence[Placed]) -> Placed | None:
    """The first code that closes what is opened only after it.

    >>> codes = placed(2 * CODE, [Code("ept", "1", ""), Code("bpt", "1", "")])
    >>> wrongly_closed(codes) == codes[0]
    True
    """
    last = {
        code.id: place
        for place, (code, _) in enumerate(found)
        if code.id and _does(code) == "opens"
    }
    opened = set()
    for place, (code, span) in enumerate(found):
        if _does(code) == "opens":
            opened.add(code.id)
        elif _does(code) == "closes" and code.id not in opened:
            if last.get(code.id, -1) > place:
                return code, span
    return None


def shown(code: Code) -> str:
    """A code for people: what it is, else what it is called."""
    return code.data or f"{code.kind} {code.id}".strip()


def _naming(theirs: Sequence[Code], ours: Sequence[Code]) -> Callable[[Code], str]:
    """What must be equal of two codes that are the same."""
    if all(code.data for code in (*theirs, *ours)):
        return lambda code: code.data
    known, used = set(map(_known_by, theirs)), set(map(_known_by, ours))
    if all(code.id for code in (*theirs, *ours)) and (known <= used or used <= known):
        return _known_by
    return lambda code: ""


def _known_by(code: Code) -> str:
    return f"{_does(code)} {code.id}"


def _does(code: Code) -> str:
    """Whether a code opens something, closes it, or neither."""
    found = _NAME.match(code.kind)
    name = found[0] if found else ""
    if name.startswith("/") or name in _CLOSING:
        return "closes"
    return "opens" if name in _OPENING else "stands"


def _more(
    some: Sequence[Placed], others: Sequence[Placed], name: Callable[[Code], str]
) -> list[Placed]:
    return [*_beyond(some, Counter(name(code) for code, _ in others), name)]


def _beyond(
    some: Sequence[Placed], left: Counter[str], name: Callable[[Code], str]
) -> Iterator[Placed]:
    for code, span in some:
        if left[name(code)]:
            left[name(code)] -= 1
        else:
            yield code, span
