"""How the plain units of a TMX file are laid out, learnt from one of them.

A program writes its units all alike. An expression for just that, made of what stands
between the values of one, reads many at once. Saves 95 % of reading such files
(`benchmarks/export_tricks.py`).
"""

import re
from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter
from typing import Any

PLAIN_VALUE = '[^"<&\t\n]*+'
"""Of an attribute in quotation marks, without anything that has to be read."""

Layout = tuple["re.Pattern[bytes]", Callable[[tuple[Any, ...]], Any]]
"""What matches a unit, or else all the rest; and what gives, of its groups, its values.

The last group is the rest. The values are the four fields, then attributes and content
of either `<tuv>`. Absent fields are what the last group is.
"""

_FIELDS = (2, 3, 4, 5)
_LANGUAGES = (8, 11)
_CONTENTS = (10, 13)
_ONE_LANGUAGE = re.compile(f'( [a-z:]+=")({PLAIN_VALUE})(")'.encode())


def find_layout(found: "re.Match[bytes]") -> Layout | None:
    """The layout of a unit of two texts; none if its `<tuv>` say more than one thing.

    `found` has its fields in groups 2 to 5, and attributes and content of the `<tuv>`
    in groups 8, 10, 11 and 13.
    """
    expression, position = b"", found.start()
    places: dict[int, int] = {}
    groups = (*_FIELDS, *_LANGUAGES, *_CONTENTS)
    for start, group in sorted((found.start(group), group) for group in groups):
        if start < 0:
            continue
        value = PLAIN_VALUE.encode() if group in _FIELDS else b"[^<]*+"
        if group in _LANGUAGES:
            language = _ONE_LANGUAGE.fullmatch(found[group])
            if language is None:
                return None
            value = re.escape(language[1]) + PLAIN_VALUE.encode() + language[3]
        expression += re.escape(found.string[position:start]) + b"(" + value + b")"
        position = found.end(group)
        places[group] = len(places)
    expression += re.escape(found.string[position : found.end()])
    order = (*_FIELDS, _LANGUAGES[0], _CONTENTS[0], _LANGUAGES[1], _CONTENTS[1])
    values = itemgetter(*(places.get(group, len(places)) for group in order))
    return _compiled(expression + b"|((?s:.++))"), values


@lru_cache(maxsize=64)
def _compiled(expression: bytes) -> "re.Pattern[bytes]":
    return re.compile(expression)
