"""The routes of DeepL's versions 2 and 3."""

from collections.abc import Sequence

from web.dialects.deepl.glossaries import GLOSSARY_ROUTES
from web.dialects.deepl.ids import find_memory_name
from web.dialects.deepl.jobs import JOB_ROUTES
from web.dialects.deepl.languages import LANGUAGE_ROUTES
from web.dialects.deepl.memories import MEMORY_ROUTES
from web.dialects.deepl.pair_glossaries import PAIR_GLOSSARY_ROUTES
from web.dialects.deepl.translate import TRANSLATION_ROUTES
from web.dialects.dialect import Dialect
from web.dialects.routes import JsonObject


def _make_error_body(_: int, detail: str) -> JsonObject:
    return {"message": detail}


def _choose_memory(request: object, memory_names: Sequence[str]) -> str | None:
    memory_id = getattr(request, "translation_memory_id", None)
    return None if memory_id is None else find_memory_name(str(memory_id), memory_names)


DEEPL = Dialect(
    "deepl",
    (
        *TRANSLATION_ROUTES,
        *LANGUAGE_ROUTES,
        *GLOSSARY_ROUTES,
        *PAIR_GLOSSARY_ROUTES,
        *JOB_ROUTES,
        *MEMORY_ROUTES,
    ),
    _make_error_body,
    key_parameter="auth_key",
    signed_id_parameter="signed_job_id",
    unauthorized_status=403,
    choose_memory=_choose_memory,
)
