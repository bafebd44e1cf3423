"""Passwords: how they are stored, which are refused, and how they are verified.

A refused password is common, made of a common one by the usual changes, a row of keys,
or known from a breach by the list of the settings.
"""

import hashlib
import os
import re
import tomllib
import unicodedata
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tm.errors import InputError, describe_system_error
from tm.result_cache import lazy_constant

_MIN_LENGTH, _MAX_LENGTH = 10, 200
_MAX_PARALLEL_HASHES = 2
"""Each hash takes 64 MB for a twentieth of a second."""
_PASSWORD_LISTS_PATH = Path(__file__).with_name("data") / "common_passwords.toml"
_LEET_TABLE = str.maketrans("0134578@$!", "oieastbasi")
_MIN_CORE_LENGTH = 3


class Passwords:
    """Hashes and verifies passwords; threads may share it."""

    def __init__(
        self, breached_list: str = "", *, hasher: PasswordHasher | None = None
    ) -> None:
        """Take a sorted file of SHA-1 hashes of passwords that are known."""
        self._breached_list = breached_list
        self._hasher = hasher or PasswordHasher()
        self._semaphore = BoundedSemaphore(_MAX_PARALLEL_HASHES)
        self._nobodys_hash: str | None = None
        """Made when it is needed first, since that takes as long as a login."""

    def hash_password(self, password: str, *, name: str) -> str:
        """Hash a new password of a person. Raises InputError for a weak one."""
        weakness = find_weakness(password, name) or self._find_breach(password)
        if weakness is not None:
            raise InputError(weakness, parameters=("password",))
        return self.hash_known_password(password)

    def hash_known_password(self, password: str) -> str:
        """Hash a password that a person has already."""
        with self._semaphore:
            return self._hasher.hash(_normalise_password(password))

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether a password is that of a hash; takes as long without a hash."""
        if self._nobodys_hash is None:
            self._nobodys_hash = self.hash_known_password(os.urandom(16).hex())
        known_hash = password_hash or self._nobodys_hash
        with self._semaphore:
            try:
                is_right = self._hasher.verify(
                    known_hash, _normalise_password(password)
                )
            except (VerificationError, InvalidHashError):
                return False
        return is_right and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Whether a hash is weaker than those that are made today."""
        return self._hasher.check_needs_rehash(password_hash)

    def _find_breach(self, password: str) -> str | None:
        if not self._breached_list:
            return None
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest()
        try:
            is_known = _is_listed(Path(self._breached_list), digest.upper().encode())
        except OSError as error:
            raise InputError(
                f"{self._breached_list}: {describe_system_error(error)}"
            ) from error
        return "this password is known from a breach; take another" * is_known or None


def find_weakness(password: str, name: str = "") -> str | None:
    """Find why a password is too weak; None if it is not.

    >>> find_weakness("P@ssw0rd2024!")
    'this password is a common one with digits or signs; take several words'
    >>> find_weakness("perahu-hijau-di-teluk")
    """
    text = _normalise_password(password)
    if len(text) < _MIN_LENGTH:
        return f"a password has {_MIN_LENGTH} characters or more; take several words"
    if len(text) > _MAX_LENGTH:
        return f"a password has {_MAX_LENGTH} characters or fewer"
    folded_text = _fold_password(text)
    if len(set(folded_text)) < 5 or _repeats_itself(folded_text):
        return "this password repeats itself; take several words"
    if _is_row_of_keys(folded_text):
        return "this password is a row of keys or of the alphabet; take several words"
    trimmed_text = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded_text)
    plain_letters = re.sub(r"[\W\d_]+", "", trimmed_text.translate(_LEET_TABLE))
    folded_letters = re.sub(r"[\W\d_]+", "", folded_text)
    folded_name = re.sub(r"[\W\d_]+", "", _fold_password(name))
    if len(folded_name) >= _MIN_CORE_LENGTH and folded_name in (
        plain_letters,
        folded_letters,
        plain_letters * 2,
    ):
        return "this password is your name; take several words"
    for candidate in (plain_letters, folded_letters):
        if len(candidate) < _MIN_CORE_LENGTH or candidate in _read_common_passwords():
            return (
                "this password is a common one with digits or signs; take several words"
            )
    return None


def _normalise_password(password: str) -> str:
    """Return a password as every keyboard writes it."""
    return unicodedata.normalize("NFKC", password)


def _fold_password(text: str) -> str:
    """Fold case and diacritics, which people leave out where they are refused."""
    decomposed_text = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(
        letter for letter in decomposed_text if not unicodedata.combining(letter)
    )


def _repeats_itself(text: str) -> bool:
    """Whether a text is a short one, several times.

    >>> _repeats_itself("abcabcabc"), _repeats_itself("abcabd")
    (True, False)
    """
    return text in (text + text)[1:-1]


def _is_row_of_keys(text: str) -> bool:
    """Whether a text goes along rows of keys, for the most part."""
    key_rows = _read_key_rows()
    covered_length = position = 0
    while position < len(text):
        length = max(
            (
                run_length
                for run_length in range(4, len(text) - position + 1)
                if any(
                    text[position : position + run_length] in key_row
                    for key_row in key_rows
                )
            ),
            default=0,
        )
        covered_length += length
        position += length or 1
    return covered_length >= 0.7 * len(text)


@lazy_constant
def _read_password_lists() -> dict[str, list[str]]:
    table: dict[str, list[str]] = tomllib.loads(_PASSWORD_LISTS_PATH.read_text("utf-8"))
    return table


@lazy_constant
def _read_common_passwords() -> frozenset[str]:
    words = [word for line in _read_password_lists()["words"] for word in line.split()]
    doubled_words = [word + word for word in words]
    return frozenset(words + doubled_words)


@lazy_constant
def _read_key_rows() -> tuple[str, ...]:
    rows = _read_password_lists()["rows"]
    return tuple(rows + [row[::-1] for row in rows])


def _is_listed(path: Path, digest: bytes) -> bool:
    """Whether a sorted file has a line that begins with a hash; by halving."""
    with path.open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            file.seek(middle)
            if middle:
                file.readline()  # the rest of a line
            line = file.readline()
            if not line or line[: len(digest)].upper() >= digest:
                high = middle
            else:
                low = middle + 1
        file.seek(low)
        lines = [file.readline() for _ in range(3)]
        return any(line[: len(digest)].upper() == digest for line in lines)
