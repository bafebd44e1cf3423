"""Addresses: what answers at a path, with one endpoint for each of its verbs."""

from collections.abc import Iterable, Iterator, Mapping

from starlette.requests import Request
from starlette.routing import BaseRoute, Match
from starlette.routing import Route as AddressRoute
from starlette.types import Receive, Scope, Send

from web.endpoint import Endpoint
from web.route import Route


def make_addresses(
    endpoints: Iterable[tuple[Route, Endpoint]],
) -> Iterator[AddressRoute]:
    """Make one address of all routes with the same path, from their endpoints."""
    endpoints_by_path: dict[str, dict[str, Endpoint]] = {}
    for route, endpoint in endpoints:
        endpoint_by_verb = endpoints_by_path.setdefault(route.path_pattern, {})
        endpoint_by_verb[route.verb] = endpoint
    for path, endpoint_by_verb in endpoints_by_path.items():
        yield AddressRoute(
            path, _Address(endpoint_by_verb), methods=[*endpoint_by_verb]
        )


class _Address:
    """Answers the requests for an address by its endpoints, which raise no errors."""

    def __init__(self, endpoint_by_verb: Mapping[str, Endpoint]) -> None:
        self._endpoint_by_verb = endpoint_by_verb

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request by the endpoint of its verb."""
        verb = "GET" if scope["method"] == "HEAD" else scope["method"]
        response = await self._endpoint_by_verb[verb](Request(scope, receive, send))
        await response(scope, receive, send)


class PlainAddresses(BaseRoute):
    """Addresses without values in their paths, found at once instead of one by one."""

    def __init__(self, addresses: Iterable[AddressRoute]) -> None:
        self._address_by_path = {address.path: address for address in addresses}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Find the address of a path."""
        address = self._address_by_path.get(scope.get("path", ""))
        if address is None:
            return Match.NONE, {}
        match, child_scope = address.matches(scope)
        return match, {**child_scope, "route": address}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the address that was found."""
        await scope["route"].handle(scope, receive, send)
