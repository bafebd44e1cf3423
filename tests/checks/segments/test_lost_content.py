"""What a target lacks, asked step by step, against all of it at once."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.segments.lost_content import score_lost_content
from checks.text.capitalised_words import cached_capitalised_words, find_lost_names
from checks.text.rendering_finder import RenderingFinder
from checks.text.unpaired_amounts import find_unpaired_amounts
from tm.result_cache import ResultCache
from tm.text.locale import Locale

VI, ID = Locale("vi"), Locale("id")
_PIECES = {
    "Doanh thu đạt 32.000 tỷ đồng, ": "Pendapatan 32 triliun dong, ",
    "tăng 14,6%; ": "naik 14,6 persen; ",
    "ông Barnier cho biết. ": "kata Barnier. ",
    "Người dân được hỗ trợ, ": "Warga mendapat bantuan, ",
    "giá xăng tăng mạnh ": "harga bensin naik tajam ",
    "ở Wheeling, ": "di Wheeling, ",
}


def _marks(text: str) -> int:
    return sum(word[-1] in ",;." for word in text.split())


def _all_at_once(source: str, target: str) -> float:
    marks = _marks(source) - _marks(target)
    left = find_unpaired_amounts(source, target, (VI, ID), ResultCache())
    rendered = RenderingFinder(VI, ID).flag_rendered_phrases(source, target)
    gap = 0
    for one in reversed(rendered):
        if one:
            break
        gap += 1
    there = cached_capitalised_words(target, ResultCache())
    begun = {form[:4] for form in there.word_forms}
    names = [
        name
        for name in find_lost_names(
            cached_capitalised_words(source, ResultCache()), there
        )
        if not name.may_start_sentence
        and name.form[:4] not in begun
        and RenderingFinder(VI, ID).is_unknown_word(name.text)
    ]
    return (
        0.75 * max(0, min(2, marks))
        + 2.5 * (bool(left.source_amounts) and not left.target_amounts)
        + 0.5
        * min(
            4 if marks > 0 or (rendered and not any(rendered)) else 2,
            gap if rendered else 3,
        )
        + 1.0 * _has_silent_clause(source, target)
        + 1.0 * bool(names)
    )


def _has_silent_clause(source: str, target: str) -> bool:
    clauses = [
        RenderingFinder(VI, ID).flag_rendered_phrases(one, target)
        for one in re.split(r"[,;.] ", f"{source} ")
    ]
    silent = [one for one in clauses if len(one) >= 3 and not any(one)]
    others = [flag for one in clauses if one not in silent for flag in one]
    return len(silent) == 1 and sum(others) > 0 and 3 * sum(others) >= 2 * len(others)


@given(
    st.lists(st.sampled_from([*_PIECES]), min_size=1, max_size=5, unique=True),
    st.data(),
    st.floats(0, 8),
)
def test_steps_left_out_change_no_verdict(
    pieces: list[str], data: st.DataObject, least: float
) -> None:
    kept = data.draw(st.lists(st.sampled_from(pieces), unique=True))
    source, target = "".join(pieces), "".join(_PIECES[one] for one in kept)
    found = score_lost_content(
        source,
        target,
        (VI, ID),
        RenderingFinder(VI, ID),
        ResultCache(),
        least_score=least,
    )
    assert (found >= least) == (_all_at_once(source, target) >= least)


@pytest.mark.parametrize("target", ["Warga mendapat bantuan.", "Dibantu."])
def test_nothing_is_missing_where_nothing_is_said(target: str) -> None:
    assert (
        score_lost_content(
            "Được.",
            target,
            (VI, ID),
            RenderingFinder(VI, ID),
            ResultCache(),
            least_score=9,
        )
        == 0
    )


def test_a_clause_of_which_nothing_is_rendered_speaks_for_a_lost_piece() -> None:
    source = "Người dân được hỗ trợ, giá xăng và giá điện tăng mạnh, theo bộ tài chính."
    whole = "Warga mendapat bantuan, harga bensin dan listrik naik tajam, menurut "
    whole += "kementerian keuangan."
    cut = "Warga mendapat bantuan, menurut kementerian keuangan."
    lack = [
        score_lost_content(
            source,
            target,
            (VI, ID),
            RenderingFinder(VI, ID),
            ResultCache(),
            least_score=1.75,
        )
        for target in (whole, cut)
    ]
    assert lack[1] - lack[0] == 1.75  # a mark and a clause
