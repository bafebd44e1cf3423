"""The dialects, and the addresses of those that are on."""

from collections.abc import Collection, Sequence

from tm.errors import UnknownName
from web.dialects.apertium import APERTIUM
from web.dialects.deepl.table import DEEPL
from web.dialects.dialect import Dialect
from web.dialects.endpoint import DialectAddress
from web.dialects.libretranslate import LIBRETRANSLATE
from web.dialects.mymemory import MYMEMORY
from web.dialects.tmserver import AMAGAMA, TMSERVER
from web.dialects.weblate import WEBLATE
from web.engine import Engine

DIALECTS: Sequence[Dialect] = (
    TMSERVER,
    AMAGAMA,
    APERTIUM,
    LIBRETRANSLATE,
    DEEPL,
    WEBLATE,
    MYMEMORY,
)


def make_dialect_addresses(
    engine: Engine, names: Collection[str] | None, *, max_body_bytes: int
) -> list[DialectAddress]:
    """Make the addresses of the dialects of some names; None for all.

    Raises UnknownName.
    """
    known_names = [dialect.name for dialect in DIALECTS]
    for name in names or ():
        if name not in known_names:
            raise UnknownName("dialect", name, known_names)
    return [
        DialectAddress(dialect, engine, max_body_bytes)
        for dialect in DIALECTS
        if names is None or dialect.name in names
    ]
