"""Candidates for the termbase: what texts repeat, and what stands opposite it."""

from collections import Counter
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.extraction import corpus_text as running_text
from glossary.extraction import repeated_phrases
from glossary.extraction.boundary_words import read_boundary_words
from glossary.extraction.corpus_text import RunningTextBuilder, split_phrase_words
from glossary.extraction.term_extraction import (
    CandidateKind,
    Extraction,
    ExtractionOptions,
    TermCandidate,
    TextUnit,
    extract_terms,
)
from tests.paths import DATA
from tests.properties.strategies import texts
from tm.spill import array as columns
from tm.text.locale import Locale
from tm.text.normal import match_form

ALIGNED = DATA / "terms" / "aligned.tsv"
vi, id_, en, ja = map(Locale.parse, ("vi", "id", "en", "ja"))


def aligned() -> list[TextUnit]:
    lines = ALIGNED.read_text("utf-8").splitlines()
    return [TextUnit(*line.split("\t")) for line in lines]


def of_texts(
    lines: Iterable[str], locale: Locale, options: ExtractionOptions | None = None
) -> Extraction:
    units = [TextUnit(line) for line in lines]
    return extract_terms(lambda: units, source_locale=locale, options=options)


def terms(found: Extraction) -> list[str]:
    return [candidate.text for candidate in found.candidates]


def test_bodies_and_offices_come_first_with_their_translations() -> None:
    found = extract_terms(aligned, source_locale=vi, target_locale=id_)
    firsts = {
        candidate.text: candidate.equivalents[0].text
        for candidate in found.candidates[:5]
    }
    assert firsts == {
        "Hội Chữ thập đỏ Việt Nam": "Palang Merah Vietnam",
        "Tổ chức Khí tượng Thế giới": "Organisasi Meteorologi Dunia",
        "Bộ trưởng Bộ Y tế": "Menteri Kesehatan",
        "Bộ Giáo dục và Đào tạo": "Kementerian Pendidikan dan Pelatihan",
        "Bộ Y tế": "Kementerian Kesehatan",
    }
    assert (found.unit_count, found.pair_count, found.min_count) == (12, 12, 2)


def test_the_other_direction_works_as_well() -> None:
    turned = [TextUnit(u.target or "", u.source, u.document) for u in aligned()]
    found = extract_terms(lambda: turned, source_locale=id_, target_locale=vi)
    firsts = {c.text: c.equivalents[0].text for c in found.candidates if c.equivalents}
    assert firsts["Menteri Kesehatan"] == "Bộ trưởng Bộ Y tế"
    assert firsts["Kementerian Kesehatan"] == "Bộ Y tế"


def test_counts_documents_and_example_are_those_of_the_texts() -> None:
    found = extract_terms(aligned, source_locale=vi, target_locale=id_)
    ministry = next(c for c in found.candidates if c.text == "Bộ Y tế")
    assert (ministry.occurrence_count, ministry.document_count, ministry.kind) == (
        5,
        2,
        CandidateKind.NAME,
    )
    assert ministry.equivalents[0].common_unit_count == 3
    assert ministry.example == aligned()[0]


def test_a_part_that_is_never_alone_is_no_candidate() -> None:
    found = extract_terms(aligned, source_locale=vi)
    assert "Khí tượng Thế giới" not in terms(found)
    assert "Bộ trưởng" not in terms(found)


def test_names_of_persons_numbers_and_function_words_end_a_phrase() -> None:
    words = split_phrase_words(
        "Bộ trưởng Lê Quốc Bảo: 3 ca, cúm", read_boundary_words("vi")
    )
    assert list(words) == [
        "Bộ", "trưởng", "", "", "", "ca", ",", "cúm",
    ]  # fmt: skip
    found = of_texts(["Bộ trưởng Tô Lâm nói với dân.", "Bộ trưởng Tô Lâm hỏi."], vi)
    assert terms(found) == ["Bộ trưởng"]


@pytest.mark.parametrize(
    "text",
    [
        "Thành phố Hồ Chí Minh",
        "Đoàn Thanh niên Cộng sản Hồ Chí Minh",
        "Công ước Hà Nội",
        "Ban Chỉ đạo Trung ương",
    ],
)
def test_what_is_called_after_persons_or_begins_like_a_name_is_whole(
    text: str,
) -> None:
    assert terms(of_texts([f"Và {text}.", f"Từ {text}!"], vi)) == [text]


def test_marks_between_words_may_stand_inside() -> None:
    lines = [
        "Theo Ban Chính sách, chiến lược Trung ương nhé",
        "Gửi Ban Chính sách, chiến lược Trung ương.",
        "Ghi Hiệp định Thương mại tự do Việt Nam - EU.",
        "Bàn Hiệp định Thương mại tự do Việt Nam - EU.",
    ]
    assert terms(of_texts(lines, vi))[:2] == [
        "Hiệp định Thương mại tự do Việt Nam - EU",
        "Ban Chính sách, chiến lược Trung ương",
    ]


def test_without_capitals_the_same_phrases_are_found() -> None:
    lower = [
        TextUnit(u.source.lower(), (u.target or "").lower(), u.document)
        for u in aligned()
    ]
    found = terms(extract_terms(lambda: lower, source_locale=vi, target_locale=id_))
    assert {"bộ giáo dục và đào tạo", "tổ chức khí tượng thế giới"} <= set(found)


def test_the_usual_spelling_is_shown_and_not_that_of_a_sentence_beginning() -> None:
    lines = ["Môi trường sống tốt", "vì môi trường sống", "nhiều môi trường sống"]
    assert terms(of_texts(lines, vi)) == ["môi trường sống"]


def test_what_is_written_alike_in_both_languages_is_marked() -> None:
    units = [
        TextUnit("Hôm nay Angela Merkel đến.", "Hari ini Angela Merkel datang."),
        TextUnit("Chào Angela Merkel!", "Salam Angela Merkel!"),
    ]
    found = extract_terms(lambda: units, source_locale=vi, target_locale=id_)
    assert [(c.text, c.kind) for c in found.candidates] == [
        ("Angela Merkel", CandidateKind.UNCHANGED)
    ]


def test_known_terms_are_left_out_and_counted_unless_asked_for() -> None:
    known = {match_form("Bộ Y tế", is_vietnamese=True): "c1"}

    def of(text: str) -> str | None:
        return known.get(match_form(text, is_vietnamese=True))

    found = extract_terms(
        aligned, source_locale=vi, options=ExtractionOptions(find_concept=of)
    )
    assert "Bộ Y tế" not in terms(found) and found.known_count == 1
    whole = ExtractionOptions(find_concept=of, includes_known_terms=True)
    found = extract_terms(aligned, source_locale=vi, options=whole)
    assert [c.known_concept for c in found.candidates if c.known_concept] == ["c1"]


def test_limits_hold_and_a_small_one_changes_no_order() -> None:
    whole = extract_terms(aligned, source_locale=vi, target_locale=id_)
    few = extract_terms(
        aligned,
        source_locale=vi,
        target_locale=id_,
        options=ExtractionOptions(candidate_limit=3),
    )
    assert few.candidates == whole.candidates[:3]
    often = extract_terms(
        aligned, source_locale=vi, options=ExtractionOptions(min_count=3)
    )
    assert min(c.occurrence_count for c in often.candidates) == 3
    short = extract_terms(
        aligned, source_locale=vi, options=ExtractionOptions(max_word_count=4)
    )
    assert max(len(c.text.split()) for c in short.candidates) <= 4


@pytest.mark.parametrize("most", [0, 1, 3])
def test_few_translations_are_the_best_of_all(most: int) -> None:
    few, every = (
        extract_terms(
            aligned,
            source_locale=vi,
            target_locale=id_,
            options=ExtractionOptions(max_translation_count=number),
        )
        for number in (most, 12)
    )
    best = {one.text: one.equivalents[:most] for one in every.candidates}
    assert {one.text: one.equivalents for one in few.candidates} == best
    assert max(len(one.equivalents) for one in every.candidates) > 3


def test_an_english_genitive_ends_no_term() -> None:
    lines = ["Ask North Korea's men", "See North Korea's hills", "To North Korea now"]
    assert terms(of_texts(lines, en)) == ["North"]
    lines = ["Vietnam Women's Union sat", "The Vietnam Women's Union won"]
    assert terms(of_texts(lines, en)) == ["Vietnam Women's Union"]


def test_scripts_without_spaces_give_runs_of_characters() -> None:
    lines = ["東京大学の人工知能", "人工知能は東京大学で", "東京大学と人工知能の話"]
    assert terms(of_texts(lines, ja)) == ["東京大学", "人工知能"]


def test_a_language_of_which_nothing_is_known_works() -> None:
    lines = ["Na bula Matanitu ko Viti", "Vei Matanitu ko Viti kece"]
    assert terms(of_texts(lines, Locale.parse("fj"))) == ["Matanitu ko Viti"]


@pytest.mark.parametrize("lines", [[], [""], ["  "], ["1 2 3"], ["x" * 100_000] * 3])
def test_nothing_to_find_is_no_error(lines: list[str]) -> None:
    found = of_texts(lines, vi)
    assert found.candidates == [] and found.unit_count == len(lines)


_rows = st.lists(st.lists(st.integers(1, 4), max_size=8), max_size=8)


_LETTERS = " qwxz"


@given(_rows, st.integers(1, 4), st.integers(1, 6), st.sampled_from([1, 3, 1 << 18]))
def test_counts_are_those_of_a_slow_count(
    rows: list[list[int]], least: int, longest: int, block: int
) -> None:
    slow = Counter(
        tuple(_LETTERS[number] for number in row[start : start + length])
        for row in rows
        for length in range(1, longest + 1)
        for start in range(len(row) - length + 1)
    )
    with pytest.MonkeyPatch.context() as patch:
        for module in (columns, repeated_phrases, running_text):
            patch.setattr(module, "BLOCK_SIZE", block)
        builder = RunningTextBuilder(en)
        for row in rows:
            builder.add(" ".join(_LETTERS[number] for number in row))
        text = builder.build()
        fast = {
            tuple(text.read_surface(int(first), level.length).split()): int(count)
            for level, _ in repeated_phrases.find_repeated_phrases(
                text, min_count=least, max_word_count=longest
            )
            for first, count in zip(level.first_positions, level.counts, strict=True)
        }
    assert fast == {words: n for words, n in slow.items() if n >= least}


_words = st.sampled_from("bộ Bộ y tế công an và của đại sứ Hà Nội , . 7".split())
_lines = st.lists(st.lists(_words, max_size=12).map(" ".join), max_size=12)


@given(_lines, st.integers(1, 6))
def test_no_candidate_is_part_of_another_that_is_as_frequent(
    lines: list[str], longest: int
) -> None:
    options = ExtractionOptions(max_word_count=longest)
    for locale in (vi, en):
        candidates = of_texts(lines, locale, options).candidates
        for one in candidates:
            assert not any(
                _holds(other, one)
                for other in candidates
                if other is not one and other.occurrence_count == one.occurrence_count
            )


def _holds(longer: TermCandidate, shorter: TermCandidate) -> bool:
    whole, part = _split(longer.text), _split(shorter.text)
    return any(
        whole[start : start + len(part)] == part
        for start in range(len(whole) - len(part) + 1)
    )


def _split(text: str) -> Sequence[str]:
    return match_form(text.replace(",", " ,"), is_vietnamese=True).split()


@given(st.lists(st.tuples(texts(max_size=40), texts(max_size=40)), max_size=6))
def test_any_text_is_read(pairs: list[tuple[str, str]]) -> None:
    units = [TextUnit(*pair) for pair in pairs] * 2
    found = extract_terms(lambda: units, source_locale=vi, target_locale=ja)
    again = extract_terms(lambda: units, source_locale=vi, target_locale=ja)
    assert found == again
    assert all(candidate.occurrence_count >= 2 for candidate in found.candidates)


def test_lone_surrogates_and_composed_letters_are_read() -> None:
    decomposed = "Bo\u0323\u0302 Y te\u0302\u0301"
    builder = RunningTextBuilder(vi)
    for text in ("\ud800 Bộ Y tế", decomposed):
        builder.add(text)
    assert builder.build().word_count == 6
    assert terms(of_texts([f"Ở {decomposed}", "Ở Bộ Y tế \ud83d"], vi)) == ["Bộ Y tế"]
