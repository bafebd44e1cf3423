"""The dialects, and the addresses of those that are on."""

from collections.abc import Sequence

from tm.errors import UnknownName
from web.dialects.apertium import APERTIUM
from web.dialects.deepl.route_table import DEEPL
from web.dialects.dialect import Dialect
from web.dialects.endpoint.dialect_route import DialectRoute
from web.dialects.libretranslate import LIBRETRANSLATE
from web.dialects.mymemory.route_table import MYMEMORY
from web.dialects.t5memory.route_table import T5MEMORY
from web.dialects.tmserver import AMAGAMA, TMSERVER
from web.dialects.weblate import WEBLATE
from web.server import Server

DIALECTS: Sequence[Dialect] = (
    TMSERVER,
    AMAGAMA,
    APERTIUM,
    LIBRETRANSLATE,
    DEEPL,
    WEBLATE,
    MYMEMORY,
    T5MEMORY,
)


def make_dialect_addresses(server: Server) -> list[DialectRoute]:
    """Make the addresses of the dialects that are on by the settings.

    Raises UnknownName.
    """
    enabled_names = server.settings.dialects
    known_names = [dialect.name for dialect in DIALECTS]
    for enabled_name in enabled_names or ():
        if enabled_name not in known_names:
            raise UnknownName("dialect", enabled_name, known_names)
    return [
        DialectRoute(dialect, server)
        for dialect in DIALECTS
        if enabled_names is None or dialect.name in enabled_names
    ]
