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

_CODE_NAME_PATTERN = re.compile(r"/?\w*")
_OPENING_NAMES = frozenset(("bpt", "bx", "sc", "sm", "g", "hi", "mrk", "pc"))
_CLOSING_NAMES = frozenset(("ept", "ex", "ec", "em"))

LocatedCode = tuple[Code, Span]
"""A code and its span."""


@dataclass(frozen=True, slots=True)
class CodeComparison:
    """The codes that a target lacks, and those that it has in addition."""

    missing_codes: Sequence[LocatedCode]
    """In the source."""
    added_codes: Sequence[LocatedCode]
    """In the target."""


def locate_codes(text: str, codes: Sequence[Code]) -> list[LocatedCode]:
    """Find the span of each code; if their number differs, all are unknown codes."""
    spans = [
        Span(offset, offset + 1)
        for offset, character in enumerate(text)
        if character == CODE
    ]
    if len(codes) != len(spans):
        codes = [Code("ph", "", "")] * len(spans)
    return [*zip(codes, spans, strict=True)]


def compare_codes(
    source_codes: Sequence[LocatedCode], target_codes: Sequence[LocatedCode]
) -> CodeComparison:
    """Find the codes that only one side has; of equal ones, the last."""
    read_comparison_key = _choose_comparison_key_reader(
        [code for code, _ in source_codes], [code for code, _ in target_codes]
    )
    return CodeComparison(
        _find_unpaired_codes(source_codes, target_codes, read_comparison_key),
        _find_unpaired_codes(target_codes, source_codes, read_comparison_key),
    )


def find_misplaced_code(located_codes: Sequence[LocatedCode]) -> LocatedCode | None:
    """Find the first closing code whose opening code comes only after it.

    >>> codes = locate_codes(2 * CODE, [Code("ept", "1", ""), Code("bpt", "1", "")])
    >>> find_misplaced_code(codes) == codes[0]
    True
    """
    last_opening_index_by_id = {
        code.id: code_index
        for code_index, (code, _) in enumerate(located_codes)
        if code.id and _read_code_role(code) == "opens"
    }
    opened_ids = set()
    for code_index, (code, span) in enumerate(located_codes):
        if _read_code_role(code) == "opens":
            opened_ids.add(code.id)
        elif _read_code_role(code) == "closes" and code.id not in opened_ids:
            if last_opening_index_by_id.get(code.id, -1) > code_index:
                return code, span
    return None


def describe_code(code: Code) -> str:
    """Describe a code by its native code, else by its kind and id."""
    return code.data or f"{code.kind} {code.id}".strip()


def _choose_comparison_key_reader(
    source_codes: Sequence[Code], target_codes: Sequence[Code]
) -> Callable[[Code], str]:
    """Choose the function whose result must be equal for equal codes."""
    if all(code.data for code in (*source_codes, *target_codes)):
        return lambda code: code.data
    source_keys, target_keys = (
        set(map(_join_role_and_id, source_codes)),
        set(map(_join_role_and_id, target_codes)),
    )
    if all(code.id for code in (*source_codes, *target_codes)) and (
        source_keys <= target_keys or target_keys <= source_keys
    ):
        return _join_role_and_id
    return lambda code: ""


def _join_role_and_id(code: Code) -> str:
    """Join the role and the id of a code, as a key for comparison."""
    return f"{_read_code_role(code)} {code.id}"


def _read_code_role(code: Code) -> str:
    """Read the role of a code: `opens`, `closes` or, for a code alone, `stands`."""
    name_match = _CODE_NAME_PATTERN.match(code.kind)
    code_name = name_match[0] if name_match else ""
    if code_name.startswith("/") or code_name in _CLOSING_NAMES:
        return "closes"
    return "opens" if code_name in _OPENING_NAMES else "stands"


def _find_unpaired_codes(
    codes: Sequence[LocatedCode],
    other_codes: Sequence[LocatedCode],
    read_comparison_key: Callable[[Code], str],
) -> list[LocatedCode]:
    return [
        *_iterate_unpaired_codes(
            codes,
            Counter(read_comparison_key(code) for code, _ in other_codes),
            read_comparison_key,
        )
    ]


def _iterate_unpaired_codes(
    codes: Sequence[LocatedCode],
    unpaired_counts: Counter[str],
    read_comparison_key: Callable[[Code], str],
) -> Iterator[LocatedCode]:
    for code, span in codes:
        if unpaired_counts[read_comparison_key(code)]:
            unpaired_counts[read_comparison_key(code)] -= 1
        else:
            yield code, span
