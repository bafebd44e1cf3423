"""Parts of long texts, cut around what is marked in them."""

from web.pages.search.excerpts import cut_excerpt


def test_a_long_text_is_cut_at_spaces_around_its_mark() -> None:
    text = "kata " * 100 + "tanda " + "kata " * 100
    start = text.index("tanda")
    excerpt = cut_excerpt(text, [(start, start + 5, "match")])
    assert excerpt.is_cut_before and excerpt.is_cut_after
    assert excerpt.text.startswith("kata ") and excerpt.text.endswith("kata")
    [(left, right, _)] = excerpt.marks
    assert excerpt.text[left:right] == "tanda"


def test_a_word_at_either_end_stays_whole() -> None:
    text = "Kementerian " + "kata " * 16 + "tanda" + " kata" * 30
    start = text.index("tanda")
    excerpt = cut_excerpt(text, [(start, start + 5, "match")])
    assert excerpt.text.startswith("Kementerian kata") and not excerpt.is_cut_before
    long_word = "tanda " * 40 + "k" * 30  # the cut would fall into its last word
    assert cut_excerpt(long_word, []).text.endswith((" tanda", "k" * 30))


def test_a_language_without_spaces_is_cut_all_the_same() -> None:
    text = "外" * 500 + "交" + "部" * 500
    excerpt = cut_excerpt(text, [(500, 501, "match")])
    assert len(excerpt.text) < 300
    [(left, right, _)] = excerpt.marks
    assert excerpt.text[left:right] == "交"


def test_a_long_mark_is_shown_whole() -> None:
    text = "kata " * 200
    excerpt = cut_excerpt(text, [(400, 800, "match")])
    [(left, right, _)] = excerpt.marks
    assert excerpt.text[left:right] == text[400:800]
