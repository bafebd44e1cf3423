"""The table of formats, and the page that describes it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from exports.format import Feature, formats
from exports.provenance import NAMES, fields_of, provenance
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The rows of the table on the page that begins so."""
    lines = PAGE.partition(f"\n| {heading} |")[2].split("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_page_says_what_each_format_carries() -> None:
    rows = {row[0]: row[1:] for row in table("format")}
    assert list(rows) == list(formats)
    for format in formats.values():
        suffixes, *carries = rows[format.name]
        assert suffixes.split() == list(format.suffixes)
        assert carries == [
            "yes" if feature in format.carries else "–" for feature in Feature
        ]


def test_page_describes_every_field() -> None:
    assert sorted(row[0].strip("`") for row in table("field")) == sorted(NAMES)


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
        return fields_of(TranslationUnit(source, None, origin=Origin(**known)))  # type: ignore[arg-type] # only numbers are given

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
        provenance({name: text})


def test_state_follows_from_the_translation_where_it_is_not_said() -> None:
    source = Segment.of(Locale.parse("vi"), "a")
    assert provenance({}).unit(source, source).state is State.TRANSLATED
    assert provenance({}).unit(source, None).state is State.INITIAL
