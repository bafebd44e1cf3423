"""Health and metrics, for those who run a server."""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as AddressRoute

from web.engine import Engine
from web.requests import encode_json


def make_health_endpoints(engine: Engine) -> Sequence[AddressRoute]:
    """Make `/health`, which says that the server lives, and `/metrics`."""
    registry = CollectorRegistry()
    Gauge(
        "padanan_engine_calls",
        "Calls of the memory that run or wait",
        registry=registry,
    ).set_function(lambda: engine.call_count)

    async def health(_: Request) -> Response:
        return Response(encode_json({"status": "ok"}), media_type="application/json")

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return [AddressRoute("/health", health), AddressRoute("/metrics", metrics)]
