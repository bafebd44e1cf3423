"""Queries for change sets with the number of their changes."""

from collections.abc import Sequence

from tm.store.backend.sql import (
    MAX_PARAMETER_COUNT,
    DatabaseReader,
    RowValues,
    format_id_list,
    split_into_batches,
)

_CHANGE_SETS_SQL = """
    SELECT id, at, who, command, detail, undoes, (
        SELECT coalesce(sum(coalesce(last_id - first_id + 1, 1)), 0)
        FROM change WHERE change.set_id = change_set.id
    )
    FROM change_set
"""
_AUTHORS_SQL = "SELECT DISTINCT who FROM change_set"


def read_change_set_authors(reader: DatabaseReader) -> list[str]:
    """Read the authors of all change sets."""
    return [row[0] for row in reader.read_rows(_AUTHORS_SQL)]


def read_change_set_rows(
    reader: DatabaseReader,
    *,
    authors: Sequence[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    before_id: int | None = None,
    article_key: str | None = None,
    limit: int | None = None,
) -> Sequence[RowValues]:
    """Read the change sets of some authors or of all, the latest first.

    `since` and `until`: times as stored, the first and the one after the last.
    `article_key`: only those that changed the article of a key, or a unit of it.
    """
    conditions: list[str] = []
    if article_key is not None:
        change_set_ids = _read_change_set_ids_of_article(reader, article_key)
        conditions.append(f"id IN ({format_id_list(change_set_ids)})")
    value_by_parameter_name: dict[str, str] = {}
    if authors is not None:
        conditions.append(_make_author_condition(authors, value_by_parameter_name))
    for parameter_name, timestamp, operator in (
        ("since", since, ">="),
        ("until", until, "<"),
    ):
        if timestamp is not None:
            conditions.append(f"at {operator} :{parameter_name}")
            value_by_parameter_name[parameter_name] = timestamp
    if before_id is not None:
        conditions.append(f"id < {before_id:d}")
    where_clause = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    query = f"{_CHANGE_SETS_SQL} {where_clause} ORDER BY id DESC"
    if limit is not None:
        query += f" LIMIT {limit:d}"
    return reader.read_rows(query, **value_by_parameter_name)


def read_change_set_ids_of_authors(
    reader: DatabaseReader, authors: Sequence[str]
) -> list[int]:
    """Read the ids of the change sets of some authors, the latest first."""
    author_by_parameter_name: dict[str, str] = {}
    condition = _make_author_condition(authors, author_by_parameter_name)
    query = f"SELECT id FROM change_set WHERE {condition} ORDER BY id DESC"
    return [row[0] for row in reader.read_rows(query, **author_by_parameter_name)]


def _make_author_condition(
    authors: Sequence[str], value_by_parameter_name: dict[str, str]
) -> str:
    """Make the condition for some authors, and add its parameters."""
    author_by_parameter_name = {
        f"author_{author_index}": author for author_index, author in enumerate(authors)
    }
    value_by_parameter_name.update(author_by_parameter_name)
    placeholder_list = ", ".join(f":{name}" for name in author_by_parameter_name)
    return f"who IN ({placeholder_list})"


def _read_change_set_ids_of_article(
    reader: DatabaseReader, article_key: str
) -> list[int]:
    """Read the ids of the change sets about an article or its units."""
    unit_rows = reader.read_rows(
        "SELECT unit.key, unit.id FROM unit JOIN origin ON origin.id = unit.origin_id "
        "WHERE origin.article = :article",
        article=article_key,
    )
    change_set_ids: set[int] = set()
    for record_kind, record_keys in (
        ("article", [article_key]),
        ("unit", [bytes(row[0]).hex() for row in unit_rows]),
    ):
        for key_batch in split_into_batches(record_keys, MAX_PARAMETER_COUNT - 1):
            key_by_parameter_name = {
                f"key_{index}": key for index, key in enumerate(key_batch)
            }
            placeholders = ", ".join(f":{name}" for name in key_by_parameter_name)
            rows = reader.read_rows(
                "SELECT DISTINCT set_id FROM change "
                f"WHERE kind = :kind AND key IN ({placeholders})",
                kind=record_kind,
                **key_by_parameter_name,
            )
            change_set_ids.update(row[0] for row in rows)
    # New units are logged by ranges of ids.
    unit_ids = [row[1] for row in unit_rows]
    for id_batch in split_into_batches(unit_ids):
        rows = reader.read_rows(
            "SELECT DISTINCT change.set_id FROM change JOIN unit "
            "ON unit.id BETWEEN change.first_id AND change.last_id "
            f"WHERE unit.id IN ({format_id_list(id_batch)}) "
            "AND change.first_id IS NOT NULL"
        )
        change_set_ids.update(row[0] for row in rows)
    return sorted(change_set_ids)


def read_undo_rows(reader: DatabaseReader) -> Sequence[tuple[int, str, str]]:
    """Read all undos and redos, the latest first: id, command, what each reverted."""
    rows = reader.read_rows(
        "SELECT id, command, undoes FROM change_set "
        "WHERE undoes IS NOT NULL ORDER BY id DESC"
    )
    return [(row[0], row[1], row[2]) for row in rows]


def read_change_set_id_by_change_id(
    reader: DatabaseReader, change_ids: Sequence[int]
) -> dict[int, int]:
    """Read the ids of the change sets of some changes."""
    change_set_id_by_change_id: dict[int, int] = {}
    for id_batch in split_into_batches(change_ids):
        rows = reader.read_rows(
            f"SELECT id, set_id FROM change WHERE id IN ({format_id_list(id_batch)})"
        )
        change_set_id_by_change_id.update((row[0], row[1]) for row in rows)
    return change_set_id_by_change_id


def read_change_set_row(reader: DatabaseReader, change_set_id: int) -> RowValues:
    """Read the change set with an id."""
    [row] = reader.read_rows(f"{_CHANGE_SETS_SQL} WHERE id = :id", id=change_set_id)
    return row
