"""Tests of the names of territories."""

from importlib.resources import files

from babel.core import Locale as Cldr

from checks.text.territory_names import read_cldr_territories
from tm.text.normal import nfc


def test_names_in_the_file_are_those_of_the_cldr() -> None:
    table_text = (files("checks") / "data" / "cldr_territories.tsv").read_text("utf-8")
    languages = table_text.partition("\n")[0].split("\t")[1:]
    assert languages == ["en", "id", "vi"]
    for language in languages:
        names = Cldr.parse(language).territories.items()
        assert [*read_cldr_territories(language).items()] == [
            (code, nfc(name)) for code, name in names
        ], "write the column of the file anew"


def test_other_languages_have_the_names_of_the_cldr() -> None:
    assert read_cldr_territories("de")["VN"] == "Vietnam"
