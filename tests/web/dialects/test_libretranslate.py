"""LibreTranslate, by its own client and by what others send."""

import httpx
import pytest
from libretranslatepy import LibreTranslateAPI


@pytest.fixture
def libretranslate(client: httpx.Client) -> LibreTranslateAPI:
    """The client of LibreTranslate, as people use it."""
    return LibreTranslateAPI(
        f"{str(client.base_url).rstrip('/')}/libretranslate", "a key"
    )


def test_the_client_translates(libretranslate: LibreTranslateAPI) -> None:
    assert libretranslate.translate("Cuộc họp báo ở Hà Nội", "vi", "id") == (
        "Jumpa pers di Hanoi"
    )
    assert libretranslate.translate("Cuộc họp báo lớn ở Hà Nội", "vi", "id") == ""
    assert libretranslate.translate("A & B <b>đậm</b>", "vi", "id") == (
        "A & B <b>tebal</b>"
    )


def test_the_client_lists_languages(libretranslate: LibreTranslateAPI) -> None:
    assert libretranslate.languages() == [
        {"code": "id", "name": "Indonesian", "targets": ["vi"]},
        {"code": "vi", "name": "Vietnamese", "targets": ["id"]},
    ]


def test_the_client_detects_a_language(libretranslate: LibreTranslateAPI) -> None:
    text = "Các nhà lãnh đạo của nhiều nước sẽ đến dự lễ ký"
    assert libretranslate.detect(text) == [{"confidence": 100.0, "language": "vi"}]
    assert libretranslate.detect("2025") == []


def test_older_clients_ask_for_languages_by_post(client: httpx.Client) -> None:
    answer = client.post("/libretranslate/languages", data={"api_key": "k"})
    assert [language["code"] for language in answer.json()] == ["id", "vi"]


def test_a_list_is_answered_by_a_list_of_its_length(client: httpx.Client) -> None:
    texts = ["Cuộc họp báo ở Hà Nội", "không có gì", "", "Tăng 18% trong quý II"]
    values = {"api_key": "", "q": texts, "source": "vi", "target": "id"}
    answer = client.post("/libretranslate/translate", json=values)
    assert answer.json() == {
        "translatedText": ["Jumpa pers di Hanoi", "", "", "Naik 18% pada kuartal II"]
    }


def test_the_source_may_be_found_out(client: httpx.Client) -> None:
    text = "Thứ trưởng Bộ Ngoại giao thăm Jakarta."
    values = {"q": [text, "2025"], "source": "auto", "target": "id"}
    assert client.post("/libretranslate/translate", json=values).json() == {
        "translatedText": ["Wakil Menteri Luar Negeri mengunjungi Jakarta.", ""]
    }


@pytest.mark.parametrize(
    "values",
    [
        {"q": "a", "source": "vi"},
        {"q": "a", "source": "xx", "target": "id"},
        {"q": 5, "source": "vi", "target": "id"},
        {"q": ["a"] * 1001, "source": "vi", "target": "id"},
    ],
)
def test_errors_are_those_of_libretranslate(
    client: httpx.Client, values: dict[str, object]
) -> None:
    answer = client.post("/libretranslate/translate", json=values)
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]
