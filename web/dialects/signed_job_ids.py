"""Signed ids of jobs, by which an address opens one job to whoever has it.

DeepL's clients send no key where they send or fetch a file, MateCat none where it asks
how far an import is. The address that they are given names the token that they used
before, signed by its hash, which only the server knows. It opens nothing that this
token does not, and nothing at all once the token is revoked or has expired.
"""

import hmac

from web.people.caller_rights import UNKNOWN_CALLER, Caller, Credential
from web.server import Server

_SIGNATURE_LENGTH = 32


def make_signed_job_id(caller: Caller, job_id: str) -> str:
    """Make the signed id of a job; without accounts nobody needs it signed."""
    if caller.credential is not Credential.TOKEN or caller.secret_hash is None:
        return job_id
    return f"{job_id}.{caller.credential_id}.{_sign_job_id(job_id, caller.secret_hash)}"


def read_job_id(signed_job_id: str) -> str:
    """Read which job an id, signed or not, is for.

    >>> read_job_id("j2k4.t7w3.0f0f"), read_job_id("j2k4")
    ('j2k4', 'j2k4')
    """
    return signed_job_id.partition(".")[0]


def read_holder_of_signed_id(server: Server, signed_job_id: str) -> Caller:
    """Read who was given a signed id; nobody known if it is not valid."""
    job_id, _, token_id_and_signature = signed_job_id.partition(".")
    token_id, _, signature = token_id_and_signature.partition(".")
    caller = server.authenticator.look_up_token(token_id)
    if caller is None or caller.secret_hash is None:
        return UNKNOWN_CALLER
    is_valid = hmac.compare_digest(
        signature.encode(), _sign_job_id(job_id, caller.secret_hash).encode()
    )
    return caller if is_valid else UNKNOWN_CALLER


def _sign_job_id(job_id: str, token_hash: str) -> str:
    digest = hmac.digest(token_hash.encode(), f"job:{job_id}".encode(), "sha256")
    return digest.hex()[:_SIGNATURE_LENGTH]
