"""Revision marks of Word in texts of Trados Workbench."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.tmx.word_revisions import accept_revisions, has_revisions
from tm.text.segment import CODE, Code


def pieces_of(marked: str) -> tuple[list[str], list[Code]]:
    """Pieces and codes of a text in which codes stand between `⟨` and `⟩`."""
    pieces: list[str] = []
    codes: list[Code] = []
    for part in marked.replace("⟩", "⟨").split("⟨"):
        if len(pieces) % 2:
            pieces.append(CODE)
            codes.append(Code("ut", "", part))
        else:
            pieces.append(part)
    return pieces, codes


@pytest.mark.parametrize(
    ("marked", "text", "struck"),
    [
        (r"a⟨{\deleted ⟩b⟨}⟩c", "ac", 1),
        (r"a⟨{\deleted\revauthdel3 ⟩b⟨{\b ⟩c⟨}⟩d⟨}⟩e", "ae", 1),
        (r"a⟨{\revised ⟩b⟨}⟩c", "abc", 0),
        (r"⟨{\revised ⟩a⟨{\deleted ⟩b⟨}⟩c⟨}⟩", "ac", 1),
        (r"a⟨{\deleted ⟩b⟨\} \{⟩c⟨}⟩d", "ad", 1),
        (r"⟨{\b ⟩a⟨{\deleted ⟩b⟨}⟩c⟨}⟩", f"{CODE}ac{CODE}", 1),
        (r"a⟨{\deletedx ⟩b⟨}⟩", f"a{CODE}b{CODE}", 0),
        (r"a⟨{\deleted ⟩b", "a", 1),
    ],
)
def test_what_was_struck_out_is_gone(marked: str, text: str, struck: int) -> None:
    kept, codes, count = accept_revisions(*pieces_of(marked))
    assert ("".join(kept), count) == (text, struck)
    assert len(codes) == text.count(CODE)


@given(
    st.lists(
        st.sampled_from(["a", "b", CODE + "c", "⟨{⟩", "⟨}⟩", r"⟨{\deleted ⟩"]),
        max_size=9,
    )
)
def test_codes_stay_as_many_as_their_places(parts: list[str]) -> None:
    pieces, codes = pieces_of("".join(parts).replace(CODE, ""))
    kept, left, struck = accept_revisions(pieces, codes)
    assert "".join(kept).count(CODE) == len(left)
    if not has_revisions(codes):
        assert (kept, left, struck) == (pieces, codes, 0)
