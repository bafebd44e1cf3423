"""Segments as the content of `<source>` and `<target>`.

What is written is read again at once: a code that would come back as another one is
noted, so that nothing of it is lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from exports.xliff.code_plan import CodeElement, InlineIds, plan_codes
from exports.xliff.content import (
    PLAIN,
    CodedText,
    Exact,
    InlineMark,
    ReadingScheme,
    items_of,
)
from exports.xliff.names import INLINE, Generation, InlineShape
from exports.xml.document import escaped, fragment, quoted, respell_forbidden, storable
from tm.text.segment import CODE, Code, Segment

Text: TypeAlias = Segment | CodedText
"""A segment, or what stands between two of them."""
Texts: TypeAlias = tuple[Text, Text | None]
"""A text and its translation."""


@dataclass(slots=True)
class SideMarkup:
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


def sides_of(generation: Generation, pairs: Sequence[Texts]) -> list[SideMarkup]:
    """The markup of a unit's texts, whose codes differ in their ids.

    All have the same `data`, that of the unit.
    """
    if not any(text and text.codes for pair in pairs for text in pair):
        return [_codeless(generation, *pair) for pair in pairs]
    data: dict[str, str] = {}
    sources, targets = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    writer = _ContentWriter(generation, (*sources, *targets), data)
    firsts = writer.side(sources, [{}] * len(pairs))
    seconds = writer.side(targets, [first.exact for first in firsts])
    return [
        SideMarkup(
            first.markup,
            None if target is None else second.markup,
            data,
            (first.exact, second.exact),
            first.removed + second.removed,
        )
        for target, first, second in zip(targets, firsts, seconds, strict=True)
    ]


def text_markup(text: str) -> str:
    """Text as the content of an element of 2.x, with `<cp>` for control characters."""
    return respell_forbidden(
        escaped(text), lambda character: f'<cp hex="{ord(character):04X}"/>'
    )


def data_markup(data: dict[str, str]) -> str:
    """The `<originalData>` of a unit, if there is any."""
    if not data:
        return ""
    data_elements = "".join(
        f"<data id={quoted(id)}>{text_markup(text)}</data>" for id, text in data.items()
    )
    return f"<originalData>{data_elements}</originalData>\n"


def _codeless(generation: Generation, source: Text, target: Text | None) -> SideMarkup:
    markup, removed = _text(generation, source.text)
    sides = SideMarkup(markup, removed=removed)
    if target is not None:
        sides.target, removed = _text(generation, target.text)
        sides.removed += removed
    return sides


def _text(generation: Generation, text: str) -> tuple[str, int]:
    """Text as markup, and how many of its characters that cannot hold."""
    if generation is Generation.TWO:
        return text_markup(text), 0
    return storable(escaped(text))


@dataclass(slots=True)
class _TextMarkup:
    """The content of an element."""

    markup: str = ""
    exact: Exact = field(default_factory=dict)
    """Codes that it does not say."""
    removed: int = 0
    """Characters that it lacks."""


class _ContentWriter:
    """Makes the markup of the texts of a unit, one side after the other."""

    def __init__(
        self, generation: Generation, texts: Iterable[Text | None], data: dict[str, str]
    ) -> None:
        self._generation = generation
        self._ids = InlineIds([text.codes for text in texts if text is not None])
        self._data = data
        self._removed = 0
        self._references: dict[str, str] = {}
        """The ids of native codes."""

    def side(
        self, texts: Sequence[Text | None], exact_codes: Sequence[Exact]
    ) -> list[_TextMarkup]:
        """The markup of all texts of a side.

        `exact_codes`: codes of the other side, which those of each text stand for.
        """
        self._ids.begin_side()
        elements = self._elements(texts)
        codes = [text.codes if text is not None else () for text in texts]
        forms = plan_codes(self._generation, codes, elements, self._ids)
        markups = [
            _TextMarkup() if text is None else self._markup(text, plan)
            for text, plan in zip(texts, forms, strict=True)
        ]
        every = {key: code for one in exact_codes for key, code in one.items()}
        together: dict[int, list[int]] = {}
        for position, element in enumerate(elements):
            if codes[position]:
                together.setdefault(element, []).append(position)
        for some in together.values():
            markup = "".join(markups[position].markup for position in some)
            inside = [code for position in some for code in codes[position]]
            own_codes = {
                key: code
                for position in some
                for key, code in exact_codes[position].items()
            }
            exact = self._unlike(markup, inside, own_codes)
            if len(own_codes) < len(
                every
            ):  # which of the rest a reader has, is not known
                exact |= self._unlike(markup, inside, every)
            markups[some[0]].exact = exact
        return markups

    def _elements(self, texts: Sequence[Text | None]) -> list[int]:
        """For each text the number of the element that its spans can be in.

        What is around the segments of 1.2 is in one element with all of them.
        """
        if self._generation is Generation.TWO:
            return [*range(len(texts))]
        return [
            -1 if isinstance(text, CodedText) else index
            for index, text in enumerate(texts)
        ]

    def _markup(self, text: Text, forms: Sequence[CodeElement]) -> _TextMarkup:
        self._removed = 0
        texts = text.text.split(CODE)
        out = [self._text(texts[0])]
        for code, form, text_after in zip(text.codes, forms, texts[1:], strict=True):
            out.append(CODE if code == PLAIN else self._element(code, form))
            out.append(self._text(text_after))
        return _TextMarkup("".join(out), removed=self._removed)

    def _text(self, text: str) -> str:
        markup, removed = _text(self._generation, text)
        self._removed += removed
        return markup

    def _element(self, code: Code, form: CodeElement) -> str:
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
        shown_values = [known.get(name) for name in inline.shown]
        for index, name in enumerate(inline.data):
            native = code if index == 0 else form.end
            if (
                native is not None
                and native.data
                and native.data != shown_values[index]
            ):
                attributes += f" {name}={quoted(self._reference(native.data))}"
        if inline.shape is InlineShape.SPAN:
            return f"<{form.name}{attributes}>"
        if inline.shape is InlineShape.EMPTY:
            return f"<{form.name}{attributes}/>"
        content = code.data if form.is_markup else escaped(code.data)
        return f"<{form.name}{attributes}>{storable(content)[0]}</{form.name}>"

    def _reference(self, native: str) -> str:
        """The id of a native code in `originalData`, where it stands once."""
        id = self._references.setdefault(native, f"d{len(self._references) + 1}")
        self._data[id] = native
        return id

    def _unlike(
        self, made: str, codes: Sequence[Code], known: Exact
    ) -> dict[str, Code]:
        element = fragment(made)
        assert element is not None
        marks: list[InlineMark | None] = []
        scheme = ReadingScheme(self._generation, self._data, known)
        for item in items_of(element, scheme):
            marks += (
                [item] if isinstance(item, InlineMark) else [None] * item.count(CODE)
            )
        return {
            mark.key: code
            for mark, code in zip(marks, codes, strict=True)
            if mark is not None and mark.code != code
        }
