"""Who may undo what in a memory of several people."""

from pathlib import Path

import httpx

from tests.web.people.team import serve_team
from web.people.role import Role

PAIR = {"source": "vi", "target": "id"}


def test_only_reviewers_undo_what_others_changed(tmp_path: Path) -> None:
    with serve_team(tmp_path) as (client, team):
        translator, reviewer = map(team.make_headers, (Role.TRANSLATOR, Role.REVIEWER))

        def add(source_text: str, headers: dict[str, str]) -> str:
            unit = {"source_text": source_text, "target_text": "b", **PAIR}
            added = client.post("/api/v1/units", json=unit, headers=headers)
            name: str = added.json()["change_set"]
            return name

        def send(verb: str, name: str, headers: dict[str, str]) -> httpx.Response:
            return client.post(f"/api/v1/{verb}", json={"name": name}, headers=headers)

        own, other = add("một", translator), add("hai", reviewer)
        for name in (other, "c1", "i999"):
            assert send("undo", name, translator).status_code == 403
            assert send("redo", name, translator).status_code == 403
        undone = send("undo", own, translator)
        assert undone.status_code == 200
        redone = send("redo", undone.json()["change_set"], translator)
        assert redone.status_code == 200
        assert send("undo", redone.json()["change_set"], reviewer).status_code == 200
