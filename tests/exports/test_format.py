"""The table of formats, and the page that describes it."""

import io
import re
import subprocess
import sys

import pytest

from exports.format import WriteOptions, get_side_files_module
from exports.format_alias import list_aliases, resolve_format_alias
from exports.format_registries import formats
from exports.provenance import FIELD_NAMES, format_provenance_fields, parse_provenance
from tests.paths import ROOT
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import Origin, State, TranslationUnit
from tm.unit_property import Property

PAGES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "docs").glob("format*.md"))
)


def table(heading: str) -> list[list[str]]:
    """The rows of the table on the page that begins so."""
    lines = PAGES.partition(f"\n| {heading} |")[2].split("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_names_of_formats_are_distinct() -> None:
    others = [other for format in formats.values() for other in list_aliases(format)]
    assert len({*others}) == len(others)
    for format in formats.values():
        for called in (format.name, *list_aliases(format)):
            assert resolve_format_alias(called.upper()) == format.name


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("xliff-2.1", "xliff"),
        ("XLIFF 1.2", "xliff1"),
        (".sdlxliff", "xliff1"),
        ("TMX 1.4b", "tmx"),
        ("json", "weblate"),
        ("JSON lines", "jsonl"),
        ("Excel", "xlsx"),
        ("TBX-Basic", "tbx"),
        ("deepl", "deepl"),
        ("docx", "docx"),
        ("", ""),
    ],
)
def test_format_is_known_by_what_people_call_it(called: str, name: str) -> None:
    assert resolve_format_alias(called) == name


HEADINGS = {"jsonl": "json lines", "xliff1": "xliff"}


def section(name: str) -> str:
    """What the pages say under the heading of a format."""
    heading = HEADINGS.get(name, name)
    parts = re.split(r"^##? (.+)$", PAGES, flags=re.MULTILINE)
    found = zip(parts[1::2], parts[2::2], strict=True)
    return next(text for title, text in found if title.lower() == heading.lower())


@pytest.mark.parametrize("name", list(formats))
def test_page_has_a_section_for_each_format(name: str) -> None:
    assert len(section(name)) > 150


@pytest.mark.parametrize("name", ["tsv", "moses", "weblate"])
def test_page_names_what_a_bare_format_does_not_keep(name: str) -> None:
    vi, id = Locale.parse("vi-VN"), Locale.parse("id")
    unit = TranslationUnit(
        Segment(vi, "a\ufffc\tb", (Code("ph", "1", "<b>"),)),
        Segment.of(id, "c"),
        State.FINAL,
        Origin(article="d", publisher="p"),
        (b"1" * 16, None),
        "note",
        (Property("tmx:x", "y"),),
    )
    options = WriteOptions(Locale.parse("vi"), id)
    file = io.BytesIO()
    if formats[name].has_two_files:
        module = get_side_files_module(formats[name])
        lost = module.write_sides([unit], file, io.BytesIO(), options).lost
    else:
        lost = formats[name].load_module().write([unit], file, options).lost
    kept_not = section(name).partition("Not kept")[2]
    assert lost
    for loss in lost:
        assert loss.what in kept_not


def test_page_describes_every_field() -> None:
    described = [
        name for row in table("fields") for name in re.findall("`(.+?)`", row[0])
    ]
    assert sorted(described) == sorted(FIELD_NAMES)


def test_formats_are_imported_on_first_use_only() -> None:
    code = "import sys, exports.files; print([m for m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    loaded = set(re.findall(r"'([\w.]+)'", done.stdout))
    assert not loaded & {"lxml", "polib", "pyexpat", "exports.tmx", "exports.po"}


def test_position_or_extent_has_an_extent_field_and_nothing_else_does() -> None:
    def fields(**known: int) -> dict[str, str]:
        source = Segment.of(Locale.parse("vi"), "a")
        origin = Origin(**known)  # type: ignore[arg-type] # only numbers are given
        return format_provenance_fields(TranslationUnit(source, None, origin=origin))

    assert "extent" not in fields()
    assert fields(position=0)["extent"] == "1"
    assert fields(extent=2)["extent"] == "2"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("position", "-1"),
        ("position", "1_000"),
        ("extent", ""),
        ("score", "inf"),
        ("score", "high"),
        ("state", "done"),
        ("before", "xyz"),
        ("source-headline-status", "sure"),
    ],
)
def test_field_that_cannot_be_is_named(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"^{name}: "):
        parse_provenance({name: text})


def test_state_follows_from_the_translation_where_it_is_not_said() -> None:
    source = Segment.of(Locale.parse("vi"), "a")
    assert parse_provenance({}).make_unit(source, source).state is State.TRANSLATED
    assert parse_provenance({}).make_unit(source, None).state is State.INITIAL
