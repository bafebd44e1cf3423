"""Checking web addresses before anything is fetched from them.

A page can name any address as its source, and an address can lead to any machine.
Addresses that resolve to one's own machine or network are therefore refused.
"""

import ipaddress
import queue
import socket
import threading
from urllib.parse import SplitResult, urlsplit

from tm.errors import FetchError

_SCHEMES = ("http", "https")
_SITE_LOCAL_NETWORK = ipaddress.ip_network("fec0::/10")
_NAT64_NETWORK = ipaddress.ip_network("64:ff9b::/96")

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def require_public_address(url: str) -> SplitResult:
    """Split a web address into its parts, without resolving its host.

    >>> require_public_address("https://a.example/x").hostname
    'a.example'

    Raises FetchError for malformed addresses, other schemes and passwords.
    """
    try:
        url_parts = urlsplit(url)
        port = url_parts.port
    except ValueError as error:  # such as a half-open IPv6 address, or port 99999
        raise FetchError(url, f"this is not a web address ({error})") from error
    if url_parts.scheme not in _SCHEMES:
        raise FetchError(
            url,
            f"{url_parts.scheme or 'no scheme'!r} is not fetched",
            "give http or https",
        )
    if not url_parts.hostname or port == 0:
        raise FetchError(url, "the address has no host")
    if url_parts.username is not None or url_parts.password is not None:
        url_without_login = url.replace(
            url_parts.netloc, url_parts.netloc.rpartition("@")[2], 1
        )
        raise FetchError(
            url_without_login,
            "the address has a user name or password",
            "give the address without it",
        )
    if any(ord(character) <= 32 or ord(character) == 127 for character in url):
        raise FetchError(repr(url), "the address has a space or a control character")
    return url_parts


def is_private_address(address_text: str) -> bool:
    """Whether an IP address belongs to this machine or its network, or is reserved.

    >>> is_private_address("10.0.0.1"), is_private_address("8.8.8.8")
    (True, False)
    >>> is_private_address("::ffff:127.0.0.1")
    True
    """
    parsed_address = ipaddress.ip_address(address_text.partition("%")[0])
    return any(
        not embedded_address.is_global
        or embedded_address.is_multicast
        or embedded_address.is_reserved
        or embedded_address in _SITE_LOCAL_NETWORK
        for embedded_address in _list_embedded_addresses(parsed_address)
    )


def resolve_host(host: str, port: int, *, timeout: float) -> list[str]:
    """Resolve a host to its IP addresses, within `timeout` seconds.

    The system's resolver has no time limit, so it runs in a thread that is abandoned
    when it takes too long. Raises OSError, and TimeoutError.
    """
    result_queue: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def look_up_addresses() -> None:
        try:
            address_infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            result_queue.put(
                list(
                    dict.fromkeys(
                        str(address_info[4][0]) for address_info in address_infos
                    )
                )
            )
        except OSError as error:
            result_queue.put(error)
        except UnicodeError:  # a name that IDNA cannot write
            result_queue.put(OSError("the name of the host cannot be written"))

    threading.Thread(target=look_up_addresses, daemon=True).start()
    try:
        addresses_or_error = result_queue.get(timeout=max(0.0, timeout))
    except queue.Empty:
        raise TimeoutError(f"no address found in {timeout:g} s") from None
    if isinstance(addresses_or_error, OSError):
        raise addresses_or_error
    return addresses_or_error


def _list_embedded_addresses(address: IpAddress) -> list[IpAddress]:
    """List an IP address and the IPv4 addresses embedded in it."""
    addresses: list[IpAddress | None] = [address]
    if isinstance(address, ipaddress.IPv6Address):
        # A mapped address is judged by its IPv4 address alone.
        if address.ipv4_mapped is not None:
            return [address.ipv4_mapped]
        addresses += [address.sixtofour, *(address.teredo or ())]
        if address in _NAT64_NETWORK:
            addresses.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [
        embedded_address
        for embedded_address in addresses
        if embedded_address is not None
    ]
