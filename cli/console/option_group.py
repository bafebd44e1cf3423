"""Groups of options, passed to their command as one value."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any

from cli.console.workspace import Function


# Any: a decorator of click takes and gives any function, with values of any kind.
def option_group(
    name: str, options_type: type[Any], *options: Callable[[Any], Any]
) -> Callable[[Function], Function]:
    """Add options to a command, and pass their values as one parameter, `name`.

    `options_type`: a dataclass whose fields have the names of the options' parameters;
    fields without an option keep their defaults.
    """
    field_names = [field.name for field in fields(options_type)]

    def decorate(function: Function) -> Function:
        @wraps(function)
        def with_options(*arguments: Any, **option_values: Any) -> Any:
            group_values = {
                field_name: option_values.pop(field_name)
                for field_name in field_names
                if field_name in option_values
            }
            return function(
                *arguments, **{name: options_type(**group_values)}, **option_values
            )

        decorated: Any = with_options
        for option in reversed(options):
            decorated = option(decorated)
        return decorated  # type: ignore[no-any-return]

    return decorate
