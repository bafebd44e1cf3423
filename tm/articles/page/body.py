"""Finding the elements of the headline and of the article in an HTML page."""

import re
from collections.abc import Callable, Iterator, Sequence

from tm.articles.headline.slug import headline_agreement
from tm.articles.page.element import Element, elements, markup, text_of
from tm.articles.page.lines import BLOCKS
from tm.text.normal import folded

_INLINE = frozenset(
    "a abbr b bdi bdo cite code em font i ins mark q s small span strong sub sup "
    "u".split()
)
_CONTAINERS = frozenset("article body center div main section td".split())
_SHORTEST = 25
"""Characters of a text that counts as one: menus have shorter ones."""
_ENOUGH = 200
_SAME_HEADLINE = 0.5


def find_headline(root: Element, hint: str | None) -> Element | None:
    """Find the element of the headline; `hint` is the headline in the metadata.

    Some sites put their logo into an `h1`, or the title of another story.
    """
    candidates = [element for element in elements(root, "h1") if text_of(element)]
    if not candidates:
        candidates = [
            element
            for element in elements(root)
            if element.get("itemprop") == "headline" and element.tag != "meta"
            if text_of(element)
        ]
    hint_words = " ".join(re.findall(r"\w+", folded(hint or "")))
    if hint_words:
        if not candidates:
            candidates = [
                element for element in elements(root, "h2") if text_of(element)
            ]
            candidates = [
                element
                for element in candidates
                if headline_agreement(text_of(element), hint_words) >= 0.8
            ]
        best = max(
            candidates,
            key=lambda each: headline_agreement(text_of(each), hint_words),
            default=None,
        )
        if (
            best is not None
            and headline_agreement(text_of(best), hint_words) >= _SAME_HEADLINE
        ):
            return best
    inside = [
        element for element in candidates if _has_ancestor(element, "article", "main")
    ]
    return next(iter(inside or candidates), None)


def find_body(
    root: Element, is_junk: Callable[[Element], bool], classes: Sequence[str] = ()
) -> Element:
    """Find the element of the text: by its class, else where most of the text is.

    `classes` are those that the site uses, if known.
    """
    texts = list(_texts(root, is_junk)) or list(_texts(root, lambda _: False))
    signs = markup().body
    for candidates in (
        [e for e in elements(root) if {*(e.get("class") or "").split()} & {*classes}],
        [e for e in elements(root) if e.get("itemprop") == "articleBody"],
        [e for e in elements(root) if signs.matches(e)],
    ):
        amounts = [(_amount(element, texts), element) for element in candidates]
        if amounts and max(amount for amount, _ in amounts) >= _ENOUGH:
            # The innermost of those that hold the most.
            most = max(amount for amount, _ in amounts)
            return [element for amount, element in amounts if amount == most][-1]
    return _densest(root, texts)


def _densest(root: Element, texts: list[tuple[Element, int]]) -> Element:
    scores: dict[Element, float] = {}
    for holder, length in texts:
        scores[holder] = scores.get(holder, 0.0) + length
        parent = holder.getparent()
        if parent is not None:
            scores[parent] = scores.get(parent, 0.0) + length / 2
    if not scores:
        return root
    best = max(scores, key=lambda each: scores[each])
    # An article in sections: all of them, as long as it is one article.
    while (parent := best.getparent()) is not None and parent.tag in _CONTAINERS:
        if parent.tag == "body" or _amount(parent, texts) < 1.3 * _amount(best, texts):
            break
        best = parent
    return best


def _texts(
    root: Element, is_junk: Callable[[Element], bool]
) -> Iterator[tuple[Element, int]]:
    """Yield the container of each text and its length; links do not count."""
    for element in elements(root):
        if element.tag == "a":
            continue
        own_texts = [element.text or "", *(child.tail or "" for child in element)]
        length = sum(len(text.strip()) for text in own_texts)
        if length < _SHORTEST:
            continue
        holder: Element | None = element
        while holder is not None and holder.tag in _INLINE:
            holder = holder.getparent()
        if holder is None or any(is_junk(each) for each in _upwards(holder)):
            continue
        # A `div` of nothing but text is a paragraph.
        has_blocks = any(child.tag in BLOCKS or child.tag == "br" for child in holder)
        is_container = holder.tag in _CONTAINERS and has_blocks
        parent = holder if is_container else holder.getparent()
        if parent is not None:
            yield parent, length


def _amount(element: Element, texts: list[tuple[Element, int]]) -> int:
    inside = set(element.iter())
    return sum(length for holder, length in texts if holder in inside)


def _upwards(element: Element) -> Iterator[Element]:
    yield element
    yield from element.iterancestors()


def _has_ancestor(element: Element, *tags: str) -> bool:
    return next(element.iterancestors(*tags), None) is not None
