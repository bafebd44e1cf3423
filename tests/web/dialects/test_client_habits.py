"""Habits of clients that break servers: long texts, cut texts, odd codes and pages."""

import json
from contextlib import closing
from typing import Any
from urllib.parse import quote

import deepl
import httpx
import pytest
from deepl.api_data import MultilingualGlossaryDictionaryEntries

from tests.web.dialects.conftest import UNITS
from web.dialects.deepl.ids import make_id

_PRESS = "Cuộc họp báo ở Hà Nội"
_LONGEST_TEXT_OF_WEBLATE = 500
_LONGEST_TEXT_OF_MYMEMORY = 500  # bytes


def _make_long_text(sentence: str) -> str:
    return " ".join(f"{sentence} {number}." for number in range(1, 31))


def test_a_text_that_weblate_cut_is_no_exact_match(own_client: httpx.Client) -> None:
    """Weblate sends the first 500 characters, with spaces for line ends."""
    text = _make_long_text("Chính phủ họp báo tháng")
    assert len(text) > _LONGEST_TEXT_OF_WEBLATE
    unit = {"source": text, "target": _make_long_text("Jumpa pers pemerintah bulan")}
    path = "/tmserver/vi/id/unit"
    own_client.put(f"{path}/a", json=unit).raise_for_status()
    cut_text = text[:_LONGEST_TEXT_OF_WEBLATE]
    matches = own_client.get(f"{path}/{quote(cut_text, safe='')}").json()
    assert all(match["quality"] < 100 for match in matches)
    whole = own_client.get(f"{path}/{quote(text, safe='')}").json()
    assert whole[0]["quality"] == 100.0


def test_a_carriage_return_that_weblate_made_a_space(client: httpx.Client) -> None:
    # "Dòng một\nDòng hai" is stored; Weblate made a space of its "\r" only.
    text = quote("Dòng một \nDòng hai", safe="")
    [match] = client.get(f"/tmserver/vi/id/unit/{text}").json()
    assert match["target"] == "Baris satu\nBaris dua"


def test_okapi_writes_a_locale_as_posix_does(own_client: httpx.Client) -> None:
    path = "/tmserver/vi/pt_BR/unit/tàu"
    own_client.put(path, json={"target": "navio"}).raise_for_status()
    [match] = own_client.get(path).json()
    assert (match["target"], type(match["quality"])) == ("navio", float)


@pytest.mark.parametrize("languages", ["vi-VN|id-ID", "vi_VN|id_ID", "VI|ID"])
def test_omegat_writes_languages_as_windows_does(
    client: httpx.Client, languages: str
) -> None:
    query = {"q": _PRESS, "langpair": languages, "of": "json", "mt": "1"}
    answer = client.get("/mymemory/get", params={**query, "key": "", "de": ""}).json()
    assert answer["responseData"]["translatedText"] == "Jumpa pers di Hanoi"


def test_weblate_sends_the_first_sentence_to_mymemory(client: httpx.Client) -> None:
    text = f"{_PRESS}. Thêm một câu nữa."
    query = {"q": text.split(". ", 1)[0][:500], "langpair": "vi|id"}
    [match] = client.get("/mymemory/api/get", params=query).json()["matches"]
    assert match["translation"] == "Jumpa pers di Hanoi"


def test_mymemory_takes_longer_texts_than_the_original(client: httpx.Client) -> None:
    text = _make_long_text("Không có câu nào như thế")
    assert len(text.encode()) > _LONGEST_TEXT_OF_MYMEMORY
    for answer in (
        client.get("/mymemory/get", params={"q": text, "langpair": "vi|id"}),
        client.post("/mymemory/get", data={"q": text, "langpair": "vi|id"}),
    ):
        assert (answer.status_code, answer.json()["matches"]) == (200, [])


def test_ltengine_sends_one_text_and_reads_one(client: httpx.Client) -> None:
    values = {"api_key": "", "q": _PRESS, "source": "vi", "target": "id"}
    answer = client.post("/libretranslate/translate", json=values).json()
    assert answer == {"translatedText": "Jumpa pers di Hanoi"}


def test_the_first_of_several_deepl_glossaries_has_precedence(
    own_client: httpx.Client,
) -> None:
    address = str(own_client.base_url.join("/deepl/"))
    with closing(deepl.DeepLClient("a key", server_url=address)) as editor:
        glossary_ids = [
            editor.create_multilingual_glossary(
                f"glossary {number}",
                [MultilingualGlossaryDictionaryEntries("VI", "ID", {word: target})],
            ).glossary_id
            for number, (word, target) in enumerate(
                [("tàu", "kapal"), ("tàu", "kereta"), ("xe", "mobil")]
            )
        ]
    body = {
        "text": ["tàu", "xe"],
        "source_lang": "VI",
        "target_lang": "ID",
        "glossary_ids": glossary_ids,
        "show_billed_characters": True,
    }
    answer = own_client.post("/deepl/v2/translate", json=body).json()
    assert [item["text"] for item in answer["translations"]] == ["kapal", "mobil"]
    assert {type(item["billed_characters"]) for item in answer["translations"]} == {int}


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("", {"page_size": 26}),
        ("", {"page": -1}),
        ("/MEMORY/segments", {"page_size": 101}),
        ("/MEMORY/segments", {"page_size": 0}),
        ("/MEMORY/segments", {"filter_text": "a"}),
    ],
)
def test_pages_of_deepl_are_as_long_as_it_says(
    client: httpx.Client, address: str, query: dict[str, Any]
) -> None:
    memory_id = make_id("memory", "default")
    path = f"/deepl/v3/translation_memories{address}".replace("MEMORY", memory_id)
    answer = client.get(path, params=query)
    assert answer.status_code == 400
    assert next(iter(query)) in answer.json()["message"]


def test_deepl_lists_languages_of_a_form_in_a_get_request(client: httpx.Client) -> None:
    """The client sends `type=target` as the body of GET."""
    answer = client.request("GET", "/deepl/v2/languages", data={"type": "target"})
    assert [language["language"] for language in answer.json()] == ["ID", "VI"]


def test_translate5_gets_at_most_the_proposals_it_asks_for(
    client: httpx.Client,
) -> None:
    request = {
        "source": _PRESS,
        "sourceLang": "vi-VN",
        "targetLang": "id-ID",
        "documentName": "",
        "markupTable": "OTMXUXLF",
        "context": "",
        "numOfProposals": 20,
    }
    answer = client.post("/t5memory/default/fuzzysearch", json=request).json()
    assert answer["ReturnValue"] == 0
    assert 1 <= answer["NumOfFoundProposals"] <= 20
    for key in ("segmentNumber", "documentShortName", "timestamp", "additionalInfo"):
        assert key in answer["results"][0], key


def test_weblate_looks_up_a_hundred_long_strings(client: httpx.Client) -> None:
    strings = [_PRESS, *(f"{number} {'x' * 1990}" for number in range(99))]
    answer = client.post(
        "/weblate/api/memory/lookup/",
        params={"source_language": "vi", "target_language": "id", "project": "news"},
        content=json.dumps({"strings": strings}),
        headers={"content-type": "application/json", "authorization": "Token a"},
    )
    matches = [result["match"] for result in answer.json()]
    assert len(matches) == 100
    assert matches[0]["target"] == UNITS[_PRESS]
    assert matches[1:] == [None] * 99
