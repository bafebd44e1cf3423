"""Suggestions: who makes them, who sees them, and who decides."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.web.people.team import OPEN, SECRET, Team, serve_team
from tm.errors import Conflict
from web.database.server_database import ServerDatabase
from web.people.role import Role
from web.people.suggestions import (
    SuggestedUnit,
    SuggestionState,
    accept_suggestion,
    add_suggestion,
    decide_suggestion,
    read_suggestion,
)

_PATH = "/api/v1/suggestions"
_PAIR = {"source": "vi", "target": "id"}
_Served = tuple[httpx.Client, Team]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Served]:
    with serve_team(tmp_path_factory.mktemp("team")) as opened:
        yield opened


def _suggest(served: _Served, source: str, target: str, **values: str) -> str:
    client, team = served
    made = client.post(
        _PATH,
        json={"source_text": source, "target_text": target, **_PAIR, **values},
        headers=team.make_headers(Role.READER),
    )
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def _count_matches(served: _Served, text: str) -> int:
    client, team = served
    found = client.get(
        "/api/v1/lookup",
        params={"text": text, **_PAIR, "min_rate": 100},
        headers=team.make_headers(Role.READER),
    )
    return len(found.json()["matches"])


def test_what_nobody_has_accepted_is_not_in_the_memory(served: _Served) -> None:
    client, team = served
    suggestion = _suggest(served, "Thủ đô Hà Nội", "Ibu kota Hanoi", note="resmi")
    assert _count_matches(served, "Thủ đô Hà Nội") == 0
    path = f"{_PATH}/{suggestion}/accept"
    reviewer = team.make_headers(Role.REVIEWER)
    for role in (Role.READER, Role.TRANSLATOR):
        assert client.post(path, headers=team.make_headers(role)).status_code == 403
    accepted = client.post(path, headers=reviewer).json()
    assert accepted["state"] == "accepted"
    assert accepted["decided_by"] == team.person_by_role[Role.REVIEWER].id
    assert accepted["change_set"]
    assert _count_matches(served, "Thủ đô Hà Nội") == 1
    assert client.post(path, headers=reviewer).status_code == 409
    undone = client.post(
        "/api/v1/undo", json={"name": accepted["change_set"]}, headers=reviewer
    )
    assert undone.status_code == 200
    assert _count_matches(served, "Thủ đô Hà Nội") == 0


def test_a_unit_is_corrected(served: _Served) -> None:
    client, team = served
    reviewer = team.make_headers(Role.REVIEWER)
    (unit,) = client.get(
        "/api/v1/units", params={"query": "họp báo"}, headers=reviewer
    ).json()["units"]
    suggestion = _suggest(served, unit["source"], "Konpers", unit=unit["key"])
    path = f"{_PATH}/{suggestion}"
    assert client.post(f"{path}/accept", headers=reviewer).status_code == 200
    (now,) = client.get(
        "/api/v1/units", params={"query": "họp báo"}, headers=reviewer
    ).json()["units"]
    assert now["target"] == "Konpers"


def test_a_suggestion_is_refused_with_a_reason(served: _Served) -> None:
    client, team = served
    suggestion = _suggest(served, "a", "b")
    refused = client.post(
        f"{_PATH}/{suggestion}/refuse",
        json={"reason": "no"},
        headers=team.make_headers(Role.REVIEWER),
    ).json()
    assert (refused["state"], refused["reason"]) == ("refused", "no")
    assert _count_matches(served, "a") == 0


def test_one_sees_ones_own_and_a_reviewer_all(served: _Served) -> None:
    client, team = served
    mine = _suggest(served, "c", "d")
    seen = {}
    for role in Role:
        found: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = client.get(
                _PATH, params={"limit": 1, **cursor}, headers=team.make_headers(role)
            ).json()
            found += [one["id"] for one in page["suggestions"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert len(found) == len(set(found))
        seen[role] = found
    assert mine in seen[Role.READER] and mine in seen[Role.REVIEWER]
    assert seen[Role.TRANSLATOR] == []


def test_suggestions_of_another_memory_are_not_there(served: _Served) -> None:
    client, team = served
    suggestion = _suggest(served, "e", "f")
    headers = team.make_headers(Role.REVIEWER)
    for memory, status in ((SECRET, 404), (OPEN, 200)):
        answer = client.post(
            f"{_PATH}/{suggestion}/refuse", json={"memory": memory}, headers=headers
        )
        assert answer.status_code == status


@pytest.mark.parametrize(("source", "target"), [("", "b"), ("a", ""), ("a", "  ")])
def test_what_could_not_be_stored_is_not_suggested(
    served: _Served, source: str, target: str
) -> None:
    client, team = served
    body = {"source_text": source, "target_text": target, **_PAIR}
    answer = client.post(_PATH, json=body, headers=team.make_headers(Role.READER))
    assert answer.status_code in (400, 422)


def test_of_two_decisions_at_once_one_counts(served: _Served) -> None:
    client, team = served
    suggestion = _suggest(served, "nhanh", "cepat")
    headers = team.make_headers(Role.REVIEWER)
    with ThreadPoolExecutor(6) as pool:
        decisions = ["accept", "refuse"] * 3
        statuses = list(
            pool.map(
                lambda word: (
                    client.post(
                        f"{_PATH}/{suggestion}/{word}", headers=headers
                    ).status_code
                ),
                decisions,
            )
        )
    assert sorted(statuses) == [200] + [409] * 5
    decided = client.get(_PATH, params={"state": "all"}, headers=headers).json()
    (state,) = [
        one["state"] for one in decided["suggestions"] if one["id"] == suggestion
    ]
    assert _count_matches(served, "nhanh") == (state == "accepted")


def test_what_two_reviewers_accept_at_once_stays(tmp_path: Path) -> None:
    database = ServerDatabase(str(tmp_path / "server.db"))
    unit = SuggestedUnit("vi", "id", "nhanh", "cepat")
    suggestion = add_suggestion(database, "m", unit, person_id=None)
    undone: list[str] = []

    def store_while_another_accepts(_: SuggestedUnit) -> str:
        # The other one finds the unit stored already, so that nothing changes.
        decide_suggestion(
            database, suggestion, SuggestionState.ACCEPTED, reviewer="another"
        )
        return "i1"

    with pytest.raises(Conflict):
        accept_suggestion(
            database,
            suggestion,
            store_while_another_accepts,
            undone.append,
            reviewer="one",
        )
    decided = read_suggestion(database, "m", suggestion.id)
    assert (decided.change_set, decided.decided_by, undone) == ("i1", "another", [])
    database.close()
