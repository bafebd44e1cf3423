"""What is told apart among the lines of a page."""

import pytest

from tm.align.sentence_properties import is_furniture
from tm.text.locale import Locale


@pytest.mark.parametrize(
    ("tag", "line"),
    [
        ("id", "Baca juga: Harga beras naik di pasar"),
        ("id", "Komentar (3)"),
        ("id", "FOTO: Antara"),
        ("vi", "Chia sẻ"),
        ("vi", "Bình luận (0)"),
        ("vi", "Ảnh minh họa. (Nguồn: Reuters)"),
        ("en", "Share this article"),
        ("de", "(dpa)"),
        ("nl", "Share"),
    ],
)
def test_buttons_and_credits_are_furniture(tag: str, line: str) -> None:
    assert is_furniture(line, Locale.parse(tag))


@pytest.mark.parametrize(
    ("tag", "line"),
    [
        ("id", ""),
        ("id", "Foto itu diambil tadi malam."),
        ("id", "Masuk akal."),
        ("vi", "Chia sẻ với báo chí, ông cho biết đã sẵn sàng."),
        ("vi", "Nguồn nước đang cạn."),
        ("en", "Share prices fell."),
        ("en", "Photo: " + "a long story told in the caption " * 4),
        ("en", "He said (twice) that it was over (again)."),
    ],
)
def test_sentences_are_not(tag: str, line: str) -> None:
    assert not is_furniture(line, Locale.parse(tag))
