"""Adding, removing and undoing: the texts of units and the names of change sets."""

from pathlib import Path

import pytest

from tests.cli.calling import call

_PAIR = ("-s", "vi", "-t", "id")


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The path of a new database."""
    return str(tmp_path / "x.db")


def test_a_table_has_the_change_set_under_this_name(database: str) -> None:
    options = (*_PAIR, "--database", database, "--format", "tsv")
    added = call("add", "họp báo", "jumpa pers", *options)
    assert added.out == "new\tknown\tchanged\tchange set\n1\t0\t0\ti1\n"
    removed = call("remove", "họp báo", *options)
    assert removed.out == "removed\tchange set\n1\ti2\n"
    undone = call("undo", "last", "--database", database, "--format", "tsv")
    assert undone.out.startswith("change set\tundoes\tcommand\t")
    assert undone.out.splitlines()[1].startswith("i3\ti2\tremove\t")


def test_an_undo_that_is_refused_quotes_the_texts_of_the_unit(database: str) -> None:
    options = ("--database", database)
    long_text = "Lễ mở ký Công ước của Liên hợp quốc về chống tội phạm mạng"
    call("add", long_text, "upacara penandatanganan", *_PAIR, *options)
    call("remove", long_text, *_PAIR, *options)
    refused = call("undo", "i1", *options)
    assert refused.code == 2
    assert (
        "i1 cannot be undone: the unit 'Lễ mở ký Công ước của Liên hợp quốc về c…' → "
        "'upacara penandatanganan' was changed since, by i2 (remove); undo that first"
    ) in refused.err


def test_fragments_are_not_called_no_match(database: str) -> None:
    options = (*_PAIR, "--database", database, "--format", "table")
    call(
        *("add", "Lễ mở ký Công ước Hà Nội về chống tội phạm mạng diễn ra sáng nay"),
        *("Upacara penandatanganan Konvensi Hanoi berlangsung pagi ini", *_PAIR),
        *("--database", database),
    )
    found = call("lookup", "Công ước Hà Nội về chống tội", *options)
    assert found.code == 0 and "Upacara" in found.out
    assert "No match" not in found.err
    assert (
        "No whole segment matches at 70 or more; shown are segments that share a run "
        "of words" in found.err
    )


def test_control_characters_are_refused(database: str) -> None:
    refused = call("add", "họp\x07 báo", "jumpa pers", *_PAIR, "--database", database)
    assert refused.code == 2
    assert "SOURCE has a control character (U+0007) at position 4" in refused.err


def test_a_translation_takes_the_place_of_others(database: str) -> None:
    options = (*_PAIR, "--database", database, "--format", "tsv")
    call("add", "họp báo", "jumpa pers", *options)
    call("add", "họp báo", "temu media", *options, "--memory", "Client A")
    second = call("add", "họp báo", "konferensi pers", *options)
    assert "other translations of SOURCE (1); --replace removes" in second.err
    third = call("add", "họp báo", "konferensi pers", *options, "--replace")
    assert third.out.splitlines()[1] == "0\t1\t0\t1\ti4"
    targets = [
        row.split("\t")[3]
        for row in call("lookup", "họp báo", *options).out.splitlines()[1:]
    ]
    assert sorted(targets) == ["konferensi pers", "temu media"]
    call("undo", "last", "--database", database)
    assert "jumpa pers" in call("lookup", "họp báo", *options).out


def test_a_match_names_its_unit_and_what_is_left_by_hand(database: str) -> None:
    options = (*_PAIR, "--database", database)
    call("add", "Ông ấy đến sáng nay", "Dia tiba pagi ini", *options, "--note", "VNA")
    shown = call("lookup", "Ông ấy đến chiều nay", *options, "--format", "table").out
    assert "by hand: “sáng” → “chiều”" in shown and "     note: VNA\n" in shown
    unit_key = shown.split("unit ")[1].split()[0]
    edited = call(
        *("review", "--edit", unit_key, "target", "Beliau tiba pagi ini"),
        *("--database", database),
    )
    assert edited.code == 0
    assert "Beliau tiba" in call("lookup", "Ông ấy đến sáng nay", *options).out
