"""Units of pages and of plain text, without a file or a command."""

from functools import partial

from checks.inputs.page import Alignment, parse_page, read_page_units, read_text_units
from tests.paths import ROOT
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.settings import AlignSettings
from tm.text.locale import Locale

VI, ID = Locale("vi"), Locale("id")
FOLDER = ROOT / "seeds" / "articles"
NAME = "hoi-nghi-rung-ngap-man"


def page_text(language: str) -> str:
    return (FOLDER / f"{NAME}.{language}.txt").read_text("utf-8")


def test_each_sentence_of_a_text_is_a_unit_with_its_line() -> None:
    units = [*read_text_units("Satu. Dua.\nTiga.", ID, name="note", path="n.txt")]
    assert [unit.target for unit in units] == ["Satu.", "Dua.", "Tiga."]
    assert [unit.id for unit in units] == ["note#0", "note#1", "note#2"]
    assert [unit.location.line for unit in units if unit.location] == [1, 1, 2]


def test_a_page_alone_has_no_sources() -> None:
    found = read_page_units(parse_page(page_text("id"), path="page", locale=ID))
    assert len(found.units) == found.segment_count == 29
    assert not found.aligned_count and all(unit.source is None for unit in found.units)


def test_a_page_is_aligned_with_its_original() -> None:
    found = read_page_units(
        parse_page(page_text("id"), path="page", locale=ID),
        source_locale=VI,
        original_page=parse_page(page_text("vi"), path="original", locale=VI),
        alignment=Alignment(AlignSettings(), AlignmentResources.of),
    )
    assert found.aligned_count == 28
    assert found.conflicting_original_locale is None


def test_an_original_in_another_language_is_noticed() -> None:
    page = partial(parse_page, path="page")
    found = read_page_units(
        page(page_text("id"), locale=ID),
        source_locale=Locale("en"),
        original_page=page(page_text("vi"), locale=Locale("en")),
        alignment=Alignment(AlignSettings(), AlignmentResources.of),
    )
    assert found.conflicting_original_locale == VI
