"""The units of a memory: pages, versions, edits, states and removal."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import padanan
from padanan.contents.pagination import make_cursor, read_cursor, read_number_cursor
from padanan.values.units import FilterNames
from tests.examples import examples
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import Origin, TranslationUnit


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[padanan.Memory]:
    with padanan.open(tmp_path / "memory.db", source="vi", target="id") as opened:
        yield opened


def list_all(memory: padanan.Memory, limit: int) -> list[str]:
    """The sources of all units, read page by page."""
    sources, cursor = list[str](), None
    while True:
        page = memory.units.list(limit=limit, cursor=cursor)
        assert len(page.units) <= limit
        assert tuple(page) == page.units
        sources += [unit.source for unit in page]
        cursor = page.next
        if cursor is None:
            return sources


def test_pages_hold_each_unit_once(memory: padanan.Memory) -> None:
    assert memory.units.list() == padanan.UnitPage((), None)
    sources = [f"họp báo {number}" for number in range(7)]
    for source in sources:
        memory.add(source, "jumpa pers")
    for limit in (1, 3, 7, 8):
        assert list_all(memory, limit) == sources
        units = padanan.iterate(memory.units.list, limit=limit)
        assert [unit.source for unit in units] == sources


def test_every_list_is_gone_through_page_by_page(memory: padanan.Memory) -> None:
    for number in range(3):
        memory.add(f"họp báo {number}", "jumpa pers")
        memory.terms.add([padanan.ConceptTerm("vi", f"Bộ {number}")])
    change_sets = padanan.iterate(memory.history.list, limit=1)
    assert [summary.name for summary in change_sets] == [
        "i6",
        "i5",
        "i4",
        "i3",
        "i2",
        "i1",
    ]
    concepts = padanan.iterate(memory.terms.list, limit=2)
    assert [concept.terms[0].text for concept in concepts] == ["Bộ 0", "Bộ 1", "Bộ 2"]
    chosen = padanan.iterate(memory.units.list, query="hop bao 2", limit=1)
    assert [unit.source for unit in chosen] == ["họp báo 2"]
    assert list(padanan.iterate(memory.articles.list)) == []
    with pytest.raises(padanan.InputError, match="limit must be 1 or more"):
        next(padanan.iterate(memory.units.list, limit=0))


def test_a_page_stays_where_it_is_while_units_come_and_go(
    memory: padanan.Memory,
) -> None:
    for number in range(4):
        memory.add(f"họp báo {number}", "jumpa pers")
    first = memory.units.list(limit=2)
    memory.add("họp báo 9", "jumpa pers")
    memory.units.remove(first.units[0].key)
    second = memory.units.list(limit=2, cursor=first.next)
    assert [unit.source[-1] for unit in second.units] == ["2", "3"]
    last = memory.units.list(limit=2, cursor=second.next)
    assert [unit.source[-1] for unit in last.units] == ["9"]


def test_units_are_selected(memory: padanan.Memory) -> None:
    memory.add("họp báo", "jumpa pers", author="lan")
    name = memory.add("cảnh sát", "polisi", author="minh")
    memory.add("chính phủ", "government", target="en")

    def list_sources(**selection: str) -> list[str]:
        page = memory.units.list(**selection)  # type: ignore[arg-type]
        return [unit.source for unit in page.units]

    assert list_sources(query="HOP bao") == ["họp báo"]
    assert list_sources(query="ho\u0323p ba\u0301o") == ["họp báo"]  # not composed
    assert list_sources(author="minh") == ["cảnh sát"]
    assert list_sources(session=name or "") == ["cảnh sát"]
    assert list_sources(target="en") == ["chính phủ"]
    assert list_sources(state="reviewed") == []
    with pytest.raises(padanan.UnknownName, match="did you mean reviewed"):
        list_sources(state="revewed")
    with pytest.raises(padanan.InputError, match="limit must be 1 or more"):
        memory.units.list(limit=0)


def test_an_edited_text_makes_another_unit(memory: padanan.Memory) -> None:
    unit = memory.units.add("họp báo", "jumpa pers", note="n").unit
    assert memory.units.set_state(unit.key, "final").unit.state == "final"
    edited = memory.units.edit(unit.key, target_text="konferensi pers").unit
    assert (edited.source, edited.target) == ("họp báo", "konferensi pers")
    assert (edited.state, edited.note) == ("translated", "n")
    assert edited.key != unit.key
    with pytest.raises(padanan.NotFound, match=f"replaced by {edited.key[:16]}"):
        memory.units.get(unit.key)
    memory.undo()
    assert memory.units.get(unit.key).target == "jumpa pers"


def test_what_an_edit_does_not_name_stays(memory: padanan.Memory) -> None:
    unit = memory.units.add("họp báo", "jumpa pers", note="n").unit
    same = memory.units.edit(unit.key, source_text=" họp báo ", target_text=unit.target)
    assert same == padanan.UnitChange(None, unit)
    noted = memory.units.edit(unit.key, note="m").unit
    assert (noted.key, noted.note, noted.state) == (unit.key, "m", "translated")
    assert memory.units.edit(unit.key, note=None).unit.note is None
    with pytest.raises(padanan.InputError, match="nothing to change"):
        memory.units.edit(unit.key)
    with pytest.raises(padanan.InputError, match="text on both sides"):
        memory.units.edit(unit.key, target_text=" ")


def test_a_state_goes_up_and_down(memory: padanan.Memory) -> None:
    key = memory.units.add("họp báo", "jumpa pers").unit.key
    for state in ("final", "translated", "reviewed", "initial"):
        assert memory.units.set_state(key, state).unit.state == state
        assert memory.units.get(key).state == state
    assert memory.units.set_state(key, "initial").change_set is None
    memory.undo()
    assert memory.units.get(key).state == "reviewed"


def test_units_get_a_state_together_and_give_it_back(memory: padanan.Memory) -> None:
    first, second, removed = (
        memory.units.add("họp báo", target).unit
        for target in ("jumpa pers", "temu pers", "pers")
    )
    memory.units.set_state(first.key, "final")
    memory.units.remove(removed.key)
    keys = [first.key, second.key, second.key, removed.key, "00" * 16]
    changes = memory.units.set_states(keys, "final")
    assert (changes.changed, changes.left_out) == (1, 2)
    assert memory.units.get(second.key).state == "final"
    assert memory.units.set_states(keys, "final").change_set is None
    assert changes.change_set is not None
    memory.undo(changes.change_set)
    assert memory.units.get(second.key).state == "translated"
    assert memory.units.get(first.key).state == "final"
    with pytest.raises(padanan.InputError, match="not a whole key"):
        memory.units.set_states(["4f1c"], "final")


def test_filter_names_are_those_of_articles_and_changes(
    memory: padanan.Memory,
) -> None:
    memory.add("họp báo", "jumpa pers", author="lan")
    assert memory.units.list_filter_names() == FilterNames((), (), ("lan",))
    unit = TranslationUnit(
        Segment.of(Locale("vi"), "cử tri"),
        Segment.of(Locale("id"), "pemilih"),
        origin=Origin(
            page_url="https://www.vov.vn/id/a",
            publisher="VOV",
            article_author="Minh",
        ),
    )
    memory.with_author("hoa").units.add_units([unit])
    assert memory.units.list_filter_names() == FilterNames(
        ("vov.vn",), ("VOV",), ("hoa", "lan", "Minh")
    )


def test_who_read_an_older_version_changes_nothing(memory: padanan.Memory) -> None:
    unit = memory.units.add("họp báo", "jumpa pers").unit
    noted = memory.units.edit(unit.key, note="n", version=unit.version).unit
    for change in (
        lambda: memory.units.edit(unit.key, note="m", version=unit.version),
        lambda: memory.units.set_state(unit.key, "final", version=unit.version),
        lambda: memory.units.remove(unit.key, version=unit.version),
    ):
        with pytest.raises(padanan.VersionConflict, match="changed by someone") as e:
            change()
        assert e.value.current == noted == memory.units.get(unit.key)
    memory.units.remove(unit.key, version=noted.version)
    with pytest.raises(padanan.VersionConflict) as removed:
        memory.units.edit(unit.key, note="m", version=noted.version)
    assert removed.value.current is None
    with pytest.raises(padanan.NotFound):
        memory.units.edit("00" * 16, note="m", version=noted.version)


def test_the_version_tells_all_that_changes(memory: padanan.Memory) -> None:
    unit = memory.units.add("họp báo", "jumpa pers").unit
    versions = {unit.version}
    versions.add(memory.units.edit(unit.key, note="n").version)
    versions.add(memory.units.set_state(unit.key, "final").version)
    versions.add(memory.units.edit(unit.key, target_text="konferensi pers").version)
    assert len(versions) == 4
    names = {field.name for field in fields(padanan.StoredUnit)}
    assert names >= {"key", "state", "note", "origin", "version"}


@pytest.mark.parametrize("key", ["", "zz", "4f1c#", "4f1c#x", "00" * 16, "a" * 999])
def test_an_unknown_key_is_named(memory: padanan.Memory, key: str) -> None:
    memory.add("họp báo", "jumpa pers")
    with pytest.raises((padanan.NotFound, padanan.InputError)):
        memory.units.get(key)


@pytest.mark.parametrize("cursor", ["", "x", "!", "MQ==\n", "LTE", "4pyT", "M" * 99])
def test_a_foreign_cursor_is_refused(memory: padanan.Memory, cursor: str) -> None:
    with pytest.raises(padanan.InputError, match="is not a cursor"):
        memory.units.list(cursor=cursor)


@given(st.lists(st.text(st.characters(blacklist_characters="\n")), min_size=1))
@settings(max_examples=examples(40))
def test_a_cursor_is_read_as_it_was_made(values: list[str]) -> None:
    try:
        cursor = make_cursor(*values)
    except UnicodeEncodeError:  # half of a surrogate pair
        return
    assert cursor.isascii()
    assert read_cursor(cursor, len(values)) == values


def test_a_number_is_read_of_its_cursor() -> None:
    assert read_number_cursor(make_cursor("120")) == 120
    assert read_number_cursor(None) == 0


def test_inline_codes_stay_where_an_edit_leaves_them(tmp_path: Path) -> None:
    codes = (Code("ph", "1", "<b>"), Code("ph", "2", "</b>"))
    segment = Segment(Locale("id"), "jumpa \ufffcpers\ufffc", codes)
    edited = segment.replace_display_text("konferensi <b>pers</b> besar")
    assert (edited.text, edited.codes) == ("konferensi \ufffcpers\ufffc besar", codes)
    without = segment.replace_display_text("konferensi <b>pers")
    assert (without.text, without.codes) == ("konferensi \ufffcpers", codes[:1])
    assert segment.replace_display_text(segment.display_text) == segment


def test_a_misspelt_condition_selects_nothing(
    memory: padanan.Memory, tmp_path: Path
) -> None:
    unit = memory.units.add("họp báo", "jumpa pers").unit
    wrong_calls: list[Callable[..., object]] = [
        memory.units.list,
        memory.units.count,
        memory.articles.list,
        memory.terms.list,
        partial(memory.units.edit, unit.key),
        partial(memory.terms.add, [padanan.ConceptTerm("vi", "họp báo")]),
        partial(memory.export, tmp_path / "out.tmx"),
        lambda **subject: list(memory.checks.check_in_context(**subject)),
    ]
    for call in wrong_calls:
        with pytest.raises(padanan.UnknownName, match="unknown argument 'notte'"):
            call(notte="x")
    assert not (tmp_path / "out.tmx").exists()
