"""The API over HTTP: what the routes answer, and how they refuse."""

from collections.abc import Iterator

import httpx
import pytest

import padanan
from tests.web.serving import serve
from tests.web.test_openapi import SCHEMA
from web.api.route_table import ROUTES
from web.route import Route, Scope

PAIR = {"source": "vi", "target": "id"}
API = "/api/v1"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server with a termbase and a few units."""
    database = tmp_path_factory.mktemp("server") / "memory.db"
    with padanan.open(database, source="vi", target="id") as memory:
        memory.terms.load("seeds/glossary/official_titles.csv")
        memory.add("Tăng 16,7% trong quý II", "Naik 16,7% pada kuartal II")
        memory.add("Cuộc họp báo ở Hà Nội", "Jumpa pers di Hanoi")
    with serve(database) as opened:
        yield opened


def test_a_text_is_looked_up(client: httpx.Client) -> None:
    answer = client.get(
        f"{API}/lookup", params={"text": "Tăng 18% trong quý II", **PAIR}
    )
    assert answer.status_code == 200
    (match,) = answer.json()["matches"]
    assert (match["type"], match["repaired"]) == (
        "repaired",
        "Naik 18% pada kuartal II",
    )
    assert match["origin"]["memory"] == "default"


def test_texts_are_looked_up_in_their_order(client: httpx.Client) -> None:
    texts = ["Cuộc họp báo ở Hà Nội", "không có gì", "Tăng 16,7% trong quý II"]
    answer = client.post(f"{API}/lookup", json={"texts": texts, **PAIR})
    results = answer.json()["results"]
    assert [[match["rate"] for match in result["matches"]] for result in results] == [
        [100],
        [],
        [100],
    ]


def test_a_phrase_is_found_with_its_spans(client: httpx.Client) -> None:
    answer = client.get(f"{API}/concordance", params={"phrase": "họp báo", **PAIR})
    (hit,) = answer.json()["hits"]
    assert (hit["target"], hit["spans"]) == ("Jumpa pers di Hanoi", [[5, 12]])


def test_terms_are_found(client: httpx.Client) -> None:
    answer = client.post(
        f"{API}/terms/find", json={"text": "Bộ trưởng Bộ Công Thương", **PAIR}
    )
    (term,) = answer.json()["terms"]
    assert term["translations"] == ["Menteri Perindustrian dan Perdagangan"]


def test_a_text_is_checked(client: httpx.Client) -> None:
    answer = client.post(
        f"{API}/check", json={"text": "Ia tinggal di  Hanoi.", "target": "id"}
    )
    (finding,) = answer.json()["findings"]
    assert (finding["check"], finding["target_span"], finding["fix"]) == (
        "space.double",
        [11, 21],
        "di Hanoi.",
    )


def test_sentences_are_aligned(client: httpx.Client) -> None:
    answer = client.post(
        f"{API}/align",
        json={
            "source_text": "Xin chào. Cảm ơn.",
            "target_text": "Halo. Terima kasih.",
            **PAIR,
        },
    )
    pairs = [(pair["source"], pair["target"]) for pair in answer.json()["pairs"]]
    assert pairs == [("Xin chào.", "Halo."), ("Cảm ơn.", "Terima kasih.")]


def test_a_unit_is_added_undone_and_redone(client: httpx.Client) -> None:
    unit = {"source_text": "Đồng bằng", "target_text": "Dataran rendah", **PAIR}
    query = {"text": "Đồng bằng", **PAIR}

    def count_matches() -> int:
        return len(client.get(f"{API}/lookup", params=query).json()["matches"])

    added = client.post(f"{API}/units", json=unit)
    assert added.status_code == 201
    assert added.json()["change_set"]
    again = client.post(f"{API}/units", json=unit).json()
    assert (again["change_set"], again["unit"]) == (None, added.json()["unit"])
    assert count_matches() == 1
    assert client.post(f"{API}/undo", json={}).status_code == 200
    assert count_matches() == 0
    assert client.post(f"{API}/redo").status_code == 200
    assert count_matches() == 1
    assert client.post(f"{API}/undo", json={"name": "i999"}).status_code == 404


@pytest.mark.parametrize(
    ("request_values", "status", "detail"),
    [
        ({"text": "a", "txt": "b"}, 422, "unknown parameter 'txt'; did you mean text?"),
        ({"text": "a", "limit": "many"}, 422, "limit: expected a whole number"),
        ({"text": "a", "limit": "0"}, 422, "limit: expected a whole number >= 1"),
        ({"text": "a", "source": "zzz"}, 422, "unknown language 'zzz'"),
        ({"text": "a", "source": "id"}, 422, "source and target are both id"),
        ({}, 422, "give text"),
    ],
)
def test_a_mistake_is_explained(
    client: httpx.Client, request_values: dict[str, str], status: int, detail: str
) -> None:
    answer = client.get(f"{API}/lookup", params=PAIR | request_values)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(detail)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"texts": ["\xff"]}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"texts=a", "application/x-www-form-urlencoded", 415),
        (b" " * 9_000_000, "application/json", 413),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    client: httpx.Client, body: bytes, content_type: str, status: int
) -> None:
    answer = client.post(
        f"{API}/lookup", content=body, headers={"content-type": content_type}
    )
    assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_an_unknown_address_and_verb_are_explained(client: httpx.Client) -> None:
    missing = client.get(f"{API}/lookups")
    assert (missing.status_code, missing.json()["status"]) == (404, 404)
    wrong_verb = client.delete(f"{API}/lookup")
    assert wrong_verb.status_code == 405
    assert set(wrong_verb.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_the_example_of_each_route_works(client: httpx.Client, route: Route) -> None:
    body = route.body_example
    if route.has_body:
        answer = client.request(route.verb, route.example_path, json=body)
    else:
        file = None if route.file_example is None else route.file_example.encode()
        answer = client.request(route.verb, route.example_address, content=file)
    # Nothing is left to redo, and no pair waits; what an example removes is gone; and
    # nobody has an account.
    statuses = [route.status, 404, 409, *([401] * (route.scope is Scope.ANYONE))]
    assert answer.status_code in statuses, answer.text
    SCHEMA[route.path][route.verb].validate_response(answer)  # its own document
