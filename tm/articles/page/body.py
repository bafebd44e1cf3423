"""Which element of an HTML page holds the headline, which the article."""

import re
from collections.abc import Callable, Iterator, Sequence

from tm.articles.headline.slug import agrees
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


def headline_of(root: Element, hint: str | None) -> Element | None:
    """The element of the headline; `hint` is what the page says for machines.

    Some sites put their logo into an `h1`, or the title of another story.
    """
    found = [each for each in elements(root, "h1") if text_of(each)]
    if not found:
        found = [
            each
            for each in elements(root)
            if each.get("itemprop") == "headline" and each.tag != "meta"
            if text_of(each)
        ]
    wanted = " ".join(re.findall(r"\w+", folded(hint or "")))
    if wanted:
        if not found:
            found = [each for each in elements(root, "h2") if text_of(each)]
            found = [each for each in found if agrees(text_of(each), wanted) >= 0.8]
        best = max(found, key=lambda each: agrees(text_of(each), wanted), default=None)
        if best is not None and agrees(text_of(best), wanted) >= _SAME_HEADLINE:
            return best
    inside = [each for each in found if _has_ancestor(each, "article", "main")]
    return next(iter(inside or found), None)


def body_of(
    root: Element, is_junk: Callable[[Element], bool], classes: Sequence[str] = ()
) -> Element:
    """The element that holds the text: named as such, else where most of it is.

    `classes`: what its site calls it, if that is known.
    """
    texts = list(_texts(root, is_junk)) or list(_texts(root, lambda _: False))
    signs = markup().body
    for some in (
        [e for e in elements(root) if {*(e.get("class") or "").split()} & {*classes}],
        [e for e in elements(root) if e.get("itemprop") == "articleBody"],
        [e for e in elements(root) if signs.mark(e)],
    ):
        amounts = [(_amount(each, texts), each) for each in some]
        if amounts and max(amount for amount, _ in amounts) >= _ENOUGH:
            # The innermost of those that hold the most.
            most = max(amount for amount, _ in amounts)
            return [each for amount, each in amounts if amount == most][-1]
    return _densest(root, texts)


def _densest(root: Element, texts: list[tuple[Element, int]]) -> Element:
    scores: dict[Element, float] = {}
    for holder, length in texts:
        scores[holder] = scores.get(holder, 0.0) + length
        above = holder.getparent()
        if above is not None:
            scores[above] = scores.get(above, 0.0) + length / 2
    if not scores:
        return root
    best = max(scores, key=lambda each: scores[each])
    # An article in sections: all of them, as long as it is one article.
    while (above := best.getparent()) is not None and above.tag in _CONTAINERS:
        if above.tag == "body" or _amount(above, texts) < 1.3 * _amount(best, texts):
            break
        best = above
    return best


def _texts(
    root: Element, is_junk: Callable[[Element], bool]
) -> Iterator[tuple[Element, int]]:
    """The container of each text, and how long it is; links do not count."""
    for element in elements(root):
        if element.tag == "a":
            continue
        own = [element.text or "", *(child.tail or "" for child in element)]
        length = sum(len(text.strip()) for text in own)
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
        above = holder if is_container else holder.getparent()
        if above is not None:
            yield above, length


def _amount(element: Element, texts: list[tuple[Element, int]]) -> int:
    inside = set(element.iter())
    return sum(length for holder, length in texts if holder in inside)


def _upwards(element: Element) -> Iterator[Element]:
    yield element
    yield from element.iterancestors()


def _has_ancestor(element: Element, *tags: str) -> bool:
    return next(element.iterancestors(*tags), None) is not None
