"""Links between the words of a text and of its translation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.align.lexicon import word_links
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.lexicon.dictionary import TranslationDictionary
from tm.align.lexicon.lexicon import learn_lexicon
from tm.align.lexicon.word_links import WordLinker
from tm.finding import Span
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


_PAIRS = [("mèo đen", "chim hoa"), ("mèo", "chim"), ("đen", "hoa")] * 3
_LINKER = WordLinker(
    AlignmentResources(
        learn_lexicon(_PAIRS, source_locale=VIETNAMESE, target_locale=INDONESIAN)
    ),
    VIETNAMESE,
    INDONESIAN,
)
_WORDS = st.lists(st.sampled_from(["mèo", "đen", "chim", "Hòa", "Hoà", "hoa", "2025"]))


@given(_WORDS, _WORDS)
def test_links_are_those_of_comparing_every_word_with_every_other(
    source_words: list[str], target_words: list[str]
) -> None:
    source, target = " ".join(source_words), " ".join(target_words)
    assert [
        (
            source[: link.source_span.start].count(" "),
            target[: link.target_span.start].count(" "),
        )
        for link in _LINKER.link(source, target)
    ] == _link_slowly(source_words, target_words)


def _link_slowly(
    source_words: list[str], target_words: list[str]
) -> list[tuple[int, int]]:
    """The indexes of linked words, by the probability of each pair alone."""
    table = [
        [
            max((one.probability for one in _LINKER.link(source, target)), default=0.0)
            - 0.1 * abs(row / len(source_words) - column / len(target_words))
            for column, target in enumerate(target_words)
        ]
        for row, source in enumerate(source_words)
    ]
    linked_indexes = []
    for column in range(len(target_words)):
        rows = range(len(source_words))
        row = max(rows, key=lambda row: table[row][column], default=None)
        if row is not None and table[row][column] >= max(0.12, 0.6 * max(table[row])):
            linked_indexes.append((row, column))
    return linked_indexes


_DICTIONARY_LINKER = WordLinker(
    AlignmentResources(
        learn_lexicon(_PAIRS, source_locale=VIETNAMESE, target_locale=INDONESIAN),
        TranslationDictionary.of(
            [("mèo đen", "hoa chim"), ("mèo", "hoa")],
            source_locale=VIETNAMESE,
            target_locale=INDONESIAN,
        ),
    ),
    VIETNAMESE,
    INDONESIAN,
)


@given(_WORDS, _WORDS)
def test_links_of_repeated_words_are_those_of_pairing_all_occurrences(
    source_words: list[str], target_words: list[str]
) -> None:
    source, target = " ".join(source_words), " ".join(target_words)
    all_paired = _DICTIONARY_LINKER.link(source, target)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_links, "_MAX_COMPARED_PAIR_COUNT", 0)
        assert _DICTIONARY_LINKER.link(source, target) == all_paired


@given(_WORDS, _WORDS, st.data())
def test_links_of_parts_of_a_text_are_those_of_the_whole_text(
    source_words: list[str], target_words: list[str], data: st.DataObject
) -> None:
    source, target = " ".join(source_words), " ".join(target_words)
    places = st.integers(0, len(source))
    spans = data.draw(
        st.lists(st.tuples(places, places).map(lambda ends: Span(*sorted(ends))))
    )
    for linker in (_LINKER, _DICTIONARY_LINKER):
        assert linker.link(source, target, spans) == [
            link
            for link in linker.link(source, target)
            if any(link.source_span.overlaps(span) for span in spans)
        ]


def test_a_word_repeated_a_thousand_times_is_paired_with_the_nearest_ones() -> None:
    pairs = [
        *word_links._pair_with_nearest_words(range(1000), range(1000), (1000, 1000))
    ]
    assert 1000 <= len(pairs) <= 4000
    links = _DICTIONARY_LINKER.link("mèo đen " * 1000, "hoa chim " * 1000)
    assert len(links) == 2000
