"""Known classes of holes in servers of translations, and the tests that keep them shut.

Most are from the security fixes of Weblate in 2026. `TESTS_BY_CLASS` names the tests of
each; those that have no better place are below.
"""

import ast
import base64
import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.examples import quick_only
from tests.paths import ROOT
from tests.web.people.team import OPEN, SECRET, Team, serve_team
from tests.web.people.test_login import (
    OTHER_PASSWORD,
    PASSWORD,
    log_in,
    make_session,
    quick_passwords,  # noqa: F401  a fixture
    set_password,
)
from web.database import schema
from web.dialects.registry import DIALECTS
from web.people.accounts import add_person, disable_person, make_link, make_name_key
from web.people.login.sessions import begin_session, change_password
from web.people.login.throttle import RateLimit, TooManyRequests
from web.people.personal_data import forget_person
from web.people.role import Role
from web.people.tokens import create_token, list_tokens, revoke_token

API = "/api/v1"
_HERE = "people/test_security_list.py"
_LOGIN, _MATRIX = "people/test_login.py", "people/test_role_matrix.py"
_ACCOUNTS, _ROLES = "people/test_accounts.py", "people/test_roles.py"
_INTERFERENCE = "people/test_non_interference.py"
_FETCH = "../tm/articles/web/test_fetch.py"
_DOCUMENTS = "../exports/documents/test_hostile_documents.py"
TESTS_BY_CLASS: Mapping[str, tuple[str, ...]] = {
    "restricted data feeds a shared memory": (
        f"{_INTERFERENCE}::test_what_may_not_be_read_makes_no_difference",
        f"{_HERE}::test_what_is_stored_in_one_memory_is_in_no_other",
    ),
    "a lookup tells whether an id exists": (
        f"{_MATRIX}::test_a_memory_that_may_not_be_read_is_as_one_that_is_not_there",
        f"{_INTERFERENCE}::test_what_may_not_be_read_makes_no_difference",
    ),
    "a token inherits rights": (
        f"{_ACCOUNTS}::test_a_token_does_not_grow_with_its_person",
        f"{_MATRIX}::test_a_token_uses_no_higher_role_than_its_own",
        f"{_LOGIN}::test_a_token_makes_no_tokens",
    ),
    "a token is used after it was revoked": (
        f"{_ACCOUNTS}::test_what_is_revoked_is_refused_at_once_by_another_process",
        f"{_HERE}::test_a_token_that_is_revoked_while_a_body_comes_changes_nothing",
    ),
    "a token opens what its person has elsewhere": (
        f"{_MATRIX}::test_a_route_is_for_its_role_and_higher_ones",
    ),
    "jobs fill the disk": (f"{_HERE}::test_jobs_of_one_person_are_limited",),
    "a token of another project is deleted": (
        f"{_ACCOUNTS}::test_a_token_of_somebody_else_is_not_revoked",
        f"{_HERE}::test_a_token_of_somebody_else_is_as_none",
    ),
    "notifications, feeds and completions leak": (
        "test_jobs.py::test_jobs_belong_to_a_person_and_a_memory",
        f"{_HERE}::test_events_and_files_of_a_job_are_its_persons",
        "people/test_suggestions.py::test_one_sees_ones_own_and_a_reviewer_all",
    ),
    "people are searched by blanks": (
        f"{_LOGIN}::test_an_unknown_name_answers_as_a_wrong_password",
        f"{_ROLES}::test_a_name_that_has_no_role_there_is_as_one_that_nobody_has",
    ),
    "a change is reverted by a forged request": (
        f"{_MATRIX}::test_a_change_by_a_session_needs_the_token_against_forged_requests",
        f"{_HERE}::test_a_session_is_of_no_use_to_dialects_assistants_and_files",
        "people/test_undo.py::test_only_reviewers_undo_what_others_changed",
    ),
    "a client names its address against rate limits": (
        f"{_LOGIN}::test_guessing_is_throttled_for_one_name_even_at_once",
        f"{_HERE}::test_only_what_a_trusted_proxy_adds_is_the_address",
    ),
    "rate limits are raced": (
        f"{_LOGIN}::test_guessing_is_throttled_for_one_name_even_at_once",
        f"{_HERE}::test_many_at_once_get_no_more_than_the_limit",
    ),
    "reset links survive": (
        f"{_LOGIN}::test_a_link_is_valid_once_and_ends_with_the_next",
        f"{_LOGIN}::test_a_link_that_is_used_twice_at_once_counts_once",
        f"{_HERE}::test_a_link_ends_with_what_makes_it_pointless",
    ),
    "one-time codes are used again": (
        f"{_LOGIN}::test_recovery_codes_are_valid_once",
        f"{_HERE}::test_a_recovery_code_that_is_used_at_once_counts_once",
        "people/test_openid_login.py::test_an_answer_counts_once_in_the_browser_that_asked",
    ),
    "XLIFF, Markdown, patterns and archives exhaust the server": (
        f"{_HERE}::test_a_hostile_file_is_refused_or_read_in_time",
        f"{_HERE}::test_a_hostile_pattern_is_answered_in_time",
        f"{_DOCUMENTS}::test_a_zip_bomb_is_refused",
    ),
    "links and metadata in archives": (
        f"{_HERE}::test_a_link_in_an_archive_is_not_followed",
        f"{_DOCUMENTS}::test_entities_are_refused",
        "test_jobs.py::test_a_file_has_a_name_and_no_path",
    ),
    "secrets in error reports": (
        f"{_LOGIN}::test_no_secret_is_logged_or_answered",
        "people/test_openid_login.py::test_no_secret_of_a_login_is_logged",
    ),
    "requests into one's own network, also by rebinding": (
        f"{_FETCH}::test_the_address_that_was_checked_is_the_one_connected_to",
        f"{_FETCH}::test_a_redirect_into_ones_own_network_is_refused",
        f"{_HERE}::test_no_request_makes_the_server_fetch",
    ),
    "sessions outlive a login, a password or a role": (
        f"{_LOGIN}::test_a_login_begins_a_new_session_and_ends_the_old_one",
        f"{_LOGIN}::test_a_session_ends",
    ),
    "passwords of breaches": (f"{_LOGIN}::test_a_password_of_a_breach_is_refused",),
    "a login tells by its time whether a name exists": (
        f"{_LOGIN}::test_an_unknown_name_takes_as_long_as_a_wrong_password",
    ),
    "an old session makes tokens and roles": (
        f"{_LOGIN}::test_what_is_delicate_needs_a_login_of_some_minutes_ago",
        f"{_MATRIX}::test_a_route_is_for_its_role_and_higher_ones",
    ),
    "a role grows": (
        f"{_ROLES}::test_nobody_else_gives_a_role_not_even_to_themselves",
        f"{_ROLES}::test_an_administrator_of_a_memory_gives_none_elsewhere",
        f"{_ROLES}::test_the_last_administrator_of_the_server_stays",
    ),
    "what is known of a person stays": (
        f"{_ACCOUNTS}::test_somebody_is_exported_without_secrets_and_forgotten",
        f"{_HERE}::test_nothing_of_a_forgotten_person_is_left_in_the_database",
        f"{_HERE}::test_no_byte_of_a_forgotten_name_is_left_in_the_files",
    ),
    "a login of a company is forged": (
        "people/test_openid_login.py::test_a_wrong_answer_logs_nobody_in",
        "people/test_openid_login.py::test_no_other_site_is_opened_afterwards",
    ),
}
_Served = tuple[httpx.Client, Team]


@pytest.fixture
def served(tmp_path: Path, quick_passwords: None) -> Iterator[_Served]:  # noqa: F811
    with serve_team(tmp_path) as opened:
        yield opened


def test_each_class_has_tests_that_are_there() -> None:
    for names in TESTS_BY_CLASS.values():
        for path, name in (one.split("::") for one in names):
            tree = ast.parse((ROOT / "tests/web" / path).read_text("utf-8"))
            functions = [one.name for one in tree.body if hasattr(one, "name")]
            assert name in functions, f"{path}::{name}"


def test_what_is_stored_in_one_memory_is_in_no_other(served: _Served) -> None:
    client, team = served
    administrator = team.person_by_role[Role.ADMINISTRATOR]
    secret = begin_session(team.database, administrator.id, hours=1)
    cookie = {"cookie": f"padanan_session={secret}"}
    csrf = client.get(f"{API}/session", headers=cookie).json()["csrf_token"]
    headers = {**cookie, "x-csrf-token": csrf}
    unit = {"source_text": "bí mật", "target_text": "rahasia", "memory": SECRET}
    pair = {"source": "vi", "target": "id"}
    added = client.post(f"{API}/units", json={**unit, **pair}, headers=headers)
    assert added.status_code == 201, added.text
    reader = team.make_headers(Role.READER)
    looked_up = client.get(
        f"{API}/lookup", params={"text": "bí mật", **pair}, headers=reader
    )
    assert looked_up.json()["matches"] == []
    key = added.json()["unit"]["key"]
    assert client.get(f"{API}/units/{key}", headers=reader).status_code == 404


def test_a_token_of_somebody_else_is_as_none(served: _Served) -> None:
    client, team = served
    other = team.person_by_role[Role.REVIEWER]
    (token,) = list_tokens(team.database, other)
    csrf = make_session(served, Role.TRANSLATOR)
    answers = [
        client.delete(f"{API}/account/tokens/{id}", headers=csrf)
        for id in (token.id, token.id[:-1] + "x", "%25", "*")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert list_tokens(team.database, other) == [token]


def test_a_token_that_is_revoked_while_a_body_comes_changes_nothing(
    served: _Served,
) -> None:
    client, team = served
    person = team.person_by_role[Role.TRANSLATOR]
    token, secret = create_token(
        team.database, person, "x", role=Role.TRANSLATOR, memories=[OPEN], days=1
    )
    headers = {"authorization": f"Bearer {secret}", "content-type": "application/json"}

    def send_slowly() -> Iterator[bytes]:
        yield '{"source": "vi", "target": "id", "source_text": "Huế", '.encode()
        time.sleep(0.3)  # until the server has seen who sends it
        revoke_token(team.database, person, token.id)
        yield b'"target_text": "Hue"}'

    answer = client.post(f"{API}/units", content=send_slowly(), headers=headers)
    assert answer.status_code == 401
    asked = {"text": "Huế", "source": "vi", "target": "id"}
    reader = team.make_headers(Role.READER)
    found = client.get(f"{API}/lookup", params=asked, headers=reader)
    assert found.json() == {"matches": []}


def test_events_and_files_of_a_job_are_its_persons(served: _Served) -> None:
    client, team = served
    values = {"file_name": "x.tmx"}
    begun = client.post(
        f"{API}/jobs/export", json=values, headers=team.make_headers(Role.READER)
    )
    assert begun.status_code == 201, begun.text
    job = begun.json()["id"]
    for role, status in ((Role.READER, 200), (Role.REVIEWER, 404), (None, 401)):
        headers = {} if role is None else team.make_headers(role)
        with client.stream(
            "GET", f"{API}/jobs/{job}/events", headers=headers
        ) as events:
            assert events.status_code == status, role
        shown = client.get(f"{API}/jobs/{job}", headers=headers)
        assert shown.status_code == status, role
        if status != 200:
            file = client.get(f"{API}/jobs/{job}/file", headers=headers)
            assert file.status_code == status, role


def test_jobs_of_one_person_are_limited(
    served: _Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, team = served
    monkeypatch.setattr("web.jobs.removal._MAX_UNFINISHED", 2)
    monkeypatch.setattr("web.jobs.removal._MAX_ENDED", 3)
    translator, other = map(team.make_headers, (Role.TRANSLATOR, Role.REVIEWER))

    def begin(headers: dict[str, str]) -> httpx.Response:
        values = {"file_name": "x.tmx"}
        return client.post(f"{API}/jobs/import", json=values, headers=headers)

    for _ in range(6):
        begun = [begin(translator) for _ in range(3)]
        assert [answer.status_code for answer in begun] == [201, 201, 409]
        for answer in begun[:2]:
            path = f"{API}/jobs/{answer.json()['id']}/cancel"
            assert client.post(path, headers=translator).status_code == 200
    assert begin(other).status_code == 201
    assert begin(translator).status_code == 201
    listed = client.get(f"{API}/jobs", headers=translator).json()["jobs"]
    assert len(listed) == 4  # three that have ended


def test_a_session_is_of_no_use_to_dialects_assistants_and_files(
    served: _Served,
) -> None:
    # A browser sends it by itself, and they ask for no token against forged requests.
    client, _ = served
    make_session(served, Role.ADMINISTRATOR)
    assert client.get(f"{API}/session").status_code == 200
    for dialect in DIALECTS:
        for route in dialect.routes:
            path = dialect.prefix + re.sub(r"\{[^}]*\}", "x", route.path)
            answer = client.request(route.verb, path)
            assert answer.status_code == dialect.unauthorized_status, path
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"accept": "application/json, text/event-stream"}
    assert client.post("/mcp/", json=call, headers=accept).status_code == 401
    refused = client.put(f"{API}/jobs/jx/file", content=b"x")
    assert refused.status_code == 403 and "X-CSRF-Token" in refused.text


def test_only_what_a_trusted_proxy_adds_is_the_address() -> None:
    from starlette.requests import Request

    from web.people.credentials import ConnectionReader

    def read(proxies: list[str], client: str, forwarded: str) -> str:
        scope: dict[str, Any] = {
            "type": "http",
            "headers": [(b"x-forwarded-for", forwarded.encode())],
            "client": (client, 1),
        }
        return ConnectionReader(proxies).read(Request(scope)).address

    assert read([], "10.0.0.1", "1.1.1.1") == "10.0.0.1"
    assert read(["10.0.0.1"], "203.0.113.9", "1.1.1.1") == "203.0.113.9"
    assert read(["10.0.0.1"], "10.0.0.1", "1.1.1.1") == "1.1.1.1"
    # What the client wrote itself stands before what the proxy added.
    assert read(["10.0.0.1"], "10.0.0.1", "9.9.9.9, 1.1.1.1") == "1.1.1.1"
    assert read(["10.0.0.0/8"], "10.0.0.1", "9.9.9.9, 1.1.1.1, 10.0.0.2") == "1.1.1.1"
    assert read(["10.0.0.1"], "10.0.0.1", "") == "10.0.0.1"


def test_many_at_once_get_no_more_than_the_limit() -> None:
    limit = RateLimit(60)

    def ask(_: int) -> bool:
        try:
            limit.count("203.0.113.9")
        except TooManyRequests:
            return False
        return True

    answered = sum(map(ask, range(200)))
    assert 60 <= answered <= 61  # one more comes each second
    assert sum(map(ask, range(50))) <= 1


def test_a_link_ends_with_what_makes_it_pointless(served: _Served) -> None:
    client, team = served
    person = team.person_by_role[Role.READER]
    server_passwords = _make_passwords()

    def use(secret: str) -> int:
        body = {"secret": secret, "password": OTHER_PASSWORD}
        return client.post(f"{API}/session/link", json=body).status_code

    endings: list[Callable[[], object]] = [
        lambda: change_password(
            *(team.database, server_passwords, person.id, "Reader", PASSWORD), hours=1
        ),
        lambda: disable_person(team.database, person),
        lambda: forget_person(team.database, person),
    ]
    for end in endings:
        secret = make_link(team.database, person)
        end()
        assert use(secret) == 401
        disable_person(team.database, person, is_disabled=False)
        assert use(secret) == 401  # nor does it come back


def _make_passwords() -> Any:
    from web.people.login.passwords import Passwords

    return Passwords()


def test_a_recovery_code_that_is_used_at_once_counts_once(served: _Served) -> None:
    client, team = served
    csrf = make_session(served, Role.READER)
    codes = client.post(f"{API}/account/recovery-codes", headers=csrf).json()["codes"]
    with team.database.open_transaction(changes_people=True) as connection:
        connection.execute(
            schema.passkey.insert().values(
                *(), id="AA", person=team.person_by_role[Role.READER].id, name="lost",
                public_key=b"", sign_count=0, created_at=0,
            )
        )  # fmt: skip
    tickets = [log_in(client, Role.READER).json()["ticket"] for _ in range(6)]

    def use(ticket: str) -> int:
        body = {"ticket": ticket, "recovery_code": codes[0]}
        path = f"{client.base_url}{API}/session/second-factor"
        return httpx.post(path, json=body).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(use, tickets)) == [200, *[401] * 5]


_XLIFF = (
    '<?xml version="1.0"?>{doctype}<xliff version="1.2"><file source-language="vi" '
    'target-language="id" datatype="x" original="x"><body><trans-unit id="1"><source>'
    "{text}</source><target>b</target></trans-unit></body></file></xliff>"
)
_LAUGHS = '<!ENTITY l0 "hahaha">' + "".join(
    f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 10)
)
_HOSTILE_FILES: Mapping[str, bytes] = {
    "laughs.xlf": _XLIFF.format(
        doctype=f"<!DOCTYPE x [{_LAUGHS}]>", text="&l9;"
    ).encode(),
    "entity.xlf": _XLIFF.format(
        doctype='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', text="&e;"
    ).encode(),
    "deep.xlf": _XLIFF.format(
        doctype="", text='<g id="1">' * 20_000 + "a" + "</g>" * 20_000
    ).encode(),
    "long.xlf": _XLIFF.format(doctype="", text='<x id="1"/>' * 100_000).encode(),
    "quotes.md": b">" * 50_000 + b" a",
    "brackets.md": b"[" * 50_000 + b"a",
    "stars.md": b"*a_ " * 50_000,
    "lists.md": "".join(f"{'  ' * n}- a\n" for n in range(1000)).encode(),
    "deep.json": b"[" * 200_000,
    "deep.html": b"<div>" * 50_000 + b"a",
}


@pytest.mark.parametrize(
    "name", quick_only({*_HOSTILE_FILES} - {"long.xlf"}, _HOSTILE_FILES)
)
def test_a_hostile_file_is_refused_or_read_in_time(shared: _Served, name: str) -> None:
    client, team = shared
    content = base64.b64encode(_HOSTILE_FILES[name]).decode()
    began = time.process_time()
    answer = client.post(
        f"{API}/check/file",
        json={"name": name, "content": content, "source": "vi", "target": "id"},
        headers=team.make_headers(Role.READER),
    )
    # Of the server, which is of this process, too.
    assert time.process_time() - began < 15
    assert answer.status_code in (200, 422), answer.text[:500]
    assert "root:" not in answer.text


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Served]:
    """A server that no test changes."""
    with serve_team(tmp_path_factory.mktemp("team")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("mode", "phrase"),
    [
        *(("regex", "(a+)+$"), ("regex", "(a|a)*b"), ("regex", "(.*)*x")),
        *(("regex", "(?:" * 500 + "a" + ")" * 500), ("regex", "a{1000}{1000}{1000}")),
        *(("regex", r"(.)(.)(.)\1\2\3(.*)*$"), ("wildcard", "*a" * 200 + "?")),
        *(("wildcard", "*" * 1000), ("plain", "%_" * 500), ("regex", "[")),
    ],
)
def test_a_hostile_pattern_is_answered_in_time(
    shared: _Served, mode: str, phrase: str
) -> None:
    client, team = shared
    unit = {"source_text": "a" * 5000, "target_text": "b" * 5000}
    pair = {"source": "vi", "target": "id"}
    client.post(
        *(f"{API}/units",),
        json={**unit, **pair},
        headers=team.make_headers(Role.TRANSLATOR),
    )
    began = time.process_time()
    answer = client.get(
        f"{API}/concordance",
        params={"phrase": phrase, "mode": mode, **pair},
        headers=team.make_headers(Role.READER),
    )
    assert time.process_time() - began < 10
    assert answer.status_code in (200, 422), answer.text[:500]


def test_a_link_in_an_archive_is_not_followed(shared: _Served) -> None:
    client, team = shared
    for path in ("word/document.xml", "../../../../etc/passwd", "/etc/passwd"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            entry = zipfile.ZipInfo(path)
            entry.external_attr = 0o120777 << 16  # a symbolic link
            archive.writestr(entry, "/etc/passwd")
        for name in ("x.docx", "x.xlsx", "x.zip"):
            content = base64.b64encode(packed.getvalue()).decode()
            answer = client.post(
                f"{API}/check/file",
                json={"name": name, "content": content, "target": "id"},
                headers=team.make_headers(Role.READER),
            )
            assert answer.status_code in (200, 422), answer.text
            assert "root:" not in answer.text


def test_no_request_makes_the_server_fetch(
    shared: _Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, team = shared
    asked: list[object] = []
    monkeypatch.setattr(
        "tm.articles.web.connection.Transport.handle_request",
        lambda _, request: asked.append(request),
    )
    url = f"{client.base_url}/health"
    article = {
        "text": f"Judul\n\n{url} adalah alamat.",
        "url": url,
        "original_text": f"Tiêu đề\n\nNguồn: {url}",
        "original_locale": "vi",
        "original_url": url,
    }
    metrics = client.get("/metrics").text
    answer = client.post(
        f"{API}/articles", json=article, headers=team.make_headers(Role.TRANSLATOR)
    )
    assert answer.status_code in (201, 422), answer.text
    assert not asked
    assert _count_health(client.get("/metrics").text) == _count_health(metrics)


def _count_health(metrics: str) -> list[str]:
    return [line for line in metrics.splitlines() if '"/health"' in line]


def test_nothing_of_a_forgotten_person_is_left_in_the_database(
    served: _Served,
) -> None:
    client, team = served
    person = team.person_by_role[Role.TRANSLATOR]
    from web.people.outside_identities import OutsideIdentity, link_identity

    identity = OutsideIdentity("https://id.example", "subject-of-translator")
    link_identity(team.database, person.id, identity, actor=person.id)
    set_password(served, Role.TRANSLATOR)
    log_in(client, Role.TRANSLATOR)
    forget_person(team.database, person)
    with team.database.open_snapshot() as connection:
        for table in schema.metadata.sorted_tables:
            rows = [dict(row) for row in connection.execute(table.select()).mappings()]
            text = str(rows).casefold()
            for word in ("translator@", "subject-of-translator", "'translator'"):
                is_role = table.name in ("role_grant", "token", "account_event")
                assert word not in text or is_role, table.name
            if table.name in ("token", "session", "role_grant", "passkey"):
                assert person.id not in text, table.name


def test_no_byte_of_a_forgotten_name_is_left_in_the_files(served: _Served) -> None:
    client, team = served
    name = "Nguyễn Thị Quên Lãng"
    person, _ = add_person(team.database, name)
    add_person(team.database, "Somebody else")
    assert client.get("/health").is_success  # the server has the files open, too

    def read_bytes() -> bytes:
        path = Path(team.settings.database)
        files = path.parent.glob(f"{path.name}*")
        return b"".join(file.read_bytes() for file in files)

    keys = [text.encode() for text in (name, make_name_key(name))]
    assert all(key in read_bytes() for key in keys)
    forget_person(team.database, person)
    assert not any(key in read_bytes() for key in keys)
    assert b"Somebody else" in read_bytes()
