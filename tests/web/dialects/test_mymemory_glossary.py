"""Glossaries of MyMemory, as MateCat asks for them and reads the answers."""

from typing import Any

import httpx
import pytest

_LANGUAGES = {"source_language": "vi-VN", "target_language": "id-ID"}
_TERM = {
    **_LANGUAGES,
    "source": {"term": "bản ghi nhớ", "note": "", "sentence": ""},
    "target": {"term": "nota kesepahaman", "note": "Kemlu", "sentence": ""},
    "matching_words": [],
    "metadata": {"definition": "", "keys": [{"key": "k"}], "domain": "law"},
}


def _post(client: httpx.Client, name: str, **values: object) -> Any:
    answer = client.post(f"/mymemory/v2/glossary/{name}", json={"de": "x", **values})
    assert answer.status_code == 200, answer.text
    return answer.json()


def _get(client: httpx.Client, text: str) -> list[dict[str, Any]]:
    answer = _post(client, "get", id_segment="7", source=text, keys=["k"], **_LANGUAGES)
    assert answer["matches"]["id_segment"] == "7"
    terms: list[dict[str, Any]] = answer["matches"]["terms"]
    return terms


@pytest.mark.parametrize("prefix", ["glossary", "v2/glossary"])
def test_both_addresses_of_matecat_are_answered(
    client: httpx.Client, prefix: str
) -> None:
    answer = client.post(f"/mymemory/{prefix}/keys", json=_LANGUAGES)
    assert answer.json() == {"entries": {"vi-VN|id-ID": False}}


def test_a_term_is_set_updated_and_deleted(own_client: httpx.Client) -> None:
    done = _post(own_client, "set", term=_TERM)
    assert done["responseStatus"] == 200
    [term] = _get(own_client, "Hai bên ký bản ghi nhớ.")
    assert term["term_id"] == done["responseDetails"]
    assert term["target"] == _TERM["target"]
    assert term["matching_words"] == ["bản ghi nhớ"]
    assert term["metadata"]["domain"] == "law"
    edited = {**_TERM, "term_id": term["term_id"], "target": {"term": "MoU"}}
    _post(own_client, "update", term=edited)
    [term] = _get(own_client, "Hai bên ký bản ghi nhớ.")
    assert term["target"]["term"] == "MoU"
    assert _post(own_client, "keys", **_LANGUAGES)["entries"] == {"vi-VN|id-ID": True}
    _post(own_client, "delete", term=edited)
    assert _get(own_client, "Hai bên ký bản ghi nhớ.") == []
    again = own_client.post("/mymemory/v2/glossary/delete", json={"term": edited})
    assert again.status_code == again.json()["responseStatus"] == 404


def test_an_update_keeps_other_languages_and_forms(own_client: httpx.Client) -> None:
    added = own_client.post(
        "/api/v1/terms",
        json={
            "subject_field": "law",
            "terms": [
                {"locale": "vi", "text": "bản ghi nhớ"},
                {"locale": "id", "text": "nota kesepahaman", "valid_from": "2020"},
                {"locale": "id", "text": "memorandum", "status": "admitted"},
                {"locale": "en", "text": "memorandum of understanding"},
            ],
        },
    )
    key = added.json()["concept"]["concept"]
    _post(
        own_client,
        "update",
        term={**_TERM, "term_id": key, "target": {"term": "MoU", "note": ""}},
    )
    stored = own_client.get(f"/api/v1/terms/{key}").json()
    assert [(term["text"], term["valid_from"]) for term in stored["terms"]] == [
        ("bản ghi nhớ", None),
        ("MoU", "2020"),
        ("memorandum", None),
        ("memorandum of understanding", None),
    ]


def test_a_translation_is_checked_for_terms(own_client: httpx.Client) -> None:
    own_client.post(
        "/api/v1/terms",
        json={
            "terms": [
                {"locale": "vi", "text": "bản ghi nhớ"},
                {"locale": "id", "text": "nota kesepahaman"},
                {"locale": "id", "text": "surat ingatan", "status": "forbidden"},
            ]
        },
    ).raise_for_status()

    def check(target: str) -> tuple[list[str], list[str]]:
        matches = _post(
            own_client,
            "check",
            source="Hai bên ký bản ghi nhớ.",
            target=target,
            keys=["k"],
            **_LANGUAGES,
        )["matches"]
        return (
            [term["target"]["term"] for term in matches["missing_terms"]],
            [
                word
                for term in matches["blacklisted_terms"]
                for word in term["matching_words"]
            ],
        )

    assert check("Kedua pihak menandatangani Nota Kesepahaman.") == ([], [])
    assert check("Kedua pihak menandatangani surat ingatan.") == (
        ["nota kesepahaman"],
        ["surat ingatan"],
    )


def test_a_term_is_searched_as_it_is_typed(own_client: httpx.Client) -> None:
    _post(own_client, "set", term=_TERM)
    matches = _post(own_client, "search", source="ban ghi", **_LANGUAGES)["matches"]
    assert [term["source"]["term"] for term in matches["terms"]] == ["bản ghi nhớ"]


@pytest.mark.parametrize(
    "term",
    [
        {},
        {**_LANGUAGES, "source": {"term": "a"}},
        {**_TERM, "source_language": "xx-no-such"},
        {**_TERM, "target": {"term": " "}},
    ],
)
def test_a_term_that_is_none_is_refused(
    own_client: httpx.Client, term: dict[str, object]
) -> None:
    answer = own_client.post("/mymemory/glossary/set", json={"term": term})
    assert answer.status_code == answer.json()["responseStatus"] == 400
    assert answer.json()["responseDetails"]
