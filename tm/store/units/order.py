"""Whether equal values follow each other, of more than fit into a set."""

from collections.abc import Iterable

import numpy as np

_NONE = hash(None)


def are_together(values: Iterable[str | None]) -> bool:
    """Whether no value comes again after another one, but None, which always may.

    Hashes are compared, 8 bytes each: it may say no where that is not so, as rarely
    as two of them are equal.

    >>> are_together(["a", "a", None, "b", None]), are_together(["a", None, "a"])
    (True, False)
    """
    hashes = np.fromiter(map(hash, values), np.int64)
    begins = np.ones(len(hashes), bool)
    begins[1:] = hashes[1:] != hashes[:-1]
    begins &= hashes != _NONE
    first = hashes[begins]
    first.sort()
    return not (first[1:] == first[:-1]).any()
