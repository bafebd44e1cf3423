"""Fetching: what is refused and how it is said, and what is asked of a server."""

import contextlib
import gzip
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tm.articles.server import Answer, Reply, Server, html, serving, silence
from tm.articles.page.element import is_login_page
from tm.articles.web.address import is_private_address, require_public_address
from tm.articles.web.cache import FetchedPage, PageCache
from tm.articles.web.fetch import Fetcher
from tm.errors import FetchError, InputError
from tm.settings import FetchSettings

PAGE = "<html><body><h1>Judul</h1><p>Isi berita.</p></body></html>"


@pytest.fixture
def settings(tmp_path: Path) -> FetchSettings:
    return FetchSettings(
        allow_private=True, timeout=5, rate=1000, cache=str(tmp_path / "cache")
    )


def moved(to: str, status: int = 302) -> Reply:
    return Reply(b"", status, {"Location": to})


@contextlib.contextmanager
def failing(
    pages: Mapping[str, Answer], settings: FetchSettings, said: str
) -> Iterator[Server]:
    """A server whose /page cannot be had, and the reason."""
    with serving(pages) as server:
        fetcher = Fetcher(settings, is_login_page=is_login_page)
        with pytest.raises(FetchError) as caught:
            fetcher.fetch(server.url("/page"))
        assert said in str(caught.value)
        assert "http://" in str(caught.value)
        yield server


def test_a_page_is_fetched_with_its_headers(settings: FetchSettings) -> None:
    with serving({"/page": html(PAGE)}) as server:
        page = Fetcher(settings).fetch(server.url("/page#part"))
    assert page.content == PAGE.encode()
    assert page.get_header("content-type") == "text/html; charset=utf-8"
    assert page.url == page.final_url == server.url("/page")
    assert server.asked == ["/robots.txt", "/page"]
    assert all(agent.startswith("Padanan/") for agent in server.agents)


def test_a_page_is_fetched_once(settings: FetchSettings) -> None:
    with serving({"/page": html(PAGE)}) as server:
        first = Fetcher(settings).fetch(server.url("/page"))
        again = Fetcher(settings, offline=True).fetch(server.url("/page"))
    assert server.asked.count("/page") == 1
    assert again == replace(first, from_cache=True)


def test_offline_a_page_that_is_not_in_the_cache_is_an_error(
    settings: FetchSettings,
) -> None:
    with pytest.raises(FetchError, match="not in the cache"):
        Fetcher(settings, offline=True).fetch("https://a.example/x")


def test_refreshing_asks_whether_the_page_has_changed(settings: FetchSettings) -> None:
    def answer(_: Server, headers: Mapping[str, str]) -> Reply:
        if headers.get("if-none-match", headers.get("If-None-Match")) == '"v1"':
            return Reply(b"", 304)
        return Reply(
            PAGE.encode(), headers={"ETag": '"v1"', "Content-Type": "text/html"}
        )

    with serving({"/page": answer}) as server:
        first = Fetcher(settings).fetch(server.url("/page"))
        again = Fetcher(settings, refresh=True).fetch(server.url("/page"))
        assert server.asked.count("/page") == 2
        assert again.content == first.content
        server.pages["/page"] = html("<p>Baru</p>")
        new = Fetcher(settings, refresh=True).fetch(server.url("/page"))
    assert new.content == b"<p>Baru</p>"


def test_a_redirect_is_followed_and_remembered(settings: FetchSettings) -> None:
    with serving({"/page": moved("/other"), "/other": html(PAGE)}) as server:
        page = Fetcher(settings).fetch(server.url("/page"))
        assert page.final_url == server.url("/other")
        assert (
            Fetcher(settings, offline=True).fetch(page.url).final_url.endswith("/other")
        )


FAILURES: dict[str, tuple[Mapping[str, Answer], str]] = {
    "loop": ({"/page": moved("/b"), "/b": moved("/page")}, "redirects in a loop"),
    "itself": ({"/page": moved("/page")}, "redirects in a loop"),
    "far": (
        {"/page": moved("/0")} | {f"/{n}": moved(f"/{n + 1}") for n in range(9)},
        "redirects more than 5 times",
    ),
    "nowhere": ({"/page": Reply(b"", 301)}, "redirects (301) without an address"),
    "scheme": ({"/page": moved("file:///etc/passwd")}, "'file' is not fetched"),
    "password": ({"/page": moved("http://a:b@127.0.0.1/")}, "password"),
    "login redirect": ({"/page": moved("/dang-nhap?next=x")}, "asks for a login"),
    "login form": (
        {"/page": html("<form><input name=p type=password></form><p>Masuk</p>")},
        "asks for a login",
    ),
    "401": ({"/page": Reply(b"", 401)}, "asks for a login"),
    "403": ({"/page": Reply(b"", 403)}, "the server refuses (403)"),
    "404": ({}, "no such page (404)"),
    "410": ({"/page": Reply(b"", 410)}, "taken away (410)"),
    "418": ({"/page": Reply(b"", 418)}, "answered 418"),
    "429": ({"/page": Reply(b"", 429)}, "too many requests (429)"),
    "429 long": (
        {"/page": Reply(b"", 429, {"Retry-After": "3600"})},
        "busy (429) for 3600 s",
    ),
    "500": ({"/page": Reply(b"", 500)}, "the server failed (500)"),
    "PDF": (
        {"/page": Reply(b"%PDF-1.7", headers={"Content-Type": "application/pdf"})},
        "is a PDF, not a page",
    ),
    "PDF in disguise": (
        {"/page": Reply(b"%PDF-1.7", headers={"Content-Type": "text/html"})},
        "is a PDF",
    ),
    "image": (
        {"/page": Reply(b"\0\1", headers={"Content-Type": "image/webp"})},
        "is an image",
    ),
    "archive": ({"/page": Reply(b"PK\x03\x04rest")}, "is a ZIP archive"),
    "odd type": (
        {"/page": Reply(b"x", headers={"Content-Type": "model/mesh"})},
        "of the type model/mesh",
    ),
    "empty": ({"/page": html("  ")}, "is empty"),
    "brotli": (
        {"/page": Reply(b"x", headers={"Content-Encoding": "br"})},
        "packed as 'br'",
    ),
    "no gzip": (
        {"/page": Reply(b"x" * 50, headers={"Content-Encoding": "gzip"})},
        "is not gzip",
    ),
    "half a gzip": (
        {
            "/page": Reply(
                gzip.compress(b"abc" * 99)[:-9], headers={"Content-Encoding": "gzip"}
            )
        },
        "ends in the middle",
    ),
    "short body": (
        {"/page": Reply(b"x", headers={"Content-Length": "99"})},
        "its answer is broken",
    ),
    "robots": (
        {
            "/robots.txt": Reply(b"User-agent: *\nDisallow: /page\n"),
            "/page": html(PAGE),
        },
        "robots.txt of the site forbids",
    ),
    "robots fails": (
        {"/robots.txt": Reply(b"", 503), "/page": html(PAGE)},
        "robots.txt of the site cannot be read",
    ),
    "robots after a redirect": (
        {
            "/robots.txt": Reply(b"User-agent: padanan\nDisallow: /inner\n"),
            "/page": moved("/inner"),
            "/inner": html(PAGE),
        },
        "robots.txt of the site forbids",
    ),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_what_goes_wrong_is_said(kind: str, settings: FetchSettings) -> None:
    pages, said = FAILURES[kind]
    with failing(pages, settings, said) as server:
        assert Fetcher(settings).cache.get(server.url("/page")) is None


def test_a_missing_robots_file_allows_everything(settings: FetchSettings) -> None:
    with serving({"/robots.txt": Reply(b"", 403), "/page": html(PAGE)}) as server:
        assert Fetcher(settings).fetch(server.url("/page")).content


def test_a_stream_without_end_is_cut_off(settings: FetchSettings) -> None:
    pages = {"/page": Reply(b"x" * 65536, endless=True)}
    small = replace(settings, megabytes=1.0)
    message = "larger than 1 MB; `megabytes` under [fetch] allows more"
    with failing(pages, small, message) as server:
        assert server.sent < 50_000_000


def test_a_size_that_is_announced_is_refused_at_once(settings: FetchSettings) -> None:
    pages = {
        "/page": Reply(b"x", headers={"Content-Length": "200000000"}, endless=True)
    }
    with failing(pages, settings, "larger than 10 MB"):
        pass


def test_a_gzip_bomb_is_counted_as_it_unpacks(settings: FetchSettings) -> None:
    bomb = gzip.compress(b"\0" * 40_000_000)
    assert len(bomb) < 50_000
    pages = {"/page": Reply(bomb, headers={"Content-Encoding": "gzip"})}
    with failing(pages, settings, "larger than 10 MB"):
        pass


def test_gzip_is_unpacked(settings: FetchSettings) -> None:
    packed = Reply(gzip.compress(PAGE.encode()), headers={"Content-Encoding": "gzip"})
    with serving({"/page": packed}) as server:
        assert Fetcher(settings).fetch(server.url("/page")).content == PAGE.encode()


def test_a_server_that_says_nothing_is_left_and_not_asked_again(
    settings: FetchSettings,
) -> None:
    with silence() as url:
        fetcher = Fetcher(replace(settings, timeout=0.2))
        for _ in range(2):
            with pytest.raises(FetchError, match=r"said nothing for 0\.2 s"):
                fetcher.fetch(url)
    # Its door is shut now, and nobody knocks.
    with pytest.raises(FetchError, match="said nothing"):
        fetcher.fetch(url)


def test_a_page_that_trickles_in_ends_at_the_deadline(settings: FetchSettings) -> None:
    # The clock moves on by itself, so the page takes no real time.
    seconds = iter(range(1_000_000))
    pages = {"/page": Reply(b"x" * 1000, endless=True)}
    fetcher = Fetcher(
        replace(settings, total=40.0, megabytes=1000.0),
        clock=lambda: float(next(seconds)),
    )
    with serving(pages) as server:
        with pytest.raises(FetchError, match="took longer than 40 s"):
            fetcher.fetch(server.url("/page"))


def test_nobody_at_home_is_said(settings: FetchSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(
        FetchError, match=rf"^http://127\.0\.0\.1:{port}/x: the server cannot be r"
    ):
        Fetcher(settings).fetch(f"http://127.0.0.1:{port}/x")


def test_a_proxy_is_asked_when_the_settings_name_one(
    settings: FetchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving({"http://a.example/page": html(PAGE)}) as server:
        by_proxy = replace(settings, allow_private=False, proxy=server.url(""))
        assert Fetcher(by_proxy).fetch("http://a.example/page").content
        # That of the environment is not, since no address could be checked then.
        monkeypatch.setenv("HTTP_PROXY", server.url(""))
        monkeypatch.setenv("http_proxy", server.url(""))
        server.pages["http://127.0.0.1:9/page"] = html(PAGE)
        with pytest.raises(FetchError, match="cannot be reached"):
            Fetcher(settings).fetch("http://127.0.0.1:9/page")


def test_a_host_that_is_busy_is_asked_once_more_after_the_wait(
    settings: FetchSettings,
) -> None:
    def answer(server: Server, _: Mapping[str, str]) -> Reply:
        if server.asked.count("/page") == 1:
            return Reply(b"", 429, {"Retry-After": "7"})
        return html(PAGE)

    waits: list[float] = []
    with serving({"/page": answer}) as server:
        page = Fetcher(settings, sleep=waits.append).fetch(server.url("/page"))
    assert page.content and waits == [7.0]


def test_a_host_is_asked_at_the_rate_that_it_and_we_allow(
    settings: FetchSettings,
) -> None:
    now = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now
        waits.append(seconds)
        now += seconds

    waits: list[float] = []
    pages: dict[str, Answer] = {f"/{n}": html(PAGE) for n in range(3)}
    with serving(pages) as server:
        fetcher = Fetcher(replace(settings, rate=0.5), sleep=sleep, clock=lambda: now)
        for path in pages:
            fetcher.fetch(server.url(path))
        assert waits == [2.0, 2.0]
        waits.clear()
        server.pages["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 5\n")
        fetcher = Fetcher(
            replace(settings, rate=0.5), refresh=True, sleep=sleep, clock=lambda: now
        )
        for path in pages:
            fetcher.fetch(server.url(path))
    assert waits == [5.0, 5.0]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "[::ffff:7f00:1]"],
)
def test_addresses_of_ones_own_network_are_refused(
    host: str, settings: FetchSettings
) -> None:
    fetcher = Fetcher(replace(settings, allow_private=False))
    with pytest.raises(
        FetchError, match=r"this machine or its network|cannot be reach"
    ):
        fetcher.fetch(f"http://{host}:9/")


def test_a_private_server_is_not_even_connected_to(settings: FetchSettings) -> None:
    with serving({"/page": html(PAGE)}) as server:
        fetcher = Fetcher(replace(settings, allow_private=False))
        with pytest.raises(FetchError, match="set allow_private = true"):
            fetcher.fetch(server.url("/page"))
        assert server.asked == []


def test_the_address_that_was_checked_is_the_one_connected_to(
    settings: FetchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that resolves otherwise the second time gains nothing."""
    real = socket.getaddrinfo
    asked: list[str] = []

    def rebinding(host: str, *rest: object, **named: object) -> object:
        asked.append(host)
        if host == "rebind.example":
            return real("127.0.0.1", *rest, **named)  # type: ignore[arg-type]
        return real(host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with serving({"/page": html(PAGE)}) as server:
        url = server.url("/page").replace("127.0.0.1", "rebind.example")
        with pytest.raises(FetchError, match="the host has an address of") as refused:
            Fetcher(replace(settings, allow_private=False)).fetch(url)
        assert "127.0.0.1" not in str(refused.value)
        assert server.asked == []
        asked.clear()
        assert Fetcher(settings).fetch(url).content
    # Once a connection; the other look-ups are of the address itself.
    assert asked.count("rebind.example") == 2 and set(asked) <= {
        "rebind.example",
        "127.0.0.1",
    }


def test_a_redirect_into_ones_own_network_is_refused(
    settings: FetchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tm.articles.web.connection.is_private_address",
        lambda address: address == "127.0.0.2",
    )
    with serving({}) as server:
        inner = server.url("/secret").replace("127.0.0.1", "127.0.0.2")
        server.pages["/page"] = moved(inner)
        with pytest.raises(FetchError, match=r"127\.0\.0\.2.*: the host has an"):
            Fetcher(replace(settings, allow_private=False)).fetch(server.url("/page"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of `localhost`, in one file."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("no openssl is installed to make a certificate with")
    folder = tmp_path_factory.mktemp("certificate")
    key, made = folder / "key.pem", folder / "made.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    subprocess.run(
        [
            *(program, *words.split(), "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(made)),
        ],
        check=True,
        capture_output=True,
    )
    both = folder / "both.pem"
    both.write_bytes(key.read_bytes() + made.read_bytes())
    return both


def test_certificates_are_checked_against_the_name(
    settings: FetchSettings, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving({"/page": html(PAGE)}, context) as server:
        by_number = server.url("/page").replace("http:", "https:")
        by_name = by_number.replace("127.0.0.1", "localhost")
        with pytest.raises(FetchError, match=r"cannot be reached.*certificate"):
            Fetcher(settings).fetch(by_name)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with pytest.raises(FetchError, match=r"cannot be reached.*certificate"):
            Fetcher(settings).fetch(by_number)
        assert Fetcher(settings).fetch(by_name).content == PAGE.encode()


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("172.16.0.1", True),
        ("192.168.1.1", True),
        ("169.254.169.254", True),
        ("100.64.0.1", True),
        ("0.0.0.0", True),
        ("224.0.0.1", True),
        ("255.255.255.255", True),
        ("::1", True),
        ("::", True),
        ("fe80::1", True),
        ("fe80::1%eth0", True),
        ("fc00::1", True),
        ("ff02::1", True),
        ("::ffff:10.0.0.1", True),
        ("64:ff9b::7f00:1", True),
        ("2002:7f00:1::", True),
        ("1.1.1.1", False),
        ("203.162.0.1", False),
        ("::ffff:1.1.1.1", False),
        ("2606:4700::1111", False),
    ],
)
def test_private_addresses_are_known(address: str, private: bool) -> None:
    assert is_private_address(address) is private


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "a.example/x",
        "",
        "http://",
        "http://:80/",
        "https://user@a.example/",
        "https://user:secret@a.example/",
        "http://[::1",
        "http://a.example:99999/",
        "http://a.example/a b",
        "http://a.example/\r\nHost: b",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        require_public_address(url)
    assert "secret" not in str(caught.value)


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for url in (text, f"http://{text}"):
        with contextlib.suppress(FetchError):
            assert require_public_address(url).hostname


def fetched(url: str, content: bytes) -> FetchedPage:
    return FetchedPage(url, url, (("etag", "é"),), "2026-01-01T00:00:00Z", content)


@given(st.text(), st.binary())
def test_the_cache_gives_back_what_it_was_given(
    tmp_path_factory: pytest.TempPathFactory, url: str, content: bytes
) -> None:
    cache = PageCache(tmp_path_factory.getbasetemp() / "pages")
    cache.put(fetched(url, content))
    assert cache.get(url) == replace(fetched(url, content), from_cache=True)


@pytest.mark.parametrize("damage", [b"", b"{}\n", b"\xff", b'{"size": 1}\nxx'])
def test_a_damaged_file_of_the_cache_is_as_none(tmp_path: Path, damage: bytes) -> None:
    cache = PageCache(tmp_path)
    cache.put(fetched("https://a.example/", b"text"))
    [file] = tmp_path.rglob("*.page")
    file.write_bytes(damage)
    assert cache.get("https://a.example/") is None


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError, match="another folder"):
        PageCache(tmp_path / "file").put(fetched("https://a.example/", b""))


def test_pages_are_fetched_by_several_at_once(settings: FetchSettings) -> None:
    """Two runs that share a cache do not trip over each other."""
    with serving({"/page": html(PAGE)}) as server:
        runs = [
            threading.Thread(
                target=Fetcher(settings).fetch, args=(server.url("/page"),)
            )
            for _ in range(8)
        ]
        for run in runs:
            run.start()
        for run in runs:
            run.join()
        assert Fetcher(settings, offline=True).fetch(server.url("/page")).content
    assert not list(Path(settings.cache).rglob(".new-*"))
