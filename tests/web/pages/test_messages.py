"""What the program says stands in the language of the page: errors and losses."""

from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import polib
import pytest

from checks.engine.messages import read_messages
from web.pages.gettext_catalogues import CATALOGUE_FOLDER
from web.pages.messages.collection import find_messages
from web.pages.messages.pattern import list_value_names, parse_pattern
from web.pages.messages.translation import CATALOGUE_NAME, translate_message
from web.pages.page_route import PageRoute
from web.pages.route_table import PAGES
from web.route import Scope

_OTHER_LANGUAGES = ("id", "vi")
_ENGLISH_WORDS = frozenset(
    "the of is are was were not and with this that from has have cannot give it".split()
)
_CONTENT_CLASSES = frozenset(["segment", "source", "target", "keys"])
_NO_TEXT = ("script", "style", "code", "textarea", "option", "title", "datalist")
_EMPTY = frozenset(
    "area base br col embed hr img input link meta source track wbr".split()
)


@pytest.fixture(scope="module")
def messages() -> dict[str, list[str]]:
    return find_messages()


@pytest.mark.parametrize("language", _OTHER_LANGUAGES)
def test_all_messages_are_translated(
    messages: dict[str, list[str]], language: str
) -> None:
    entries = polib.pofile(CATALOGUE_FOLDER / language / CATALOGUE_NAME)
    translated = {entry.msgid for entry in entries if entry.translated()}
    # A name in a message is that of a variable: renaming it loses the translation.
    assert [message for message in messages if message not in translated] == []
    assert translated - messages.keys() == set()


def test_an_error_that_a_script_shows_is_in_the_language_that_it_asks_for(
    seeds_address: str,
) -> None:
    address = f"{seeds_address}/api/v1/jobs/jaaaaaaaaaaaaaaaa"
    english = httpx.get(address).json()["detail"]
    assert english.startswith("no job")
    for language in _OTHER_LANGUAGES:
        answer = httpx.get(address, headers={"accept-language": language})
        assert answer.status_code == 404
        assert answer.json()["detail"] not in ("", english)


def test_messages_are_found_where_modules_make_them(
    messages: dict[str, list[str]],
) -> None:
    assert (
        "web/jobs/store.py" in messages["no job {job_id}; GET /api/v1/jobs lists them"]
    )
    assert messages["obsolete entries that are also in use"] == ["exports/po/reader.py"]
    assert messages["no such page (404)"] == ["tm/articles/web/fetch.py"]
    assert messages["unknown {noun} {name}; {hints}"] == ["tm/errors.py"]


@pytest.mark.parametrize("language", _OTHER_LANGUAGES)
def test_a_translated_message_has_the_same_values(language: str) -> None:
    for entry in polib.pofile(CATALOGUE_FOLDER / language / CATALOGUE_NAME):
        if entry.translated():
            names = list_value_names(entry.msgstr)
            assert names == list_value_names(entry.msgid), entry.msgid


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("the file ends too early", "tệp kết thúc quá sớm"),
        ("a.tmx:7: the file ends too early", "a.tmx:7: tệp kết thúc quá sớm"),
        ("no memory 'x'", "không có bộ nhớ 'x'"),
        (
            "https://a.vn/b: no such page (404); check the address",
            "https://a.vn/b: không có trang này (404); hãy kiểm tra địa chỉ",
        ),
        (
            "unknown state 'x'; did you mean final? known: final, initial",
            "không rõ trạng thái 'x'; ý bạn là final? hiện có: final, initial",
        ),
        (
            "since: expected a day, month or year, such as 2025-10-31, 2025-10 or 2025",
            "since: phải là một ngày, tháng hoặc năm, như 2025-10-31, 2025-10 hoặc "
            "2025",
        ),
        (
            "this needs the role reviewer in memory main; yours, or that of the token, "
            "is reader",
            "việc này cần vai trò người duyệt ở memory main; vai trò của bạn, hoặc của "
            "mã truy cập, là người đọc",
        ),
        (
            read_messages("en")["date.month.changed"].format(source="tháng 5"),
            read_messages("vi")["date.month.changed"].format(source="tháng 5"),
        ),
        ("a text that nobody has written down", None),
        ("no memory {name}" * 1000, None),
    ],
)
def test_a_message_is_translated_with_its_values(
    message: str, expected: str | None
) -> None:
    assert translate_message("vi", message) == expected


def test_a_value_that_looks_like_a_pattern_stays_as_it_is() -> None:
    hostile = "'{memory}{name} the file ends too early; {0}'"
    assert (
        translate_message("vi", f"no memory {hostile}") == f"không có bộ nhớ {hostile}"
    )
    pattern = parse_pattern("{path}: a {kind} b")
    assert pattern.read_values("x: a  b") is None
    assert pattern.read_values("x: a 1 b 2 b") == {"path": "x", "kind": "1 b 2"}


class _EnglishSentences(HTMLParser):
    """Collects the texts of a page that are English, except those of the memory."""

    def __init__(self) -> None:
        super().__init__()
        self.sentences: list[str] = []
        self._is_skipped: list[bool] = [False]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        for name in ("aria-label", "title", "placeholder", "data-key-label"):
            self._collect(values.get(name) or "")
        if tag not in _EMPTY:
            classes = (values.get("class") or "").split()
            is_content = tag in _NO_TEXT or not _CONTENT_CLASSES.isdisjoint(classes)
            is_of_memory = is_content and (tag in _NO_TEXT or "lang" in values)
            self._is_skipped.append(self._is_skipped[-1] or is_of_memory)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY:
            self._is_skipped.pop()

    def handle_data(self, data: str) -> None:
        if not self._is_skipped[-1]:
            self._collect(data)

    def _collect(self, text: str) -> None:
        if len(_ENGLISH_WORDS.intersection(text.lower().split())) > 1:
            self.sentences.append(" ".join(text.split()))


def find_english(html: str) -> list[str]:
    """Find the English sentences of a page."""
    parser = _EnglishSentences()
    parser.feed(html)
    return parser.sentences


def test_an_english_sentence_is_found() -> None:
    html = '<p>Xin chào<p><span lang="en">the file is not there</span>'
    assert find_english(html) == ["the file is not there"]
    assert find_english('<b class="segment" lang="en">the sea and the sky</b>') == []


def _list_shown_pages() -> Iterator[PageRoute]:
    for page in PAGES:
        path = page.route.path
        if (
            page.route.verb == "GET"
            and page.template
            and page.route.scope
            in (
                Scope.MEMORY,
                Scope.PERSON,
            )
        ):
            if "{" not in path or page.route.example:
                yield page


_MISTAKES = (
    "/?q=%5B&mode=regex",
    "/?q=a&since=2026-13",
    "/checks/decisions?state=x",
    "/history?before=a",
    "/import/j2345678abcdefghj",
    "/terms?cursor=%3F",
    "/checks/missed/new?unit=zz",
    "/translate/d2345678abcdefghj",
)
"""Addresses that the server refuses, or has nothing for."""


@pytest.mark.parametrize("language", _OTHER_LANGUAGES)
def test_no_page_shows_english_sentences(seeds_address: str, language: str) -> None:
    paths = [page.route.example_address for page in _list_shown_pages()]
    english: dict[str, list[str]] = {}
    headers = {"accept": "text/html", "accept-language": language}
    with httpx.Client(
        base_url=seeds_address, headers=headers, follow_redirects=True, timeout=60
    ) as client:
        for path in (*paths, *_MISTAKES):
            page = client.get(path)
            assert f'<html lang="{language}"' in page.text
            if sentences := find_english(page.text):
                english[path] = sentences
    assert english == {}
