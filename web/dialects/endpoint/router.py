"""Routing by the path as it was sent, whose texts may contain slashes and line ends."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote, unquote_to_bytes

from web.route import Route


class RouteMatch(NamedTuple):
    """A route with the values of its path."""

    route: Route
    path_values: Mapping[str, str]


class RouteTable:
    """Finds the route of a path among those of a dialect."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._patterns_with_routes = [
            (_make_pattern(route.path), route) for route in routes
        ]

    def find(self, raw_path: bytes) -> list[RouteMatch]:
        """Find the routes of a path after the prefix, one for each verb.

        A slash at the end makes no difference. Raises UnicodeDecodeError for a path
        that is not UTF-8.
        """
        unquote_to_bytes(raw_path).decode()
        path = raw_path.decode().removeprefix("/")
        return [
            RouteMatch(
                route, {name: unquote(text) for name, text in match.groupdict().items()}
            )
            for pattern, route in self._patterns_with_routes
            if (match := pattern.fullmatch(path))
        ]


def _make_pattern(path_template: str) -> re.Pattern[str]:
    """Make the pattern of a path template; only a text at the end may contain slashes.

    >>> _make_pattern("/{a}/unit/{text:path}").fullmatch("vi/unit/1%2F2/3")["text"]
    '1%2F2/3'
    >>> bool(_make_pattern("/languages/").fullmatch("languages"))
    True
    >>> _make_pattern("/{a}/unit").fullmatch("/unit")
    """
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path_template.strip("/"))
    pattern, path_parameter_count = re.subn(r"\{(\w+):path\}", r"(?P<\1>.*)", pattern)
    return re.compile(pattern if path_parameter_count else f"{pattern}/?")
