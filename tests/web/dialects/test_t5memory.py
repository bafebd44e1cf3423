"""t5memory: what translate5 sends, and how it reads it."""

import json
from typing import Any

import httpx
import pytest

from tests.web.dialects.conftest import UNITS

_LANGUAGES = {"sourceLang": "vi-VN", "targetLang": "id-ID"}
_TMX = b"""<?xml version="1.0"?><tmx version="1.4"><header srclang="vi"/><body>
<tu><tuv xml:lang="vi"><seg>t\xc3\xa0u</seg></tuv>
<tuv xml:lang="id"><seg>kapal</seg></tuv></tu></body></tmx>"""


def _post(client: httpx.Client, name: str, values: dict[str, Any]) -> Any:
    """Send a request as translate5 does; an answer with `ErrorMsg` is a failure."""
    answer = client.post(f"/t5memory/default/{name}", json=values)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body.get("ErrorMsg") is None
    assert int(body.get("ReturnValue", 0)) == 0
    return body


def _search_alike(client: httpx.Client, text: str) -> list[dict[str, Any]]:
    request = {
        **_LANGUAGES,
        "source": text,
        "documentName": "a.xlf",
        "markupTable": "OTMXUXLF",
        "context": "",
    }
    body = _post(client, "fuzzysearch", request)
    assert body["NumOfFoundProposals"] == len(body["results"])
    for match in body["results"]:
        # translate5 casts these, and fails for what is no number.
        int(match["segmentId"]), int(match["matchRate"]), int(match["fuzzyDiffs"])
    results: list[dict[str, Any]] = body["results"]
    return results


def test_texts_are_looked_up_as_xml(client: httpx.Client) -> None:
    [match] = _search_alike(client, "A &amp; B &lt;b&gt;đậm&lt;/b&gt;")
    assert (match["matchRate"], match["matchType"]) == (100, "Exact")
    assert match["target"] == "A &amp; B &lt;b&gt;tebal&lt;/b&gt;"
    [match] = _search_alike(client, "Cuộc họp báo lớn ở Hà Nội")
    assert (match["matchRate"], match["matchType"]) == (85, "Fuzzy")
    assert _search_alike(client, "không có gì") == []


def test_an_entry_is_stored_replaced_and_deleted(own_client: httpx.Client) -> None:
    entry = {
        **_LANGUAGES,
        "source": 'họp <x id="1"/> &amp; báo',
        "target": 'jumpa <x id="1"/> &amp; pers',
        "type": "Manual",
        "author": "Siti",
        "timeStamp": "20251008T164500Z",
        "saveDifferentTargetsForSameSource": "0",
    }
    stored = _post(own_client, "entry", entry)
    assert stored["target"] == entry["target"]
    _post(own_client, "entry", {**entry, "target": "konferensi"})
    [match] = _search_alike(own_client, str(entry["source"]))
    assert match["target"] == "konferensi"
    _post(
        own_client,
        "entry",
        {**entry, "target": "lain", "saveDifferentTargetsForSameSource": "1"},
    )
    assert len(_search_alike(own_client, str(entry["source"]))) == 2
    record_key, target_key = map(int, match["internalKey"].split(":"))
    key = {
        "recordKey": record_key,
        "targetKey": target_key,
        "segmentId": match["segmentId"],
    }
    assert _post(own_client, "getentry", key)["target"] == "konferensi"
    assert _post(own_client, "entrydelete", key)["fileFlushed"] == 1
    [left] = _search_alike(own_client, str(entry["source"]))
    assert left["target"] == "lain"
    answer = own_client.post("/t5memory/default/entrydelete", json=key)
    assert answer.status_code == 404 and answer.json()["ErrorMsg"]


def test_parts_are_searched_page_by_page(client: httpx.Client) -> None:
    def search(**values: object) -> Any:
        return _post(client, "search", {**_LANGUAGES, **values})

    found, position = [], ""
    while True:
        page = search(source="", searchPosition=position, numResults=4)
        found += [entry["source"] for entry in page.get("results", [])]
        position = page.get("NewSearchPosition") or ""
        if not position:
            break
    assert len(found) == len(UNITS)
    [entry] = search(target="pers", targetSearchMode="contains, CASEINSENSETIVE")[
        "results"
    ]
    assert entry["source"] == "Cuộc họp báo ở Hà Nội"
    mode = "exact, CASESENSETIVE"
    assert "results" not in search(source="họp báo", sourceSearchMode=mode)
    assert search(source="", onlyCountSegments="1")["NumOfFoundSegments"] == len(UNITS)


def test_a_tmx_is_imported_and_downloaded(own_client: httpx.Client) -> None:
    answer = own_client.post(
        "/t5memory/default/importtmx",
        files={
            "json_data": (
                None,
                json.dumps({"framingTags": "none"}),
                "application/json",
            ),
            "file": ("a.tmx", _TMX),
        },
    )
    assert answer.json()["segmentsImported"] == 1
    [match] = _search_alike(own_client, "tàu")
    assert match["target"] == "kapal"
    downloaded = own_client.get("/t5memory/default/download.tmx")
    assert downloaded.headers["content-type"] == "application/xml"
    assert "nextinternalkey" not in downloaded.headers
    assert "<seg>kapal</seg>" in downloaded.text
    refused = own_client.post(
        "/t5memory/default/importtmx", files={"file": ("a.tmx", b"<tmx>")}
    )
    assert refused.status_code == 400
    assert "upload.tmx" not in refused.json()["ErrorMsg"]


def test_memories_and_their_state_are_named(client: httpx.Client) -> None:
    for path in ("/t5memory", "/t5memory/"):
        assert client.get(path).json()["Open"] == [{"name": "default"}]
        assert client.get(path).json()["Available on disk"] == []
        answer = client.post(path, json={"name": "default", "sourceLang": "vi"})
        assert answer.json() == {"name": "default"}
    assert client.post("/t5memory", json={"name": "ping_tm"}).status_code == 400
    assert client.get("/t5memory/default/status").json()["status"] == "open"
    unknown = client.get("/t5memory/other/status")
    assert (unknown.status_code, unknown.json()["status"]) == (404, "not found")
    assert client.get("/t5memory_service/resources").json()["Version"]
    assert client.get("/t5memory_service/savetms").is_success


@pytest.mark.parametrize(
    "values", [{}, {**_LANGUAGES, "source": "a", "targetLang": "xx"}]
)
def test_errors_are_those_of_t5memory(
    client: httpx.Client, values: dict[str, str]
) -> None:
    answer = client.post("/t5memory/default/fuzzysearch", json=values)
    assert answer.status_code == answer.json()["ReturnValue"] == 400
    assert answer.json()["ErrorMsg"]
