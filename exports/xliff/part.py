"""Segments that are parts of one unit of a file, and what stands between them.

A part has the property `xliff:part`, its number and how many there are: `2/3`. Text
between parts, which is not to be translated, is `xliff:ignorable` of the part after
it, and `xliff:ignorable-end` of the last one where it stands behind that. Its inline
codes, each of which is one U+FFFC in it, follow as `xliff:ignorable-codes`.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest

from exports.provenance import PART_PROPERTY, read_part_numbers
from exports.xliff.content import PLAIN, CodedText, exact_of, exact_text
from tm.property import Properties, Property, Side
from tm.text.segment import CODE
from tm.unit import TranslationUnit

IGNORABLE = "xliff:ignorable"
LAST_IGNORABLE = "xliff:ignorable-end"
_CODES = "-codes"
"""Ends the name of the codes that are in a text."""
ORDER = "xliff:order"
"""Of a translation: its place among those of the other parts, from 1."""


@dataclass(frozen=True, slots=True)
class IgnorableText:
    """A text between two parts."""

    source: CodedText
    target: CodedText | None = None


def part_facts(
    number: int,
    count: int,
    before: Sequence[IgnorableText],
    after: Sequence[IgnorableText] = (),
) -> list[Property]:
    """What a segment is in its unit, as properties; `number` is counted from 1."""
    facts = [Property(PART_PROPERTY, f"{number}/{count}")] if count > 1 else []
    for name, texts in ((IGNORABLE, before), (LAST_IGNORABLE, after)):
        for text in texts:
            facts += _facts(name, text.source, Side.SOURCE)
            if text.target is not None:
                facts += _facts(name, text.target, Side.TARGET)
    return facts


def _facts(name: str, text: CodedText, side: Side) -> Iterator[Property]:
    yield Property(name, text.text, side)
    if any(code != PLAIN for code in text.codes):
        numbered = {str(index): code for index, code in enumerate(text.codes)}
        yield Property(name + _CODES, exact_text(numbered), side)


def ignorables(properties: Properties, name: str) -> list[IgnorableText]:
    """The texts that stand before a segment, or after it, as its properties say."""
    found: list[IgnorableText] = []
    for known, after in zip_longest(properties, properties[1:]):
        if known.name != name or known.side is Side.UNIT:
            continue
        text = _coded(known, after)
        if known.side is Side.SOURCE:
            found.append(IgnorableText(text))
        elif found and found[-1].target is None:
            found[-1] = IgnorableText(found[-1].source, text)
    return found


def _coded(property: Property, after: Property | None) -> CodedText:
    """A text with the codes that the property after it says, if it says all."""
    if after is not None and (after.name, after.side) == (
        property.name + _CODES,
        property.side,
    ):
        with suppress(ValueError, RecursionError):
            codes = tuple(exact_of(after.value).values())
            if len(codes) == property.value.count(CODE):
                return CodedText(property.value, codes)
    return CodedText(property.value, (PLAIN,) * property.value.count(CODE))


def group_parts(
    units: Iterable[TranslationUnit],
) -> Iterator[Sequence[TranslationUnit]]:
    """The units in their order, all parts of a unit of a file together.

    A unit some of whose parts are not there falls apart into those that are.
    """
    run: list[TranslationUnit] = []
    count = 0
    for unit in units:
        if not run and not unit.properties:
            yield (unit,)
            continue
        number, of = read_part_numbers(unit)
        goes_on = run and (number, of) == (len(run) + 1, count) and _alike(run[0], unit)
        if run and not goes_on:
            yield from ((one,) for one in run)
            run = []
        if goes_on or (number == 1 and of > 1):
            run.append(unit)
            count = of
            if len(run) == count:
                yield tuple(run)
                run = []
        else:
            yield (unit,)
    yield from ((one,) for one in run)


def _alike(unit: TranslationUnit, other: TranslationUnit) -> bool:
    first, second = unit.origin, other.origin
    return first.tuid is not None and (
        (first.tuid, first.article, first.page_url)
        == (second.tuid, second.article, second.page_url)
    )
