r"""Tracked changes of Word in the `<ut>` of Trados Workbench, read as accepted.

The codes are groups of RTF: `{\deleted old}` is text that somebody struck out, and
`{\revised new}` what was put in its place.
"""

import re
from collections.abc import Sequence

from tm.text.segment import CODE, Code

_REVISION_PATTERN = re.compile(r"\{[^{}]*\\(deleted|revised)(?![a-z])")
_BRACE_PATTERN = re.compile(r"\\[{}\\]|([{}])")


def accept_revisions(
    texts: Sequence[str], codes: Sequence[Code]
) -> tuple[list[str], list[Code], int]:
    """Remove deleted text; return texts, codes and the number of deletions.

    `texts`: texts, and for each code CODE.
    """
    accepted_texts: list[str] = []
    accepted_codes: list[Code] = []
    depth = deletion_count = 0
    open_revisions: list[tuple[int, bool]] = []
    """Open groups of revisions: the depth, and whether it is a deletion."""
    remaining_codes = iter(codes)
    for text in texts:
        if CODE in text:
            codes_in_text = [next(remaining_codes) for _ in range(text.count(CODE))]
            code = codes_in_text[0] if text == CODE else None
            is_revision_code = False
            if code is not None and code.kind.startswith("ut"):
                revision_match = _REVISION_PATTERN.search(code.data)
                depth += _count_open_groups(code.data)
                if revision_match is not None:
                    open_revisions.append((depth, revision_match[1] == "deleted"))
                    deletion_count += revision_match[1] == "deleted"
                    is_revision_code = True
                elif open_revisions and depth < open_revisions[-1][0]:
                    open_revisions.pop()
                    is_revision_code = True
            if is_revision_code:
                continue
            if not any(is_deletion for _, is_deletion in open_revisions):
                accepted_codes += codes_in_text
        if not any(is_deletion for _, is_deletion in open_revisions):
            accepted_texts.append(text)
    return accepted_texts, accepted_codes, deletion_count


def has_revisions(codes: Sequence[Code]) -> bool:
    """Whether codes have tracked changes."""
    return any(
        code.kind.startswith("ut") and _REVISION_PATTERN.search(code.data)
        for code in codes
    )


def _count_open_groups(rtf_markup: str) -> int:
    """Count the groups of RTF that a code opens, less those that it closes."""
    braces = [match[1] for match in _BRACE_PATTERN.finditer(rtf_markup)]
    return braces.count("{") - braces.count("}")
