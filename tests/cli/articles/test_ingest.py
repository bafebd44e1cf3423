"""From a link to the memory: ingest over the network, on a server of our own."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import Called, call
from tests.paths import ROOT
from tests.tm.articles.server import Answer, Reply, Server, html, serving
from tm.articles.page.copied_page import read_page
from tm.articles.page.html import read_html

PAIR = ROOT / "seeds" / "articles" / "hoi-nghi-rung-ngap-man"
SEED = ROOT / "seeds" / "articles" / "konvensi-hanoi.id.txt"
ORIGINAL = (
    "/thoi-su/viet-nam-dang-cai-hoi-nghi-khu-vuc-ve-phuc-hoi-rung-ngap-man"
    "-20251112093015.htm"
)
PAGE = "/id/vietnam-menjadi-tuan-rumah"


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, in which the network is allowed, the loopback too."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PADANAN_OFFLINE")
    (tmp_path / "padanan.toml").write_text(
        'database = "memory.db"\nsource = "vi"\n'
        '[fetch]\nallow_private = true\nrate = 1000\ncache = "pages"\ntimeout = 5\n',
        "utf-8",
    )
    return tmp_path


def page_of(language: str, source: str = "") -> str:
    """A page of the seed pair, as a news site would have it."""
    path = PAIR.with_suffix(f".{language}.txt")
    page = read_page(path.read_text("utf-8-sig"), path=path.name)
    tags = {"heading": "h2", "lead": "p class=sapo", "list_item": "li"}
    body = "".join(
        f"<{(tag := tags.get(block.kind, 'p'))}>{escape(block.text)}</{tag.split()[0]}>"
        for block in page.blocks[1:]
    )
    link = f'<p>Sumber: <a href="{source}">Báo Mẫu</a></p>' if source else ""
    return (
        f"<!doctype html><html lang={language}><body><nav>Beranda</nav>"
        f"<h1>{escape(page.headline)}</h1><div class=meta>Báo Mẫu 12/11/2025</div>"
        f"<div class=entry-content>{body}{link}</div></body></html>"
    )


def original(server: Server) -> str:
    """The original's address: on another site than the page."""
    return server.url(ORIGINAL).replace("127.0.0.1", "localhost")


@pytest.fixture
def site() -> Iterator[Server]:
    """A server with a page and its original."""
    with serving({}) as server:
        server.pages[PAGE] = html(page_of("id", original(server)))
        server.pages[ORIGINAL] = html(page_of("vi"))
        yield server


def ingested(*words: str) -> tuple[Called, dict[str, Any]]:
    done = call("ingest", *words, "--format", "json")
    return done, json.loads(done.out) if done.out else {}


def test_a_link_becomes_units_with_both_addresses_and_headlines(
    workplace: Path, site: Server
) -> None:
    done, value = ingested(site.url(PAGE))
    assert done.code == 0, done.err
    [article] = value["articles"]
    assert article["url"] == site.url(PAGE)
    assert article["source_headline_status"] == "confirmed"
    assert article["units"] > 20
    found = call(
        "lookup", "Konferensi Regional tentang Pemulihan Hutan Mangrove",
        *("-s", "id", "-t", "vi", "--min-rate", "30", "--format", "json"),
    )  # fmt: skip
    origin = json.loads(found.out)[0]["origin"]
    assert origin["page_url"] == site.url(PAGE)
    assert origin["source_url"] == original(site)
    assert origin["headline"].startswith("Vietnam menjadi tuan rumah")
    assert origin["source_headline"].startswith("Việt Nam đăng cai")


def test_a_file_is_aligned_with_the_original_that_it_links(
    workplace: Path, site: Server
) -> None:
    text = PAIR.with_suffix(".id.txt").read_text("utf-8")
    page = read_page(text, path="page")
    assert page.source_url
    text = text.replace(page.source_url, original(site))
    (workplace / "page.txt").write_text(text, "utf-8")
    done, value = ingested("page.txt")
    assert done.code == 0, done.err
    assert value["articles"][0]["units"] > 20 and value["left"] == []
    # What is stored is not asked for again.
    ingested("page.txt")
    assert site.asked.count(ORIGINAL) == 1


def test_without_the_network_the_cache_serves(workplace: Path, site: Server) -> None:
    ingested(site.url(PAGE))
    asked = len(site.asked)
    _, value = ingested(site.url(PAGE), "--no-fetch", "--database", "other.db")
    assert value["articles"][0]["units"] > 20
    assert len(site.asked) == asked


def test_a_source_may_be_an_address(workplace: Path, site: Server) -> None:
    (workplace / "page.html").write_text(page_of("id"), "utf-8")
    done, value = ingested("page.html", "--source", original(site))
    assert done.code == 0, done.err
    assert value["articles"][0]["units"] > 20


OTHER = (
    "<!doctype html><html lang=vi><body><h1>Đội bóng làng Vàm Gỗ thắng 3-0</h1>"
    + "<p>Đội bóng làng Vàm Gỗ đã thắng trận mở màn trên sân nhà vào chiều qua.</p>" * 4
    + "</body></html>"
)
LEFT: dict[str, tuple[Answer, str]] = {
    "gone": (Reply(b"", 410), "taken away"),
    "a PDF": (Reply(b"%PDF-1.7"), "is a PDF"),
    "no article": (html("<p>x</p>"), "cannot be read as a page"),
    "the translation": (html(page_of("id")), "is not the original"),
    "another story": (html(OTHER), "another story"),
}


@pytest.mark.parametrize("kind", LEFT)
def test_a_page_whose_original_cannot_be_had_is_stored_and_named(
    kind: str, workplace: Path, site: Server
) -> None:
    answer, said = LEFT[kind]
    site.pages[ORIGINAL] = answer
    done, value = ingested(site.url(PAGE))
    assert done.code == 0
    assert said in done.err and "without its original" in done.err
    [article] = value["articles"]
    assert article["source_headline_status"] == "derived"
    assert article["units"] == 0 and article["segments"] > 20
    [left] = value["left"]
    assert left["source_url"] == original(site) and said in left["reason"]
    # When it can be had, the same call does the rest.
    site.pages[ORIGINAL] = html(page_of("vi"))
    _, value = ingested(site.url(PAGE), "--refresh")
    assert value["articles"][0]["units"] > 20 and value["left"] == []


def test_what_no_fetch_leaves_out_is_not_complained_of(workplace: Path) -> None:
    done, value = ingested(str(SEED), "--no-fetch")
    assert done.code == 0 and "without its original" not in done.err
    assert value["left"][0]["reason"]


def test_a_page_that_cannot_be_had_is_an_error(workplace: Path, site: Server) -> None:
    done, value = ingested(site.url("/none"))
    assert done.code == 2 and "no such page (404)" in done.err
    assert value["failed"][0]["path"] == site.url("/none")


def write_list(folder: Path, *lines: str) -> None:
    text = "# Halaman\r\n\r\n" + "\r\n".join(lines) + "\r\n"
    (folder / "list.txt").write_bytes(text.encode("utf-8-sig"))


def test_a_list_is_worked_through_and_failures_are_said(
    workplace: Path, site: Server
) -> None:
    (workplace / "seed.id.txt").write_bytes(SEED.read_bytes())
    write_list(workplace, site.url(PAGE), site.url("/none"), "seed.id.txt")
    done, value = ingested("list.txt")
    assert done.code == 2
    assert [item["path"] for item in value["failed"]] == [site.url("/none")]
    assert len(value["articles"]) == len(value["imports"]) == 2
    assert [item["path"] for item in value["left"]] == ["seed.id.txt"]


def test_going_through_a_list_again_does_what_is_left(
    workplace: Path, site: Server
) -> None:
    write_list(workplace, site.url(PAGE), site.url("/later"))
    ingested("list.txt")
    other = page_of("id", original(site)).replace("Vietnam menjadi", "Kota menjadi")
    site.pages["/later"] = html(other)
    done, value = ingested("list.txt")
    assert done.code == 0, done.err
    assert value["known"] == [site.url(PAGE)]
    assert [item["url"] for item in value["articles"]] == [site.url("/later")]
    assert site.asked.count(PAGE) == site.asked.count(ORIGINAL) == 1
    _, value = ingested("list.txt", "--refresh")
    assert len(value["articles"]) == 2 and value["known"] == []


def test_a_bug_with_one_page_leaves_the_others_alone(
    workplace: Path, site: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(text: str, *, path: str, **rest: Any) -> Any:
        if path.endswith("/odd"):
            raise ZeroDivisionError("oops")
        return read_html(text, path=path, **rest)

    monkeypatch.setattr("tm.articles.page.page_loading.read_html", broken)
    site.pages["/odd"] = html("<p>x</p>")
    write_list(workplace, site.url("/odd"), site.url(PAGE))
    done, value = ingested("list.txt")
    assert done.code == 2 and "ZeroDivisionError" in done.err
    assert len(value["articles"]) == 1


@pytest.mark.parametrize(
    ("lines", "is_list"),
    [
        (["https://a.example/x"], True),
        (["# only a remark"], False),
        (["Judul halaman", "https://a.example/x"], False),
        (["https://a.example/x dan seterusnya"], False),
    ],
)
def test_a_list_is_known_by_its_lines(
    workplace: Path, lines: list[str], is_list: bool
) -> None:
    (workplace / "list.txt").write_text("\n".join(lines), "utf-8")
    done, _ = ingested("list.txt", "--no-fetch")
    assert done.code == 2
    assert ("not in the cache" in done.err) is is_list


def test_a_list_without_lines_is_refused(workplace: Path) -> None:
    (workplace / "list.txt").write_text("# nothing\n", "utf-8")
    done, _ = ingested("list.txt", "--list")
    assert done.code == 2 and "lists no pages" in done.err


def test_a_source_goes_with_no_list(workplace: Path) -> None:
    write_list(workplace, "https://a.example/x")
    done, _ = ingested("list.txt", "--source", str(SEED))
    assert done.code == 2 and "go with one page" in done.err


def test_a_changed_original_is_aligned_anew(workplace: Path, site: Server) -> None:
    def answer(_: Server, headers: Mapping[str, str]) -> Reply:
        return html(page_of("vi").replace("rừng ngập mặn", "rừng đước"))

    ingested(site.url(PAGE))
    site.pages[ORIGINAL] = answer
    done, value = ingested(site.url(PAGE), "--refresh")
    assert done.code == 0, done.err
    units = call("concordance", "rừng ngập mặn", "-s", "vi", "--format", "json")
    assert json.loads(units.out or "[]") == []
    assert value["articles"][0]["units"] > 20


def test_a_page_in_a_wrong_encoding_is_repaired_and_that_is_said(
    workplace: Path, site: Server
) -> None:
    torn = "".join(
        letter if letter.isascii() else letter.encode().decode("latin-1")
        for letter in page_of("vi")
    )
    site.pages[ORIGINAL] = html(torn)
    done, value = ingested(site.url(PAGE))
    assert "read as windows-1252; that was repaired" in done.err
    assert value["articles"][0]["source_headline"].startswith("Việt Nam đăng cai")
    text = PAIR.with_suffix(".vi.txt").read_text("utf-8-sig")
    (workplace / "torn.txt").write_text(text.encode().decode("latin-1"), "utf-8")
    _, value = ingested("torn.txt", "--incomplete")
    assert value["articles"][0]["headline"].startswith("Việt Nam đăng cai")


def test_the_editions_of_a_story_are_shown_with_each_other(
    workplace: Path, site: Server
) -> None:
    english = (
        "<h1>Vietnam hosts the regional conference on mangroves</h1><p>The leaders of "
        "the countries in the region are here to talk about the forests, and it is "
        f"the first time.</p><p>Source: <a href='{original(site)}'>Báo Mẫu</a></p>"
    )
    site.pages["/en"] = html(english)
    done, _ = ingested(site.url(PAGE), site.url("/en"))
    assert done.code == 0, done.err
    call("ingest", str(SEED), "--no-fetch")
    listed = json.loads(call("articles", "--format", "json").out)
    editions = {
        article["locale"]: {each["locale"] for each in article["editions"]}
        for article in listed
        if "Hanoi" not in article["headline"]
    }
    assert editions == {"id": {"en", "vi"}, "en": {"id", "vi"}, "vi": {"id", "en"}}
    [alone] = [each for each in listed if "Hanoi" in each["headline"]]
    assert alone["editions"] == []
    [page] = [each for each in listed if each["url"] == site.url(PAGE)]
    shown = json.loads(call("show", page["key"], "--format", "json").out)
    assert {each["url"] for each in shown["editions"]} == {
        site.url("/en"),
        original(site),
    }
    table = call("show", page["key"], "--format", "table").out
    assert "edition" in table and "Vietnam hosts the regional" in table


def test_stale_pairs_are_listed(workplace: Path, site: Server) -> None:
    with (workplace / "padanan.toml").open("a") as settings:
        settings.write("[align]\nthreshold = 0.9999\n")
    ingested(site.url(PAGE))
    assert call("articles", "--stale").code == 1
    accepted = call("review", "--accept", "all", "--format", "json")
    source = json.loads(accepted.out)[0]["source"]
    beginning = escape(source[:30])
    site.pages[ORIGINAL] = html(page_of("vi").replace(beginning, f"Mới: {beginning}"))
    ingested(site.url(PAGE), "--refresh")
    done = call("articles", "--stale", "--format", "json")
    stale = json.loads(done.out)
    assert done.code == 0 and {item["changed"] for item in stale} == {"source"}
    assert source in {item["source"] for item in stale}


def test_an_original_in_the_same_language_is_refused(tmp_path: Path) -> None:
    page = str(PAIR.with_suffix(".id.txt"))
    place = ("--database", str(tmp_path / "memory.db"))
    done = call("ingest", page, "--source", page, "--no-fetch", *place)
    assert done.code == 2 and "is in the same language, id" in done.err
    assert json.loads(call("stats", "--format", "json", *place).out)["units"] == {}
