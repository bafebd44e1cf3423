"""The table of candidates: what is written, what a person ticks, what comes of it."""

import io
from pathlib import Path

import pytest

from exports.format import ReadOptions
from exports.term_format import TermFileContent
from exports.terms import candidates_csv
from exports.terms.term_files import detect_term_format
from glossary.entries.entry import Term, TermStatus
from glossary.extraction.term_extraction import CandidateKind, TermCandidate, TextUnit
from glossary.extraction.translations import ProposedEquivalent
from tm.errors import FormatError
from tm.text.locale import Locale

vi, id_ = map(Locale.parse, ("vi", "id"))
FOUND = [
    TermCandidate(
        text="Bộ Y tế",
        occurrence_count=5,
        document_count=2,
        score=1.5,
        kind=CandidateKind.NAME,
        equivalents=(
            ProposedEquivalent("Kementerian Kesehatan", 3, 3, 0.7),
            ProposedEquivalent("Menteri Kesehatan", 2, 2, 0.3),
        ),
        example=TextUnit("=Bộ Y tế, hôm nay", "Kementerian Kesehatan hari ini"),
    ),
    TermCandidate("xã đảo", 2, 1, 0.5, CandidateKind.PHRASE),
]


def written(*, bom: bool = True, target: Locale | None = id_) -> str:
    file = io.BytesIO()
    candidates_csv.write_candidates(
        FOUND, file, source_locale=vi, target_locale=target, with_byte_order_mark=bom
    )
    assert file.getvalue().startswith(b"\xef\xbb\xbf") == bom
    return file.getvalue().decode("utf-8-sig")


def read(folder: Path, content: str) -> TermFileContent:
    path = folder / "candidates.csv"
    path.write_text(content, "utf-8", newline="")
    assert detect_term_format(path, ReadOptions()).name == "candidates"
    return candidates_csv.read_content(path)


def test_nothing_is_taken_before_it_is_ticked(tmp_path: Path) -> None:
    found = read(tmp_path, written())
    assert (found.entries, found.skipped) == ([], [])
    assert found.remarks == ["candidates.csv: 2 rows not ticked"]


@pytest.mark.parametrize("mark", ["x", "X", "1", "yes", "Ya", "có", " x ", "✓"])
def test_a_ticked_row_is_a_concept(tmp_path: Path, mark: str) -> None:
    found = read(tmp_path, written().replace("\r\n,Bộ Y tế", f"\r\n{mark},Bộ Y tế"))
    (entry,) = found.entries
    assert entry.terms == (
        Term(vi, "Bộ Y tế", source="extracted"),
        Term(id_, "Kementerian Kesehatan", source="extracted"),
    )
    assert entry.note == "extracted: 5 times in 2 texts"
    assert found.remarks == ["candidates.csv: 1 row not ticked"]


def test_what_a_person_changed_is_honoured_and_the_id_stays(tmp_path: Path) -> None:
    ticked = written().replace("\r\n,Bộ Y tế", "\r\nx,Bộ Y tế")
    before = read(tmp_path, ticked).entries[0]
    changed = ticked.replace(",Kementerian Kesehatan,", ",Depkes ; Kemenkes,", 1)
    after = read(tmp_path, changed.replace(",,,\r\n", ",,ministry,seen\r\n", 1))
    (entry,) = after.entries
    assert entry.id == before.id
    assert [(term.text, term.status) for term in entry.terms[1:]] == [
        ("Depkes", TermStatus.PREFERRED),
        ("Kemenkes", TermStatus.ADMITTED),
    ]
    assert entry.subject_field == "ministry"
    assert entry.note == "seen; extracted: 5 times in 2 texts"


def test_a_spreadsheet_may_save_it_with_semicolons(tmp_path: Path) -> None:
    content = "take;source term (vi);target term (id);count\nx;Bộ Y tế;Kemenkes;\n"
    (entry,) = read(tmp_path, content).entries
    assert [term.text for term in entry.terms] == ["Bộ Y tế", "Kemenkes"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("perhaps,Bộ,,", "take is 'perhaps'; write x to take the row"),
        ("x,,Kementerian,", "no source term"),
        ("x,Bộ Y tế,Depkes,c7", "the term is in concept c7 already; edit that concept"),
        (f"x,{'a' * 501},,", "a term of 501 characters in vi; at most 500 are allowed"),
    ],
)
def test_rows_that_make_no_sense_are_skipped_and_the_rest_is_read(
    tmp_path: Path, row: str, reason: str
) -> None:
    header = "take,source term (vi),target term (id),known concept\n"
    found = read(tmp_path, f"{header}{row}\nx,xã đảo,desa pulau,\nno,y,z,\n")
    assert [entry.terms[0].text for entry in found.entries] == ["xã đảo"]
    (skipped,) = found.skipped
    assert skipped.line == 2 and skipped.reason.startswith(reason)


def test_a_term_that_is_ticked_twice_is_taken_once(tmp_path: Path) -> None:
    header = "take,source term (vi),target term (id)\n"
    found = read(tmp_path, f"{header}x,Bộ Y tế,Kemenkes\nx,bộ Y tế,Depkes\n")
    assert len(found.entries) == 1
    assert found.skipped[0].reason == "duplicate term; it is in line 2"


@pytest.mark.parametrize("header", ["take,source term", "take,source term (q)"])
def test_columns_must_say_their_languages(tmp_path: Path, header: str) -> None:
    with pytest.raises(FormatError):
        read(tmp_path, f"{header}\nx,Bộ\n")


def test_formulas_are_texts_in_a_spreadsheet() -> None:
    assert ""","'=Bộ Y tế, hôm nay",""" in written()


def test_other_tables_of_terms_are_none_of_candidates(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    for content in ("concept_id,vi,id\na,b,c\n", "", "take it easy\n", "\xff"):
        path.write_text(content, "latin-1")
        options = ReadOptions()
        assert not content or detect_term_format(path, options).name != "candidates"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_spreadsheet_may_save_it_in_other_encodings(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "candidates.csv"
    content = "take\tsource term (vi)\ttarget term (id)\nx\tcông an\tpolisi\n"
    path.write_bytes(content.encode(encoding))
    assert detect_term_format(path, ReadOptions()).name == "candidates"
    (entry,) = candidates_csv.read_content(path).entries
    assert [term.text for term in entry.terms] == ["công an", "polisi"]


def test_a_header_alone_is_a_table(tmp_path: Path) -> None:
    assert read(tmp_path, "take,source term (vi)").entries == []


def test_one_language_has_no_translations(tmp_path: Path) -> None:
    header, row, *_ = written(target=None).splitlines()
    assert header.split(",")[5] == "target term" and "Kementerian," not in row
    found = read(tmp_path, written(target=None).replace("\r\n,xã", "\r\nx,xã"))
    assert [term.text for term in found.entries[0].terms] == ["xã đảo"]
