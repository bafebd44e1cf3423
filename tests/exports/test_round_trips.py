"""The law of every format: what is written is read again, less its named losses."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exports.entry import Entry, WriteResult
from exports.files import read
from exports.format import Feature, ReadOptions, UnitFormat, WriteOptions
from exports.format_registries import formats
from tests.examples import examples
from tests.properties.strategies import TAGS, segments, texts, units
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit

VI, ID = Locale.parse("vi"), Locale.parse("id")
PAIR = WriteOptions(source=VI, target=ID)

unhurried = settings(max_examples=examples(60))


def written(
    format: UnitFormat, given: Sequence[TranslationUnit], options: WriteOptions
) -> tuple[bytes, WriteResult]:
    file = io.BytesIO()
    result = format.load_module().write(given, file, options)
    return file.getvalue(), result


def entries(format: UnitFormat, data: bytes, options: ReadOptions) -> list[Entry]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file{format.suffixes[0]}"
        path.write_bytes(data)
        return list(read(path, options))


def between(unit: TranslationUnit, source: Locale, target: Locale) -> TranslationUnit:
    """The unit in other locales."""
    other = replace(unit.target, locale=target) if unit.target else None
    return replace(unit, source=replace(unit.source, locale=source), target=other)


@unhurried
@given(st.lists(units(), min_size=1, max_size=3))
def test_jsonl_gives_back_every_unit_whole(given: list[TranslationUnit]) -> None:
    data, result = written(formats["jsonl"], given, WriteOptions())
    assert result == WriteResult(len(given))
    assert len(data.decode().splitlines()) == len(given)
    assert entries(formats["jsonl"], data, ReadOptions()) == given


TABLES = ("csv", "xlsx")


@pytest.mark.parametrize("name", TABLES)
@unhurried
@given(given=st.lists(units(), min_size=1, max_size=3))
def test_tables_give_back_every_unit_whole(
    name: str, given: list[TranslationUnit]
) -> None:
    data, result = written(formats[name], given, WriteOptions())
    assert result == WriteResult(len(given))
    found = entries(formats[name], data, ReadOptions())
    assert found == given
    assert written(formats[name], given, WriteOptions())[0] == data


@unhurried
@given(
    given=st.lists(units(), min_size=1, max_size=3),
    separator=st.sampled_from(",;\t|"),
    safe=st.booleans(),
)
def test_csv_gives_back_every_unit_whatever_its_dialect(
    given: list[TranslationUnit], separator: str, safe: bool
) -> None:
    options = WriteOptions(separator=separator, formula_safe=safe)
    data, _ = written(formats["csv"], given, options)
    assert entries(formats["csv"], data, ReadOptions()) == given


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=examples(25))
@given(units(translated=True), st.sampled_from(TAGS), st.sampled_from(TAGS))
def test_tables_written_the_other_way_round_give_back_the_unit(
    name: str, unit: TranslationUnit, source: str, target: str
) -> None:
    unit = between(unit, Locale.parse(source), Locale.parse(target))
    options = WriteOptions(source=Locale.parse(target), target=Locale.parse(source))
    data, _ = written(formats[name], [unit], options)
    assert entries(formats[name], data, ReadOptions()) == [unit]


@unhurried
@given(st.lists(units(xml=True), min_size=1, max_size=3))
def test_tmx_gives_back_every_unit_whole(given: list[TranslationUnit]) -> None:
    data, result = written(formats["tmx"], given, WriteOptions())
    assert result == WriteResult(len(given))
    assert entries(formats["tmx"], data, ReadOptions()) == given


@pytest.mark.parametrize("name", ["xliff", "xliff1"])
@unhurried
@given(given=st.lists(units(xml=True), min_size=1, max_size=3))
def test_xliff_gives_back_every_unit_whole(
    name: str, given: list[TranslationUnit]
) -> None:
    given = [between(unit, VI, ID) for unit in given]
    data, result = written(formats[name], given, PAIR)
    assert result == WriteResult(len(given))
    found = entries(formats[name], data, ReadOptions())
    assert found == given
    again = [entry for entry in found if isinstance(entry, TranslationUnit)]
    assert written(formats[name], again, PAIR)[0] == data


@pytest.mark.parametrize("name", ["xliff", "xliff1"])
@unhurried
@given(unit=units(xml=True, translated=True))
def test_xliff_written_the_other_way_round_gives_back_the_unit(
    name: str, unit: TranslationUnit
) -> None:
    unit = between(unit, ID, Locale.parse("vi-VN"))
    data, _ = written(formats[name], [unit], PAIR)
    assert entries(formats[name], data, ReadOptions()) == [unit]


@unhurried
@given(unit=units(xml=True, translated=True))
def test_xliff_2_holds_in_a_text_what_xml_cannot(unit: TranslationUnit) -> None:
    odd = replace(unit, source=Segment.of(VI, "a\x01\ufffe"), target=None)
    odd = replace(odd, state=State.INITIAL)
    data, result = written(formats["xliff"], [odd], PAIR)
    assert not result.lost
    assert entries(formats["xliff"], data, ReadOptions()) == [odd]


@unhurried
@given(units(xml=True, translated=True), st.sampled_from(TAGS), st.sampled_from(TAGS))
def test_tmx_written_the_other_way_round_gives_back_the_unit(
    unit: TranslationUnit, source: str, target: str
) -> None:
    unit = between(unit, Locale.parse(source), Locale.parse(target))
    options = WriteOptions(source=Locale.parse(target), target=Locale.parse(source))
    data, _ = written(formats["tmx"], [unit], options)
    assert entries(formats["tmx"], data, ReadOptions()) == [unit]


@unhurried
@given(
    unit=units(xml=True, translated=True),
    others=st.lists(segments(xml=True), min_size=1, max_size=3),
    notes=st.lists(st.none() | texts(xml=True, max_size=5), min_size=4, max_size=4),
)
def test_edges_that_share_source_and_tuid_are_one_tu_and_come_back_as_they_were(
    unit: TranslationUnit, others: list[Segment], notes: list[str | None]
) -> None:
    unit = replace(unit.with_origin(replace(unit.origin, tuid="7")), properties=())
    star = [unit]
    # A text in the source's language would be another wording of it.
    foreign = [one for one in others if one.locale != unit.source.locale]
    assume(unit.target is not None and unit.target.locale != unit.source.locale)
    for other, note in zip(foreign, notes, strict=False):
        origin = replace(unit.origin, score=0.5, author=note)
        star.append(replace(unit, target=other, note=note, origin=origin))
    data, _ = written(formats["tmx"], star, WriteOptions())
    assert data.count(b"<tu ") == 1
    assert entries(formats["tmx"], data, ReadOptions()) == star


@settings(max_examples=examples(200))
@given(
    star=st.lists(units(xml=True, translated=True), min_size=2, max_size=4),
    same=st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_any_star_comes_back_from_tmx_as_it_was(
    star: list[TranslationUnit], same: list[bool]
) -> None:
    first = star[0]
    edges = []
    for unit in star:
        origin = replace(unit.origin, tuid="7")
        # What the edges share, and what they do not, decides where it is written.
        if same[0]:
            origin = replace(
                origin, author=first.origin.author, created=first.origin.created
            )
        if same[1]:
            origin = replace(origin, changed=first.origin.changed)
        edge = replace(unit, source=first.source, origin=origin)
        if same[2]:
            edge = replace(edge, properties=first.properties)
        if same[3]:
            edge = replace(edge, note=first.note)
        edges.append(edge)
    data, _ = written(formats["tmx"], edges, WriteOptions())
    assert entries(formats["tmx"], data, ReadOptions()) == edges


def test_a_translation_in_the_language_of_the_source_is_a_tu_of_its_own() -> None:
    vi = Segment.of(Locale.parse("vi"), "Một.")
    id = Segment.of(Locale.parse("id"), "Satu.")
    origin = Origin(tuid="7")
    star = [TranslationUnit(vi, other, origin=origin) for other in (id, vi)]
    for order in (star, star[::-1]):
        data, _ = written(formats["tmx"], order, WriteOptions())
        assert entries(formats["tmx"], data, ReadOptions()) == order


@unhurried
@given(units(translated=True), st.booleans())
def test_po_gives_back_a_translated_unit_whole(
    unit: TranslationUnit, turned: bool
) -> None:
    unit = between(unit, *((ID, VI) if turned else (VI, ID)))
    data, result = written(formats["po"], [unit], PAIR)
    found = entries(formats["po"], data, ReadOptions())
    if result.lost:  # the two characters that PO cannot hold
        assert b"\0" not in data and b"\x04" not in data
    else:
        assert found == [unit]


@unhurried
@given(st.lists(units(translated=True), min_size=1, max_size=4))
def test_po_keeps_units_apart_whose_text_is_the_same(
    given: list[TranslationUnit],
) -> None:
    same = [between(unit, VI, ID) for unit in given]
    same = [replace(unit, source=same[0].source) for unit in same]
    data, result = written(formats["po"], same, PAIR)
    found = entries(formats["po"], data, ReadOptions())
    assert result.written == len(given)
    assert sum(isinstance(entry, TranslationUnit) for entry in found) == len(given)


@unhurried
@given(st.lists(units(), min_size=1, max_size=3))
def test_tsv_gives_back_texts_but_for_tabs_and_line_ends(
    given: list[TranslationUnit],
) -> None:
    given = [between(unit, VI, ID) for unit in given]
    data, result = written(formats["tsv"], given, PAIR)
    assert data.count(b"\n") == result.written == len(given)
    options = ReadOptions(VI, ID)
    for unit, entry in zip(given, entries(formats["tsv"], data, options), strict=True):
        assert isinstance(entry, TranslationUnit)
        assert entry.source == spaced(unit.source)
        assert entry.target == (spaced(unit.target) if unit.target else None)


@unhurried
@given(st.lists(units(xml=True), min_size=1, max_size=3))
def test_what_is_read_and_written_again_is_the_same_file(
    given: list[TranslationUnit],
) -> None:
    for name in ("jsonl", "tmx", "csv", "xlsx"):
        data, _ = written(formats[name], given, WriteOptions())
        found = entries(formats[name], data, ReadOptions())
        again = [entry for entry in found if isinstance(entry, TranslationUnit)]
        assert written(formats[name], again, WriteOptions())[0] == data


def spaced(segment: Segment) -> Segment | None:
    """The segment as TSV holds it: on one line, codes written out."""
    text = segment.display_text.replace("\r\n", "\n")
    plain = Segment.of(segment.locale, text.translate(str.maketrans("\t\r\n", "   ")))
    return plain if plain.text else None


def test_a_unit_of_other_locales_is_left_out_and_counted() -> None:
    english = TranslationUnit(
        Segment.of(Locale.parse("en"), "Yes"), Segment.of(ID, "Ya"), State.TRANSLATED
    )
    for name in formats:
        if formats[name].has_two_files:
            continue
        data, result = written(formats[name], [english], PAIR)
        assert (result.written, result.left_out) == (0, 1), name
        assert b"Ya" not in data


def test_a_text_without_translation_is_of_a_pair_where_it_is_its_source() -> None:
    vi, id = (TranslationUnit(Segment.of(one, "Ya"), None) for one in (VI, ID))
    for format in formats.values():
        if format.has_two_files:
            continue
        _, result = written(format, [id], PAIR)
        assert (result.written, result.left_out) == (0, 1), format.name
        _, result = written(format, [vi], PAIR)
        holds = Feature.UNTRANSLATED in format.features
        assert (result.written, result.left_out) == (holds, not holds), format.name
    for name in ("tmx", "jsonl", "csv", "xlsx"):
        data, _ = written(formats[name], [vi, id], WriteOptions())
        assert entries(formats[name], data, ReadOptions()) == [vi, id]
