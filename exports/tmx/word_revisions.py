r"""Revision marks of Word in the `<ut>` of Trados Workbench: what was accepted counts.

The codes are groups of RTF: `{\deleted old}` is text that somebody struck out, and
`{\revised new}` what was put in its place.
"""

import re
from collections.abc import Sequence

from tm.text.segment import CODE, Code

_REVISION = re.compile(r"\{[^{}]*\\(deleted|revised)(?![a-z])")
_BRACE = re.compile(r"\\[{}\\]|([{}])")


def accept_revisions(
    pieces: Sequence[str], codes: Sequence[Code]
) -> tuple[list[str], list[Code], int]:
    """A text without what was struck out, and how often that was so.

    `pieces`: texts, and for each code CODE.
    """
    accepted_texts: list[str] = []
    accepted_codes: list[Code] = []
    depth = struck = 0
    marks: list[tuple[int, bool]] = []
    """Groups of revisions that are open: how deep, and whether they strike out."""
    remaining = iter(codes)
    for piece in pieces:
        if CODE in piece:
            codes_of_text = [next(remaining) for _ in range(piece.count(CODE))]
            code = codes_of_text[0] if piece == CODE else None
            is_mark = False
            if code is not None and code.kind.startswith("ut"):
                revision = _REVISION.search(code.data)
                depth += _opened(code.data)
                if revision is not None:
                    marks.append((depth, revision[1] == "deleted"))
                    struck += revision[1] == "deleted"
                    is_mark = True
                elif marks and depth < marks[-1][0]:
                    marks.pop()
                    is_mark = True
            if is_mark:
                continue
            if not any(strikes for _, strikes in marks):
                accepted_codes += codes_of_text
        if not any(strikes for _, strikes in marks):
            accepted_texts.append(piece)
    return accepted_texts, accepted_codes, struck


def has_revisions(codes: Sequence[Code]) -> bool:
    """Whether a text may have revision marks."""
    return any(
        code.kind.startswith("ut") and _REVISION.search(code.data) for code in codes
    )


def _opened(data: str) -> int:
    """How many groups of RTF a code opens; fewer than none if it closes some."""
    braces = [match[1] for match in _BRACE.finditer(data)]
    return braces.count("{") - braces.count("}")
