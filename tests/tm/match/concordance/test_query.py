"""Phrases: what they find in one text, and what they need of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tm.match.concordance.test_concordance import TEXTS
from tm.errors import InputError, InvalidText
from tm.match.concordance.folded_text import fold_case, fold_diacritics_and_case
from tm.match.concordance.query import PhraseMatcher, PhraseMode, SearchPhrase
from tm.match.concordance.regex_literals import list_required_literals
from tm.text.locale import Locale
from tm.text.normal import fold_text, nfc

WILDCARD, REGEX = PhraseMode.WILDCARD, PhraseMode.REGEX


def found(phrase: SearchPhrase, text: str, tag: str = "vi") -> list[str]:
    spans = PhraseMatcher(phrase, Locale(tag)).find_spans(nfc(text))
    return [span.of(nfc(text)) for span in spans]


@pytest.mark.parametrize(
    ("phrase", "ignore_marks", "text", "expected"),
    [
        ("cong uoc", None, "Lễ ký Công ước", ["Công ước"]),
        ("cong uoc", False, "Lễ ký Công ước", []),
        ("công uoc", None, "Lễ ký Công ước", []),
        ("công uoc", True, "Lễ ký Công ước", ["Công ước"]),
        ("đa nang", None, "ĐÀ NẴNG", []),
        ("da nang", None, "ĐÀ NẴNG", ["ĐÀ NẴNG"]),
        ("hoà bình", None, "tỉnh Hòa Bình", ["Hòa Bình"]),
        ("hòa bình", None, "tỉnh Hoà Bình", ["Hoà Bình"]),
        ("hò", None, "hòa, hoà", ["hò"]),
        ("ho", False, "hòa, hoà", ["ho"]),
        ("Ho\u0300a", None, "hòa", ["hòa"]),
        ("strasse", None, "Die Straße", ["Straße"]),
        ("stras", None, "Die Straße", []),
        ("i", None, "İ ı", ["İ"]),
        ("x", False, "x\u0303 x", ["x"]),
        ("x", None, "x\u0303 x", ["x\u0303", "x"]),
        ("α", False, "ᾳ α", ["α"]),
        ("aa", None, "aaaaa", ["aa", "aa"]),
    ],
)
def test_marks_and_case_of_plain_phrases(
    phrase: str, ignore_marks: bool | None, text: str, expected: list[str]
) -> None:
    assert (
        found(SearchPhrase(phrase, ignores_diacritics=ignore_marks), text) == expected
    )


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("negara", "negara-negara tetangga, negaraku", ["negara", "negara"]),
        ("16", "16,7 và 16", ["16"]),
        ("(PBB)", "PBB, (PBB)", ["(PBB)"]),
        ("公约", "河内公约", ["公约"]),
        ("ban", "Ban bàn bạn bang", ["Ban", "bàn", "bạn"]),
    ],
)
def test_whole_words(phrase: str, text: str, expected: list[str]) -> None:
    assert found(SearchPhrase(phrase, matches_whole_words=True), text) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (
            "penanda*an",
            "penandatanganan, penandaan x",
            ["penandatanganan", "penandaan"],
        ),
        ("upacara * hanoi", "Upacara di Hanoi", ["Upacara di Hanoi"]),
        ("upacara * hanoi", "Upacara di sana, Hanoi", ["Upacara di sana, Hanoi"]),
        ("cử tri*phiếu", "Cử tri đi bỏ phiếu, phiếu", ["Cử tri đi bỏ phiếu"]),
        ("cử*a*phiếu", "phiếu của cử tri", []),
        ("b?n", "bán bn ban", ["bán", "ban"]),
        (r"2\*2\?", "2*2? 2x2!", ["2*2?"]),
        ("a.c*", "abc a.cd", ["a.cd"]),
        ("100%*", "100% chắc", ["100%"]),
        ("i*", "ı", []),
    ],
)
def test_wildcards(pattern: str, text: str, expected: list[str]) -> None:
    assert found(SearchPhrase(pattern, WILDCARD), text) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("c.ng ư.c", "Công ước", ["Công ước"]),
        ("cong uoc|hoi nghi", "Công ước, Hội nghị", ["Công ước", "Hội nghị"]),
        (r"\p{Lu}\w+", "Hà nội", ["Hà", "nội"]),
        (r"(?-i:[A-Z]\w+)", "Ha noi", ["Ha"]),
        (r"\d+(?= tỷ)", "16 tỷ", ["16"]),
        ("x*", "abc", []),
        ("x\u0303|.", "x\u0303", ["x\u0303"]),
    ],
)
def test_regular_expressions(pattern: str, text: str, expected: list[str]) -> None:
    assert found(SearchPhrase(pattern, REGEX), text) == expected


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        (SearchPhrase(""), "empty"),
        (SearchPhrase(" \t"), "empty"),
        (SearchPhrase("\u0301"), "combining marks"),
        (SearchPhrase("*?", WILDCARD), "wildcards only"),
        (SearchPhrase("*" * 2000, WILDCARD), "2000 characters"),
        (SearchPhrase("a(b", REGEX), "position 3"),
        (SearchPhrase("a{99999999999}", REGEX), "position"),
        (SearchPhrase("(" * 500 + ")" * 500, REGEX), "nested"),
        (SearchPhrase("(?V0)a", REGEX), "VERSION0"),
        (SearchPhrase("x" * 2000, REGEX), "2000 characters"),
    ],
)
def test_phrases_that_find_nothing_are_refused(phrase: SearchPhrase, says: str) -> None:
    with pytest.raises(InputError, match=says):
        PhraseMatcher(phrase, Locale("vi"))


def test_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(InvalidText, match=r"U\+D800 at position 1"):
        PhraseMatcher(SearchPhrase("a\ud800"), Locale("vi"))


def test_a_hostile_pattern_is_given_up() -> None:
    matcher = PhraseMatcher(SearchPhrase("(a+)+$", REGEX), Locale("vi"))
    with pytest.raises(InputError, match="simpler"):
        matcher.find_spans("a" * 5000 + "!")


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("công ước", (("cong uoc",),)),
        ("ab+c", (("ab", "c"),)),
        ("ab?c{2}d", (("a", "d"),)),
        (r"a\.b\bc\d", (("a.b", "c"),)),
        ("a(b|c)d", (("a", "d"),)),
        ("ab|cd", (("ab",), ("cd",))),
        ("ab|", (("ab",), ())),
        ("[(]ab", (("ab",),)),
        ("(?x)a b", ((),)),
        ("(?#()ab", ((),)),
        ("[]a]b", ((),)),
        ("[[a]b]c", ((),)),
        (r"\x41b", ((),)),
        (r"\u1ea1b", ((),)),
        ("a(b", ((),)),
        ("", ((),)),
    ],
)
def test_literals_that_a_pattern_needs(
    pattern: str, literals: tuple[tuple[str, ...], ...]
) -> None:
    assert list_required_literals(pattern) == literals


@given(TEXTS, TEXTS, st.booleans())
def test_a_plain_phrase_is_found_where_a_stretch_of_letters_is_equal(
    text: str, phrase: str, ignore_marks: bool
) -> None:
    text, phrase = nfc(text), nfc(phrase).strip()
    if not fold_text(phrase):
        return
    form = fold_diacritics_and_case if ignore_marks else fold_case
    edges = [
        place
        for place in range(len(text) + 1)
        if place == len(text) or text[place] not in "\u0301\u0323" or place == 0
    ]
    wanted = form(phrase).text
    expected = any(
        form(text[start:end]).text == wanted
        for start in edges
        for end in edges
        if start < end
    )
    assert (
        bool(found(SearchPhrase(phrase, ignores_diacritics=ignore_marks), text, "en"))
        == expected
    )


_PIECES = ["a", "b", "ab", "á", "i", "ß", "(ab)", "[ab]", ".", "|", "\\.", "\\b"]
_PATTERNS = st.lists(
    st.tuples(
        st.sampled_from(_PIECES), st.sampled_from(["", "", "+", "?", "*", "{2}", "??"])
    ),
    min_size=1,
    max_size=6,
).map(lambda pieces: "".join(piece + times for piece, times in pieces))


@given(_PATTERNS, st.text("abáißI. ", max_size=8))
def test_a_text_that_a_pattern_matches_holds_its_literals(
    pattern: str, text: str
) -> None:
    import regex

    try:
        matches = regex.search(pattern, nfc(text), regex.V1 | regex.IGNORECASE)
    except regex.error:
        return
    if matches:
        form = fold_text(text)
        needed = list_required_literals(nfc(pattern))
        assert any(all(one in form for one in each) for each in needed)


def test_all_segments_together_get_a_limited_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tm.match.concordance.query._SECONDS_PER_SEARCH", 0.2)
    slow = PhraseMatcher(SearchPhrase("(a+)+$", PhraseMode.REGEX), Locale("id"))
    with pytest.raises(InputError, match="on all segments; make it simpler"):
        while True:
            slow.find_spans("a" * 10 + "b")
