"""What somebody may not read makes no difference to what they are answered.

Two servers have the same memory that a team may read, and differ in all else: in the
units, terms and changes of a memory that only administrators may read, and in people,
tokens and suggestions. Each request goes to both, by nobody, by tokens and by sessions,
up to an administrator of the memory; status, headers and body are equal byte by byte,
but for times and random ids.
"""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, tzinfo
from itertools import count
from typing import Any, Self

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert
from starlette.testclient import TestClient

import padanan
from tests.examples import examples
from tests.web.people.probes import PROBES, Probe
from tests.web.people.team import OPEN, SECRET, Team, make_team
from tm.settings import Settings
from tm.text.locale import Locale
from tm.text.segment import Segment
from web.app import create_app
from web.database import schema
from web.database.server_database import ServerDatabase, get_time
from web.drafts.draft import DraftContent, NewDraft, NewSegment
from web.drafts.store import create_draft
from web.jobs.job import JobKind
from web.jobs.store import create_job
from web.people.accounts import add_person, find_person
from web.people.caller_rights import RoleGrant
from web.people.login.sessions import make_csrf_token
from web.people.random_secrets import hash_secret
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
    r'\b[djpst][a-kmnp-z2-9]{16}\b|pdn_[\w-]{43}|"(?:\w+_)?at":\d+'
    r'|"(?:secret|ticket|challenge|csrf_token)":"[\w-]+"|"codes":\[[^]]*|n=[\w-]{43}'
    r"|(?<=\.)[0-9a-f]{32}\b"  # the signature of an address, of a random id and token
    r"|[\d.,]+ ms\b"  # how long a search took
    r"|\b\d\d:\d\d UTC\b"
    r'|(?<=class="block codes">)[^<]*'  # recovery codes, on a page
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"
)
_PERSON_ID = re.compile("p[a-kmnp-z2-9]{16}")
_Pair = tuple[tuple[TestClient, TestClient], Team, list[str]]
_SESSION = "s" * 43
"""The secret of a session that both servers know."""
_MEMORY_ADMINISTRATOR = "Dewi"
_ASKERS = (
    *("token of Reader", f"session of {_MEMORY_ADMINISTRATOR}"),
    *("nobody", "token of Reviewer", "session of Reader"),
)
"""Who asks; in `make test` the first two do, and nobody for what is about people."""


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
    # Jobs wait: how far one is depends on the load, and pages show it.
    monkeypatch.setattr("web.jobs.runner.JobRunner.start", lambda _: None)
    # Of two jobs of one second, random ids would say which comes first.
    seconds = count(1_800_000_000)
    monkeypatch.setattr("web.jobs.store.get_time", lambda: next(seconds))
    folders = [tmp_path_factory.mktemp(name) / "x" for name in ("one", "other")]
    folders[0].mkdir()
    team = make_team(folders[0])
    grant = RoleGrant(OPEN, Role.ADMINISTRATOR)
    add_person(team.database, _MEMORY_ADMINISTRATOR, [grant])
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
        add_suggestion(team.database, memory, suggested, person_id=person.id).id
        for memory in (SECRET, OPEN)
    ]
    jobs = [
        create_job(
            *(team.database, memory, JobKind.IMPORT, {}),
            person_id=person.id,
            file_name="rahasia.tsv",
        ).id
        for memory in (SECRET, OPEN)
    ]
    drafts = [
        create_draft(
            *(team.database, memory),
            NewDraft(
                "Rahasia",
                "vi",
                "id",
                DraftContent("rahasia.txt", "txt", b"Rahasia"),
                is_shared=memory == SECRET,
            ),
            [NewSegment(Segment.of(Locale("vi"), "Rahasia"), "Rahasia", True)],
            person_id=person.id,
            max_bytes=1000,
        ).id
        for memory in (SECRET, OPEN)
    ]
    return [
        *(
            *keys,
            *concepts,
            *suggestions,
            *jobs,
            *drafts,
            person.id,
            token.id,
            secret,
            link,
        ),
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
    if "/suggestions" in answer.request.url.path:
        # Those of one second are in the order of their random ids.
        lines = body.replace('{"id":', "\n").splitlines()
        ends = ('],"next":null}', ",")
        body = str(
            sorted(line.removesuffix(ends[0]).removesuffix(ends[1]) for line in lines)
        )
    headers = {
        name: _RANDOM.sub("…", value)
        for name, value in answer.headers.items()
        if name != "date"
    }
    return {"status": answer.status_code, "headers": headers, "body": body}


def _make_headers(servers: _Pair, asker: str) -> Mapping[str, str]:
    """Make the headers of somebody; a session begins anew on both servers."""
    clients, team, _ = servers
    how, _, name = asker.partition(" of ")
    if how == "token":
        return team.make_headers(Role(name.lower()))
    if how != "session":
        return {}
    for client in clients:
        database = ServerDatabase(client.headers["x-database"])
        person = find_person(database, name)
        with database.open_transaction(changes_people=True) as connection:
            connection.execute(delete(schema.session))
            now = get_time()
            connection.execute(
                insert(schema.session).values(
                    hash=hash_secret(_SESSION),
                    person=person.id,
                    created_at=now,
                    confirmed_at=now,
                    expires_at=now + 3600,
                )
            )
        database.close()
    return {
        "cookie": f"padanan_session={_SESSION}",
        "x-csrf-token": make_csrf_token(_SESSION),
    }


def _pair_probes_with_askers() -> Iterator[object]:
    """What is asked by whom, where it may make no difference."""
    for probe in PROBES:
        for asker in _ASKERS:
            if asker == "token of Reviewer" and (
                "/suggestions" in probe.path or probe.path.startswith("/overview")
            ):
                continue  # a reviewer reads the suggestions of others, or their number
            if asker != "nobody" and probe.path == "/api/v1/jobs":
                continue  # one's own jobs, which go on meanwhile
            if asker.startswith("session") and not probe.is_about_people:
                continue  # a memory is opened in the same way by a token
            is_quick = asker in _ASKERS[: 3 if probe.is_about_people else 2]
            marks = () if is_quick else (pytest.mark.thorough,)
            name = f"{probe.name}-{asker}"
            yield pytest.param(probe, asker, marks=marks, id=name)


@pytest.mark.parametrize(("probe", "asker"), list(_pair_probes_with_askers()))
def test_what_may_not_be_read_makes_no_difference(
    servers: _Pair, probe: Probe, asker: str
) -> None:
    clients, _, secrets = servers

    @settings(
        max_examples=examples(2),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def ask_both(data: st.DataObject) -> None:
        values = data.draw(_draw_values(probe, secrets))
        if _MEMORY_ADMINISTRATOR in asker and _PERSON_ID.fullmatch(
            str(values.get("person"))
        ):
            return  # whoever knows the random id of an account has it from its owner
        headers = _make_headers(servers, asker)
        for client in clients:
            client.cookies.clear()
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
