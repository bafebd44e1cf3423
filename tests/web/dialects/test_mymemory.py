"""MyMemory: what MateCat, Okapi, OmegaT and Weblate send, and how they read it."""

import json
from datetime import datetime
from typing import Any

import httpx
import pytest

from web.dialects.mymemory.units import make_ratio


def _read_as_matecat(answer: httpx.Response) -> list[dict[str, Any]]:
    """Read an answer as MateCat does, which expects keys without asking for them."""
    values = answer.json()
    assert int(values["responseStatus"]) == 200
    matches = []
    for match in values["matches"]:
        changed = match["last-update-date"]
        created = match["create-date"]
        assert isinstance(match["id"], str) and isinstance(match["prop"], str | list)
        matches.append(
            {
                "match": f"{match['match'] * 100:.0f}%",
                "segment": match["segment"],
                "translation": match["translation"],
                "changed": f"{datetime.strptime(changed, '%Y-%m-%d %H:%M:%S'):%Y}",
                "created": datetime.strptime(created, "%Y-%m-%d %H:%M:%S"),
                "is_machine": "MT" in match["created-by"].upper(),
                "in_context": bool(match["ICE"]),
            }
        )
    return matches


def _read_as_weblate(answer: httpx.Response, threshold: int) -> list[tuple[int, str]]:
    """Read an answer as Weblate does."""
    results = []
    for match in answer.json()["matches"]:
        assert {"last-updated-by", "reference", "segment"} <= match.keys()
        quality = int(100 * match["match"])
        if quality > threshold:
            results.append((quality, match["translation"]))
    return results


def _read_as_okapi(answer: httpx.Response, threshold: int = 75) -> list[str]:
    """Read an answer as Okapi does, which ends at the first match below."""
    results = []
    for match in json.loads(answer.text)["matches"]:
        assert isinstance(match["match"], int | float)
        if match["last-updated-by"] == "MT!" or match["created-by"] == "MT!":
            continue
        if match["match"] * 100 < threshold:
            break
        results.append(match["translation"])
    return results


def test_matecat_gets_matches_and_their_dates(client: httpx.Client) -> None:
    form = {
        "q": "Tăng 18% trong quý II",
        "langpair": "vi-VN|id-ID",
        "de": "demo@example.com",
        "mt": "1",
        "numres": "3",
        "client_id": "0",
        "priority_key": "0",
        "key": "a,b",
        "penalty_key": '[{"key": "public", "penalty": 0.1}]',
        "subfiltering_handlers": "null",
        "context_before": "",
        "context_after": "",
    }
    (match,) = _read_as_matecat(client.post("/mymemory/get", data=form))
    assert (match["match"], match["translation"]) == ("99%", "Naik 18% pada kuartal II")
    assert not match["is_machine"]
    assert match["created"].year > 2000


def test_matecat_searches_a_phrase(client: httpx.Client) -> None:
    form = {"q": "họp báo", "langpair": "vi|id", "conc": "true", "extended": "1"}
    (match,) = _read_as_matecat(client.post("/mymemory/get", data=form))
    assert match["segment"] == "Cuộc họp báo ở Hà Nội"
    form = {"q": "Cuộc họp báo ở Hà Nội", "langpair": "vi|id", "mtonly": "1"}
    assert _read_as_matecat(client.post("/mymemory/get", data=form)) == []


def test_weblate_and_okapi_get_matches(client: httpx.Client) -> None:
    query = {"q": "Cuộc họp báo lớn ở Hà Nội", "langpair": "vi-vn|id-id", "ip": ""}
    answer = client.get("/mymemory/api/get", params=query)
    assert _read_as_weblate(answer, 75) == [(85, "Jumpa pers di Hanoi")]
    assert _read_as_weblate(answer, 85) == []
    assert _read_as_okapi(answer) == ["Jumpa pers di Hanoi"]


def test_a_rate_comes_back_as_it_was() -> None:
    assert [int(100 * make_ratio(rate)) for rate in range(101)] == list(range(101))


def test_omegat_gets_the_best_translation(client: httpx.Client) -> None:
    query = {"q": "Cuộc họp báo ở Hà Nội", "langpair": "vi|id", "of": "json", "mt": "0"}
    answer = client.get("/mymemory/get", params=query).json()
    assert answer["responseData"] == {
        "translatedText": "Jumpa pers di Hanoi",
        "match": 1.0,
    }


def test_without_a_match_the_translation_is_empty(client: httpx.Client) -> None:
    answer = client.get("/mymemory/get", params={"q": "gì", "langpair": "vi|id"})
    assert answer.status_code == 200
    assert answer.json()["responseData"] == {"translatedText": "", "match": None}
    assert answer.json()["matches"] == []


def test_a_unit_is_stored(own_client: httpx.Client) -> None:
    form = {"seg": "họp báo", "tra": "jumpa pers", "langpair": "vi|id", "tnote": "x"}
    answer = own_client.post("/mymemory/set", data=form).json()
    assert (answer["responseData"], answer["responseStatus"]) == ("OK", 200)
    (match,) = own_client.get(
        "/mymemory/get", params={"q": "họp báo", "langpair": "vi|id"}
    ).json()["matches"]
    assert [match["id"]] == answer["responseDetails"]


def _get_translations(client: httpx.Client, text: str) -> list[str]:
    query = {"q": text, "langpair": "vi|id"}
    matches = client.get("/mymemory/get", params=query).json()["matches"]
    return [match["translation"] for match in matches]


def test_matecat_sets_updates_and_deletes(own_client: httpx.Client) -> None:
    def post(path: str, form: dict[str, str]) -> Any:
        # An array that PHP posts is a form in several parts.
        parts = {name: (None, value) for name, value in form.items()}
        answer = own_client.post(f"/mymemory/{path}", files=parts)
        assert answer.status_code == 200
        return answer.json()

    unit = {"seg": "họp báo", "tra": "jumpa pers", "langpair": "vi-VN|id-ID"}
    common = {"de": "", "mt": "1", "client_id": "0", "prop": "", "key": "k"}
    [key] = post("set", {**unit, **common, "tnote": ""})["responseDetails"]
    edit = {"newseg": "họp báo", "newtra": "konferensi pers", "spiceMatch": ""}
    changed = post("update", {**unit, **common, **edit})
    assert changed["number_of_results"] == len(changed["segment_ids"]) == 1
    assert _get_translations(own_client, "họp báo") == ["konferensi pers"]
    # What it changes may not be stored yet.
    edit = {"newseg": "cảnh sát", "newtra": "polisi"}
    post("update", {"seg": "x", "tra": "y", "langpair": "vi|id", **edit})
    assert _get_translations(own_client, "cảnh sát") == ["polisi"]
    removal = {**unit, "tra": "konferensi pers"}
    assert post("delete", removal)["responseStatus"] == 200
    assert _get_translations(own_client, "họp báo") == []
    for again in (removal, {"langpair": "vi|id", "id": key}):
        answer = post("delete", again)
        assert (answer["responseStatus"], answer["responseDetails"]) == (
            404,
            "NO ID FOUND",
        )


def test_a_unit_is_deleted_by_the_id_of_its_match(own_client: httpx.Client) -> None:
    form = {"seg": "họp báo", "tra": "jumpa pers", "langpair": "vi|id"}
    own_client.post("/mymemory/set", data=form).raise_for_status()
    query = {"q": "họp báo", "langpair": "vi|id"}
    (match,) = own_client.get("/mymemory/get", params=query).json()["matches"]
    form = {"langpair": "vi|id", "id": match["id"]}
    own_client.post("/mymemory/delete", data=form).raise_for_status()
    assert _get_translations(own_client, "họp báo") == []


def test_an_author_is_never_taken_for_a_machine(own_client: httpx.Client) -> None:
    form = {"seg": "họp báo", "tra": "jumpa pers", "langpair": "vi|id"}
    own_client.post("/mymemory/set", data=form).raise_for_status()
    (match,) = own_client.get(
        "/mymemory/get", params={"q": "họp báo", "langpair": "vi|id"}
    ).json()["matches"]
    assert match["created-by"] == match["last-updated-by"] == "siti"


@pytest.mark.parametrize(
    "query", [{"q": "a"}, {"q": "a", "langpair": "vi"}, {"langpair": "vi|id"}]
)
def test_errors_are_those_of_mymemory(
    client: httpx.Client, query: dict[str, str]
) -> None:
    answer = client.get("/mymemory/get", params=query)
    assert answer.status_code == answer.json()["responseStatus"] == 400
    assert answer.json()["responseDetails"]
    assert answer.json()["matches"] == []


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("POST", "v2/glossary/import"),
        ("POST", "v2/glossary/export"),
        ("POST", "v2/glossary/domains"),
        ("GET", "createranduser"),
        ("POST", "analyze"),
    ],
)
def test_what_there_is_not_is_refused_as_by_mymemory(
    client: httpx.Client, verb: str, path: str
) -> None:
    # MateCat takes every status from 400 on for a failure, with these details.
    answer = client.request(verb, f"/mymemory/{path}")
    assert answer.status_code == answer.json()["responseStatus"] == 501
    assert answer.json()["responseDetails"]
