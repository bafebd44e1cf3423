"""Two whole texts aligned, as a program has them."""

from tm.align.text_alignment import align_texts, split_sentences
from tm.text.locale import Locale

VI, ID = Locale("vi"), Locale("id")
SOURCE = "Ông sống ở Hà Nội. Năm 2019 ông 45 tuổi."
TARGET = "Ia tinggal di Hanoi. Pada 2019 usianya 45 tahun."


def test_two_texts_make_units() -> None:
    alignment = align_texts(split_sentences(SOURCE, VI), split_sentences(TARGET, ID))
    units = [*alignment.make_units()]
    assert [unit.source.text for unit in units] == [
        "Ông sống ở Hà Nội.",
        "Năm 2019 ông 45 tuổi.",
    ]
    assert all(unit.origin.score for unit in units)
    assert [*alignment.make_units(min_score=1.01)] == []


def test_a_text_may_be_split_at_its_line_ends_only() -> None:
    text = split_sentences("Satu. Dua.\n\n Tiga. \n", ID, has_one_per_line=True)
    assert text.sentences == ["Satu. Dua.", "", "Tiga."]
    assert [span.of(text.text) for span in text.spans] == text.sentences
