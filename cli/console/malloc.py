"""Memory that large arrays leave."""

import sys

_LARGEST = 31 << 20
"""The largest piece that the C library learns from."""


def keep_freed_memory() -> None:
    """Keep freed memory, since other arrays will take it at once.

    The C library of GNU gives it back to the system until as large a piece was freed
    as this; then the system has to clear it again, page by page. Others do not learn.
    """
    if sys.platform == "linux":
        bytearray(_LARGEST)
