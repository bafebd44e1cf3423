"""Many texts at once, against one by one; the tone moved either way."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.strategies import texts
from tm.text import normal
from tm.text.locale import Locale
from tm.text.normal import fold_text, fold_tone_style, match_form, nfc
from tm.text.tokens import list_match_tokens
from tm.text.vectorised import TextArray, fold_texts, split_texts

VIETNAMESE = st.text(
    st.sampled_from("òóõỏọùúũủụÒÓỤaeyAEYộế b’ǰ\u0300\u0302\u0323\0K"), max_size=8
)
TOKENS = st.text(
    st.sampled_from("aàĐđß  ,.:/'’_-\t\n\x1c\0\u0301漢ไ½Ⅳ²“İª٣\u0378\ue000\ufffc12"),
    max_size=12,
)


@given(st.lists(texts(max_size=20) | VIETNAMESE | TOKENS, max_size=8))
def test_many_have_the_forms_and_tokens_that_each_has(some: list[str]) -> None:
    letters, others = TextArray.of(some)
    assert sorted(letters.text_indexes + others) == list(range(len(some)))
    chosen = [some[row] for row in letters.text_indexes]
    assert letters.fold_texts() == list(map(fold_text, chosen))
    for locale in (Locale("vi"), Locale("en")):
        vietnamese = locale.language == "vi"
        points = letters.compute_match_points(
            vietnamese_flags=[vietnamese] * len(chosen)
        )
        each = [match_form(text, is_vietnamese=vietnamese) for text in chosen]
        assert split_texts(points) == each
        found = letters.find_tokens(points)
        tokens = [list_match_tokens(text, locale) for text in chosen]
        assert found.token_counts.tolist() == list(map(len, tokens))
        assert letters.write_spaced_tokens(found) == [
            " ".join(one).encode() for one in tokens
        ]
        firsts = [token[0] for one in tokens for token in one]
        assert list(map(chr, found.match_points[found.token_starts].tolist())) == firsts


@given(st.lists(texts(max_size=20) | VIETNAMESE, max_size=8))
def test_many_are_folded_as_each_is(some: list[str]) -> None:
    assert fold_texts(some) == [fold_text(text) for text in some]


def test_every_letter_is_as_it_is_alone() -> None:
    letters = [chr(letter) for letter in range(1, 0x3000)]
    for some in (letters, [f"ạ{letter}o" for letter in letters]):
        assert fold_texts(some) == [fold_text(text) for text in some]
        rows, _ = TextArray.of(some)
        chosen = [some[row] for row in rows.text_indexes]
        forms = split_texts(
            rows.compute_match_points(vietnamese_flags=[False] * len(chosen))
        )
        assert forms == list(map(match_form, chosen))


def test_texts_of_latin_and_cyrillic_go_at_once() -> None:
    some = ["Lễ mở ký Công ước Hà Nội: 25/10.", "“Приём” – 5 €", "", "it's \ufffc"]
    assert TextArray.of(some)[1] == []
    assert TextArray.of([*some, "漢字", "e\u0301"])[1] == [4, 5]


def slow_tone_folded(text: str) -> str:
    """The tone moved in decomposed text."""
    if not normal._TONED_VOWELS_PATTERN.search(text):
        return text
    decomposed = unicodedata.normalize("NFD", text)
    moved = normal._DECOMPOSED_TONE_PATTERN.sub(normal._move_tone, decomposed)
    return unicodedata.normalize("NFC", moved)


@given(VIETNAMESE | texts(max_size=20))
def test_tone_is_moved_in_composed_text_as_in_decomposed(text: str) -> None:
    assert fold_tone_style(nfc(text)) == slow_tone_folded(nfc(text))
