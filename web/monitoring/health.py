"""Addresses that say how a server does, for those who run it."""

from collections.abc import Sequence
from hmac import compare_digest
from ipaddress import ip_address, ip_network

from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as AddressRoute

from web.monitoring.metrics import Metrics
from web.people.credentials import read_token
from web.problems import make_problem
from web.requests import encode_json
from web.server import Server


def make_health_endpoints(server: Server, metrics: Metrics) -> Sequence[AddressRoute]:
    """Make `/health`, which says that the server lives, and `/metrics`."""

    async def health(_: Request) -> Response:
        return Response(encode_json({"status": "ok"}), media_type="application/json")

    async def show_metrics(request: Request) -> Response:
        if not _may_read_metrics(request, server):
            return make_problem(
                403,
                "metrics are for the addresses of metrics_addresses, or a sender of "
                "metrics_token as a bearer token; see [server] in padanan.toml",
            )
        return Response(metrics.render(), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return [AddressRoute("/health", health), AddressRoute("/metrics", show_metrics)]


def _may_read_metrics(request: Request, server: Server) -> bool:
    """Whether a request has the token of the settings, or comes from their networks."""
    settings = server.settings
    connection = server.connection_reader.read(request)
    token = read_token(connection.authorization)
    if token is not None and settings.metrics_token:
        return compare_digest(token.encode(), settings.metrics_token.encode())
    try:
        address = ip_address(connection.address)
    except ValueError:
        return False
    return any(address in ip_network(net) for net in settings.metrics_addresses)
