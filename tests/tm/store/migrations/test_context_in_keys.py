"""Units of an older database get the context of their format into their keys."""

import json
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests import postgres
from tests.tm.store.samples import changed_by
from tm.match.lookup import LookupOptions, find_matches
from tm.store.database import Database
from tm.store.history.change_set import read_changes, read_changes_of_record
from tm.store.history.undo import undo_changes
from tm.store.history.unit_records import make_unit_undoer
from tm.store.migrations.upgrade import upgrade
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment, compute_content_key
from tm.unit import Origin, State, TranslationUnit
from tm.unit_property import Property

SOURCE, TARGET = Segment(Locale("en"), "Open"), Segment(Locale("id"), "Buka")
OTHER = Segment(Locale("en"), "Close"), Segment(Locale("id"), "Tutup")


def in_context(context: str | None, pair: tuple[Segment, Segment]) -> TranslationUnit:
    """A unit of PO, perhaps with a context."""
    properties = () if context is None else (Property("po:msgctxt", context),)
    flag = Property("po:flag", "c-format")
    return TranslationUnit(
        *pair, State.TRANSLATED, Origin(), properties=(*properties, flag)
    )


def old_key(pair: tuple[Segment, Segment]) -> bytes:
    """The key that a unit had at revision 0009, whatever its context."""
    return compute_content_key("default", pair[0].key, pair[1].key, b"", b"")


def properties_text(*named: tuple[str, str]) -> str:
    return json.dumps(named, separators=(",", ":"))


def filled(url: str) -> None:
    """Make a database as two imports of PO files left it at revision 0009.

    The first brought `Open` in the context `file` and `Close` in none; the second
    `Open` in the context `menu`, which took the place of the other.
    """
    menu = properties_text(("po:msgctxt", "menu"), ("po:flag", "c-format"))
    file = properties_text(("po:msgctxt", "file"), ("po:flag", "c-format"))
    plain = properties_text(("po:flag", "c-format"))
    engine = create_engine(url)
    with engine.begin() as connection:
        upgrade(connection, "0009")
        connection.execute(
            text("INSERT INTO origin (id, key) VALUES (1, :key)"),
            {"key": compute_content_key(*[""] * 8)},
        )
        for number, segment in enumerate((SOURCE, TARGET, *OTHER), 1):
            connection.execute(
                text(
                    "INSERT INTO segment (id, key, locale, text) "
                    "VALUES (:id, :key, :locale, :text)"
                ),
                {
                    "id": number,
                    "key": segment.key,
                    "locale": segment.locale.tag,
                    "text": segment.text,
                },
            )
        units = (
            (1, old_key((SOURCE, TARGET)), 1, 2, menu),
            (2, old_key(OTHER), 3, 4, plain),
        )
        for number, key, source_id, target_id, properties in units:
            connection.execute(
                text(
                    "INSERT INTO unit (id, key, memory, source_id, target_id, "
                    "origin_id, extent, created, state, properties) VALUES "
                    "(:id, :key, 'default', :s, :t, 1, 1, 'then', 'translated', :p)"
                ),
                {"id": number, "key": key, "s": source_id, "t": target_id}
                | {"p": properties},
            )
        for number in (1, 2):
            connection.execute(
                text(
                    "INSERT INTO change_set (id, at, who, command) "
                    "VALUES (:id, 'then', 'siti', 'import')"
                ),
                {"id": number},
            )
        connection.execute(
            text(
                "INSERT INTO change (id, set_id, kind, key, after, first_id, last_id) "
                "VALUES (1, 1, 'unit_run', '1-2', '{}', 1, 2)"
            )
        )
        record = {"created": "then", "extent": 1, "origin_id": 1, "state": "translated"}
        connection.execute(
            text(
                "INSERT INTO change (id, set_id, kind, key, before, after) "
                "VALUES (2, 2, 'unit', :key, :before, :after)"
            ),
            {
                "key": old_key((SOURCE, TARGET)).hex(),
                "before": json.dumps(record | {"properties": file}),
                "after": json.dumps(
                    record | {"properties": menu}, sort_keys=True, separators=(",", ":")
                ),
            },
        )
    if engine.name == "postgresql":
        with engine.begin() as connection:
            for table in ("segment", "unit", "origin", "change", "change_set"):
                connection.execute(text(f"SELECT setval('{table}_id_seq', 100)"))
    engine.dispose()


def undo(database: Database, name: str) -> None:
    undo_changes(
        database, name, author="x", undoer_by_kind={"unit": make_unit_undoer()}
    )


def contexts(database: Database) -> list[tuple[str, str | None]]:
    return sorted(
        (unit.source.text, unit.context) for unit in UnitStore(database).read_units()
    )


def has_contexts_in_keys(database: Database) -> None:
    """Assert that units are known again, found, told apart and undone."""
    store = UnitStore(database)
    menu, plain = in_context("menu", (SOURCE, TARGET)), in_context(None, OTHER)
    assert plain.key == old_key(OTHER)
    keys = [unit.key for unit in store.read_units()]
    assert {menu.key, plain.key} == set(keys)
    assert len(read_changes_of_record(database, "unit", menu.key.hex())) == 2
    with changed_by(database) as changes:
        counts = store.add([menu, plain], changes)
        assert (counts.new, counts.changed, counts.known) == (0, 0, 2)
    with changed_by(database) as changes:
        in_file = in_context("file", (SOURCE, TARGET))
        assert store.add([in_file], changes).new == 1
        added_name = str(changes.name)
    options = LookupOptions(context="file")
    best, *others = find_matches(database, SOURCE, Locale("id"), options)
    assert (best.rate, best.unit.context, others) == (101, "file", [])
    assert contexts(database) == [("Close", None), ("Open", "file"), ("Open", "menu")]
    undo(database, added_name)
    # The second import changed the first one's unit; the first made both.
    undo(database, "i2")
    assert contexts(database) == [("Close", None), ("Open", "menu")]
    undo(database, "i1")
    assert contexts(database) == []
    undo(database, "last")
    assert contexts(database) == [("Close", None), ("Open", "menu")]
    [change] = read_changes(database, "i2")
    assert change.key == menu.key.hex()


def test_a_file_of_before_gets_contexts_into_its_keys(tmp_path: Path) -> None:
    place = tmp_path / "old.db"
    filled(f"sqlite:///{place}")
    with Database.open(place, migrates=True) as database:
        has_contexts_in_keys(database)


@pytest.mark.postgres
def test_a_server_of_before_gets_contexts_into_its_keys(postgres_url: str) -> None:
    with postgres.database(postgres_url) as url:
        filled(url)
        with Database.open(url, migrates=True) as database:
            has_contexts_in_keys(database)
