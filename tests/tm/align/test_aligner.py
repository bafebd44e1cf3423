"""Alignment: laws for any two texts, and plain cases."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tm.align.aligner import AlignmentProfile, align_sentences
from tm.align.beads import Ladder
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.lexicon.lexicon import WordTable
from tm.errors import UnknownName
from tm.text.locale import Locale

VIETNAMESE, INDONESIAN = Locale.parse("vi"), Locale.parse("id")

_SENTENCE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            " ",
            "Ông Nguyễn Văn An đến Hà Nội ngày 8/10/2025.",
            "Tăng 16,7% so với năm 2024.",
            "Chia sẻ",
        ]
    ),
)


def _aligned(
    source: list[str],
    target: list[str],
    *,
    profile: str = AlignmentProfile.NEWS,
    known: AlignmentResources | None = None,
) -> Ladder:
    return align_sentences(
        source,
        target,
        source_locale=VIETNAMESE,
        target_locale=INDONESIAN,
        resources=known,
        profile=profile,
    )


def _shape(ladder: Ladder) -> list[tuple[list[int], list[int]]]:
    return [(list(bead.source_range), list(bead.target_range)) for bead in ladder]


@given(st.lists(_SENTENCE, max_size=6), st.lists(_SENTENCE, max_size=6))
@settings(max_examples=examples(60))
def test_any_two_texts_make_a_ladder_of_all_their_sentences(
    source: list[str], target: list[str]
) -> None:
    for profile in AlignmentProfile:
        ladder = _aligned(source, target, profile=profile)
        assert ladder.sentence_counts == (len(source), len(target))


@given(
    st.lists(
        st.lists(st.sampled_from("abcdefghij"), min_size=4, max_size=30)
        .map("".join)
        .map(lambda word: f"Kalimat {word} tentang {word[::-1]}."),
        min_size=1,
        max_size=12,
        unique=True,
    )
)
@settings(max_examples=examples(40))
def test_a_text_aligns_with_itself_one_to_one(text: list[str]) -> None:
    for other in (text, [f"{sentence} " for sentence in text]):
        ladder = _aligned(text, other)
        assert _shape(ladder) == [([number], [number]) for number in range(len(text))]


def test_an_empty_side_leaves_only_omissions() -> None:
    assert not list(_aligned(["Một câu.", "Hai câu."], []).list_paired_beads())
    assert not list(_aligned([], ["Satu kalimat."]).list_paired_beads())


@pytest.mark.parametrize("sizes", [(0, 700), (700, 0), (1, 700), (700, 3)])
def test_texts_of_very_unequal_length_are_aligned(sizes: tuple[int, int]) -> None:
    source, target = (["Một câu."] * sizes[0], ["Satu kalimat."] * sizes[1])
    assert _aligned(source, target).sentence_counts == sizes


def test_anchors_find_what_was_left_out() -> None:
    source = [
        "Ông Trần Văn Bình đến Jakarta ngày 8/10.",
        "Kim ngạch đạt 16,7 tỷ USD, tăng 12,5%.",
        "Hai bên ký 5 văn kiện tại Bandung.",
    ]
    target = [
        "Tuan Tran Van Binh tiba di Jakarta pada 8 Oktober.",
        "Kedua pihak menandatangani 5 dokumen di Bandung.",
    ]
    assert _shape(_aligned(source, target)) == [
        ([0], [0]),
        ([1], []),
        ([2], [1]),
    ]


def test_a_sentence_may_be_split_in_two() -> None:
    source = [
        "Bộ trưởng Lê Hoài Trung gặp ông Sugiono tại Jakarta ngày 12/3, và hai bên "
        "nhất trí đưa thương mại lên 18 tỷ USD vào năm 2028.",
        "Cuộc gặp kéo dài hai giờ.",
    ]
    target = [
        "Menteri Le Hoai Trung bertemu Sugiono di Jakarta pada 12 Maret.",
        "Kedua pihak sepakat menaikkan perdagangan menjadi 18 miliar dolar pada 2028.",
        "Pertemuan itu berlangsung dua jam.",
    ]
    assert _shape(_aligned(source, target)) == [([0], [0, 1]), ([1], [2])]


def test_a_lexicon_tells_sentences_of_equal_length_apart() -> None:
    source = ["con mèo ngủ rất say.", "ngôi nhà cao vô cùng.", "ông ấy ngồi đọc."]
    target = ["rumah itu tinggi sekali.", "beliau duduk membaca."]
    lexicon = WordTable(
        {"nhà": {"rumah": 0.9}, "cao": {"tinggi": 0.9}},
        {"rumah": {"nhà": 0.9}, "tinggi": {"cao": 0.9}},
    )
    assert ([1], [0]) in _shape(
        _aligned(source, target, known=AlignmentResources(lexicon))
    )


def test_an_unknown_profile_is_named_with_its_neighbours() -> None:
    with pytest.raises(UnknownName, match="did you mean news"):
        _aligned(["a"], ["b"], profile="new")


@pytest.mark.slow
def test_a_thousand_sentences_take_seconds() -> None:
    source = [
        f"Câu số {n} nói về việc {n * 7} và Jakarta {n * 13}." for n in range(1000)
    ]
    target = [
        f"Kalimat nomor {n} tentang hal {n * 7} dan Jakarta {n * 13}."
        for n in range(1000)
        if n % 10
    ]
    began = time.process_time()
    ladder = _aligned(source, target)
    assert time.process_time() - began < 10
    assert sum(bead.is_pair for bead in ladder) >= 890
