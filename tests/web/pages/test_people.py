"""People and one's own account by the pages: passkeys, tokens, roles, stepping up."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.web.pages.opening import open_browser_page
from tests.web.people.team import OPEN, Team, serve_team
from web.people.accounts import find_person, make_link
from web.people.caller_rights import RoleGrant
from web.people.credentials import SESSION_COOKIE
from web.people.login.passwords import Passwords
from web.people.login.sessions import begin_session, make_csrf_token, use_link
from web.people.role import Role

_PASSWORD = "perahu-hijau-di-teluk"
_PAGE = {"accept": "text/html"}
_Served = tuple[str, Team]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Served]:
    """A server with accounts; its administrator and its reader have a password."""
    with serve_team(tmp_path_factory.mktemp("team")) as (client, team):
        for role in (Role.ADMINISTRATOR, Role.READER):
            secret = make_link(team.database, team.person_by_role[role])
            use_link(team.database, Passwords(""), secret, _PASSWORD)
        # Passkeys are for names of hosts, not for numbers.
        yield f"http://localhost:{client.base_url.port}", team


def _log_in(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(_PASSWORD)
    page.locator("form[action='/login'] button.main").click()


def _enter(
    served: _Served, role: Role, *, confirmed_at: int | None = None
) -> httpx.Client:
    """Enter as somebody, with the token that forms send."""
    address, team = served
    person = team.person_by_role[role]
    secret = begin_session(
        team.database, person.id, hours=1, identity_confirmed_at=confirmed_at
    )
    headers = {**_PAGE, "x-csrf-token": make_csrf_token(secret)}
    client = httpx.Client(base_url=address, headers=headers, timeout=60)
    client.cookies.set(SESSION_COOKIE, secret)
    return client


def test_a_passkey_is_registered_and_opens_the_account(
    browser: Browser, served: _Served
) -> None:
    with open_browser_page(browser, served[0]) as opened:
        page = opened.open("/account")
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasUserVerification": True,
            "isUserVerified": True,
        }
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        _log_in(page, "Reader")
        page.get_by_label("Name of the new one").fill("laptop")
        page.get_by_role("button", name="Register a passkey").click()
        page.wait_for_url("**done=passkey")
        opened.verify()
        page.get_by_role("button", name="Make recovery codes").click()
        code = page.locator(".codes").inner_text().split()[0]
        opened.verify()
        for attempt in range(2):
            page.locator("details.menu summary", has_text="Reader").click()
            page.get_by_role("button", name="Log out").click()
            page.wait_for_url("**/login**")
            _log_in(page, "Reader")
            page.get_by_role("button", name="Use the passkey").wait_for()
            if attempt == 0:
                page.get_by_role("button", name="Use the passkey").click()
            else:
                page.get_by_label("Recovery code").fill(code)
                page.get_by_role("button", name="Log in by the code").click()
            page.wait_for_url(f"{served[0]}/")


def test_a_password_is_set_once_and_its_name_need_not_be_typed(
    browser: Browser, served: _Served
) -> None:
    with _enter(served, Role.ADMINISTRATOR) as client:
        added = client.post(
            "/people", data={"name": "Citra", "place": OPEN, "role": "reader"}
        )
    link = re.search(r"/link#[\w-]+", added.text)
    assert link is not None
    with open_browser_page(browser, served[0]) as opened:
        page = opened.open(link[0])
        for field in page.locator("input[type=password]").all():
            field.fill(_PASSWORD)
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")  # a link is valid once: it is sent once
        page.locator("[data-done] a").click()
        assert page.locator("[name=name]").input_value() == "Citra"
        page.locator("[name=password]:focus").fill(_PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{served[0]}/")


def test_a_person_is_added_given_a_role_and_forgotten(served: _Served) -> None:
    team = served[1]
    with _enter(served, Role.ADMINISTRATOR) as client:
        added = client.post(
            "/people", data={"name": "Budi", "place": OPEN, "role": "reader"}
        )
        assert added.status_code == 200
        link = re.search(r"http://localhost:\d+/link#([\w-]+)", added.text)
        assert link is not None
        assert use_link(team.database, Passwords(""), link[1], _PASSWORD) == "Budi"
        budi = find_person(team.database, "Budi")
        path = f"/people/{budi.id}"
        role = {"memory": OPEN, "termbase": "A", "role": "reviewer"}
        assert client.post(f"{path}/role", data=role).status_code == 303
        roles = find_person(team.database, budi.id).roles
        assert RoleGrant(OPEN, Role.REVIEWER, "A") in roles
        secret = begin_session(team.database, budi.id, hours=1)
        assert client.post(f"{path}/sessions").status_code == 303
        left = httpx.get(f"{served[0]}/", cookies={SESSION_COOKIE: secret}, timeout=60)
        assert left.status_code == 303 or left.status_code == 401
        assert "Budi" in client.get(f"{path}/export").json()["name"]
        assert client.post(f"{path}/forget", data={"name": "budi"}).status_code == 422
        done = client.post(f"{path}/forget", data={"name": "Budi"})
        assert done.status_code == 303
        assert "The person was erased" in client.get(done.headers["location"]).text
        assert find_person(team.database, budi.id).name is None


def test_what_is_delicate_asks_for_a_new_proof_and_leads_back(
    served: _Served, browser: Browser
) -> None:
    with _enter(served, Role.ADMINISTRATOR, confirmed_at=1) as client:
        shown = client.get("/people")
        assert (shown.status_code, shown.headers["location"]) == (
            303,
            "/login?next=%2Fpeople&confirm=true",
        )
        login = client.get(shown.headers["location"]).text
        assert "Confirm that it is you" in login and 'value="Administrator"' in login
        sent = client.post(
            "/account/tokens",
            data={"memory": OPEN},
            headers={"referer": f"{served[0]}/account"},
        )
        assert sent.headers["location"] == "/login?next=%2Faccount&confirm=true"
        account = client.get("/account").text
        assert "Confirm that it is you" in account and "Make a token" not in account


def test_a_token_is_shown_once_and_revoked(served: _Served) -> None:
    with _enter(served, Role.TRANSLATOR) as client:
        form = {"name": "OmegaT", "memory": OPEN, "role": "reader", "days": "7"}
        made = client.post("/account/tokens", data=form).text
        secret = re.search(r"pdn_[\w-]+", made)
        assert secret is not None
        assert secret[0] not in client.get("/account").text
        headers = {"authorization": f"Bearer {secret[0]}"}
        address = f"{served[0]}/api/v1/statistics"
        assert httpx.get(address, headers=headers, timeout=60).status_code == 200
        (token,) = [
            one["id"]
            for one in client.get("/api/v1/account/tokens").json()["tokens"]
            if one["name"] == "OmegaT"
        ]
        client.post("/account/tokens/revoke", data={"token": token})
        assert httpx.get(address, headers=headers, timeout=60).status_code == 401


def test_a_session_of_ones_own_is_listed_and_ended(served: _Served) -> None:
    with _enter(served, Role.REVIEWER) as old, _enter(served, Role.REVIEWER) as client:
        sessions = client.get("/api/v1/account/sessions").json()["sessions"]
        (other,) = [one["id"] for one in sessions if not one["is_current"]]
        ended = client.post("/account/sessions/end", data={"session": other})
        assert ended.headers["location"] == "/account?done=session"
        assert old.get("/account").status_code == 303
        assert client.get("/account").status_code == 200


def test_who_administers_nothing_is_told_where_to_see_their_roles(
    served: _Served,
) -> None:
    with _enter(served, Role.READER) as client:
        refused = client.get("/people")
        assert refused.status_code == 403
        assert 'href="/account"' in refused.text
        assert 'href="/people"' not in client.get("/account").text


def test_without_accounts_the_page_says_how_to_make_the_first(
    seeds_address: str,
) -> None:
    answer = httpx.get(f"{seeds_address}/people", headers=_PAGE, timeout=60)
    assert "padanan people add" in answer.text


def test_a_browser_at_an_unknown_host_gets_a_page(seeds_address: str) -> None:
    headers = {**_PAGE, "host": "evil.example", "accept-language": "id"}
    answer = httpx.get(f"{seeds_address}/", headers=headers, timeout=60)
    assert answer.status_code == 403
    assert '<html lang="id">' in answer.text and "evil.example" in answer.text
    program = httpx.get(
        f"{seeds_address}/", headers={"host": "evil.example"}, timeout=60
    )
    assert program.headers["content-type"] == "application/problem+json"
