"""What rules of both generations of XLIFF have in common."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from exports.xliff.names import NAME
from exports.xml.document import Element
from tm.errors import InvalidLocale
from tm.text.locale import Locale

RuleViolation = tuple[int, str]
"""A line, and what is wrong there."""


def require_attributes(element: Element, *names: str) -> Iterator[RuleViolation]:
    """Attributes that an element must have."""
    for name in names:
        if name not in element.attributes:
            yield element.line, f"<{element.name}> without {name}"


def require_value(element: Element, name: str, pattern: str) -> Iterator[RuleViolation]:
    """The values that an attribute may have, if it is there."""
    value = element.attributes.get(name)
    if value is not None and not re.fullmatch(pattern, value):
        yield element.line, f"{name}={value!r} of <{element.name}> is not allowed"


def require_language(element: Element, name: str) -> Iterator[RuleViolation]:
    """An attribute that must be a language tag, if it is there."""
    value = element.attributes.get(name)
    if value is not None:
        try:
            Locale.parse(value)
        except InvalidLocale as error:
            yield element.line, f"{name} of <{element.name}>: {error}"


def require_id(element: Element, name: str = "id") -> Iterator[RuleViolation]:
    """An id, which is one word."""
    value = element.attributes.get(name)
    if value is not None and not NAME.fullmatch(value):
        yield element.line, f"{name}={value!r} of <{element.name}> is not an NMTOKEN"


def require_children(element: Element, *names: str) -> Iterator[RuleViolation]:
    """What may stand in an element besides elements of other vocabularies."""
    for part in element.content:
        if isinstance(part, Element):
            if ":" not in part.name and part.name not in names:
                yield part.line, f"<{part.name}> may not stand in <{element.name}>"
        elif part.strip():
            yield element.line, f"text may not stand in <{element.name}>"


def require_order(
    element: Element, order: Sequence[tuple[str, ...]]
) -> Iterator[RuleViolation]:
    """The order of what stands in an element; names of one place in any order.

    Elements of other vocabularies are called `*`.
    """
    position = 0
    for part in element.content:
        if isinstance(part, str):
            continue
        name = "*" if ":" in part.name else part.name
        rank = next(
            (number for number, names in enumerate(order) if name in names), position
        )
        if rank < position:
            yield part.line, f"<{part.name}> stands too late in <{element.name}>"
        position = max(position, rank)


def require_single(element: Element, *names: str) -> Iterator[RuleViolation]:
    """What stands at most once in an element."""
    counts = Counter(part.name for part in element.content if isinstance(part, Element))
    for name in names:
        if counts[name] > 1:
            yield element.line, f"more than one <{name}> in <{element.name}>"


def require_unique(
    elements: Sequence[Element], name: str = "id"
) -> Iterator[RuleViolation]:
    """An attribute that no two elements have alike."""
    seen: set[str] = set()
    for element in elements:
        value = element.attributes.get(name)
        if value is not None and value in seen:
            yield element.line, f"{name}={value!r} is there twice"
        seen.add(value or "")


def descendants(element: Element) -> Iterator[Element]:
    """All elements in an element, at any depth."""
    for part in element.content:
        if isinstance(part, Element):
            yield part
            yield from descendants(part)
