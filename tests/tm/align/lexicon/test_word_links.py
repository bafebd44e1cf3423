"""Links between the words of a text and of its translation."""

import pytest

from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.lexicon.dictionary import TranslationDictionary
from tm.align.lexicon.lexicon import learn_lexicon
from tm.align.lexicon.word_links import WordLinker
from tm.text.locale import Locale

VIETNAMESE, INDONESIAN = Locale("vi"), Locale("id")


def linked(resources: AlignmentResources, source: str, target: str) -> set[str]:
    links = WordLinker(resources, VIETNAMESE, INDONESIAN).link(source, target)
    return {
        f"{link.source_span.of(source)}={link.target_span.of(target)}" for link in links
    }


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("ở Paris năm 2025", "di Paris pada 2025", {"Paris=Paris", "2025=2025"}),
        ("ở Bình", "di binh", set()),
        ("", "", set()),
    ],
)
def test_names_and_numbers_that_are_alike_are_linked(
    source: str, target: str, expected: set[str]
) -> None:
    assert linked(AlignmentResources(), source, target) == expected


def test_a_lexicon_links_what_it_has_learned() -> None:
    pairs = [("mèo đen", "kucing hitam"), ("mèo", "kucing"), ("đen", "hitam")] * 3
    lexicon = learn_lexicon(pairs, source_locale=VIETNAMESE, target_locale=INDONESIAN)
    found = linked(AlignmentResources(lexicon), "con mèo đen", "seekor kucing hitam")
    assert found == {"mèo=kucing", "đen=hitam"}


def test_a_phrase_of_a_dictionary_is_linked_as_a_whole() -> None:
    dictionary = TranslationDictionary.of(
        [("chính phủ", "pemerintah")],
        source_locale=VIETNAMESE,
        target_locale=INDONESIAN,
    )
    resources = AlignmentResources(dictionary=dictionary)
    assert linked(resources, "Tân chính phủ", "Pemerintah baru") in (
        {"chính=Pemerintah"},
        {"phủ=Pemerintah"},
    )
