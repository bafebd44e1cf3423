"""TMX that does harm, or is broken: refused with its line, and in little memory."""

import tracemalloc
from pathlib import Path

import pytest

from exports import files
from exports.entry import FormatViolation, Loss
from exports.format import ReadOptions
from exports.tmx import format as tmx
from exports.xml.document import ENTRY_TOO_LONG_REASON
from tests.exports.tmx.test_tmx import ONE, reading, whole
from tm.errors import FormatError
from tm.file_remarks import SkippedEntry
from tm.unit import TranslationUnit

LAUGHS = "".join(
    f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10)
)
MANY = ONE + "\n"
TEXT = "x" * 10_500_000


def damaged(text: str) -> str:
    """A file with two good units, then something on its fourth line."""
    return f"{MANY}{MANY}\n{text}"


HOSTILE = {
    "billion laughs": (
        whole(ONE, prolog=f'<!DOCTYPE tmx [<!ENTITY l0 "ha">{LAUGHS}]>\n'),
        1,
        "declares an entity",
    ),
    "outside entity": (
        whole(ONE, prolog='\n<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        2,
        "declares an entity",
    ),
    "deep": (whole(damaged("<tu>" + "<x>" * 200_000)), 4, "nested more than 100 deep"),
    "deep codes": (
        whole(damaged("<tu><tuv xml:lang='vi'><seg>" + "<hi>" * 300)),
        4,
        "nested more than 100 deep",
    ),
    "long attribute": (whole(damaged(f'<tu tuid="{TEXT}"/>')), 4, "10,000,000"),
    "long comment": (whole(damaged(f"<!--{TEXT}-->")), 4, "10,000,000"),
    "long name": (whole(damaged(f"<{TEXT}/>")), 4, "10,000,000"),
    "cut off in text": (whole(damaged("<tu><tuv xml:"))[:-24], 4, "unclosed|too early"),
    "cut off between": (b"<tmx><body>" + MANY.encode() * 3, 4, "too early|no element"),
    "cut off in UTF-16": (
        ("\ufeff" + whole(f"{MANY}\n").decode()).encode("utf-16-le")[:-1],
        3,
        "is not valid utf-16",
    ),
    "another encoding": (
        whole(damaged(ONE.replace("A", "é"))).decode().encode("latin-1"),
        4,
        "is not valid utf-8",
    ),
    "another encoding than declared": (
        b'<?xml version="1.0" encoding="ascii"?>' + whole(damaged("é")),
        4,
        "is not valid ascii",
    ),
    "an encoding that is none": (
        b'<?xml version="1.0" encoding="idna"?>' + whole(ONE),
        1,
        "unknown encoding 'idna'",
    ),
    "two roots": (whole(MANY) + b"\n<tmx/>", 3, "junk after document"),
    "same attribute twice": (
        whole(damaged(ONE.replace("<tu>", '<tu tuid="1" tuid="2">'))),
        4,
        "duplicate attribute",
    ),
    "undeclared prefix of a tag": (whole(damaged("<tu </tu>")), 4, "not well-formed"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_with_its_line(
    tmp_path: Path, name: str
) -> None:
    data, line, reason = HOSTILE[name]
    with pytest.raises(FormatError, match=reason) as caught:
        reading(tmp_path, data)
    assert caught.value.line == line


@pytest.mark.parametrize("name", HOSTILE)
def test_validate_tells_it_too(tmp_path: Path, name: str) -> None:
    data, line, _ = HOSTILE[name]
    path = tmp_path / "file.tmx"
    path.write_bytes(data)
    last = list(tmx.validate(path))[-1]
    assert last.line == line


LONG = {
    "text": (f"<note>{TEXT}</note>",),
    "many elements": ("<tuv xml:lang='vi'>", "<x>b</x>" * 300_000, "</tuv>"),
    "codes": (
        *("<tuv xml:lang='vi'><seg>", "<hi>a<ph/></hi>" * 150_000, "</seg></tuv>"),
        *("<tuv xml:lang='id'><seg>", "&secret;</seg></tuv>"),
    ),
}


@pytest.mark.thorough
@pytest.mark.parametrize("name", LONG)
def test_an_entry_that_is_too_long_costs_itself(tmp_path: Path, name: str) -> None:
    path = tmp_path / "file.tmx"
    entry = "".join(("<tu tuid='a'>", *LONG[name], "</tu>"))
    path.write_bytes(whole(f"{damaged(entry)}\n{MANY}"))
    found = reading(tmp_path, path.read_bytes())
    kinds = [TranslationUnit, TranslationUnit, SkippedEntry, TranslationUnit]
    assert [type(one) for one in found] == kinds
    assert found[2] == SkippedEntry(str(path), 4, ENTRY_TOO_LONG_REASON)
    assert [*tmx.read_elements(path, ReadOptions())] == found
    assert FormatViolation(str(path), 4, ENTRY_TOO_LONG_REASON) in tmx.validate(path)


def test_what_is_too_long_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "file.tmx"
    with path.open("wb") as file:
        file.write(b"<tmx><body><tu>")
        for _ in range(60):
            file.write(b"<note>" + b"x" * 1_000_000 + b"</note>\n")
        file.write(b"</tu></body></tmx>")
    tracemalloc.start()
    found = list(tmx.read(path, ReadOptions()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [SkippedEntry(str(path), 1, ENTRY_TOO_LONG_REASON)]
    assert peak < 60_000_000


def test_a_token_that_does_not_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "file.tmx"
    with path.open("wb") as file:
        file.write(b"<tmx><body><tu><!--")
        for _ in range(60):
            file.write(b"x" * 1_000_000)
    tracemalloc.start()
    with pytest.raises(FormatError, match="10,000,000"):
        list(tmx.read(path, ReadOptions()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000


@pytest.mark.parametrize(
    "encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
)
def test_wide_text_without_a_mark_is_known_by_its_first_character(
    tmp_path: Path, encoding: str
) -> None:
    found = reading(tmp_path, whole(ONE).decode().encode(encoding))
    assert [type(entry) for entry in found] == [TranslationUnit]


def test_nul_is_removed_and_counted(tmp_path: Path) -> None:
    found = reading(tmp_path, whole(ONE.replace("A", "A\0A")))
    assert isinstance(found[0], TranslationUnit)
    assert found[0].source.text == "AA"
    assert found[1] == Loss("characters that XML cannot hold", 1)


def test_nul_before_and_behind_the_text_is_removed_and_counted(tmp_path: Path) -> None:
    unit, lost = reading(tmp_path, b"\0\0\0\0" + whole(ONE) + bytes(100))
    assert isinstance(unit, TranslationUnit)
    assert lost == Loss("characters that XML cannot hold", 104)


def test_control_characters_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "file.tmx"
    path.write_bytes(b"\0\1\2\3\4\5\6\7" + whole(ONE))
    with pytest.raises(FormatError, match="NUL"):
        files.read(path, ReadOptions())


def test_an_unknown_entity_costs_one_unit(tmp_path: Path) -> None:
    body = f"{ONE}\n{ONE.replace('A', '&secret;')}\n{ONE}"
    found = reading(tmp_path, whole(body))
    assert [type(entry) for entry in found] == [
        TranslationUnit,
        SkippedEntry,
        TranslationUnit,
    ]
    assert found[1] == SkippedEntry(
        str(tmp_path / "file.tmx"), 2, "unknown entity &secret;"
    )
