"""The routes of MyMemory, and its errors."""

from web.dialects.dialect import Dialect, JsonObject
from web.dialects.mymemory.glossary import GLOSSARY_ROUTES
from web.dialects.mymemory.tmx import TMX_ROUTES
from web.dialects.mymemory.units import UNIT_ROUTES


def _make_error_body(status: int, detail: str) -> JsonObject:
    return {
        "responseData": {"translatedText": "", "match": None},
        "responseDetails": detail,
        "responseStatus": status,
        "matches": [],
    }


MYMEMORY = Dialect(
    "mymemory",
    (*UNIT_ROUTES, *GLOSSARY_ROUTES, *TMX_ROUTES),
    _make_error_body,
    key_parameter="key",
    pass_parameter="uuid",
)
