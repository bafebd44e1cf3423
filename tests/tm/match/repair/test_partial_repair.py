"""Repairs of texts that differ in other words too: what is replaced, what is left."""

from collections.abc import Sequence

import pytest

from tm.finding import Span
from tm.match.repair.item_splitter import ItemSplitter
from tm.match.repair.repair import repair_translation
from tm.match.repair.repair_resources import KnownTerm
from tm.match.replacement import ReplacementKind
from tm.text.locale import Locale
from tm.text.segment import Segment

# Languages, query, stored source, stored target, repaired target, left by hand.
REPAIRS = [
    ("vi id", "giảm 5%", "tăng 3%", "naik 3%", "naik 5%", ["giảm"]),
    (
        *("vi id", "bão vào Quảng Ngãi", "bão đến Quảng Trị"),
        *("badai di Quang Tri", "badai di Quang Ngai", ["vào"]),
    ),
    (
        *("vi id", "lũ tại Cao Bằng và Huế", "lũ tại Quảng Trị và Huế"),
        *("banjir di Quang Tri dan Hue", "banjir di Cao Bang dan Hue", []),
    ),
    (
        *("vi id", "ông Lê Văn Nam gặp 7 em", "ông Trần Hà gặp 5 em"),
        *("Tran Ha bertemu 5 anak", "Le Van Nam bertemu 7 anak", []),
    ),
    ("en id", "Smith won", "Jones won", "Jones menang", "Smith menang", []),
    (
        *("vi id", "Tại Huế có mưa", "Tại Cao Bằng có mưa"),
        *("Hujan di Cao Bang", "Hujan di Hue", []),
    ),
    # Typed without diacritics, a name is the same name; another one takes its place.
    ("vi id", "Bac My", "Bắc Mỹ", "Amerika Utara", "Amerika Utara", []),
    (
        *("vi id", "bao vao Quang Ngai, 7 em", "bão vào Quảng Trị, 5 em"),
        *("badai di Quang Tri, 5 anak", "badai di Quang Ngai, 7 anak", []),
    ),
    # One of two equal names, or a name that the target has twice, is left alone.
    (
        *("vi id", "từ Huế đến Vinh", "từ Vinh đến Vinh"),
        *("dari Vinh ke Vinh", "dari Vinh ke Vinh", ["Huế"]),
    ),
    (
        *("vi id", "đến Huế, 5 người", "đến Vinh, 3 người"),
        *("ke Vinh, 3 orang Vinh", "ke Vinh, 5 orang Vinh", ["Huế"]),
    ),
    ("vi id", "5 nam, 3 nữ", "3 nam, 3 nữ", "3 pria, 3 wanita", None, ["5"]),
    # A Vietnamese name whose diacritics nobody knows is not known without resources.
    ("vi id", "ở Huế", "ở Vinh", "di kota itu", None, ["Huế"]),
    ("vi id", "có xe", "có 3 xe", "ada 3 mobil", None, [""]),
]


class _Terms:
    """Resources with a few terms, found where they stand."""

    def __init__(self, *terms: tuple[str, str]) -> None:
        self._terms = dict(terms)

    def find_terms(self, text: str) -> Sequence[KnownTerm]:
        return [
            KnownTerm(
                Span(text.index(term), text.index(term) + len(term)),
                ReplacementKind.TERM,
                translation,
                (translation,),
            )
            for term, translation in self._terms.items()
            if term in text
        ]

    def find_places(self, text: str) -> Sequence[KnownTerm]:
        return ()

    def find_phrase(self, phrase: str) -> KnownTerm | None:
        return None

    def transcribe_name(
        self, new_name: str, *, old_name: str, old_surface: str
    ) -> str | None:
        return None

    def link_words(
        self, source: Segment, target: Segment, source_spans: Sequence[Span]
    ) -> Sequence[tuple[Span, Span]]:
        assert Span(0, 3) in source_spans
        return [(Span(0, 3), Span(0, 4))]


def segments(languages: str, *texts: str) -> tuple[Segment, Segment, Segment]:
    source, target = map(Locale, languages.split())
    query, stored, translation = texts
    return (
        Segment.of(source, query),
        Segment.of(source, stored),
        Segment.of(target, translation),
    )


@pytest.mark.parametrize(
    ("languages", "query", "source", "target", "expected", "left"), REPAIRS
)
def test_what_is_certain_is_replaced_and_the_rest_is_listed(
    languages: str,
    query: str,
    source: str,
    target: str,
    expected: str | None,
    left: list[str],
) -> None:
    repair = repair_translation(*segments(languages, query, source, target))
    assert repair is not None
    assert repair.target.text == (expected or target)
    assert [open.query_text for open in repair.open_differences] == left


def test_spans_are_of_the_repaired_text() -> None:
    sides = segments(
        "vi id",
        "bão vào Quảng Ngãi hôm 5/6",
        "bão đến Huế hôm 3/4",
        "badai di Hue pada 3 April",
    )
    repair = repair_translation(*sides)
    assert repair is not None
    assert [
        (made.kind, made.span.of(repair.target.text), made.old_text)
        for made in repair.replacements
    ] == [("name", "Quang Ngai", "Hue"), ("date", "5 Juni", "3 April")]


def test_a_term_is_replaced_by_the_preferred_one_with_its_capitals() -> None:
    terms = _Terms(("bác sĩ", "dokter"), ("giáo viên", "guru"))
    repair = repair_translation(
        *segments("vi id", "bác sĩ đến", "giáo viên đến", "Guru datang"), terms
    )
    assert repair is not None
    assert repair.target.text == "Dokter datang"
    assert [made.kind for made in repair.replacements] == ["term"]


def test_words_that_differ_are_marked_by_word_links() -> None:
    repair = repair_translation(
        *segments("vi id", "gió đến Huế", "bão đến Vinh", "badai di Vinh"), _Terms()
    )
    assert repair is not None
    spans = [open.target_span for open in repair.open_differences]
    assert spans == [Span(0, 4), Span(9, 13)]


def test_matches_of_one_lookup_are_repaired_as_each_alone() -> None:
    query_text, item_splitter = "Bac My, 7 em", ItemSplitter(None)
    query = Segment.of(Locale("vi"), query_text)
    for source_text, target_text in (
        ("Bắc Mỹ, 5 em", "Amerika Utara, 5 anak"),  # without diacritics
        ("Quang Tri, 5 em", "Quang Tri, 5 anak"),
        ("Bac My, 9 em", "Amerika Utara, 9 anak"),
    ):
        texts = (
            query,
            Segment.of(Locale("vi"), source_text),
            Segment.of(Locale("id"), target_text),
        )
        repair = repair_translation(*texts, item_splitter=item_splitter)
        assert repair == repair_translation(*texts)
        assert repair is not None and "7 anak" in repair.target.text
