"""The article of an address, fetched for a translation."""

from dataclasses import replace
from pathlib import Path

import pytest

from padanan.without_memory import fetch_page_text
from tests.tm.articles.server import html, serving
from tm.errors import FetchError, InputError
from tm.settings import FetchSettings, Settings

_SENTENCE = "Cơn mưa lớn kéo dài ba ngày đã làm ngập nhiều tuyến đường ở thành phố."
_PAGE = (
    "<html lang='vi'><head><title>Mưa lớn</title></head><body><nav>Trang chủ</nav>"
    f"<article><h1>Mưa lớn ở thành phố</h1><p>{_SENTENCE}</p><p>{_SENTENCE} Hết.</p>"
    "</article></body></html>"
)


def test_an_article_is_fetched_and_an_own_machine_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PADANAN_OFFLINE")
    fetch = FetchSettings(
        allow_private=True, timeout=5, rate=1000, cache=str(tmp_path / "cache")
    )
    settings = Settings(fetch=fetch)
    with serving({"/page": html(_PAGE)}) as server:
        page = fetch_page_text(server.url("/page"), settings=settings)
        assert (page.headline, page.locale) == ("Mưa lớn ở thành phố", "vi")
        assert page.paragraphs == (page.headline, _SENTENCE, f"{_SENTENCE} Hết.")
        private = replace(settings, fetch=replace(fetch, allow_private=False))
        with pytest.raises(FetchError, match="an address of this machine"):
            fetch_page_text(server.url("/other"), settings=private)
        assert "/other" not in server.asked
    with pytest.raises(InputError, match="is not an address"):
        fetch_page_text("page.txt", settings=settings)
