"""Files that come with a form: without scripts, and from those who mean harm."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import sleep

import httpx
import pytest
from playwright.sync_api import Browser

import padanan
from tests.web.pages.opening import open_browser_page
from tests.web.people.team import OPEN, Team, make_team
from tests.web.serving import serve
from web.pages.forms.multipart import MultipartForm
from web.people.credentials import SESSION_COOKIE
from web.people.login.sessions import begin_session, make_csrf_token
from web.people.role import Role
from web.requests import UnreadableBody
from web.settings import ServerSettings

_PAGE = {"accept": "text/html"}
_TABLE = "vi\tid\nhọp báo hôm nay\tjumpa pers hari ini\n".encode()
_BOUNDARY = b"xyz"
_TYPE = "multipart/form-data; boundary=xyz"
_MAX_FILE_BYTES = 20_000


@pytest.fixture(scope="module", name="client")
def _serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path = tmp_path_factory.mktemp("memory") / "memory.db"
    with padanan.open(str(path), source="vi", target="id", author="siti") as memory:
        memory.add("cử tri", "pemilih")
    settings = ServerSettings(max_file_bytes=_MAX_FILE_BYTES, max_body_bytes=30_000)
    with serve(path, settings) as client:
        client.headers.update(_PAGE)
        yield client


def _choose(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "", "buffer": content}


def test_files_are_chosen_without_scripts(
    browser: Browser, client: httpx.Client
) -> None:
    address = str(client.base_url).rstrip("/")
    with open_browser_page(browser, address, has_scripts=False, width=390) as opened:
        page = opened.open("/import")
        page.set_input_files("[name=file]", _choose("old.tsv", _TABLE))  # type: ignore[arg-type]
        page.get_by_role("button", name="Send the file").click()
        assert "hari ini" in page.locator(".samples").inner_text()
        page.get_by_role("button", name="Import 1 entry").click()
        assert page.locator("h1").inner_text() == "old.tsv"
        page = opened.open("/translate")
        page.get_by_text("A document or a file").click()
        story = "Họp báo ở Hà Nội.\nTrời mưa.\n".encode()
        page.set_input_files("[name=file]", _choose("bài.txt", story))  # type: ignore[arg-type]
        form = page.locator("form:has([name=file])")
        form.locator("[name=source]").select_option("vi")
        form.locator("[name=target]").select_option("id")
        form.get_by_role("button", name="Translate the file").click()
        assert "Trời mưa." in page.locator("body").inner_text()
        page = opened.open("/checks")
        page.set_input_files("[name=file]", _choose("old.tsv", _TABLE))  # type: ignore[arg-type]
        page.get_by_role("button", name="Check the file").click()
        assert "/checks/j" in page.url


def test_a_first_file_leads_to_a_search_in_it(client: httpx.Client) -> None:
    files = {"file": ("own.tsv", _TABLE)}
    sent = client.post("/import", data={"holds": "units"}, files=files)
    assert sent.status_code == 303, sent.text
    assert sent.headers["location"].endswith("first=true")
    job = sent.headers["location"].partition("?")[0].rpartition("/")[2]
    while client.get(f"/api/v1/jobs/{job}").json()["ended_at"] is None:
        sleep(0.02)
    assert "q=h" in client.get(sent.headers["location"]).headers["location"]


def test_an_import_gets_its_file_later(client: httpx.Client) -> None:
    begun = client.post(
        "/api/v1/jobs/import", json={"file_name": "a.tsv", "hold": True}
    )
    path = f"/import/{begun.json()['id']}/file"
    assert f'action="{path}"' in client.get(path.removesuffix("/file")).text
    files = {"file": ("b.tsv", _TABLE)}
    assert client.post(path, files=files).status_code == 303
    assert client.post(path, files=files).status_code == 409


def test_pages_of_an_article_are_files_in_any_encoding(client: httpx.Client) -> None:
    original = "Họp báo ở Hà Nội\n\nHôm nay có cuộc họp báo ở Hà Nội về rừng.\n"
    page = "Jumpa pers di Hanoi\n\nHari ini ada jumpa pers di Hanoi tentang hutan.\n"
    files = {
        "original_file": ("bài.txt", original.encode("utf-16")),
        "file": ("cerita.txt", page.encode()),
    }
    stored = client.post("/articles", data={"text": " "}, files=files)
    assert stored.status_code == 200, stored.text
    assert "Jumpa pers di Hanoi" in stored.text
    missing = client.post("/articles", data={"text": ""}, files={"file": ("", b"")})
    assert missing.status_code == 422
    assert "or choose its file" in missing.text


def _make_body(*parts: tuple[str, bytes]) -> bytes:
    """Make a body of parts: what follows `form-data`, and the content."""
    written = [
        b"--xyz\r\nContent-Disposition: form-data"
        + header.encode()
        + b"\r\n\r\n"
        + content
        + b"\r\n"
        for header, content in parts
    ]
    return b"".join(written) + b"--xyz--\r\n"


def _count_jobs(client: httpx.Client) -> int:
    return len(client.get("/api/v1/jobs", params={"limit": 1000}).json()["jobs"])


_FILE = '; name="file"; filename="a.tsv"'


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"", 400, "ended early"),
        (b"--xyz\r\nnonsense", 400, "ended early"),
        (b"--zyx\r\nnonsense", 400, "damaged"),
        (_make_body((_FILE, _TABLE))[:-20], 400, "ended early"),
        (_make_body((_FILE, b"")), 400, "is empty"),
        (_make_body(('; name="x"', b"a")), 422, "give file"),
        (_make_body(('; name="file"', b"a")), 422, "give file"),
        (_make_body(('; name="x"; filename="a.tsv"', _TABLE)), 400, "takes no file"),
        (_make_body((_FILE, _TABLE), (_FILE, _TABLE)), 400, "takes no file"),
        (_make_body(("", b"a")), 400, "no name"),
        (_make_body(*(('; name="x"', b"a") for _ in range(60))), 413, "50 fields"),
        (_make_body((f"{_FILE}; {'x' * 9000}", _TABLE)), 400, "damaged"),
        (_make_body(('; name="x"', b"a" * 40_000)), 413, "of text"),
        (_make_body((_FILE, b"a" * 60_000)), 413, "a file may have"),
        (
            _make_body(('; name="file"; filename="a\u202eb"', _TABLE)),
            422,
            "invisible character",
        ),
        (_make_body(('; name="file"; filename=".."', _TABLE)), 422, "names no file"),
    ],
)
def test_a_damaged_or_hostile_form_stores_nothing(
    client: httpx.Client, body: bytes, status: int, words: str
) -> None:
    count = _count_jobs(client)
    headers = {"content-type": _TYPE}
    answer = client.post("/import", content=body, headers=headers)
    assert (answer.status_code, words in answer.text) == (status, True), answer.text
    assert _count_jobs(client) == count


@pytest.mark.parametrize(
    ("sent_name", "name"),
    [
        ("../../etc/cron.d/a.tsv", "a.tsv"),
        (r"C:\Data\siti\a.tsv", "a.tsv"),
        ("/dev/shm/a.tsv", "a.tsv"),
        ("<img src=x>.tsv", "<img src=x>.tsv"),
        ("ế" * 200 + ".tsv", None),
    ],
)
def test_the_name_of_a_file_leads_nowhere(
    client: httpx.Client, sent_name: str, name: str | None
) -> None:
    header = f'; name="file"; filename="{sent_name}"'
    sent = client.post(
        "/import",
        content=_make_body((header, _TABLE)),
        headers={"content-type": _TYPE},
    )
    assert sent.status_code == 303, sent.text
    job = sent.headers["location"].partition("?")[0].rpartition("/")[2]
    kept = client.get(f"/api/v1/jobs/{job}").json()["file_name"]
    assert kept == name if name else kept.endswith("ế.tsv")
    assert "<img src=x>" not in client.get(sent.headers["location"]).text


def test_only_pages_that_take_a_file_take_such_forms(client: httpx.Client) -> None:
    body = _make_body(('; name="q"', b"a"))
    answer = client.post("/import/seeds", content=body, headers={"content-type": _TYPE})
    assert answer.status_code == 422
    nameless = client.post(
        "/import", content=body, headers={"content-type": "multipart/form-data"}
    )
    assert (nameless.status_code, "boundary" in nameless.text) == (400, True)


def test_a_form_that_comes_too_slowly_ends(tmp_path: Path) -> None:
    body = _make_body((_FILE, _TABLE))
    settings = ServerSettings(request_seconds=0.5)
    with serve(tmp_path / "memory.db", settings) as client:
        head = (
            f"POST /import HTTP/1.1\r\nHost: {client.base_url.netloc.decode()}\r\n"
            f"Content-Type: {_TYPE}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        address = ("127.0.0.1", client.base_url.port or 0)
        with socket.create_connection(address, timeout=20) as sent:
            sent.sendall(head.encode() + body[:40])
            assert sent.recv(100).startswith(b"HTTP/1.1 408")


def test_a_parser_holds_no_more_than_what_came_last() -> None:
    form = MultipartForm(
        _TYPE, file_field_names=frozenset(["file"]), max_text_bytes=100
    )
    body = _make_body(('; name="a"', "ế".encode()), (_FILE, b"x" * 5000))
    written = bytearray()

    class _File:
        def write(self, data: bytes) -> None:
            written.extend(data)

    for start in range(0, len(body), 7):  # wherever the network divides it
        form.parse(body[start : start + 7])
        form.write_files(_File)  # type: ignore[arg-type]
        assert len(form._chunks) == 0
    assert form.named_texts == [("a", "ế")]
    assert bytes(written) == b"x" * 5000
    assert form.finish()["file"].size == 5000
    with pytest.raises(UnreadableBody):
        MultipartForm(
            "multipart/form-data; boundary=" + "a" * 999,
            file_field_names=frozenset(),
            max_text_bytes=1,
        )


@pytest.fixture(scope="module")
def served_team(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Team]]:
    folder = tmp_path_factory.mktemp("team")
    team = make_team(folder)
    settings = replace(team.settings, max_file_bytes=_MAX_FILE_BYTES)
    try:
        with serve(folder / "not-used.db", settings) as client:
            yield str(client.base_url).rstrip("/"), team
    finally:
        team.database.close()


def _enter(served_team: tuple[str, Team], role: Role) -> tuple[httpx.Client, str]:
    """Enter as somebody; return the token that forms have, too."""
    address, team = served_team
    person = team.person_by_role[role]
    secret = begin_session(team.database, person.id, hours=1)
    client = httpx.Client(base_url=address, headers=_PAGE, timeout=60)
    client.cookies.set(SESSION_COOKIE, secret)
    return client, make_csrf_token(secret)


def _send(client: httpx.Client, *parts: tuple[str, bytes]) -> httpx.Response:
    headers = {"content-type": _TYPE}
    return client.post("/import", content=_make_body(*parts), headers=headers)


def test_a_file_needs_the_token_of_the_page_before_it(
    served_team: tuple[str, Team],
) -> None:
    client, token = _enter(served_team, Role.TRANSLATOR)
    token_part = ('; name="csrf_token"', token.encode())
    memory_part = ('; name="memory"', OPEN.encode())
    with client:
        assert _send(client, memory_part, (_FILE, _TABLE)).status_code == 403
        late = _send(client, memory_part, (_FILE, _TABLE), token_part)
        assert late.status_code == 403
        forged = ('; name="csrf_token"', token[:-2].encode() + b"zz")
        assert _send(client, forged, memory_part, (_FILE, _TABLE)).status_code == 403
        sent = _send(client, token_part, memory_part, (_FILE, _TABLE))
        assert sent.status_code == 303, sent.text


def test_a_file_is_refused_before_it_is_stored(
    served_team: tuple[str, Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[bool] = []
    monkeypatch.setattr(
        "web.pages.forms.sent_values.TemporaryFile", lambda: opened.append(True)
    )
    client, token = _enter(served_team, Role.READER)
    token_part = ('; name="csrf_token"', token.encode())
    with client:
        refused = _send(
            client, token_part, ('; name="memory"', OPEN.encode()), (_FILE, _TABLE)
        )
        assert refused.status_code == 403
        hidden = _send(
            client, token_part, ('; name="memory"', b"secret"), (_FILE, _TABLE)
        )
        assert hidden.status_code == 404
        client.cookies.clear()
        unknown = _send(client, (_FILE, _TABLE))
        assert unknown.status_code == 401
    assert opened == []
