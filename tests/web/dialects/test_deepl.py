"""DeepL, by its own client for Python and by what Weblate sends."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import deepl
import httpx
import pytest
from deepl.api_data import MultilingualGlossaryDictionaryEntries

from tests.web.dialects.conftest import UNITS
from web.dialects.deepl.ids import make_id

_WORDS = {"họp báo": "jumpa pers", "Hà Nội": "Hanoi"}


@contextmanager
def _open_client(client: httpx.Client) -> Iterator[deepl.DeepLClient]:
    # Without a slash at the end, the client would drop the prefix.
    url = str(client.base_url.join("/deepl/"))
    with closing(deepl.DeepLClient("a key", server_url=url)) as opened:
        yield opened


@pytest.fixture
def translator(client: httpx.Client) -> Iterator[deepl.DeepLClient]:
    """DeepL's client on a server that tests only read."""
    with _open_client(client) as opened:
        yield opened


@pytest.fixture
def editor(own_client: httpx.Client) -> Iterator[deepl.DeepLClient]:
    """DeepL's client on a server of its own."""
    with _open_client(own_client) as opened:
        yield opened


def test_texts_are_translated(translator: deepl.DeepLClient) -> None:
    texts = [*UNITS, "không có gì", "Cuộc họp báo lớn ở Hà Nội"]
    results: Any = translator.translate_text(
        texts, source_lang="VI", target_lang="ID", formality="prefer_more"
    )
    assert [result.text for result in results] == [*UNITS.values(), "", ""]
    assert {result.detected_source_lang for result in results} == {"VI"}


def test_the_source_is_detected(translator: deepl.DeepLClient) -> None:
    result: Any = translator.translate_text("Jumpa pers di Hanoi", target_lang="VI")
    assert (result.text, result.detected_source_lang) == ("Cuộc họp báo ở Hà Nội", "ID")


def test_a_threshold_lets_fuzzy_matches_in(translator: deepl.DeepLClient) -> None:
    def translate(threshold: int) -> str:
        result: Any = translator.translate_text(
            "Cuộc họp báo lớn ở Hà Nội",
            source_lang="VI",
            target_lang="ID",
            translation_memory=make_id("memory", "default"),
            translation_memory_threshold=threshold,
        )
        return str(result.text)

    assert translate(80) == "Jumpa pers di Hanoi"
    assert translate(90) == ""


def test_markup_is_no_part_of_the_text(translator: deepl.DeepLClient) -> None:
    result: Any = translator.translate_text(
        "A &amp; B <b>đậm</b>", source_lang="VI", target_lang="ID", tag_handling="xml"
    )
    assert result.text == "A &amp; B <b>tebal</b>"


def test_variants_of_the_target_are_those_of_the_memory(
    own_client: httpx.Client, editor: deepl.DeepLClient
) -> None:
    # The client refuses EN, and asks for EN-GB or EN-US.
    form = {"seg": "họp báo", "tra": "press conference", "langpair": "vi|en"}
    own_client.post("/mymemory/set", data=form).raise_for_status()
    for target in ("EN-GB", "EN-US"):
        result: Any = editor.translate_text(
            "họp báo", source_lang="VI", target_lang=target
        )
        assert result.text == "press conference"


def test_languages_pairs_and_usage_are_listed(translator: deepl.DeepLClient) -> None:
    for languages in (
        translator.get_source_languages(),
        translator.get_target_languages(),
    ):
        assert [(language.code, language.name) for language in languages] == [
            ("ID", "Indonesian"),
            ("VI", "Vietnamese"),
        ]
    assert [
        (pair.source_lang, pair.target_lang)
        for pair in translator.get_glossary_languages()
    ] == [("id", "vi"), ("vi", "id")]
    assert not translator.get_usage().any_limit_reached


def test_a_multilingual_glossary_is_made_edited_and_removed(
    editor: deepl.DeepLClient,
) -> None:
    dictionary = MultilingualGlossaryDictionaryEntries
    made = editor.create_multilingual_glossary(
        "Client A",
        [
            dictionary("VI", "ID", _WORDS),
            dictionary("VI", "EN", {"họp báo": "press conference"}),
        ],
    )
    assert [
        (part.source_lang, part.target_lang, part.entry_count)
        for part in made.dictionaries
    ] == [("VI", "EN", 1), ("VI", "ID", 2)]
    assert made.creation_time.year > 2000
    [listed] = editor.list_multilingual_glossaries()
    assert listed.glossary_id == made.glossary_id
    [entries] = editor.get_multilingual_glossary_entries(made, "VI", "ID").dictionaries
    # The client gives this as it came, as lines.
    assert set(str(entries.entries).splitlines()) == {
        f"{word}\t{translation}" for word, translation in _WORDS.items()
    }
    editor.update_multilingual_glossary_dictionary(
        made, dictionary("VI", "ID", {"cảnh sát": "polisi", "họp báo": "konferensi"})
    )
    replaced = editor.replace_multilingual_glossary_dictionary(
        made, dictionary("VI", "EN", {"cảnh sát": "police"})
    )
    assert replaced.entry_count == 1
    renamed = editor.update_multilingual_glossary_name(made, "Client B")
    assert (renamed.name, renamed.dictionaries[1].entry_count) == ("Client B", 3)
    editor.delete_multilingual_glossary_dictionary(
        renamed.glossary_id, source_lang="VI", target_lang="EN"
    )
    [left] = editor.get_multilingual_glossary(renamed.glossary_id).dictionaries
    assert left.target_lang == "ID"
    editor.delete_multilingual_glossary(renamed)
    assert editor.list_multilingual_glossaries() == []
    with pytest.raises(deepl.GlossaryNotFoundException):
        editor.get_multilingual_glossary(renamed.glossary_id)


def test_a_glossary_of_version_2_is_made_read_and_removed(
    editor: deepl.DeepLClient,
) -> None:
    made = editor.create_glossary("Client A", "VI", "ID", _WORDS)
    assert (made.ready, made.entry_count) == (True, 2)
    assert (made.source_lang, made.target_lang) == ("VI", "ID")
    [listed] = editor.list_glossaries()
    assert listed.glossary_id == editor.get_glossary(made.glossary_id).glossary_id
    assert editor.get_glossary_entries(made) == _WORDS
    editor.delete_glossary(made)
    with pytest.raises(deepl.GlossaryNotFoundException):
        editor.get_glossary(made.glossary_id)


def test_a_glossary_decides_what_is_a_translation(
    own_client: httpx.Client, editor: deepl.DeepLClient
) -> None:
    for source, target in (
        ("Họp báo ở Hà Nội", "Konferensi pers di Hanoi"),
        ("Cảnh sát ở Hà Nội", "Polisi di Hanoi"),
    ):
        form = {"seg": source, "tra": target, "langpair": "vi|id"}
        own_client.post("/mymemory/set", data=form).raise_for_status()
    glossary = editor.create_glossary("Client A", "VI", "ID", _WORDS)
    results: Any = editor.translate_text(
        ["Họp báo ở Hà Nội", "Cảnh sát ở Hà Nội", "HỌP BÁO", "tàu hoả"],
        source_lang="VI",
        target_lang="ID",
        glossary=glossary,
    )
    assert [result.text for result in results] == [
        "",  # the memory says konferensi pers, the glossary jumpa pers
        "Polisi di Hanoi",
        "jumpa pers",
        "",
    ]


def test_a_csv_and_a_name_that_is_taken(editor: deepl.DeepLClient) -> None:
    editor.create_glossary("Client A", "VI", "ID", {"cảnh sát": "polisi"})
    made = editor.create_glossary_from_csv(
        "Client A", "VI", "ID", "họp báo,jumpa pers\n"
    )
    assert made.entry_count == 1
    assert editor.get_glossary_entries(made) == {"họp báo": "jumpa pers"}
    assert len(editor.list_glossaries()) == 1


def test_errors_are_exceptions_of_the_client(editor: deepl.DeepLClient) -> None:
    unknown = make_id("glossary", "nobody's")
    translate: Any = editor.translate_text
    for arguments in (
        {"target_lang": "XX"},
        {"target_lang": "ID", "source_lang": "VI", "glossary": unknown},
        {"target_lang": "ID", "source_lang": "VI", "translation_memory": unknown},
    ):
        with pytest.raises(deepl.DeepLException):
            translate("họp báo", **arguments)
    with pytest.raises(deepl.GlossaryNotFoundException):
        editor.delete_glossary(unknown)


@pytest.mark.parametrize(
    ("entries", "part"),
    [
        ("họp báo", "entry 1 has 1 columns"),
        ("a\tb\tc", "entry 1 has 3 columns"),
        ("a\tb\na\tc", "entry 2 repeats"),
        ("a\t ", "entry 1 lacks"),
        ("", "no words"),
        ("a\tb\x07", "control character"),
    ],
)
def test_entries_that_deepl_refuses_are_refused(
    own_client: httpx.Client, entries: str, part: str
) -> None:
    answer = own_client.post(
        "/deepl/v2/glossaries",
        json={
            "name": "A",
            "source_lang": "vi",
            "target_lang": "id",
            "entries": entries,
        },
    )
    assert answer.status_code == 400
    assert part in answer.json()["message"]
    assert own_client.get("/deepl/v2/glossaries").json() == {"glossaries": []}


def test_forms_of_older_clients_are_read(client: httpx.Client) -> None:
    form = {"text": list(UNITS)[:2], "source_lang": "VI", "target_lang": "ID"}
    answer = client.post("/deepl/v2/translate", data=form).json()
    assert [translation["text"] for translation in answer["translations"]] == list(
        UNITS.values()
    )[:2]


def test_weblate_lists_languages_of_version_3(client: httpx.Client) -> None:
    for resource in ("translate_text", "glossary"):
        answer = client.get("/deepl/v3/languages", params={"resource": resource})
        assert [language["lang"] for language in answer.json()] == ["id", "vi"]
        assert all(
            language["usable_as_source"] and language["usable_as_target"]
            for language in answer.json()
        )
    assert client.get("/deepl/v3/languages?resource=write").json() == []


def test_memories_and_their_segments_are_listed(translator: deepl.DeepLClient) -> None:
    [memory] = translator.list_translation_memories(page=0, page_size=10)
    assert translator.list_translation_memories(page=1) == []
    assert (memory.name, memory.segment_count) == ("default", len(UNITS))
    same = translator.get_translation_memory(memory)
    assert same.translation_memory_id == memory.translation_memory_id
    sources, cursor = [], None
    while True:
        page = translator.list_translation_memory_segments(
            memory, page_size=2, page_cursor=cursor
        )
        sources += [segment.source_text for segment in page]
        cursor = page.next_page_cursor
        if cursor is None:
            break
    assert sources == list(UNITS)
    [segment] = translator.list_translation_memory_segments(
        memory, filter_text="HỌP BÁO"
    )
    assert segment.targets[0].target_text == "Jumpa pers di Hanoi"
    assert segment.creation_time is not None
    exact = translator.list_translation_memory_segments(
        memory, filter_text="HỌP BÁO", filter_case_sensitive=True
    )
    assert (len(exact), exact.segment_count) == (0, len(UNITS))
    with pytest.raises(deepl.DeepLException):
        translator.get_translation_memory(make_id("memory", "secret"))
