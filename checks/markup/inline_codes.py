"""Comparison of the inline codes of source and target, and of their order.

Many tools omit the native code (`<x id="1"/>`), and some number the codes of each side
independently. So codes are compared by their native code if all have one, else by role
and id if both sides share their ids, else only by number.
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

LocatedCode = tuple[Code, Span]
"""A code and its span."""


@dataclass(frozen=True, slots=True)
class CodeComparison:
    """The codes that a target lacks, and those that it has in addition."""

    missing: Sequence[LocatedCode]
    """In the source."""
    added: Sequence[LocatedCode]
    """In the target."""


def locate_codes(text: str, codes: Sequence[Code]) -> list[LocatedCode]:
    """Find the span of each code; if their number differs, all are unknown codes."""
    spans = [
        Span(offset, offset + 1) for offset, letter in enumerate(text) if letter == CODE
    ]
    if len(codes) != len(spans):
        codes = [Code("ph", "", "")] * len(spans)
    return [*zip(codes, spans, strict=True)]


def compare_codes(
    source_codes: Sequence[LocatedCode], target_codes: Sequence[LocatedCode]
) -> CodeComparison:
    """Find the codes that only one side has; of equal ones, the last."""
    comparison_key = _choose_comparison_key(
        [code for code, _ in source_codes], [code for code, _ in target_codes]
    )
    return CodeComparison(
        _unpaired_codes(source_codes, target_codes, comparison_key),
        _unpaired_codes(target_codes, source_codes, comparison_key),
    )


def find_misplaced_code(located_codes: Sequence[LocatedCode]) -> LocatedCode | None:
    """Find the first closing code whose opening code comes only after it.

    >>> codes = locate_codes(2 * CODE, [Code("ept", "1", ""), Code("bpt", "1", "")])
    >>> find_misplaced_code(codes) == codes[0]
    True
    """
    last_opening_indexes = {
        code.id: index
        for index, (code, _) in enumerate(located_codes)
        if code.id and _code_role(code) == "opens"
    }
    opened_ids = set()
    for index, (code, span) in enumerate(located_codes):
        if _code_role(code) == "opens":
            opened_ids.add(code.id)
        elif _code_role(code) == "closes" and code.id not in opened_ids:
            if last_opening_indexes.get(code.id, -1) > index:
                return code, span
    return None


def describe_code(code: Code) -> str:
    """Describe a code by its native code, else by its kind and id."""
    return code.data or f"{code.kind} {code.id}".strip()


def _choose_comparison_key(
    source_codes: Sequence[Code], target_codes: Sequence[Code]
) -> Callable[[Code], str]:
    """Choose the function whose result must be equal for equal codes."""
    if all(code.data for code in (*source_codes, *target_codes)):
        return lambda code: code.data
    source_keys, target_keys = (
        set(map(_role_and_id, source_codes)),
        set(map(_role_and_id, target_codes)),
    )
    if all(code.id for code in (*source_codes, *target_codes)) and (
        source_keys <= target_keys or target_keys <= source_keys
    ):
        return _role_and_id
    return lambda code: ""


def _role_and_id(code: Code) -> str:
    return f"{_code_role(code)} {code.id}"


def _code_role(code: Code) -> str:
    """Whether a code opens something, closes it, or neither."""
    match = _NAME.match(code.kind)
    name = match[0] if match else ""
    if name.startswith("/") or name in _CLOSING:
        return "closes"
    return "opens" if name in _OPENING else "stands"


def _unpaired_codes(
    codes: Sequence[LocatedCode],
    other_codes: Sequence[LocatedCode],
    comparison_key: Callable[[Code], str],
) -> list[LocatedCode]:
    return [
        *_codes_beyond_counts(
            codes,
            Counter(comparison_key(code) for code, _ in other_codes),
            comparison_key,
        )
    ]


def _codes_beyond_counts(
    codes: Sequence[LocatedCode],
    unpaired_counts: Counter[str],
    comparison_key: Callable[[Code], str],
) -> Iterator[LocatedCode]:
    for code, span in codes:
        if unpaired_counts[comparison_key(code)]:
            unpaired_counts[comparison_key(code)] -= 1
        else:
            yield code, span
