"""Apertium APy: what OmegaT and Weblate send, and how they read it."""

import socket
from urllib.parse import quote_plus

import httpx
import pytest

_LANGUAGES = {"langpair": "vi|id"}


def _read_as_omegat(answer: httpx.Response) -> str:
    """Read an answer as OmegaT does: another status is a server that is not there."""
    assert answer.status_code == 200
    values = answer.json()
    assert "responseStatus" in values  # or else: “invalid server”
    assert values["responseStatus"] == 200, values["responseDetails"]
    return str(values["responseData"]["translatedText"])


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("Cuộc họp báo ở Hà Nội", "Jumpa pers di Hanoi"),
        ("cuộc họp báo ở Hà Nội", "Jumpa pers di Hanoi"),
        ("Tăng 18% trong quý III", "Naik 18% pada kuartal III"),
        # 85 %, and who asks would never see that.
        ("Cuộc họp báo lớn ở Hà Nội", ""),
        ("không có gì", ""),
        ("", ""),
    ],
)
def test_only_a_certain_translation_is_given(
    client: httpx.Client, text: str, translation: str
) -> None:
    for languages in ("vi|id", "vie|ind", "vi_VN|id_ID"):
        query = {"langpair": languages, "q": text, "markUnknown": "no"}
        answer = client.get("/apertium/translate", params=query)
        assert _read_as_omegat(answer) == translation


def test_omegat_sends_the_bar_as_it_is(client: httpx.Client) -> None:
    # As Java's URLEncoder and URL do; httpx would encode the bar.
    text = quote_plus("Cuộc họp báo ở Hà Nội")
    request = (
        f"GET /apertium/translate?q={text}&markUnknown=no&langpair=vi|id&key= HTTP/1.1"
        "\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    address = (client.base_url.host, client.base_url.port or 80)
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(request.encode())
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'"Jumpa pers di Hanoi"' in answer


def test_weblate_lists_the_pairs(client: httpx.Client) -> None:
    answer = client.get("/apertium/listPairs").json()
    assert [
        (pair["sourceLanguage"], pair["targetLanguage"])
        for pair in answer["responseData"]
    ] == [("id", "vi"), ("vi", "id")]
    assert answer["responseStatus"] == 200


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ({"q": "a"}, "langpair"),
        (_LANGUAGES, "give q"),
        ({"q": "a", "langpair": "vi-id"}, "vi|id"),
        ({"q": "a", "langpair": "vi|xx"}, "unknown language"),
    ],
)
def test_errors_have_the_details_that_clients_show(
    client: httpx.Client, query: dict[str, str], part: str
) -> None:
    answer = client.get("/apertium/translate", params=query)
    assert answer.status_code == 400
    values = answer.json()
    assert part in values["responseDetails"]
    assert (values["status"], values["code"], values["responseStatus"]) == (
        "error",
        400,
        400,
    )
    assert values["explanation"] == values["responseDetails"]
