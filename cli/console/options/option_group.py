"""Groups of options, passed to their command as one value."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any, TypeVar

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])
"""A command, or what a decorator of options makes of it."""


# Any: a decorator of click takes and gives any function, with values of any kind.
def option_group(
    parameter_name: str, options_type: type[Any], *add_options: Callable[[Any], Any]
) -> Callable[[FunctionT], FunctionT]:
    """Add options to a command, and pass their values as one parameter.

    `parameter_name`: the name of this parameter. `options_type`: a dataclass whose
    fields have the names of the options' parameters; fields without an option keep
    their defaults.
    """
    field_names = [field.name for field in fields(options_type)]

    def decorate(function: FunctionT) -> FunctionT:
        @wraps(function)
        def call_with_options(*arguments: Any, **option_values: Any) -> Any:
            group_values = {
                field_name: option_values.pop(field_name)
                for field_name in field_names
                if field_name in option_values
            }
            return function(
                *arguments,
                **{parameter_name: options_type(**group_values)},
                **option_values,
            )

        decorated_function: Any = call_with_options
        for add_option in reversed(add_options):
            decorated_function = add_option(decorated_function)
        return decorated_function  # type: ignore[no-any-return]

    return decorate
