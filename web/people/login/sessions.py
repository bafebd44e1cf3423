"""Logging in and out: sessions, which are kept on the server.

A session begins with a new secret at each login, and ends when its password or a role
of its person changes. Somebody with a passkey needs it, or a recovery code, after the
password. Failures never say whether a name exists, and take as long if it does not.
"""

import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from web.database import schema
from web.database.server_database import ServerDatabase, get_time
from web.people.access_errors import Unauthorized
from web.people.account_events import end_sessions, record_event
from web.people.accounts import make_name_key
from web.people.login.passwords import Passwords
from web.people.login.throttle import count_attempt, forget_attempts
from web.people.random_secrets import hash_secret, make_recovery_code, make_secret
from web.people.tokens import revoke_all_tokens

CONFIRMED_SECONDS = 10 * 60
"""How long after a login somebody may change tokens, roles and passkeys."""
_RECOVERY_CODE_COUNT = 10
_WRONG_PASSWORD_MESSAGE = "the name or the password is wrong"


@dataclass(frozen=True, slots=True)
class PasswordVerified:
    """Somebody who has given the right password."""

    person_id: str
    name: str
    needs_second_factor: bool


def verify_password(
    database: ServerDatabase,
    passwords: Passwords,
    name: str,
    password: str,
    *,
    address: str,
) -> PasswordVerified:
    """Verify a password. Raises Unauthorized and TooManyRequests."""
    name_key = make_name_key(name)
    with database.open_transaction() as connection:
        count_attempt(connection, name_key, address)
    people, passkeys = schema.person, schema.passkey
    row = database.read_row(select(people).where(people.c.name_key == name_key))
    person_id = row["id"] if row else ""
    passkey_query = select(passkeys.c.id).where(passkeys.c.person == person_id)
    has_passkey = database.read_row(passkey_query) is not None
    is_right = passwords.verify(row["password_hash"] if row else None, password)
    if row is None or not is_right or row["is_disabled"]:
        raise Unauthorized(_WRONG_PASSWORD_MESSAGE)
    with database.open_transaction() as connection:
        forget_attempts(connection, name_key, address)
        if passwords.is_outdated(row["password_hash"]):
            new_hash = passwords.hash_known_password(password)
            connection.execute(
                update(people)
                .where(people.c.id == row["id"])
                .values(password_hash=new_hash)
            )
    return PasswordVerified(row["id"], row["name"], has_passkey)


def begin_session(
    database: ServerDatabase,
    person_id: str,
    *,
    hours: int,
    replaced_secret: str | None = None,
    identity_confirmed_at: int | None = None,
) -> str:
    """Begin a session, and return its secret; the one before it ends.

    `identity_confirmed_at`: when the person proved who they are; None for now.
    """
    table, now, secret = schema.session, get_time(), make_secret()
    with database.open_transaction(changes_people=True) as connection:
        connection.execute(delete(table).where(table.c.expires_at <= now))
        if replaced_secret is not None:
            replaced_hash = hash_secret(replaced_secret)
            connection.execute(delete(table).where(table.c.hash == replaced_hash))
        connection.execute(
            insert(table).values(
                hash=hash_secret(secret),
                person=person_id,
                created_at=now,
                confirmed_at=now
                if identity_confirmed_at is None
                else min(identity_confirmed_at, now),
                expires_at=now + hours * 3600,
            )
        )
        record_event(connection, person_id, "log in", actor=person_id)
    return secret


def end_session(database: ServerDatabase, session_hash: str) -> None:
    """End a session by the hash of its secret."""
    table = schema.session
    with database.open_transaction(changes_people=True) as connection:
        connection.execute(delete(table).where(table.c.hash == session_hash))


def make_csrf_token(session_secret: str) -> str:
    """Make what a page of ours sends with each change, and another site cannot know."""
    return hashlib.sha256(f"csrf {session_secret}".encode()).hexdigest()[:32]


def is_csrf_token(session_secret: str, token: str | None) -> bool:
    """Whether a token is that of a session."""
    expected = make_csrf_token(session_secret).encode()
    return hmac.compare_digest(expected, (token or "").encode("utf-8", "replace"))


def use_link(
    database: ServerDatabase, passwords: Passwords, secret: str, password: str
) -> str:
    """Set a password by a link, which is valid once, and return the person's name.

    Sessions, tokens and other links end. Raises Unauthorized and InputError.
    """
    links, people = schema.secret_link, schema.person
    query = (
        select(people)
        .join(links, links.c.person == people.c.id)
        .where(
            links.c.hash == hash_secret(secret),
            links.c.expires_at > get_time(),
            people.c.is_disabled.is_(False),
        )
    )
    row = database.read_row(query)
    if row is None:
        raise Unauthorized("this link is not valid, or no longer; ask for another")
    password_hash = passwords.hash_password(password, name=row["name"])
    with database.open_transaction(changes_people=True) as connection:
        delete_result = connection.execute(
            delete(links).where(links.c.hash == hash_secret(secret))
        )
        if not delete_result.rowcount:
            raise Unauthorized("this link was used already; ask for another")
        _write_password(connection, row["id"], password_hash)
        revoke_all_tokens(connection, row["id"])
        record_event(connection, row["id"], "set password by link", actor=row["id"])
    return str(row["name"])


def change_password(
    database: ServerDatabase,
    passwords: Passwords,
    person_id: str,
    name: str,
    password: str,
    *,
    hours: int,
) -> str:
    """Change a password; all sessions end, and the secret of a new one is returned.

    Raises InputError.
    """
    password_hash = passwords.hash_password(password, name=name)
    with database.open_transaction(changes_people=True) as connection:
        _write_password(connection, person_id, password_hash)
        record_event(connection, person_id, "change password", actor=person_id)
    return begin_session(database, person_id, hours=hours)


def _write_password(connection: Connection, person_id: str, password_hash: str) -> None:
    people = schema.person
    connection.execute(
        update(people)
        .where(people.c.id == person_id)
        .values(password_hash=password_hash)
    )
    end_sessions(connection, person_id)
    links = schema.secret_link
    connection.execute(delete(links).where(links.c.person == person_id))


def make_recovery_codes(database: ServerDatabase, person_id: str) -> list[str]:
    """Make new recovery codes in place of the old ones; each is valid once."""
    codes = [make_recovery_code() for _ in range(_RECOVERY_CODE_COUNT)]
    table = schema.recovery_code
    with database.open_transaction() as connection:
        connection.execute(delete(table).where(table.c.person == person_id))
        connection.execute(
            insert(table),
            [
                {"hash": _hash_code(person_id, code), "person": person_id}
                for code in codes
            ],
        )
        record_event(connection, person_id, "make recovery codes", actor=person_id)
    return codes


def use_recovery_code(database: ServerDatabase, person_id: str, code: str) -> None:
    """Use a recovery code up. Raises Unauthorized."""
    table = schema.recovery_code
    with database.open_transaction() as connection:
        delete_result = connection.execute(
            delete(table).where(
                table.c.hash == _hash_code(person_id, code),
                table.c.person == person_id,
            )
        )
        if not delete_result.rowcount:
            raise Unauthorized("this recovery code is not valid, or was used already")
        record_event(connection, person_id, "use recovery code", actor=person_id)


def _hash_code(person_id: str, code: str) -> str:
    letters = "".join(letter for letter in code.lower() if letter.isalnum())
    return hash_secret(f"{person_id} {letters}")


def verify_is_enabled(database: ServerDatabase, person_id: str) -> str:
    """Return the name of a person who is let in. Raises Unauthorized."""
    people = schema.person
    query = select(people.c.name).where(
        people.c.id == person_id, people.c.is_disabled.is_(False)
    )
    row = database.read_row(query)
    if row is None:
        raise Unauthorized(_WRONG_PASSWORD_MESSAGE)
    return str(row["name"])
