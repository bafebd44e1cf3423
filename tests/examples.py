"""How much a test tries: a part in `make test`, all in `make test-all`."""

from collections.abc import Collection, Iterable
from typing import Any

import pytest
from hypothesis import settings

# What Hypothesis tries unless told otherwise; the profile `quick` asks for fewer.
_ALL = 100


def tries_all() -> bool:
    """Whether the profile in force is not that of `make test`."""
    return settings().max_examples >= _ALL


def examples(count: int) -> int:
    """The share of `count` examples that the profile in force asks for, 2 at least."""
    return max(min(count, 2), count * settings().max_examples // _ALL)


def quick_first(quick_count: int, values: Iterable[Any]) -> list[Any]:
    """Values for `parametrize`: the first few for `make test`, the others thorough."""
    return [
        value
        if number < quick_count
        else pytest.param(
            *(value if isinstance(value, tuple) else (value,)),
            marks=pytest.mark.thorough,
        )
        for number, value in enumerate(values)
    ]


def quick_only(quick: Collection[str], values: Iterable[str]) -> list[Any]:
    """Names for `parametrize`: all but those of `quick` are for `make test-all`."""
    return [
        name if name in quick else pytest.param(name, marks=pytest.mark.thorough)
        for name in values
    ]
