"""What a request with a value of a wrong form is told: what to give instead."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from tests.web.serving import serve
from web import problems
from web.api.request_types import PartialDate
from web.api.route_table import ROUTES
from web.pages.route_table import PAGES


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    with serve(tmp_path / "m.db") as client:
        yield client


def test_a_mistake_is_told_without_a_pattern(client: httpx.Client) -> None:
    language = client.get("/api/v1/lookup?text=a&source=vietnamese").json()
    assert language["detail"] == "source: expected a language tag, such as vi"
    day = client.get("/api/v1/units?until=2025-11-31").json()
    assert day["detail"].startswith("until: expected a day, month or year, such as")
    undo = client.post("/api/v1/undo", json={"name": "foo"}).json()
    assert undo["detail"].startswith("name: expected last, or the name of a change set")


def test_a_date_is_a_day_of_the_calendar() -> None:
    for year in (1900, 2000, 2024, 2025):
        for month, last in enumerate((31, 29, *(31, 30) * 2, 31, *(31, 30) * 2, 31), 1):
            assert last == 29 or _may_be_sent(f"{year}-{month:02}-{last}")
            assert not _may_be_sent(f"{year}-{month:02}-{last + 1}")
        assert _may_be_sent(f"{year}-02-28") and _may_be_sent(f"{year}-02")
        assert _may_be_sent(f"{year}-02-29") == (year in (2000, 2024))
    for wrong in (
        "2025-13",
        "2025-00-10",
        "0000",
        "0000-02-29",
        "2025\n",
        "2025-10-31\n",
    ):
        assert not _may_be_sent(wrong)


def _may_be_sent(date: str) -> bool:
    try:
        return msgspec.convert(date, PartialDate) == date
    except msgspec.ValidationError:
        return False


def test_no_text_of_a_fixed_form_may_end_with_a_line_end(client: httpx.Client) -> None:
    routes = [*ROUTES, *(page.route for page in PAGES)]
    patterns = {
        str(pattern)
        for route in routes
        for pattern in _list_patterns(
            msgspec.json.schema(
                route.request_type,
                schema_hook=lambda _: {"type": "string", "format": "binary"},
            )
        )
    }
    assert len(patterns) > 15
    # After `$` alone, Python allows one.
    assert {one for one in patterns if one.endswith("$")} == set()
    fingerprint = "3f2a9c0d11e7b645"
    for end, status in (("%0A", 422), ("", 200)):
        path = f"/api/v1/dismissals/{fingerprint}{end}"
        assert client.put(path, json={"reason": "quoted"}).status_code == status


def _list_patterns(schema: object) -> Iterator[object]:
    """List the patterns of texts anywhere in a JSON Schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from _list_patterns(part)


def test_an_answer_names_the_address_that_helps(client: httpx.Client) -> None:
    unit = {"source_text": "a", "target_text": "b", "source": "vi", "target": "id"}
    assert client.post("/api/v1/units", json=unit).is_success
    for path, address in (
        ("history/i99", "(GET /api/v1/history)"),
        ("articles/abcd", "(GET /api/v1/articles)"),
        ("units/abcd", "(GET /api/v1/units)"),
    ):
        detail = client.get(f"/api/v1/{path}").json()["detail"]
        assert address in detail and "`padanan" not in detail, detail


def test_each_address_that_errors_advise_is_there() -> None:
    addresses = {f"{route.verb} {route.path}" for route in ROUTES}
    assert set(problems.ADDRESS_BY_NEXT_STEP.values()) <= addresses


def test_an_unknown_address_names_the_page_of_all(client: httpx.Client) -> None:
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert answer.json()["detail"] == "there is no /nothing; /docs shows the addresses"
    assert client.get("/docs").status_code == 200
