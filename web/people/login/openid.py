"""The OpenID provider of a company, by whose accounts people log in.

Its addresses and keys are read from its discovery document, so that it may change its
keys at any time. What it says of somebody is believed only if the signature, issuer,
audience, nonce and time are right.
"""

import time
from collections.abc import Mapping
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tm.errors import FetchError, InputError
from web.people.access_errors import Unauthorized
from web.people.outside_identities import LoginSecrets, OutsideIdentity

_DISCOVERY_PATH = "/.well-known/openid-configuration"
_DISCOVERY_CACHE_SECONDS = 3600
_TIMEOUT_SECONDS = 10
_MAX_PARALLEL_HASHES, _WAIT_SECONDS = 3, 0.5
"""Requests to the provider: one that is slow must not hold all threads of the server,
as anybody may begin to log in."""
_MAX_CLOCK_DIFFERENCE_SECONDS = 60
"""By how much the clocks of the provider and of the server may differ."""
_SIGNATURE_ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
"""By keys of which only the provider has the private half; never `none`, or a secret
that somebody else may know."""
_MAX_SUBJECT_LENGTH = 255
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


class OpenIdProvider:
    """Sends people to a provider, and verifies what it says of them."""

    def __init__(self, issuer: str, client_id: str, client_secret: str = "") -> None:
        """Take what the provider gave for this server; a secret is not required.

        Raises InputError for an issuer that anybody on the way could pretend to be.
        """
        if not _is_secure(issuer):
            raise InputError(f"[server] oidc_issuer: {issuer} must begin with https://")
        if not client_id:
            raise InputError("[server]: oidc_issuer needs oidc_client_id, too")
        self.issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._discovery_document: Mapping[str, Any] = {}
        self._read_at = float("-inf")
        self._semaphore = BoundedSemaphore(_MAX_PARALLEL_HASHES)

    def make_address(self, redirect_uri: str, state: str, secrets: LoginSecrets) -> str:
        """Make the address to which a browser is sent. Raises FetchError."""
        address = self._find_address("authorization_endpoint")
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid profile",
            "state": state,
            "nonce": secrets.nonce,
            "code_challenge": create_s256_code_challenge(secrets.verifier),
            "code_challenge_method": "S256",
        }
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    def read_identity(
        self, code: str, redirect_uri: str, secrets: LoginSecrets
    ) -> OutsideIdentity:
        """Read who has logged in at the provider. Raises Unauthorized, FetchError."""
        answer = self._send_code(code, redirect_uri, secrets.verifier)
        try:
            key_set = KeySet.import_key_set(self._fetch(self._find_address("jwks_uri")))  # type: ignore[arg-type]  # whatever it sends
            token = jwt.decode(
                answer["id_token"], key_set, algorithms=_SIGNATURE_ALGORITHMS
            )
            claims = CodeIDToken(
                token.claims,
                token.header,
                {
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self._client_id},
                },
                {
                    "nonce": secrets.nonce,
                    "client_id": self._client_id,
                    "access_token": answer.get("access_token"),
                },
            )
            claims.validate(leeway=_MAX_CLOCK_DIFFERENCE_SECONDS)
            subject = claims["sub"]
            if (
                not isinstance(subject, str)
                or not 0 < len(subject) <= _MAX_SUBJECT_LENGTH
            ):
                raise ValueError("the claim sub is no text")
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Unauthorized(
                f"what {self.issuer} says of you is not valid: "
                f"{type(error).__name__} {error}"
            ) from error
        name = claims.get("name") or claims.get("preferred_username") or subject
        return OutsideIdentity(
            self.issuer, subject, str(name), int(claims.get("auth_time") or 0)
        )

    def _send_code(
        self, code: str, redirect_uri: str, verifier: str
    ) -> Mapping[str, Any]:
        address = self._find_address("token_endpoint")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        auth_methods = self._discovery_document.get(
            "token_endpoint_auth_methods_supported"
        )
        auth: tuple[str | bytes, str | bytes] | None = None
        if self._client_secret and "client_secret_basic" in (
            auth_methods or ("client_secret_basic",)
        ):
            auth = (quote(self._client_id), quote(self._client_secret))
        else:
            form["client_id"] = self._client_id
            if self._client_secret:
                form["client_secret"] = self._client_secret
        return self._fetch(address, form=form, auth=auth)

    def _find_address(self, address_name: str) -> str:
        """Find an address in the discovery document. Raises FetchError."""
        if time.monotonic() - self._read_at > _DISCOVERY_CACHE_SECONDS:
            document = self._fetch(self.issuer.rstrip("/") + _DISCOVERY_PATH)
            if document.get("issuer") != self.issuer:
                raise FetchError(
                    self.issuer,
                    f"the provider calls itself {document.get('issuer')!r}",
                    "set oidc_issuer to that, if it is the right one",
                )
            self._discovery_document, self._read_at = document, time.monotonic()
        address = self._discovery_document.get(address_name)
        if not isinstance(address, str) or not _is_secure(address):
            raise FetchError(
                self.issuer, f"{address_name} is no https address: {address!r}"
            )
        return address

    def _fetch(
        self,
        address: str,
        *,
        form: Mapping[str, str] | None = None,
        auth: tuple[str | bytes, str | bytes] | None = None,
    ) -> Mapping[str, Any]:
        """Fetch a JSON object. Raises FetchError, and Unauthorized for a refusal."""
        if not self._semaphore.acquire(timeout=_WAIT_SECONDS):
            raise FetchError(
                address, "too many log in at once", "try again in a minute"
            )
        try:
            with httpx.Client(timeout=_TIMEOUT_SECONDS) as client:
                if form is None:
                    answer = client.get(address)
                else:
                    answer = client.post(address, data=form, auth=auth or httpx.Auth())
            content = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            reason = str(error) or type(error).__name__
            raise FetchError(address, reason, "try again in a minute") from error
        finally:
            self._semaphore.release()
        if not isinstance(content, dict):
            raise FetchError(address, "the answer is no JSON object")
        if form is not None and answer.is_client_error:
            error_name = str(content.get("error"))[:100]
            raise Unauthorized(f"{self.issuer} refused the login: {error_name}")
        if not answer.is_success:
            raise FetchError(address, f"status {answer.status_code}")
        return content


def _is_secure(address: str) -> bool:
    """Whether nobody on the way can read or change what an address answers.

    >>> _is_secure("https://id.example"), _is_secure("http://id.example")
    (True, False)
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme == "http":
        return parts.hostname in _LOOPBACK_NAMES
    return parts.scheme == "https" and bool(parts.hostname)
