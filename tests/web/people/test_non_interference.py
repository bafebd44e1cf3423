"""What somebody may not read makes no difference to what they are answered.

Two servers have the same memory that a team may read, and differ in all else: in the
units, terms and changes of a memory that only administrators may read, and in people,
tokens and suggestions. Each request of a reader goes to both; status, headers and body
are equal byte by byte, but for times and random ids.
"""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any, Self

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

import padanan
from tests.web.people.probes import PROBES, Probe
from tests.web.people.team import OPEN, SECRET, Team, make_team
from tm.settings import Settings
from web.app import create_app
from web.jobs.job import JobKind
from web.jobs.store import create_job
from web.people.accounts import add_person
from web.people.database import ServerDatabase
from web.people.rights import RoleGrant
from web.people.role import Role
from web.people.suggestions import SuggestedUnit, add_suggestion
from web.people.tokens import create_token

_SECRET_TEXTS = (
    "Cuộc họp báo ở Hà Nội hôm qua",
    "Kế hoạch bí mật của bộ",
    "Tăng 16,7% trong quý II",
)
_SECRET_TERM = "Tổng cục Bí mật"
_RANDOM = re.compile(
    r'\b[jpst][a-kmnp-z2-9]{16}\b|pdn_[\w-]{43}|"created_at":\d+|"decided_at":\d+'
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"
)
_Pair = tuple[tuple[TestClient, TestClient], Team, list[str]]


class _StoppedClock(datetime):
    """A clock that stands: versions, which are ETags, are hashes of times, too."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(2026, 1, 1, tzinfo=tz)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Pair]:
    """Two servers, a team that both know, and secrets that only one of them has."""
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr("tm.store.history.change_set.datetime", _StoppedClock)
    folders = [tmp_path_factory.mktemp(name) / "x" for name in ("one", "other")]
    folders[0].mkdir()
    team = make_team(folders[0])
    team.database.close()
    shutil.copytree(folders[0], folders[1])
    with ExitStack() as stack:
        stack.callback(monkeypatch.undo)
        clients: list[TestClient] = []
        secrets: list[str] = []
        for folder in folders:
            is_other = folder is folders[1]
            own_settings = replace(
                team.settings,
                database=str(folder / "server.db"),
                memories={name: str(folder / f"{name}.db") for name in (OPEN, SECRET)},
                requests_per_minute=10**9,
            )
            own = replace(
                team,
                settings=own_settings,
                database=ServerDatabase(own_settings.database),
            )
            if is_other:
                secrets += _add_secrets(own)
            own.database.close()
            app = create_app(own_settings, Settings(author="owner"))
            client = TestClient(
                app,
                base_url="http://localhost",
                headers={"x-database": own_settings.database},
                raise_server_exceptions=False,
            )
            clients.append(stack.enter_context(client))
        yield (clients[0], clients[1]), team, secrets


def _add_secrets(team: Team) -> list[str]:
    """Add what a reader of the open memory may not read; return names and ids of it."""
    with padanan.open(team.settings.memories[SECRET], author="owner") as memory:
        pair = {"source": "vi", "target": "id"}
        for number, text in enumerate(_SECRET_TEXTS):
            memory.add(text, f"Rahasia {number}", **pair)
        keys = [unit.key for unit in memory.units.list().units]
        memory.terms.add(
            [
                padanan.ConceptTerm("vi", _SECRET_TERM),
                padanan.ConceptTerm("id", "Ditjen Rahasia"),
            ]
        )
        memory.undo()
        concepts = [concept.concept for concept in memory.terms.list().concepts]
    person, link = add_person(
        team.database, "Rahasia", [RoleGrant(SECRET, Role.REVIEWER)]
    )
    token, secret = create_token(
        team.database, person, "t", role=Role.READER, memories=[SECRET], days=1
    )
    suggested = SuggestedUnit("vi", "id", "họp báo kín", "jumpa pers tertutup")
    suggestions = [
        add_suggestion(team.database, memory, suggested, person=person.id).id
        for memory in (SECRET, OPEN)
    ]
    jobs = [
        create_job(
            *(team.database, memory, JobKind.IMPORT, {}),
            person=person.id,
            file_name="rahasia.tsv",
        ).id
        for memory in (SECRET, OPEN)
    ]
    return [
        *(*keys, *concepts, *suggestions, *jobs, person.id, token.id, secret, link),
        *(*_SECRET_TEXTS, _SECRET_TERM, "Rahasia", "họp báo kín", "i2", "i3", "c2"),
    ]


_GUESSES = ("", " ", "%", "*", "_", "last", "i1", "a", "Reader", OPEN, SECRET, "s3cret")


@st.composite
def _draw_values(
    draw: st.DrawFn, probe: Probe, secrets: list[str]
) -> dict[str, object]:
    """Draw the values of an example, with guesses and secrets in place of some."""
    values = dict(probe.example)
    texts = st.sampled_from([*secrets, *_GUESSES])
    for name, value in values.items():
        if isinstance(value, str) and name not in ("source", "target", "langpair"):
            alike = [text for text in secrets if _is_alike(text, value)]
            choices = texts | st.sampled_from(alike) if alike else texts
            if draw(st.booleans()):
                values[name] = draw(choices)
        elif isinstance(value, tuple | list) and value and isinstance(value[0], str):
            values[name] = draw(st.lists(texts, min_size=1, max_size=3))
    if probe.takes_memory and draw(st.booleans()):
        values["memory"] = draw(st.sampled_from([OPEN, SECRET, "s3cret", *secrets[:3]]))
    return values


def _is_alike(text: str, value: str) -> bool:
    """Whether a secret is of the same kind as a value: both an id of a job."""
    return len(text) == len(value) and text[0] == value[0]


def _describe(answer: Any) -> Mapping[str, object]:
    body = _RANDOM.sub("…", answer.text)
    if body.startswith('{"suggestions":'):
        # Those of one second are in the order of their random ids.
        body = str(sorted(body.split('{"id":')))
    headers = {
        name: _RANDOM.sub("…", value)
        for name, value in answer.headers.items()
        if name != "date"
    }
    return {"status": answer.status_code, "headers": headers, "body": body}


@pytest.mark.parametrize("role", [None, Role.READER, Role.REVIEWER])
@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_what_may_not_be_read_makes_no_difference(
    servers: _Pair, probe: Probe, role: Role | None
) -> None:
    clients, team, secrets = servers
    if role is Role.REVIEWER and "/suggestions" in probe.path:
        return  # a reviewer reads those of others
    if role is not None and probe.path == "/api/v1/jobs":
        return  # one's own jobs, which go on meanwhile
    headers = {} if role is None else team.make_headers(role)

    @settings(
        max_examples=2,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def ask_both(data: st.DataObject) -> None:
        values = data.draw(_draw_values(probe, secrets))
        one, other = (
            _describe(probe.send(client, values, headers)) for client in clients
        )
        assert one == other, values

    ask_both()


def test_an_administrator_is_told_the_difference(servers: _Pair) -> None:
    # Or the test above would prove nothing.
    clients, team, _ = servers
    found = []
    for client in clients:
        database = ServerDatabase(client.headers["x-database"])
        _, token = create_token(
            database,
            team.person_by_role[Role.ADMINISTRATOR],
            "all",
            role=Role.READER,
            memories=[SECRET],
            days=1,
        )
        database.close()
        headers = {"authorization": f"Bearer {token}"}
        answer = client.get("/api/v1/units", headers=headers)
        found.append(answer.json()["units"])
    assert len(found[0]) < len(found[1])
