"""Rules shared by both major versions of XLIFF."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from exports.xliff.element_names import ID_PATTERN
from exports.xml.document import Element
from tm.errors import InvalidLocale
from tm.text.locale import Locale

RuleViolation = tuple[int, str]
"""A line, and what is wrong on it."""


def require_attributes(
    element: Element, *attribute_names: str
) -> Iterator[RuleViolation]:
    """Require that an element has attributes."""
    for attribute_name in attribute_names:
        if attribute_name not in element.attributes:
            yield element.line_number, f"<{element.name}> without {attribute_name}"


def require_value(
    element: Element, attribute_name: str, value_expression: str
) -> Iterator[RuleViolation]:
    """Require that an attribute, if present, matches a pattern."""
    attribute_value = element.attributes.get(attribute_name)
    if attribute_value is not None and not re.fullmatch(
        value_expression, attribute_value
    ):
        yield (
            element.line_number,
            f"{attribute_name}={attribute_value!r} of <{element.name}> is not allowed",
        )


def require_language(element: Element, attribute_name: str) -> Iterator[RuleViolation]:
    """Require that an attribute, if present, is a language tag."""
    language_tag = element.attributes.get(attribute_name)
    if language_tag is not None:
        try:
            Locale.parse(language_tag)
        except InvalidLocale as error:
            yield element.line_number, f"{attribute_name} of <{element.name}>: {error}"


def require_id(element: Element) -> Iterator[RuleViolation]:
    """Require that an id, if present, is one word."""
    id_value = element.attributes.get("id")
    if id_value is not None and not ID_PATTERN.fullmatch(id_value):
        yield (
            element.line_number,
            f"id={id_value!r} of <{element.name}> is not an NMTOKEN",
        )


def require_children(element: Element, *child_names: str) -> Iterator[RuleViolation]:
    """Require that children of XLIFF's own vocabulary have given names."""
    for child in element.content:
        if isinstance(child, Element):
            if ":" not in child.name and child.name not in child_names:
                yield (
                    child.line_number,
                    f"<{child.name}> is not allowed in <{element.name}>",
                )
        elif child.strip():
            yield element.line_number, f"text is not allowed in <{element.name}>"


def require_child_order(
    element: Element, name_groups: Sequence[tuple[str, ...]]
) -> Iterator[RuleViolation]:
    """Require an order of children; names of one group may be in any order.

    Elements of other vocabularies are called `*`.
    """
    last_rank = 0
    for child in element.content:
        if isinstance(child, str):
            continue
        child_name = "*" if ":" in child.name else child.name
        rank = next(
            (
                group_index
                for group_index, group_names in enumerate(name_groups)
                if child_name in group_names
            ),
            last_rank,
        )
        if rank < last_rank:
            yield (
                child.line_number,
                f"<{child.name}> is out of order in <{element.name}>",
            )
        last_rank = max(last_rank, rank)


def require_single_children(
    element: Element, *child_names: str
) -> Iterator[RuleViolation]:
    """Require that children of given names occur at most once."""
    count_by_name = Counter(
        child.name for child in element.content if isinstance(child, Element)
    )
    for child_name in child_names:
        if count_by_name[child_name] > 1:
            yield (
                element.line_number,
                f"more than one <{child_name}> in <{element.name}>",
            )


def require_unique_values(
    elements: Sequence[Element], attribute_name: str = "id"
) -> Iterator[RuleViolation]:
    """Require that no two elements have the same value of an attribute."""
    seen_values: set[str] = set()
    for element in elements:
        attribute_value = element.attributes.get(attribute_name)
        if attribute_value is not None and attribute_value in seen_values:
            yield (
                element.line_number,
                f"{attribute_name}={attribute_value!r} occurs twice",
            )
        seen_values.add(attribute_value or "")


def iterate_descendants(element: Element) -> Iterator[Element]:
    """Iterate over all elements in an element, at any depth."""
    for child in element.content:
        if isinstance(child, Element):
            yield child
            yield from iterate_descendants(child)
