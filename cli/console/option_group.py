"""Options that belong together, passed to their command as one value."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any

from cli.console.workspace import Function


# Any: a decorator of click takes and gives any function, with values of any kind.
def option_group(
    name: str, options_type: type[Any], *options: Callable[[Any], Any]
) -> Callable[[Function], Function]:
    """Give a command options, of whose values its parameter `name` is made.

    `options_type`: a dataclass whose fields are called as the parameters of the options
    are; those that no option of the command is for keep their defaults.
    """
    names = [field.name for field in fields(options_type)]

    def decorate(function: Function) -> Function:
        @wraps(function)
        def with_options(*arguments: Any, **values: Any) -> Any:
            group_values = {one: values.pop(one) for one in names if one in values}
            return function(
                *arguments, **{name: options_type(**group_values)}, **values
            )

        decorated: Any = with_options
        for option in reversed(options):
            decorated = option(decorated)
        return decorated  # type: ignore[no-any-return]

    return decorate
