"""Requests that are answered once: a repeated one gets the answer of the first.

A client that does not know whether its request arrived sends it again with the same
`Idempotency-Key`. Keys are kept for a day, each for the person who sent it.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import Connection, and_, delete, insert, select, update
from starlette.requests import Request

from tm.errors import Conflict, InputError, StoreError
from web.database import schema
from web.database.server_database import ServerDatabase, get_time
from web.people.caller_rights import Caller
from web.route import Route

KEY_HEADER = "idempotency-key"
REPLAY_HEADER = "idempotent-replayed"
KEY_PATTERN = re.compile(r"[\x21-\x7e]{1,200}")
_RETENTION_SECONDS = 24 * 3600
_SECONDS_TO_ANSWER = 600
"""After so long, a request without an answer was lost with its server."""


@dataclass(frozen=True, slots=True)
class RepeatableRequest:
    """A request with a key, and what tells it from others with that key."""

    key_hash: str
    digest: str
    """Hash of its contents."""

    def bind_to_memory(self, memory_name: str) -> "RepeatableRequest":
        """Return the request as one in a memory, which it need not name itself.

        Another token of the person may open another memory by default, which must not
        get the answer of this one.
        """
        return replace(self, digest=_hash_texts(self.digest, memory_name))


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The answer of a request that was done, now or before."""

    body: bytes
    version: str | None
    """The version of what was changed, for the header `ETag`."""
    is_replayed: bool = False
    """Whether the request had been done before."""
    headers: Mapping[str, str] | None = None
    """Further ones, such as that of a cookie; not stored."""


def read_repeatable_request(
    request: Request, route: Route, caller: Caller, request_values: object
) -> RepeatableRequest | None:
    """Read the key of a request; None without one. Raises InputError."""
    key = request.headers.get(KEY_HEADER)
    if key is None or not route.is_repeatable:
        return None
    if not KEY_PATTERN.fullmatch(key):
        raise InputError(
            "Idempotency-Key must be 1 to 200 characters of ASCII without spaces, such "
            "as a UUID"
        )
    return RepeatableRequest(
        _hash_texts(caller.person_id or "", key),
        _hash_texts(
            route.verb,
            request.url.path,
            request.headers.get("if-match", ""),
            msgspec.json.encode(request_values).decode(),
        ),
    )


def answer_once(
    database: ServerDatabase,
    request: RepeatableRequest,
    make_answer: Callable[[], StoredAnswer],
) -> StoredAnswer:
    """Answer a request, or give the answer that it got before.

    An error is not kept: the request may be sent again with its key. Raises InputError
    for a key of another request, and Conflict while the first one is not yet done.
    """
    reserved_at = get_time()
    stored_answer = _reserve_key(database, request, reserved_at)
    if stored_answer is not None:
        return stored_answer
    answer: StoredAnswer | None = None
    try:
        answer = make_answer()
    finally:
        database.outcome_by_key_hash[request.key_hash] = (
            reserved_at,
            None if answer is None else (answer.body, answer.version),
        )
        # The database may be gone now; then the next request with a key stores it.
        with suppress(StoreError), _store_outcomes(database):
            pass
    return answer


@contextmanager
def _store_outcomes(database: ServerDatabase) -> Iterator[Connection]:
    """Open a transaction that first stores answers, and forgets failed requests."""
    table = schema.answered_request
    with database.open_transaction() as connection:
        outcomes = list(database.outcome_by_key_hash.items())
        for key_hash, (reserved_at, answer) in outcomes:
            is_own_row = and_(
                table.c.key_hash == key_hash, table.c.created_at == reserved_at
            )
            if answer is None:
                connection.execute(
                    delete(table).where(is_own_row, table.c.body.is_(None))
                )
                continue
            body, version = answer
            connection.execute(
                update(table).where(is_own_row).values(body=body, version=version)
            )
        yield connection
    for key_hash, outcome in outcomes:
        if database.outcome_by_key_hash.get(key_hash) is outcome:
            database.outcome_by_key_hash.pop(key_hash, None)


def _reserve_key(
    database: ServerDatabase, request: RepeatableRequest, now: int
) -> StoredAnswer | None:
    """Reserve the key of a request; return the answer if it has one already."""
    table = schema.answered_request
    with _store_outcomes(database) as connection:
        connection.execute(
            delete(table).where(table.c.created_at < now - _RETENTION_SECONDS)
        )
        query = select(table).where(table.c.key_hash == request.key_hash)
        row = connection.execute(query).mappings().first()
        if row is not None and row["digest"] != request.digest:
            raise InputError(
                "this Idempotency-Key was sent with another request; take a new key"
            )
        if row is not None and row["body"] is not None:
            return StoredAnswer(bytes(row["body"]), row["version"], is_replayed=True)
        if row is not None and row["created_at"] > now - _SECONDS_TO_ANSWER:
            raise Conflict("the first request with this key is not yet done; wait")
        connection.execute(delete(table).where(table.c.key_hash == request.key_hash))
        connection.execute(
            insert(table).values(
                key_hash=request.key_hash, digest=request.digest, created_at=now
            )
        )
    return None


def _hash_texts(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
