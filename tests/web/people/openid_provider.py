"""An OpenID provider for tests: discovery, keys, authorization and token endpoints.

It is the other side of the wire, and strict: codes are valid once and for the PKCE
verifier of who asked for them, clients prove themselves, redirects are registered. What
a provider may do wrong, or somebody who pretends to be one, is set by its attributes.
"""

import hashlib
import secrets
import time
from asyncio import to_thread
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any
from urllib.parse import unquote, urlencode

from joserfc import jwk, jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.web.serving import run_app

CLIENT_ID, CLIENT_SECRET = "padanan", "s3cret: with a colon & more"

_KEY = jwk.RSAKey.generate_key(2048, {"kid": "first"})


class SoftwareProvider:
    """A provider at which one person is logged in."""

    def __init__(self) -> None:
        self.issuer = ""
        self.redirect_uris: set[str] = set()
        self.codes: dict[str, dict[str, str]] = {}
        self.discovery_count = 0
        self.may_answer = Event()
        """Set, unless the provider is slow."""
        self.may_answer.set()
        self.be_honest()

    def be_honest(self) -> None:
        """Begin anew, without mistakes."""
        self.subject, self.name = "248289761001", "Siti Rahayu"
        self.auth_methods = ["client_secret_basic", "client_secret_post"]
        self.key: Any = _KEY
        self.published_keys = [_KEY]
        self.changed_claims: dict[str, Any] = {}
        """Claims of the ID token that are wrong; None for one that is left out."""
        self.changed_header: dict[str, Any] = {}
        self.makes_unsigned_tokens = False
        self.last_id_token = ""

    def make_app(self) -> Starlette:
        """Make the application that answers for the provider."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discover),
                Route("/keys", self._show_keys),
                Route("/authorize", self._authorize),
                Route("/token", self._exchange, methods=["POST"]),
            ]
        )

    async def _discover(self, _: Request) -> Response:
        self.discovery_count += 1
        await to_thread(self.may_answer.wait, 60)
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": self.auth_methods,
            }
        )

    async def _show_keys(self, _: Request) -> Response:
        keys = [key.as_dict(private=False) for key in self.published_keys]
        return JSONResponse({"keys": keys})

    async def _authorize(self, request: Request) -> Response:
        query = dict(request.query_params)
        assert query["client_id"] == CLIENT_ID
        assert query["response_type"] == "code"
        assert "openid" in query["scope"].split()
        assert query["code_challenge_method"] == "S256"
        if query["redirect_uri"] not in self.redirect_uris:
            return Response("unknown redirect_uri", 400)
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        answer = {"code": code, "state": query["state"], "iss": self.issuer}
        return RedirectResponse(f"{query['redirect_uri']}?{urlencode(answer)}", 302)

    async def _exchange(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        if not self._is_client(request, form):
            return JSONResponse({"error": "invalid_client"}, 401)
        query = self.codes.pop(form["code"], None)
        verifier = form.get("code_verifier", "")
        if (
            query is None
            or form["redirect_uri"] != query["redirect_uri"]
            or _hash(verifier.encode(), 32) != query["code_challenge"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        access_token = secrets.token_urlsafe(16)
        self.last_id_token = self._make_id_token(query["nonce"], access_token)
        return JSONResponse(
            {
                "access_token": access_token,
                "token_type": "Bearer",
                "id_token": self.last_id_token,
            }
        )

    def _is_client(self, request: Request, form: dict[str, str]) -> bool:
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        if scheme == "Basic" and "client_secret_basic" in self.auth_methods:
            pair = b64decode(encoded).decode().split(":", 1)
            return list(map(unquote, pair)) == [CLIENT_ID, CLIENT_SECRET]
        pair = [form.get("client_id", ""), form.get("client_secret", "")]
        return not scheme and pair == [CLIENT_ID, CLIENT_SECRET]

    def _make_id_token(self, nonce: str, access_token: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "auth_time": now - 5,
            "nonce": nonce,
            "name": self.name,
            "email": "siti@example.com",
            "at_hash": _hash(access_token.encode(), 16),
            **self.changed_claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "RS256", "kid": self.key.kid, **self.changed_header}
        token = jwt.encode(header, claims, self.key, algorithms=[header["alg"]])
        if self.makes_unsigned_tokens:
            _, payload, _ = token.split(".")
            header_part = _encode(b'{"alg":"none"}')
            token = f"{header_part}.{payload}."
        return token


def _encode(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _hash(content: bytes, length: int) -> str:
    return _encode(hashlib.sha256(content).digest()[:length])


@contextmanager
def run_provider() -> Iterator[SoftwareProvider]:
    """Run a provider on a free port of this machine."""
    provider = SoftwareProvider()
    with run_app(provider.make_app()) as client:
        provider.issuer = str(client.base_url).rstrip("/")
        yield provider
