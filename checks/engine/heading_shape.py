"""The shape of a heading, which tells it from a paragraph that was taken for one."""

import re

from checks.engine.unit import Unit

FULL_STOP_PATTERN = re.compile(r"(?<![.…])[.。]([\"”’»)]*)$")
"""A full stop at the end of a text, perhaps in quotation marks or brackets."""
_MAX_HEADLINE_CHARACTERS = 160
"""The most characters of a headline."""
_DATELINE_PATTERN = re.compile(
    r"\W{0,2}[^\W\d_][^.!?]{1,40}?(?:\)\s*[-–—]|\)?\s+[-–—]+)\s"
)
"""Place and agency at the beginning of a report: `JAKARTA, Koran – `."""


def has_heading_shape(unit: Unit) -> bool:
    """Whether a unit is a heading and looks like one: short, and without dateline.

    >>> from tm.articles.archive.article import BlockKind
    >>> heading = Unit("", "Jembatan baru dibuka", kind=BlockKind.HEADLINE)
    >>> report = heading._replace(target="DA NANG, Koran – Jembatan dibuka Senin.")
    >>> has_heading_shape(heading), has_heading_shape(report)
    (True, False)
    """
    if not unit.is_heading or len(unit.target) > _MAX_HEADLINE_CHARACTERS:
        return False
    return not (
        FULL_STOP_PATTERN.search(unit.target.rstrip())
        and _DATELINE_PATTERN.match(unit.target)
    )
