"""Segments as the content of `<source>` and `<target>`.

What is written is read again at once: a code that would come back as another one is
noted, so that nothing of it is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from exports.xliff.code_plan import Form, Ids, planned
from exports.xliff.content import PLAIN, Exact, Mark, Scheme, items_of
from exports.xliff.vocabulary import INLINE, Generation, Shape
from exports.xml import escaped, fragment, quoted, respelled, storable
from tm.text.segment import CODE, Code, Segment


@dataclass(slots=True)
class Sides:
    """The content of both sides of a unit, and what goes with it."""

    source: str = ""
    target: str | None = None
    data: dict[str, str] = field(default_factory=dict)
    """Native codes, by the id that `originalData` gives them."""
    exact: tuple[Exact, Exact] = ({}, {})
    """The codes of source and target that were written as others.

    A code of the target is the source's of the same key unless it is here.
    """
    removed: int = 0
    """Characters of text that XLIFF 1.2 cannot hold."""


def sides_of(
    generation: Generation, pairs: Sequence[tuple[Segment, Segment | None]]
) -> list[Sides]:
    """The markup of a unit's segments, whose codes differ in their ids.

    All have the same `data`, that of the unit.
    """
    if not any(one and one.codes for pair in pairs for one in pair):
        return [_codeless(generation, *pair) for pair in pairs]
    data: dict[str, str] = {}
    made = [Sides(data=data) for _ in pairs]
    codes = [[segment.codes if segment else () for segment in pair] for pair in pairs]
    writer = _Writer(generation, [*chain.from_iterable(codes)], data)
    plans = writer.planned([sources for sources, _ in codes])
    for sides, (source, _), forms in zip(made, pairs, plans, strict=True):
        sides.source, first, removed = writer.markup(source, forms, {})
        sides.exact, sides.removed = (first, {}), removed
    plans = writer.planned([targets for _, targets in codes])
    for sides, (_, target), forms in zip(made, pairs, plans, strict=True):
        if target is not None:
            first = sides.exact[0]
            sides.target, second, removed = writer.markup(target, forms, first)
            sides.exact = (first, second)
            sides.removed += removed
    return made


def text_markup(text: str) -> str:
    """Text as the content of an element of 2.x, with `<cp>` for control characters."""
    return respelled(escaped(text), lambda found: f'<cp hex="{ord(found):04X}"/>')


def data_markup(data: dict[str, str]) -> str:
    """The `<originalData>` of a unit, if there is any."""
    if not data:
        return ""
    made = "".join(
        f"<data id={quoted(id)}>{text_markup(t)}</data>" for id, t in data.items()
    )
    return f"<originalData>{made}</originalData>\n"


def _codeless(generation: Generation, source: Segment, target: Segment | None) -> Sides:
    made, removed = _text(generation, source.text)
    sides = Sides(made, removed=removed)
    if target is not None:
        sides.target, removed = _text(generation, target.text)
        sides.removed += removed
    return sides


def _text(generation: Generation, text: str) -> tuple[str, int]:
    """Text as markup, and how many of its characters that cannot hold."""
    if generation is Generation.TWO:
        return text_markup(text), 0
    return storable(escaped(text))


class _Writer:
    """Makes the markup of the segments of a unit, one side after the other."""

    def __init__(
        self,
        generation: Generation,
        codes: Sequence[Sequence[Code]],
        data: dict[str, str],
    ) -> None:
        self._generation = generation
        self._ids = Ids(codes)
        self._data = data
        self._removed = 0
        self._references: dict[str, str] = {}
        """The ids of native codes."""

    def planned(self, side: Sequence[Sequence[Code]]) -> list[list[Form]]:
        """The elements for the codes of one side, segment by segment."""
        self._ids.begin_side()
        return planned(self._generation, side, self._ids)

    def markup(
        self, segment: Segment, forms: Sequence[Form], known: Exact
    ) -> tuple[str, Exact, int]:
        """The content of an element, the codes that it does not say, what it lacks.

        `known`: codes of the other side, which its own stand for. The last is a count
        of characters.
        """
        self._removed = 0
        if not segment.codes:
            return self._text(segment.text), {}, self._removed
        pieces = segment.text.split(CODE)
        out = [self._text(pieces[0])]
        for code, form, piece in zip(segment.codes, forms, pieces[1:], strict=True):
            out.append(CODE if code == PLAIN else self._element(code, form))
            out.append(self._text(piece))
        made = "".join(out)
        return made, self._unlike(made, segment.codes, known), self._removed

    def _text(self, text: str) -> str:
        made, removed = _text(self._generation, text)
        self._removed += removed
        return made

    def _element(self, code: Code, form: Form) -> str:
        if form.name.startswith("/"):
            return f"<{form.name}>"
        inline = INLINE[self._generation][form.name]
        known = dict(form.attributes)
        first = inline.id[-1]
        if "id" in known and "id" in inline.attributes:
            first = inline.id[0]  # the pair is told by rid
        if form.name == "ec":
            first = "id" if known.get("isolated") else "startRef"
        attributes = f" {first}={quoted(form.id)}" if form.id else ""
        for name, value in known.items():
            attributes += f" {name}={quoted(storable(value)[0])}"
        shown = [known.get(name) for name in inline.shown]
        for at, name in enumerate(inline.data):
            native = code if at == 0 else form.end
            if native is not None and native.data and native.data != shown[at]:
                attributes += f" {name}={quoted(self._reference(native.data))}"
        if inline.shape is Shape.SPAN:
            return f"<{form.name}{attributes}>"
        if inline.shape is Shape.EMPTY:
            return f"<{form.name}{attributes}/>"
        content = code.data if form.is_markup else escaped(code.data)
        return f"<{form.name}{attributes}>{storable(content)[0]}</{form.name}>"

    def _reference(self, native: str) -> str:
        """The id of a native code in `originalData`, where it stands once."""
        id = self._references.setdefault(native, f"d{len(self._references) + 1}")
        self._data[id] = native
        return id

    def _unlike(self, made: str, codes: Sequence[Code], known: Exact) -> Exact:
        element = fragment(made)
        assert element is not None
        marks: list[Mark | None] = []
        scheme = Scheme(self._generation, self._data, known)
        for item in items_of(element, scheme):
            marks += [item] if isinstance(item, Mark) else [None] * item.count(CODE)
        return {
            mark.key: code
            for mark, code in zip(marks, codes, strict=True)
            if mark is not None and mark.code != code
        }
