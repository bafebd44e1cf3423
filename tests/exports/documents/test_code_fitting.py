"""Codes of a document in translations that have other codes, or none."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.documents.code_fitting import (
    FittedTranslation,
    fit_translation,
    is_well_nested,
    place_translated_codes,
)
from exports.documents.document import Document
from tests.exports.documents.building import ID, open_document
from tm.text.segment import CODE, Code, Segment


def _document(path: Path, markup: str) -> Document:
    path.write_text(f"<meta charset=utf-8><html><p>é {markup}</p>", "utf-8")
    return open_document(path)


def _shown(document: Document, translation: FittedTranslation) -> str:
    paragraph = document.paragraphs[0]
    return "".join(
        piece if isinstance(piece, str) else paragraph.codes[piece].code.data
        for piece in translation.pieces
    )


@pytest.mark.parametrize(
    ("markup", "target", "expected"),
    [
        # Words of both texts have the same codes.
        ("In <b>Hanoi</b> today", "Hari ini di Hanoi", "Hari ini di <b>Hanoi</b>"),
        ("See <a>BBC News</a> now", "Lihat BBC News", "Lihat <a>BBC News</a>"),
        ("In 2024<img> it grew", "Pada 2024 naik", "Pada 2024<img> naik"),
        ("A <a><b>UN</b></a> day", "Hari UN", "Hari <a><b>UN</b></a>"),
        # Not if it is uncertain which words, or they are part of another one.
        ("The <b>UN</b> day", "UN dan UN", "UN dan UN"),
        ("The <b>UN</b> day", "UNESCO", "UNESCO"),
        # What must not be lost is around the translation, or at its end.
        ("See <a>here</a> now", "Lihat kini", "<a>Lihat kini</a>"),
        ("See <img> now", "Lihat", "Lihat<img>"),
        ("The <i>red</i> car", "Mobil merah", "Mobil merah"),
    ],
)
def test_codes_of_a_plain_translation(
    markup: str, target: str, expected: str, tmp_path: Path
) -> None:
    document = _document(tmp_path / "a.html", markup)
    [segment] = document.document_segments
    fitted = fit_translation(Segment.of(ID, target), document.paragraphs[0], segment)
    assert (_shown(document, fitted), fitted.is_exact) == (expected, False)


_MARKUP = st.recursive(
    st.sampled_from(["ab ", "c d ", "X", "<img>", "ab. C ", "<br>"]),
    lambda inner: st.tuples(
        st.sampled_from("abi"), st.lists(inner, min_size=1, max_size=3)
    ).map(lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"),
    max_leaves=8,
)
_TARGETS = st.lists(
    st.sampled_from(["ab", " ", "c", "d", "X", CODE, "kata"]), min_size=1, max_size=9
).map("".join)
_CODES = st.lists(
    st.sampled_from(
        [
            *(Code("pc", str(number), "<b>") for number in range(1, 5)),
            *(Code("/pc", str(number), "</b>") for number in range(1, 5)),
            *(Code("ph", str(number), "<img>") for number in range(1, 5)),
            Code("text", "", CODE),
        ]
    ),
    min_size=9,
    max_size=9,
)


@given(st.lists(_MARKUP, max_size=5).map("".join), _TARGETS, _CODES)
def test_nothing_that_is_needed_is_lost(
    tmp_path_factory: pytest.TempPathFactory,
    markup: str,
    text: str,
    codes: list[Code],
) -> None:
    document = _document(tmp_path_factory.getbasetemp() / "any.html", markup)
    target = Segment(ID, text, tuple(codes[: text.count(CODE)]))
    for index, segment in enumerate(document.document_segments):
        paragraph = document.paragraphs[segment.paragraph_index]
        for fit in (fit_translation, place_translated_codes):
            fitted = fit(target, paragraph, segment)
            placed = [piece for piece in fitted.pieces if isinstance(piece, int)]
            needed = {
                code_index
                for code_index in segment.code_indexes
                if not paragraph.codes[code_index].is_removable
                or paragraph.codes[code_index].partner_index
                not in (None, *segment.code_indexes)
            }
            assert needed <= {*placed} <= {*segment.code_indexes}
            assert len(placed) == len({*placed})
            assert is_well_nested(paragraph, segment, fitted.pieces)
            assert document.put_translation(index, fitted)
