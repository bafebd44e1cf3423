"""Who sends a request: by a token, by a session, or as the user of this machine.

A token is looked up once; then its hash is remembered. Right before the work of each
request a number is read that every commit to the server's database changes, by
whichever process, so that what is revoked is refused at once.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock
from typing import Any

from sqlalchemy import Connection, select

from web.database import schema
from web.database.server_database import ServerDatabase, get_time
from web.people.accounts import has_people
from web.people.caller_rights import (
    LOCAL_CALLER,
    UNKNOWN_CALLER,
    Caller,
    Credential,
    Rights,
)
from web.people.random_secrets import TOKEN_PREFIX, hash_secret
from web.people.role import Role
from web.people.role_grants import read_grants

_MAX_CACHED_CALLER_COUNT = 10_000
_NEVER_READ = -1
_CredentialReader = Callable[[Connection, str], tuple[Caller, int] | None]


class Authenticator:
    """Finds who sends a request; remembers those who sent one before."""

    def __init__(self, database: ServerDatabase) -> None:
        self._database = database
        self._lock = Lock()
        self._caller_by_hash: dict[str, tuple[Caller, int]] = {}
        """With the time when the token or the session expires."""
        self._commit_count: int | None = -1
        self._people_version = _NEVER_READ
        self.has_accounts = False
        """Whether the server has people, so that it answers nobody unknown."""

    def recall(self, secret: str | None) -> Caller | None:
        """Recall who had a token or a session when the database was last read.

        Reads nothing, and is enough to count a request; `renew` says what they may do.
        None for a secret that `look_up` must look up first.
        """
        if self._people_version == _NEVER_READ:
            return None
        return self._recall(None if secret is None else hash_secret(secret))

    def look_up(self, secret: str | None) -> Caller:
        """Look up who has a token or a session, and remember it."""
        if secret is None:
            return self._look_up(None, _read_session)
        is_token = secret.startswith(TOKEN_PREFIX)
        read_credential = _find_token_caller if is_token else _read_session
        return self._look_up(hash_secret(secret), read_credential)

    def renew(self, caller: Caller) -> Caller:
        """Look up anew who has the token or the session of a caller, and their rights.

        Whatever was revoked meanwhile, by whichever process, is refused.
        """
        is_token = caller.credential is Credential.TOKEN
        read_credential = _find_token_caller if is_token else _read_session
        return self._look_up(caller.secret_hash, read_credential)

    def _look_up(
        self, secret_hash: str | None, read_credential: _CredentialReader
    ) -> Caller:
        # Read first: what changes after it is read again.
        commit_count = self._database.read_commit_count()
        if commit_count is None or commit_count != self._commit_count:
            self._read_people(commit_count)
        people_version, caller = self._people_version, self._recall(secret_hash)
        if caller is not None:
            return caller
        assert secret_hash is not None  # else it is known who asks
        with self._database.open_snapshot() as connection:
            caller_and_end = read_credential(connection, secret_hash)
        if caller_and_end is None or caller_and_end[1] <= get_time():
            return UNKNOWN_CALLER
        with self._lock:
            if people_version == self._people_version:
                if len(self._caller_by_hash) >= _MAX_CACHED_CALLER_COUNT:
                    self._caller_by_hash.clear()
                self._caller_by_hash[secret_hash] = caller_and_end
        return caller_and_end[0]

    def _read_people(self, commit_count: int | None) -> None:
        """Forget whom we remember, if anything about people has changed."""
        people_version = self._database.read_people_version()
        with self._lock:
            if people_version != self._people_version or not self.has_accounts:
                self._caller_by_hash.clear()
                self.has_accounts = has_people(self._database)
                self._people_version = people_version
            self._commit_count = commit_count

    def look_up_token(self, token_id: str) -> Caller | None:
        """Look up who has the token of an id.

        None for a token that is revoked, expired or unknown.
        """
        query = select(schema.token.c.hash).where(schema.token.c.id == token_id)
        with self._database.open_snapshot() as connection:
            token_hash: str | None = connection.execute(query).scalar()
            if token_hash is None:
                return None
            caller_and_end = _find_token_caller(connection, token_hash)
        if caller_and_end is None or caller_and_end[1] <= get_time():
            return None
        return caller_and_end[0]

    def _recall(self, secret_hash: str | None) -> Caller | None:
        if not self.has_accounts:
            return LOCAL_CALLER
        if secret_hash is None:
            return UNKNOWN_CALLER
        caller_and_end = self._caller_by_hash.get(secret_hash)
        return (
            caller_and_end[0]
            if caller_and_end is not None and caller_and_end[1] > get_time()
            else None
        )


def _find_token_caller(
    connection: Connection, secret_hash: str
) -> tuple[Caller, int] | None:
    row = _read_credential(connection, "token", secret_hash)
    if row is None:
        return None
    rights = replace(
        Rights.make(read_grants(connection, row["person"])),
        highest_role=Role(row["role"]),
        memories=frozenset(json.loads(row["memories"])),
    )
    caller = Caller(
        Credential.TOKEN,
        rights,
        row["person"],
        row["person_name"],
        row["id"],
        secret_hash=secret_hash,
    )
    return caller, row["expires_at"]


def _read_session(
    connection: Connection, secret_hash: str
) -> tuple[Caller, int] | None:
    row = _read_credential(connection, "session", secret_hash)
    if row is None:
        return None
    caller = Caller(
        Credential.SESSION,
        Rights.make(read_grants(connection, row["person"])),
        row["person"],
        row["person_name"],
        secret_hash,
        row["confirmed_at"],
        secret_hash,
    )
    return caller, row["expires_at"]


def _read_credential(
    connection: Connection, table_name: str, secret_hash: str
) -> Mapping[str, Any] | None:
    """Read a token or a session of somebody who is let in."""
    table, people = schema.metadata.tables[table_name], schema.person
    query = (
        select(table, people.c.name.label("person_name"))
        .join(people, people.c.id == table.c.person)
        .where(table.c.hash == secret_hash, people.c.is_disabled.is_(False))
    )
    row = connection.execute(query).mappings().first()
    return None if row is None else dict(row)
