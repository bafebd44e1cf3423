"""CSV of terms: both forms, what is skipped, and what comes back."""

import csv
import io
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.entry import ColumnLoss, Loss
from exports.format import ReadOptions
from exports.term_format import TermFileContent, TermWriteOptions
from exports.terms import csv as terms_csv
from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from tests.paths import ROOT
from tm.errors import FormatError, InputError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale

SEED = ROOT / "seeds" / "glossary" / "official_titles.csv"
vi, id_, en = map(Locale.parse, ("vi", "id", "en"))

HEADER = "concept_id,domain,vi,vi_variants,id,id_variants,note\n"


def read(folder: Path, content: str | bytes) -> TermFileContent:
    path = folder / "terms.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return terms_csv.read_content(path)


def written(entries: list[ConceptEntry]) -> tuple[str, tuple[Loss, ...]]:
    file = io.BytesIO()
    result = terms_csv.write(entries, file)
    return file.getvalue().decode(), result.lost


def test_a_row_is_a_concept(tmp_path: Path) -> None:
    (entry,) = read(
        tmp_path,
        HEADER + "a,state,Quốc hội,&QH;Nghị viện,~Majelis,!DPR;~Parlemen;<Dewan,seen\n",
    ).entries
    deprecated, admitted = TermStatus.DEPRECATED, TermStatus.ADMITTED
    assert entry == ConceptEntry(
        "a",
        (
            Term(vi, "Quốc hội"),
            Term(vi, "QH", admitted),
            Term(vi, "Nghị viện", deprecated),
            Term(id_, "Majelis", shared=True),
            Term(id_, "DPR", deprecated, forbidden=True),
            Term(id_, "Parlemen", deprecated, shared=True),
            Term(id_, "Dewan", TermStatus.SUPERSEDED),
        ),
        subject_field="state",
        note="seen",
    )


def test_a_row_is_a_pair_with_its_status(tmp_path: Path) -> None:
    first, second = read(
        tmp_path,
        "concept_id,vi,id,status,domain\n"
        "c,Trung Quốc,Tiongkok,preferred,geo\n"
        "c,Trung Quốc,Cina,forbidden,geo\n"
        "c,Trung Cộng,Tiongkok,forbidden_vi,geo\n"
        "c,Trung Hoa,RRT,variant,geo\n"
        "d,Pháp,Perancis,forbidden,geo\n",
    ).entries
    deprecated = TermStatus.DEPRECATED
    assert first.terms == (
        Term(vi, "Trung Quốc"),
        Term(vi, "Trung Cộng", deprecated, forbidden=True),
        Term(vi, "Trung Hoa", TermStatus.ADMITTED),
        Term(id_, "Tiongkok"),
        Term(id_, "Cina", deprecated, forbidden=True),
        Term(id_, "RRT", deprecated),
    )
    assert second.list_preferred_texts(vi) == ("Pháp",)
    assert second.list_preferred_texts(id_) == ()


def test_two_columns_are_enough(tmp_path: Path) -> None:
    entries = read(tmp_path, "vi,en\nhọp báo,press conference\n").entries
    again = read(tmp_path, "vi,en\nhọp báo,press conference\n").entries
    assert entries == again
    assert entries[0].list_preferred_texts(en) == ("press conference",)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_out(tmp_path: Path, separator: str) -> None:
    rows = ["concept_id vi id note", 'a Bộ Menteri "x"']
    content = "\n".join(row.replace(" ", separator) for row in rows)
    (entry,) = read(tmp_path, content).entries
    assert (entry.list_preferred_texts(id_), entry.note) == (("Menteri",), "x")


def test_the_separator_may_be_stated(tmp_path: Path) -> None:
    assert read(tmp_path, "sep=;\nvi;id\nBộ;Menteri\n").entries


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_files_are_read(tmp_path: Path, encoding: str) -> None:
    content = "vi,id\r\nBộ Công an,Kementerian\r\n"
    found = read(tmp_path, content.encode(encoding))
    assert found.entries[0].list_preferred_texts(vi) == ("Bộ Công an",)
    assert found.remarks == []


def test_decomposed_text_is_composed(tmp_path: Path) -> None:
    content = unicodedata.normalize("NFD", "vi,id\nBộ Công an,Kementerian\n")
    assert read(tmp_path, content).entries[0].list_preferred_texts(vi) == (
        "Bộ Công an",
    )


@pytest.mark.parametrize(
    "header", ["vi,id", "sep=,\nvi,id", "Term (vi),Term (id)", "vi, note, id"]
)
def test_the_windows_encoding_of_vietnamese_is_read_and_said(
    tmp_path: Path, header: str
) -> None:
    # In it, tone marks are characters of their own.
    text = f"{header}\nĐại sứ quán và Bộ trưởng,Kedutaan\n"
    tones = "\u0300\u0301\u0303\u0309\u0323"
    spelt = "".join(
        unicodedata.normalize("NFC", "".join(m for m in parts if m not in tones))
        + "".join(m for m in parts if m in tones)
        for parts in (unicodedata.normalize("NFD", letter) for letter in text)
    )
    found = read(tmp_path, spelt.encode("cp1258"))
    assert found.entries[0].list_preferred_texts(vi) == ("Đại sứ quán và Bộ trưởng",)
    (note,) = found.remarks
    assert "cp1258" in note


@pytest.mark.parametrize(
    ("rows", "line", "reason"),
    [
        (",x,Bộ,,Kementerian,,\n", 2, "the row has no concept_id"),
        ("b,x,,,,,only a note\n", 2, "no term"),
        (
            f"b,x,{'ă' * 501},,K,,\n",
            2,
            "a term of 501 characters in vi; at most 500 are allowed",
        ),
        ("b,x,Bộ,!,K,,\n", 2, "an empty term in vi"),
        ("b,x,Bộ,!Bộ,K,,\n", 2, "'Bộ' is both preferred and forbidden"),
        ("b,x,Bộ,,K,,a,b\n", 2, "8 cells, but 7 columns; quote a text with ',' in it"),
        (
            'b,x,"Bộ,,K,,\n',
            2,
            "a quotation mark is not closed; write quotation marks in a cell twice",
        ),
        (
            'b,x,"Bộ" X,,K,,\n',
            2,
            "a quotation mark is not closed; write quotation marks in a cell twice",
        ),
        ("a,x,Bộ,,K,,\na,x,Sở,,D,,\n", 3, "duplicate concept a; it is in line 2"),
    ],
)
def test_a_row_that_makes_no_sense_is_skipped(
    tmp_path: Path, rows: str, line: int, reason: str
) -> None:
    found = read(tmp_path, HEADER + rows + "z,x,Cục,,Departemen,,\n")
    path = str(tmp_path / "terms.csv")
    assert found.skipped == [SkippedEntry(path, line, reason)]
    assert found.entries[-1].id == "z"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,Bộ,K,forbidden_en,x", "status 'forbidden_en', but the languages are vi"),
        ("a,,K,preferred,x", "an empty term in vi"),
        ("a,Bộ,,variant,x", "an empty term in id"),
        (",Bộ,K,preferred,x", "the row has no concept_id"),
    ],
)
def test_a_pair_that_makes_no_sense_is_skipped(
    tmp_path: Path, row: str, reason: str
) -> None:
    found = read(tmp_path, f"concept_id,vi,id,status,domain\n{row}\nz,X,Y,variant,\n")
    (skipped,) = found.skipped
    assert skipped.line == 2
    assert skipped.reason.startswith(reason)
    assert [entry.id for entry in found.entries] == ["z"]


def test_a_date_that_is_none_is_skipped(tmp_path: Path) -> None:
    found = read(tmp_path, "concept_id,vi,valid_from\na,Bộ,March\nb,Sở,2025-03-01\n")
    (skipped,) = found.skipped
    assert "'March'" in skipped.reason
    assert found.entries[0].valid_from == "2025-03-01"


def test_a_cell_of_two_lines_counts_as_such(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER + 'a,x,"Bộ\nCông an",,K,,\n,x,Sở,,D,,\n')
    assert found.entries[0].list_preferred_texts(vi) == ("Bộ Công an",)
    assert [skipped.line for skipped in found.skipped] == [4]


def test_a_column_that_is_not_known_is_reported(tmp_path: Path) -> None:
    found = read(tmp_path, "concept_id,vi,id,colour\na,Bộ,K,red\nb,Sở,D,\n")
    loss = ColumnLoss("column 'colour', whose heading is not understood", 1)
    assert found.lost == [loss]
    (remark,) = found.remarks
    assert "headings not understood: 'colour'; possible headings: a language" in remark


@pytest.mark.parametrize("heading", ["Indonesia", "colour", "note (en)"])
def test_a_second_column_that_is_not_known_is_refused(
    tmp_path: Path, heading: str
) -> None:
    reason = rf"only one .* \(vi\); .* {re.escape(heading.lower())}; possible headings"
    with pytest.raises(FormatError, match=reason):
        read(tmp_path, f"concept_id,vi,{heading}\na,Bộ,K\n")
    assert len(read(tmp_path, f"concept_id,vi,{heading}\na,Bộ,\n").entries) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"name,meaning\nx,y\n", "no column heading is a language"),
        (b"vi,id,vi\na,b,c\n", "two columns have the same name: vi"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        ("vi,id\nBộ,K\n".encode("utf-16-le")[:-1] + b"\xd8\xd8", "utf-16"),
    ],
)
def test_what_is_no_table_of_terms_is_refused(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    with pytest.raises(FormatError, match=reason):
        read(tmp_path, content)


def test_a_status_of_three_languages_is_that_of_all_but_the_first(
    tmp_path: Path,
) -> None:
    found = read(
        tmp_path,
        "vi,id,en,status\na,b,c,variant\nd,e,f,\n"
        "g,h; & i,j,forbidden_en\nk,l,m,liked\n",
    )
    statuses = [
        [(term.text, term.status.value, term.forbidden) for term in entry.terms]
        for entry in found.entries
    ]
    assert statuses == [
        [
            ("a", "preferred", False),
            ("b", "deprecated", False),
            ("c", "deprecated", False),
        ],
        [
            ("d", "preferred", False),
            ("e", "preferred", False),
            ("f", "preferred", False),
        ],
        [
            ("g", "preferred", False),
            ("h", "preferred", False),
            ("i", "admitted", False),
            ("j", "deprecated", True),
        ],
        [("k", "preferred", False), ("l", "admitted", False), ("m", "admitted", False)],
    ]
    assert found.lost == []


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Dùng", "preferred"),
        ("KHÔNG  DÙNG", "deprecated"),
        ("cấm", "forbidden"),
        ("tên cũ", "superseded"),
        ("dipakai", "preferred"),
        ("Tidak baku.", "deprecated"),
        ("boleh", "admitted"),
        ("Not-recommended", "deprecated"),
        ("", "preferred"),
    ],
)
def test_well_known_words_for_a_status_are_known(
    tmp_path: Path, word: str, status: str
) -> None:
    found = read(tmp_path, f"Thuật ngữ (VN),Indo,Trạng thái\nBộ,K,{word}\n")
    term = found.entries[0].terms[1]
    expected = "deprecated" if status == "forbidden" else status
    assert (term.status.value, term.forbidden) == (expected, status == "forbidden")
    assert found.remarks == []


def test_a_term_of_an_unknown_status_is_never_preferred(tmp_path: Path) -> None:
    table = "vi,id,status\nBộ,K,liked\nSở,D,liked\nCục,E,hated\nVụ,F,preferred\n"
    found = read(tmp_path, table)
    statuses = [entry.terms[1].status.value for entry in found.entries]
    assert statuses == ["admitted", "admitted", "admitted", "preferred"]
    (remark,) = found.remarks
    assert "3 rows have a status that is not understood: 'liked', 'hated'" in remark
    assert remark.endswith("as statuses, such as liked=preferred")


def test_own_words_for_a_status_are_explained(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("vi,id,status\nBộ,K,A\nSở,D,c\nCục,E,use\n", "utf-8")
    options = ReadOptions(statuses={"a": "preferred", "C": "cấm", "use": "admitted"})
    found = terms_csv.read_content(path, options)
    terms = [entry.terms[1] for entry in found.entries]
    assert [term.status.value for term in terms] == [
        "preferred",
        "deprecated",
        "admitted",
    ]
    assert [term.forbidden for term in terms] == [False, True, False]


def test_a_nul_far_down_is_left_out_and_said(tmp_path: Path) -> None:
    found = read(tmp_path, "vi,id\n" + "a,b\n" * 20_000 + "c\0,d\n")
    assert found.entries[-1].list_preferred_texts(vi) == ("c",)
    assert "1 NUL characters" in found.remarks[0]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        terms_csv.read_content(tmp_path / "none.csv")


def test_the_starter_termbase_comes_back_byte_for_byte() -> None:
    found = terms_csv.read_content(SEED)
    assert (found.skipped, found.lost, found.remarks) == ([], [], [])
    content, lost = written(found.entries)
    assert content == SEED.read_text("utf-8")
    assert lost == ()


def test_what_the_form_cannot_hold_is_counted() -> None:
    entry = ConceptEntry(
        "a",
        (
            Term(id_, "Kementerian", TermStatus.ADMITTED),
            Term(id_, "x" * 501),
            Term(id_, "Kementerian"),
            Term(id_, "Departemen"),
        ),
        note=" n\0",
        definition="d" * 140_000,
    )
    content, lost = written([entry, ConceptEntry("b", ())])
    assert lost == (
        Loss("terms that are empty or have more than 500 characters", 1),
        Loss("duplicate terms", 1),
        Loss("white space and control characters in texts", 1),
        Loss("order of terms", 1),
        Loss("cells of more than 131,072 characters", 1),
    )
    assert "d" * 100 not in content
    assert "\nb," not in content


def test_what_is_said_of_single_terms_has_columns_of_its_own() -> None:
    entry = ConceptEntry(
        "a",
        (
            Term(vi, "Bộ", source="page", part_of_speech="noun", note="n;m"),
            Term(vi, "a;b", TermStatus.ADMITTED, case_sensitive=True),
            Term(vi, "&c", TermStatus.ADMITTED, part_of_speech="noun"),
            Term(id_, "K", valid_from="2020", valid_to="2025-03", source="page"),
        ),
        relations=(
            Relation(RelationKind.PART_OF, "b"),
            Relation(RelationKind.OFFICE_HELD, "x;y", "2021-04-05"),
        ),
    )
    content, lost = written([entry])
    assert lost == ()
    assert list(csv.DictReader(io.StringIO(content))) == [
        {
            "concept_id": "a",
            "domain": "",
            "vi": "Bộ",
            "vi_variants": r"&a\;b;&\&c",
            "vi_part_of_speech": "noun;;noun",
            "vi_case_sensitive": ";yes;",
            "vi_note": r"n\;m;;",
            "vi_source": "page;;",
            "id": "K",
            "id_valid_from": "2020",
            "id_valid_to": "2025-03",
            "id_source": "page",
            "note": "",
            "confidence": "",
            "relations": r"part of: b;office held 2021-04-05/: x\;y",
        }
    ]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("Bộ;Sở,a;b;c,,", "vi_note has 3 texts for 2 terms"),
        ("Bộ,,maybe,", "case_sensitive is 'maybe'; it must be yes or no"),
        ("Bộ,,,beside: b", "'beside: b' is not a relation"),
        ("Bộ,,,part of", "'part of' is not a relation"),
    ],
)
def test_what_is_said_of_terms_must_fit_them(
    tmp_path: Path, cells: str, reason: str
) -> None:
    header = "concept_id,vi,vi_note,vi_case_sensitive,relations\n"
    found = read(tmp_path, f"{header}a,{cells}\nb,Cục,,,\n")
    (skipped,) = found.skipped
    assert skipped.reason.startswith(reason)
    assert [entry.id for entry in found.entries] == ["b"]


def test_one_note_is_for_all_terms_of_its_language(tmp_path: Path) -> None:
    content = "vi,vi_variants,vi_part_of_speech\nBộ,Sở;Cục,noun\n"
    (entry,) = read(tmp_path, content).entries
    assert {term.part_of_speech for term in entry.terms} == {"noun"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "'=", "''-"])
def test_formulas_are_neutralised_when_asked_and_come_back(
    tmp_path: Path, start: str
) -> None:
    entry = ConceptEntry("a", (Term(id_, f"{start}kah"),), note=f"{start}1")
    for safe in (True, False):
        file = io.BytesIO()
        terms_csv.write([entry], file, TermWriteOptions(formula_safe=safe))
        cells = next(csv.reader([file.getvalue().decode().splitlines()[1]]))
        assert not (safe and any(cell.startswith(tuple("=+-@")) for cell in cells))
        assert read(tmp_path, file.getvalue()).entries == [entry]


def test_an_empty_termbase_has_a_header_that_can_be_read(tmp_path: Path) -> None:
    content, lost = written([])
    assert (content, lost) == ("concept_id,domain,note,confidence\n", ())
    assert read(tmp_path, content).entries == []


@pytest.mark.parametrize(
    "header",
    [
        "Vietnamese;Indonesian",
        "Tiếng Việt;Bahasa Indonesia",
        "VI;ID",
        "Term (vi);Term (id)",
        "vi;id-ID",
    ],
)
def test_languages_may_be_called_by_their_names(tmp_path: Path, header: str) -> None:
    (entry,) = read(tmp_path, f"{header}\nBộ;Kementerian\n").entries
    assert [term.locale.language for term in entry.terms] == ["vi", "id"]


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        ("source,target\nBộ,Kementerian\n", {}),
        ("id,source term,target term\nx1,Bộ,Kementerian\n", {}),
        ("Bộ,Kementerian\nSở,Dinas\n", {}),
        ("Bộ; Bộ\tKementerian\nSở\tDinas; b\n", {}),
        ("a;b;c\nBộ;x;Kementerian\n", {"A": "vi", "c": "id", "b": "note"}),
    ],
)
def test_two_columns_are_named_by_the_command(
    tmp_path: Path, content: str, columns: dict[str, str]
) -> None:
    path = tmp_path / "terms.csv"
    path.write_text(content, "utf-8")
    found = terms_csv.read_content(path, ReadOptions(vi, id_, columns=columns))
    first = found.entries[0]
    assert first.list_preferred_texts(vi)[0] == "Bộ"
    assert first.list_preferred_texts(id_) == ("Kementerian",)
    assert found.skipped == []


def test_a_cell_that_is_too_long_costs_its_row(tmp_path: Path) -> None:
    long = "x" * 131_073
    rows = f'a,Bộ,"{long}\ny"\nb,Sở,n\nc,Cục,{long}\nd,Vụ,n\n'
    found = read(tmp_path, f"concept_id,vi,note\n{rows}")
    assert [entry.id for entry in found.entries] == ["b", "d"]
    assert [(skipped.line, skipped.reason) for skipped in found.skipped] == [
        (2, "a cell has more than 131,072 characters; shorten it"),
        (5, "a cell has more than 131,072 characters; shorten it"),
    ]


def test_a_line_of_ten_megabytes_is_refused_in_few_words(tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        read(tmp_path, "x," * 5_000_000)
    assert len(str(caught.value)) < 1000
    found = read(tmp_path, "vi,id\n" + "x," * 5_000_000 + "\nBộ,Kementerian\n")
    assert len(found.entries) == len(found.skipped) == 1


_words = st.text("aáĐ'\",\t -|=ệ", min_size=1, max_size=8).map(
    lambda text: " ".join(text.split())
)
_texts = _words.filter(bool)
_dates = st.none() | st.just("2025-03-01")


@st.composite
def _entries(draw: st.DrawFn, id: str) -> ConceptEntry:
    terms = []
    for locale in (vi, id_):
        texts = draw(st.lists(_texts, min_size=1, max_size=4, unique=True))
        for number, text in enumerate(texts):
            status = (
                TermStatus.PREFERRED
                if number == 0
                else draw(st.sampled_from(list(TermStatus)[1:]))
            )
            forbidden = status is TermStatus.DEPRECATED and draw(st.booleans())
            terms.append(
                Term(locale, text, status, forbidden, shared=draw(st.booleans()))
            )
    return ConceptEntry(
        id,
        tuple(terms),
        subject_field=draw(st.none() | _texts),
        definition=draw(st.none() | _texts),
        note=draw(st.none() | _texts),
        valid_from=draw(_dates),
    )


@given(first=_entries("a"), second=_entries("b"))
def test_reading_gives_back_what_was_written(
    first: ConceptEntry, second: ConceptEntry, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content, lost = written([first, second])
    folder = tmp_path_factory.mktemp("terms")
    found = read(folder, content)
    assert (found.entries, found.skipped, lost) == ([first, second], [], ())


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    try:
        read(tmp_path_factory.mktemp("terms"), b"vi,id\n" + content)
    except FormatError:
        pass


@pytest.mark.parametrize(
    "name",
    [
        *"no_colour is_ok pos stt key row num tag doc cat alt new src id_count".split(),
        "note (en)",
        "definition (vi)",
    ],
)
def test_a_word_is_no_language(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, f"concept_id,vi,fr,{name}\na,Bộ,y,x\n")
    assert [term.text for term in found.entries[0].terms] == ["Bộ", "y"]
    assert [loss.what for loss in found.lost] == [
        f"column {name!r}, whose heading is not understood"
    ]


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("vie", "vi"),
        ("pt_BR", "pt-BR"),
        ("zh_Hant_TW", "zh-Hant-TW"),
        ("sr-latn", "sr-Latn"),
        ("es-419", "es-419"),
        ("ca-valencia", "ca-valencia"),
        ("no", "no"),
        ("ban", "ban"),
        ("word (pos)", "pos"),
        ("Term (id)", "id"),
    ],
)
def test_a_language_is_one_however_it_is_written(
    tmp_path: Path, name: str, tag: str
) -> None:
    (entry,) = read(tmp_path, f"concept_id,km,{name}\na,x,y\n").entries
    assert [term.locale.tag for term in entry.terms] == ["km", tag]


@pytest.mark.parametrize("tag", ["pos", "alt", "vi-hanoi", "no-colour", "hnj"])
def test_a_language_that_is_a_word_besides_comes_back(tmp_path: Path, tag: str) -> None:
    entry = ConceptEntry(
        "a",
        (
            Term(Locale.parse(tag), "x", note="y"),
            Term(Locale.parse(tag), "z", TermStatus.ADMITTED),
        ),
    )
    assert read(tmp_path, written([entry])[0]).entries == [entry]


def test_numbers_are_no_terms(tmp_path: Path) -> None:
    found = read(tmp_path, "no,id,vi,en\n1,7,Bộ,ministry\n2,8,Sở,department\n")
    assert [entry.id for entry in found.entries] == ["7", "8"]
    assert [t.text for t in found.entries[0].terms] == ["Bộ", "ministry"]
    assert [loss.what for loss in found.lost] == ["column 'no', which numbers the rows"]
    said = [note.rpartition("column ")[2] for note in found.remarks]
    words = "contains numbers or ids of rows, not terms"
    assert sorted(said) == [f"'id' {words}", f"'no' {words}"]


@pytest.mark.parametrize("tag", ["id", "no"])
def test_terms_that_look_like_numbers_come_back(tmp_path: Path, tag: str) -> None:
    locale = Locale.parse(tag)
    entries = [
        ConceptEntry("a", (Term(locale, "1"), Term(Locale.parse("en"), "one"))),
        ConceptEntry("b", (Term(locale, "2"),)),
    ]
    assert read(tmp_path, written(entries)[0]).entries == entries


def test_keys_are_no_terms_where_other_columns_may_be_the_texts(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"no column heading is a language"):
        read(tmp_path, "no,id,sumber,hasil\n1,k1,van,katup\n2,k2,máy bơm,pompa\n")


def test_a_column_of_terms_may_say_so(tmp_path: Path) -> None:
    found = read(tmp_path, "id,vi_term,ID_term\nk1,van,katup\nk2,máy bơm,pompa\n")
    terms = {one.id: [term.text for term in one.terms] for one in found.entries}
    assert terms == {"k1": ["van", "katup"], "k2": ["máy bơm", "pompa"]}


def test_numbers_in_every_language_are_terms(tmp_path: Path) -> None:
    found = read(tmp_path, "vi,id\n113,110\n115,118\n")
    assert found.entries[0].list_preferred_texts(id_) == ("110",)
