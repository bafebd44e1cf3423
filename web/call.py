"""A call: a request that is being answered, and the memory that it is about."""

from dataclasses import dataclass

from padanan.memory import Memory


@dataclass(frozen=True, slots=True)
class Call:
    """What a handler works with beside the values of the request."""

    memory: Memory
    """Holds only what the person who asks may read."""
    version: str | None = None
    """The version that the caller has read of what is to be changed, by If-Match."""
