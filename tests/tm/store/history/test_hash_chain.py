"""The head of a history shows any change that the change log does not tell of."""

import unicodedata
from pathlib import Path

import pytest
from sqlalchemy import select, text

from exports.backup.backup_writer import back_up
from exports.backup.restoring import open_backup, restore_backup
from glossary.concept_store import ConceptStore
from glossary.entries.entry import ConceptEntry, Term
from glossary.undo_by_record_kind import make_undoers, undo_named_changes
from tests import postgres
from tests.tm.store.samples import changed_by, unit
from tm.doctor.examination import examine_database
from tm.doctor.kept_history_heads import find_differences_from_heads
from tm.doctor.symptom import ExaminedDatabase
from tm.errors import InputError, NotFound
from tm.store import schema
from tm.store.backend.bulk_rows import find_newest_id
from tm.store.database import Database
from tm.store.history.author_erasure import forget_author
from tm.store.history.hash_chain import HistoryHead, read_head
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale


def fill(database: Database) -> None:
    """Store units of two people, an article's document and a concept; undo a part."""
    store = UnitStore(database)
    with changed_by(database, "Lan", "import") as changes:
        store.add(
            [
                unit(f"câu số {n}", f"kalimat {n}", page_url="https://vietnam.vn/1")
                for n in range(30)
            ],
            changes,
        )
    with changed_by(database, "budi", "add") as changes:
        store.add([unit("hai", "dua", note="x", author="Lan")], changes)
    with changed_by(database, "budi", "terms add") as changes:
        ConceptStore(database).add(
            [ConceptEntry("c-1", (Term(Locale("vi"), "họp báo"),))], changes
        )
    undo_named_changes(database, "i2", author="Lan")
    undo_named_changes(database, "i4", author="Lan")


def symptoms_of(database: Database, *heads: HistoryHead) -> list[str]:
    """What an examination says of the history, the units and the heads."""
    examined = ExaminedDatabase(database, make_undoers(database))
    found = [
        symptom.message
        for result in examine_database(examined)
        if result.name in ("texts", "units", "history")
        for symptom in result.symptoms
    ]
    found += [
        f"{symptom.place}: {symptom.message}"
        for symptom in find_differences_from_heads(examined, heads)
    ]
    return found


def change_secretly(database: Database, *statements: str) -> None:
    """Change the database as another program would."""
    with database.open_transaction() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_a_head_holds_whatever_is_changed_by_the_rules(database: Database) -> None:
    assert str(read_head(database)).startswith("c0-")
    heads = []
    for step in (
        lambda: fill(database),
        lambda: undo_named_changes(database, "i1", author="Lan"),
        lambda: undo_named_changes(database, "i6", author="budi"),
        lambda: undo_named_changes(database, "c1.3", author="budi"),
    ):
        heads.append(read_head(database))
        step()
        assert read_head(database) == read_head(database) != heads[-1]
        assert symptoms_of(database, *heads) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE unit SET note = 'y' WHERE id = 7",
        "UPDATE unit SET state = 'final' WHERE id = 7",
        "UPDATE unit SET withheld = 'undone' WHERE id = 7",
        "UPDATE unit SET withheld = 'removed' WHERE id = 31",
        "UPDATE unit SET target_id = source_id WHERE id = 7",
        "UPDATE segment SET text = 'kalimat 77' WHERE text = 'kalimat 7'",
        "UPDATE origin SET page_url = 'https://example.com/'",
        "UPDATE change_set SET who = 'wati' WHERE id = 2",
        "UPDATE change_set SET at = '2020-01-01T00:00:00Z' WHERE id = 1",
        "UPDATE change_set SET detail = 'i1' WHERE id = 4",
        "UPDATE change SET before = NULL WHERE id = 4",
        "UPDATE change SET key = 'c-2' WHERE id = 3",
        "UPDATE concept SET note = 'z'",
        "UPDATE term SET text = 'hop bao'",
        "DELETE FROM change WHERE id = 4",
        "DELETE FROM change WHERE id = (SELECT max(id) FROM change)",
        "DELETE FROM unit WHERE id = 7",
    ],
)
def test_any_other_change_is_shown(database: Database, statement: str) -> None:
    fill(database)
    head = read_head(database)
    change_secretly(database, statement)
    assert symptoms_of(database, head)


def test_what_is_stored_besides_the_log_is_shown(database: Database) -> None:
    fill(database)
    change_secretly(
        database,
        "INSERT INTO article (key) VALUES ('https://example.com/')",
        "INSERT INTO concept (id) VALUES ('c-9')",
    )
    assert symptoms_of(database) == ["1 rows were stored without the change log"] * 2


def test_of_several_heads_the_place_of_the_change_is_named(database: Database) -> None:
    fill(database)
    first = read_head(database)
    with changed_by(database, "budi", "add") as changes:
        UnitStore(database).add([unit("ba", "tiga")], changes)
    second = read_head(database)
    change_secretly(database, "UPDATE change_set SET who = 'wati' WHERE id = 6")
    assert symptoms_of(database, second, first) == [
        f"head c{second.change_id}: the head is of another history: what was stored "
        f"between c{first.change_id} and c{second.change_id} was changed without the "
        "change log"
    ]


def test_a_cut_history_is_shown(database: Database) -> None:
    later = HistoryHead(9, "0" * 64)
    fill(database)
    with database.open_snapshot() as connection:
        assert find_newest_id(connection, schema.change) < later.change_id
    assert symptoms_of(database, later) == [
        "head c9: the history ends before this head: changes are missing"
    ]


def test_a_forgotten_name_is_nowhere_and_heads_still_hold(database: Database) -> None:
    fill(database)
    head = read_head(database)
    author_id = forget_author(database, "LAN")
    with database.open_snapshot() as connection:
        for table in (schema.change_set, schema.change, schema.unit, schema.meta):
            rows = connection.execute(select(table)).all()
            assert "Lan" not in repr(rows), table.name
        query = select(schema.change_set.c.who).order_by(schema.change_set.c.id)
        assert connection.execute(query).scalars().all() == [
            *(author_id, "budi", "budi"),
            *(author_id, author_id),
        ]
    assert symptoms_of(database, head) == []
    assert read_head(database) == head
    # The same name again is somebody else.
    with changed_by(database, "Lan", "add") as changes:
        UnitStore(database).add([unit("ba", "tiga")], changes)
    assert symptoms_of(database, head, read_head(database)) == []
    with pytest.raises(NotFound, match="nothing is by 'siti'"):
        forget_author(database, "siti")


def test_other_capitals_and_composition_of_a_name_are_forgotten_too(
    database: Database,
) -> None:
    with changed_by(database, "Nguyễn Lan", "import") as changes:
        UnitStore(database).add(
            [
                unit("một", "satu", author="NGUYỄN LAN"),
                unit("hai", "dua", author=unicodedata.normalize("NFD", "Nguyễn Lan")),
                unit("ba", "tiga", author="Nguyễn Lân"),
            ],
            changes,
        )
    author_id = forget_author(database, "nguyễn lan")
    authors = [found.origin.author for found in UnitStore(database).read_units()]
    assert authors == [author_id, author_id, "Nguyễn Lân"]


def test_a_name_can_be_forgotten_before_any_head_was_taken(database: Database) -> None:
    fill(database)
    forget_author(database, "Lan")
    head = read_head(database)
    forget_author(database, "budi")
    assert symptoms_of(database, head) == []


@pytest.mark.postgres
def test_a_head_holds_in_a_restored_copy_on_another_database(
    tmp_path: Path, sqlite_database: Database, emptied_postgres: postgres.Emptied
) -> None:
    fill(sqlite_database)
    head = read_head(sqlite_database)
    back_up(sqlite_database, tmp_path / "a.zip")
    for place in (str(tmp_path / "copy.db"), emptied_postgres.url()):
        with Database.open(place) as copy, open_backup(tmp_path / "a.zip") as backup:
            restore_backup(backup, copy)
            assert symptoms_of(copy, head) == []
            assert read_head(copy) == head


@pytest.mark.parametrize("text", ["", "c1", "c1-12", "i1-" + "0" * 64, "x" * 70])
def test_another_text_is_no_head(text: str) -> None:
    with pytest.raises(InputError, match="not a head of a history"):
        HistoryHead.parse(text)
