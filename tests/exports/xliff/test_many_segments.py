"""Reading a unit of many segments costs what it has, and not that for each segment."""

from collections.abc import Callable, Iterator

import pytest

from exports.entry import LossTally
from exports.xliff.segment_record import ReadRecords
from exports.xliff.v1.reader import read_records as records_one
from exports.xliff.v2.reader import read_records as records_two
from exports.xml.document import Element


class Counted(list["Element | str"]):
    """Content that counts how often it is gone through."""

    times = 0

    def __iter__(self) -> Iterator["Element | str"]:
        self.times += 1
        return super().__iter__()


def divided_one(count: int) -> Element:
    """A unit of so many segments, each with a proposal."""
    bounds: list[Element | str] = [
        Element("mrk", {"mtype": "seg", "mid": str(at)}, 1, [f"teks {at}"])
        for at in range(count)
    ]
    parts = Counted([Element("source", {}, 1, ["x"])])
    parts.append(Element("seg-source", {}, 1, bounds))
    for at in range(count):
        target = Element("target", {}, 1, [f"teks {at}"])
        parts.append(Element("alt-trans", {"mid": str(at)}, 1, [target]))
    unit = Element("trans-unit", {"id": "u"}, 1)
    unit.content = parts
    return unit


def divided_two(count: int) -> Element:
    """The same in 2.x."""
    parts = Counted()
    matches = Element("mtc:matches", {}, 1)
    for at in range(count):
        source = Element("source", {}, 1, [f"teks {at}"])
        parts.append(Element("segment", {"id": f"s{at}"}, 1, [source]))
        target = Element("target", {}, 1, [f"teks {at}"])
        sides: list[Element | str] = [Element("source", {}, 1, ["x"]), target]
        matches.content.append(Element("mtc:match", {"ref": f"#s{at}"}, 1, sides))
    parts.append(matches)
    unit = Element("unit", {"id": "u"}, 1)
    unit.content = parts
    return unit


@pytest.mark.parametrize(
    ("divided", "records"), [(divided_one, records_one), (divided_two, records_two)]
)
def test_the_unit_is_not_gone_through_for_each_segment(
    divided: Callable[[int], Element], records: ReadRecords
) -> None:
    times = []
    for count in (5, 50):
        unit = divided(count)
        found = list(records(unit, LossTally()))
        assert len(found) == count
        for at, record in enumerate(found):
            proposals = [p for p in record.properties if p.name == "xliff:match"]
            assert [f"teks {at}" in one.value for one in proposals] == [True]
        assert isinstance(unit.content, Counted)
        times.append(unit.content.times)
    assert times[0] == times[1]
