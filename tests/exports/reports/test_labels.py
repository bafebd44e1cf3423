"""The words of reports: all languages have the same, with the same places."""

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from checks.engine.messages import LANGUAGES
from exports.reports.labels import load_labels
from tm.finding import Severity


# Any: what TOML may be.
def entries(table: dict[str, Any], name: str = "") -> Iterator[tuple[str, list[str]]]:
    """Each text by its place, with what changes in it."""
    for key, value in table.items():
        place = f"{name}.{key}"
        if isinstance(value, dict):
            yield from entries(value, place)
        else:
            texts = value if isinstance(value, list) else [value]
            for number, text in enumerate(texts):
                yield f"{place}.{number}", sorted(re.findall(r"\{\d\}", text))


def table(language: str) -> dict[str, Any]:
    file = files("exports.reports") / "data" / "report" / f"{language}.toml"
    return tomllib.loads(file.read_text("utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_of_messages_has_all_words_of_reports(language: str) -> None:
    assert dict(entries(table(language))) == dict(entries(table("en")))
    assert table(language)["severities"].keys() == {one.value for one in Severity}


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("en", 1, "1 unit checked"),
        ("en", 1234, "1,234 units checked"),
        ("id", 1234, "1.234 unit diperiksa"),
        ("vi", 0, "đã kiểm tra 0 đơn vị"),
    ],
)
def test_units_are_counted_as_the_language_does(
    language: str, number: int, said: str
) -> None:
    assert load_labels(language).format_count("units", number) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_sheets_are_short_enough(language: str) -> None:
    words = load_labels(language)
    for name in ("sheet_findings", "sheet_summary", "document"):
        assert len(words[name]) <= 31 - len(" 1000")
        assert not set(words[name]) & set("[]:*?/\\")
    assert len(",".join(words.list_texts("verdicts"))) <= 255
