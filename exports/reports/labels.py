"""Labels and sentences of reports, in the language of their readers.

Each language is a file of `exports/reports/data/report`; all have the same keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from tm.finding import Severity
from tm.language_data import read_data_file
from tm.result_cache import lazy_constant


@dataclass(frozen=True, slots=True)
class ReportLabels:
    """The labels and sentences of one language."""

    language: str
    """A BCP 47 tag."""
    # Any: texts, lists of texts and tables of them, as the file has them.
    value_by_key: Mapping[str, Any]

    def __getitem__(self, label_key: str) -> str:
        """Return a label or a sentence."""
        text: str = self.value_by_key[label_key]
        return text

    def fill_in(self, label_key: str, *placeholder_texts: str) -> str:
        """Fill values into the placeholders of a sentence."""
        return self[label_key].format(*placeholder_texts)

    def list_texts(self, label_key: str) -> Sequence[str]:
        """List sentences or choices that belong together."""
        texts: Sequence[str] = self.value_by_key[label_key]
        return texts

    def select_section(self, section_key: str) -> "ReportLabels":
        """Put the labels of a section, such as `measure`, before the general ones."""
        return ReportLabels(
            self.language, {**self.value_by_key, **self.value_by_key[section_key]}
        )

    def name_severity(self, severity: Severity) -> str:
        """Return the name of a severity."""
        severity_name: str = self.value_by_key["severities"][severity.value]
        return severity_name

    def format_count(self, count_key: str, number: int) -> str:
        """Format a number with its noun in the singular or the plural."""
        text_by_plural_form: Mapping[str, str] = self.value_by_key["counts"][count_key]
        return text_by_plural_form["one" if number == 1 else "other"].format(
            self.format_number(number)
        )

    def format_number(self, number: int) -> str:
        """Format a number with the language's separator of thousands.

        >>> load_labels("id").format_number(1234567)
        '1.234.567'
        """
        return f"{number:,}".replace(",", self["thousands"])

    def format_decimal(self, number: float | None, decimal_count: int = 1) -> str:
        """Format a number with decimals; return a dash for None.

        >>> labels = load_labels("vi")
        >>> labels.format_decimal(98.25), labels.format_decimal(None)
        ('98,2', '–')
        """
        if number is None:
            return "–"
        return f"{number:.{decimal_count}f}".replace(".", self["decimal"])

    def format_percentage(self, percentage: float | None) -> str:
        """Format a percentage as the language writes the sign; a dash for None.

        >>> [load_labels(tag).format_percentage(98.25) for tag in ("en", "id")]
        ['98.2 %', '98,2%']
        """
        if percentage is None:
            return "–"
        return self.fill_in("percent", self.format_decimal(percentage))


def list_label_languages() -> list[str]:
    """List the languages that have a file of labels."""
    file_names = (
        label_file.name
        for label_file in (files("exports.reports") / "data" / "report").iterdir()
    )
    return sorted(
        file_name.removesuffix(".toml")
        for file_name in file_names
        if file_name.endswith(".toml")
    )


@lazy_constant
def load_labels(language: str) -> ReportLabels:
    """Load the labels of a language."""
    return ReportLabels(
        language, read_data_file("exports.reports", f"data/report/{language}.toml")
    )
