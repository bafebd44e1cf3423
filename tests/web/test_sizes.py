"""The server stays small: its modules, and the functions that answer requests."""

import inspect
from pathlib import Path

from tests.paths import ROOT
from web.api.route_table import ROUTES
from web.dialects.registry import DIALECTS

_LONGEST_MODULE = 300
_LONGEST_HANDLER = 20


def test_no_module_is_long() -> None:
    modules = [path for path in (ROOT / "web").rglob("*.py")]
    long_modules = {
        str(path.relative_to(ROOT))
        for path in modules
        if _count_lines(path) > _LONGEST_MODULE
    }
    assert len(modules) > 50
    assert long_modules == set()


def _count_lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_no_handler_is_long() -> None:
    long_handlers = {}
    routes = [*ROUTES, *(route for dialect in DIALECTS for route in dialect.routes)]
    for route in routes:
        handler = inspect.unwrap(route.handler)
        source = inspect.getsource(handler)
        body = source.rpartition('"""')[2]  # without its head and its docstring
        lines = [line for line in body.splitlines() if line.strip()]
        if len(lines) >= _LONGEST_HANDLER:
            long_handlers[route.name] = len(lines)
    assert len(routes) > 150
    assert long_handlers == {}
