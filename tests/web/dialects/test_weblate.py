"""Weblate's memory: lookups of many strings."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

import padanan
from tests.web.dialects.conftest import make_settings
from tests.web.serving import serve

_LOOKUP = "/weblate/api/memory/lookup/"
_LANGUAGES = {"source_language": "vi", "target_language": "id"}


def test_strings_are_looked_up_in_their_order(client: httpx.Client) -> None:
    strings = ["Cuộc họp báo ở Hà Nội", "không có gì", "Cuộc họp báo lớn ở Hà Nội"]
    answer = client.post(_LOOKUP, params=_LANGUAGES, json={"strings": strings})
    results = answer.json()
    assert [result["query"] for result in results] == strings
    assert results[1]["match"] is None
    first, third = results[0]["match"], results[2]["match"]
    assert (first["exact"], first["quality"]) == (True, 100)
    assert (third["exact"], third["quality"]) == (False, 85)
    assert first["target"] == third["target"] == "Jumpa pers di Hanoi"


def test_only_equal_strings_if_asked(client: httpx.Client) -> None:
    strings = ["Cuộc họp báo ở Hà Nội", "Cuộc họp báo lớn ở Hà Nội"]
    answer = client.post(
        _LOOKUP, params={**_LANGUAGES, "exact": "true"}, json={"strings": strings}
    )
    assert [bool(result["match"]) for result in answer.json()] == [True, False]


def test_entries_are_listed_page_by_page_and_deleted(
    own_client: httpx.Client,
) -> None:
    for text in ("họp báo", "cảnh sát", "họp kín"):
        own_client.put(
            f"/tmserver/vi/id/unit/{text}", json={"target": text.upper()}
        ).raise_for_status()
    url = "/weblate/api/memory/?source_language=vi&target_language=id&page_size=2"
    sources, pages = [], 0
    while url:
        page = own_client.get(url).json()
        sources += [entry["source"] for entry in page["results"]]
        url, pages = page["next"], pages + 1
    assert (sources, pages) == (["họp báo", "cảnh sát", "họp kín"], 2)
    [first, second] = own_client.get("/weblate/api/memory/?source=họp").json()[
        "results"
    ]
    assert first["target"] == "HỌP BÁO" and isinstance(first["id"], int)
    for status in (204, 404):
        deleted = own_client.delete(f"/weblate/api/memory/{first['id']}/")
        assert deleted.status_code == status
    [left] = own_client.get("/weblate/api/memory/?source=họp").json()["results"]
    assert left == second


def test_the_next_page_is_of_the_same_memory(tmp_path: Path) -> None:
    databases = {name: str(tmp_path / f"{name}.db") for name in ("news", "law")}
    for name, database in databases.items():
        with padanan.open(database, source="vi", target="id") as memory:
            for number in range(3):
                memory.add(f"{name} {number}", f"{name} {number} (id)")
    settings = replace(make_settings(tmp_path), memories=databases)
    sources, url = [], "/weblate/@law/api/memory/?page_size=1"
    with serve(tmp_path / "unused.db", settings) as client:
        while url:
            page = client.get(url).json()
            sources += [entry["source"] for entry in page["results"]]
            url = page["next"]
    assert sources == ["law 0", "law 1", "law 2"]


@pytest.mark.parametrize(
    ("query", "strings"),
    [
        (_LANGUAGES, []),
        (_LANGUAGES, ["a"] * 101),
        (_LANGUAGES, ["a" * 2001]),
        ({"source_language": "vi"}, ["a"]),
        ({**_LANGUAGES, "source_language": "xx"}, ["a"]),
    ],
)
def test_errors_are_those_of_weblate(
    client: httpx.Client, query: dict[str, str], strings: list[str]
) -> None:
    answer = client.post(_LOOKUP, params=query, json={"strings": strings})
    assert answer.status_code == 400
    assert answer.json()["type"] == "validation_error"
    (error,) = answer.json()["errors"]
    assert error["code"] == "invalid" and error["detail"] and error["attr"] is None


def test_an_unknown_address_is_a_client_error(client: httpx.Client) -> None:
    answer = client.get("/weblate/api/projects/")
    assert answer.status_code == 404
    assert answer.json()["type"] == "client_error"
