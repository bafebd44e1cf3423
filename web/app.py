"""The application: routes, guard and health, made of settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as StarletteRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from tm.settings import Settings
from web.api.people.outside_login import LANDING_PATH
from web.api.route_table import ROUTES
from web.api_endpoint import PlainAddresses, make_addresses, make_endpoint
from web.assistants.mount import AssistantMount
from web.connections.unread_bodies import UnreadBodies
from web.dialects.registry import make_dialect_addresses
from web.guard import Guard
from web.monitoring.health import make_health_endpoints
from web.monitoring.metrics import Metrics
from web.monitoring.request_log import RequestMonitor
from web.openapi.document import make_openapi_endpoints
from web.pages.messages.translation import translate_message
from web.pages.page_endpoint import make_error_page
from web.pages.preferences import choose_language
from web.pages.refusal_page import make_refusal_page
from web.pages.route_table import PagePaths, make_page_addresses
from web.pages.search.warm_up import SearchWarmUp
from web.pages.static_files import make_static_address
from web.problems import make_problem
from web.requests import wants_page
from web.server import Server
from web.settings import ServerSettings


def create_app(server_settings: ServerSettings, settings: Settings) -> ASGIApp:
    """Create the application of a server, which opens the memories of the settings.

    Raises StoreError if a database cannot be opened.
    """
    server = Server.open(server_settings, settings)
    metrics = Metrics(lambda: server.memory_threads.call_count)
    assistants = AssistantMount(server)
    warm_up = SearchWarmUp(server)

    @asynccontextmanager
    async def close_at_the_end(_: Starlette) -> AsyncIterator[None]:
        server.job_runner.start()
        if server_settings.prepares_searches:
            warm_up.start()
        yield
        warm_up.stop()
        await assistants.close()
        server.close()

    address_routes = _list_address_routes(server, metrics)
    plain_addresses = PlainAddresses(
        route for route in address_routes if "{" not in route.path
    )
    app = Starlette(
        routes=[
            plain_addresses,
            *(route for route in address_routes if "{" in route.path),
            *make_dialect_addresses(server),
            assistants.make_address(),
        ],
        exception_handlers={HTTPException: partial(_answer_http_error, server)},
        lifespan=close_at_the_end,
    )

    async def answer_request(scope: Scope, receive: Receive, send: Send) -> None:
        plain_answer = None
        if scope["type"] == "http":
            plain_answer = plain_addresses.find_answer(scope)
        await (plain_answer or app)(scope, receive, send)

    guard = Guard(
        answer_request,
        allowed_hosts=server_settings.allowed_hosts,
        landing_paths=PagePaths([LANDING_PATH]),
        make_page=make_refusal_page,
    )
    return UnreadBodies(
        RequestMonitor(guard, metrics=metrics),
        max_byte_count=server_settings.max_file_bytes,
    )


def _list_address_routes(server: Server, metrics: Metrics) -> list[StarletteRoute]:
    """List the addresses of the API, the pages, their files and the health."""
    return [
        *make_addresses(
            (route, make_endpoint(route, server, translate_detail)) for route in ROUTES
        ),
        *make_openapi_endpoints(ROUTES),
        *make_page_addresses(server),
        make_static_address(),
        *make_health_endpoints(server, metrics),
    ]


def translate_detail(accept_language: str, detail: str) -> str:
    """Translate what an error says for those who ask for a language of the pages."""
    return translate_message(choose_language(accept_language), detail) or detail


def _answer_http_error(server: Server, request: Request, error: Exception) -> Response:
    """Answer for an address or a verb that the server does not have."""
    assert isinstance(error, HTTPException)
    path = request.url.path
    detail = {
        404: f"there is no {path}; /docs shows the addresses",
        405: f"{path} does not take {request.method}",
    }.get(error.status_code, str(error.detail))
    if wants_page(request):
        return make_error_page(request, server, error.status_code, detail)
    headers = dict(error.headers) if error.headers else None
    return make_problem(error.status_code, detail, headers=headers)
