"""Values that somebody sends to mislead others, or to break a page for everybody."""

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.web.people.team import OPEN, Team, serve_team
from web.jobs.job import JobKind
from web.jobs.store import cancel_job, create_job
from web.people.accounts import make_link
from web.people.login.passwords import Passwords
from web.people.login.sessions import use_link
from web.people.role import Role

_PASSWORD = "perahu-hijau-di-teluk"
_LONG_NAME = "ế" * 80 + ".tsv"
_FILE = "vi\tid\nhọp báo\tjumpa pers\n".encode()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Team]]:
    """The address of a server with accounts, whose reader has a password."""
    with serve_team(tmp_path_factory.mktemp("team")) as (client, team):
        link = make_link(team.database, team.person_by_role[Role.READER])
        use_link(team.database, Passwords(""), link, _PASSWORD)
        yield str(client.base_url).rstrip("/"), team


@pytest.fixture
def client(served: tuple[str, Team]) -> Iterator[httpx.Client]:
    """A translator who asks for pages."""
    address, team = served
    headers = {"accept": "text/html", **team.make_headers(Role.TRANSLATOR)}
    with httpx.Client(base_url=address, timeout=60, headers=headers) as client:
        yield client


@pytest.mark.parametrize("tag", ["ban", "id-VN"])
def test_a_language_without_a_name_breaks_no_page(
    client: httpx.Client, tag: str
) -> None:
    unit = {
        **{"source_text": "Xin chào", "target_text": "Om suastiastu"},
        **{"source": "vi", "target": tag, "memory": OPEN},
    }
    assert client.post("/api/v1/units", json=unit).status_code == 201
    concept = {"terms": [{"locale": tag, "text": f"umat {tag}"}], "memory": OPEN}
    assert client.post("/api/v1/terms", json=concept).status_code == 201
    for path in ("/", "/translate", "/terms", "/terms/candidates"):
        assert client.get(path, params={"memory": OPEN}).status_code == 200, path


@pytest.mark.parametrize("path", ["//evil.example/a", "/%5Cevil.example/a"])
def test_the_page_of_an_error_leads_to_no_other_server(
    served: tuple[str, Team], path: str
) -> None:
    page = httpx.get(f"{served[0]}{path}", headers={"accept": "text/html"})
    assert page.status_code == 404
    addresses = re.findall(r'href="([^"]*evil[^"]*language=vi)"', page.text)
    assert addresses in (
        ["/evil.example/a?language=vi"],
        ["/%5Cevil.example/a?language=vi"],
    )


@pytest.mark.parametrize("address", ["/terms/ế", "/?q=họp báo"])
def test_a_login_leads_to_an_address_with_any_letters(
    served: tuple[str, Team], address: str
) -> None:
    address = address.replace(" ", "%20")
    form = {"name": "Reader", "password": _PASSWORD, "next": address}
    answer = httpx.post(f"{served[0]}/login", data=form)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == str(httpx.URL(address))


def test_a_name_too_long_for_a_disk_is_shortened(client: httpx.Client) -> None:
    begun = client.post("/api/v1/jobs/import", json={"file_name": _LONG_NAME})
    assert begun.status_code == 201, begun.text
    name = begun.json()["file_name"]
    assert name.startswith("ế" * 60) and name.endswith("ế.tsv")
    sent = client.put(f"/api/v1/jobs/{begun.json()['id']}/file", content=_FILE)
    assert sent.status_code == 202
    draft = {
        **{"content": "WGluIGNow6Bv", "source": "vi", "target": "id"},
        "content_name": _LONG_NAME.replace("tsv", "txt"),
    }
    begun = client.post("/api/v1/drafts", json=draft)
    assert begun.status_code == 201, begun.text
    saved = client.get(f"/api/v1/drafts/{begun.json()['id']}/file")
    assert saved.status_code == 200
    exported = client.post("/api/v1/jobs/export", json={"file_name": _LONG_NAME})
    assert exported.status_code == 201


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("drafts", {"text": "Xin chào", "title": "a\u202eb"}),
        ("drafts", {"text": "Xin chào", "title": "a\0b"}),
        ("drafts", {"content": "WGluIGNow6Bv", "content_name": "a\u202etxt.exe"}),
        ("drafts", {"content": "WGluIGNow6Bv", "content_name": ".."}),
        ("jobs/import", {"file_name": ".."}),
        ("jobs/check", {"content": "WGluIGNow6Bv", "content_name": "a\u2066.txt"}),
    ],
)
def test_a_name_that_misleads_is_refused(
    client: httpx.Client, path: str, values: dict[str, str]
) -> None:
    refused = client.post(f"/api/v1/{path}", json=values)
    assert refused.status_code == 422, refused.text
    assert "invisible character" in refused.text or "names no file" in refused.text


def test_a_check_that_is_not_done_is_listed(served: tuple[str, Team]) -> None:
    address, team = served
    person = team.person_by_role[Role.REVIEWER].id
    job = create_job(team.database, OPEN, JobKind.CHECK, {}, person_id=person)
    cancel_job(team.database, job)
    headers = {"accept": "text/html", **team.make_headers(Role.REVIEWER)}
    page = httpx.get(f"{address}/checks", headers=headers)
    assert (page.status_code, job.id in page.text) == (200, True)
