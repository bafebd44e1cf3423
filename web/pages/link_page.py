"""The page that a link opens, where a person sets a password.

The secret stands after the `#` of the address, which browsers send to nobody: the
page's script reads it there and sends it with the password.
"""

import msgspec

from web.api.request_types import ServerRequest
from web.pages.page_route import N_, PageGroup
from web.request_context import ServerRequestContext
from web.route import Scope

LINK_PAGES = PageGroup()
LINK_PATH = "/link"


class LinkView(msgspec.Struct, frozen=True):
    """The page shows nothing that the server knows."""


@LINK_PAGES.add(
    *("GET", LINK_PATH, "link.html"), title=N_("Set a password"), scope=Scope.ANYONE
)
def show_link(context: ServerRequestContext, request: ServerRequest) -> LinkView:
    """Show the form for a new password."""
    return LinkView()
