"""Addresses of other tools' servers for which this one has nothing."""

from web.dialects.routes import Example, RouteRow
from web.problems import Refusal
from web.request_context import RequestContext


def make_refusal(
    addresses: str, detail: str, example: Example | None = None
) -> RouteRow:
    """Make the row of addresses that are not supported; `detail` says what to use.

    Their clients read the error as one of the service, where an unknown address would
    look like a wrong setting.
    """

    def refuse(_: RequestContext) -> object:
        """Say that there is no such function, and what to use."""
        raise Refusal(501, detail)

    return addresses, refuse, example or {}, 501
