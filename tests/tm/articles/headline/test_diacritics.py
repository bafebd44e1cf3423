"""Marks for headlines that an address keeps without them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tm.store.samples import changed_by, unit
from tm.articles.headline.diacritic_evidence import make_spelling_finder
from tm.articles.headline.diacritics import (
    AccentedRun,
    DiacriticSource,
    find_runs,
    restore_diacritics,
)
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.normal import fold_text

vi = Locale("vi")


def source(*texts: str, terms: Sequence[str] = ()) -> DiacriticSource:
    """A termbase, and a memory of some texts."""

    def places(run: Sequence[str]) -> list[AccentedRun]:
        return [place for text in texts for place in find_runs(text, run)]

    return DiacriticSource(vi, lambda words: terms, places)


def proposed(headline: str, *texts: str, terms: Sequence[str] = ()) -> str | None:
    return restore_diacritics(headline, source(*texts, terms=terms))


def test_nothing_is_proposed_where_nothing_is_known() -> None:
    assert proposed("le mo ky cong uoc ha noi") is None


def test_what_is_not_supported_stays_as_it_is() -> None:
    terms = ["Lễ mở ký", "Công ước", "Công ước Hà Nội"]
    assert proposed("se tham du le mo ky cong uoc ha noi", terms=terms) == (
        "se tham du Lễ mở ký Công ước Hà Nội"
    )


def test_a_term_has_no_comma_in_an_address() -> None:
    assert proposed(
        "luat phong chong tham nhung", terms=["phòng, chống tham nhũng"]
    ) == ("luat phòng chống tham nhũng")


def test_a_run_that_is_two_terms_is_none() -> None:
    assert proposed("tin ve ban to chuc", terms=["ban tổ chức", "bận tổ chức"]) is None


def test_terms_that_differ_in_the_place_of_a_tone_are_one() -> None:
    terms = ["tỉnh Hòa Bình", "tỉnh Hoà Bình"]
    assert proposed("mua o tinh hoa binh", terms=terms) == "mua o tỉnh Hòa Bình"


def test_two_syllables_are_no_name_without_the_memory() -> None:
    terms = ["Hà Nội"]
    assert proposed("ba thu ha noi gi", terms=terms) is None
    assert proposed("mua lon o ha noi", "Trời Hà Nội đẹp.", terms=terms) == (
        "mua lon o Hà Nội"
    )


def test_a_phrase_that_the_memory_has_twice_is_taken() -> None:
    texts = [
        "Ông nói về cấp cao nhiều quốc gia.",
        "Tại phiên cấp cao nhiều quốc gia dự",
    ]
    assert proposed("lanh dao cap cao nhieu quoc gia", *texts) == (
        "lanh dao cấp cao nhiều quốc gia"
    )


def test_what_is_written_once_needs_two_runs_of_words_around_it() -> None:
    text = "Ông nói về cấp cao nhiều quốc gia."
    assert proposed("lanh dao cap cao nhieu quoc gia", text) == (
        "lanh dao cap cao nhiều quốc gia"
    )


def test_two_readings_of_a_phrase_leave_it_unmarked() -> None:
    texts = ["Có bàn tay mẹ đây.", "Có bán tay mẹ đây."] * 5
    assert proposed("hom nay co ban tay me", *texts) == "hom nay có ban tay mẹ"


def test_a_capital_that_opens_a_sentence_is_not_taken() -> None:
    texts = ["Lãnh đạo cấp cao dự lễ.", "Lãnh đạo cấp cao đến."]
    given = proposed("hom qua lanh dao cap cao den", *texts)
    assert given is not None and given.startswith("hom qua lãnh đạo cấp cao")


def test_the_first_word_has_a_capital_when_it_is_marked() -> None:
    texts = ["Vì lãnh đạo cấp cao dự lễ.", "Các lãnh đạo cấp cao đến."]
    given = proposed("lanh dao cap cao den", *texts)
    assert given is not None and given.startswith("Lãnh đạo cấp cao")


def test_a_headline_in_another_language_is_left_alone() -> None:
    texts = ["Ông ấy to con và can đảm.", "Nó to con và can đảm."] * 20
    assert proposed("president to con visits hanoi for summit", *texts) is None


def test_a_text_without_marks_is_no_model() -> None:
    texts = ["hoi nghi cap cao khai mac"] * 9 + [
        "Hội nghị cấp cao khai mạc, ông nói"
    ] * 2
    given = proposed("tin hoi nghi cap cao khai mac", *texts)
    assert given == "tin hội nghị cấp cao khai mạc"


@pytest.mark.parametrize(
    "headline", ["", "a", "hanoi", "ha " * 500, "8 10 2025", "ỉ ỉ ỉ", "\u202b ha noi"]
)
def test_odd_headlines_do_no_harm(headline: str) -> None:
    given = proposed(headline, "Hà Nội hôm nay", terms=["Hà Nội"])
    assert given is None or fold_text(given) == headline.strip()


@given(
    st.lists(
        st.sampled_from("ha noi cong an bo y te viet nam dinh".split()), max_size=9
    ),
    st.lists(
        st.text(alphabet="aàáăbhnốộiy ,.", max_size=30).map(lambda text: text + "ộ"),
        max_size=9,
    ),
)
def test_a_proposal_is_the_headline_but_for_marks(
    words: list[str], texts: list[str]
) -> None:
    headline = " ".join(words)
    terms = ["Hà Nội", "Công an", "Bộ Y tế", "Việt Nam", "Nam Định"]
    given = proposed(headline, *texts, *["Tại Hà Nội, Bộ Y tế"] * 4, terms=terms)
    assert given is None or fold_text(given) == headline


@given(st.text(max_size=60), st.text(max_size=6))
def test_any_text_can_be_searched(text: str, run: str) -> None:
    words = run.split() or ["x"]
    for place in find_runs(text, words):
        assert fold_text(" ".join(place.words)) == " ".join(words)


def test_the_memory_is_searched_by_its_index(database: Database) -> None:
    with changed_by(database) as changes:
        UnitStore(database).add(
            [
                unit("Lễ mở ký tại Hà Nội.", "a"),
                unit("Ông thăm hà nội.", "b"),
                unit("HÀ NỘI MƯA", "c"),
                unit("Ha Noi mua", "d"),
                unit("x", "Hà Nội", "id", "en"),
            ],
            changes,
        )
    places = make_spelling_finder(database, vi)(["ha", "noi"])
    assert sorted(place.words for place in places) == [("Hà", "Nội"), ("hà", "nội")]
