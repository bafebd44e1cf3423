"""What a search says that found nothing: weaker matches, and the other language."""

from pathlib import Path

import pytest

from tests.cli.calling import Called, call

_PAIR = ("-s", "vi", "-t", "id")


@pytest.fixture(autouse=True)
def _memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A memory of two units."""
    monkeypatch.setenv("PADANAN_DATABASE", str(tmp_path / "x.db"))
    call("add", "Trường nghỉ dạy.", "Sekolah sedang libur.", *_PAIR)
    call("add", "Cảnh sát bắt ba người", "Polisi menangkap tiga orang", *_PAIR)


def look_up(*words: str) -> Called:
    return call("lookup", *words, "--format", "table")


def test_weaker_matches_are_shown_if_there_are_no_others() -> None:
    found = look_up("Trường nghỉ dạy hôm nay.", *_PAIR)
    assert found.code == 0 and "→  Sekolah sedang libur." in found.out
    assert "No match of 70 or more; shown are the best of 50 or more" in found.err
    # Who names a rate gets nothing below it; nor does a program.
    refused = look_up("Trường nghỉ dạy hôm nay.", *_PAIR, "--min-rate", "70")
    assert refused.code == 1 and "Sekolah" not in refused.out
    assert call("lookup", "Trường nghỉ dạy hôm nay.", *_PAIR).code == 1


def test_a_text_of_the_other_language_is_recognised() -> None:
    found = look_up("Polisi menangkap tiga orang", *_PAIR)
    assert found.code == 1 and "look it up with -s id -t vi" in found.err
    searched = call("concordance", "polisi", *_PAIR)
    assert searched.code == 1
    assert "It occurs in id: -s id -t vi searches that side" in searched.err
    assert "occurs in" not in call("concordance", "khongco", *_PAIR).err
