"""Logging in: passwords, sessions, links, recovery codes, and what each refuses."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Literal

import httpx
import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters
from sqlalchemy import update

from tests.web.people.team import OPEN, Team, make_team
from tests.web.serving import serve
from web.database import schema
from web.people.accounts import disable_person, make_link
from web.people.caller_rights import RoleGrant
from web.people.login.passwords import Passwords, find_weakness
from web.people.role import Role
from web.people.role_grants import grant_role

API = "/api/v1"
PASSWORD = "perahu-hijau-di-teluk"
OTHER_PASSWORD = "gunung biru tanpa kabut"
_Served = tuple[httpx.Client, Team]


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with little work, as it is not the hash that is tested."""
    monkeypatch.setattr("web.people.login.passwords.PasswordHasher", make_quick_hasher)


def make_quick_hasher() -> PasswordHasher:
    """Make a hasher that does little work."""
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture
def served(tmp_path: Path, quick_passwords: None) -> Iterator[_Served]:
    team = make_team(tmp_path)
    with serve(tmp_path / "x.db", team.settings) as client:
        yield client, team
    team.database.close()


def set_password(served: _Served, role: Role, password: str = PASSWORD) -> None:
    """Set the password of somebody by a link, as they would."""
    client, team = served
    secret = make_link(team.database, team.person_by_role[role])
    answer = client.post(
        f"{API}/session/link", json={"secret": secret, "password": password}
    )
    assert answer.status_code == 200, answer.text


def log_in(
    client: httpx.Client, role: Role, password: str = PASSWORD
) -> httpx.Response:
    """Log somebody in; the client keeps the cookie."""
    return client.post(
        f"{API}/session", json={"name": role.title(), "password": password}
    )


def make_session(served: _Served, role: Role) -> dict[str, str]:
    """Log somebody in with a new password, and make the header against CSRF."""
    set_password(served, role)
    answer = log_in(served[0], role)
    assert answer.status_code == 200, answer.text
    return {"x-csrf-token": answer.json()["csrf_token"]}


def is_known(client: httpx.Client) -> bool:
    """Whether a client is still logged in."""
    return client.get(f"{API}/session").status_code == 200


def test_a_session_is_a_cookie_that_no_script_reads(served: _Served) -> None:
    client, _ = served
    set_password(served, Role.READER)
    cookie = log_in(client, Role.READER).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie  # on plain loopback it would not come back
    who = client.get(f"{API}/session").json()
    assert (who["name"], who["credential"]) == ("Reader", "session")
    assert who["memories"] == [OPEN]


def test_a_trusted_proxy_makes_the_cookie_secure(tmp_path: Path) -> None:
    team = make_team(tmp_path)
    settings = replace(team.settings, trusted_proxies=("127.0.0.1",))
    with serve(tmp_path / "x.db", settings) as client:
        set_password((client, team), Role.READER)
        answer = client.post(
            f"{API}/session",
            json={"name": "Reader", "password": PASSWORD},
            headers={"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.5"},
        )
    team.database.close()
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-padanan_session=") and "; Secure" in cookie


def test_a_login_begins_a_new_session_and_ends_the_old_one(served: _Served) -> None:
    client, _ = served
    make_session(served, Role.READER)
    old = client.cookies["padanan_session"]
    log_in(client, Role.READER)
    assert client.cookies["padanan_session"] != old
    assert is_known(client)
    assert (
        httpx.get(
            f"{client.base_url}{API}/session", cookies={"padanan_session": old}
        ).status_code
        == 401
    )


def test_a_session_needs_the_token_against_forged_requests(served: _Served) -> None:
    client, _ = served
    csrf = make_session(served, Role.TRANSLATOR)
    for verb, path in (("POST", "undo"), ("POST", "redo"), ("DELETE", "session")):
        for token in (None, b"x", b"\xe9"):
            headers = {} if token is None else {b"x-csrf-token": token}
            refused = client.request(verb, f"{API}/{path}", headers=headers)
            assert refused.status_code == 403, path
    assert client.post(f"{API}/undo", headers=csrf).status_code == 404  # nothing there
    other = {"sec-fetch-site": "cross-site"}
    assert client.get(f"{API}/session", headers=other).status_code == 403


def test_a_session_secret_is_not_a_token_and_a_token_not_a_session(
    served: _Served,
) -> None:
    client, team = served
    make_session(served, Role.READER)
    secret = client.cookies["padanan_session"]
    url = f"{client.base_url}{API}/session"
    bearer = {"authorization": f"Bearer {secret}"}
    assert httpx.get(url, headers=bearer).status_code == 401
    cookie = {"padanan_session": team.token_by_role[Role.TRANSLATOR]}
    assert httpx.get(url, cookies=cookie).status_code == 401


def _change_password(served: _Served, csrf: dict[str, str]) -> None:
    with httpx.Client(base_url=served[0].base_url, timeout=60) as other:
        log_in(other, Role.READER)
        answer = other.put(
            f"{API}/account/password",
            json={"password": OTHER_PASSWORD},
            headers={"x-csrf-token": other.get(f"{API}/session").json()["csrf_token"]},
        )
        assert answer.status_code == 200 and is_known(other)


_ENDINGS: dict[str, Callable[[_Served, dict[str, str]], object]] = {
    "password changed": _change_password,
    "password reset": lambda served, _: set_password(
        served, Role.READER, OTHER_PASSWORD
    ),
    "role changed": lambda served, _: grant_role(
        served[1].database,
        served[1].person_by_role[Role.READER].id,
        RoleGrant(OPEN, Role.TRANSLATOR),
    ),
    "disabled": lambda served, _: disable_person(
        served[1].database, served[1].person_by_role[Role.READER]
    ),
    "logged out": lambda served, csrf: served[0].delete(f"{API}/session", headers=csrf),
}


@pytest.mark.parametrize("ending", _ENDINGS)
def test_a_session_ends(served: _Served, ending: str) -> None:
    client, _ = served
    csrf = make_session(served, Role.READER)
    secret = client.cookies["padanan_session"]
    _ENDINGS[ending](served, csrf)
    cookies = {"padanan_session": secret}
    assert (
        httpx.get(f"{client.base_url}{API}/session", cookies=cookies).status_code == 401
    )


def test_a_link_is_valid_once_and_ends_with_the_next(served: _Served) -> None:
    client, team = served
    person = team.person_by_role[Role.READER]
    first, second = (make_link(team.database, person) for _ in range(2))

    def use(secret: str, password: str = PASSWORD) -> int:
        body = {"secret": secret, "password": password}
        return client.post(f"{API}/session/link", json=body).status_code

    assert use(first) == 401
    assert use(second, "password123") == 422  # a weak one does not use it up
    assert use(second) == 200
    assert use(second, OTHER_PASSWORD) == 401
    disabled = make_link(team.database, person)
    disable_person(team.database, person)
    assert use(disabled) == 401


def test_a_link_that_is_used_twice_at_once_counts_once(served: _Served) -> None:
    client, team = served
    secret = make_link(team.database, team.person_by_role[Role.READER])
    body = {"secret": secret, "password": PASSWORD}
    with ThreadPoolExecutor(8) as pool:
        statuses = list(
            pool.map(
                lambda _: client.post(f"{API}/session/link", json=body).status_code,
                range(8),
            )
        )
    assert sorted(statuses) == [200] + [401] * 7


def test_a_link_expires(served: _Served) -> None:
    client, team = served
    secret = make_link(team.database, team.person_by_role[Role.READER])
    with team.database.open_transaction() as connection:
        connection.execute(update(schema.secret_link).values(expires_at=1))
    body = {"secret": secret, "password": PASSWORD}
    assert client.post(f"{API}/session/link", json=body).status_code == 401


def test_a_reset_revokes_tokens(served: _Served) -> None:
    client, team = served
    headers = team.make_headers(Role.READER)
    assert client.get(f"{API}/session", headers=headers).status_code == 200
    set_password(served, Role.READER)
    assert client.get(f"{API}/session", headers=headers).status_code == 401


def test_an_unknown_name_answers_as_a_wrong_password(served: _Served) -> None:
    client, team = served
    set_password(served, Role.READER)
    disable_person(team.database, team.person_by_role[Role.TRANSLATOR])
    answers = [
        client.post(f"{API}/session", json={"name": name, "password": "wrong-one-x"})
        for name in ("Reader", "Nobody", "Translator", "Reviewer", " ", "%")
    ]
    assert {(one.status_code, one.text) for one in answers} == {(401, answers[0].text)}


def test_an_unknown_name_takes_as_long_as_a_wrong_password() -> None:
    verified: list[Parameters] = []

    class Hasher(PasswordHasher):
        """Notes how much work each hash is that it verifies."""

        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            verified.append(extract_parameters(str(hash)))
            return super().verify(hash, password)

    passwords = Passwords(hasher=Hasher(time_cost=1, memory_cost=64, parallelism=1))
    stored = passwords.hash_password(PASSWORD, name="Siti")
    assert passwords.verify(stored, PASSWORD)
    for known in (stored, None, stored, None):
        assert not passwords.verify(known, "wrong")
    assert len(verified) == 5 and len(set(map(repr, verified))) == 1


def test_guessing_is_throttled_for_one_name_even_at_once(served: _Served) -> None:
    client, _ = served
    set_password(served, Role.READER)

    def guess(number: int) -> int:
        body = {"name": "Reader", "password": f"wrong-{number}"}
        # What the client says of its address is not believed.
        headers = {"x-forwarded-for": f"203.0.113.{number}"}
        return client.post(f"{API}/session", json=body, headers=headers).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(guess, range(20)))
    assert statuses.count(401) == 10
    assert statuses.count(429) == 10
    refused = log_in(client, Role.READER)
    assert refused.status_code == 429  # the right one, too, until it is over
    assert int(refused.headers["retry-after"]) > 60
    set_password(served, Role.REVIEWER)
    assert log_in(client, Role.REVIEWER).status_code == 200  # others log in


def test_what_is_delicate_needs_a_login_of_some_minutes_ago(served: _Served) -> None:
    client, team = served
    csrf = make_session(served, Role.TRANSLATOR)
    body = {"name": "x", "memories": [OPEN]}
    path = f"{API}/account/tokens"
    assert client.post(path, json=body, headers=csrf).status_code == 201
    with team.database.open_transaction(changes_people=True) as connection:
        connection.execute(update(schema.session).values(confirmed_at=1))
    refused = client.post(path, json=body, headers=csrf)
    assert refused.status_code == 403 and "log in again" in refused.json()["detail"]
    csrf = {"x-csrf-token": log_in(client, Role.TRANSLATOR).json()["csrf_token"]}
    assert client.post(path, json=body, headers=csrf).status_code == 201
    made = client.post(path, json=body, headers=csrf).json()
    by_token = {"authorization": f"Bearer {made['secret']}"}
    client.cookies.clear()
    assert client.post(path, json=body, headers=by_token).status_code == 403


def test_a_token_makes_no_tokens(served: _Served) -> None:
    client, team = served
    for role in Role:
        refused = client.post(
            f"{API}/account/tokens",
            json={"memories": [OPEN]},
            headers=team.make_headers(role),
        )
        assert refused.status_code == 403
        assert (
            client.get(f"{API}/people", headers=team.make_headers(role)).status_code
            == 403
        )


def test_recovery_codes_are_valid_once(served: _Served) -> None:
    client, team = served
    csrf = make_session(served, Role.READER)
    path = f"{API}/account/recovery-codes"
    old = client.post(path, headers=csrf).json()["codes"]
    codes = client.post(path, headers=csrf).json()["codes"]
    assert len(set(codes)) == 10 and not set(old) & set(codes)
    with team.database.open_transaction(changes_people=True) as connection:
        connection.execute(
            schema.passkey.insert().values(
                id="AA",
                person=team.person_by_role[Role.READER].id,
                name="lost",
                public_key=b"",
                sign_count=0,
                created_at=0,
            )
        )

    def use(code: str) -> int:
        ticket = log_in(client, Role.READER).json()["ticket"]
        body = {"ticket": ticket, "recovery_code": code}
        return client.post(f"{API}/session/second-factor", json=body).status_code

    assert use(old[0]) == 401
    assert use(codes[0].upper().replace("-", " ")) == 200
    assert use(codes[0]) == 401
    assert use(codes[1]) == 200


def test_an_administrator_manages_people(served: _Served) -> None:
    client, team = served
    csrf = make_session(served, Role.ADMINISTRATOR)
    made = client.post(f"{API}/people", json={"name": "Dewi"}, headers=csrf)
    assert made.status_code == 201, made.text
    person = made.json()["person"]["id"]
    role = {"memory": OPEN, "role": "reviewer"}
    assert client.put(f"{API}/people/{person}/role", json=role, headers=csrf).json()[
        "roles"
    ] == [{"memory": OPEN, "role": "reviewer", "termbase": None}]
    listed = client.get(f"{API}/people").json()["people"]
    assert "Dewi" in [one["name"] for one in listed]
    exported = client.get(f"{API}/people/{person}").json()["person"]
    actor = team.person_by_role[Role.ADMINISTRATOR].id
    assert exported["name"] == "Dewi"
    assert (
        client.put(
            f"{API}/people/{person}/role",
            json={"memory": "nope", "role": "reader"},
            headers=csrf,
        ).status_code
        == 404
    )
    assert client.delete(f"{API}/people/{person}", headers=csrf).status_code == 200
    assert client.get(f"{API}/people/{person}").json()["person"]["name"] is None
    assert client.delete(f"{API}/people/{actor}", headers=csrf).status_code == 409


def test_no_secret_is_logged_or_answered(
    served: _Served, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, team = served
    caplog.set_level(logging.DEBUG)
    set_password(served, Role.READER)

    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("padanan.memory.Memory.lookup", break_down)
    token = team.token_by_role[Role.READER]
    answers = [
        client.get(
            f"{API}/lookup",
            params={"text": "rahasia-teks", "source": "vi", "target": "id"},
            headers=team.make_headers(Role.TRANSLATOR),
        ),
        log_in(client, Role.READER, "salah-sekali-ini"),
        client.get(f"{API}/session", headers={"authorization": f"Bearer {token}x"}),
    ]
    assert [one.status_code for one in answers] == [500, 401, 401]
    logged = [
        f"{record.getMessage()} {record.exc_text}"
        for record in caplog.records
        if not record.name.startswith(("http", "asyncio"))  # of the client
    ]
    assert any("broken" in line for line in logged)
    told = "".join([*logged, *(one.text for one in answers)])
    for secret in (
        *team.token_by_role.values(),
        *(PASSWORD, "salah-sekali-ini", "rahasia-teks"),
    ):
        assert secret not in told


@pytest.mark.parametrize(
    "password",
    [
        *("short", "password1234", "P@ssw0rd2024!", "qwertyuiop", "1qaz2wsx3edc"),
        *("aaaaaaaaaaaa", "abcabcabcabc", "1234567890", "Anh yêu em 123"),
        *("bismillah2024", "Matkhau@2024", "sitirahayu99", "x" * 201, "!!!!!!!!!!!!"),
    ],
)
def test_a_weak_password_is_refused(password: str) -> None:
    assert find_weakness(password, "Siti Rahayu")


@pytest.mark.parametrize(
    "password", [PASSWORD, OTHER_PASSWORD, "correct horse battery", "đò chiều sông Hậu"]
)
def test_several_words_are_a_password(password: str) -> None:
    assert find_weakness(password, "Siti Rahayu") is None


def test_a_password_of_a_breach_is_refused(tmp_path: Path) -> None:
    import hashlib

    known = [f"kata sandi {number} bocor" for number in range(500)]
    digests = sorted(
        hashlib.sha1(one.encode(), usedforsecurity=False).hexdigest().upper()
        for one in known
    )
    path = tmp_path / "breached.txt"
    path.write_text("".join(f"{digest}:7\r\n" for digest in digests))
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    passwords = Passwords(str(path), hasher=hasher)
    for one in known:
        with pytest.raises(ValueError, match="breach"):
            passwords.hash_password(one, name="x")
        assert passwords.hash_password(f"{one}!", name="x")
