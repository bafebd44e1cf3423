"""How often a login may fail, and how many requests somebody may send.

Attempts to log in are counted in the database before they are tried, in a transaction,
so that neither several processes nor several requests at once get more of them.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address

from sqlalchemy import Connection, delete, insert, select, update

from tm.errors import PadananError
from web.database import schema
from web.database.server_database import get_time

_ATTEMPT_WINDOW_SECONDS = 15 * 60
_MAX_ATTEMPTS_FOR_NAME_AND_ADDRESS = 10
_MAX_ATTEMPTS_FOR_ADDRESS = 50
_MAX_ATTEMPTS_FOR_NAME = 100
"""Of all addresses together: few enough against guessing, too many to lock people out
by accident."""
_MAX_SENDER_COUNT = 20_000


class TooManyRequests(PadananError):
    """Somebody sends too many requests, or failed to log in too often (429)."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds
        """After which to try again."""


def count_attempt(connection: Connection, name_key: str, address: str) -> None:
    """Count an attempt to log in. Raises TooManyRequests."""
    table, now = schema.login_attempt, get_time()
    connection.execute(
        delete(table).where(table.c.first_at <= now - _ATTEMPT_WINDOW_SECONDS)
    )
    for key, limit in _make_limits(name_key, address).items():
        row = (
            connection.execute(select(table).where(table.c.key == key))
            .mappings()
            .first()
        )
        if row is None:
            connection.execute(insert(table).values(key=key, count=1, first_at=now))
        elif row["count"] >= limit:
            seconds = max(1, row["first_at"] + _ATTEMPT_WINDOW_SECONDS - now)
            raise TooManyRequests(
                "too many attempts to log in; wait some minutes", seconds
            )
        else:
            connection.execute(
                update(table).where(table.c.key == key).values(count=row["count"] + 1)
            )


def forget_attempts(connection: Connection, name_key: str, address: str) -> None:
    """Forget the failures of a person at an address, who has logged in there."""
    table = schema.login_attempt
    for key, limit in _make_limits(name_key, address).items():
        if limit == _MAX_ATTEMPTS_FOR_NAME_AND_ADDRESS:
            connection.execute(delete(table).where(table.c.key == key))
        else:
            connection.execute(
                update(table)
                .where(table.c.key == key, table.c.count > 0)
                .values(count=table.c.count - 1)
            )


def _make_limits(name_key: str, address: str) -> Mapping[str, int]:
    """Make the keys that count an attempt: hashes of its name and its address."""
    group = group_address(address)
    return {
        _hash_key(f"both {name_key} {group}"): _MAX_ATTEMPTS_FOR_NAME_AND_ADDRESS,
        _hash_key(f"address {group}"): _MAX_ATTEMPTS_FOR_ADDRESS,
        _hash_key(f"name {name_key}"): _MAX_ATTEMPTS_FOR_NAME,
    }


def _hash_key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def group_address(address: str) -> str:
    """Return an address, or the network of an IPv6 one, which one person has whole.

    >>> group_address("2001:db8::1:2"), group_address("::ffff:1.2.3.4")
    ('2001:db8::', '1.2.3.4')
    """
    if ":" not in address:  # one of IPv4, or none: both stay as they are
        return address
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if not isinstance(ip, IPv6Address):
        return address
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(IPv6Address(int(ip) >> 64 << 64))


class RateLimit:
    """Counts the requests of each person or address in the event loop's thread."""

    def __init__(self, requests_per_minute: int) -> None:
        self._requests_per_second = requests_per_minute / 60
        self._max_level = float(requests_per_minute)
        self._level_by_key: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """How many are left, and when that was so; the latest come last."""

    def count(self, sender: str) -> None:
        """Count a request. Raises TooManyRequests."""
        now = time.monotonic()
        level, last_time = self._level_by_key.pop(sender, (self._max_level, now))
        level = min(
            self._max_level, level + (now - last_time) * self._requests_per_second
        )
        is_refused = level < 1
        self._level_by_key[sender] = (level if is_refused else level - 1, now)
        if len(self._level_by_key) > _MAX_SENDER_COUNT:
            self._level_by_key.popitem(last=False)
        if is_refused:
            raise TooManyRequests(
                "too many requests; send fewer a minute, or several texts in one",
                max(1, round((1 - level) / self._requests_per_second)),
            )
