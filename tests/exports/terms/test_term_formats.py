"""The laws of formats of terms: what is carried comes back, and the rest is said."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.entry import Loss, WriteResult
from exports.files import read as read_units
from exports.files import write as write_units
from exports.format import ReadOptions, WriteOptions
from exports.format_registries import term_formats
from exports.term_format import (
    TermFeature,
    TermFileContent,
    TermWriteOptions,
    collect_items,
)
from exports.terms.tbx.markup import DIALECTS
from exports.terms.term_files import detect_term_format, open_term_items
from exports.xml.escaping import remove_forbidden_characters
from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from tests.examples import examples
from tests.properties.strategies import locales, texts
from tm.errors import FormatError, UnknownName
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import Segment
from tm.unit import TranslationUnit

VI, ID, EN = map(Locale.parse, ("vi", "id", "en"))
PAIR = TermWriteOptions(VI, ID)
WRITTEN = [format for format in term_formats.values() if format.is_written]

unhurried = settings(max_examples=examples(60), deadline=None)


def written(
    name: str,
    entries: Sequence[ConceptEntry],
    options: TermWriteOptions = PAIR,
) -> tuple[bytes, WriteResult]:
    file = io.BytesIO()
    result = term_formats[name].load_module().write(entries, file, options)
    return file.getvalue(), result


def read_again(name: str, data: bytes) -> TermFileContent:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file{[*term_formats[name].suffixes, '.tsv'][0]}"
        path.write_bytes(data)
        with open_term_items(str(path), ReadOptions(VI, ID), format_name=name) as items:
            return collect_items(items)


def _plain(text: str) -> str:
    text = (
        nfc(remove_forbidden_characters(text)[0])
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )
    return nfc(text.strip())


def _words(**limits: int) -> st.SearchStrategy[str]:
    found = texts(xml=True, **limits).map(_plain)
    return found.filter(bool)


_term_texts = (
    _words(min_size=1, max_size=20)
    .map(lambda text: nfc(" ".join(text.split())))
    .filter(bool)
)
_names = st.lists(_term_texts, max_size=3, unique=True)


_dates = st.none() | st.sampled_from(["2025", "2025-03", "2025-03-01"])
_maybe = st.none() | _words(min_size=1, max_size=12)
_lines_of_tbx = st.lists(
    st.sampled_from(
        [
            "termType: acronym",
            "termType: of a kind that nobody knows",
            "geographicalUsage: Hà Nội",
            "context: Le traité de Paris.",
            "customerSubset: a & b",
            "context of: x",
            "reliabilityCode: 3",
            "etymology: a",
            "etymology (vi): a",
            "padanan forbidden: yes",
            "a person's line",
            "",
        ]
    ),
    min_size=1,
    max_size=5,
).map(lambda lines: "\n".join(lines).strip() or None)
_lines_of_concepts = st.lists(
    st.sampled_from(
        [
            "explanation: một",
            "explanation (vi): a < b",
            "explanation (id): a",
            "explanation (en): a",
            "entrySource (en): a",
            "termType: acronym",
            "keyword: ",
            "a person's line",
            "",
        ]
    ),
    min_size=1,
    max_size=5,
).map(lambda lines: "\n".join(lines).strip() or None)
_ids = st.sampled_from(["a", "state-001", "bộ 1", "x;y", "9"]) | _words(
    min_size=1, max_size=8
)


@st.composite
def _terms(draw: st.DrawFn, locale: Locale, text: str, *, first: bool) -> Term:
    status = TermStatus.PREFERRED
    if not first:
        status = draw(st.sampled_from(list(TermStatus)[1:]))
    return Term(
        locale,
        text,
        status,
        forbidden=status is TermStatus.DEPRECATED and draw(st.booleans()),
        shared=draw(st.booleans()),
        part_of_speech=draw(st.sampled_from(["noun", "properNoun", None]) | _maybe),
        case_sensitive=draw(st.sampled_from([None, True, False])),
        valid_from=draw(_dates),
        valid_to=draw(_dates),
        note=draw(_maybe | st.just("padanan forbidden: yes") | _lines_of_tbx),
        source=draw(_maybe),
    )


_relations = st.lists(
    st.builds(Relation, st.sampled_from(list(RelationKind)), _ids, _dates, _dates),
    max_size=2,
)


@st.composite
def entries(draw: st.DrawFn, locale_order: tuple[Locale, ...]) -> ConceptEntry:
    terms: list[Term] = []
    for locale in locale_order:
        names = draw(_names)
        for number, text in enumerate(names):
            terms.append(draw(_terms(locale, text, first=number == 0)))
    if not terms:
        terms.append(draw(_terms(locale_order[0], "Bộ", first=True)))
    return ConceptEntry(
        draw(_ids),
        tuple(terms),
        subject_field=draw(_maybe),
        definition=draw(_maybe),
        note=draw(
            _maybe | st.sampled_from(["padanan note: x", "a\n  b"]) | _lines_of_concepts
        ),
        valid_from=draw(_dates),
        valid_to=draw(_dates),
        relations=tuple(draw(_relations)),
        confidence=draw(st.sampled_from([None, "high", "low"])),
    )


_lists = st.lists(locales(), min_size=1, max_size=3, unique=True).flatmap(
    lambda order: st.lists(
        entries(tuple(order)), min_size=1, max_size=3, unique_by=lambda e: e.id
    )
)


@unhurried
@given(
    _lists,
    st.sampled_from(
        [
            (style, dialect)
            for dialect in DIALECTS
            for style in ("dca", "dct")
            if (style, dialect) != ("dct", "TBX-Default")
        ]
    ),
)
def test_tbx_gives_back_every_entry_whole(
    whole: list[ConceptEntry], kind: tuple[str, str]
) -> None:
    options = TermWriteOptions(style=kind[0], dialect=kind[1])
    data, result = written("tbx", whole, options)
    assert result == WriteResult(len(whole))
    read = read_again("tbx", data)
    assert read == TermFileContent(whole, [], [], [])
    assert written("tbx", read.entries, options)[0] == data


@pytest.mark.parametrize("name", ["csv", "xlsx"])
@unhurried
@given(whole=_lists, safe=st.booleans())
def test_tables_give_back_every_entry_whole_unless_they_say_so(
    name: str, whole: list[ConceptEntry], safe: bool
) -> None:
    options = TermWriteOptions(formula_safe=safe)
    data, result = written(name, whole, options)
    read = read_again(name, data)
    assert not read.skipped
    if not result.lost:
        assert read == TermFileContent(whole, [], [], [])
    again, losses = written(name, read.entries, options)
    assert not losses.lost
    assert read_again(name, again).entries == read.entries


@unhurried
@given(_lists)
def test_glossaries_are_rows_that_their_tools_take(whole: list[ConceptEntry]) -> None:
    for name in ("omegat", "deepl"):
        data, result = written(name, whole, TermWriteOptions(VI, ID, True))
        rows = [
            line.split("\t")
            for line in data.decode().split("\n")
            if line and not (name == "omegat" and line.startswith("#"))  # a comment
        ]
        assert len(rows) == result.written
        assert all(len(row) in (2, 3) and all(row) for row in rows)
        read = read_again(name, data)
        assert len(read.entries) + len(read.skipped) == len(rows)
        if name == "deepl":
            assert len({row[0] for row in rows}) == len(rows)
            assert all(cell == cell.strip() for row in rows for cell in row)


_BASE = ConceptEntry("x0", (Term(VI, "Bộ"), Term(ID, "Kementerian")))


def _with_term(**fields: object) -> ConceptEntry:
    term = replace(_BASE.terms[1], **fields)  # type: ignore[arg-type]
    return replace(_BASE, terms=(_BASE.terms[0], term))


def _and(term: Term) -> ConceptEntry:
    return replace(_BASE, terms=(*_BASE.terms, term))


EXAMPLES = {
    TermFeature.ID: replace(_BASE, id="other"),
    TermFeature.LOCALES: _and(Term(EN, "Ministry")),
    TermFeature.SYNONYMS: _and(Term(ID, "Departemen", TermStatus.ADMITTED)),
    TermFeature.STATUS: _and(Term(ID, "Jawatan", TermStatus.SUPERSEDED)),
    TermFeature.FORBIDDEN: _and(Term(ID, "X", TermStatus.DEPRECATED, forbidden=True)),
    TermFeature.SHARED: _with_term(shared=True),
    TermFeature.PART_OF_SPEECH: _with_term(part_of_speech="noun"),
    TermFeature.CASE: _with_term(case_sensitive=True),
    TermFeature.TERM_DATES: _with_term(valid_to="2025-03-01"),
    TermFeature.TERM_NOTE: _with_term(note="formal"),
    TermFeature.SOURCE: _with_term(source="page"),
    TermFeature.SUBJECT_FIELD: replace(_BASE, subject_field="state"),
    TermFeature.DEFINITION: replace(_BASE, definition="a department"),
    TermFeature.NOTE: replace(_BASE, note="seen"),
    TermFeature.DATES: replace(_BASE, valid_from="2025"),
    TermFeature.CONFIDENCE: replace(_BASE, confidence="high"),
    TermFeature.RELATIONS: replace(
        _BASE, relations=(Relation(RelationKind.PART_OF, "gov", "2020", "2025"),)
    ),
}


@pytest.mark.parametrize("feature", TermFeature)
@pytest.mark.parametrize("name", [format.name for format in WRITTEN])
def test_a_format_carries_what_its_table_says_and_counts_the_rest(
    name: str, feature: TermFeature
) -> None:
    example = EXAMPLES[feature]
    data, result = written(name, [example])
    plain = written(name, [_BASE])[1]
    (entry,) = read_again(name, data).entries
    if feature in term_formats[name].features:
        assert result == plain
        if TermFeature.ID not in term_formats[name].features:
            entry = replace(entry, id=example.id)
        assert entry == example
    else:
        assert feature is TermFeature.ID or result.lost != plain.lost


@pytest.mark.parametrize(
    ("file", "content", "name"),
    [
        ("a.csv", b"vi,id\nx,y\n", "csv"),
        ("a.csv", b"<?xml version='1.0'?>\n<martif type='TBX'>", "tbx"),
        ("a.csv", b"\xef\xbb\xbf<!-- x --><tbx type='TBX-Basic'>", "tbx"),
        ("a.x", b"<!DOCTYPE martif SYSTEM 'a.dtd'>\n<martif>", "tbx"),
        ("a.x", b"<?xml-model href='x>'?><t:tbx xmlns:t='u'>", "tbx"),
        ("a.x", "<tbx>".encode("utf-16"), "tbx"),
        ("a.x", "<tbx>".encode("utf-16-be"), "tbx"),
        ("a.txt", b"vi\tid\nx\ty\n", "csv"),
        ("a.txt", b"x\ty\tz\n", "omegat"),
        ("a.utf8", b"x\ty\n", "omegat"),
        ("a.TAB", b"x\ty\n", "omegat"),
        ("a.csv", b"# Glossary in tab-separated format\n", "omegat"),
        ("-", b"x,y\n", "csv"),
    ],
)
def test_the_format_is_found_by_content_then_by_suffix(
    tmp_path: Path, file: str, content: bytes, name: str
) -> None:
    (tmp_path / file).write_bytes(content)
    assert detect_term_format(tmp_path / file, ReadOptions()).name == name


def test_workbook_is_told_from_its_content(tmp_path: Path) -> None:
    path = tmp_path / "terms.zip"
    path.write_bytes(written("xlsx", [_BASE])[0])
    assert detect_term_format(path, ReadOptions()).name == "xlsx"
    assert read_again("xlsx", path.read_bytes()).entries == [_BASE]
    with pytest.raises(FormatError, match="import it into the termbase"):
        list(read_units(path, ReadOptions()))
    unit = TranslationUnit(Segment.of(VI, "một"), Segment.of(ID, "satu"))
    write_units(str(tmp_path / "units.xlsx"), [unit], WriteOptions())
    with open_term_items(str(tmp_path / "units.xlsx"), ReadOptions()) as items:
        with pytest.raises(FormatError, match="import it into the memory"):
            list(items)


def test_what_has_no_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"words")
    with pytest.raises(UnknownName, match=r"'\.docx'"):
        detect_term_format(tmp_path / "a.docx", ReadOptions())
    (tmp_path / "a.tbx").write_bytes(b" \n")
    with pytest.raises(FormatError, match="empty"):
        detect_term_format(tmp_path / "a.tbx", ReadOptions())


@unhurried
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for name in term_formats:
        try:
            read_again(name, content)
        except FormatError:
            pass


def test_omegat_keeps_subject_field_status_and_note() -> None:
    entry = ConceptEntry(
        "a",
        (
            Term(VI, "Bộ Công an"),
            Term(ID, "Kementerian Keamanan Publik"),
            Term(ID, "KKP", TermStatus.ADMITTED),
            Term(ID, "Kepolisian", TermStatus.DEPRECATED, forbidden=True),
        ),
        subject_field="ministry",
        note="since\t1945 | admitted",
    )
    data, result = written("omegat", [entry], TermWriteOptions(VI, ID, True))
    assert data.decode().splitlines()[1:] == [
        "Bộ Công an\tKementerian Keamanan Publik\t"
        "domain: ministry | since 1945 | admitted",
        "Bộ Công an\tKKP\tadmitted | domain: ministry | since 1945 | admitted",
    ]
    assert Loss("terms of another status", 1) in result.lost
    first, second = read_again("omegat", data).entries
    assert (first.subject_field, first.note) == ("ministry", "since 1945 | admitted")
    assert second.terms[1].status is TermStatus.ADMITTED


def test_lines_of_a_glossary_that_make_no_sense_are_skipped() -> None:
    lines = f"# x\nBộ\tKementerian\nBộ\n\tx\n{'a' * 501}\tb\nBộ\tKementerian\nSở\tDinas"
    read = read_again("omegat", lines.encode("utf-8-sig"))
    assert [entry.list_preferred_texts(VI) for entry in read.entries] == [
        ("Bộ",),
        ("Sở",),
    ]
    assert [(skipped.line, skipped.reason) for skipped in read.skipped] == [
        (3, "no tab between source and target"),
        (4, "an empty term in vi"),
        (5, "a term of 501 characters in vi; at most 500 are allowed"),
        (6, "duplicate pair; it is in line 2"),
    ]
    assert all(isinstance(skipped, SkippedEntry) for skipped in read.skipped)


def test_deepl_gets_no_source_twice_and_no_long_terms() -> None:
    whole = [
        ConceptEntry("a", (Term(VI, "Chủ tịch"), Term(ID, "Ketua"))),
        ConceptEntry("b", (Term(VI, "Chủ tịch"), Term(ID, "Presiden"))),
        ConceptEntry("c", (Term(VI, "ế" * 400), Term(ID, "x"))),
        ConceptEntry("d", (Term(VI, "a\u2028b"), Term(ID, "y"))),
        ConceptEntry("e", (Term(VI, "chỉ có tiếng Việt"),)),
    ]
    data, result = written("deepl", whole)
    assert data.decode() == "Chủ tịch\tKetua\na b\ty\n"
    assert (result.written, result.left_out) == (2, 1)
    assert Loss("terms of more than 1,024 bytes", 1) in result.lost
    more = "further translations of a term, of which DeepL takes one"
    assert Loss(more, 1) in result.lost
