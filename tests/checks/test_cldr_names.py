"""Tests of the names of the CLDR."""

from importlib.resources import files

from checks.cldr_names import read_cities, read_names_by_babel, read_territories


def test_names_in_the_file_are_those_of_the_cldr() -> None:
    table_text = (files("checks") / "data" / "cldr_names.tsv").read_text("utf-8")
    header, *rows = (line.split("\t") for line in table_text.splitlines())
    assert header == ["code", "en", "id", "vi"]
    for column, language in enumerate(header[1:], 1):
        assert {row[0]: row[column] for row in rows if row[column]} == {
            code: name for code, name in read_names_by_babel(language).items() if name
        }, f"write the column {language} anew"


def test_other_languages_have_the_names_of_the_cldr_too() -> None:
    assert read_territories("de")["VN"] == "Vietnam"
    assert read_cities("tlh")["Africa/Cairo"] == "Cairo"
    assert read_cities("de")["Europe/Moscow"] == "Moskau"
