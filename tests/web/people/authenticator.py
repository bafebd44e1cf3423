"""A passkey in software: what a browser and its authenticator do, for tests."""

import hashlib
import json
import os
import struct
from collections.abc import Mapping
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

_USER_PRESENT, _USER_VERIFIED, _HAS_CREDENTIAL = 0x01, 0x04, 0x40


class SoftwareAuthenticator:
    """Holds one passkey (ES256), and counts how often it signs."""

    def __init__(self, origin: str, host: str) -> None:
        self.origin = origin
        self.host = host
        self.credential_id = os.urandom(16)
        self.sign_count = 0
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `navigator.credentials.create`."""
        client_data = self._make_client_data("webauthn.create", options["challenge"])
        numbers = self._key.public_key().public_numbers()
        public_key = {
            **{1: 2, 3: -7, -1: 1},
            -2: numbers.x.to_bytes(32, "big"),
            -3: numbers.y.to_bytes(32, "big"),
        }
        credential = (
            bytes(16)
            + struct.pack(">H", len(self.credential_id))
            + self.credential_id
            + cbor2.dumps(public_key)
        )
        data = self._make_data(_HAS_CREDENTIAL) + credential
        attestation = {"fmt": "none", "attStmt": {}, "authData": data}
        return self._make_credential(
            clientDataJSON=client_data, attestationObject=cbor2.dumps(attestation)
        )

    def get(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `navigator.credentials.get`."""
        self.sign_count += 1
        client_data = self._make_client_data("webauthn.get", options["challenge"])
        data = self._make_data()
        signed = data + hashlib.sha256(client_data).digest()
        return self._make_credential(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=self._key.sign(signed, ec.ECDSA(SHA256())),
        )

    def _make_client_data(self, kind: str, challenge: str) -> bytes:
        # Challenges are base64url without padding both here and there.
        assert bytes_to_base64url(base64url_to_bytes(challenge)) == challenge
        data = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(data).encode()

    def _make_data(self, more_flags: int = 0) -> bytes:
        flags = _USER_PRESENT | _USER_VERIFIED | more_flags
        host_hash = hashlib.sha256(self.host.encode()).digest()
        return host_hash + struct.pack(">BI", flags, self.sign_count)

    def _make_credential(self, **response: bytes) -> dict[str, Any]:
        name = bytes_to_base64url(self.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": {key: bytes_to_base64url(v) for key, v in response.items()},
        }
