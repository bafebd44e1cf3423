"""Logging in and out by the pages, errors as pages, and what is remembered."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.web.people.team import Team, serve_team
from web.pages.login_page import find_local_address
from web.people.accounts import make_link
from web.people.credentials import SESSION_COOKIE
from web.people.login.passwords import Passwords
from web.people.login.sessions import use_link
from web.people.role import Role

_PASSWORD = "perahu-hijau-di-teluk"
_PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Team]]:
    """The address of a server with accounts, whose reader has a password."""
    with serve_team(tmp_path_factory.mktemp("team")) as (client, team):
        secret = make_link(team.database, team.person_by_role[Role.READER])
        use_link(team.database, Passwords(""), secret, _PASSWORD)
        yield str(client.base_url).rstrip("/"), team


@pytest.fixture
def client(served: tuple[str, Team]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served[0], timeout=60, headers=_PAGE) as client:
        yield client


def _log_in(client: httpx.Client, **fields: str) -> httpx.Response:
    form = {"name": "Reader", "password": _PASSWORD, **fields}
    return client.post("/login", data=form)


def test_who_is_not_logged_in_is_led_to_the_login_and_back(
    client: httpx.Client,
) -> None:
    led = client.get("/?q=họp báo")
    assert led.status_code == 303
    login = client.get(led.headers["location"])
    assert '<input type="hidden" name="next" value="/?q=h' in login.text
    entered = _log_in(client, next="/?q=a")
    assert (entered.status_code, entered.headers["location"]) == (303, "/?q=a")
    cookie = entered.headers["set-cookie"]
    assert SESSION_COOKIE in cookie and "HttpOnly; SameSite=Strict" in cookie
    page = client.get("/")
    assert page.status_code == 200
    assert "Reader" in page.text


def test_a_wrong_password_is_told_and_the_name_kept(client: httpx.Client) -> None:
    refused = _log_in(client, password="wrong")
    assert refused.status_code == 401
    assert 'value="Reader"' in refused.text
    assert 'role="alert"' in refused.text
    assert client.get("/").status_code == 303


def test_logging_out_needs_the_token_of_the_page(client: httpx.Client) -> None:
    _log_in(client)
    assert client.post("/logout", data={}).status_code == 403
    assert client.get("/").status_code == 200
    token = client.get("/api/v1/session").json()["csrf_token"]
    left = client.post("/logout", data={"csrf_token": token})
    assert (left.status_code, left.headers["location"]) == (303, "/login")
    assert left.headers["clear-site-data"] == '"storage"'
    assert client.get("/").status_code == 303


def test_a_link_from_another_site_loads_itself_again(client: httpx.Client) -> None:
    # Browsers send no session with such a link; they do when the page itself loads it.
    answer = client.get(
        "/?q=a",
        headers={
            "sec-fetch-site": "cross-site",
            "sec-fetch-mode": "navigate",
            "sec-fetch-dest": "document",
        },
    )
    assert (answer.status_code, answer.headers["refresh"]) == (200, "0; url=/?q=a")
    embedded = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert client.get("/?q=a", headers=embedded).status_code == 403


def test_htmx_leads_to_the_login_too(client: httpx.Client) -> None:
    headers = {"hx-request": "true", "hx-current-url": f"{client.base_url}?q=b"}
    answer = client.get("/?q=ab", headers=headers)
    assert answer.headers["hx-redirect"] == "/login?next=%2F%3Fq%3Db"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nothing", 404, "Tidak ada apa-apa di sini"),
        ("/?memory=secret", 404, "Tidak ada apa-apa di sini"),
        ("/?hits=many", 422, "Permintaan tidak dapat dipakai"),
    ],
)
def test_an_error_is_a_page_in_the_language_of_the_person(
    client: httpx.Client, path: str, status: int, words: str
) -> None:
    _log_in(client)
    answer = client.get(path, headers={"accept-language": "id"})
    assert answer.status_code == status
    assert words in answer.text
    assert '<html lang="id"' in answer.text


def test_programs_get_errors_as_json(client: httpx.Client) -> None:
    answer = client.get("/nothing", headers={"accept": "*/*"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/api/v1/nothing").headers["content-type"].endswith("json")


def test_language_and_theme_are_remembered(client: httpx.Client) -> None:
    assert '<html lang="vi"' in client.get("/login?language=vi").text
    dark = client.get("/login?theme=dark")
    assert (dark.status_code, dark.headers["location"]) == (303, "/login")
    page = client.get("/login", headers={"accept-language": "id"}).text
    assert '<html lang="vi" data-theme="dark"' in page


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil", "/\tx", "evil", ""]
)
def test_a_login_never_leads_to_another_site(address: str) -> None:
    assert find_local_address(address) == "/"


def test_without_accounts_there_is_no_login(seeds_address: str) -> None:
    answer = httpx.get(f"{seeds_address}/login", headers=_PAGE, timeout=60)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_static_files_are_kept_and_compressed(client: httpx.Client) -> None:
    page = client.get("/login").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = client.get(address)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert client.get("/static/../page.py").status_code == 404
    assert Path(address).name != "padanan.css"
