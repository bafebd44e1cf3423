"""Checking and aligning texts without a memory."""

from dataclasses import replace

import pytest

import padanan


def test_translation_alone_is_checked() -> None:
    [finding] = padanan.check_text("Ia tinggal di  Hanoi.", target="id")
    assert (finding.check, finding.fix) == ("space.double", "di Hanoi.")
    assert finding.target_span == padanan.Span(11, 21)
    assert padanan.check_text("Ia tinggal di Hanoi.", target="id") == []


def test_translation_is_compared_with_its_source() -> None:
    [finding] = padanan.check_text(
        "Ia tinggal di Hanoi pada 2018.",
        target="id",
        source_text="Năm 2019 ông sống ở Hà Nội.",
        source="vi",
        only=["num"],
    )
    assert (finding.check, finding.quote) == ("num.value", "2018")


def test_checks_are_chosen_by_id_or_family() -> None:
    text = "Ia tinggal di  Hanoi.."
    found = padanan.check_text(text, target="id", skip=["space.double"])
    assert [finding.check for finding in found] == ["punct.double"]
    with pytest.raises(padanan.UnknownName):
        padanan.check_text(text, target="id", only=["numm"])


def test_messages_are_in_the_language_of_the_settings() -> None:
    usual = padanan.Settings()
    settings = replace(usual, checks=replace(usual.checks, language="id"))
    [finding] = padanan.check_text("di  Hanoi", target="id", settings=settings)
    assert finding.message == "Lebih dari satu spasi"


def test_sentences_are_aligned() -> None:
    pairs = padanan.align(
        "Ông sống ở Hà Nội. Năm nay ông 45 tuổi.\nPhóng viên Lan đưa tin từ Huế.",
        "Ia tinggal di Hanoi. Tahun ini usianya 45 tahun.",
        source="vi",
        target="id",
    )
    assert [(pair.source, pair.target) for pair in pairs] == [
        ("Ông sống ở Hà Nội.", "Ia tinggal di Hanoi."),
        ("Năm nay ông 45 tuổi.", "Tahun ini usianya 45 tahun."),
        ("Phóng viên Lan đưa tin từ Huế.", ""),
    ]
    assert all(0 <= pair.score <= 1 for pair in pairs)
    with pytest.raises(padanan.InputError):
        padanan.align("a", "b", source="vi", target="vi")
