"""Finding the elements of the headline and of the body in an HTML page."""

import re
from collections.abc import Callable, Iterator, Sequence

from tm.articles.headline.slug import compute_headline_agreement
from tm.articles.page.element import (
    HtmlElement,
    iterate_elements,
    load_markup,
    read_text,
)
from tm.articles.page.html_lines import BLOCK_TAGS
from tm.text.normal import fold_text

_INLINE_TAGS = frozenset(
    "a abbr b bdi bdo cite code em font i ins mark q s small span strong sub sup "
    "u".split()
)
_CONTAINER_TAGS = frozenset("article body center div main section td".split())
_MIN_COUNTED_TEXT_LENGTH = 25
"""The fewest characters of a text that counts: menus have shorter ones."""
_MIN_BODY_LENGTH = 200
_MIN_HEADLINE_AGREEMENT = 0.5
_MIN_HEADING_AGREEMENT = 0.8
_MIN_HEADING_LENGTH_RATIO = 0.7
_MAX_SECTION_WORD_COUNT = 3
_HEADING_TAGS = ("h2", "h3")


def find_headline_element(
    root: HtmlElement, expected_headline: str | None
) -> HtmlElement | None:
    """Find the element of the headline; `expected_headline` is the headline in the
    metadata.

    Some sites put their logo into an `h1`, or the title of another story.
    """
    candidates = [
        element for element in iterate_elements(root, "h1") if read_text(element)
    ]
    if not candidates:
        candidates = [
            element
            for element in iterate_elements(root)
            if element.get("itemprop") == "headline" and element.tag != "meta"
            if read_text(element)
        ]
    expected_words = " ".join(re.findall(r"\w+", fold_text(expected_headline or "")))
    if expected_words:
        if not candidates:
            candidates = [
                element
                for element in iterate_elements(root, "h2")
                if read_text(element)
            ]
            candidates = [
                element
                for element in candidates
                if compute_headline_agreement(read_text(element), expected_words) >= 0.8
            ]
        best_candidate = max(
            candidates,
            # Of those with all words, the one without the name of the site.
            key=lambda element: (
                compute_headline_agreement(read_text(element), expected_words),
                -len(read_text(element)),
            ),
            default=None,
        )
        if (
            best_candidate is not None
            and compute_headline_agreement(read_text(best_candidate), expected_words)
            >= _MIN_HEADLINE_AGREEMENT
        ):
            return best_candidate
        other_heading = _find_other_heading(root, expected_words)
        if other_heading is not None:
            return other_heading
    article_candidates = [
        element for element in candidates if _has_ancestor(element, "article", "main")
    ]
    first_candidate = next(iter(article_candidates or candidates), None)
    if first_candidate is not None and _is_section_name(
        read_text(first_candidate), expected_words
    ):
        return None
    return first_candidate


def _find_other_heading(root: HtmlElement, expected_words: str) -> HtmlElement | None:
    """Find a heading with the words of the expected headline, if no `h1` has them."""
    headings = [
        element
        for tag in _HEADING_TAGS
        for element in iterate_elements(root, tag)
        if compute_headline_agreement(read_text(element), expected_words)
        >= _MIN_HEADING_AGREEMENT
        and len(read_text(element)) >= _MIN_HEADING_LENGTH_RATIO * len(expected_words)
    ]
    return min(headings, key=lambda element: len(read_text(element)), default=None)


def _is_section_name(text: str, expected_words: str) -> bool:
    """Whether an `h1` is short, like a section's name, and the headline is longer."""
    return (
        len(text.split()) <= _MAX_SECTION_WORD_COUNT
        and len(expected_words.split()) > _MAX_SECTION_WORD_COUNT
    )


def find_body_element(
    root: HtmlElement,
    is_junk: Callable[[HtmlElement], bool],
    body_classes: Sequence[str] = (),
) -> HtmlElement:
    """Find the element of the body, by its class or by the amount of text in it.

    `body_classes`: the classes that the site uses for the body, if known.
    """
    containers_with_text_length = list(_measure_container_texts(root, is_junk)) or list(
        _measure_container_texts(root, lambda _: False)
    )
    body_element_classes = load_markup().body
    for candidates in (
        [
            candidate
            for candidate in iterate_elements(root)
            if {*(candidate.get("class") or "").split()} & {*body_classes}
        ],
        [
            candidate
            for candidate in iterate_elements(root)
            if candidate.get("itemprop") == "articleBody"
        ],
        [
            candidate
            for candidate in iterate_elements(root)
            if body_element_classes.matches(candidate)
        ],
    ):
        measured_candidates = [
            (_sum_text_lengths(element, containers_with_text_length), element)
            for element in candidates
        ]
        if (
            measured_candidates
            and max(text_length for text_length, _ in measured_candidates)
            >= _MIN_BODY_LENGTH
        ):
            # The innermost of those with the most text.
            max_length = max(text_length for text_length, _ in measured_candidates)
            body_element = [
                element
                for text_length, element in measured_candidates
                if text_length == max_length
            ][-1]
            return _include_sections(
                body_element, containers_with_text_length, min_growth=2
            )
    return _find_densest_element(root, containers_with_text_length)


def _find_densest_element(
    root: HtmlElement, containers_with_text_length: list[tuple[HtmlElement, int]]
) -> HtmlElement:
    """Find the element with the most text directly in it or one level below."""
    score_by_element: dict[HtmlElement, float] = {}
    for container, text_length in containers_with_text_length:
        score_by_element[container] = score_by_element.get(container, 0.0) + text_length
        parent = container.getparent()
        if parent is not None:
            score_by_element[parent] = (
                score_by_element.get(parent, 0.0) + text_length / 2
            )
    if not score_by_element:
        return root
    best_element = max(score_by_element, key=lambda element: score_by_element[element])
    return _include_sections(best_element, containers_with_text_length, min_growth=1.3)


def _include_sections(
    element: HtmlElement,
    containers_with_text_length: list[tuple[HtmlElement, int]],
    *,
    min_growth: float,
) -> HtmlElement:
    """Find the element around all sections of an article that is divided into them.

    `min_growth`: how many times more text an element around another must have.
    """
    section_container, container_length = (
        element,
        _sum_text_lengths(element, containers_with_text_length),
    )
    for ancestor in element.iterancestors():
        if ancestor.tag not in _CONTAINER_TAGS or ancestor.tag == "body":
            break
        text_length = _sum_text_lengths(ancestor, containers_with_text_length)
        if text_length >= min_growth * container_length:
            section_container, container_length = ancestor, text_length
    return section_container


def _measure_container_texts(
    root: HtmlElement, is_junk: Callable[[HtmlElement], bool]
) -> Iterator[tuple[HtmlElement, int]]:
    """Yield the container of each text and its length; links do not count."""
    for element in iterate_elements(root):
        if element.tag == "a":
            continue
        own_texts = [element.text or "", *(child.tail or "" for child in element)]
        text_length = sum(len(text.strip()) for text in own_texts)
        if text_length < _MIN_COUNTED_TEXT_LENGTH:
            continue
        container: HtmlElement | None = element
        while container is not None and container.tag in _INLINE_TAGS:
            container = container.getparent()
        if container is None or any(
            is_junk(ancestor) for ancestor in _iterate_self_and_ancestors(container)
        ):
            continue
        # A `div` of nothing but text is a paragraph.
        has_blocks = any(
            child.tag in BLOCK_TAGS or child.tag == "br" for child in container
        )
        is_container = container.tag in _CONTAINER_TAGS and has_blocks
        parent = container if is_container else container.getparent()
        if parent is not None:
            yield parent, text_length


def _sum_text_lengths(
    element: HtmlElement, containers_with_text_length: list[tuple[HtmlElement, int]]
) -> int:
    """Sum up the lengths of the texts in an element."""
    descendants = set(element.iter())
    return sum(
        text_length
        for container, text_length in containers_with_text_length
        if container in descendants
    )


def _iterate_self_and_ancestors(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()


def _has_ancestor(element: HtmlElement, *tags: str) -> bool:
    return next(element.iterancestors(*tags), None) is not None
