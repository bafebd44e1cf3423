"""Layout of the plain units of a TMX file, learnt from one of them.

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
"""Pattern of an attribute's value without entities or line breaks."""

UnitLayout = tuple["re.Pattern[bytes]", Callable[[tuple[Any, ...]], Any]]
"""A pattern that matches one unit or all the rest, and a getter of its values.

The last group is the rest. The values are the four fields, then attributes and content
of either `<tuv>`. Absent fields are what the last group is.
"""

_FIELD_GROUPS = (2, 3, 4, 5)
_LANGUAGE_GROUPS = (8, 11)
_CONTENT_GROUPS = (10, 13)
_LANGUAGE_ATTRIBUTE = re.compile(f'( [a-z:]+=")({PLAIN_VALUE})(")'.encode())


def find_layout(unit_match: "re.Match[bytes]") -> UnitLayout | None:
    """Find the layout of a unit of two texts; None if a `<tuv>` has more attributes.

    `unit_match` has its fields in groups 2 to 5, and attributes and content of the
    `<tuv>` in groups 8, 10, 11 and 13.
    """
    expression, end_offset = b"", unit_match.start()
    group_positions: dict[int, int] = {}
    groups = (*_FIELD_GROUPS, *_LANGUAGE_GROUPS, *_CONTENT_GROUPS)
    for start_offset, group in sorted(
        (unit_match.start(group), group) for group in groups
    ):
        if start_offset < 0:
            continue
        value_pattern = PLAIN_VALUE.encode() if group in _FIELD_GROUPS else b"[^<]*+"
        if group in _LANGUAGE_GROUPS:
            language = _LANGUAGE_ATTRIBUTE.fullmatch(unit_match[group])
            if language is None:
                return None
            value_pattern = re.escape(language[1]) + PLAIN_VALUE.encode() + language[3]
        expression += (
            re.escape(unit_match.string[end_offset:start_offset])
            + b"("
            + value_pattern
            + b")"
        )
        end_offset = unit_match.end(group)
        group_positions[group] = len(group_positions)
    expression += re.escape(unit_match.string[end_offset : unit_match.end()])
    order = (
        *_FIELD_GROUPS,
        _LANGUAGE_GROUPS[0],
        _CONTENT_GROUPS[0],
        _LANGUAGE_GROUPS[1],
        _CONTENT_GROUPS[1],
    )
    read_values = itemgetter(
        *(group_positions.get(group, len(group_positions)) for group in order)
    )
    return _compile(expression + b"|((?s:.++))"), read_values


@lru_cache(maxsize=64)
def _compile(expression: bytes) -> "re.Pattern[bytes]":
    return re.compile(expression)
