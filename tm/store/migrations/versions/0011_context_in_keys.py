"""The context of a unit is part of its key, where its format tells one.

Equal texts in two contexts (`msgctxt` in PO) were one unit, with the context of the
last one imported. Units that have a context get the key that an import gives them now,
in the change log too, whose records of them name that context from now on. So imports
of before are undone as they were, and importing a file again changes nothing.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_CONTEXT_NAMES = (
    "po:msgctxt",
    "weblate:context",
    "csv:context",
    "tmx:prop:x-context",
    "xliff:context::x-po-msgctxt",
    "xliff:context:information:x-po-msgctxt",
    "xliff:context::x-gettext-msgctxt",
    "xliff:context:information:x-gettext-msgctxt",
)
_UNITS_PER_BATCH = 2000
_KEYS_PER_QUERY = 400

_metadata = sa.MetaData()
_segment = sa.Table(
    "segment",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.LargeBinary(16)),
)
_unit = sa.Table(
    "unit",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.LargeBinary(16)),
    sa.Column("memory", sa.Text),
    sa.Column("source_id", sa.Integer),
    sa.Column("target_id", sa.Integer),
    sa.Column("before", sa.LargeBinary(16)),
    sa.Column("after", sa.LargeBinary(16)),
    sa.Column("properties", sa.Text),
)
_change = sa.Table(
    "change",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text),
    sa.Column("key", sa.Text),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
)


def upgrade() -> None:
    connection = op.get_bind()
    last_id = 0
    while rows := _read_units(connection, last_id):
        last_id = rows[-1].id
        context_by_old_key: dict[str, tuple[str, list[Any]]] = {}
        for row in rows:
            context_property = _find_context(json.loads(row.properties))
            if context_property is None:
                continue
            new_key = _compute_key(row, context_property[1])
            connection.execute(
                sa.update(_unit).where(_unit.c.id == row.id).values(key=new_key)
            )
            old_key = bytes(row.key).hex()
            context_by_old_key[old_key] = new_key.hex(), context_property
        _rename_in_log(connection, context_by_old_key)


def _read_units(connection: sa.Connection, last_id: int) -> Sequence[Any]:
    """Read the next units that may have a context."""
    source, target = _segment.alias(), _segment.alias()
    query = (
        sa.select(
            _unit, source.c.key.label("source_key"), target.c.key.label("target_key")
        )
        .join(source, source.c.id == _unit.c.source_id)
        .join(target, target.c.id == _unit.c.target_id)
        .where(
            _unit.c.id > last_id,
            sa.or_(
                *(_unit.c.properties.like(f'%"{name}"%') for name in _CONTEXT_NAMES)
            ),
        )
        .order_by(_unit.c.id)
        .limit(_UNITS_PER_BATCH)
    )
    return connection.execute(query).all()


def _find_context(properties: list[list[Any]]) -> list[Any] | None:
    """Find the first property of a unit that tells a context."""
    for stored_property in properties:
        if (
            stored_property[0] in _CONTEXT_NAMES
            and len(stored_property) == 2
            and stored_property[1]
        ):
            return stored_property
    return None


def _compute_key(row: Any, context: str) -> bytes:
    """Compute the key of a unit: BLAKE2b over its parts with their lengths."""
    key_hash = hashlib.blake2b(digest_size=16)
    for part in (
        row.memory.encode(),
        bytes(row.source_key),
        bytes(row.target_key),
        bytes(row.before or b""),
        bytes(row.after or b""),
        context.encode(errors="surrogatepass"),
    ):
        key_hash.update(len(part).to_bytes(8, "big") + part)
    return key_hash.digest()


def _rename_in_log(
    connection: sa.Connection, context_by_old_key: dict[str, tuple[str, list[Any]]]
) -> None:
    """Give the change log the new keys, and its records the contexts of the units."""
    old_keys = list(context_by_old_key)
    for start in range(0, len(old_keys), _KEYS_PER_QUERY):
        query = sa.select(_change).where(
            _change.c.kind == "unit",
            _change.c.key.in_(old_keys[start : start + _KEYS_PER_QUERY]),
        )
        for row in connection.execute(query).all():
            new_key, context_property = context_by_old_key[row.key]
            connection.execute(
                sa.update(_change)
                .where(_change.c.id == row.id)
                .values(
                    key=new_key,
                    before=_set_context(row.before, context_property),
                    after=_set_context(row.after, context_property),
                )
            )


def _set_context(record_json: str | None, context_property: list[Any]) -> str | None:
    """Set the context of a logged record; null stands for no record."""
    if record_json is None:
        return None
    record = json.loads(record_json)
    properties = json.loads(record.get("properties") or "[]")
    if _find_context(properties) == context_property:
        return record_json
    other_properties = [
        stored_property
        for stored_property in properties
        if stored_property[0] != context_property[0]
    ]
    record["properties"] = json.dumps(
        [context_property, *other_properties], ensure_ascii=False, separators=(",", ":")
    )
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
