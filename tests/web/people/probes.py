"""All that a server answers, in one registry: routes, pages, dialects, tools."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.testclient import TestClient

from web.api.people.outside_login import LANDING_PATH
from web.api.route_table import ROUTES
from web.assistants.tools import TOOLS
from web.dialects.registry import DIALECTS
from web.pages.page_route import PageRoute
from web.pages.route_table import PAGES
from web.route import Route, Scope

_MCP_HEADERS = {"accept": "application/json, text/event-stream"}


@dataclass(frozen=True)
class Probe:
    """Something to ask a server for, with values that it takes."""

    name: str
    verb: str
    path: str
    """With the names of values in braces."""
    example: Mapping[str, object]
    has_body: bool
    takes_memory: bool
    tool: str | None = None
    """The name of an assistant's tool, where it is one."""
    headers: Mapping[str, str] = field(default_factory=dict)
    file: str | None = None
    """The body, where that is a file."""
    is_about_people: bool = False
    """Whether it is about the server or its people, and opens no memory."""
    is_form: bool = False
    """Whether its values are sent as a form, as browsers do."""

    def send(
        self,
        client: TestClient,
        values: Mapping[str, object],
        headers: Mapping[str, str],
    ) -> Any:
        """Send it with values to a server."""
        sent_headers = {**self.headers, **headers}
        if self.tool is not None:
            arguments = dict(values)
            memory = arguments.pop("memory", None)
            return client.post(
                "/mcp/",
                params={} if memory is None else {"memory": str(memory)},
                json=_make_call(self.tool, arguments),
                headers=sent_headers,
            )
        rest: dict[str, Any] = dict(values)

        def fill(name: re.Match[str]) -> str:
            return quote(str(rest.pop(name[1], "x")), safe="")

        path = re.sub(r"\{(\w+)(?::path)?\}", fill, self.path)
        if self.is_form:
            return client.request(self.verb, path, data=rest, headers=sent_headers)
        if self.has_body:
            return client.request(self.verb, path, json=rest, headers=sent_headers)
        return client.request(
            self.verb,
            path,
            params=rest,
            headers=sent_headers,
            content=None if self.file is None else self.file.encode(),
        )


def _make_call(tool: str, arguments: Mapping[str, object]) -> dict[str, object]:
    return {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": tool, "arguments": arguments},
    }


def _make_probe(route: Route, prefix: str = "") -> Probe:
    return Probe(
        f"{route.verb} {prefix}{route.path}",
        route.verb,
        prefix + route.path,
        route.example,
        route.has_body,
        "memory" in route.request_type.__struct_fields__,
        file=route.file_example,
        is_about_people=route.scope is not Scope.MEMORY,
    )


def _make_page_probe(page: PageRoute) -> Probe:
    """Make the probe of a page; texts that it needs are guessed."""
    fields = msgspec.structs.fields(page.route.request_type)
    needed = {field.name: "x" for field in fields if field.required}
    return replace(
        _make_probe(page.route),
        name=f"page {page.route.verb} {page.route.path}",
        example={**needed, **page.route.example},
        headers={"accept": "text/html"},
        is_form=page.route.verb != "GET",
    )


_PAIR = {"source": "vi", "target": "id"}
_TOOL_EXAMPLES: Mapping[str, Mapping[str, object]] = {
    "lookup": {"text": "Cuộc họp báo ở Hà Nội", **_PAIR},
    "concordance": {"phrase": "họp báo", **_PAIR},
    "term": {"text": "Bộ Công an", "source": "vi"},
    "terms_in_text": {"text": "Bộ Công an", **_PAIR},
    "check": {"text": "Ia ada.", "source_text": "Ông ở đó.", **_PAIR},
    "unit": {"key": "0498e630"},
    "prompt": {"text": "Cuộc họp báo ở Hà Nội", "date": "2025", **_PAIR},
    "suggest": {"source_text": "họp báo", "target_text": "konpers", **_PAIR},
}
PROBES: Sequence[Probe] = (
    *map(_make_probe, ROUTES),
    *map(_make_page_probe, PAGES),
    *(
        _make_probe(route, dialect.prefix)
        for dialect in DIALECTS
        for route in dialect.routes
    ),
    *(
        Probe(
            *(f"tool {tool.name}", "POST", "/mcp/", _TOOL_EXAMPLES[tool.name]),
            has_body=True,
            takes_memory=True,
            tool=tool.name,
            headers=_MCP_HEADERS,
        )
        for tool in TOOLS
    ),
    *(
        Probe(f"GET {path}", "GET", path, {}, False, False, is_about_people=True)
        for path in (
            "/health",
            "/api/v1/openapi.json",
            "/nothing",
            "/api/v1/nothing",
            LANDING_PATH,
        )
    ),
)
"""What is added to a table of routes, pages, dialects or tools is probed, too.
Metrics are left out: they count requests of everybody."""
