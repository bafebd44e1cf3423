"""A cache for the results of functions over texts, which several checks need.

The engine makes one for each run; a function that needs it takes it as an argument.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar, TypeVarTuple

_Arguments = TypeVarTuple("_Arguments")
_Result = TypeVar("_Result")
_RESULT_COUNT_PER_FUNCTION = 4096
"""More than the texts that one check reads before the next check reads them."""


class ResultCache:
    """The latest results of each function, by its arguments.

    >>> cache = ResultCache()
    >>> words = cache.call(str.split, "Mai Lan")
    >>> cache.call(str.split, "Mai Lan") is words
    True
    """

    def __init__(self) -> None:
        self._cached_function_by_function = _CachedFunctions()

    def __reduce__(self) -> "tuple[type[ResultCache], tuple[()]]":
        """Pickle no results: they are not worth sending to another process."""
        return ResultCache, ()

    def call(
        self, function: Callable[[*_Arguments], _Result], *arguments: *_Arguments
    ) -> _Result:
        """Call a function whose result depends on its arguments only, or recall it."""
        result: _Result = self._cached_function_by_function[function](*arguments)
        return result


# Any: functions of all kinds.
class _CachedFunctions(dict[Callable[..., Any], Callable[..., Any]]):
    """By function, the same function with a cache."""

    def __missing__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        cached_function = lru_cache(_RESULT_COUNT_PER_FUNCTION)(function)
        return self.setdefault(function, cached_function)
