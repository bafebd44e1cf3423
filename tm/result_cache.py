"""A cache for the results of functions over texts, which several checks need.

The engine makes one for each run; a function that needs it takes it as an argument.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar

_Arguments = ParamSpec("_Arguments")
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
        # Any: functions of all kinds.
        self._cached_function_by_function: dict[
            Callable[..., Any], Callable[..., Any]
        ] = {}

    def __reduce__(self) -> "tuple[type[ResultCache], tuple[()]]":
        """Pickle no results: they are not worth sending to another process."""
        return ResultCache, ()

    def call(
        self,
        function: Callable[_Arguments, _Result],
        *arguments: _Arguments.args,
        **named_arguments: _Arguments.kwargs,
    ) -> _Result:
        """Call a function whose result depends on its arguments only, or recall it."""
        cached_function = self._cached_function_by_function.get(function)
        if cached_function is None:
            cached_function = self._cached_function_by_function.setdefault(
                function, lru_cache(_RESULT_COUNT_PER_FUNCTION)(function)
            )
        result: _Result = cached_function(*arguments, **named_arguments)
        return result
