"""Phrases of a memory: what the first answer, without counts, says of the others."""

from pathlib import Path

import pytest

import padanan
from tm.text.locale import Locale

_VI, _ID = Locale("vi"), Locale("id")


@pytest.mark.parametrize(
    ("phrase", "hit_count", "is_absent"),
    [
        ("họp báo", 1, False),
        # Indonesian, and with other diacritics: a search in Vietnamese finds none.
        ("jumpa pers", 0, False),
        ("hộp bảo", 0, False),
        ("hop ba", 1, False),
        ("họp báo cáo", 0, True),
        # The index of phrases has no texts shorter than three letters.
        ("xy", 0, False),
    ],
)
def test_a_phrase_may_be_known_to_be_in_no_language(
    tmp_path: Path, phrase: str, hit_count: int, is_absent: bool
) -> None:
    path = tmp_path / "memory.db"
    with padanan.open(path, source="vi", target="id") as memory:
        memory.add("Cuộc họp báo ở Hà Nội", "Jumpa pers di Hanoi")
        found = memory.phrases.search(phrase, (_VI, _ID), counts=False)
        assert len(found.hits) == hit_count
        assert found.is_whole_count
        assert found.is_absent is is_absent
