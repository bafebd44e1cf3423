"""A database of an older schema, brought up to date with what it holds."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests import postgres
from tests.examples import quick_first
from tests.tm.store.samples import changed_by, unit
from tm.articles.archive.archive import Archive
from tm.articles.archive.article_filter import ArticleFilter
from tm.errors import SchemaOutdated
from tm.store import migrations
from tm.store.database import SCHEMA_REVISION, Database
from tm.store.history.change_set import read_changes
from tm.store.history.undo import undo_changes
from tm.store.history.unit_records import make_unit_undoer
from tm.store.migrations.upgrade import upgrade
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter

# What a database of revision 0004 holds after two pairs were added.
_ROWS = """
INSERT INTO origin (id, key) VALUES (1, '0123456789abcdef');
INSERT INTO segment (id, key, locale, text, folded, tokens, match_key)
VALUES (3, 'aaaaaaaaaaaaaaaa', 'vi', 'một', 'mot', 1, 'mmmmmmmmmmmmmmmm');
INSERT INTO segment (id, key, locale, text, folded, tokens, match_key)
VALUES (4, 'bbbbbbbbbbbbbbbb', 'id', 'satu', 'satu', 1, 'nnnnnnnnnnnnnnnn');
INSERT INTO unit (id, key, memory, source_id, target_id, origin_id, extent, state)
VALUES (7, 'kkkkkkkkkkkkkkkk', 'default', 3, 4, 1, 1, 'translated');
INSERT INTO article_version
(id, article, version, locale, headline, folded)
VALUES (1, 'ab', 'vvvvvvvvvvvvvvvv', 'vi', 'một', 'mot');
INSERT INTO article (key, version_id) VALUES ('ab', 1);
INSERT INTO article_segment (version_id, position, block, kind, segment_id)
VALUES (1, 0, 0, 'headline', 3)
"""


# What its change log then said of the unit.
_RECORD = '{"extent":1,"origin_id":1,"state":"translated"}'


def filled(url: str, revision: str = "0004") -> None:
    """Make a database of an older revision with some rows."""
    engine = create_engine(url)
    with engine.begin() as connection:
        upgrade(connection, revision)
        for statement in _ROWS.split(";\n"):
            connection.execute(text(statement))
        if engine.name == "sqlite":
            connection.execute(text("UPDATE unit SET key = CAST(key AS BLOB)"))
        logged = {"id": 1, "key": b"kkkkkkkkkkkkkkkk".hex(), "after": _RECORD}
        sets = "INSERT INTO change_set (id, at, who, command) VALUES (:id, '', '', '')"
        connection.execute(text(sets), {"id": 1})
        changes = (
            "INSERT INTO change (id, set_id, kind, key, after) "
            "VALUES (:id, 1, 'unit', :key, :after)"
        )
        connection.execute(text(changes), logged)
    engine.dispose()


def names_authors(database: Database) -> None:
    """Assert that an article of before has no author, and later ones have one."""
    archive = Archive(database)
    old = archive.get("ab").article
    assert (old.headline, old.author, old.place) == ("một", None, None)
    credited = replace(old, author="Dewi Ayu", place="Hanoi", stored_key=None)
    with changed_by(database) as changes:
        assert archive.add(credited, (), changes) == "new"
    [found] = archive.find(ArticleFilter(author="dewi", place="hanoi"))
    assert (found.author, found.place) == ("Dewi Ayu", "Hanoi")
    added = unit("ba", "tiga", article_author="Dewi Ayu", article_place="Hanoi")
    with changed_by(database) as changes:
        UnitStore(database).add([added], changes)
    by_author = UnitFilter(article_author="Dewi Ayu", translated=True)
    [found_unit] = UnitStore(database).read_units(by_author)
    assert found_unit.origin.article_place == "Hanoi"


def holds_all(database: Database) -> None:
    """Assert that it holds what was put in, and takes more."""
    assert database.revision == SCHEMA_REVISION
    memory = UnitStore(database)
    [bare, stored] = memory.read_units()
    if bare.target is not None:
        bare, stored = stored, bare
    assert (bare.target, bare.origin.article) == (None, "ab")
    assert stored.target is not None
    assert (stored.source.text, stored.target.text) == ("một", "satu")
    with changed_by(database) as changes:
        assert memory.add([unit("hai", "dua")], changes).new == 1
    assert len(list(memory.read_units())) == 3
    # What was logged unit by unit is undone and redone as what is logged now.
    for name, left in (("i1", 2), ("i2", 1), ("i3", 2), ("i4", 3)):
        undo_changes(
            database, name, author="x", undoer_by_kind={"unit": make_unit_undoer()}
        )
        assert len(list(memory.read_units())) == left
    [change] = read_changes(database, "i1")
    assert (change.name, change.record_after) == ("c1", json.loads(_RECORD))
    names_authors(database)


@pytest.mark.parametrize("revision", ["0004", "0005", "0008"])
def test_a_file_of_the_last_revision_keeps_all(tmp_path: Path, revision: str) -> None:
    place = tmp_path / "old.db"
    filled(f"sqlite:///{place}", revision)
    with pytest.raises(SchemaOutdated, match="migrate it"):
        Database.open(place)
    with Database.open(place, migrates=True) as database:
        holds_all(database)
    with sqlite3.connect(place) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_foreign_keys_are_looked_at_again_after_migrating(tmp_path: Path) -> None:
    place = tmp_path / "old.db"
    filled(f"sqlite:///{place}")
    with Database.open(place, migrates=True) as database:
        with database.open_transaction() as connection:
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


@pytest.mark.postgres
@pytest.mark.parametrize("revision", quick_first(1, ["0008", "0005", "0004"]))
def test_a_server_of_the_last_revision_keeps_all(
    postgres_url: str, revision: str
) -> None:
    with postgres.database(postgres_url) as url:
        filled(url, revision)
        engine = create_engine(url)
        with engine.begin() as connection:
            tables = "segment", "unit", "origin", "article_version", "change"
            for table in tables:
                connection.execute(text(f"SELECT setval('{table}_id_seq', 100)"))
            connection.execute(text("SELECT setval('change_set_id_seq', 1)"))
        engine.dispose()
        with Database.open(url, migrates=True) as database:
            holds_all(database)


def test_each_revision_has_a_number_of_its_own() -> None:
    folder = Path(migrations.__file__).parent / "versions"
    numbers = sorted(path.name.partition("_")[0] for path in folder.glob("0*.py"))
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert numbers[-1] == SCHEMA_REVISION
