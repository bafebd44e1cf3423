"""What reports of findings say themselves, in the language of who reads them.

A language is a file of `exports/data/report`; all have the same entries.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tm.finding import Severity


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The labels and sentences of one language."""

    language: str
    """A BCP 47 tag."""
    # Any: texts, lists of texts and tables of them, as the file has them.
    table: Mapping[str, Any]

    def __getitem__(self, name: str) -> str:
        """A label or a sentence."""
        text: str = self.table[name]
        return text

    def of(self, name: str, *values: str) -> str:
        """A sentence with values in its places."""
        return self[name].format(*values)

    def all(self, name: str) -> Sequence[str]:
        """Sentences, or choices, that go together."""
        texts: Sequence[str] = self.table[name]
        return texts

    def part(self, name: str) -> "ReportWords":
        """Those of one part, such as the measure of the checks, before the others."""
        return ReportWords(self.language, {**self.table, **self.table[name]})

    def severity(self, severity: Severity) -> str:
        """The name of a severity."""
        name: str = self.table["severities"][severity.value]
        return name

    def count(self, name: str, number: int) -> str:
        """What is counted, in the singular or the plural, with its number."""
        forms: Mapping[str, str] = self.table["counts"][name]
        return forms["one" if number == 1 else "other"].format(self.number(number))

    def number(self, number: int) -> str:
        """A number as the language groups its digits.

        >>> words_of("id").number(1234567)
        '1.234.567'
        """
        return f"{number:,}".replace(",", self["thousands"])

    def decimal(self, number: float | None, digits: int = 1) -> str:
        """A number with decimals; a dash for none.

        >>> words_of("vi").decimal(98.25), words_of("vi").decimal(None)
        ('98,2', '–')
        """
        if number is None:
            return "–"
        return f"{number:.{digits}f}".replace(".", self["decimal"])

    def percent(self, number: float | None) -> str:
        """A number of percent, with the sign as the language puts it.

        >>> words_of("en").percent(98.25), words_of("id").percent(98.25)
        ('98.2 %', '98,2%')
        """
        if number is None:
            return "–"
        return self.of("percent", self.decimal(number))


def languages() -> list[str]:
    """The languages that there are words of."""
    names = (
        file.name for file in (files("exports.reports") / "data" / "report").iterdir()
    )
    return sorted(
        name.removesuffix(".toml") for name in names if name.endswith(".toml")
    )


@lru_cache(maxsize=8)
def words_of(language: str) -> ReportWords:
    """The words of a language that there is a file of."""
    file = files("exports.reports") / "data" / "report" / f"{language}.toml"
    return ReportWords(language, tomllib.loads(file.read_text(encoding="utf-8")))
