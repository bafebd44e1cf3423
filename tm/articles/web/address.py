"""Web addresses: which may be fetched at all, and which only with permission.

A page can name any address as its source, and an address can lead to any machine.
Those of one's own network are therefore refused, by what they resolve to.
"""

import ipaddress
import queue
import socket
import threading
from urllib.parse import SplitResult, urlsplit

from tm.errors import FetchError

_SCHEMES = ("http", "https")
_SITE_LOCAL = ipaddress.ip_network("fec0::/10")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def demand_public_address(url: str) -> SplitResult:
    """The parts of an address that a page can have; without looking it up.

    >>> demand_public_address("https://a.example/x").hostname
    'a.example'

    Raises FetchError for other schemes, passwords, and what is no address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:  # such as a half-open IPv6 address, or port 99999
        raise FetchError(url, f"is no web address ({error})") from error
    if parts.scheme not in _SCHEMES:
        raise FetchError(
            url, f"{parts.scheme or 'no scheme'!r} is not fetched", "give http or https"
        )
    if not parts.hostname or port == 0:
        raise FetchError(url, "names no host")
    if parts.username is not None or parts.password is not None:
        shown = url.replace(parts.netloc, parts.netloc.rpartition("@")[2], 1)
        raise FetchError(
            shown, "holds a user name or password", "give the address without it"
        )
    if any(ord(letter) <= 32 or ord(letter) == 127 for letter in url):
        raise FetchError(repr(url), "holds a space or a control character")
    return parts


def is_private(address: str) -> bool:
    """Whether an IP address is of this machine or its network, or of no machine.

    >>> is_private("10.0.0.1"), is_private("::ffff:127.0.0.1"), is_private("8.8.8.8")
    (True, True, False)
    """
    parsed_address = ipaddress.ip_address(address.partition("%")[0])
    return any(
        not each.is_global
        or each.is_multicast
        or each.is_reserved
        or each in _SITE_LOCAL
        for each in _embedded(parsed_address)
    )


def resolve_host(host: str, port: int, *, limit: float) -> list[str]:
    """The IP addresses of a host. Raises OSError; TimeoutError after some seconds.

    The system's resolver knows no time limit, so it is left behind when it takes too
    long.
    """
    answer: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.put(list(dict.fromkeys(str(each[4][0]) for each in addresses)))
        except OSError as error:
            answer.put(error)
        except UnicodeError:  # a name that IDNA cannot write
            answer.put(OSError("the name of the host cannot be written"))

    threading.Thread(target=look_up, daemon=True).start()
    try:
        result = answer.get(timeout=max(0.0, limit))
    except queue.Empty:
        raise TimeoutError(f"no address found in {limit:g} s") from None
    if isinstance(result, OSError):
        raise result
    return result


def _embedded(address: Address) -> list[Address]:
    """An address, and the IPv4 addresses that it stands for."""
    embedded: list[Address | None] = [address]
    if isinstance(address, ipaddress.IPv6Address):
        # Whether the wrapper itself is global says nothing of what is in it.
        if address.ipv4_mapped is not None:
            return [address.ipv4_mapped]
        embedded += [address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            embedded.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in embedded if each is not None]
