"""Normal forms, tokens and segments."""

import unicodedata

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from tm.errors import InvalidText
from tm.text.input.encoding import decode_text
from tm.text.language_id import identify_language
from tm.text.locale import Locale
from tm.text.normal import (
    fold_text,
    fold_tone_style,
    fold_words,
    list_match_forms,
    match_form,
    nfc,
    remove_diacritics,
)
from tm.text.segment import CODE, Code, Segment
from tm.text.tokens import (
    NUMBER_CLASS,
    Token,
    find_token_kind,
    has_common_letters,
    list_match_tokens,
    list_token_texts,
    split_tokens,
)

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60
)
VIETNAMESE = Locale("vi")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa", "hoà"),
        ("hóa học", "hoá học"),
        ("khỏe", "khoẻ"),
        ("thủy", "thuỷ"),
        ("HÒA BÌNH", "HOÀ BÌNH"),
        ("của", "của"),
        ("mùa", "mùa"),
        ("quý", "quý"),
        ("hoàn", "hoàn"),
        ("toán", "toán"),
        ("úy", "uý"),
    ],
)
def test_tone_marks_stand_where_the_newer_style_has_them(old: str, new: str) -> None:
    assert fold_tone_style(old) == new
    assert fold_tone_style(new) == new


def test_marks_are_taken_off_and_d_with_stroke_is_d() -> None:
    assert remove_diacritics("Đặng Hoàng Giang") == "Dang Hoang Giang"
    assert fold_text("Lễ mở ký") == "le mo ky"


@given(TEXT)
@example("Hòa “ΐ” İß l’hòa\u0301 ﬁ")
def test_words_are_folded_together_as_each_alone(text: str) -> None:
    """What one word has changes no other one: loose marks, capitals that get longer."""
    words = list_token_texts(text)
    assert fold_words(words) == [fold_text(word) for word in words]
    for is_vietnamese in (False, True):
        forms = [match_form(word, is_vietnamese=is_vietnamese) for word in words]
        assert list_match_forms(words, is_vietnamese=is_vietnamese) == forms


@given(TEXT)
def test_normal_forms_are_stable(text: str) -> None:
    for form in (nfc, fold_tone_style, remove_diacritics):
        once = form(nfc(text))
        assert form(once) == once
    assert unicodedata.is_normalized("NFC", nfc(text))


@given(TEXT)
def test_composed_and_decomposed_texts_have_the_same_tokens(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert list_match_tokens(nfc(apart), VIETNAMESE) == list_match_tokens(
        nfc(text), VIETNAMESE
    )


@given(TEXT)
def test_tokens_cover_everything_but_white_space(text: str) -> None:
    found = split_tokens(text)
    covered = "".join(token.text for token in found)
    assert all(text[token.start : token.end] == token.text for token in found)
    left = set(text) - set(covered)
    assert all(mark.isspace() or unicodedata.category(mark)[0] in "CZ" for mark in left)


COMMON = [chr(code) for code in range(0x2100) if has_common_letters(chr(code))]
MIXED = st.text(st.sampled_from([*COMMON, *"ıİ²½\u0301ไ漢\x1c", CODE]), max_size=30)


def of_every_script(text: str) -> list[Token]:
    """Tokens by the pattern that knows all scripts."""
    found = split_tokens(f"{text} 漢")
    assert found.pop().text == "漢"
    return found


def test_a_common_character_is_the_same_in_any_text() -> None:
    for mark in COMMON:
        for text in (mark, f"a{mark}1", f"1{mark}a", f"{mark}{mark}a", f"1{mark}1"):
            assert split_tokens(text) == of_every_script(text)


@given(MIXED | TEXT)
def test_tokens_of_plain_text_are_those_of_every_script(text: str) -> None:
    slow = of_every_script(text)
    assert split_tokens(text) == slow
    assert list_token_texts(text) == [token.text for token in slow]
    assert [find_token_kind(token.text) for token in slow] == [t.kind for t in slow]


@given(MIXED | TEXT)
def test_the_match_form_is_composed_caseless_and_plain(text: str) -> None:
    plain = str.maketrans("’‘ʼ＇“”„«»–—‐‑", "'" * 4 + '"' * 5 + "-" * 4)
    assert match_form(text) == nfc(text).casefold().translate(plain)


def test_numbers_compare_as_one_class() -> None:
    assert list_match_tokens("16.700", VIETNAMESE) == list_match_tokens(
        "16,7", VIETNAMESE
    )
    assert list_match_tokens("16.700", VIETNAMESE) == [NUMBER_CLASS]


@pytest.mark.parametrize(("locale", "count"), [("zh", 4), ("ja", 4), ("th", 4)])
def test_scripts_without_spaces_have_a_token_a_character(
    locale: str, count: int
) -> None:
    text = {"zh": "河内公约", "ja": "日本の国", "th": "กฎหมา"}[locale]
    assert len(split_tokens(text)) >= count


def test_quotation_marks_of_any_style_compare_as_one() -> None:
    assert match_form("“Hà Nội”") == match_form('"Hà Nội"')


def test_a_segment_is_composed_and_trimmed() -> None:
    segment = Segment.of(VIETNAMESE, "  ho\u0300a  ")
    assert segment.text == "hòa"


def test_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(InvalidText, match="U\\+D800"):
        Segment.of(VIETNAMESE, "a\ud800b")


def test_a_segment_needs_its_codes() -> None:
    with pytest.raises(ValueError, match="U\\+FFFC"):
        Segment(VIETNAMESE, f"a{CODE}b")


def test_segments_with_other_codes_are_other_segments() -> None:
    bold = Segment(VIETNAMESE, f"a{CODE}", (Code("bpt", "1", "<b>"),))
    italic = Segment(VIETNAMESE, f"a{CODE}", (Code("bpt", "1", "<i>"),))
    assert bold.key != italic.key
    assert bold.display_text == "a<b>"


@given(TEXT, TEXT)
def test_keys_are_equal_only_for_equal_segments(first: str, second: str) -> None:
    one, two = Segment.of(VIETNAMESE, first), Segment.of(VIETNAMESE, second)
    assert (one.key == two.key) == (one == two)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Hà Nội\r\n".encode(), "utf-8"),
        ("Hà Nội\n".encode("utf-8-sig"), "utf-8-sig"),
        ("Hà Nội\n".encode("utf-16"), "utf-16"),
        (unicodedata.normalize("NFD", "Hà Nội\r").encode(), "utf-8"),
    ],
)
def test_text_is_read_whatever_it_is_written_in(data: bytes, encoding: str) -> None:
    found = decode_text(data, path="x.txt")
    assert (found.text, found.encoding, found.is_guess) == ("Hà Nội\n", encoding, False)


def test_an_old_code_page_is_guessed_and_said() -> None:
    text = "Các nhà lãnh đạo cấp cao của nhiều quốc gia sẽ tham dự lễ mở ký. " * 5
    assert decode_text(text.encode("cp1258", "replace"), path="x.txt").is_guess


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministers of the two countries met in the capital on Monday", "en"),
        ("Para menteri dari kedua negara bertemu di ibu kota pada hari Senin", "id"),
        ("Bộ trưởng của hai nước đã gặp nhau tại thủ đô vào thứ Hai", "vi"),
        ("Ini adalah lead yang cukup panjang untuk dibaca", "id"),
        ("Beliau berkata bahawa kerajaan akan membantu rakyat kerana banjir", "ms"),
        ("Sinabi niya na hindi ito magtatagal para sa mga tao ayon sa kagawaran", "tl"),
        ("两国部长星期一在首都会晤", "zh"),
        ("両国の大臣は月曜日に首都で会談した", "ja"),
        ("รัฐมนตรีของทั้งสองประเทศพบกันที่เมืองหลวง", "th"),
        (
            "Die Minister der beiden Länder trafen sich am Montag in der Hauptstadt",
            "de",
        ),
        ("Les ministres des deux pays se sont réunis lundi dans la capitale", "fr"),
    ],
)
def test_languages_are_told_apart(text: str, language: str) -> None:
    found = identify_language(text)
    assert found is not None and found.tag == language


@pytest.mark.parametrize(
    ("language", "script"),
    [
        *(("ja", "Hiragana"), ("ja", "Katakana"), ("ko", "Hangul"), ("th", "Thai")),
        *(("lo", "Lao"), ("km", "Khmer"), ("my", "Myanmar"), ("zh", "Han")),
        *(("ar", "Arabic"), ("hi", "Devanagari")),
    ],
)
def test_any_letters_of_a_script_tell_its_language(language: str, script: str) -> None:
    letters = regex.findall(
        rf"[\p{{{script}}}&&\p{{L}}]",
        "".join(map(chr, range(0x20000))),
        regex.VERSION1,
    )
    for start in range(0, len(letters), 50):
        found = identify_language("".join(letters[start : start + 50]))
        assert found is not None and found.tag == language


@given(TEXT)
def test_telling_the_language_never_fails(text: str) -> None:
    identify_language(text)
