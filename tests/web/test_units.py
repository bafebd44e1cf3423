"""Units over HTTP: pages, ETags, and two people who edit one unit."""

from collections.abc import Iterator

import httpx
import pytest

from tests.web.serving import serve

API = "/api/v1"


@pytest.fixture
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serve(tmp_path_factory.mktemp("server") / "memory.db") as opened:
        yield opened


def add(client: httpx.Client, source_text: str, target_text: str) -> httpx.Response:
    values = {"source_text": source_text, "target_text": target_text}
    answer = client.post(
        f"{API}/units", json={**values, "source": "vi", "target": "id"}
    )
    assert answer.status_code == 201
    return answer


def test_pages_are_followed_by_their_cursors(client: httpx.Client) -> None:
    for number in range(5):
        add(client, f"họp báo {number}", f"jumpa pers {number}")
    sources, query = [], {"limit": "2"}
    while True:
        page = client.get(f"{API}/units", params=query).json()
        sources += [unit["source"] for unit in page["units"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert sources == [f"họp báo {number}" for number in range(5)]
    selected = client.get(f"{API}/units", params={"query": "hop bao 3"}).json()
    assert [unit["target"] for unit in selected["units"]] == ["jumpa pers 3"]
    wrong = client.get(f"{API}/units", params={"cursor": "x"})
    assert (wrong.status_code, wrong.json()["parameters"]) == (422, ["cursor"])


def test_a_second_reviewer_is_shown_both_versions(client: httpx.Client) -> None:
    unit = add(client, "họp báo", "jumpa pers")
    address = f"{API}/units/{unit.json()['unit']['key']}"
    headers = {"if-match": client.get(address).headers["etag"]}
    assert headers["if-match"] == unit.headers["etag"]
    first = client.put(f"{address}/state", json={"state": "reviewed"}, headers=headers)
    assert first.status_code == 200
    wanted = {"note": "Deplu"}
    second = client.patch(address, json=wanted, headers=headers)
    problem = second.json()
    assert (second.status_code, problem["status"]) == (412, 412)
    assert problem["current"] == first.json()["unit"]
    assert problem["sent"]["note"] == "Deplu"
    headers["if-match"] = f'"{problem["current"]["version"]}"'
    assert client.patch(address, json=wanted, headers=headers).status_code == 200
    assert client.delete(address, headers=headers).status_code == 412
    assert client.delete(address, headers={"if-match": "*"}).status_code == 200


def test_a_unit_with_another_text_is_found_by_the_problem(client: httpx.Client) -> None:
    key = add(client, "họp báo", "jumpa pers").json()["unit"]["key"]
    address = f"{API}/units/{key}"
    edited = client.patch(address, json={"target_text": "konferensi pers"})
    assert edited.json()["unit"]["target"] == "konferensi pers"
    missing = client.get(address)
    assert missing.status_code == 404
    assert (
        f"replaced by {edited.json()['unit']['key'][:16]}" in missing.json()["detail"]
    )


def test_what_a_caller_has_is_not_sent_again(client: httpx.Client) -> None:
    unit = add(client, "họp báo", "jumpa pers")
    address = f"{API}/units/{unit.json()['unit']['key'][:12]}"
    tags = (unit.headers["etag"], f'W/{unit.headers["etag"]}, "b"', '"b"')
    statuses = []
    for tag in tags:
        answer = client.get(address, headers={"if-none-match": tag})
        statuses.append(answer.status_code)
        assert answer.headers["etag"] == unit.headers["etag"]
        assert bool(answer.content) == (answer.status_code == 200)
    assert statuses == [304, 304, 200]


@pytest.mark.parametrize("tag", ["x", '"a", "b"', 'W/"00"', '"00"'])
def test_an_etag_that_is_none_is_explained(client: httpx.Client, tag: str) -> None:
    key = add(client, "họp báo", "jumpa pers").json()["unit"]["key"]
    answer = client.delete(f"{API}/units/{key}", headers={"if-match": tag})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("If-Match: ")


def test_a_body_does_not_name_what_the_address_names(client: httpx.Client) -> None:
    key = add(client, "họp báo", "jumpa pers").json()["unit"]["key"]
    answer = client.patch(f"{API}/units/{key}", json={"key": key, "note": "n"})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("unknown parameter 'key'")
