"""Logging in by an OpenID provider, which runs here, and what attackers try."""

import html
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwk
from sqlalchemy import delete, update

from tests.web.people.openid_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    SoftwareProvider,
    run_provider,
)
from tests.web.people.team import Team, make_team
from tests.web.people.test_login import (
    API,
    make_quick_hasher,
    make_session,
)
from tests.web.serving import serve
from tm.errors import FetchError, InputError
from web.database import schema
from web.people.access_errors import Unauthorized
from web.people.accounts import disable_person, find_person
from web.people.login.openid import OpenIdProvider
from web.people.outside_identities import (
    LoginSecrets,
    OutsideIdentity,
    link_identity,
)
from web.people.personal_data import export_person
from web.people.role import Role
from web.settings import read_server_settings

LANDING = f"{API}/session/oidc/callback"
_FROM_PROVIDER = {
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
}
"""What a browser says when the provider sends it back."""


@dataclass(frozen=True)
class _Served:
    client: httpx.Client
    team: Team
    provider: SoftwareProvider

    def begin(self, next_path: str = "/docs") -> httpx.Response:
        """Begin to log in, as a link on a page does."""
        return self.client.get(f"{API}/session/oidc", params={"next": next_path})

    def ask_provider(self, address: str) -> httpx.URL:
        """Follow an address to the provider, and read where it sends us back to."""
        answer = httpx.get(address)
        assert answer.status_code == 302, answer.text
        return httpx.URL(answer.headers["location"])

    def land(self, address: httpx.URL | str) -> httpx.Response:
        """Come back from the provider."""
        return self.client.get(address, headers=_FROM_PROVIDER)

    def log_in(self) -> httpx.Response:
        """Log in by the provider as a browser does."""
        return self.land(self.ask_provider(self.begin().headers["location"]))

    def link(self, role: Role, subject: str | None = None) -> None:
        """Link the account of somebody, as an administrator does."""
        identity = OutsideIdentity(
            self.provider.issuer, subject or self.provider.subject
        )
        link_identity(self.team.database, self.team.person_by_role[role].id, identity)

    def find_name(self) -> str | None:
        """Find the name of who is logged in."""
        answer = self.client.get(f"{API}/session")
        return answer.json()["name"] if answer.status_code == 200 else None


@pytest.fixture(scope="module", params=[False])
def shared(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[_Served]:
    """A server whose people log in by a provider; `param`: whether it adds people."""
    folder = tmp_path_factory.mktemp("team")
    team = make_team(folder)
    with run_provider() as provider, pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(
            "web.people.login.passwords.PasswordHasher", make_quick_hasher
        )
        settings = replace(
            team.settings,
            oidc_issuer=provider.issuer,
            oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET,
            oidc_adds_people=request.param,
        )
        with serve(folder / "x.db", settings) as client:
            provider.redirect_uris.add(f"{str(client.base_url).rstrip('/')}{LANDING}")
            yield _Served(client, team, provider)
    team.database.close()


@pytest.fixture
def served(shared: _Served) -> _Served:
    """The server, where nobody is linked or logged in, with an honest provider."""
    shared.provider.be_honest()
    shared.client.cookies.clear()
    with shared.team.database.open_transaction(changes_people=True) as connection:
        connection.execute(delete(schema.outside_identity))
        connection.execute(update(schema.person).values(is_disabled=False))
    return shared


adds_people = pytest.mark.parametrize("shared", [True], indirect=True)


def test_somebody_logs_in_by_the_provider(served: _Served) -> None:
    served.link(Role.TRANSLATOR)
    begun = served.begin()
    assert begun.status_code == 303
    cookie = begun.headers["set-cookie"]
    assert cookie.startswith("padanan_login=") and "SameSite=Lax" in cookie
    query = parse_qs(urlsplit(begun.headers["location"]).query)
    assert query["code_challenge_method"] == ["S256"] and "nonce" in query
    landed = served.land(served.ask_provider(begun.headers["location"]))
    assert landed.status_code == 200, landed.text
    # A page of the server opens the next one, so that its strict cookie is sent.
    assert '<meta http-equiv="refresh" content="0;url=/docs">' in landed.text
    assert "SameSite=Strict" in landed.headers["set-cookie"]
    assert "padanan_login" not in served.client.cookies
    assert served.find_name() == "Translator"


def test_a_login_at_the_provider_minutes_ago_confirms_and_an_older_one_does_not(
    served: _Served,
) -> None:
    served.link(Role.TRANSLATOR)
    cases: Mapping[int | None, int] = {
        int(time.time()) - 60: 201,
        int(time.time()) - 3600: 403,
        None: 403,
        int(time.time()) + 10**6: 201,  # not in the future
    }
    for auth_time, status in cases.items():
        served.provider.changed_claims = {"auth_time": auth_time}
        assert served.log_in().status_code == 200
        csrf = served.client.get(f"{API}/session").json()["csrf_token"]
        body = {"memories": ["open"], "name": "x"}
        answer = served.client.post(
            f"{API}/account/tokens", json=body, headers={"x-csrf-token": csrf}
        )
        assert answer.status_code == status, auth_time


def test_the_provider_may_change_its_keys(served: _Served) -> None:
    served.link(Role.READER)
    assert served.log_in().status_code == 200
    served.provider.key = jwk.RSAKey.generate_key(2048, {"kid": "second"})
    served.provider.published_keys.append(served.provider.key)
    assert served.log_in().status_code == 200
    assert served.provider.discovery_count <= 1  # its addresses are remembered


def test_an_unknown_person_is_refused_and_told_what_to_do(served: _Served) -> None:
    refused = served.log_in()
    assert refused.status_code == 403
    assert served.provider.subject in refused.json()["detail"]
    assert refused.json()["detail"].endswith("(POST /api/v1/account/identities)")
    assert served.find_name() is None


def test_an_equal_name_or_address_links_nobody(served: _Served) -> None:
    served.link(Role.ADMINISTRATOR)
    served.provider.subject = "another"
    served.provider.name = "Administrator"
    assert served.log_in().status_code == 403
    # The same subject at another provider is somebody else.
    identity = OutsideIdentity("https://elsewhere.example", "another")
    person = served.team.person_by_role[Role.READER]
    link_identity(served.team.database, person.id, identity)
    assert served.log_in().status_code == 403


@adds_people
def test_an_unknown_person_gets_an_account_without_rights(served: _Served) -> None:
    served.provider.name = "Reader"  # which somebody else has
    assert served.log_in().status_code == 200
    assert served.find_name() == "Reader 2"
    me = served.client.get(f"{API}/session").json()
    assert (me["roles"], me["memories"]) == ([], [])
    assert served.client.get(f"{API}/units").status_code == 404
    assert served.log_in().status_code == 200
    assert served.find_name() == "Reader 2"  # no third one
    served.provider.subject, served.provider.name = "x", "\x00\x1b[31m " + "y" * 200
    assert served.log_in().status_code == 200
    assert served.find_name() == "y" * 100


@adds_people
def test_a_disabled_person_stays_out(served: _Served) -> None:
    served.link(Role.READER)
    disable_person(served.team.database, served.team.person_by_role[Role.READER])
    refused = served.log_in()
    assert refused.status_code == 403 and "disabled" in refused.json()["detail"]
    assert served.find_name() is None


def test_somebody_links_and_unlinks_their_account(served: _Served) -> None:
    client, path = served.client, f"{API}/account/identities"
    csrf = make_session((client, served.team), Role.REVIEWER)
    assert client.post(path, json={}).status_code == 403  # without the CSRF token
    begun = client.post(path, json={"next": "/docs"}, headers=csrf).json()
    landed = served.land(served.ask_provider(begun["address"]))
    assert landed.status_code == 200, landed.text
    expected = {"issuer": served.provider.issuer, "subject": served.provider.subject}
    (listed,) = client.get(path).json()["identities"]
    assert expected.items() <= listed.items()
    person = find_person(served.team.database, "Reviewer")
    exported: Any = export_person(served.team.database, person)
    assert exported["outside_identities"] == [expected]
    client.cookies.clear()
    assert served.log_in().status_code == 200 and served.find_name() == "Reviewer"
    csrf = {"x-csrf-token": client.get(f"{API}/session").json()["csrf_token"]}
    subject = {"subject": served.provider.subject}
    assert client.delete(path, params=subject, headers=csrf).status_code == 200
    assert served.find_name() is None and served.log_in().status_code == 403


def test_an_account_that_another_has_is_not_linked(served: _Served) -> None:
    served.link(Role.ADMINISTRATOR)
    csrf = make_session((served.client, served.team), Role.READER)
    begun = served.client.post(f"{API}/account/identities", json={}, headers=csrf)
    assert served.land(served.ask_provider(begun.json()["address"])).status_code == 409


_OTHER_KEY = jwk.RSAKey.generate_key(2048, {"kid": "first"})
_NOW = int(time.time())
_WRONG_ANSWERS: dict[str, dict[str, Any]] = {
    "wrong nonce": {"changed_claims": {"nonce": "x"}},
    "no nonce": {"changed_claims": {"nonce": None}},
    "wrong issuer": {"changed_claims": {"iss": "https://evil.example"}},
    "no issuer": {"changed_claims": {"iss": None}},
    "wrong audience": {"changed_claims": {"aud": "another"}},
    "another audience, too, and no party": {
        "changed_claims": {"aud": [CLIENT_ID, "another"]}
    },
    "wrong authorized party": {"changed_claims": {"azp": "another"}},
    "expired": {"changed_claims": {"iat": _NOW - 900, "exp": _NOW - 600}},
    "no expiry": {"changed_claims": {"exp": None}},
    "issued in the future": {"changed_claims": {"iat": _NOW + 3600}},
    "no subject": {"changed_claims": {"sub": None}},
    "empty subject": {"changed_claims": {"sub": ""}},
    "subject that is no text": {"changed_claims": {"sub": ["248289761001"]}},
    "wrong access token": {"changed_claims": {"at_hash": "x"}},
    "time that is no number": {"changed_claims": {"auth_time": "now"}},
    "alg none": {"makes_unsigned_tokens": True},
    "another key of the same name": {"key": _OTHER_KEY},
    "unpublished key": {"published_keys": []},
    "key of another name": {"changed_header": {"kid": "x"}},
    "secret of the client as key": {
        "key": jwk.OctKey.import_key(CLIENT_SECRET * 2, {"kid": "first"}),
        "changed_header": {"alg": "HS256"},
    },
}


@pytest.mark.parametrize("mistake", _WRONG_ANSWERS)
def test_a_wrong_answer_logs_nobody_in(
    served: _Served, mistake: str, caplog: pytest.LogCaptureFixture
) -> None:
    served.link(Role.ADMINISTRATOR)
    for name, value in _WRONG_ANSWERS[mistake].items():
        setattr(served.provider, name, value)
    landed = served.log_in()
    assert landed.status_code == 401, landed.text
    assert "is not valid" in landed.json()["detail"]
    assert served.provider.last_id_token  # it was given, and refused here
    assert served.find_name() is None
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


_Attack = Callable[[_Served, httpx.URL], httpx.Response]
_STRANGER = "x" * 43


def _in_another_browser(served: _Served, address: httpx.URL) -> httpx.Response:
    served.client.cookies.clear()
    return served.land(address)


def _by_another_login_of_the_browser(
    served: _Served, address: httpx.URL
) -> httpx.Response:
    served.begin()
    return served.land(address)


def _twice(served: _Served, address: httpx.URL) -> httpx.Response:
    cookies = dict(served.client.cookies)
    assert served.land(address).status_code == 200
    served.client.cookies.clear()
    served.client.cookies.update(cookies)
    return served.land(address)


_ATTACKS: dict[str, _Attack] = {
    "in another browser": _in_another_browser,
    "by another login of the browser": _by_another_login_of_the_browser,
    "with a guessed state": lambda served, address: served.land(
        address.copy_set_param("state", _STRANGER)
    ),
    "without a state": lambda served, address: served.land(
        address.copy_remove_param("state")
    ),
    "with a state twice": _twice,
    "with a guessed code": lambda served, address: served.land(
        address.copy_set_param("code", _STRANGER)
    ),
    "with the code of another provider": lambda served, address: served.land(
        address.copy_set_param("iss", "https://evil.example")
    ),
}


@pytest.mark.parametrize("attack", _ATTACKS)
def test_an_answer_counts_once_in_the_browser_that_asked(
    served: _Served, attack: str
) -> None:
    served.link(Role.ADMINISTRATOR)
    address = served.ask_provider(served.begin().headers["location"])
    answer = _ATTACKS[attack](served, address)
    assert answer.status_code == 401, answer.text
    assert served.find_name() is None


def test_a_stolen_code_is_worth_nothing_without_the_verifier(served: _Served) -> None:
    served.link(Role.ADMINISTRATOR)
    stolen = served.ask_provider(served.begin().headers["location"]).params["code"]
    # The attacker begins a login of their own, and puts the stolen code into it.
    served.client.cookies.clear()
    own = served.ask_provider(served.begin().headers["location"])
    answer = served.land(own.copy_set_param("code", stolen))
    assert answer.status_code == 401 and "invalid_grant" in answer.json()["detail"]
    form = {
        "grant_type": "authorization_code",
        "code": own.params["code"],
        "redirect_uri": next(iter(served.provider.redirect_uris)),
    }
    refused = httpx.post(
        f"{served.provider.issuer}/token", data=form, auth=(CLIENT_ID, "wrong")
    )
    assert refused.status_code == 401  # the provider of the tests is strict, too


@pytest.mark.parametrize(
    "path",
    [
        *("//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", ""),
        *("/\t/evil.example", "javascript:alert(1)", "/a\r\nset-cookie:x=y", "evil"),
        *("/a\\b", "/ a", "/é", "/" + "a" * 500),
    ],
)
def test_no_other_site_is_opened_afterwards(served: _Served, path: str) -> None:
    assert served.begin(path).status_code == 422


@pytest.mark.parametrize("path", ["/", "/docs?a=1&b=2#c", "/a//b", "/x'\"<script>"])
def test_a_page_of_the_server_is_opened_afterwards(served: _Served, path: str) -> None:
    served.link(Role.READER)
    landed = served.land(served.ask_provider(served.begin(path).headers["location"]))
    found = re.search(r'content="0;url=([^"]*)"', landed.text)
    assert found is not None and "<script" not in landed.text
    assert html.unescape(found[1]) == path


def test_other_sites_open_the_landing_page_and_nothing_else(served: _Served) -> None:
    for path in (f"{API}/session/oidc", f"{API}/units", "/docs"):
        assert served.client.get(path, headers=_FROM_PROVIDER).status_code == 403
    for name, value in (
        *(("sec-fetch-mode", "cors"), ("sec-fetch-mode", "no-cors")),
        *(("sec-fetch-dest", "iframe"), ("sec-fetch-dest", "image")),
    ):
        headers = {**_FROM_PROVIDER, name: value}
        assert served.client.get(LANDING, headers=headers).status_code == 403


def test_a_refusal_of_the_provider_is_shown_harmlessly(served: _Served) -> None:
    answer = served.land(f"{LANDING}?error=access_denied%1b%0d%0a&state=x")
    assert answer.status_code == 401
    assert "access_denied" in answer.json()["detail"]
    assert "\x1b" not in answer.json()["detail"]


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_the_server_proves_itself_as_the_provider_wants(method: str) -> None:
    with run_provider() as software:
        software.auth_methods = [method]
        software.redirect_uris.add("http://localhost/back")
        secrets = LoginSecrets("nonce", "v" * 43)
        for secret in (CLIENT_SECRET, "wrong", ""):
            provider = OpenIdProvider(software.issuer, CLIENT_ID, secret)
            address = provider.make_address("http://localhost/back", "state", secrets)
            back = httpx.URL(httpx.get(address).headers["location"])
            arguments = (back.params["code"], "http://localhost/back", secrets)
            if secret == CLIENT_SECRET:
                assert provider.read_identity(*arguments).subject == software.subject
            else:
                with pytest.raises(Unauthorized, match="invalid_client"):
                    provider.read_identity(*arguments)


def test_a_provider_that_calls_itself_otherwise_is_not_believed() -> None:
    with run_provider() as software:
        issuer = software.issuer
        software.issuer = "https://evil.example"
        provider = OpenIdProvider(issuer, CLIENT_ID)
        with pytest.raises(FetchError, match="calls itself"):
            provider.make_address("x", "x", LoginSecrets("x", "x"))


def test_a_slow_provider_holds_few_threads() -> None:
    with run_provider() as software, ThreadPoolExecutor(8) as pool:
        software.may_answer.clear()
        provider = OpenIdProvider(software.issuer, CLIENT_ID)
        arguments = ("x", "x", LoginSecrets("x", "x" * 43))
        begun = [pool.submit(provider.make_address, *arguments) for _ in range(8)]
        refused, waiting = wait(begun, return_when=FIRST_COMPLETED)
        while len(refused) < 5:
            more, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            refused |= more
        for one in refused:
            assert "too many log in at once" in str(one.exception())
        software.may_answer.set()
        assert all(one.result() for one in waiting)
        assert provider.make_address(*arguments)


def test_a_provider_that_does_not_answer_is_named(tmp_path: Path) -> None:
    team = make_team(tmp_path)
    settings = replace(
        team.settings, oidc_issuer="http://localhost:1", oidc_client_id=CLIENT_ID
    )
    with serve(tmp_path / "x.db", settings) as client:
        answer = client.get(f"{API}/session/oidc")
    team.database.close()
    assert answer.status_code == 502
    assert "http://localhost:1/.well-known" in answer.json()["detail"]


def test_without_a_provider_there_is_no_such_login(tmp_path: Path) -> None:
    team = make_team(tmp_path)
    with serve(tmp_path / "x.db", team.settings) as client:
        assert client.get(f"{API}/session/oidc").status_code == 404
        assert client.get(LANDING, params={"state": "x"}).status_code == 404
    team.database.close()


@pytest.mark.parametrize(
    ("issuer", "client_id", "message"),
    [
        ("http://id.example", "x", "must begin with https"),
        ("ftp://id.example", "x", "must begin with https"),
        ("https://id.example", "", "needs oidc_client_id"),
    ],
)
def test_settings_that_are_not_safe_are_refused(
    issuer: str, client_id: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        OpenIdProvider(issuer, client_id)


def test_settings_come_from_the_file_and_the_environment(tmp_path: Path) -> None:
    (tmp_path / "padanan.toml").write_text(
        '[server]\noidc_issuer = "https://id.example"\noidc_client_id = "padanan"\n'
    )
    environment = {
        "PADANAN_SERVER_OIDC_CLIENT_SECRET": "hush",
        "PADANAN_SERVER_OIDC_ADDS_PEOPLE": "true",
    }
    settings = read_server_settings(tmp_path, environment)
    assert settings.oidc_issuer == "https://id.example"
    assert settings.oidc_client_secret == "hush" and settings.oidc_adds_people
    assert "hush" not in repr(settings)


def test_no_secret_of_a_login_is_logged(
    served: _Served, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    served.link(Role.READER)
    begun = served.begin()
    address = served.ask_provider(begun.headers["location"])
    assert served.land(address).status_code == 200
    logged = "\n".join(
        record.getMessage()
        for record in caplog.records
        # httpx logs addresses in the client of this test, and in the server.
        if record.name.startswith(("padanan", "uvicorn", "web"))
    )
    for secret in (
        *(address.params["code"], address.params["state"], CLIENT_SECRET),
        *(served.provider.last_id_token, served.client.cookies["padanan_session"]),
    ):
        assert secret not in logged
