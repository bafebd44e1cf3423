"""Options of a command that belong together, and come to it as one value."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any

from cli.console.workspace import Function


# Any: a decorator of click takes and gives any function, with values of any kind.
def option_group(
    name: str, kind: type[Any], *options: Callable[[Any], Any]
) -> Callable[[Function], Function]:
    """Give a command options, of whose values its parameter `name` is made.

    `kind`: a dataclass whose fields are called as the parameters of the options are;
    those that no option of the command is for keep their defaults.
    """
    names = [field.name for field in fields(kind)]

    def decorate(function: Function) -> Function:
        @wraps(function)
        def gathered(*arguments: Any, **values: Any) -> Any:
            own = {one: values.pop(one) for one in names if one in values}
            return function(*arguments, **{name: kind(**own)}, **values)

        made: Any = gathered
        for option in reversed(options):
            made = option(made)
        return made  # type: ignore[no-any-return]

    return decorate
