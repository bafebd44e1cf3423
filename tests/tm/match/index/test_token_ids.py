"""Numbers of tokens, against a dictionary."""

from hypothesis import given
from hypothesis import strategies as st

from tm.match.index.token_ids import TokenIds
from tm.text.locale import Locale
from tm.text.tokens import list_match_tokens
from tm.text.vectorised import TextArray

words = st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=4)


@given(st.lists(st.lists(words, max_size=30), max_size=4))
def test_words_are_numbered_as_they_are_met(batches: list[list[str]]) -> None:
    numbering = TokenIds()
    slow: dict[str, int] = {}
    for batch in batches:
        found = numbering.assign_word_ids(batch).tolist()
        assert found == [slow.setdefault(word, len(slow)) for word in batch]
    assert numbering.tokens == list(slow)


@given(st.lists(st.text(st.sampled_from("aàb'.,12 \ufffc漢"), max_size=12)))
def test_texts_have_the_ids_of_their_words(texts: list[str]) -> None:
    locale = Locale("vi")
    numbering = TokenIds()
    letters, _ = TextArray.of(texts)
    found = numbering.assign_token_ids(
        letters.find_tokens(
            letters.compute_match_points(vietnamese_flags=[True] * len(texts))
        )
    )
    tokens = [
        token
        for row in letters.text_indexes
        for token in list_match_tokens(texts[row], locale)
    ]
    assert [numbering.tokens[number] for number in found.tolist()] == tokens
    assert numbering.assign_word_ids(tokens).tolist() == found.tolist()


def test_a_table_grows_and_loses_nothing() -> None:
    numbering = TokenIds()
    many = [f"{one:x}" for one in range(60_000)]
    for start in range(0, len(many), 7_000):
        numbering.assign_word_ids(many[start : start + 7_000])
    assert numbering.tokens == many
    assert numbering.assign_word_ids(many[::-1]).tolist() == list(range(60_000))[::-1]
