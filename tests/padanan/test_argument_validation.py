"""What the Python interface says of wrong arguments, and what it assumes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import padanan
from padanan.without_memory import fetch_page_text

_VI, _ID = padanan.Locale("vi"), padanan.Locale("id")
_CALLS: list[Callable[[padanan.Memory, Any], object]] = [
    lambda memory, text: memory.lookup(text),
    lambda memory, text: memory.concordance(text),
    lambda memory, text: memory.find_renderings(text),
    lambda memory, text: memory.add("Họp báo", text),
    lambda memory, text: memory.phrases.search(text, (_VI, _ID)),
    lambda memory, text: memory.phrases.find_parts(text, (_VI, _ID)),
    lambda memory, text: memory.terms.find(text),
    lambda memory, text: memory.terms.lookup(text),
    lambda memory, text: memory.articles.ingest_text(text),
    lambda memory, text: memory.assistant.judge("Họp báo", text),
    lambda _, text: padanan.check_text(text, target="id"),
    lambda _, text: padanan.align("Họp báo", text, source="vi", target="id"),
    lambda _, text: padanan.segment(text, locale="vi"),
    lambda _, text: fetch_page_text(text),
]


@pytest.mark.parametrize("value", [None, 7, b"text"])
def test_what_is_no_text_is_an_error_of_padanan(tmp_path: Path, value: object) -> None:
    with padanan.open(tmp_path / "memory.db", source="vi", target="id") as memory:
        for call in _CALLS:
            with pytest.raises(padanan.PadananError, match=r"must be a text, not \w+"):
                call(memory, value)


def test_a_page_too_short_to_show_its_language_is_in_that_of_the_memory(
    tmp_path: Path,
) -> None:
    with padanan.open(tmp_path / "memory.db", source="vi", target="id") as memory:
        article = memory.articles.ingest_text(
            "Xyzzy plugh\n\nQux quux corge grault garply waldo fred plugh xyzzy thud.",
            original_text="Xyzzyx\n\nQux corge waldo grault garply fred thud plugh.",
        )
        assert article.warnings == (
            "original: the language is not recognised; read as vi",
            "text: the language is not recognised; read as id",
        )
        [summary] = memory.articles.list(locale="id").articles
        assert summary.key == article.key


def test_without_languages_such_a_page_is_refused(tmp_path: Path) -> None:
    with (
        padanan.open(tmp_path / "memory.db") as memory,
        pytest.raises(padanan.PadananError, match="language of the page"),
    ):
        memory.articles.ingest_text(
            "Xyzzy plugh\n\nQux quux corge grault garply waldo fred plugh xyzzy thud.",
            incomplete=True,
        )
