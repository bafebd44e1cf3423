"""What searching needs of many texts at once, against one by one."""

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.strategies import texts
from tm.store.phrases.search_columns import make_search_columns

_VIETNAMESE = st.text(st.sampled_from("hoàòaúyùọ eỏaoe漢e\u0301 ,.'1\0"), max_size=8)
_TAGS = st.sampled_from(["vi", "vi-VN", "id", "en", "zh-Hant"])
_MANY = 50
"""So many texts are no longer looked at one by one."""


@given(st.lists(st.tuples(_TAGS, _VIETNAMESE | texts(max_size=12)), min_size=1))
def test_many_of_several_languages_are_as_each_is(some: list[tuple[str, str]]) -> None:
    each = [make_search_columns([tag], [text]) for tag, text in some]
    tags, words = zip(*some * _MANY, strict=True)
    many = zip(*make_search_columns(tags, words), strict=True)
    alone = [(fold, count, key) for [fold], [count], [key] in each]
    assert list(many) == alone * _MANY
