"""Parts of a text that stand in stored segments."""

import re

from hypothesis import given
from hypothesis import strategies as st

import padanan
from tm.match.fragment import TokenizedText, list_segment_forms
from tm.match.index.common_run import SENTENCE_END_MARKS
from tm.text.locale import Locale
from tm.text.normal import fold_text, match_form
from tm.text.segment import CODE

_LOCALES = (Locale("vi"), Locale("id"))
_SOURCES = (
    "Hội nghị về rừng ngập mặn khai mạc tại Cà Mau",
    "Rừng ngập mặn",
    "Thủ tướng thăm Cà Mau",
    "Trời mưa. Nắng to",
)
_TEXT = "Hội nghị về rừng ngập mặn và Thủ tướng thăm chợ. Mưa nắng to"


def test_the_longest_parts_come_first_and_none_is_within_another(
    tmp_path: object,
) -> None:
    with padanan.open(f"{tmp_path}/a.db", source="vi", target="id") as memory:
        memory.units.add_all([(source, f"id {source}") for source in _SOURCES])
        parts = memory.phrases.find_parts(_TEXT, _LOCALES)
        assert [part.text for part in parts] == [
            "Hội nghị về rừng ngập mặn",
            "Thủ tướng thăm",
            "nắng to",
        ]
        for part in parts:
            assert _TEXT[part.start : part.end] == part.text
            for example in part.examples:
                ((start, end),) = example.spans
                assert example.source[start:end].casefold() == part.text.casefold()
        # A slow search finds nothing longer that begins or ends elsewhere.
        words = [*re.finditer(r"\w+", _TEXT)]
        longest = max(
            last - first + 1
            for first in range(len(words))
            for last in range(first, len(words))
            if any(
                _TEXT[words[first].start() : words[last].end()] in source
                for source in _SOURCES
            )
        )
        assert len(parts[0].text.split()) == longest
        # Without diacritics, texts with them are found, too.
        bare = memory.phrases.find_parts("noi ve rung ngap man", _LOCALES)
        assert [part.text for part in bare] == ["ve rung ngap man"]
        assert memory.phrases.find_parts("con mèo ngủ", _LOCALES) == ()


@given(
    st.text(max_size=30)
    | st.lists(st.sampled_from(("Hòa", "thúy,", "ĐÀ", "1.250", "“a”", "…", CODE))).map(
        " ".join
    ),
    st.sampled_from(_LOCALES),
    st.booleans(),
)
def test_the_forms_of_a_compared_text_are_those_of_a_shown_one(
    text: str, locale: Locale, ignores_diacritics: bool
) -> None:
    shown = TokenizedText.of(text, locale, "s", ignores_diacritics=ignores_diacritics)
    assert shown.forms == list_segment_forms(
        text, locale, "s", ignores_diacritics=ignores_diacritics
    )
    is_vietnamese = locale.language == "vi"
    for token, form in zip(shown.tokens, shown.forms, strict=True):
        own_form = match_form(token.text, is_vietnamese=is_vietnamese)
        if token.text not in SENTENCE_END_MARKS:
            assert form == (fold_text(own_form) if ignores_diacritics else own_form)
