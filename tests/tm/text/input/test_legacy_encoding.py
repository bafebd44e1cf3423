"""Texts in the wrong encoding: what is repaired, and what is left alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.paths import ROOT
from tm.text.input.legacy_encoding import repair_encoding
from tm.text.normal import nfc

ARTICLES = ROOT / "seeds" / "articles"
VIETNAMESE = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam\n"
    "Các nhà lãnh đạo của nhiều nước sẽ đến Hà Nội để dự lễ mở ký Công ước, "
    "và những người dân của thành phố đã được biết điều đó từ hôm qua.\n"
    "Ông Nguyễn Văn Tự nói: “Chúng tôi rất vui mừng”."
)
TCVN3 = (
    "Céng hßa x· héi chñ nghÜa ViÖt Nam\n"
    "C¸c nhµ l·nh ®¹o cña nhiÒu n\u00adíc sÏ ®Õn Hµ Néi ®Ó dù lÔ më ký C«ng \u00adíc, "
    "vµ nh÷ng ng\u00adêi d©n cña thµnh phè ®· ®\u00adîc biÕt ®iÒu ®ã tõ h«m qua."
)
VNI = (
    "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam\n"
    "Caùc nhaø laõnh ñaïo cuûa nhieàu nöôùc seõ ñeán Haø Noäi ñeå döï leã môû kyù "
    "Coâng öôùc, vaø nhöõng ngöôøi daân cuûa thaønh phoá ñaõ ñöôïc bieát ñieàu ñoù "
    "töø hoâm qua."
)
TWO_LINES = "\n".join(VIETNAMESE.split("\n")[:2])


def misread(text: str, encoding: str) -> str:
    """UTF-8 read as something else, as browsers do where a byte means nothing."""

    def letter(byte: int) -> str:
        try:
            return bytes([byte]).decode(encoding)
        except UnicodeDecodeError:
            return chr(byte)

    return "".join(letter(byte) for byte in text.encode())


@pytest.mark.parametrize("encoding", ["cp1252", "cp1258"])
def test_utf8_that_was_read_as_something_else_is_repaired(encoding: str) -> None:
    found = repair_encoding(misread(VIETNAMESE, encoding))
    assert found is not None and found.text == VIETNAMESE
    assert encoding.removeprefix("cp") in found.fault


@pytest.mark.parametrize(
    ("text", "wanted", "what"),
    [(TCVN3, TWO_LINES, "TCVN3"), (VNI, TWO_LINES, "VNI")],
)
def test_old_fonts_are_repaired(text: str, wanted: str, what: str) -> None:
    found = repair_encoding(text)
    assert found is not None and found.text == wanted and what in found.fault


def test_a_line_that_is_right_stays_beside_one_that_is_not() -> None:
    torn = misread(VIETNAMESE, "cp1252")
    found = repair_encoding(f"Báo Tin Tức – “đúng”\n{torn}")
    assert found is not None
    assert found.text == f"Báo Tin Tức – “đúng”\n{VIETNAMESE}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Para pemimpin dari banyak negara akan hadir.",
        VIETNAMESE,
        "BÃO TIN TỨC, LỄ HỘI ÂM NHẠC",
        "Le métier de tailleur à façon, où l’on coud même l’été, est né à Besançon.",
        "Größe, Straße, Übergang und Äpfel für den Weg über die Brücke.",
        "El niño comió piñas con su señora en España y Cataluña, según contó José.",
        "Über den Café-Besuch: 20 °C, 5 µm, ½ © ®",
        "Москва, Ханой и Джакарта",
        "来源：越南通讯社",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert repair_encoding(text) is None


@pytest.mark.parametrize("path", sorted(ARTICLES.glob("*.txt")), ids=lambda p: p.name)
def test_the_seed_articles_are_left_alone(path: Path) -> None:
    text = nfc(path.read_text("utf-8-sig"))
    assert repair_encoding(text) is None
    found = repair_encoding(misread(text, "cp1252"))
    assert found is not None and found.text == text


@given(st.text())
def test_a_repair_keeps_the_lines(text: str) -> None:
    found = repair_encoding(text)
    assert found is None or found.text.count("\n") == text.count("\n")
