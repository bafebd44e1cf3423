"""Long texts in addresses, also behind nginx, which by default ends them after 8 kB."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.web.serving import serve
from tests.web.test_unread_bodies import NGINX, run_nginx

API = "/api/v1"
_SENTENCE = "Chính phủ họp báo về đời sống của người dân ở miền núi. "
_LONG_TEXT = (_SENTENCE * 200)[:10_000]
"""Over 20 kB in an address."""
_LONGEST_TEXT = "ế" * 2000
"""As long as an address of the API takes it: 18 kB."""
_PAIR = {"source": "vi", "target": "id"}
_QUERIES = {
    f"{API}/lookup": "text",
    f"{API}/concordance": "phrase",
    f"{API}/concordance/parts": "text",
    f"{API}/concordance/renderings": "phrase",
    f"{API}/units": "query",
}


@pytest.fixture(name="client", scope="module")
def _serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serve(tmp_path_factory.mktemp("server") / "memory.db") as client:
        unit = {"source_text": _LONG_TEXT, "target_text": "panjang", **_PAIR}
        client.post(f"{API}/units", json=unit).raise_for_status()
        yield client


@pytest.fixture(name="proxied", params=["direct", "nginx"])
def _pass_through_nginx(
    request: pytest.FixtureRequest, client: httpx.Client, tmp_path: Path
) -> Iterator[httpx.Client]:
    """A client of the server, at once or behind nginx with the file of `deploy`."""
    if request.param == "direct":
        yield client
        return
    if not Path(NGINX).exists():
        pytest.skip("nginx is not installed")
    with (
        run_nginx(tmp_path, client.base_url.port or 80) as address,
        httpx.Client(base_url=address, timeout=60) as opened,
    ):
        yield opened


def test_a_long_query_is_answered_or_refused_by_the_server(
    proxied: httpx.Client,
) -> None:
    for path, name in _QUERIES.items():
        answer = proxied.get(path, params={**_PAIR, name: _LONGEST_TEXT})
        assert answer.status_code == 200, (path, answer.text)
        refused = proxied.get(path, params={**_PAIR, name: _LONG_TEXT})
        assert refused.status_code == 422
        advice = "" if path.endswith("/units") else "; send a longer one by POST"
        detail = refused.json()["detail"]
        assert detail == f"{name}: expected a text of length <= 2000{advice}"


def test_the_advice_to_post_is_translated(client: httpx.Client) -> None:
    answer = client.get(
        f"{API}/lookup",
        params={**_PAIR, "text": _LONG_TEXT},
        headers={"accept-language": "id"},
    )
    assert answer.json()["detail"] == (
        "text: seharusnya teks sepanjang <= 2000; "
        "kirim teks yang lebih panjang dengan POST"
    )


def test_a_long_text_is_looked_up_by_post(proxied: httpx.Client) -> None:
    body = {**_PAIR, "texts": [_LONG_TEXT]}
    answer = proxied.post(f"{API}/lookup", json=body)
    assert answer.status_code == 200
    assert answer.json()["results"][0]["matches"][0]["target"] == "panjang"


def test_a_long_phrase_is_searched_by_post(proxied: httpx.Client) -> None:
    body = {**_PAIR, "phrase": _LONG_TEXT.strip()}
    answer = proxied.post(f"{API}/concordance", json=body)
    assert [hit["target"] for hit in answer.json()["hits"]] == ["panjang"]
    answer = proxied.post(f"{API}/concordance/renderings", json=body)
    assert answer.status_code == 200
    assert answer.json()["hits"] == 1
    body = {**_PAIR, "text": _LONG_TEXT}
    answer = proxied.post(f"{API}/concordance/parts", json=body)
    assert answer.status_code == 200
    assert answer.json()["parts"][0]["examples"][0]["target"] == "panjang"


def test_a_phrase_gives_the_same_by_post(client: httpx.Client) -> None:
    for path in ("concordance", "concordance/renderings"):
        values = {**_PAIR, "phrase": "họp báo"}
        got = client.get(f"{API}/{path}", params=values)
        assert got.status_code == 200
        assert got.content == client.post(f"{API}/{path}", json=values).content


def test_other_tools_look_up_a_long_text_in_an_address(proxied: httpx.Client) -> None:
    path = f"/tmserver/vi/id/unit/{quote(_LONG_TEXT, safe='')}"
    [match] = proxied.get(path).json()
    assert match["target"] == "panjang"
    query = {"q": _LONG_TEXT, "langpair": "vi|id"}
    for path in ("/apertium/translate", "/mymemory/get"):
        answer = proxied.get(path, params=query)
        assert answer.json()["responseData"]["translatedText"] == "panjang", path


def test_a_page_says_that_a_text_is_too_long(proxied: httpx.Client) -> None:
    answer = proxied.get("/", params={"q": _LONG_TEXT}, headers={"accept": "text/html"})
    assert answer.status_code == 422
    assert "a text of length &lt;= 2000" in answer.text
