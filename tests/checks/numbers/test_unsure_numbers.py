"""Numbers that profile `strict` reports although a translator may change them."""

import pytest

from checks.catalogue import select_checks
from checks.engine.unit import Context, Unit
from checks.runner.run import run
from tm.text.locale import Locale


def _count_findings(source_locale: str, source: str, target: str) -> int:
    context = Context(
        Locale("id"),
        Locale(source_locale),
        options={("num.missing", "unsure"): True, ("num.added", "unsure"): True},
    )
    unit = Unit("1", target=target, source=source)
    checks = select_checks(["num.missing", "num.added"])
    return len([*run([unit], context, checks)])


@pytest.mark.parametrize(
    ("source_locale", "source", "target"),
    [
        ("vi", "Họ làm việc trong suốt mười năm.", "Mereka bekerja selama 10 tahun."),
        ("vi", "Cửa mở lúc 7.45 giờ sáng.", "Pintu dibuka pukul 7.45 pagi."),
        ("vi", "Quán đóng cửa 6.30 chiều.", "Kedai tutup pukul 18.30."),
        ("en", "It is about a mile away.", "Jaraknya sekitar 1 mil."),
        ("en", "It opens at 09:30.", "Buka pukul 09:30 (GMT+0700)."),
        ("vi", "Sách kể về Thế chiến 2.", "Buku itu berkisah tentang WW2."),
    ],
)
def test_a_number_in_another_form_is_there(
    source_locale: str, source: str, target: str
) -> None:
    assert _count_findings(source_locale, source, target) == 0


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Quán đóng cửa 6.30 chiều.", "Kedai tutup pukul 18.15."),
        ("Có 12 người.", "Ada orang."),
        ("Năm 2019 ông về hưu.", "Ia lalu pensiun."),
    ],
)
def test_a_number_left_out_is_reported(source: str, target: str) -> None:
    assert _count_findings("vi", source, target) > 0
