"""Addresses that say how a server does, for those who run it."""

from collections.abc import Sequence

from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as AddressRoute

from web.monitoring.metrics import Metrics
from web.requests import encode_json


def make_health_endpoints(metrics: Metrics) -> Sequence[AddressRoute]:
    """Make `/health`, which says that the server lives, and `/metrics`."""

    async def health(_: Request) -> Response:
        return Response(encode_json({"status": "ok"}), media_type="application/json")

    async def show_metrics(_: Request) -> Response:
        return Response(metrics.render(), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return [AddressRoute("/health", health), AddressRoute("/metrics", show_metrics)]
