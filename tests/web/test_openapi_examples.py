"""The example of every route is run on a real server: it gives what is documented."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest

from tests.web.example_answers import (
    REMEDY,
    make_example_answer,
    read_example_answers,
    run_example,
)
from tests.web.people.openid_provider import SoftwareProvider, run_provider
from web.api.route_table import ROUTES
from web.openapi.document import make_openapi
from web.openapi.openapi_page import make_openapi_page
from web.requests import encode_json
from web.route import JSON_TYPE, Route

_DOCUMENT = json.loads(encode_json(make_openapi(ROUTES)))
_EFFECTS = {
    "apply_fixes": ("changed", 1),
    "set_unit_states": ("changed", 1),
    "look_up_batch": ("results", 2),
    "search_phrase": ("hits", 1),
    "search_long_phrase": ("hits", 1),
    "find_parts": ("parts", 1),
    "find_parts_of_long_text": ("parts", 1),
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
    with run_example(route, provider, tmp_path) as answer:
        assert answer.status_code == route.status, answer.text
    operation = _DOCUMENT["paths"][route.path][route.verb.lower()]
    content = operation["responses"][str(route.status)]["content"]
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    assert media_type in content
    example_answer = make_example_answer(answer)
    assert content[media_type]["example"] == example_answer, REMEDY
    if media_type != JSON_TYPE:
        assert answer.content
        return
    given = answer.json()
    for value in (given, example_answer):
        _validate(value, content[JSON_TYPE]["schema"])
    # Nothing is there that the type does not have, and nothing is left out.
    typed: Any = msgspec.json.decode(answer.content, type=route.answer_type)
    assert json.loads(encode_json(typed)) == given
    if route.name in _EFFECTS:
        name, count = _EFFECTS[route.name]
        assert given[name] == count or len(given[name]) == count, given


def test_every_route_has_an_example_answer_and_the_page_shows_it() -> None:
    answers = read_example_answers()
    assert list(answers) == [route.name for route in ROUTES]
    empty_answers = {
        name
        for name, answer in answers.items()
        if isinstance(answer, dict) and answer and not any(answer.values())
    }
    assert empty_answers == set()
    page = make_openapi_page(_DOCUMENT)
    assert page.count("<summary>Example answer") == len(ROUTES)
    assert "pendapatan rata-rata mereka naik 18,2 persen" in page


def _validate(given: object, schema: dict[str, Any]) -> None:
    whole_schema = {**schema, "components": _DOCUMENT["components"]}
    jsonschema.Draft202012Validator(whole_schema).validate(given)
