"""Requests of the examples in the tables of the dialects."""

from collections.abc import Mapping
from typing import Any

import httpx

from web.dialects.dialect import Dialect
from web.route import Route


def send_example(
    client: httpx.Client,
    dialect: Dialect,
    route: Route,
    headers: Mapping[str, str] | None = None,
    memory: str | None = None,
) -> httpx.Response:
    """Send the example of a route, to a memory by name or to the default one."""
    path = route.path
    values = dict(route.example)
    if memory is not None and "memory" in values:
        values["memory"] = memory
    for name in list(values):
        for part in (f"{{{name}}}", f"{{{name}:path}}"):
            if part in path:
                path = path.replace(part, str(values.pop(name)))
    content: dict[str, Any] = {"params": values}
    if "body" in values:
        content = {"content": str(values["body"]).encode()}
    elif route.has_body:
        content = {"json": values}
    prefix = dialect.prefix
    if path.startswith("/_service/"):
        prefix, path = f"{prefix}_service", path.removeprefix("/_service")
    elif memory is not None:
        prefix = f"{prefix}/@{memory}"
    return client.request(route.verb, f"{prefix}{path}", headers=headers, **content)
