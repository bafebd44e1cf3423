"""`padanan language`, and Malay: a language added by a folder of data a package."""

import json
from io import StringIO

import pytest
from rich.console import Console

from checks.engine.unit import Unit
from checks.session import CheckSelection, CheckSession
from cli.console.output_formats import draw_table_rows
from glossary.entries.entry import ConceptEntry, Term
from glossary.recognition.recogniser import Recogniser
from tests.cli.calling import call
from tm.align.sentences import split_into_sentences
from tm.align.text_alignment import align_texts, split_sentences
from tm.settings import CheckSettings
from tm.text.locale import Locale
from tm.text.values.reader import read_number_words, read_values

MS, EN = Locale("ms"), Locale("en")


def described(language: str, *options: str) -> list[dict[str, object]]:
    done = call("language", language, "--format", "json", *options)
    assert done.code == 0, done.err
    found: list[dict[str, object]] = json.loads(done.out)
    return found


def test_it_lists_what_each_package_has_and_what_is_missing() -> None:
    vietnamese = described("vi")
    assert {file["package"] for file in vietnamese} == {"tm", "glossary", "checks"}
    assert all(file["is_present"] for file in vietnamese)
    assert described("vi", "--missing") == []
    assert len(described("sw", "--missing")) == len(vietnamese)


def test_what_is_missing_says_what_it_costs() -> None:
    done = call("language", "sw", "--format", "tsv")
    head, *lines = done.out.splitlines()
    assert head.split("\t")[-1] == "without it"
    assert all(line.split("\t")[-1] for line in lines)
    assert "0 of " in done.err


def test_a_region_has_the_data_of_its_language() -> None:
    assert described("ms-MY") == described("ms")
    assert call("language", "xx-nonsense-x").code == 2


def test_file_names_stay_whole_in_a_narrow_terminal() -> None:
    console = Console(file=StringIO(), width=80, force_terminal=True, color_system=None)
    files = ["data/vi/alignment_omissions.toml", "data/vi/values.toml"]
    rows = [["tm", file, "yes", "long words " * 9, "long words " * 9] for file in files]
    columns = ["package", "file", "present", "purpose", "without it"]
    draw_table_rows(console, columns, rows, whole_columns=["file"])
    assert isinstance(console.file, StringIO)
    drawn = console.file.getvalue()
    assert all(file in drawn for file in files)
    assert max(map(len, drawn.splitlines())) <= 80


def test_filipino_is_tagalog_whose_values_are_read() -> None:
    assert described("fil") == described("tl")
    text = "US$2.5 milyon noong Lunes, Oktubre 8, 2025, 12 porsiyento"
    english = "US$2.5 million on Monday, October 8, 2025, 12 per cent"
    found, expected = (
        [value.key for value in read_values(a_text, locale)]
        for a_text, locale in ((text, Locale.parse("fil")), (english, EN))
    )
    assert found == expected


def test_malay_text_is_split_into_sentences() -> None:
    text = "Menurut Datuk Dr. Ahmad, mesyuarat bermula pukul 2.30 petang. Beliau hadir."
    assert [span.of(text) for span in split_into_sentences(text, MS)] == [
        "Menurut Datuk Dr. Ahmad, mesyuarat bermula pukul 2.30 petang.",
        "Beliau hadir.",
    ]


@pytest.mark.parametrize(
    ("malay", "english"),
    [
        ("RM1.25 bilion", "1.25 billion ringgit"),
        ("35 peratus", "35 percent"),
        ("12,500 hektar", "12,500 hectares"),
        ("31 Ogos 2025", "31 August 2025"),
        ("pukul 2.30 petang", "14:30"),
    ],
)
def test_malay_values_are_read(malay: str, english: str) -> None:
    def keys(text: str, locale: Locale) -> set[object]:
        return {(value.kind, value.key) for value in read_values(text, locale)}

    assert keys(malay, MS) and keys(malay, MS) == keys(english, EN)


def test_malay_number_words_are_read() -> None:
    words = "tiga puluh lima, lapan belas"
    assert [value.key[0] for value in read_number_words(words, MS)] == [35, 18]


def test_malay_is_aligned() -> None:
    source = (
        "The minister arrived on 31 August 2025. He brought 12,500 books. Rain fell."
    )
    target = "Menteri tiba pada 31 Ogos 2025. Beliau membawa 12,500 buku. Hujan turun."
    ladder = align_texts(
        split_sentences(source, EN), split_sentences(target, MS)
    ).ladder
    assert [(len(bead.source_range), len(bead.target_range)) for bead in ladder] == [
        (1, 1)
    ] * 3


def test_malay_terms_are_found_in_their_forms() -> None:
    entry = ConceptEntry("m", (Term(MS, "Menteri Kewangan"),))
    recogniser = Recogniser.build([entry], MS)
    text = "Menteri-menteri Kewangan dan Menteri Kewangannya hadir."
    assert len(recogniser.find(text)) == 2


@pytest.mark.parametrize(
    ("source", "target", "check"),
    [
        ("He has 12,500 books.", "Beliau ada 12,800 buku.", "num.value"),
        ("They did not come.", "Mereka datang.", "neg.dropped"),
        ("He came on Monday.", "Beliau datang pada hari Selasa.", "date.weekday"),
    ],
)
def test_malay_is_checked(source: str, target: str, check: str) -> None:
    session = CheckSession.open(
        CheckSettings(),
        source_locale=EN,
        target_locale=MS,
        selection=CheckSelection(only=[check]),
    )
    assert [
        finding.check for finding in session.check([Unit("u", target, source)])
    ] == [check]
    clean = Unit("u", "Mereka tidak datang pada hari Isnin 12,500 kali.", None)
    assert not [*session.check([clean])]
