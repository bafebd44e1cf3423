"""Drafts over HTTP: how large one may become."""

from pathlib import Path
from typing import Any

import httpx

from tests.web.serving import serve
from web.settings import ServerSettings

_MAX_BYTES = 1000


def _begin(client: httpx.Client, text: str) -> httpx.Response:
    values = {"text": text, "source": "vi", "target": "id"}
    return client.post("/api/v1/drafts", json=values)


def _save(client: httpx.Client, draft: str, number: int, text: str) -> httpx.Response:
    path = f"/api/v1/drafts/{draft}/segments/{number}"
    return client.put(path, json={"text": text})


def test_a_draft_has_no_more_bytes_than_the_settings_allow(tmp_path: Path) -> None:
    settings = ServerSettings(max_draft_bytes=_MAX_BYTES)
    with serve(tmp_path / "memory.db", settings) as client:
        # Its letters are fewer than the limit, its bytes in file and segments more.
        refused = _begin(client, "Trời mưa ở Hà Nội. " * 25)
        assert refused.status_code == 413
        assert "1,000 bytes" in refused.json()["detail"]
        assert client.get("/api/v1/drafts").json() == {"drafts": []}

        draft: dict[str, Any] = _begin(client, "Trời mưa.\nTrời nắng.").json()
        assert _save(client, draft["id"], 1, "á" * 400).status_code == 200
        assert _save(client, draft["id"], 2, "á" * 400).status_code == 413
        opened = client.get(f"/api/v1/drafts/{draft['id']}").json()
        lengths = [len(one["target_text"]) for one in opened["segments"]]
        assert lengths == [400, 0]
        assert _save(client, draft["id"], 1, "").status_code == 200
        assert _save(client, draft["id"], 2, "á" * 400).status_code == 200
