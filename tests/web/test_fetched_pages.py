"""Pages that the server fetches by their addresses: what is known of them then."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.tm.articles.server import html, serving
from tests.web.serving import run_app
from tm.settings import FetchSettings, Settings
from web.app import create_app
from web.settings import ServerSettings

_SENTENCE = "Cơn mưa lớn kéo dài ba ngày đã làm ngập nhiều tuyến đường ở thành phố."
_PAGE = (
    "<html lang='vi'><head><title>Mưa lớn</title></head><body><nav>Trang chủ</nav>"
    f"<article><h1>Mưa lớn ở thành phố</h1><p>{_SENTENCE}</p><p>{_SENTENCE} Hết.</p>"
    "</article></body></html>"
)


@pytest.fixture(name="client")
def _serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    monkeypatch.delenv("PADANAN_OFFLINE", raising=False)
    fetch = FetchSettings(
        allow_private=True, timeout=5, rate=1000, cache=str(tmp_path / "cache")
    )
    settings = replace(Settings(), database=str(tmp_path / "memory.db"), fetch=fetch)
    server_settings = ServerSettings(database=str(tmp_path / "server.db"))
    with run_app(create_app(server_settings, settings)) as client:
        yield client


@pytest.mark.parametrize("path", ["/api/v1/jobs/ingest", "/import/page"])
def test_an_article_that_is_fetched_has_the_address_of_its_page(
    client: httpx.Client, path: str
) -> None:
    with serving({"/page": html(_PAGE)}) as server:
        address = server.url("/page")
        if path.startswith("/api/"):
            client.post(path, json={"url": address})
        else:
            client.post(path, data={"url": address})
        while not client.get("/api/v1/jobs").json()["jobs"][0]["ended_at"]:
            pass
        [job] = client.get("/api/v1/jobs").json()["jobs"]
        assert job["state"] == "done", job["error"]
        article = client.get(f"/api/v1/articles/{job['result']['article']}").json()
        assert article["article"]["url"] == address
