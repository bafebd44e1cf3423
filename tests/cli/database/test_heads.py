"""Heads of the history: printing one, comparing with those kept, and forgetting."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.calling import call

PAGE = """Konferensi pers tentang ekonomi digelar di Hanoi

Hanoi, VNA - Kementerian Luar Negeri menggelar jumpa pers pada hari Senin.

Sumber: https://example.vn/hop-bao-ve-kinh-te-tai-ha-noi-123.html
"""


@pytest.fixture
def place(tmp_path: Path) -> tuple[str, str]:
    """A database with an article, a unit and two heads in a file."""
    page = tmp_path / "page.txt"
    page.write_text(PAGE, "utf-8")
    place = ("--database", str(tmp_path / "a.db"))
    assert call("ingest", str(page), "-l", "id", *place).code == 0
    heads = [read_head(place)]
    call("add", "họp báo", "jumpa pers", "-s", "vi", "-t", "id", *place)
    heads.append(read_head(place))
    (tmp_path / "heads.txt").write_text(f"2026-11-30 {heads[0]}\n{heads[1]}", "utf-8")
    return place


def read_head(place: tuple[str, str]) -> str:
    """What `history --head` prints in a pipe."""
    return call("history", "--head", *place, output_format="").out


def doctor(place: tuple[str, str], *options: str) -> tuple[int, list[dict[str, str]]]:
    """The exit code, and the symptoms that comparing with heads gives."""
    done = call("doctor", *place, "--format", "json", *options)
    records = json.loads(done.out)
    return done.code, [
        one for one in records if one["check"] == "heads" and one["severity"]
    ]


def execute(place: tuple[str, str], statement: str) -> None:
    """Change the database as another program would."""
    with sqlite3.connect(place[1]) as connection:
        assert connection.execute(statement).rowcount > 0
    connection.close()


def test_a_head_is_one_line_that_doctor_reads(
    place: tuple[str, str], tmp_path: Path
) -> None:
    head = read_head(place)
    assert head.startswith("c") and head.count("\n") == 1
    assert json.loads(call("history", "--head", "--format", "json", *place).out) == [
        {"head": head.strip()}
    ]
    assert doctor(place, "--against", head) == (0, [])
    assert doctor(place, "--against", str(tmp_path / "heads.txt")) == (0, [])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE article_version SET headline = 'x'",
        "UPDATE article_version SET url = 'https://example.com/'",
        "UPDATE article_segment SET kind = 'caption'",
        "UPDATE article_segment SET position = 9 WHERE position = 0",
        "DELETE FROM article_segment WHERE position = 0",
        "UPDATE unit SET note = 'x'",
    ],
)
def test_what_another_program_changed_is_shown(
    place: tuple[str, str], tmp_path: Path, statement: str
) -> None:
    execute(place, statement)
    code, symptoms = doctor(place, "--against", str(tmp_path / "heads.txt"))
    assert code == 1
    between = "c1 and c2" if "unit" in statement else "the beginning and c1"
    assert f"between {between} was changed" in symptoms[0]["message"]


def test_a_wrong_head_is_refused_with_its_place(
    place: tuple[str, str], tmp_path: Path
) -> None:
    done = call("doctor", *place, "--against", "abc")
    assert done.code == 2
    assert "no file of this name, and 'abc' is not a head of a history" in done.err
    (tmp_path / "bad.txt").write_text("\nabc\n", "utf-8")
    done = call("doctor", *place, "--against", str(tmp_path / "bad.txt"))
    assert done.code == 2
    assert "bad.txt:2: 'abc' is not a head" in done.err
    (tmp_path / "bad.txt").write_text("\n", "utf-8")
    done = call("doctor", *place, "--against", str(tmp_path / "bad.txt"))
    assert "no head in this file" in done.err
    assert "--head is of the whole history" in call("history", "i1", "--head").err
    assert "has no effect here" in call("history", "--by", "x", "--head", *place).err


def test_a_name_is_forgotten_for_good(place: tuple[str, str], tmp_path: Path) -> None:
    refused = call("forget", "tester", *place)
    assert refused.code == 2
    assert "confirm it with --yes" in refused.err
    done = call("forget", "tester", "--yes", *place)
    assert done.code == 0
    author_id = done.err.split()[-2]
    listed = json.loads(call("history", *place, "--format", "json").out)
    assert {one["who"] for one in listed} == {author_id}
    assert doctor(place, "--against", str(tmp_path / "heads.txt")) == (0, [])
    again = call("forget", "tester", "--yes", *place)
    assert again.code == 1
    assert "nothing is by 'tester'" in again.err
