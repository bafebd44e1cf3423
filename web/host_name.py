"""The header `Host`: the name, and the port, by which a client calls the server."""

import re
from ipaddress import AddressValueError, IPv6Address

_HOST_PATTERN = re.compile(
    r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::([0-9]{1,5}))?"
)


def read_host_name(host: str) -> str | None:
    """Read the name in a header `Host`; None for what is no name and no address.

    An address of IPv6 loses its brackets, and is written in its shortest form.

    >>> read_host_name("LocalHost:8765"), read_host_name("[0:0::1]:80")
    ('localhost', '::1')
    >>> read_host_name("evil@localhost"), read_host_name("localhost:99999")
    (None, None)
    """
    match = _HOST_PATTERN.fullmatch(host.lower())
    if match is None or int(match[2] or 0) > 65535:
        return None
    name = match[1]
    if not name.startswith("["):
        return name
    try:
        return str(IPv6Address(name[1:-1]))
    except AddressValueError:
        return None
