"""Which words of a translation stand for a phrase, and which are left unlinked."""

from tests.tm.store.samples import unit
from tm.finding import Span
from tm.match.concordance.concordance import ConcordanceHit
from tm.match.concordance.counted_renderings import (
    CountedRenderings,
    OtherTargets,
    count_renderings,
)

_SENTENCES = (
    "Pemerintah membuka sekolah baru",
    "Banjir melanda kota itu",
    "Ia pergi ke pasar pagi ini",
)
_OTHERS = [f"{text} {number}" for number in range(10) for text in _SENTENCES]


def hits(phrase: str, *pairs: tuple[str, str]) -> list[ConcordanceHit]:
    found = []
    for source, target in pairs:
        start = source.casefold().index(phrase)
        made = unit(source, target)
        span = Span(start, start + len(phrase))
        found.append(ConcordanceHit(made.source, made.target, (span,), made))
    return found


def counted(counts: CountedRenderings) -> dict[str, int]:
    return {one.text: one.count for one in counts.renderings}


def test_what_translations_share_and_others_lack_is_the_rendering() -> None:
    found = hits(
        "họp báo",
        ("Họp báo chiều nay", "Konferensi pers sore ini"),
        ("Tại họp báo, ông nói", "Dalam konferensi pers, ia berkata"),
        ("Sau họp báo", "Seusai konferensi pers"),
        ("Sau buổi họp báo", "Setelah itu"),
    )
    counts = count_renderings(
        found, lambda *_: (), other_targets=OtherTargets(frozenset(_OTHERS))
    )
    assert counted(counts) == {"konferensi pers": 3}
    assert (counts.hit_count, len(counts.unlinked_hits)) == (4, 1)
    (rendering,) = counts.renderings
    spans = [
        one.target_span.of(one.hit.target.text)
        for one in rendering.located_hits
        if one.target_span and one.hit.target
    ]
    assert spans == ["Konferensi pers", "konferensi pers", "konferensi pers"]


def test_a_known_translation_comes_first() -> None:
    found = hits("họp báo", ("Họp báo", "Jumpa pers"), ("Họp báo", "Temu pers"))
    counts = count_renderings(found, lambda *_: (), known_translations=["jumpa pers"])
    assert counted(counts) == {"Jumpa pers": 1}
    assert len(counts.unlinked_hits) == 1


def test_a_known_translation_may_have_many_words() -> None:
    title = "Kementerian Koordinator Bidang Politik, Hukum, dan Keamanan Republik"
    found = hits("bộ", ("Bộ họp", f"{title} rapat"))
    counts = count_renderings(
        found,
        lambda *_: (),
        known_translations=["Kementerian Koordinator Bidang Politik"],
    )
    assert counted(counts) == {"Kementerian Koordinator Bidang Politik": 1}
    long_title = title.replace(",", "")
    found = hits("bộ", ("Bộ họp", f"{long_title} rapat"))
    counts = count_renderings(found, lambda *_: (), known_translations=[long_title])
    assert counted(counts) == {long_title: 1}


def test_of_two_spellings_that_of_a_sentence_is_shown_not_that_of_a_headline() -> None:
    found = hits(
        "họp báo", ("Họp báo", "Jumpa Pers"), ("Dự họp báo", "Ikut jumpa pers")
    )
    counts = count_renderings(found, lambda *_: (), known_translations=["jumpa pers"])
    assert counted(counts) == {"jumpa pers": 2}


def test_word_links_find_a_rendering_that_is_used_once() -> None:
    found = hits("họp báo", ("Cuộc họp báo", "Acara jumpa pers"))
    links = [
        (Span(5, 8), Span(6, 11), 0.6),
        (Span(9, 12), Span(12, 16), 0.5),
        (Span(0, 4), Span(0, 5), 0.9),
    ]
    assert counted(count_renderings(found, lambda *_: links)) == {"jumpa pers": 1}
    unsure = [(Span(5, 8), Span(6, 11), 0.1)]
    assert counted(count_renderings(found, lambda *_: unsure)) == {}


def test_a_word_that_stands_for_another_is_no_rendering() -> None:
    found = hits(
        "tổng thống",
        ("Tổng thống Biden", "Presiden Biden"),
        ("Tổng thống Biden!", "Sang Presiden Biden"),
        ("Ngài tổng thống Biden", "Joe Biden"),
    )
    names = {
        "Tổng thống Biden": [(Span(11, 16), Span(9, 14), 0.9)],
        "Tổng thống Biden!": [(Span(11, 16), Span(14, 19), 0.9)],
        "Ngài tổng thống Biden": [(Span(16, 21), Span(4, 9), 0.9)],
    }
    counts = count_renderings(
        found,
        lambda source, _: names[source],
        other_targets=OtherTargets(frozenset(_OTHERS)),
    )
    assert counted(counts) == {"Presiden": 2}


def test_a_hit_without_a_translation_is_not_counted() -> None:
    made = unit("họp báo", "x")
    found = [ConcordanceHit(made.source, None, (Span(0, 7),), made)]
    assert count_renderings(found, lambda *_: ()).hit_count == 0
