"""Passkeys (WebAuthn), by which somebody logs in after the password."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from tm.errors import Conflict, InputError, NotFound
from web.database import schema
from web.database.server_database import ServerDatabase, get_time
from web.people.access_errors import Unauthorized
from web.people.account_events import record_event
from web.people.credentials import ServedOrigin
from web.people.login.challenges import take_challenge, write_challenge

_REGISTRATION_PURPOSE, _LOGIN_PURPOSE = "register passkey", "second factor"
_MAX_PASSKEYS = 20


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of a person."""

    id: str
    name: str
    created_at: int


def begin_registration(
    database: ServerDatabase, person_id: str, name: str, served_origin: ServedOrigin
) -> tuple[str, dict[str, Any]]:
    """Begin to register a passkey: a ticket, and what the browser is to be given."""
    options = generate_registration_options(
        rp_id=served_origin.host,
        rp_name="Padanan",
        user_id=person_id.encode(),
        user_name=name,
        exclude_credentials=_list_descriptors(database, person_id),
    )
    content = {"challenge": bytes_to_base64url(options.challenge)}
    ticket = write_challenge(
        database, _REGISTRATION_PURPOSE, content, person_id=person_id
    )
    return ticket, json.loads(options_to_json(options))


def finish_registration(
    database: ServerDatabase,
    person_id: str,
    ticket: str,
    credential: Mapping[str, object],
    name: str,
    served_origin: ServedOrigin,
) -> Passkey:
    """Register the passkey that a browser has made. Raises Unauthorized, InputError."""
    challenged_person_id, content = take_challenge(
        database, _REGISTRATION_PURPOSE, ticket
    )
    if challenged_person_id != person_id:
        raise Unauthorized("somebody else has begun this; begin again")
    try:
        registration = verify_registration_response(
            credential=dict(credential),
            expected_challenge=base64url_to_bytes(content["challenge"]),
            expected_rp_id=served_origin.host,
            expected_origin=served_origin.origin,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise InputError(f"the passkey is not valid: {error}") from error
    passkey = Passkey(bytes_to_base64url(registration.credential_id), name, get_time())
    table = schema.passkey
    with database.open_transaction(changes_people=True) as connection:
        own_passkeys = connection.execute(
            select(table.c.id).where(table.c.person == person_id)
        )
        if len(own_passkeys.all()) >= _MAX_PASSKEYS:
            raise Conflict(f"you have {_MAX_PASSKEYS} passkeys; remove one first")
        if connection.execute(select(table).where(table.c.id == passkey.id)).first():
            raise Conflict("this passkey is registered already")
        connection.execute(
            insert(table).values(
                id=passkey.id,
                person=person_id,
                name=name,
                public_key=registration.credential_public_key,
                sign_count=registration.sign_count,
                created_at=passkey.created_at,
            )
        )
        record_event(connection, person_id, "add passkey", actor=person_id)
    return passkey


def begin_second_factor(
    database: ServerDatabase, person_id: str, served_origin: ServedOrigin
) -> tuple[str, dict[str, Any]]:
    """Ask for a passkey: a ticket, and what the browser is to be given."""
    options = generate_authentication_options(
        rp_id=served_origin.host,
        allow_credentials=_list_descriptors(database, person_id),
    )
    content = {"challenge": bytes_to_base64url(options.challenge)}
    ticket = write_challenge(database, _LOGIN_PURPOSE, content, person_id=person_id)
    return ticket, json.loads(options_to_json(options))


def take_second_factor(database: ServerDatabase, ticket: str) -> tuple[str, bytes]:
    """Read who has begun to log in, and their challenge, once. Raises Unauthorized."""
    person_id, content = take_challenge(database, _LOGIN_PURPOSE, ticket)
    assert person_id is not None
    return person_id, base64url_to_bytes(content["challenge"])


def verify_passkey(
    database: ServerDatabase,
    person_id: str,
    challenge: bytes,
    credential: Mapping[str, object],
    served_origin: ServedOrigin,
) -> None:
    """Verify the answer of a passkey of a person. Raises Unauthorized."""
    table = schema.passkey
    query = select(table).where(
        table.c.id == str(credential.get("id")), table.c.person == person_id
    )
    with database.open_transaction() as connection:
        row = connection.execute(query).mappings().first()
        if row is None:
            raise Unauthorized("this is not a passkey of yours")
        try:
            authentication = verify_authentication_response(
                credential=dict(credential),
                expected_challenge=challenge,
                expected_rp_id=served_origin.host,
                expected_origin=served_origin.origin,
                credential_public_key=row["public_key"],
                credential_current_sign_count=row["sign_count"],
            )
        except (WebAuthnException, ValueError, TypeError, KeyError) as error:
            raise Unauthorized("the answer of the passkey is not valid") from error
        connection.execute(
            update(table)
            .where(table.c.id == row["id"])
            .values(sign_count=authentication.new_sign_count)
        )


def list_passkeys(database: ServerDatabase, person_id: str) -> Sequence[Passkey]:
    """List the passkeys of a person."""
    table = schema.passkey
    query = select(table).where(table.c.person == person_id).order_by(table.c.id)
    return [
        Passkey(row["id"], row["name"], row["created_at"])
        for row in database.read_rows(query)
    ]


def remove_passkey(database: ServerDatabase, person_id: str, passkey_id: str) -> None:
    """Remove a passkey of a person. Raises NotFound."""
    table = schema.passkey
    with database.open_transaction(changes_people=True) as connection:
        delete_result = connection.execute(
            delete(table).where(table.c.id == passkey_id, table.c.person == person_id)
        )
        if not delete_result.rowcount:
            raise NotFound(f"no passkey {passkey_id!r}")
        record_event(connection, person_id, "remove passkey", actor=person_id)


def _list_descriptors(
    database: ServerDatabase, person_id: str
) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.id))
        for passkey in list_passkeys(database, person_id)
    ]
