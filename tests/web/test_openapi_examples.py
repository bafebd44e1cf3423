"""The example of every route is run on a real server: it gives what is documented."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest

from tests.web.example_server import prepare, serve_examples
from tests.web.people.openid_provider import SoftwareProvider, run_provider
from web.api.route_table import ROUTES
from web.openapi.document import make_openapi
from web.requests import encode_json
from web.route import JSON_TYPE, Route

_DOCUMENT = json.loads(encode_json(make_openapi(ROUTES)))
_EFFECTS = {
    "apply_fixes": ("changed", 1),
    "set_unit_states": ("changed", 1),
    "look_up_batch": ("results", 2),
    "search_phrase": ("hits", 1),
    "find_parts": ("parts", 1),
    "list_units": ("units", 1),
    "list_waiting_pairs": ("units", 3),
    "list_duplicate_concepts": ("duplicates", 1),
    "list_dismissals": ("dismissals", 1),
    "list_missed_errors": ("missed_errors", 1),
    "list_open_suggestions": ("suggestions", 1),
    "list_own_drafts": ("drafts", 1),
    "list_own_jobs": ("jobs", 1),
    "restore_findings": ("restored", 1),
}
"""What some examples find or change, so that they are not run in vain: how many."""


@pytest.fixture(name="provider", scope="module")
def _run_provider() -> Iterator[SoftwareProvider]:
    with run_provider() as provider:
        yield provider


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_the_example_of_a_route_gives_what_is_documented(
    route: Route, provider: SoftwareProvider, tmp_path: Path
) -> None:
    with serve_examples(tmp_path, provider) as server:
        answer = server.send(route, **prepare(server, route))
    assert answer.status_code == route.status, answer.text
    operation = _DOCUMENT["paths"][route.path][route.verb.lower()]
    content = operation["responses"][str(route.status)]["content"]
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    assert media_type in content
    if media_type != JSON_TYPE:
        assert answer.content
        return
    given = answer.json()
    _validate(given, content[JSON_TYPE]["schema"])
    # Nothing is there that the type does not have, and nothing is left out.
    typed: Any = msgspec.json.decode(answer.content, type=route.answer_type)
    assert json.loads(encode_json(typed)) == given
    if route.name in _EFFECTS:
        name, count = _EFFECTS[route.name]
        assert given[name] == count or len(given[name]) == count, given


def _validate(given: object, schema: dict[str, Any]) -> None:
    whole_schema = {**schema, "components": _DOCUMENT["components"]}
    jsonschema.Draft202012Validator(whole_schema).validate(given)
