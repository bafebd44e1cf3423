"""Measures: scores with signatures, and the suggestions of a memory."""

import pytest

from tests.tm.store.samples import changed_by, unit
from tm.errors import InputError
from tm.evaluation import draw_sample, evaluate
from tm.metrics import compare_systems, score_translations
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale

VIETNAMESE, INDONESIAN = Locale("vi"), Locale("id")
LINES = [f"kalimat nomor {n} yang cukup panjang untuk diukur" for n in range(20)]


def test_an_equal_translation_is_perfect() -> None:
    found = {one.metric: one.score for one in score_translations(LINES, LINES)}
    assert found == {"BLEU": 100.0, "chrF2++": 100.0, "TER": 0.0}


def test_a_score_has_its_signature() -> None:
    for one in score_translations(LINES, LINES):
        assert "version:" in one.signature


@pytest.mark.parametrize(("tag", "tokenizer"), [("zh", "zh"), ("th", "char")])
def test_scripts_without_spaces_have_their_own_words(tag: str, tokenizer: str) -> None:
    bleu = score_translations(["河内公约签署"], ["河内公约签署"], locale=Locale(tag))[0]
    assert f"tok:{tokenizer}" in bleu.signature and bleu.score == 100


def test_a_clear_difference_is_no_chance() -> None:
    worse = [line.replace("yang", "yg").replace("panjang", "x") for line in LINES]
    for one in compare_systems(LINES, worse, LINES, resample_count=100):
        assert one.p_value < 0.05
        assert (one.score > one.baseline) == (one.metric != "TER")


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [([], [], "empty"), (["a"], ["a", "b"], "1 lines, the reference 2")],
)
def test_what_cannot_be_scored_is_refused(
    first: list[str], second: list[str], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        score_translations(first, second)


def test_a_unit_is_judged_without_itself(sqlite_database: Database) -> None:
    memory = UnitStore(sqlite_database)
    words = "một hai ba bốn năm sáu bảy tám chín"
    units = [
        unit(f"{words} mười", "satu dua tiga empat lima enam tujuh"),
        unit(f"{words} không", "satu dua tiga empat lima enam nol"),
        unit("họp báo về giá gạo trong nước hôm nay", "konferensi pers"),
    ]
    with changed_by(sqlite_database) as changes:
        memory.add(units, changes)
    alone = evaluate(memory, units, VIETNAMESE, INDONESIAN)
    counted = {name: one.segments for name, one in alone.bands.items() if one.segments}
    assert counted == {"85-94": 2, "new": 1}
    assert alone.suggested.chrf is not None and 50 < alone.suggested.chrf < 100
    assert len(alone.signatures) == 2
    whole = evaluate(memory, units, VIETNAMESE, INDONESIAN, excludes_own_unit=False)
    assert whole.bands["100"].segments == 3 and whole.suggested.ter == 0


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    units = [unit(str(n), "x") for n in range(100)]
    first = draw_sample(iter(units), 10, seed=3)
    assert (
        first
        == draw_sample(iter(units), 10, seed=3)
        != draw_sample(iter(units), 10, seed=4)
    )
    assert len(set(first)) == 10
    assert draw_sample(units, None) == units
