"""People: accounts, roles, tokens, sessions and what they log in with."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create("login_attempt", _text("key"), _number("count"), _time("first_at"))
    _create(
        "person",
        *(_text("id"), _text("name", nullable=True), _text("name_key", nullable=True)),
        _text("password_hash", nullable=True),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        _time("created_at"),
        unique="name_key",
    )
    _create("server_state", _text("name"), _time("value"))
    _create(
        "account_event",
        *(_number("id"), _time("at"), _text("actor", nullable=True), _text("person")),
        *(_text("action"), _text("detail")),
    )
    _create(
        "challenge",
        *(_text("hash"), _text("purpose"), _text("person", nullable=True)),
        *(_text("content"), _time("expires_at")),
    )
    _create(
        *("outside_identity", _text("issuer"), _text("subject"), _text("person")),
        key=("issuer", "subject"),
    )
    _create(
        *("passkey", _text("id"), _text("person"), _text("name")),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        *(_time("sign_count"), _time("created_at")),
    )
    _create("recovery_code", _text("hash"), _text("person"))
    _create(
        "role_grant",
        *(_text("person"), _text("memory"), _text("termbase"), _text("role")),
        key=("person", "memory", "termbase"),
    )
    _create("secret_link", _text("hash"), _text("person"), _time("expires_at"))
    _create(
        *("session", _text("hash"), _text("person"), _time("created_at")),
        *(_time("confirmed_at"), _time("expires_at")),
    )
    _create(
        *("token", _text("id"), _text("hash"), _text("person"), _text("name")),
        *(_text("role"), _text("memories"), _time("created_at"), _time("expires_at")),
        unique="hash",
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _time(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _create(
    table: str,
    *columns: sa.Column[Any],
    key: Sequence[str] = (),
    unique: str | None = None,
) -> None:
    """Create a table, by default with its first column as the key.

    A column `person` refers to one; it has an index, where it does not begin the key.
    """
    key = key or (columns[0].name,)
    constraints: list[sa.Constraint] = [
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}"))
    ]
    if unique is not None:
        name = op.f(f"uq_{table}_{unique}")
        constraints.append(sa.UniqueConstraint(unique, name=name))
    refers = "person" in [column.name for column in columns]
    if refers:
        name = op.f(f"fk_{table}_person")
        constraints.append(
            sa.ForeignKeyConstraint(["person"], ["person.id"], name=name)
        )
    op.create_table(table, *columns, *constraints)
    if refers and key[0] != "person":
        op.create_index(op.f(f"ix_{table}_person"), table, ["person"], unique=False)
