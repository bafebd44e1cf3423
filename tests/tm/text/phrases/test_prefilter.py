"""What a prefilter says is not in a text is not there, however it is written."""

import re
import string
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import (
    ADDRESSES_BIT,
    DASHES_BIT,
    LETTERED_DIGITS_BIT,
    OTHER_DIGITS_BIT,
    PLAIN_DIGITS_BIT,
    RARE_LETTERS_BIT,
    ROMAN_NUMERALS_BIT,
    SEPARATED_DIGITS_BIT,
    SYMBOLS_BIT,
    UNCERTAIN_OFFSETS_BIT,
    Prefilter,
    PrefilterLimits,
    collect_first_words,
    shared_prefilter,
)
from tm.text.phrases.trie import PhraseHits, PhraseTrie

_TEXTS = st.text() | st.text("aĐİıΣς.’' 1_ſßK²\u00a0\u2028\u0301n't")
_WORDS = ["aß", "iΣ", "σ", "k", "i̇", "ss", "đa"]


@given(_TEXTS, st.sampled_from(_WORDS))
def test_a_word_without_its_bit_is_not_there(text: str, word: str) -> None:
    prefilter = Prefilter()
    bit = prefilter.add("word", collect_first_words([word]))
    begun = prefilter.add("begun", [f"{next(iter(collect_first_words([word])))}*"])
    if not prefilter.read_bits(text) & bit:
        assert not re.search(rf"(?<!\w){word}(?!\w)", text, re.IGNORECASE)
    if not prefilter.read_bits(text) & begun:
        assert not re.search(rf"(?<!\w){word}\w*", text, re.IGNORECASE)


@given(_TEXTS)
def test_an_ending_without_its_bit_is_not_there(text: str) -> None:
    prefilter = Prefilter()
    bit = prefilter.add("ending", ["n't"])
    if not prefilter.read_bits(text) & bit:
        assert not re.search(r"(?<=[^\W\d_])n['’]t(?!\w)", text, re.IGNORECASE)


@given(st.text() | st.text("aXIVw5２๑²$€ .,:/@-–\u3000\u00a0+"))
def test_figures_and_signs_are_told(text: str) -> None:
    bits = Prefilter().read_bits(text)
    told = {
        PLAIN_DIGITS_BIT: "[0-9]",
        OTHER_DIGITS_BIT: r"(?![0-9])\d",
        SYMBOLS_BIT: "[$€+]",
        SEPARATED_DIGITS_BIT: r"\d[-.,:/]\d",
        ADDRESSES_BIT: r"@|://|www\.\w",
        DASHES_BIT: r"[-–−]\s?\d",
        LETTERED_DIGITS_BIT: r"[^\W\d_]-?\d",
        ROMAN_NUMERALS_BIT: r"(?<!\w)[IVX]+(?!\w)",
    }
    for bit, pattern in told.items():
        assert bits & bit or not re.search(pattern, text)


def test_other_characters_are_not_told() -> None:
    assert (
        Prefilter().read_bits("Mai, (và) 'Lan' vi–XIVa 50%.") & ~UNCERTAIN_OFFSETS_BIT
        == PLAIN_DIGITS_BIT
    )
    assert Prefilter().read_bits("２ €") == OTHER_DIGITS_BIT | SYMBOLS_BIT


def test_a_phrase_is_there_as_a_whole_or_not_at_all() -> None:
    prefilter = Prefilter()
    bit = prefilter.add("bound", ["lebih dari #", "e, f", "can't wait", "gagal total*"])
    for text in ("Lebih  dari 5", "E, f", "I can’t wait", "gagal totalnya"):
        assert (
            prefilter.read_bits(text)
            & ~(UNCERTAIN_OFFSETS_BIT | PLAIN_DIGITS_BIT | ROMAN_NUMERALS_BIT)
            == bit
        )
    for text in (
        "lebih",
        "dari lebih",
        "e x f",
        "can wait",
        "gagal to",
        "lebih x dari",
    ):
        assert prefilter.read_bits(text) == 0
    assert prefilter.find_offsets("gagal total, lebih dari", bit) == [0, 13]


def test_a_listing_added_later_is_asked_of_texts_read_before() -> None:
    prefilter = Prefilter()
    first = prefilter.add("first", ["mai"])
    assert prefilter.read_bits("Mai và Lan") == first
    second = prefilter.add("second", ["lan"])
    assert prefilter.read_bits("Mai và Lan") == first | second


@given(st.lists(_TEXTS, min_size=1))
def test_texts_that_are_expected_are_read_as_each_alone(texts: list[str]) -> None:
    limits = PrefilterLimits(
        max_extra_text_count=3, max_chunk_kind_count=2, max_small_batch_length=0
    )
    many, alone = Prefilter(limits), Prefilter(limits)
    bit = many.add("some", _WORDS)
    assert alone.add("some", _WORDS) == bit
    with many.expect(texts):
        for text in texts:
            assert many.read_bits(text) == alone.read_bits(text)
            assert many.find_offsets(text, bit) == alone.find_offsets(text, bit)


def test_texts_are_forgotten_with_their_run_though_a_list_was_added_meanwhile() -> None:
    prefilter = Prefilter()
    bit = prefilter.add("first", ["mai"])
    with prefilter.expect(["Mai và Lan", "Lan"]):
        assert prefilter.read_bits("Lan") == 0
        bit |= prefilter.add("second", ["lan"])
        assert prefilter.read_bits("Mai và Lan") == bit
    assert not vars(prefilter._bits_by_text)["_hits_by_text"]
    assert not prefilter._bits_by_text


def test_a_prefilter_stays_while_one_of_its_lists_does() -> None:
    # A server may be asked for any language; a new prefilter would lack the lists.
    words = PhraseList(shared_prefilter("tlh"), "some", ["mai"])
    for letters in product(string.ascii_lowercase, repeat=2):
        shared_prefilter("x" + "".join(letters))
    assert shared_prefilter("tlh").read_bits("Mai và Lan") & words.bit


def test_places_are_told_of_texts_that_are_forgotten_while_they_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prefilter = Prefilter(PrefilterLimits(max_chunk_kind_count=0))
    bit = prefilter.add("some", ["ketidak*"])
    find = PhraseTrie.find

    def find_while_others_forget(trie: PhraseTrie, text: str) -> tuple[int, PhraseHits]:
        found = find(trie, text)
        prefilter._bits_by_text.clear()  # as another thread may
        return found

    monkeypatch.setattr(PhraseTrie, "find", find_while_others_forget)
    assert prefilter.read_bits("ini ketidakadilan") == bit
    assert prefilter.find_offsets("ini ketidakadilan", bit) == [4]


def test_listings_of_one_name_have_the_same_bits_in_all_languages() -> None:
    one, other = Prefilter(), Prefilter()
    bit = one.add("sides", ["tăng"], ["giảm"])
    assert other.add("sides", ["naik"], ["turun"]) == bit
    assert one.read_bits("Giá giảm") == other.read_bits("Harga turun") == bit << 1


def test_letters_that_have_no_plain_case_may_be_anything() -> None:
    prefilter = Prefilter()
    bit = prefilter.add("word", ["mai"])
    assert prefilter.read_bits("ĐÂY") == 0
    assert (
        prefilter.read_bits("dıa") & (RARE_LETTERS_BIT | UNCERTAIN_OFFSETS_BIT | bit)
        == RARE_LETTERS_BIT | UNCERTAIN_OFFSETS_BIT | bit
    )
    assert (
        prefilter.read_bits("it's") & (RARE_LETTERS_BIT | UNCERTAIN_OFFSETS_BIT)
        == UNCERTAIN_OFFSETS_BIT
    )
