"""Keeping the memory that large arrays free for the next arrays."""

import sys

_LARGEST_BLOCK_BYTES = 31 << 20
"""Bytes of the largest block by which GNU's malloc adapts."""


def retain_freed_memory() -> None:
    """Make the C library keep freed memory, since other arrays need it at once.

    GNU's malloc returns large blocks to the system, which then clears every page anew,
    until a block of this size was freed once. Other C libraries do not adapt so.
    """
    if sys.platform == "linux":
        bytearray(_LARGEST_BLOCK_BYTES)
