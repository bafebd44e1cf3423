"""The routes of MyMemory, and its errors."""

from web.dialects.dialect import Dialect
from web.dialects.mymemory.glossary import GLOSSARY_ROUTES
from web.dialects.mymemory.tmx import TMX_ROUTES
from web.dialects.mymemory.units import UNIT_ROUTES
from web.dialects.refusals import make_refusal
from web.dialects.routes import JsonObject, make_routes


def _make_error_body(status: int, detail: str) -> JsonObject:
    return {
        "responseData": {"translatedText": "", "match": None},
        "responseDetails": detail,
        "responseStatus": status,
        "matches": [],
    }


_REFUSALS = make_routes(
    make_refusal(
        "GET POST /createranduser",
        "keys are not made here: enter a token, which POST /api/v1/account/tokens "
        "makes, or any key where the server has no accounts",
    ),
    make_refusal("POST /analyze", "ask for the matches of each segment by /get"),
)
MYMEMORY = Dialect(
    "mymemory",
    [*UNIT_ROUTES, *GLOSSARY_ROUTES, *TMX_ROUTES, *_REFUSALS],
    _make_error_body,
    key_parameter="key",
    signed_id_parameter="uuid",
)
