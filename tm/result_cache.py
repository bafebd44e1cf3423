"""What is kept of results: constants by the program, results over texts by a run.

`lazy_constant` keeps what Padanan's own data says; it never sees a text of a user. The
engine makes a `ResultCache` for each run; a function that needs it takes it as an
argument, so that texts are forgotten with their run.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar, TypeVarTuple, cast

_Arguments = TypeVarTuple("_Arguments")
_Parameters = ParamSpec("_Parameters")
_ResultT = TypeVar("_ResultT")
MAX_CACHED_CONSTANTS = 1024
"""More than the files of all languages, or the classes that OpenAPI describes; a server
is asked for any tag."""
_RESULT_COUNT_PER_FUNCTION = 4096
"""More than the texts that one check reads before the next check reads them."""


def lazy_constant(
    function: Callable[_Parameters, _ResultT],
) -> Callable[_Parameters, _ResultT]:
    """Keep what a function reads or compiles from Padanan's data when first called.

    The result is the same as long as the program runs, and the arguments only say which
    is meant: a language, a file.

    >>> @lazy_constant
    ... def read_letters(language: str) -> list[str]:
    ...     return list(language)
    >>> read_letters("vi") is read_letters("vi")
    True
    """
    # Typed by us, since the type of functools has any arguments.
    return cast(
        Callable[_Parameters, _ResultT], lru_cache(MAX_CACHED_CONSTANTS)(function)
    )


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
        self, function: Callable[[*_Arguments], _ResultT], *arguments: *_Arguments
    ) -> _ResultT:
        """Call a function whose result depends on its arguments only, or recall it."""
        result: _ResultT = self._cached_function_by_function[function](*arguments)
        return result


# Any: functions of all kinds.
class _CachedFunctions(dict[Callable[..., Any], Callable[..., Any]]):
    """By function, the same function with a cache."""

    def __missing__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        cached_function = lru_cache(_RESULT_COUNT_PER_FUNCTION)(function)
        return self.setdefault(function, cached_function)
