"""tmserver and amaGama: what Okapi, Virtaal and Weblate send, and how they read it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest

from tests.web.dialects.conftest import UNITS


def _read_as_okapi(
    answer: httpx.Response, *, threshold: int = 60, max_hits: int = 25
) -> list[tuple[int, str]]:
    """Read an answer as Okapi's connector for the Translate Toolkit does.

    Java casts `quality` to Double, which fails for a number without a point; the first
    hit below the threshold ends the list; every other status is an exception.
    """
    assert 200 <= answer.status_code < 300
    hits = json.loads(answer.text, parse_int=lambda digits: f"Long {digits}")
    results = []
    for hit in hits[:max_hits]:
        assert isinstance(hit["quality"], float)
        if int(hit["quality"]) < threshold:
            break
        results.append((int(hit["quality"]), hit["target"]))
    return results


def _read_as_virtaal(answer: httpx.Response) -> list[tuple[int, str]]:
    """Read an answer as Virtaal does, which shows five matches at most."""
    assert answer.status_code == 200
    matches: Sequence[Mapping[str, Any]] = answer.json()
    return [
        (int(match["quality"] or 0), match["target"])
        for match in matches[:5]
        if match["source"] and "context" in match
    ]


def _quote_as_okapi(text: str) -> str:
    return quote_plus(text).replace("+", "%20")


@pytest.mark.parametrize("text", UNITS)
def test_okapi_and_virtaal_get_every_text(client: httpx.Client, text: str) -> None:
    # A slash is sent as %2F, a line end as %0A.
    for quoted_text in (_quote_as_okapi(text), quote(text, safe="")):
        answer = client.get(f"/tmserver/vi/id/unit/{quoted_text}")
        assert _read_as_okapi(answer)[0] == (100, UNITS[text])
        assert _read_as_virtaal(answer)[0] == (100, UNITS[text])


def test_a_slash_that_a_proxy_decoded_is_part_of_the_text(client: httpx.Client) -> None:
    answer = client.get("/tmserver/vi/id/unit/Thu/chi ngân sách 50%25")
    assert _read_as_okapi(answer) == [(100, UNITS["Thu/chi ngân sách 50%"])]


def test_matches_are_ordered_by_quality(own_client: httpx.Client) -> None:
    for number, text in enumerate(("một hai ba bốn", "một hai ba năm", "một hai ba")):
        own_client.put(
            f"/tmserver/vi/id/unit/{quote(text)}",
            json={"source": text, "target": f"satu {number}"},
        ).raise_for_status()
    answer = own_client.get(
        "/tmserver/vi/id/unit/một hai ba bốn", params={"min_similarity": 30}
    )
    qualities = [match["quality"] for match in answer.json()]
    assert len(qualities) == 3
    assert qualities == sorted(qualities, reverse=True)


def test_parameters_limit_the_matches(client: httpx.Client) -> None:
    path = "/tmserver/vi/id/unit/Cuộc họp báo lớn ở Hà Nội"
    (match,) = client.get(path).json()
    assert 70 <= match["quality"] < 100
    assert client.get(path, params={"min_similarity": 95}).json() == []
    assert len(client.get(path, params={"max_candidates": 1}).json()) == 1
    assert client.get(path, params={"max_candidates": 0, "style": "x"}).is_success


def test_a_repaired_translation_is_offered(client: httpx.Client) -> None:
    (match,) = client.get("/tmserver/vi/id/unit/Tăng 18%25 trong quý II").json()
    assert match["target"] == "Naik 18% pada kuartal II"
    assert match["quality"] == 99.0


@pytest.mark.parametrize(
    "path",
    [
        "vi/id/unit/không có gì giống",
        "vi/id/unit/",
        "vi/id/unit/%20",
        "vi/vi/unit/Cuộc họp báo ở Hà Nội",
        "xx/id/unit/Cuộc họp báo ở Hà Nội",
        "vi/de/unit/Cuộc họp báo ở Hà Nội",
    ],
)
def test_where_there_is_no_match_the_list_is_empty(
    client: httpx.Client, path: str
) -> None:
    answer = client.get(f"/tmserver/{path}")
    assert (answer.status_code, answer.text) == (200, "[]")


def test_languages_are_listed_with_or_without_a_slash(client: httpx.Client) -> None:
    for path in ("/tmserver/languages/", "/tmserver/languages"):
        assert client.get(path).json() == {
            "sourceLanguages": ["id", "vi"],
            "targetLanguages": ["id", "vi"],
        }


def test_codes_are_those_of_gettext_in_lower_case(own_client: httpx.Client) -> None:
    own_client.put(
        "/tmserver/vi/pt_BR/unit/họp báo", json={"source": "", "target": "coletiva"}
    ).raise_for_status()
    assert own_client.get("/tmserver/languages/").json()["sourceLanguages"] == [
        "pt_br",
        "vi",
    ]
    answer = own_client.get("/tmserver/vi/pt_br/unit/họp báo")
    assert _read_as_okapi(answer) == [(100, "coletiva")]


def test_amagama_answers_under_its_own_prefix(client: httpx.Client) -> None:
    base = "/amagama/api/v1"
    assert client.get(f"{base}/languages/").json()["targetLanguages"] == ["id", "vi"]
    for path, query in (
        ("vi/id/unit/Cuộc họp báo ở Hà Nội", {}),
        ("vi/id/unit/", {"source": "Cuộc họp báo ở Hà Nội"}),
    ):
        answer = client.get(f"{base}/{path}", params=query)
        assert _read_as_virtaal(answer) == [(100, "Jumpa pers di Hanoi")]


def test_there_is_no_jsonp(client: httpx.Client) -> None:
    for name in ("jsoncallback", "callback"):
        answer = client.get(
            "/amagama/api/v1/vi/id/unit/Cuộc họp báo ở Hà Nội", params={name: "f"}
        )
        assert answer.text.startswith("[")
        assert answer.headers["content-type"] == "application/json"


def test_virtaal_stores_a_unit_whose_json_is_declared_as_a_form(
    own_client: httpx.Client,
) -> None:
    # pycurl declares every body so, unless it is told otherwise.
    unit = {"source": "họp báo", "target": "jumpa pers", "context": ""}
    for verb in ("PUT", "POST"):
        answer = own_client.request(
            verb,
            f"/tmserver/vi/id/unit/{quote(unit['source'], safe='')}",
            content=json.dumps(unit),
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert (answer.status_code, answer.text) == (200, "")
    (match,) = own_client.get("/tmserver/vi/id/unit/họp báo").json()
    assert match["target"] == "jumpa pers"


def test_virtaal_stores_a_file_when_it_is_saved(own_client: httpx.Client) -> None:
    units = [
        {"source": "họp báo", "target": "jumpa pers", "context": ""},
        {"source": "cảnh sát", "target": "polisi", "context": "a"},
        {"source": "chưa dịch", "target": "", "context": ""},
    ]
    path = "/tmserver/vi/id/store/home/siti/a.po"
    answer = own_client.post(path, content=json.dumps(units))
    assert answer.text == "added 2 units from home/siti/a.po"
    assert own_client.post(path, content="{}").status_code == 400
    po = b'msgid "t\xc3\xa0u"\nmsgstr "kapal"\n'
    answer = own_client.put("/tmserver/vi/id/store/b.po", content=po)
    assert (answer.status_code, answer.text) == (200, "added 1 units from b.po")
    refused = own_client.put("/tmserver/vi/id/store/b.exe", content=b"\0\1\2")
    assert (refused.status_code, "upload." in refused.text) == (400, False)
    for text, target in (("họp báo", "jumpa pers"), ("tàu", "kapal")):
        (match,) = own_client.get(f"/tmserver/vi/id/unit/{text}").json()
        assert match["target"] == target


def test_a_unit_is_removed(own_client: httpx.Client) -> None:
    path = "/tmserver/vi/id/unit/họp báo"
    own_client.put(path, json={"target": "jumpa pers"}).raise_for_status()
    assert own_client.delete(path).text == ""
    assert own_client.get(path).json() == []


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [
        ("GET", "/tmserver/", 404),
        ("GET", "/tmserver/vi/id/unit/%ff", 400),
        ("GET", "/tmserver/vi/id/unit/a?min_similarity=x", 400),
        ("DELETE", "/tmserver/languages/", 405),
        ("PUT", "/tmserver/vi/id/unit/a", 400),
        ("PUT", "/tmserver/xx/id/unit/a?target=b", 400),
        ("PUT", "/tmserver/vi/id/unit/a?target=", 400),
    ],
)
def test_errors_are_plain_text(
    client: httpx.Client, verb: str, path: str, status: int
) -> None:
    answer = client.request(verb, path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text
