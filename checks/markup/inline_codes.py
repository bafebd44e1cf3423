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


def place_codes(text: str, codes: Sequence[Code]) -> list[Placed]:
    """The codes of a text; without any that fit, each is one that nobody knows."""
    places = [
        Span(offset, offset + 1) for offset, letter in enumerate(text) if letter == CODE
    ]
    if len(codes) != len(places):
        codes = [Code("ph", "", "")] * len(places)
    return [*zip(codes, places, strict=True)]


def compare_codes(
    source_codes: Sequence[Placed], target_codes: Sequence[Placed]
) -> Comparison:
    """What only one side has; of several that look alike, the last ones."""
    comparison_key = _comparison_key(
        [code for code, _ in source_codes], [code for code, _ in target_codes]
    )
    return Comparison(
        _unpaired_codes(source_codes, target_codes, comparison_key),
        _unpaired_codes(target_codes, source_codes, comparison_key),
    )


def first_misplaced_code(placed_codes: Sequence[Placed]) -> Placed | None:
    """The first code that closes what is opened only after it.

    >>> codes = place_codes(2 * CODE, [Code("ept", "1", ""), Code("bpt", "1", "")])
    >>> first_misplaced_code(codes) == codes[0]
    True
    """
    last_opening = {
        code.id: index
        for index, (code, _) in enumerate(placed_codes)
        if code.id and _code_role(code) == "opens"
    }
    opened = set()
    for index, (code, span) in enumerate(placed_codes):
        if _code_role(code) == "opens":
            opened.add(code.id)
        elif _code_role(code) == "closes" and code.id not in opened:
            if last_opening.get(code.id, -1) > index:
                return code, span
    return None


def shown(code: Code) -> str:
    """A code for people: what it is, else what it is called."""
    return code.data or f"{code.kind} {code.id}".strip()


def _comparison_key(
    source_codes: Sequence[Code], target_codes: Sequence[Code]
) -> Callable[[Code], str]:
    """What must be equal of two codes that are the same."""
    if all(code.data for code in (*source_codes, *target_codes)):
        return lambda code: code.data
    source_names, target_names = (
        set(map(_known_by, source_codes)),
        set(map(_known_by, target_codes)),
    )
    if all(code.id for code in (*source_codes, *target_codes)) and (
        source_names <= target_names or target_names <= source_names
    ):
        return _known_by
    return lambda code: ""


def _known_by(code: Code) -> str:
    return f"{_code_role(code)} {code.id}"


def _code_role(code: Code) -> str:
    """Whether a code opens something, closes it, or neither."""
    match = _NAME.match(code.kind)
    name = match[0] if match else ""
    if name.startswith("/") or name in _CLOSING:
        return "closes"
    return "opens" if name in _OPENING else "stands"


def _unpaired_codes(
    codes: Sequence[Placed],
    other_codes: Sequence[Placed],
    comparison_key: Callable[[Code], str],
) -> list[Placed]:
    return [
        *_codes_beyond_counts(
            codes,
            Counter(comparison_key(code) for code, _ in other_codes),
            comparison_key,
        )
    ]


def _codes_beyond_counts(
    codes: Sequence[Placed],
    unpaired_counts: Counter[str],
    comparison_key: Callable[[Code], str],
) -> Iterator[Placed]:
    for code, span in codes:
        if unpaired_counts[comparison_key(code)]:
            unpaired_counts[comparison_key(code)] -= 1
        else:
            yield code, span
