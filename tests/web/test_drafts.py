"""Drafts over HTTP: how large one may become, and what comes next in a long one."""

from base64 import b64encode
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


def test_the_next_segment_is_found_however_far_it_is(tmp_path: Path) -> None:
    count, unfinished, faulty = 420, (2, 300), 400
    lines = ["source,target"]
    for number in range(1, count + 1):
        target = "" if number in unfinished else f"Kalimat {number}."
        if number == faulty:
            target = f"Kalimat  {number}."
        lines.append(f"Câu {number}.,{target}")
    values = {
        "content": b64encode("\n".join(lines).encode()).decode(),
        "content_name": "long.csv",
        "source": "vi",
        "target": "id",
    }
    with serve(tmp_path / "memory.db") as client:
        draft = client.post("/api/v1/drafts", json=values).json()
        assert draft["segments"] == count, draft
        for kind, numbers in (
            ("unfinished", {1: 2, 2: 300, 299: 300, 300: 2}),
            ("finding", {1: faulty, 399: faulty, faulty: faulty}),
        ):
            for current, following in numbers.items():
                address = f"/translate/{draft['id']}?segment={current}&go={kind}"
                led = client.get(address)
                assert led.headers["location"].endswith(f"#s{following}")


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
