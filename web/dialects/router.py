"""Routing by the path as it was sent, whose texts may contain slashes and line ends."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from web.route import Route


class RouteMatch(NamedTuple):
    """A route with the values of its path."""

    route: Route
    path_values: Mapping[str, str]


class RouteTable:
    """Finds the route of a path among those of a dialect."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._templates = [
            (route.path.removeprefix("/").split("/"), route) for route in routes
        ]

    def find(self, raw_path: bytes) -> list[RouteMatch]:
        """Find the routes of a path after the prefix, one for each verb.

        A slash at the end makes no difference. Raises UnicodeDecodeError for a path
        that is not UTF-8.
        """
        segments = [
            unquote_to_bytes(segment).decode()
            for segment in raw_path.removeprefix(b"/").split(b"/")
        ]
        return list(self._match(segments))

    def _match(self, segments: list[str]) -> Iterator[RouteMatch]:
        for template, route in self._templates:
            path_values = _match_template(template, segments)
            if path_values is not None:
                yield RouteMatch(route, path_values)


def _match_template(
    template: Sequence[str], segments: Sequence[str]
) -> dict[str, str] | None:
    """Match the parts of a path.

    >>> _match_template(["{a}", "unit", "{text:path}"], ["vi", "unit", "1/2", "3"])
    {'text': '1/2/3', 'a': 'vi'}
    >>> _match_template(["languages", ""], ["languages"])
    {}
    >>> _match_template(["{a}", "unit"], ["", "unit"])
    """
    path_values: dict[str, str] = {}
    template = list(template)
    segments = list(segments)
    if template[-1].endswith(":path}"):
        name = template.pop()[1:].removesuffix(":path}")
        path_values[name] = "/".join(segments[len(template) :])
        if len(segments) <= len(template):
            return None
        segments = segments[: len(template)]
    else:
        template = template[:-1] if template[-1] == "" else template
        segments = segments[:-1] if segments[-1] == "" else segments
    if len(template) != len(segments):
        return None
    for part, segment in zip(template, segments, strict=True):
        if part.startswith("{"):
            if not segment:
                return None
            path_values[part[1:-1]] = segment
        elif part != segment:
            return None
    return path_values
