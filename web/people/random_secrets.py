"""Random secrets, and the hashes by which they are stored."""

import hashlib
import secrets

_UNAMBIGUOUS_CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without letters and digits that look alike."""
TOKEN_PREFIX = "pdn_"
"""By which scanners of leaked secrets can find a token."""


def make_secret() -> str:
    """Make a secret of 256 bits that fits into an address."""
    return secrets.token_urlsafe(32)


def make_token_secret() -> str:
    """Make the secret of a token."""
    return TOKEN_PREFIX + make_secret()


def make_id(prefix: str) -> str:
    """Make a random id of 80 bits that nobody can guess."""
    return prefix + "".join(secrets.choice(_UNAMBIGUOUS_CHARACTERS) for _ in range(16))


def make_recovery_code() -> str:
    """Make a code of 60 bits that can be typed from paper."""
    letters = "".join(secrets.choice(_UNAMBIGUOUS_CHARACTERS) for _ in range(12))
    return "-".join(letters[start : start + 4] for start in range(0, 12, 4))


def hash_secret(secret: str) -> str:
    """Hash a random secret, which needs no salt.

    >>> hash_secret("a")[:8]
    'ca978112'
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
