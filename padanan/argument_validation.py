"""Verifying the arguments of a call, where a wrong one would seem to work."""

from collections.abc import Iterable, Sequence

from tm.errors import InputError, UnknownName

_MAX_MIN_RATE = 101
"""The rate of a match in context, which is the highest of all."""


def require_match_rate(min_rate: int | None) -> None:
    """Raise InputError for a lowest match rate that no match can be compared with."""
    if min_rate is not None and not 0 <= min_rate <= _MAX_MIN_RATE:
        raise InputError(
            f"min_rate must be 0 to {_MAX_MIN_RATE}, not {min_rate}",
            parameters=["min_rate"],
        )


def require_texts(**text_by_parameter: object) -> None:
    """Raise InputError for what is no text, such as None from an empty cell.

    >>> require_texts(text="Họp báo", phrase="")
    """
    for parameter_name, text in text_by_parameter.items():
        if not isinstance(text, str):
            raise InputError(
                f"{parameter_name} must be a text, not {type(text).__name__}",
                parameters=[parameter_name],
            )


def require_name_lists(**names_by_parameter: Sequence[str]) -> None:
    """Raise InputError for a text instead of a list: its letters would be the names.

    >>> require_name_lists(only=["num"], skip=())
    """
    for parameter_name, names in names_by_parameter.items():
        if isinstance(names, str):
            raise InputError(
                f"{parameter_name} must be a list, not a text; give [{names!r}]",
                parameters=[parameter_name],
            )


def require_known_arguments(names: Iterable[str], arguments_type: type) -> None:
    """Raise UnknownName for a name that a TypedDict of arguments does not have.

    Python accepts any names for such arguments: a misspelt filter would select all.
    """
    known_names = arguments_type.__annotations__
    for name in names:
        if name not in known_names:
            raise UnknownName("argument", name, known_names)
