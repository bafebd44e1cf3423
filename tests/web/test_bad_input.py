"""Bad input: the right status and a sentence, and the server lives."""

import asyncio
import json
import socket
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

import padanan
from tests.web.serving import serve
from web.api.route_table import ROUTES
from web.requests import read_values
from web.route import Route
from web.settings import ServerSettings

API = "/api/v1"
PAIR = {"source": "vi", "target": "id"}
_NO_KEY = "0123456789abcdef"
_QUERY_PARTS = [
    *(b"%", b"%4", b"%4a", b"%4A", b"%E1%BB%A7", b"%25", b"%0D", b"%3d", b"%zz"),
    *(b"=", b"+", b"a", b"0", b"_", b"\n", b"\xe1"),
]
_ROUTES_WITH_BODY = [route for route in ROUTES if route.has_body]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    database = tmp_path_factory.mktemp("server") / "memory.db"
    with padanan.open(database, source="vi", target="id") as memory:
        memory.add("Cuộc họp báo ở Hà Nội", "Jumpa pers di Hanoi")
    with serve(database) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _server_lives(client: httpx.Client) -> Iterator[None]:
    yield
    assert client.get("/health").status_code == 200


@given(st.lists(st.sampled_from(_QUERY_PARTS), min_size=1).map(b"".join))
def test_a_query_is_decoded_like_a_form(quoted_text: bytes) -> None:
    (look_up,) = (
        route for route in ROUTES if (route.verb, route.name) == ("GET", "look_up")
    )
    scope = {"type": "http", "query_string": b"text=" + quoted_text, "headers": []}
    values = read_values(Request(scope), look_up, ServerSettings())
    text = unquote_to_bytes(quoted_text.replace(b"+", b" ")).decode("utf-8", "replace")
    assert asyncio.run(values).text == text


_TEXT = {"source_text": "a", "target_text": "b"}
_TERM = {"locale": "vi", "text": "Bộ"}
_CASES: list[tuple[str, str, dict[str, Any], int, str]] = [
    # Wrong types and values.
    ("GET", "lookup", {"text": "a", "limit": "1.5"}, 422, "limit: expected a whole"),
    ("GET", "lookup", {"text": "a", "limit": "1e99"}, 422, "limit: "),
    ("GET", "lookup", {"text": "a", "min_rate": "102"}, 422, "min_rate: "),
    ("GET", "lookup", {"text": ""}, 422, "text: "),
    ("GET", "lookup", {"text": "a" * 2001}, 422, "text: "),
    ("POST", "lookup", {"texts": "a"}, 422, "texts: expected a list"),
    ("POST", "lookup", {"texts": [1]}, 422, "texts[0]: expected a text"),
    ("POST", "lookup", {"texts": ["a"] * 1001}, 422, "texts: "),
    ("POST", "units", {**_TEXT, "note": 1}, 422, "note: expected a text"),
    ("POST", "units", {**_TEXT, "nota": "n"}, 422, "unknown parameter 'nota'"),
    ("POST", "units", {"source_text": "a"}, 422, "give target_text"),
    ("POST", "units", {**_TEXT, "source_text": " "}, 422, "the source text is empty"),
    ("POST", "terms", {"terms": []}, 422, "terms: "),
    (
        "POST",
        "terms",
        {"terms": [{**_TERM, "status": "good"}]},
        422,
        "terms[0].status: ",
    ),
    (
        "POST",
        "terms",
        {"terms": [{**_TERM, "txt": "a"}]},
        422,
        "terms[0]: unknown",
    ),
    ("POST", "terms", {"terms": [_TERM], "relations": [1]}, 422, "relations[0]: "),
    ("PUT", f"units/{_NO_KEY}/state", {"state": "done"}, 422, "state: "),
    ("PUT", f"units/{_NO_KEY}/state", {"state": None}, 422, "state: "),
    ("POST", "articles", {"text": ["a"]}, 422, "text: expected a text"),
    ("POST", "articles", {"text": "\n\n"}, 422, ""),
    ("POST", "check/file", {"name": "../x.txt", "content": "YQ=="}, 422, "name: "),
    ("POST", "check/file", {"name": "x.txt", "content": "%"}, 422, "content: "),
    ("POST", "check/file", {"name": "x.xlf", "content": "YQ=="}, 422, ""),
    ("POST", "undo", {"name": "x"}, 422, "name: "),
    # Unknown locales.
    ("GET", "lookup", {"text": "a", "source": "qqq"}, 422, "unknown language 'qqq'"),
    ("GET", "lookup", {"text": "a", "source": "vi_"}, 422, "source: "),
    ("GET", "lookup", {"text": "a", "target": "vi"}, 422, "source and target are both"),
    ("GET", "units", {"source": "xx-yy-zz"}, 422, "unknown language"),
    ("POST", "segment", {"text": "a", "locale": "qqq"}, 422, "unknown language"),
    ("GET", "articles", {"locale": "qqq"}, 422, "unknown language"),
    # Unknown names and ids.
    ("GET", "lookup", {"text": "a", "memory": "m"}, 404, "no memory 'm'"),
    ("GET", f"units/{_NO_KEY}", {}, 404, f"no unit '{_NO_KEY}'"),
    ("GET", "units/zz", {}, 422, "key: "),
    ("GET", "units", {"session": "i999"}, 404, ""),
    ("GET", "units", {"session": "x"}, 422, ""),
    ("GET", "units", {"cursor": "x"}, 422, "'x' is not a cursor"),
    ("GET", "units", {"since": "2023-13"}, 422, "since: "),
    ("PATCH", f"units/{_NO_KEY}", {"note": "n"}, 404, "no unit"),
    ("PATCH", f"units/{_NO_KEY}", {}, 422, "nothing to change"),
    ("DELETE", f"units/{_NO_KEY}", {}, 404, "no unit"),
    ("GET", "terms/no-such", {}, 404, "no concept 'no-such'"),
    ("GET", "terms/a%00b", {}, 422, ""),
    ("PATCH", "terms/no-such", {"note": "n"}, 404, "no concept"),
    ("DELETE", "terms/no-such", {}, 404, "no concept"),
    ("PUT", "termbases", {"names": ["x"]}, 422, "unknown termbase 'x'"),
    ("GET", f"articles/{_NO_KEY}", {}, 404, "no article"),
    ("GET", f"articles/{_NO_KEY}/findings", PAIR, 404, "no article"),
    ("POST", f"review/{_NO_KEY}/accept", {}, 404, "no unit"),
    ("POST", f"review/{_NO_KEY}/split", {"source_count": 1}, 422, "give target_count"),
    ("GET", "history/i99", {}, 404, ""),
    ("GET", "history/x", {}, 422, "name: "),
    ("DELETE", f"dismissals/{_NO_KEY}", {}, 404, "no dismissal"),
    ("DELETE", f"missed-errors/{_NO_KEY}", {}, 404, "no missed error"),
    (
        "POST",
        "check",
        {"text": "a", "target": "id", "only": ["x"]},
        422,
        "unknown check",
    ),
    ("GET", "concordance", {"phrase": "(", "mode": "regex", **PAIR}, 422, ""),
    ("GET", "lookups", {}, 404, "there is no /api/v1/lookups"),
    ("PUT", "lookup", {}, 405, "/api/v1/lookup does not take PUT"),
]


@pytest.mark.parametrize(("verb", "path", "values", "status", "detail"), _CASES)
def test_a_mistake_has_its_status_and_a_sentence(
    client: httpx.Client,
    verb: str,
    path: str,
    values: dict[str, Any],
    status: int,
    detail: str,
) -> None:
    if path == "lookup" and verb == "GET":
        values = PAIR | values
    if path == "units" and verb == "POST":
        values = PAIR | values
    is_query = verb in ("GET", "DELETE")
    answer = client.request(
        verb,
        f"{API}/{path}",
        params=values if is_query else None,
        json=None if is_query else values,
    )
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status), problem
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["detail"].startswith(detail)
    assert problem["detail"]
    assert "/tmp" not in answer.text


_DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000


@pytest.mark.parametrize("route", _ROUTES_WITH_BODY, ids=lambda route: route.name)
def test_every_route_refuses_what_is_no_json(
    client: httpx.Client, route: Route
) -> None:
    for body, content_type, status in (
        (b"{", "application/json", 400),
        (b"[1]", "application/json", 400),
        (b'{"text": "\xff"}', "application/json", 400),
        (b'{"text": "\\ud800"}', "application/json", 400),
        (_DEEP, "application/json", 400),
        (b"a=b", "text/plain", 415),
        (b" " * 9_000_000, "application/json", 413),
    ):
        answer = client.request(
            route.verb,
            route.example_path,
            content=body,
            headers={"content-type": content_type},
        )
        assert answer.status_code == status, (body[:20], answer.text)
        assert answer.json()["detail"]


def test_numbers_and_names_that_json_allows(client: httpx.Client) -> None:
    for body, status in (
        (b'{"texts": ["a"], "limit": 5.0, "source": "vi", "target": "id"}', 200),
        (b'{"texts": ["a"], "limit": 1e400, "source": "vi", "target": "id"}', 400),
        (b'{"texts": ["a"], "limit": 9999999999999999999999}', 422),
        (b'{"texts": ["a"], "texts": ["b"], "source": "vi", "target": "id"}', 200),
        (b'\xef\xbb\xbf{"texts": ["a"]}', 400),
        (b'{"texts": ["\\u0000"], "source": "vi", "target": "id"}', 422),
        (b'{"texts": [NaN]}', 400),
    ):
        answer = client.post(
            f"{API}/lookup",
            content=body,
            headers={"content-type": "application/json; charset=utf-8"},
        )
        assert answer.status_code == status, (body, answer.text)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
def test_vietnamese_is_found_in_any_form(client: httpx.Client, form: str) -> None:
    def write(text: str) -> str:
        return unicodedata.normalize(form, text)  # type: ignore[arg-type]

    text = write("Cuộc họp báo ở Hà Nội")
    found = client.get(f"{API}/lookup", params={"text": text, **PAIR}).json()
    assert [match["rate"] for match in found["matches"]] == [100]
    phrase = {"phrase": write("họp báo"), **PAIR}
    assert len(client.get(f"{API}/concordance", params=phrase).json()["hits"]) == 1
    listed = client.get(f"{API}/units", params={"query": write("Hà Nội")}).json()
    assert [unit["source"] for unit in listed["units"]] == ["Cuộc họp báo ở Hà Nội"]
    unit = {"source_text": write("Cảnh sát"), "target_text": "polisi", **PAIR}
    added = client.post(f"{API}/units", json=unit).json()["unit"]
    assert added["source"] == "Cảnh sát"


@pytest.mark.parametrize("query", ["text=%FF", "text=%C0%80", "text=a%00b", "%FF=a"])
def test_a_query_that_is_no_utf_8_is_no_crash(client: httpx.Client, query: str) -> None:
    answer = client.get(f"{API}/lookup?{query}&source=vi&target=id")
    assert answer.status_code in (200, 400, 422)


def test_a_client_that_hangs_up_is_no_crash(client: httpx.Client) -> None:
    address = (client.base_url.host, client.base_url.port or 80)
    for beginning in (
        b"POST /api/v1/lookup HTTP/1.1\r\nhost: localhost\r\n"
        b"content-length: 99\r\n\r\n{",
        b"GET /api/v1/units HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"POST /api/v1/units HTTP/1.1\r\nhost: localhost\r\n"
        b"transfer-encoding: chunked\r\n\r\nffffffff\r\n",
    ):
        with socket.create_connection(address) as connection:
            connection.sendall(beginning)


def test_what_a_problem_quotes_is_harmless(client: httpx.Client) -> None:
    answer = client.get(f"{API}/units", params={"cursor": "\x1b[31m<script>"})
    detail = json.loads(answer.content)["detail"]
    assert "\x1b" not in detail
    assert answer.headers["x-content-type-options"] == "nosniff"
